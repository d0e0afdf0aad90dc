"""Summaries: what a letter and its items say themselves, so that many letters are asked at once.

In:   the explanations of a letter.
Out:  triples that follow from the others of the letter; no blank nodes.
From: imr:agreementAsEncoded, imr:turnsOnMet, imr:statesTwice, imr:Excess, imr:Precedence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.graph.store import term
from imrgraph.knowledge.terms import IMR, IMRV, RDF
from imrgraph.reasoning.record import Record
from imrgraph.reasoning.weighing import Role, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from imrgraph.reasoning.explanation import Condition, Explanation, Explanations
    from imrgraph.reasoning.weighing import Weighed

__all__ = ["summaries"]

#: How the properties of an item end that tell of the verdict on a basis and in a reading.
_VERDICTS = {
    ("record-basis", "encoded-reading"): "OnRecord",
    ("reviewer-basis", "encoded-reading"): "AsEncoded",
    ("reviewer-basis", "stated-reading"): "AsStated",
}
#: Days and numbers of which a letter has one.
_SINGLE = (
    "injuryDate",
    "urDenialDate",
    "authorizationRequestDate",
    "decisionDate",
    "claimantAge",
    "quantityRequested",
    "visitsPerWeek",
    "weeks",
    "priorCount",
)

Triple = tuple[ox.NamedNode, ox.NamedNode, "ox.NamedNode | ox.Literal"]


def summaries(explanations: Explanations) -> Iterator[Triple]:
    """Say of a letter what its summary tells and what it states twice, and how items come out."""
    record = Record(explanations.quads)
    yield from _told(record)
    yield from _stated_twice(record, (record.iri, *(each.item for each in explanations.items)))
    for item in explanations.items:
        node = ox.NamedNode(item.item)
        yield from _decided(item, node)
        yield from _exceeded(item, node)
        yield from _preceded(item, node)


def _told(record: Record) -> Iterator[Triple]:
    """Say what kinds of facts the clinical summary tells, and on what they bear."""
    letter = ox.NamedNode(record.iri)
    for finding in map(str, record.values(record.iri, "hasClinicalFinding")):
        name = "summaryTells" if record.value(finding, "present") else "summaryDenies"
        yield letter, IMR(name), ox.NamedNode(str(record.value(finding, "ofKind")))
        for criterion in map(str, record.values(finding, "bearsOn")):
            yield letter, IMR("summaryBearsOn"), ox.NamedNode(criterion)


def _stated_twice(record: Record, subjects: Iterable[str]) -> Iterator[Triple]:
    for subject in subjects:
        for name in _SINGLE:
            if len(set(record.stated(subject, IMR(name).value))) > 1:
                yield ox.NamedNode(subject), IMR("statesTwice"), IMR(name)


def _decided(item: Explanation, node: ox.NamedNode) -> Iterator[Triple]:
    for number, decision in enumerate(item.decisions, 1):
        how = _VERDICTS[decision.basis, decision.reading]
        yield node, IMR(f"verdict{how}"), ox.NamedNode(f"{item.item}/verdict/{number}")
        yield node, IMR(f"agreement{how}"), term(str(decision.agreement(item.recorded_outcome)))
    for condition in item.decisive:
        is_met = condition.result.status is Status.MET
        name = "turnsOnMet" if is_met else "turnsOnNotMet"
        yield node, IMR(name), IMRV(condition.result.criterion)


def _exceeded(item: Explanation, node: ox.NamedNode) -> Iterator[Triple]:
    """Say which limits on visits the request, as the reviewer sees it, goes beyond."""
    silent = {each.recommendation for each in item.conditions if each.silences}
    beyond = (c for c in item.conditions if c.recommendation not in silent and _is_beyond(c))
    for number, condition in enumerate(beyond, 1):
        excess = ox.NamedNode(f"{item.item}/excess/{number}")
        yield node, IMR("hasExcess"), excess
        yield excess, RDF("type"), IMR("Excess")
        yield excess, IMR("limitOf"), ox.NamedNode(condition.recommendation)
        yield excess, IMR("allowed"), term(str(condition.result.required))
        yield excess, IMR("asked"), term(str(condition.result.actual))


def _is_beyond(condition: Condition) -> bool:
    result = condition.result
    seen = (condition.basis, condition.reading) == ("reviewer-basis", "encoded-reading")
    known = result.actual is not None and result.required is not None
    return seen and known and (result.criterion, result.status) == ("visit-limit", Status.NOT_MET)


def _preceded(item: Explanation, node: ox.NamedNode) -> Iterator[Triple]:
    """Say what of the guidelines came before what."""
    pairs = (pair for decision in item.decisions for pair in _pairs(decision.weighed))
    for number, (special, general) in enumerate(sorted(set(pairs)), 1):
        precedence = ox.NamedNode(f"{item.item}/precedence/{number}")
        yield node, IMR("hasPrecedence"), precedence
        yield precedence, RDF("type"), IMR("Precedence")
        yield precedence, IMR("special"), ox.NamedNode(special)
        yield precedence, IMR("general"), ox.NamedNode(general)


def _pairs(weighed: Sequence[Weighed]) -> Iterator[tuple[str, str]]:
    """Yield what comes first, an override or an exception that is met, and before what."""
    considered = {each.recommendation for each in weighed}
    for each in weighed:
        for general in each.overrides & considered:
            yield each.recommendation, general
        for result in each.results:
            if (result.role, result.status) == (Role.EXCEPTION, Status.MET):
                yield result.condition, each.recommendation
