"""Nothing misleads: what looks like "none", and is a slip, is refused with what was meant."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import imrgraph
from imrgraph.cli import main
from imrgraph.cli.exits import NOT_FOUND, UNREADABLE, USAGE
from imrgraph.errors import (
    DescriptionError,
    NotFoundError,
    QuestionError,
    UnknownTermWarning,
)
from imrgraph.graph.rows import Rows
from imrgraph.graph.values import term
from imrgraph.nearest import nearest
from imrgraph.store.opening import LetterStore

#: Files that were tried, where they stand beside the checkout.
FILES = Path(__file__).parents[1].parent / "shared" / "cases" / "files"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """The folder of a store of the example letters."""
    made: Path = tmp_path_factory.mktemp("made") / "graph"
    LetterStore(made).load([examples])
    return made


@pytest.fixture(scope="module")
def store(folder: Path) -> LetterStore:
    return LetterStore(folder)


def run(*words: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("words", "code", "offered"),
    [
        (["ask", "overturn-rte"], USAGE, "overturn-rate"),
        (["ask", "why-denied", "-p", "letter=CM99-000002"], NOT_FOUND, "CM99-0000002"),
        (["ask", "conditions-not-met", "-p", "treatment=masage"], NOT_FOUND, "massage-therapy"),
        (["ask", "conditions-not-met", "-p", "treatment=masage thrapy"], USAGE, "massage-therapy"),
        (["ask", "overturn-rate", "-p", "by=regoin"], USAGE, "region"),
        (["ask", "overturn-rate", "-p", "bye=region"], USAGE, "a parameter of by"),
        (["explain", "CM99-000002"], NOT_FOUND, "CM99-0000002"),
        (["export", "--format", "dot", "--seed", "masage"], NOT_FOUND, "massage-therapy"),
        (["export", "--format", "dot", "--seed", "neck", "--predicates", "bodyRegoin"],
         USAGE, "bodyRegion"),
        (["rates", "--by", "tretment"], USAGE, "treatment"),
        (["rates", "--where", "outcome=foo"], USAGE, "one of overturned, partial, upheld"),
        (["rates", "--where", "treatment=massag"], USAGE, "massage-therapy"),
        (["rates", "--where", "region=neck,knee"], USAGE, "one of knee, lumbar-spine, neck"),
        (["search", "massage", "--where", "outcome=foo"], USAGE, "one of overturned"),
        (["similar", "CM99-0000002", "--where", "phase=cronic"], USAGE, "chronic"),
        (["consistency", "requests", "--where", "region=nek"], USAGE, "neck"),
        (["questions", "--tag", "wy"], USAGE, "why"),
        (["explian", "x"], USAGE, "explain"),
    ],
)  # fmt: skip
def test_a_name_that_nobody_knows_is_refused_with_the_nearest(
    folder: Path, words: list[str], code: int, offered: str
) -> None:
    of_store = [] if words[0] in {"questions", "explian"} else ["--store", str(folder)]
    ended, told, complaint = run(*words, *of_store)
    assert (ended, told) == (code, "")
    assert complaint.startswith("imrgraph: ")
    assert complaint.count("\n") == 1
    assert offered in complaint


@pytest.mark.parametrize(
    "words",
    [
        ["export", "--format", "dot", "--seed", "massage"],
        ["export", "--format", "dot", "--seed", "Deep Tissue Massage"],
        ["export", "--format", "dot", "--seed", "cm99-0000002"],
        ["ask", "conditions-not-met", "-p", "treatment=massage therapy"],
        ["ask", "why-denied", "-p", "letter=cm99-0000004"],
        ["explain", "cm99-0000002", "--level", "verdict"],
        ["whatif", "cm99-0000002", "--set", "visits=3"],
        ["similar", "cm99-0000002"],
        ["rates", "--where", "treatment=Massage", "--smallest", "1"],
        ["search", "home-exercise"],
    ],
)
def test_a_name_is_taken_however_it_is_written(folder: Path, words: list[str]) -> None:
    ended, told, complaint = run(*words, "--store", folder)
    assert ended == 0, complaint
    assert len(told.splitlines()) > 1


def test_a_case_number_without_a_store_is_told_to_want_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IMRGRAPH_STORE", raising=False)
    for command in (["explain"], ["whatif", "--set", "visits=3"]):
        ended, told, complaint = run(*command, "CM99-0000002")
        assert (ended, told) == (USAGE, "")
        assert "expected --store" in complaint


def test_python_has_the_same_names(store: LetterStore) -> None:
    assert store.guideline("Chronic Pain").iri.endswith("/chronic-pain")
    assert store.treatment("MASSAGE").code == "massage-therapy"
    assert store.determination("cm99-0000002").case_number == "CM99-0000002"
    assert store.document("cm99-0000002").name == "CM99-0000002"
    assert store.rates(by="treatment").by == ("treatment",)
    assert store.rates(where={"outcome": "upheld"}).where == {"outcome": ("upheld",)}
    with pytest.raises(NotFoundError, match="CM99-0000002"):
        store.determination("CM99-000002")
    with pytest.raises(NotFoundError, match="chronic-pain") as caught:
        store.guideline("Chronic Pein")
    assert caught.value.nearest[0] == "chronic-pain"
    with pytest.raises(NotFoundError, match="the nearest: massage-therapy"):
        store.treatment("masage")
    with pytest.raises(QuestionError, match="expected one of entities, proof"):
        store.network("CM99-0000002", view="x")
    with pytest.raises(QuestionError, match="expected one of guidelines, grounds"):
        store.projection("foo")


def test_a_term_that_there_is_none_of_is_warned_of(store: LetterStore, folder: Path) -> None:
    query = "SELECT * { ?item a imr:DisputedItm }"
    with pytest.warns(UnknownTermWarning, match="imr:DisputedItm: no such term.*imr:DisputedItem"):
        assert store.query(query) == []
    told = subprocess.run(  # noqa: S603 (our own)
        [sys.executable, "-m", "imrgraph", "query", "-", "--store", str(folder)],
        input=query, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "imr:DisputedItm: no such term in the ontology" in told.stderr


def test_a_query_in_right_terms_is_not_warned_of(store: LetterStore) -> None:
    known = "SELECT ?i { ?i a imr:DisputedItem ; imr:requestedTreatment imrv:massage-therapy }"
    own = "CONSTRUCT { ?i <https://example.org/is> <https://example.org/item> } { ?i a ?kind }"
    assert store.query(known)
    assert store.query(own, limit=1)


@pytest.mark.parametrize(
    "words", [["ask", "asked-again"], ["query", "-q", "SELECT ?x { ?x a imr:Override }"]]
)
def test_an_answer_without_rows_says_so_beside_the_data(folder: Path, words: list[str]) -> None:
    ended, _, complaint = run(*words, "--store", folder)
    assert ended == 0
    assert "no rows" in complaint


@pytest.mark.parametrize("name", ["remote", "import", "filectx"])
def test_no_context_is_fetched(name: str) -> None:
    if not FILES.exists():
        pytest.skip("the cases do not stand beside the checkout")
    ended, told, complaint = run("explain", FILES / f"{name}.jsonld")
    assert (ended, told) == (UNREADABLE, "")
    assert "which is not fetched" in complaint


@pytest.mark.parametrize(
    ("name", "found"),
    [("typo", "imr:injuryDate"), ("baddate", "2015-13-45"), ("qbad", "found six")],
)
def test_a_slip_in_a_description_is_one_line(name: str, found: str) -> None:
    if not FILES.exists():
        pytest.skip("the cases do not stand beside the checkout")
    command = [sys.executable, "-m", "imrgraph", "explain", str(FILES / f"{name}.ttl")]
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (UNREADABLE, "", 1)
    assert found in told.stderr


def test_a_description_in_terms_that_there_are_none_of_is_refused(tmp_path: Path) -> None:
    prefix = "@prefix imr: <https://w3id.org/imrgraph/ontology#> .\n"
    for slip, meant in {
        "requestedTreatmnt": "requestedTreatment",
        "injuryDat": "injuryDate",
    }.items():
        file = tmp_path / f"{slip}.ttl"
        file.write_text(f'{prefix}[] imr:hasItem [ imr:{slip} "x" ] .', encoding="utf-8")
        with pytest.raises(DescriptionError, match=f"imr:{slip}; the nearest: imr:{meant}"):
            imrgraph.explain(file)


def test_a_query_may_begin_with_a_mark_of_byte_order(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "bom.rq"
    file.write_bytes(b"\xef\xbb\xbfSELECT (1 AS ?x) {}")
    assert run("query", file, "--store", folder)[:2] == (0, "x\n1\n")


def test_a_word_with_a_sign_in_it_is_found(store: LetterStore) -> None:
    assert store.search("home-exercise") == store.search('"home exercise"')
    assert {hit.case for hit in store.search("x-ray OR massage")} >= {"CM99-0000002"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_is_said_in_one_line() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        told = subprocess.run(
            [sys.executable, "-m", "imrgraph", "questions"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert told.returncode == UNREADABLE
    assert told.stderr == (
        "imrgraph: stdout: expected a place to write to, found: No space left on device\n"
    )


def test_integers_beyond_64_bits_stay_what_they_are() -> None:
    large = 2**70
    rows = Rows(("many",), [(term(large),), (term(1),)])
    assert list(rows.to_pandas()["many"]) == [str(large), "1"]
    assert list(rows.to_polars()["many"]) == [str(large), "1"]


def test_what_a_letter_would_do_to_a_terminal_is_not_done(tmp_path: Path, examples: Path) -> None:
    pty = pytest.importorskip("pty")
    letter = tmp_path / "letter.txt"
    text = (examples / "imaging.txt").read_text(encoding="utf-8")
    letter.write_text(text.replace("MRI", "\x1b]0;owned\x07MRI\x1b[2J"), encoding="utf-8")
    here, there = pty.openpty()
    subprocess.run(  # noqa: S603 (our own)
        [sys.executable, "-m", "imrgraph", "explain", str(letter), "--level", "verdict"],
        stdout=there, stderr=there, check=False,
    )  # fmt: skip
    os.close(there)
    shown = os.read(here, 65_536)
    os.close(here)
    assert b"MRI" in shown
    assert b"\x1b]0;" not in shown
    assert b"\x1b[2J" not in shown


def test_the_likest_name_comes_first() -> None:
    assert nearest("massge", ["message", "massage therapy", "massage"])[0] == "massage"
    assert nearest("injury", ["date of injury", "inquiry"])[0] == "date of injury"
    assert nearest("zzz", ["massage"]) == ()
