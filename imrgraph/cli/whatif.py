"""The command that supposes: what would have followed, had something been otherwise.

In:   the words of the command.
Out:  each verdict before and after, on stdout.
From: imrgraph.reasoning.explaining.whatif.
"""

from __future__ import annotations

import click

from imrgraph.cli.letters import source, unverified_option
from imrgraph.cli.pairs import pair
from imrgraph.cli.stores import store_option
from imrgraph.explaining import explain
from imrgraph.reasoning.explaining.whatif import suppose
from imrgraph.reasoning.rendering.as_supposition import as_supposition

__all__ = ["whatif"]


@click.command()
@click.argument("letter", metavar="LETTER|CASE")
@click.option("--item", type=int, default=1, show_default=True, help="The number of the item.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    required=True,
    metavar="NAME=VALUE",
    help="What would have been otherwise.",
)
@unverified_option
@store_option
def whatif(
    letter: str, item: int, settings: tuple[str, ...], store: str | None, *, unverified: bool
) -> None:
    """Tell what would have followed, had something been otherwise.

    NAME is visits, earlier-visits, visits-a-week (a number), injury, surgery (a date), phase, or a
    criterion that the reviewer would have found "met" or "not-met".

    \b
    Example:
      imrgraph whatif examples/letters/massage-chronic.txt --set phase=acute --set visits=12
    """
    explained = explain(source(letter, store), unverified=unverified)
    click.echo(as_supposition(explained, suppose(explained, item, dict(map(pair, settings)))))
