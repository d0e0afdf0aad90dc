"""The command that writes the reference of the ontology.

In:   the words of a command.
Out:  HTML files in a folder.
From: imrgraph.export.reference.
"""

from __future__ import annotations

from pathlib import Path

import click

from imrgraph.export.reference import reference
from imrgraph.knowledge.knowledge import load
from imrgraph.writing import write_folder

__all__ = ["ontology"]


@click.group()
def ontology() -> None:
    """Write the ontology for readers.

    \b
    Example:
      imrgraph ontology docs -o reference
    """


@ontology.command()
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for the pages, made if it is not there.",
)
def docs(output: Path) -> None:
    """Write every term, treatment, guideline and recommendation as HTML pages.

    The pages need no network. What is unverified is among them, and marked so.

    \b
    Example:
      imrgraph ontology docs -o reference
    """
    pages = reference(load(unverified=True))
    write_folder(output, pages)
    click.echo(f"{len(pages)} pages; start with {output / 'index.html'}", err=True)
