"""Projections: a whole store of letters as a network of a few kinds of nodes, counted.

In:   letters that can be asked; a treatment, for those that request it alone.
Out:  a `Projection`: treatments and the guidelines that are cited for them, or letters and the
      grounds that they share.
From: one query counts or lists; what nodes are called is asked at once for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from imrgraph.errors import LimitError, QuestionError
from imrgraph.graph.network import Edge, Network, Vertex
from imrgraph.graph.session import Entity, Session, in_order
from imrgraph.graph.values import local, shorten
from imrgraph.knowledge.terms import IMR
from imrgraph.nearest import one_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from imrgraph.graph.network import Asked, Plain

    #: Nodes, edges, how many requests or letters there are, and how many of them were counted.
    _Made = tuple[tuple[Vertex, ...], tuple[Edge, ...], int, int]

__all__ = ["PROJECTIONS", "Projection", "projection"]

#: What is led to stands on the right of a drawing.
_LAYERS: Final = {"Guideline": 1}
#: In which an edge says the same of both ends.
_SYMMETRIC: Final = frozenset({"grounds"})
#: How many pairs of letters are compared at most: as many as there is room for.
_MOST_PAIRS = 2_000_000
#: What is counted, and what has to be known of it.
_LACKING: Final = {
    "guidelines": "requests, without a treatment, an outcome or a guideline of the reviewer's",
    "grounds": "letters, where no ground was read of the requests that are counted",
}
_WITHIN = "?treatment <http://www.w3.org/2004/02/skos/core#broader>* <%s> ."
_PREFIXES = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
PREFIX imrv: <https://w3id.org/imrgraph/vocab/>
"""
#: Requests, and the guidelines that the reviewer cites for them.
_CITED = """
    ?citation imr:cites ?guideline ; imr:citedBy imrv:reviewer .
    ?item imr:hasCitation ?citation ; imr:requestedTreatment ?treatment ; imr:outcome ?outcome .
"""
_GUIDELINES = f"""{_PREFIXES}
SELECT ?treatment ?guideline (COUNT(?item) AS ?items) (SUM(?fell) AS ?overturned) WHERE {{
  {{ SELECT DISTINCT ?item ?treatment ?guideline ?outcome WHERE {{ %s }} }}
  BIND (IF(?outcome = imrv:upheld, 0, 1) AS ?fell)
}} GROUP BY ?treatment ?guideline
"""
_GROUNDS = f"""{_PREFIXES}
SELECT DISTINCT ?letter ?criterion ?met WHERE {{
  ?letter imr:hasItem ?item .
  ?item imr:hasGround ?ground .
  ?ground imr:criterion ?criterion ; imr:met ?met .
  %s
}}
"""


@dataclass(frozen=True, slots=True, repr=False)
class Projection(Network):
    """A network whose edges were counted over many letters: no triple says what they do."""

    #: A name of `PROJECTIONS`.
    kind: str = ""
    #: How many requests or letters it might have counted, and how many of them are in none of it.
    of: int = 0
    without: int = 0

    @property
    def told_left_out(self) -> str:
        """What is told of what it leaves out, "" where that is nothing."""
        if not self.without:
            return ""
        return f"left out: {self.without:,} of {self.of:,} {_LACKING[self.kind]}"


def projection(asked: Asked, name: str, treatment: str | None = None) -> Projection:
    """Return a whole store as a network.

    Args:
        asked: the letters.
        name: "guidelines", with an edge from each treatment to each guideline that a reviewer cites
            where it is requested, with the number of items and of those that were overturned; or
            "grounds", with an edge between letters that share a ground, the same criterion met or
            not met, with how many they share of all that either has.
        treatment: the IRI of one; only items that request it, or what is narrower.

    Raises:
        QuestionError: there is no such projection.
        LimitError: so many letters share grounds that there is no room for them.

    >>> from imrgraph.store.opening import open
    >>> from imrgraph.resources import folder
    >>> store = open()
    >>> loaded = store.load([folder("examples") / "letters"])
    >>> found = projection(store, "guidelines", store.treatment("acupuncture").iri)
    >>> [(edge.target, edge.attributes["items"]) for edge in found.edges]
    [('imrg:acupuncture', 1)]
    """
    if name not in PROJECTIONS:
        message = f"projection {name}: expected {one_of(name, PROJECTIONS)}"
        raise QuestionError(message)
    nodes, edges, of, counted = PROJECTIONS[name](asked, treatment or "")
    told = f"{name} of {shorten(treatment or 'all treatments')}"
    is_directed = name not in _SYMMETRIC
    return Projection(
        told, nodes, edges, is_directed=is_directed, kind=name, of=of, without=of - counted
    )


