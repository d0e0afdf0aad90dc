"""Phases: between which days an injury, or an operation, lies in a phase.

In:   the day asked about, the knowledge.
Out:  the definition of a phase that is in force on that day, the `Window` of days that it gives,
      and on which days a request is in the phase; the narrowest phase in which an injury was.
From: ontology/vocab/phases.ttl: 8 CCR § 9792.20 and the Opioids guideline of the MTUS.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMR, local
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["Age", "Phase", "PhaseDefinition", "Window", "age", "phase", "phases"]

# "P3M", "P1Y6M", "P42D", "-P4D"
_DURATION = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")


@dataclass(frozen=True, slots=True)
class Age:
    """A length of time, in months and days."""

    months: int = 0
    days: int = 0

    def before(self, day: date) -> date:
        """Return the day so long before `day`; of a month that has no such day, its last.

        >>> Age(months=3).before(date(2016, 5, 31))
        datetime.date(2016, 2, 29)
        """
        year, month = divmod(12 * day.year + day.month - 1 - self.months, 12)
        month += 1
        same = date(year, month, min(day.day, monthrange(year, month)[1]))
        return same - timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Window:
    """The days from `first` to `last`, both among them; None where that side is open."""

    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        """Say whether `day` is one of them."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class PhaseDefinition:
    """What one provision calls a phase, and from when until when it says so."""

    iri: str
    youngest: Age | None
    oldest: Age | None
    begins: date
    ends: date

    __repr__ = short("iri", "begins", "ends")


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of time since an event, and the dated definitions that say how long it is."""

    iri: str
    #: The property that gives the day of the event, "injuryDate" or "surgeryDate".
    counted_from: str
    definitions: tuple[PhaseDefinition, ...]

    __repr__ = short("iri", "counted_from", "definitions")

    def defined(self, asked: date) -> PhaseDefinition | None:
        """Return the definition in force on a day."""
        return next((d for d in self.definitions if d.begins <= asked < d.ends), None)

    def window(
        self,
        asked: date,
        until: Age | None = None,
        since: Age | None = None,
        made: date | None = None,
    ) -> Window | None:
        """Return the days on which the event lies, for a request of `asked`.

        Args:
            asked: the day of the request; the definition in force on it holds.
            until: the age at which the phase ends, where a condition has one of its own.
            since: the age at which it begins, likewise; below nothing where it begins before.
            made: the day to which it is counted, where that is another one.

        Returns:
            None where no length of time is named, so that no day can show it.
        """
        defined = self.defined(asked)
        youngest = since or (defined.youngest if defined else None)
        oldest = until or (defined.oldest if defined else None)
        if youngest is None and oldest is None:
            return None
        counted = made or asked
        first = oldest.before(counted) + timedelta(days=1) if oldest else None
        return Window(first, youngest.before(counted) if youngest else None)

    def asked_on(
        self, event: date, start: date, end: date, until: Age | None = None
    ) -> Iterator[tuple[date, date]]:
        """Yield the stretches of days on which a request is in the phase, each by its ends.

        Args:
            event: the day of the event.
            start: the first day on which it may be asked.
            end: the day after the last.
            until: as `window` has it.
        """
        changes = (day for each in self.definitions for day in (each.begins, each.ends))
        turns = sorted({start, *(day for day in changes if start < day < end), end})
        for opens, closes in pairwise(turns):
            # One definition holds, so that both ends of its window move on with the day.
            days = range(opens.toordinal(), closes.toordinal())
            side = partial(self._side, event, until)
            first, after = bisect_left(days, 0, key=side), bisect_right(days, 0, key=side)
            if first < after:
                yield date.fromordinal(days[first]), date.fromordinal(days[after - 1])

    def _side(self, event: date, until: Age | None, asked: int) -> int:
        """Return -1 where a request is too early to be in the phase, 1 where it is too late."""
        window = self.window(date.fromordinal(asked), until)
        if window is None:
            return 1
        if window.last is not None and event > window.last:
            return -1
        return int(window.first is not None and event < window.first)


@cache
def phases(knowledge: Knowledge) -> Mapping[str, Phase]:
    """Return every phase by its IRI.

    >>> from imrgraph.knowledge.knowledge import load
    >>> [local(each) for each in phases(load())][:3]
    ['acute', 'subacute', 'chronic']
    """
    facts = knowledge.facts
    found: dict[str, list[PhaseDefinition]] = {
        iri: [] for iri in facts.of_kind(IMR("Phase").value) if facts.one(iri, "countedFrom")
    }
    for iri in sorted(facts.of_kind(IMR("PhaseDefinition").value)):
        found[str(facts.one(iri, "definesPhase"))].append(_definition(iri, knowledge))
    return {
        iri: Phase(iri, local(str(facts.one(iri, "countedFrom"))), tuple(definitions))
        for iri, definitions in found.items()
    }


def phase(injury: date, asked: date, knowledge: Knowledge) -> str | None:
    """Return the narrowest phase in which an injury was, as the IRI of its concept.

    Args:
        injury: the day of the injury.
        asked: the day asked about; its definitions hold.
        knowledge: the vocabulary.

    Returns:
        None where no definition in force gives a length of time, as of chronic pain before 2015.

    >>> from imrgraph.knowledge.knowledge import load
    >>> phase(date(2013, 11, 14), date(2015, 6, 10), load())
    'https://w3id.org/imrgraph/vocab/chronic'
    """
    if asked < injury:
        return None
    for each in _narrow(knowledge):
        window = each.window(asked)
        if window and window.holds(injury):
            return each.iri
    return None


@cache
def _narrow(knowledge: Knowledge) -> tuple[Phase, ...]:
    """Return the phases that are counted from the injury and hold no other."""
    counted = [p for p in phases(knowledge).values() if p.counted_from == "injuryDate"]
    broad = {above for each in counted for above in knowledge.broader(each.iri)}
    return tuple(each for each in counted if each.iri not in broad)


def _definition(iri: str, knowledge: Knowledge) -> PhaseDefinition:
    youngest, oldest = (age(knowledge.value(iri, f"{side}Age")) for side in ("from", "until"))
    begins = _effective(iri, "begins", date.min, knowledge)
    ends = _effective(iri, "ends", date.max, knowledge)
    return PhaseDefinition(iri, youngest, oldest, begins, ends)


def _effective(node: str, name: str, otherwise: date, knowledge: Knowledge) -> date:
    amendment = knowledge.value(node, name)
    day = knowledge.value(amendment, "effective") if amendment else None
    return date.fromisoformat(day) if day else otherwise


def age(duration: str | None) -> Age | None:
    """Return a length of time as XML Schema writes it, or None where there is none.

    >>> age("P1Y6M"), age("-P4D"), age(None)
    (Age(months=18, days=0), Age(months=0, days=-4), None)
    """
    found = _DURATION.fullmatch(duration or "")
    if not found:
        return None
    sign, *parts = found.groups()
    years, months, days = (int(f"{sign}{part or 0}") for part in parts)
    return Age(12 * years + months, days)
