"""Numerals: numbers in digits or in words.

In:   text.
Out:  patterns that find a number, and the number that a match of one means.
From: the requests and rationales of the letters of 2015 to 2017; in words up to 999.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

__all__ = ["AMOUNT", "IN_WORDS", "NUMBER", "NUMBER_OPENS", "amount", "number"]

_UNITS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS: Final = (
    "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_HUNDRED: Final = 100
_DOZEN: Final = 12
_WORTH: Final = {
    "a": 1,
    **{word: number for number, word in enumerate((*_UNITS, *_TEENS), 1)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
}
_UNIT: Final = "|".join(_UNITS)
# "twenty-one", "twenty one", but "twenty" of "twenty one-hour visits"
_BELOW: Final = (
    rf"(?:(?>(?:{'|'.join(_TENS)})(?:(?:-\s?|\s+(?=[a-z]++(?![\w-])))(?:{_UNIT})(?!\w))?)"
    rf"|{'|'.join(_TEENS)}|{_UNIT})"
)
#: "twelve", "one hundred and twenty", "a hundred", "two dozen", "half a dozen", "half dozen".
IN_WORDS: Final = (
    rf"(?:(?:\b(?:a|{_UNIT})[\s-]+hundred(?:[\s-]+(?:and[\s-]+)?{_BELOW})?"
    rf"|\b(?:half[\s-]+(?:an?[\s-]+)?|an?[\s-]+|(?:{_UNIT})[\s-]+)?dozen"
    rf"|(?<![a-z]){_BELOW})(?![a-z]))"
)
#: No part of a longer number: "200" of "1,200", "12" of "111.12".
_OPENS: Final = r"(?<![\d.])(?<!\d,(?=\d{3}\b))"
_DIGITS: Final = r"(?:[1-9]\d{0,2}(?:,\d{3})+(?!\d)|\d{1,4}(?!,\d{3}\b))"
#: "12", "1,200" or "twelve", but no part of "111.2", of "5%" or of a longer number.
NUMBER: Final = rf"(?:{_OPENS}{_DIGITS}(?![\d.]*[\d%])|{IN_WORDS})"
#: The same, or "111.2", or "60.00".
AMOUNT: Final = rf"(?:{_OPENS}{_DIGITS}(?:\.\d{{1,3}})?(?![\d.]*[\d%])|{IN_WORDS})"
#: With one of these a number opens.
NUMBER_OPENS: Final = (
    *("0123456789"), *_UNITS, *_TEENS, *_TENS, *(f"a{gap}" for gap in " \n\t-"), "half", "dozen",
)  # fmt: skip
_WORD: Final = re.compile(r"[a-z]+")


def number(text: str) -> int:
    """Return the number that `text`, a match of `NUMBER`, means.

    >>> number("Twelve"), number("12"), number("1,200"), number("one hundred and twenty-one")
    (12, 12, 1200, 121)
    """
    return int(amount(text))


def amount(text: str) -> int | Decimal:
    """Return the number that `text`, a match of `AMOUNT`, means; a whole one is an integer.

    >>> amount("111.2"), amount("60.00"), amount("six"), amount("half a dozen")
    (Decimal('111.2'), 60, 6, 6)
    """
    small = text.lower()
    if small[:1].isdigit():
        value = Decimal(small.replace(",", ""))
        return int(value) if value == value.to_integral_value() else value
    total = 0
    for word in _WORD.findall(small):
        if word == "dozen":
            total = max(total, 1) * _DOZEN
        else:
            total = total * _HUNDRED if word == "hundred" else total + _WORTH.get(word, 0)
    return total // 2 if small.startswith("half") else total
