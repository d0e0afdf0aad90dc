"""Entries: what the catalog holds of a letter, taken from its quads and from nothing else.

In:   what a letter states and what was derived from it, as triples of plain values.
Out:  one `Entry`: its items by the facets that people count by, and its passages of text.
From: the terms of ontology/imr.ttl; treatments roll up by skos:broader, and to the state's service
      categories by skos:broadMatch.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from imrgraph.graph.facets import MADE_UP, NO, YES
from imrgraph.graph.values import iri, python
from imrgraph.knowledge.terms import IMR, SKOS
from imrgraph.letters.layouts.made_up import is_made_up
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.graph.values import Quads, Triple, Value
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["PARTS", "READ", "Entry", "ItemEntry", "Passage", "entry", "plain"]

#: The parts of a letter that are searched.
PARTS: Final = ("summary", "request", "rationale")
_READ: Final = """
    text caseNumber decisionDate injuryDate requestDate inPhase reviewerSpecialty summaryAt hasItem
    number outcome requestText requestedTreatment requestedDrug bodyRegion quantityDisputed
    quantityUnit rationaleAt unreadAt hasCitation citedBy citedSource cites citedSection hasGround
    criterion met toldBy ofItem onBasis inReading verdict status about ofProperty statedAt standing
    reasonMet reasonNotMet
"""
#: The properties of imr: that an entry is made from.
READ: Final = frozenset(_READ.split())
_NAMES: Final[Mapping[str, str]] = {IMR[name]: name for name in READ}

# In "…/determination/CM99-0000001#char=1173,1181": the end of it.
_PLACE: Final = re.compile(r"#char=(\d+),(\d+)$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a letter as it stands there; the summary is of no item."""

    item: int | None
    part: str
    #: Where it starts in the text of the letter.
    start: int
    text: str

    __repr__ = short("item", "part", "start")


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """One disputed item."""

    number: int
    #: What it has at most one of, by the name of the column; None where nobody says.
    values: Mapping[str, Value | float | None]
    #: What it may have several of: kind and value, in order.
    traits: tuple[tuple[str, str], ...]

    __repr__ = short("number", "values", "traits")

    def all(self, kind: str) -> tuple[str, ...]:
        """Return the values of one kind of trait, in order.

        >>> ItemEntry(1, {}, (("drug", "naproxen"), ("region", "neck"))).all("region")
        ('neck',)
        """
        return tuple(value for name, value in self.traits if name == kind)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalog holds of one letter."""

    letter: str
    #: The case number, or the last part of the IRI where there is none.
    case: str
    items: tuple[ItemEntry, ...]
    passages: tuple[Passage, ...]
    #: Whether the letter decides nobody's case.
    made_up: bool = False

    __repr__ = short("case", "items", "passages")


def plain(quads: Quads) -> Iterator[Triple]:
    """Yield `quads` as triples of plain values."""
    for quad in quads:
        yield iri(quad.subject), quad.predicate.value, python(quad.object)


def entry(letter: str, triples: Iterable[Triple], knowledge: Knowledge) -> Entry:
    """Return the entry of a letter.

    Args:
        letter: its IRI.
        triples: its own graph and the graph of what was derived from it, in any order.
        knowledge: the vocabulary by which treatments roll up.

    >>> from imrgraph.knowledge.knowledge import load
    >>> item = "https://example.org/1/item/1"
    >>> said = [("hasItem", "https://example.org/1", item), ("number", item, 1)]
    >>> triples = [(subject, IMR[name], value) for name, subject, value in said]
    >>> [found.number for found in entry("https://example.org/1", triples, load()).items]
    [1]
    """
    facts = _Facts(triples)
    items = sorted(facts.all(letter, "hasItem"), key=lambda item: int(facts.text(item, "number")))
    made_up = is_made_up(facts.text(letter, "text"))
    return Entry(
        letter=letter,
        case=facts.text(letter, "caseNumber") or _local(letter),
        items=tuple(_item(facts, letter, item, knowledge, made_up=made_up) for item in items),
        passages=tuple(_passages(facts, letter, items)),
        made_up=made_up,
    )


class _Facts:
    """Triples by subject and property; the order in which they came does not matter."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._values: dict[tuple[str, str], list[Value]] = {}
        self._results: dict[str, list[str]] = defaultdict(list)
        self._findings: dict[tuple[str, str], str] = {}
        of_item, about = [], []
        for subject, property_, value in triples:
            if name := _NAMES.get(property_):
                self._values.setdefault((subject, name), []).append(value)
                if name == "ofItem":
                    of_item.append((subject, str(value)))
                elif name == "about":
                    about.append((subject, str(value)))
        for subject, item in of_item:
            if (subject, "status") in self._values:
                self._results[item].append(subject)
        for subject, thing in about:
            self._findings[thing, self.text(subject, "ofProperty")] = subject

    def one(self, subject: str, name: str) -> Value | None:
        values = self._values.get((subject, name))
        if values and len(values) > 1:
            return min(values, key=str)
        return values[0] if values else None

    def text(self, subject: str, name: str) -> str:
        value = self.one(subject, name)
        return "" if value is None else str(value)

    def day(self, subject: str, name: str) -> date | None:
        value = self.one(subject, name)
        return value if isinstance(value, date) else None

    def code(self, subject: str, name: str) -> str | None:
        """Return the last part of an IRI."""
        return _local(self.text(subject, name)) or None

    def all(self, subject: str, name: str) -> list[str]:
        return sorted(map(str, self._values.get((subject, name), ())))

    def results(self, item: str) -> list[str]:
        """Return the results of the conditions weighed for `item`."""
        return self._results.get(item, [])

    def place(self, subject: str, name: str) -> tuple[int, int] | None:
        found = _PLACE.search(self.text(subject, name))
        return (int(found[1]), int(found[2])) if found else None

    def place_of_fact(self, subject: str, name: str) -> tuple[int, int] | None:
        """Return where the fact `name` of `subject` is stated."""
        return self.place(self._findings.get((subject, IMR[name]), ""), "statedAt")


