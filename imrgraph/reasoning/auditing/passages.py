"""Passages: the sentences of a rationale as they were weighed, and how far they bear a reason out.

In:   an item, its letter, the treatment that is asked for, the knowledge.
Out:  `Passages`: each sentence with what it is likely to be; whether a ground is borne out by what
      labelled sentences say, and whether its sentence is the reviewer's own.
From: letters.rationale.meaning. Over letters that were not learned from, a ground that is borne out
      is right in about nine of ten cases, another one in less than half.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Voice
from imrgraph.letters.rationale.conclusions import conclusions
from imrgraph.letters.rationale.meaning import (
    CRITERIA,
    likelihood,
    likely,
    meaning_as_read,
    model,
)
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.quotations import quotations
from imrgraph.letters.text.scope import scopes
from imrgraph.reasoning.auditing.giving import gives_reason
from imrgraph.reasoning.auditing.quoting import answer
from imrgraph.reasoning.places import Evidence
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Item, Letter
    from imrgraph.letters.rationale.meaning import Scores
    from imrgraph.letters.text.document import Document
    from imrgraph.letters.text.scope import Mark
    from imrgraph.reasoning.auditing.grounds import GroundComparison

__all__ = ["BY_GUIDELINE", "Passage", "Passages", "passages"]

#: As likely is what a cue says where its sentence, or the whole rationale, bears it out.
_BORNE: Final = 0.4
#: And as likely what labelled sentences alone tell.
_LIKELY: Final = Decimal("0.6")
#: A sentence seems to find something where that is as likely.
_FINDS: Final = 0.5
#: Sentences that speak for somebody else, and those that may hold a reason.
_OTHERS: Final = frozenset({"claims-administrator", "provider"})
_GUIDELINE: Final = "guideline"
_FINDING: Final = "finding"
_CONCLUSION: Final = "conclusion"
#: Of these a guideline's words are the reason where it makes no proviso.
BY_GUIDELINE: Final = frozenset({"recommended", "evidence", "ingredient", "active-care"})
#: And of this what somebody else did is one: the claims administrator authorized it already.
_GRANTED_BEFORE: Final = "non-duplication"
# "not recommended if", "except for", "over other", "where deep heating is desirable"
_PROVISO: Final = re.compile(
    r"\b(?:if|when|where|unless|until|except|other\s+than|only|over|alone|stand-?\s?alone|reserves?"
    r"|absence|without|for\s+(?:the\s+)?(?:first|prevention))\b"
)
# "in this case", "the patient has", "is documented": whoever says so speaks of the case
_OF_CASE: Final = re.compile(
    r"\bth(?:is|ese)\s+(?:\w+\s+)?(?:patient|claimant|worker|applicant|individual|employee|man|woman|case"
    r"|request|treatment|quantity)|\bthe\s+(?:\w+\s+){0,2}(?:patient|claimant|worker|applicant|employee"
    r"|request(?:ed)?|records?|documentation|provider|notes?|file|chart)\b|\b(?:he|she|his|her|here)\b"
    r"|\b(?:is|was|are|were|been)\s+(?:\w+\s+)?documented\b|\bprovided\b|\bsubmitted\b|\bgiven\s+the\b|\bas\s+such\b|\basked\s+for\b|\bsought\b"
    r"|\b(?:treating|attending|requesting|prescribing)\s+\w+\s+(?:has|have|had|did|does|do|is|was)\b"
    r"|\b(?:is|are)\s+in\s+excess\b|\b(?:would\s+exceed|exceeds\s+the|contingent\s+(?:up)?on)\b"
    r"|\bas\s+the\s+(?:\w+\s+)?guidelines?\b"
)
# "the request does not meet criteria", "can not be supported"
_MEETS: Final = re.compile(
    r"\b(?:supported|criteria|certified|approved|necessary|necessity|warranted|appropriate|justified)\b"
)
# "given the lack of relief": with a reason
_SINCE: Final = re.compile(
    r"\b(?:given|because|since|due\s+to|as\s+(?:the|there|this|he|she|no)|lack\w*|without|absen\w+|for"
    r"|in\s+light|based\s+on)\b"
)
# "based on the records provided and the guideline review": what any conclusion rests on
_ANY_BASIS: Final = re.compile(
    r"\b(?:given|based\s+(?:up)?on|in\s+light\s+of)\s+(?:the\s+|all\s+)*(?:available\s+|submitted\s+|provided\s+|above\s+|medical\s+)*"
    r"(?:records?|documentation|information|evidence|review|guidelines?)\b"
)
# "At present, … , the request": what stands in any conclusion
_REQUEST: Final = re.compile(
    r"\b(?:at\s+(?:present|this\s+(?:time|point))|the\s+(?:\w+\s+){0,2}(?:request|treatment)|provided|submitted|reviewed"
    r"|therefore|and|or|as\s+such|(?:evidence-?\s?based\s+)?(?:guidelines?\s+)?review)\b|[,;]"
)
#: So many words a sentence has at least that is quoted as one that was not understood.
_LEAST: Final = 4
# "As there is no plan of surgery, the request is not necessary": what leads into the conclusion
_LEADS_IN: Final = re.compile(
    r"(?:however|therefore|thus|as\s+such|so|and)?,?\s*(?:given|as(?!\s+(?:such|noted|above|stated))|because|since"
    r"|due\s+to|owing\s+to|absent|without|in\s+(?:light|view)\s+of|in\s+(?:the\s+)?absence\s+of|for\s+lack\s+of"
    r"|based\s+on\s+(?:the\s+)?(?:lack|absence)|under\s+the\s+circumstances)\b"
)
# "However, given": what stands before it
_HOWEVER: Final = re.compile(r"(?:however|therefore|thus|so|and|as\s+such),?\s*")
# "MTUS notes that, in absence of red flags": what follows is the guideline's
_REPORTS: Final = re.compile(
    r"\b(?:mtus|odg|acoem|guidelines?)(?:\s+\w+){0,3}\s+(?:notes?|states?|indicates?|says?|recommends?|suggests?"
    r"|provides?)\s+that\b|\b(?:mtus|odg|acoem|guidelines?)(?:\s+\w+){0,3}\s+specif(?:y|ies)\b"
)
# "specifies, "there are …"": what is quoted turns to no case
_QUOTED: Final = re.compile(r"\"[^\"]*\"?")
# "This is a request for independent review of an operation": what is to be decided
_ASKS: Final = re.compile(
    r"(?:this|here)\s+is\s+an?\s+(?:\w+\s+){0,3}(?:request|appeal|application|review)\b"
    r"|the\s+(?:issue|question|matter|dispute)(?:\s+\w+){0,4}\s+is\s+whether\b"
)
# "…, but in this case", "and this patient"
_TURNS: Final = re.compile(
    r"\b(?:but|however|whereas|while|yet|this|he|she|here|the\s+(?:patient|claimant|worker|record|injured))\b|;"
)
# "But three visits are still open": what stands before it is granted
_AGAINST: Final = re.compile(
    r"(?:but|however|yet|nevertheless|nonetheless|even\s+so|still|that\s+said|what\s+is\s+(?:wrong|missing))\b"
)
# "given these facts": it names no reason of its own
_POINTS_BACK: Final = re.compile(
    r"\b(?:above\w*|this|these|those|such|foregoing|following|reasons?|facts?|aforementioned)\b"
)
# "fails to meet the evidence based criteria": it says that rules are not met, and not which
_VACUOUS: Final = re.compile(
    r"\b(?:meet\w*|met|satisf\w+|fulfil\w*|supported\s+by|consistent\s+with|deviate\s+from)\s+(?:\w+[\s-]+){0,4}"
    r"(?:guidelines?|criteria|mtus|odg)\b|\bthe\s+criteria\s+(?:noted|listed|given)\b"
)
# "the chronic pain guidelines do not apply", "the MTUS is silent on it": before the reasons
_SETS_ASIDE: Final = re.compile(
    r"\b(?:mtus|odg|acoem|guidelines?)\s+(?:(?:is|are|was|were)\s+silent"
    r"|(?:do|does|did)\s+not\s+(?:\w+ly\s+)?(?:apply|address|discuss|mention|speak|cover))\b"
)
#: In a longer sentence something else may be found besides.
_ASIDE: Final = 25
#: What markers say of a thing that is wanting, and of one that is too much.
_WANTING: Final = frozenset({"denies", "is not shown", "is past", "goes beyond"})
#: What markers say of a sentence that sends its reader to another place of a guideline.
_REFERS_ON: Final = "refers on"
#: And of words that name the denial or grant a point, which the rest of a sentence answers.
_ANSWERED: Final = frozenset({"tells the denial", "favors"})
#: A sentence that grants something is no reason against it.
_GRANTS: Final = "concedes"


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a rationale, and what it is likely to be."""

    place: Evidence
    #: What it is likeliest to be: "guideline", "finding", "record", …
    kind: str
    #: Whether its words speak of the case, and whether they make a proviso.
    is_of_case: bool
    has_proviso: bool
    #: Whether it seems to find something on a criterion.
    finds: bool

    __repr__ = short("kind", "place")
    #: Whether its words say that something is missing, or too much, and grant nothing.
    finds_wanting: bool
    #: The clause of it that leads into what is concluded, where it gives a reason of its own.
    because: Evidence | None
    #: Whether it only leads from what was said before to what is concluded.
    points_back: bool
    #: The words of it that answer the denial or a point granted, where it tells of that before.
    answer: Evidence | None
    #: Whether it says what follows for the request.
    concludes: bool
    #: Whether it is copied from a guideline: it stands within quotation marks, or refers on.
    is_copied: bool
    #: How likely it gives the reason of a denial, and of a grant: the logarithms of their odds.
    gives: tuple[float, float]
    scores: Scores = field(repr=False, hash=False)

    @property
    def is_rule(self) -> bool:
        """Whether it tells what a guideline says, and not of the case."""
        of_guideline = self.kind == _GUIDELINE and not self.is_of_case
        return self.is_copied or of_guideline or self.reports(self.place.end)

    @property
    def is_of_others(self) -> bool:
        """Whether it tells what somebody else says."""
        return self.kind in _OTHERS

    @property
    def only_concludes(self) -> bool:
        """Whether it says what follows, and no reason for it."""
        said = _ANY_BASIS.sub("", fold(self.place.quote))
        return self.kind == _CONCLUSION and bool(_MEETS.search(said)) and not _SINCE.search(said)

    @property
    def concludes_on_anything(self) -> bool:
        """Whether it concludes, and says of its reason only that the records were reviewed."""
        said = fold(self.place.quote)
        before = _ANY_BASIS.sub("", _before_conclusion(said, Span(0, len(said))))
        return len(_REQUEST.sub("", before).split()) < _LEAST

    @property
    def says_no_more(self) -> bool:
        """Whether it says that guidelines are not met, or what was said before, and no more."""
        said = fold(self.place.quote)
        return (
            self.only_concludes
            or self.points_back
            or self.sets_aside
            or self.only_asks
            or bool(_VACUOUS.search(said))
        )

    @property
    def sets_aside(self) -> bool:
        """Whether it says that a guideline is not one for this case, and no more."""
        said = fold(self.place.quote)
        return len(said.split()) <= _ASIDE and bool(_SETS_ASIDE.search(said))

    @property
    def only_asks(self) -> bool:
        """Whether it states what is to be decided, and finds nothing wanting."""
        return bool(_ASKS.match(fold(self.place.quote))) and not self.finds_wanting

    def reports(self, upto: int) -> bool:
        """Say whether it tells what a guideline says, and of the case not before a place."""
        said = fold(self.place.quote)[: max(0, upto - self.place.start)]
        found = _REPORTS.search(said)
        return found is not None and not _TURNS.search(_QUOTED.sub("", said[found.end() :]))

    @property
    def tells(self) -> Evidence:
        """The words of it that give a reason: what leads into the conclusion, or all of it."""
        return self.because or self.place

    def reason(self, *, met: bool | None) -> float:
        """Return how likely it gives the reason: the logarithm of its odds.

        Args:
            met: whether that of a grant; None for either.
        """
        return max(self.gives) if met is None else self.gives[met]

    def holds(self, place: Evidence) -> bool:
        """Say whether words begin in it."""
        return self.place.start <= place.start < self.place.end

    def borne(self, criterion: str, *, met: bool) -> float:
        """Return how likely it finds that a criterion is met, or is not.

        Of a criterion of which no labelled sentence tells, none speaks against what was read.
        """
        if criterion not in CRITERIA:
            return 1.0
        number = CRITERIA.index(criterion)
        is_met = likely(self.scores.met[number])
        return self.scores.about[number] * (is_met if met else 1 - is_met)


