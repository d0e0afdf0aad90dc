"""Generations: the quads of a folder, each time that somebody was done with changing them.

In:   the folder of a store.
Out:  the generation that counts, to be read; a copy of it to work on, which becomes the next one.
From: the engine never changes a sorted file once it is written, so that a copy is made of links. A
      generation that is read is not changed, and goes when a newer one counts and nobody reads it.
      Which one counts, the catalog says in the transaction in which its own rows change: so both
      change at once, or neither, whenever whoever changes them is killed.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from imrgraph.graph.locks import Lock

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "copied",
    "count",
    "counting",
    "generation_in",
    "generations",
    "is_old",
    "place_of",
    "sweep",
    "tidy",
    "work_of",
]  # fmt: skip

#: Files that the engine keeps in every folder of its own; other programs have the first one, too.
_MARKS: Final = frozenset({"CURRENT", "IDENTITY"})
_NAME: Final = re.compile(r"quads-(\d+)")
_COUNTS: Final = "CREATE TABLE IF NOT EXISTS counts (generation INTEGER)"


def place_of(folder: Path, generation: int) -> Path:
    """Return where a generation is.

    >>> from pathlib import Path
    >>> place_of(Path("graph"), 3).as_posix()
    'graph/quads-3'
    """
    return folder / f"quads-{generation}"


def work_of(folder: Path) -> Path:
    """Return where the next generation is worked on."""
    return folder / "work"


def generations(folder: Path) -> tuple[int, ...]:
    """Return the generations that are whole, in order.

    Raises:
        OSError: the folder cannot be looked into.
    """
    try:
        names = os.listdir(folder)  # noqa: PTH208 (names alone)
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return tuple(sorted(int(found[1]) for found in map(_NAME.fullmatch, names) if found))


def is_old(folder: Path) -> bool:
    """Say whether an imrgraph made a store here that knew no generations."""
    with suppress(OSError):
        return {each.name for each in folder.iterdir()} >= _MARKS
    return False


def generation_in(folder: Path, rows: sqlite3.Connection) -> int | None:
    """Return the generation that counts, None if none does yet; the newest, where no rows say."""
    try:
        said = rows.execute("SELECT generation FROM counts").fetchone()
    except sqlite3.Error:  # the catalog is lost
        return max(generations(folder), default=None)
    return int(said[0]) if said else None


def counting(rows: sqlite3.Connection, generation: int | None) -> None:
    """Say from now on which generation counts; None if there is none yet."""
    with rows:
        rows.execute("BEGIN")
        rows.execute(_COUNTS)
        if generation is not None:
            count(rows, generation)


def count(rows: sqlite3.Connection, generation: int) -> None:
    """Let a generation count, once the open transaction is done."""
    rows.execute("DELETE FROM counts")
    rows.execute("INSERT INTO counts VALUES (?)", [generation])


def copied(folder: Path, generation: int | None) -> Path:
    """Return a copy of a generation to work on, an empty place if there is none yet."""
    work = work_of(folder)
    if generation is not None:
        work.mkdir()
        for file in place_of(folder, generation).iterdir():
            if file.suffix == ".sst":
                _linked(file, work / file.name)
            elif file.name not in {"LOCK", "LOG"}:
                shutil.copyfile(file, work / file.name)
    return work


def _linked(file: Path, place: Path) -> None:
    try:
        place.hardlink_to(file)
    except OSError:  # where the file system has no links
        shutil.copyfile(file, place)


def sweep(folder: Path, generation: int | None) -> None:
    """Remove generations that do not count, unless somebody reads them, and what broke off.

    Only who may change the folder may do so.
    """
    for place in folder.glob("quads-*.part"):
        shutil.rmtree(place, ignore_errors=True)
    for each in generations(folder):
        if each != generation:
            with suppress(OSError):
                lock = Lock(place_of(folder, each), alone=True)
                shutil.rmtree(place_of(folder, each))
                lock.release()


def tidy(folder: Path) -> None:
    """Remove the copy that was worked on."""
    shutil.rmtree(work_of(folder), ignore_errors=True)
