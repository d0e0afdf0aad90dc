"""Course counts: the numbers of visits, injections and tests that a sentence tells of.

In:   the words of a sentence, and the treatments that it names.
Out:  `Counted`: each number, where it stands, and of what it is.
From: the narrative of the letters of 2015 to 2017, and other ways to write the same: "6 sessions of
      physical therapy", "acupuncture x 6", "two epidurals", "12 visits in 2012 and 6 in 2013".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.text.anchors import Anchored, Anchors
from imrgraph.letters.text.dates import DAY_OPENS, day_pattern
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.numerals import NUMBER, NUMBER_OPENS, number
from imrgraph.letters.text.patterns import Pattern, later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.knowledge.lexicon import Match

__all__ = ["VISITS", "Counted", "counts", "in_order", "is_by_visits", "may_count"]

_AT_LEAST: Final = r"(?:at\s+least\s+|about\s+|approximately\s+|some\s+|over\s+|only\s+)?"
_STOP: Final = (
    r"(?:for|and|or|but|to|per|out|times|x|weeks?|months?|days?|years?|hours?|mg|degrees?|pain"
    r"|additional|more|further|remaining|other|future|weekly|blocks?|courses?|rounds?|sets?|series"
    r"|(?:over|in|within|after|during|from|since|through|until|at|on|by|with)(?!-)"
    r"|(?!authorized\b|approved\b|certified\b|prescribed\b|supervised\b)\w+ed)\b"
)
#: What visits are called.
VISITS: Final = r"(?:visits?|sessions?|treatments?|appointments?)"
# "twelve (12) physical therapy sessions", "5 of 6 chiropractic treatments", "12/12 sessions", and
# of "1 to 2 visits" the upper bound; "attended six of eight"; not "2 visits per week"
_COUNTED: Final = Anchored(
    Anchors((*NUMBER_OPENS, "attended", "completed")),
    rf"(?:(?<![\w#/.$-])(?:{NUMBER}\s*(?:-|to)\s*)?(?P<count>{NUMBER})\b\+?"
    r"(?:\s*/\s*\d{1,3}\b(?!/))?(?![/.-]\d|\s*%)\s*"
    r"(?:\(\s*\d+\s*\)\s*)?(?:(?:out\s+)?of\s+(?:the\s+|his\s+|her\s+)?"
    r"(?:(?:first|authorized|approved|certified|planned)\s+)*(?:\d+|[a-z]+)\s+)?"
    rf"(?:\([^()]{{0,40}}\)\s*|(?!{_STOP})[a-z/-]+\s+){{0,6}}?{VISITS}\b"
    rf"|(?:attended|completed)\s+(?P<some>{NUMBER})\s+(?:out\s+)?of\s+(?:the\s+)?{NUMBER}\b"
    rf"|\b(?P<treatments>{NUMBER})\s+of\s+(?=[a-z]))"
    r"(?!\s*(?:(?:per|a|each|every|/)\s*week|weekly\b)|\s+(?:times|trial|remain\w*)\b)",
)
# "a six-visit trial was completed", "the trial of six visits helped"
_TRIAL: Final = Pattern(
    rf"(?:(?<![\w#/.$-])(?P<count>{NUMBER})\s*-?\s*(?:visit|session)s?\s+trial|\btrial\s+of\s+"
    rf"(?P<of>{NUMBER})(?:\s+(?:[a-z-]+\s+){{0,3}}?{VISITS})?)\b(?=[^.;]{{0,60}}?\b(?:completed|finished|followed"
    r"|helped|failed|given|done|had|attended|gave|brought|success\w*)\b)",
    "trial",
)
# "physical therapy x at least 6 sessions", "physical therapy (at least 4 visits)", "PT, 24 visits",
# "saw the chiropractor ten times", "shockwave of the left elbow (4)"
_TIMES: Final = Pattern(
    rf"(?:\s+(?:of|to|for)\s+(?:(?:the|his|her)\s+)?(?:(?:left|right)\s+)?(?!pain\b)[a-z]+(?=\s*\(\s*{NUMBER}\s*\)))?"
    rf"\s*(?:(?:{VISITS}\s+)?(?:to\s+date|so\s+far|completed|attended|used|had)\s*[:=]\s*(?P<told>{NUMBER})\b"
    rf"|(?:was|were|ha(?:s|d|ve)(?:\s+been)?)\s+(?:\w+\s+)?(?P<often>{NUMBER})\s+times\b"
    rf"|\s+(?P<so_often>{NUMBER})\s+times\b(?!\s*(?:an?|per|each|every|/|daily|weekly))"
    rf"|\s+(?:(?:was|were|ha(?:s|d|ve)\s+been)\s+\w+\s+)?on\s+(?P<occasions>{NUMBER})\s+occasions\b"
    rf"|(?:{VISITS}\s*|negative\s*|normal\s*|positive\s*)?(?:(?:x|times|\(|#|:|,)\s*{_AT_LEAST}"
    rf"(?P<count>{NUMBER})\b(?P<of>\s+of\s+{NUMBER}\s+(?:done|used|had|completed|attended)\b)?"
    rf"|{_AT_LEAST}(?P<plain>{NUMBER})\s+{VISITS}\b)(?!\s*(?:-\s*\d|\.\d))"
    r"(?!\s*(?:weeks?|wks?|months?|days?|years?|per|times|x|a\s+week|%|/|mg|mcg|hours?"
    r"|minutes?)\b)(?!\s*[%/]))"
)
#: What a colon or a comma before a number needs behind it.
_VISITS_NEXT: Final = re.compile(rf"\s*{VISITS}\b(?!\s+of\b)", re.IGNORECASE)
# 3 "visits weekly"
_OFTEN: Final = re.compile(
    rf"\s*(?:{VISITS}\s*)?(?:weekly|(?:per|a|each|/)\s*week)\b", re.IGNORECASE
)
# "two left L4-5" epidurals; in "2014 he had two" it is the last number
_BEFORE: Final = Pattern(
    rf"(?<![\w#/.$-])(?P<count>{NUMBER})(?:\s*\(\s*\d+\s*\))?\s+"
    r"(?:(?!(?:mg|mcg|ml|weeks?|months?|days?|years?|hours?|to|of|and|or|per|x|times|more"
    rf"|additional|further)\b|{NUMBER}\s)"
    r"[a-z0-9][\w/-]*\s+){0,5}\Z"
)
# "a series of" three Orthovisc
_SERIES_OF: Final = re.compile(r"\bseries\s+of\s+\Z", re.IGNORECASE)
# "160 hours of the" program, "three rounds of" Botox
_UNITS_OF: Final = Pattern(
    rf"(?<![\w#/.$-])(?P<count>{NUMBER})(?:\s*\(\s*\d+\s*\))?\s+(?:hours|days|rounds|treatments"
    r"|sessions)\s+of\s+(?:the\s+|an?\s+)?\Z"
)
# a program "of which he has completed 10 visits", "and has done 60 hours of it"
_OF_PROGRAM: Final = Pattern(
    r"[^.;]{0,60}?(?:\bof\s+which\s+(?:he|she|the\s+\w+)|(?P<of_it>\band\b)(?:\s+(?:he|she))?)"
    r"\s*(?:ha[sd]\s+)?(?:now\s+|so\s+far\s+|already\s+)?"
    r"(?:attended|completed|done|finished|had|put\s+in|undergone)\s+"
    rf"(?P<count>{NUMBER})\s+(?:(?:full\s+)?days|hours|{VISITS})\b(?(of_it)\s+of\s+it\b)"
)
_NEAR: Final = 70
# "6" PT, without a word for the visits
_AT_ONCE: Final = Pattern(
    rf"(?<![\w#/.$-])(?P<count>{NUMBER})(?:\s*/\s*(?P=count))?(?:\s+of)?\s+\Z"
)
_NOT_OFTEN: Final = re.compile(
    rf"\s*(?:(?:per|a|/|x|times)\s*(?:week|wk|\d)|{VISITS}\b)", re.IGNORECASE
)
_DATE: Final = (
    rf"(?:{day_pattern('DAY')}|\d{{1,2}}/\d{{1,2}}(?![\d/])|(?:\d{{1,2}}[/-])?(?:19|20)\d{{2}}"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?:\s+(?:of\s+)?\d{4})?)"
)


def _date(group: str) -> str:
    return _DATE.replace("DAY", group)


# "urine drug screens of 2/12/2014, 4/16/2014 and 6/18/2014"
_DATES: Final = Pattern(
    r"\s*(?:(?:were|was)\s+(?:done|performed|obtained|collected|provided|given|attended)\s*)?(?:(?:of|on|from|dated"
    r"|in)\s+)?"
    rf"(?P<dates>{_date('one')}(?:\s*(?:,\s*(?:and\s+)?|and\s+)(?:again\s+)?(?:(?:of|on|from"
    rf"|in)\s+)?{_date('other')})"
    rf"(?:\s*(?:,\s*(?:and\s+)?|and\s+)(?:(?:of|on|from|in)\s+)?{_date('next')}){{0,6}})"
)
# therapy "was given on 3/1, 3/8 and 3/15/16"
_ON_DAYS: Final = re.compile(r"\D*\bon\s+\d{1,2}/\d", re.IGNORECASE)
_ONE_DATE: Final = Pattern(_date("one"))
# an epidural "on 4/7/2015": one
_ON: Final = Pattern(
    rf"\s*(?:was\s+)?(?:done\s+|performed\s+|given\s+)?(?:on|of|in|dated)\s+{_date('one')}"
)
# "on 4/7/2015 a left L4-5" epidural: one
_ON_BEFORE: Final = later(
    rf"\b(?:on|in)\s+{_date('one')},?\s+(?:(?:he|she|(?:the\s+)?(?:patient|worker|claimant))\s+"
    rf"(?:had|received|underwent)\s+)?(?:an?|one)\s+(?:[\w/-]+\s+){{0,4}}\Z",
    re.IGNORECASE,
)
# "two blocks of" six sessions
_COURSES: Final = Pattern(
    rf"(?<![\w#/.$-])(?P<courses>{NUMBER})\s+(?:courses?|blocks?|rounds?|sets?|series)\s+of\s+\Z",
    "course block round set series",
)
# "two courses of physical therapy," 12 visits "each"
_COURSES_EACH: Final = Pattern(
    rf"(?<![\w#/.$-])(?P<courses>{NUMBER})\s+(?:courses?|blocks?|rounds?|sets?|series)\s+of\b"
    r"[^.;]{0,50}\Z",
    "course block round set series",
)
_EACH: Final = re.compile(r"\s+each\b", re.IGNORECASE)
_RANKS: Final = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth"),
)
# her "sixth of" eight visits: six were had
_ORDINAL: Final = re.compile(
    rf"\b(?P<rank>{'|'.join(_RANKS)}|\d{{1,2}}(?:st|nd|rd|th))\s+(?:out\s+)?of\s+"
    r"(?:the\s+|his\s+|her\s+)?\Z",
    re.IGNORECASE,
)
#: What a number of visits has in it.
_MAY: Final = Anchored(
    Anchors((*NUMBER_OPENS, *DAY_OPENS)),
    rf"{NUMBER}|\d|\b(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b",
)
#: No course is as long.
_MOST: Final = 300
#: What is given by visits.
_BY_VISITS: Final = frozenset(
    IMRV(name).value for name in ("active-therapy", "passive-therapy", "behavioral-treatment")
)
#: What is done a number of times, apart from what is given by visits.
_DONE: Final = frozenset(
    IMRV(name).value for name in ("injection-or-procedure", "diagnostic-test", "program")
)
_PROCEDURE: Final = IMRV("injection-or-procedure").value
_NAMED_NEAR: Final = 30
# 12 visits "of" physical therapy
_OF_WHAT: Final = re.compile(r"\s+of\s+(?:supervised\s+|formal\s+)?", re.IGNORECASE)

# ten visits "with a physical therapist"
_WITH_THERAPIST: Final = re.compile(
    r"\s+(?:with|to|by)\s+(?:an?|the|his|her)\s+physical\s+therapist\b", re.IGNORECASE
)
_PHYSICAL: Final = IMRV("physical-therapy").value


class Counted(NamedTuple):
    """A number of visits, injections or tests: where it stands, and what it is of, if told."""

    span: Span
    number: int
    treatment: str | None


def in_order(found: Iterable[Counted]) -> list[Counted]:
    """Return numbers by their places; at the same place, one first that tells of what it is."""
    return sorted(found, key=lambda each: (each.span, each.number, each.treatment or "~"))


def is_by_visits(concept: str, knowledge: Knowledge) -> bool:
    """Say whether a treatment is given by visits."""
    return not _BY_VISITS.isdisjoint(knowledge.broader(concept))


def may_count(words: str) -> bool:
    """Say whether words may tell a number."""
    return any(_MAY.finditer(words, 0, len(words)))


def counts(words: str, named: Sequence[Match], knowledge: Knowledge) -> tuple[Counted, ...]:
    """Return the numbers that a sentence tells, each with what it is of.

    >>> from imrgraph.knowledge.knowledge import load
    >>> words = "He had 12 massage visits and two epidurals."
    >>> named = load().lexicon("treatments").find(words)
    >>> [each.number for each in counts(words, named, load())]
    [12, 2]
    """
    place = words, named, knowledge
    found = (
        *_visits(*place),
        *_trials(*place),
        *_behind(*place),
        *_done(*place),
        *_of_programs(words, named),
    )
    return tuple(each for each in in_order(found) if 0 < each.number <= _MOST)


def _visits(words: str, named: Sequence[Match], knowledge: Knowledge) -> Iterator[Counted]:
    """Yield the numbers of visits."""
    for found in _COUNTED.finditer(words, 0, len(words)):
        span, value = Span.of(found), number(next(filter(None, found.groups())))
        if found["treatments"]:
            of = [each for each in named if each.start == found.end()]
            if of and is_by_visits(of[0].concept, knowledge):
                yield Counted(Span(span.start, of[0].end), value, of[0].concept)
            continue
        place = max(0, span.start - _NEAR), span.start
        if courses := _COURSES.search(words, *place) or (
            _EACH.match(words, span.end) and _COURSES_EACH.search(words, *place)
        ):
            span, value = Span(courses.start(), span.end), value * number(courses["courses"])
        elif ordinal := _ORDINAL.search(words, *place):
            span, value = Span(ordinal.start(), span.end), _rank(ordinal["rank"])
        if not re.match(r"\s*:", words[span.end :]):  # "20 visits: 12 of …"
            yield Counted(span, value, _of(words, span, named, knowledge))


def _trials(words: str, named: Sequence[Match], knowledge: Knowledge) -> Iterator[Counted]:
    """Yield the numbers of visits of trials that were had."""
    for found in _TRIAL.finditer(words, 0, len(words)):
        span = Span.of(found)
        yield Counted(span, _told(found), _of(words, span, named, knowledge))


def _behind(words: str, named: Sequence[Match], knowledge: Knowledge) -> Iterator[Counted]:
    """Yield the numbers behind what is done so often."""
    for each in named:
        found = _TIMES.match(words, each.end)
        if found is None or not _is_done(each.concept, knowledge):
            continue
        listed = found[0].lstrip()[:1] in ":,"
        if listed and not (found["of"] or _VISITS_NEXT.match(words, found.end())):
            continue
        if not _OFTEN.match(words, found.end()):
            yield Counted(Span.of(found), _told(found), each.concept)


def _rank(words: str) -> int:
    """Return the number of which words tell the place in an order."""
    return int(words[:-2]) if words[0].isdigit() else _RANKS.index(words.lower()) + 1


def _told(found: re.Match[str]) -> int:
    """Return the one number that a pattern of several has found."""
    return number(next(filter(None, found.groups())))


def _done(words: str, named: Sequence[Match], knowledge: Knowledge) -> Iterator[Counted]:
    """Yield the numbers of injections and tests, by a number before them or by their dates."""
    for each in named:
        if at_once := _at_once(words, each, knowledge):
            yield at_once
        if is_by_visits(each.concept, knowledge):
            if (dates := _DATES.match(words, each.end)) and _ON_DAYS.match(dates[0]):
                told = len(list(_ONE_DATE.finditer(dates["dates"], 0, len(dates["dates"]))))
                yield Counted(Span(each.start, dates.end()), told, each.concept)
            continue
        if _DONE.isdisjoint(knowledge.broader(each.concept)):
            continue
        yield from _before(words, each)
        if dates := _DATES.match(words, each.end):
            told = len(list(_ONE_DATE.finditer(dates["dates"], 0, len(dates["dates"]))))
            yield Counted(Span(each.start, dates.end()), told, each.concept)
        elif _is_one(words, each, knowledge):
            if once := _ON.match(words, each.end):
                yield Counted(Span(each.start, once.end()), 1, each.concept)
            elif once := _ON_BEFORE.search(words, max(0, each.start - _NEAR), each.start):
                yield Counted(Span(once.start(), each.end), 1, each.concept)


def _of_programs(words: str, named: Sequence[Match]) -> Iterator[Counted]:
    """Yield how much was done of a program that the words before name."""
    for each in named:
        found = _OF_PROGRAM.match(words, each.end)
        if found and words[: each.end].lower().endswith("program"):
            span = Span(found.start("count"), found.end())
            yield Counted(span, number(found["count"]), each.concept)


def _before(words: str, each: Match) -> Iterator[Counted]:
    """Yield the number before an injection or a test, or of the hours of a program."""
    place = max(0, each.start - _NEAR), each.start
    if units := _UNITS_OF.search(words, *place):
        yield Counted(Span(units.start(), each.end), number(units["count"]), each.concept)
    elif found := _BEFORE.search(words, *place):
        several = words[each.start : each.end].lower().endswith("s") or _plural(words, each)
        several = several or bool(_SERIES_OF.search(words, *place[:1], found.start()))
        if several or number(found["count"]) <= 1:
            yield Counted(Span(found.start(), each.end), number(found["count"]), each.concept)


def _at_once(words: str, each: Match, knowledge: Knowledge) -> Counted | None:
    """Return the number right before a treatment that is given by visits: "6 PT"."""
    before = _AT_ONCE.search(words, max(0, each.start - _NEAR), each.start)
    several = before is not None and number(before["count"]) > 1
    if not (before and several and is_by_visits(each.concept, knowledge)):
        return None
    if _NOT_OFTEN.match(words, each.end):
        return None
    return Counted(Span(before.start(), each.end), number(before["count"]), each.concept)


def _is_one(words: str, each: Match, knowledge: Knowledge) -> bool:
    return _PROCEDURE in knowledge.broader(each.concept) and not words[: each.end].endswith("s")


def _plural(words: str, each: Match) -> bool:
    return bool(
        re.match(r"\s+(?:injections|blocks|procedures|tests|screens|studies)\b", words[each.end :])
    )


def _is_done(concept: str, knowledge: Knowledge) -> bool:
    return is_by_visits(concept, knowledge) or not _DONE.isdisjoint(knowledge.broader(concept))


def _of(words: str, span: Span, named: Sequence[Match], knowledge: Knowledge) -> str | None:
    """Return the treatment of which a number of visits is told: named beside it, or alone."""
    start, end = span.start, span.end
    if _WITH_THERAPIST.match(words, end):
        return _PHYSICAL
    at_once = _OF_WHAT.match(words, end)
    near = [e for e in named if e.start < end + _NAMED_NEAR and e.end > start - len(" for ")]
    near = [e for e in near if ";" not in words[end : e.start] + words[e.end : start]]
    done = [each for each in near if _is_done(each.concept, knowledge)]
    done.sort(
        key=lambda each: (
            each.end <= start or each.start >= end,
            at_once is None or each.start != at_once.end(),
        )
    )
    by_visits = {each.concept for each in named if is_by_visits(each.concept, knowledge)}
    if done:
        return done[0].concept
    if len(by_visits) == 1:
        return by_visits.pop()
    return near[0].concept if near and not by_visits else None