def _guidelines(asked: Asked, within: str) -> _Made:
    cited = _CITED + (within and _WITHIN % within)
    kinds: dict[str, str] = {}
    edges = []
    for row in asked.select(_GUIDELINES % cited):
        ends = str(row["treatment"]), str(row["guideline"])
        items, overturned = int(str(row["items"])), int(str(row["overturned"]))
        kinds.update(zip(ends, ("Treatment", "Guideline"), strict=True))
        told: dict[str, Plain] = {
            "items": items,
            "overturned": overturned,
            "rate": overturned / items,
            "weight": items,
        }
        edges.append(_edge(*ends, "cites", told))
    many = {**_items_by("treatment", asked, cited), **_items_by("guideline", asked, cited)}
    nodes = _nodes(asked, kinds, {end: {"items": each} for end, each in many.items()})
    of = _count("item", asked, f"?letter imr:hasItem ?item . {_requesting(within)}")
    return nodes, _sorted(edges), of, _count("item", asked, cited)


def _grounds(asked: Asked, within: str) -> _Made:
    pattern = _requesting(within)
    grounds: dict[str, set[str]] = defaultdict(set)
    letters: dict[str, list[str]] = defaultdict(list)
    for row in asked.select(_GROUNDS % pattern):
        ground = f"{local(str(row['criterion']))} {'met' if row['met'] else 'not met'}"
        grounds[str(row["letter"])].add(ground)
        letters[ground].append(str(row["letter"]))
    pairs = sum(len(found) * (len(found) - 1) // 2 for found in letters.values())
    if pairs > _MOST_PAIRS:
        message = f"grounds: expected letters of one treatment, found {pairs:,} pairs of letters"
        raise LimitError(message)
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for ground, found in sorted(letters.items()):
        for pair in combinations(in_order(found), 2):
            shared[pair].append(ground)
    edges = []
    for (one, other), both in shared.items():
        share = len(both) / len(grounds[one] | grounds[other])
        told: dict[str, Plain] = {
            "shared": len(both),
            "grounds": "; ".join(both),
            "weight": share,
        }
        edges.append(_edge(one, other, "hasGround", told))
    kinds = dict.fromkeys(grounds, "Determination")
    told_of = {letter: {"grounds": "; ".join(sorted(found))} for letter, found in grounds.items()}
    having = f"?letter imr:hasItem ?item . {pattern}" if within else "?letter a imr:Determination"
    of = _count("letter", asked, having)
    return _nodes(asked, kinds, told_of), _sorted(edges), of, len(grounds)


def _requesting(within: str) -> str:
    """Return the pattern of items that request a treatment, "" where any will do."""
    return f"?item imr:requestedTreatment ?treatment . {_WITHIN % within}" if within else ""


def _count(name: str, asked: Asked, pattern: str) -> int:
    """Return how many things a pattern has, each once."""
    query = f"{_PREFIXES} SELECT (COUNT(DISTINCT ?{name}) AS ?many) {{ {pattern} }}"
    return int(str(asked.select(query)[0]["many"]))


def _items_by(name: str, asked: Asked, pattern: str) -> dict[str, int]:
    """Return how many items a pattern has for each value of a variable, each item once."""
    query = (
        f"{_PREFIXES} SELECT ?{name} (COUNT(DISTINCT ?item) AS ?items) {{ {pattern} }} "
        f"GROUP BY ?{name}"
    )
    return {str(row[name]): int(str(row["items"])) for row in asked.select(query)}


def _nodes(
    asked: Asked, kinds: Mapping[str, str], told: Mapping[str, Mapping[str, Plain]]
) -> tuple[Vertex, ...]:
    session = Session(asked)
    session.learn(kinds)
    return tuple(
        Vertex(shorten(iri), iri, Entity(iri, session).name, kind, _LAYERS.get(kind, 0), told[iri])
        for iri, kind in sorted(kinds.items(), key=lambda each: shorten(each[0]))
    )


def _edge(source: str, target: str, kind: str, told: Mapping[str, Plain]) -> Edge:
    return Edge(shorten(source), shorten(target), kind, IMR(kind).value, told)


def _sorted(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    return tuple(sorted(edges, key=lambda edge: (edge.source, edge.target)))


#: What makes each network.
PROJECTIONS: Final[Mapping[str, Callable[[Asked, str], _Made]]] = {
    "guidelines": _guidelines,
    "grounds": _grounds,
}
