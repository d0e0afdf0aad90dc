"""Outside: what is cited outside of the MTUS: the ODG, ACOEM, and any other work.

In:   a document, and the place of what follows "Non-MTUS Citation".
Out:  one `Citation` for each chapter of the ODG and for each other work.
From: the guideline lines of the letters of 2015 to 2017.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from imrgraph.letters.citing.topics import PAGES, folded, paged, parted, tight
from imrgraph.letters.letter import Citation
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Party
    from imrgraph.letters.text.document import Document

__all__ = ["ACOEM", "ODG", "Chapter", "chapters", "edition", "outside"]

#: "Official Disability Guidelines (ODG)", "ODG-TWC", "ODG Treatment in Workers' Compensation"
ODG: Final = (
    r"\b(?:Official\s+Disability\s+Guidelines?\b(?:\s*\(ODG\))?|ODG\b)(?:\s+by\s+MCG\b)?"
    r"(?:[\s-]*\(?TWC\)?|[\s,:-]*Treatment\s+(?:in\s+Workers\W{0,2}\s*Comp(?:ensation)?|Index))*"
    r"(?:\s+Guidelines?\b)?"
)
#: "ACOEM Occupational Medicine Practice Guidelines"
ACOEM: Final = (
    r"\b(?:American\s+College\s+of\s+Occupational\s+(?:and|&)\s+Environmental\s+Medicine"
    r"(?:\s*\W{0,2}\s*\(?ACOEM\)?)?|ACOEM)"
    r"(?:[^\w\s(),;]{1,3}s\b)?(?:\s+(?:Occupational\s+Medicine\s+)?(?:Practice\s+)?Guidelines?\b)?"
)
_ODG: Final = re.compile(ODG, re.IGNORECASE)
_ACOEM: Final = re.compile(ACOEM, re.IGNORECASE)
# "and Other Medical Treatment Guidelines": a work of another kind follows
_OTHER: Final = re.compile(
    r"(?:\band\s+)?Other\s+Medical\s+Treatment\s+Guidelines?(?:\s+or\s+Medical\s+Evidence)?[\s:]*",
    re.IGNORECASE,
)
# "(updated 11/22/16)", "accessed 1/2/17": when a page was last changed or seen, no edition
_SEEN: Final = re.compile(
    r"\(?\s*\b(?:last\s+)?(?:updated|accessed|revised|reviewed|retrieved)\b[^();]{0,40}?"
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4}\s*\)?",
    re.IGNORECASE,
)
# "Work Loss Data Institute (21th Annual Edition), 2016", "14th Edition, 2016": of the whole ODG
_IMPRINT: Final = re.compile(
    r"\(?\b(?:Work\s+Loss\s+Data\s+Institute|\d+\s*(?:st|nd|rd|th)\s+(?:Annual\s+)?Edition)\b\)?",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"\(?\b(?P<year>(?:19|20)\d\d)\b\)?")
# "3rd ed.", "2nd Edition", "V.3"
_ORDINAL: Final = re.compile(
    r"\(?\b(?:(?P<ordinal>\d+(?:st|nd|rd|th))\s+ed(?:ition\b|\.|\b)"
    r"|(?P<version>V(?:ersion\s+|\.\s?)\d+(?:\.\d+)?))\)?",
    re.IGNORECASE,
)
_PAGED: Final = re.compile(PAGES, re.IGNORECASE)
# What may stand behind the name of a chapter and belongs to it: "- Lumbar & Thoracic", "(Chronic)"
_MORE: Final = re.compile(
    r"(?:\s+Procedures?(?:\s+Summary)?(?:\s+Online\s+Version)?)?"
    r"(?:\s*\(\s*(?:acute|chronic|online|thoracic|lumbar|trauma)\b[^()]*\))?",
    re.IGNORECASE,
)
# "Chapter (Online version)"
_CALLED: Final = re.compile(
    r"(?:\s*(?:\bChapters?\b|\bsection\b|\(\s*(?:acute|chronic|online)\b[^()]*\)))*", re.IGNORECASE
)
# ", ", " - "; "Low Back and neck Chapter": two chapters
_SEPARATOR: Final = re.compile(r"[;,:/\u2013-]\s*|\s(?:and|&)\s+(?=(?:\w+\s+){1,3}Chapters?\b)")
_AND: Final = re.compile(r"[\s,;/]*(?:\b(?:and|&))?\s*")
_ENDED: Final = re.compile(r"\s*(?:\Z|[;,:/(\u2013.-])")
# "Shoulder Chapter": all up to the word is the name of it
_NAMED: Final = re.compile(r"(?P<name>.+?)\s+Chapter\b(?!\s*\d)", re.IGNORECASE | re.DOTALL)

_WEB: Final = re.compile(r"://|\bwww\.")
_LOOSE: Final = " ,.;:\n\f\t"
_LEAD: Final = "ODG "
#: No name of a chapter is longer.
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the ODG: its name at `start` up to `named`, the word "Chapter" up to `end`."""

    start: int
    named: int
    end: int
    work: str


def outside(
    document: Document, place: Span, by: Party | None, knowledge: Knowledge
) -> Iterator[Citation]:
    """Yield what is cited at `place`; each mention of a source opens a citation of its own."""
    words = _without(_SEEN, document.text[place.start : place.end])
    opened = {0: 0}
    for mark in (*_ODG.finditer(words), *_ACOEM.finditer(words)):
        opened[mark.start()] = mark.start()
    opened |= {mark.start(): mark.end() for mark in _OTHER.finditer(words)}
    for start, end in pairwise([*sorted(opened), len(words)]):
        span = tight(words, min(opened[start], end), end)
        if span.start < span.end:
            for each in _segment(words[span.start : span.end], knowledge):
                shift = place.start + span.start
                yield replace(each, by=by, span=each.span.shift(shift))


