"""Bounds: an answer is small, and says what was left off.

In:   an answer of plain values, with its main list.
Out:  the same, with as much of the list as there is room for.
From: an assistant reads every character of an answer, so that there is a limit on rows and on
      characters; nothing is left off in silence.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["MOST_ROWS", "Answer", "Bounds", "bounded"]

#: What a tool answers: plain values, as JSON has them.
Answer = dict[str, Any]
#: However many rows are asked for, so many are given at most.
MOST_ROWS: Final = 100


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large an answer may be."""

    #: How many characters it may have as JSON, and a quotation in it.
    characters: int = 16_000
    quotation: int = 500
    #: How long the text of a letter may be that an assistant passes.
    text: int = 400_000
    #: How many seconds a query in SPARQL may take.
    seconds: float = 10.0


def bounded(
    answer: Answer, name: str, rows: Sequence[object], bounds: Bounds, *, of: int | None = None
) -> Answer:
    """Return an answer with as many of the first rows as there is room for.

    Args:
        answer: what is told besides.
        name: what the rows are called in it.
        rows: the rows; as plain values.
        bounds: how large it may be.
        of: how many there are in all, where that are more.

    >>> bounded({}, "rows", ["a" * 40] * 9, Bounds(characters=100))["left_off"]
    '7 of 9 rows, for want of room'
    """
    room = bounds.characters - len(_written(answer))
    kept: list[object] = []
    for row in rows:
        room -= len(_written(row))
        if room < 0 and kept:
            break
        kept.append(row)
    every = len(rows) if of is None else of
    told: Answer = {**answer, name: kept}
    if left := every - len(kept):
        why = "for want of room" if len(kept) < len(rows) else "beyond the limit"
        told["left_off"] = f"{left:,} of {every:,} {name}, {why}"
    return told


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
