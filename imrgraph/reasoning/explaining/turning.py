"""Turning: the reasons for the outcome on record, the reviewer's own before any that was derived.

In:   an explanation.
Out:  `Reason`s, those that decide first, and what the reviewer concedes to the other side.
From: a chapter that the reviewer did not cite never displaces a ground that the rationale states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.reasoning.auditing.quoting import in_context
from imrgraph.reasoning.deciding.results import Reading, Role, Status
from imrgraph.reasoning.deciding.verdicts import Agreement, Verdict
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imrgraph.reasoning.auditing.grounds import GroundComparison
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition, Explanation
    from imrgraph.reasoning.places import Evidence

__all__ = ["Reason", "conceded", "reasons_for"]

#: Says least: that the records do not support a request follows from any other reason.
_VAGUEST: Final = "documentation"
#: Of a request for which the law has an exception, that there is none is nobody's first reason.
_LAST: Final = "exceptional-factors"
#: So many words around those that were understood are quoted on either side.
_AROUND: Final = 7


@dataclass(frozen=True, slots=True)
class Reason:
    """A criterion on which the outcome on record turns."""

    criterion: str
    met: bool
    #: The reviewer's words; empty where the reason was only derived.
    places: tuple[Evidence, ...] = ()
    #: The condition that says the same in the numbers or days that the reviewer states, or that
    #: alone gives the reason.
    condition: ExplainedCondition | None = None

    __repr__ = short("criterion", "met", "places")

    @property
    def stated(self) -> bool:
        """Whether the reviewer gives it."""
        return bool(self.places)

    @property
    def is_vague(self) -> bool:
        """Whether any other reason says more."""
        return self.criterion == _VAGUEST


def reasons_for(item: Explanation) -> tuple[Reason, ...]:
    """Return the reasons for the outcome: as the reviewer states them, else as they were derived.

    The first stated ground that decides leads; what says least comes last.
    """
    met = _speaks_for(item)
    stated = [
        _reason(each, item) for each in item.grounds if each.stated and met in {None, each.met}
    ]
    decides = {each.criterion for each in item.grounds if each.derived and met in {None, each.met}}

    def order(reason: Reason) -> tuple[bool, bool, bool, int]:
        vague, last = reason.is_vague, reason.criterion == _LAST
        return vague, last, reason.criterion not in decides, reason.places[0].start

    return tuple(sorted(stated, key=order)) or tuple(_derived(item, met))


def conceded(item: Explanation) -> tuple[GroundComparison, ...]:
    """Return what the reviewer finds for the side that lost, by words that leave no doubt."""
    met = _speaks_for(item)
    against = (each for each in item.grounds if each.stated and met not in {None, each.met})
    given = {each.criterion for each in reasons_for(item)}
    return tuple(e for e in against if e.is_sure and e.criterion not in given)


def _speaks_for(item: Explanation) -> bool | None:
    """Say whether criteria that are met speak for the outcome on record, or else the verdict.

    For one in part both do: None.
    """
    if item.recorded_outcome == "partial":
        return None
    if item.recorded_outcome:
        return item.recorded_outcome == "overturned"
    return item.verdict is Verdict.NECESSARY


def _reason(ground: GroundComparison, item: Explanation) -> Reason:
    wanted = Status.MET if ground.met else Status.NOT_MET
    alike = (
        each
        for each in item.conditions
        if each.weighed.reading is Reading.STATED
        and each.result.criterion == ground.criterion
        and each.result.status is wanted
        and each.result.comparisons
        and each.result.role is not Role.EXCEPTION
    )
    document = item.letter.document
    places = tuple(in_context(each, document, _AROUND) for each in ground.evidence)
    return Reason(ground.criterion, ground.met, places, next(alike, None))


def _derived(item: Explanation, met: bool | None) -> Iterable[Reason]:  # noqa: FBT001 (a status)
    """Yield what the first verdict turns on that gives the outcome on record, each once."""
    recorded = item.recorded_outcome
    agreeing = (
        each
        for each in item.verdicts
        if recorded is None or each.agreement(recorded) is Agreement.AGREE
    )
    verdict = next(agreeing, None)
    if verdict is None:
        return ()
    lead = verdict.basis, verdict.reading
    turning = {
        each.result.criterion: Reason(
            each.result.criterion, each.result.status is Status.MET, (), each
        )
        for each in item.conditions
        if each.decisive
        and (each.weighed.basis, each.weighed.reading) == lead
        and each.result.role is Role.CONDITION
        and met in {None, each.result.status is Status.MET}
    }
    return turning.values()
