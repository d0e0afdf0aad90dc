"""Spelling: the word that somebody meant whose finger slipped.

In:   the words of labels, and words that are right as they stand.
Out:  `Spelling.meant`: the one word of a label that is a slip away.
From: the letters of 2015 to 2017, which are typed: "diazempam", "acupunture", "physcial", "lo9w".
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

__all__ = ["Spelling"]

#: Shorter words have too many neighbours: "medial", "medical".
_SHORTEST: Final = 7
# "lo9w": a digit among the letters of a word
_DIGIT_WITHIN: Final = re.compile(r"(?P<head>[a-z]+)\d(?P<tail>[a-z]+)")
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
        self._near: dict[str, set[str]] = defaultdict(set)
        for word in self._words:
            if len(word) >= _SHORTEST and word.isalpha():
                for shorter in _with_one_less(word):
                    self._near[shorter].add(word)
        self._longest = 1 + max(map(len, self._words), default=0)
        self.meant = lru_cache(_REMEMBERED)(self._meant)

    def knows(self, word: str) -> bool:
        """Say whether `word` is a word of a label."""
        return word in self._words

    def _meant(self, word: str) -> str | None:
        """Return the word that was meant, or None where `word` is right or nobody can say."""
        if word in self._words or word in self._ordinary:
            return None
        if within := _DIGIT_WITHIN.fullmatch(word):
            bare = within["head"] + within["tail"]
            return bare if bare in self._words else None
        if not _SHORTEST - 1 <= len(word) <= self._longest or not word.isalpha():
            return None
        near = {
            known
            for shorter in _with_one_less(word)
            for known in self._near.get(shorter, ())
            if _is_slip(word, known)
        }
        return near.pop() if len(near) == 1 else None


def _with_one_less(word: str) -> Iterator[str]:
    """Yield `word`, and `word` without one of its letters, for each but the first and the last."""
    yield word
    for place in range(1, len(word) - 1):
        yield word[:place] + word[place + 1 :]


def _is_slip(word: str, known: str) -> bool:
    """Say whether the two differ by one letter within, or by two neighbours that change places."""
    if word[0] != known[0] or word[-1] != known[-1]:
        return False
    if len(word) != len(known):
        return abs(len(word) - len(known)) == 1
    apart = [
        place for place, pair in enumerate(zip(word, known, strict=True)) if len(set(pair)) > 1
    ]
    if len(apart) == 1:
        return True
    first, last = apart[0], apart[-1]
    swapped = word[first : last + 1] == known[first : last + 1][::-1]
    return last - first == 1 and swapped
