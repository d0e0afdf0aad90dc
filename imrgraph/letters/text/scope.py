"""Scope: what the words of a sentence say of what stands beside them: whether, when, of whom.

In:   the markers of ontology/vocab/markers.ttl; a folded text, and the place of a sentence.
Out:  `Scopes`: for any place in the sentence, the `Mark`s that reach it.
From: ConText (Harkema et al. 2009), as medspaCy has it: a marker has a category, a direction and a
      reach, ends where another word takes over, and may only look like one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.document import Span
from imrgraph.letters.text.finder import Finder
from imrgraph.letters.text.phrases import described

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["Mark", "Marker", "Scopes", "markers", "scopes"]

#: A marker without a reach of its own reaches as far as its sentence goes.
_EVERYWHERE: Final = 10_000
# "no spasm, foot drop or atrophy" denies three; "no spasm, tenderness of the neck" but one
_LISTS: Final = re.compile(r"\b(?:or|nor)\b")
_CLOSED: Final = re.compile(r"\b(?:or|nor)\b[^,]*,(?!\s*(?:or|nor|and)\b)")
#: What markers say that takes the place of whatever a marker within them says.
_DENYING: Final = frozenset({"denies", "is not shown", "lasts", "is past"})
#: What takes that of others of these alone: "has completed" affirms, and was had as well.
_GRANTING: Final = frozenset({"affirms", "leaves open"})
#: What is said beside whatever a marker within it says: "would not respond to" denies as well.
_BESIDE: Final = frozenset({"waives"})
# "lack of documentation that": what this denies first is a part of it
_OF_NAMES: Final = frozenset({"is not shown"})
#: How far behind a place the "or" of its list may stand.
_LIST: Final = 200


@dataclass(frozen=True, slots=True, eq=False)
class Marker:
    """Words that say something of what stands beside them.

    Attributes:
        name: its local name.
        phrases: those by which it is found.
        category: what it says: "denies", "affirms", …, as imr:category has them.
        ahead: whether it speaks of what follows it.
        back: whether it speaks of what precedes it.
        within: how many characters it reaches.
        ended_by: the names of the markers that no reach of it goes over.
        stops_at_commas: whether it goes over a comma only in a list that ends with “or”.
    """

    name: str
    phrases: tuple[str, ...]
    category: str
    ahead: bool
    back: bool
    within: int
    ended_by: frozenset[str]
    stops_at_commas: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker where a sentence has it."""

    span: Span
    marker: Marker


@cache
def markers(knowledge: Knowledge) -> tuple[Marker, ...]:
    """Return every marker, in order of name.

    >>> from imrgraph.knowledge.knowledge import load
    >>> {marker.category for marker in markers(load())} >= {"affirms", "denies"}
    True
    """
    return tuple(
        Marker(
            name=name,
            phrases=tuple(stated["pattern"]),
            category=stated["category"][0],
            ahead="ahead" in stated["reaches"],
            back="back" in stated["reaches"],
            within=int(next(iter(stated["within"]), _EVERYWHERE)),
            ended_by=frozenset(iri.rpartition("/")[2] for iri in stated["endedBy"]),
            stops_at_commas="true" in stated["stopsAtCommas"],
        )
        for name, stated in described(knowledge, "Marker")
    )


@lru_cache(maxsize=64)  # several readers, and several items of a letter, ask for one sentence
def scopes(folded: str, sentence: Span, knowledge: Knowledge) -> Scopes:
    """Return the markers of a sentence.

    >>> from imrgraph.knowledge.knowledge import load
    >>> text = "no spasm, but tenderness"
    >>> read = scopes(text, Span(0, len(text)), load())
    >>> [read.says(Span(*place)) for place in [(3, 8), (14, 24)]]
    [frozenset({'denies'}), frozenset()]
    """
    return Scopes(folded, sentence, knowledge)


