"""Sections: a letter cut at its headings, and its decisions cut into items.

In:   a document.
Out:  `Sections`: the places of the header, credentials, summary and decisions, and of each item's
      parts; with warnings for headings that the layout promises and the letter lacks.
From: the letters of 2015 to 2017, with their header or without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from imrgraph.errors import NoItemError
from imrgraph.letters.document import Span
from imrgraph.letters.letter import ReadingWarning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.document import Document

__all__ = ["ItemParts", "Sections", "cut", "paragraphs"]

#: The sections in their order, each with the heading that opens it.
_HEADINGS: Final = {
    "credentials": r"HOW\s+THE\s+IMR\s+FINAL\s+DETERMINATION\s+WAS\s+MADE",
    "summary": r"CLINICAL\s+CASE\s+SUMMARY",
    "decisions": r"IMR\s+(?:ISSUES\s*,\s*)?DECISION(?:S|\(S\))?\s+AND\s+RATIONALE(?:S|\(S\))?",
}
# "… based on a review of the\ncase file, including all medical records:\n\nThe injured worker is"
_LEAD_IN: Final = re.compile(r"\s*[^.:]{0,200}(?:summary|records|below)\s*:[ \t]*(?=\n)")
# "Deep tissue massage therapy two times three for the cervical spine:  Upheld"
_OUTCOME: Final = re.compile(
    r":\s*(?P<outcome>Upheld|Overturned)[ \t]*(?=[\n\f]|\Z)", re.IGNORECASE
)
# The three labels of an item. The second names the review organisation, whichever that is.
_LABEL: Final = re.compile(
    r"(?:^|(?<=\f))[ \t]*(?:(?P<claims>Claims\s+Administrator\s+guideline)"
    r"|(?P<reviewer>[A-Z][\w ]{2,40}\sguideline)"
    r"|(?P<rationale>Decision\s+rationale))\s*:",
    re.MULTILINE,
)
_BLANK: Final = re.compile(r"\n(?:[ \t]*\n)+")
_DOUBLE_SPACED: Final = 0.4
_PAGE: Final = re.compile(r"(?<=[.!?\"”)])\s*\f\s*(?=[A-Z0-9])")
# A line that ends a sentence: where a text keeps no paragraphs apart, a heading starts after it.
# But "… was the original request." and "… by the Claims Administrator." are sentences of a heading.
_SENTENCE_LINE: Final = re.compile(
    r"(?<!original request)(?<!Claims Administrator)[.!?:][\"”)]?[ \t]*[\n\f]+\s*"
)


@dataclass(frozen=True, slots=True)
class ItemParts:
    """The places of one item's parts; a part that the letter lacks is None.

    Attributes:
        heading: the request and its outcome.
        request: the heading without its outcome.
        outcome: the word itself.
        claims: what follows "Claims Administrator guideline:".
        reviewer: what follows the review organisation's "guideline:".
        rationale: what follows "Decision rationale:".
    """

    heading: Span
    request: Span
    outcome: Span
    claims: Span | None
    reviewer: Span | None
    rationale: Span | None


@dataclass(frozen=True, slots=True)
class Sections:
    """The places of a letter's parts; a section that the letter lacks is None."""

    header: Span | None
    credentials: Span | None
    summary: Span | None
    items: tuple[ItemParts, ...]
    warnings: tuple[ReadingWarning, ...]


def cut(document: Document) -> Sections:
    """Cut `document` at its headings.

    Raises:
        NoItemError: no heading of an item ends in an outcome.
    """
    text = document.text
    openings = {name: _opening(text, pattern) for name, pattern in _HEADINGS.items()}
    found = sorted(span.start for span in openings.values() if span)
    header = _stripped(text, 0, found[0]) if found and text[: found[0]].strip() else None
    places = {
        name: _stripped(text, _after_lead_in(text, span.end), _next(found, span.start, len(text)))
        if span
        else None
        for name, span in openings.items()
    }
    items = tuple(_items(document, places["decisions"] or Span(0, len(text))))
    if not items:
        raise NoItemError(document.name, "no heading that ends in ': Upheld' or ': Overturned'")
    warnings = [
        ReadingWarning(f"no section {name!r}: its heading is not in the letter", Span(0, 0))
        for name, span in openings.items()
        if span is None
    ]
    return Sections(
        header, places["credentials"], places["summary"], items, (*warnings, *_missing(items))
    )


