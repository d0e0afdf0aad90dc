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
from imrgraph.letters.summary.course_counts import counts, is_by_visits, may_count
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.labels import labels
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.scope import scopes
from imrgraph.letters.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.knowledge.lexicon import Match
    from imrgraph.letters.letter import Request
    from imrgraph.letters.text.document import Document
    from imrgraph.letters.text.scope import Mark, Scopes

__all__ = ["courses", "earlier"]

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
#: Therapy of the one kind counts for that of the other.
_THERAPIES: Final = frozenset(
    IMRV(name).value
    for name in ("physical-therapy", "occupational-therapy", "therapeutic-exercise")
)
# "sessions of therapy", "sees a therapist", without a name
_THERAPY: Final = re.compile(r"\btherap(?:y|ists?)\b|\bcounsel", re.IGNORECASE)
_BEHAVIORAL: Final = IMRV("behavioral-treatment").value
# "12 visits for the" shoulder
_FOR: Final = re.compile(
    r"[\s(]*(?:for|to|of|on)\s+(?:the\s+|his\s+|her\s+)?(?:left\s+|right\s+|bilateral\s+)?"
)
#: How far behind a number the region may stand that it is for.
_BESIDE: Final = 60


class _Course(NamedTuple):
    """A number of visits that were given or granted."""

    visits: Fact[int]
    #: What they were of; None where the words do not say.
    treatment: str | None
    #: The regions of the body that they were for, where the words say so.
    regions: frozenset[str]
    #: Whether the words call them therapy, without a name.
    is_therapy: bool
    #: Whether they were granted, rather than given.
    granted: bool


def earlier(
    document: Document,
    record: Span | None,
    rationale: Span | None,
    request: Request,
    knowledge: Knowledge,
) -> tuple[Fact[int], ...]:
    """Read how many visits were given or granted before, by the record and by the rationale.

    A number of the rationale that names no treatment is that of another one, where the record
    tells just that number of the other one, and of no treatment of the kind that is asked for.
    """
    told = courses(document, record, request, Voice.RECORD, knowledge)
    found = courses(document, rationale, request, Voice.REVIEWER, knowledge)
    if record is None or request.treatment is None:
        return (*told, *found)
    every = _courses(document, record, Voice.RECORD, knowledge)
    of_others = {each.visits.value for each in every if each.treatment}
    of_others -= {fact.value for fact in told}
    unnamed = {
        course.visits
        for course in (rationale and _courses(document, rationale, Voice.REVIEWER, knowledge)) or ()
        if course.treatment is None
    }
    kept = (fact for fact in found if not (fact in unnamed and fact.value in of_others))
    return (*told, *kept)


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
    parts = frozenset(part.value.region for part in request.body_parts)
    return tuple(
        course.visits
        for course in _courses(document, place, voice, knowledge)
        if _is_kin(asked, course, voice, knowledge)
        and _is_there(parts, course.regions, knowledge)
        and not (course.granted and authorized and course.visits.value == authorized.value)
    )


def _is_kin(asked: str, course: _Course, voice: Voice, knowledge: Knowledge) -> bool:
    """Say whether visits of the one count for the other."""
    above = {asked, *knowledge.broader(asked)}
    if course.treatment is None:
        if course.is_therapy and (_THERAPIES & above or _BEHAVIORAL in above):
            return True
        return voice is Voice.REVIEWER and is_by_visits(asked, knowledge)
    kin = {course.treatment, *knowledge.broader(course.treatment)}
    return (
        asked in kin or course.treatment in above or bool(_THERAPIES & above and _THERAPIES & kin)
    )


def _is_there(asked: frozenset[str], told: frozenset[str], knowledge: Knowledge) -> bool:
    """Say whether visits for some regions of the body may be for those that are asked for."""
    if not (asked and told):
        return True
    around = {each for region in asked for each in (region, *knowledge.broader(region))}
    return any({region, *knowledge.broader(region)} & asked or region in around for region in told)


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
    if not may_count(words):
        return
    named = labels(words, "treatments", knowledge)
    counted = counts(words, named, knowledge)
    read = scopes(folded, sentence, knowledge) if counted else None
    if read is None or read.holds("is of the administrator"):
        return
    for each in counted:
        span = each.span.shift(sentence.start)
        how = _how(read, span, voice)
        if how and not (how != "given" and read.holds("is a rule")):
            yield _Course(
                visits=Fact(each.number, span, f"course-{how}", voice),
                treatment=each.treatment,
                regions=_regions(words, each.span, named, knowledge),
                is_therapy=bool(_THERAPY.search(words)) and not named,
                granted=how == "granted",
            )


def _regions(
    words: str, span: Span, named: Sequence[Match], knowledge: Knowledge
) -> frozenset[str]:
    """Return the regions of the body that visits were for, as the words at once say."""
    near = words[: span.end + _BESIDE]
    # "six visits of PT" for the knee
    behind = [each.end for each in named if 0 <= each.start - span.end <= len(" of ")]
    found = _FOR.match(near, behind[0] if behind else span.end)
    if found is None or any(each.start <= found.end() < each.end for each in named):
        return frozenset()
    regions = labels(near, "body-regions", knowledge)
    return frozenset(each.concept for each in regions if each.start == found.end())


def _goes_on(read: Scopes, place: Span, mark: Mark) -> bool:
    """Say whether the clause of a number goes on to a marker behind it."""
    return not _TURN.search(read.between(place, mark.span))


def _how(read: Scopes, place: Span, voice: Voice) -> str | None:
    """Return "given", "granted" or "earlier", as the markers around a number tell; or None.

    A record that tells a number and nothing else of it tells what was.
    """
    last = Span(place.end - 1, place.end)
    marks = [
        mark
        for mark in read.of(last)
        if mark.marker.category in _TOLD
        # "12 visits in May and another 6 in June": another there asks for nothing
        and not (mark.marker.category in _OTHERWISE and place.covers(mark.span))
    ]
    after = [mark for mark in marks if mark.span.start >= place.end and _goes_on(read, place, mark)]
    before = [mark.marker.category for mark in marks if mark.span.start < place.end]
    if after:
        before = [after[0].marker.category]
    told = [said for said in before if said not in _EARLIER][-1:] or before[-1:]
    otherwise = any(mark.marker.category in _OTHERWISE for mark in marks)
    if not told and voice is Voice.RECORD and not otherwise:
        return "given"
    if not told or "of another" in before or not _OTHERWISE.isdisjoint(told):
        return None
    nearest = before[-_LAST:]
    if not _GIVEN.isdisjoint(nearest):
        return "given"
    return "granted" if "is granted" in nearest else "earlier"
