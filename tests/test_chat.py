"""rationale.chat: a model reads reasons besides, and is believed only as far as the letter goes."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from imrgraph.cli import main
from imrgraph.errors import ReaderError
from imrgraph.explaining import explain
from imrgraph.export.explanations import render
from imrgraph.graph.describe import facts_of
from imrgraph.letters.rationale.chat import RULE, ChatReader
from imrgraph.letters.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from imrgraph.letters.letter import Letter

UNREACHED = 6
#: Nobody has taught the program these words.
PUZZLE = "The moon was high over the claimant, and the tide of her knee went out with it."
GUIDELINE = "The MTUS recommends acupuncture for patients whose medication is not tolerated."
LETTER = """\
Case Number: CM99-0007001

IMR ISSUES, DECISIONS AND RATIONALES
Acupuncture, 6 visits for the left knee: Upheld

Claims Administrator guideline: Decision based on MTUS ACOEM.

MAXIMUS guideline: Decision based on MTUS Acupuncture Treatment Guidelines.

Decision rationale: {rationale}
"""


class Server(ThreadingHTTPServer):
    """A server of chat completions that always gives the same answer."""

    answer: bytes
    status: int
    asked: list[dict[str, Any]]


class Handler(BaseHTTPRequestHandler):
    """Gives it."""

    server: Server

    def do_POST(self) -> None:
        """Note what is asked, and answer."""
        length = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(length))
        self.server.asked.append({"path": self.path, **body})
        self.send_response(self.server.status)
        if self.server.status in {302, 307}:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(answer: object, status: int = 200) -> Iterator[tuple[Server, str]]:
    """Serve an answer: the text of a completion, or bytes as they are."""
    said = answer if isinstance(answer, bytes) else completion(answer)
    server = Server(("127.0.0.1", 0), Handler)
    server.answer, server.status, server.asked = said, status, []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}/v1#small"
    finally:
        server.shutdown()
        server.server_close()


def completion(answer: object) -> bytes:
    text = answer if isinstance(answer, str) else json.dumps({"grounds": answer})
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


def ground(criterion: str, words: str, *, met: object = False) -> dict[str, object]:
    return {"criterion": criterion, "met": met, "words": words}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    letter = tmp_path / "letter.txt"
    letter.write_text(LETTER.format(rationale=f"{GUIDELINE} {PUZZLE}"))
    return letter


def heard(file: Path, answer: object, kept: Path) -> Letter:
    with serving(answer) as (_, address):
        return read(file, reader=ChatReader(address, kept))


def by_model(letter: Letter) -> list[tuple[str, bool, str]]:
    return [
        (each.criterion, each.met, letter.document.quote(each.span))
        for each in letter.items[0].grounds
        if each.rule == RULE
    ]


def test_a_ground_of_the_model_stands_where_its_words_do(file: Path, tmp_path: Path) -> None:
    letter = heard(file, [ground("indication", "the tide of her knee went out")], tmp_path / "kept")
    assert by_model(letter) == [("indication", False, "the tide of her knee went out")]
    assert not letter.items[0].unread


def test_an_answer_with_words_around_it_is_read(file: Path, tmp_path: Path) -> None:
    stated = json.dumps({"grounds": [ground("indication", "the tide of her knee")]})
    letter = heard(file, f"Sure!\n```json\n{stated}\n```", tmp_path / "kept")
    assert len(by_model(letter)) == 1


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        pytest.param(
            ground("indication", "words of its own"), "it is none", id="not in the letter"
        ),
        pytest.param(ground("moonlight", "the tide of her knee"), "it is none", id="no criterion"),
        pytest.param(
            ground("indication", "the tide", met="yes"), "it is none", id="no truth value"
        ),
        pytest.param(ground("indication", ""), "it is none", id="no words"),
        pytest.param("indication", "it is none", id="no object"),
        pytest.param(
            ground("first-line-therapy", "whose medication is not tolerated"),
            "its words are those of a guideline",
            id="a guideline's words",
        ),
    ],
)
def test_a_ground_that_cannot_be_held_against_the_letter_is_refused_and_told(
    file: Path, tmp_path: Path, stated: object, why: str
) -> None:
    letter = heard(file, [stated], tmp_path / "kept")
    assert by_model(letter) == []
    [warning] = [each.message for each in letter.warnings if "was refused" in each.message]
    assert f"a ground was refused, {why}" in warning
    assert "small at http://127.0.0.1:" in warning


def test_the_contrary_of_what_a_cue_says_is_refused(tmp_path: Path) -> None:
    words = "There is no documentation of objective functional improvement."
    file = tmp_path / "letter.txt"
    file.write_text(LETTER.format(rationale=f"In this case, {words} {PUZZLE}"))
    without = read(file).items[0].grounds
    assert [(each.criterion, each.met) for each in without] == [("functional-improvement", False)]
    stated = ground("functional-improvement", "objective functional improvement", met=True)
    letter = heard(file, [stated], tmp_path / "kept")
    assert letter.items[0].grounds == without
    assert any("its words say the contrary" in each.message for each in letter.warnings)


@pytest.mark.parametrize("answer", ["no JSON at all", "{broken", '{"grounds": "none"}', "[]"])
def test_an_answer_without_grounds_changes_nothing(file: Path, tmp_path: Path, answer: str) -> None:
    assert heard(file, answer, tmp_path / "kept").items == read(file).items


def test_only_the_rationale_is_sent_and_the_answer_is_kept(file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with serving([ground("indication", "the tide of her knee")]) as (server, address):
        first = read(file, reader=ChatReader(address, kept))
        again = read(file, reader=ChatReader(address, kept))
    [asked] = server.asked
    assert first.items == again.items
    assert asked["path"] == "/v1/chat/completions"
    assert (asked["model"], asked["temperature"]) == ("small", 0)
    assert asked["messages"][1]["content"] == f"{GUIDELINE} {PUZZLE}"
    assert "visit-limit" in asked["messages"][0]["content"]
    assert "CM99" not in json.dumps(asked)


@pytest.mark.parametrize(
    ("answer", "status", "found"),
    [
        pytest.param(b"<html>", 200, "no chat completion", id="no JSON"),
        pytest.param(b'{"choices": []}', 200, "no chat completion", id="no choice"),
        pytest.param(b"", 500, "HTTP status 500", id="its own error"),
        pytest.param(b"", 302, "HTTP status 302", id="a redirect is not followed"),
    ],
)
def test_a_server_that_gives_no_answer_is_an_error_that_names_it(
    file: Path, tmp_path: Path, answer: bytes, status: int, found: str
) -> None:
    kept = tmp_path / "kept"
    with serving(answer, status) as (_, address), pytest.raises(ReaderError, match=found):
        read(file, reader=ChatReader(address, kept))
    assert not kept.exists()


@pytest.mark.parametrize("address", ["localhost:8080", "ftp://localhost/v1", "http://[::1", ""])
def test_what_is_no_address_is_an_error(file: Path, tmp_path: Path, address: str) -> None:
    with pytest.raises(ReaderError, match="expected the answer of a model"):
        read(file, reader=ChatReader(address, tmp_path))


def test_the_explanation_and_the_graph_name_the_model(file: Path, tmp_path: Path) -> None:
    letter = heard(file, [ground("indication", "the tide of her knee")], tmp_path / "kept")
    [told] = [each for each in explain(letter).items[0].grounds if each.reader]
    assert told.reader is not None
    assert told.reader.startswith("small at http://127.0.0.1:")
    assert not told.is_sure
    assert told.reader in render(explain(letter), "text", "full")
    assert told.reader in {value for *_, value in facts_of(letter)}


def test_what_only_a_model_says_makes_no_verdict_certain(file: Path, tmp_path: Path) -> None:
    stated = [
        ground("indication", "the tide of her knee went out", met=True),
        ground("objective-findings", "The moon was high", met=True),
    ]
    item = explain(heard(file, stated, tmp_path / "kept")).items[0]
    assert len([each for each in item.grounds if each.reader]) == len(stated)
    for_it = [each for each in item.verdicts if each.verdict.value == "necessary"]
    assert for_it
    assert not any(map(item.is_certain, for_it))


def test_the_commands_take_the_address(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(file.parent / "cache"))
    with serving([ground("indication", "the tide of her knee")]) as (_, address):
        read_ = CliRunner().invoke(main, ["read", str(file), "--reader", address])
        told = CliRunner().invoke(main, ["explain", str(file), "--reader", address])
    assert json.loads(read_.stdout)["items"][0]["grounds"][0]["reader"].startswith("small at")
    assert told.exit_code == 0
    gone = CliRunner().invoke(main, ["explain", str(file), "--reader", "http://127.0.0.1:9/v1"])
    assert gone.exit_code == UNREACHED
    assert "expected the answer of a model" in gone.stderr
