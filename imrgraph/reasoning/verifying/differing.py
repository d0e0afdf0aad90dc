"""Differing: two trees of claims, and each claim on which they part, named where it stands.

In:   a tree as it was stored, and the tree that follows now.
Out:  one `Failure` for each value, step or order in which they differ.
From: what stands among others in an order is aligned by what it says, so that a step which was
      taken out, put in or moved is named itself, and not every one behind it.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from imrgraph.reasoning.verifying.claims import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from imrgraph.reasoning.verifying.claims import Claims

__all__ = ["differences"]

_NOTHING = "nothing"


def differences(stored: Claims, derived: Claims) -> Iterator[Failure]:
    """Yield each value, step and order in which `stored` is not as `derived`.

    >>> from imrgraph.reasoning.verifying.claims import Claims
    >>> six, seven = (Claims("step", "", {"visits": n}, {}) for n in "67")
    >>> [str(each) for each in differences(six, seven)]
    ['step, visits: says 6, what holds is 7']
    """
    if stored.content == derived.content:
        return
    for in_words in (False, True):
        ours, theirs = (each.words if in_words else each.values for each in (stored, derived))
        for name in dict.fromkeys((*ours, *theirs)):
            says, holds = (each.get(name, _NOTHING) for each in (ours, theirs))
            if says != holds:
                yield Failure(f"{stored}, {name}", says, holds, in_words)
    for row in dict.fromkeys((*stored.below, *derived.below)):
        yield from _aligned(stored.below.get(row, ()), derived.below.get(row, ()))


def _aligned(stored: Sequence[Claims], derived: Sequence[Claims]) -> Iterator[Failure]:
    """Yield the differences of two rows: what was moved, what says something else, the rest."""
    ours, theirs = _unlike(stored, derived)
    for place in tuple(ours):
        same = (there for there in theirs if derived[there].content == stored[place].content)
        if (there := next(same, None)) is not None:
            ours.remove(place)
            theirs.remove(there)
            says, holds = (f"it is number {number + 1}" for number in (place, there))
            yield Failure(str(stored[place]), says, holds)
    for place, there in _paired(stored, derived, ours, theirs):
        yield from differences(stored[place], derived[there])
        ours.remove(place)
        theirs.remove(there)
    yield from (Failure(str(stored[place]), "that it is there", _NOTHING) for place in ours)
    yield from (Failure(str(derived[there]), _NOTHING, "that it is there") for there in theirs)


def _unlike(stored: Sequence[Claims], derived: Sequence[Claims]) -> tuple[list[int], list[int]]:
    """Return the places, in each row, of what is not found in the other in the same order.

    Where as much of it is found at its own place, that comes first: two steps may say the same.
    """
    said, found = ([each.content for each in row] for row in (stored, derived))
    matched = SequenceMatcher(None, said, found, autojunk=False).get_matching_blocks()
    ours = {block.a + n for block in matched for n in range(block.size)}
    theirs = {block.b + n for block in matched for n in range(block.size)}
    still = {n for n, (one, other) in enumerate(zip(said, found, strict=False)) if one == other}
    if len(still) == len(ours):
        ours = theirs = still
    return (
        [place for place in range(len(stored)) if place not in ours],
        [place for place in range(len(derived)) if place not in theirs],
    )


def _paired(
    stored: Sequence[Claims], derived: Sequence[Claims], ours: list[int], theirs: list[int]
) -> list[tuple[int, int]]:
    """Pair what may be the same: in order, and where one row has more, the most alike."""
    if len(ours) == len(theirs):
        return list(zip(ours, theirs, strict=True))
    pairs = [(place, there) for place in ours for there in theirs]
    pairs.sort(key=lambda pair: -_likeness(stored[pair[0]], derived[pair[1]]))
    chosen: list[tuple[int, int]] = []
    for place, there in pairs:
        free = all(place != one and there != other for one, other in chosen)
        if free and len(chosen) < min(len(ours), len(theirs)):
            chosen.append((place, there))
    return sorted(chosen)


def _likeness(one: Claims, other: Claims) -> int:
    """Count the values and the parts that two have in common."""
    parts = [{part.content for row in each.below.values() for part in row} for each in (one, other)]
    return len(one.values.items() & other.values.items()) + len(parts[0] & parts[1])
