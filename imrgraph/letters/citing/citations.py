"""Citations: the guidelines that a text relies on, in a letter's guideline lines or in any words.

In:   a text, or a document and the place of one of the two guideline lines of an item.
Out:  one `Citation` for each guideline named, in their order; none where nothing is cited.
From: the guideline lines of the letters of 2015 to 2017: the older form has pages, the newer one
      editions and sections. Rationales name the same guidelines in running prose.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from imrgraph.knowledge.knowledge import load
from imrgraph.letters.citing.outside import outside
from imrgraph.letters.citing.prose_citations import prose_citations
from imrgraph.letters.citing.topics import folded, listed, tight
from imrgraph.letters.letter import Citation
from imrgraph.letters.text.document import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Party

__all__ = ["citations", "cited"]

# "Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies."
# "Decision based on Non-MTUS Citation ODG Chiropractic guidelines."
_BASED = re.compile(
    r"Decision\s+based\s+on\s+(?:(?P<outside>Non\W{0,3}MTUS(?:\s+Citations?)?)|MTUS)\b[\s,:]*"
    r"(?P<cited>.*?)(?=\s*\.?\s*Decision\s+(?:based|rationale)\b|\s*\.?\s*\Z"
    r"|\.\s+(?:The|Th[ei]se?|It|In|This|There|According|Therefore|For|As|A|An)\b)",
    re.DOTALL | re.IGNORECASE,
)
# "Neck and Upper Back Complaints 2004": capital words up to the year of the edition
_EDITION = re.compile(
    r"(?P<name>(?:Forearm,\s+Wrist,?\s+(?:and|&)\s+)?"
    r"[A-Z][\w/&-]*(?:\s+(?:(?:and|to|of|for|the|in)\s+)*[A-Z&][\w/&-]*)*)"
    r"\s+\(?(?P<year>(?:19|20)\d\d)\b\)?(?:\s+Guidelines?)?"
)
# ", Section(s): Special Studies, and": up to the next guideline
_SECTIONS = re.compile(r"\s*,?\s*Section\(?s?\)?\s*:\s*(?P<list>.*)", re.DOTALL | re.IGNORECASE)
_LOOSE = " ,.;:\n\f\t"


def citations(text: str, knowledge: Knowledge | None = None) -> tuple[Citation, ...]:
    """Find the guidelines that any words cite.

    Args:
        text: a guideline line, a heading or running prose.
        knowledge: whose guidelines are known by name; those that come with imrgraph if none is
            given.

    Returns:
        What is cited, from left to right. `by` is None, since words alone do not say whose they
        are. For the ODG, `guideline` is the chapter and `sections` are its topics. `work` is the
        IRI of a guideline that is known; a name that is not known is given as it stands, but
        only behind "Decision based on", where every name is a guideline's.

    >>> one, other = citations("See MTUS/ACOEM Chapter 12 page 303, and ODG Knee & Leg, MRI.")
    >>> one.source, one.pages, one.work
    ('MTUS', ('303',), 'https://w3id.org/imrgraph/guideline/low-back')
    >>> other.source, other.guideline, other.sections
    ('ODG', 'Knee & Leg', ('MRI',))
    """
    document = Document("text", text)
    return tuple(_found(document, Span(0, len(text)), None, knowledge or load()))


def cited(
    document: Document, place: Span | None, by: Party, knowledge: Knowledge
) -> tuple[Citation, ...]:
    """Read what one party relied on, in the guideline line at `place`.

    >>> text = "Decision based on MTUS Chronic Pain Treatment Guidelines Massage Page(s): 60."
    >>> [found] = cited(Document("letter", text), Span(0, len(text)), "reviewer", load())
    >>> found.source, found.guideline, found.sections, found.pages
    ('MTUS', 'Chronic Pain Treatment Guidelines', ('Massage',), ('60',))
    """
    return tuple(_found(document, place, by, knowledge)) if place else ()


def _found(
    document: Document, place: Span, by: Party | None, knowledge: Knowledge
) -> Iterator[Citation]:
    """Yield the citations at `place`: of each sentence "based on", and of the prose between."""
    end = place.start
    for based in _BASED.finditer(document.text[: place.end], place.start):
        yield from prose_citations(document, Span(end, based.start()), by, knowledge)
        inner = Span.of(based, "cited")
        if based["outside"]:
            yield from outside(document, inner, by, knowledge)
        else:
            found = tuple(_inside(document, inner, by, knowledge))
            # The older form names one guideline in words that only the whole sentence explains.
            alone = len(found) == 1 and found[0].edition is None
            yield from (replace(found[0], span=Span.of(based)),) if alone else found
        end = based.end()
    yield from prose_citations(document, Span(end, place.end), by, knowledge)


def _inside(
    document: Document, place: Span, by: Party | None, knowledge: Knowledge
) -> Iterator[Citation]:
    """Yield the guidelines of the MTUS in a list; the older form of it has no years."""
    editions = list(_EDITION.finditer(document.text, place.start, place.end))
    starts = [*(edition.start() for edition in editions), place.end]
    undated = Span(place.start, starts[0])
    if document.quote(undated).strip(_LOOSE):
        yield from prose_citations(document, undated, by, knowledge, in_mtus=True)
    for edition, end in zip(editions, starts[1:], strict=True):
        sections = _SECTIONS.fullmatch(document.text, edition.end(), end)
        name, work = _work(edition["name"], knowledge)
        yield Citation(
            by=by,
            source="MTUS",
            guideline=folded(name),
            edition=int(edition["year"]),
            sections=listed(sections["list"], knowledge) if sections else (),
            pages=(),
            work=work,
            span=tight(document.text, edition.start(), end if sections else edition.end()),
        )


def _work(name: str, knowledge: Knowledge) -> tuple[str, str | None]:
    """Return the name that `name` ends with, if a guideline is known by it, and its IRI.

    "Special Studies and Low Back Complaints" ends with the name of one.
    """
    found = knowledge.lexicon("guidelines").find(name)
    if found and found[-1].end == len(name):
        return name[found[-1].start :], found[-1].concept
    return name, found[0].concept if found else None
