"""Dates: the days that a text names, in the ways that letters write them.

In:   text.
Out:  a pattern that finds a day, and the day that a match of it means.
From: the clinical summaries of the letters of 2015 to 2017: slashes, dashes and names of months;
      ISO 8601, and days before their months, as other writers have them.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

__all__ = ["DAY_OPENS", "day", "day_pattern", "expected_day", "given_day"]

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
#: By the three letters that tell a month: "Sept." begins with "sep".
_BY_LETTERS: Final = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
_NAME: Final = rf"(?:{'|'.join(_MONTHS)}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
_ORDINAL: Final = r"\s?(?:st|nd|rd|th)"
_CENTURY: Final = 2000
#: A year of two digits belongs to 1950 to 2049, unless something else is known.
_PIVOT: Final = 50
#: Nobody who is treated today was hurt, or seen, before.
_EARLIEST: Final = 1940
_YEAR_FIRST: Final = 1000
#: With one of these a day opens.
DAY_OPENS: Final = (*"0123456789", *_BY_LETTERS)
_NUMBERS: Final = re.compile(r"\d+")
_LETTERS: Final = re.compile(
    r"(?:(?<=\d)(?:st|nd|rd|th)\b|\bof\b)|(?P<name>[a-z]{3,})", re.IGNORECASE
)


def day_pattern(group: str) -> str:
    """Return the pattern of a day, the whole of it being `group`.

    It finds "11/14/13", "10-30- 2016", "2016-10-30", "Nov. 3, 2016" and "3 November 2016".
    """
    return (
        rf"(?P<{group}>(?<![\d/.-])\d{{1,2}}\s?(?P<{group}_mark>[/.-])\s?\d{{1,2}}\s?"
        rf"(?P={group}_mark)"
        r"\s?(?:\d{4}|\d{2})(?![\d/]|[.-]\d)"
        r"|(?<![\d/.-])\d{4}-\d{1,2}-\d{1,2}(?![\d/]|[.-]\d)"
        rf"|\b{_NAME}\s*\d{{1,2}}(?:{_ORDINAL})?\s*,?\s*\d{{4}}\b"
        rf"|(?<![\d/.-])\d{{1,2}}(?:{_ORDINAL})?\s+(?:of\s+)?{_NAME},?\s+\d{{4}}\b)"
    )


def day(text: str, latest: date | None = None) -> date | None:
    """Return the day that `text`, a match of that pattern, means; None where there is no such day.

    Args:
        text: the day.
        latest: the last day that it can be, by which a year of two digits is read: in a letter of
            2015 somebody was hurt in 1998 or 2014, but not in 2098.

    >>> day("11/14/13"), day("10-30- 2016"), day("Sept 5, 2016"), day("13/45/16")
    (datetime.date(2013, 11, 14), datetime.date(2016, 10, 30), datetime.date(2016, 9, 5), None)
    >>> day("15 March 2016"), day("2016-03-15"), day("11/14/22", date(2015, 6, 1))
    (datetime.date(2016, 3, 15), datetime.date(2016, 3, 15), datetime.date(2022, 11, 14))
    """
    numbers = [int(number) for number in _NUMBERS.findall(text)]
    names = [found["name"] for found in _LETTERS.finditer(text) if found["name"]]
    if names:
        number, year = numbers
        month = _BY_LETTERS[names[0][:3].lower()]
    elif numbers[0] >= _YEAR_FIRST:
        year, month, number = numbers
    else:
        month, number, year = numbers
    try:
        return _possible(year, month, number, latest)
    except ValueError:
        return None


def given_day(text: str) -> date | None:
    """Return the day that somebody gives, and nothing besides; None for none, and for two.

    With slashes the month comes first, as in letters; with points some put the day first.

    >>> given_day("2015-06-10"), given_day("06/10/2015"), given_day("in June")
    (datetime.date(2015, 6, 10), datetime.date(2015, 6, 10), None)
    >>> given_day("30.11.2015"), given_day("12.11.2015"), given_day("Nov 12, 2015")
    (datetime.date(2015, 11, 30), None, datetime.date(2015, 11, 12))
    """
    days = _given_days(text.strip())
    return days[0] if len(days) == 1 else None


def expected_day(text: str) -> str:
    """Return what to say was expected where somebody gives what `given_day` takes for none.

    >>> expected_day("12.11.2015"), expected_day("13/11/2015")
    ('2015-12-11 or 2015-11-12, since either may be meant', '2015-11-13 or 11/13/2015')
    """
    days = [each.isoformat() for each in _given_days(text.strip())]
    if days:
        return f"{' or '.join(days)}, since either may be meant"
    swapped = _given_days(re.sub(r"^\s*(\d+)\s*/\s*(\d+)", r"\2/\1", text).strip())
    if swapped:
        return f"{swapped[0]} or {swapped[0]:%m/%d/%Y}"
    return "a date, as 2015-06-10 or 06/10/2015"


def _given_days(text: str) -> tuple[date, ...]:
    """Return the days that a text may mean, none where it holds anything besides."""
    if not (found := re.fullmatch(day_pattern("day"), text, re.IGNORECASE)):
        return ()
    read = [text]
    if found["day_mark"] == ".":
        first, second, year = _NUMBERS.findall(text)
        read.append(f"{second}.{first}.{year}")
    return tuple(dict.fromkeys(filter(None, map(day, read))))


def _possible(year: int, month: int, number: int, latest: date | None) -> date:
    """Return the day, its year of two digits being of the century in which it can be."""
    if year >= _CENTURY - 1000:
        return date(year, month, number)
    later = date(_CENTURY + year, month, number)
    earlier = _CENTURY - 100 + year
    too_late = later > latest if latest else year >= _PIVOT
    return date(earlier, month, number) if too_late and earlier >= _EARLIEST else later
