"""Observations: what the audit notes of an item, as triples of the letter's derived graph.

In:   an explanation, and the IRI of its letter.
Out:  facts not addressed, contradictions, discrepancies, and findings that no encoded
      recommendation asks for; no blank nodes.
From: imr:Observation; the questions unaddressed, contradicted and discrepancies ask for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMR, IMRG, IMRV, RDF, Iri, place
from imrgraph.reasoning.deciding.case import CaseFinding
from imrgraph.reasoning.deciding.results import Reading
from imrgraph.reasoning.rendering import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.graph.values import Triple
    from imrgraph.reasoning.explaining.explanation import Explanation
    from imrgraph.reasoning.places import Evidence

__all__ = ["observations"]

#: The property of the day that a kind of next steps tells.
_DAYS = {"from-day": "phaseFrom", "until-day": "phaseUntil"}
#: What observations of a class are called in an IRI.
_PATHS = {
    "UnaddressedFact": "unaddressed",
    "Contradiction": "contradiction",
    "Discrepancy": "discrepancy",
}


def observations(item: Explanation, root: str) -> Iterator[Triple]:
    """Say what the audit notes of `item`, each under its own IRI below the item's."""
    know, node = item.knowledge, Iri(item.item)
    yield from _unasked(item)
    for answer in item.answering:
        if isinstance(answer.fact, CaseFinding):
            yield node, IMR["answeredBy"], Iri(answer.fact.iri)
    for number, fact in enumerate(item.weighed_in_favour, 1):
        noted = _node(item, "UnaddressedFact", number)
        yield from _noted(noted, node, wording.unaddressed(fact, know), fact.evidence, root)
        yield noted, RDF["type"], IMR["UnaddressedFact"]
        yield noted, IMR["speaksFor"], IMRV[fact.criterion]
        yield node, IMR["leavesUnaddressed"], noted
    for number, found in enumerate(item.contradictions, 1):
        noted = _node(item, "Contradiction", number)
        yield from _noted(noted, node, wording.contradiction(found, know), found.places, root)
        yield noted, RDF["type"], IMR["Contradiction"]
        yield noted, IMR["contradictionKind"], IMRV[f"contradiction-{found.kind}"]
        yield noted, IMR["asserted"], found.asserted
        said = Iri(place(root, found.evidence.start, found.evidence.end))
        yield noted, IMR["reviewerSays"], said
        yield said, IMR["quote"], found.evidence.quote
        yield said, IMR["page"], found.evidence.page
        if found.ground and found.criterion:
            yield noted, IMR["criterion"], IMRV[found.criterion]
            yield noted, IMR["ofGround"], Iri(found.ground)
    for number, each in enumerate(item.discrepancies, 1):
        noted = _node(item, "Discrepancy", number)
        yield from _noted(noted, node, wording.discrepancy(each, know), each.evidence, root)
        yield noted, RDF["type"], IMR["Discrepancy"]
        yield noted, IMR["discrepancyKind"], IMRV[f"discrepancy-{each.kind}"]
        for work in each.values.get("cited", ()) if each in item.misfits else ():
            yield from _misfit(noted, work)
    yield from _next(item, node)


def _misfit(noted: Iri, work: object) -> Iterator[Triple]:
    """Say which guideline does not fit, where it is one of the guideline base."""
    if str(work).startswith(IMRG.base):
        yield noted, IMR["misfitOf"], Iri(str(work))


def _next(item: Explanation, node: Iri) -> Iterator[Triple]:
    """Say what the next request would need, flat, since it is counted."""
    for step in item.next_request:
        if step.kind in {"visits", "visits-unsaid", "no-visits"}:
            yield node, IMR["visitsThatFit"], step.values["fit"][0]
        elif step.kind in _DAYS:
            yield node, IMR[_DAYS[step.kind]], step.values["day"][0]
        elif step.kind == "alternative":
            for first in step.values["first"]:
                yield node, IMR["comesFirst"], Iri(first)


def _unasked(item: Explanation) -> Iterator[Triple]:
    """Say which findings of the reviewer are on what no encoded recommendation asks for."""
    encoded = [c for c in item.conditions if c.weighed.reading is Reading.ENCODED]
    demanded = {each.result.criterion for each in encoded}
    for ground in item.case.grounds if encoded else ():
        if ground.criterion not in demanded:
            yield Iri(ground.iri), IMR["demanded"], False


def _node(item: Explanation, kind: str, number: int) -> Iri:
    return Iri(f"{item.item}/{_PATHS[kind]}/{number}")


def _noted(
    node: Iri, item: Iri, says: str, evidence: Iterable[Evidence], root: str
) -> Iterator[Triple]:
    """Say what every observation has, and the words on which it rests."""
    yield node, IMR["ofItem"], item
    yield node, IMR["says"], says
    for each in evidence:
        at = Iri(place(root, each.start, each.end))
        yield node, IMR["statedAt"], at
        yield at, IMR["quote"], each.quote
        yield at, IMR["page"], each.page
