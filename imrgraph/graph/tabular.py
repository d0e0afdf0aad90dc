"""Tabular: answers of Python as tables, data frames and notebooks have them.

In:   values, and how each is told in rows.
Out:  `Rows`, which knows pandas, polars and HTML.
From: the same types of columns that rows of a query have.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, TypeVar

from imrgraph.graph.rows import Rows
from imrgraph.graph.values import term
from imrgraph.reprs import named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd
    import polars as pl

    from imrgraph.graph.values import Value

__all__ = ["Listing", "Tabular", "rows_of"]

T = TypeVar("T")


def rows_of(
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Value | None]],
    notes: Iterable[str] = (),
) -> Rows:
    """Return rows of plain values; a value that is missing or None has no key.

    >>> rows_of(["case", "items"], [{"case": "CM99-0000001", "items": None}])
    [{'case': 'CM99-0000001'}]
    """

    def cells(row: Mapping[str, Value | None]) -> tuple[Any, ...]:
        values = (row.get(name) for name in columns)
        return tuple(None if value is None else term(value) for value in values)

    return Rows(columns, map(cells, rows), notes=notes)


class Tabular(ABC):
    """What can be told as a table."""

    __slots__ = ()

    @abstractmethod
    def to_rows(self) -> Rows:
        """Return it as rows, as a query answers them."""

    def to_pandas(self) -> pd.DataFrame:
        """Return it as a data frame of pandas.

        Raises:
            MissingPackageError: pandas is not installed.
        """
        return self.to_rows().to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """Return it as a data frame of polars.

        Raises:
            MissingPackageError: polars is not installed.
        """
        return self.to_rows().to_polars()

    def _repr_html_(self) -> str:
        return self.to_rows()._repr_html_()


class Listing(tuple[T, ...], Tabular):  # noqa: SLOT001 (how it is told hangs on it)
    """Values one after the other, which can be told as a table, too."""

    #: What has to be known to read them.
    notes: tuple[str, ...]
    _columns: tuple[str, ...]
    _told: Callable[[Iterable[Any]], Iterable[Mapping[str, Value | None]]]

    def __new__(
        cls,
        found: Iterable[T],
        columns: Sequence[str],
        told: Callable[[Iterable[T]], Iterable[Mapping[str, Value | None]]],
        notes: Iterable[str] = (),
    ) -> Listing[T]:
        """Take values, the columns of their table, what tells the values in rows, and notes."""
        self = super().__new__(cls, found)
        self._columns, self._told, self.notes = tuple(columns), told, tuple(notes)
        return self

    def __repr__(self) -> str:
        kinds = " and ".join(sorted({type(each).__name__ for each in self}))
        told = f"{len(self):,} of {kinds}" if self else "nothing"
        return named(self, "; ".join((told, *self.notes)))

    def __reduce__(self) -> tuple[object, ...]:
        return Listing, (tuple(self), self._columns, self._told, self.notes)

    def to_rows(self) -> Rows:
        """Return the values as rows."""
        return rows_of(self._columns, self._told(self), self.notes)
