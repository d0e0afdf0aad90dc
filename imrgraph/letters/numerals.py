"""Numerals: numbers in digits or in words.

In:   text.
Out:  a pattern that finds a number, and the number that a match of it means.
From: the requests and rationales of the letters of 2015 to 2017.
"""

from __future__ import annotations

from typing import Final

__all__ = ["NUMBER", "number"]

_WORDS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "eighteen": 18, "twenty": 20, "twenty-four": 24, "thirty": 30,
}  # fmt: skip
#: "12" or "twelve", but no part of "111.2", of "5%" or of a longer number.
NUMBER: Final = (
    r"(?:(?<![\d.])\d{1,4}(?![\d.]*[\d%])|" + "|".join(sorted(_WORDS, key=len)[::-1]) + ")"
)


def number(text: str) -> int:
    """Return the number that `text`, a match of `NUMBER`, means.

    >>> number("Twelve"), number("12")
    (12, 12)
    """
    word = text.lower()
    return _WORDS[word] if word in _WORDS else int(word)
