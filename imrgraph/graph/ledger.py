"""The ledger: from which file each letter was loaded, and which letters are on their way in.

In:   paths, and the IRIs of letters.
Out:  what a file held before, and the letters of a loading that broke off.
From: tables of `catalog.sqlite` beside those of the catalog. What changes something does so within
      `changing`, where a transaction begins and ends.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from imrgraph.names import printable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["Ledger"]

_TABLES = (
    "CREATE TABLE IF NOT EXISTS loaded (path TEXT PRIMARY KEY, sha256 TEXT, letter TEXT)",
    "CREATE INDEX IF NOT EXISTS loaded_by_letter ON loaded (letter)",
    "CREATE TABLE IF NOT EXISTS underway (letter TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS taught (digest TEXT, unverified INTEGER)",
)


class Ledger:
    """Files by letter, and letters underway.

    >>> from pathlib import Path
    >>> from imrgraph.graph.catalog import connect
    >>> ledger = Ledger(connect(None))
    >>> ledger.write(Path("letter.txt"), "0f", "urn:x:letter")
    >>> ledger.only_from(Path("letter.txt")), list(ledger.letters())
    (('urn:x:letter',), ['urn:x:letter'])
    """

    def __init__(self, rows: sqlite3.Connection) -> None:
        self._rows = rows
        for table in _TABLES:
            self._rows.execute(table)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep all that is changed within, of the catalog too, or, after an error, nothing."""
        with self._rows:
            yield

    def only_from(self, path: Path) -> tuple[str, ...]:
        """Return the letter that was loaded from `path` and from no other file."""
        rows = self._rows.execute(
            "SELECT letter FROM loaded WHERE path = ? AND letter NOT IN"
            " (SELECT letter FROM loaded others"
            "  WHERE others.letter = loaded.letter AND others.path != loaded.path)",
            [_key(path)],
        )
        return tuple(letter for (letter,) in rows)

    def letters(self) -> Iterator[str]:
        """Yield every letter, in order."""
        rows = self._rows.execute("SELECT DISTINCT letter FROM loaded ORDER BY letter")
        return (letter for (letter,) in rows)

    def write(self, path: Path, sha256: str, letter: str) -> None:
        """Say that `letter` was loaded from `path`, and nothing else."""
        self._rows.execute(
            "INSERT OR REPLACE INTO loaded VALUES (?, ?, ?)", [_key(path), sha256, letter]
        )

    def begin(self, letters: Iterable[str]) -> None:
        """Note that what is held of `letters` is not whole from now on."""
        self._rows.executemany(
            "INSERT OR IGNORE INTO underway VALUES (?)", [(letter,) for letter in letters]
        )

    def underway(self) -> tuple[str, ...]:
        """Return the letters of which not all is there, in order."""
        rows = self._rows.execute("SELECT letter FROM underway ORDER BY letter")
        return tuple(letter for (letter,) in rows)

    def end(self) -> None:
        """Note that every letter is whole."""
        self._rows.execute("DELETE FROM underway")

    def drop(self, letter: str) -> None:
        """Forget from where `letter` was loaded."""
        self._rows.execute("DELETE FROM loaded WHERE letter = ?", [letter])

    def taught(self) -> str | None:
        """Return the digest of the ontology that stands beside the letters; None if none does."""
        row = self._rows.execute("SELECT digest FROM taught").fetchone()
        return row[0] if row else None

    def teaching(self) -> bool | None:
        """Return whether what is unverified is part of the ontology that is on its way in.

        None if none is.
        """
        row = self._rows.execute("SELECT unverified FROM taught WHERE digest IS NULL").fetchone()
        return bool(row[0]) if row else None

    def teach(self, digest: str | None, *, unverified: bool) -> None:
        """Note which ontology stands beside the letters, its digest None while it goes in."""
        self._rows.execute("DELETE FROM taught")
        self._rows.execute("INSERT INTO taught VALUES (?, ?)", [digest, unverified])


def _key(path: Path) -> str | bytes:
    """Return what a path is kept as: text, or its bytes where they are none."""
    name = str(path.resolve())
    return name if name == printable(name) else os.fsencode(name)
