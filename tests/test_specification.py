"""checking.specification: queries and engine agree over letters, and a difference is found."""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner

from imrgraph.checking.specification import over_letters, over_store
from imrgraph.cli import main
from imrgraph.cli.exits import UNREADABLE, USAGE
from imrgraph.knowledge.guidelines import Edition
from imrgraph.knowledge.knowledge import Knowledge, load
from imrgraph.knowledge.terms import IMR, IMRG, IMRV
from imrgraph.letters.reading import read
from imrgraph.reasoning.deciding.criteria import judging
from imrgraph.reasoning.deciding.criteria.answers import Answer
from imrgraph.reasoning.deciding.results import Status
from imrgraph.resources import folder
from imrgraph.store.opening import LetterStore
from imrgraph.store.sources import letters_in

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.checking.specification import Conformance
    from imrgraph.letters.letter import Letter

LETTERS: Final = folder("examples") / "letters"


@cache
def letter(path: Path) -> Letter:
    """Read a letter, once for all tests."""
    return read(path)


def examples() -> list[Letter]:
    return [letter(path) for path in letters_in([LETTERS])]


def sample(published: Path, share: int = 4) -> list[Letter]:
    """Return the example letters, and a share of the published ones."""
    return [*examples(), *map(letter, list(letters_in([published]))[::share])]


def differing(found: Conformance) -> set[str]:
    """Return the queries that say something else than the engine."""
    return {each.query for each in found.differences}


