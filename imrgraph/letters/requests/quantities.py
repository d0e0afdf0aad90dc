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
from imrgraph.letters.requests.levels import levels
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.numerals import AMOUNT, NUMBER, amount, number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from imrgraph.letters.text.document import Document

__all__ = ["quantity"]

_TO: Final = rf"(?:{NUMBER}\s*(?:-|\u2013|to|or)\s*)?"
# "(6)" behind "six"
_AGAIN: Final = r"(?:\s*\(\s*\d+\s*\))?"
_WEEKS: Final = rf"{_TO}(?P<weeks>{NUMBER}){_AGAIN}\s*-?\s*(?:weeks?|wks?)\b"
_A_WEEK: Final = r"(?:per|a|each|every|/)\s*(?:weeks?|wks?)\b"
# "2-3 times a week for 6 weeks", "2x/week x 6 weeks", "1 x week x 6 weeks", "three times weekly",
# "twice a week x 4"
_FREQUENCY: Final = re.compile(
    rf"\b(?:{_TO}(?P<per_week>{NUMBER}){_AGAIN}\s*(?:{_A_WEEK}|weekly\b"
    rf"|(?:times?|x|\u00d7|visits?|sessions?|days?)\s*(?:{_A_WEEK}|x?\s*(?:weeks?|wks?)\b|weekly\b))"
    rf"|(?P<once>once|twice)\s+(?:{_A_WEEK}|weekly\b))"
    rf"(?:[\s,]*(?:for|times|x|over|\u00d7)?\s*{_WEEKS}"
    rf"|\s*(?:for|times|x|\u00d7)\s*(?P<bare>{NUMBER})\b(?!\s*(?:months?|days?|visits?|sessions?)))?",
    re.IGNORECASE,
)
# "2 visits a month for 3 months"
_MONTHLY: Final = re.compile(
    rf"\b(?P<count>{NUMBER}){_AGAIN}\s*(?:times?|x|visits?|sessions?)?\s*(?:per|a|each|every|/)\s*month"
    rf"\s*(?:for|times|x|over|\u00d7)?\s*(?P<months>{NUMBER}){_AGAIN}\s*months?\b",
    re.IGNORECASE,
)
# "two times three", "2x3": visits a week by weeks
_TIMES: Final = re.compile(
    rf"\b{_TO}(?P<per_week>{NUMBER})\s*(?:times|x|\u00d7)\s*(?P<weeks>{NUMBER})\b"
    r"(?!\s*(?:mg|gm?|ml|cm|in|inch)\b)",
    re.IGNORECASE,
)
# "4 hours a day, 5 days a week for 6 weeks", "20 hours per week x 4 weeks", "160 hours"
_HOURS: Final = re.compile(
    rf"(?<!every )\b{_TO}(?P<hours>{AMOUNT}){_AGAIN}\s*(?:hours?|hrs?)\b"
    r"(?:\s*(?:(?:per|a|each|every|/|x)\s*(?P<each>day|week)|(?P<daily>daily|weekly))\b)?"
    rf"(?:[\s,x]*(?:for\s+)?(?P<days>{NUMBER}){_AGAIN}\s*(?:x|times|days?)\s*{_A_WEEK})?"
    rf"(?:[\s,]*(?:for|times|x|over|\u00d7)?\s*(?P<weeks>{NUMBER}){_AGAIN}\s*(?:weeks?|wks?)\b)?",
    re.IGNORECASE,
)
#: How each unit is counted, the first that is found being the one that counts.
_COUNTS: Final = {
    # "12 visits", "Eight (8) physical therapy sessions"
    "visit": r"(?:(?!(?:times|per|a|for|weeks?|days?|x|hours?)\b)[a-z/-]+\s+){0,4}?"
    r"(?:visits?|sessions?|treatments)",
    # "120grams #1", "#60 grams"
    "gram": r"(?:grams?|gms?|g)",
    "ml": r"(?:ml|cc)(?!\s*oral)",
    "level": r"[\s-]?levels?",
    "injection": r"(?:(?!(?:mg|mcg|ml|cc|units?|level)\b)[a-z-]+\s+){0,4}?(?:injections?|blocks?)",
    "study": r"x-rays?",
    "item": r"box(?:es)?",
}
_COUNTED: Final = {
    unit: re.compile(
        rf"(?:#\s*|(?<![\w./-]))(?:{AMOUNT}\s*(?:-|\u2013|to)\s*)?(?P<count>{AMOUNT})\s*"
        rf"(?:\(\s*\d+\s*\)\s*)?(?:{name})\b(?!\s*(?:{_A_WEEK}|weekly\b|(?:per|a|/)\s*(?:day|month)))",
        re.IGNORECASE,
    )
    for unit, name in _COUNTS.items()
}
# "30 day rental", "Two to three week trial", "rental for 3 months", "gym membership, 6 months"
_LENT: Final = re.compile(
    r"\b(?:rent(?:al|ed)?|trial|membership|lease|home\s+use|usage|program|facility|stay|hospital\w*"
    r"|inpatient|unit)\b",
    re.IGNORECASE,
)
_LASTING: Final = re.compile(
    rf"(?:\b|#\s*){_TO}(?P<count>{NUMBER}){_AGAIN}\s*-?\s*(?P<unit>day|week|month)s?\b"
    r"(?!\s*supply)",
    re.IGNORECASE,
)
# "#60", "QTY: 2", "quantity 60.00"
_NUMBERED: Final = re.compile(
    r"(?:#\s*|\b(?:qty|quantity|count)\b\.?:?\s*(?:of\s+)?#?\s*)(?P<count>\d{1,4}(?:\.\d+)?)\b",
    re.IGNORECASE,
)
# "30 tabs", "60 capsules", "90 per month"; a few are a dose
_DOSES: Final = re.compile(
    r"(?<![\w./-])(?P<count>\d{2,4}|[5-9])\s*(?:ct\.?\s*)?"
    r"(?:(?:tab(?:let)?s?|cap(?:sule)?s?|pills?|patch(?:es)?|lozenges?|supposito\w+|films?|pads?)\b"
    r"|(?:per|/|a)\s*month\b)",
    re.IGNORECASE,
)
# "times 12", "x 1", where no frequency stands
_TIMES_ALONE: Final = re.compile(
    rf"(?:\b(?:times|x|series\s+of)|\u00d7)\s*(?P<count>{NUMBER})\b"
    r"(?!\s*-?\s*(?:mg|gm?|ml|weeks?|wks?|days?|months?|hours?|views?)\b)",
    re.IGNORECASE,
)
# "(8)": so many
_BRACKETED: Final = re.compile(r"\(\s*(?P<count>\d{1,3})\s*\)")
# "1 knee scooter", at the start; the number in "3 phase bone scan" counts no scans
_LEADING: Final = re.compile(
    rf"\s*(?:[A-Z][\w -]+:\s*)?{_TO}(?P<count>{NUMBER})\s+(?=[a-z])"
    r"(?!(?:times|x|panel|phase|views?|hours?|hr|tesla|wheel|point|in|way|day|week|month|year|mg|mcg"
    r"|ml|lead|piece)\b)",
    re.IGNORECASE,
)
# "with 2 refills", "refills: 2": the count, and as much again for each; "Two refills of": only
# those
_REFILLS: Final = re.compile(
    rf"(?P<refills>{NUMBER}){_AGAIN}\s*(?:additional\s+)?(?:refills?|RF)\b(?P<only>\s+of\b)?"
    rf"|\brefills?\s*(?:[:x#]\s*|times\s+)?(?P<more>{NUMBER})\b",
    re.IGNORECASE,
)
_CREAM: Final = re.compile(r"\b(?:cream|gel|ointment|lotion)\b", re.IGNORECASE)
_COUNTING: Final = re.compile(r"[\d#]")
_DAYS_A_WEEK: Final = 7
#: Any number; without one there is no quantity.
_SOME: Final = re.compile(rf"[\d#]|{NUMBER}|once|twice", re.IGNORECASE)
#: Visits count before the time that they take, everything else after it.
_FIRST_AFTER_TIME: Final = "gram"
#: What is asked for by time, and what at levels of the spine.
_OF_TIME: Final = ("visit", "item")
_OF_LEVELS: Final = ("injection", "item")

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

    count: Fact[int | Decimal] | None = None
    unit: str = "visit"
    per_week: Fact[int] | None = None
    weeks: Fact[int] | None = None
    stated: bool = True
    corroborated_by: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.count or self.per_week)


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
        quiet = _COUNTING.sub("_", document.quote(name))
        text = text[: name.start] + quiet + text[name.end :]
    chain = _CHAIN.fullmatch(text, span.start)
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
    )


