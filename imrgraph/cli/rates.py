"""The command that counts how often denials are overturned.

In:   the words of a command.
Out:  a table, CSV, JSON or a drawing, each with what has to be known to read it.
From: imrgraph.insight.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from imrgraph.cli import completing
from imrgraph.cli.catalogs import filters, opened, where_option
from imrgraph.cli.exits import note
from imrgraph.cli.outputs import deliver, form_of, form_option, output_option
from imrgraph.cli.stores import store_option
from imrgraph.cli.tables import table
from imrgraph.export.raster import as_png
from imrgraph.insight.chart import as_svg
from imrgraph.insight.keeping import notes_on
from imrgraph.insight.published import SAMPLING, compared
from imrgraph.insight.rates import CAVEAT, SMALLEST
from imrgraph.insight.rates import rates as count
from imrgraph.insight.telling import (
    as_csv,
    as_json,
    as_rows,
    comparison_rows,
    comparisons_as_csv,
    comparisons_as_json,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from imrgraph.graph.store import Row
    from imrgraph.insight.published import Comparison
    from imrgraph.insight.rates import Rates

__all__ = ["rates"]


#: Columns of a comparison that stand at the end, whatever the first row has.
_LAST = ("difference", "source")


def _tabulated(rows: Sequence[Row], notes: Sequence[str], last: Sequence[str] = ()) -> str:
    columns = sorted(dict.fromkeys(name for row in rows for name in row), key=last.__contains__)
    return "\n".join([*([table(columns, rows), ""] if rows else []), *notes])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


_FORMS: dict[str, Callable[[Rates], str | bytes]] = {
    "table": lambda found: _tabulated(as_rows(found), found.notes),
    "csv": as_csv,
    "json": lambda found: _json(as_json(found)),
    "svg": as_svg,
    "png": lambda found: as_png(as_svg(found)),
}
_DRAWINGS = frozenset({"svg", "png"})
_COMPARISONS: dict[str, Callable[[Sequence[Comparison], Sequence[str]], str]] = {
    "table": lambda found, notes: _tabulated(
        comparison_rows(found), (CAVEAT, SAMPLING, *notes), _LAST
    ),
    "csv": comparisons_as_csv,
    "json": lambda found, notes: _json(comparisons_as_json(found, notes)),
}


@click.command()
@click.option(
    "--by",
    metavar="FACET,…",
    default="",
    help="What to count by. [default: nothing]",
    shell_complete=completing.facets,
)
@where_option
@click.option(
    "--smallest",
    type=click.IntRange(min=1),
    default=SMALLEST,
    show_default=True,
    help="Withhold the rate of a group with fewer items.",
)
@click.option(
    "--published", "beside", is_flag=True, help="Compare each year with the figures published."
)
@form_option(_FORMS, "table")
@output_option
@store_option
def rates(  # noqa: PLR0913, PLR0917 (an argument for each option)
    by: str,
    where: tuple[str, ...],
    smallest: int,
    form: str | None,
    output: str,
    store: str | None,
    *,
    beside: bool,
) -> None:
    """Count in what share of the disputed requests the denial was overturned.

    Each share has its interval (Wilson, 95 %). The letters are disputes only: no rate here is a
    rate of approval. Made-up examples are left out where the store has other letters, and their
    number is told; --where made-up=yes keeps those alone.

    \b
    Example:
      imrgraph rates --by class,year --smallest 2 --store graph
      imrgraph rates --by treatment --smallest 2 --format png -o rates.png --store graph
      imrgraph rates --published --store graph
    """
    form = form_of(
        output, form, {".txt": "table", **{f".{each}": each for each in _FORMS}}, "table"
    )
    if beside and (by or where or form not in _COMPARISONS):
        message = "--published compares every request by year: expected no --by, --where or drawing"
        raise click.UsageError(message)
    catalog = opened(store).catalog
    told: str | bytes
    if beside:
        told = _COMPARISONS[form](compared(catalog, smallest), notes_on(catalog))
    else:
        found = count(catalog, by, filters(where), smallest)
        if found.total is None:
            note("no item is of that kind")
        elif form in _DRAWINGS and all(row.withheld for row in (found.rows or [found.total])):
            note(
                f"no rate is drawn: no group has {smallest} items, and --smallest asks for so many"
            )
        told = _FORMS[form](found)
    deliver(output, told)
