"""Lexicon: the labels of a vocabulary, found in a text.

In:   labels, each with the concept that it means.
Out:  `Lexicon.find`: where a text uses them.
From: skos:prefLabel, skos:altLabel and skos:hiddenLabel of ontology/vocab/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Lexicon", "Match"]


@dataclass(frozen=True, slots=True)
class Match:
    """A label at `start` up to `end` of the given text, and the concept that it means."""

    start: int
    end: int
    concept: str


class Lexicon:
    """Finds labels whatever their case, white space, hyphens and plural.

    >>> lexicon = Lexicon({"physical therapy": "pt", "MRI": "mri", "home exercise": "hep"})
    >>> lexicon.find("Physical\\ntherapy, then home-exercises; no amri.")
    (Match(start=0, end=16, concept='pt'), Match(start=23, end=37, concept='hep'))
    """

    def __init__(self, labels: Mapping[str, str]) -> None:
        concepts: dict[str, str] = {}
        for label, concept in labels.items():
            for form in _forms(_fold(label)[0]):
                concepts.setdefault(form, concept)
        concepts.update({_fold(label)[0]: concept for label, concept in labels.items()})
        concepts.pop("", None)
        self._concepts = list(concepts.values())
        self._automaton = AhoCorasick(list(concepts)) if concepts else None

    def find(self, text: str) -> tuple[Match, ...]:
        """Find the labels in `text`.

        Returns:
            Matches from left to right, none overlapping another; of those that start at one
            place, the longest. Offsets are those of `text`.
        """
        if self._automaton is None:
            return ()
        folded, places = _fold(text)
        hits = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        whole = [hit for hit in hits if _is_whole(folded, hit[1], hit[2])]
        whole.sort(key=lambda hit: (hit[1], -hit[2]))
        found: list[Match] = []
        end = 0
        for number, start, stop in whole:
            if start >= end:
                found.append(Match(places[start], places[stop - 1] + 1, self._concepts[number]))
                end = stop
        return tuple(found)


def _fold(text: str) -> tuple[str, list[int]]:
    """Lower `text`, white space and hyphens being one space; say where each character stood."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isspace() or character in "-\u2010\u2011\u2013":
            if folded and folded[-1] != " ":
                folded.append(" ")
                places.append(place)
        else:
            lower = character.lower()
            folded.append(lower if len(lower) == 1 else character)
            places.append(place)
    if folded and folded[-1] == " ":
        del folded[-1], places[-1]
    return "".join(folded), places


def _forms(label: str) -> Iterator[str]:
    """Yield `label` and its plural."""
    yield label
    if label.endswith("y") and label[-2:-1] not in "aeiou":
        yield f"{label[:-1]}ies"
    elif not label.endswith("s"):
        yield f"{label}s"


def _is_whole(text: str, start: int, end: int) -> bool:
    """Say whether no word runs on over either end."""
    before = text[start - 1 : start]
    return not before.isalnum() and not text[end : end + 1].isalnum()
