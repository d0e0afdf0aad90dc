"""The command that makes letters up, with what they state.

In:   how many, a seed, and the media.
Out:  files in a folder with truth.jsonl beside them; or on stdout a JSON object a letter.
From: imrgraph.synth.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imrgraph.cli.exits import note
from imrgraph.cli.progress import counted
from imrgraph.errors import WriteError
from imrgraph.synth.letters import letters
from imrgraph.synth.media import MEDIA
from imrgraph.writing import STDOUT, blaming, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from imrgraph.synth.letters import Made

__all__ = ["synth"]

#: Beside the letters of a folder: what each states.
_TRUTH = "truth.jsonl"


class _Media(click.ParamType[tuple[str, ...]]):
    """The endings of files, parted by commas."""

    name = "media"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        wanted = tuple(str(value).split(","))
        if unknown := [each for each in wanted if each not in MEDIA]:
            self.fail(f"{', '.join(unknown)}: expected {', '.join(MEDIA)}", param, ctx)
        return wanted


@click.command()
@click.argument("many", metavar="N", type=click.IntRange(min=1, max=9_999_999))
@click.option("--seed", default=1, show_default=True, help="Which letters: another gives others.")
@click.option(
    "--media",
    type=_Media(),
    default="txt",
    show_default=True,
    metavar="M,…",
    help=f"What files they are, drawn by lot: {', '.join(MEDIA)}.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR|-",
    help="The folder for them, or - for stdout, which takes letters in text.",
)
def synth(many: int, seed: int, media: Sequence[str], output: str) -> None:
    """Make up N letters, with what each of them states.

    They describe nobody, and decide nothing: they are for trying out how much, how fast and how
    well. The same number and seed always give the same letter, whatever others are made. What
    letters state stands in truth.jsonl beside them, a JSON object a line: dates, requests,
    quantities, citations, outcomes, and the reasons with the family of wordings that they are of.
    On stdout each object has the text of its letter as well.

    \b
    Example:
      imrgraph synth 100 --seed 7 --media txt,pdf -o made-up
      imrgraph load made-up --store graph
    """
    made = letters(many, seed=seed, media=media)
    if output == STDOUT:
        if media != ("txt",):
            message = f"--media {','.join(media)}: expected txt, as stdout takes text"
            raise click.UsageError(message)
        lines = ({**each.truth, "text": each.file.decode()} for each in made)
        write(STDOUT, (_line(each) for each in lines))
        return
    folder = Path(output)
    if folder.exists() and any(folder.iterdir()):
        raise WriteError(output, "a folder that is not empty")
    with blaming(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with counted("making letters up") as done:
        write(folder / _TRUTH, _written(made, folder, done, many))
    note(f"{many} letters and {_TRUTH} written to {output}; they describe nobody")


def _written(
    made: Iterator[Made], folder: Path, done: Callable[[int, int], None], of: int
) -> Iterator[bytes]:
    """Write each letter, and yield what it states."""
    for number, each in enumerate(made, 1):
        write(folder / each.name, [each.file])
        yield _line(each.truth)
        done(number, of)


def _line(told: object) -> bytes:
    return (json.dumps(told, ensure_ascii=False) + "\n").encode()
