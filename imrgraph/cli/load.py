"""The command that loads: letters into a store.

In:   the words of the command.
Out:  a store; what became of each file in a report, and what that comes to on stderr.
From: imrgraph.store.opening.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import click

from imrgraph.cli.exits import INTERRUPTED, UNREADABLE, complain
from imrgraph.cli.letters import ocr_option, unverified_option
from imrgraph.cli.progress import of_files
from imrgraph.cli.stores import given, made, store_option
from imrgraph.errors import WriteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from imrgraph.store.outcomes import Became, Loaded

__all__ = ["load"]

#: Of how many files that were refused stderr says why; a report tells of all.
_SHOWN = 20


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(readable=False), metavar="PATH…")
@unverified_option
@store_option
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="How many processes read letters; the result is the same with any number."
    " [default: one a processor]",
)
@click.option(
    "--proofs",
    is_flag=True,
    help="Also store every step of every proof, so that SPARQL can follow them.",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=str),
    metavar="FILE",
    help="Write what became of each file, one JSON object a line.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="What reads them: this machine, or a cluster, which writes parts to --store.",
)
@click.option("--master", metavar="URL", help="The master of the cluster, such as local[2].")
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

    into, tally = _loader(engine, store, workers, master), Loaded()
    with of_files("loading", paths) as count, _reporting(report) as write, _summing(tally, report):

        def done(became: Became) -> None:
            tally.add(became)
            count(became)
            write(became)

        into(paths, unverified=unverified, proofs=proofs, ocr=ocr, done=done)
    if tally.refused and (strict or not tally.is_any_there):
        ctx.exit(UNREADABLE)


def _loader(
    engine: str, store: str | None, workers: int | None, master: str | None
) -> Callable[..., Loaded]:
    """Return what loads letters: into a folder, into the graphs of a server, or on a cluster."""
    from imrgraph.store.opening import is_address  # noqa: PLC0415
    from imrgraph.store.workers import processors  # noqa: PLC0415 (take a while to load)

    if engine == "spark":
        from imrgraph.store.spark import write_parts  # noqa: PLC0415

        return partial(write_parts, place=given(store), master=master)
    if store is not None and is_address(store):
        from imrgraph.store.graph_store import put_letters  # noqa: PLC0415

        return partial(put_letters, address=store)
    return partial(made(store).load, workers=workers or processors())


@contextmanager
def _summing(tally: Loaded, report: str | None) -> Iterator[None]:
    """Say at the end what it comes to, also where it was interrupted."""
    try:
        yield
    except KeyboardInterrupt:
        _told(tally, report)
        click.echo("interrupted; the same command goes on from here", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    _told(tally, report)


@contextmanager
def _reporting(report: str | None) -> Iterator[Callable[[Became], None]]:
    """Give what writes a line of the report, if there is to be one."""
    if report is None:
        yield lambda _: None
        return
    try:
        with click.open_file(report, "w", encoding="utf-8") as file:
            yield lambda became: print(json.dumps(became.row(), ensure_ascii=False), file=file)
    except OSError as error:
        if error.filename is None:
            raise
        raise WriteError(report, error.strerror or str(error)) from error


def _told(loaded: Loaded, report: str | None) -> None:
    """Say why files were refused, and what it comes to."""
    for error in loaded.refused[:_SHOWN]:
        complain(error)
    if (more := len(loaded.refused) - _SHOWN) > 0:
        where = report or "--report FILE tells of each"
        click.echo(f"imrgraph: {more:,} more were refused: {where}", err=True)
    click.echo(str(loaded), err=True)
