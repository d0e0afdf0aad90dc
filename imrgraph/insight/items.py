"""Items: all disputed requests as one flat table, for spreadsheets and data frames.

In:   the catalog.
Out:  a row for each item, several values of one kind in one cell.
From: the facets by which items are counted.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from imrgraph.graph.facets import COLUMNS, FACETS
from imrgraph.graph.tabular import rows_of
from imrgraph.insight.keeping import wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from imrgraph.graph.catalog import Catalog, Held
    from imrgraph.graph.rows import Rows
    from imrgraph.graph.values import Value

__all__ = ["items"]

_SEVERAL: Final = tuple(name for name, facet in FACETS.items() if facet.several)
#: Between several values in one cell.
_BETWEEN: Final = " | "


def items(catalog: Catalog, where: Mapping[str, Iterable[object]] | None = None) -> Rows:
    """Return the items that `where` keeps, in the order of case and number.

    Raises:
        QuestionError: a name is no facet, or no item can have a value.

    >>> from imrgraph.store.opening import open
    >>> from imrgraph.resources import folder
    >>> store = open()
    >>> loaded = store.load([folder("examples") / "letters"])
    >>> [row["case"] for row in items(store.catalog, {"treatment": ["acupuncture"]})]
    ['CM99-0000006']
    """
    found = catalog.items(wanted(catalog, where))
    return rows_of(("case", "item", *COLUMNS, *_SEVERAL), map(_row, found))


def _row(held: Held) -> Mapping[str, Value | None]:
    values = {
        name: float(value) if isinstance(value, Decimal) else value
        for name, value in held.item.values.items()
    }
    several = {name: _BETWEEN.join(held.item.all(name)) or None for name in _SEVERAL}
    return {"case": held.case, "item": held.item.number, **values, **several}
