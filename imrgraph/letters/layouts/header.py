"""Header: the case number, the dates and the priority at the head of a letter.

In:   a document in plain characters, and the place of its header.
Out:  `Header`; a letter whose header was cut off has none of it.
From: the header of the letters of 2014 to 2017, whose labels stand in two columns, and the opening
      of the notices of 2013, which tells the dates in sentences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Dates, Fact, ReadingWarning
from imrgraph.letters.text.dates import day, day_pattern
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from imrgraph.letters.text.document import Document

__all__ = ["Header", "header"]

#: The labels of each field. Where a column is narrow, the date may stand between the words of a
#: label: "Application 12/01/2016" above "Received:".
_LABELS: Final = {
    "case_number": r"Case\s+(?:Number\s*:|No\.?\s*:?)",
    "priority": r"Priority\s*:",
    "assigned": r"Date\s+Assigned\s*:|Notice\s+of\s+Assignment\b[^.:\d]{0,120}?\son\b",
    "injury": r"Date\s+of\s+Injury\s*:",
    "decision": r"(?:Decision|Determination)\s+Date\s*:|Dated\s*:"
    r"|Date\s+of\s+(?:Final\s+)?(?:Determination|Decision|Review)\s*:|Review\s+Date\s*:",
    "ur_denial": r"(?:UR|Utilization\s+Review)\s+(?:(?:Denial|Decision|Determination)\s+)?Date\s*:"
    r"|Date\s+of\s+(?:UR|Utilization\s+Review)(?:\s+(?:Decision|Denial|Determination))?\s*:"
    r"|Utilization\s+Review\s+(?:Denial|Decision|Determination)\s+dated\b",
    "application_received": rf"Application\s+(?:{day_pattern('within')}\s+)?Received\s*:"
    r"|Date\s+(?:Application\s+)?Received\s*:"
    r"|application\s+for\s+Independent\s+Medical\s+Review\s+was\s+(?:filed|received)\s+on\b",
}
#: The values, and the fields that each may be of.
_VALUES: Final = {
    "day": rf"(?<![\w/-]){day_pattern('date')}(?![\w/-])",
    "number": r"(?<![\w/-])(?:[A-Z]{2}\d{2}-\d{7}|\d{2}-\d{4,7})(?![\w/-])",
    "level": r"\b(?:Standard|Expedited)\b",
}
_KINDS: Final = {"case_number": "number", "priority": "level"}
#: What every header has, and how it is called.
_NEEDED: Final = {"case_number": "case number", "decision": "decision date"}
_TOKEN: Final = later(
    "|".join(
        [rf"\b(?P<{name}>{pattern})" for name, pattern in _LABELS.items()]
        + [rf"(?P<{name}>{pattern})" for name, pattern in _VALUES.items()]
    ),
    re.IGNORECASE,
)
# "IMR Case Number:" at the start of a line, where a second letter may begin
_AGAIN: Final = later(
    rf"^[ \t]*+(?:IMR[ \t]+)?(?P<label>{_LABELS['case_number']})", re.MULTILINE | re.IGNORECASE
)
#: How far from the label of its case number the others of a header stand at most.
_NEAR: Final = 400
#: What stands between two case numbers that are given together.
_LISTED: Final = re.compile(r"(?:[\s,;&/]|\band\b)*+")


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a letter states, and what in it could not be read."""

    case_number: Fact[str] | None = None
    dates: Dates = field(default_factory=Dates)
    priority: Fact[str] | None = None
    warnings: tuple[ReadingWarning, ...] = ()


def header(document: Document, section: Span | None) -> Header:
    """Read the header.

    Programs that take the text from a PDF print a label and its value, or all labels of a column
    and then all their values: a value belongs to the first label before it that still lacks one
    of its kind.

    >>> from imrgraph.letters.text.document import Document
    >>> text = "Date Assigned:\\nDate of Injury:\\n12/07/2016\\n10/23/2016"
    >>> header(Document("letter", text), Span(0, len(text))).dates.injury.value
    datetime.date(2016, 10, 23)
    """
    if section is None:
        return Header()
    tokens = list(_tokens(document, section))
    values = dict(reversed(list(_paired(tokens))))
    days = {name: _day(document, name, span) for name, span in values.items()}
    return Header(
        case_number=_fact(document, values, "case_number"),
        dates=Dates(**{name: fact for name, fact in days.items() if fact}),
        priority=_fact(document, values, "priority"),
        warnings=(
            *_warnings(document, tokens, values, days),
            *_lacks(section, tokens),
            *_second(document, section, tokens, values),
        ),
    )


