"""Header: the case number, the dates and the priority at the head of a letter.

In:   a document, and the place of its header.
Out:  `Header`; a letter whose header was cut off has none of it.
From: the header of the letters of 2015 to 2017, whose labels stand in two columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from imrgraph.letters.document import Span
from imrgraph.letters.letter import Dates, Fact

if TYPE_CHECKING:
    from imrgraph.letters.document import Document

__all__ = ["Header", "header"]

# "Case Number: CM16-0231706"
_CASE = re.compile(r"Case\s+Number\s*:\s*(?P<value>[A-Z]{2}\d{2}-\d{7})")
# "Priority: Standard Application Received:": the second word belongs to the next label.
_PRIORITY = re.compile(r"Priority\s*:\s*(?P<value>Standard|Expedited)", re.IGNORECASE)
# "Date of Injury: 10/23/2016"
_DATED = {
    "assigned": r"Date\s+Assigned",
    "injury": r"Date\s+of\s+Injury",
    "decision": r"Decision\s+Date",
    "ur_denial": r"UR\s+Denial\s+Date",
    "application_received": r"Application\s+Received",
}
_DATE = r"\s*:\s*(?P<value>(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}))"


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a letter states."""

    case_number: Fact[str] | None = None
    dates: Dates = field(default_factory=Dates)
    priority: Fact[str] | None = None


def header(document: Document, section: Span | None) -> Header:
    """Read the header.

    >>> from imrgraph.letters.document import Document
    >>> letter = Document("letter", "Case Number: CM99-0000001 Date of Injury: 10/23/2016")
    >>> header(letter, Span(0, 53)).dates.injury.value
    datetime.date(2016, 10, 23)
    """
    if section is None:
        return Header()
    text = document.text[: section.end]
    case, priority = (p.search(text, section.start) for p in (_CASE, _PRIORITY))
    return Header(
        case_number=_fact(case, case["value"], "case-number") if case else None,
        dates=Dates(**{name: _dated(text, section, name) for name in _DATED}),
        priority=_fact(priority, priority["value"].lower(), "priority") if priority else None,
    )


def _dated(text: str, section: Span, name: str) -> Fact[date] | None:
    found = re.compile(_DATED[name] + _DATE).search(text, section.start)
    if found is None:
        return None
    try:
        value = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return Fact(value, Span.of(found, "value"), f"header-{name.replace('_', '-')}")


def _fact(found: re.Match[str], value: str, rule: str) -> Fact[str]:
    return Fact(value, Span.of(found, "value"), rule)
