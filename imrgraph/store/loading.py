"""Loading: a file becomes what a store keeps of it: N-Quads, and an entry of the catalog.

In:   paths of letters.
Out:  for each a `Told`, or the error that says why it was refused.
From: every step is the function of another room; here is only their order. No store is needed, so
      that it is done in any process.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from imrgraph.errors import LetterError
from imrgraph.graph.conclude import conclusions_of, derived_graph
from imrgraph.graph.describe import facts_of
from imrgraph.graph.entries import entry
from imrgraph.graph.values import lines
from imrgraph.knowledge.knowledge import load
from imrgraph.letters.reading import read
from imrgraph.letters.text import files
from imrgraph.reasoning.explaining.explanation import explain
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from imrgraph.graph.entries import Entry
    from imrgraph.letters.text.document import Document

__all__ = ["Told", "letters_in", "told"]


@dataclass(frozen=True, slots=True)
class Told:
    """What the letter of a file states, and what was derived from it."""

    path: Path
    sha256: str
    #: Its IRI.
    letter: str
    #: Its own graph and the derived one, as N-Quads.
    nquads: bytes
    entry: Entry

    __repr__ = short("letter")


def letters_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the letters of `paths`, of a folder what ends as letters do, in order of name.

    What cannot be read is among it, a folder that may not be opened too, so that it is refused.
    """
    for path in paths:
        for each in sorted(_within(path)) if _is_folder(path) else (path,):
            yield from map(Path, files.letters_of(each))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # whoever reads it says why
        return False


def _within(folder: Path) -> set[Path]:
    """Return what ends as letters do, at any depth, and the folders that may not be opened."""
    closed: list[OSError] = []
    found = {
        Path(home, name)
        for home, folders, names in os.walk(folder, onerror=closed.append)
        for name in (*folders, *names)
        if Path(name).suffix.lower() in files.ENDINGS
    }
    return found | {Path(error.filename) for error in closed}


def told(
    paths: Iterable[Path], *, unverified: bool, proofs: bool, ocr: bool = False
) -> list[Told | LetterError]:
    """Read and explain the letters of `paths`.

    Args:
        paths: of letters.
        unverified: let also those recommendations decide for which no text was read.
        proofs: write also the steps of every proof.
        ocr: recognise the text of pages that are pictures.

    Returns:
        For each path what its letter states and what was derived from it, or why it was refused.
    """
    opened = files.recognised if ocr else files.open
    return [_told(path, opened, unverified=unverified, proofs=proofs) for path in paths]


def _told(
    path: Path, opened: Callable[[Path], Document], *, unverified: bool, proofs: bool
) -> Told | LetterError:
    knowledge = load(unverified=unverified)
    try:
        letter = read(opened(path))
        explained = explain(letter, knowledge)
    except LetterError as error:
        return error
    name = letter.name()
    facts, conclusions = facts_of(letter), conclusions_of(explained, proofs=proofs)
    text = lines(facts, name) + lines(conclusions, derived_graph(name))
    found = entry(name, (*facts, *conclusions), knowledge)
    return Told(path, letter.document.sha256, name, text.encode(), found)
