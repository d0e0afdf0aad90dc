"""The command that reads: what letters state, every value with its place.

In:   the words of the command.
Out:  JSON on stdout.
From: imrgraph.letters.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from imrgraph.cli.exits import UNREADABLE, complain
from imrgraph.errors import LetterError
from imrgraph.letters.reading import read as read_letter
from imrgraph.letters.schema import as_dict
from imrgraph.letters.why import why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imrgraph.letters.letter import Letter

__all__ = ["read"]


@click.command()
@click.argument("letters", nargs=-1, required=True, metavar="LETTER…")
@click.option(
    "--format", "form", type=click.Choice(["json", "jsonl"]), default="json", show_default=True
)
@click.option("--why", "reasons", is_flag=True, help="Tell instead how each value was found.")
@click.pass_context
def read(ctx: click.Context, letters: tuple[str, ...], form: str, *, reasons: bool) -> None:
    """Print what each LETTER states, every value with its place.

    A LETTER is a text or PDF file. "json" is one object, or a list where there are several letters;
    "jsonl" is one object a line. --why gives, as text, the rule, the cue and the words of each.

    \b
    Example:
      imrgraph read examples/letters/imaging.txt
    """
    found = []
    for name in letters:
        try:
            found.append(read_letter(name))
        except LetterError as error:
            complain(error)
    if reasons:
        click.echo("\n\n".join(f"{each.document.name}\n{why(each)}" for each in found))
    elif form == "jsonl":
        for each in found:
            click.echo(json.dumps(as_dict(each), ensure_ascii=False))
    elif found:
        click.echo(
            json.dumps(_plain(found, several=len(letters) > 1), ensure_ascii=False, indent=2)
        )
    if len(found) < len(letters):
        ctx.exit(UNREADABLE)


def _plain(letters: Sequence[Letter], *, several: bool) -> Any:  # noqa: ANN401 (what JSON holds)
    """Return one object, or a list where several letters were asked for."""
    return [*map(as_dict, letters)] if several else as_dict(letters[0])
