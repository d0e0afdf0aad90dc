"""Sections: a letter cut at its headings, and its decisions cut into items.

In:   a document in plain characters.
Out:  `Sections`: the layout; the places of the header, credentials and summary, and of each item's
      parts; with warnings for what the layout promises and the letter lacks.
From: the layouts of 2013 to 2017; a letter of none of them is read by what it has of any.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

from imrgraph.errors import NoItemError
from imrgraph.letters.layouts import LAYOUTS
from imrgraph.letters.layouts.parts import Layout, after_lead_in
from imrgraph.letters.layouts.whole import by_the_whole
from imrgraph.letters.letter import ReadingWarning
from imrgraph.letters.text.document import Span, stripped

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from imrgraph.letters.layouts.parts import ItemParts
    from imrgraph.letters.text.document import Document

__all__ = ["Sections", "cut"]

#: The sections whose absence is told; the others only end the one before them.
_PROMISED: Final = ("credentials", "summary", "decisions")


def _any_items(text: str, place: Span) -> Iterator[ItemParts]:
    """Yield the items of the first layout by which there are any."""
    found = (tuple(layout.items(text, place)) for layout in LAYOUTS)
    yield from next(filter(None, found), ())


_UNKNOWN: Final = Layout(name="unknown", sections={}, marks=(), items=_any_items)


@dataclass(frozen=True, slots=True)
class Sections:
    """The places of a letter's parts; a section that the letter lacks is None."""

    layout: str
    header: Span | None
    credentials: Span | None
    documents: Span | None
    summary: Span | None
    items: tuple[ItemParts, ...]
    warnings: tuple[ReadingWarning, ...]


def cut(document: Document) -> Sections:
    """Cut `document` at its headings.

    Raises:
        NoItemError: it has no heading that is known, and no item that ends in an outcome.
    """
    text = document.text
    search = cache(lambda pattern: pattern.search(text))
    layout = _likest(search)
    found = {name: search(pattern) for name, pattern in layout.sections.items()}
    openings = {name: Span.of(match) for name, match in found.items() if match}
    places = dict(_places(text, openings))
    found_items = _items(text, places.get("decisions", Span(0, len(text))), layout)
    items, of_the_whole = by_the_whole(text, found_items)
    if not openings and not items:
        raise NoItemError(document.name, "no heading that ends in ': Upheld' or ': Overturned'")
    opened = openings.values() or [item.heading for item in items]
    header = stripped(text, 0, min(place.start for place in opened))
    return Sections(
        layout=layout.name,
        header=header if header.start < header.end else None,
        credentials=places.get("credentials"),
        documents=places.get("documents"),
        summary=places.get("summary"),
        items=items,
        warnings=(*_warnings(text, layout, openings, header, items), *of_the_whole),
    )


def _items(text: str, place: Span, layout: Layout) -> tuple[ItemParts, ...]:
    """Return the items as `layout` has them; if none of them is decided, as another one may."""
    found = tuple(layout.items(text, place))
    if any(item.outcome for item in found):
        return found
    others = (tuple(other.items(text, place)) for other in LAYOUTS if other is not layout)
    return next((items for items in others if any(item.outcome for item in items)), found)


def _likest(search: Callable[[re.Pattern[str]], re.Match[str] | None]) -> Layout:
    """Return the layout of which the letter has the most headings and marks."""
    likest, most = _UNKNOWN, 0
    for layout in LAYOUTS:
        patterns = (*layout.sections.values(), *layout.marks)
        likeness = 0
        for left, pattern in zip(range(len(patterns))[::-1], patterns, strict=True):
            likeness += search(pattern) is not None
            if likeness + left <= most:
                break  # whatever else it has, it is no likelier
        if likeness > most:
            likest, most = layout, likeness
    return likest


def _places(text: str, openings: dict[str, Span]) -> Iterator[tuple[str, Span]]:
    """Yield what stands below each heading, up to the next one."""
    ordered = sorted(openings.items(), key=lambda opening: opening[1])
    reaches = pairwise([*(span.start for _, span in ordered), len(text)])
    for (name, span), (_, end) in zip(ordered, reaches, strict=True):
        yield name, stripped(text, after_lead_in(text, span.end, end), end)


def _warnings(
    text: str,
    layout: Layout,
    openings: dict[str, Span],
    header: Span,
    items: tuple[ItemParts, ...],
) -> Iterator[ReadingWarning]:
    if layout is _UNKNOWN:
        yield ReadingWarning("the letter has none of the headings of a known layout", header)
    if header.start == header.end:
        yield ReadingWarning("the letter has no header", header)
    for number, name in enumerate(layout.sections):
        if name in _PROMISED and name not in openings:
            after = [openings[each] for each in list(layout.sections)[number:] if each in openings]
            place = after[0].start if after else len(text)
            told = f"the letter has no section {name!r}: its heading is not there"
            yield ReadingWarning(told, Span(place, place))
    if not items:
        yield ReadingWarning("the letter has no item", openings.get("decisions", Span(0, 0)))
    yield from chain.from_iterable(_of_item(text, n, item) for n, item in enumerate(items, 1))
    yield from _twice(items)
    yield from _skipped(items)


def _of_item(text: str, number: int, item: ItemParts) -> Iterator[ReadingWarning]:
    """Yield what an item lacks."""
    if item.outcome is None:
        yield ReadingWarning(f"item {number} has no outcome", item.heading)
    elif item.decided is None:
        words = " ".join(text[item.outcome.start : item.outcome.end].split())
        yield ReadingWarning(f"item {number} is not decided: {words!r}", item.outcome)
    for what, span in (
        ("request", item.request if item.request.start < item.request.end else None),
        ("guideline of the claims administrator", item.claims),
        ("guideline of the reviewer", item.reviewer),
        ("rationale", item.rationale),
    ):
        if span is None:
            yield ReadingWarning(f"item {number} has no {what}", item.heading)


def _skipped(items: tuple[ItemParts, ...]) -> Iterator[ReadingWarning]:
    """Yield the numbers that no item has, between those that items have."""
    numbers = {int(item.printed): item for item in items if item.printed and item.printed.isdigit()}
    for missing in sorted(set(range(1, max(numbers, default=0))) - set(numbers)):
        after = min(number for number in numbers if number > missing)
        told = f"no item is numbered {missing}, although one is numbered {after}"
        yield ReadingWarning(told, numbers[after].heading)


def _twice(items: tuple[ItemParts, ...]) -> Iterator[ReadingWarning]:
    """Yield the items whose printed number an earlier one has."""
    seen: dict[str, int] = {}
    for number, item in enumerate(items, 1):
        if item.printed is not None and seen.setdefault(item.printed, number) != number:
            told = f"item {number} is numbered {item.printed}, as item {seen[item.printed]} is"
            yield ReadingWarning(told, item.heading)
