"""Anchors: where a pattern may begin, so that it is tried there and nowhere else.

In:   words, in small letters, by one of which whatever a pattern finds begins; a text.
Out:  where they stand in it, and what the pattern finds there.
From: A. V. Aho, M. J. Corasick, Efficient string matching, 1975: one pass finds all words, where a
      pattern of Python is tried at every character.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Anchored", "Anchors"]


class Anchors:
    """Finds where any of some words stands, whatever its case; also within another word.

    >>> Anchors(["visit", "it"]).at("Two visits.", 0, 11)
    [4, 7]
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(words)

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(self._words)

    def at(self, text: str, start: int, end: int) -> list[int]:
        """Return where the words start at a place of a text, from left to right."""
        # of other alphabets no letter is folded: some would be two
        small = text[start:end].encode("utf-8", "replace").lower().decode("utf-8")
        hits = self._automaton.find_matches_as_indexes(small, overlapping=True)
        return sorted({start + at for _, at, _ in hits})


class Anchored:
    """A pattern that begins with one of some words, whatever its case; compiled when first tried.

    >>> pattern = Anchored(Anchors(["visit"]), r"\\bvisits?\\b")
    >>> [found[0] for found in pattern.finditer("Visit us; revisits, visits, visitors", 0, 36)]
    ['Visit', 'visits']
    """

    def __init__(self, anchors: Anchors, pattern: str) -> None:
        self._anchors, self._written = anchors, pattern

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._written, re.IGNORECASE | re.DOTALL)

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """Return what the pattern finds first at a place of a text, as `re.Pattern.search` does."""
        return next(self.finditer(text, start, end), None)

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield what the pattern finds at a place of a text, as `re.Pattern.finditer` does."""
        return self.among(self._anchors.at(text, start, end), text, end)

    def among(self, places: Iterable[int], text: str, end: int) -> Iterator[re.Match[str]]:
        """Yield what the pattern finds up to `end`, given where the words stand."""
        until = 0
        for at in places:
            if at >= until and (found := self._pattern.match(text, at, end)):
                yield found
                until = found.end()
