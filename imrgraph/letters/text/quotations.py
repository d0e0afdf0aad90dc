"""Quotations: what stands between quotation marks, over the ends of sentences.

In:   a text, and a place in it.
Out:  the places of what is quoted, the outermost of those within one another.
From: rationales that copy a guideline: “ODG states "… neck pain. … therapy.)" Here, she …”.
"""

from __future__ import annotations

import re
from typing import Final

from imrgraph.letters.text.document import Span

__all__ = ["quotations"]

# a mark before a word opens, one behind a word or a stop closes; 5" is an inch, and opens nothing
_MARK: Final = re.compile(r"(?P<opens>(?:(?<=[\s(:,])|(?<![\s\S]))\"(?=\S)|“)|(?P<closes>\"|”)")


def quotations(text: str, place: Span) -> tuple[Span, ...]:
    """Return what is quoted at a place, with its marks; what is not closed is not quoted.

    >>> said = 'ODG states "It is an "option." It is safe." She is well.'
    >>> [said[span.start : span.end] for span in quotations(said, Span(0, len(said)))]
    ['"It is an "option." It is safe."']
    """
    found: list[Span] = []
    opened: list[int] = []
    for mark in _MARK.finditer(text, place.start, place.end):
        if mark["opens"]:
            opened.append(mark.start())
        elif opened:
            start = opened.pop()
            if not opened:
                found.append(Span(start, mark.end()))
    return tuple(found)
