"""Course sums: what the numbers of a sentence make together, or leave of each other.

In:   the words of a sentence, the numbers of visits, injections and tests that it tells, and the
      treatments that it names.
Out:  `Counted`: those numbers, with what several make together in the place of none of them, and
      what was attended of those that were granted in their place.
From: the narrative of the letters of 2015 to 2017, and other ways to write the same: "12 visits in
      2012 and 6 in 2013", "PT, four in March and again four in May", "12 authorized, 9 attended".
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.summary.course_counts import VISITS, Counted, in_order, is_by_visits
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.numerals import NUMBER, number
from imrgraph.letters.text.patterns import Pattern, later

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.knowledge.lexicon import Match

__all__ = ["additions", "of_those", "together"]

_PROCEDURE: Final = IMRV("injection-or-procedure").value
_COURSE: Final = r"(?:course|block|round|set|series|trial)"
#: What says when, or where, some visits were, and others were not.
_WHEN: Final = (
    r"(?:in(?!\s+(?:all|total)\b)|over|during|from|between|through|since|after|before|following"
    r"|until|prior\s+to|preceding|under|with\s+(?:Dr\b|another|an?\s+(?:different|second|new"
    r"|certified))|at\s+(?:another|home|one|an?\s)|last|this|(?:the\s+)?(?:same|next|following|previous)"
    r"\s+(?:year|month|spring|summer|fall|autumn|winter)|the\s+year|(?:pre|post)-?\s?op\w*|later"
    r"|afterwards?|initially|elsewhere|early|late|(?:19|20)\d\d|\d{1,2}[/-](?:\d{1,2}[/-])?(?:19|20)?\d\d)\b"
)
# "12 visits in 2012" and 6 in spring; "9 sessions; 8 more over the summer"; "x 12 (2014)", x 8
_NEXT: Final = Pattern(
    r"(?P<gap>\)?(?:[^.;:()]|\([^()]{0,40}\)|(?<=\bDr)\.){0,60}?)"
    r"(?:[,;]|\band\b|(?P<then>\+|\bthen\b|\bplus\b|\bfollowed\s+by\b"
    r"|\bas\s+well\s+as\b))"
    r"\s*(?P<aside>[^.;:()\d]{0,40}?(?<![a-z]))"
    r"(?P<adds>(?:(?:and|then|plus|again|also|followed\s+by|another|an?\s+(?:further|additional"
    rf"|extra)|an?\s+(?:second|third|fourth|next|later|final)(?:\s+{_COURSE})?\s+of"
    rf"|an?\s+(?:further\s+)?{_COURSE}\s+of|x|on|the)\s*)*)"
    r"(?P<opened>\b(?:(?:in|during)\s+(?:\w+\s+){0,2}\w+|(?:19|20)\d\d)\s*\(\s*)?"
    rf"(?<![\d#/.$-])(?P<count>{NUMBER})(?:\s*\(\s*\d{{1,3}}\s*\))?(?P<more>\s+(?:more(?!\s+than)|further"
    r"|additional|extra|again)\b)?"
    rf"(?P<unit>\s+(?:(?!(?:for|and|or|but|per|times|of|weeks?|days?|months?)\b)[a-z-]+\s+){{0,4}}?"
    rf"(?:{VISITS}|occasions)\b)?"
    r"(?!\s*(?:[-/]\s*\d|%|\.\d|(?:mg|mcg|weeks?|days?|months?|years?|hours?|minutes?|times|per"
    r"|percent|degrees?|points?|pounds?|lbs?|out\s+of|of\s+(?:10|ten)|a\s+week)\b))"
    r"(?P<tail>\s*\(?\s*(?P<when>WHEN)|\s*(?=[.,;)+]|\Z)|\s+(?=(?:and|were|was|have|had|that|which"
    r"|without|with|gave|did|brought|of|did|made|helped|attended|completed|done|given"
    r"|approved|authorized|certified)\b))".replace("WHEN", _WHEN),
    "and , ; then plus followed + as",
)
# 6 "in" spring "2013"
_IN: Final = re.compile(r"\b(?:in|during|of|since|from)\Z", re.IGNORECASE)
_YEAR: Final = re.compile(r"\s+(?:[a-z]+\s+){0,4}?(?:19|20)\d\d\b", re.IGNORECASE)
_PERIOD: Final = later(rf"(?<![\w-]){_WHEN}", re.IGNORECASE)
# "and another": it comes on top
_ADDING: Final = re.compile(
    r"\b(?:then|plus|again|another|further|additional|extra|second|third|fourth|next|later|final"
    rf"|followed|{_COURSE})\b",
    re.IGNORECASE,
)
_USED: Final = (
    r"(?:attended|completed|used|kept|received|had|done|undergone|finished|taken|made|seen"
    r"|went\s+to|gone\s+to|came\s+to|(?:stopped|quit)\s+after)"
)
# "another 6 would", "ten more bring" it to 20, another 12 "exceed the limit", 12 more "are beyond",
# 12 further visits "requested", 4 more "of which she used none": nobody had them
_UNREAL: Final = later(
    r"\s*(?:now\s+|also\s+|again\s+|clearly\s+|far\s+|still\s+)?(?:would|will|shall|should|could"
    r"|can(?:not)?|may|might|must|to|is|are|remain\w*|were\s+not|was\s+not"
    r"|were\s+never|brings?|makes?|takes?|comes?|push(?:es)?|exceeds?|exceeded|exceeding|surpass(?:es)?"
    r"|go(?:es)?|lie|fall|lack|need|require|do(?:es)?|appears?|seems?|fails?|in\s+excess|beyond"
    r"|above\s+(?:the|what)|over\s+(?:the|what)\s+(?:limit|cap|maximum|guideline)\w*"
    r"|(?:now\s+)?(?:requested|sought|proposed|recommended|asked|desired|wanted|at\s+issue"
    r"|in\s+dispute|under\s+review))\b"
    rf"|[^.;:]{{0,30}}\bof\s+(?:which|them|these|those)\s+(?:he|she|they)\s+{_USED}\s+none\b",
    re.IGNORECASE,
)
# "Asking" 3 more, "no reason for" another 12
_ASKED: Final = re.compile(
    r"\b(?:(?:asking|asks?|wants?|requesting)\s+(?:for\s+)?|(?:reason|need|support|indication|call|case"
    r"|basis|justification|necessity|grounds|evidence|request)\s+(?:for|of)\s+(?:an?\s+|the\s+)?)\Z",
    re.IGNORECASE,
)
# 8 visits "and asked for" 6 more
_WANTED: Final = re.compile(
    r"\b(?:ask|request|recommend|need|want|seek|sought|propos|plan|pending|denie|refus|cancel)",
    re.IGNORECASE,
)
# "PT, four in March", "PT: 12 in 2014", "chiropractic care (12 + 6 visits)"
_OPENING: Final = Pattern(
    rf"(?:\s+(?:care|therapy|treatments?|{VISITS}))?(?:\s+(?:was|were|has\s+been)\s+\w+)?"
    rf"\s*[,:(-]\s*(?:an?\s+)?(?:{_COURSE}\s+of\s+)?(?P<count>{NUMBER})\b(?=\s+completed\b|\s*\(\s*{_WHEN}|\s*\+|\s*,?\s*(?:then|plus)\b|\s+{_WHEN})"
)
# "17 in all", "for a total of 17"
_IN_ALL: Final = Pattern(
    rf"\b(?P<count>{NUMBER})\s+(?:visits\s+|sessions\s+|treatments\s+)?(?:in\s+all|in\s+total"
    rf"|altogether)\b"
    rf"|\btotal\s+of\s+(?P<total>{NUMBER})\b(?!\s*[a-z]*\s*:)",
    "all total altogether",
)
# "a total of" 24 visits; 24 visits "to date"
_TOTAL_BEFORE: Final = re.compile(
    r"\b(?:total(?:s|ed|ing)?(?:\s+of)?|in\s+all|altogether|all\s+told|amount\w*\s+to|adds?\s+up\s+to"
    r"|comes?\s+to)\b[^.;]{0,30}\Z",
    re.IGNORECASE,
)
_TOTAL_BEHIND: Final = re.compile(
    r"(?:\s+of\s+[\w\s-]{3,30}?)?\s+(?:to\s+date|so\s+far|thus\s+far|in\s+(?:all|total)"
    r"|altogether|overall)\b",
    re.IGNORECASE,
)
_LEAVE: Final = r"\b(?:authorized|approved|certified|granted|allowed|ordered|prescribed|scheduled)"
# 12 visits "were authorized, of which 9 were attended", "certified, but she used only 8"
_OF_THEM: Final = Pattern(
    rf"(?P<granted>[^.;:]{{0,60}}?)[\s,(;]+(?:(?:(?P<which>of\s+(?:which|these|those|them)|of\s+whom)"
    rf"|and|but|with|though)\s+)?(?:(?:so\s+far\s+)?(?:he|she|they|the\s+\w+)\s+(?:has\s+|have\s+"
    rf"|had\s+)?)?(?:only\s+)?(?:(?P<used>{_USED})\s+(?:only\s+|just\s+)?)?(?!(?:19|20)\d\d\b)"
    rf"(?P<count>{NUMBER})\b(?!\s*(?:more|additional|further)\b)(?:\s+{VISITS})?(?:\s+(?:of\s+(?:them|these|those)\b"
    rf"|(?:were|was|have\s+been|had\s+been|has\s+been)?\s*(?P<done>{_USED})\b))?",
)
# "Of the" 18 visits "approved so far she has kept 14"
_OF: Final = re.compile(
    r"(?:\A|[,;]\s*)\s*of\s+(?:the\s+|his\s+|her\s+|these\s+)?\Z", re.IGNORECASE
)
_KEPT: Final = Pattern(
    rf"[^.;:]{{0,60}}?\b(?:{_USED}\s+(?:only\s+|just\s+)?(?P<count>{NUMBER})\b"
    rf"|(?P<many>{NUMBER})\s+(?:were|was|have\s+been|had\s+been)\s+{_USED}\b)",
)
_DIRECTLY: Final = re.compile(r"\s*,?\s*(?:and|plus)\s+(?:another\s+)?", re.IGNORECASE)
# "6 more", "8 additional visits"; "another 6"; "a second course of six"; "then received 12 visits"
_ON_TOP: Final = Pattern(
    rf"(?<![\w#/.$-])(?P<more>{NUMBER})\s+(?:more(?!\s+than)|further|additional|extra)\b(?:\s+(?:[a-z-]+\s+)"
    rf"{{0,3}}?{VISITS}\b)?(?!\s+(?:weeks?|days?|months?|years?|times|injections?)\b)"
    rf"|\b(?:another|an?\s+(?:further|additional|extra))\s+(?P<other>{NUMBER})\b(?:\s+(?:[a-z-]+\s+)"
    rf"{{0,3}}?{VISITS}\b|(?=\s*[.,;]|\s+(?:in|were|followed)\b|\Z))"
    rf"|\b(?:second|third|fourth|next|later|another)\s+{_COURSE}\b[^.;\d]{{0,20}}?\bof\s+"
    rf"(?P<block>{NUMBER})\b(?!\s+(?:weeks?|days?|months?|injections?)\b)(?:\s+(?:[a-z-]+\s+){{0,3}}?"
    rf"{VISITS}\b)?"
    r"|\b(?:then|later|subsequently|since\s+then|thereafter|afterwards?)\s+(?:he\s+|she\s+)?"
    rf"(?:had|received|attended|completed|underwent|did)\s+(?P<then>{NUMBER})\s+(?:[a-z-]+\s+){{0,4}}?"
    rf"{VISITS}\b"
    r"|\b(?:before|prior\s+to|preceding)\s+(?:the\s+|his\s+|her\s+)?(?:surgery|operation|procedure|repair"
    r"|fusion|injection|that)\s*,?\s*(?:he|she)\s+(?:had\s+)?(?:had|attended|received|completed)\s+"
    rf"(?P<before>{NUMBER})(?:\s+(?:[a-z-]+\s+){{0,4}}?{VISITS}\b|(?=\s*(?:[.,;]|\Z)))"
    rf"|(?<![\w#/.$-])(?P<after>{NUMBER})\s+(?:[a-z-]+\s+){{0,4}}?{VISITS}\s+followed\b",
    "more further additional extra another second third fourth next later then subsequently"
    " thereafter afterward followed before prior preceding",
)
_OF_WHAT: Final = re.compile(r"\s*of\s+", re.IGNORECASE)
_NEAR: Final = 70
#: How far before a number it may stand that so many were granted.
_BEFORE: Final = 30
#: What tells visits of one treatment from others of it.
_OF_TWO: Final = (
    r"(?:(?:pre|post)-?\s?op(?:erative)?|individual|group|private|outpatient|inpatient|home|office"
    r"|initial|supervised|early|late|earlier|later)"
)
# "an initial 4 and then 6 additional sessions", "8 + 6 visits", "8 preop and 18 postop"
_PAIR: Final = Pattern(
    rf"(?<![\w#/.$-])(?P<one>{NUMBER})\s*(?:(?:and\s+then|then|and)\s+(?P<other>{NUMBER})\s+(?:more|further"
    rf"|additional)|(?:\+|plus)\s*(?P<plus>{NUMBER})|\s{_OF_TWO}\s+and\s+(?P<kind>{NUMBER})\s+{_OF_TWO})\s+(?:(?!(?:for|per|times|of)\b)[a-z-]+\s+){{0,4}}?"
    rf"{VISITS}\b",
    "more further additional + plus and",
)
# "She attended 15 of them."; "she had completed 8 of 12", where 12 were granted
_OF_THOSE: Final = Pattern(
    rf"\b{_USED}\s+(?:only\s+|just\s+)?(?P<count>{NUMBER})\s+of\s+(?:them|these|those"
    rf"|(?:the\s+)?{NUMBER}(?=\s*(?:[.,;]|\Z|{VISITS}\b)))(?![\w-])",
    "of",
)
_RANKS: Final = {"second": 2, "third": 3, "fourth": 4}
# an epidural "in March and a second one in June"
_RANKED: Final = Pattern(
    r"[^.;]{0,60}?(?:,|\band\b|\bthen\b)\s+(?:an?|the|his|her)\s+(?P<rank>second|third|fourth)(?:\s+one)?"
    rf"(?=\s+(?:{_WHEN}|was|gave|with))"
)


def together(
    words: str, counted: Sequence[Counted], named: Sequence[Match], knowledge: Knowledge
) -> tuple[Counted, ...]:
    """Return the numbers of a sentence, with what several of them make together.

    What was attended of those that were granted stands in their place.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.summary.course_counts import counts
    >>> words = "He had 12 massage visits in 2012 and 6 in 2013."
    >>> named = load().lexicon("treatments").find(words)
    >>> found = counts(words, named, load())
    >>> [each.number for each in together(words, found, named, load())]
    [12, 18]
    """
    kept = [_attended(words, each) or each for each in counted]
    opened = [each for each in _opened(words, named, knowledge) if not _overlaps(each, kept)]
    sums = [total for each in kept if (total := _summed(words, each, named, knowledge))]
    sums += (total for each in opened if (total := _summed(words, each, named, knowledge)))
    sums += (both for pair in pairwise(kept) if (both := _joined(words, *pair)))
    sums += _paired(words, named, knowledge)
    sums += _ranked(words, named, knowledge)
    return _apart([*kept, *sums])


def additions(words: str, named: Sequence[Match], knowledge: Knowledge) -> tuple[Counted, ...]:
    """Return the numbers that come on top of what was told before, "Six more followed".

    >>> from imrgraph.knowledge.knowledge import load
    >>> [each.number for each in additions("Six more visits followed.", (), load())]
    [6]
    """
    by_visits = {each.concept for each in named if is_by_visits(each.concept, knowledge)}
    of = next(iter(by_visits)) if len(by_visits) == 1 else None
    if len(by_visits) > 1:
        return ()
    return tuple(
        Counted(Span.of(found), _value(found), of)
        for found in _ON_TOP.finditer(words, 0, len(words))
        if _may_have_been(words, Span.of(found))
    )


def of_those(words: str, treatment: str | None) -> tuple[Counted, ...]:
    """Return how many were attended of those that the sentence before tells of.

    >>> [each.number for each in of_those("She attended 15 of them.", None)]
    [15]
    """
    found = _OF_THOSE.search(words)
    return (Counted(Span.of(found), number(found["count"]), treatment),) if found else ()


def _paired(words: str, named: Sequence[Match], knowledge: Knowledge) -> Iterator[Counted]:
    """Yield two numbers that share the word for visits."""
    by_visits = {each.concept for each in named if is_by_visits(each.concept, knowledge)}
    of = by_visits.pop() if len(by_visits) == 1 else None
    for found in _PAIR.finditer(words, 0, len(words)) if not by_visits else ():
        both = number(found["one"]) + number(found["other"] or found["plus"] or found["kind"])
        yield Counted(Span.of(found), both, of)


def _ranked(words: str, named: Sequence[Match], knowledge: Knowledge) -> Iterator[Counted]:
    """Yield how many injections there were by the place of the last in their order."""
    for each in named:
        if _PROCEDURE in knowledge.broader(each.concept) and (
            found := _RANKED.match(words, each.end)
        ):
            yield Counted(
                Span(each.start, found.end()), _RANKS[found["rank"].lower()], each.concept
            )


def _value(found: re.Match[str]) -> int:
    """Return the one number that a pattern of several has found."""
    return number(next(filter(None, found.groups())))


def _apart(found: Sequence[Counted]) -> tuple[Counted, ...]:
    """Return numbers in order, without one that repeats another at the same place."""
    told: list[Counted] = []
    for each in in_order(found):
        if not any(
            other.number == each.number and other.span.end > each.span.start for other in told
        ):
            told.append(each)
    return tuple(told)


def _overlaps(one: Counted, others: Sequence[Counted]) -> bool:
    return any(one.span.start < each.span.end and each.span.start < one.span.end for each in others)


def _opened(words: str, named: Sequence[Match], knowledge: Knowledge) -> Iterator[Counted]:
    """Yield the first number of a list behind the name of a treatment, without a word for it."""
    for each in named:
        if is_by_visits(each.concept, knowledge) and (found := _OPENING.match(words, each.end)):
            yield Counted(
                Span(found.start("count"), found.end()), number(found["count"]), each.concept
            )


def _attended(words: str, granted: Counted) -> Counted | None:
    """Return how many were attended of those that were granted, where the words say so."""
    start, end = granted.span.start, granted.span.end
    if _OF.search(words, max(0, start - _NEAR), start):
        found = _KEPT.match(words, end)
    else:
        found = _OF_THEM.match(words, end)
        if found is None or not (found["used"] or found["done"]):
            return None
        near = max(0, start - _BEFORE)
        leave = re.search(_LEAVE, words[near : found.end("granted")], re.IGNORECASE)
        if not (found["which"] or leave):
            return None
    if found is None:
        return None
    attended = number(found["count"] or found["many"])
    if attended > granted.number:
        return None
    return Counted(Span(start, found.end()), attended, granted.treatment)


def _is_total(words: str, told: Counted) -> bool:
    """Say whether the words call a number the whole of it."""
    start, end = told.span.start, told.span.end
    return bool(
        _TOTAL_BEFORE.search(words, max(0, start - _NEAR), start) or _TOTAL_BEHIND.match(words, end)
    )


def _summed(
    words: str, first: Counted, named: Sequence[Match], knowledge: Knowledge
) -> Counted | None:
    """Return a number with those that the words add to it."""
    if _is_total(words, first):
        return None
    total, at, end, added = first.number, first.span.end, first.span.end, False
    while (more := _NEXT.match(words, at)) and _comes_on_top(words, more):
        if _is_of_another(words, first, Span(at, more.end()), named, knowledge):
            break
        at = max(more.end("count"), more.end("more"), more.end("unit"))
        end = _with_year(words, max(at, more.end("when")))
        total, added = total + number(more["count"]), True
    if (whole := _IN_ALL.search(words, end)) and whole.start() - end < _NEAR:
        value = number(whole["count"] or whole["total"])
        if value > total or added:
            return Counted(Span(first.span.start, whole.end()), value, first.treatment)
    return Counted(Span(first.span.start, end), total, first.treatment) if added else None


def _with_year(words: str, end: int) -> int:
    """Return where the year ends that "in" or "during" at the end of some words names.

    >>> "6 visits in the spring of 2013"[: _with_year("6 visits in the spring of 2013", 11)]
    '6 visits in the spring of 2013'
    """
    found = _YEAR.match(words, end) if _IN.search(words, 0, end) else None
    return found.end() if found else end


def _comes_on_top(words: str, more: re.Match[str]) -> bool:
    """Say whether a further number adds to the one before it.

    It does where the words say so, or where each has a time of its own.
    """
    if _WANTED.search(more["gap"]) or _WANTED.search(more["aside"]):
        return False
    strong = more["then"] or more["more"] or _ADDING.search(more["adds"])
    if strong:
        behind = max(more.end("count"), more.end("more"), more.end("unit"))
        return _may_have_been(words, Span(more.start("adds"), behind))
    if more["aside"].strip():
        return False
    if more["opened"]:
        return more["gap"].startswith(")")
    return bool(more["when"] and _PERIOD.search(more["gap"]))


def _may_have_been(words: str, added: Span) -> bool:
    """Say whether visits that come on top may have been had: those that are asked for were not."""
    near = max(0, added.start - _BEFORE)
    return not (_UNREAL.match(words, added.end) or _ASKED.search(words, near, added.start))


def _is_of_another(
    words: str, first: Counted, place: Span, named: Sequence[Match], knowledge: Knowledge
) -> bool:
    """Say whether the words at a place name another treatment that is given by visits."""
    of = _OF_WHAT.match(words, place.end)
    until = of.end() + 1 if of else place.end
    return any(
        each.concept != first.treatment
        and not (first.treatment and knowledge.are_kin(first.treatment, each.concept))
        for each in named
        if place.start <= each.start < until
        if is_by_visits(each.concept, knowledge)
    )


def _joined(words: str, one: Counted, other: Counted) -> Counted | None:
    """Return two numbers of the same that "and" joins: "8 home visits and 16 office visits"."""
    gap = words[one.span.end : other.span.start]
    if one.treatment != other.treatment or not _DIRECTLY.fullmatch(gap):
        return None
    if not _may_have_been(words, other.span):
        return None
    span = Span(one.span.start, other.span.end)
    return Counted(span, one.number + other.number, one.treatment)
