"""The Final Determination Letter of 2014: numbered headings that are sentences.

In:   a text in plain characters.
Out:  `LETTER_2014`.
From: descriptions of that letter; none was at hand when this was written.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from imrgraph.letters.layouts.parts import (
    DECIDED,
    DOCUMENTS,
    ITEM_NUMBER,
    SAID,
    Layout,
    Outcome,
    blocks,
    closes,
    heading,
    verdict,
)
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.layouts.parts import ItemParts

__all__ = ["LETTER_2014"]

# "2. The request for acupuncture, 8 visits, is not medically necessary and appropriate."
_NUMBER: Final = later(rf"^[ \t]*+{ITEM_NUMBER}[ \t]+", re.MULTILINE | re.IGNORECASE)
_VERDICT: Final = re.compile(rf"[\s,]\s*+(?P<words>{DECIDED})\s*\.?", re.IGNORECASE)
_BLANK: Final = re.compile(r"\n(?:[ \t]*\n)+")
#: A request is no longer than this.
_LONGEST: Final = 800


def _items(text: str, place: Span) -> Iterator[ItemParts]:
    return blocks(text, place, _outcomes(text, place), SAID)


def _outcomes(text: str, place: Span) -> Iterator[Outcome]:
    starts = [number.span() for number in _NUMBER.finditer(text, place.start, place.end)]
    if not starts:  # a letter of one item need not number it
        starts = [(each.start, each.start) for each in _paragraphs(text, place)]
    reaches = pairwise([*(start for start, _ in starts), place.end])
    for (start, asked), (_, end) in zip(starts, reaches, strict=True):
        label = SAID.search(text, asked, end)
        until = min(asked + _LONGEST, label.start() if label else end)
        found = _VERDICT.search(text, asked, until)
        if found and closes(text, found.end(), place.end, SAID):
            yield Outcome(
                asked=found.start(),
                words=Span.of(found, "words"),
                decided=verdict(found),
                start=start,
            )


def _paragraphs(text: str, place: Span) -> Iterator[Span]:
    """Yield the paragraphs behind which a label follows."""
    blanks = [blank.span() for blank in _BLANK.finditer(text, place.start, place.end)]
    for (_, start), (end, after) in pairwise([(0, place.start), *blanks]):
        if SAID.match(text, after):
            yield Span(start, end)


LETTER_2014: Final = Layout(
    name="2014-letter",
    sections={
        "credentials": heading(r"HOW\s+THE\s+IMR\s+FINAL\s+DETERMINATION\s+WAS\s+MADE"),
        "documents": DOCUMENTS,
        "summary": heading(r"CLINICAL\s+CASE\s+SUMMARY"),
        "decisions": heading(r"IMR\s+DECISION(?:S|\(S\))?\s+AND\s+RATIONALE(?:S|\(S\))?"),
    },
    marks=(
        re.compile(r"\bFinal\s+Determination\s+Letter\b", re.IGNORECASE),
        re.compile(
            r"\b(?:Expert|Physician)\s+Reviewer['\u2019]s\s+decision\s+rationale\s*:", re.IGNORECASE
        ),
        re.compile(
            rf"^[ \t]*+\d{{1,2}}[.)][ \t](?:(?!\n[ \t]*\n).){{1,400}}?\s{DECIDED}",
            re.MULTILINE | re.IGNORECASE | re.DOTALL,
        ),
    ),
    items=_items,
)
