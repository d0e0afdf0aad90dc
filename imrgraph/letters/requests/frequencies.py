"""Frequencies: how often something is asked for, and for how long.

In:   text, and a place in it.
Out:  `Frequency`: visits a week, weeks, and the total that they make.
From: the headings of the letters of 2015 to 2017, and other ways to write the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Fact
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.numerals import AMOUNT, IN_WORDS, NUMBER, amount, number
from imrgraph.letters.text.patterns import Pattern

if TYPE_CHECKING:
    import re
    from decimal import Decimal

__all__ = [
    "AGAIN",
    "A_WEEK",
    "Frequency",
    "Hours",
    "frequency",
    "hours",
    "once_a_week",
    "weeks_over",
]

#: "(6)" behind "six", and what such a bracket may repeat beside it.
AGAIN: Final = rf"(?:\s*\(\s*(?:\d+|{IN_WORDS})\s*\))?"
A_WEEK: Final = r"(?:per|a|each|every|/|p\.?)\s*(?:weeks?|wks?)\b"
_WEEK: Final = r"\s*-?\s*(?:weeks?|wks?)\b"
_TIMES: Final = r"(?:times?|x|\u00d7|visits?|sessions?|treatments?|days?|appointments?|classes)"
_BY: Final = r"(?:times|x|\u00d7|\*)"
_FOR: Final = (
    r"[\s,(]*(?:(?:for|times|x|over|during|\u00d7|/)(?:\s+(?:a\s+total\s+of|the\s+next))?)?\s*"
)


def _to(least: str) -> str:
    """Return the pattern of the lower end of a range, "2-" of "2-3"."""
    return rf"(?:(?P<{least}>{NUMBER}){AGAIN}\s*(?:-|\u2013|to|or)\s*)?"


_WEEKS: Final = rf"{_to('few')}(?P<weeks>{NUMBER}){AGAIN}"
# "for 6 weeks", "x 4", "for a month"; the end of the time it takes
_LASTING: Final = (
    rf"(?:{_FOR}{_WEEKS}{_WEEK}|{_FOR}(?P<months>{NUMBER}|a){AGAIN}\s*-?\s*months?\b|[\s,]*(?:for|{_BY})\s*(?P<bare>{NUMBER})\b"
    r"(?!\s*(?:-|\u2013|to|or)?\s*\d|\s*-?\s*(?:months?|days?|visits?|sessions?|treatments?"
    r"|hours?|hrs?|min)))?"
)
# "2-3 times a week for 6 weeks", "2x/week x 6 weeks", "1 x week x 6 weeks", "three times weekly",
# "twice a week x 4"
_A_WEEK: Final = Pattern(
    rf"\b(?:{_to('least')}(?P<per_week>{NUMBER}){AGAIN}\s*(?:{A_WEEK}|weekly\b(?!\s*(?:visits?"
    rf"|sessions?))"
    rf"|{_TIMES}\s*-?\s*(?:{A_WEEK}|x?\s*(?:weeks?|wks?)\b|weekly\b))"
    rf"|(?P<once>once|twice|thrice)\s*-?\s*(?:{A_WEEK}|weekly\b)|\b(?P<latin>[bt]iw|qw|q\s?w"
    rf"(?:ee)?k)\b)"
    r"(?:\s*,?\s*(?:\w+\s+)?(?:visits|sessions|treatments)\b)?" + _LASTING,
    "week wk biw tiw qw",
)
# "weekly for 12 weeks", "every week x 6", "daily for 4 weeks"
_EVERY: Final = Pattern(
    rf"(?<!bi-)(?<!bi)(?<!\d )(?<!\d)\b(?:(?P<weekly>weekly|(?:every|each)\s+week)|"
    rf"(?P<daily>daily|every\s+day))"
    rf"(?:\s+(?:visits|sessions|treatments))?{_FOR}{_WEEKS}{_WEEK}"
    rf"|\b(?P<alone>weekly|every\s+week)\s*{_BY}\s*(?P<bare>{NUMBER})\b(?!\s*(?:months?|days?))",
    "week daily day",
)
# "two times three", "2x3", "2-3 x 4-6 weeks": visits a week by weeks
_PRODUCT: Final = Pattern(
    rf"(?<![\w#/.$-]){_to('least')}(?P<per_week>{NUMBER}){AGAIN}\s*{_BY}\s*{_WEEKS}(?!\w)"
    r"(?!\s*(?:mg|gm?|ml|cm|in|inch|months?|days?|hours?|hrs?|min\w*|visits?|sessions?)\b)",
    "times x \u00d7 *",
)
# "2 visits a month for 3 months", "1 x month x 6 months", "monthly x 6"
_MONTHLY: Final = Pattern(
    rf"\b(?:(?:(?P<count>{NUMBER}){AGAIN}|(?P<once>once|twice))\s*{_TIMES}?\s*"
    rf"(?:(?:per|a|each|every|/|x)\s*month\b|monthly)|(?P<monthly>monthly|(?:every|each)\s+month))"
    rf"(?:\s+(?:visits|sessions|treatments))?{_FOR}(?P<months>{NUMBER}){AGAIN}"
    rf"(?:\s*-?\s*months?\b|(?!\s*\w))",
    "month",
)
# "for six weeks", "over 8 weeks", "6 weeks of": how long, apart from how often
_APART: Final = Pattern(
    rf"\b(?:for|over|{_BY})\s+{_WEEKS}{_WEEK}(?!\s+(?:after|post|ago|out))"
    rf"|(?<![\w-]){_to('few2')}(?P<of>{NUMBER}){AGAIN}{_WEEK}\s+(?:of|at)\b",
    "week wk",
)
# 8 "weekly" sessions
_ONCE_A_WEEK: Final = Pattern(
    r"(?<!bi-)(?<!tri-)(?<!times )(?<!semi-)(?<!visits )\b(?:weekly|every\s+week)\b"
    r"(?!\s*(?:and|or|to)\b)",
    "week",
)
# 12 visits "over 8 weeks"
_SPREAD: Final = Pattern(
    rf"\b(?:over|within|for|during|(?<=visits )in|(?<=sessions )in)\s+"
    rf"(?:the\s+next\s+|a\s+period\s+of\s+)?{_WEEKS}{_WEEK}"
    r"(?!\s+(?:after|post|ago|out))",
    "week wk",
)
# "hours", "4hr", but not "three": without it there are none, and most letters have none
_HOUR: Final = Pattern(r"hour|(?<![a-z])hr")
# "4 hours a day, 5 days a week for 6 weeks", "20 hours per week x 4 weeks", "160 hours"
_HOURS: Final = Pattern(
    rf"(?<!every )\b(?:{NUMBER}\s*(?:-|\u2013|to|or)\s*)?(?P<hours>{AMOUNT}){AGAIN}\s*-?\s*"
    rf"(?:hours?|hrs?)\b"
    r"(?:\s*(?:(?:per|a|each|every|/|x)\s*(?P<each>day|week)|(?P<daily>daily|weekly))\b)?"
    rf"(?:[\s,x]*(?:for\s+)?(?:(?P<days>{NUMBER}){AGAIN}\s*(?:x|times|days?)\s*{A_WEEK}"
    r"|(?P<every>every\s+day|daily)))?"
    rf"(?:{_FOR}(?P<weeks>{NUMBER}){AGAIN}{_WEEK}"
    rf"|{_FOR}(?P<those>{NUMBER}){AGAIN}\s*-?\s*days\b(?!\s*{A_WEEK}))?"
)
# "initial 2 weeks" of so many hours
_OVER: Final = Pattern(
    rf"(?<!every )(?<!each )\b(?P<weeks>{NUMBER}){AGAIN}{_WEEK}(?!\s+(?:after|post|ago|out))",
    "week wk",
)
# "every other week for 12 weeks", "every two weeks x 8 weeks"
_OTHER_WEEK: Final = Pattern(
    rf"\bevery\s+(?:other\s+week|(?:2|two)\s+weeks){_FOR}(?P<weeks>{NUMBER}){AGAIN}{_WEEK}", "every"
)
# "weekly x 12 weeks, then" monthly x 3; "twice a week for 3 weeks and" once a week for 3 weeks
_THEN: Final = Pattern(
    r"\s*,?\s*(?:(?:and\s+)?(?:then|followed\s+by)|and(?=\s+\S+\s+(?:times?\s+)?(?:an?|per)\b))\s+"
)
_ONCE: Final = {"once": 1, "twice": 2, "thrice": 3, "biw": 2, "tiw": 3}
_DAYS_A_WEEK: Final = 7
#: By which visits a week for so many months are told.
_WEEKS_A_MONTH: Final = 4
#: Nobody is seen more often in a week by any request that is written as "2 x 6".
_MOST_A_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often, for how long; `least` and `total` are the ends of the range that they make."""

    span: Span
    per_week: Fact[int] | None = None
    weeks: Fact[int] | None = None
    least: int = 0
    total: Fact[int] | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """A number of hours: in all, or None where it has no end, and the days a week, and weeks."""

    span: Span
    total: Fact[int | Decimal] | None
    per_week: Fact[int] | None
    weeks: Fact[int] | None


