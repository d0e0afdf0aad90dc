"""Marking: the letter beside its explanation, each linked to the other by its words.

In:   the text of a letter, and the places that the page has quoted so far.
Out:  the text as spans within spans, each with the name by which a quotation leads to it, and that
      of the first quotation, to which it leads back; sentences that were not understood.
From: a place is half-open, in code points of the text as read. Of two that overlap the later one
      is cut, since elements nest.
"""

from __future__ import annotations

import re
from bisect import insort
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from markupsafe import Markup

from imrgraph.reasoning.rendering.wording import on_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from imrgraph.reasoning.places import Evidence

__all__ = ["Quoting", "Words"]

_Place = tuple[int, int]
# The end of a line that is full: its sentence goes on, and the next line begins with a word
_FOLDED: Final = re.compile(r"(?<=[^\n\f]{60})[^\S\n\f]*\n(?=\S)(?!\S{1,4}[.)]\s)")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the letter that are quoted, or were not understood, and what is within them."""

    #: By which a quotation leads here; empty of a part that was cut off, and of no quotation.
    anchor: str
    #: The first quotation of the words; empty where there is none.
    back: str
    unread: bool
    parts: tuple[Words | str, ...]


class Quoting:
    """Notes what a page quotes, so that the letter below leads back to it.

    >>> from imrgraph.reasoning.places import Evidence
    >>> quoting = Quoting("Massage: Upheld.")
    >>> upheld = Evidence(9, 15, "Upheld", 1)
    >>> quoting.backlink(upheld), quoting.backlink(upheld)
    (Markup(' id="said-9-15"'), '')
    >>> [each if isinstance(each, str) else each.parts for each in quoting.letter()]
    ['Massage: ', ('Upheld',), '.']
    """

    def __init__(self, text: str, unread: Sequence[Evidence] = ()) -> None:
        self._text = _flowing(text)
        self._unread = {(each.start, each.end) for each in unread}
        self._quoted: set[_Place] = set()

    def anchor(self, evidence: Evidence) -> str:
        """Return the name of the place in the letter."""
        return f"char-{evidence.start}-{evidence.end}"

    def placed(self, evidence: Evidence) -> str:
        """Say where in the letter that is."""
        return on_page(evidence)

    def backlink(self, evidence: Evidence) -> Markup | str:
        """Return the attribute by which the letter leads to a quotation: the first of its words."""
        place = evidence.start, evidence.end
        if place in self._quoted:
            return ""
        self._quoted.add(place)
        return Markup(' id="said-{}-{}"').format(*place)

    def letter(self) -> tuple[Words | str, ...]:
        """Return the text, marked by what was quoted until now."""
        whole = (_Piece(*place, place) for place in self._quoted | self._unread)
        pieces = sorted((each for each in whole if each.start < each.end), key=_outer_first)
        return tuple(self._within(0, len(self._text), pieces))

    def _within(self, start: int, end: int, pieces: list[_Piece]) -> Iterator[Words | str]:
        """Yield the text from `start` to `end`, taking from `pieces` what begins in it."""
        here = start
        while pieces and pieces[0].start < end:
            piece = pieces.pop(0)
            if here < piece.start:
                yield self._plain(here, piece.start)
            if piece.end > end:  # what overhangs stands beside the words that it is not within
                insort(pieces, _Piece(end, piece.end, piece.of), key=_outer_first)
            here = min(piece.end, end)
            yield self._words(piece, here, pieces)
        if here < end:
            yield self._plain(here, end)

    def _words(self, piece: _Piece, end: int, pieces: list[_Piece]) -> Words:
        quoted, place = piece.of in self._quoted, "{}-{}".format(*piece.of)
        return Words(
            anchor=f"char-{place}" if quoted and piece.start == piece.of[0] else "",
            back=f"said-{place}" if quoted else "",
            unread=piece.of in self._unread,
            parts=tuple(self._within(piece.start, end, pieces)),
        )

    def _plain(self, start: int, end: int) -> str:
        return self._text[start:end]


def _flowing(text: str) -> str:
    """Return a text of the same length whose full lines run on, for a column of another width.

    >>> _flowing("Priority:\\nStandard\\fPage 2")
    'Priority:\\nStandard\\nPage 2'
    """
    return _FOLDED.sub(lambda line: " " * len(line[0]), text).replace("\f", "\n")


class _Piece(NamedTuple):
    """A part of a place, or the whole of it."""

    start: int
    end: int
    of: _Place


def _outer_first(piece: _Piece) -> tuple[int, int]:
    return piece.start, -piece.end
