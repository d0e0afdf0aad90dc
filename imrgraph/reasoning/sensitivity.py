"""Sensitivity: whether a verdict stands without what it assumes, or makes of silence.

In:   a decision on an item, and its proof.
Out:  for each assumption and each absence that the proof rests on, what follows without it.
From: a condition whose proof rests on what is dropped is unknown, and a recommendation of which
      nobody knows then that it is in force stays open; the rules of the verdict are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from imrgraph.reasoning.verdicts import decide
from imrgraph.reasoning.weighing import Result, Role, Status
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.reasoning.proof import Step
    from imrgraph.reasoning.verdicts import Decision, Verdict
    from imrgraph.reasoning.weighing import Weighed

__all__ = ["Sensitivity", "sensitivity", "stands_in_silence"]

#: The kinds of steps that may be dropped.
_KINDS: tuple[Literal["assumption", "absence"], ...] = ("assumption", "absence")


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What follows without one thing that a verdict rests on.

    Attributes:
        kind: an assumption, or what is made of the letter's silence.
        what: the conclusion of its step in the proof.
        verdict: what follows where it is dropped.
        changes: whether that is another verdict.
    """

    kind: Literal["assumption", "absence"]
    what: str
    verdict: Verdict
    changes: bool

    __repr__ = short("kind", "what", "verdict", "changes")


def sensitivity(decision: Decision, proof: Step) -> tuple[Sensitivity, ...]:
    """Drop each assumption and each absence by itself, and decide anew.

    An absence that leaves a condition unknown decides nothing, and is not among them. An item that
    falls with another falls whatever is assumed of itself.

    Args:
        decision: what follows for an item.
        proof: of that decision.

    Returns:
        One entry for each, in the order of the proof.
    """
    recommendations = [step for step in proof.walk() if step.kind == "recommendation"]
    weighed = tuple(zip(decision.weighed, recommendations, strict=True))
    dropped = dict.fromkeys(
        (kind, what)
        for each, step in weighed
        for kind in _KINDS
        for what in _rests_on(each, step, kind)
    )
    return tuple(_without(decision, weighed, kind, what) for kind, what in dropped)


def stands_in_silence(decision: Decision) -> bool:
    """Say whether the same follows where silence counts against no condition."""
    weighed = [
        replace(each, results=tuple(map(_unsilenced, each.results))) for each in decision.weighed
    ]
    return decide(weighed, decision.basis, decision.reading).verdict is decision.verdict


def _unsilenced(result: Result) -> Result:
    silenced = result.absence and result.status is Status.NOT_MET and result.role is Role.CONDITION
    return replace(result, status=Status.UNKNOWN) if silenced else result


def _rests_on(
    weighed: Weighed, step: Step, kind: Literal["assumption", "absence"]
) -> Iterator[str]:
    """Yield what a recommendation rests on; an absence where it settles a condition."""
    conditions = step.premises[: len(weighed.results)]
    for premise, result in zip(conditions, weighed.results, strict=True):
        if kind == "assumption" or (result.absence and result.status is not Status.UNKNOWN):
            yield from (each.conclusion for each in premise.walk() if each.kind == kind)
    for premise in step.premises[len(conditions) :]:
        yield from (each.conclusion for each in premise.walk() if each.kind == kind)


def _without(
    decision: Decision,
    weighed: tuple[tuple[Weighed, Step], ...],
    kind: Literal["assumption", "absence"],
    what: str,
) -> Sensitivity:
    verdict = decision.verdict
    if not decision.falls_with:
        unsure = [_unsure(each, step, kind, what) for each, step in weighed]
        verdict = decide(unsure, decision.basis, decision.reading).verdict
    return Sensitivity(kind, what, verdict, verdict is not decision.verdict)


def _unsure(weighed: Weighed, step: Step, kind: str, what: str) -> Weighed:
    """Return a recommendation of which all is unknown that rests on what is dropped."""
    conditions = step.premises[: len(weighed.results)]
    results = tuple(
        replace(result, status=Status.UNKNOWN) if _holds(premise, kind, what) else result
        for result, premise in zip(weighed.results, conditions, strict=True)
    )
    if any(_holds(premise, kind, what) for premise in step.premises[len(conditions) :]):
        results = (*results, _whether_in_force(weighed))
    return replace(weighed, results=results)


def _holds(step: Step, kind: str, what: str) -> bool:
    return any((each.kind, each.conclusion) == (kind, what) for each in step.walk())


def _whether_in_force(weighed: Weighed) -> Result:
    """Return a scope of which nobody knows whether it is met: that the recommendation holds."""
    return Result(
        condition=f"{weighed.recommendation}/in-force",
        criterion="in-force",
        status=Status.UNKNOWN,
        required=None,
        actual=None,
        comparison=None,
        premises=(),
        missing="whether the guideline was in force",
        absence=None,
        role=Role.SCOPE,
        limit=False,
        lever=None,
    )
