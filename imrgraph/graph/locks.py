"""Locks: who reads what a folder holds, and who changes it.

In:   a folder, and whether it is to be changed.
Out:  a lock, held until it is given back.
From: flock(2). The engine keeps two processes from changing a store, but not one from reading what
      another changes, which it does not bear.
"""

from __future__ import annotations

import fcntl
import os
import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Lock"]


class Lock:
    """A folder that is read, beside others who read it, or changed, by nobody else.

    >>> from pathlib import Path
    >>> reader, other = Lock(Path()), Lock(Path())
    >>> Lock(Path(), alone=True)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    BlockingIOError
    """

    def __init__(self, folder: Path, *, alone: bool = False) -> None:
        """Take the lock of `folder`, which is there.

        Raises:
            OSError: somebody changes it; or, for who wants to do so alone, somebody has it open.
        """
        place = os.open(folder, os.O_RDONLY)
        #: Gives it back, as the end of the object does.
        self.release = weakref.finalize(self, os.close, place)
        fcntl.flock(place, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
