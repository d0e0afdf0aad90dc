"""Whole: what a letter decides on all of its items together, and whether they say the same.

In:   a text in plain characters, and its items.
Out:  the items, those without an outcome of their own with that of the whole letter; with warnings
      for both, and for a whole that its items contradict.
From: the first page of the letters as they are mailed: "Final Determination: UPHOLD. This means we
      decided that none of the disputed items/services are medically necessary".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import ReadingWarning
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import Pattern

if TYPE_CHECKING:
    from imrgraph.letters.layouts.parts import Decided, ItemParts

__all__ = ["by_the_whole"]

# "Final Determination: PARTIAL OVERTURN", "Determination: UPHELD"
_WORDS: Final = re.compile(
    r"(?:^[ \t]*(?:(?i:IMR)\s+)?(?i:Determination)|\b(?i:Final\s+Determination)|FINAL\s+DECISION)"
    r"\s*[:-]\s*"
    r"(?P<words>(?i:(?P<partial>partial(?:ly)?(?:\s+(?:overturn(?:ed)?|up(?:hold|held)))?"
    r"|(?:overturn(?:ed)?|up(?:hold|held))\s+in\s+part)"
    r"|(?P<upheld>up(?:hold|held))|(?P<overturned>overturn(?:ed)?)))\b",
    re.MULTILINE,
)
# "This means we decided that some (but not all) of the disputed items/services are"
_MEANS: Final = Pattern(
    r"\bThis\s+means\s+(?:that\s+)?(?:we\s+(?:have\s+)?decided\s+(?:that\s+)?)?"
    r"(?P<words>(?:(?P<upheld>none)|(?P<overturned>all)|(?P<partial>some(?:\s*\(?,?\s*but\s+not\s+all"
    r"\)?,?)?))\s+of\s+the\s+disputed\s+items)",
    "means",
)


@dataclass(frozen=True, slots=True)
class _Whole:
    """What is decided on all items, and where."""

    decided: Decided
    span: Span


def by_the_whole(
    text: str, items: tuple[ItemParts, ...]
) -> tuple[tuple[ItemParts, ...], tuple[ReadingWarning, ...]]:
    """Return the items with the outcome of the whole where they have none, and what is to be told.

    An item is given the outcome of the whole only where no other one contradicts it.
    """
    whole = _whole(text, min((item.heading.start for item in items), default=0))
    if whole is None:
        return items, ()
    words = " ".join(text[whole.span.start : whole.span.end].split())
    own = {item.decided for item in items if item.decided}
    if not _agrees(whole.decided, own, is_whole=all(item.outcome for item in items)):
        told = f"the letter as a whole is decided as {words!r}, its items otherwise"
        return items, (ReadingWarning(told, whole.span),)
    if whole.decided == "partial":
        return items, ()
    lacking = [number for number, item in enumerate(items, 1) if item.outcome is None]
    given = tuple(
        item if item.outcome else replace(item, outcome=whole.span, decided=whole.decided)
        for item in items
    )
    told = "item {} has no outcome of its own, and is given that of the whole letter: {!r}"
    return given, tuple(
        ReadingWarning(told.format(number, words), items[number - 1].heading) for number in lacking
    )


def _whole(text: str, end: int) -> _Whole | None:
    """Return what the head of a letter decides on all items; None where it does not, or twice."""
    found = [*_WORDS.finditer(text, 0, end), *_MEANS.finditer(text, 0, end)]
    said: dict[Decided, Span] = {}
    kinds: tuple[Decided, ...] = ("upheld", "overturned", "partial")
    for match in found:
        said.setdefault(next(kind for kind in kinds if match[kind]), Span.of(match, "words"))
    if len(said) != 1:
        return None
    [(decided, span)] = said.items()
    return _Whole(decided, span)


def _agrees(whole: Decided, own: set[Decided], *, is_whole: bool) -> bool:
    """Say whether the outcomes of the items may make that of the whole; some may be lacking."""
    if whole != "partial":
        return own <= {whole}
    return not is_whole or len(own) > 1 or own == {"partial"}
