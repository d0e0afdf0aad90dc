"""Progress: what a person who waits sees of what goes on.

In:   what is done, and how much of it; or what became of one file after the other.
Out:  on a terminal a bar on stderr; elsewhere a line now and then, as a log keeps it.
"""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from imrgraph.store.outcomes import Became

__all__ = ["counted", "of_files", "waiting"]

#: After how many seconds the next line is written where nobody watches.
_SECONDS: Final = 30.0


@contextmanager
def counted(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Give what tells how many of how many are done.

    >>> with counted("writing") as done:
    ...     done(1, 2)
    """
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    # Only who watches waits for what draws it.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=None)
        yield lambda many, of: progress.update(task, completed=many, total=of)


@contextmanager
def of_files(doing: str, names: Iterable[str]) -> Iterator[Callable[[Became], None]]:
    """Give what is told what became of each of the files that names lead to.

    >>> with of_files("loading", []) as done:
    ...     pass
    """
    if not sys.stderr.isatty():
        yield _Lines(doing).tell
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from imrgraph.store.sources import how_many  # noqa: PLC0415

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=how_many(names), rate="")
        lines = _Lines(doing)

        def tell(became: Became) -> None:
            lines.count(became)
            progress.update(task, completed=lines.many, rate=lines.rate())

        yield tell


class _Lines:
    """Counts, and says now and then how far it is."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._began = self._told = time.monotonic()
        self._refused = 0
        self.many = 0

    def count(self, became: Became) -> None:
        self.many += 1
        self._refused += became.why is not None

    def rate(self) -> str:
        """Say how many a second there were, and how many were refused.

        >>> _Lines("loading").rate()
        '0 a second, 0 refused'
        """
        seconds = max(time.monotonic() - self._began, 1)
        return f"{self.many / seconds:,.0f} a second, {self._refused:,} refused"

    def tell(self, became: Became) -> None:
        self.count(became)
        if time.monotonic() - self._told >= _SECONDS:
            self._told = time.monotonic()
            click.echo(f"{self._doing}: {self.many:,} files, {self.rate()}", err=True)


@contextmanager
def waiting(doing: str) -> Iterator[None]:
    """Show that something goes on."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415

    with Console(stderr=True).status(f"{doing} …"):
        yield