class Scopes:
    """The markers of a sentence, and how far they reach."""

    def __init__(self, folded: str, sentence: Span, knowledge: Knowledge) -> None:
        self._text, self._sentence = folded, sentence
        #: Every marker of the sentence, in order.
        self.marks = tuple(_marks(folded, sentence, knowledge))
        #: Those that reach anything, each with the markers that it lies within.
        self._reaching = [
            (mark, holders)
            for mark, holders in _held(self.marks)
            if mark.marker.ahead or mark.marker.back
        ]
        self._ends: dict[str, list[int]] = {}
        for mark in self.marks:
            # nothing reaches over the comma that ends a concession, or into any other turn
            stop = mark.span.end - 1 if mark.marker.category == "concedes" else mark.span.start
            self._ends.setdefault(mark.marker.name, []).append(stop)

    def says(self, place: Span) -> frozenset[str]:
        """Return what the markers that reach `place` say of it."""
        return frozenset(mark.marker.category for mark in self.of(place))

    def holds(self, *categories: str) -> bool:
        """Say whether the sentence has a marker of a category, wherever it reaches."""
        return any(mark.marker.category in categories for mark in self.marks)

    def between(self, one: Span, other: Span) -> str:
        """Return the words between two places."""
        return self._text[one.end : other.start]

    def ahead(self, place: Span) -> str:
        """Return the words of the sentence before a place."""
        return self._text[self._sentence.start : place.start]

    def of(self, place: Span, names: Sequence[Span] = ()) -> tuple[Mark, ...]:
        """Return the markers that reach `place`, in their order.

        Args:
            place: words of the sentence.
            names: where things are named, in whose names a marker is none.

        Returns:
            Those markers, without any that lies within another one that speaks of `place`, or
            that says nothing.
        """
        reaching = (
            (mark, holders)
            for mark, holders in self._reaching
            if self._reaches(mark, place) and not any(_overlap(mark.span, name) for name in names)
        )
        return tuple(
            mark
            for mark, holders in reaching
            if not any(_speaks(holder, mark, place, names) for holder in holders)
        )

    def _reaches(self, mark: Mark, place: Span) -> bool:
        marker, span = mark.marker, mark.span
        if span.start < place.start < span.end and marker.category in _OF_NAMES:
            return True
        follows = span.end <= place.start
        start, end = (span.end, place.start) if follows else (place.end, span.start)
        if not (marker.ahead if follows else marker.back) or not 0 <= end - start <= marker.within:
            return False
        for name in marker.ended_by:
            stops = self._ends.get(name, ())
            first = bisect_left(stops, start)
            if first < len(stops) and stops[first] < end:
                return False
        between = self._text[start:end]
        opened, closed = between.count("("), between.count(")")
        if closed > opened if follows else opened > closed:
            return False  # what is said in brackets is said of nothing outside
        return not (follows and marker.stops_at_commas) or self._is_listed(between, place)

    def _is_listed(self, between: str, place: Span) -> bool:
        """Say whether what stands between a marker and `place` has no comma, or is of a list."""
        if "," not in between:
            return True
        after = self._text[place.end : min(place.end + _LIST, self._sentence.end)]
        return bool(_LISTS.search(between + after)) and not _CLOSED.search(between)


def _held(marks: Sequence[Mark]) -> Iterator[tuple[Mark, list[Mark]]]:
    """Yield each marker with those that it lies within; `marks` are in order."""
    near: list[Mark] = []
    for number, mark in enumerate(marks):
        span = mark.span
        near = [other for other in near if other.span.end > span.start]
        after = number + 1
        while after < len(marks) and marks[after].span.start == span.start:
            after += 1
        longer = (*near, *marks[number + 1 : after])
        yield mark, [m for m in longer if m.span.end >= span.end and m.span != span]
        near.append(mark)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _speaks(holder: Mark, mark: Mark, place: Span, names: Sequence[Span]) -> bool:
    """Say whether `holder`, of which `mark` is a part, speaks of `place` rather than that."""
    if any(_overlap(holder.span, each) for each in (place, *names)):
        return False
    category = holder.marker.category
    if category == "nothing":
        return True
    if category in _BESIDE:
        return False
    if holder.span.end <= place.start:
        same = (category in _GRANTING) is (mark.marker.category in _GRANTING)
        return holder.marker.ahead and (same or category in _DENYING)
    return holder.marker.back and category in _DENYING


def _marks(folded: str, sentence: Span, knowledge: Knowledge) -> Iterator[Mark]:
    """Yield the markers of a sentence: of the phrases of each, those that no other one holds."""
    finder, by = _finder(knowledge)
    found: dict[Marker, list[tuple[int, int]]] = {}
    for start, end, number in finder.find(folded, sentence):
        kept = found.setdefault(by[number], [])
        if kept and kept[-1][0] == start and kept[-1][1] < end:
            kept.pop()
        if not kept or kept[-1][1] < end:
            kept.append((start, end))
    ordered = sorted((*at, marker.name, marker) for marker, kept in found.items() for at in kept)
    for start, end, _, marker in ordered:
        yield Mark(Span(start, end), marker)


@cache
def _finder(knowledge: Knowledge) -> tuple[Finder, tuple[Marker, ...]]:
    """Return what finds the phrases of all markers, and the marker of each."""
    every = [(marker, phrase) for marker in markers(knowledge) for phrase in marker.phrases]
    return Finder(phrase for _, phrase in every), tuple(marker for marker, _ in every)
