"""The rationale: its sentences, and whose word each one is.

In:   a folded text, and the place of a rationale in it.
Out:  `Sentence`s: where each stands, and whether it speaks of the case.
From: a rationale tells the guideline first, then comes to the case; some words give either away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.letters.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Sentence", "sentences"]

# A sentence ends at a full stop before a capital: not in "9792.20" or "e.g. exercise".
_SENTENCE: Final = re.compile(r"\S(?:(?![.!?][\"”)]?\s+[A-Z\"“(]).)*[.!?]?", re.DOTALL)
_PERSON: Final = r"(?:patient|injured\s+worker|worker|claimant|applicant|employee|individual)"
_PAPERS: Final = (
    r"(?:documentation|documents?|records?|notes?|reports?|information|office\s+visit"
    r"|exam(?:ination)?|x-?rays?|mri)"
)
_MISSING: Final = (
    r"(?:documentation|documented|indication|mention|discussion|rationale|report|explanation)"
)
# "in this case", "Here,", "submitted for review", "there is no documentation", "on 12/05/2016"
_CASE: Final = re.compile(
    r"\bin\s+(?:this|the\s+current)\s+(?:case|situation)\b|\bhere,|\bclaimant\b|\bapplicant\b"
    rf"|\bthis\s+(?:is\s+a\s+)?(?:request|{_PERSON})\b|\bof\s+this\s+(?:worker|patient)\b"
    rf"|\b{_PAPERS}\s+(?:\w+\s+)?(?:submitted|provided|available|reviewed|made\s+available)"
    rf"|\b(?:provided|submitted|available)\s+{_PAPERS}\b|\b(?:would\s+exceed|is\s+in\s+excess)\b"
    rf"|\b(?:the|most\s+recent|medical|treatment|clinical)\s+(?:\w+\s+)?{_PAPERS}\s+(?:\w+\s+)?"
    r"(?:do(?:es)?\b|did\b|indicate|report|document|reveal|show|note|fail|lack|support)"
    rf"|\b(?:no|lack\s+of|insufficient|without)\s+(?:\w+\s+)?{_MISSING}\b"
    r"|\b(?:not|never)\s+(?:been\s+)?(?:\w+ly\s+)?(?:documented|provided|submitted|mentioned|specified)\b"
    r"|\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b",
)
# "in this case", "this patient": also where the guideline is the one who speaks
_THIS: Final = re.compile(rf"\bin\s+this\s+case\b|\bthis\s+(?:request|{_PERSON})\b")
# "The MTUS supports", "ODG recommends": the guideline is the one who speaks
_SPEAKER: Final = re.compile(
    r"\W*(?:the\s+|ca(?:lifornia)?\s+|current\s+|cited\s+){0,3}(?:mtus|odg|acoem|guidelines?)"
    r"(?:[\s/]+(?:mtus|odg|acoem|guidelines?|20\d\d))*\s+(?:also\s+)?"
    r"(?:recommends?|supports?|allows?|states?|suggests?|advises?|requires?|notes?)\b"
)
# "MTUS recommends", "according to the guidelines"
_GUIDELINE: Final = re.compile(
    r"\b(?:mtus|odg|acoem|fda|guidelines?)\b[^.]{0,60}?\b(?:recommend|support|allow|state|indicate"
    r"|suggest|note|require|address|advise|say|discuss|specif|list|include|are\b|is\b|encourage|relies)"
    r"|\b(?:per|according\s+to|pursuant\s+to)\s+(?:the\s+)?(?:\w+[\s/-]+){0,4}?(?:mtus|odg|acoem|guidelines?)\b",
)
#: A guideline that speaks is named at the start of a sentence, within as many characters.
_LEAD: Final = 130
# "the patient has", but not "if the patient has"
_OF_PERSON: Final = re.compile(
    rf"(?<!\bif\s)(?<!\bwhen\s)(?<!unless\s)(?<!until\s)(?<!where\s)\b(?:the|he|she)\b(?:(?<=the)\s+{_PERSON}(?:'s)?)?"
    r"(?:(?<!\bthe)\s+(?!who\b|may\b|can\b|is\s+moving))"
)
# "the requested visits"
_REQUEST: Final = re.compile(
    r"\brequest(?:ed|s)?\b|\b(?:as\s+such|therefore|given)\b|\bmedically\s+necessary\b"
    r"|\bthe\s+(?:treating|treater|attending|prescribing|provider|physician|above)\b"
)
# "patients should", "may be considered", "criteria include"
_GENERAL: Final = re.compile(
    r"\b(?:is|are)\s+(?:only\s+)?(?:recommended|indicated)\s+(?:for|when|only|as|after)\b"
    r"|\bpatients\b|\bshould\b|\bmay\s+be\b|\bmust\b|\bunless\b|\badvisable\b|\brandomized\b|\bliterature\b"
    r"|\b(?:insufficient|inconclusive|conflicting)\s+(?:evidence|scientific)\b|\bstudies\s+(?:have|show)|\bcriteria\s+(?:for|include)\b"
    r"|\bmost\s+guidelines\b|\bin\s+(?:cases|workers)\b|\bif\b|\(\w+,\s+\d{4}\)",
)
# "there was no", "was not"
_PAST: Final = re.compile(
    r"\bthere\s+(?:is|was|are|were|has|have)\b|\b(?:was|were|did|has|have|had)\b"
    r"|\bno\s+evidence\b|\bthe\s+(?:records?|documentation|prior|previous|surgery)\b"
)
# "The current request for 12 visits"
_ASKED: Final = re.compile(r"(?:\w+,?\s+){0,3}(?:the|this|a)\s+(?:\w+\s+){0,2}request")
# What a later reviewer has to say of the guideline itself: "given that the guidelines do not"
_TURN: Final = re.compile(
    r"(?:however|given|further(?:more)?|moreover|additionally|in\s+addition|in\s+conclusion|as\s+the)\b"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and whether it speaks of the case rather than for a guideline."""

    span: Span
    of_case: bool


def sentences(text: str, folded: str, place: Span) -> Iterator[Sentence]:
    """Yield the sentences of the rationale at `place`.

    A sentence that gives nothing away goes on as the one before it.

    Args:
        text: the letter.
        folded: the same, folded.
        place: the rationale.
    """
    of_case = True
    for found in _SENTENCE.finditer(text[: place.end], place.start):
        told = _of_case(folded, Span.of(found))
        of_case = of_case if told is None else told
        yield Sentence(Span.of(found), of_case)


def _of_case(folded: str, span: Span) -> bool | None:
    def says(pattern: re.Pattern[str]) -> bool:
        end = min(span.end, span.start + _LEAD) if pattern is _GUIDELINE else span.end
        return pattern.search(folded, span.start, end) is not None

    turned = any(pattern.match(folded, span.start) for pattern in (_TURN, _ASKED))
    if _SPEAKER.match(folded, span.start):
        return _THIS.search(folded, span.start, span.end) is not None
    telling = (
        (_CASE, True),
        (_GUIDELINE, turned),
        (_OF_PERSON, True),
        (_REQUEST, True),
        (_GENERAL, False),
        (_PAST, True),
    )
    return next((of_case for pattern, of_case in telling if says(pattern)), None)