def frequency(text: str, span: Span) -> Frequency | None:
    """Read how often, and for how long.

    >>> found = frequency("2-3 x 4-6 weeks", Span(0, 15))
    >>> found.least, found.per_week.value, found.weeks.value, found.total.value
    (8, 3, 6, 18)
    """
    first = _first(text, span)
    then = _THEN.match(text, first.span.end, span.end) if first else None
    rest = _first(text, Span(then.end(), span.end)) if then else None
    if not (first and rest and first.total and rest.total):
        return first
    whole = Span(first.span.start, rest.span.end)
    total = Fact(first.total.value + rest.total.value, whole, "quantity-visits-then-visits")
    return Frequency(whole, least=first.least + rest.least, total=total)


def once_a_week(text: str, span: Span) -> Fact[int] | None:
    """Read that visits are weekly that are counted: "8 weekly sessions".

    >>> once_a_week("8 weekly sessions", Span(0, 17)).value
    1
    """
    found = _ONCE_A_WEEK.search(text, span.start, span.end)
    return Fact(1, Span.of(found), "quantity-frequency") if found else None


def weeks_over(text: str, span: Span) -> Fact[int] | None:
    """Read over how many weeks visits are spread that are counted: "12 visits over 8 weeks".

    >>> weeks_over("12 visits over 8 weeks", Span(0, 22)).value
    8
    """
    found = _SPREAD.search(text, span.start, span.end)
    return _fact(found, "weeks") if found else None


