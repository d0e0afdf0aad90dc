"""Filling: a store of letters that nobody wrote, through every step that a real one goes.

In:   a folder, how many letters, and a seed.
Out:  the store, with its catalog; cases that it holds.
From: imrgraph.synth: figures compare ways of asking, and say little of real letters.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from imrgraph.store.opening import LetterStore
from imrgraph.synth.letters import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["cases", "filled", "written"]

#: How many processes load letters.
_WORKERS = 2


def written(home: Path, many: int, media: Sequence[str] = ("txt",), seed: int = 1) -> Path:
    """Write letters into a folder, which is made."""
    home.mkdir(parents=True)
    for each in letters(many, seed=seed, media=media):
        (home / each.name).write_bytes(each.file)
    return home


def filled(place: Path, many: int, seed: int = 1) -> LetterStore:
    """Load so many letters into the store at `place`."""
    store = LetterStore(place)
    with tempfile.TemporaryDirectory() as home:
        store.load([written(Path(home, "letters"), many, seed=seed)], workers=_WORKERS)
    return store


def cases(store: LetterStore, many: int) -> list[str]:
    """Draw cases of a store by chance, the same each time; one may be drawn again."""
    known = [letter.rpartition("/")[2] for letter in store.letters()]
    chance = random.Random(2)  # noqa: S311 (nobody is to be kept from guessing)
    return chance.choices(known, k=many)
