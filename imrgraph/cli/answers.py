"""Answers: rows as a command writes them.

In:   the rows of an answer, and the options --format and --output.
Out:  rows on stdout or in a file, and on stderr whether there are any, and all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from imrgraph.cli.exits import note
from imrgraph.cli.outputs import deliver, form_of
from imrgraph.cli.tables import show, tabulated
from imrgraph.errors import QueryError
from imrgraph.graph.formats import FORMATS
from imrgraph.writing import STDOUT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imrgraph.graph.rows import Rows

__all__ = ["ENDINGS", "format_option", "print_rows"]

#: The format of a file that ends so.
ENDINGS: Final[Mapping[str, str]] = {
    ".txt": "table",
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".md": "markdown",
    ".ttl": "turtle",
}
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", *FORMATS]),
    help="How rows are written; json is SPARQL results JSON. [default: by the name of the file; "
    "else table, and turtle for a graph]",
)


def print_rows(rows: Rows, form: str | None, output: str) -> None:
    """Write an answer in the format that is asked for.

    Raises:
        QueryError: rows cannot be written in it.
    """
    form = form_of(output, form, ENDINGS, "turtle" if rows.triples else "table")
    if form == "turtle" and not rows.triples and rows:
        message = "turtle: expected the triples of CONSTRUCT or DESCRIBE, found rows"
        raise QueryError(message)
    if form != "table":
        deliver(output, FORMATS[form](rows))
    elif output == STDOUT:
        show(rows)
    else:
        deliver(output, tabulated(rows))
    if not rows:
        note("the answer has no rows")
    if rows.truncated:
        note(f"these are the first {len(rows)} rows; there are more")
