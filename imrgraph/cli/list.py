"""The command that lists the letters of a store.

In:   the options --store and --where.
Out:  a row for each letter, on stdout or in a file.
From: imrgraph.graph.catalog; SPARQL where it is an endpoint.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from imrgraph.cli.answers import format_option, print_rows
from imrgraph.cli.catalogs import expect_folder, filters, where_option
from imrgraph.cli.outputs import output_option
from imrgraph.cli.stores import asked, store_option
from imrgraph.graph.facets import MADE_UP, YES
from imrgraph.knowledge.terms import IMR, IMRV

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.graph.catalog import Held

__all__ = ["list"]

_COLUMNS = ("case", "year", "items", "upheld", "overturned", "treatments", "made_up", "lacks")
#: What an endpoint is asked, which has no catalog.
_LETTERS = f"""
SELECT (STRAFTER(STR(?letter), "/determination/") AS ?case) (MAX(YEAR(?day)) AS ?year)
  (COUNT(DISTINCT ?item) AS ?items) (COUNT(DISTINCT ?upholds) AS ?upheld)
  (COUNT(DISTINCT ?overturns) AS ?overturned)
  (GROUP_CONCAT(DISTINCT STRAFTER(STR(?treatment), "/vocab/"); SEPARATOR=", ") AS ?treatments)
  (COUNT(?made) > 0 AS ?made_up) {{
  ?letter a {IMR("Determination")} ; {IMR("hasItem")} ?item .
  OPTIONAL {{ ?letter {IMR("decisionDate")} ?day }}
  OPTIONAL {{ ?letter {IMR("madeUp")} true BIND(true AS ?made) }}
  OPTIONAL {{ ?item {IMR("outcome")} {IMRV("upheld")} BIND(?item AS ?upholds) }}
  OPTIONAL {{ ?item {IMR("outcome")} {IMRV("overturned")} BIND(?item AS ?overturns) }}
  OPTIONAL {{ ?item {IMR("requestedTreatment")} ?treatment }}
}} GROUP BY ?letter ORDER BY ?case
"""


@click.command()
@where_option
@format_option
@output_option
@store_option
def list(  # noqa: A001 (the command is called so)
    where: tuple[str, ...], form: str | None, output: str, store: str | None
) -> None:
    """List the letters in the store; with --where, those that have such an item.

    What is broader covers what is narrower, as --where treatment=medication does. "lacks" is what
    was missing of a letter that was read in part. Of an endpoint all are listed without that, each
    treatment by the narrowest name that the letter has for it.

    \b
    Example:
      imrgraph list --store graph
      imrgraph list --where outcome=upheld --where region=neck -o letters.csv --store graph
    """
    # What makes rows takes a while to load.
    from imrgraph.graph.rows import Rows  # noqa: PLC0415
    from imrgraph.graph.values import term  # noqa: PLC0415
    from imrgraph.insight.keeping import wanted  # noqa: PLC0415
    from imrgraph.store.opening import Endpoint  # noqa: PLC0415

    letters = asked(store)
    if isinstance(letters, Endpoint) and not where:
        print_rows(letters.select(_LETTERS), form, output)
        return
    letters = expect_folder(letters)
    catalog = letters.catalog
    found = catalog.items(wanted(catalog, filters(where)))
    told = _rows(found, letters.in_part)
    rows = (tuple(term(cell) if cell is not None else None for cell in row) for row in told)
    print_rows(Rows(_COLUMNS, rows), form, output)


def _rows(
    items: Iterable[Held], in_part: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str | int | None, ...]]:
    """Yield a row for each letter."""
    for (case, letter), group in groupby(items, key=lambda held: (held.case, held.letter)):
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
            held[0][MADE_UP] == YES,
            "; ".join(in_part.get(letter, ())) or None,
        )
