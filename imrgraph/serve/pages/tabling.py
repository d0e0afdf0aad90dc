"""Rows on a page: what a question or a query answers, as a table that leads on.

In:   rows.
Out:  cells: a text, and where it leads if there is a page of that.
From: the pages of this folder; an IRI that has none is shown with its prefix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyoxigraph as ox

from imrgraph.graph.values import shorten
from imrgraph.insight.intervals import wilson
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import codes
from imrgraph.knowledge.terms import IMRD, IMRG, IMRV, local

if TYPE_CHECKING:
    from imrgraph.graph.rows import Rows

__all__ = ["MOST", "Cell", "Table", "called", "path_of", "table"]

#: How many rows a page shows; all of them are in its CSV.
MOST: Final = 500
#: A text that is longer takes a column of its own width.
_LONG: Final = 60
#: How a letter is named that has no case number.
_DIGEST: Final = "sha256-"
# "CM99-0000002/item/1/condition/3#char=10,20": the letter, and the number of the item
_WITHIN: Final = re.compile(r"(?P<letter>[^/#]+)(?:/item/(?P<item>\d+))?")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows."""

    text: str
    #: The path of a page of it, "" where there is none.
    path: str = ""
    is_number: bool = False

    @property
    def is_long(self) -> bool:
        """Whether it wants room."""
        return len(self.text) > _LONG


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as a page shows them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    #: How many there are, and whether there were more than were asked for.
    many: int
    truncated: bool
    #: Of how many rows the share is withheld.
    withheld: int = 0
    #: Whether it gives shares of denials overturned, each with its interval.
    is_of_rates: bool = False


#: Shown in place of a share of few.
_WITHHELD: Final = Cell("withheld", is_number=True)
#: The columns of a question that counts: of how many, how many of them, and which share that is.
_OF, _FELL, _SHARE = "items", "overturned", "percent"
#: The column that is shown beside them.
_INTERVAL: Final = "interval at 95 %"


def table(rows: Rows, smallest: int = 1) -> Table:
    """Return the first of some rows as a page shows them.

    Args:
        rows: what is shown.
        smallest: of fewer items than that no share is shown.
    """
    numbers = {name: rows.kind(name) in {"integer", "number"} for name in rows.columns}
    shown = tuple(
        tuple(
            _WITHHELD
            if name == _SHARE and _is_of_few(rows, row, smallest)
            else _cell(rows, row, name, is_number=numbers[name])
            for name in rows.columns
        )
        for row in range(min(len(rows), MOST))
    )
    few = sum(_is_of_few(rows, row, smallest) for row in range(len(shown)))
    columns, is_of_rates = rows.columns, {_OF, _FELL, _SHARE} <= {*rows.columns}
    if is_of_rates:
        columns = (*columns, _INTERVAL)
        shown = tuple((*cells, _interval(rows, row, smallest)) for row, cells in enumerate(shown))
    return Table(columns, shown, len(rows), rows.truncated, few, is_of_rates)


def _interval(rows: Rows, row: int, smallest: int) -> Cell:
    """Return the interval of a share, where that is not withheld."""
    of, fell = (int(rows.shown(row, name) or 0) for name in (_OF, _FELL))
    if not of or of < smallest:
        return _WITHHELD
    return Cell(" to ".join(f"{100 * bound:.1f}" for bound in wilson(fell, of)), is_number=True)


def _is_of_few(rows: Rows, row: int, smallest: int) -> bool:
    """Say whether a row gives a share of fewer items than `smallest`."""
    counts = {_OF, _SHARE} <= {*rows.columns}
    return counts and int(rows.shown(row, _OF) or 0) < smallest


def _cell(rows: Rows, row: int, name: str, *, is_number: bool) -> Cell:
    node = rows.solutions[row][rows.columns.index(name)]
    if isinstance(node, ox.NamedNode):
        return Cell(_called(node.value), path_of(node.value))
    return Cell(rows.shown(row, name), is_number=is_number)


def path_of(iri: str) -> str:
    """Return the path of the page of a thing, "" where it has none.

    >>> path_of("https://w3id.org/imrgraph/determination/CM99-0000001/item/2#char=3,9")
    '/determination/CM99-0000001/item/2'
    >>> path_of("https://w3id.org/imrgraph/vocab/massage-therapy")
    '/treatments/massage-therapy'
    """
    if iri.startswith(IMRD.base) and (found := _WITHIN.match(iri.removeprefix(IMRD.base))):
        item = f"/item/{found['item']}" if found["item"] else ""
        return f"/determination/{quote(found['letter'])}{item}"
    kind = _kinds().get(iri)
    return f"/{kind}/{quote(local(iri))}" if kind else ""


def called(case: str) -> str:
    """Return what a letter is called: one that has no case number by the first of its digest.

    >>> called("CM99-0000001"), called("sha256-d21b050e244b0390")
    ('CM99-0000001', 'letter d21b050e (no case number)')
    """
    digest = case.removeprefix(_DIGEST)
    return case if digest == case else f"letter {digest[:8]} (no case number)"


def _called(iri: str) -> str:
    """Return what people call a thing."""
    if iri.startswith(IMRD.base):
        case, item, rest = iri.removeprefix(IMRD.base).partition("/item/")
        return f"{called(case)}{', item ' if item else ''}{rest}"
    own = iri.startswith((IMRV.base, IMRG.base)) and load().facts.said_of(iri)
    return load().label(iri) if own else shorten(iri)


@cache
def _kinds() -> dict[str, str]:
    """Return the treatments and the guidelines, each with the path of its kind."""
    treatments = codes("treatments", "treatment-groups")
    return {
        **{IMRV(code).value: "treatments" for code in treatments},
        **{IMRG(code).value: "guidelines" for code in codes("guidelines")},
    }
