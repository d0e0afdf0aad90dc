"""cli: each command as a person types it, with right and with wrong input."""

from __future__ import annotations

import json
import re
import shlex
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pypdfium2 as pdfium
import pytest
import rdflib
from click.testing import CliRunner

import imrgraph
from imrgraph.cli import main
from imrgraph.cli.exits import NOT_FOUND, UNREADABLE, USAGE
from imrgraph.errors import NotAFileError
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

# The smallest file that wants a password: RC4 of 40 bits, a user key that no empty password fits.
ENCRYPTED = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
3 0 obj<</Filter/Standard/V 1/R 2/P -4/O<KEY>/U<KEY>>>endobj
trailer<</Root 1 0 R/Size 4/Encrypt 3 0 R/ID[<00><00>]>>
%%EOF
""".replace(b"KEY", b"00" * 32)

# A page with text on it that is shown turned by a quarter.


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def picture_only() -> bytes:
    """Return a PDF of one page without text."""
    pdf = pdfium.PdfDocument.new()
    pdf.new_page(612, 792)
    whole = BytesIO()
    pdf.save(whole)
    return whole.getvalue()


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.txt": (lambda: b"", "0 bytes"),
    "picture.pdf": (picture_only, "expected a PDF with text"),
    "damaged.pdf": (lambda: b"%PDF-1.4\nand then nothing", "expected a whole PDF"),
    "encrypted.pdf": (lambda: ENCRYPTED, "expected a PDF without a password"),
    "binary.txt": (lambda: bytes(range(256)), "expected text in UTF-8"),
    "no-items.txt": (lambda: b"A letter about the weather.", "expected a disputed item"),
}


@pytest.fixture(params=[*BAD, "folder", "missing.txt"])
def bad(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A file that is no letter, and what is said of it."""
    path = tmp_path / request.param
    if request.param in BAD:
        content, message = BAD[request.param]
        path.write_bytes(content())
        return path, message
    if request.param == "folder":
        path.mkdir()
    return path, "expected a file"


@pytest.mark.parametrize("command", ["read", "explain"])
def test_bad_input_is_one_line_and_exit_3(command: str, bad: tuple[Path, str]) -> None:
    path, message = bad
    result = run(command, path)
    assert result.exit_code == UNREADABLE
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith(f"imrgraph: {path}: ")
    assert message in result.stderr


def broken_off(whole: str) -> bytes:
    """Return a letter as far as its decisions."""
    return whole[: whole.index("IMR ISSUES")].encode()


NOTHING_READ = {"broken-off.txt": broken_off}


@pytest.fixture(params=NOTHING_READ)
def nothing_read(request: pytest.FixtureRequest, tmp_path: Path, examples: Path) -> Path:
    """A letter of which no item can be read."""
    path: Path = tmp_path / request.param
    whole = (examples / "imaging.txt").read_text(encoding="utf-8")
    path.write_bytes(NOTHING_READ[request.param](whole))
    return path


def test_a_letter_of_which_no_item_is_read_is_shown_with_its_warnings(nothing_read: Path) -> None:
    result = run("read", nothing_read)
    found = json.loads(result.stdout)
    assert (result.exit_code, found["items"]) == (0, [])
    assert "the letter has no item" in [warning["message"] for warning in found["warnings"]]


@pytest.mark.parametrize(
    "words", [["explain"], ["audit"], ["whatif", "--set", "visits=3"], ["load", "--store", "graph"]]
)
def test_a_letter_of_which_no_item_is_read_is_refused_with_its_warnings(
    words: list[str], nothing_read: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words, nothing_read)
    assert (result.exit_code, result.stdout) == (UNREADABLE, "")
    [told, *counted] = result.stderr.splitlines()
    assert told.startswith(f"imrgraph: {nothing_read}: expected a disputed item, such as ")
    warnings = json.loads(run("read", nothing_read).stdout)["warnings"]
    for warning in warnings:
        assert f"; {warning['message']} (line {warning['line']})" in told
    assert counted == (["1 refused"] if words[0] == "load" else [])
    assert not (tmp_path / "graph").exists()


def test_a_letter_of_which_no_item_is_read_does_not_stop_the_others(
    nothing_read: Path, examples: Path, tmp_path: Path
) -> None:
    letters, store = [nothing_read, examples / "imaging.txt"], tmp_path / "graph"
    assert "1 read, 1 refused" in run("load", *letters, "--store", store).stderr
    audited = run("audit", *letters, "--part", "items")
    assert audited.exit_code == UNREADABLE
    assert "CM99-0000003" in audited.stdout


