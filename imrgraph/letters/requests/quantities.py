"""Quantities: how much of a treatment is asked for, granted and left in dispute.

In:   a document, the place of a request, and what requests for such a treatment count.
Out:  `Quantity`: what is stated, and what was computed from it.
From: the headings of the letters of 2015 to 2017.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Fact, Quantity
from imrgraph.letters.requests.counts import counts, times
from imrgraph.letters.requests.frequencies import frequency, hours, once_a_week, weeks_over
from imrgraph.letters.text.anchors import Anchored, Anchors
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.numerals import IN_WORDS, NUMBER, NUMBER_OPENS, number
from imrgraph.letters.text.patterns import Pattern, later

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from imrgraph.letters.requests.counts import Count
    from imrgraph.letters.requests.frequencies import Frequency
    from imrgraph.letters.text.document import Document

__all__ = ["quantity"]

# "Tylenol #3", "Synvisc One"
_COUNTING: Final = re.compile(r"[\d#]|(?<=\w\s)one\Z", re.IGNORECASE)
#: Any number; without one there is no quantity.
_SOME: Final = Anchored(
    Anchors((*NUMBER_OPENS, "#", "once", "twice", "thrice")), rf"[\d#]|{NUMBER}|once|twice|thrice"
)
# "six (8)": two numbers for one thing
_TWICE: Final = Pattern(rf"({IN_WORDS})\s*\(\s*(\d+)\s*\)|\b(\d+)\s*\(\s*({IN_WORDS})\s*\)", "(")
# twice a week, or every other week
_BIWEEKLY: Final = re.compile(r"\bbi-?weekly\b", re.IGNORECASE)
#: The rules whose counts say the same of one thing, each with those that it has to agree with.
_RIVALS: Final = {
    "quantity-visit": frozenset({"quantity-bracketed", "quantity-visits"}),
    "quantity-numbered": frozenset({"quantity-doses"}),
}

# "A was the original request. B was authorized by the Claims Administrator. The remaining IMR
# eligible portion of the original request, C is": A, B and C are each a quantity.
_CHAIN: Final = later(
    r"(?P<requested>(?:(?!\bwas\s+the\s+original\s+request\b).)*+)was\s+the\s+original\s+request"
    r"\s*\.\s*+(?:The\s+Claims\s+Administrator\s+authorized\s+"
    r"(?P<granted>(?:(?!,?\s?leaving|\.\s).)*+)"
    r"|(?P<authorized>(?:(?!\b(?:was|were)\s+authorized\s+by\s+the\s+Claims\b).)*+)"
    r"(?:was|were)\s+authorized\s+by\s+the\s+Claims\s+Administrator)"
    r"(?P<rest>.*)",
    re.DOTALL | re.IGNORECASE,
)
# "eighteen sessions (6 already certified)": so many of them are granted
_ALREADY: Final = later(
    rf"[\s,]*[(,;]\s*(?P<granted>(?:of\s+which\s+)?{NUMBER}"
    r"(?:\s*(?:visits|sessions|days|weeks|months|tablets|units))?(?:\s+of\s+(?:which|these|them))?)"
    r"\s+(?:(?:were|was|are|is|have\s+been|has\s+been)\s+)?"
    r"(?:already\s+|previously\s+)?(?:certified|authorized|approved|granted)\s*\)?"
    r"|[\s,]*\(\s*(?:(?:UR|utilization\s+review|the\s+claims\s+administrator)\s+)?"
    r"(?:modified|reduced|cut|approved|certified|authorized|granted)\s+(?:to|for|as)\s+"
    rf"(?P<cut>\#?\s*{NUMBER})\b[^()]*\)",
    re.IGNORECASE,
)
# "leaving the original request IMR eligible"
_WHOLE: Final = re.compile(r"\boriginal\s+request\b", re.IGNORECASE)
_REMAINDER: Final = re.compile(
    r"remaining\s+IMR\s+eligible\s+portion\s+of\s+the\s+original\s+request\s*,?(?P<disputed>.*)",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Amount:
    """What one phrase says of a quantity."""

    count: Fact[int | Decimal] | None = None
    unit: str = "visit"
    per_week: Fact[int] | None = None
    weeks: Fact[int] | None = None
    stated: bool = True
    corroborated_by: tuple[Span, ...] = ()
    contested_by: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.count or self.per_week or self.contested_by)


def quantity(
    document: Document, span: Span, counted: str = "visit", name: Span | None = None
) -> Quantity | None:
    """Read the quantity that the words at `span` state.

    Args:
        document: the letter.
        span: the request, or other words that say how much.
        counted: the unit of a number that names none, "Naproxen #60".
        name: what is asked for, whose digits count nothing: "Tylenol #3", "12-lead EKG".

    Returns:
        The quantity; a total that was computed from a frequency has the span of the frequency,
        and `stated` is False. None where the words state no number.

    >>> from imrgraph.letters.text.document import Document
    >>> text = "Massage 1 to 2 times per week for 4 weeks"
    >>> found = quantity(Document("letter", text), Span(0, len(text)))
    >>> found.per_week.value, found.weeks.value, found.total, found.unit
    (2, 4, 8, 'visit')
    """
    if not _SOME.search(document.text, span.start, span.end):
        return None
    text = document.text[: span.end]
    if name:
        quiet = _COUNTING.sub(lambda each: "_" * len(each[0]), document.quote(name))
        text = text[: name.start] + quiet + text[name.end :]
    chain = _CHAIN.fullmatch(text, span.start)
    already = None if chain else _ALREADY.search(text, span.start, span.end)
    if already and (partly := _partly(text, span, already, counted)):
        return partly
    if chain is None:
        asked, granted = _amount(text, span, counted), _Amount()
        left = asked.count
    else:
        asked = _amount(text, Span.of(chain, "requested"), counted)
        part = "authorized" if chain["authorized"] else "granted"
        granted = _amount(text, Span.of(chain, part), counted)
        left = _left(text, chain, asked, granted, counted)
    if not (asked or granted):
        return None
    return Quantity(
        per_week=asked.per_week,
        weeks=asked.weeks,
        requested=asked.count,
        authorized=granted.count,
        disputed=left,
        unit=(asked or granted).unit,
        stated=asked.stated,
        corroborated_by=asked.corroborated_by,
        contested_by=(*asked.contested_by, *granted.contested_by),
    )


def _partly(text: str, span: Span, already: re.Match[str], counted: str) -> Quantity | None:
    """Return a quantity of which the words say that part is granted."""
    asked = _amount(text, Span(span.start, already.start()), counted)
    part = "granted" if already["granted"] else "cut"
    number_ = re.search(NUMBER, already[part], re.IGNORECASE)
    granted = number(number_[0]) if number_ else 0
    if asked.count is None or not 0 < granted < asked.count.value:
        return None
    rest = asked.count.value - granted
    return Quantity(
        per_week=asked.per_week,
        weeks=asked.weeks,
        requested=asked.count,
        authorized=Fact(granted, Span.of(already, part), "quantity-already"),
        disputed=Fact(rest, Span(span.start, already.end()), "quantity-remainder"),
        unit=asked.unit,
        stated=asked.stated,
    )


def _left(
    text: str, chain: re.Match[str], asked: _Amount, granted: _Amount, counted: str
) -> Fact[int | Decimal] | None:
    """Return what is left in dispute: the remainder, or what was not granted where none is named.

    All of it where the letter says that the original request is what is reviewed.
    """
    remainder = _REMAINDER.search(text, chain.start("rest"))
    if remainder is None and _WHOLE.search(chain["rest"]):
        return asked.count
    stated = _amount(text, Span.of(remainder, "disputed"), counted).count if remainder else None
    if stated or not (asked.count and granted.count):
        return stated if remainder else asked.count
    rest = asked.count.value - granted.count.value
    where = (
        Span.of(remainder, "disputed")
        if remainder
        else Span(asked.count.span.start, granted.count.span.end)
    )
    if rest > 0:
        return Fact(rest, where, "quantity-remainder")
    return None if remainder else asked.count


def _amount(text: str, span: Span, counted: str) -> _Amount:
    """Read one phrase: its count and unit, and its frequency."""
    if counted == "visit" and (told := hours(text, span)):
        kept = told.total or told.per_week
        by_the_hour = _Amount(
            told.total,
            "other:hour",
            told.per_week,
            told.weeks,
            stated=bool(told.total and told.total.rule == "quantity-hours"),
        )
        return by_the_hour if kept else _Amount()
    often = frequency(text, span) if counted != "tablet" else None
    found = tuple(counts(text, span, often.span if often else None, counted))
    first = found[0] if found else None
    computed = often.total if often else None
    agree = bool(first and computed and first.number.value == computed.value)
    contested = tuple(_contested(text, span, counted, often, found))
    counts_visits = counted == "visit" and first is not None and first.unit == "visit"
    return _Amount(
        count=None if contested else first.number if first else computed,
        unit=first.unit if first else counted,
        per_week=often.per_week if often else once_a_week(text, span) if counts_visits else None,
        weeks=often.weeks if often else weeks_over(text, span) if counts_visits else None,
        stated=bool(first) or not computed,
        corroborated_by=(computed.span,) if agree and computed and not contested else (),
        contested_by=contested,
    )


def _contested(
    text: str, span: Span, counted: str, often: Frequency | None, found: tuple[Count, ...]
) -> Iterator[Span]:
    """Yield the places that dispute how much is asked for."""
    for twice in _TWICE.finditer(text, span.start, span.end):
        if len({number(said) for said in twice.groups() if said}) > 1:
            yield Span.of(twice)
    biweekly = _BIWEEKLY.search(text, span.start, span.end) if counted == "visit" else None
    if biweekly and not (found and found[0].rule == "quantity-visit"):
        yield Span.of(biweekly)
    if counted == "tablet" and (multiplied := times(text, span)):
        yield multiplied
    if not found:
        return
    first = found[0]
    made = often.total if often and first.unit == "visit" else None
    if often and made and not often.least <= first.number.value <= made.value:
        yield from sorted((first.number.span, often.span))
    for other in found[1:]:
        rivals = _RIVALS.get(first.rule, frozenset())
        if other.rule in rivals and other.number.value != first.number.value:
            yield from sorted((first.number.span, other.number.span))
