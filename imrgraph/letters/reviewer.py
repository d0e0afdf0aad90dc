"""The reviewer: where licensed, and certified in what.

In:   a document, and the place of its credentials.
Out:  `Reviewer`.
From: the credentials of the letters of 2015 to 2017: two lists parted by commas.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from imrgraph.letters.document import Span
from imrgraph.letters.letter import Fact, Reviewer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.document import Document

__all__ = ["reviewer"]

# "State(s) of Licensure: California,Arizona"
_LICENSURE = re.compile(
    r"State\(?s?\)?\s+of\s+Licensure\s*:(?P<list>.*?)(?=Certification|\Z)", re.DOTALL
)
# "Certification(s)/Specialty: Physical Medicine & Rehabilitation, Pain Management"
_SPECIALTY = re.compile(
    r"Certification\(?s?\)?\s*/\s*Specialty\s*:(?P<list>.*?)(?=\n\s*\n\s*\n|\Z)", re.DOTALL
)
_ENTRY = re.compile(r"[^,;\s][^,;]*[^,;\s]|[^,;\s]")


def reviewer(document: Document, section: Span | None) -> Reviewer:
    """Read the credentials of the reviewer.

    >>> from imrgraph.letters.document import Document
    >>> text = "State(s) of Licensure: Texas,Ohio\\nCertification(s)/Specialty: Psychiatry"
    >>> found = reviewer(Document("letter", text), Span(0, len(text)))
    >>> [fact.value for fact in (*found.licensure, *found.specialties)]
    ['Texas', 'Ohio', 'Psychiatry']
    """
    if section is None:
        return Reviewer()
    return Reviewer(
        licensure=tuple(_entries(document, section, _LICENSURE, "licensure")),
        specialties=tuple(_entries(document, section, _SPECIALTY, "specialty")),
    )


def _entries(
    document: Document, section: Span, pattern: re.Pattern[str], rule: str
) -> Iterator[Fact[str]]:
    text = document.text[: section.end]
    if found := pattern.search(text, section.start):
        for entry in _ENTRY.finditer(text, *found.span("list")):
            yield Fact(" ".join(entry[0].split()), Span.of(entry), rule)
