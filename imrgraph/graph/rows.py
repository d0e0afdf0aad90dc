"""Rows: what a query answers, as values, as terms, and as data frames.

In:   solutions of the graph engine.
Out:  a list of dictionaries that knows its columns.
From: the types of a frame's columns are those of the values in them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from imrgraph.arguments import expecting
from imrgraph.errors import MissingPackageError, QuestionError
from imrgraph.graph.values import TRIPLE, Node, Row, Solution, Value, python, shorten
from imrgraph.nearest import one_of
from imrgraph.reprs import MOST, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import ModuleType

    import pandas as pd
    import polars as pl

__all__ = ["Rows", "imported"]

#: How many rows a notebook shows.
_SHOWN = 60
#: The first integer that no frame has room for.
_BEYOND = 2**63
#: By the kind of its values, the type of a column in pandas and in polars.
_TYPES: Mapping[str, tuple[str, str]] = {
    "boolean": ("boolean", "Boolean"),
    "integer": ("Int64", "Int64"),
    "number": ("Float64", "Float64"),
    "date": ("datetime64[s]", "Date"),
    "text": ("string", "String"),
}


class Rows(list[Row]):
    """A list of dictionaries, one a row; a value that is missing has no key.

    >>> rows = Rows(("region", "items"), [(None, ox.Literal(2))])
    >>> rows, rows.columns
    ([{'items': 2}], ('region', 'items'))
    """

    def __init__(
        self,
        columns: Iterable[str],
        solutions: Iterable[Solution],
        *,
        truncated: bool = False,
        notes: Iterable[str] = (),
    ) -> None:
        self.columns = tuple(columns)
        #: The same rows as RDF terms, in the order of the columns; None where one is missing.
        self.solutions = tuple(solutions)
        #: Whether there were more rows than were asked for.
        self.truncated = truncated
        #: What has to be known to read them.
        self.notes = tuple(notes)
        known = _Known()
        super().__init__(
            {name: known[node] for name, node in pairs if node is not None}
            for pairs in self._pairs()
        )

    def _pairs(self) -> Iterator[zip[tuple[str, Node | None]]]:
        return (zip(self.columns, each, strict=True) for each in self.solutions)

    @cached_property
    def terms(self) -> tuple[Mapping[str, Node], ...]:
        """The same rows as RDF terms; one that is missing has no key."""
        return tuple(
            {name: node for name, node in pairs if node is not None} for pairs in self._pairs()
        )

    @expecting
    def only(self, columns: Sequence[str]) -> Rows:
        """Return the same rows with these columns alone, in this order.

        Raises:
            QuestionError: there is no such column.
        """
        if tuple(columns) == self.columns:
            return self
        places = [self._place(name) for name in columns]
        kept = (tuple(each[place] for place in places) for each in self.solutions)
        return Rows(columns, kept, truncated=self.truncated, notes=self.notes)

    def noted(self, *notes: str) -> Rows:
        """Return the same rows with notes on how to read them."""
        if not notes:
            return self
        return Rows(self.columns, self.solutions, truncated=self.truncated, notes=notes)

    def _place(self, column: str) -> int:
        if column not in self.columns:
            message = f"column {column}: expected {one_of(str(column), self.columns)}"
            raise QuestionError(message)
        return self.columns.index(column)

    @property
    def triples(self) -> tuple[ox.Triple, ...]:
        """The triples that a CONSTRUCT or DESCRIBE query gives, of any other answer none."""
        if self.columns != TRIPLE:
            return ()
        return tuple(ox.Triple(*each) for each in self.solutions)  # type: ignore[arg-type]  # as built

    def shown(self, row: int, column: str) -> str:
        """Return what a table shows in a cell: an IRI with its prefix, a space for each blank."""
        node = self.solutions[row][self._place(column)]
        if node is None:
            return ""
        text = shorten(node.value) if isinstance(node, ox.NamedNode) else str(python(node))
        return " ".join(text.split())

    def kind(self, column: str) -> str:
        """Return of which kind all values of a column are: boolean, integer, number, date, text.

        Raises:
            QuestionError: there is no such column.
        """
        self._place(column)
        kinds = {_kind(row[column]) for row in self if column in row}
        if kinds == {"integer", "number"}:
            return "number"
        return kinds.pop() if len(kinds) == 1 else "text"

    def to_pandas(self) -> pd.DataFrame:
        """Return a data frame of pandas, its columns typed; what is missing is NA.

        What has to be known to read it is in its `attrs`, as "notes".

        Raises:
            MissingPackageError: pandas is not installed.
        """
        pandas = imported("pandas")
        frame: pd.DataFrame = pandas.DataFrame(
            {
                name: pandas.Series(self._column(name), dtype=_TYPES[self.kind(name)][0])
                for name in self.columns
            }
        )
        if self.notes:
            frame.attrs["notes"] = list(self.notes)
        return frame

    def to_polars(self) -> pl.DataFrame:
        """Return a data frame of polars, its columns typed; what is missing is null.

        Raises:
            MissingPackageError: polars is not installed.
        """
        polars = imported("polars")
        return polars.DataFrame(  # type: ignore[no-any-return]  # imported by name
            {name: self._column(name) for name in self.columns},
            schema={name: getattr(polars, _TYPES[self.kind(name)][1]) for name in self.columns},
        )

    def _column(self, name: str) -> list[object]:
        """Return the values of a column as a data frame takes them."""
        convert = _CONVERSIONS.get(self.kind(name), _as_it_is)
        return [convert(row[name]) if name in row else None for row in self]

    def __repr__(self) -> str:
        if len(self) <= MOST and len(whole := super().__repr__()) <= MOST:
            return whole
        return named(self, "; ".join((f"{len(self):,} of {', '.join(self.columns)}", *self.notes)))

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{escape(self.shown(row, name))}</td>" for name in self.columns)
            + "</tr>"
            for row in range(min(len(self), _SHOWN))
        )
        more = len(self) - _SHOWN
        note = f"<p>{more} more rows are not shown here.</p>" if more > 0 else ""
        cut = "<p>There are more rows than were asked for.</p>" if self.truncated else ""
        told = "".join(f"<p>{escape(each)}</p>" for each in self.notes)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f"{table}{note}{cut}{told}"


class _Known(dict[Node, Value]):
    """The values of terms, each made once."""

    def __missing__(self, node: Node) -> Value:
        value = self[node] = python(node)
        return value


_CONVERSIONS: Mapping[str, Callable[[Any], object]] = {"number": float, "text": str}


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer" if -_BEYOND <= value < _BEYOND else "text"
    if isinstance(value, float | Decimal):
        return "number"
    return "date" if isinstance(value, date) else "text"


def _as_it_is(value: object) -> object:
    return value


def imported(name: str) -> ModuleType:
    """Return a package that need not be installed.

    Raises:
        MissingPackageError: it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        message = f"{name}: expected it installed, found none; pip install {name}"
        raise MissingPackageError(message) from error
