"""The reviewer: where licensed, and certified in what.

In:   a document in plain characters, and the place of its credentials.
Out:  `Reviewer`.
From: the credentials of the letters of 2015 to 2017, two lists parted by commas; and those of the
      letters before, sentences that say the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.layouts.parts import paragraphs
from imrgraph.letters.letter import Fact, Reviewer
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.text.document import Document

__all__ = ["reviewer"]

_LISTED: Final = {
    # "State(s) of Licensure: California,Arizona"
    "licensure": re.compile(r"State\(?s?\)?\s+of\s+Licensure\s*:", re.IGNORECASE),
    # "Certification(s)/Specialty: Physical Medicine & Rehabilitation, Pain Management"
    "specialty": re.compile(r"Certification\(?s?\)?\s*/\s*Specialty\s*:", re.IGNORECASE),
}
_ENTRY: Final = re.compile(r"[^,;\s](?:[^,;]*[^,;\s])?")
_ENDS: Final = (
    r"\s+(?P<list>[^.;:]{2,200}?)"
    r"(?=\s*[.;:]|,?\s+(?:and\s+)?(?:is|has|holds|with|who|he|she|he/she|licensed|board)\b|\s*\Z)"
)
_TOLD: Final = {
    # "… is licensed to practice in California and Texas."
    "licensure": re.compile(
        r"\blicensed\s+(?:to\s+practice\s+)?(?:\w+\s+)?in(?:\s+the\s+states?\s+of)?" + _ENDS,
        re.IGNORECASE,
    ),
    # "Board Certified in Internal Medicine, has a subspecialty in Rheumatology and is …"
    "specialty": re.compile(
        r"\b(?:board[\s-]+certifi(?:ed|cations?)|sub-?specialt(?:y|ies))"
        r"(?:\s+certifications?)?\s+in" + _ENDS,
        re.IGNORECASE,
    ),
}
# "Orthopedic Surgery, licensed in the state of Nevada": a list before the licence
_LED: Final = re.compile(
    r"(?P<list>(?!The\b|He\b|She\b)[A-Z][\w&/ ]*(?:,\s+[A-Z][\w&/ ]*)*?)\s*[,;]\s+"
    r"(?:and\s+)?licensed\b"
)
# "Physical Medicine and Rehabilitation" is one
_COMMA: Final = re.compile(
    r"\s*,\s*(?:and\s+)?|\s+and\s+"
    r"(?!(?:Rehabilitation|Immunology|Gynecology|Palliative|Neck|Metabolism|Neuromuscular)\b)",
    re.IGNORECASE,
)


def reviewer(document: Document, section: Span | None) -> Reviewer:
    """Read the credentials of the reviewer.

    >>> from imrgraph.letters.text.document import Document
    >>> text = "State(s) of Licensure: Texas,Ohio\\nCertification(s)/Specialty: Psychiatry"
    >>> found = reviewer(Document("letter", text), Span(0, len(text)))
    >>> [fact.value for fact in (*found.licensure, *found.specialties)]
    ['Texas', 'Ohio', 'Psychiatry']
    """
    if section is None:
        return Reviewer()
    listed = {name: tuple(_listed(document, section, name)) for name in _LISTED}
    found = {name: facts or tuple(_told(document, section, name)) for name, facts in listed.items()}
    return Reviewer(licensure=found["licensure"], specialties=found["specialty"])


def _listed(document: Document, section: Span, name: str) -> Iterator[Fact[str]]:
    """Yield the entries of a list: up to the next label, or the end of the paragraph."""
    text = document.text
    label = _LISTED[name].search(text, section.start, section.end)
    if label is None:
        return
    places = (each.shift(section.start) for each in paragraphs(document.quote(section)))
    end = next((each.end for each in places if each.end > label.end()), section.end)
    labels = (each.search(text, label.end(), end) for each in _LISTED.values())
    end = min([end, *(each.start() for each in labels if each)])
    for entry in _ENTRY.finditer(text, label.end(), end):
        yield Fact(" ".join(entry[0].split()), Span.of(entry), name)


def _told(document: Document, section: Span, name: str) -> Iterator[Fact[str]]:
    """Yield what sentences list."""
    text = document.text
    found = list(_TOLD[name].finditer(text, section.start, section.end))
    led = _LED.match(text, section.start, section.end) if name == "specialty" else None
    for told in found or ([led] if led else []):
        start, end = told.span("list")
        commas = list(_COMMA.finditer(document.text, start, end))
        starts = [start, *(comma.end() for comma in commas)]
        ends = [*(comma.start() for comma in commas), end]
        for span in map(Span, starts, ends):
            yield Fact(" ".join(document.quote(span).split()), span, f"{name}-told")
