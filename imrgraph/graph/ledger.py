"""The ledger: from which file each letter was loaded, what it lacks, and by which ontology.

In:   paths, and the IRIs of letters.
Out:  what a file held before.
From: tables of `catalog.sqlite` beside those of the catalog. What is changed counts when the store
      is published, together with the quads.
"""

from __future__ import annotations

import os
from hashlib import sha256 as _sha256
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from imrgraph import errors
from imrgraph.names import printable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container, Iterable, Iterator, Mapping

    from imrgraph.errors import LetterError

__all__ = ["Ledger"]

_TABLES = (
    """CREATE TABLE IF NOT EXISTS files (
      path TEXT PRIMARY KEY, letter TEXT, sha256 TEXT, content TEXT, made_by TEXT
    )""",
    "CREATE INDEX IF NOT EXISTS files_by_letter ON files (letter)",
    """CREATE TABLE IF NOT EXISTS refused (
      path TEXT PRIMARY KEY, content TEXT, made_by TEXT, kind TEXT, found TEXT
    )""",
    """CREATE TABLE IF NOT EXISTS doubles (
      path TEXT PRIMARY KEY, content TEXT, made_by TEXT, letter TEXT, sha256 TEXT, name TEXT
    )""",
    "CREATE TABLE IF NOT EXISTS taught (digest TEXT, unverified INTEGER)",
)
#: Made when something is first put into it, since a store that is only read may be older.
_LACKING = "CREATE TABLE IF NOT EXISTS lacking (letter TEXT, number INTEGER, told TEXT)"


