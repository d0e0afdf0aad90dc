"""Regions: the regions of the body that a request names, and on which side.

In:   a document, and the place of a request.
Out:  one `BodyPart` for each region named, in their order.
From: the headings of the letters of 2015 to 2017.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.letter import BodyPart, Fact
from imrgraph.letters.requests.levels import levels
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Document

__all__ = ["regions"]

# "left", "Rt.", "bilaterally"; a letter only right before the region: "R knee", "(L) knee",
# "R. knee"
_SIDE: Final = re.compile(
    r"\b(?P<side>left|lt|right|rt|bilateral|bilat|b/l|both)|\(?\b(?P<letter>[LRB])\b\)?\.?\s*\Z",
    re.IGNORECASE,
)
# "right and left"
_BOTH: Final = re.compile(
    r"\b(?:left\s*(?:and|&|/)\s*right|right\s*(?:and|&|/)\s*left)\b", re.IGNORECASE
)
# "left > right": the worse one, which is meant, comes first
_WORSE: Final = re.compile(
    r"\b(?P<first>left|right|[LR])\s*(?:>|(?:greater|worse|more)\s+than)\s*(?:the\s+)?(?:left"
    r"|right|[LR])\b",
    re.IGNORECASE,
)
# "cervical spine bilateral", "shoulders, bilaterally", "knee (left)", "shoulder - R", "knee; L"
_BEHIND: Final = re.compile(
    r"[\s,;-]*(?:\(\s*(?P<bracketed>left|right|bilateral|[LR])\s*\)"
    r"|\b(?P<side>left|right|bilateral)(?:ly)?\b|(?<=[-;,] )(?P<letter>(?-i:[LR]))\b(?!\d|\s*>))",
    re.IGNORECASE,
)
# "left lateral ": what may stand between a side and the region that it is of
_LEADS: Final = re.compile(r"[\s-]*(?:[a-z]+\s+){0,2}", re.IGNORECASE)
# ", ", " and ", "/": what may stand between two regions of one side
_LIST: Final = re.compile(r"[\s,/&-]*(?:and)?[\s,/&-]*", re.IGNORECASE)
# "RUE", "BLE": the first letter is the side
_LIMB: Final = re.compile(r"([RLB])[UL]E", re.IGNORECASE)
_MEANT: Final = {"l": "left", "r": "right", "b": "bilateral"}
_LEVELS: Final = {
    "C": IMRV("neck").value,
    "T": IMRV("thoracic-spine").value,
    "L": IMRV("lumbar-spine").value,
    "S": IMRV("lumbar-spine").value,
}
#: What the body has two of, besides all that belongs to a limb.
_PAIRED: Final = {IMRV(name).value for name in ("upper-extremity", "lower-extremity", "eye", "ear")}
#: Named after a region that they are not for.
_ELSEWHERE: Final = {IMRV(name).value for name in ("knee-scooter", "spinal-cord-stimulator")}


@dataclass(frozen=True, slots=True)
class _Named:
    """A region where it is named, the side that is its own, and whether a treatment's name has it.

    "Shoulder" in "shoulder sling" is a part of the name of the sling.
    """

    region: str
    span: Span
    side: str | None = None
    within: bool = False


def regions(document: Document, place: Span, knowledge: Knowledge) -> tuple[Fact[BodyPart], ...]:
    """Find the regions that the request at `place` names; levels of the spine name theirs.

    A side holds for every paired region of the list that it opens: "neck, left hip and knee". A
    region that only the name of a treatment has is left where its neighbour is named as such:
    "spine surgery for the lumbar". One without a side is left where the same has one.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.text.document import Document
    >>> text = "Left L4-5 injection, and massage of the right elbow and wrist"
    >>> found = regions(Document("letter", text), Span(0, len(text)), load())
    >>> [(part.value.region.rpartition("/")[2], part.value.side) for part in found]
    [('lumbar-spine', 'left'), ('elbow', 'right'), ('wrist', 'right')]
    """
    words = document.quote(place)
    named = _only(words, list(_sided(words, _named(words, knowledge), knowledge)), knowledge)
    told = {(each.region, each.side, each.within): each for each in reversed(named)}
    facts: dict[BodyPart, Fact[BodyPart]] = {}
    for each in sorted(told.values(), key=lambda one: one.span):
        if not any(_says_more(other, each, knowledge) for other in told.values()):
            part = BodyPart(each.region, each.side)
            span = each.span.shift(place.start)
            facts.setdefault(part, Fact(part, span, "request-body-part"))
    return tuple(facts.values())


def _named(words: str, knowledge: Knowledge) -> Sequence[_Named]:
    """Return every region that is named, and that of every level, from left to right."""
    found = []
    matches = knowledge.lexicon("body-regions").find(words)
    treatments = knowledge.lexicon("treatments").find(words) if matches else ()
    starts = [treatment.start for treatment in treatments]
    for match in matches:
        at = bisect_right(starts, match.start)
        last = treatments[max(at - 1, 0) : at]
        names = {treatment.concept for treatment in last if match.end <= treatment.end}
        if not names & _ELSEWHERE:
            found.append(_Named(match.concept, Span(match.start, match.end), within=bool(names)))
    found += (
        _Named(_LEVELS[level.region], level.span) for level in levels(words, Span(0, len(words)))
    )
    return sorted(found, key=lambda each: each.span)


def _sided(words: str, named: Sequence[_Named], knowledge: Knowledge) -> Iterator[_Named]:
    """Yield the regions with their sides."""
    listed: str | None = None
    end = 0
    for each, after in zip_longest(named, named[1:]):
        following = after.span.start if after else None
        gap = words[end : each.span.start]
        own = _before(gap) or _of_the_limb(words[each.span.start : each.span.end])
        end = each.span.end
        if not own and (behind := _behind(words, end, following)):
            told = behind["bracketed"] or behind["side"] or behind["letter"]
            own, end = _side(told), behind.end()
        if own or not _LIST.fullmatch(gap):
            listed = own
        side = own or (listed if _is_paired(each.region, knowledge) else None)
        yield _Named(each.region, each.span, side, each.within)


def _only(words: str, named: list[_Named], knowledge: Knowledge) -> list[_Named]:
    """Give the only region the only side that is named: "knee arthroplasty, right"."""
    sides = [match["side"] for match in _SIDE.finditer(words) if match["side"]]
    alone = len({each.region for each in named}) == 1 and not any(each.side for each in named)
    if len(sides) != 1 or not alone:
        return named
    at_a_level = levels(words, named[0].span)
    if not (at_a_level or _is_paired(named[0].region, knowledge)):
        return named
    return [replace(each, side=_side(sides[0])) for each in named]


def _is_paired(region: str, knowledge: Knowledge) -> bool:
    return bool(_PAIRED & {region, *knowledge.broader(region)})


def _before(gap: str) -> str | None:
    """Return the side that stands in front of a region; "right and left" is both."""
    if _BOTH.search(gap):
        return "bilateral"
    if worse := _WORSE.search(gap):
        return _side(worse["first"])
    found = [match["side"] or match["letter"] for match in _SIDE.finditer(gap)]
    return _side(found[-1]) if found else None


def _behind(words: str, end: int, following: int | None) -> re.Match[str] | None:
    """Find a side behind a region, unless it leads to the following one."""
    found = _BEHIND.match(words, end)
    if found is None or found["bracketed"] or following is None:
        return found
    leads = following < found.end() or _LEADS.fullmatch(words, found.end(), following)
    return None if leads else found


def _of_the_limb(words: str) -> str | None:
    limb = _LIMB.fullmatch(words)
    return _MEANT[limb[1].lower()] if limb else None


def _side(word: str) -> str:
    return _MEANT[word[0].lower()]


def _says_more(other: _Named, one: _Named, knowledge: Knowledge) -> bool:
    """Say whether `other` makes `one` superfluous."""
    if one.side or other is one:
        return False
    if other.region == one.region and other.side:
        return True
    kin = [{part.region, *knowledge.broader(part.region)} for part in (one, other)]
    stands_alone = bool(other.side) or not other.within
    return one.within and stands_alone and other.region != one.region and bool(kin[0] & kin[1])
