"""The command that supposes: what would have followed, had something been otherwise.

In:   the words of the command.
Out:  each verdict before and after, on stdout.
From: imrgraph.explaining.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from imrgraph.cli import completing
from imrgraph.cli.extents import basis_option, extent_options
from imrgraph.cli.letters import note_doubts, source
from imrgraph.cli.outputs import deliver, form_of, output_option
from imrgraph.cli.pairs import pairs
from imrgraph.cli.stores import store_option
from imrgraph.explaining import explain
from imrgraph.explaining import whatif as supposed
from imrgraph.reasoning.rendering.as_supposition import as_supposition

if TYPE_CHECKING:
    from imrgraph.reasoning.explaining.explanation import AskedBasis

__all__ = ["whatif"]


@click.command()
@click.argument("letter", metavar="LETTER|CASE", shell_complete=completing.cases)
@click.option("--item", type=int, help="The number of the item. [default: 1]")
@basis_option
@click.option(
    "--set",
    "settings",
    multiple=True,
    required=True,
    metavar="NAME=VALUE",
    help="The fact, and what it would have been.",
)
@output_option
@extent_options
@store_option
def whatif(  # noqa: PLR0913, PLR0917 (an argument for each option)
    letter: str,
    item: int | None,
    basis: AskedBasis,
    settings: tuple[str, ...],
    output: str,
    store: str | None,
    *,
    least: str,
    beyond: bool,
) -> None:
    """Say what would have followed if a fact had been different.

    NAME is visits, earlier-visits, visits-a-week (a number), injury, surgery, request (a date, such
    as 2015-06-01 or 06/01/2015), phase, or a criterion that the reviewer would have found "met" or
    "not-met". A request goes by the guidelines in force on its day, which may be after the denial.

    \b
    Example:
      imrgraph whatif examples/letters/massage-chronic.txt --set phase=acute --set visits=12
    """
    explained = explain(source(letter, store), basis, least=least, beyond=beyond)
    note_doubts(explained.letter)
    form_of(output, None, {".txt": "text"}, "text")
    found = supposed(explained, item, **pairs(settings))
    deliver(output, as_supposition(explained, found))
