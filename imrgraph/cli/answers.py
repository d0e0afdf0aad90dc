"""Answers: rows as a command prints them.

In:   the rows of an answer, and the option --format.
Out:  rows on stdout, and on stderr whether they are all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from imrgraph.cli.tables import show
from imrgraph.errors import QueryError
from imrgraph.graph.formats import FORMATS

if TYPE_CHECKING:
    from imrgraph.graph.rows import Rows

__all__ = ["format_option", "print_rows"]

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", *FORMATS]),
    help="How rows are written; json is SPARQL results JSON. [default: table; turtle for a graph]",
)


def print_rows(rows: Rows, form: str | None) -> None:
    """Print an answer in the format that is asked for.

    Raises:
        QueryError: rows cannot be written in it.
    """
    if form == "turtle" and not rows.triples and rows:
        message = "turtle: expected the triples of CONSTRUCT or DESCRIBE, found rows"
        raise QueryError(message)
    if form and form != "table":
        click.echo(FORMATS[form](rows))
    else:
        show(rows)
    if rows.truncated:
        click.echo(f"imrgraph: these are the first {len(rows)} rows; there are more", err=True)
