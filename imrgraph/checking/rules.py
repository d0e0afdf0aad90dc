"""The rule base: do the recommendations leave gaps, contradict or hide one another?

In:   the encoded recommendations.
Out:  a `Audit`: problems by name, and the gaps.
From: every condition divides what it is about into cells: the phases of an injury, the numbers up
      to each limit, a criterion met or not. A recommendation applies in a box of the grid that
      the cells make, so that each question about two of them is one about boxes. Of a limit on
      visits that has a weekly one beside it, the total alone is on the grid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, permutations, product
from typing import TYPE_CHECKING

from imrgraph.checking.ontology import read, short
from imrgraph.checking.problems import Problem
from imrgraph.knowledge.guidelines import BESIDE, encoded
from imrgraph.knowledge.terms import IMRV
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from imrgraph.knowledge.guidelines import Condition, Recommendation
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["Audit", "Gap", "audit"]

#: What a condition is about: a name, and the values that tell it from others of that name.
Axis = tuple[str, frozenset[str]]
Cells = frozenset[object]
Box = dict[Axis, Cells]
#: Of each phase the date it is counted from, and the narrowest phases in it.
Phases = Mapping[str, tuple[str, frozenset[str]]]

MET, FAILED = "met", "not met"
_EITHER: Cells = frozenset((MET, FAILED))
_LIMITS = ("maximumVisits", "trialVisits", "maximumDays", "maximumPerDay")
_NAMED = ("requiresDiagnosis", "requiresTreatment")
#: Review began; no request is older.
_FIRST = date(2013, 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A time and phases in which nothing that is encoded speaks of a treatment."""

    treatment: str
    begins: date
    ends: date | None
    phases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """What is wrong with the rule base, and where it has nothing to say."""

    rules: int
    problems: tuple[Problem, ...]
    gaps: tuple[Gap, ...]


def audit(home: Path | None = None, *, unverified: bool = False) -> Audit:
    """Audit the rule base in the folder `home`, or the one that comes with imrgraph.

    Args:
        home: a folder as ontology/ is.
        unverified: count in what is recalled, and for which no text was read.

    Returns:
        The problems are conflicts (support and opposition apply together, and neither overrides),
        rules that cannot apply, rules that another one shadows, and rules that are never
        consulted because a higher source always speaks.

    Raises:
        OntologyError: a file is no Turtle.

    >>> audit().problems
    ()
    """
    knowledge = read(home or folder("ontology"))
    every = [e for e in encoded(knowledge) if unverified or e.status != "unverified"]
    grid = _Grid(knowledge, every)
    problems = (
        *grid.unreachable(),
        *grid.conflicts(),
        *grid.shadowed(),
        *grid.never_consulted(),
    )
    return Audit(len(every), tuple(sorted(problems)), tuple(_gaps(knowledge, every)))


