"""Keeping: answers that were given, for whoever asks the same again.

In:   queries and their answers.
Out:  an answer that is known, if it is.
From: what a server serves stays as it was when it began, so that an answer stays true; but not one
      that has the time of day in it, or chance.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from imrgraph.serve.answering import Answered, Asked

__all__ = ["Kept"]

#: How many bytes of answers are kept, and how long one may be that is.
_ROOM: Final = 32_000_000
_LONGEST: Final = 1_000_000
# "BIND (NOW() AS ?now)"
_CHANGING: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)


class Kept:
    """The answers that were asked for last.

    >>> from imrgraph.serve.answering import Answered, Asked
    >>> kept = Kept()
    >>> kept.keep(Asked("ASK {}"), Answered("text/csv", b"true", is_zipped=False))
    >>> kept.get(Asked("ASK {}")).body, kept.get(Asked("ASK { }"))
    (b'true', None)
    """

    def __init__(self) -> None:
        self._answers = OrderedDict["Asked", "Answered"]()
        self._size = 0

    def get(self, asked: Asked) -> Answered | None:
        """Return the answer to a query, if it is known."""
        if asked in self._answers:
            self._answers.move_to_end(asked)
        return self._answers.get(asked)

    def keep(self, asked: Asked, answer: Answered) -> None:
        """Keep an answer, in the place of those that nobody asked for in the longest time."""
        if len(answer.body) > _LONGEST or _CHANGING.search(asked.text) or asked in self._answers:
            return
        self._answers[asked] = answer
        self._size += len(answer.body) + len(asked.text)
        while self._size > _ROOM:
            other, old = self._answers.popitem(last=False)
            self._size -= len(old.body) + len(other.text)
