"""Precedents: the decided requests that are most like one, and the nearest that went otherwise.

In:   an item, stored or just read; the catalog.
Out:  the nearest items, with what they have in common and what they turned on; and how the nearest
      of the opposite outcome differs.
From: likeness is the mean over the aspects that either of the two states, as of J. C. Gower,
      Biometrics 27 (1971), 857; the weights are imrgraph's choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from imrgraph.graph.catalog import Held
from imrgraph.graph.conclude import conclude
from imrgraph.graph.describe import describe
from imrgraph.graph.entries import ItemEntry, entry, plain
from imrgraph.graph.tabular import Tabular, rows_of
from imrgraph.insight import tables
from imrgraph.insight.keeping import counted, left_out, note_of_left_out
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMRV
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.graph.catalog import Catalog
    from imrgraph.graph.rows import Rows
    from imrgraph.reasoning.explaining.explanation import Explanations

__all__ = ["Aspect", "Precedent", "Precedents", "amount", "held", "likeness", "similar", "turning"]

#: How much each aspect counts for.
WEIGHTS: Final[Mapping[str, float]] = {
    "treatment": 0.4,
    "region": 0.2,
    "phase": 0.1,
    "quantity": 0.1,
    "conditions": 0.1,
    "at issue": 0.1,
}
#: So many of either outcome are compared aspect by aspect, of more the nearest by treatment, region
#: and phase.
_MOST: Final = 200
#: How near two treatments are that have this in common, the narrowest first.
_KINSHIP: Final = (("concept", 1.0), ("treatment", 0.9), ("service", 0.5), ("class", 0.25))


@dataclass(frozen=True, slots=True)
class Aspect:
    """One respect in which two items are compared."""

    name: str
    #: From 0, nothing in common, to 1, the same.
    share: float
    #: What they have in common; empty where that is nothing.
    common: str
    #: What the two have, where it is not the same.
    ours: str = ""
    theirs: str = ""

    __repr__ = short("name", "share", "common")


@dataclass(frozen=True, slots=True)
class Precedent:
    """An item that is like another."""

    held: Held
    likeness: float
    aspects: tuple[Aspect, ...]

    __repr__ = short("held.case", "held.item.number", "likeness")

    @property
    def why(self) -> tuple[str, ...]:
        """What the two have in common."""
        return tuple(each.common for each in self.aspects if each.common)

    @property
    def turned_on(self) -> tuple[str, ...]:
        """What its decision turned on: what is told as a reason for it."""
        return tuple(map(_said, self.held.item.all("turned-on")))

    @property
    def turning(self) -> str:
        """The same, with who says it; "" where nothing could be read."""
        return turning(self.held.item)


@dataclass(frozen=True, slots=True)
class Precedents(Tabular):
    """The nearest items to one, and the nearest that went otherwise."""

    asked: Held
    nearest: tuple[Precedent, ...]
    #: None where no item of the opposite outcome is alike.
    contrast: Precedent | None
    #: Wherein that one differs from the item, or from the nearest where the item is undecided.
    differs: tuple[str, ...]
    #: How many decided items of the kind are not looked at, being of made-up letters.
    left_out: int = 0

    __repr__ = short("asked.case", "nearest", "differs", "without_made_up")

    @property
    def without_made_up(self) -> int | None:
        """How many items are not looked at for being of made-up letters, if any are."""
        return self.left_out or None

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be known to read them."""
        return (note_of_left_out(self.left_out),) if self.left_out else ()

    def to_rows(self) -> Rows:
        """Return the precedents as rows, the nearest that went otherwise last."""
        return rows_of(tables.PRECEDENTS, tables.precedents(self), self.notes)


def held(explained: Explanations) -> tuple[Held, ...]:
    """Return the items of a letter that was just read, as the catalog would hold them."""
    letter = explained.letter.name()
    quads = (*describe(explained.letter), *conclude(explained))
    found = entry(letter, plain(quads), explained.knowledge)
    return tuple(Held(letter, found.case, item) for item in found.items)


def similar(
    catalog: Catalog,
    asked: Held,
    limit: int = 5,
    where: Mapping[str, Iterable[object]] | None = None,
) -> Precedents:
    """Find the decided items that are most like `asked`.

    Args:
        catalog: of the letters to search.
        asked: the item; its own letter is no precedent.
        limit: how many at most.
        where: only items that it keeps. Without made-up among them, a made-up letter is a
            precedent where there are no others.

    Returns:
        The nearest, those of the same likeness by case number. Items of another kind of treatment
        are never alike.

    Raises:
        QuestionError: a name of `where` is no facet.
    """
    kept = dict(counted(catalog, where))
    if kind := asked.item.values["class"]:
        kept.setdefault("class", (str(kind),))
    ranked = sorted(
        (_precedent(asked, each) for each in catalog.alike(asked, kept, max(limit, _MOST))),
        key=lambda found: (-found.likeness, found.held.case, found.held.item.number),
    )
    nearest = tuple(ranked[:limit])
    ours = asked if asked.item.values["outcome"] or not nearest else nearest[0].held
    opposite = (each for each in ranked if _overturned(each.held) is not _overturned(ours))
    contrast = next(opposite, None)
    differs = tuple(_differences(ours, contrast.held)) if contrast else ()
    return Precedents(asked, nearest, contrast, differs, left_out(catalog, kept))


def likeness(ours: ItemEntry, theirs: ItemEntry) -> tuple[float, tuple[Aspect, ...]]:
    """Compare two items, from 0 to 1, aspect by aspect; one that neither states is left out."""
    aspects = tuple(_aspects(ours, theirs))
    weight = sum(WEIGHTS[each.name] for each in aspects)
    total = sum(WEIGHTS[each.name] * each.share for each in aspects)
    return (round(total / weight, 6) if weight else 0.0), aspects


