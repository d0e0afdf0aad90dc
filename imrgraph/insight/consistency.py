"""Consistency: like requests decided unlike, and sentences that return from letter to letter.

In:   the catalog.
Out:  requests that agree in all that is compared, with either outcome; sentences with the letters
      that have them, and what was decided there.
From: two complaints of those who are decided upon: that equal requests fare unequally, and that
      reasons are copied.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.insight.keeping import counted
from imrgraph.letters.text.document import Document, Span
from imrgraph.letters.text.sentences import sentences
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.catalog import Catalog, Held, Text
    from imrgraph.graph.facets import Where

__all__ = ["Place", "Repeated", "Unlike", "repeated", "unlike"]

#: A sentence of fewer words says too little to be anybody's template.
_WORDS: Final = 8
_WORD: Final = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Unlike:
    """Requests alike in treatment, regions, phase and quantity that were decided unlike."""

    #: In the narrowest term that the requests name.
    treatment: str
    regions: tuple[str, ...]
    phase: str | None
    #: The number in dispute, and what is counted; None where the request states no number.
    quantity: tuple[float, str] | None
    upheld: tuple[Held, ...]
    overturned: tuple[Held, ...]

    __repr__ = short("treatment", "phase", "upheld", "overturned")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: half-open, in the text of the letter as read."""

    letter: str
    case: str
    item: int | None
    start: int
    end: int

    __repr__ = short("case", "item", "start", "end")


@dataclass(frozen=True, slots=True)
class Repeated:
    """A sentence that several letters have, but for numbers, case and signs."""

    #: As the first of the letters prints it, white space folded.
    sentence: str
    letters: int
    #: The items whose rationale has it, and those of them that were overturned.
    items: int
    overturned: int
    places: tuple[Place, ...]

    __repr__ = short("sentence", "letters", "items")


def unlike(catalog: Catalog, kept: Where) -> tuple[Unlike, ...]:
    """Find the requests that are alike and were decided unlike.

    Args:
        catalog: of the letters.
        kept: which items are compared, as `counted` gives it.

    Returns:
        The largest groups first, then in the order of their first case.
    """
    groups: dict[tuple[object, ...], list[Held]] = defaultdict(list)
    for each in catalog.items(kept):
        values = each.item.values
        if values["concept"] and values["outcome"] in {"upheld", "overturned"}:
            regions = each.item.all("region")
            key = (values["concept"], regions, values["phase"], _quantity(each))
            groups[key].append(each)
    found = [_unlike(group) for group in groups.values()]
    both = [each for each in found if each.upheld and each.overturned]
    return tuple(sorted(both, key=lambda each: -len(each.upheld + each.overturned)))


def _unlike(group: list[Held]) -> Unlike:
    values = group[0].item.values
    return Unlike(
        treatment=str(values["concept"]),
        regions=group[0].item.all("region"),
        phase=str(values["phase"]) if values["phase"] else None,
        quantity=_quantity(group[0]),
        upheld=tuple(each for each in group if each.item.values["outcome"] == "upheld"),
        overturned=tuple(each for each in group if each.item.values["outcome"] == "overturned"),
    )


def _quantity(each: Held) -> tuple[float, str] | None:
    number, unit = each.item.values["quantity"], each.item.values["unit"]
    return None if number is None else (float(str(number)), str(unit))


def repeated(catalog: Catalog, part: str = "rationale", letters: int = 2) -> tuple[Repeated, ...]:
    """Find the sentences that several letters have.

    Args:
        catalog: of the letters.
        part: "rationale", "summary" or "request".
        letters: how many letters at least.

    Returns:
        Those of the most letters first, then in the order of their first place. A sentence of fewer
        than eight words is left out, and those of made-up letters where there are others.
    """
    kept = counted(catalog, {})
    outcomes = {
        (each.letter, each.item.number): each.item.values["outcome"] for each in catalog.items(kept)
    }
    places = defaultdict[str, list[tuple[Place, str]]](list)
    for text in catalog.texts(part):
        if kept and text.made_up:
            continue
        for span, sentence in _sentences(text):
            key = " ".join(_folded(sentence))
            place = Place(text.letter, text.case, text.item, span.start, span.end)
            places[key].append((place, sentence))
    found = []
    for standing in places.values():
        known = {place.letter for place, _ in standing}
        items = {(place.letter, place.item) for place, _ in standing if place.item is not None}
        if len(known) >= letters:
            fell = sum(outcomes.get((letter, item)) == "overturned" for letter, item in items)
            where = tuple(place for place, _ in standing)
            found.append(Repeated(standing[0][1], len(known), len(items), fell, where))
    return tuple(sorted(found, key=lambda each: -each.letters))


def _sentences(text: Text) -> Iterator[tuple[Span, str]]:
    """Yield the sentences of a passage that are long enough, each at its place in the letter."""
    passage = Document(text.case, text.text)
    for span in sentences(passage, Span(0, len(text.text))):
        words = passage.quote(span)
        if len(_folded(words)) >= _WORDS:
            end = span.start + len(words.rstrip())
            yield Span(span.start, end).shift(text.start), " ".join(words.split())


def _folded(sentence: str) -> list[str]:
    """Return the words of a sentence in lower case, each number being one sign."""
    return ["#" if word.isdecimal() else word for word in _WORD.findall(sentence.lower())]
