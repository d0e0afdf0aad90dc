"""Body parts: where a request, its rationale, the summary and the citations speak of others.

In:   the case of an item, its letter, the knowledge.
Out:  `Discrepancy`s, each with the words that do not agree.
From: the lexicon of ontology/vocab/body-regions.ttl.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.kinship import have_to_do
from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.rationale.voices import sentences
from imrgraph.letters.requests.regions import regions
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.phrases import fold
from imrgraph.reasoning.auditing.chapters import cites_a_fitting_one, covered
from imrgraph.reasoning.auditing.discrepancies import Discrepancy
from imrgraph.reasoning.places import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import BodyPart, Fact, Item, Letter
    from imrgraph.letters.text.document import Document
    from imrgraph.reasoning.deciding.case import Case

__all__ = ["misplaced"]

_LIMBS: Final = {IMRV(name).value for name in ("upper-extremity", "lower-extremity")}
# "Pre-op labs", "Associated surgical service": what a chapter says of operations in general
_AROUND_SURGERY: Final = re.compile(r"\b(?:pre|post)-?\s?op|\bassociated\s+surgical", re.IGNORECASE)
# "right" ankle, femur and fingers
_SIDE: Final = re.compile(r"\b(?:left|right|bilateral(?:ly)?)\b", re.IGNORECASE)
_SIDE_REACH: Final = 60
# "RUE", "LLE"
_LIMB_SIDE: Final = re.compile(r"[RL][UL]E\b", re.IGNORECASE)
# "hands-on", "the treatment in hand", "on the other hand", "foot over foot", "one foot over the
# other", "back at work", "gone back": no part of the body
_FIGURE: Final = re.compile(
    r"\bhands?[\s-]+on\b|\bat\s+hand\b|\b(?:treatment|case|matter|request|care)\s+in\s+hand\b"
    r"|\bon\s+(?:the\s+other|(?:the\s+)?one)\s+hand\b|\b(?P<part>hand|foot|head)\s+(?:over|in|to)\s+(?P=part)\b"
    r"|\bfoot\s+(?:over|in\s+front\s+of|after|before)\s+the\s+other\b|\bon\s+foot\b"
    r"|(?<!\blow\s)(?<!\blower\s)(?<!\bupper\s)(?<!\bmid\s)(?<!\bthe\s)(?<!\bhis\s)(?<!\bher\s)\bback\s+(?:to|at|in|into|on|from|up"
    r"|home|again|then|and\s+forth|off|out|down|before|when|since|now)\b"
    r"|\b(?:go(?:es|ing|ne)?|went|c[oa]m(?:e|es|ing)|cut(?:s|ting)?|scal\w+|h[oe]ld(?:s|ing)?|look\w*|dat\w+|bring\w*"
    r"|brought|fell|falls?|get(?:s|ting)?|got|return\w*|turn\w*|sen[dt]\w*|is|are|was|were|pain|symptoms)\s+(?:right\s+)?back\b"
    r"(?!\s+(?:pain|strain|sprain|injur\w+|spasm|surgery|muscles?|brace|support))",
    re.IGNORECASE,
)
_FIGURE_REACH: Final = 20
# "half of all hips", "in most knees": of people in general
_GENERAL: Final = re.compile(
    r"\b(?:of\s+all|in\s+(?:most|many|all)|half\s+(?:of\s+)?the)\s+\Z", re.IGNORECASE
)
_GENERAL_REACH: Final = 16
# "the left arm was not requested", "had the left been thrown in", "nobody asks for the other side"
_UNASKED: Final = re.compile(
    r"\b(?:not|never|nobody|no\s+one|nothing)\s+(?:\w+\s+){0,2}(?:request\w*|ask\w*|at\s+issue|in\s+dispute)"
    r"|\bhad\s+the\s+(?:left|right|other)\b|\bno\s+request\s+for\b",
    re.IGNORECASE,
)
# "left medial ", "right-sided low ": what leads from a side to its part; "left that has" is a verb
_LED_BY: Final = re.compile(
    r"\b(?:left|right|lt|rt|[LR])\b[\s.)-]*(?:sided\s+)?"
    r"(?:(?!(?:that|which|who|has|have|had|is|was|were|to|been|not|but|in|on|of|with|the|an?|h[ie][mr]|them|no|only|over)\b)[\w,/&-]+\s+){0,4}\Z",
    re.IGNORECASE,
)
_FOLLOWED_BY: Final = re.compile(r"[\s,;-]*\(?\s*(?:on\s+the\s+)?(?:left|right)\b", re.IGNORECASE)
#: The findings that are a test, whose name may name a part of the body.
_TEST: Final = IMRV("finding-provocative-test").value
#: Named for side effects and symptoms, rather than as what is treated.
_BESIDES: Final = {IMRV(name).value for name in ("abdomen-groin", "head")}
_SIDES: Final = {"left": "right", "right": "left"}


def _is_figure(text: str, place: Span) -> bool:
    """Say whether words that name a part of the body are a figure of speech."""
    first, last = max(0, place.start - _FIGURE_REACH), place.end + _FIGURE_REACH
    found = _FIGURE.finditer(text, first, last)
    return any(each.start() <= place.start < each.end() for each in found)


def misplaced(
    case: Case, item: Item, letter: Letter, knowledge: Knowledge
) -> tuple[Discrepancy, ...]:
    """Find sides and regions that differ, and citations about another part of the body.

    What the request names is compared with what its rationale names, the sides also with what the
    letter tells before its requests. A region is another one where it neither lies in the other nor
    holds it, nor are they a part of the spine and a limb that its nerves supply.
    """
    asked = _Asked(case, item, letter, knowledge)
    if not asked.parts:
        return ()
    return (*asked.other_region(), *asked.other_side(), *asked.other_chapter())


@lru_cache(maxsize=8)  # of one letter it is asked for item by item
def _before(document: Document, first: int, knowledge: Knowledge) -> tuple[Fact[BodyPart], ...]:
    """Return the parts that a letter names before its requests."""
    return regions(document, Span(0, first), knowledge)


class _Asked:
    """The parts of the body that a request names, beside those that the letter speaks of."""

    def __init__(self, case: Case, item: Item, letter: Letter, knowledge: Knowledge) -> None:
        self._case, self._item, self._letter, self._knowledge = case, item, letter, knowledge
        self._document = letter.document
        self._request = item.request.text.span
        self.parts = regions(self._document, self._request, knowledge)
        self._regions = [part.value.region for part in self.parts]

    def other_region(self) -> Iterator[Discrepancy]:
        """Yield that the rationale speaks of other regions only."""
        told = self._reasoned
        named = [p for of_request, p in told if of_request and p.value.region not in _BESIDES]
        others = [part.value.region for _, part in told]
        if named and not self._concern(others) and not self._are_of_one_limb(others):
            values = {"asked": self._named(self.parts), "told": self._named(named)}
            asked, said = self._places(*self.parts), self._places(*named)
            yield Discrepancy("region", values, (asked[0], said[0], *asked[1:], *said[1:]))

    def other_side(self) -> Iterator[Discrepancy]:
        """Yield each side asked for where only the other one is told of."""
        for part in self.parts:
            other = _SIDES.get(part.value.side or "")
            if other is None:
                continue
            first = min(item.request.text.span.start for item in self._letter.items)
            before = _before(self._document, first, self._knowledge)
            said = [part for of_request, part in self._reasoned if of_request]
            named = [] if self._reasons_of_side(str(part.value.side)) else said
            for place, told in (("rationale", named), ("summary", before)):
                sided = [p for p in told if self._are_one(part, p) and self._is_of_a_side(p)]
                if sided and {each.value.side for each in sided} == {other}:
                    if any(self._are_one(part, p) and p.value.side == other for p in self.parts):
                        continue
                    values = {
                        "asked": self._named([part]),
                        "place": (place,),
                        "told": self._named(sided),
                    }
                    yield Discrepancy("side", values, self._places(part, *sided))

    def _reasons_of_side(self, side: str) -> bool:
        """Say whether the rationale has the word for a side, or for both, of whatever it is."""
        reasons = self._document.quote(self._item.rationale.span)
        return re.search(rf"\b(?:{side}|bilateral(?:ly)?)\b", reasons, re.IGNORECASE) is not None

    def _is_of_a_side(self, part: Fact[BodyPart]) -> bool:
        """Say whether a part has a side whose word stands beside it, and not elsewhere."""
        text, span = self._document.text, part.span
        if part.value.side is None or _LIMB_SIDE.match(text, span.start, span.end):
            return part.value.side is not None
        led = _LED_BY.search(text, max(0, span.start - _SIDE_REACH), span.start)
        return bool(led or _SIDE.match(text, span.start) or _FOLLOWED_BY.match(text, span.end))

    def other_chapter(self) -> Iterator[Discrepancy]:
        """Yield the citations of chapters about another part of the body."""
        if _AROUND_SURGERY.search(self._document.quote(self._request)):
            return
        treated = self._item.request.treatment
        named = self._knowledge.label(treated.value) if treated else ""
        own = {match.concept for match in self._knowledge.lexicon("body-regions").find(named)}
        for each in self._case.citations:
            party, regions = each.citation.by, covered(each.citation, self._knowledge)
            if not regions or regions & own or self._concern(regions):
                continue
            if not cites_a_fitting_one(party, self._case, self._knowledge):
                values = {
                    "party": (party or "letter",),
                    "covered": tuple(sorted(regions, key=self._knowledge.label)),
                    "chapter": (each.citation.guideline,),
                    "asked": self._named(self.parts),
                }
                asked = self._places(*self.parts)
                yield Discrepancy("chapter", values, (asked[0], each.place, *asked[1:]))

    @cached_property
    def _reasoned(self) -> tuple[tuple[bool, Fact[BodyPart]], ...]:
        """The parts that the rationale names, each with whether they are as those of the request.

        They are not in the name of a test, of people in general, in what a guideline says, nor in a
        sentence about what nobody asks for.
        """
        text = self._document.text
        found: list[tuple[bool, Fact[BodyPart]]] = []
        for sentence in sentences(text, fold(text), self._item.rationale.span):
            words = self._document.quote(sentence.span)
            is_asked = sentence.of_case and not _UNASKED.search(words)
            tests = self._tests(sentence.span)
            for part in regions(self._document, sentence.span, self._knowledge):
                if not _is_figure(text, part.span):
                    first = max(0, part.span.start - _GENERAL_REACH)
                    general = _GENERAL.search(text, first, part.span.start)
                    of_test = any(t.start <= part.span.start < t.end for t in tests)
                    found.append((is_asked and not general and not of_test, part))
        return tuple(found)

    def _tests(self, place: Span) -> list[Span]:
        """Return where a sentence names tests of the examination."""
        named = self._knowledge.lexicon("findings").find(self._document.quote(place))
        return [
            Span(each.start, each.end).shift(place.start)
            for each in named
            if each.concept == _TEST or self._knowledge.value(each.concept, "testsRegion")
        ]

    def _concern(self, others: Iterable[str]) -> bool:
        return have_to_do(self._regions, others, self._knowledge)

    def _are_of_one_limb(self, others: Iterable[str]) -> bool:
        """Say whether one of the regions asked for lies in the limb of another: wrist and thumb."""
        limbs = ({r, *self._knowledge.broader(r)} & _LIMBS for r in self._regions)
        known = {limb for found in limbs for limb in found}
        return any(known & {other, *self._knowledge.broader(other)} for other in others)

    def _are_one(self, part: Fact[BodyPart], other: Fact[BodyPart]) -> bool:
        """Say whether two parts are of one region, or one lies in the other."""
        one, two = part.value.region, other.value.region
        return one in {two, *self._knowledge.broader(two)} or two in self._knowledge.broader(one)

    def _named(self, parts: Iterable[Fact[BodyPart]]) -> tuple[BodyPart, ...]:
        """Return the parts, each once."""
        return tuple(dict.fromkeys(part.value for part in parts))

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
