"""graph.query_plan: the steps by which the engine answers, with how many rows each gives."""

from __future__ import annotations

import shutil
import sysconfig
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from imrgraph.cli import main
from imrgraph.errors import LimitError, MissingPackageError, QueryError
from imrgraph.graph import query_plan as planning
from imrgraph.graph.query_plan import query_plan
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from imrgraph.graph.query_plan import Step

pytestmark = pytest.mark.skipif(
    not (shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")),
    reason="the program of the package oxigraph is not installed",
)
USAGE, NOT_A_STORE, NOT_FOUND, LIMITED = 2, 3, 4, 5
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def place(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plan") / "store"
    LetterStore(folder).load([examples])
    return folder


def every(step: Step) -> Iterator[Step]:
    yield step
    for each in step.steps:
        yield from every(each)


def test_the_steps_say_what_they_do_and_how_many_rows_they_give(place: Path) -> None:
    found = query_plan(place, "SELECT ?item { ?item imr:outcome imrv:upheld }")
    steps = list(every(found))
    upheld = [step for step in steps if step.name.startswith("QuadPattern")]
    assert [step.rows for step in upheld] == [found.rows]
    assert found.rows == len(LetterStore(place).select(
        "SELECT ?i { ?i <https://w3id.org/imrgraph/ontology#outcome>"
        " <https://w3id.org/imrgraph/vocab/upheld> }"
    ))  # fmt: skip
    assert "QuadPattern(?item imr:outcome imrv:upheld)" in str(found)
    assert all(step.seconds >= 0 for step in steps)


@pytest.mark.parametrize(
    "text", ["ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s imr:outcome ?o }", "DESCRIBE imrv:neck"]
)
def test_every_form_of_query_has_a_plan(place: Path, text: str) -> None:
    assert query_plan(place, text).rows


@pytest.mark.parametrize("text", ["DROP ALL", "SELECT * { SERVICE <http://x/> {} }", "SELECT"])
def test_what_is_no_query_that_reads_has_none(place: Path, text: str) -> None:
    with pytest.raises(QueryError):
        query_plan(place, text)


def test_a_query_that_takes_too_long_is_ended(place: Path) -> None:
    with pytest.raises(LimitError, match=r"within 0\.5 s"):
        query_plan(place, ENDLESS, 0.5)


def test_without_the_program_it_is_said_what_to_install(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "_PROGRAM", "no-such-program")
    with pytest.raises(MissingPackageError, match="pip install oxigraph"):
        query_plan(place, "ASK {}")


@pytest.mark.parametrize(
    ("store", "code", "found"),
    [
        ("http://localhost:1/sparql", NOT_A_STORE, "found the address of an endpoint"),
        ("nowhere", NOT_FOUND, "no store here"),
    ],
)
def test_only_a_store_here_tells_a_plan(store: str, code: int, found: str) -> None:
    told = CliRunner().invoke(main, ["query", "-", "--explain", "--store", store], input="ASK {}")
    assert told.exit_code == code
    assert found in told.stderr


def test_the_command_tells_the_plan(place: Path) -> None:
    words = ["query", "-", "--explain", "--store", str(place)]
    told = CliRunner().invoke(main, words, input="SELECT * { ?item imr:outcome ?o }")
    assert told.exit_code == 0, told.output
    assert told.stdout.split()[:3] == ["rows", "ms", "step"]
    assert CliRunner().invoke(main, words, input="DROP ALL").exit_code == USAGE
    slow = CliRunner().invoke(main, [*words, "--timeout", "0.5"], input=ENDLESS)
    assert slow.exit_code == LIMITED