class _Grid:
    """The boxes in which recommendations apply."""

    def __init__(self, knowledge: Knowledge, every: list[Recommendation]) -> None:
        self._knowledge, self._every = knowledge, every
        self._phases = _leaves(knowledge)
        self._limits = _limits(every)
        self._boxes = {each.iri: self._box(each) for each in every}

    def unreachable(self) -> Iterator[Problem]:
        """Yield the rules whose box is empty, or whose edition is never in force."""
        for rule in self._every:
            empty = [axis for axis, cells in self._boxes[rule.iri].items() if not cells]
            if empty or not self._possible(self._boxes[rule.iri]):
                found = f"none: {_told(empty)} contradict each other" if empty else "none"
                expected = "a case to which it applies"
                yield Problem("unreachable", short(rule.iri), expected, found)

    def conflicts(self) -> Iterator[Problem]:
        """Yield each support and opposition that apply together."""
        for rule, other in permutations(self._every, 2):
            if not rule.supports or other.supports:
                continue
            if other.iri in rule.overrides or rule.iri in other.overrides:
                continue
            both = _joined(self._boxes[rule.iri], self._boxes[other.iri])
            if self._meet(rule, other) and self._possible(both):
                found = f"both apply where {_case(both)}"
                where = f"{short(rule.iri)} and {short(other.iri)}"
                yield Problem("conflict", where, "an override, or cases apart", found)

    def shadowed(self) -> Iterator[Problem]:
        """Yield each rule that applies only where a broader one of its kind does."""
        for rule, other in permutations(self._every, 2):
            if rule.supports != other.supports or other.iri in rule.restates:
                continue
            if not self._covers(other, rule) or not self._within(rule, other):
                continue
            alike = self._covers(rule, other) and self._within(other, rule)
            if not alike or other.iri < rule.iri:
                found = f"none that {short(other.iri)} does not decide alike"
                yield Problem("shadowed", short(rule.iri), "a case of its own", found)

    def never_consulted(self) -> Iterator[Problem]:
        """Yield each rule of a lower source that a higher one always speaks before."""
        for rule, other in permutations(self._every, 2):
            always = other.supports and not other.scope and not other.exceptions
            before = BESIDE < self._rank(other) < self._rank(rule)
            if always and before and self._covers(other, rule):
                found = f"none: {short(other.iri)} speaks of them all"
                yield Problem("never-consulted", short(rule.iri), "a case left to it", found)

    def _box(self, rule: Recommendation) -> Box:
        box: Box = {}
        wanted = MET if rule.supports else FAILED
        for conditions, status in (
            (rule.scope, MET),
            (rule.exceptions, FAILED),
            (rule.conditions, wanted),
        ):
            for condition in conditions:
                axis, met = self._met(condition)
                cells = met if status is MET else self._all(axis) - met
                box[axis] = box.get(axis, self._all(axis)) & cells
        return box

    def _met(self, condition: Condition) -> tuple[Axis, Cells]:
        """Return what a condition is about, and the cells in which it is met."""
        criterion, given = condition.criterion, condition.parameters
        for name in given.get("requiresPhase", ()):
            start, leaves = self._phases[name]
            return (f"phase by {start}", frozenset()), frozenset(leaves)
        for name in _LIMITS:
            for limit in given.get(name, ()):
                axis = (criterion, frozenset(given.get("doseUnit", ())))
                return axis, frozenset(n for n in self._limits[axis] if n <= int(limit))
        concepts = frozenset(c for name in _NAMED for c in given.get(name, ()))
        return (f"{criterion} as found", concepts), frozenset((MET,))

    def _all(self, axis: Axis) -> Cells:
        name = axis[0]
        if name.startswith("phase by "):
            kind = name.removeprefix("phase by ")
            leaves = {x for start, names in self._phases.values() if start == kind for x in names}
            # An operation may not have been; an injury always has.
            return frozenset(leaves | ({"never"} if kind != "injuryDate" else set()))
        return frozenset(self._limits[axis]) if axis in self._limits else _EITHER

    def _possible(self, box: Box) -> bool:
        """Say whether some case lies in `box`: what is narrower brings what is broader."""
        if not all(box.values()):
            return False
        return not any(
            MET not in box[other]
            for axis, cells in box.items()
            if cells == {MET} and axis[1]
            for other in box
            if other[0] == axis[0] and other != axis and self._brings(axis[1], other[1])
        )

    def _brings(self, concepts: frozenset[str], others: frozenset[str]) -> bool:
        """Say whether whoever has one of `concepts` has one of `others`."""
        return bool(others) and all(
            {c, *map(_name, self._knowledge.broader(IMRV(c).value))} & others for c in concepts
        )

    def _within(self, rule: Recommendation, other: Recommendation) -> bool:
        """Say whether `other` applies wherever `rule` does."""
        box = self._boxes[rule.iri]
        if not self._possible(box):
            return False
        return all(
            box.get(axis, self._all(axis)) <= cells or self._implied(box, axis, cells)
            for axis, cells in self._boxes[other.iri].items()
        )

    def _implied(self, box: Box, axis: Axis, cells: Cells) -> bool:
        return MET in cells and any(
            held == {MET} and each[0] == axis[0] and each[1] and self._brings(each[1], axis[1])
            for each, held in box.items()
        )

    def _meet(self, rule: Recommendation, other: Recommendation) -> bool:
        """Say whether one request can fall under both, at one rank and on one day."""
        return (
            self._rank(rule) == self._rank(other)
            and _overlap(rule, other)
            and any(
                a == b or a in self._knowledge.broader(b) or b in self._knowledge.broader(a)
                for a, b in product(rule.treatments, other.treatments)
            )
            and self._regions_meet(rule, other)
        )

    def _regions_meet(self, rule: Recommendation, other: Recommendation) -> bool:
        if not rule.regions or not other.regions:
            return True
        return any(
            a == b or a in self._knowledge.broader(b) or b in self._knowledge.broader(a)
            for a, b in product(rule.regions, other.regions)
        )

    def _covers(self, broad: Recommendation, narrow: Recommendation) -> bool:
        """Say whether every request that falls under `narrow` falls under `broad`, any day."""
        same_rank = self._rank(broad) == self._rank(narrow)
        earlier = BESIDE < self._rank(broad) < self._rank(narrow)
        return (
            (same_rank or earlier)
            and _during(narrow, broad)
            and self._below(narrow.treatments, broad.treatments)
            and (not broad.regions or self._below(narrow.regions, broad.regions))
        )

    def _below(self, narrow: Iterable[str], broad: Iterable[str]) -> bool:
        within = set(broad)
        names = tuple(narrow)
        return bool(names) and all({n, *self._knowledge.broader(n)} & within for n in names)

    def _rank(self, rule: Recommendation) -> int:
        work = self._knowledge.value(rule.edition.iri, "editionOf")
        source = self._knowledge.value(str(work), "belongsTo")
        return int(str(self._knowledge.value(str(source), "rank")))