def _item(
    facts: _Facts, letter: str, item: str, knowledge: Knowledge, *, made_up: bool
) -> ItemEntry:
    decided, injured = facts.day(letter, "decisionDate"), facts.day(letter, "injuryDate")
    told = facts.text(item, "toldBy")
    verdicts = {
        f"verdict_{basis}_{reading}": facts.code(f"{item}/verdict/{number}", "verdict")
        for number in range(1, _VERDICTS + 1)
        if (basis := _short(facts.code(f"{item}/verdict/{number}", "onBasis")))
        and (reading := _short(facts.code(f"{item}/verdict/{number}", "inReading")))
    }
    return ItemEntry(
        number=int(facts.text(item, "number")),
        values={
            "year": decided.year if decided else None,
            "phase": facts.code(letter, "inPhase"),
            "days": (decided - injured).days if decided and injured else None,
            **rolled_up(facts.text(item, "requestedTreatment"), knowledge),
            "quantity": facts.one(item, "quantityDisputed"),
            "unit": facts.text(item, "quantityUnit") or None,
            "request": facts.text(item, "requestText") or None,
            "outcome": facts.code(item, "outcome"),
            "verdict": facts.code(told, "verdict"),
            "agreement": facts.text(item, "standing") or None,
            "unread": _unread(facts, item),
            **verdicts,
            MADE_UP: YES if made_up else NO,
        },
        traits=tuple(sorted(set(_traits(facts, letter, item)))),
    )


#: In the name of a derived verdict: how many there are of an item at most.
_VERDICTS: Final = 3


