"""Tables: rows as columns of text.

In:   the names of columns, and rows.
Out:  lines, numbers to the right; a value is never cut, because stdout carries data.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imrgraph.graph.store import Row

__all__ = ["table"]


def table(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Return `rows` under the names of their columns.

    >>> print(table(["group", "items"], [{"group": "neck", "items": 12}, {"items": 3}]))
    group  items
    neck      12
               3
    """
    cells = [[str(row.get(name, "")) for name in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    right = [any(isinstance(row.get(name), int | Decimal) for row in rows) for name in columns]

    def line(parts: Sequence[str]) -> str:
        aligned = (
            part.rjust(width) if to_right else part.ljust(width)
            for part, width, to_right in zip(parts, widths, right, strict=True)
        )
        return "  ".join(aligned).rstrip()

    return "\n".join(map(line, [columns, *cells]))
