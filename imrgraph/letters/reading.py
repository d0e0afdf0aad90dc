"""Reading: a file or a document becomes a `Letter`.

In:   a path, or a document; the knowledge, whose labels are the lexicon.
Out:  what the letter states, every value with its place.
From: the letters of 2015 to 2017, with their header or without.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from imrgraph.knowledge.knowledge import load
from imrgraph.letters import files
from imrgraph.letters.citations import citations
from imrgraph.letters.document import Document, Span
from imrgraph.letters.grounds import grounds
from imrgraph.letters.header import header
from imrgraph.letters.letter import Fact, Item, Letter, Voice
from imrgraph.letters.requests import request
from imrgraph.letters.reviewer import reviewer
from imrgraph.letters.sections import cut
from imrgraph.letters.statements import statements
from imrgraph.letters.summary import claimant, summary

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Request, Summary
    from imrgraph.letters.sections import ItemParts

__all__ = ["read"]


def read(source: str | Path | Document, knowledge: Knowledge | None = None) -> Letter:
    """Read a letter.

    Args:
        source: a text or PDF file, or a document.
        knowledge: the vocabulary; the one that comes with imrgraph if none is given.

    Returns:
        What the letter states. What its layout promises and it lacks is in `warnings`.

    Raises:
        LetterError: the source cannot be read as a letter; the error's class says why.

    >>> from imrgraph.resources import folder
    >>> letter = read(folder("examples") / "letters" / "massage-acute.txt")
    >>> letter.case_number.value, [item.outcome.value for item in letter.items]
    ('CM99-0000002', ['overturned'])
    """
    document = source if isinstance(source, Document) else files.open(source)
    known = knowledge or load()
    sections = cut(document)
    head = header(document, sections.header)
    told = summary(document, sections.summary, known)
    items = (_item(document, n, parts, told, known) for n, parts in enumerate(sections.items, 1))
    return Letter(
        document=document,
        case_number=head.case_number,
        dates=head.dates,
        priority=head.priority,
        reviewer=reviewer(document, sections.credentials),
        claimant=claimant(document, sections.summary),
        summary=told,
        items=tuple(items),
        warnings=sections.warnings,
    )


def _item(
    document: Document, number: int, parts: ItemParts, told: Summary, knowledge: Knowledge
) -> Item:
    asked = _borne_out(request(document, parts.request, knowledge), told)
    treatment = asked.treatment.value if asked.treatment else None
    rationale = parts.rationale or Span(parts.heading.end, parts.heading.end)
    return Item(
        number=number,
        heading=parts.heading,
        request=asked,
        outcome=Fact(
            document.quote(parts.outcome).lower(), parts.outcome, "outcome", Voice.REVIEWER
        ),
        citations=(
            *citations(document, parts.claims, "claims-administrator", knowledge),
            *citations(document, parts.reviewer, "reviewer", knowledge),
        ),
        rationale=Fact(
            " ".join(document.quote(rationale).split()), rationale, "rationale", Voice.REVIEWER
        ),
        prior_count=_prior_count(asked, told),
        grounds=grounds(document, parts.rationale, treatment, knowledge),
        statements=statements(document, parts.rationale, treatment, knowledge),
    )


def _borne_out(request: Request, told: Summary) -> Request:
    """Add to the quantity the places of the summary that ask for as much of the same treatment."""
    if request.quantity is None or request.treatment is None:
        return request
    quantity, treatment = request.quantity, request.treatment.value
    places = tuple(
        mention.quantity.requested.span
        for mention in told.treatments
        if mention.treatment.value == treatment
        and mention.status == "requested"
        and mention.quantity
        and mention.quantity.requested
        and mention.quantity.total == quantity.total
    )
    borne_out = replace(quantity, corroborated_by=(*quantity.corroborated_by, *places))
    return replace(request, quantity=borne_out)


def _prior_count(request: Request, told: Summary) -> Fact[int] | None:
    """Return the most visits of the same treatment that the summary says were given before."""
    counts = [
        mention.quantity.requested
        for mention in told.treatments
        if request.treatment
        and mention.treatment.value == request.treatment.value
        and mention.status == "past"
        and mention.quantity
        and mention.quantity.unit == "visit"
        and mention.quantity.requested
    ]
    return max(counts, key=lambda fact: fact.value, default=None)