def test_a_letter_of_an_unknown_layout_is_loaded_with_what_is_read_of_it(tmp_path: Path) -> None:
    partial = Path(__file__).parent / "golden" / "good" / "no-layout" / "letter.txt"
    result = run("load", partial, "--store", tmp_path / "graph")
    assert (result.exit_code, result.stderr.splitlines()[1]) == (0, "1 read; 1 of them in part")
    assert "in part: " in result.stderr
    assert run("explain", partial).exit_code == 0


def test_a_bad_letter_does_not_hide_the_others(tmp_path: Path, examples: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    result = run("read", empty, examples / "imaging.txt", "--format", "jsonl")
    assert result.exit_code == UNREADABLE
    assert [json.loads(line)["case_number"] for line in result.stdout.splitlines()] == [
        "CM99-0000003"
    ]


def test_read_prints_every_value_with_its_place(examples: Path) -> None:
    path = examples / "massage-acute.txt"
    found = json.loads(run("read", path).stdout)
    text = path.read_text(encoding="utf-8")
    assert found["schema"] == "imrgraph/letter/2"
    assert found["items"][0]["request"].startswith("Therapeutic massage")
    start, end = found["spans"]["items[0].outcome"]
    assert text[start:end] == "Overturned"


def test_read_why_tells_the_rule_and_the_words_of_every_value(examples: Path) -> None:
    path = examples / "two-items.txt"
    told = run("read", "--why", path).stdout.splitlines()
    found = json.loads(run("read", path).stdout)
    assert len(told) == 1 + 2 * len(found["spans"])
    at = told.index("items[0].outcome: overturned")
    start, end = found["spans"]["items[0].outcome"]
    assert told[at + 1] == f"  by outcome: “Overturned” [{start}-{end}, p. 1]"


def test_explain_prints_an_explanation_of_this_version(examples: Path) -> None:
    found = json.loads(run("explain", examples / "massage-chronic.txt", "--format", "json").stdout)
    assert found["schema"] == "imrgraph/explanation/2"
    [item] = found["items"]
    assert item["recorded_outcome"] == "upheld"
    assert item["decisive"] == ["phase", "active-care"]


def test_explain_prints_turtle(examples: Path) -> None:
    turtle = run("explain", examples / "imaging.txt", "--format", "turtle").stdout
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    assert graph.query("ASK { ?item imr:toldBy/imr:verdict imrv:necessary }").askAnswer


@pytest.mark.parametrize("level", ["verdict", "page", "full"])
def test_each_level_tells_more(examples: Path, level: str) -> None:
    told = run("explain", examples / "massage-chronic.txt", "--level", level).stdout
    assert ("The reviewer's reasons" in told) is (level != "verdict")
    assert ("What would have changed it" in told) is (level == "full")
    assert ("Proof" in told) is (level == "full")
    assert "Upheld, deep tissue massage refused: it is passive treatment" in told
    assert ("The denial stands because" in told) is (level == "full")


@pytest.mark.parametrize("basis", ["record", "reviewer"])
def test_one_basis_is_told_alone_and_verified(examples: Path, tmp_path: Path, basis: str) -> None:
    letter, proof = examples / "massage-chronic.txt", tmp_path / "proof.json"
    explained = run("explain", letter, "--basis", basis, "--format", "json").stdout
    [item] = json.loads(explained)["items"]
    assert {verdict["basis"] for verdict in item["verdicts"]} == {basis}
    proof.write_text(explained, encoding="utf-8")
    assert run("verify", proof, "--letter", letter).exit_code == 0


def test_one_item_of_several_is_explained(examples: Path) -> None:
    found = run("explain", examples / "two-items.txt", "--item", "2", "--format", "json")
    assert [item["number"] for item in json.loads(found.stdout)["items"]] == [2]
    assert run("explain", examples / "two-items.txt", "--item", "3").exit_code == NOT_FOUND


def test_a_letter_in_the_store_is_explained_and_verified(examples: Path, tmp_path: Path) -> None:
    store, proof = tmp_path / "graph", tmp_path / "proof.json"
    run("load", examples, "--store", store)
    explained = run("explain", "CM99-0000003", "--store", store, "--format", "json")
    proof.write_text(explained.stdout, encoding="utf-8")
    assert run("verify", proof, "--store", store).exit_code == 0
    assert run("verify", proof, "--letter", "CM99-0000003", "--store", store).exit_code == 0
    assert run("verify", proof, "--letter", examples / "imaging.txt").exit_code == 0
    assert run("verify", proof, "--letter", examples / "medication.txt").exit_code == 1
    assert run("explain", "CM99-0000009", "--store", store).exit_code == NOT_FOUND


def test_a_proof_in_turtle_brings_its_letter(examples: Path, tmp_path: Path) -> None:
    letter, proof = examples / "imaging.txt", tmp_path / "proof"
    run("explain", letter, "--format", "turtle", "-o", proof)
    assert run("verify", proof).exit_code == 0
    assert run("verify", proof, "--letter", letter).exit_code == 0
    assert run("verify", proof, "--letter", examples / "medication.txt").exit_code == 1


def test_a_proof_in_json_needs_its_letter(examples: Path, tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    run("explain", examples / "imaging.txt", "--format", "json", "-o", proof)
    assert run("verify", proof).exit_code == USAGE
    proof.write_text(proof.read_text(encoding="utf-8").replace('"met"', '"unmet"', 1), "utf-8")
    failed = run("verify", proof, "--letter", examples / "imaging.txt")
    assert failed.exit_code == 1
    assert [line.split(", ")[1] for line in failed.stdout.splitlines()] == ['status: says "unmet"']


@pytest.mark.parametrize("form", ["json", "turtle"])
def test_a_proof_that_tells_its_values_in_other_words_is_named(
    form: str, examples: Path, tmp_path: Path
) -> None:
    letter, proof = examples / "imaging.txt", tmp_path / "proof"
    run("explain", letter, "--format", form, "-o", proof)
    told = proof.read_text(encoding="utf-8")
    named = r'("headline": "|imr:conclusion ")'
    proof.write_text(re.sub(named, r"\g<1>Approved: ", told, count=1), "utf-8")
    found = run("verify", proof, "--letter", letter)
    assert found.exit_code == 0
    assert 'says "Approved: ' in found.stdout
    assert "only the words above differ" in found.stdout


def test_what_is_no_proof_is_refused_in_one_line(examples: Path) -> None:
    refused = run("verify", examples / "imaging.txt")
    assert refused.exit_code == UNREADABLE
    assert refused.stderr.count("\n") == 1


def test_a_bad_file_is_refused_and_the_others_are_loaded(
    examples: Path, tmp_path: Path, bad: tuple[Path, str]
) -> None:
    path, message = bad
    result = run("load", path, examples, "--store", tmp_path / "graph")
    if path.is_dir():
        assert result.exit_code == 0
        return
    assert (
        run("load", path, examples, "--store", tmp_path / "graph", "--strict").exit_code
        == UNREADABLE
    )
    assert result.exit_code == 0
    assert message in result.stderr
    assert "6 read, 1 refused" in result.stderr


def test_ask_answers_as_a_table_and_as_json(examples: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    run("load", examples, "--store", store)
    table = run("ask", "overturn-rate", "-p", "by=region", "--store", store).stdout
    found = run("ask", "overturn-rate", "-p", "by=region", "--store", store, "--format", "json")
    rows = json.loads(found.stdout)["results"]["bindings"]
    assert table.splitlines()[0].split() == ["group", "items", "overturned", "percent"]
    assert len(table.splitlines()) == len(rows) + 1


def test_an_answer_can_be_written_in_each_format(examples: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    run("load", examples, "--store", store)
    for form, start in {
        "table": "letter  ",
        "csv": "letter,outcome,",
        "tsv": "?letter\t?outcome",
        "json": "{",
        "jsonl": '{"letter": "https://w3id.org/imrgraph/determination/CM99-0000002"',
        "markdown": "| letter | outcome |",
    }.items():
        found = run("ask", "case-outcomes", "--store", store, "--format", form)
        assert found.stdout.startswith(start)
    assert run("ask", "case-outcomes", "--store", store, "--format", "turtle").exit_code == USAGE


@pytest.mark.parametrize(
    ("query", "code", "stdout", "stderr"),
    [
        ("ASK { ?s a imr:Determination }", 0, "true\n", ""),
        ("ASK { ?s a imr:Nothing }", 1, "false\n", ""),
        ("SELECT ?x { VALUES ?x { imrv:neck } }", 0, "x\nimrv:neck\n", ""),
        ("SELECT ?x { VALUES ?x { 1 2 } }", 0, "x\n1\n", "the first 1 rows; there are more"),
        ("DROP ALL", 2, "", "DROP: a query asks and changes nothing"),
        ("SELECT * {", 2, "", "expected SPARQL 1.1, found"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a", 5, "", "within 1 s"),
        ("ASK { '" + "x" * 1_000_000 + "' ?p ?o }", 5, "", "at most"),
        (b"ASK { '\xff' ?p ?o }", 2, "", "text in UTF-8"),
    ],
    ids=["yes", "no", "rows", "cut", "update", "syntax", "runaway", "long", "no text"],
)
def test_a_query_ends_with_its_exit_code(  # noqa: PLR0913, PLR0917 (a column each)
    examples: Path, tmp_path: Path, query: str | bytes, code: int, stdout: str, stderr: str
) -> None:
    store, file = tmp_path / "graph", tmp_path / "query.rq"
    run("load", examples / "imaging.txt", "--store", store)
    file.write_bytes(query if isinstance(query, bytes) else query.encode())
    found = run("query", file, "--store", store, "--timeout", "1", "--limit", "1")
    assert (found.exit_code, found.stdout) == (code, stdout)
    assert stderr in found.stderr
    assert found.stderr.count("\n") <= 1


def test_a_question_that_cannot_be_answered_says_why(tmp_path: Path) -> None:
    found = run("ask", "liability-disputes", "--store", tmp_path)
    assert found.exit_code == USAGE
    assert "decide on medical necessity" in found.stderr
    assert "cannot be answered" in run("questions", "liability-disputes").stdout


def test_questions_are_listed_by_tag_and_exported() -> None:
    assert "why-denied" in run("questions", "--tag", "why").stdout
    assert "why-denied" not in run("questions", "--tag", "process").stdout
    assert "expected one of audit," in run("questions", "--tag", "moon").stderr
    assert "sh:SPARQLExecutable" in run("questions", "--format", "turtle").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(["ask", "why-not"], 2, id="unknown question"),
        pytest.param(["ask", "why-denied"], 2, id="missing parameter"),
        pytest.param(["ask", "why-denied", "-p", "letter"], 2, id="no value"),
        pytest.param(["questions", "why-not"], 2, id="no such question"),
        pytest.param(["explain"], 2, id="no letter"),
    ],
)
def test_wrong_usage_is_exit_2(examples: Path, tmp_path: Path, words: list[str], code: int) -> None:
    store = tmp_path / "graph"
    run("load", examples, "--store", store)
    words = [*words, "--store", str(store)] if words[0] == "ask" else words
    result = run(*words)
    assert result.exit_code == code
    assert "Traceback" not in result.output


CONTEXT = click.Context(main)
COMMANDS = [
    (name, command)
    for name in sorted(main.list_commands(CONTEXT))
    if (command := main.get_command(CONTEXT, name))
]


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_the_example_of_each_command_runs(
    name: str, command: click.Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").symlink_to(folder("examples"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("uvicorn.Server.run", lambda *_: None)  # it would not end
    monkeypatch.setattr("webbrowser.open", lambda _: True)
    run("load", "examples/letters", "--store", "graph")
    example = str(command.help).partition("Example:")[2]
    lines = re.findall(r"^\s*imrgraph (.+)$", example, re.MULTILINE)
    assert lines, name
    for line in lines:
        words, _, target = line.partition(" > ")
        result = run(*shlex.split(words))
        assert result.exit_code == 0, result.output
        if target:
            (tmp_path / target).write_text(result.stdout, encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--table items --seed massage", "--seed would change nothing"),
        ("--hops 1 --format gexf", "--hops: expected --seed"),
        ("--projection grounds --view proof --format gexf", "expected no --view"),
        ("--seed massage --seed neck --format gexf", "--seed: expected one"),
    ],
)
def test_options_that_would_change_nothing_are_refused(words: str, said: str) -> None:
    told = run("export", *words.split(), "--store", "nowhere")
    assert told.exit_code == USAGE
    assert said in " ".join(told.stderr.split())


def test_a_name_that_nothing_binds_is_told(tmp_path: Path, examples: Path) -> None:
    store = str(tmp_path / "graph")
    assert run("load", examples / "massage-acute.txt", "--store", store).exit_code == 0
    text = "SELECT ?itme { ?item imr:outcome imrv:overturned }"
    told = run("query", "-q", text, "--store", store)
    assert "?itme: it stands nowhere else" in told.stderr


def test_the_text_of_a_letter_in_place_of_its_path_is_not_repeated() -> None:
    with pytest.raises(NotAFileError) as told:
        imrgraph.read("Case Number: CM99-0000001\nthe secret of a patient")
    assert "secret" not in str(told.value)
    assert "Document.of(name, text)" in str(told.value)
