"""Sensitivity: whether a verdict stands without what it assumes, or makes of silence.

In:   a verdict, and its proof.
Out:  for each assumption and each absence that the proof rests on, what follows without it.
From: a condition whose proof rests on what is dropped is unknown, and a recommendation of which
      nobody knows then that it is in force stays open; the rules of the verdict are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.deciding.results import (
    ConditionResult,
    Missing,
    Role,
    Status,
    WeighedRecommendation,
)
from imrgraph.reasoning.deciding.verdicts import decide
from imrgraph.reasoning.explaining.proof import Kind
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.reasoning.deciding.verdicts import Verdict, VerdictResult
    from imrgraph.reasoning.explaining.proof import Derivation

__all__ = ["Sensitivity", "sensitivity"]

#: The kinds of steps that may be dropped, the first first.
_KINDS: Final = (Kind.ASSUMPTION, Kind.ABSENCE)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What follows without one thing that a verdict rests on.

    Attributes:
        dropped: the step: an assumption, or what is made of the letter's silence.
        verdict: what follows where it is dropped.
        changes: whether that is another verdict.
    """

    dropped: Derivation
    verdict: Verdict
    changes: bool

    __repr__ = short("dropped.kind", "dropped.rule", "verdict", "changes")


def sensitivity(verdict: VerdictResult, proof: Derivation) -> tuple[Sensitivity, ...]:
    """Drop each assumption and each absence by itself, and decide anew.

    An absence that leaves a condition unknown decides nothing, and is not among them. An item that
    falls with another falls whatever is assumed of itself.

    Args:
        verdict: what follows for an item.
        proof: of that verdict.

    Returns:
        One entry for each, in the order of the proof.
    """
    considered = [step for step in proof.walk() if step.kind is Kind.RECOMMENDATION]
    dropped = {
        found.of: found for step in considered for kind in _KINDS for found in _rests_on(step, kind)
    }
    return tuple(_without(verdict, considered, each) for each in dropped.values())


def _rests_on(recommendation: Derivation, kind: Kind) -> Iterator[Derivation]:
    """Yield what a recommendation rests on; an absence where it settles a condition."""
    for premise in recommendation.premises:
        result = premise.of
        settles = isinstance(result, ConditionResult) and (
            result.absence and result.status is not Status.UNKNOWN
        )
        if kind is Kind.ASSUMPTION or settles or not isinstance(result, ConditionResult):
            yield from (each for each in premise.walk() if each.kind is kind)


def _without(
    verdict: VerdictResult, considered: list[Derivation], dropped: Derivation
) -> Sensitivity:
    follows = verdict.verdict
    if not verdict.falls_with:
        unsure = [_unsure(step, dropped.of) for step in considered]
        follows = decide(unsure, verdict.basis, verdict.reading).verdict
    return Sensitivity(dropped, follows, follows is not verdict.verdict)


def _unsure(recommendation: Derivation, dropped: Any) -> WeighedRecommendation:  # noqa: ANN401 (what a step is of)
    """Return a recommendation of which all is unknown that rests on what is dropped."""
    weighed: WeighedRecommendation = recommendation.of
    results: list[ConditionResult] = []
    for premise in recommendation.premises:
        holds = any(each.of == dropped for each in premise.walk())
        if isinstance(premise.of, ConditionResult):
            known = premise.of
            results.append(replace(known, status=Status.UNKNOWN) if holds else known)
        elif holds:
            results.append(_whether_in_force(weighed))
    return replace(weighed, results=tuple(results))


def _whether_in_force(weighed: WeighedRecommendation) -> ConditionResult:
    """Return a scope of which nobody knows whether it is met: that the recommendation holds."""
    return ConditionResult(
        condition=f"{weighed.recommendation}/in-force",
        criterion="in-force",
        status=Status.UNKNOWN,
        missing=Missing(IMRV("gap-in-force").value),
        role=Role.SCOPE,
    )
