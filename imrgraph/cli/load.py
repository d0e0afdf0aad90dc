"""The command that loads: letters into a store.

In:   the words of the command.
Out:  a store; what was loaded and what was refused, on stderr.
From: imrgraph.store.opening.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from imrgraph.cli.exits import UNREADABLE, complain
from imrgraph.cli.letters import ocr_option, unverified_option
from imrgraph.cli.progress import counted
from imrgraph.cli.stores import LETTERS, made, store_option

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["load"]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=LETTERS, metavar="PATH…")
@unverified_option
@store_option
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many processes read letters; the result is the same with any number.",
)
@click.option(
    "--proofs",
    is_flag=True,
    help="Also store every step of every proof, so that SPARQL can follow them.",
)
@ocr_option
@click.pass_context
def load(  # noqa: PLR0913 (an argument for each option)
    ctx: click.Context,
    paths: tuple[Path, ...],
    store: str | None,
    workers: int,
    *,
    unverified: bool,
    proofs: bool,
    ocr: bool,
) -> None:
    """Load the letters of every PATH, a file or a folder, into the store.

    A letter that is already there is replaced. A file that cannot be read changes nothing and does
    not stop the others. The store is made with the first letter that is loaded. Proofs are made
    when somebody asks for one; --proofs also writes them into the store.

    \b
    Example:
      imrgraph load examples/letters --store graph --workers 2
    """
    with counted("loading") as done:
        loaded = made(store).load(
            paths, unverified=unverified, workers=workers, proofs=proofs, ocr=ocr, done=done
        )
    for error in loaded.refused:
        complain(error)
    click.echo(f"{len(loaded.letters)} loaded, {len(loaded.refused)} refused", err=True)
    if loaded.refused:
        ctx.exit(UNREADABLE)
