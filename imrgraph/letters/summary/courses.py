"""Courses: how many visits of a treatment the worker had, or was granted, before.

In:   a document, and the place of its summary or of a rationale; the request.
Out:  a number for each place that gives one, with whose word it is.
From: the narrative of the letters of 2015 to 2017: "has completed 6 sessions of physical therapy".
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.letter import REPEATED, Fact, Voice
from imrgraph.letters.summary.arguments import arguments
from imrgraph.letters.summary.course_counts import VISITS, counts, in_order, is_by_visits, may_count
from imrgraph.letters.summary.course_sums import additions, of_those, together
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later
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
# "6 visits, which", "6 visits and", "6 visits but"
_TURN: Final = re.compile(r"[.,;]|\b(?:and|but)\b")
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
    r"[\s(]*(?:for|into|in|to|of|on)\s+(?:the\s+|his\s+|her\s+)?(?:left\s+|right\s+|bilateral\s+)?"
)
# "for an earlier shoulder injury", "before this injury": visits of another case
_OTHER_INJURY: Final = re.compile(
    r"\b(?:for|from|after|of)\s+(?:an?\s+|his\s+|her\s+)?(?:earlier|prior|previous|different|unrelated|old"
    r"|another|remote)\s+(?:[\w-]+\s+){0,2}(?:injury|claim|accident)\b|\b(?:before|prior\s+to"
    r"|preceding)\s+(?:this|the\s+(?:present|current|subject|index|industrial))\s+(?:injury|claim"
    r"|accident)\b",
    re.IGNORECASE,
)
# "the file shows" 12 visits, "there were" 12, "was given" 12, "the claimant's" 12
_ON_RECORD: Final = later(
    r"\b(?:file|records?|notes?|log|chart|therapist)\s+(?:shows?|lists?|counts?|documents?|reflects?)\b"
    r"|\b(?:there\s+(?:were|ha(?:ve|s)\s+been)|(?:was|were|been)\s+given|exhausted|his|her|went"
    r"|(?:claimant|patient|worker|applicant|employee)['\u2019]?s)\s+\Z",
    re.IGNORECASE,
)
#: How far from each other numbers of several sentences stand that are added up.
_FAR: Final = 300
_VISITS: Final = re.compile(rf"\b{VISITS}\b", re.IGNORECASE)
# "office visits", of no treatment
_SEEN: Final = re.compile(
    r"\b(?:office|clinic|follow-?\s?up|doctor|physician|emergency|ER|ED|urgent|evaluations?)\b"
)
# "Additional" physical therapy, 6 "more" visits
_ON_TOP: Final = re.compile(
    r"\b(?:additional|more|further|another|extra|repeat|continu\w+)\b", re.IGNORECASE
)
# "in 2013", "in the spring of 2013"
_YEAR: Final = re.compile(
    r"\b(?:in|during)\s+(?:the\s+)?(?:\w+\s+){0,2}?(?:of\s+)?((?:19|20)\d\d)\b", re.IGNORECASE
)
# "had completed", "to date", "as of": all that were before
_ALL_TOLD: Final = later(
    r"\b(?:ha[sd]|have)\s+(?:already\s+)?(?:completed|attended|received|had|undergone|been)\b"
    r"|\b(?:to\s+date|so\s+far|thus\s+far|total|as\s+of|by|altogether|in\s+all)\b",
    re.IGNORECASE,
)
#: How far behind a number the region may stand that it is for.
_BESIDE: Final = 60


# "a trial of chiropractic care, six visits in May, followed"
_TRIED: Final = re.compile(
    r"\btrial\s+of\s[^.;]{0,100}?\b(?:(?<!be\s)followed|was\s+(?:completed|finished|had|given|done))\b",
    re.IGNORECASE,
)
_STEROID: Final = IMRV("steroid-injection").value
_AT_JOINT: Final = IMRV("joint-injection").value


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
    #: Whether they come on top of those that were told before.
    on_top: bool = False
    #: Whether they are part of those that were told before.
    of_those: bool = False
    #: The year that they were in, where the words say so of these alone.
    year: str | None = None


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
            earlier ones, unless they were also given. As many as are asked for may be the request
            itself where they were only granted; the rule of these says so.
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
    kept = [
        course
        for course in _courses(document, place, voice, knowledge)
        if _is_kin(asked, course, voice, knowledge)
        and _is_there(parts, course.regions, knowledge)
        and not (course.granted and authorized and course.visits.value == authorized.value)
    ]
    for part in [each for each in kept if each.of_those]:
        kept = [each for each in kept if not _is_of(each, part)]
    repeated = [course for course in kept if _may_be_of_request(course, document, request)]
    kept = [course for course in kept if course not in repeated]
    told = [course.visits for course in kept if not course.on_top]
    again = [replace(course.visits, rule=REPEATED) for course in repeated]
    return (*told, *_over_sentences(kept), *again)


def _may_be_of_request(course: _Course, document: Document, request: Request) -> bool:
    """Say whether a grant may be that of the request itself: it is of as many visits.

    It is not where the request is for more of them.
    """
    asked = request.quantity.requested if request.quantity else None
    is_same = course.granted and asked is not None and course.visits.value == asked.value
    return is_same and not _ON_TOP.search(document.quote(request.text.span))


def _over_sentences(kept: Sequence[_Course]) -> Iterator[Fact[int]]:
    """Yield what the numbers of several sentences make together: "Six more visits followed."."""
    running: _Course | None = None
    added = [course.visits for course in kept if course.on_top]
    for course in kept:
        visits = course.visits
        if not course.on_top and any(_is_within(visits, more) for more in added):
            continue
        if running is None:
            running = None if course.on_top else course
            continue
        before = running.visits
        if not 0 <= visits.span.start - before.span.end <= _FAR:
            running = running if course.on_top or before.value >= visits.value else course
        elif course.on_top or (running.year and course.year and running.year != course.year):
            span = Span(before.span.start, visits.span.end)
            total = Fact(before.value + visits.value, span, "course-sum", visits.voice)
            running = course._replace(visits=total)
            yield total
        elif visits.value >= before.value or not before.span.covers(visits.span):
            running = course


def _is_of(granted: _Course, part: _Course) -> bool:
    """Say whether visits that were granted are those of which a later sentence tells a part."""
    one, other = granted.visits, part.visits
    near = 0 <= other.span.start - one.span.end <= _FAR
    return granted.granted and near and one.value >= other.value


def _is_within(one: Fact[int], other: Fact[int]) -> bool:
    """Say whether one number is another, with other words about it."""
    return one.value == other.value and (one.span.covers(other.span) or other.span.covers(one.span))


def _is_kin(asked: str, course: _Course, voice: Voice, knowledge: Knowledge) -> bool:
    """Say whether visits of the one count for the other."""
    above = {asked, *knowledge.broader(asked)}
    if course.treatment is None:
        if course.is_therapy and (_THERAPIES & above or _BEHAVIORAL in above):
            return True
        return voice is Voice.REVIEWER and is_by_visits(asked, knowledge)
    kin = {course.treatment, *knowledge.broader(course.treatment)}
    if course.treatment == _STEROID and course.regions and _AT_JOINT in above:
        return True
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
    found: list[_Course] = []
    before = _NOTHING
    for span in sentences(document, place):
        words = document.quote(span)
        sentence = _Sentence(span, words, knowledge.lexicon("treatments").find(words), before)
        if span not in argued:
            found += _of_sentence(document, sentence, voice, knowledge)
        before = _topic(sentence, knowledge)
    return tuple(found)


class _Topic(NamedTuple):
    """What is given by visits that a sentence tells of: its treatment, or therapy by no name."""

    treatment: str | None
    is_therapy: bool


_NOTHING: Final = _Topic(None, is_therapy=False)


class _Sentence(NamedTuple):
    """A sentence: its place, its words, the treatments in it, and what the one before tells of."""

    span: Span
    words: str
    named: tuple[Match, ...]
    before: _Topic


def _topic(sentence: _Sentence, knowledge: Knowledge) -> _Topic:
    """Return of what a sentence tells the next one, which need not name it again."""
    _, words, named, before = sentence
    by_visits = {each.concept for each in named if is_by_visits(each.concept, knowledge)}
    if len(by_visits) == 1:
        return _Topic(by_visits.pop(), is_therapy=False)
    if by_visits:
        return _NOTHING
    if _THERAPY.search(words):
        return _Topic(None, is_therapy=True)
    return before if _VISITS.search(words) else _NOTHING


def _of_sentence(
    document: Document, sentence: _Sentence, voice: Voice, knowledge: Knowledge
) -> Iterator[_Course]:
    place, words, named, before = sentence
    if not may_count(words):
        return
    counted = together(words, counts(words, named, knowledge), named, knowledge)
    added = additions(words, named, knowledge)
    of = _topic(sentence, knowledge)
    part = of_those(words, before.treatment if of is _NOTHING else of.treatment)
    told = in_order({*counted, *added, *part})
    read = scopes(fold(document.text), place, knowledge) if told else None
    if read is None or read.holds("is of the administrator") or _OTHER_INJURY.search(words):
        return
    is_therapy = bool(_THERAPY.search(words)) and not named
    by_visits = any(is_by_visits(each.concept, knowledge) for each in named)
    year = _year(words) if len(counted) == 1 else None
    for each in told:
        span = each.span.shift(place.start)
        how = _how(read, span, voice, was_tried=bool(_TRIED.search(words)))
        is_listed = how == "earlier" and voice is Voice.RECORD
        if how is None or (how != "given" and not is_listed and read.holds("is a rule")):
            continue
        course = _Course(
            visits=Fact(each.number, span, f"course-{how}", voice),
            treatment=each.treatment,
            regions=_regions(words, each.span, named, knowledge),
            is_therapy=is_therapy,
            granted=how == "granted",
            on_top=each in added,
            of_those=each in part,
            year=year,
        )
        if each.treatment is None and not (by_visits or is_therapy or _SEEN.search(words)):
            of = before if how == "given" or each in (*added, *part) else _NOTHING
            course = course._replace(treatment=of.treatment, is_therapy=of.is_therapy)
        yield course


def _year(words: str) -> str | None:
    """Return the one year in which visits were, where the words do not tell all up to then."""
    years = set(_YEAR.findall(words))
    return years.pop() if len(years) == 1 and not _ALL_TOLD.search(words) else None


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
    regions = knowledge.lexicon("body-regions").find(near)
    return frozenset(each.concept for each in regions if each.start == found.end())


def _goes_on(read: Scopes, place: Span, mark: Mark) -> bool:
    """Say whether the clause of a number goes on to a marker behind it."""
    return not _TURN.search(read.between(place, mark.span))


def _is_trial(read: Scopes, mark: Mark) -> bool:
    return read.ahead(Span(mark.span.end, mark.span.end)).endswith("trial")


def _how(read: Scopes, place: Span, voice: Voice, *, was_tried: bool) -> str | None:
    """Return "given", "granted" or "earlier", as the markers around a number tell; or None.

    A record that tells a number and nothing else of it tells what was. A trial that was had is not
    to come, and visits that were had were given, though they were also granted.
    """
    last = Span(place.end - 1, place.end)
    marks = [
        mark
        for mark in read.of(last)
        if mark.marker.category in _TOLD
        # "12 visits in May and another 6 in June": another there asks for nothing
        and not (mark.marker.category in _OTHERWISE and place.covers(mark.span))
        and not (was_tried and _is_trial(read, mark))
    ]
    after = [mark for mark in marks if mark.span.start >= place.end and _goes_on(read, place, mark)]
    before = [mark.marker.category for mark in marks if mark.span.start < place.end]
    was_had = bool(before) and before[-1] in _GIVEN
    if after and not (was_had and after[0].marker.category == "is granted"):
        before = [after[0].marker.category]
    told = [said for said in before if said not in _EARLIER][-1:] or before[-1:]
    otherwise = any(mark.marker.category in _OTHERWISE for mark in marks)
    if not told and voice is Voice.RECORD and not otherwise:
        return "given"
    if not told and not otherwise and _ON_RECORD.search(read.ahead(place)):
        return "earlier"
    if not told or "of another" in before or not _OTHERWISE.isdisjoint(told):
        return None
    nearest = before[-_LAST:]
    if not _GIVEN.isdisjoint(nearest):
        return "given"
    return "granted" if "is granted" in nearest else "earlier"
