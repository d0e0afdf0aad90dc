"""The command that writes the example letters into a folder.

In:   the option --output.
Out:  letters, descriptions and a query, to try every other command on.
From: examples/, written for this project.
"""

from __future__ import annotations

from pathlib import Path

import click

from imrgraph.cli.exits import note
from imrgraph.errors import WriteError
from imrgraph.resources import folder
from imrgraph.writing import write

__all__ = ["examples"]


@click.command()
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for them, made if it is not there; it has to be empty.",
)
def examples(output: Path) -> None:
    """Write the example letters to a folder, to try other commands on.

    They are invented: they describe nobody, and decide nothing.

    \b
    Example:
      imrgraph examples -o first-steps
      imrgraph explain first-steps/letters/massage-chronic.txt
    """
    if output.exists() and any(output.iterdir()):
        raise WriteError(str(output), "a folder that is not empty")
    home = folder("examples")
    files = sorted(each for each in home.rglob("*") if each.is_file())
    for file in files:
        place = output / file.relative_to(home)
        place.parent.mkdir(parents=True, exist_ok=True)
        write(place, [file.read_bytes()])
    note(f"{len(files)} files written; try `imrgraph explain {output / 'letters'} --level verdict`")
