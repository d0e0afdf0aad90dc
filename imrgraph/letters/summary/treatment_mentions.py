"""Treatment mentions: the treatments that a letter names, and whether the worker had them.

In:   a document, and the place of its summary.
Out:  `Mention`s: each treatment that is named, and how; `Named`, for any sentences.
From: the narrative of the letters of 2015 to 2017. The nearest marker before a treatment says how
      it is named, unless what follows it tells that it was done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.letter import Fact, Mention
from imrgraph.letters.requests.forms import compounds
from imrgraph.letters.requests.levels import levels
from imrgraph.letters.requests.quantities import quantity
from imrgraph.letters.requests.surgeries import of_the_region
from imrgraph.letters.summary.arguments import arguments
from imrgraph.letters.summary.resolving import ALONE, therapies
from imrgraph.letters.text.anchors import Anchored, Anchors
from imrgraph.letters.text.dates import day_pattern
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.numerals import NUMBER, NUMBER_OPENS
from imrgraph.letters.text.patterns import later
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.scope import scopes
from imrgraph.letters.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.knowledge.lexicon import Match
    from imrgraph.letters.letter import Quantity
    from imrgraph.letters.text.document import Document

__all__ = ["PRESCRIBED", "Named", "named", "treatment_mentions"]

#: The rule that finds a drug in a plan: it is prescribed, and still to be taken.
PRESCRIBED: Final = "summary-prescription"
Status = Literal["continued", "past", "requested", "stated"]

#: What a marker before a treatment says of it, and how the treatment is named then.
_STATUS: Final[dict[str, Status]] = {
    "denies": "stated",
    "was declined": "stated",
    "continues": "continued",
    "is planned": "requested",
    "is requested": "requested",
    "is granted": "requested",
    "is to come": "requested",
    "was had": "past",
    "lasts": "past",
    "is past": "past",
    "came earlier": "past",
    "was given": "past",
    "is listed": "past",
}
#: Of these, the earlier word of the sentence holds for the later: "requested treatment, including"
_WEAK: Final = frozenset({"was given", "is listed", "came earlier"})
_STRONG: Final = frozenset({"is planned", "is requested", "is granted", "is to come"})
#: What is said behind a treatment that is asked for, or was decided on.
_ASKED: Final = frozenset({"is requested", "is granted"})
_DENIED: Final = frozenset({"denies", "was declined"})
#: What is told of somebody else, or of what nobody wrote down, tells nothing of the worker.
_UNTOLD: Final = frozenset({"of another", "is not shown"})
#: Whoever works as a caregiver, or at a hotel, has neither for a treatment.
_JOB: Final = "is a job"
# "sits in a" wheelchair, "rests on his" cane
_WITH: Final = re.compile(r"\b(?:in|on|with|via)\s+(?:an?|his|her|the)\s+(?:\w+\s+){0,2}\Z")
_BESIDE: Final = 40
# "completed 6 sessions of" physical therapy, "twelve (12)" physical therapy sessions
_COUNT_BEFORE: Final = Anchored(
    Anchors(NUMBER_OPENS),
    rf"{NUMBER}\s*(?:\(\s*\d+\s*\)\s*)?(?:(?:prior|previous)\s+)?"
    r"(?:(?:visits?|sessions?|treatments?)\s+of\s+)?\Z",
)
_CLAUSE_END: Final = re.compile(r"[.;,]\s|\band\b|\Z")
#: A clause is read no further than this, so that text without an end of one is read in linear time.
_CLAUSE: Final = 200
#: What is named of a worker was had: drugs, tests, what is worn, injections.
_HAD: Final = frozenset(
    {"drug", "medication", "diagnostic-test", "equipment", "injection-or-procedure"}
)
_BY_VISITS: Final = frozenset({"active-therapy", "passive-therapy", "behavioral-treatment"})
# physical therapy "x 6", "(12 visits)", "24 visits", "twice a month since"
_NUMBER_AFTER: Final = later(
    rf"[\s,(:]*(?:(?:x|times|#)\s*{NUMBER}\b|(?:for\s+)?{NUMBER}\s*(?:visits?|sessions?|treatments?)\b"
    rf"|{NUMBER}\s+times\b(?!\s*(?:an?|per|each|every|/|weekly))|on\s+{NUMBER}\s+occasions\b"
    r"|(?:(?:once|twice)\s+(?:or\s+twice\s+)?(?:a|per)\s+|every\s+)(?:day|week|month)|daily"
    r"|weekly|since\b|ongoing)",
    re.IGNORECASE,
)
_ATTENDED: Final = r"\b(?:attended|completed|used|kept|finished)\b"
_NOT: Final = r"\b(?:not|never|none|no|without|yet)\b"
# 12 visits "were authorized, of which 9 were attended"
_TAKEN_UP: Final = re.compile(
    rf"(?:(?!{_NOT})[^.;]){{0,80}}?\b(?:authorized|approved|certified)\b"
    rf"(?:(?!{_NOT})[^.;]){{0,60}}?{_ATTENDED}",
    re.IGNORECASE,
)
# 8 visits "were scheduled but none attended"
_NOT_TAKEN_UP: Final = re.compile(
    r"[^.,;]{0,40}?\b(?:scheduled|authorized|approved|certified|offered)\b[\s,]*(?:(?:but|and|yet)\s+)?"
    rf"(?:(?:he|she)\s+)?(?:none|not|never|(?:ha[sd]|did)\s+(?:not|never))\b[^.;]{{0,20}}?{_ATTENDED}",
    re.IGNORECASE,
)
# "repaired arthroscopically": it was done
_REPAIRED: Final = re.compile(r"repaired|underwent|status\s+post|s/p", re.IGNORECASE)
# "Weekly" physical therapy
_OFTEN_BEFORE: Final = re.compile(r"\b(?:weekly|daily|monthly|regular)\s+\Z", re.IGNORECASE)
# "PT, epidural in 2010.": a list without a verb begins with what was had
_LISTED_FIRST: Final = re.compile(r"\s*(?:[,.;]|\Z)")
# consultation "by Dr. A in 11/2013 advised": it took place
_ADVISED: Final = re.compile(
    r"(?:dr\.|[^.;,]){0,40}?\b(?:advised|recommended|found|noted|concluded|diagnosed|confirmed"
    r"|suggested|revealed|showed|documented|obtained|took\s+place)\b",
    re.IGNORECASE,
)
# "Pt is": the patient; "CTS", "CRPS": a syndrome; "traction injury": how it came about
_NO_TREATMENT: Final = re.compile(
    r"(?:[Pp]t|CTS|CRPS)(?!\w)|[Tt]raction(?=\s+(?:injur|type|mechanism))"
)
# "testosterone levels", "vitamin D deficiency", "morphine equivalents": measured, not given
_MEASURED: Final = re.compile(
    r"\s+(?:levels?|deficien|resistan|dependen|abuse|allerg|equivalen|intoleran|sensitiv"
    r"|use\s+disorder)",
    re.IGNORECASE,
)
# "low" testosterone, "allergic to" codeine
_OF_THE_BODY: Final = re.compile(r"\b(?:low|high|serum|allerg\w+\s+to)\s+\Z", re.IGNORECASE)
# lumbar fusion "(2011)", "in 2011", "on 4/7/2015"
_DATED: Final = later(
    rf"[\s,(]*(?:(?:was\s+)?(?:done|performed|carried\s+out|conducted|completed)\s+)?(?:(?:in|on|of|from)\s+)?(?:(?:early|late"
    rf"|mid)[\s-]+)?"
    rf"(?:{day_pattern('day')}|\d{{1,2}}/\d{{4}}|(?:19|20)\d{{2}}\b|(?:January|February|March"
    rf"|April|May|June|July"
    r"|August|September|October|November|December)\b)",
    re.IGNORECASE,
)
_UNREMARKABLE: Final = ("diagnostic-test", "marker-denies-near")
_DATED_KINDS: Final = frozenset({"surgery", "evaluation"})
_CONSULTATIONS: Final = frozenset(
    IMRV(name).value for name in ("specialist-consultation", "psychological-evaluation")
)
_OFFICE_VISIT: Final = IMRV("office-visit").value
#: How far from an operation the part of the body may be named that it was on.
_OF: Final = 60
#: What only the words before it tell: "the consultation report" is no treatment.
_NAMED_ONLY: Final = frozenset({"evaluation", "unnamed"})
_SURGERY: Final = IMRV("other-surgery").value
_THERAPY: Final = IMRV("physical-therapy").value
_SPINES: Final = {
    "C": IMRV("neck").value,
    "T": IMRV("thoracic-spine").value,
    "L": IMRV("lumbar-spine").value,
    "S": IMRV("lumbar-spine").value,
}
#: Seen with ultrasound, or treated with it.
_SEEN, _TREATED = IMRV("ultrasound-imaging").value, IMRV("therapeutic-ultrasound").value
# "ultrasound, hot packs", "ultrasound given with each" visit
_GIVEN_WITH: Final = re.compile(
    r"\b(?:hot\s+packs?|heat|ice|massage|e-?stim\w*|electrical\s+stimulation|modalit\w+)\b"
    r"|\bultrasound\s+(?:was\s+)?given\b",
    re.IGNORECASE,
)
#: Medication without a name is none.
_UNNAMED: Final = IMRV("medication-management").value


@dataclass(frozen=True, slots=True)
class Named:
    """A treatment in its sentence.

    Attributes:
        concept: its IRI.
        span: where it is named.
        kind: "drug" where it is one by name, "unnamed" for medication without a name, else the
            local name of its group.
        before: what the markers before it say of it, in their order.
        after: what those behind it say, in their order.
        at_issue: whether the sentence tells what is at issue.
        used: whether the worker stands, sits or goes with it, being equipment.
    """

    concept: str
    span: Span
    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    at_issue: bool
    used: bool

    @property
    def is_result(self) -> bool:
        """Whether a test is named with its result."""
        return self.kind == "diagnostic-test" and "is shown" in {*self.before, *self.after}

    @property
    def is_denied(self) -> bool:
        """Whether the sentence denies that it was had, or that anybody wrote so."""
        return not (_DENIED | _UNTOLD).isdisjoint((*self.before, *self.after))

    @property
    def is_bare(self) -> bool:
        """Whether nothing is said of how it is named."""
        said = {*self.cues, *((_ASKED | _STRONG).intersection(self.after))}
        return not (said or self.at_issue or self.is_denied)

    @property
    def status(self) -> Status:
        """How the treatment is named."""
        cues, governing = self.cues, self.governing
        if self.is_result and not _DENIED & {*cues[-1:], *self.after}:
            return "past"
        if self.at_issue and (governing or self.after[:1] != ("was felt",)):
            return "requested"
        if not _UNTOLD.isdisjoint(self.before) or "denies" in self.after:
            return "stated"
        status = _STATUS.get(governing, "stated")
        if self.kind in _NAMED_ONLY:
            return "stated" if (status, self.kind) == ("past", "unnamed") else status
        return self._by_what_follows(cues, governing) or status

    @property
    def cues(self) -> list[str]:
        """What is said before the treatment of how it is named."""
        return [said for said in self.before if said in _STATUS]

    @property
    def governing(self) -> str:
        """What is said before the treatment that tells how it is named; "" if nothing does."""
        cues = self.cues
        nearest = cues[-1] if cues else ""
        strong = [cue for cue in cues if cue in _STRONG]
        if nearest in _WEAK and not _DENIED.isdisjoint(cues[-2:-1]):
            return cues[-2]  # "denied any prior injections"
        if nearest in _WEAK and strong:
            nearest = "is planned" if "is planned" in strong else strong[-1]
        return nearest

    def _by_what_follows(self, cues: list[str], governing: str) -> Status | None:
        """Return how a treatment is named by what follows it, where that goes before."""
        after = frozenset(self.after)
        if governing not in _DENIED and _STRONG.isdisjoint(cues) and "is on file" in after:
            return "past"
        felt = governing in {"", "continues", "is granted", *_WEAK} and "was felt" in after
        if governing not in {"was had", *_DENIED} and _ASKED & after:
            # "two injections failed and surgery is authorized": the first word behind it tells
            first = next(said for said in self.after if said in _ASKED | {"was felt"})
            return "past" if felt and first == "was felt" else "requested"
        return "past" if felt or (self.used and not governing) else None


def treatment_mentions(document: Document, place: Span, knowledge: Knowledge) -> Iterator[Mention]:
    """Yield every treatment that the summary names, and how.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.text.document import Document
    >>> text = "X-rays were normal. The plan includes acupuncture."
    >>> found = treatment_mentions(Document("letter", text), Span(0, len(text)), load())
    >>> [mention.status for mention in found]
    ['past', 'requested']
    """
    argued = arguments(document, place, knowledge)
    for sentence in sentences(document, place):
        for each in named(document, (sentence,), knowledge, is_summary=True):
            # what is only argued about it says nothing of when it was
            yield Mention(
                treatment=Fact(each.concept, each.span, _rule(document, each)),
                status="stated"
                if sentence in argued and not each.at_issue
                else _status(document, sentence, each),
                quantity=_quantity(document, place, each.span),
            )


def _rule(document: Document, each: Named) -> str:
    """Return the rule by which a treatment is read: a plan that names a drug prescribes it."""
    prescribed = (each.governing, each.kind) == ("is planned", "drug")
    if each.concept == _THERAPY and document.quote(each.span).lower() == "therapy":
        return ALONE
    return PRESCRIBED if prescribed else "summary-treatment"


def _status(document: Document, sentence: Span, each: Named) -> Status:
    """Return how a summary names a treatment: of what it only names it tells that it was had.

    Therapy may be named for what it is; it was had where a number of visits, or a list, tells so.
    """
    text, end = document.text, each.span.end
    if each.kind in _BY_VISITS and each.status == "requested":
        return "past" if _TAKEN_UP.match(text, end, sentence.end) else "requested"
    if each.kind in _BY_VISITS and _NOT_TAKEN_UP.match(text, end, sentence.end):
        return "stated"
    if each.status != "stated" or not each.is_bare:
        return each.status
    told = each.kind in _HAD
    if each.kind in _DATED_KINDS and each.concept != _OFFICE_VISIT:
        told = bool(_DATED.match(text, end, sentence.end))
        told = told or bool(_REPAIRED.search(document.quote(each.span)))
    if each.concept in _CONSULTATIONS:
        told = told or bool(_ADVISED.match(text, end, sentence.end))
    elif each.kind in _BY_VISITS:
        after = text[end : min(sentence.end, end + _BESIDE)]
        before = text[max(sentence.start, each.span.start - _BESIDE) : each.span.start]
        told = bool(
            _NUMBER_AFTER.match(after)
            or _COUNT_BEFORE.search(before, 0, len(before))
            or _OFTEN_BEFORE.search(before)
            or (not before.strip() and _LISTED_FIRST.match(after))
        )
    return "past" if told else "stated"


def named(
    document: Document,
    among: Iterable[Span],
    knowledge: Knowledge,
    *,
    is_summary: bool = False,
) -> Iterator[Named]:
    """Yield every treatment that the sentences `among` name.

    A marker within the name of a treatment is none. In a summary "therapy" alone is one, too.
    """
    folded = fold(document.text)
    for sentence in among:
        words = document.quote(sentence)
        matches = [
            match
            for match in _matches(words, knowledge, is_summary=is_summary)
            if not _NO_TREATMENT.match(words, match.start)
            and not _MEASURED.match(words, match.end)
            and not _OF_THE_BODY.search(words, max(0, match.start - _BESIDE), match.start)
        ]
        spans = [Span(match.start, match.end).shift(sentence.start) for match in matches]
        read = scopes(folded, sentence, knowledge) if matches else None
        for match, span in zip(matches, spans, strict=True):
            marks = read.of(span, spans) if read else ()
            if any(mark.marker.category == _JOB for mark in marks):
                continue
            ahead = [m for m in marks if m.span.end <= span.start]
            kind = _kind(match.concept, knowledge)
            near = max(sentence.start, span.start - _BESIDE)
            yield Named(
                concept=_concept(words, match, knowledge),
                span=span,
                kind=kind,
                before=tuple(mark.marker.category for mark in ahead),
                after=tuple(
                    m.marker.category
                    for m in marks
                    # a test that was unremarkable was done
                    if m.span.start >= span.end and (kind, m.marker.name) != _UNREMARKABLE
                ),
                at_issue=read is not None and read.holds("is at issue", "is of the administrator"),
                used=kind == "equipment" and bool(_WITH.search(folded, near, span.start)),
            )


def _matches(words: str, knowledge: Knowledge, *, is_summary: bool) -> list[Match]:
    """Return where a sentence names treatments."""
    found = compounds(words, knowledge.lexicon("treatments").find(words), knowledge)
    alone = therapies(words, found) if is_summary else ()
    return sorted([*found, *alone], key=lambda match: match.start)


def _concept(words: str, match: Match, knowledge: Knowledge) -> str:
    """Return what is named, by the part of the body and by how it was given."""
    if match.concept == _SEEN and _GIVEN_WITH.search(words):
        return _TREATED
    return of_the_region(match.concept, _region(words, match, knowledge), knowledge)


def _region(words: str, match: Match, knowledge: Knowledge) -> str | None:
    """Return the part of the body that is named behind an operation, or else before it."""
    if match.concept != _SURGERY:
        return None
    if near_levels := levels(words, Span(max(0, match.start - _OF), match.end + _OF)):
        return _SPINES[near_levels[0].region]
    found = knowledge.lexicon("body-regions").find(words)
    behind = [e for e in found if match.start <= e.start < match.end + _OF]
    before = [e for e in found if match.start - _OF < e.end <= match.start]
    near = [*behind, *before[::-1]]
    return near[0].concept if near else None


def _kind(concept: str, knowledge: Knowledge) -> str:
    if knowledge.value(concept, "genericName"):
        return "drug"
    if concept == _UNNAMED:
        return "unnamed"
    return (knowledge.broader(concept)[-1:] or (concept,))[0].rpartition("/")[2]


def _quantity(document: Document, place: Span, span: Span) -> Quantity | None:
    """Return the quantity that stands with the treatment at `span`."""
    text = document.text
    before = _COUNT_BEFORE.search(text, max(place.start, span.start - 60), span.start)
    clause = _CLAUSE_END.search(text, span.end, min(span.end + _CLAUSE, place.end))
    start, end = before.start() if before else span.start, clause.start() if clause else 0
    return quantity(document, Span(start, max(end, span.end)))