@dataclass(frozen=True, slots=True)
class Passages:
    """The sentences of a rationale, in their order, and what they are likely to decide on."""

    each: tuple[Passage, ...]
    #: How likely the rationale decides on a criterion, met or not.
    likely: Mapping[tuple[str, bool], float] = field(repr=False, hash=False)

    __repr__ = short("each")

    def of(self, place: Evidence) -> Passage | None:
        """Return the sentence in which words begin."""
        return next((each for each in self.each if each.holds(place)), None)

    def likelihood(self, ground: GroundComparison) -> float:
        """Return how likely the rationale decides on a ground."""
        if ground.likelihood is not None:
            return float(ground.likelihood)
        return self.likely.get((ground.criterion, ground.met), 0.0)

    def bears_out(self, ground: GroundComparison) -> bool:
        """Say whether a ground is as likely as makes it certain enough to be told as such."""
        if ground.reader is not None:
            return False
        if ground.likelihood is not None:
            return ground.likelihood >= _LIKELY
        here = self.of(ground.evidence[0]) if ground.evidence else None
        said = here.borne(ground.criterion, met=ground.met) if here else 0.0
        return max(said, self.likelihood(ground)) >= _BORNE

    def is_own(self, ground: GroundComparison) -> bool:
        """Say whether a ground is the reviewer's, and not what somebody else is quoted with.

        What a guideline says without a proviso of the treatment itself is the reviewer's reason,
        and so is what somebody else granted before.
        """
        here = self.of(ground.evidence[0]) if ground.evidence else None
        if here and here.only_asks:
            return False
        if here and (here.sets_aside or here.reports(ground.evidence[0].start)):
            return ground.criterion in BY_GUIDELINE and not here.sets_aside
        if here is None or (self.bears_out(ground) and not here.only_concludes):
            return True
        if here.is_rule:
            return ground.criterion in BY_GUIDELINE and not here.has_proviso
        if here.only_concludes:
            return ground.criterion in BY_GUIDELINE
        return here.kind not in _OTHERS or ground.criterion == _GRANTED_BEFORE

    @property
    def rules(self) -> tuple[Passage, ...]:
        """The sentences that tell what a guideline says."""
        return tuple(each for each in self.each if each.is_rule)

    def after(self, passage: Passage) -> Passage | None:
        """Return the next sentence."""
        behind = (each for each in self.each if each.place.start >= passage.place.end)
        return next(behind, None)

    @property
    def holding(self) -> Passage | None:
        """The sentence that concludes last, or where it gives no reason the one before it."""
        found = [number for number, each in enumerate(self.each) if each.concludes]
        if not found:
            return None
        last = self.each[found[-1]]
        if last.because or not (last.says_no_more or last.concludes_on_anything):
            return last
        return self.each[found[-1] - 1] if found[-1] else None

    def is_conceded(self, passage: Passage) -> bool:
        """Say whether the next sentence turns against it, with a finding of its own."""
        after = self.after(passage)
        if after is None or after.is_rule or not _AGAINST.match(fold(after.place.quote)):
            return False
        return after.finds or after.finds_wanting