def paragraphs(text: str) -> tuple[Span, ...]:
    """Return the paragraphs of `text`, without the white space around them.

    Where every line is followed by an empty one, a paragraph ends at a line of mere spaces, or
    at several empty lines where there is none of those.

    >>> [text[p.start : p.end] for text in ["A\\nb.\\n\\nC"] for p in paragraphs(text)]
    ['A\\nb.', 'C']
    """
    breaks = [match.span() for match in _breaks(text)]
    starts = [0, *(end for _, end in breaks)]
    ends = [*(start for start, _ in breaks), len(text)]
    cuts = (_stripped(text, a, b) for a, b in zip(starts, ends, strict=True) if a < b)
    return tuple(span for span in cuts if span.start < span.end)


def _breaks(text: str) -> Iterator[re.Match[str]]:
    blanks = list(_BLANK.finditer(text))
    lines = text.split("\n")
    if lines.count("") > _DOUBLE_SPACED * len(lines):
        spaced = [blank for blank in blanks if re.search(r"\n[ \t]+\n", blank[0])]
        blanks = spaced or [blank for blank in blanks if blank[0].count("\n") > len("\n\n")]
    yield from sorted([*blanks, *_PAGE.finditer(text)], key=lambda match: match.start())


def _items(document: Document, section: Span) -> Iterator[ItemParts]:
    text = document.text[: section.end]
    outcomes = [m for m in _OUTCOME.finditer(text, section.start) if _closes_heading(text, m)]
    starts = [paragraph.start for paragraph in paragraphs(text)]
    headings = []
    floor = section.start
    for outcome in outcomes:
        headings.append(_heading(text, floor, outcome, starts))
        floor = outcome.end()
    reaches = pairwise([*(heading.start for heading in headings), section.end])
    for heading, outcome, (_, end) in zip(headings, outcomes, reaches, strict=True):
        yield _parts(text, heading, outcome, end)


def _closes_heading(text: str, outcome: re.Match[str]) -> bool:
    """Say whether an empty line, a label or the end of the text follows the outcome."""
    return bool(re.match(r"[ \t]*(?:\s*\Z|\s*\n\s*\n|\f|\s*Claims\s)", text[outcome.end() :]))


def _heading(text: str, floor: int, outcome: re.Match[str], starts: list[int]) -> Span:
    """Return the heading that ends in `outcome`: the paragraph, or what follows a closed line."""
    start = max((s for s in starts if floor <= s <= outcome.start()), default=floor)
    above = text[start : outcome.start()]
    if start == floor or _LABEL.search(above):
        closed = [match.end() for match in _SENTENCE_LINE.finditer(above)]
        start += closed[-1] if closed else 0
    return _stripped(text, start, outcome.end())


def _parts(text: str, heading: Span, outcome: re.Match[str], end: int) -> ItemParts:
    labels = list(_LABEL.finditer(text, heading.end, end))
    reaches = pairwise([*(label.start() for label in labels), end])
    places: dict[str, Span] = {}
    for label, (_, stop) in zip(labels, reaches, strict=True):
        places.setdefault(str(label.lastgroup), _stripped(text, label.end(), stop))
    return ItemParts(
        heading=heading,
        request=_stripped(text, heading.start, outcome.start()),
        outcome=Span.of(outcome, "outcome"),
        claims=places.get("claims"),
        reviewer=places.get("reviewer"),
        rationale=places.get("rationale"),
    )


def _missing(items: tuple[ItemParts, ...]) -> Iterator[ReadingWarning]:
    for number, item in enumerate(items, 1):
        for what, span in (
            ("guideline of the claims administrator", item.claims),
            ("guideline of the reviewer", item.reviewer),
            ("rationale", item.rationale),
        ):
            if span is None:
                yield ReadingWarning(f"item {number} has no {what}", item.heading)


def _opening(text: str, pattern: str) -> Span | None:
    """Return the heading `pattern`, which has its line for itself."""
    match = re.search(rf"(?:^|(?<=\f))[^\S\n]*{pattern}[ \t]*(?=[\n\f]|\Z)", text, re.MULTILINE)
    return Span.of(match) if match else None


def _after_lead_in(text: str, start: int) -> int:
    lead_in = _LEAD_IN.match(text, start)
    return lead_in.end() if lead_in else start


def _next(starts: list[int], start: int, end: int) -> int:
    return min((s for s in starts if s > start), default=end)


def _stripped(text: str, start: int, end: int) -> Span:
    """Return the range without the white space at its ends."""
    part = text[start:end]
    bare = part.strip()
    if not bare:
        return Span(start, start)
    start += len(part) - len(part.lstrip())
    return Span(start, start + len(bare))
