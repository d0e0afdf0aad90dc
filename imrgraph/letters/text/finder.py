"""Finder: where a sentence has which of many phrases.

In:   phrases, in the language of text/phrases, or things that have some; a folded text, and a place
      in it.
Out:  where each phrase, or each thing, stands there. One pass finds the parts of words that phrases
      need; then only those phrases are tried that have what they need, where they may begin.
From: A. V. Aho, M. J. Corasick, Efficient string matching, 1975, for the pass.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from imrgraph.letters.text.document import Span
from imrgraph.letters.text.needs import alternatives, spaced
from imrgraph.letters.text.phrases import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.letters.text.needs import Alternative

__all__ = ["Finder", "FinderOf"]

T = TypeVar("T")


class Finder:
    """Finds many phrases, numbered from 0, each in its own right.

    >>> finder = Finder(["no (sign|evidence) of", "unclear|of"])
    >>> list(finder.find("no sign of it", Span(0, 13)))
    [(0, 10, 0), (8, 10, 1)]
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        every = [(n, each) for n, phrase in enumerate(phrases) for each in alternatives(phrase)]
        #: The number of the phrase that each alternative is of.
        self._phrases = [number for number, _ in every]
        ways = [_Way(each) for _, each in every]
        #: By part: the alternatives that are nothing else, that it begins, that need it.
        whole, begun, needed = (defaultdict[str, list[int]](list) for _ in range(3))
        for n, (_, way) in enumerate(every):
            alone = f" {way.written} "
            for part in way.first:
                (whole if part == alone else begun)[part].append(n)
            for part in way.parts:
                needed[part].append(n)
        parts = {*whole, *begun, *needed}
        words = sorted(part for part in parts if part.strip(" ").isalnum() or " " in part)
        signs = sorted(parts.difference(words))
        self._words = AhoCorasick(words or ["\0"])
        self._sign = re.compile("|".join(map(re.escape, signs)) or r"(?!)")
        self._signs = {sign: number for number, sign in enumerate(signs, len(words))}
        self._opens = [not part.startswith(" ") for part in words]
        of_each = (*words, *signs)
        self._whole = [[(n, len(part.strip())) for n in whole[part]] for part in of_each]
        self._begun = [[(n, ways[n]) for n in begun[part]] for part in of_each]
        self._needed = [frozenset(needed[part]) for part in of_each]
        self._always = frozenset(n for n, (_, way) in enumerate(every) if not way.parts)
        #: Those that may begin anywhere.
        self._anywhere = {n: ways[n] for n, (_, way) in enumerate(every) if not way.first}

    def find(self, folded: str, place: Span) -> Iterator[tuple[int, int, int]]:
        """Yield where phrases start and end at `place`, and the number of each.

        They come from left to right; of those that start in one place, the first phrase, and the
        first of its alternatives, comes first.
        """
        among = self._among(folded, place)
        may = self._always.union(*[self._needed[part] for _, part in among])
        end, begun, whole = place.end, self._begun, self._whole
        found = [
            (at, way, match.end())
            for at, part in among
            for way, written in begun[part]
            if way in may and (match := written.pattern.match(folded, at, end))
        ]
        found += [(at, way, at + length) for at, part in among for way, length in whole[part]]
        for way in may & self._anywhere.keys():
            search, at = self._anywhere[way].pattern.search, place.start
            while match := search(folded, at, end):
                found.append((match.start(), way, match.end()))
                at = match.start() + 1
        found.sort()
        phrases = self._phrases
        return ((at, until, phrases[way]) for at, way, until in found)

    def _among(self, folded: str, place: Span) -> list[tuple[int, int]]:
        """Return the parts at `place`, by their numbers, each where it starts."""
        start, end, opens = place.start, place.end, self._opens
        before = folded[start - 1] if start else " "
        hits = self._words.find_matches_as_indexes(
            spaced(f"{before}{folded[start:end]} "), overlapping=True
        )
        # a blank before a word is of no length, and so is the sign before the place
        words = ((start + at - opens[part], part) for part, at, _ in hits)
        signs = self._sign.finditer(folded, start, end)
        return [*words, *((sign.start(), self._signs[sign[0]]) for sign in signs)]


class FinderOf(Generic[T]):
    """Finds things that have phrases: of the phrases of each, the first in each place.

    >>> finder = FinderOf([("denies", ["no", "no sign of"]), ("is a sign", ["signs?"])])
    >>> [(span.start, span.end, thing) for span, thing in finder.find("no sign of it", Span(0, 13))]
    [(0, 2, 'denies'), (3, 7, 'is a sign')]
    """

    def __init__(self, things: Iterable[tuple[T, Iterable[str]]]) -> None:
        every = [(thing, phrase) for thing, phrases in things for phrase in phrases]
        self._things = [thing for thing, _ in every]
        self._finder = Finder(phrase for _, phrase in every)

    def find(self, folded: str, place: Span) -> Iterator[tuple[Span, T]]:
        """Yield where things are found at `place`, from left to right."""
        ended: dict[T, int] = {}
        for start, end, number in self._finder.find(folded, place):
            thing = self._things[number]
            if start >= ended.get(thing, start):
                ended[thing] = end
                yield Span(start, end), thing


class _Way:
    """An alternative, compiled when it is first tried: most letters need few of them."""

    def __init__(self, way: Alternative) -> None:
        self._way = way

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds it; that it begins with a word is found out in no time."""
        written, first = self._way.written, self._way.first
        begins = first and all(part.startswith(" ") for part in first)
        return pattern([written], r"\b") if begins else pattern([written])
