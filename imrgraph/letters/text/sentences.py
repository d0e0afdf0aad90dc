"""Sentences: a part of a letter cut where its sentences end.

In:   a text, and a place in it.
Out:  the places of the sentences, in order.
From: the narrative and the rationales of the letters of 2013 to 2017, at times without a space
      after a full stop.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.document import Span, stripped
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from imrgraph.letters.text.document import Document

__all__ = ["cut", "sentences"]

#: Before a full stop that ends no sentence.
_SHORT: Final = "Dr", "Mr", "Ms", "Mrs", "vs", "i.e", "e.g", "No", "C.C.R", "p", "pp", "pg"
_NO_END: Final = "".join(rf"(?<!\b{re.escape(word)}.)" for word in _SHORT)
#: What a sentence is taken from, named behind its end: "(Kuijpers, 2011)".
_NAMED: Final = r"(?:\s?\([A-Z][^()]{1,60}?\b(?:19|20)\d\d[a-z]?\))*"
# "… to the neck. She …", "(… of therapy.)" He …", "… since 11-8-16.On 11-9-16 …"; not in "Dr. Who"
_END: Final = later(rf"[.!?]{_NO_END}[\"”)]{{0,2}}{_NAMED}(?=(?P<gap>\s++)(?![a-z])|[A-Z][a-z])")
#: No sentence is as long.
_LONGEST: Final = 2000


def sentences(document: Document, place: Span) -> tuple[Span, ...]:
    """Return the sentences at `place`, without the white space around them.

    >>> from imrgraph.letters.text.document import Document
    >>> text = "Seen by Dr. Who. She rests."
    >>> [text[s.start : s.end] for s in sentences(Document("letter", text), Span(0, len(text)))]
    ['Seen by Dr. Who.', 'She rests.']
    """
    return cut(document.text, place)


@lru_cache(maxsize=32)  # several readers ask for the same parts of a letter
def cut(text: str, place: Span) -> tuple[Span, ...]:
    """Return the sentences of `text` at `place`: one that does not end is cut.

    >>> [span.end for span in cut("He rests. So does she.", Span(0, 22))]
    [9, 22]
    """
    ends = list(_END.finditer(text, place.start, place.end))
    whole = stripped(text, place.start, place.end)
    starts = [whole.start, *(end.end() + len(end["gap"] or "") for end in ends)]
    stops = [*(end.end() for end in ends), whole.end]
    return tuple(
        Span(at, min(at + _LONGEST, stop))
        for start, stop in zip(starts, stops, strict=True)
        for at in range(start, stop, _LONGEST)
    )
