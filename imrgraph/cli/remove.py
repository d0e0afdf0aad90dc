"""The command that takes letters out of a store.

In:   case numbers.
Out:  a store without these letters.
From: imrgraph.store.opening.
"""

from __future__ import annotations

import click

from imrgraph.cli.catalogs import opened
from imrgraph.cli.completing import cases
from imrgraph.cli.exits import note
from imrgraph.cli.stores import renewed, store_option

__all__ = ["remove"]


@click.command()
@click.argument("letters", nargs=-1, required=True, metavar="CASE…", shell_complete=cases)
@store_option
def remove(letters: tuple[str, ...], store: str | None) -> None:
    """Remove the letter of every CASE from the store, with all that was concluded from it.

    If one of them is not in the store, none is removed.

    \b
    Example:
      imrgraph remove CM99-0000004 --store graph
    """
    gone = renewed(opened(store)).remove(*letters)
    note(f"{len(gone)} removed")
