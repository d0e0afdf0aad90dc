"""The oracle and the queries agree: on who speaks, on every condition, and on what follows."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from oracle import Case, Followed, decisions, speaking
from oracle_cases import cases
from oracle_facts import Fact, Facts, plain, short
from told import reading

from imrgraph.graph.describe import describe
from imrgraph.graph.store import term
from imrgraph.knowledge.knowledge import Knowledge, know, load
from imrgraph.knowledge.terms import IMR, IMRD, IMRV, RDF
from imrgraph.letters import files
from imrgraph.reasoning.verdicts import decide
from imrgraph.reasoning.weighing import weigh
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from imrgraph.graph.store import Quads
    from imrgraph.letters.document import Document
    from imrgraph.reasoning.weighing import Weighed

RULES: Final = Path(__file__).parent / "rules" / "invented.ttl"
INVENTED: Final = sorted((folder("examples") / "letters").glob("*.txt"))
SAMPLE: Final = 6


@cache
def known(knowledge: Knowledge) -> frozenset[Fact]:
    return plain(knowledge.quads)


def compared(letters: Sequence[Quads], knowledge: Knowledge) -> int:
    """Assert that both find the same for `letters`; return how many statuses were compared."""
    expected = speaking(Facts(known(knowledge).union(*map(plain, letters))))
    weighed = [each for item in weigh(letters, knowledge).items.values() for each in item]
    assert sorted(map(case, weighed)) == sorted(expected)
    for each in weighed:
        assert told(each) == foretold(expected[case(each)]), case(each)
    decided = decisions(expected)
    groups = groupby(
        sorted(weighed, key=case), key=lambda each: (each.item, each.basis, each.reading)
    )
    for (item, basis, way), group in groups:
        found = decide(list(group), basis, way)
        wanted = decided[short(item), vocabulary(basis), vocabulary(way)]
        assert (found.verdict, found.conflict) == wanted[:2], (item, basis, way)
        assert found.certify in (wanted.certify or {None}), (item, basis, way)
    return sum(len(each.conditions) for each in expected.values())


def vocabulary(name: str) -> str:
    return f"imrv:{name}"


def case(weighed: Weighed) -> Case:
    basis, way = map(vocabulary, (weighed.basis, weighed.reading))
    return Case(short(weighed.item), basis, way, short(weighed.recommendation))


def told(weighed: Weighed) -> dict[str, object]:
    """Return what the queries find of a recommendation."""
    return {
        "supports": weighed.supports,
        "rank": weighed.rank,
        "edition": short(weighed.edition) if weighed.edition else None,
        "state": weighed.state.value,
        "conditions": {short(r.condition): (r.role.value, r.status.value) for r in weighed.results},
    }


def foretold(each: Followed) -> dict[str, object]:
    """Return what the oracle finds of it."""
    return {
        "supports": each.supports,
        "rank": each.rank,
        "edition": each.edition,
        "state": each.state,
        "conditions": {name: (c.role, c.status) for name, c in each.conditions.items()},
    }


@pytest.fixture(scope="module", params=["secondary", "unverified", "invented"])
def rules(request: pytest.FixtureRequest) -> Knowledge:
    """The knowledge that decides, all of it, and all of it beside an invented guideline."""
    if request.param == "secondary":
        return load()
    if request.param == "unverified":
        return load(unverified=True)
    return everything()


@cache
def everything() -> Knowledge:
    graph = ox.NamedNode(IMR.base.removesuffix("#"))
    invented = ox.parse(path=str(RULES), format=ox.RdfFormat.TURTLE)
    own = (ox.Quad(q.subject, q.predicate, q.object, graph) for q in invented)
    return know((*load(unverified=True).quads, *own))


def described(paths: Iterable[Path]) -> list[Quads]:
    return [describe(reading(files.open(path))) for path in paths]


def test_the_example_letters_come_out_alike(rules: Knowledge) -> None:
    for quads in described(INVENTED):
        assert compared([quads], rules)


def test_a_sample_of_the_published_letters_comes_out_alike(
    published: Path, rules: Knowledge
) -> None:
    paths = sorted(published.glob("*.pdf"))
    assert compared(described(paths[:: len(paths) // SAMPLE]), rules)


@pytest.mark.slow
def test_the_published_letters_come_out_alike(published: Path, rules: Knowledge) -> None:
    assert compared(described(sorted(published.glob("*.pdf"))), rules)


def test_the_first_letter_comes_out_alike(first_letter: Document, rules: Knowledge) -> None:
    assert compared([describe(reading(first_letter))], rules)


# Invented facts


@settings(max_examples=60)
@given(cases(everything()))
def test_any_facts_come_out_alike(quads: Quads) -> None:
    compared([quads], everything())


def test_an_exception_that_does_not_hold_leaves_what_a_limit_allows() -> None:
    letter, item = IMRD("CM99-0000001"), IMRD("CM99-0000001/item/1")
    said = (
        (letter, RDF("type"), IMR("Determination")),
        (letter, IMR("hasItem"), item),
        (letter, IMR("authorizationRequestDate"), term(date(2015, 6, 10))),
        (letter, IMR("injuryDate"), term(date(2015, 6, 1))),
        (letter, IMR("concurrentTreatment"), IMRV("home-exercise")),
        (item, IMR("requestedTreatment"), IMRV("invented-treatment")),
        (item, IMR("quantityUnit"), term("visit")),
        (item, IMR("quantityRequested"), term(9)),
        (item, IMR("priorCount"), term(0)),
    )
    quads = tuple(ox.Quad(s, p, o, letter) for s, p, o in said)
    assert compared([quads], everything())
    weighed, allowed = weigh([quads], everything()).items[item.value], 6
    on_record = [each for each in weighed if each.basis == "record-basis"]
    assert decide(on_record, "record-basis", "encoded-reading").certify == allowed
