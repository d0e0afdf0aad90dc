"""Outcomes: what became of each file that was to be loaded, and how many of each there are.

In:   one file after the other.
Out:  `Became`, a line of a report; `Loaded`, what it comes to.
From: of what was read no more is kept than its name, however many there are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from imrgraph.choices import Choice
from imrgraph.letters.text.files import ENDINGS
from imrgraph.names import printable
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from imrgraph.errors import LetterError
    from imrgraph.store.changes import Change

__all__ = ["Became", "Loaded", "Status", "endings"]

_SCHEMA: Final = "imrgraph/load/1"


class Status(Choice):
    """What became of a file, or of a letter that was loaded before."""

    READ = "read"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    GONE = "gone"
    DERIVED = "derived"


#: What became of files whose letters are in the store as they were read now.
_LOADED: Final = frozenset({Status.READ, Status.REPLACED, Status.DERIVED})


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one file."""

    path: Path | str
    status: Status
    #: The IRI of the letter in it.
    letter: str | None = None
    #: What was promised and not found: the letter was read in part.
    warnings: tuple[str, ...] = ()
    why: LetterError | None = None
    #: Of a letter that was concluded anew: the items that have another verdict.
    changes: tuple[Change, ...] = ()

    __repr__ = short("path", "status")

    def row(self) -> dict[str, Any]:
        """Return it as a line of a report says it."""
        told: dict[str, Any] = {
            "schema": _SCHEMA,
            "path": printable(str(self.path)),
            "status": str(self.status),
        }
        if self.letter:
            told["letter"] = self.letter
        if self.warnings:
            told["warnings"] = list(self.warnings)
        if self.why:
            told["kind"], told["why"] = type(self.why).__name__, str(self.why)
        if self.status is Status.DERIVED:
            told["changes"] = [each.row() for each in self.changes]
        return told


class Loaded:
    """What became of the files that were to be loaded.

    >>> loaded = Loaded()
    >>> loaded.add(Became("letter.txt", Status.READ, "urn:x:letter", ("no date",)))
    >>> str(loaded), loaded.letters
    ('1 read; 1 of them in part', ('urn:x:letter',))
    """

    __repr__ = short("letters", "refused", "in_part")

    def __init__(self) -> None:
        self._letters: list[str] = []
        self._refused: list[LetterError] = []
        #: How many files there are of each status.
        self.counts = Counter[Status]()
        self._in_part: list[str] = []
        #: How many files of folders do not end as letters do, by their endings.
        self.left_out = Counter[str]()
        #: Of how many items the verdict is another one.
        self.changed = 0

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that were read, replaced or concluded anew, by IRI."""
        return tuple(self._letters)

    @property
    def refused(self) -> tuple[LetterError, ...]:
        """Of each file that could not be read, or no item of it, why."""
        return tuple(self._refused)

    @property
    def in_part(self) -> tuple[str, ...]:
        """The files whose letters were read in part; `imrgraph read` says what each lacks."""
        return tuple(self._in_part)

    @property
    def is_any_there(self) -> bool:
        """Whether the letter of any file is in the store."""
        return any(many for status, many in self.counts.items() if status is not Status.REFUSED)

    def add(self, became: Became) -> None:
        """Count one file more."""
        self.counts[became.status] += 1
        if became.warnings:
            self._in_part.append(str(became.path))
        self.changed += len(became.changes)
        if became.why:
            self._refused.append(_alone(became.why))
        elif became.letter and became.status in _LOADED:
            self._letters.append(became.letter)

    def __str__(self) -> str:
        told = [f"{self.counts[each]:,} {each}" for each in Status if self.counts[each]]
        partial = f"; {len(self._in_part):,} of them in part" if self._in_part else ""
        items = "item" if self.changed == 1 else "items"
        changed = f"; another verdict on {self.changed:,} {items}" if self.changed else ""
        return (", ".join(told) or "nothing to read") + partial + changed + self._told_left_out()

    def _told_left_out(self) -> str:
        return f"; left out: {endings(self.left_out)}" if self.left_out else ""


def endings(left_out: Mapping[str, int]) -> str:
    """Return what was left out of folders, and what would be right.

    >>> endings({".jpg": 2, "": 1})
    '2 .jpg, 1 without an ending, since letters end in .docx, .eml, .htm, .html, .mbox, .pdf, .txt'
    """
    most = sorted(left_out.items(), key=lambda each: (-each[1], each[0]))
    told = (f"{many:,} {ending or 'without an ending'}" for ending, many in most)
    return f"{', '.join(told)}, since letters end in {', '.join(sorted(ENDINGS))}"


def _alone(error: LetterError) -> LetterError:
    """Let go of where an error was raised, and with it of all that was read there."""
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error
