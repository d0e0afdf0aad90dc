"""Progress: what a person who waits at a terminal sees of what goes on.

In:   what is done, and how much of it.
Out:  a line on stderr that changes; nothing where nobody watches.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["counted", "waiting"]


@contextmanager
def counted(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Give what tells how many of how many are done.

    >>> with counted("loading") as done:
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
def waiting(doing: str) -> Iterator[None]:
    """Show that something goes on."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415

    with Console(stderr=True).status(f"{doing} …"):
        yield