def passages(item: Item, letter: Letter, treatment: str | None, knowledge: Knowledge) -> Passages:
    """Weigh the sentences of a rationale.

    Args:
        item: whose rationale it is.
        letter: that holds it.
        treatment: the IRI of what is asked for.
        knowledge: whose cues and kinds of treatments are used.
    """
    document = letter.document
    meant = meaning_as_read(document, item.rationale.span, treatment, knowledge)
    sentences, scores = meant.sentences, meant.scores
    folded = fold(document.text)
    copied = quotations(document.text, item.rationale.span)
    found = []
    given = gives_reason(sentences, scores)
    for sentence, score, gives in zip(sentences, scores, given, strict=True):
        span = sentence.span
        words = folded[span.start : span.end]
        marks = scopes(folded, span, knowledge).marks
        own = answer(folded, span)
        marked = {mark.marker.category for mark in marks}
        found.append(
            Passage(
                _place(document, span),
                score.kind,
                bool(_OF_CASE.search(words)),
                bool(_PROVISO.search(words)),
                _finds(folded, span, score),
                bool(marked & _WANTING) and _GRANTS not in marked,
                _because(document, folded, span),
                _points_back(folded, span),
                _place(document, own) if _is_answer(own, marks) else None,
                bool(conclusions(folded, span)),
                _is_copied(span, marked, copied),
                gives,
                score,
            )
        )
    decided = {
        (each.criterion, each.met): likelihood(each, model().signs) for each in meant.candidates
    }
    return Passages(tuple(found), decided)


