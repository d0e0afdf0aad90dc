"""Topics: the sections and pages of a guideline, as a citation lists them.

In:   the words behind the name of a guideline.
Out:  its sections, its pages, each as named.
From: the guideline lines of the letters of 2015 to 2017.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["PAGES", "folded", "listed", "paged", "parted", "sections_and_pages", "tight"]

#: "Page(s): 60", "pages 58-60", "pg. 607", "p. 309", "pages 78, 80, and 91", "98 of 127"
PAGES: Final = (
    r"\b(?:pages?(?:\(s\))?|pgs?\.?|pp?\.?)\s*:?\s*"
    r"(?P<pages>\d+(?:\s*(?:,\s*(?:and|&)|,|-|\u2013|&|and|to)\s*\d+)*)(?:\s+of\s+\d+)?"
)
_PAGED: Final = re.compile(rf"[\s,;(]*{PAGES}\)?", re.IGNORECASE)
_PAGE = re.compile(r"\d+(?:\s*(?:-|\u2013|to)\s*\d+)?")
# Names of sections that hold a comma.
_WHOLE = re.compile(
    r"NSAIDs,\s+GI\s+symptoms\s+(?:&|and)\s+cardiovascular\s+risk"
    r"|Forearm,\s+Wrist,?\s+(?:&|and)\s+Hand",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+(?=[A-Z\d])|;[\s,]*(?:(?:and|also)\s+)?")
# "3.3.9 Opioids for Chronic Pain": the number of a section, behind which no comma parts a name
_NUMBERED = re.compile(r"\s*\d+(?:\.\d+)+\s")
_BETWEEN_NUMBERED = re.compile(r",\s+(?:and\s+)?(?=\d+(?:\.\d+)+\s)")
# "; ", ", " outside of brackets, " and " before a capital letter
_PARTS = re.compile(r"\s*(?:;|,(?=\s+[A-Z\d])|\s+(?:and|&)(?=\s+[A-Z]))\s*")
_BRACKET = re.compile(r"[()]")
# "Electro- diagnostic": a word that was broken at the end of a line
_BROKEN = re.compile(r"(?P<head>\w+)-\s+(?P<tail>[a-z]+)")
# ", and on the": what leads on to the next guideline
_LEADS_ON: Final = re.compile(r"[\s,]*\b(?:and|or)(?:\s+(?:also|on|upon|of|the))*\s*\Z")
# ", and": what leads from one guideline to the next
_LAST: Final = re.compile(r"[\s,;]*\b(?:and|also)\s*\Z")
_LOOSE: Final = " ,.;:-\u2013\n\f\t/"


def folded(text: str) -> str:
    """Return `text` without what is loose at its ends, white space folded.

    >>> folded(" - Special\\n Studies.")
    'Special Studies'
    """
    return " ".join(text.split()).strip(_LOOSE)


def listed(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the sections of a list.

    No comma parts them in brackets, before a small letter, or in a name that holds one; sections
    with numbers are parted only before the next number.
    """
    text = _mended(_LEADS_ON.sub("", text), knowledge)
    if _NUMBERED.match(text):
        commas = list(_BETWEEN_NUMBERED.finditer(text))
    else:
        commas = _outside_brackets(_COMMA, text)
    whole = [Span.of(name) for name in _WHOLE.finditer(text)]
    commas = [each for each in commas if not any(name.covers(Span.of(each)) for name in whole)]
    return tuple(filter(None, map(folded, _between(text, commas))))


def sections_and_pages(text: str, knowledge: Knowledge) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sections of a list, and the pages that stand in it.

    >>> from imrgraph.knowledge.knowledge import load
    >>> sections_and_pages("Acute Pain, page 12", load())
    (('Acute Pain',), ('12',))
    """
    pages = tuple(page for found in _PAGED.finditer(text) for page in paged(found["pages"]))
    return listed(_PAGED.sub("; ", text), knowledge), pages


def parted(text: str) -> tuple[str, ...]:
    """Return the topics of the ODG, or the parts of another work, in `text`.

    >>> parted(", Preoperative lab testing and Preoperative testing, general; (MRI)")
    ('Preoperative lab testing', 'Preoperative testing, general', 'MRI')
    """
    text = text.strip(_LOOSE)
    parts = (_bare(folded(part)) for part in _between(text, _outside_brackets(_PARTS, text)))
    return tuple(re.sub(r"\s+Topics?\Z", "", part) for part in parts if part.strip("()"))


def paged(pages: str) -> tuple[str, ...]:
    """Return the pages of a list; a range stays one.

    >>> paged("58-60, 92")
    ('58-60', '92')
    """
    return tuple("".join(page.split()) for page in _PAGE.findall(pages))


def tight(words: str, start: int, end: int) -> Span:
    """Return where `words` stand without what is loose at the ends."""
    inner = _LAST.sub("", words[start:end].rstrip(_LOOSE))
    lead = len(inner) - len(inner.lstrip(_LOOSE))
    return Span(start + lead, max(start + lead, start + len(inner)))


def _outside_brackets(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Return the matches behind which no bracket is closed that was not opened."""
    brackets = [bracket.start() for bracket in _BRACKET.finditer(text)]
    found = []
    for each in pattern.finditer(text):
        behind = bisect_left(brackets, each.end())
        if behind == len(brackets) or text[brackets[behind]] == "(":
            found.append(each)
    return found


def _between(text: str, marks: list[re.Match[str]]) -> Iterator[str]:
    """Yield what stands between the marks."""
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    return (text[start:end] for start, end in zip(starts, ends, strict=True))


def _bare(text: str) -> str:
    """Return `text` without brackets around the whole of it."""
    inner = text[1:-1]
    bare = text[:1] == "(" and text[-1:] == ")" and inner.count("(") == inner.count(")")
    return inner if bare else text


def _mended(text: str, knowledge: Knowledge) -> str:
    """Join a word that the end of a line broke, if the vocabulary knows it as one."""
    lexicon = knowledge.lexicon("treatments")

    def join(broken: re.Match[str]) -> str:
        whole = broken["head"] + broken["tail"]
        return whole if lexicon.knows(whole) else f"{broken['head']}-{broken['tail']}"

    return _BROKEN.sub(join, text)
