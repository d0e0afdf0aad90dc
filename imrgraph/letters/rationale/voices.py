"""Voices: the sentences of a rationale, and whose word each one is.

In:   a folded text, and the place of a rationale in it.
Out:  `Sentence`s: where each stands, and whether it speaks of the case.
From: a rationale tells the guideline first, then comes to the case; some words give either away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later
from imrgraph.letters.text.sentences import cut

__all__ = ["Sentence", "sentences"]

_PERSON: Final = r"(?:patient|injured\s+worker|worker|claimant|applicant|employee|individual)"
_PAPERS: Final = (
    r"(?:documentation|documents?|records?|notes?|reports?|information|office\s+visit"
    r"|exam(?:ination)?|x-?rays?|mri)"
)
_MISSING: Final = (
    r"(?:documentation|documented|indication|mention|discussion|rationale|report|explanation)"
)
# "in this case", "Here,", "submitted for review", "on 12/05/2016"
_CASE: Final = later(
    r"\bin\s+(?:this|the\s+current)\s+(?:case|situation)\b|\bhere,|\bclaimant\b|\bapplicant\b"
    rf"|\bthis\s+(?:is\s+a\s+)?(?:request|{_PERSON})\b|\bof\s+this\s+(?:worker|patient)\b"
    rf"|\b{_PAPERS}\s+(?:\w+\s+)?(?:submitted|provided|available|reviewed|made\s+available)"
    rf"|\b(?:provided|submitted|available)\s+{_PAPERS}\b|\b\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{2,4}}\b"
    r"|\b(?:neither|nor)\s+(?:do|did|can|could)\s+i\s+(?:find|see)\b"
    r"|\bi\s+(?:find|found|see|saw)\s+(?:no|none|neither|nothing)\b"
    r"|\b(?:would\s+exceed|(?:is|are)\s+exceeded|is\s+in\s+excess|(?:stay|fall|remain)s?\s+within)\b"
)
# "the records do not", "there is no documentation"
_RECORD: Final = later(
    rf"\b(?:the|most\s+recent|medical|treatment|clinical)\s+(?:\w+\s+)?{_PAPERS}\s+(?:\w+\s+)?"
    r"(?:do(?:es)?\b|did\b|indicate|report|document|reveal|show|note|fail|lack|support)"
    r"|\bnothing\s+(?:\w+\s+){0,4}?(?:points?|suggests?|shows?|indicates?|documents?|says|speaks)\b"
    rf"|\b(?:no|lack\s+of|insufficient|without)\s+(?:\w+\s+)?{_MISSING}\b"
    r"|\b(?:not|never)\s+(?:been\s+)?(?:\w+ly\s+)?"
    r"(?:documented|provided|submitted|mentioned|specified)\b"
)
_WORKS: Final = r"(?:mtus|odg|acoem|fda|guidelines?)"
# "MTUS recommends", "according to the guidelines"
_GUIDELINE: Final = later(
    rf"\b{_WORKS}\b[^.]{{0,60}}?\b(?:recommend|support|allow|state|indicate|suggest|note|require"
    r"|address|advise|say|discuss|specif|list|include|are\b|is\b|encourage|relies|asks?\b|wants?\b"
    r"|calls?\b|demands?\b|expects?\b|looks?\b|sets?\b|gives?\b|permits?\b|provides?\b|names?\b"
    r"|reserves?\b|reads?\b|lets?\b|needs?\b|treats?\b|limits?\b|caps?\b|holds?\b|makes?\b)"
    r"|\bthe\s+(?:\w+\s+){0,2}rule\s*(?:is\b|says\b|:)"
    rf"|\b(?:per|according\s+to|pursuant\s+to)\s+(?:the\s+)?(?:\w+[\s/-]+){{0,4}}?{_WORKS}\b"
)
#: A guideline that speaks is named at the start of a sentence, within as many characters.
_LEAD: Final = 130
# "the patient has", but not "if the patient has"
_PERSONAL: Final = re.compile(
    r"(?<!\bif\s)(?<!\bwhen\s)(?<!\bunless\s)(?<!\buntil\s)(?<!\bwhere\s)"
    rf"\b(?:the\s+{_PERSON}(?:'s)?|he|she)\s+(?!who\b|may\b|can\b|is\s+moving)"
)
# "the requested visits", "therefore"
_REQUEST: Final = re.compile(
    r"\brequest(?:ed|s)?\b|\b(?:as\s+such|therefore|given)\b|\bmedically\s+necessary\b"
    r"|\bthe\s+(?:treating|treater|attending|prescribing|provider|physician|above)\b"
)
# "patients should", "may be considered", "criteria include", "(Chou, 2007)"
_GENERAL: Final = later(
    r"\b(?:is|are)\s+(?:only\s+)?(?:recommended|indicated)\s+(?:for|when|only|as|after)\b"
    r"|\bpatients\b|\bshould\b|\bmay\s+be\b|\bmust\b|\bunless\b|\bif\b|\badvisable\b|\brandomized\b"
    r"|\bliterature\b|\b(?:insufficient|inconclusive|conflicting)\s+(?:evidence|scientific)\b"
    r"|\bstudies\s+(?:have|show)|\bcriteria\s+(?:for|include)\b|\bmost\s+guidelines\b"
    r"|\bin\s+(?:cases|workers)\b|\(\w+,\s+\d{4}\)|\bas\s+a\s+(?:class|rule|group)\b"
    r"|\bsuch\s+(?:a\s+)?(?:\w+\s+)?(?:drug|medication|agent|medicine|device|unit|injection|test|stud(?:y|ie)|brace"
    r"|support|operation|procedure|treatment|program)s?\s+(?:is|are|may|can|do|does|have|has|shows?|follows?"
    r"|serves?|belongs?|goes?|go|works?|needs?|requires?|wants?)\b"
)
# "there was no", "was not"
_PAST: Final = re.compile(
    r"\bthere\s+(?:is|was|are|were|has|have)\b|\b(?:was|were|did|has|have|had)\b"
    r"|\bno\s+evidence\b|\bthe\s+(?:records?|documentation|prior|previous|surgery)\b"
)
# "However, the guidelines do not", "The current request for 12 visits": a guideline is named, but
# it is the reviewer who speaks.
_REVIEWER: Final = re.compile(
    r"(?:however|given|further(?:more)?|moreover|additionally|in\s+addition|in\s+conclusion|as\s+the)\b"
    r"|(?:\w+,?\s+){0,3}(?:the|this|a)\s+(?:\w+\s+){0,2}(?:request|asked\s+for|sought|at\s+hand)"
)

# "the guideline wants a trial first, and she had none": from there on the case is told
_TURN: Final = later(
    r"[,;:-]\s+(?:"
    rf"(?=(?:this\s+{_PERSON}|he|she)\b)"
    rf"|(?:and|so)\s+(?=(?:this\s+{_PERSON}|he|she|his|her|none\s+of\s+(?:these|those)|neither\s+of)\b)"
    r"|(?:but|yet|while|whereas|although|though|however|which)\s*,?\s+(?:here\s*,?\s+)?"
    rf"(?=(?:(?:the|this)\s+{_PERSON}|he|she|his|her|none\s+of\s+(?:these|those)|neither\s+of|no\s+such"
    r"|there\s+(?:is|was)\s+no\s+(?!evidence|stud)|the\s+(?:records?|notes?|file|chart|reports?))\b)"
    r")(?!\w+\s+(?:who|may|can|should|must|would)\b)"
)

# "UR denied it as", "the claims administrator said", "the denial states that": up to a turn
_ARGUED: Final = later(
    r"\b(?:ur|utilization\s+(?:review(?:er)?|letter)|claims\s+administrator|denial(?:\s+letter)?"
    r"|adjuster|carrier|insurer)(?:\s+(?:letter|physician|reviewer|doctor))?"
    r"(?:'s\s+(?:\w+\s+)?(?:remark|view|reading|objection|reason|point|position|argument|claim)\w*"
    r"|\s+(?:only\s+)?(?:on|in)\s+its\s+\w+|:|\s+(?:said|says|stat(?:ed|es)|wrote|writes|argue[sd]|held"
    r"|holds|found|finds|noted|notes|reasoned|objected|objects|opined|asserts?|asserted|contends?"
    r"|contended|complained|complains|points?|pointed|cites?|cited|maintains?|(?:denied|refused)\s+(?:it"
    r"|them|the\s+\w+|this)\s+(?:as|because|since|for)))\b.*?"
    r"(?=[;.](?:\s|\Z)|,?\s+(?:but|however|yet|which\s+i|though|although)\b|\Z)",
    re.DOTALL,
)

#: Of each, words of which a sentence has one that it tells of; the others need not be searched.
_NEEDED: Final = {
    _GUIDELINE: ("mtus", "odg", "acoem", "fda", "guideline", "rule"),
    _RECORD: (
        "documen", "record", "note", "report", "information", "visit", "exam", "ray", "mri",
        "indication", "mention", "discussion", "rationale", "explanation", "provided", "nothing",
        "submitted", "specified",
    ),
    _REQUEST: (
        "request", "such", "therefore", "given", "medically", "treat", "attending",
        "prescribing", "provider", "physician", "above",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and whether it speaks of the case rather than for a guideline.

    Attributes:
        span: where it stands.
        of_case: whether it speaks of the case.
        is_told: whether its own words say so, rather than those of the sentence before it.
        case_from: from where it speaks of the case: its start, a turn within it, or its end.
        argued: the words in which it tells what the claims administrator argued, if it does.
    """

    span: Span
    of_case: bool
    is_told: bool
    case_from: int
    argued: Span | None


