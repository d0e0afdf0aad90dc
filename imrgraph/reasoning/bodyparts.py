"""Body parts: where a request, its rationale, the summary and the citations speak of others.

In:   an item, the record and the text of its letter, the knowledge.
Out:  `Discrepancy`s, each with the words that do not agree.
From: skos:broader and imr:supplies of ontology/vocab/body-regions.ttl; a chapter names its region.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMR, IMRV
from imrgraph.letters.cues import fold
from imrgraph.letters.document import Span
from imrgraph.letters.rationale import sentences
from imrgraph.letters.regions import regions
from imrgraph.reasoning.discrepancies import Discrepancy
from imrgraph.reasoning.record import Evidence
from imrgraph.reasoning.weighing import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.document import Document
    from imrgraph.letters.letter import BodyPart, Fact
    from imrgraph.reasoning.record import Record

__all__ = ["have_to_do", "misplaced"]

_NECK, _THORAX, _LOW_BACK, _WHOLE = (
    IMRV(name).value for name in ("neck", "thoracic-spine", "lumbar-spine", "whole-body")
)
_SUPPLYING: Final = (_NECK, _LOW_BACK)
#: The bodies of guidelines whose chapters are of parts of the body.
_IN_CHAPTERS: Final = {IMRV(name).value for name in ("mtus", "odg", "acoem")}
# "Pre-op labs", "Associated surgical service": what a chapter says of operations in general
_AROUND_SURGERY: Final = re.compile(r"\b(?:pre|post)-?\s?op|\bassociated\s+surgical", re.IGNORECASE)
# "right" ankle, femur and fingers
_SIDE: Final = re.compile(r"\b(?:left|right|bilateral(?:ly)?)\b", re.IGNORECASE)
_SIDE_REACH: Final = 60
#: Named for side effects and symptoms, rather than as what is treated.
_BESIDES: Final = {IMRV(name).value for name in ("abdomen-groin", "head")}
_SIDES: Final = {"left": "right", "right": "left"}


def have_to_do(some: Iterable[str], others: Iterable[str], knowledge: Knowledge) -> bool:
    """Say whether one of `some` is one of `others`, above or below one, or supplies it.

    >>> from imrgraph.knowledge.knowledge import load
    >>> lumbar, foot, hand = (IMRV(name).value for name in ("lumbar-spine", "foot", "hand"))
    >>> have_to_do([lumbar], [foot], load()), have_to_do([lumbar], [hand], load())
    (True, False)
    """
    reached = [(other, _reached(other, knowledge)) for other in others]
    return any(
        one in above or other in _reached(one, knowledge)
        for one in some
        for other, above in reached
    )


def misplaced(
    item: str, record: Record, document: Document, knowledge: Knowledge
) -> tuple[Discrepancy, ...]:
    """Find sides and regions that differ, and citations about another part of the body.

    What the request names is compared with what its rationale names, the sides also with what the
    letter tells before its requests. A region is another one where it neither lies in the other nor
    holds it, nor are they a part of the spine and a limb that its nerves supply.
    """
    asked = _Asked(item, record, document, knowledge)
    if not asked.parts:
        return ()
    return (*asked.other_region(), *asked.other_side(), *asked.other_chapter())


def _reached(region: str, knowledge: Knowledge) -> set[str]:
    """Return a region, what holds it, and what supplies it."""
    above = {region, *knowledge.broader(region), _WHOLE}
    return above | {spine for spine in _SUPPLYING if knowledge.value(spine, "supplies") in above}


class _Asked:
    """The parts of the body that a request names, beside those that the letter speaks of."""

    def __init__(self, item: str, record: Record, document: Document, knowledge: Knowledge) -> None:
        self._item, self._record, self._knowledge = item, record, knowledge
        self._document = document
        stated = record.evidence(item, IMR("requestText").value)
        self._request = Span(stated[0].start, stated[0].end) if stated else Span(0, 0)
        self.parts = regions(self._document, self._request, knowledge)
        self._regions = [part.value.region for part in self.parts]

    def other_region(self) -> Iterator[Discrepancy]:
        """Yield that the rationale speaks of other regions only."""
        told = list(self._reasoned())
        named = [p for of_case, p in told if of_case and p.value.region not in _BESIDES]
        if named and not self._concern([part.value.region for _, part in told]):
            what = f"the request names the {self._named(self.parts)}, the rationale only the"
            yield Discrepancy(
                "region", f"{what} {self._named(named)}", self._places(*self.parts, *named)
            )

    def other_side(self) -> Iterator[Discrepancy]:
        """Yield each side asked for where only the other one is told of."""
        first = min(_opening(self._record), default=0)
        before = regions(self._document, Span(0, first), self._knowledge)
        said = [part for _, part in self._reasoned()]
        for part in self.parts:
            for place, told in (("the rationale", said), ("the summary", before)):
                sided = [each for each in told if each.value.side and self._are_one(part, each)]
                other = _SIDES.get(part.value.side or "")
                if other and sided and {each.value.side for each in sided} == {other}:
                    if any(self._are_one(part, p) and p.value.side == other for p in self.parts):
                        continue
                    what = f"the request names the {self._named([part])}, {place} only the"
                    found = f"{what} {self._named(sided)}"
                    yield Discrepancy("side", found, self._places(part, *sided))

    def other_chapter(self) -> Iterator[Discrepancy]:
        """Yield the citations of chapters about another part of the body."""
        if _AROUND_SURGERY.search(self._document.quote(self._request)):
            return
        for node in map(str, self._record.values(self._item, "hasCitation")):
            name, place = self._record.value(node, "citedName"), self._record.place(node)
            if place and name and self._record.value(node, "citedSource") in _IN_CHAPTERS:
                found = self._knowledge.lexicon("body-regions").find(str(name))
                covered = {match.concept for match in found}
                if _LOW_BACK in covered:  # "Low Back - Lumbar & Thoracic" in full
                    covered.add(_THORAX)
                if covered and not self._concern(covered):
                    by = local(str(self._record.value(node, "citedBy"))).replace("-", " ")
                    about = f"the {self._named_regions(covered)} ({name})"
                    asked = self._named(self.parts)
                    text = f"the {by} cites a chapter on {about}; the request names the {asked}"
                    places = self._places(*self.parts)
                    yield Discrepancy("chapter", text, (*places, place))

    def _reasoned(self) -> Iterator[tuple[bool, Fact[BodyPart]]]:
        """Yield the parts that the rationale names, and whether its sentence is about the case."""
        if place := self._record.span(self._item, "rationaleAt"):
            text = self._document.text
            for sentence in sentences(text, fold(text), place):
                for part in regions(self._document, sentence.span, self._knowledge):
                    yield sentence.of_case, part

    def _concern(self, others: Iterable[str]) -> bool:
        return have_to_do(self._regions, others, self._knowledge)

    def _are_one(self, part: Fact[BodyPart], other: Fact[BodyPart]) -> bool:
        """Say whether two parts are of one region, or one lies in the other."""
        one, two = part.value.region, other.value.region
        return one in {two, *self._knowledge.broader(two)} or two in self._knowledge.broader(one)

    def _named(self, parts: Iterable[Fact[BodyPart]]) -> str:
        label = self._knowledge.label
        names = (
            " ".join(filter(None, (part.value.side, label(part.value.region)))) for part in parts
        )
        return ", ".join(dict.fromkeys(names))

    def _named_regions(self, covered: Iterable[str]) -> str:
        return ", ".join(sorted(map(self._knowledge.label, covered)))

    def _places(self, *parts: Fact[BodyPart]) -> tuple[Evidence, ...]:
        return tuple(self._evidence(part) for part in {part.value: part for part in parts}.values())

    def _evidence(self, part: Fact[BodyPart]) -> Evidence:
        """Return the words that name a part, from the word for its side on where one precedes."""
        span = part.span
        side = _SIDE.search(self._document.text, max(0, span.start - _SIDE_REACH), span.start)
        if part.value.side and side:
            span = Span(side.start(), span.end)
        quote, page = self._document.quote(span), self._document.page(span)
        return Evidence(span.start, span.end, quote, page, part.rule)


def _opening(record: Record) -> Iterator[int]:
    """Yield where the requests of a letter start."""
    for item in map(str, record.values(record.iri, "hasItem")):
        for place in record.evidence(item, IMR("requestText").value):
            yield place.start
