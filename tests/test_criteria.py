"""ontology/criteria/: each query, and each function, tells met, not met and unknown apart.

A folder of tests/criteria/ is named after its query; a file after the status that it has, and what
makes it so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest
import rdflib

from imrgraph.graph.lettered import lettered
from imrgraph.graph.store import Store, term
from imrgraph.graph.values import iri, local
from imrgraph.knowledge.criteria import criteria
from imrgraph.knowledge.guidelines import encoded, every_recommendation
from imrgraph.knowledge.knowledge import Knowledge, know, load
from imrgraph.knowledge.terms import IMR, IMRD, IMRV, RDF
from imrgraph.reasoning.deciding.case import Basis, cases
from imrgraph.reasoning.deciding.criteria import judge
from imrgraph.reasoning.deciding.weighing import weigh
from imrgraph.reasoning.rendering.wording import sentence
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.graph.store import Quads
    from imrgraph.reasoning.deciding.case import Case
    from imrgraph.reasoning.deciding.results import ConditionResult

HOME: Final = Path(__file__).parent / "criteria"
QUERIES: Final = {
    file.stem: file.read_text(encoding="utf-8")
    for file in sorted((folder("ontology") / "criteria").glob("*.rq"))
}
#: The queries that say of a condition whether it is met.
OF_STATUS: Final = QUERIES.keys() - {"applicable", "request-date"}
#: What a query has no fixture for: a finding of the reviewer is one way or the other.
NEVER: Final = {("as-applied", "unknown")}
DEMANDED: Final = sorted(
    {
        condition.criterion
        for rule in every_recommendation(unverified=True)
        for condition in (*rule.scope, *rule.conditions, *rule.exceptions)
    }
)
AS_FOUND: Final = [name for name in DEMANDED if criteria(load())[name].as_found]
RESULT, STATUS = rdflib.Variable("result"), rdflib.Variable("status")
# "#+ rule: imrv:rule-applicable"
RULES: Final = re.compile(r"^#\+ rule: imrv:([\w-]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Fixture:
    """A letter with the result of one condition, whose names are its own."""

    query: str
    name: str
    criterion: str
    quads: Quads

    def __str__(self) -> str:
        return "-".join(filter(None, (self.query, self.name, self.criterion)))

    @property
    def status(self) -> str:
        """The status after which it is named."""
        return self.name.partition(".")[0]

    @property
    def home(self) -> str:
        """What its names begin with."""
        return f"{IMRD.base}{self}/"

    @property
    def rule(self) -> Quads:
        """A recommendation that has the condition."""
        rule, graph = ox.NamedNode(f"{self.home}rule"), ox.NamedNode(f"{self.home}letter")
        condition = ox.NamedNode(f"{self.home}condition")
        return (
            ox.Quad(rule, RDF("type"), IMR("SupportingRecommendation"), graph),
            ox.Quad(rule, IMR("hasCondition"), condition, graph),
        )

    @property
    def case(self) -> Case:
        """The case of its only item, on the basis of the result."""
        [basis] = [iri(q.object) for q in self.quads if q.predicate == IMR("onBasis")]
        [case] = cases(lettered(self.quads, "letter", load()))
        return case.on(Basis(local(basis)))

    @property
    def dated(self) -> Quads:
        """What is stated, with the day taken for the request."""
        letter, asked = ox.NamedNode(f"{self.home}letter"), self.case.requested
        days = asked.days.items() if asked else ()
        dates = (ox.Quad(letter, IMR(name), term(day), letter) for name, day in days)
        return (*self.quads, *dates)


def fixtures() -> Iterator[Fixture]:
    for query in sorted(OF_STATUS):
        for file in sorted((HOME / query).glob("*.ttl")):
            turtle = file.read_text(encoding="utf-8")
            for criterion in AS_FOUND if "CRITERION" in turtle else [""]:
                quads = parsed(turtle.replace("CRITERION", criterion))
                bare = Fixture(query, file.stem, criterion, ())
                yield Fixture(query, file.stem, criterion, tuple(renamed(quads, bare.home)))


def parsed(turtle: str) -> Iterator[ox.Triple]:
    yield from ox.parse(turtle, format=ox.RdfFormat.TURTLE)


def renamed(triples: Iterator[ox.Triple], home: str) -> Iterator[ox.Quad]:
    """Yield `triples` in the graph of their letter, the names of imrd: beginning with `home`."""

    def name(node: object) -> ox.NamedNode | ox.Literal:
        if isinstance(node, ox.NamedNode):
            return ox.NamedNode(node.value.replace(IMRD.base, home))
        assert isinstance(node, ox.Literal)
        return node

    for triple in triples:
        subject = name(triple.subject)
        assert isinstance(subject, ox.NamedNode)
        graph = ox.NamedNode(f"{home}letter")
        yield ox.Quad(subject, triple.predicate, name(triple.object), graph)


FIXTURES: Final = list(fixtures())
each_fixture = pytest.mark.parametrize("of", FIXTURES, ids=str)


@cache
def everything() -> Knowledge:
    """Return the knowledge, with a rule for every fixture."""
    own = (quad for of in FIXTURES for quad in (*of.quads, *of.rule))
    return know((*load().quads, *own))


@cache
def answers() -> Mapping[str, Mapping[str, str]]:
    """Return what each query says of each result in a store of all fixtures."""
    store = Store()
    store.add((*load().quads, *(quad for of in FIXTURES for quad in of.dated)))
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for query in OF_STATUS:
        for row in store.select(QUERIES[query]):
            assert row["result"] not in found[query]
            found[query][str(row["result"])] = local(str(row["status"]))
    return found


def result_of(of: Fixture) -> ConditionResult:
    """Return how the condition of a fixture comes out by the engine."""
    if of.query == "as-applied":
        every = (result for each in weigh(of.case, load()) for result in each.results)
        return next(each for each in every if each.condition == f"{of.home}ground")
    rules = (each for each in encoded(everything()) if each.iri == f"{of.home}rule")
    return judge(next(rules).conditions[0], of.case, everything())


@each_fixture
def test_the_query_finds_the_status_and_no_other_query_does(of: Fixture) -> None:
    said = {name: each.get(f"{of.home}result") for name, each in answers().items()}
    assert {name: status for name, status in said.items() if status} == {of.query: of.status}


@each_fixture
def test_the_function_finds_the_status(of: Fixture) -> None:
    assert result_of(of).status == of.status


@each_fixture
def test_what_is_found_can_be_told(of: Fixture) -> None:
    told = sentence(result_of(of), everything())
    assert told
    assert "{" not in told
    assert "None" not in told


def test_rdflib_finds_the_same() -> None:
    graph = rdflib.Graph()
    own = (quad for of in FIXTURES for quad in of.dated)
    triples = (quad.triple for quad in (*load().quads, *own))
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    for query, said in answers().items():
        rows = graph.query(QUERIES[query]).bindings
        found = {str(row[RESULT]): local(str(row[STATUS])) for row in rows}
        assert found == said, query


@pytest.mark.parametrize("query", sorted(OF_STATUS))
def test_every_status_of_a_query_has_a_fixture(query: str) -> None:
    found = {(query, of.status) for of in FIXTURES if of.query == query}
    assert found == {(query, each) for each in ("met", "not-met", "unknown")} - NEVER


def test_every_criterion_that_a_guideline_demands_has_a_query() -> None:
    assert {*DEMANDED} <= {*AS_FOUND, *QUERIES}


def test_every_query_is_of_a_criterion_or_a_rule(knowledge: Knowledge) -> None:
    known = {*criteria(knowledge), "as-found"}
    rules = {*knowledge.facts.of_kind(IMR("Rule").value)}
    for name, text in QUERIES.items():
        named = {IMRV(each).value for each in RULES.findall(text)}
        assert named <= rules
        assert name in known or named
