"""The command that lists the letters of a store.

In:   the options --store and --where.
Out:  a row for each letter, on stdout or in a file.
From: imrgraph.graph.catalog.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from imrgraph.cli.answers import format_option, print_rows
from imrgraph.cli.catalogs import filters, opened, where_option
from imrgraph.cli.outputs import output_option
from imrgraph.cli.stores import store_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.graph.catalog import Held

__all__ = ["list"]

_COLUMNS = ("case", "year", "items", "upheld", "overturned", "treatments")


@click.command()
@where_option
@format_option
@output_option
@store_option
def list(  # noqa: A001 (the command is called so)
    where: tuple[str, ...], form: str | None, output: str, store: str | None
) -> None:
    """List the letters in the store; with --where, those that have such an item.

    \b
    Example:
      imrgraph list --store graph
      imrgraph list --where outcome=upheld --where region=neck -o letters.csv --store graph
    """
    # What makes rows takes a while to load.
    from imrgraph.graph.rows import Rows  # noqa: PLC0415
    from imrgraph.graph.values import term  # noqa: PLC0415
    from imrgraph.insight.keeping import wanted  # noqa: PLC0415

    catalog = opened(store).catalog
    found = catalog.items(wanted(catalog, filters(where)))
    rows = (tuple(term(cell) if cell is not None else None for cell in row) for row in _rows(found))
    print_rows(Rows(_COLUMNS, rows), form, output)


def _rows(items: Iterable[Held]) -> Iterator[tuple[str | int | None, ...]]:
    """Yield a row for each letter."""
    for case, group in groupby(items, key=lambda held: held.case):
        held = [each.item.values for each in group]
        outcomes = [str(each["outcome"]) for each in held]
        treatments = dict.fromkeys(str(each["treatment"]) for each in held if each["treatment"])
        year = held[0]["year"]
        yield (
            case,
            int(str(year)) if year is not None else None,
            len(held),
            outcomes.count("upheld"),
            outcomes.count("overturned"),
            ", ".join(treatments),
        )
