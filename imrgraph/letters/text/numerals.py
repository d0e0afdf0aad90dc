"""Numerals: numbers in digits or in words.

In:   text.
Out:  patterns that find a number, and the number that a match of one means.
From: the requests and rationales of the letters of 2015 to 2017.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

__all__ = ["AMOUNT", "NUMBER", "amount", "number"]

_WORDS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "twenty": 20,
    "twenty-four": 24, "thirty": 30, "thirty-six": 36, "sixty": 60, "ninety": 90,
}  # fmt: skip
_IN_WORDS: Final = "|".join(sorted(_WORDS, key=len)[::-1])
#: "12" or "twelve", but no part of "111.2", of "5%" or of a longer number.
NUMBER: Final = rf"(?:(?<![\d.])\d{{1,4}}(?![\d.]*[\d%])|{_IN_WORDS})"
#: The same, or "111.2", or "60.00".
AMOUNT: Final = rf"(?:(?<![\d.])\d{{1,4}}(?:\.\d{{1,3}})?(?![\d.]*[\d%])|{_IN_WORDS})"


def number(text: str) -> int:
    """Return the number that `text`, a match of `NUMBER`, means.

    >>> number("Twelve"), number("12")
    (12, 12)
    """
    word = text.lower()
    return _WORDS[word] if word in _WORDS else int(word)


def amount(text: str) -> int | Decimal:
    """Return the number that `text`, a match of `AMOUNT`, means; a whole one is an integer.

    >>> amount("111.2"), amount("60.00"), amount("six")
    (Decimal('111.2'), 60, 6)
    """
    word = text.lower()
    value = Decimal(_WORDS.get(word, word))
    return int(value) if value == value.to_integral_value() else value
