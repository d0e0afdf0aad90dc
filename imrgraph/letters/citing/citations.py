"""Citations: the guidelines that a text relies on, in a letter's guideline lines or in any words.

In:   a text, or a document and the places of the two guideline lines of an item.
Out:  one `Citation` for each guideline named, in their order; none where nothing is cited.
From: the guideline lines of the letters of all years: the older forms have pages, the newer ones
      editions and sections. Rationales name the same guidelines in running prose.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.knowledge import load
from imrgraph.letters.citing.lines import relied_on
from imrgraph.letters.citing.prose_citations import prose_citations
from imrgraph.letters.text.document import Document, Span
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Citation, Party

__all__ = ["citations", "cited", "cited_by_both"]

# "Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies."
# "Decision based on Non-MTUS Citation ODG Chiropractic guidelines."
# "The Expert Reviewer based his/her decision on the MTUS …", "relied on the …": of any source
_BASED: Final = later(
    r"(?:Decision\s+based\s+on\s+(?:(?P<outside>Non\W{0,3}MTUS(?:\s+Citations?)?)|MTUS)\b[\s,:]*"
    r"|(?P<open>(?:based\s+(?:its|his/her|his|her|their|the)\s+decision|relied)\s+(?:up)?on)\s+)"
    r"(?P<cited>.*?)(?=\s*\.?\s*Decision\s+(?:based|rationale)\b|\s*\.?\s*\Z"
    r"|\.\s+(?:The|Th[ei]se?|It|In|This|There|According|Therefore|For|As|A|An|Per)\b)",
    re.DOTALL | re.IGNORECASE,
)
# "The Expert Reviewer found the guidelines used by the Claims Administrator relevant and
# appropriate": both cite the same
_SAME: Final = re.compile(
    r"\bfound\s+(?:that\s+)?(?:the|th[ei]se|this)\s+(?:same\s+)?(?:guidelines?|sections?)\s+"
    r"(?:of\s+the\s+MTUS\s+)?(?:(?:used|relied\s+upon|cited)\s+by\s+the\s+Claims\s+Administrator\s+)?"
    r"(?:(?:to\s+be|is|are|was|were)\s+)?(?:relevant|appropriate|applicable)[^.]*",
    re.IGNORECASE,
)


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


def cited_by_both(
    document: Document, claims: Span | None, reviewer: Span | None, knowledge: Knowledge
) -> tuple[Citation, ...]:
    """Read what the claims administrator relied on, then what the reviewer did.

    A reviewer who found the guidelines of the claims administrator relevant cites the same.
    """
    theirs = cited(document, claims, "claims-administrator", knowledge)
    own = cited(document, reviewer, "reviewer", knowledge)
    same = _SAME.search(document.text, reviewer.start, reviewer.end) if reviewer else None
    if same:
        agreed = (replace(each, by="reviewer", span=Span.of(same)) for each in theirs)
        own = (*agreed, *own)
    return (*theirs, *own)


def _found(
    document: Document, place: Span, by: Party | None, knowledge: Knowledge
) -> Iterator[Citation]:
    """Yield the citations at `place`: of each sentence "based on", and of the words between."""
    end = place.start
    # What stands in a guideline line is cited there, whatever the words before it.
    between = relied_on if by else prose_citations
    for based in _BASED.finditer(document.text[: place.end], place.start):
        yield from between(document, Span(end, based.start()), by, knowledge)
        within = Span.of(based, "cited")
        if based["open"]:
            yield from relied_on(document, within, by, knowledge)
        elif based["outside"]:
            yield from relied_on(document, within, by, knowledge, "outside")
        else:
            found = tuple(relied_on(document, within, by, knowledge, "mtus"))
            # The older form names one guideline in words that only the whole sentence explains.
            alone = len(found) == 1 and found[0].edition is None
            # "based on MTUS (": of a source that stands without more the words before it are cited.
            named = (
                each if each.span.end > each.span.start else _from(based, each) for each in found
            )
            yield from (replace(found[0], span=Span.of(based)),) if alone else named
        end = based.end()
    yield from between(document, Span(end, place.end), by, knowledge)


def _from(based: re.Match[str], citation: Citation) -> Citation:
    return replace(citation, span=Span(based.start(), citation.span.end))
