"""Requests: what each item disputes, as its heading states it.

In:   a document, and the place of a heading without its outcome.
Out:  `Request`: the treatment, the regions of the body, the quantity.
From: the headings of the letters of 2015 to 2017.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.document import Span
from imrgraph.letters.letter import BodyPart, Fact, Request
from imrgraph.letters.quantities import quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.document import Document

__all__ = ["request"]

# "… the remaining 2 sessions is": the end of a sentence that the outcome completes
_IS = re.compile(r"\s+(?:is|are)\Z")
# "Associated surgical service: Cold therapy unit", "Labs to include: EKG"
_PREFIX = re.compile(r"[^:.]{0,60}:\s*")
# "Physical therapy was the original request. …": what follows repeats it
_CHAIN = re.compile(r"\s+was\s+the\s+original\s+request")
# "Retrospective", "DOS: 11/11/2016"
_RETROSPECTIVE = re.compile(
    r"\bretro(?:spective)?\b|\bDOS\b|\bdates?\s+of\s+service\b", re.IGNORECASE
)
# "20%" after an ingredient
_SHARE = re.compile(r"\s*\(?\d+(?:\.\d+)?\s*%")
_COMPOUNDED = IMRV("compounded-topical").value
_SIDE = re.compile(r"\b(left|right|bilateral)\b", re.IGNORECASE)
# ", ", " and ", "/": what may stand between two regions of one side
_LIST = re.compile(r"[\s,/&-]*(?:and)?[\s,/&-]*")


def request(document: Document, place: Span, knowledge: Knowledge) -> Request:
    """Read what is asked for.

    Args:
        document: the letter.
        place: the heading without the outcome and the colon before it.
        knowledge: whose labels name treatments and regions.

    Returns:
        The request. Where part of it was authorized, its treatment and regions are those of the
        original request.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.document import Document
    >>> text = "Acupuncture of the left wrist and hand, 6 visits"
    >>> found = request(Document("letter", text), Span(0, len(text)), load())
    >>> found.treatment.value.rpartition("/")[2], found.quantity.total
    ('acupuncture', 6)
    >>> [(part.value.region.rpartition("/")[2], part.value.side) for part in found.body_parts]
    [('wrist', 'left'), ('hand', 'left')]
    """
    words = document.quote(place)
    if ending := _IS.search(words):
        place = Span(place.start, place.start + ending.start())
    chain = _CHAIN.search(document.text, place.start, place.end)
    first = Span(place.start, chain.start()) if chain else place
    treatment, drugs = _treatment(document, first, knowledge)
    retrospective = _RETROSPECTIVE.search(document.text, place.start, place.end)
    return Request(
        text=Fact(" ".join(document.quote(place).split()), place, "request-heading"),
        treatment=treatment,
        drugs=drugs,
        body_parts=tuple(_body_parts(document, first, knowledge)),
        quantity=quantity(document, place),
        retrospective=Fact(True, Span.of(retrospective), "request-retrospective")  # noqa: FBT003
        if retrospective
        else None,
    )


def _treatment(
    document: Document, place: Span, knowledge: Knowledge
) -> tuple[Fact[str] | None, tuple[Fact[str], ...]]:
    """Return the treatment named first, and the drugs in it.

    What stands before a colon only says what the request belongs to. Several drugs that are each
    followed by their share, or one that is called compounded, are a compound of them.
    """
    prefix = _PREFIX.match(document.text, place.start, place.end)
    found = _named(document, Span(prefix.end() if prefix else place.start, place.end), knowledge)
    found = found or _named(document, place, knowledge)
    if not found:
        return None, ()
    drugs = {name: f for f in reversed(found) if (name := knowledge.value(f.value, "genericName"))}
    mixed = [f for f in found if _SHARE.match(document.text, f.span.end, place.end)]
    first = found[0]
    if len({f.value for f in mixed}) > 1:
        first = Fact(_COMPOUNDED, Span(mixed[0].span.start, mixed[-1].span.end), "request-compound")
    if _COMPOUNDED not in (first.value, *knowledge.broader(first.value)):
        drugs = {name: f for name, f in drugs.items() if f.value == first.value}
    named = (replace(fact, value=name, rule="request-drug") for name, fact in drugs.items())
    return first, tuple(sorted(named, key=lambda fact: fact.span))


def _named(document: Document, place: Span, knowledge: Knowledge) -> list[Fact[str]]:
    """Return every treatment that the words at `place` name."""
    return [
        Fact(match.concept, Span(match.start, match.end).shift(place.start), "request-treatment")
        for match in knowledge.lexicon("treatments").find(document.quote(place))
    ]


def _body_parts(document: Document, place: Span, knowledge: Knowledge) -> Iterator[Fact[BodyPart]]:
    """Yield the regions; a side holds for every region of the list that it opens."""
    words = document.quote(place)
    side: str | None = None
    end = 0
    seen = set()
    for match in knowledge.lexicon("body-regions").find(words):
        between = words[end : match.start]
        if named := _SIDE.findall(between):
            side = named[-1].lower()
        elif not _LIST.fullmatch(between):
            side = None
        end = match.end
        part = BodyPart(match.concept, side)
        if part not in seen:
            seen.add(part)
            span = Span(match.start, match.end).shift(place.start)
            yield Fact(part, span, "request-body-part")