def _precedent(asked: Held, other: Held) -> Precedent:
    return Precedent(other, *likeness(asked.item, other.item))


def _aspects(ours: ItemEntry, theirs: ItemEntry) -> Iterator[Aspect]:
    yield _treatment(ours, theirs)
    yield from _sets("region", set(ours.all("region")), set(theirs.all("region")))
    yield from _sets("phase", _one(ours, "phase"), _one(theirs, "phase"))
    yield from _quantity(ours, theirs)
    conditions = _known(ours), _known(theirs)
    yield from _sets("conditions", *conditions, called="on the record: ")
    yield from _sets("at issue", set(_found(ours)), set(_found(theirs)), called="at issue: ")


def turning(item: ItemEntry) -> str:
    """Tell on what an item turned, and who says so; "" where nothing could be read.

    >>> found = ("phase:not-met", "visit-limit:not-met")
    >>> traits = (("ground", found[0]), *(("turned-on", each) for each in found))
    >>> print(turning(ItemEntry(1, {}, traits)))
    phase: not met, as the reviewer says; visit limit: not met, as derived, not as the reviewer says
    """
    said = set(item.all("ground"))
    on = item.all("turned-on")
    sides = (
        ("as the reviewer says", [each for each in on if each in said]),
        ("as derived, not as the reviewer says", [each for each in on if each not in said]),
    )
    return "; ".join(f"{'; '.join(map(_said, of))}, {by}" for by, of in sides if of)


def _known(item: ItemEntry) -> set[str]:
    """Return the conditions of encoded guidelines that the record settles."""
    return {_said(each) for each in item.all("condition") if not each.endswith(":unknown")}


def _said(found: str) -> str:
    """Return a criterion and its status as they are told: "phase: not met" of "phase:not-met"."""
    criterion, _, status = found.partition(":")
    return f"{_name(criterion)}: {status.replace('-', ' ')}"


@cache
def _name(code: str) -> str:
    """Return what people call something, by its code; what has no label, as it is.

    >>> _name("lumbar-spine"), _name("phase: met")
    ('lumbar spine', 'phase: met')
    """
    know, iri = load(), IMRV.base + code
    return know.label(iri) if know.facts.said_of(iri) else code


def _treatment(ours: ItemEntry, theirs: ItemEntry) -> Aspect:
    names = _name(str(ours.values["concept"])), _name(str(theirs.values["concept"]))
    for level, share in _KINSHIP:
        if (value := ours.values[level]) and value == theirs.values[level]:
            return Aspect("treatment", share, _name(str(value)), *(names if share < 1 else ()))
    return Aspect("treatment", 0.0, "", *names)


def _one(item: ItemEntry, name: str) -> set[str]:
    value = item.values[name]
    return set() if value is None else {str(value)}


def _sets(name: str, ours: set[str], theirs: set[str], called: str = "") -> Iterator[Aspect]:
    """Compare two sets by how much of what either has both have."""
    both = ours & theirs
    if ours or theirs:
        common = f"{called}{_listed(both)}" if both else ""
        shown = (_listed(ours), _listed(theirs)) if ours != theirs else ()
        yield Aspect(name, len(both) / len(ours | theirs), common, *shown)


def _quantity(ours: ItemEntry, theirs: ItemEntry) -> Iterator[Aspect]:
    pair = tuple((item.values["quantity"], item.values["unit"]) for item in (ours, theirs))
    (number, unit), (other, other_unit) = pair
    if number is None and other is None:
        return
    told = amount(number, unit), amount(other, other_unit)
    if number is None or other is None or unit != other_unit:
        yield Aspect("quantity", 0.0, "", *told)
        return
    few, many = sorted((float(str(number)), float(str(other))))
    common = told[0] if few == many else f"{told[0]} beside {told[1]}"
    shown = told if few != many else ()
    yield Aspect("quantity", few / many if many else 1.0, common, *shown)


def amount(number: object, unit: object) -> str:
    """Return a quantity as it is told.

    >>> amount(6.0, "visit"), amount(1, "other:hour"), amount(None, None)
    ('6 visits', '1 hour', 'no number')
    """
    if number is None:
        return "no number"
    many = float(str(number))
    name = str(unit).removeprefix("other:")
    return f"{many:g} {name if many == 1 or name == 'ml' else f'{name}s'}"


def _found(item: ItemEntry) -> dict[str, str]:
    """Return what the reviewer found on each criterion that the rationale addresses."""
    found: dict[str, list[str]] = {}
    for ground in item.all("ground"):
        criterion, _, status = _said(ground).partition(": ")
        found.setdefault(criterion, []).append(status)
    return {criterion: " and ".join(statuses) for criterion, statuses in found.items()}


def _differences(ours: Held, theirs: Held) -> Iterator[str]:
    """Tell wherein two items differ: what was found of each criterion first."""
    here, there = _found(ours.item), _found(theirs.item)
    for criterion in sorted(here.keys() | there.keys()):
        found = here.get(criterion, "not addressed"), there.get(criterion, "not addressed")
        if found[0] != found[1]:
            yield f"{criterion}: {found[0]} here, {found[1]} there"
    for each in likeness(ours.item, theirs.item)[1]:
        if each.ours != each.theirs and each.name not in {"at issue", "conditions"}:
            yield f"{each.name}: {each.ours} here, {each.theirs} there"


def _overturned(each: Held) -> bool:
    return each.item.values["outcome"] == "overturned"


def _listed(values: set[str]) -> str:
    return ", ".join(sorted(map(_name, values))) or "none named"
