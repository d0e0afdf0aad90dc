"""Quantities: how much of a treatment is asked for, granted and left in dispute.

In:   a document, and the place of a request.
Out:  `Quantity`: what is stated, and what was computed from it.
From: the headings of the letters of 2015 to 2017.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.letters.document import Span
from imrgraph.letters.letter import Fact, Quantity
from imrgraph.letters.numerals import NUMBER, number

if TYPE_CHECKING:
    from imrgraph.letters.document import Document

__all__ = ["quantity"]

_TO: Final = rf"(?:{NUMBER}\s*(?:-|\u2013|to)\s*)?"
# "2-3 times a week for 6 weeks", "two times per weeks for 3 weeks", "three times weekly"
_FREQUENCY: Final = re.compile(
    rf"\b{_TO}(?P<per_week>{NUMBER})\s*(?:(?:times?|x|visits?|sessions?)\s*)?"
    r"(?:(?:per|a|each|every|/)\s*(?:weeks?|wk)|weekly)\b"
    rf"(?:[\s,]*(?:for|times|x|over|\u00d7)?\s*{_TO}(?P<weeks>{NUMBER})\s*(?:weeks?|wks?)\b)?",
    re.IGNORECASE,
)
# "two times three", "2x3": visits a week by weeks
_TIMES: Final = re.compile(
    rf"\b{_TO}(?P<per_week>{NUMBER})\s*(?:times|x|\u00d7)\s*(?P<weeks>{NUMBER})\b", re.IGNORECASE
)
#: How each unit is counted, the first that is found being the one that counts.
_COUNTS: Final = {
    # "12 visits", "Eight (8) physical therapy sessions"
    "visit": r"(?:(?!(?:times|per|a|for|weeks?|days?)\b)[a-z/-]+\s+){0,4}?(?:visits?|sessions?)",
    # "120grams #1", "#60 grams"
    "gram": r"(?:grams?|gms?)",
    "ml": r"ml(?!\s*oral)",
    # "30 day rental"
    "day": r"days?\s+rental",
    # "Two to three week trial"
    "week": r"weeks?\s+(?:trial|rental)",
    "month": r"months?\s+rental",
    "injection": r"(?:[a-z-]+\s+){0,4}?injections?",
    "study": r"x-rays?",
    "item": r"box(?:es)?",
}
_COUNTED: Final = {
    unit: re.compile(
        rf"(?:#\s*|\b){_TO}(?P<count>{NUMBER})\s*(?:\(\s*\d+\s*\)\s*)?(?:{name})\b", re.IGNORECASE
    )
    for unit, name in _COUNTS.items()
}
# "#60", "QTY: 2"
_NUMBERED: Final = re.compile(
    r"(?:#|\bqty\.?:?|\bquantity:?)\s*(?P<count>\d{1,4})\b", re.IGNORECASE
)
# "times 12", where no frequency stands: so many visits
_TIMES_ALONE: Final = re.compile(rf"\b(?:times|x)\s*(?P<count>{NUMBER})\b(?!\s*mg)", re.IGNORECASE)
# "(8)": so many visits
_BRACKETED: Final = re.compile(r"\(\s*(?P<count>\d{1,3})\s*\)")
# "1 knee scooter", at the start
_LEADING: Final = re.compile(
    rf"\s*(?:[A-Z][\w -]+:\s*)?(?P<count>{NUMBER})\s+(?=[a-z])(?!times|x\b)", re.IGNORECASE
)
# "with 2 refills": the count, and as much again for each; "Two refills of": only those
_REFILLS: Final = re.compile(
    rf"(?P<refills>{NUMBER})\s+refills?\b(?P<only>\s+of\b)?", re.IGNORECASE
)
_CREAM: Final = re.compile(r"\b(?:cream|gel|ointment)\b", re.IGNORECASE)
_SESSIONS: Final = re.compile(r"\b(?:sessions?|visits?|therapy|acupuncture)\b", re.IGNORECASE)

# "A was the original request. B was authorized by the Claims Administrator. The remaining IMR
# eligible portion of the original request, C is": A, B and C are each a quantity.
_CHAIN: Final = re.compile(
    r"(?P<requested>(?:(?!\bwas\s+the\s+original\s+request\b).)*+)was\s+the\s+original\s+request"
    r"\s*\.\s*+(?:The\s+Claims\s+Administrator\s+authorized\s+"
    r"(?P<granted>(?:(?!,?\s?leaving|\.\s).)*+)"
    r"|(?P<authorized>(?:(?!\b(?:was|were)\s+authorized\s+by\s+the\s+Claims\b).)*+)"
    r"(?:was|were)\s+authorized\s+by\s+the\s+Claims\s+Administrator)"
    r"(?P<rest>.*)",
    re.DOTALL | re.IGNORECASE,
)
_REMAINDER: Final = re.compile(
    r"remaining\s+IMR\s+eligible\s+portion\s+of\s+the\s+original\s+request\s*,?(?P<disputed>.*)",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Amount:
    """What one phrase says of a quantity."""

    count: Fact[int] | None = None
    unit: str = "visit"
    per_week: Fact[int] | None = None
    weeks: Fact[int] | None = None
    stated: bool = True
    corroborated_by: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.count or self.per_week)


def quantity(document: Document, span: Span) -> Quantity | None:
    """Read the quantity that the words at `span` state.

    Returns:
        The quantity; a total that was computed from a frequency has the span of the frequency,
        and `stated` is False. None where the words state no number.

    >>> from imrgraph.letters.document import Document
    >>> text = "Massage 1 to 2 times per week for 4 weeks"
    >>> found = quantity(Document("letter", text), Span(0, len(text)))
    >>> found.per_week.value, found.weeks.value, found.total, found.unit
    (2, 4, 8, 'visit')
    """
    text = document.text[: span.end]
    chain = _CHAIN.fullmatch(text, span.start)
    if chain is None:
        asked, granted = _amount(text, span), _Amount()
        left = asked.count
    else:
        asked = _amount(text, Span.of(chain, "requested"))
        granted = _amount(text, Span.of(chain, "authorized" if chain["authorized"] else "granted"))
        left = _left(text, chain, asked, granted)
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
    )


def _left(text: str, chain: re.Match[str], asked: _Amount, granted: _Amount) -> Fact[int] | None:
    """Return what is left in dispute: the remainder, or all of it where no remainder is named."""
    remainder = _REMAINDER.search(text, chain.start("rest"))
    if remainder is None:
        return asked.count
    stated = _amount(text, Span.of(remainder, "disputed")).count
    if stated or not (asked.count and granted.count):
        return stated
    rest = asked.count.value - granted.count.value
    return Fact(rest, Span.of(remainder, "disputed"), "quantity-remainder") if rest > 0 else None


def _amount(text: str, span: Span) -> _Amount:
    """Read one phrase: its count and unit, and its frequency."""
    place = (span.start, span.end)
    often = _FREQUENCY.search(text, *place) or _TIMES.search(text, *place)
    per_week = _number(often, "per_week", "quantity-frequency")
    weeks = _number(often, "weeks", "quantity-frequency")
    count, unit = _count(text, span, often)
    computed = None
    if often and per_week and weeks:
        product = per_week.value * weeks.value
        computed = Fact(product, Span.of(often), "quantity-visits-times-weeks")
    agree = bool(count and computed and count.value == computed.value)
    return _Amount(
        count=count or computed,
        unit=unit,
        per_week=per_week,
        weeks=weeks,
        stated=bool(count) or not computed,
        corroborated_by=(computed.span,) if agree and computed else (),
    )


def _count(text: str, span: Span, often: re.Match[str] | None) -> tuple[Fact[int] | None, str]:
    """Return the count that a phrase states, and its unit."""
    place = (span.start, span.end)
    for unit, pattern in _COUNTED.items():
        if found := pattern.search(text, *place):
            return _refilled(_number(found, "count", f"quantity-{unit}"), text, span), unit
    if found := _NUMBERED.search(text, *place):
        count = _refilled(_number(found, "count", "quantity-numbered"), text, span)
        phrase = text[span.start : span.end]
        units = {"gram": _CREAM, "visit": _SESSIONS}
        return count, next((u for u, named in units.items() if named.search(phrase)), "tablet")
    if found := _BRACKETED.search(text, *place):
        return _number(found, "count", "quantity-bracketed"), "visit"
    if often is None and (found := _LEADING.match(text, *place)):
        return _number(found, "count", "quantity-leading"), "item"
    found = None if often else _TIMES_ALONE.search(text, *place)
    return _number(found, "count", "quantity-times"), "visit"


def _refilled(count: Fact[int] | None, text: str, span: Span) -> Fact[int] | None:
    """Return the count with its refills, each as much again."""
    refills = _REFILLS.search(text, span.start, span.end)
    if count is None or refills is None:
        return count
    whole = Span(min(count.span.start, refills.start()), max(count.span.end, refills.end()))
    times = number(refills["refills"]) + (refills["only"] is None)
    return Fact(count.value * times, whole, "quantity-refills")


def _number(found: re.Match[str] | None, group: str, rule: str) -> Fact[int] | None:
    if found is None or found[group] is None:
        return None
    return Fact(number(found[group]), Span.of(found), rule)
