"""History: the treatments that a letter names, and whether the worker had them.

In:   a document, and the place of its summary or of a rationale.
Out:  `Mention`s: each treatment that is named, and how.
From: the narrative of the letters of 2015 to 2017. The nearest words before a treatment say how
      it is named, unless what follows it tells that it was done.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.document import Span
from imrgraph.letters.letter import Fact, Mention, Voice
from imrgraph.letters.numerals import NUMBER
from imrgraph.letters.quantities import quantity
from imrgraph.letters.sentences import is_at_issue, plain, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.knowledge.lexicon import Match
    from imrgraph.letters.document import Document
    from imrgraph.letters.letter import Quantity

__all__ = ["found_given", "mentions"]

Status = Literal["continued", "past", "requested", "stated"]

#: What stands before a treatment, in its sentence.
_BEFORE: Final = {
    "denied": r"\bneither\b|\bnor\b|\bnever\b|\bno\s+(?:prior|previous|earlier|recent)\b"
    r"|\b(?:not|n't)\s+(?:yet\s+|been\s+|had\s+)*(?:have|had|tried|try|receiv|undergo|been"
    r"|attend|complet|us(?:e|ing)\b|tak(?:e|ing)\b|start|beg[iu]n|have\s+had)\w*|\bdeclin"
    r"|\brefus|\b(?:no|without)\s+(?:\w+\s+)?(?=_|\Z)",
    # "there is no record of": holds for all that follows in the sentence
    "absent": r"\b(?:no|without|lack\s+of|absence\s+of|absent|insufficient)\s+(?:\w+\s+){0,2}?"
    r"(?:documentation|documented|evidence|indication|mention|records?|reports?)\b",
    "continued": r"(?<!dis)\bcontinu(?:e|es|ed|ing|ation)\b|\bongoing\b|\brefill",
    "planned": r"\bplan\b|\bplans\b|\bplanned\b",
    "asked": r"\brequest|\bask(?:s|ed|ing)\s+for\b|\brecommend|\bauthoriz|\bapprov|\bcertif"
    r"|\bRFA\b|\bappeal",
    "coming": r"\brefer|\bpending\b|\bawait|\bschedul|\border|\bpropos|\badd(?:ed|ing)?\b|\badvis"
    r"|\bconsider|\bneed|\bcandidate\b|\bpossib|\bpotential"
    r"|\b(?:would|should|will|could|(?-i:may))\b(?:\s+\w+)?\s+(?:benefit|improve)\s+(?:from|with|by)\b"
    r"|\b(?:would|should|will|could|(?-i:may))\b|\bintent\b|\bif\b|\btrial\b"
    r"|\bto\s+(?:receive|undergo|start|begin|have|obtain|get|attend|evaluate)\b",
    "had": r"\bcomplet|\breceiv(?:e[sd]|ing)\b|\bunderw|\bundergone\b|\bundergoing\b|\bhad\b"
    r"|\btreated\s+with\b|\bgave\b|\btaking\b|\btakes\b|\btook\b|\bbegan\b|\btried\b"
    r"|\btrying\b|\bstarted\b|\busing\b|\buses?\b|\bused\b|\butiliz|\bwears?\b|\bwearing\b"
    r"|\battend|\bmanaged\b|\bs/p\b|\bstatus\s+post\b|\bdespite\b|\bfail(?:ed|ing|ure)\b"
    r"|\brespon(?:d|se)|\b(?:improv\w+|benefit\w*|relie\w+|help\w*)\s+(?:from|with|by)\b"
    r"|\b(?:was|been|is)\s+on\b(?!\s+\d)|\bsince\b|\bstop(?:ped)?\b|\bdiscontinu",
    "earlier": r"\bprevious|\bprior\b|\bpast\b|\binitial\b|\bcurrent|\brecent",
    "given": r"\bgiven\b|\bprescri|\bdispens|\bprovided\b|\badministered\b|\bapplied\b",
    # "treatments to date were noted to include", "medications:"
    "listed": r"\b(?:treat(?:ments?|ed)|therap(?:y|ies)|stud(?:y|ies)|diagnostics?|tests?|testing"
    r"|imaging|medications?|meds|drugs?|care|history|surger(?:y|ies))\b"
    r"(?:(?!\bplan\b|\brequest)[^.:]){0,60}?(?:\binclud\w+|\bconsist\w*|\bwere\b|\bwas\b|\bis\b"
    r"|\bare\b|\blisted\b|\bdocumented\b|\bsuch\s+as\b|:)",
}  # fmt: skip
_CUE: Final = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _BEFORE.items()), re.IGNORECASE
)
_STATUS: Final[dict[str, Status]] = {
    "denied": "stated",
    "absent": "stated",
    "continued": "continued",
    "planned": "requested",
    "asked": "requested",
    "coming": "requested",
    "had": "past",
    "earlier": "past",
    "given": "past",
    "listed": "past",
}
#: Of these, the earlier word of the sentence holds for the later: "requested treatment, including"
_WEAK: Final = frozenset({"given", "listed", "earlier"})
_STRONG: Final = frozenset({"planned", "asked", "coming"})

# "MRI of the neck on 1/2/16 revealed …": it was done
_RESULT: Final = re.compile(
    r"(?:(?!\b(?:request|recommend)).){0,90}?(?:\breveal|\bshow(?:s|ed|n|ing)?\b|\bdemonstrat"
    r"|\bindicat(?:ed|es|ing)\s+(?:that|there|an?|no|mild|moderate|severe)\b|\bconfirm(?:ed|s)"
    r"|\bdoes\s+not\s+(?:indicate|show|reveal)|\bdid\s+not\s+(?:indicate|show|reveal)"
    r"|\b(?:was|were)\s+(?:noted\s+(?:as|to\s+be)\s+)?[\"“]?(?:done|performed|obtained|taken"
    r"|completed|negative|normal|positive|unremarkable))",
    re.IGNORECASE | re.DOTALL,
)
_UNREMARKABLE: Final = re.compile(
    r"\b(?:negative|normal|unremarkable|abnormal|positive)\s+(?:[\w-]+\s+){0,3}\Z", re.IGNORECASE
)
# "an x-ray of the hand, dated 1/2/16", "physical therapy reports", "Robaxin since 1/2/16"
_ON_FILE: Final = re.compile(
    r"[^;]{0,50}?\b(?:dated|performed|obtained|taken|done)\b|\W*(?:progress\s+|initial\s+)?"
    r"(?:reports?|notes?|examination|assessment|visits?\s+have)\b|\W*since\b",
    re.IGNORECASE,
)
# "acupuncture has helped", "six sessions of therapy with benefit"
_FELT: Final = re.compile(
    r"[^;]{0,50}?\b(?:(?:has|have|had|did|was|were|is|are)\s+(?:not\s+)?(?:been\s+)?"
    r"(?:help|improv|benefi|ineffective|effective|tried|complet|attempt|given|provided"
    r"|administered|started|discontinued|stopped|prescribed|dispensed|added|renewed|refilled)"
    r"|began\b|started\b|came\s+first|gave\b"
    r"|with(?:out)?\s+(?:\w+\s+){0,3}(?:benefit|improvement|relief))",
    re.IGNORECASE,
)
# "… were also requested"
_ASKED_AFTER: Final = re.compile(
    r".*?\b(?:was|were|is|are|be|been)\s+(?:\w+\s+){0,2}?(?:ordered|requested|recommended"
    r"|sought|advised|denied|modified|proposed|scheduled|(?:non-?\s?)?certified|approved"
    r"|authorized|discussed|considered|planned|pending|submitted)\b",
    re.IGNORECASE | re.DOTALL,
)
# "sits in a wheelchair", "rests on his cane"
_WITH: Final = re.compile(
    r"\b(?:in|on|with|via)\s+(?:an?|his|her|the)\s+(?:\w+\s+){0,2}\Z", re.IGNORECASE
)
# "completed 6 sessions of" physical therapy, "twelve (12)" physical therapy sessions
_COUNT_BEFORE: Final = re.compile(
    rf"{NUMBER}\s*(?:\(\s*\d+\s*\)\s*)?(?:(?:prior|previous)\s+)?"
    r"(?:(?:visits?|sessions?|treatments?)\s+of\s+)?\Z",
    re.IGNORECASE,
)
_CLAUSE_END: Final = re.compile(r"[.;,]\s|\band\b|\Z")
#: A clause is read no further than this, so that text without an end of one is read in linear time.
_CLAUSE: Final = 200
#: What only the words before it tell: "the consultation report" is no treatment.
_NAMED_ONLY: Final = frozenset({"evaluation", "unnamed"})
#: Medication without a name is none.
_UNNAMED: Final = IMRV("medication-management").value
# The guideline's words, and what is not so: "MTUS recommends", "if physical therapy had"
_NOT_THE_CASE: Final = re.compile(
    r"\b(?:guidelines?|MTUS|ODG|ACOEM|criteria|recommended|if|when|should|would|(?-i:may)|unless"
    r"|patients|studies|trials?|medically\s+(?:necessary|appropriate)|requests?|clarification)\b",
    re.IGNORECASE,
)
_CASE: Final = re.compile(
    r"\b(?:patient|worker|claimant|applicant|individual|he|she|IW|records?|document\w*|notes?"
    r"|reveal\w*|show\w*|indicate)\b",
    re.IGNORECASE,
)
_NOT: Final = re.compile(
    r"\b(?:no|not|without|lack|absence|absent|neither|nor|unclear)\b", re.IGNORECASE
)
#: What is enough for the reviewer's word that the worker had a treatment.
_HAD: Final = frozenset({"had", "earlier"})


#: How much of a sentence counts before a treatment, and after it.
_REACH: Final = 400


class _Place(NamedTuple):
    """A treatment in its sentence."""

    #: The sentence up to the treatment, other treatments blanked out.
    before: str
    #: The sentence after it.
    after: str
    #: "drug" where it is one by name, "unnamed" for medication without a name, else the kind.
    kind: str
    #: Whether the sentence tells what is at issue.
    at_issue: bool


def mentions(document: Document, place: Span, knowledge: Knowledge) -> Iterator[Mention]:
    """Yield every treatment that the summary names, and how.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.document import Document
    >>> text = "X-rays were normal. The plan includes acupuncture."
    >>> found = mentions(Document("letter", text), Span(0, len(text)), load())
    >>> [mention.status for mention in found]
    ['past', 'requested']
    """
    for match, at, span in _named(document, sentences(document, place), knowledge):
        yield Mention(
            treatment=Fact(match.concept, span, "summary-treatment"),
            status=_status(at),
            quantity=_quantity(document, place, span),
        )


def found_given(document: Document, place: Span, knowledge: Knowledge) -> Iterator[Mention]:
    """Yield the treatments that a rationale finds that the worker had."""
    case = (s for s in sentences(document, place) if _is_of_the_case(plain(document, s)))
    for match, at, span in _named(document, case, knowledge):
        cues = {str(cue.lastgroup) for cue in _CUE.finditer(at.before)}
        sure = not _NOT.search(at.before) and (cues & _HAD or _is_result(at))
        if sure and _status(at) == "past":
            told = Fact(match.concept, span, "rationale-treatment", Voice.REVIEWER)
            yield Mention(treatment=told, status="past")


def _is_of_the_case(sentence: str) -> bool:
    """Say whether a sentence of a rationale tells what happened, not what should."""
    return bool(_CASE.search(sentence)) and not _NOT_THE_CASE.search(sentence)


def _named(
    document: Document, among: Iterable[Span], knowledge: Knowledge
) -> Iterator[tuple[Match, _Place, Span]]:
    lexicon = knowledge.lexicon("treatments")
    for sentence in among:
        words = plain(document, sentence)
        matches = lexicon.find(words)
        bare = list(words)
        for match in matches:
            bare[match.start : match.end] = "_" * (match.end - match.start)
        text = "".join(bare)
        at_issue = is_at_issue(words)
        for match in matches:
            before = text[max(0, match.start - _REACH) : match.start]
            after = text[match.end : match.end + _REACH]
            at = _Place(before, after, _kind(match.concept, knowledge), at_issue)
            yield match, at, Span(match.start, match.end).shift(sentence.start)


def _kind(concept: str, knowledge: Knowledge) -> str:
    if knowledge.value(concept, "genericName"):
        return "drug"
    if concept == _UNNAMED:
        return "unnamed"
    return (knowledge.broader(concept)[-1:] or (concept,))[0].rpartition("/")[2]


def _is_result(at: _Place) -> bool:
    """Say whether a test is named with its result."""
    told = _RESULT.match(at.after) or _UNREMARKABLE.search(at.before)
    return at.kind == "diagnostic-test" and bool(told)


def _status(at: _Place) -> Status:
    """Return how a treatment is named."""
    cues = [str(cue.lastgroup) for cue in _CUE.finditer(at.before)]
    named = _STATUS.get(_governing(at, cues), "stated")
    if _is_result(at) and cues[-1:] != ["denied"]:
        return "past"
    if at.at_issue:
        return "requested"
    if "absent" in cues:
        return "stated"
    if at.kind in _NAMED_ONLY:
        return "stated" if (named, at.kind) == ("past", "unnamed") else named
    return _after(at, cues) or named


def _governing(at: _Place, cues: list[str]) -> str:
    """Return the kind of words before a treatment that tells how it is named."""
    nearest = cues[-1] if cues else ""
    strong = [cue for cue in cues if cue in _STRONG]
    if nearest in _WEAK and strong:
        nearest = "planned" if "planned" in strong else strong[-1]
    # a plan that names a drug prescribes it
    return "given" if (nearest, at.kind) == ("planned", "drug") else nearest


def _after(at: _Place, cues: list[str]) -> Status | None:
    """Return how a treatment is named by what follows it, where that goes before."""
    nearest = _governing(at, cues)
    if nearest != "denied" and _STRONG.isdisjoint(cues) and _ON_FILE.match(at.after):
        return "past"
    if nearest not in {"had", "denied"} and _ASKED_AFTER.match(at.after):
        return "requested"
    felt = nearest in {"", "continued", *_WEAK} and _FELT.match(at.after)
    used = not nearest and at.kind == "equipment" and _WITH.search(at.before)
    return "past" if felt or used else None


def _quantity(document: Document, place: Span, span: Span) -> Quantity | None:
    """Return the quantity that stands with the treatment at `span`."""
    text = document.text
    before = _COUNT_BEFORE.search(text, max(place.start, span.start - 60), span.start)
    clause = _CLAUSE_END.search(text, span.end, min(span.end + _CLAUSE, place.end))
    start, end = before.start() if before else span.start, clause.start() if clause else 0
    return quantity(document, Span(start, max(end, span.end)))
