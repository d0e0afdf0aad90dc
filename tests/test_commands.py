"""cli: what users of other tools expect of every command, and the small commands one by one."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path  # noqa: TC003 (of a fixture)

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

import imrgraph
from imrgraph.cli import COMMANDS, main
from imrgraph.cli.exits import NO, NOT_FOUND, UNREADABLE, USAGE
from imrgraph.store.opening import LetterStore

#: How wide the terminal of a test is.
WIDE = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """The folder of a store of the example letters."""
    made: Path = tmp_path_factory.mktemp("made") / "graph"
    LetterStore(made).load([examples])
    return made


def run(*words: object, given: bytes | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(word) for word in words], input=given)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("words", "format_of"),
    [
        (["ask", "overturn-rate", "-p", "by=region"], {"csv": "group,items", "md": "| group"}),
        (["query", "-q", "SELECT ?x { VALUES ?x { 1 } }"], {"tsv": "?x\n", "json": "{"}),
        (["rates", "--by", "year"], {"csv": "year,items", "svg": "<svg", "json": "{"}),
        (["search", "massage"], {"jsonl": '{"place"', "txt": ""}),
        (["similar", "CM99-0000002"], {"json": "{"}),
        (["consistency", "requests"], {"txt": ""}),
        (["audit", "--part", "items"], {"csv": "case,item", "json": '{"schema"'}),
        (["explain", "CM99-0000002"], {"html": "<!doctype", "md": "# ", "svg": "<svg"}),
        (["export", "--seed", "neck"], {"gexf": "<?xml", "dot": "digraph", "ttl": "@prefix"}),
        (["list"], {"csv": "case,year"}),
        (["info"], {"json": "{"}),
    ],
)  # fmt: skip
def test_how_a_file_ends_says_its_format(
    folder: Path, tmp_path: Path, words: list[str], format_of: dict[str, str]
) -> None:
    for ending, start in format_of.items():
        file = tmp_path / f"told.{ending}"
        ended, told, complaint = run(*words, "-o", file, "--store", folder)
        assert (ended, told) == (0, ""), complaint
        assert file.read_text("utf-8").startswith(start)
        assert file.read_text("utf-8").endswith("\n")


def test_an_ending_that_says_nothing_is_refused(folder: Path, tmp_path: Path) -> None:
    ended, _, complaint = run(
        "explain", "CM99-0000002", "-o", tmp_path / "why.docx", "--store", folder
    )
    assert ended == USAGE
    assert ".html" in complaint
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_prints_data_has_an_output(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    options = {option for each in command.params for option in each.opts}
    silent = {
        "check",
        "completion",
        "derive",
        "doctor",
        "load",
        "ontology",
        "remove",
        "serve",
        "mcp",
        "verify",
    }
    assert ("-o" in options) == (name not in silent)


def test_letters_come_from_stdin_too(examples: Path) -> None:
    text = (examples / "imaging.txt").read_bytes()
    assert json.loads(run("read", "-", given=text)[1])["case_number"] == "CM99-0000003"
    told = run("explain", "-", "--level", "verdict", given=text)[1]
    assert told == run("explain", examples / "imaging.txt", "--level", "verdict")[1]
    assert run("read", "-", given=b"")[0] == UNREADABLE


def test_every_letter_of_a_folder_is_read_in_its_turn(examples: Path) -> None:
    found = json.loads(run("read", examples)[1])
    names = sorted(file.name for file in examples.iterdir())
    assert len(found) == len(names)
    assert found[0] == json.loads(run("read", examples / names[0])[1])
    told = run("explain", examples, "--level", "verdict")[1]
    assert [line for line in told.splitlines() if line.startswith(str(examples))] == [
        str(examples / name) for name in names
    ]


def test_a_letter_that_cannot_be_explained_does_not_stop_the_others(
    tmp_path: Path, examples: Path
) -> None:
    (tmp_path / "a.txt").write_text("A letter about the weather.", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes((examples / "imaging.txt").read_bytes())
    ended, told, complaint = run("explain", tmp_path, "--level", "verdict")
    assert (ended, complaint.count("\n")) == (UNREADABLE, 1)
    assert "MRI" in told
    assert "a.txt" in complaint


def test_a_letter_without_the_item_that_is_asked_for_does_not_stop_the_others(
    examples: Path,
) -> None:
    letters = (examples / "imaging.txt", examples / "two-items.txt")
    ended, told, complaint = run("explain", *letters, "--item", "2", "--level", "verdict")
    assert (ended, complaint.count("\n")) == (NOT_FOUND, 1)
    assert "imaging.txt" in complaint
    assert "two-items.txt\n\n2. " in told


def test_a_folder_of_pages_has_an_index_that_leads_to_each(tmp_path: Path, examples: Path) -> None:
    ended, told, complaint = run("explain", examples, "--format", "html", "-o", tmp_path / "pages")
    assert (ended, told) == (0, ""), complaint
    index = (tmp_path / "pages" / "index.html").read_text("utf-8")
    pages = sorted(
        file.name for file in (tmp_path / "pages").iterdir() if file.name != "index.html"
    )
    assert pages == sorted(f"{file.stem}.html" for file in examples.iterdir())
    assert all(f'href="{name}"' in index for name in pages)
    assert "http:" not in index
    assert "https:" not in index
    assert "MRI of the lumbar spine" in index


def test_pages_of_an_earlier_run_that_are_replaced_are_named(
    tmp_path: Path, examples: Path
) -> None:
    def written(letter: str) -> str:
        words = ("explain", examples / letter, "--format", "html", "-o", tmp_path)
        return run(*words)[2]

    assert "replaced" not in written("imaging.txt")
    assert f"replaced in {tmp_path}: index.html" in written("medication.txt")
    assert f"replaced in {tmp_path}: imaging.html, index.html" in written("imaging.txt")


def test_two_letters_of_one_name_have_a_page_each(tmp_path: Path, examples: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        text = (examples / "imaging.txt").read_bytes()
        (tmp_path / name / "letter.txt").write_bytes(text)
    run("explain", tmp_path / "one", tmp_path / "two", "--format", "json", "-o", tmp_path / "told")
    names = sorted(file.name for file in (tmp_path / "told").iterdir())
    assert names == ["letter-2.json", "letter.json"]


def test_the_package_runs_as_a_program() -> None:
    for words in (["-V"], ["--version"]):
        told = subprocess.run(  # noqa: S603 (our own)
            [sys.executable, "-m", "imrgraph", *words], capture_output=True, text=True, check=True
        )
        assert told.stdout == f"imrgraph, version {imrgraph.__version__}\n"


def test_terms_are_found_by_their_words_or_the_nearest_are_offered() -> None:
    told = run("terms", "massage", "--format", "csv")[1]
    names = [row["name"] for row in csv.DictReader(StringIO(told))]
    assert names[:1] == ["imrv:massage-therapy"]
    assert "imrv:deep-tissue-massage" in names
    assert run("terms", "disputed", "item")[1].splitlines()[1].startswith("imr:DisputedItem")
    ended, told, complaint = run("terms", "masage therapy")
    assert (ended, told) == (NO, "")
    assert "massage-therapy" in complaint
    assert run("terms", "neck", "--in", "tretments")[0] == USAGE


def test_letters_are_listed_counted_and_taken_out(tmp_path: Path, examples: Path) -> None:
    store = tmp_path / "graph"
    run("load", examples, "--store", store)
    rows = list(csv.DictReader(StringIO(run("list", "--format", "csv", "--store", store)[1])))
    assert [row["case"] for row in rows if row["overturned"] == "1"] == [
        *("CM99-0000002", "CM99-0000003", "CM99-0000006")
    ]
    info = json.loads(run("info", "--format", "json", "--store", store)[1])
    assert (info["letters"], info["items"], info["decided"]) == (6, 7, "2015 to 2017")
    assert run("remove", "cm99-0000002", "--store", store)[0] == 0
    assert run("explain", "CM99-0000002", "--store", store)[0] == NOT_FOUND
    rest = json.loads(run("info", "--format", "json", "--store", store)[1])
    assert rest["letters"] == info["letters"] - 1
    assert "CM99-0000002" not in run("search", "massage", "--store", store)[1]


def test_where_one_letter_is_not_there_none_is_taken_out(tmp_path: Path, examples: Path) -> None:
    store = tmp_path / "graph"
    run("load", examples, "--store", store)
    assert run("remove", "CM99-0000002", "CM99-0000099", "--store", store)[0] == NOT_FOUND
    assert run("explain", "CM99-0000002", "--store", store)[0] == 0


def test_the_doctor_says_what_is_there_and_what_to_do(folder: Path, tmp_path: Path) -> None:
    ended, told, _ = run("doctor", "--store", folder)
    assert ended == 0
    assert f"imrgraph.__version__ {imrgraph.__version__}".split()[1] in told
    assert "✓ catalog" in told
    ended, told, _ = run("doctor", "--store", tmp_path)
    assert ended == NO
    assert "✗ store" in told
    assert "no store here" in told
    assert not list(tmp_path.iterdir())


def test_the_examples_are_written_and_nothing_is_written_over(
    tmp_path: Path, examples: Path
) -> None:
    assert run("examples", "-o", tmp_path / "first")[0] == 0
    written = (tmp_path / "first" / "letters").iterdir()
    assert {file.name for file in written} == {file.name for file in examples.iterdir()}
    assert run("examples", "-o", tmp_path / "first")[0] == UNREADABLE


@pytest.mark.parametrize(
    ("words", "typed", "offered"),
    [
        (["ask"], "overturn-", "overturn-rate"),
        (["ask", "overturn-rate", "-p"], "", "by="),
        (["ask", "overturn-rate", "-p"], "by=re", "by=region"),
        (["ask", "conditions-not-met", "-p"], "treatment=mass", "treatment=massage-therapy"),
        (["questions"], "why", "why-denied"),
        (["rates", "--by"], "year,tr", "year,treatment"),
        (["rates", "--where"], "out", "outcome="),
        (["rates", "--where"], "outcome=", "outcome=upheld"),
        (["similar"], "CM99-0000004", "CM99-0000004"),
        (["export", "--seed"], "acup", "acupuncture"),
    ],
)
def test_a_shell_completes_names(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], typed: str, offered: str
) -> None:
    monkeypatch.setenv("IMRGRAPH_STORE", str(folder))
    shell = ShellComplete(main, {}, "imrgraph", "_IMRGRAPH_COMPLETE")
    assert offered in [each.value for each in shell.get_completions(words, typed)]


def test_settings_are_the_defaults_of_options(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    monkeypatch.setenv("IMRGRAPH_SETTINGS", str(file))
    file.write_text(f'store = "{folder}"\n[explain]\nlevel = "verdict"\n', encoding="utf-8")
    ended, told, complaint = run("explain", "CM99-0000002")
    assert ended == 0, complaint
    assert told == run("explain", "CM99-0000002", "--level", "verdict", "--store", folder)[1]
    file.write_text('[explian]\nlevel = "verdict"\n', encoding="utf-8")
    ended, _, complaint = run("questions")
    assert ended == USAGE
    assert "explian" in complaint
    file.write_text("store = ", encoding="utf-8")
    assert run("questions")[0] == USAGE


def test_the_store_may_stand_in_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMRGRAPH_STORE", str(folder))
    assert run("ask", "overturn-rate")[0] == 0


def test_a_check_that_was_not_made_is_said_in_the_last_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    ended, told, _ = run("check", "ontology")
    assert ended == 0
    assert "not checked: shapes (" in told.splitlines()[-1]
    assert run("check", "ontology", "--strict")[0] == NO


def test_on_a_terminal_marks_are_coloured_and_lines_fit(examples: Path) -> None:
    pty = pytest.importorskip("pty")
    here, there = pty.openpty()
    letter = str(examples / "massage-chronic.txt")
    subprocess.run(  # noqa: S603 (our own)
        [sys.executable, "-m", "imrgraph", "explain", letter, "--level", "verdict"],
        stdout=there,
        check=True,
        env={**os.environ, "COLUMNS": str(WIDE), "NO_COLOR": ""},
    )
    os.close(there)
    shown = os.read(here, 65_536).decode()
    os.close(here)
    assert max(map(len, shown.replace("\r", "").splitlines())) <= WIDE
    piped = run("explain", letter, "--level", "verdict")[1]
    assert " ".join(shown.split()) == " ".join(piped.split())
