"""Observations: what the audit notes of an item, as triples of the letter's derived graph.

In:   an explanation, and how a place is named.
Out:  grounds compared, facts not addressed, contradictions and discrepancies; no blank nodes.
From: imr:Observation; the questions unaddressed, contradicted and discrepancies ask for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.graph.store import term
from imrgraph.knowledge.terms import IMR, IMRV, RDF
from imrgraph.reasoning.rendering import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from imrgraph.reasoning.explanation import Explanation
    from imrgraph.reasoning.record import Evidence

__all__ = ["observations"]

Triple = tuple[ox.NamedNode, ox.NamedNode, "ox.NamedNode | ox.Literal"]


def observations(item: Explanation, place: Callable[[Evidence], ox.NamedNode]) -> Iterator[Triple]:
    """Say what the audit notes of `item`, each under its own IRI below the item's."""
    teller = _Teller(item.item, place)
    encoded = [each for each in item.conditions if each.reading == "encoded-reading"]
    demanded = {each.result.criterion for each in encoded}
    for ground in item.grounds:
        node, said = teller.note("GroundComparison", wording.ground(ground), ground.evidence)
        yield from said
        yield node, IMR("criterion"), IMRV(ground.criterion)
        yield node, IMR("met"), term(ground.met)
        yield node, IMR("stated"), term(ground.stated)
        yield node, IMR("derived"), term(ground.derived)
        if encoded:
            yield node, IMR("demanded"), term(ground.criterion in demanded)
    for fact in item.unaddressed:
        node, said = teller.note("UnaddressedFact", fact.fact, fact.evidence)
        yield from said
        yield node, IMR("speaksFor"), IMRV(fact.criterion)
        yield ox.NamedNode(item.item), IMR("leavesUnaddressed"), node
    for found in item.contradicted:
        node, said = teller.note("Contradiction", wording.contradiction(found), found.places)
        yield from said
        yield node, IMR("criterion"), IMRV(found.criterion)
        yield node, IMR("ofGround"), ox.NamedNode(found.ground)
    for each in item.discrepancies:
        node, said = teller.note("Discrepancy", each.what, each.evidence)
        yield from said
        yield node, IMR("discrepancyKind"), IMRV(f"discrepancy-{each.kind}")


class _Teller:
    """Notes things of one item, and numbers those of a class."""

    def __init__(self, item: str, place: Callable[[Evidence], ox.NamedNode]) -> None:
        self._item, self._place = item, place
        self._counted: dict[str, int] = {}

    def note(
        self, kind: str, says: str, evidence: Iterable[Evidence]
    ) -> tuple[ox.NamedNode, list[Triple]]:
        """Return the node of an observation, and what every observation has."""
        number = self._counted[kind] = self._counted.get(kind, 0) + 1
        node = ox.NamedNode(f"{self._item}/{_PATHS[kind]}/{number}")
        triples: list[Triple] = [
            (node, RDF("type"), IMR(kind)),
            (node, IMR("ofItem"), ox.NamedNode(self._item)),
            (node, IMR("says"), term(says)),
        ]
        for each in evidence:
            triples.append((node, IMR("statedAt"), self._place(each)))
            triples.append((node, IMR("quote"), term(each.quote)))
        return node, triples


_PATHS = {
    "GroundComparison": "ground-comparison",
    "UnaddressedFact": "unaddressed",
    "Contradiction": "contradiction",
    "Discrepancy": "discrepancy",
}
