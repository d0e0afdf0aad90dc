"""Keeping: answers and pages that were given, for whoever asks the same again.

In:   what was asked, and what was given.
Out:  what was given, if it is known.
From: what a server serves stays as it was when it began, so that an answer stays true; but not one
      that has the time of day in it, or chance.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

__all__ = ["Kept", "changes"]

T = TypeVar("T")
#: How many bytes are kept, and how long one answer may be that is.
_ROOM: Final = 32_000_000
_LONGEST: Final = 1_000_000
# "BIND (NOW() AS ?now)"
_CHANGING: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)


class Kept(Generic[T]):
    """What was asked for last.

    >>> kept = Kept[str]()
    >>> kept.keep("ASK {}", "true", 10)
    >>> kept.get("ASK {}"), kept.get("ASK { }")
    ('true', None)
    """

    def __init__(self) -> None:
        self._answers = OrderedDict["Hashable", tuple[T, int]]()
        self._size = 0

    def get(self, asked: Hashable) -> T | None:
        """Return what was given, if it is known."""
        if asked not in self._answers:
            return None
        self._answers.move_to_end(asked)
        return self._answers[asked][0]

    def keep(self, asked: Hashable, answer: T, size: int) -> None:
        """Keep an answer, in the place of those that nobody asked for in the longest time.

        Args:
            asked: what it answers.
            answer: what is given again.
            size: how many bytes both have.
        """
        if size > _LONGEST or asked in self._answers:
            return
        self._answers[asked] = answer, size
        self._size += size
        while self._size > _ROOM:
            _, (_, freed) = self._answers.popitem(last=False)
            self._size -= freed


def changes(query: str) -> bool:
    """Return whether the answer to a query may be another each time.

    >>> changes("SELECT (NOW() AS ?now) {}"), changes("ASK {}")
    (True, False)
    """
    return _CHANGING.search(query) is not None
