"""The checklist: what to show with a request, as guidelines ask for it and reviewers want it.

In:   a `Plan`.
Out:  `ToShow`s, one a criterion: what guidelines ask for first, then what was missing most often.
From: the conditions that are not met or not known, by the guidelines in force, or by the last that
      are encoded where the text of those in force is not here; what the reviewers of decided
      requests for the same treatment found missing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.reasoning.deciding.results import Role, Status
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.planning.plans import Plan
    from imrgraph.planning.precedents import Missed
    from imrgraph.reasoning.deciding.results import WeighedRecommendation
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition

__all__ = ["ToShow", "checklist"]

#: What answers a recommendation against the request that has no condition of its own.
_EXCEPTION: Final = "exceptional-factors"


@dataclass(frozen=True, slots=True)
class ToShow:
    """Something to show with a request."""

    #: The code of the criterion that it is about.
    criterion: str
    #: The conditions that ask for it, of any recommendation.
    asked: tuple[ExplainedCondition, ...] = ()
    #: The recommendations against the request that it answers, which set no condition.
    against: tuple[WeighedRecommendation, ...] = ()
    #: How many reviewers of denied requests said that it was missing.
    missed: Missed | None = None

    __repr__ = short("criterion", "missed.many")


def checklist(plan: Plan) -> tuple[ToShow, ...]:
    """Return what to show with a planned request.

    Where a recommendation applies as it is, the guidelines ask for nothing more; what is said to be
    documented is not asked for because it was missing elsewhere.
    """
    asked: defaultdict[str, list[ExplainedCondition]] = defaultdict(list)
    against: defaultdict[str, list[WeighedRecommendation]] = defaultdict(list)
    by = plan.guiding
    for each in by.speaking if by.verdict is not Verdict.NECESSARY else ():
        wanted = [*_wanted(each, by)]
        for condition in wanted:
            asked[condition.result.criterion].append(condition)
        if not wanted and not each.supports:
            against[_EXCEPTION].append(each)
    given = {code for code, is_met in plan.request.shown if is_met}
    missed = {each.criterion: each for each in plan.missed if each.criterion not in given}
    return tuple(
        ToShow(code, tuple(asked[code]), tuple(against[code]), missed.get(code))
        for code in dict.fromkeys([*asked, *against, *missed])
    )


def _wanted(weighed: WeighedRecommendation, plan: Plan) -> Iterator[ExplainedCondition]:
    """Yield the conditions of a recommendation that are not met, or not known to be."""
    for each in plan.conditions_of(weighed):
        if each.result.role is Role.CONDITION and each.result.status is not Status.MET:
            yield each
