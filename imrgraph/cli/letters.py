"""Letters: what a command is asked about, a file, a case in the store or a description.

In:   the argument LETTER|CASE, and the option --store.
Out:  a `Document`, or the name of a file that describes a letter as a graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from imrgraph.checking.syntaxes import syntax_of
from imrgraph.letters.text import files

if TYPE_CHECKING:
    from imrgraph.letters.text.document import Document

__all__ = ["document", "source", "unverified_option"]

unverified_option = click.option(
    "--include-unverified",
    "unverified",
    is_flag=True,
    help="Also apply recommendations encoded without reading their source.",
)


def source(letter: str, store: str | None) -> Document | str:
    """Return the letter as `document` does, or the name of a file that describes one."""
    described = files.is_there(letter) and syntax_of(letter)
    return letter if described else document(letter, store)


def document(letter: str, store: str | None) -> Document:
    """Return the letter of a file, or of a case in the store where there is no such file."""
    if store is None or files.is_there(letter):
        return files.open(letter)
    from imrgraph.cli.stores import asked  # noqa: PLC0415 (takes a while to load)

    return asked(store).document(letter)
