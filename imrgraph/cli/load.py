"""The command that loads: letters into a store.

In:   the words of the command.
Out:  a store; what became of each file in a report, and what that comes to on stderr.
From: imrgraph.store.opening.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from imrgraph.cli.exits import UNREADABLE
from imrgraph.cli.letters import ocr_option, unverified_option
from imrgraph.cli.progress import of_files
from imrgraph.cli.reports import report_option, reporting, summing, workers_option
from imrgraph.cli.stores import given, made, store_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from imrgraph.store.outcomes import Became, Loaded

__all__ = ["load"]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(readable=False), metavar="PATH…")
@unverified_option
@store_option
@workers_option
@click.option(
    "--proofs",
    is_flag=True,
    help="Also store every step of every proof, so that SPARQL can follow them.",
)
@report_option
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="What reads them: this machine, or a cluster, which writes parts to --store.",
)
@click.option("--master", metavar="URL", help="The master of the cluster, such as local[2].")
@click.option(
    "--prune",
    is_flag=True,
    help="Also take out the letters whose files are gone from the folders and archives named.",
)
@click.option("--strict", is_flag=True, help="End with exit code 3 if any file was refused.")
@ocr_option
@click.pass_context
def load(  # noqa: PLR0913, PLR0917 (an argument for each option)
    ctx: click.Context,
    paths: tuple[str, ...],
    store: str | None,
    workers: int | None,
    report: str | None,
    engine: str,
    master: str | None,
    *,
    unverified: bool,
    proofs: bool,
    prune: bool,
    strict: bool,
    ocr: bool,
) -> None:
    """Load the letters of every PATH into the store.

    A PATH is a file, a folder, a pattern in quotes ("2015/*.pdf"), a zip or tar archive, @LIST (a
    file with one PATH a line), or - for stdin. A letter that is already there is replaced; a file
    that has not changed is not read again. What cannot be read is refused, says why and does not
    stop the others. The store is made with the first letter that is loaded. Proofs are made when
    somebody asks for one; --proofs also writes them into the store.

    --store may be the address of a graph store, such as http://localhost:7878/store, whose graphs
    are then replaced. With --engine spark it is where a cluster writes N-Quads and Parquet.

    \b
    Example:
      imrgraph load examples/letters --store graph --report report.jsonl
    """
    from imrgraph.store.outcomes import Loaded  # noqa: PLC0415 (takes a while to load)
    from imrgraph.store.sources import left_out  # noqa: PLC0415

    into, tally = _loader(engine, store, workers, master, prune=prune), Loaded()
    with of_files("loading", paths) as count, reporting(report) as write, summing(tally, report):

        def done(became: Became) -> None:
            tally.add(became)
            count(became)
            write(became)

        tally.left_out = left_out(paths)
        into(paths, unverified=unverified, proofs=proofs, ocr=ocr, done=done)
    if tally.refused and (strict or not tally.is_any_there):
        ctx.exit(UNREADABLE)


def _loader(
    engine: str, store: str | None, workers: int | None, master: str | None, *, prune: bool
) -> Callable[..., Loaded]:
    """Return what loads letters: into a folder, into the graphs of a server, or on a cluster."""
    from imrgraph.store.opening import is_address  # noqa: PLC0415
    from imrgraph.store.workers import processors  # noqa: PLC0415 (take a while to load)

    if prune and (engine == "spark" or (store is not None and is_address(store))):
        message = "--prune: expected a folder in --store, and the engine local"
        raise click.UsageError(message)
    if engine == "spark":
        from imrgraph.store.spark import write_parts  # noqa: PLC0415

        return partial(write_parts, place=given(store), master=master)
    if store is not None and is_address(store):
        from imrgraph.store.graph_store import put_letters  # noqa: PLC0415

        return partial(put_letters, address=store)
    return partial(made(store).load, workers=workers or processors(), prune=prune)
