"""Nearest: what somebody may have meant by a name that nobody knows, at every door alike.

In:   a name, and the names that are known.
Out:  those of them that are most like it, the likest first; or a few words that offer them.
From: Ratcliff and Obershelp's likeness of texts, as `difflib` has it; a name whose words are all
      among those of another one is like it, however much longer that is.
"""

from __future__ import annotations

import re
from heapq import nlargest
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from difflib import SequenceMatcher

__all__ = ["folded", "nearest", "one_of"]

#: How many names are offered.
_OFFERED: Final = 3
#: So few names are all told.
_FEW: Final = 40
#: How like a name has to be, from 0 to 1.
_LIKE: Final = 0.6
#: What a name is worth that holds every word which was given.
_HOLDS: Final = 0.9
#: What a name is worth at least whose words are all among those that were given.
_HELD: Final = 0.7
# "DisputedItem", "not-met", "drug_class": where one word ends and the next begins
_WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|[^\w]+|_")


def folded(name: str) -> str:
    """Return a name without what people write in more than one way.

    >>> folded("Massage_Therapy"), folded("massage-therapy"), folded("DisputedItem")
    ('massage therapy', 'massage therapy', 'disputed item')
    """
    return " ".join(filter(None, _WORDS.split(name))).casefold()


def nearest(name: str, known: Iterable[str], most: int = _OFFERED) -> tuple[str, ...]:
    """Return those of the `known` names that are most like `name`, the likest first.

    >>> nearest("overturn-rte", ["why-denied", "overturn-rate", "overturned-by-year"])
    ('overturn-rate', 'overturned-by-year')
    """
    # Only who makes a slip waits for what mends it.
    from difflib import SequenceMatcher  # noqa: PLC0415

    given = folded(name)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(given)
    found = ((_likeness(matcher, given, folded(each)), each) for each in dict.fromkeys(known))
    like = [(share, each) for share, each in found if share >= _LIKE]
    return tuple(
        each for _, each in nlargest(most, like, key=lambda pair: (pair[0], -len(pair[1])))
    )


def _likeness(matcher: SequenceMatcher[str], given: str, known: str) -> float:
    here, there = set(given.split()), set(known.split())
    if here and here <= there:
        return _HOLDS + (1 - _HOLDS) * len(given) / len(known)
    if there and there < here:
        return _HELD + (_HOLDS - _HELD) * len(known) / len(given)
    shared = 2 * len(here & there) / (len(here) + len(there) or 1)
    matcher.set_seq1(known)
    if matcher.real_quick_ratio() < _LIKE or matcher.quick_ratio() < _LIKE:
        return shared
    return max(shared, matcher.ratio())


def one_of(name: str, known: Collection[str]) -> str:
    """Return what to say was expected where `name` was found: all names, or the nearest of many.

    >>> one_of("foo", ["upheld", "overturned"])
    'one of upheld, overturned'
    >>> one_of("massage-7", [f"massage-{number}" for number in range(100, 200)])
    'one of 100 names, such as massage-107, massage-117, massage-127'
    """
    if len(known) <= _FEW:
        return f"one of {', '.join(known)}"
    like = nearest(name, known)
    return f"one of {len(known):,} names" + (f", such as {', '.join(like)}" if like else "")
