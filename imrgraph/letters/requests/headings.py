"""Headings: what each item disputes, as its heading states it.

In:   a document, and the place of a heading without its outcome.
Out:  `Request`: the treatment, the regions of the body, the quantity.
From: the headings of the letters of 2015 to 2017.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.letter import Fact, Request
from imrgraph.letters.requests.forms import by_form, is_a
from imrgraph.letters.requests.quantities import quantity
from imrgraph.letters.requests.regions import regions
from imrgraph.letters.requests.surgeries import of_the_region
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import BodyPart
    from imrgraph.letters.text.document import Document

__all__ = ["request"]

# "… the remaining 2 sessions is": the end of a sentence that the outcome completes
_IS = re.compile(r"(?<!\s)\s+(?:is|are)\Z")
# "Associated surgical service: Cold therapy unit", "Labs to include: EKG"
_PREFIX = re.compile(r"[^:.]{0,60}:\s*")
# "Physical therapy was the original request. …": what follows repeats it, but for a remainder
_CHAIN = re.compile(r"(?<!\s)\s+was\s+the\s+original\s+request")
_REMAINDER = re.compile(r"\bremaining\s+IMR\s+eligible\s+portion\s+of\s+the\s+original\s+request\b")
# "Retrospective", "DOS: 11/11/2016"
_RETROSPECTIVE = re.compile(
    r"\bretro(?:spective(?:ly)?)?\b|\bDOS\b|\bdates?\s+of\s+service\b", re.IGNORECASE
)
# "ultrasound guided", "under CT guidance": how it is done, not what is asked for
_GUIDING = re.compile(r"\s*-?\s*guid(?:ed|ance)\b", re.IGNORECASE)
_COMPOUNDED = IMRV("compounded-topical").value
#: "Labs: EKG", "DME: cane": before a colon they are only the kind of what is asked for.
_KINDS = {IMRV(name).value for name in ("laboratory-test", "other-equipment")}
# "Zyflex 50 mg #60": nothing that is known, and some drug
_DOSED = re.compile(r"\d\s*(?:mg|mcg)\b|#\s*\d", re.IGNORECASE)
#: What a number counts that names no unit, by the group of the treatment.
_COUNTED = {
    IMRV("medication").value: "tablet",
    IMRV("injection-or-procedure").value: "injection",
    IMRV("diagnostic-test").value: "study",
    IMRV("equipment").value: "item",
    IMRV("surgery").value: "item",
}


def request(document: Document, place: Span, knowledge: Knowledge) -> Request:
    """Read what is asked for.

    Args:
        document: the letter.
        place: the heading without the outcome and the colon before it.
        knowledge: whose labels name treatments and regions.

    Returns:
        The request. Where part of it was authorized, its treatment is that of the remainder, if
        the remainder names one, and its regions are those of the original request.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.text.document import Document
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
    rest = _REMAINDER.search(document.text, first.end, place.end)
    found = _asked(document, Span(rest.end(), place.end), knowledge) if rest else []
    found = found or _asked(document, first, knowledge)
    parts = regions(document, first, knowledge)
    treatment, drugs = _treatment(document, place, found, parts, knowledge)
    name = found[0].span if found else None
    retrospective = _RETROSPECTIVE.search(document.text, place.start, place.end)
    return Request(
        text=Fact(" ".join(document.quote(place).split()), place, "request-heading"),
        treatment=treatment,
        drugs=drugs,
        body_parts=parts,
        quantity=quantity(document, place, _counted(treatment, words, knowledge), name),
        retrospective=Fact(True, Span.of(retrospective), "request-retrospective")  # noqa: FBT003
        if retrospective
        else None,
    )


def _asked(document: Document, place: Span, knowledge: Knowledge) -> list[Fact[str]]:
    """Return every treatment that is asked for at `place`.

    What stands before a colon only says what the request belongs to, unless it names a treatment
    itself; what guides a needle is not asked for by itself.
    """
    found = _named(document, place, knowledge)
    prefix = _PREFIX.match(document.text, place.start, place.end)
    if prefix:
        behind = [fact for fact in found if fact.span.start >= prefix.end()]
        before = [fact for fact in found if fact.span.start < prefix.end()]
        if behind and all(fact.value in _KINDS for fact in before):
            found = behind
    asked = [f for f in found if not _GUIDING.match(document.text, f.span.end, place.end)]
    return asked or found


def _named(document: Document, place: Span, knowledge: Knowledge) -> list[Fact[str]]:
    """Return every treatment that the words at `place` name."""
    return [
        Fact(match.concept, Span(match.start, match.end).shift(place.start), "request-treatment")
        for match in knowledge.lexicon("treatments").find(document.quote(place))
    ]


def _treatment(
    document: Document,
    place: Span,
    found: list[Fact[str]],
    parts: tuple[Fact[BodyPart], ...],
    knowledge: Knowledge,
) -> tuple[Fact[str] | None, tuple[Fact[str], ...]]:
    """Return the treatment named first, and the drugs in it."""
    if not found:
        return None, ()
    region = parts[0].value.region if parts else None
    first = by_form(document, place, found, region, knowledge)
    first = first or replace(found[0], value=of_the_region(found[0].value, region, knowledge))
    drugs = {name: f for f in reversed(found) if (name := knowledge.value(f.value, "genericName"))}
    if first.rule == "request-combined" or not is_a(first.value, _COMPOUNDED, knowledge):
        name = knowledge.value(first.value, "genericName")
        drugs = {name: first} if name else {}
    told = (replace(fact, value=name, rule="request-drug") for name, fact in drugs.items())
    return first, tuple(sorted(told, key=lambda fact: fact.span))


def _counted(treatment: Fact[str] | None, words: str, knowledge: Knowledge) -> str:
    """Return what a number counts that names no unit."""
    if treatment is None:
        return "tablet" if _DOSED.search(words) else "visit"
    kin = knowledge.broader(treatment.value)
    return next((unit for group, unit in _COUNTED.items() if group in kin), "visit")
