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
    SAID,
    Layout,
    Outcome,
    blocks,
    closes,
    heading,
    verdict,
)
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.layouts.parts import ItemParts

__all__ = ["LETTER_2014"]

# "2. The request for acupuncture, 8 visits, is not medically necessary and appropriate."
_NUMBER: Final = re.compile(r"^[ \t]*+\d{1,2}[.)][ \t]+", re.MULTILINE)
_VERDICT: Final = re.compile(rf"[\s,]\s*+(?P<words>{DECIDED})\s*\.?", re.IGNORECASE)
#: A request is no longer than this.
_LONGEST: Final = 800


def _items(text: str, place: Span) -> Iterator[ItemParts]:
    return blocks(text, place, _outcomes(text, place), SAID)


def _outcomes(text: str, place: Span) -> Iterator[Outcome]:
    numbers = list(_NUMBER.finditer(text, place.start, place.end))
    reaches = pairwise([*(number.start() for number in numbers), place.end])
    for number, (_, end) in zip(numbers, reaches, strict=True):
        label = SAID.search(text, number.end(), end)
        until = min(number.end() + _LONGEST, label.start() if label else end)
        found = _VERDICT.search(text, number.end(), until)
        if found and closes(text, found.end(), place.end, SAID):
            yield Outcome(
                asked=found.start(),
                words=Span.of(found, "words"),
                decided=verdict(found["not"]),
                start=number.start(),
            )


LETTER_2014: Final = Layout(
    name="2014-letter",
    sections={
        "credentials": heading(r"HOW\s+THE\s+IMR\s+FINAL\s+DETERMINATION\s+WAS\s+MADE"),
        "documents": heading(r"DOCUMENTS\s+REVIEWED"),
        "summary": heading(r"CLINICAL\s+CASE\s+SUMMARY"),
        "decisions": heading(r"IMR\s+DECISION(?:S|\(S\))?\s+AND\s+RATIONALE(?:S|\(S\))?"),
    },
    marks=(
        re.compile(r"\bFinal\s+Determination\s+Letter\b", re.IGNORECASE),
        re.compile(r"\bExpert\s+Reviewer['\u2019]s\s+decision\s+rationale\s*:", re.IGNORECASE),
        re.compile(
            rf"^[ \t]*+\d{{1,2}}[.)][ \t](?:(?!\n[ \t]*\n).){{1,400}}?\s{DECIDED}",
            re.MULTILINE | re.IGNORECASE | re.DOTALL,
        ),
    ),
    items=_items,
)
