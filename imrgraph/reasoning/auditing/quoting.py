"""Quoting: words of a letter with as much around them as makes them plain.

In:   the place of words, and the text of the letter.
Out:  the place of the clause around them, or of the words next to them where that is long.
From: "full-thickness tear" is another finding than "nearly full-thickness tear".
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.cutting import completed, measures
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.sentences import sentences

if TYPE_CHECKING:
    from imrgraph.letters.text.document import Document
    from imrgraph.reasoning.places import Evidence

__all__ = ["answer", "in_context", "in_full", "takes_back"]

#: How far from the words their sentence is looked for, in characters.
_REACH: Final = 600
# "…; the knee", "… noted: spasm", "… and there was": where a clause may begin or end
_EDGE: Final = re.compile(
    r"[;:,]\s|[()]|\b(?:and|but)\s+(?=(?:there|the|no|it|he|she)\b)", re.IGNORECASE
)
# "and this case is beyond it"
_JOINS: Final = re.compile(r"(?:and|but|or)\s+", re.IGNORECASE)
# "a bulge" and no stenosis, ", without impingement": what takes back some of the words before it
_TAKES_BACK: Final = re.compile(
    r"[\s,;:(]*(?:(?:and|but|though|although|yet|with|which|that|is|was|are|were|shows?|showed"
    r"|there|it|he|she)\s+){0,4}"
    r"(?:no|not|nor|neither|none|without|never|negative|absent|normal|intact|den(?:ies|ied|ying))\b",
    re.IGNORECASE,
)
_AT_ONCE: Final = re.compile(r",?\s+(?:but\s+)?(?:without|with\s+no|no)\b", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"[^.;,]*?(?=[.;,]|\s(?:and|but)\s|\Z)", re.DOTALL)
# "and tenderness with decreased", "; without it": what hangs over where words are cut off
_HANGING: Final = re.compile(
    r"(?:[,;:]?\s+(?:with|without|of|in|on|at|to|for|by|from|and|or|but|the|an?|no|his|her)"
    r"(?:\s+(?:it|them|decreased|reduced|limited|diminished|positive|negative))?)+\Z",
    re.IGNORECASE,
)
# "…, but", "…; for", "I disagree with the denial, since"
_TURN: Final = re.compile(
    r";\s+|\b(?:but|however|nevertheless|nonetheless)\b,?\s*"
    r"|(?:(?<=[,;]\s)|\band\s+)(?:yet|still)\b,?\s*|(?<!not\s)\b(?:yet|still),\s*"
    r"|[,:-]\s+(?:for|because|since|as|when)\s+"
)
# "Although the file is thin, the knee locks": the comma ends what is granted
_GRANTED: Final = re.compile(r"\s*(?:and\s+)?(?:(?:al)?though|while|despite|whatever)\b")
_COMMA: Final = re.compile(r",\s+")
#: So many words after a turn say something of their own.
_LEAST: Final = 3
_WORD: Final = re.compile(r"\S+")
_AFTER: Final = " \t\n\r.,;:"


@lru_cache(maxsize=64)  # what qualifies a clause is asked for in turn
def in_context(evidence: Evidence, document: Document, most: int) -> Evidence:
    """Return words with the rest of their clause, at most `most` words of it on either side."""
    near = Span(max(0, evidence.start - _REACH), min(len(document.text), evidence.end + _REACH))
    around = next((s for s in sentences(document, near) if s.start <= evidence.start < s.end), near)
    start = _begin(document.text, around.start, evidence.start, most)
    end = _stop(document.text, evidence.end, max(around.end, evidence.end), most)
    quote = document.quote(Span(start, end))
    return replace(evidence, start=start, end=end, quote=quote)


def in_full(evidence: Evidence, document: Document, section: Span, most: int) -> Evidence:
    """Return words with their sentence, or their clause where that has more than `most` words.

    Whatever behind the clause takes some of it back is kept: "a bulge, and no stenosis".

    Args:
        evidence: the words.
        document: the letter.
        section: the part of the letter that holds them.
        most: so many words of a sentence are quoted.
    """
    near = Span(
        max(section.start, evidence.start - _REACH), min(section.end, evidence.end + _REACH)
    )
    whole = [
        s for s in sentences(document, near) if s.end > evidence.start and s.start < evidence.end
    ]
    around = Span(whole[0].start, max(whole[-1].end, evidence.end)) if whole else near
    if len(document.quote(around).split()) > most:
        clause = in_context(evidence, document, most)
        around = Span(max(clause.start, around.start), _tail(document.text, clause.end, around.end))
    kept = document.quote(around).rstrip(_AFTER)
    return replace(evidence, start=around.start, end=around.start + len(kept), quote=kept)


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


def takes_back(document: Document, place: Evidence) -> bool:
    """Say whether the next words take back what some words say: "a bulge, without contact"."""
    return bool(_AT_ONCE.match(document.text, place.end))


def _tail(text: str, end: int, last: int) -> int:
    """Return where the words end that take back what ends at `end`, one after the other."""
    while (found := _TAKES_BACK.match(text, end, last)) and (
        clause := _CLAUSE.match(text, found.end(), last)
    ):
        end = found.start() + len(_HANGING.sub("", text[found.start() : clause.end()]))
        if end < clause.end():
            break
    return end


def _begin(text: str, first: int, start: int, most: int) -> int:
    """Return where the clause begins, or the word so many words before `start`."""
    edges = [edge.end() for edge in _EDGE.finditer(text, first, start)]
    words = [word.start() for word in _WORD.finditer(text, max([first, *edges]), start)]
    begin = next(iter(words[-most:]), start) if most else start
    joined = _JOINS.match(text, begin)
    return joined.end() if joined else begin


def _stop(text: str, end: int, last: int, most: int) -> int:
    """Return where the clause ends, or the word so many words after `end`."""
    edge = _EDGE.search(text, end, last)
    words = list(_WORD.finditer(text, end, edge.start() if edge else last))
    said = [word[0] for word in words]
    most = completed(said, most) if most and measures(said, most) else most
    stop = words[:most][-1].end() if words and most else end
    kept = text[end:stop].rstrip(_AFTER)
    is_cut = bool(words[most:])
    return end + len(_HANGING.sub("", kept) if is_cut else kept)
