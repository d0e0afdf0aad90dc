"""Kinship: which decided requests are nearest to one by treatment, region and phase.

In:   items as the catalog holds them; one of them, or one that was just read.
Out:  rows to be held, and the keys of the nearest, in about the same time of few letters and many.
From: SQLite. Each item stands once for every level of its treatment and each of its regions, in
      the order in which the nearest are wanted, so that the first rows of a few places are enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from typing import Any

    from imrgraph.graph.entries import ItemEntry

__all__ = ["KINSHIP", "kin_of", "nearest_kin", "put_kin", "without_kin"]

#: Which is made beside the other tables of the catalog.
KINSHIP: Final = """
CREATE TABLE kin (
  level INTEGER, value TEXT, fell INTEGER, region TEXT, phase TEXT, name TEXT, number INTEGER,
  item INTEGER, PRIMARY KEY (level, value, fell, region, phase, name, number, item)
) WITHOUT ROWID;
"""
#: How much each counts for that two requests have in common, the narrowest treatment first.
_LEVELS: Final = (("concept", 10), ("treatment", 6), ("service", 2), ("class", 0))
_REGION, _PHASE = 4, 1
#: Any region, and what nobody says.
_NONE: Final = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where requests stand that have some of it in common with one; None is any phase."""

    points: int
    level: int
    value: str
    region: str
    phase: str | None


def kin_of(name: str, key: int, item: ItemEntry) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of an item, none of one that nobody decided."""
    if item.values["outcome"] is None:
        return
    fell = item.values["outcome"] == "overturned"
    phase = _text(item, "phase")
    for (level, (of, _)), region in product(enumerate(_LEVELS), (_NONE, *item.all("region"))):
        yield level, _text(item, of), fell, region, phase, name, item.number, key


def put_kin(rows: sqlite3.Connection, name: str, key: int, item: ItemEntry) -> None:
    """Hold an item, in the open transaction."""
    rows.executemany("INSERT INTO kin VALUES (?, ?, ?, ?, ?, ?, ?, ?)", kin_of(name, key, item))


def without_kin(rows: sqlite3.Connection, name: str, key: int, item: ItemEntry) -> None:
    """Hold an item no more, in the open transaction."""
    rows.executemany(
        "DELETE FROM kin WHERE level = ? AND value = ? AND fell = ? AND region = ? AND phase = ?"
        " AND name = ? AND number = ? AND item = ?",
        kin_of(name, key, item),
    )


def nearest_kin(
    rows: sqlite3.Connection,
    item: ItemEntry,
    kept: tuple[str, Sequence[Any]],
    most: int,
    *,
    fell: bool,
) -> list[int]:
    """Return the keys of the decided items that are nearest to one, the nearest first.

    Args:
        rows: the catalog.
        item: the one.
        kept: a condition on `items`, and the values to bind.
        most: how many at most.
        fell: whether they were overturned, or were not.
    """
    condition, values = kept
    found: dict[int, None] = {}
    for place in _places(item):
        if len(found) >= most:
            break
        phase = "" if place.phase is None else " AND phase = ?"
        query = (
            f"SELECT item FROM kin WHERE level = ? AND value = ? AND fell = ? AND region = ?{phase}"  # noqa: S608 (of our own)
            f" AND EXISTS (SELECT 1 FROM items WHERE items.id = kin.item AND {condition})"
            " ORDER BY phase, name, number, item LIMIT ?"
        )
        at = [place.level, place.value, fell, place.region]
        at += [] if place.phase is None else [place.phase]
        found |= dict.fromkeys(key for (key,) in rows.execute(query, [*at, *values, most]))
    return list(found)[:most]


def _places(item: ItemEntry) -> list[_Place]:
    """Return where the requests stand that are like one, those most like it first."""
    regions = [(_REGION, each) for each in item.all("region")]
    phases: list[tuple[int, str | None]] = [(_PHASE, _text(item, "phase")), (0, None)]
    levels = enumerate(_LEVELS)
    found = [
        _Place(points + more + most, level, _text(item, of), region, phase)
        for (level, (of, points)), (more, region), (most, phase) in product(
            levels, [*regions, (0, _NONE)], phases
        )
    ]
    return sorted(found, key=lambda place: -place.points)


def _text(item: ItemEntry, name: str) -> str:
    value = item.values.get(name)
    return _NONE if value is None else str(value)