def _tokens(document: Document, section: Span) -> Iterator[tuple[str, Span]]:
    """Yield the labels and the values by name, in their order."""
    for token in _TOKEN.finditer(document.text, section.start, section.end):
        yield str(token.lastgroup), Span.of(token)
        if token["within"]:
            yield "day", Span.of(token, "within")


def _paired(tokens: Iterable[tuple[str, Span]]) -> Iterator[tuple[str, Span]]:
    """Yield each field with the place of its value.

    Where labels that stand together are more than the values that follow, only the last label is
    sure of a value: "Date Assigned: Date of Injury: 10/23/2016" does not say when it was assigned.
    """
    labels: list[tuple[str, Span]] = []
    for are_values, run in groupby(tokens, key=lambda token: token[0] in _VALUES):
        if not are_values:
            labels = list(run)
            continue
        values = list(run)
        for kind in _VALUES:
            wanting = [name for name, _ in labels if _kind(name) == kind]
            given = [span for value, span in values if value == kind]
            if len(wanting) <= len(given):
                yield from zip(wanting, given, strict=False)
            elif given and wanting[-1] == labels[-1][0]:
                yield wanting[-1], given[0]


def _kind(name: str) -> str:
    return _KINDS.get(name, "day")


def _day(document: Document, name: str, span: Span) -> Fact[date] | None:
    if _kind(name) != "day":
        return None
    value = day(document.quote(span))
    return Fact(value, span, f"header-{name.replace('_', '-')}") if value else None


def _fact(document: Document, values: dict[str, Span], name: str) -> Fact[str] | None:
    if name not in values:
        return None
    words = document.quote(values[name])
    value = words.lower() if name == "priority" else words.upper()
    return Fact(value, values[name], name.replace("_", "-"))


def _warnings(
    document: Document,
    tokens: list[tuple[str, Span]],
    values: dict[str, Span],
    days: dict[str, Fact[date] | None],
) -> Iterator[ReadingWarning]:
    """Yield the labels that have no value, and the days that are in no calendar."""
    for name, span in reversed(dict(reversed(tokens)).items()):
        if name in _LABELS and name not in values:
            yield ReadingWarning(f"the header gives no value for {document.quote(span)!r}", span)
    for name, span in values.items():
        if _kind(name) == "day" and not days[name]:
            yield ReadingWarning(
                f"the header gives a day that is none: {document.quote(span)!r}", span
            )


def _lacks(section: Span, tokens: list[tuple[str, Span]]) -> Iterator[ReadingWarning]:
    """Yield what a header lacks, label and all, if it has most of the labels: some are shorter."""
    named = {name for name, _ in tokens if name in _LABELS}
    for name, called in _NEEDED.items():
        if len(named) > len(_LABELS) // 2 and name not in named:
            yield ReadingWarning(f"the header has no {called}", section)


def _second(
    document: Document, section: Span, tokens: list[tuple[str, Span]], values: dict[str, Span]
) -> Iterator[ReadingWarning]:
    """Yield the case numbers of other letters: in this header, and in those that follow it."""
    seen = {document.quote(values["case_number"]).upper()} if "case_number" in values else set()
    for span in _numbers(document, tokens):
        if (number := document.quote(span).upper()) not in seen and seen:
            yield ReadingWarning(f"the header has a second case number: {number}", span)
        seen.add(number)
    for span in _numbers_below(document, section.end):
        if (number := document.quote(span).upper()) not in seen:
            told = f"the text has a second header, of {number}: what stands below is of that letter"
            yield ReadingWarning(told, span)
        seen.add(number)


def _numbers(document: Document, tokens: Iterable[tuple[str, Span]]) -> Iterator[Span]:
    """Yield the case numbers that labels have, and those that are listed behind such a one."""
    ordered = list(tokens)
    labelled = {span for name, span in _paired(ordered) if name == "case_number"}
    last = None
    for name, span in ordered:
        is_listed = last is not None and _LISTED.fullmatch(document.text, last.end, span.start)
        if name == "number" and (span in labelled or is_listed):
            yield span
            last = span


def _numbers_below(document: Document, start: int) -> Iterator[Span]:
    """Yield the case numbers of the headers that begin below a place.

    A line of prose may name a case, too: a header has other labels beside that of its number.
    """
    for label in _AGAIN.finditer(document.text, start):
        at = label.start("label")
        near = Span(max(start, at - _NEAR), min(len(document.text), at + _NEAR))
        tokens = list(_tokens(document, near))
        if any(name in _LABELS and name != "case_number" for name, _ in tokens):
            after = [token for token in tokens if token[1].start >= at]
            yield from (span for name, span in _paired(after) if name == "case_number")
