"""The command that asks in SPARQL.

In:   the words of the command.
Out:  rows, a graph, or true or false on stdout.
From: imrgraph.graph.store, imrgraph.graph.remote.
"""

from __future__ import annotations

from typing import TextIO

import click

from imrgraph.cli.answers import format_option, print_rows
from imrgraph.cli.exits import NO
from imrgraph.cli.stores import asked, folder_of, store_option
from imrgraph.errors import QueryError
from imrgraph.graph.formats import as_sparql_json
from imrgraph.graph.plan import plan
from imrgraph.graph.store import TIMEOUT

__all__ = ["query"]


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"), metavar="FILE.rq|-")
@click.option(
    "--timeout",
    type=float,
    default=TIMEOUT,
    show_default=True,
    help="How long it may take, in s.",
)
@click.option("--limit", type=click.IntRange(min=0), help="How many rows are given at most.")
@click.option(
    "--explain", is_flag=True, help="Tell in place of the answer how the engine gets to it."
)
@format_option
@store_option
@click.pass_context
def query(  # noqa: PLR0913, PLR0917 (an argument for each option)
    ctx: click.Context,
    file: TextIO,
    timeout: float,
    limit: int | None,
    form: str | None,
    store: str | None,
    *,
    explain: bool,
) -> None:
    """Answer a query in SPARQL 1.1, from FILE.rq or stdin, over all letters of the store.

    A query can only read: SELECT, ASK, CONSTRUCT or DESCRIBE, without SERVICE, and FROM only for
    graphs of the store. The prefixes imr, imrd, imrg, imrv, skos, rdfs, xsd are known. Exit code 1
    where the answer to ASK is no, 5 where a limit was hit.

    \b
    Example:
      imrgraph query examples/upheld.rq --limit 2 --store graph
      imrgraph query examples/upheld.rq --explain --store graph
    """
    try:
        text = file.read()
    except UnicodeDecodeError as error:
        message = f"{file.name}: expected text in UTF-8, found none"
        raise QueryError(message) from error
    if explain:
        click.echo(str(plan(folder_of(store), text, timeout)))
        return
    answer = asked(store).query(text, timeout=timeout, limit=limit)
    if isinstance(answer, bool):
        click.echo(as_sparql_json(answer) if form == "json" else str(answer).lower())
        ctx.exit(0 if answer else NO)
    print_rows(answer, form or ("turtle" if answer.triples else None))
