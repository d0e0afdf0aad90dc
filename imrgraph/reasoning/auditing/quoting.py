"""Quoting: words of a letter with as much around them as makes them plain.

In:   the place of words, and the text of the letter.
Out:  the place of the clause around them, or of the words next to them where that is long.
From: "full-thickness tear" is another finding than "nearly full-thickness tear".
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.document import Span
from imrgraph.letters.text.sentences import sentences

if TYPE_CHECKING:
    from imrgraph.letters.text.document import Document
    from imrgraph.reasoning.places import Evidence

__all__ = ["in_context"]

#: How far from the words their sentence is looked for, in characters.
_REACH: Final = 600
# "…; the knee", "… noted: spasm", "… and there was": where a clause may begin or end
_EDGE: Final = re.compile(
    r"[;:,]\s|[()]|\b(?:and|but)\s+(?=(?:there|the|no|it|he|she)\b)", re.IGNORECASE
)
# "and this case is beyond it"
_JOINS: Final = re.compile(r"(?:and|but|or)\s+", re.IGNORECASE)
_WORD: Final = re.compile(r"\S+")
_AFTER: Final = " \t\n\r.,;:"


def in_context(evidence: Evidence, document: Document, most: int) -> Evidence:
    """Return words with the rest of their clause, at most `most` words of it on either side."""
    near = Span(max(0, evidence.start - _REACH), min(len(document.text), evidence.end + _REACH))
    around = next((s for s in sentences(document, near) if s.start <= evidence.start < s.end), near)
    start = _begin(document.text, around.start, evidence.start, most)
    end = _stop(document.text, evidence.end, max(around.end, evidence.end), most)
    quote = document.quote(Span(start, end))
    return replace(evidence, start=start, end=end, quote=quote)


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
    words = [word.end() for word in _WORD.finditer(text, end, edge.start() if edge else last)]
    stop = words[:most][-1] if words and most else end
    kept = text[end:stop].rstrip(_AFTER)
    return end + len(kept)
