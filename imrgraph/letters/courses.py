"""Courses: how many visits of a treatment the worker had, or was granted, before.

In:   a document, and the place of its summary or of a rationale; the request.
Out:  a number for each place that gives one, with whose word it is.
From: the narrative of the letters of 2015 to 2017: "has completed 6 sessions of physical therapy".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.document import Span
from imrgraph.letters.letter import Fact, Voice
from imrgraph.letters.numerals import NUMBER, number
from imrgraph.letters.sentences import plain, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.knowledge.lexicon import Match
    from imrgraph.letters.document import Document
    from imrgraph.letters.letter import Request

__all__ = ["courses"]

_AT_LEAST: Final = r"(?:at\s+least\s+|about\s+|approximately\s+)?"
_STOP: Final = (
    r"(?:for|and|or|but|to|per|out|times|x|weeks?|months?|days?|years?|hours?|mg|degrees?|pain"
    r"|additional|more|further|remaining|other|future|\w+ed)\b"
)
# "twelve (12) physical therapy sessions", "5 of 6 chiropractic treatments", and of "1 to 2 visits"
# the upper bound; "attended six of eight"; not "2 visits per week"
_COUNTED: Final = re.compile(
    rf"(?:(?<![\w#/.$-])(?:{NUMBER}\s*(?:-|to)\s*)?(?P<count>{NUMBER})\b(?![/.-]\d|\s*%)\s*"
    r"(?:\(\s*\d+\s*\)\s*)?(?:(?:out\s+)?of\s+(?:the\s+)?(?:\d+|[a-z]+)\s+)?"
    rf"(?:\([^()]{{0,40}}\)\s*|(?!{_STOP})[a-z/-]+\s+){{0,6}}?(?:visits?|sessions?|treatments?)\b"
    rf"|(?:attended|completed)\s+(?P<some>{NUMBER})\s+(?:out\s+)?of\s+(?:the\s+)?{NUMBER}\b)"
    r"(?!\s*(?:per|a|each|every|/)\s*week|\s+(?:times|trial)\b)",
    re.IGNORECASE,
)
# "physical therapy x at least 6 sessions", "physical therapy (at least 4 visits)"
_TIMES: Final = re.compile(
    rf"\s*(?:sessions?\s*|visits?\s*)?(?:x|times|\(|#)\s*{_AT_LEAST}(?P<count>{NUMBER})\b"
    r"(?!\s*(?:weeks?|wks?|months?|days?|years?|per|times|x|a\s+week|%|/)\b)",
    re.IGNORECASE,
)
#: What stands before the number; the nearest says whether the visits were given.
_CUES: Final = {
    "given": r"\b(?:complet(?:ed|ing|ion)|received|receive|had|attend(?:ed|ing)|underwent|undergone"
    r"|finished|participated|treated)\b",
    "granted": r"\b(?:approved|authorized|certified)\b",
    "since": r"\b(?:despite|after|following|treatments?\b(?:(?!request)[^.]){0,40}?\binclud\w+"
    r"|improved|benefit\w*|helped)\b",
    "earlier": r"\b(?:prior|previous(?:ly)?|initial|first|so\s+far|to\s+date|already|earlier"
    r"|past)\b",
    "otherwise": r"\b(?:request\w*|plan\w*|would|will|to\s+receive|to\s+undergo|order\w*"
    r"|additional|sought|need|no|without|another|further|recommend\w*|trial|results?"
    r"|not(?:\s+yet)?(?:\s+(?:completed|attended|received|had|been))?)\b",
}
_CUE: Final = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _CUES.items()), re.IGNORECASE
)
# "6 visits have helped", "8 visits already certified"; "six sessions … were requested"
_AFTER: Final = re.compile(
    r"[^.,;]*?(?:(?P<given>\b(?:have|has|had)\s+(?:been\s+)?(?:help|complet|improv|fail|attend|done)"
    r"|\bto\s+date\b|\bso\s+far\b|\bgave\b|\b(?:was|were)\s+(?:completed|attended|done))"
    r"|(?P<granted>\b(?:already|previously|ha(?:s|ve|d)\s+been|was|were)\s+(?:been\s+)?(?:previously\s+)?"
    r"(?:certified|approved|authorized)\b)"
    r"|(?P<otherwise>\b(?:is|are|was|were|be)\s+(?:\w+\s+){0,2}?(?:requested|recommended|indicated"
    r"|denied|modified|ordered|necessary|appropriate)))",
    re.IGNORECASE,
)
# What a guideline says, and what happens only if
_RULE: Final = re.compile(
    r"\b(?:guidelines?|MTUS|ODG|ACOEM|recommend\w*|if|should|(?-i:may)|patients|weeks)\b",
    re.IGNORECASE,
)
_AT_ISSUE: Final = re.compile(
    r"\b(?:claims\s+administrator|utilization\s+review|original\s+request)\b", re.IGNORECASE
)
#: No course is as long.
_MOST: Final = 120
#: How far from the number a treatment is named that is counted: "6 visits with a wound care nurse"
_NEAR: Final = 30
_REACH: Final = 300
_ACTIVE: Final = IMRV("active-therapy").value
#: What is given by visits.
_BY_VISITS: Final = frozenset(
    IMRV(name).value for name in ("active-therapy", "passive-therapy", "behavioral-treatment")
)


class _Course(NamedTuple):
    """A number of visits that were given or granted."""

    visits: Fact[int]
    #: What they were of; None where the words do not say.
    treatment: str | None
    #: Whether they were granted, rather than given.
    granted: bool


def courses(
    document: Document, place: Span | None, request: Request, voice: Voice, knowledge: Knowledge
) -> tuple[Fact[int], ...]:
    """Read how many visits of what is requested, or of its kind, were given or granted before.

    Args:
        document: the letter.
        place: its summary, or the rationale of the request.
        request: what is asked for. As many visits as were authorized of the request itself are no
            earlier ones, unless they were also given.
        voice: whose words stand at `place`. Visits without a name are the request's in the
            rationale.
        knowledge: whose labels name treatments.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.document import Document
    >>> from imrgraph.letters.requests import request
    >>> text = "Physical therapy, 6 visits. He had eight sessions of physical therapy."
    >>> letter = Document("letter", text)
    >>> asked = request(letter, Span(0, 26), load())
    >>> [c.value for c in courses(letter, Span(28, len(text)), asked, Voice.RECORD, load())]
    [8]
    """
    if place is None or request.treatment is None:
        return ()
    asked = request.treatment.value
    authorized = request.quantity.authorized if request.quantity else None
    return tuple(
        course.visits
        for sentence in sentences(document, place)
        for course in _courses(document, sentence, voice, knowledge)
        if _is_kin(asked, course.treatment, voice, knowledge)
        and not (course.granted and authorized and course.visits.value == authorized.value)
    )


def _is_kin(asked: str, told: str | None, voice: Voice, knowledge: Knowledge) -> bool:
    """Say whether visits of the one count for the other."""
    above = {asked, *knowledge.broader(asked)}
    if told is None:
        return voice is Voice.REVIEWER and _is_by_visits(asked, knowledge)
    kin = {told, *knowledge.broader(told)}
    return asked in kin or told in above or _ACTIVE in above & kin


def _courses(
    document: Document, sentence: Span, voice: Voice, knowledge: Knowledge
) -> Iterator[_Course]:
    words = plain(document, sentence)
    if _AT_ISSUE.search(words):
        return
    rule = bool(_RULE.search(words))
    named = knowledge.lexicon("treatments").find(words)
    times = (found for each in named if (found := _TIMES.match(words, each.end)))
    for found in (*_COUNTED.finditer(words), *times):
        how = _how(words, found)
        count = number(next(filter(None, found.groups())))
        if how and count <= _MOST and not (rule and how != "given"):
            span = Span.of(found).shift(sentence.start)
            yield _Course(
                visits=Fact(count, span, f"course-{how}", voice),
                treatment=_counted(found, named, knowledge),
                granted=how == "granted",
            )


def _how(words: str, found: re.Match[str]) -> str | None:
    """Return "given", "granted" or "earlier", as the words around a number tell; or None."""
    begin = max(0, found.start() - _REACH)
    cues = [str(cue.lastgroup) for cue in _CUE.finditer(words, begin, found.end())]
    after = _AFTER.match(words, found.end(), found.end() + _REACH)
    if after:
        return after.lastgroup if after.lastgroup != "otherwise" else None
    told = [cue for cue in cues if cue != "earlier"][-1:] or cues[-1:]
    if not told or told == ["otherwise"]:
        return None
    return next((cue for cue in ("given", "granted") if cue in cues[-3:]), "earlier")


def _counted(found: re.Match[str], named: tuple[Match, ...], knowledge: Knowledge) -> str | None:
    """Return the treatment of which a number of visits is told: named beside it, or alone."""
    start, end = found.span()
    near = [e for e in named if e.start < end + _NEAR and e.end > start - len(" for ")]
    near.sort(key=lambda each: each.end <= start or each.start >= end)
    by_visits = {each.concept for each in named if _is_by_visits(each.concept, knowledge)}
    if near:
        return near[0].concept
    return by_visits.pop() if len(by_visits) == 1 else None


def _is_by_visits(concept: str, knowledge: Knowledge) -> bool:
    return not _BY_VISITS.isdisjoint(knowledge.broader(concept))
