"""Reports: what became of each letter, and what it comes to.

In:   what became of one letter after the other.
Out:  a line of JSON each in a file; the sum, and why letters were refused, on stderr.
From: where it is interrupted, what was done is told as well.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from imrgraph.cli.exits import INTERRUPTED, complain, note
from imrgraph.errors import WriteError
from imrgraph.names import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from imrgraph.store.outcomes import Became, Loaded

__all__ = ["note_in_part", "report_option", "reporting", "summing", "workers_option"]

#: How many of those that were read in part are named.
_NAMED: Final = 3
#: Of how many letters that were refused stderr says why; a report tells of all.
_SHOWN: Final = 20

report_option = click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True),
    metavar="FILE",
    help="Write what became of each letter, one JSON object a line.",
)
workers_option = click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="How many processes read letters; the result is the same with any number."
    " [default: one a processor]",
)


@contextmanager
def reporting(report: str | None) -> Iterator[Callable[[Became], None]]:
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


@contextmanager
def summing(tally: Loaded, report: str | None) -> Iterator[None]:
    """Say at the end what it comes to, also where it was interrupted."""
    try:
        yield
    except KeyboardInterrupt:
        _told(tally, report)
        click.echo("interrupted; the same command goes on from here", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    _told(tally, report)


def _told(tally: Loaded, report: str | None) -> None:
    for error in tally.refused[:_SHOWN]:
        complain(error)
    if (more := len(tally.refused) - _SHOWN) > 0:
        where = f"see {report}" if report else "--report FILE tells of each"
        click.echo(f"imrgraph: {more:,} more were refused; {where}", err=True)
    note_in_part(tally)
    click.echo(str(tally), err=True)


def note_in_part(tally: Loaded) -> None:
    """Name the first letters that were read in part."""
    if tally.in_part:
        some = ", ".join(map(printable, tally.in_part[:_NAMED]))
        beyond = len(tally.in_part) - _NAMED
        others = f" and {beyond:,} more" if beyond > 0 else ""
        says = "`imrgraph list` of the store, or `imrgraph read` of a file, says what each lacks"
        note(f"in part: {some}{others}; {says}")
