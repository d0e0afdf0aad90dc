"""Lexicon: the labels of a vocabulary, found in a text.

In:   labels, each with the concept that it means.
Out:  `Lexicon.find`: where a text uses them.
From: skos:prefLabel, skos:altLabel and skos:hiddenLabel of ontology/vocab/.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ahocorasick_rs import AhoCorasick

from imrgraph.knowledge.spelling import Spelling

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

__all__ = ["Lexicon", "Match"]

# "electro- diagnostic": the line ended within the word, or at a hyphen of its own
_BREAK: Final = re.compile(r"[-\u2010\ufffe]\s+|\ufffe")
#: Stands for such a gap until it is known which.
_BROKEN: Final = "\x1f"
# White space and hyphens, U+FFFE being what a PDF has for a hyphen at the end of a line, unless it
# is one space or hyphen of ASCII; or "&"
_GAP: Final = re.compile(
    r"[\s\u2010\u2011\u2013\ufffe-]{2,}|[\u2010\u2011\u2013\ufffe]|[^\S\0-\x7f]|&"
)
#: The space that stands for one of ASCII.
_SPACED: Final = {code: " " for code in range(128) if re.match(r"[\s-]", chr(code))}
_HALVES: Final = re.compile(rf"(?P<head>\w+){_BROKEN}(?P<tail>\w+)")
_WORD: Final = re.compile(r"\w+")
# A word that is long enough to have slipped, or that holds a digit
_LONG: Final = re.compile(r"\w{6,}|[a-z]+\d[a-z]+")


#: The labels of so many texts are kept, and as many texts folded.
_KEPT: Final = 256
#: Of a name of so many letters an "s" at its end may be a part.
_SHORT: Final = 4

#: Of each character of a folded text, where it stands in the text.
_Places = Sequence[int]


@dataclass(frozen=True, slots=True)
class Match:
    """A label at `start` up to `end` of the given text, and the concept that it means."""

    start: int
    end: int
    concept: str


class Lexicon:
    """Finds labels whatever their case, white space, hyphens and plural, and if a finger slipped.

    A slip is one letter too many, too few, wrong or before its neighbour, in a word of seven
    letters or more, the first and the last being right. A word that may be meant as it stands is
    none: one that `ordinary` holds, or that two words of labels are as near to. Nor is a plural of
    a short name that is the name of another thing, of those `apart`: "CRPS" is no "CRP".

    >>> lexicon = Lexicon({"physical therapy": "pt", "MRI": "mri", "home exercise": "hep"})
    >>> lexicon.find("Physcial\\ntherapy, then home-exercises; no amri.")
    (Match(start=0, end=16, concept='pt'), Match(start=23, end=37, concept='hep'))
    """

    def __init__(
        self,
        labels: Mapping[str, str],
        ordinary: Collection[str] = frozenset(),
        apart: Collection[str] = frozenset(),
    ) -> None:
        concepts: dict[str, str] = {}
        folded = [(_fold(label)[0], concept) for label, concept in labels.items()]
        others = {_fold(label)[0] for label in apart}
        for label, concept in folded:
            for form in _forms(label):
                if len(label) > _SHORT or form not in others:
                    concepts.setdefault(form, concept)
        concepts.update(folded)
        concepts.pop("", None)
        self._concepts = list(concepts.values())
        self._automaton = AhoCorasick(list(concepts)) if concepts else None
        self._spelling = Spelling(_WORD.findall("\n".join(concepts)), ordinary)
        self._kept = lru_cache(_KEPT)(self._found)

    def knows(self, word: str) -> bool:
        """Say whether `word` is a word of a label.

        >>> Lexicon({"electrodiagnostic study": "emg"}).knows("Electrodiagnostic")
        True
        """
        return self._spelling.knows(word.lower())

    def likest(self, word: str) -> str | None:
        """Return the word of a label that an unknown word is most like, None where it is like none.

        >>> Lexicon({"naproxen": "nsaid"}).likest("Naproxin")
        'naproxen'
        """
        return self._spelling.likest(word.lower())

    def find(self, text: str) -> tuple[Match, ...]:
        """Find the labels in `text`; several readers, and several items, ask for one sentence.

        Returns:
            Matches from left to right, none overlapping another; of those that start at one
            place, the longest. Offsets are those of `text`.
        """
        return self._kept(text)

    def _found(self, text: str) -> tuple[Match, ...]:
        if self._automaton is None:
            return ()
        folded, places = self._put_right(*self._rejoined(*_fold(text)))
        hits = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        whole = [
            (start, -stop, number) for number, start, stop in hits if _is_whole(folded, start, stop)
        ]
        whole.sort()
        found: list[Match] = []
        end = 0
        for start, before, number in whole:
            if start >= end:
                end = -before
                found.append(Match(places[start], places[end - 1] + 1, self._concepts[number]))
        return tuple(found)

    def _rejoined(self, folded: str, places: _Places) -> tuple[str, _Places]:
        """Join the words that the end of a line broke, if a label has them whole."""
        if _BROKEN not in folded:
            return folded, places
        joined = [
            halves.end("head")
            for halves in _HALVES.finditer(folded)
            if self._spelling.knows(halves["head"] + halves["tail"])
        ]
        starts, ends = [0, *(gap + 1 for gap in joined)], [*joined, len(folded)]
        kept = [slice(start, end) for start, end in zip(starts, ends, strict=True)]
        whole = "".join(folded[piece] for piece in kept)
        return whole.replace(_BROKEN, " "), [place for piece in kept for place in places[piece]]

    def _put_right(self, folded: str, places: _Places) -> tuple[str, _Places]:
        """Put the word that was meant in the place of one that slipped."""
        if self._spelling.are_right(_long(folded)):
            return folded, places
        pieces: list[str] = []
        stands: list[int] = []
        end = 0
        for word in _LONG.finditer(folded):
            if meant := self._spelling.meant(word[0]):
                start, last = word.start(), word.end() - 1
                pieces += (folded[end:start], meant)
                stands += places[end:start]
                stands += (places[min(start + n, last)] for n in range(len(meant) - 1))
                stands.append(places[last])
                end = word.end()
        return "".join((*pieces, folded[end:])), [*stands, *places[end:]]


@lru_cache(_KEPT)  # several lexicons are asked for the same sentence
def _fold(text: str) -> tuple[str, _Places]:
    """Lower `text`, white space and hyphens being one space; say where each character stood."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    spaced = lower.translate(_SPACED)
    if lower.isascii() and "  " not in spaced and "&" not in spaced:
        bare, opens = spaced.strip(" "), int(spaced.startswith(" "))
        return bare, range(opens, opens + len(bare))
    pieces: list[str] = []
    places: list[int] = []
    end = 0
    for gap in _GAP.finditer(lower):
        start = gap.start()
        pieces.append(spaced[end:start])
        places += range(end, start)
        end = gap.end()
        if gap[0] == "&":
            pieces.append("and")
            places += [start] * len("and")
        elif places and end < len(lower):
            pieces.append(_BROKEN if _BREAK.fullmatch(gap[0]) else " ")
            places.append(start)
    whole, rest = "".join((*pieces, spaced[end:])), range(end, len(lower))
    every = [*places, *rest] if places else rest
    bare = whole.strip(" ")
    return bare, every[whole.startswith(" ") :][: len(bare)]


@lru_cache(_KEPT)
def _long(folded: str) -> frozenset[str]:
    return frozenset(_LONG.findall(folded))


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
