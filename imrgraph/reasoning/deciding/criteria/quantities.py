"""Quantities: how many visits, and for how many days, is asked for.

In:   a condition and a case.
Out:  an `Answer`.
From: ontology/criteria/visit-limit.rq and duration-limit.rq.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from imrgraph.reasoning.deciding.case import Bound
from imrgraph.reasoning.deciding.criteria.answers import Answer, agreed, gap, known
from imrgraph.reasoning.deciding.criteria.found import as_found, grounds_on
from imrgraph.reasoning.deciding.results import Amount, Comparison, Lever, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.guidelines import Condition
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.case import Case, CaseFact, CaseGround
    from imrgraph.reasoning.deciding.results import Missing

__all__ = ["duration_limit", "visit_limit"]

#: How many days a unit of a quantity has, where it is a length of time.
_DAYS: Final = {"day": 1, "week": 7, "month": 30}
_WEEK: Final = 7
#: The numbers of visits that a reviewer finds to be within a limit, or not.
_COUNTS: Final = frozenset({"quantityRequested", "priorCount"})


def visit_limit(condition: Condition, case: Case, _: Knowledge) -> Answer:
    """Does the request, with earlier visits, stay within the number that the guideline allows?

    How many came earlier is the reviewer's word, or else the record's. Where neither counts them,
    and the request alone is not too large, what the reviewer finds stands, of a limit in the
    reviewer's own words; else the absence policy has its say, unless the record names the treatment
    as given before. More visits a week than allowed fail it, whatever their sum. Where the limit is
    kept, the lever asks whether a request half the size would have mattered.
    """
    allowed, pace = (
        condition.number("maximumVisits", "trialVisits"),
        condition.number("maximumPerWeek"),
    )
    if allowed is None:
        return Answer()
    counted = case.value("quantityUnit") == "visit"
    asked = case.value("quantityRequested") if counted else None
    before, weekly = case.earlier_visits, case.value("visitsPerWeek")
    earlier = before.value if before else None
    visits = _Visits(allowed, pace, asked, earlier, weekly, _was_given(case))
    # another limit, or a number that is only supposed, the reviewer finds nothing of
    heard = case.words_of(condition.iri) and not case.supposed & _COUNTS
    grounds = grounds_on(condition, case) if heard else ()
    if visits.status is Status.UNKNOWN and grounds:
        found = _as_the_reviewer_finds(visits.required, grounds, visits.missing)
        return _counted(found, visits, case) if found.status is Status.MET else found
    return Answer(
        status=visits.status,
        required=(visits.required,),
        actual=(visits.actual,) if visits.actual else (),
        comparisons=tuple(visits.comparisons()),
        premises=known(
            before,
            case.one("quantityRequested"),
            case.one("visitsPerWeek") if visits.crowded else None,
        ),
        missing=visits.missing,
        silent=asked is not None and not visits.given,
        lever=visits.lever(case.item),
    )


def _counted(found: Answer, visits: _Visits, case: Case) -> Answer:
    """Add to what the reviewer finds what the request alone comes to."""
    if visits.asked is None:
        return found
    premises = known(case.one("quantityRequested"), *found.premises)
    comparisons = tuple(visits.comparisons())
    actual = (visits.actual,) if visits.actual else ()
    return replace(
        found,
        actual=actual,
        comparisons=comparisons,
        premises=premises,
        lever=visits.lever(case.item),
    )


def _as_the_reviewer_finds(
    required: Amount, grounds: tuple[CaseGround, ...], missing: Missing | None
) -> Answer:
    """Return what the reviewer finds on a limit, where nothing can be counted."""
    status = agreed({ground.met for ground in grounds})
    left = missing if status is Status.UNKNOWN else None
    return Answer(status, (required,), premises=grounds, missing=left)


def _was_given(case: Case) -> bool:
    """Whether the record names the requested treatment as given before."""
    return case.treatment in case.things("pastTreatment")


@dataclass(frozen=True, slots=True)
class _Visits:
    """The visits of a request beside a limit."""

    allowed: int
    pace: int | None
    asked: int | None
    earlier: int | None
    weekly: int | None
    #: Whether the treatment was given before.
    given: bool

    @property
    def crowded(self) -> bool:
        return None not in (self.weekly, self.pace) and self.weekly > self.pace  # type: ignore[operator]

    @property
    def total(self) -> int | None:
        return None if self.asked is None else self.asked + (self.earlier or 0)

    @property
    def exceeded(self) -> bool:
        return self.total is not None and self.total > self.allowed

    @property
    def status(self) -> Status:
        if self.exceeded or self.crowded:
            return Status.NOT_MET
        known = self.asked is not None and self.earlier is not None
        return Status.MET if known else Status.UNKNOWN

    @property
    def required(self) -> Amount:
        by_pace = self.crowded and not self.exceeded
        return _weekly(self.pace) if by_pace else _visits(self.allowed)

    @property
    def actual(self) -> Amount | None:
        if self.crowded and not self.exceeded:
            return _weekly(self.weekly)
        return None if self.total is None else _visits(self.total)

    @property
    def missing(self) -> Missing | None:
        if self.asked is None:
            return gap("visits")
        return gap("earlier-visits") if self.earlier is None else None

    def comparisons(self) -> Iterator[Comparison]:
        if self.asked is not None and self.total is not None:
            total = _visits(self.total)
            if self.earlier is not None:
                yield Comparison((_visits(self.asked), _visits(self.earlier)), "=", total)
            yield _within(total, _visits(self.allowed))
        if self.crowded:
            yield _within(_weekly(self.weekly), _weekly(self.pace))

    def lever(self, item: str) -> Lever | None:
        """Return a request that would fit; where the limit is kept, one half the size."""
        fitting: int | None = None
        if self.exceeded and not self.crowded and (self.earlier is not None or not self.given):
            fitting = self.allowed - (self.earlier or 0)
        elif not self.exceeded and not self.crowded and self.asked is not None and self.asked > 1:
            fitting = int(self.asked // 2)
        if fitting is None or fitting <= 0:
            return None
        return Lever(item, "quantityRequested", fitting, Bound.AT_MOST)


def _visits(number: Any) -> Amount:  # noqa: ANN401 (a whole number, known at this place)
    return Amount(number, "visit")


def _weekly(number: Any) -> Amount:  # noqa: ANN401 (a whole number, known at this place)
    return Amount(number, "visit-a-week")


def _within(actual: Amount, allowed: Amount) -> Comparison:
    relation = ">" if actual.number > allowed.number else "≤"
    return Comparison((actual,), relation, allowed)


def duration_limit(condition: Condition, case: Case, knowledge: Knowledge) -> Answer:
    """Does the use that is asked for stay within the days that the guideline allows?

    A request that states weeks, or counts days, weeks or months, is compared; a month has 30 days.
    Any other is left to what the reviewer finds. So is a condition that names no number of days.
    """
    most = condition.number("maximumDays")
    if most is None:
        return as_found(condition, case, knowledge)
    allowed = Amount(most, "day")
    known = _length(case)
    if known is None:
        return _as_the_reviewer_finds(allowed, grounds_on(condition, case), gap("days"))
    fact, length = known
    days = Amount(fact.value * length, "day")
    within = _within(days, allowed)
    fitting = most // length
    lever = Lever(case.item, fact.property, int(fitting), Bound.AT_MOST)
    return Answer(
        status=Status.NOT_MET if within.relation == ">" else Status.MET,
        required=(allowed,),
        actual=(days,),
        comparisons=(within,),
        premises=(fact,),
        lever=lever if within.relation == ">" and fitting > 0 else None,
    )


def _length(case: Case) -> tuple[CaseFact, int] | None:
    """Return the fact that says how long the treatment is asked for, and the days of its unit."""
    if weeks := case.one("weeks"):
        return weeks, _WEEK
    count, length = case.one("quantityRequested"), _DAYS.get(case.value("quantityUnit"))
    return (count, length) if count and length else None
