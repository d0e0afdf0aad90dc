"""Spelling: the word that somebody meant whose finger slipped.

In:   the words of labels, and words that are right as they stand.
Out:  `Spelling.meant`: the one word of a label that is a slip away.
From: the letters of 2015 to 2017, which are typed: "diazempam", "acupunture", "physcial", "lo9w".
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain, takewhile
from operator import eq
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = ["Spelling"]

#: Shorter words have too many neighbours: "medial", "medical".
_SHORTEST: Final = 7
# "lo9w": a digit among the letters of a word
_DIGIT_WITHIN: Final = re.compile(r"(?P<head>[a-z]+)\d(?P<tail>[a-z]+)")
#: Shorter words are like too many others, and less alike is not like.
_LIKE_LEAST: Final = 5
_LIKE: Final = 0.7
#: How many words are remembered.
_REMEMBERED: Final = 2**14


class Spelling:
    """Knows the words of labels, also by a slip.

    >>> spelling = Spelling(["acupuncture", "topical", "low"], ordinary={"typical"})
    >>> [spelling.meant(word) for word in ("acupunture", "typical", "lo9w", "acupuncture")]
    ['acupuncture', None, 'low', None]
    """

    def __init__(self, words: Iterable[str], ordinary: Collection[str] = frozenset()) -> None:
        self._words = frozenset(words)
        self._ordinary = ordinary
        #: The words that may be meant, by what no slip changes much: first and last letter, length.
        self._alike = defaultdict[tuple[str, str, int], list[str]](list)
        for word in self._words:
            if len(word) >= _SHORTEST and word.isalpha():
                self._alike[word[0], word[-1], len(word)].append(word)
        #: Words that were looked at, and are no slips.
        self._right: set[str] = set()

    def knows(self, word: str) -> bool:
        """Say whether `word` is a word of a label."""
        return word in self._words

    def are_right(self, words: frozenset[str]) -> bool:
        """Say whether none of some words is a slip.

        >>> Spelling(["acupuncture"]).are_right(frozenset({"acupuncture", "patient"}))
        True
        """
        if self._right >= words:
            return True
        if any(map(self.meant, words)):
            return False
        if len(self._right) > _REMEMBERED:
            self._right.clear()
        self._right |= words
        return True

    def likest(self, word: str) -> str | None:
        """Return the word of a label that a word is most like, if it is like any.

        >>> Spelling(["naproxen", "acupuncture"]).likest("naproxin")
        'naproxen'
        """
        from difflib import get_close_matches  # noqa: PLC0415 (few letters ask for it)

        alike = (w for w in self._words if len(w) >= _LIKE_LEAST and w[0] == word[:1])
        return next(iter(get_close_matches(word, sorted(alike), n=1, cutoff=_LIKE)), None)

    def meant(self, word: str) -> str | None:
        """Return the word that was meant, or None where `word` is right or nobody can say."""
        if word in self._words or word in self._ordinary:
            return None
        if within := _DIGIT_WITHIN.fullmatch(word):
            bare = within["head"] + within["tail"]
            return bare if bare in self._words else None
        if len(word) < _SHORTEST - 1 or not word.isalpha():
            return None
        lengths = range(len(word) - 1, len(word) + 2)
        alike = (self._alike.get((word[0], word[-1], length), ()) for length in lengths)
        near = [known for known in chain.from_iterable(alike) if _is_slip(word, known)]
        return near[0] if len(near) == 1 else None


def _is_slip(word: str, known: str) -> bool:
    """Say whether two words that begin and end alike differ by a slip within.

    That is a letter too many, too few, or another one, or two neighbours that change places.
    """
    same = sum(takewhile(bool, map(eq, word, known)))
    here, there = word[same:], known[same:]
    if len(word) != len(known):
        return here == there[1:] or here[1:] == there
    return here[1:] == there[1:] or (here[:2] == there[1::-1] and here[2:] == there[2:])