def _unread(facts: _Facts, item: str) -> str | None:
    """Say how much of a rationale was not understood, by its characters."""
    whole = facts.place(item, "rationaleAt")
    if whole is None or whole[0] == whole[1]:
        return None
    places = filter(None, map(_PLACE.search, facts.all(item, "unreadAt")))
    share = sum(int(each[2]) - int(each[1]) for each in places) / (whole[1] - whole[0])
    return next(name for name, most in _SHARES.items() if share <= most)


#: How much is not understood, by the largest share of the characters that is called so.
_SHARES: Final[Mapping[str, float]] = {"none": 0, "some": 0.25, "much": 0.5, "most": float("inf")}


def _traits(facts: _Facts, letter: str, item: str) -> Iterator[tuple[str, str]]:
    for specialty in facts.all(letter, "reviewerSpecialty"):
        yield "specialty", specialty
    for drug in facts.all(item, "requestedDrug"):
        yield "drug", drug
    for region in facts.all(item, "bodyRegion"):
        yield "region", _local(region)
    for citation in facts.all(item, "hasCitation"):
        if facts.code(citation, "citedBy") == "reviewer":
            yield "source", _local(facts.text(citation, "citedSource"))
            yield from (("guideline", _local(work)) for work in facts.all(citation, "cites"))
            yield from (("section", each) for each in facts.all(citation, "citedSection"))
    for ground in facts.all(item, "hasGround"):
        met = "met" if facts.one(ground, "met") else "not-met"
        yield "ground", f"{facts.code(ground, 'criterion')}:{met}"
    for result in facts.results(item):
        if "record-basis" in set(map(_local, facts.all(result, "onBasis"))):
            found = f"{facts.code(result, 'criterion')}:{facts.code(result, 'status')}"
            yield "condition", found
    for name, status in (("reasonMet", "met"), ("reasonNotMet", "not-met")):
        yield from (("turned-on", f"{_local(each)}:{status}") for each in facts.all(item, name))


def rolled_up(treatment: str, knowledge: Knowledge) -> dict[str, Value | None]:
    """Return a treatment by its code, and what it belongs to; None throughout if it is none."""
    names = ("concept", "treatment", "class", "drug_class", "service", "category")
    found = _family(treatment, knowledge) if treatment else (None,) * len(names)
    return dict(zip(names, found, strict=True))


@cache
def _family(treatment: str, knowledge: Knowledge) -> tuple[str | None, ...]:
    path = (treatment, *knowledge.broader(treatment))
    code = next(filter(None, map(knowledge.notation, path)), _local(treatment))
    kind = next(_local(each) for each in path if not knowledge.broader(each))
    categories = _categories(knowledge)
    service = next((categories[each] for each in path if each in categories), None)
    return (
        _local(treatment),
        code,
        kind,
        code if kind == "medication" else None,
        service and _category(service),
        service and _category((service, *knowledge.broader(service))[-1]),
    )


@cache
def _categories(knowledge: Knowledge) -> Mapping[str, str]:
    """Return the service category of each treatment that has one of its own."""
    matches = (quad for quad in knowledge.quads if quad.predicate == SKOS("broadMatch"))
    return {iri(quad.subject): str(python(quad.object)) for quad in matches}


def _category(iri: str) -> str:
    return _local(iri).removeprefix("category-")


def _passages(facts: _Facts, letter: str, items: Iterable[str]) -> Iterator[Passage]:
    text = facts.text(letter, "text")
    if at := facts.place(letter, "summaryAt"):
        yield Passage(None, "summary", at[0], text[slice(*at)])
    for item in items:
        number = int(facts.text(item, "number"))
        if at := facts.place_of_fact(item, "requestText"):
            yield Passage(number, "request", at[0], text[slice(*at)])
        if at := facts.place(item, "rationaleAt"):
            yield Passage(number, "rationale", at[0], text[slice(*at)])


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def _short(code: str | None) -> str | None:
    """Return "record" of "record-basis"."""
    return code.partition("-")[0] if code else None
