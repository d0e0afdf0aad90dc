"""Courses: how many visits of a treatment the worker had, or was granted, before.

In:   a document, and the place of its summary or of a rationale; the request.
Out:  a number for each place that gives one, with whose word it is.
From: the narrative of the letters of 2015 to 2017: "has completed 6 sessions of physical therapy".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.letter import Fact, Voice
from imrgraph.letters.summary.arguments import arguments
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.labels import labels
from imrgraph.letters.text.numerals import NUMBER, number
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.scope import scopes
from imrgraph.letters.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.knowledge.lexicon import Match
    from imrgraph.letters.letter import Request
    from imrgraph.letters.text.document import Document
    from imrgraph.letters.text.scope import Mark, Scopes

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
#: What a number of visits has in it, in small letters.
_COUNTS: Final = "visit", "session", "treatments", "attended", "completed"
# "physical therapy x at least 6 sessions", "physical therapy (at least 4 visits)"
_TIMES: Final = re.compile(
    rf"\s*(?:sessions?\s*|visits?\s*)?(?:x|times|\(|#)\s*{_AT_LEAST}(?P<count>{NUMBER})\b"
    r"(?!\s*(?:weeks?|wks?|months?|days?|years?|per|times|x|a\s+week|%|/)\b)",
    re.IGNORECASE,
)
# What that has in it, in small letters
_TIMED: Final = re.compile(rf"(?:x|times|[(#])\s*{_AT_LEAST}{NUMBER}")
#: What markers say by which visits were given or granted, or just came before.
_GIVEN: Final = frozenset({"was had", "was felt"})
_EARLIER: Final = frozenset({"came earlier", "is listed", "lasts", "continues"})
#: What they say by which visits were not, or not yet.
_OTHERWISE: Final = frozenset(
    {
        "denies",
        "is not shown",
        "of another",
        "was declined",
        "is planned",
        "is requested",
        "is to come",
    }
)
_TOLD: Final = _GIVEN | _EARLIER | _OTHERWISE | {"is granted", "of another"}
#: How many of the markers before a number say whether the visits were given.
_LAST: Final = 3
# "6 visits, which", "6 visits and"
_TURN: Final = re.compile(r"[.,;]|\band\b")
#: No course is as long.
_MOST: Final = 120
#: How far from the number a treatment is named that is counted: "6 visits with a wound care nurse"
_NEAR: Final = 30
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
    >>> from imrgraph.letters.text.document import Document
    >>> from imrgraph.letters.requests.headings import request
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
        for course in _courses(document, place, voice, knowledge)
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


@lru_cache(maxsize=8)  # every item of a letter asks for the courses of its summary
def _courses(
    document: Document, place: Span, voice: Voice, knowledge: Knowledge
) -> tuple[_Course, ...]:
    """Return every number of visits that was given or granted, of whatever treatment."""
    argued = arguments(document, place, knowledge) if voice is Voice.RECORD else ()
    return tuple(
        course
        for sentence in sentences(document, place)
        if sentence not in argued
        for course in _of_sentence(document, sentence, voice, knowledge)
    )


def _of_sentence(
    document: Document, sentence: Span, voice: Voice, knowledge: Knowledge
) -> Iterator[_Course]:
    words, folded = document.quote(sentence), fold(document.text)
    small = folded[sentence.start : sentence.end]
    may = any(word in small for word in _COUNTS)
    counted = list(_COUNTED.finditer(words)) if may else []
    if not counted and not _TIMED.search(small):
        return
    named = labels(words, "treatments", knowledge)
    counted += (found for each in named if (found := _TIMES.match(words, each.end)))
    read = scopes(folded, sentence, knowledge) if counted else None
    if read is None or read.holds("is of the administrator"):
        return
    for found in counted:
        span = Span.of(found).shift(sentence.start)
        how = _how(read, span)
        count = number(next(filter(None, found.groups())))
        if how and count <= _MOST and not (how != "given" and read.holds("is a rule")):
            yield _Course(
                visits=Fact(count, span, f"course-{how}", voice),
                treatment=_counted(found, named, knowledge),
                granted=how == "granted",
            )


def _goes_on(read: Scopes, place: Span, mark: Mark) -> bool:
    """Say whether the clause of a number goes on to a marker behind it."""
    return not _TURN.search(read.between(place, mark.span))


def _how(read: Scopes, place: Span) -> str | None:
    """Return "given", "granted" or "earlier", as the markers around a number tell; or None."""
    last = Span(place.end - 1, place.end)
    marks = [mark for mark in read.of(last) if mark.marker.category in _TOLD]
    after = [mark for mark in marks if mark.span.start >= place.end and _goes_on(read, place, mark)]
    before = [mark.marker.category for mark in marks if mark.span.start < place.end]
    if after:
        before = [after[0].marker.category]
    told = [said for said in before if said not in _EARLIER][-1:] or before[-1:]
    if not told or "of another" in before or not _OTHERWISE.isdisjoint(told):
        return None
    nearest = before[-_LAST:]
    if not _GIVEN.isdisjoint(nearest):
        return "given"
    return "granted" if "is granted" in nearest else "earlier"


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