class Ledger:
    """Files by letter.

    >>> from pathlib import Path
    >>> from imrgraph.graph.catalog import connect
    >>> ledger = Ledger(connect(None))
    >>> ledger.write(Path("letter.txt"), "urn:x:letter", "0f", "1c", "imrgraph")
    >>> ledger.only_from(Path("letter.txt")), ledger.has("urn:x:letter")
    (('urn:x:letter',), True)
    >>> ledger.known(Path("letter.txt"), "1c", "imrgraph")
    'urn:x:letter'
    >>> why = errors.EmptyFileError("odd.txt", "0 bytes")
    >>> ledger.refuse(Path("odd.txt"), "2d", "imrgraph", why)
    >>> ledger.refused(Path("odd.txt"), "2d", "imrgraph")
    <EmptyFileError odd.txt: expected a text or PDF file with words in it, found 0 bytes>
    >>> ledger.refused(Path("odd.txt"), "2d", "another")
    >>> ledger.lack("urn:x:letter", ["the letter has no header"])
    >>> ledger.lacking()
    {'urn:x:letter': ('the letter has no header',)}
    """

    def __init__(self, rows: sqlite3.Connection) -> None:
        self._rows = rows
        for table in _TABLES:
            self._rows.execute(table)

    def only_from(self, path: Path) -> tuple[str, ...]:
        """Return the letter that was loaded from `path` and from no other file."""
        rows = self._rows.execute(
            "SELECT letter FROM files WHERE path = ? AND letter NOT IN"
            " (SELECT letter FROM files others"
            "  WHERE others.letter = files.letter AND others.path != files.path)",
            [_key(path)],
        )
        return tuple(letter for (letter,) in rows)

    def has(self, letter: str) -> bool:
        """Say whether `letter` was loaded."""
        found = self._rows.execute("SELECT 1 FROM files WHERE letter = ?", [letter]).fetchone()
        return found is not None

    def known(self, path: Path, content: str, made_by: str) -> str | None:
        """Return the letter that was read from such a content of `path`, and in the same way."""
        row = self._rows.execute(
            "SELECT letter FROM files WHERE path = ? AND content = ? AND made_by = ?",
            [_key(path), content, made_by],
        ).fetchone()
        return row[0] if row else None

    def refused(self, path: Path, content: str, made_by: str) -> LetterError | None:
        """Return why such a content of `path` was refused, when it was read in the same way."""
        row = self._rows.execute(
            "SELECT kind, found FROM refused WHERE path = ? AND content = ? AND made_by = ?",
            [_key(path), content, made_by],
        ).fetchone()
        if row is None:
            return None
        kind, found = row
        error: LetterError = getattr(errors, kind)(printable(str(path)), found)
        return error

    def refuse(self, path: Path, content: str, made_by: str, why: LetterError) -> None:
        """Note why a file is refused, if it is so again as long as it is what it is."""
        if why.lasts:
            self._rows.execute(
                "INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?, ?)",
                [_key(path), content, made_by, type(why).__name__, why.found],
            )

    def double(self, path: Path, content: str, made_by: str) -> tuple[str, str, str] | None:
        """Return the letter that such a content of `path` held and that others held, too.

        Returns:
            Its IRI, the digest of its text, and what it is called.
        """
        row: tuple[str, str, str] | None = self._rows.execute(
            "SELECT letter, sha256, name FROM doubles"
            " WHERE path = ? AND content = ? AND made_by = ?",
            [_key(path), content, made_by],
        ).fetchone()
        return row

    def note_double(  # noqa: PLR0913, PLR0917 (a column each)
        self, path: Path, letter: str, sha256: str, content: str, made_by: str, name: str
    ) -> None:
        """Note that a file is refused as long as another holds its letter in other words."""
        self._rows.execute(
            "INSERT OR REPLACE INTO doubles VALUES (?, ?, ?, ?, ?, ?)",
            [_key(path), content, made_by, letter, sha256, name],
        )

    def rival(self, path: Path, letter: str, sha256: str) -> str | None:
        """Return another file that is still there and holds `letter` as another text."""
        rows = self._rows.execute(
            "SELECT path, content FROM files WHERE letter = ? AND path != ? AND sha256 != ?",
            [letter, _key(path), sha256],
        )
        return next(
            (printable(os.fsdecode(each)) for each, held in rows if _holds(each, held)), None
        )

    def is_made_by(self, letter: str, made_by: str) -> bool:
        """Say whether every file of `letter`, of which there is one, was explained in this way."""
        rows = self._rows.execute("SELECT made_by FROM files WHERE letter = ?", [letter])
        found = [made for (made,) in rows]
        return bool(found) and all(each.startswith(made_by) for each in found)

    def rewrite(self, letter: str, made_by: str, now: str) -> None:
        """Say that `letter` was explained in this way, and what its IRI is now."""
        self._rows.execute(
            "UPDATE files SET made_by = ? || substr(made_by, ?), letter = ? WHERE letter = ?",
            [made_by, len(made_by) + 1, now, letter],
        )

    def meet(self, path: Path) -> None:
        """Note that a letter in an archive or a box of mail is still there."""
        self._rows.execute("CREATE TEMP TABLE IF NOT EXISTS met (path TEXT PRIMARY KEY)")
        self._rows.execute("INSERT OR IGNORE INTO met VALUES (?)", [_key(path)])

    def lost(self, homes: Iterable[Path], unread: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield the files that are gone, and the letter that each held.

        Args:
            homes: the folders, archives and boxes in which to look; each is there.
            unread: the archives and boxes that could not be read, as messages call them.
        """
        self._rows.execute("CREATE TEMP TABLE IF NOT EXISTS met (path TEXT PRIMARY KEY)")
        within = [str(home.resolve()) for home in homes]
        closed = {str(Path(each).resolve()) for each in unread}
        rows = self._rows.execute(
            "SELECT files.path, letter, met.path IS NOT NULL FROM files"
            " LEFT JOIN met ON met.path = files.path ORDER BY files.path"
        )
        for key, letter, is_met in rows:
            path = os.fsdecode(key)
            is_here = any(
                path == each or path.startswith((f"{each}/", f"{each}#")) for each in within
            )
            if is_here and not is_met and not _is_there(path, closed):
                yield path, letter

    def forget(self, path: str) -> None:
        """Forget that there was such a file."""
        self._rows.execute("DELETE FROM files WHERE path = ?", [_key(Path(path))])

    def write(self, path: Path, letter: str, sha256: str, content: str, made_by: str) -> None:
        """Say what `path` holds, and nothing else.

        Args:
            path: of a file.
            letter: the IRI of the letter in it.
            sha256: the digest of its text.
            content: the digest of the file.
            made_by: the digest of what it was read and explained by.
        """
        self._rows.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
            [_key(path), letter, sha256, content, made_by],
        )

    def drop(self, letter: str) -> None:
        """Forget from where `letter` was loaded."""
        self._rows.execute("DELETE FROM files WHERE letter = ?", [letter])

    def lack(self, letter: str, told: Iterable[str]) -> None:
        """Note what `letter` promises and lacks, so that it was read in part, and nothing else."""
        self._rows.execute(_LACKING)
        self._rows.execute("DELETE FROM lacking WHERE letter = ?", [letter])
        rows = ((letter, number, each) for number, each in enumerate(told))
        self._rows.executemany("INSERT INTO lacking VALUES (?, ?, ?)", rows)

    def lacking(self, letter: str | None = None) -> Mapping[str, tuple[str, ...]]:
        """Return what letters lack that were read in part, by their IRIs; or of one alone."""
        if not self._rows.execute("SELECT 1 FROM sqlite_master WHERE name = 'lacking'").fetchone():
            return {}
        rows = self._rows.execute(
            "SELECT letter, told FROM lacking WHERE letter = coalesce(?, letter)"
            " AND letter IN (SELECT letter FROM files) ORDER BY letter, number",
            [letter],
        )
        return {
            letter: tuple(told for _, told in group)
            for letter, group in groupby(rows, itemgetter(0))
        }

    def taught(self) -> str | None:
        """Return the digest of the ontology that stands beside the letters; None if none does."""
        row = self._rows.execute("SELECT digest FROM taught").fetchone()
        return row[0] if row else None

    def teach(self, digest: str, *, unverified: bool) -> None:
        """Note which ontology stands beside the letters, and whether with what is unverified."""
        self._rows.execute("DELETE FROM taught")
        self._rows.execute("INSERT INTO taught VALUES (?, ?)", [digest, unverified])

    def includes_unverified(self) -> bool:
        """Say whether what is unverified is part of the ontology that stands beside the letters."""
        row = self._rows.execute("SELECT unverified FROM taught").fetchone()
        return bool(row and row[0])


def _key(path: Path) -> str | bytes:
    """Return what a path is kept as: text, or its bytes where they are none."""
    name = str(path.resolve())
    return name if name == printable(name) else os.fsencode(name)


def _is_there(path: str, closed: Container[str]) -> bool:
    """Say whether a file is there; one in an archive is not where that was read, and it not met."""
    if path in closed or os.path.lexists(path):
        return True
    archive, within, _ = path.partition("#")
    return bool(within) and archive in closed and os.path.lexists(archive)


def _holds(path: str | bytes, content: str) -> bool:
    """Say whether a file holds what it did; of one in an archive, whether that is there."""
    place = Path(os.fsdecode(path))
    try:
        return _sha256(place.read_bytes()).hexdigest() == content
    except OSError:
        archive, within, _ = str(place).rpartition("#")
        return bool(within) and Path(archive).is_file()
