"""The command that asks a question of the library.

In:   the words of the command.
Out:  rows on stdout.
From: imrgraph.store.asking; queries/.
"""

from __future__ import annotations

import click

from imrgraph.cli import completing
from imrgraph.cli.answers import format_option, print_rows
from imrgraph.cli.outputs import output_option
from imrgraph.cli.pairs import pairs
from imrgraph.cli.stores import asked, store_option
from imrgraph.graph.questions import question as the_question

__all__ = ["ask"]


@click.command()
@click.argument("question", shell_complete=completing.questions)
@click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value for a parameter.",
    shell_complete=completing.params,
)
@format_option
@output_option
@store_option
def ask(
    question: str, params: tuple[str, ...], form: str | None, output: str, store: str | None
) -> None:
    """Answer a QUESTION about the letters in the store.

    `imrgraph questions` lists the questions; `imrgraph questions NAME` says what one needs and
    returns. Letters are named by their case number, treatments by their name or code.

    \b
    Example:
      imrgraph ask overturn-rate -p by=region --store graph
      imrgraph ask conditions-not-met -p treatment="massage therapy" -o why.csv --store graph
    """
    given = pairs(params)
    the_question(question).bind(given)
    print_rows(asked(store).ask(question, **given), form, output)
