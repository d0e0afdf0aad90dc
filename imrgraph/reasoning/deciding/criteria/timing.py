"""Timing: how long before the request an event was, and the phases that are counted so.

In:   a condition and a case.
Out:  an `Answer`; the `Time` from an event to the request.
From: ontology/criteria/phase.rq.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from imrgraph.knowledge.phases import Window, age, phases
from imrgraph.knowledge.terms import IMR, IMRV
from imrgraph.reasoning.deciding.case import Bound
from imrgraph.reasoning.deciding.criteria.answers import Answer, either, gap, known
from imrgraph.reasoning.deciding.results import Amount, Assumed, Comparison, Lever, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.guidelines import Condition
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.knowledge.phases import Phase, PhaseDefinition
    from imrgraph.reasoning.deciding.case import Case, CaseFact, RequestDay
    from imrgraph.reasoning.deciding.results import Missing

__all__ = ["INJURY", "ONE_DAY", "ONSET", "Time", "phase"]

_SURGERY: Final = IMRV("surgery").value
INJURY: Final = "injuryDate"
ONSET: Final = Assumed(IMRV("onset-is-injury").value)
ONE_DAY: Final = timedelta(days=1)
#: The ages at which a phase ends and begins, where a condition has its own.
_AGES: Final = ("untilAge", "fromAge")


def phase(condition: Condition, case: Case, knowledge: Knowledge) -> Answer:
    """Is the injury in the phase for which the treatment is recommended?

    A phase runs from the date of injury, or of the operation, to the date of the request, by the
    definition in force on that day. Where the record names no operation, a phase that is counted
    from one is left to the absence policy. A definition that names no length of time leaves it
    unknown. A condition may name ages of its own; one that begins before the event holds also for
    an event that is still to come. Where only the latest day is known on which the request can have
    been made, a phase that it may have been in, or not, is not known.
    """
    wanted = phases(knowledge).get(condition.concept("requiresPhase") or "")
    if wanted is None:
        return Answer()
    time = Time.of(case, wanted, wanted.counted_from, condition)
    never = time.of_operation and not time.event and not _is_operated(case, knowledge)
    missing = gap("operation") if never else time.missing
    return Answer(
        status=Status.UNKNOWN if missing else either(time.is_within),
        required=(wanted.iri,),
        actual=(time.elapsed,) if time.elapsed else (),
        comparisons=() if missing else tuple(time.comparisons()),
        premises=time.premises,
        missing=missing,
        silent=never,
        lever=None if missing else time.lever(),
    )


def _is_operated(case: Case, knowledge: Knowledge) -> bool:
    """Whether the letter names an operation, past, planned or requested."""
    named = (*case.things("pastTreatment", "plannedTreatment"), *case.asked)
    return any(_SURGERY in (each, *knowledge.broader(each)) for each in named)


@dataclass(frozen=True, slots=True)
class Time:
    """The time from an event to the request, beside the days on which a phase has the event.

    Where the day of the request is not known, and only the latest on which it can have been made,
    the phase has the event if it has it on that day and on the earliest.
    """

    counted_from: str
    event: CaseFact | None
    requested: RequestDay | None
    definition: PhaseDefinition | None
    #: For a request of the latest day on which it can have been made, and of the earliest.
    window: Window | None
    early: Window | None

    @classmethod
    def of(cls, case: Case, phase: Phase, event: str, condition: Condition | None = None) -> Time:
        """Return the time of `case`, for a phase of which a condition may have its own ages."""
        requested = case.requested
        if requested is None:
            return cls(event, case.one(event), None, None, None, None)
        day = requested.day
        until, since = (age(condition.one(n)) if condition else None for n in _AGES)
        window = phase.window(day, until, since)
        early = phase.window(day, until, since, made=requested.earliest)
        return cls(event, case.one(event), requested, phase.defined(day), window, early)

    @property
    def of_operation(self) -> bool:
        """Whether it is counted from an operation."""
        return self.counted_from != INJURY

    @property
    def elapsed(self) -> Amount | None:
        """How long before the request the event was."""
        if self.event is None or self.requested is None:
            return None
        unit = "day-at-most" if self.requested.is_latest else "day"
        return Amount((self.requested.day - self.event.value).days, unit)

    @property
    def missing(self) -> Missing | None:
        """What would have to be known to say whether the phase has the event."""
        if self.event is None:
            return gap("day-of-event", IMR(self.counted_from).value)
        if self.requested is None:
            return gap("day-of-request")
        if self.requested.day < self.event.value and not self._may_come:
            return gap("event-before-request", IMR(self.counted_from).value)
        if self.window is None:
            return gap("length-of-phase")
        return None if self.is_within or self._is_outside else gap("day-of-request")

    @property
    def _may_come(self) -> bool:
        """Whether the phase has an event that is still to come: it ends on a later day."""
        return self.is_within and bool(self.window and self.window.last)

    @property
    def is_within(self) -> bool:
        """Whether the phase has the event."""
        sides = (self.window, self.early)
        return bool(self.event and all(side and side.holds(self.event.value) for side in sides))

    @property
    def _is_outside(self) -> bool:
        """Whether it has not: it is too late on the earliest day, or too early on the latest."""
        first = self.early.first if self.early else None
        last = self.window.last if self.window else None
        return bool(self.event and not Window(first, last).holds(self.event.value))

    @property
    def premises(self) -> tuple[Any, ...]:
        """What it rests on."""
        assumed = None if self.of_operation else ONSET
        return known(self.event, self.requested, self.definition, assumed)

    def comparisons(self) -> Iterator[Comparison]:
        """Yield the arithmetic: how long it was, and on which side of each edge."""
        if self.event and self.requested and self.elapsed and self.window:
            days = Amount(self.elapsed.number, "day")
            yield Comparison((self.requested.day, self.event.value), "=", days)
            for relation, day in (("≥", self.window.first), ("≤", self.window.last)):
                if day:
                    yield Comparison((self.event.value,), relation, day)

    def lever(self) -> Lever | None:
        """Return the nearest day on the other side of the edge that is crossed.

        Inside the window that is the older edge, if there is one.
        """
        if not (self.window and self.early and self.event):
            return None
        inner = Window(self.window.first, self.early.last)
        outer = Window(self.early.first, self.window.last)
        first, last = (outer.first, outer.last) if self.is_within else (inner.first, inner.last)
        if first and (self.is_within or self.event.value < first):
            edge, beyond, inside = first, -ONE_DAY, Bound.ON_OR_AFTER
        elif last:
            edge, beyond, inside = last, ONE_DAY, Bound.ON_OR_BEFORE
        else:
            return None
        outside = {
            Bound.ON_OR_AFTER: Bound.ON_OR_BEFORE,
            Bound.ON_OR_BEFORE: Bound.ON_OR_AFTER,
        }[inside]
        about = self.event.about, self.event.property
        if self.is_within:
            return Lever(*about, edge + beyond, outside)
        return Lever(*about, edge, inside)
