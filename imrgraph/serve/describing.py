"""Describing: what the endpoint can do, and what data it has.

In:   the letters, counted by a process that has them open.
Out:  a service description, and a description of the data, each a graph in any format.
From: SPARQL 1.1 Service Description, W3C 2013; VoID, W3C 2011. Nothing is claimed that is refused,
      such as federated queries.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox
from starlette.routing import Route

from imrgraph.graph.answers import GRAPHS, Room, written_graph
from imrgraph.graph.values import PREFIXES
from imrgraph.knowledge.knowledge import graphs
from imrgraph.knowledge.terms import IMRD
from imrgraph.serve.answering import Answered
from imrgraph.serve.negotiating import accepted, preferred
from imrgraph.serve.replying import reply
from imrgraph.serve.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.graph.remote import Remote
    from imrgraph.graph.store import Store

__all__ = ["counted", "routes", "service"]

#: How many things there are of each class, and triples in each graph of the ontology.
Counts: TypeAlias = tuple[Mapping[str, int], Mapping[str, int]]

_HOW_MANY: Final = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
SELECT ?class (COUNT(?thing) AS ?things) {
  VALUES ?class { imr:Determination imr:Item }
  ?thing a ?class
} GROUP BY ?class ORDER BY ?class
"""
_IN_GRAPHS: Final = """
SELECT ?graph (COUNT(*) AS ?triples) {{
  VALUES ?graph {{ {graphs} }}
  GRAPH ?graph {{ ?s ?p ?o }}
}} GROUP BY ?graph ORDER BY ?graph
"""
#: Addresses in it are taken from that of the endpoint.
_SERVICE: Final = """
PREFIX format: <http://www.w3.org/ns/formats/>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
<> a sd:Service ;
  sd:endpoint <> ;
  sd:supportedLanguage sd:SPARQL11Query ;
  sd:feature sd:UnionDefaultGraph ;
  sd:resultFormat format:SPARQL_Results_JSON, format:SPARQL_Results_XML, format:SPARQL_Results_CSV,
    format:SPARQL_Results_TSV, format:Turtle, format:N-Triples, format:JSON-LD, format:RDF_XML,
    format:TriG, format:N-Quads ;
  sd:defaultDataset <#dataset> .
<#dataset> a sd:Dataset ; sd:defaultGraph <#letters> .
<#letters> a sd:Graph .
"""
_NAMED: Final = """
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX void: <http://rdfs.org/ns/void#>
<#dataset> sd:namedGraph <#graph-{number}> .
<#graph-{number}> a sd:NamedGraph ; sd:name {graph} ; sd:graph {graph} .
{graph} a sd:Graph, void:Dataset ; void:triples {triples} .
"""
_DATA: Final = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX void: <http://rdfs.org/ns/void#>
<#letters> a void:Dataset ;
  dcterms:title "Determinations of independent medical review"@en ;
  dcterms:description "What letters state, each fact with its place, and what was concluded."@en ;
  void:sparqlEndpoint <> ;
  void:uriSpace "{space}" ;
  void:vocabulary {vocabularies} .
"""
_CLASS: Final = """
PREFIX void: <http://rdfs.org/ns/void#>
<#letters> void:classPartition <#class-{number}> .
<#class-{number}> void:class {name} ; void:entities {things} .
"""


def counted(letters: Store | Remote) -> Counts:
    """Return how many things there are of each class, and triples in each graph of the ontology.

    >>> from imrgraph.graph.store import Store
    >>> counted(Store())
    ({}, {})
    """
    known = " ".join(str(ox.NamedNode(graph)) for graph in graphs())
    classes = letters.select(_HOW_MANY)
    held = letters.select(_IN_GRAPHS.format(graphs=known))
    return (
        {str(row["class"]): int(str(row["things"])) for row in classes},
        {str(row["graph"]): int(str(row["triples"])) for row in held},
    )


async def service(request: Request) -> Response:
    """Say what the endpoint can do."""
    classes, held = await _counts(request)
    named = (
        _NAMED.format(number=number, graph=ox.NamedNode(graph), triples=triples)
        for number, (graph, triples) in enumerate(held.items(), 1)
    )
    return _described(request, _SERVICE, *named, *_data(classes))


async def _void(request: Request) -> Response:
    """Say what data there is."""
    classes, _ = await _counts(request)
    return _described(request, *_data(classes))


def _data(classes: Mapping[str, int]) -> Iterator[str]:
    vocabularies = ", ".join(f"<{base}>" for base in PREFIXES.values())
    yield _DATA.format(space=IMRD.base, vocabularies=vocabularies)
    for number, (name, things) in enumerate(classes.items(), 1):
        yield _CLASS.format(number=number, name=ox.NamedNode(name), things=things)


async def _counts(request: Request) -> Counts:
    """Return what there is, counted when somebody first asks: it stays the same."""
    state = request.app.state
    if state.counts is None:
        state.counts = await served(request).pool.run(request, counted)
    counts: Counts = state.counts
    return counts


def _described(request: Request, *parts: str) -> Response:
    """Return Turtle as the client likes it best."""
    kind = preferred(accepted(request), GRAPHS)
    if kind is None:
        return reply(request, GRAPHS)
    base = str(request.url_for("sparql"))
    found = (ox.parse(part, format=ox.RdfFormat.TURTLE, base_iri=base) for part in parts)
    triples = [quad.triple for quad in chain.from_iterable(found)]
    limits = served(request).limits
    body = written_graph(triples, kind, Room(limits.rows, limits.answer))
    return reply(request, Answered(kind, body, is_zipped=False))


routes: Final = (Route("/.well-known/void", _void, name="void"),)
