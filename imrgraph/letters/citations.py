"""Citations: the guidelines that the claims administrator and the reviewer relied on.

In:   a document, and the place of one of the two guideline lines of an item.
Out:  one `Citation` for each guideline named, in their order; none where nothing was cited.
From: the guideline lines of the letters of 2015 to 2017: the older form has pages, the newer one
      editions and sections.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from imrgraph.letters.document import Span
from imrgraph.letters.letter import Citation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.document import Document

__all__ = ["Party", "citations"]

Party = Literal["claims-administrator", "reviewer"]

# "Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies."
# "Decision based on Non-MTUS Citation ODG Chiropractic guidelines."
_BASED = re.compile(
    r"Decision\s+based\s+on\s+(?:(?P<outside>Non-MTUS\s+Citation)|MTUS)\b[\s,:]*(?P<cited>.*?)"
    r"(?=\s*\.?\s*Decision\s+based\s+on|\s*\.?\s*\Z)",
    re.DOTALL | re.IGNORECASE,
)
# "Neck and Upper Back Complaints 2004": capital words up to the year of the edition
_EDITION = re.compile(
    r"(?P<name>(?:Forearm,\s+Wrist,\s+and\s+)?[A-Z][\w/&-]*(?:\s+(?:and\s+)?[A-Z&][\w/&-]*)*)"
    r"\s+(?P<year>(?:19|20)\d\d)(?:\s+Guidelines?)?"
)
# ", Section(s): Special Studies, and": up to the next guideline
_SECTIONS = re.compile(r"\s*,?\s*Section\(?s?\)?\s*:\s*(?P<list>.*)", re.DOTALL)
# "Massage Page(s): 60", "Section Massage, pages 58-60"
_PAGES = re.compile(
    r"(?P<section>.*?)[\s,]*\b(?:Page\(?s?\)?|pgs?\.)\s*:?\s*(?P<pages>[\d,\s-]+)", re.DOTALL
)
_OUTSIDE = {
    "ODG": re.compile(r"Official\s+Disability\s+Guidelines?(?:\s*\(ODG\))?|\bODG\b", re.IGNORECASE),
    "ACOEM": re.compile(r"\bACOEM\b|American\s+College\s+of\s+Occupational", re.IGNORECASE),
}
#: The chapters of the ODG, as they are named with all their variations.
_CHAPTER = re.compile(
    r"(?:(?:Treatment\s+(?:in|Index)[\s,:]*)?)(?P<name>"
    r"(?:Neck\s+(?:and|&)\s+Upper\s+Back|Low\s+Back|Knee(?:\s+(?:and|&)\s+Leg)?|Shoulder|Elbow"
    r"|Forearm,?\s+Wrist,?\s+(?:and|&)\s+Hand|Hips?\s+(?:and|&)\s+Pelvis|Ankle\s+(?:and|&)\s+Foot"
    r"|Carpal\s+Tunnel\s+Syndrome|Head|Hernia|Pain|Mental\s+Illness\s+(?:and|&)\s+Stress|Pulmonary"
    r"|Diabetes|Burns|Eye|Fitness\s+for\s+Duty|Infectious\s+Diseases?|Preface|Hand"
    r"|(?:Physical\s+Therapy|Chiropractic|Physical\s+Medicine)\s+Guidelines?)"
    r"(?:\s*-?,?\s*(?:Lumbar\s+(?:and|&)\s+Thoracic|Thoracic\s+(?:and|&)\s+Lumbar|&\s+Thoracic))?"
    r"(?:\s*\((?!updated)[^()]*\))?)(?:\s+(?:Chapter|section))?",
    re.IGNORECASE,
)
# "ODG Neck and Upper Back and ODG Chiropractic Guidelines", "ACOEM Chapter 9; ODG Shoulder"
_ANOTHER = re.compile(
    r"\s*(?:[;,.]|\band\b)\s+(?=(?:Official\s+Disability\s+Guidelines|ODG|ACOEM)\b)", re.IGNORECASE
)
# Names of sections that hold a comma.
_WHOLE = re.compile(
    r"NSAIDs,\s+GI\s+symptoms\s+(?:&|and)\s+cardiovascular\s+risk"
    r"|Forearm,\s+Wrist,?\s+(?:&|and)\s+Hand",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+(?=[A-Z\d])(?![^()]*\))")
_UPDATED = re.compile(r"\s*\(\s*(?:last\s+)?updated[^()]*\)", re.IGNORECASE)
_LOOSE = " ,.;:-\u2013\n\f\t"


def citations(
    document: Document, place: Span | None, by: Party, knowledge: Knowledge
) -> tuple[Citation, ...]:
    """Read what one party relied on.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.document import Document
    >>> text = "Decision based on MTUS Chronic Pain Treatment Guidelines Massage Page(s): 60."
    >>> [found] = citations(Document("letter", text), Span(0, len(text)), "reviewer", load())
    >>> found.source, found.guideline, found.sections, found.pages
    ('MTUS', 'Chronic Pain Treatment Guidelines', ('Massage',), ('60',))
    """
    if place is None:
        return ()
    reader = _Reader(document, by, knowledge)
    found = _BASED.finditer(document.text[: place.end], place.start)
    return tuple(citation for based in found for citation in reader.read(based))


class _Reader:
    """Reads the citations of one party."""

    def __init__(self, document: Document, by: Party, knowledge: Knowledge) -> None:
        self._document, self._by = document, by
        self._works = knowledge.lexicon("guidelines")

    def read(self, based: re.Match[str]) -> Iterator[Citation]:
        place = Span.of(based, "cited")
        if based["outside"]:
            marks = list(_ANOTHER.finditer(based.string, place.start, place.end))
            starts = [place.start, *(mark.end() for mark in marks)]
            ends = [*(mark.start() for mark in marks), place.end]
            yield from map(self._outside, map(Span, starts, ends))
            return
        editions = list(_EDITION.finditer(based.string, place.start, place.end))
        if not editions:
            yield self._undated(place, Span.of(based))
            return
        ends = [*(edition.start() for edition in editions[1:]), place.end]
        for edition, end in zip(editions, ends, strict=True):
            sections = _SECTIONS.fullmatch(based.string, edition.end(), end)
            yield Citation(
                by=self._by,
                source="MTUS",
                guideline=_folded(edition["name"]),
                edition=int(edition["year"]),
                sections=_listed(sections["list"]) if sections else (),
                pages=(),
                work=self._work(edition["name"]),
                span=Span(edition.start(), max(edition.end(), end if sections else 0)),
            )

    def _undated(self, place: Span, whole: Span) -> Citation:
        """Read the older form, which names pages and no edition."""
        cited = self._document.quote(place)
        paged = _PAGES.match(cited)
        named = paged["section"] if paged else cited
        works = self._works.find(named)
        name, section = named, ""
        if works and works[0].start == 0:
            name, section = named[: works[0].end], named[works[0].end :]
        return Citation(
            by=self._by,
            source="MTUS",
            guideline=_folded(name) or None,
            edition=None,
            sections=tuple(filter(None, [_folded(section)])),
            pages=tuple(re.findall(r"\d+", paged["pages"])) if paged else (),
            work=self._work(name),
            span=whole,
        )

    def _outside(self, place: Span) -> Citation:
        """Read a citation from outside the MTUS: its source, the chapter, and what follows it."""
        cited = _UPDATED.sub("", self._document.quote(place))
        source: Literal["ODG", "ACOEM", "other"] = "other"
        if _OUTSIDE["ODG"].search(cited):
            source, cited = "ODG", _OUTSIDE["ODG"].sub(" ", cited).strip(_LOOSE)
        elif _OUTSIDE["ACOEM"].search(cited):
            source = "ACOEM"
        chapter = _CHAPTER.search(cited) if source == "ODG" else None
        name = chapter["name"] if chapter else cited
        section = cited[: chapter.start()] + cited[chapter.end() :] if chapter else ""
        return Citation(
            by=self._by,
            source=source,
            guideline=_folded(name) or None,
            edition=None,
            sections=tuple(filter(None, map(_folded, re.split(r"[;,]", section)))),
            pages=(),
            work=None,
            span=place,
        )

    def _work(self, name: str) -> str | None:
        found = self._works.find(name)
        return found[0].concept if found else None


def _listed(text: str) -> tuple[str, ...]:
    """Return the sections of a list.

    No comma parts them in brackets, before a small letter, or in a name that holds one.
    """
    text = re.sub(r"[\s,]*\band\s*\Z", "", text)
    whole = [Span.of(name) for name in _WHOLE.finditer(text)]
    commas = [
        comma
        for comma in _COMMA.finditer(text)
        if not any(name.covers(Span.of(comma)) for name in whole)
    ]
    starts = [0, *(comma.end() for comma in commas)]
    ends = [*(comma.start() for comma in commas), len(text)]
    parts = (text[start:end] for start, end in zip(starts, ends, strict=True))
    return tuple(filter(None, map(_folded, parts)))


def _folded(text: str) -> str:
    return " ".join(text.split()).strip(_LOOSE)
