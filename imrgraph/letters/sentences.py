"""Sentences: a part of a letter cut where its sentences end.

In:   a document, and a place in it.
Out:  the places of the sentences, in order.
From: the narrative of the letters of 2015 to 2017, at times without a space after a full stop.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.document import Document

__all__ = ["is_at_issue", "plain", "sentences"]

# "… to the neck. She …", "… since 11-8-16.On 11-9-16 …"; not in "Dr. Who", "vs. rest" or "9792.20"
_END: Final = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bvs)(?<!\bi\.e)(?<!\be\.g)(?<!\bNo)"
    r"[.!?][\"”)]?(?:\s+|(?=[A-Z][a-z]))"
)
# "Utilization Review denied the massage as the MRI …": what is at issue, whatever else it says
_AT_ISSUE: Final = re.compile(
    r"\butilization\s+review|\bUR\b|\bclaims\s+administrator\b|\bdenials?\b|\bnon-?\s?certif"
    r"|\b(?:prior|previous|earlier)\s+(?:determination|review)\b"
    r"|\b(?:was|were|been|previously)\s+(?:previously\s+)?(?:denied|modified)\b"
    r"|\brequest\s+for\s+authorization\b|\bRFA\b|\boriginal\s+request\b"
    r"|\bmedical(?:ly)?\s+necess",
    re.IGNORECASE,
)
#: No sentence is as long.
_LONGEST: Final = 5000
#: What a PDF has for the hyphen at the end of a line.
_SOFT_HYPHEN: Final = "\ufffe"


def sentences(document: Document, place: Span) -> Iterator[Span]:
    """Yield the sentences at `place`, each with the white space that follows it.

    >>> from imrgraph.letters.document import Document
    >>> text = "Seen by Dr. Who. She rests."
    >>> [text[s.start : s.end] for s in sentences(Document("letter", text), Span(0, len(text)))]
    ['Seen by Dr. Who. ', 'She rests.']
    """
    start = place.start
    for end in _END.finditer(document.text, place.start, place.end):
        yield from _short(start, end.end())
        start = end.end()
    yield from _short(start, place.end)


def _short(start: int, end: int) -> Iterator[Span]:
    """Yield a sentence, one that does not end in parts, so that reading stays linear."""
    for at in range(start, end, _LONGEST):
        yield Span(at, min(at + _LONGEST, end))


def plain(document: Document, place: Span) -> str:
    """Return the words at `place`, each hyphen at the end of a line being one; as long as before.

    >>> from imrgraph.letters.document import Document
    >>> plain(Document("letter", "an x\\uffferay"), Span(3, 8))
    'x-ray'
    """
    return document.quote(place).replace(_SOFT_HYPHEN, "-")


def is_at_issue(words: str) -> bool:
    """Say whether a sentence tells what was requested and decided, not how the worker was.

    >>> is_at_issue("Utilization Review denied the massage.")
    True
    """
    return bool(_AT_ISSUE.search(words))