@pytest.fixture(params=[False, True], ids=["decisive", "unverified too"])
def rules(request: pytest.FixtureRequest) -> Knowledge:
    return load(unverified=request.param)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the specification, to plant something in."""
    shutil.copytree(folder("ontology") / "criteria", tmp_path / "criteria")
    return tmp_path


CHRONIC: Final = letter(LETTERS / "massage-chronic.txt")

# Over letters


def test_over_the_example_letters_both_say_the_same(rules: Knowledge) -> None:
    found = over_letters(examples(), rules)
    assert found.differences == ()
    assert found.statuses > found.recommendations > found.days == len(examples())


def test_over_a_sample_of_the_published_letters_both_say_the_same(
    published: Path, rules: Knowledge
) -> None:
    found = over_letters(sample(published, 20), rules)
    assert found.differences == ()
    assert found.statuses


@pytest.mark.slow
def test_over_the_published_letters_both_say_the_same(published: Path, rules: Knowledge) -> None:
    found = over_letters(map(letter, letters_in([published])), rules)
    assert found.differences == ()
    assert found.statuses > len(list(letters_in([published])))


def test_two_letters_of_one_name_are_not_mixed_up(knowledge: Knowledge) -> None:
    once = over_letters(examples(), knowledge)
    assert over_letters([*examples(), *examples()], knowledge) == once + once


# What is planted is found

#: The query, a part of it, and what is put in its place.
PLANTED: Final = [
    ("visit-limit", "> ?allowed", ">= ?allowed"),
    ("visit-limit", "COALESCE(?own, ?general, imrv:unknown)", "imrv:unknown"),
    ("duration-limit", "?days > ?most", "?days < ?most"),
    ("phase", "?event > ?asked - ?youngest", "?event < ?asked - ?youngest"),
    ("phase", "?event <= ?asked - ?oldest", "?event > ?asked - ?oldest"),
    ("adjunct", "IF(BOUND(?beside), imrv:met", "IF(BOUND(?beside), imrv:not-met"),
    ("as-found", "?found = 1", "?found = 0"),
    ("as-found", "(?told > 0 && COALESCE(?enough, false))", "false"),
    ("as-applied", "IF(?met, imrv:met, imrv:not-met)", "imrv:unknown"),
    ("applicable", "?from <= ?asked", "?from > ?asked"),
    ("applicable", "COALESCE(?known, 1)", "COALESCE(?known, 2) + 1"),
    ("request-date", "?requested, ?reported, ?denied", "?denied, ?reported, ?requested"),
]


@pytest.mark.parametrize("planted", PLANTED, ids=" ".join)
def test_a_query_that_says_something_else_is_found(
    home: Path, knowledge: Knowledge, published: Path, planted: tuple[str, str, str]
) -> None:
    query, part, instead = planted
    plant(home, query, part, instead)
    assert differing(over_letters(sample(published), knowledge, home)) == {query}


def test_a_query_that_answers_nothing_is_found(home: Path, knowledge: Knowledge) -> None:
    (home / "criteria" / "visit-limit.rq").unlink()
    found = over_letters(examples(), knowledge, home)
    assert differing(found) == {"none"}
    assert {each.specification for each in found.differences} == {"unknown"}


@pytest.mark.parametrize("criterion", ["visit-limit", "duration-limit", "phase", "adjunct"])
def test_a_function_that_says_something_else_is_found(
    monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge, published: Path, criterion: str
) -> None:
    wrong = {**judging._RULES, criterion: lambda *_: Answer(Status.MET)}  # noqa: SLF001 (planted)
    monkeypatch.setattr(judging, "_RULES", wrong)
    assert criterion in differing(over_letters(sample(published), knowledge))


def test_a_recommendation_that_speaks_by_one_alone_is_found(
    monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge
) -> None:
    monkeypatch.setattr(Edition, "governs", lambda *_: True)
    found = over_letters(examples(), knowledge)
    applicable = [each for each in found.differences if each.query == "applicable"]
    assert "silent" in {each.specification for each in applicable}
    assert "silent" not in {each.engine for each in applicable}


def test_a_difference_is_told_on_one_line(home: Path, knowledge: Knowledge) -> None:
    plant(home, "visit-limit", "> ?allowed", ">= ?allowed")
    item = f"imrd:{CHRONIC.name().rpartition('/')[2]}/item/1"
    found = over_letters([CHRONIC], knowledge, home).differences
    assert [str(each) for each in found if each.about.startswith(IMRG.base)] == [
        f"visit-limit: {item} imrg:chronic-pain-2009-massage-visits {basis}: "
        "engine met, specification not-met"
        for basis in ("record-basis", "reviewer-basis")
    ]


def plant(home: Path, query: str, part: str, instead: str) -> None:
    """Put something else in the place of a part of a query."""
    file = home / "criteria" / f"{query}.rq"
    text = file.read_text(encoding="utf-8")
    assert text.count(part) == 1
    file.write_text(text.replace(part, instead), encoding="utf-8")


# Over a store


@pytest.fixture
def store() -> LetterStore:
    store = LetterStore()
    store.load([LETTERS])
    return store


def test_what_a_store_says_was_concluded_is_as_specified(store: LetterStore) -> None:
    found = over_store(store)
    assert found.differences == ()
    assert found.statuses > found.recommendations > found.days == len(examples())


def test_a_status_that_a_store_makes_up_is_found(store: LetterStore) -> None:
    [row, *_] = store.select(
        "PREFIX imr: <https://w3id.org/imrgraph/ontology#> SELECT ?result ?of ?status ?graph "
        "{ GRAPH ?graph { ?result imr:ofCondition ?of ; imr:status ?status } } ORDER BY ?result"
    )
    graph, node = ox.NamedNode(str(row["graph"])), ox.NamedNode(str(row["result"]))
    told = [
        q for q in store.graph(graph.value) if (q.subject, q.predicate) != (node, IMR("status"))
    ]
    other = "unknown" if str(row["status"]).endswith("met") else "met"
    store.clear([graph.value])
    store.fill([*told, ox.Quad(node, IMR("status"), IMRV(other), graph)])
    found = over_store(store)
    assert {each.about for each in found.differences} == {row["of"]}


def test_a_day_that_a_store_makes_up_is_found(store: LetterStore) -> None:
    letter_ = ox.NamedNode(next(store.letters()))
    day = ox.Literal("2001-01-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    store.add([ox.Quad(letter_, IMR("requestDate"), day, letter_)])
    assert "request-date" in differing(over_store(store))


@pytest.mark.slow
def test_rdflib_answers_every_query_of_the_specification_alike(store: LetterStore) -> None:
    graph = rdflib.Graph()
    named = store.select("SELECT ?graph { GRAPH ?graph {} }")
    triples = (quad.triple for row in named for quad in store.graph(str(row["graph"])))
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    for query in sorted((folder("ontology") / "criteria").glob("*.rq")):
        text = query.read_text(encoding="utf-8")
        here = {tuple(map(str, row.values())) for row in store.select(text)}
        found = graph.query(text)
        there = {tuple(str(value) for value in row if value is not None) for row in found}  # type: ignore[union-attr]
        assert there == here, query.stem


# The command


def run(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["check", "rules", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_says_how_much_was_compared() -> None:
    code, told, _ = run("--against", LETTERS)
    found = over_letters(examples(), load())
    assert code == 0
    assert told == (
        f"{found.statuses} statuses, {found.recommendations} recommendations and "
        f"{found.days} days of requests compared, 0 differences\n"
    )


def test_the_example_of_the_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(folder("examples"))
    monkeypatch.chdir(tmp_path)
    code, told, _ = run("--help")
    [example] = re.findall("imrgraph check rules (--against .+)", told)
    assert run(*example.split())[0] == code == 0


def test_the_command_names_each_difference_and_says_no(tmp_path: Path) -> None:
    shutil.copytree(folder("ontology"), tmp_path / "ontology")
    plant(tmp_path / "ontology", "visit-limit", "> ?allowed", ">= ?allowed")
    code, told, _ = run(tmp_path / "ontology", "--against", LETTERS, "--format", "json")
    differences = json.loads(told)["differences"]
    assert code == 1
    assert {each["query"] for each in differences} == {"visit-limit"}
    assert {(each["engine"], each["specification"]) for each in differences} == {("met", "not-met")}


def test_the_command_asks_a_store(tmp_path: Path) -> None:
    LetterStore(tmp_path).load([LETTERS])
    code, told, _ = run("--store", tmp_path)
    assert code == 0
    assert told.endswith("0 differences\n")


def test_a_file_that_is_no_letter_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    code, told, error = run("--against", tmp_path, "--against", LETTERS)
    assert code == UNREADABLE
    assert "0 differences" in told
    assert "empty.txt" in error


def test_letters_and_a_store_at_once_are_too_much(tmp_path: Path) -> None:
    code, _, error = run("--against", LETTERS, "--store", tmp_path)
    assert code == USAGE
    assert "found both" in error