def _gaps(knowledge: Knowledge, every: list[Recommendation]) -> Iterator[Gap]:
    """Yield when, and in which phases, nothing speaks of a treatment that something speaks of."""
    phases = _leaves(knowledge)
    names = sorted(
        {n for start, leaves in phases.values() if start == "injuryDate" for n in leaves}
    )
    for treatment in sorted({t for rule in every for t in rule.treatments}):
        kin = {treatment, *knowledge.broader(treatment)}
        rules = [rule for rule in every if kin & set(rule.treatments)]
        found: list[Gap] = []
        for begins, ends in pairwise((*_days(every), None)):
            if begins is None:
                continue
            spoken = {p for r in rules if r.edition.in_force(begins) for p in _spoken(r, phases)}
            silent = tuple(name for name in names if name not in spoken)
            if found and found[-1].phases == silent and found[-1].ends == begins:
                found[-1] = Gap(found[-1].treatment, found[-1].begins, ends, silent)
            else:
                found.append(Gap(short(treatment), begins, ends, silent))
        yield from (gap for gap in found if gap.phases)


def _since_injury(phases: Phases) -> frozenset[str]:
    """Return the narrowest phases that are counted from the injury."""
    return frozenset(n for start, names in phases.values() if start == "injuryDate" for n in names)


def _spoken(rule: Recommendation, phases: Phases) -> frozenset[str]:
    """Return the phases in which `rule` speaks to whoever has the diagnosis it is for."""
    spoken = _since_injury(phases)
    for condition in rule.scope:
        for name in condition.parameters.get("requiresPhase", ()):
            start, leaves = phases[name]
            spoken = spoken & leaves if start == "injuryDate" else spoken
    return spoken


def _days(every: list[Recommendation]) -> tuple[date, ...]:
    """Return the days on which something comes into force or goes out of it, since review."""
    edges = {day for rule in every for day in (rule.edition.begins, rule.edition.ends) if day}
    return (_FIRST, *sorted(day for day in edges if day > _FIRST))


def _leaves(knowledge: Knowledge) -> Phases:
    """Return for each phase the date it is counted from, and the narrowest phases in it."""
    phases = {
        quad.subject.value: _name(quad.object.value)
        for quad in knowledge.quads
        if quad.predicate.value.endswith("#countedFrom")
        if hasattr(quad.subject, "value") and hasattr(quad.object, "value")
    }
    broad = {parent for phase in phases for parent in knowledge.broader(phase)}
    return {
        _name(phase): (
            start,
            frozenset(
                _name(leaf)
                for leaf in phases
                if leaf not in broad and phase in (leaf, *knowledge.broader(leaf))
            ),
        )
        for phase, start in phases.items()
    }


def _limits(every: list[Recommendation]) -> dict[Axis, tuple[int, ...]]:
    """Return the numbers that limits of a kind name, and one beyond them all."""
    found: dict[Axis, set[int]] = {}
    for rule in every:
        for condition in (*rule.scope, *rule.conditions, *rule.exceptions):
            units = frozenset(condition.parameters.get("doseUnit", ()))
            for name in _LIMITS:
                limits = map(int, condition.parameters.get(name, ()))
                found.setdefault((condition.criterion, units), set()).update(limits)
    return {axis: (*sorted(ns), max(ns) + 1) for axis, ns in found.items() if ns}


def _joined(box: Box, other: Box) -> Box:
    return {
        axis: box[axis] & other[axis] if axis in box and axis in other else {**box, **other}[axis]
        for axis in {**box, **other}
    }


def _overlap(rule: Recommendation, other: Recommendation) -> bool:
    first, second = rule.edition, other.edition
    begins = max(first.begins or date.min, second.begins or date.min)
    return begins < min(first.ends or date.max, second.ends or date.max)


def _during(rule: Recommendation, other: Recommendation) -> bool:
    inner, outer = rule.edition, other.edition
    return (outer.begins or date.min) <= (inner.begins or date.min) and (
        outer.ends or date.max
    ) >= (inner.ends or date.max)


def _case(box: Box) -> str:
    """Tell one case of a box."""
    cells = (f"{_axis(axis)} is {min(map(str, box[axis]))}" for axis in sorted(box, key=str))
    return ", ".join(cells) or "any case"


def _told(axes: list[Axis]) -> str:
    return " and ".join(f"the conditions on {_axis(axis)}" for axis in axes)


def _axis(axis: Axis) -> str:
    name, values = axis[0].removesuffix(" as found"), axis[1]
    return f"{name} ({' or '.join(sorted(values))})" if values else name


def _name(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
