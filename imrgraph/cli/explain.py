"""The command that explains: why the decisions of a letter follow, or that they do not.

In:   the words of the command.
Out:  the explanation, in a format of imrgraph.export.explanations.
From: imrgraph.explaining.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from imrgraph.cli.letters import source, unverified_option
from imrgraph.cli.outputs import output_option
from imrgraph.cli.stores import store_option
from imrgraph.explaining import explain as explain_letter
from imrgraph.export.explanations import FORMATS, render
from imrgraph.reasoning.explaining.explanation import BASES
from imrgraph.reasoning.rendering.as_text import LEVELS
from imrgraph.writing import write

if TYPE_CHECKING:
    from imrgraph.reasoning.explaining.explanation import AskedBasis
    from imrgraph.reasoning.rendering.as_text import Level

__all__ = ["explain"]


@click.command()
@click.argument("letter", metavar="LETTER|CASE")
@click.option("--item", type=int, help="Only the item of this number.")
@click.option(
    "--basis",
    type=click.Choice(BASES),
    default="both",
    show_default=True,
    help="The record alone, what the reviewer found besides, or both.",
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="page",
    show_default=True,
    help="How much is told, as text or Markdown.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
)
@output_option
@unverified_option
@store_option
def explain(  # noqa: PLR0913, PLR0917 (an argument for each option)
    letter: str,
    item: int | None,
    basis: AskedBasis,
    level: Level,
    form: str,
    output: str,
    store: str | None,
    *,
    unverified: bool,
) -> None:
    """Tell why the decisions of a letter follow, or that they do not.

    LETTER is a text or PDF file; or a file in Turtle (.ttl), N-Triples (.nt) or JSON-LD (.jsonld)
    that describes a letter, or a request that nobody has decided yet. CASE is the case number of a
    letter in the store. "html" is a page that needs no network; "svg", "dot", "mermaid" and
    "graphml" draw the proof.

    \b
    Example:
      imrgraph explain examples/letters/massage-chronic.txt
      imrgraph explain examples/cases/massage.ttl
    """
    explained = explain_letter(source(letter, store), basis, unverified=unverified)
    if item is not None:
        explained = explained.only(item)
    write(output, [f"{render(explained, form, level)}\n".encode()])
