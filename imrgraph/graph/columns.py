"""Columns: the values of a facet, item by item, in memory, so that any of the items are counted.

In:   the tables of a catalog, and the names of facets.
Out:  a `Column` for each: how many of some items have each of its values.
From: SQLite takes a microsecond or more for each row that it looks up, and a word may be in a
      hundred thousand of them; here an item is a number in an array.
"""

# ruff: noqa: S608 (names in a query are those of FACETS)

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING

from imrgraph.graph.facets import FACETS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Column", "columns"]


class Column:
    """The values of one facet; an item may have none, or several.

    >>> column = Column(size=4)
    >>> for item, value in [(1, "neck"), (3, "neck"), (1, "shoulder")]:
    ...     column.put(item, value)
    >>> sorted(column.tally([1, 2, 3]).items())
    [('neck', 2), ('shoulder', 1)]
    """

    def __init__(self, size: int) -> None:
        """Begin with `size` items that have no value, by their keys from 0."""
        #: What each item has: the place of it in `_sets`.
        self._of = array("I", bytes(array("I").itemsize * size))
        self._sets: list[tuple[str, ...]] = [()]
        #: The place of a set with one value more, by the place of it without and that value.
        self._more: dict[tuple[int, str], int] = {}

    def put(self, item: int, value: str) -> None:
        """Let an item have one value more."""
        before = self._of[item]
        place = self._more.get((before, value))
        if place is None:
            place = self._more[before, value] = len(self._sets)
            self._sets.append((*self._sets[before], value))
        self._of[item] = place

    def tally(self, items: Iterable[int]) -> Counter[str]:
        """Count how many of some items have each value."""
        found = Counter[str]()
        for place, many in Counter(map(self._of.__getitem__, items)).items():
            for value in self._sets[place]:
                found[value] += many
        return found


def columns(rows: sqlite3.Connection, by: Sequence[str]) -> Mapping[str, Column]:
    """Return the column of each of some facets."""
    [(last,)] = rows.execute("SELECT COALESCE(MAX(id), 0) FROM items")
    found = {name: Column(last + 1) for name in by}
    single = [name for name in by if not FACETS[name].several]
    # Those of one value are read while the items, whose rows are long, are gone through once.
    for item, *values in rows.execute(f"SELECT {', '.join(['id', *single])} FROM items"):
        for name, value in zip(single, values, strict=True):
            if value is not None:
                found[name].put(item, str(value))
    for name in set(by) - set(single):
        for item, value in rows.execute("SELECT item, value FROM traits WHERE kind = ?", [name]):
            found[name].put(item, str(value))
    return found