@lru_cache(maxsize=16)  # reading asks for those of an item, and then whatever audits it
def sentences(text: str, folded: str, place: Span) -> tuple[Sentence, ...]:
    """Return the sentences of the rationale at `place`.

    A sentence that gives nothing away goes on as the one before it.

    Args:
        text: the letter.
        folded: the same, folded.
        place: the rationale.
    """
    of_case, found = True, []
    for span in cut(text, place):
        told = _of_case(folded, span)
        of_case = of_case if told is None else told
        turn = None if of_case else _TURN.search(folded, span.start, span.end)
        start = span.start if of_case else turn.end() if turn else span.end
        argued = _ARGUED.search(folded, span.start, span.end)
        heard = Span.of(argued) if argued else None
        found.append(Sentence(span, of_case, told is not None, start, heard))
    return tuple(found)


def _of_case(folded: str, span: Span) -> bool | None:
    """Say whether a sentence speaks of the case, by the first that tells; None if nothing does."""
    words = folded[span.start : span.end]

    def says(pattern: re.Pattern[str]) -> bool:
        if not any(word in words for word in _NEEDED.get(pattern, ("",))):
            return False
        end = min(span.end, span.start + _LEAD) if pattern is _GUIDELINE else span.end
        return pattern.search(folded, span.start, end) is not None

    telling = (
        (_CASE, True),
        (_GUIDELINE, _REVIEWER.match(folded, span.start, span.end) is not None),
        (_RECORD, True),
        (_PERSONAL, True),
        (_REQUEST, True),
        (_GENERAL, False),
        (_PAST, True),
    )
    return next((of_case for pattern, of_case in telling if says(pattern)), None)
