"""As RDF: graphs of the store, or what is said of the nodes of a network, in any syntax.

In:   letters that can be asked, and a network or nothing.
Out:  N-Quads, TriG, Turtle or JSON-LD, in one order however the letters were loaded.
From: RDF 1.1; JSON-LD 1.1, with a context of the prefixes. Only one graph is held at a time, but
      for JSON-LD.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from imrgraph.graph.values import PREFIXES, nquads
from imrgraph.knowledge.terms import IMR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.graph.network import Asked, Network

__all__ = ["SYNTAXES", "as_rdf"]

SYNTAXES: Final[Mapping[str, ox.RdfFormat]] = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}
#: Of nodes, and of the places where they are stated.
_SAID: Final = f"""
SELECT DISTINCT ?subject ?predicate ?object ?graph {{
  {{ VALUES ?subject {{ %(nodes)s }} }}
  UNION
  {{ VALUES ?node {{ %(nodes)s }} ?node {IMR("statedAt")} ?subject }}
  GRAPH ?graph {{ ?subject ?predicate ?object }}
}}
"""


def as_rdf(asked: Asked, network: Network | None, form: str) -> Iterator[bytes]:
    """Yield the whole store, or what is said of the nodes of `network`.

    Args:
        asked: the letters.
        network: whose nodes are told of; None for everything.
        form: a name of `SYNTAXES`.
    """
    syntax = SYNTAXES[form]
    parts = asked.nquads() if network is None else iter([_of_nodes(asked, network)])
    if syntax == ox.RdfFormat.N_QUADS:
        yield from parts
        return
    if syntax == ox.RdfFormat.JSON_LD:
        parts = iter([b"".join(parts)])
    for number, part in enumerate(parts):
        quads = tuple(ox.parse(part, format=ox.RdfFormat.N_QUADS))
        triples = dict.fromkeys(quad.triple for quad in quads)
        told = quads if syntax.supports_datasets else triples
        text = ox.serialize(told, format=syntax, prefixes=PREFIXES) or b""
        yield _without_prefixes(text) if number else text


def _of_nodes(asked: Asked, network: Network) -> bytes:
    nodes = " ".join(f"<{node.iri}>" for node in network.nodes if node.iri)
    return nquads((network.proven or asked).select(_SAID % {"nodes": nodes}).terms)


def _without_prefixes(text: bytes) -> bytes:
    """Return what comes after the prefixes, which the part before has said."""
    lines = text.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"@prefix "))
