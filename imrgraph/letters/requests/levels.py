"""Levels: the levels of the spine that a request names.

In:   text, and a place in it.
Out:  one `Level` for each that is named, "L4-5" being one and "L4-L5-S1" two.
From: the headings of the letters of 2015 to 2017.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Level", "levels"]

# "L4-5", "L5-S1", "C5/C6/C7", "L3"; capitals only, and no part of "B12" or "T1.5"
_LEVEL: Final = re.compile(
    r"(?<![\w.#-])[CTLS]\s?(?:1[0-2]|[1-9])(?:\s?[-\u2013/]\s?[CTLS]?(?:1[0-2]|[1-9])(?!\d))*(?![\w%]|\.\d)"
)
_VERTEBRA: Final = re.compile(r"([CTLS]?)\s?(\d+)")
_LAST: Final = {"C": 8, "T": 12, "L": 6, "S": 5}


@dataclass(frozen=True, slots=True)
class Level:
    """A level: the letter of its region ("C", "T", "L" or "S"), and its name, "L4-L5"."""

    region: str
    name: str
    span: Span


def levels(text: str, span: Span) -> tuple[Level, ...]:
    """Find the levels in `span`, each named once.

    >>> [level.name for level in levels("L4-5, L5-S1 and L4-L5", Span(0, 21))]
    ['L4-L5', 'L5-S1']
    """
    found = {level.name: level for level in reversed(list(_levels(text, span)))}
    return tuple(sorted(found.values(), key=lambda level: level.span))


def _levels(text: str, span: Span) -> Iterator[Level]:
    for match in _LEVEL.finditer(text, span.start, span.end):
        names: list[str] = []
        for letter, digits in _VERTEBRA.findall(match[0]):
            above = letter or names[-1][0]
            if int(digits) > _LAST[above]:
                break
            names.append(f"{above}{digits}")
        joined = [f"{above}-{below}" for above, below in pairwise(names)]
        for name in joined or names:
            yield Level(name[0], name, Span.of(match))