def chapters(words: str, knowledge: Knowledge, *, sure: bool = False) -> tuple[Chapter, ...]:
    """Find the chapters of the ODG that `words` name.

    A chapter stands at the start or behind a separator. Only the first may have its topic behind
    it without one ("Head CT"), unless `sure` asks for nothing but names that stand alone.
    """
    works = knowledge.lexicon("guidelines")
    found: list[Chapter] = []
    for place in (0, *(separator.end() for separator in _SEPARATOR.finditer(words))):
        start = place + len(words[place:]) - len(words[place:].lstrip(f"{_LOOSE}("))
        if found and start < found[-1].end:
            continue
        # A chapter is known as "ODG Head": bare, its name would be found everywhere.
        [*matches] = works.find(f"{_LEAD}{words[start : start + _LONGEST]}")[:1]
        if not matches or matches[0].start or matches[0].end <= len(_LEAD):
            if sure:
                break
            continue
        bare = start + matches[0].end - len(_LEAD)
        if found and words[start:bare].lower().endswith("guidelines"):
            continue  # "Elbow Chapter, Physical Therapy Guidelines": a topic of the chapter
        named = _end(_MORE, words, bare)
        end = _end(_CALLED, words, named)
        if end > bare or _ENDED.match(words, end) or not (found or sure):
            found.append(Chapter(start, named, end, matches[0].concept))
    return tuple(found)


def edition(text: str) -> int | str | None:
    """Return the edition that `text` names: its ordinal, or else its year.

    >>> edition("ACOEM, 3rd ed., 2011"), edition("2004"), edition("Shoulder Disorders")
    ('3rd', 2004, None)
    """
    if ordinal := _ORDINAL.search(text):
        return ordinal["version"] or ordinal["ordinal"].lower()
    year = _YEAR.search(text)
    return int(year["year"]) if year else None


def _segment(words: str, knowledge: Knowledge) -> Iterator[Citation]:
    """Yield the citations of one source, places being those of `words`."""
    if source := _ODG.match(words):
        yield from _odg(words, source.end(), knowledge)
    elif source := _ACOEM.match(words):
        yield _acoem(words, source.end(), knowledge)
    elif chapters(words, knowledge, sure=True):
        yield from _odg(words, 0, knowledge)
    elif parted(words):
        yield _other(words)


def _odg(words: str, start: int, knowledge: Knowledge) -> Iterator[Citation]:
    """Yield the chapters of the ODG, each with the topics behind it, or with those of the next."""
    year = _YEAR.search(words, start)
    edition = int(year["year"]) if year else None
    rest = " " * start + _without(_YEAR, _without(_IMPRINT, words[start:]))
    found = chapters(rest, knowledge)
    before = parted(rest[: found[0].start] if found else rest)
    if not found:
        yield Citation(None, "ODG", None, edition, before, (), None, Span(0, len(words)))
        return
    ends = [*(chapter.start for chapter in found[1:]), len(words)]
    topics = [
        () if _AND.fullmatch(rest, c.end, end) else parted(rest[c.end : end])
        for c, end in zip(found, ends, strict=True)
    ]
    for number, (chapter, end) in enumerate(zip(found, ends, strict=True)):
        own = next(filter(None, topics[number:]), ())
        yield Citation(
            by=None,
            source="ODG",
            guideline=folded(words[chapter.start : chapter.named]),
            edition=edition,
            sections=own if number else (*before, *own),
            pages=(),
            work=chapter.work,
            span=tight(words, chapter.start if number else 0, end),
        )


def _acoem(words: str, start: int, knowledge: Knowledge) -> Citation:
    """Read a guideline of ACOEM: its name, then its parts."""
    pages = _PAGED.search(words, start)
    rest = _without(_PAGED, words[start:])
    named = edition(rest)
    rest = _without(_YEAR, _ORDINAL.sub(";", rest)).strip(_LOOSE)
    [*known] = knowledge.lexicon("guidelines").find(rest)[:1]
    called = _NAMED.match(rest)
    if known and known[0].start == 0:
        name, rest = rest[: known[0].end], rest[known[0].end :]
    elif called:
        name, rest = called["name"], rest[called.end() :]
    else:
        name, *_ = parted(rest) or ("",)
        name, rest = ("", rest) if name.startswith("Chapter") else (name, rest[len(name) :])
    return Citation(
        by=None,
        source="ACOEM",
        guideline=folded(name) or None,
        edition=named,
        sections=parted(rest),
        pages=paged(pages["pages"]) if pages else (),
        work=known[0].concept if known and known[0].start == 0 else None,
        span=Span(0, len(words)),
    )


def _other(words: str) -> Citation:
    """Read another work: up to its edition, or to the first comma; an address or a year is no end.

    "Smith J, Jones K. Title. Journal 2014" is one name.
    """
    whole = Citation(None, "other", folded(words), None, (), (), None, Span(0, len(words)))
    if _WEB.search(words) or _YEAR.search(words):
        return whole
    if ordinal := _ORDINAL.search(words):
        name, rest = words[: ordinal.start()], words[ordinal.end() :]
        return replace(whole, guideline=folded(name), edition=edition(words), sections=parted(rest))
    name, *sections = parted(words)
    return replace(whole, guideline=name, sections=tuple(sections))


def _without(pattern: re.Pattern[str], text: str) -> str:
    """Return `text` with blanks for what `pattern` finds, so that places stay true."""
    return pattern.sub(lambda found: " " * len(found[0]), text)


def _end(pattern: re.Pattern[str], words: str, start: int) -> int:
    """Return where `pattern` ends if it starts at `start`, else `start`."""
    found = pattern.match(words, start)
    return found.end() if found else start
