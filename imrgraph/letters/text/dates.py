"""Dates: the days that a text names, in the ways that letters write them.

In:   text.
Out:  a pattern that finds a day, and the day that a match of it means.
From: the clinical summaries of the letters of 2015 to 2017: slashes, dashes and names of months.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

__all__ = ["day", "day_pattern"]

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_CENTURY: Final = 2000
_NUMBERS: Final = re.compile(r"\d+")


def day_pattern(group: str) -> str:
    """Return the pattern of a day, the whole of it being `group`.

    It finds "11/14/13", "10-30- 2016" and "November 3, 2016".
    """
    return (
        rf"(?P<{group}>(?<![\d/.-])\d{{1,2}}\s?(?P<{group}_mark>[/-])\s?\d{{1,2}}\s?(?P={group}_mark)"
        r"\s?(?:\d{4}|\d{2})(?![\d/])"
        rf"|\b(?:{'|'.join(_MONTHS)})\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b)"
    )


def day(text: str) -> date | None:
    """Return the day that `text`, a match of that pattern, means; None where there is no such day.

    A year of two digits belongs to the years 2000 to 2099.

    >>> day("11/14/13"), day("10-30- 2016"), day("November 3, 2016"), day("13/45/16")
    (datetime.date(2013, 11, 14), datetime.date(2016, 10, 30), datetime.date(2016, 11, 3), None)
    """
    numbers = [int(number) for number in _NUMBERS.findall(text)]
    if text[:1].isalpha():
        numbers.insert(0, _MONTHS.index(text.split(maxsplit=1)[0].lower()) + 1)
    month, number, year = numbers
    try:
        return date(year if year >= _CENTURY - 100 else _CENTURY + year, month, number)
    except ValueError:
        return None