def _first(text: str, span: Span) -> Frequency | None:
    """Read how often, and for how long, up to another frequency."""
    return _by_the_week(text, span) or _product(text, span) or _by_the_month(text, span)


def _by_the_week(text: str, span: Span) -> Frequency | None:
    """Return what is said to be weekly, or daily."""
    place = (span.start, span.end)
    if found := _OTHER_WEEK.search(text, *place):
        half = number(found["weeks"]) // 2
        made = Fact(half, Span.of(found), "quantity-every-other-week")
        return Frequency(Span.of(found), least=half, total=made)
    if found := _A_WEEK.search(text, *place):
        return _weekly(text, span, found)
    if found := _EVERY.search(text, *place):
        return _every(found)
    return None


def _by_the_month(text: str, span: Span) -> Frequency | None:
    """Return what is said to be monthly, in all."""
    found = _MONTHLY.search(text, span.start, span.end)
    if found is None:
        return None
    once = _ONCE.get((found["once"] or "").lower(), 1)
    total = (number(found["count"]) if found["count"] else once) * number(found["months"])
    made = Fact(total, Span.of(found), "quantity-visits-times-months")
    return Frequency(Span.of(found), least=total, total=made)


def _product(text: str, span: Span) -> Frequency | None:
    """Return so many a week by so many weeks, "2x3"."""
    found = _PRODUCT.search(text, span.start, span.end)
    if found and number(found["per_week"]) <= _MOST_A_WEEK:
        return _made(found, _fact(found, "per_week"), _fact(found, "weeks"))
    return None