def _place(document: Document, span: Span) -> Evidence:
    quote, page = document.quote(span), document.page(span)
    return Evidence(span.start, span.end, quote, page, None, Voice.REVIEWER)


def _is_answer(own: Span, marks: Sequence[Mark]) -> bool:
    """Say whether a sentence tells of the denial, or grants a point, before what it comes to."""
    before = (mark.span for mark in marks if mark.marker.category in _ANSWERED)
    return any(span.end <= own.start for span in before)


def _is_copied(sentence: Span, marked: set[str], quoted: Sequence[Span]) -> bool:
    """Say whether a sentence is copied: it goes on within a quotation, or sends to a chapter."""
    within = any(each.start < sentence.start and sentence.end <= each.end for each in quoted)
    return within or _REFERS_ON in marked


def _because(document: Document, folded: str, sentence: Span) -> Evidence | None:
    """Return the clause of a sentence that leads into its conclusion and gives a reason."""
    before = _before_conclusion(folded, sentence)
    leads = _LEADS_IN.match(before) and not _POINTS_BACK.search(before)
    if not leads or len(before.split()) < _LEAST or _VACUOUS.search(before):
        return None
    led = _HOWEVER.match(before)
    start = sentence.start + (led.end() if led else 0)
    return _place(document, Span(start, sentence.start + len(before)))


def _points_back(folded: str, sentence: Span) -> bool:
    """Say whether a sentence gives what was said before as the reason of its conclusion."""
    before = _before_conclusion(folded, sentence)
    return bool(_LEADS_IN.match(before) and _POINTS_BACK.search(before))


def _before_conclusion(folded: str, sentence: Span) -> str:
    concluded = next(iter(conclusions(folded, sentence)), None)
    return folded[sentence.start : concluded.start].rstrip(" ,\n") if concluded else ""


def _finds(folded: str, span: Span, score: Scores) -> bool:
    """Say whether a sentence seems to find something, and does not only conclude."""
    concluded = sum(len(folded[c.start : c.end].split()) for c in conclusions(folded, span))
    rest = len(folded[span.start : span.end].split()) - concluded
    return score.kind == _FINDING and max(score.kinds) >= _FINDS and rest >= _LEAST
