"""The Notice of Independent Medical Review Determination of 2013: outcomes first, reasons later.

In:   a text in plain characters.
Out:  `NOTICE_2013`.
From: an excerpt of such a notice, and descriptions of the rest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from imrgraph.letters.layouts.parts import (
    DECIDED,
    DOCUMENTS,
    ITEM_NUMBER,
    REVIEWER,
    SAID,
    ItemParts,
    Layout,
    heading,
    labelled,
    ordinal,
    verdict,
)
from imrgraph.letters.text.document import Span, stripped
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["NOTICE_2013"]

_ORGANISATION: Final = rf"^[ \t]*+(?:{ITEM_NUMBER}\s*+)?[A-Z][\w .,&]{{2,60}}?\s"
# "1) MAXIMUS Federal Services, Inc. has determined the request for massage is not medically
# necessary and appropriate."
_SENTENCE: Final = later(
    rf"{_ORGANISATION}has\s+determined\s+(?:that\s+)?the\s+requests?\s+for\s+"
    rf"(?P<request>\S(?:(?!determined).){{0,800}}?)[\s,]+(?P<words>{DECIDED})\s*\.?",
    re.MULTILINE | re.IGNORECASE | re.DOTALL,
)
# "1) Regarding the request for massage:"
_BLOCK: Final = later(
    rf"^[ \t]*+(?:{ITEM_NUMBER}\s*+)?Regarding\s+the\s+requests?\s+for\s+"
    r"(?P<request>[^:\n]{1,300}(?:\n[^:\n]{1,300}){0,4})",
    re.MULTILINE | re.IGNORECASE,
)
_CLOSING: Final = re.compile(
    r"^[ \t]*+(?:Effect\s+of\s+the\s+Decision|Disclaimer)\b", re.MULTILINE | re.IGNORECASE
)


def _items(text: str, place: Span) -> Iterator[ItemParts]:
    """Yield an item for each outcome, told once or twice, and for each block without one."""
    told = list(_SENTENCE.finditer(text, place.start, place.end))
    reasons = _reasons(text, place)
    after = told[-1].end() if told else place.end
    shared = {} if reasons else labelled(text, SAID, after, place.end)
    for place_of, sentence in enumerate(_once(told), 1):
        number = _number(sentence, place_of)
        blocks = reasons.get(number)
        _, parts = blocks.pop(0) if blocks else (None, shared)
        yield ItemParts(
            heading=stripped(text, *sentence.span()),
            request=Span.of(sentence, "request"),
            outcome=Span.of(sentence, "words"),
            decided=verdict(sentence),
            printed=number,
            claims=parts.get("claims"),
            reviewer=parts.get("reviewer"),
            rationale=parts.get("rationale"),
        )
    for number, blocks in reasons.items():
        for block, parts in blocks:
            yield _undecided(stripped(text, *block.span("request")), number, parts)


def _undecided(asked: Span, number: str, parts: Mapping[str, Span]) -> ItemParts:
    return ItemParts(
        heading=asked,
        request=asked,
        printed=number,
        claims=parts.get("claims"),
        reviewer=parts.get("reviewer"),
        rationale=parts.get("rationale"),
    )


def _reasons(text: str, place: Span) -> dict[str, list[tuple[re.Match[str], dict[str, Span]]]]:
    """Return the blocks of reasons by the number of their item, each with its labelled parts."""
    found = list(_BLOCK.finditer(text, place.start, place.end))
    closing = _CLOSING.search(text, found[-1].end(), place.end) if found else None
    end = closing.start() if closing else place.end
    reaches = pairwise([*(block.start() for block in found), end])
    by = defaultdict(list)
    for place_of, (block, (_, until)) in enumerate(zip(found, reaches, strict=True), 1):
        parts = labelled(text, SAID, block.end(), until)
        by[_number(block, place_of)].append((block, parts))
    return by


def _number(numbered: re.Match[str], place: int) -> str:
    """Return the number that is printed, in digits; the place of what has none."""
    return ordinal(numbered) if numbered["printed"] else str(place)


def _once(told: Iterable[re.Match[str]]) -> Iterable[re.Match[str]]:
    """Return the sentences that decide, without those that repeat an earlier one."""
    once: list[re.Match[str]] = []
    for sentence in told:
        again = next((at for at, each in enumerate(once) if _is_again(sentence, each)), None)
        if again is None:
            once.append(sentence)
        elif sentence["printed"] and not once[again]["printed"]:
            once[again] = sentence
    if not all(each["printed"] for each in once):
        return once
    # of two that stand in the wrong order the first was told the second time
    return sorted(once, key=lambda each: int(ordinal(each)))


def _is_again(one: re.Match[str], other: re.Match[str]) -> bool:
    """Say whether two sentences decide on the same, as far as recognition left it the same."""
    # it may have glued the words of one of the two, or taken an l for a 1, or lost the number
    asked = ("".join(each["request"].lower().split()).replace("l", "1") for each in (one, other))
    numbers = {ordinal(each) for each in (one, other) if each["printed"]}
    return len(set(asked)) == 1 and len(numbers) <= 1


NOTICE_2013: Final = Layout(
    name="2013-notice",
    sections={
        "credentials": heading(rf"Medical\s+Qualifications\s+of\s+the\s+{REVIEWER}", label=True),
        "summary": heading(r"(?:Expert\s+Reviewer\s+)?Case\s+Summary", label=True),
        "documents": DOCUMENTS,
        "reasons": _BLOCK,
    },
    marks=(
        re.compile(
            r"\bNotice\s+of\s+Independent\s+Medical\s+Review\s+Determination\b", re.IGNORECASE
        ),
        _SENTENCE,
    ),
    items=_items,
)