def _left(
    text: str, chain: re.Match[str], asked: _Amount, granted: _Amount, counted: str
) -> Fact[int | Decimal] | None:
    """Return what is left in dispute: the remainder, or all of it where no remainder is named."""
    remainder = _REMAINDER.search(text, chain.start("rest"))
    if remainder is None:
        return asked.count
    stated = _amount(text, Span.of(remainder, "disputed"), counted).count
    if stated or not (asked.count and granted.count):
        return stated
    rest = asked.count.value - granted.count.value
    return Fact(rest, Span.of(remainder, "disputed"), "quantity-remainder") if rest > 0 else None


def _amount(text: str, span: Span, counted: str) -> _Amount:
    """Read one phrase: its count and unit, and its frequency."""
    place = (span.start, span.end)
    if counted == "visit" and (hours := _HOURS.search(text, *place)):
        return _hours(hours)
    often = _FREQUENCY.search(text, *place) or _TIMES.search(text, *place)
    per_week, weeks = _per_week(often), _weeks(often)
    count, unit = _count(text, span, often, counted)
    computed: Fact[int] | None = None
    if often and per_week and weeks:
        product = per_week.value * weeks.value
        computed = Fact(product, Span.of(often), "quantity-visits-times-weeks")
    elif monthly := _MONTHLY.search(text, *place):
        product = number(monthly["count"]) * number(monthly["months"])
        computed = Fact(product, Span.of(monthly), "quantity-visits-times-months")
    agree = bool(count and computed and count.value == computed.value)
    return _Amount(
        count=count or computed,
        unit=unit,
        per_week=per_week,
        weeks=weeks,
        stated=bool(count) or not computed,
        corroborated_by=(computed.span,) if agree and computed else (),
    )


