"""Leaning: which way a sentence of a rationale leans by its own words, whoever is quoted in it.

In:   a folded sentence of a rationale, and the markers in it.
Out:  a `Leaning`: for the request, against it, told of the denial, or neither; and whether it comes
      to a point that is granted to the worker.
From: the markers that speak for and against, that bear out or waive, and that tell the denial.
      What follows the last turn of a sentence is what it comes to: “UR would wait, but the nerve
      is dying”.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imrgraph.letters.text.scope import Mark

__all__ = ["WANTING", "Leaning", "answer", "favors", "leaning"]

# "…, but", "…; for", "I disagree with the denial, since"
_TURN: Final = re.compile(
    r";\s+|\b(?:but|however|nevertheless|nonetheless)\b,?\s*"
    r"|(?:(?<=[,;]\s)|\band\s+)(?:yet|still)\b,?\s*|(?<!not\s)\b(?:yet|still),\s*"
    r"|[,:-]\s+(?:for|because|since|as|when)\s+"
)
# "Although the file is thin, the knee locks": the comma ends what is granted
_GRANTED: Final = re.compile(r"\s*(?:and\s+)?(?:(?:al)?though|while|despite|whatever)\b")
_COMMA: Final = re.compile(r",\s+")
#: A denial that is named within so many characters is what a sentence tells of.
_LEADS: Final = 50
#: What markers say of a thing that is wanting, and of one that is too much.
WANTING: Final = frozenset({"denies", "is not shown", "is past", "goes beyond"})
_FAVORS: Final = "favors"
#: What is minded besides is no point in the worker's favor.
_MINDED: Final = WANTING | {"speaks against", "raises a risk"}
_NOT: Final = re.compile(r"\bnot\b|n't\b|\b(?:nor|never|neither|hardly)\b")
# "whether it has helped": it is open
_OPEN: Final = re.compile(r"\b(?:whether|if|unless|how|until)\b")
#: So many words after a turn say something of their own.
_LEAST: Final = 3


class Leaning(StrEnum):
    """Which way a sentence leans."""

    #: It says that it would be wrong to deny the request.
    FOR = "for"
    #: It says that what is told of the case calls for the request, meets what is asked, or that
    #: something need not come first.
    BEARS_OUT = "bears out"
    #: It comes to what the reviewer minds, or admits.
    AGAINST = "against"
    #: It comes to a risk that a drug or a procedure would add to, and a test may answer.
    RISK = "risk"
    #: It tells what the denial says, or that the reviewer disagrees, and no more.
    DENIAL = "denial"
    #: It says that by what was told so far the denial is right.
    GRANTS = "grants"
    NEITHER = "neither"


def leaning(sentence: Span, tail: Span, marks: Sequence[Mark]) -> Leaning:
    """Say which way a sentence leans.

    Args:
        sentence: its place.
        tail: what it comes to, as `answer` has it.
        marks: the markers in it.
    """
    at: dict[str, list[int]] = {}
    for mark in marks:
        at.setdefault(mark.marker.category, []).append(mark.span.start)
    if "speaks for" in at:
        return Leaning.FOR
    if "grants the denial" in at and tail.start == sentence.start:
        return Leaning.GRANTS
    denial = at.get("tells the denial", ())
    if denial and tail.start <= min(denial) < tail.start + _LEADS:
        return Leaning.DENIAL
    if any(start >= tail.start for start in at.get("speaks against", ())):
        return Leaning.AGAINST
    if any(start >= tail.start for start in at.get("raises a risk", ())):
        return Leaning.RISK
    bears = "bears out" in at or any(start >= tail.start for start in at.get("waives", ()))
    return Leaning.BEARS_OUT if bears else Leaning.NEITHER


def favors(folded: str, tail: Span, marks: Sequence[Mark]) -> bool:
    """Say whether a sentence comes to a point in the worker's favor, and to nothing else.

    Args:
        folded: the letter, folded.
        tail: what the sentence comes to, as `answer` has it.
        marks: the markers in it.
    """
    last = [mark for mark in marks if mark.span.start >= tail.start]
    points = [mark.span for mark in last if mark.marker.category == _FAVORS]
    if not points or _OPEN.search(folded, tail.start, points[0].start):
        return False
    minded = [mark.span for mark in last if mark.marker.category in _MINDED]
    minded += [Span(*no.span()) for no in _NOT.finditer(folded, tail.start, tail.end)]
    return all(any(_meet(span, point) for point in points) for span in minded)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def answer(folded: str, sentence: Span) -> Span:
    """Return what a sentence comes to: what follows its last turn, or the whole of it.

    >>> said = "the denial calls it routine, but she cannot stand"
    >>> said[answer(said, Span(0, len(said))).start :]
    'she cannot stand'
    """
    turns = [turn.end() for turn in _TURN.finditer(folded, sentence.start + 1, sentence.end)]
    if _GRANTED.match(folded, sentence.start, sentence.end):
        commas = (each.end() for each in _COMMA.finditer(folded, sentence.start, sentence.end))
        turns += [at for at in commas if not _GRANTED.match(folded, at, sentence.end)][:1]
    own = (at for at in turns if len(folded[at : sentence.end].split()) >= _LEAST)
    return Span(max(own, default=sentence.start), sentence.end)
