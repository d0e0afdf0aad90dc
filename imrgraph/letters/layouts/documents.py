"""Documents reviewed: what a letter lists as the records that the reviewer had.

In:   a document in plain characters, and the place of its section of documents.
Out:  one `Fact` for each entry of the list, in the letter's words.
From: the letters as they are mailed, which list them as bullets, in numbered lines, in lines or in
      one sentence; those that are published list none.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Fact
from imrgraph.letters.text.document import Span, stripped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.text.document import Document

__all__ = ["documents"]

# "The following relevant documents … were reviewed and considered. These documents included:"
_LEAD_IN: Final = re.compile(r"[^:\n]{0,300}(?:\n[^:\n]{1,200}){0,4}:[ \t]*+(?=\n|\Z)")
# "The documents that came from the parties were read."
_SENTENCE: Final = re.compile(
    r"The\b[^.:]{0,200}\bdocuments\b[^.:]{0,300}\.[ \t]*+(?:\n|\Z)", re.IGNORECASE
)
# "• ", "■ ", "- ", "[x] ", "1. ", "(a) ": what an entry may start with
_BULLET: Final = re.compile(
    r"^[ \t]*+(?:(?:[^\w\s()\[\]\"'#$%&./]|o)[ \t]+|\[[xX ]?\][ \t]*"
    r"|\(?(?:\d{1,2}|[a-z])[.)][ \t]+)",
    re.MULTILINE,
)
_LINE: Final = re.compile(r"^.*\S.*$", re.MULTILINE)
# "… medical records from", "… and": a line that goes on in the next one
_OPEN_END: Final = re.compile(
    r"(?:[,;(\u2013-]|\b(?:from|to|through|of|by|the|and|or|for|on|in|with|at|dated|a|an))\Z"
)
_PARTS: Final = re.compile(r"\s*;\s+(?:and\s+)?")
# "No medical records were supplied."
_NONE: Final = re.compile(r"(?:No|None|Not)\b", re.IGNORECASE)
#: A line that is as long may go on in the next one.
_WRAPPED: Final = 60


def documents(document: Document, section: Span | None) -> tuple[Fact[str], ...]:
    """Read the entries of the list.

    >>> from imrgraph.letters.text.document import Document
    >>> text = "- Utilization review, 11/16/2016\\n- MRI report,\\n  11/20/2016"
    >>> [entry.value for entry in documents(Document("letter", text), Span(0, len(text)))]
    ['Utilization review, 11/16/2016', 'MRI report, 11/20/2016']
    """
    if section is None:
        return ()
    text = document.text
    start = section.start
    for opening in (_SENTENCE, _LEAD_IN):
        if found := opening.match(text, start, section.end):
            start = stripped(text, found.end(), section.end).start
    return tuple(
        Fact(" ".join(document.quote(entry).split()).rstrip("."), entry, "document-listed")
        for entry in _entries(text, Span(text.rfind("\n", 0, start) + 1, section.end))
        if not _NONE.match(text, entry.start)
    )


def _entries(text: str, place: Span) -> Iterator[Span]:
    """Yield the entries by their bullets or numbers, else by their lines or semicolons."""
    bullets = list(_BULLET.finditer(text, place.start, place.end))
    if bullets:
        reaches = pairwise([*(bullet.start() for bullet in bullets), place.end])
        entries = [stripped(text, b.end(), e) for b, (_, e) in zip(bullets, reaches, strict=True)]
    else:
        entries = list(_lines(text, place))
    for entry in entries:
        parts = list(_PARTS.finditer(text, entry.start, entry.end)) if len(entries) == 1 else []
        starts = [entry.start, *(part.end() for part in parts)]
        ends = [*(part.start() for part in parts), entry.end]
        for span in map(Span, starts, ends):
            if span.start < span.end:
                yield span


def _lines(text: str, place: Span) -> Iterator[Span]:
    """Yield the lines, each with those that it goes on in."""
    start = end = -1
    for line in _LINE.finditer(text, place.start, place.end):
        span = stripped(text, *line.span())
        opens = text[span.start].isupper() or text[span.start].isdigit()
        above = text[start:end].rpartition("\n")[2]
        goes_on = len(above) > _WRAPPED and _OPEN_END.search(above)
        apart = text.count("\n", max(end, 0), span.start) > 1
        if end >= 0 and (apart or (opens and not goes_on)):
            yield Span(start, end)
            start = span.start
        elif end < 0:
            start = span.start
        end = span.end
    if end >= 0:
        yield Span(start, end)
