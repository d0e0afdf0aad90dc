"""graph.questions: every question gives the rows of its example, in either engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rdflib

from imrgraph.errors import QuestionError
from imrgraph.graph.questions import Question, question, questions
from imrgraph.pipeline import LetterStore

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def store(examples: Path) -> LetterStore:
    loaded = LetterStore()
    loaded.load([examples])
    return loaded


@pytest.fixture(scope="module")
def graph(store: LetterStore) -> rdflib.Graph:
    """The same quads in the other engine, as one graph."""
    quads = store.select("SELECT ?g {GRAPH ?g {}}")
    lines = [
        f"{quad.subject} {quad.predicate} {quad.object} ."
        for row in quads
        for quad in store.graph(str(row["g"]))
    ]
    return rdflib.Graph().parse(data="\n".join(lines), format="nt")


asked = pytest.mark.parametrize("name", sorted(questions()))


def plain(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{key: str(value).lower() for key, value in row.items()} for row in rows]


@asked
def test_the_example_gives_its_rows(store: LetterStore, name: str) -> None:
    example = question(name).example
    assert example["rows"]
    assert plain(store.ask(name, **example["params"])) == plain(example["rows"])


@asked
def test_rdflib_gives_the_same_rows(store: LetterStore, graph: rdflib.Graph, name: str) -> None:
    each = question(name)
    given = {key: _rdflib(value) for key, value in each.bind(each.example["params"]).items()}
    rows = [
        {key: str(row[key]) for key in each.returns if row[key] is not None}
        for row in graph.query(each.query, initBindings=given)
        if isinstance(row, rdflib.query.ResultRow)
    ]
    assert plain(rows) == plain(store.ask(name, **each.example["params"]))


def _rdflib(value: object) -> rdflib.term.Identifier:
    return rdflib.URIRef(value.value) if isinstance(value, ox.NamedNode) else rdflib.Literal(value)


@asked
def test_a_question_says_what_it_returns(name: str) -> None:
    each = question(name)
    for row in each.example["rows"]:
        assert row.keys() <= each.returns.keys()
    assert each.question.endswith("?")


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        pytest.param("why-not", {}, "why-not: expected one of", id="unknown question"),
        pytest.param("overturn-rate", {"per": "year"}, "found parameter 'per'", id="unknown"),
        pytest.param("why-denied", {}, "expected a value for parameter 'letter'", id="missing"),
        pytest.param("why-denied", {"letter": "no IRI"}, "expected an IRI", id="of another type"),
        pytest.param("overturn-rate", {"by": "moon"}, "expected one of treatment", id="not listed"),
    ],
)
def test_a_wrong_parameter_is_refused(
    store: LetterStore, name: str, given: dict[str, str], message: str
) -> None:
    with pytest.raises(QuestionError, match=message):
        store.ask(name, **given)


def test_a_parameter_is_bound_and_never_pasted(store: LetterStore) -> None:
    evil = "https://example.org/> } DROP ALL; #"
    with pytest.raises((QuestionError, ValueError)):
        store.ask("why-denied", letter=evil)
    assert len(store) > 0


def test_every_question_is_read_from_its_header() -> None:
    assert all(isinstance(each, Question) for each in questions().values())
    assert set(questions()) >= {"why-denied", "overturn-rate", "conditions-not-met"}
