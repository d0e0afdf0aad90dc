"""Tables: rows as columns of text.

In:   the names of columns, and rows.
Out:  lines, numbers to the right; a value is never cut, because stdout carries data. A person at a
      terminal gets lines that fit it.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from imrgraph.names import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imrgraph.graph.rows import Rows
    from imrgraph.graph.store import Row

__all__ = ["show", "table", "tabulated"]


def table(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Return `rows` under the names of their columns.

    >>> print(table(["group", "items"], [{"group": "neck", "items": 12}, {"items": 3}]))
    group  items
    neck      12
               3
    """
    cells = [[str(row.get(name, "")) for name in columns] for row in rows]
    right = [any(isinstance(row.get(name), int | Decimal) for row in rows) for name in columns]
    return _aligned(columns, cells, right)


def tabulated(rows: Rows) -> str:
    """Return `rows` in plain lines, as wide as they are."""
    return _aligned(rows.columns, _cells(rows), _to_right(rows))


def show(rows: Rows) -> None:
    """Print `rows`: as a table that fits the terminal, or in plain lines where it is none."""
    if sys.stdout.isatty():
        cells = [[harmless(cell) for cell in row] for row in _cells(rows)]
        _fitted(rows.columns, cells, _to_right(rows))
    else:
        click.echo(tabulated(rows))


def _cells(rows: Rows) -> list[list[str]]:
    return [[rows.shown(row, name) for name in rows.columns] for row in range(len(rows))]


def _to_right(rows: Rows) -> list[bool]:
    return [rows.kind(name) in {"integer", "number"} for name in rows.columns]


def _aligned(columns: Sequence[str], cells: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]

    def line(parts: Sequence[str]) -> str:
        aligned = (
            part.rjust(width) if to_right else part.ljust(width)
            for part, width, to_right in zip(parts, widths, right, strict=True)
        )
        return "  ".join(aligned).rstrip()

    return "\n".join(map(line, [columns, *cells]))


def _fitted(columns: Sequence[str], cells: Sequence[Sequence[str]], right: Sequence[bool]) -> None:
    # Only who watches needs them, and they take a while to load.
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name, to_right in zip(columns, right, strict=True):
        shown.add_column(name, justify="right" if to_right else "left", overflow="fold")
    for row in cells:
        shown.add_row(*map(Text, row))
    Console().print(shown)
