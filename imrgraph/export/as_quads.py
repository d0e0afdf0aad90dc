"""As RDF: graphs of the store, or what is said of the nodes of a network, in any syntax.

In:   letters that can be asked, and a network or nothing.
Out:  N-Quads, TriG, Turtle or JSON-LD, in one order however the letters were loaded.
From: RDF 1.1; JSON-LD 1.1, with a context of the prefixes. Only one graph is held at a time, but
      for JSON-LD.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from imrgraph.graph.values import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.graph.network import Asked, Network
    from imrgraph.graph.values import Node

__all__ = ["SYNTAXES", "as_rdf"]

SYNTAXES: Final[Mapping[str, ox.RdfFormat]] = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_GRAPHS = "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }"
_QUAD = ("s", "p", "o", "graph")
_GRAPH = "SELECT ?s ?p ?o ?graph { VALUES ?graph { %s } GRAPH %s { ?s ?p ?o } }"
_SAID = "SELECT ?graph ?s ?p ?o { VALUES ?s { %s } GRAPH ?graph { ?s ?p ?o } }"


def as_rdf(asked: Asked, network: Network | None, form: str) -> Iterator[bytes]:
    """Yield the whole store, or what is said of the nodes of `network`.

    Args:
        asked: the letters.
        network: whose nodes are told of; None for everything.
        form: a name of `SYNTAXES`.
    """
    syntax = SYNTAXES[form]
    parts = _whole(asked) if network is None else iter([_of_nodes(asked, network)])
    if syntax == ox.RdfFormat.JSON_LD:
        parts = iter([[quad for part in parts for quad in part]])
    for number, part in enumerate(parts):
        triples = dict.fromkeys(quad.triple for quad in part)
        told = part if syntax.supports_datasets else triples
        text = ox.serialize(told, format=syntax, prefixes=PREFIXES) or b""
        yield _without_prefixes(text) if number else text


def _whole(asked: Asked) -> Iterator[list[ox.Quad]]:
    graphs = sorted(str(row["graph"]) for row in asked.select(_GRAPHS).terms)
    for graph in graphs:
        yield _quads(asked.select(_GRAPH % (graph, graph)).terms)


def _of_nodes(asked: Asked, network: Network) -> list[ox.Quad]:
    nodes = " ".join(f"<{node.iri}>" for node in network.nodes if node.iri)
    return _quads(asked.select(_SAID % nodes).terms)


def _quads(rows: Iterable[Mapping[str, Node]]) -> list[ox.Quad]:
    """Return the quads of rows, graph by graph and sorted."""
    quads = (ox.Quad(*(row[name] for name in _QUAD)) for row in rows)  # type: ignore[arg-type]  # as asked for
    return sorted(quads, key=lambda quad: (str(quad.graph_name), str(quad)))


def _without_prefixes(text: bytes) -> bytes:
    """Return what comes after the prefixes, which the part before has said."""
    lines = text.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"@prefix "))
