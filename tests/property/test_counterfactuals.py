"""deciding.counterfactuals: every minimal set of changes is found, and no other.

A small guideline is weighed over a grid of facts; what the search finds is held against what comes
out when every combination of the values that the conditions name is weighed by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
import pytest

from imrgraph.graph.lettered import lettered
from imrgraph.graph.store import term
from imrgraph.knowledge.knowledge import Knowledge, know, load
from imrgraph.knowledge.terms import IMR, IMRD, IMRV, RDF
from imrgraph.reasoning.deciding import counterfactuals as searched
from imrgraph.reasoning.deciding.case import Basis, Bound, Case, CaseGround, cases
from imrgraph.reasoning.deciding.counterfactuals import counterfactuals, supposed
from imrgraph.reasoning.deciding.results import Reading, WeighedRecommendation
from imrgraph.reasoning.deciding.verdicts import Verdict, VerdictResult, decide
from imrgraph.reasoning.deciding.weighing import weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from imrgraph.graph.store import Quads, Value

RULES: Final = Path(__file__).parent / "rules" / "invented.ttl"
KINDS: Final = (
    (Basis.REVIEWER, Reading.ENCODED),
    (Basis.REVIEWER, Reading.STATED),
    (Basis.RECORD, Reading.ENCODED),
)
FOUND: Final = ("functional-improvement", "exceptional-factors", "red-flags")

#: A fact: the thing below the letter that it is about, and its property.
Fact = tuple[str, str]
Facts = dict[Fact, "Value | ox.NamedNode"]
#: A fact that would have been otherwise: its bound, and its value then.
Changed = tuple[Fact, str, Any]


@pytest.fixture(scope="module")
def invented() -> Knowledge:
    graph = ox.NamedNode(IMR.base.removesuffix("#"))
    rules = ox.parse(path=str(RULES), format=ox.RdfFormat.TURTLE)
    own = (ox.Quad(q.subject, q.predicate, q.object, graph) for q in rules)
    return know((*load().quads, *own))


@dataclass(frozen=True)
class Point:
    """One point of the grid."""

    injured: date | None
    visits: int | None
    earlier: int | None
    exercises: bool
    found: tuple[bool | None, ...]

    def facts(self) -> Facts:
        """Return what is so at this point."""
        facts: Facts = {
            ("", "authorizationRequestDate"): date(2015, 6, 10),
            ("/item/1", "number"): 1,
            ("/item/1", "requestedTreatment"): IMRV("invented-treatment"),
            ("/item/1", "quantityUnit"): "visit",
        }
        for fact, value in (
            (("", "injuryDate"), self.injured),
            (("/item/1", "quantityRequested"), self.visits),
            (("/item/1", "priorCount"), self.earlier),
            (("", "concurrentTreatment"), IMRV("home-exercise") if self.exercises else None),
        ):
            if value is not None:
                facts[fact] = value
        for criterion, met in zip(FOUND, self.found, strict=True):
            if met is not None:
                facts[f"/item/1/ground/{criterion}", "criterion"] = IMRV(criterion)
                facts[f"/item/1/ground/{criterion}", "met"] = met
        return facts


GRID: Final = [
    Point(*each)
    for each in product(
        (None, date(2015, 6, 1), date(2015, 4, 1), date(2013, 11, 14)),
        (None, 2, 6, 9, 20),
        (None, 0, 4),
        (False, True),
        tuple(product((None, False, True), repeat=len(FOUND))),
    )
]


def quads(facts: Facts, name: str) -> Quads:
    """Say `facts` of a letter called `name`."""
    return tuple(_quads(facts, IMRD(name)))


def _quads(facts: Facts, letter: ox.NamedNode) -> Iterator[ox.Quad]:
    item = ox.NamedNode(f"{letter.value}/item/1")
    yield ox.Quad(letter, RDF("type"), IMR("Determination"), letter)
    yield ox.Quad(letter, IMR("hasItem"), item, letter)
    for (below, name), value in facts.items():
        subject = ox.NamedNode(f"{letter.value}{below}")
        said = value if isinstance(value, ox.NamedNode) else term(value)
        yield ox.Quad(subject, IMR(name), said, letter)
        if name == "met":
            yield ox.Quad(item, IMR("hasGround"), subject, letter)


@dataclass(frozen=True)
class Decided:
    """What follows for a letter on one basis and in one reading."""

    case: Case
    weighed: tuple[WeighedRecommendation, ...]
    verdict: VerdictResult


def decided(facts: Facts, name: str, knowledge: Knowledge) -> dict[tuple[Basis, Reading], Decided]:
    """Decide a letter on every basis and in every reading."""
    [case] = cases(lettered(quads(facts, name), "letter", knowledge))
    found = {}
    for basis, reading in KINDS:
        of, every = case.on(basis), weigh(case.on(basis), knowledge)
        weighed = tuple(each for each in every if each.reading is reading)
        found[basis, reading] = Decided(of, weighed, decide(weighed, basis, reading))
    return found


def levers(of: Decided, facts: Facts) -> dict[Fact, dict[str, Any]]:
    """Return for each fact that a condition looks at the values that it names, with the bound."""
    root = of.case.letter
    found: dict[Fact, dict[str, Any]] = {}
    for result in (result for each in of.weighed for result in each.results):
        for ground in (each for each in result.premises if isinstance(each, CaseGround)):
            fact = ground.iri.removeprefix(root), "met"
            found.setdefault(fact, {})[Bound.EXACTLY] = {not facts[fact]}
        if result.lever and not result.lever.finding:
            lever = result.lever
            fact = lever.about.removeprefix(root), lever.property
            found.setdefault(fact, {}).setdefault(lever.bound, set()).add(lever.value)
    return found


def combined(levers: dict[Fact, dict[str, Any]]) -> list[frozenset[Changed]]:
    """Return every combination of the values of the levers, but the one that changes nothing."""
    choices = [
        [None, *((fact, bound, value) for bound, values in bounds.items() for value in values)]
        for fact, bounds in levers.items()
    ]
    every = (frozenset(each for each in chosen if each) for chosen in product(*choices))
    return [each for each in every if each]


def changed(facts: Facts, chosen: frozenset[Changed]) -> Facts:
    """Return the facts as they would have been."""
    after = dict(facts)
    for (below, name), _, value in chosen:
        is_iri = isinstance(value, str) and "://" in value
        after[below, name] = ox.NamedNode(value) if is_iri else value
    return after


def flips(before: VerdictResult, after: VerdictResult) -> bool:
    if before.verdict is Verdict.UNDETERMINED:
        return after.verdict is not Verdict.UNDETERMINED
    return after.verdict.outcome not in (None, before.verdict.outcome)


def minimal(found: Sequence[frozenset[Changed]]) -> list[frozenset[Changed]]:
    return [each for each in found if not any(other < each for other in found)]


def nearer(one: frozenset[Changed], other: frozenset[Changed]) -> bool:
    """Whether `one` asks for less than `other`: the same facts, each no farther in its bound."""
    theirs = {(fact, bound): value for fact, bound, value in other}
    return {(fact, bound) for fact, bound, _ in one} == set(theirs) and all(
        value == theirs[fact, bound]
        or (bound in {"at most", "on or before"} and value > theirs[fact, bound])
        or (bound == "on or after" and value < theirs[fact, bound])
        for fact, bound, value in one
    )


def held_against_brute_force(points: Sequence[Point], knowledge: Knowledge) -> tuple[int, int]:
    """Assert that what is found for each point is what brute force finds.

    Returns:
        How many decisions were looked at, and how many minimal sets brute force found.
    """
    looked_at, total = 0, 0
    for point in points:
        facts = point.facts()
        trials: dict[frozenset[Changed], dict[tuple[Basis, Reading], Decided]] = {}
        for kind, before in decided(facts, "point", knowledge).items():
            if before.weighed:
                sets = combined(levers(before, facts))
                for chosen in sets:
                    if chosen not in trials:
                        trials[chosen] = decided(changed(facts, chosen), "point", knowledge)
                flipping = [s for s in sets if flips(before.verdict, trials[s][kind].verdict)]
                held_against(before, minimal(flipping), knowledge, (point, kind))
                looked_at, total = looked_at + 1, total + len(minimal(flipping))
    return looked_at, total


def held_against(
    before: Decided, expected: Sequence[frozenset[Changed]], knowledge: Knowledge, where: object
) -> None:
    """Assert that the search finds of the `expected` sets all but those that another one beats."""
    of = before.case, before.weighed, before.verdict, knowledge
    found = counterfactuals(*of)
    root = before.case.letter
    told = [
        frozenset(((c.about.removeprefix(root), c.property), c.bound, c.after) for c in f.changes)
        for f in found.flips
    ]
    assert found.up_to is None
    assert len(set(told)) == len(told)
    assert set(told) <= set(expected), where
    missed = [each for each in expected if not any(nearer(one, each) for one in told)]
    assert not missed, where
    said_twice = [pair for pair in combinations(told, 2) if nearer(*pair) or nearer(*pair[::-1])]
    assert not said_twice, where
    for each in (*found.flips, *found.same):
        assert supposed(each.changes, *of).verdict is each.verdict, where


def test_what_is_found_is_what_brute_force_finds(invented: Knowledge) -> None:
    points = GRID[::83]  # prime to every side of the grid
    decisions, sets = held_against_brute_force(points, invented)
    assert decisions > len(points)
    assert sets > len(points)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, len(GRID), 135))
def test_what_is_found_over_the_whole_grid_is_what_brute_force_finds(
    invented: Knowledge, first: int
) -> None:
    held_against_brute_force(GRID[first : first + 135], invented)


def test_a_search_that_was_cut_says_how_far_it_went(
    invented: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searched, "_MOST_SETS", 4)
    facts = Point(date(2013, 11, 14), 20, 0, exercises=False, found=(False, False, False)).facts()
    of = decided(facts, "point", invented)[Basis.REVIEWER, Reading.ENCODED]
    found = counterfactuals(of.case, of.weighed, of.verdict, invented)
    assert found.up_to in {0, 1}
    assert all(len(flip.changes) <= 1 for flip in found.flips)