def _hours(hours: re.Match[str]) -> _Amount:
    """Return the hours in all; None where they are so many a day or a week without an end."""
    each = (hours["each"] or hours["daily"] or "").lower()
    weeks = number(hours["weeks"]) if hours["weeks"] else None
    total = amount(hours["hours"])
    if (each or hours["days"]) and not weeks:
        return _Amount()
    if weeks:
        days = number(hours["days"]) if hours["days"] else _DAYS_A_WEEK
        total *= weeks * (1 if each.startswith("week") else days)
    rule = "quantity-hours-times-weeks" if weeks else "quantity-hours"
    return _Amount(Fact(total, Span.of(hours), rule), "other:hour", stated=not weeks)


def _per_week(often: re.Match[str] | None) -> Fact[int] | None:
    once = often.groupdict().get("once") if often else None
    if often and once:
        return Fact(1 if once.lower() == "once" else 2, Span.of(often), "quantity-frequency")
    return _number(often, "per_week", "quantity-frequency")


def _weeks(often: re.Match[str] | None) -> Fact[int] | None:
    bare = often is not None and bool(often.groupdict().get("bare"))
    return _number(often, "bare" if bare else "weeks", "quantity-frequency")


def _count(
    text: str, span: Span, often: re.Match[str] | None, counted: str
) -> tuple[Fact[int | Decimal] | None, str]:
    """Return the count that a phrase states, and its unit."""
    return next(_counts(text, span, often, counted), (None, counted))


def _counts(
    text: str, span: Span, often: re.Match[str] | None, counted: str
) -> Iterator[tuple[Fact[int | Decimal], str]]:
    """Yield the counts that a phrase may state, the surest first."""
    place = (span.start, span.end)
    yield from _with_unit(text, span, often, counted)
    if found := _NUMBERED.search(text, *place):
        cream = counted == "tablet" and _CREAM.search(text, *place)
        count = _refilled(_stated(found, "quantity-numbered"), text, span)
        yield count, "gram" if cream else counted
    if counted == "tablet" and (found := _DOSES.search(text, *place)):
        yield _refilled(_stated(found, "quantity-doses"), text, span), counted
    for found in _BRACKETED.finditer(text, *place):
        if not (often and Span.of(often).covers(Span.of(found))):
            yield _stated(found, "quantity-bracketed"), counted
    if often is None and (found := _LEADING.match(text, *place)):
        yield _stated(found, "quantity-leading"), counted
    if often is None and (found := _TIMES_ALONE.search(text, *place)):
        yield _stated(found, "quantity-times"), counted
    named = levels(text, span) if counted in _OF_LEVELS else ()
    if len(named) > 1:
        whole = Span(named[0].span.start, named[-1].span.end)
        yield Fact(len(named), whole, "quantity-levels"), "level"


def _with_unit(
    text: str, span: Span, often: re.Match[str] | None, counted: str
) -> Iterator[tuple[Fact[int | Decimal], str]]:
    """Yield the counts that name their unit."""
    for unit, pattern in _COUNTED.items():
        if unit == _FIRST_AFTER_TIME and (lasting := _lasting(text, span, often, counted)):
            yield lasting
        if found := pattern.search(text, span.start, span.end):
            yield _refilled(_stated(found, f"quantity-{unit}"), text, span), unit


def _lasting(
    text: str, span: Span, often: re.Match[str] | None, counted: str
) -> tuple[Fact[int | Decimal], str] | None:
    """Return how long something is lent or goes on, "30 day rental", and the unit of time."""
    if often or counted not in _OF_TIME or not _LENT.search(text, span.start, span.end):
        return None
    found = _LASTING.search(text, span.start, span.end)
    if found is None:
        return None
    count = Fact(number(found["count"]), Span.of(found), "quantity-time")
    return count, found["unit"].lower()


def _refilled(count: Fact[int | Decimal], text: str, span: Span) -> Fact[int | Decimal]:
    """Return the count with its refills, each as much again."""
    refills = _REFILLS.search(text, span.start, span.end)
    if refills is None:
        return count
    whole = Span(min(count.span.start, refills.start()), max(count.span.end, refills.end()))
    times = number(refills["refills"] or refills["more"]) + (refills["only"] is None)
    return Fact(count.value * times, whole, "quantity-refills")


def _stated(found: re.Match[str], rule: str) -> Fact[int | Decimal]:
    return Fact(amount(found["count"]), Span.of(found), rule)


def _number(found: re.Match[str] | None, group: str, rule: str) -> Fact[int] | None:
    if found is None or found[group] is None:
        return None
    return Fact(number(found[group]), Span.of(found), rule)