def _weekly(text: str, span: Span, found: re.Match[str]) -> Frequency:
    """Return so many a week, for as long as is said behind it, or else apart from it."""
    latin = (found["latin"] or "").lower()
    once = _ONCE.get((found["once"] or latin).lower(), 1 if latin else None)
    per_week = _fact(found, "per_week") or Fact(once or 0, Span.of(found), "quantity-frequency")
    weeks = _fact(found, "weeks") or _fact(found, "bare")
    if found["months"]:
        many = number(found["months"]) * _WEEKS_A_MONTH
        weeks = Fact(many, Span.of(found), "quantity-weeks-of-months")
    if weeks:
        return _made(found, per_week, weeks)
    for apart in _APART.finditer(text, span.start, span.end):
        if not Span.of(found).covers(Span.of(apart)):
            group = "of" if apart["of"] else "weeks"
            few = apart["few2"] if apart["of"] else apart["few"]
            weeks = Fact(number(apart[group]), Span.of(apart), "quantity-frequency")
            return _made(found, per_week, weeks, few)
    return _made(found, per_week, None)


def _every(found: re.Match[str]) -> Frequency:
    """Return once a week, or every day."""
    a_week = _DAYS_A_WEEK if found["daily"] else 1
    per_week = Fact(a_week, Span.of(found), "quantity-frequency")
    return _made(found, per_week, _fact(found, "weeks") or _fact(found, "bare"))


def _made(
    found: re.Match[str],
    per_week: Fact[int] | None,
    weeks: Fact[int] | None,
    few: str | None = None,
) -> Frequency:
    """Return a frequency with the total that it makes, and the least that its ranges make."""
    span = Span.of(found)
    if not (per_week and weeks):
        return Frequency(span, per_week, weeks)
    groups = found.groupdict()
    least = number(groups["least"]) if groups.get("least") else per_week.value
    few = few or groups.get("few")
    shortest = number(few) if few else weeks.value
    total = Fact(per_week.value * weeks.value, span, "quantity-visits-times-weeks")
    return Frequency(span, per_week, weeks, least * shortest, total)


def hours(text: str, span: Span) -> Hours | None:
    """Read hours in all; without a total where they are so many a day or a week without an end.

    >>> found = hours("4 hours a day, 5 days a week for 6 weeks", Span(0, 40))
    >>> found.total.value, found.per_week.value
    (120, 5)
    """
    told = _HOUR.search(text, span.start, span.end)
    found = _HOURS.search(text, span.start, span.end) if told else None
    if found is None:
        return None
    each = (found["each"] or found["daily"] or "").lower()
    every_week = each.startswith("week")
    days = number(found["days"]) if found["days"] else _DAYS_A_WEEK if found["every"] else None
    weeks, those = _fact(found, "weeks"), _fact(found, "those")
    total = amount(found["hours"])
    stated = Fact(total, Span.of(found), "quantity-hours")
    if every_week:
        whole = isinstance(total, int)
        per_week = Fact(int(total), Span.of(found), "quantity-frequency") if whole else None
    else:
        per_week = Fact(days, Span.of(found), "quantity-frequency") if days else None
    if not (each or days):  # "80 hours over 4 weeks"
        over = None if weeks else _OVER.search(text, span.start, span.end)
        return Hours(Span.of(found), stated, None, _fact(over, "weeks") if over else weeks)
    ended = weeks.value * (1 if every_week else days or _DAYS_A_WEEK) if weeks else None
    ended = those.value if those and not every_week else ended
    rule = "quantity-hours-times-weeks"
    made = Fact(total * ended, Span.of(found), rule) if ended else None
    return Hours(Span.of(found), made, per_week, weeks)


def _fact(found: re.Match[str], group: str) -> Fact[int] | None:
    value = found.groupdict().get(group)
    return Fact(number(value), Span.of(found), "quantity-frequency") if value else None
