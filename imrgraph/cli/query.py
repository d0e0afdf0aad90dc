"""The command that asks in SPARQL.

In:   the words of the command.
Out:  rows, a graph, or true or false on stdout.
From: imrgraph.graph.store, imrgraph.graph.remote.
"""

from __future__ import annotations

from typing import TextIO

import click

from imrgraph.cli.answers import ENDINGS, format_option, print_rows
from imrgraph.cli.exits import NO
from imrgraph.cli.outputs import deliver, form_of, output_option
from imrgraph.cli.stores import asked, folder_of, store_option
from imrgraph.errors import QueryError
from imrgraph.graph.formats import as_sparql_json
from imrgraph.graph.query_plan import query_plan
from imrgraph.graph.store import TIMEOUT

__all__ = ["query"]


@click.command()
@click.argument("file", required=False, type=click.File(encoding="utf-8"), metavar="[FILE.rq|-]")
@click.option(
    "-q", "--query", "inline", metavar="SPARQL", help="The query itself, in place of a FILE."
)
@click.option(
    "--timeout",
    type=float,
    default=TIMEOUT,
    show_default=True,
    help="How many seconds it may take.",
)
@click.option("--limit", type=click.IntRange(min=0), help="The most rows to print.")
@click.option(
    "--explain", is_flag=True, help="Print how the engine answers it, in place of the answer."
)
@format_option
@output_option
@store_option
@click.pass_context
def query(  # noqa: PLR0913, PLR0917 (an argument for each option)
    ctx: click.Context,
    file: TextIO | None,
    inline: str | None,
    timeout: float,
    limit: int | None,
    form: str | None,
    output: str,
    store: str | None,
    *,
    explain: bool,
) -> None:
    """Answer a query in SPARQL 1.1, from FILE.rq, stdin or -q, over all letters of the store.

    A query can only read: SELECT, ASK, CONSTRUCT or DESCRIBE, without SERVICE, and with FROM only
    for graphs of the store. The prefixes imr, imrd, imrg, imrv, dcterms, owl, rdf, rdfs, skos and
    xsd need no declaration. The exit code is 1 if the answer to ASK is no, and 5 if a limit was
    hit.

    \b
    Example:
      imrgraph query examples/upheld.rq --limit 2 --store graph
      imrgraph query -q 'SELECT ?text { ?item imr:requestText ?text }' --store graph
      imrgraph query examples/upheld.rq --explain --store graph
    """
    text = _text(file, inline)
    if explain:
        form_of(output, None, {".txt": "text"}, "text")
        deliver(output, str(query_plan(folder_of(store), text, timeout)))
        return
    answer = asked(store).query(text, timeout=timeout, limit=limit)
    if isinstance(answer, bool):
        taken = form_of(output, form, ENDINGS, "table")
        if taken not in {"json", "table"}:
            message = f"{taken}: expected rows, found the answer of ASK, which is text or json"
            raise QueryError(message)
        deliver(output, as_sparql_json(answer) if taken == "json" else str(answer).lower())
        ctx.exit(0 if answer else NO)
    print_rows(answer, form, output)


def _text(file: TextIO | None, inline: str | None) -> str:
    """Return the one query that is given."""
    if (file is None) == (inline is None):
        message = f"expected FILE.rq, - or -q SPARQL, found {'none' if file is None else 'two'}"
        raise click.UsageError(message)
    try:
        return file.read() if file else str(inline)
    except UnicodeDecodeError as error:
        message = f"{getattr(file, 'name', '-')}: expected text in UTF-8, found none"
        raise QueryError(message) from error
