"""Summaries: what a letter and its items say themselves, so that many letters are asked at once.

In:   the explanations of a letter.
Out:  what is stated twice, how verdicts agree, what they turn on, what is told of an outcome, which
      limits are exceeded, and what of the guidelines came before what; no blank nodes.
From: imr:agreementAsEncoded, imr:turnsOnMet, imr:standing, imr:reasonMet, imr:statesTwice,
      imr:Excess, imr:Precedence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMR, IMRV, RDF, Iri
from imrgraph.reasoning.deciding.case import Basis
from imrgraph.reasoning.deciding.results import Reading, Role, Status
from imrgraph.reasoning.explaining.following import follows, turned_on
from imrgraph.reasoning.rendering import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from imrgraph.graph.values import Triple
    from imrgraph.reasoning.deciding.case import CaseFact
    from imrgraph.reasoning.deciding.results import Term, WeighedRecommendation
    from imrgraph.reasoning.explaining.explanation import (
        ExplainedCondition,
        Explanation,
        Explanations,
    )

__all__ = ["summaries"]

#: How the properties of an item end that tell of the verdict on a basis and in a reading.
_VERDICTS = {
    (Basis.RECORD, Reading.ENCODED): "OnRecord",
    (Basis.REVIEWER, Reading.ENCODED): "AsEncoded",
    (Basis.REVIEWER, Reading.STATED): "AsStated",
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


def summaries(explanations: Explanations) -> Iterator[Triple]:
    """Say what a letter states twice, and how its items come out."""
    for item in explanations.items:
        node = Iri(item.item)
        yield from _stated_twice(item)
        yield from _decided(item, node)
        yield from _exceeded(item, node)
        yield from _preceded(item, node)


def _stated_twice(item: Explanation) -> Iterator[Triple]:
    for name in _SINGLE:
        stated: tuple[CaseFact, ...] = item.case.stated(name)
        if len(stated) > 1:
            yield Iri(stated[0].about), IMR["statesTwice"], IMR[name]


def _decided(item: Explanation, node: Iri) -> Iterator[Triple]:
    for verdict in item.verdicts:
        how = _VERDICTS[verdict.basis, verdict.reading]
        yield node, IMR[f"agreement{how}"], str(verdict.agreement(item.recorded_outcome))
    for condition in item.decisive:
        is_met = condition.result.status is Status.MET
        name = "turnsOnMet" if is_met else "turnsOnNotMet"
        yield node, IMR[name], IMRV[condition.result.criterion]
    yield node, IMR["standing"], str(follows(item))
    for criterion, is_met in turned_on(item):
        yield node, IMR["reasonMet" if is_met else "reasonNotMet"], IMRV[criterion]


def _exceeded(item: Explanation, node: Iri) -> Iterator[Triple]:
    """Say which limits on visits the request, as the reviewer sees it, goes beyond."""
    silent = {each.weighed.recommendation for each in item.conditions if each.silences}
    spoken = (c for c in item.conditions if c.weighed.recommendation not in silent)
    beyond = filter(_is_beyond, spoken)
    for number, condition in enumerate(beyond, 1):
        excess = Iri(f"{item.item}/excess/{number}")
        yield node, IMR["hasExcess"], excess
        yield excess, RDF["type"], IMR["Excess"]
        yield excess, IMR["limitOf"], Iri(condition.weighed.recommendation)
        yield excess, IMR["allowed"], _amounts(condition.result.required, item)
        yield excess, IMR["asked"], _amounts(condition.result.actual, item)


def _amounts(found: tuple[Term, ...], item: Explanation) -> str:
    return ", ".join(terms.value(each, item.knowledge) for each in found)


def _is_beyond(condition: ExplainedCondition) -> bool:
    result, weighed = condition.result, condition.weighed
    seen = (weighed.basis, weighed.reading) == (Basis.REVIEWER, Reading.ENCODED)
    known = result.actual and result.required
    return bool(seen and known) and (result.criterion, result.status) == (
        "visit-limit",
        Status.NOT_MET,
    )


def _preceded(item: Explanation, node: Iri) -> Iterator[Triple]:
    """Say what of the guidelines came before what."""
    pairs = (pair for verdict in item.verdicts for pair in _pairs(verdict.weighed))
    for number, (special, general) in enumerate(sorted(set(pairs)), 1):
        precedence = Iri(f"{item.item}/precedence/{number}")
        yield node, IMR["hasPrecedence"], precedence
        yield precedence, IMR["special"], Iri(special)
        yield precedence, IMR["general"], Iri(general)


def _pairs(weighed: Sequence[WeighedRecommendation]) -> Iterator[tuple[str, str]]:
    """Yield what comes first, an override or an exception that is met, and before what."""
    considered = {each.recommendation for each in weighed}
    for each in weighed:
        for general in each.overrides & considered:
            yield each.recommendation, general
        for result in each.results:
            if result.role is Role.EXCEPTION and result.status is Status.MET:
                yield result.condition, each.recommendation
