"""Limits: how many visits a rationale says that the guideline allows.

In:   a document, the place of a rationale, and the treatment that is asked for.
Out:  a `Statement` with that number; none where several are given and none is picked out.
From: rationales of every year: "allows up to 10 visits", "twelve visits are recommended"; the
      visits of a trial, of a week, of another treatment, or after an improvement are no limit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Fact, StatedCondition, Statement, Voice
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.numerals import NUMBER, number
from imrgraph.letters.text.patterns import later
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.sentences import cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Document

__all__ = ["stated_limit"]

#: A number of visits; of a range the upper bound.
_VISITS: Final = (
    rf"(?:{NUMBER}\s*(?:-|to|or)\s*)?(?P<maximum>{NUMBER})\s*(?:\(\s*\d+\s*\)\s*)?"
    r"(?:(?!per\b|for\b|of\b|and\b)[a-z-]+\s+){0,4}?(?:visits|sessions|treatments)\b"
    r"(?!\s+(?:per|a|each|every|weekly)\b)"
)
_ALLOWS: Final = (
    r"(?:allow(?:s|ed|ance)?|permit(?:s|ted)?|recommend(?:s|ed)?|support(?:s|ed)?|warrants?"
    r"|provides?|gives?|grants?|endorses?|suggests?|includes?|contemplates?|caps?|sets?|puts?|lists?"
    r"|limit(?:s|ed)?|ceiling|maximum|most|up\s+to|(?:no|not)\s+more\s+than|at\s+most)"
)
# "allows for up to 10 visits", "the ceiling is ten visits"
_AHEAD: Final = later(
    rf"\b{_ALLOWS}\b(?:\s+(?:for|of|is|at|a|the|it|them|this|treatment|therapy|total|maximum|up|to|as"
    rf"|many|no|not|more|than|about|between|from|with|only)\b){{0,6}}\s+{_VISITS}"
)
# "twelve visits are allowed for a strain", "24 visits over 14 weeks is the limit"
_BEHIND: Final = later(
    rf"\b{_VISITS}(?:\s+(?:over|in|within)\s+(?:{NUMBER}\s*(?:-|to)\s*)?{NUMBER}\s+\w+)?\s+"
    r"(?:is|are|may\s+be|would\s+be)\s+(?:\w+ly\s+)?"
    r"(?:allowed|permitted|recommended|supported|given|provided|listed|(?:the|its)\s+(?:limit|maximum"
    r"|ceiling|most))\b"
)
# What was asked for, granted or had: no word of a guideline
_OF_CASE: Final = re.compile(
    r"\b(?:request\w*|asked|sought|authoriz\w+|approv\w+|certif\w+|complet\w+|attend\w+|received?|underw\w+"
    r"|undergone|additional|another|more\s+visits|remaining|reviewer|utilization|modif\w+)\b"
)
# The first visits of a course, or those that something has to come before
_FIRST: Final = re.compile(
    r"\b(?:trial|initial|first|set\s+of|produce|effect|recurrences?|flare|post-?\s?injection"
    r"|if|where|when|unless|until|except|provided|improve\w*|progress|evidence|documentation)\b"
)
#: How far around a limit such a word may stand.
_NEAR: Final = 60
# "for the patient's diagnosis", "as the guidelines recommend 8 visits": picked out for the case
_PICKED: Final = re.compile(
    r"(?:as|since|because|given|here)\b|.*\b(?:this|the|her|his)\s+(?:\w+'s\s+)?(?:condition|diagnosis"
    r"|injury|patient|worker|claimant|applicant|repair|operation|surgery|case)\b",
    re.DOTALL,
)
_CRITERION: Final = "visit-limit"


def stated_limit(
    document: Document, place: Span, treatment: str, knowledge: Knowledge
) -> Statement | None:
    """Return the number of visits that a rationale says is allowed, as a recommendation.

    Args:
        document: the letter.
        place: the rationale.
        treatment: the IRI of the requested treatment.
        knowledge: whose labels name treatments.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.text.document import Document
    >>> text = "The guideline allows up to ten visits. He had eight."
    >>> massage = "https://w3id.org/imrgraph/vocab/massage-therapy"
    >>> found = stated_limit(Document("letter", text), Span(0, len(text)), massage, load())
    >>> [dict(each.parameters) for each in found.conditions]
    [{'maximum': 10}]
    """
    every = list(_limits(document, place, treatment, knowledge))
    folded = fold(document.text)
    picked = [each for each in every if _PICKED.match(folded, each[0].start, each[0].end)]
    for among in (every, picked):
        if len({maximum for _, _, maximum in among}) == 1:
            _, words, maximum = among[0]
            condition = StatedCondition(_CRITERION, words, {"maximum": maximum}, "stated-limit")
            about = Fact(treatment, words, "stated-same", Voice.GUIDELINE_AS_STATED)
            return Statement("supporting", about, (condition,), words)
    return None


def _limits(
    document: Document, place: Span, treatment: str, knowledge: Knowledge
) -> Iterator[tuple[Span, Span, int]]:
    """Yield each limit: its sentence, its words, and the number."""
    folded = fold(document.text)
    for sentence in cut(document.text, place):
        if _OF_CASE.search(folded, sentence.start, sentence.end):
            continue
        named = {m.concept for m in knowledge.lexicon("treatments").find(document.quote(sentence))}
        if named and not any(knowledge.are_kin(each, treatment) for each in named):
            continue
        if _is_of_another_diagnosis(document, sentence, place, knowledge):
            continue
        for pattern in (_AHEAD, _BEHIND):
            for found in pattern.finditer(folded, sentence.start, sentence.end):
                begin = max(sentence.start, found.start() - _NEAR)
                end = min(sentence.end, found.end() + _NEAR)
                if not _FIRST.search(folded, begin, end):
                    yield sentence, Span.of(found), number(found["maximum"])


def _is_of_another_diagnosis(
    document: Document, sentence: Span, rationale: Span, knowledge: Knowledge
) -> bool:
    """Say whether a sentence begins with a diagnosis that the rest of the letter does not name.

    "CRPS warrants up to 26 visits" is no limit for a sprain.
    """
    named = knowledge.lexicon("diagnoses").find(document.quote(sentence))
    opening = {match.concept for match in named if match.start == 0}
    if not opening:
        return False
    rest = document.text[: rationale.start]
    told = {match.concept for match in knowledge.lexicon("diagnoses").find(rest)}
    return not any(knowledge.are_kin(one, other) for one in opening for other in told)
