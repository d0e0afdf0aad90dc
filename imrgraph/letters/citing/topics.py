"""Topics: the sections and pages of a guideline, as a citation lists them.

In:   the words behind the name of a guideline.
Out:  its sections, its pages, each as named.
From: the guideline lines of the letters of 2015 to 2017.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["PAGES", "folded", "listed", "paged", "parted", "tight"]

#: "Page(s): 60", "pages 58-60", "pg. 607"
PAGES: Final = (
    r"\b(?:pages?(?:\(s\))?|pgs?\.?|pp\.?)\s*:?\s*"
    r"(?P<pages>\d+(?:\s*(?:,|-|\u2013|&|and|to)\s*\d+)*)"
)
_PAGE = re.compile(r"\d+(?:\s*(?:-|\u2013|to)\s*\d+)?")
# Names of sections that hold a comma.
_WHOLE = re.compile(
    r"NSAIDs,\s+GI\s+symptoms\s+(?:&|and)\s+cardiovascular\s+risk"
    r"|Forearm,\s+Wrist,?\s+(?:&|and)\s+Hand",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+(?=[A-Z\d])(?![^()]*\))")
# "3.3.9 Opioids for Chronic Pain": the number of a section, behind which no comma parts a name
_NUMBERED = re.compile(r"\s*\d+(?:\.\d+)+\s")
_BETWEEN_NUMBERED = re.compile(r",\s+(?:and\s+)?(?=\d+(?:\.\d+)+\s)")
# "; ", ", " outside of brackets, " and " before a capital letter
_PARTS = re.compile(r"\s*(?:;|,(?=\s+[A-Z\d])|\s+(?:and|&)(?=\s+[A-Z]))(?![^()]*\))\s*")
# "Electro- diagnostic": a word that was broken at the end of a line
_BROKEN = re.compile(r"(?P<head>\w+)-\s+(?P<tail>[a-z]+)")
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
    text = _mended(re.sub(r"[\s,]*\band\s*\Z", "", text), knowledge)
    comma = _BETWEEN_NUMBERED if _NUMBERED.match(text) else _COMMA
    whole = [Span.of(name) for name in _WHOLE.finditer(text)]
    commas = [
        each
        for each in comma.finditer(text)
        if not any(name.covers(Span.of(each)) for name in whole)
    ]
    starts = [0, *(each.end() for each in commas)]
    ends = [*(each.start() for each in commas), len(text)]
    parts = (text[start:end] for start, end in zip(starts, ends, strict=True))
    return tuple(filter(None, map(folded, parts)))


def parted(text: str) -> tuple[str, ...]:
    """Return the topics of the ODG, or the parts of another work, in `text`.

    >>> parted(", Preoperative lab testing and Preoperative testing, general; (MRI)")
    ('Preoperative lab testing', 'Preoperative testing, general', 'MRI')
    """
    parts = (_bare(folded(part)) for part in _PARTS.split(text.strip(_LOOSE)))
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
