"""Phases: in which phase an injury was on a day.

In:   the day of the injury, the day asked about, the knowledge.
Out:  the phase by the definition in force on that day, where one says how long ago it begins.
From: ontology/vocab/phases.ttl: 8 CCR § 9792.20 and the Opioids guideline of the MTUS.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMR, RDF

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["phase"]


@dataclass(frozen=True, slots=True)
class _Definition:
    """What one provision calls a phase; ages are in months, None where that side is open."""

    phase: str
    youngest: int | None
    oldest: int | None
    begins: date
    ends: date

    def holds(self, injury: date, asked: date) -> bool:
        """Say whether an injury of that age is in the phase, as SPARQL counts months back."""
        begun = self.youngest is None or injury <= _back(asked, self.youngest)
        over = self.oldest is not None and injury <= _back(asked, self.oldest)
        return self.begins <= asked < self.ends and injury <= asked and begun and not over


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
    definitions = _definitions(knowledge)
    return next((each.phase for each in definitions if each.holds(injury, asked)), None)


@cache
def _definitions(knowledge: Knowledge) -> tuple[_Definition, ...]:
    """Return the definitions that give a length of time from the injury, of narrow phases."""
    typed = (RDF("type"), IMR("PhaseDefinition"))
    nodes = sorted(
        str(quad.subject)[1:-1]
        for quad in knowledge.quads
        if (quad.predicate, quad.object) == typed
    )
    found = []
    for node in nodes:
        defined = str(knowledge.value(node, "definesPhase"))
        youngest, oldest = (_months(knowledge.value(node, f"{s}Age")) for s in ("from", "until"))
        counted = knowledge.value(defined, "countedFrom") == IMR("injuryDate").value
        if counted and (youngest is not None or oldest is not None):
            begins = _effective(node, "begins", date.min, knowledge)
            ends = _effective(node, "ends", date.max, knowledge)
            found.append(_Definition(defined, youngest, oldest, begins, ends))
    broad = {above for each in found for above in knowledge.broader(each.phase)}
    return tuple(each for each in found if each.phase not in broad)


def _effective(node: str, name: str, otherwise: date, knowledge: Knowledge) -> date:
    amendment = knowledge.value(node, name)
    day = knowledge.value(amendment, "effective") if amendment else None
    return date.fromisoformat(day) if day else otherwise


def _months(duration: str | None) -> int | None:
    # "P3M", "P1Y6M"
    found = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?", duration or "")
    return 12 * int(found[1] or 0) + int(found[2] or 0) if found else None


def _back(day: date, months: int) -> date:
    """Return the same day so many months before, or the last of a month that has no such day."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
