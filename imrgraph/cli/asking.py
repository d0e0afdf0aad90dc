"""The commands that ask: the questions of the library, and queries in SPARQL.

In:   the words of a command.
Out:  rows on stdout, whether they are all on stderr.
From: imrgraph.asking; queries/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

import click

from imrgraph.cli.stores import asked, folder_of, store_option
from imrgraph.cli.tables import show, table
from imrgraph.errors import QueryError, QuestionError
from imrgraph.export.executables import executables
from imrgraph.graph.formats import FORMATS, as_sparql_json
from imrgraph.graph.plan import plan
from imrgraph.graph.questions import question as the_question
from imrgraph.graph.questions import questions as all_questions
from imrgraph.graph.store import TIMEOUT

if TYPE_CHECKING:
    from imrgraph.graph.questions import Question
    from imrgraph.graph.rows import Rows
    from imrgraph.graph.store import Row

__all__ = ["ask", "pair", "query", "questions"]

#: The exit code of an ASK query whose answer is no.
_NO = 1

_form = click.option(
    "--format",
    "form",
    type=click.Choice(["table", *FORMATS]),
    help="How rows are written; json is SPARQL results JSON. [default: table; turtle for a graph]",
)


def pair(text: str) -> tuple[str, str]:
    """Return the name and the value of NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not equals:
        message = f"expected NAME=VALUE, found {text!r}"
        raise click.BadParameter(message)
    return name, value


@click.command()
@click.argument("question")
@click.option(
    "-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A value for a parameter."
)
@_form
@store_option
def ask(question: str, params: tuple[str, ...], form: str | None, store: str | None) -> None:
    """Answer a QUESTION about the letters in the store.

    `imrgraph questions` lists the questions; `imrgraph questions NAME` tells what one needs and
    gives. Letters are named by their case number, treatments as in the vocabulary.

    \b
    Example:
      imrgraph ask overturn-rate -p by=region --store graph
    """
    given = dict(map(pair, params))
    the_question(question).bind(given)
    _print(asked(store).ask(question, **given), form)


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
@_form
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
        ctx.exit(0 if answer else _NO)
    _print(answer, form or ("turtle" if answer.triples else None))


@click.command()
@click.argument("name", required=False)
@click.option("--tag", help="Only the questions with this tag.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "turtle"]),
    default="text",
    show_default=True,
    help="turtle gives them as sh:SPARQLExecutable.",
)
def questions(name: str | None, tag: str | None, form: str) -> None:
    """List the questions, or say what the question NAME needs and gives.

    \b
    Example:
      imrgraph questions --tag why
      imrgraph questions overturn-rate
    """
    known = all_questions()
    tags = sorted({each for question in known.values() for each in question.tags})
    if tag and tag not in tags:
        message = f"{tag}: expected a tag of {', '.join(tags)}"
        raise QuestionError(message)
    chosen = [the_question(name)] if name else list(known.values())
    chosen = [each for each in chosen if not tag or tag in each.tags]
    if form == "turtle":
        click.echo(executables(chosen))
    elif name:
        click.echo(_described(chosen[0]) if chosen else "")
    else:
        rows: list[Row] = [_listed(each) for each in chosen]
        click.echo(table(("name", "tags", "summary"), rows))


def _print(rows: Rows, form: str | None) -> None:
    if form == "turtle" and not rows.triples and rows:
        message = "turtle: expected the triples of CONSTRUCT or DESCRIBE, found rows"
        raise QueryError(message)
    if form and form != "table":
        click.echo(FORMATS[form](rows))
    else:
        show(rows)
    if rows.truncated:
        click.echo(f"imrgraph: these are the first {len(rows)} rows; there are more", err=True)


def _listed(asked: Question) -> Row:
    refused = " (cannot be answered)" if asked.refusal else ""
    return {"name": asked.name, "tags": ", ".join(asked.tags), "summary": asked.summary + refused}


def _described(asked: Question) -> str:
    lines = [asked.question, f"asked by {asked.audience}", f"tags: {', '.join(asked.tags)}"]
    if asked.refusal:
        return "\n".join([*lines, f"cannot be answered: {asked.refusal}"])
    needs = [
        f"  {p.name} ({p.type}{', required' if p.required else ''}): {p.meaning}"
        + (f"; one of {', '.join(p.values)}" if p.values else "")
        + (f" [default: {p.default}]" if p.default is not None else "")
        for p in asked.params
    ]
    gives = [f"  {name} ({each.type}): {each.meaning}" for name, each in asked.returns.items()]
    params = "".join(f" -p {name}={value}" for name, value in asked.example["params"].items())
    example = ["example", f"  imrgraph ask {asked.name}{params} --store graph"]
    return "\n".join([*lines, "needs", *(needs or ["  nothing"]), "gives", *gives, *example])
