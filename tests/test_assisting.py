"""serve.assisting: an assistant asks by the protocol, and every claim can be checked."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import httpx
import pytest
import uvicorn
from click.testing import CliRunner
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

import imrgraph
from imrgraph.cli import main
from imrgraph.explaining import explain
from imrgraph.graph.questions import questions
from imrgraph.letters.text.document import Document, Span
from imrgraph.reasoning.rendering.headline import headline
from imrgraph.resources import folder
from imrgraph.serve.app import application
from imrgraph.serve.assisting.bounds import MOST_ROWS, Bounds
from imrgraph.serve.assisting.http import with_tools
from imrgraph.serve.assisting.server import assistant
from imrgraph.serve.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from mcp.server.mcpserver import MCPServer
    from mcp_types import Tool

    from imrgraph.store.opening import LetterStore

TOOLS = {
    "find_determinations",
    "explain_determination",
    "check_quotation",
    "list_questions",
    "ask_question",
    "query_sparql",
    "look_up",
    "find_guidelines",
    "plan_request",
}
#: A process of its own has this copy of imrgraph, too.
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
LETTERS = sorted((folder("examples") / "letters").glob("*.txt"))
#: The letter that is the standard.
FIRST = folder("examples") / "letters" / "massage-chronic.txt"

Answer = dict[str, Any]
T = TypeVar("T")


@pytest.fixture(scope="module")
def store() -> Iterator[LetterStore]:
    with imrgraph.open() as opened:
        opened.load([folder("examples") / "letters"])
        yield opened


@pytest.fixture(scope="module")
def server(store: LetterStore) -> MCPServer[Any]:
    return assistant(store)


def with_client(of: object, work: Callable[[Client], Awaitable[T]]) -> T:
    """Return what `work` returns that is given a client of a server."""

    async def main() -> T:
        async with Client(of) as client:  # type: ignore[arg-type]
            return await work(client)

    return anyio.run(main)


async def called(tool: str, given: Answer, client: Client) -> Answer:
    result = await client.call_tool(tool, given)
    assert not result.is_error, result.content
    [text] = result.content
    assert json.loads(text.text) == result.structured_content  # type: ignore[union-attr]
    return result.structured_content or {}


def call(of: object, tool: str, **given: object) -> Answer:
    return with_client(of, partial(called, tool, given))


def refusal(of: object, tool: str, **given: object) -> str:
    async def work(client: Client) -> str:
        result = await client.call_tool(tool, given)
        assert result.is_error
        return str(result.content[0].text)  # type: ignore[union-attr]

    return with_client(of, work)


def places(answer: object) -> Iterator[Answer]:
    """Yield every place in an answer."""
    if isinstance(answer, dict):
        if {"start", "end", "quote"} <= answer.keys():
            yield answer
        for each in answer.values():
            yield from places(each)
    elif isinstance(answer, list):
        for each in answer:
            yield from places(each)


def expect_quoted(answer: Answer, documents: dict[str, Document], least: int) -> None:
    """Expect so many places, each with the words of its letter and their page."""
    found = list(places(answer))
    assert len(found) >= least
    for each in found:
        document, span = documents[each["case"]], Span(each["start"], each["end"])
        assert document.quote(span) == each["quote"]
        assert document.page(span) == each["page"]


@pytest.fixture(scope="module")
def documents(store: LetterStore) -> dict[str, Document]:
    cases = [each.name for each in store.determinations]
    return {case: store.document(case) for case in cases}


def test_the_tools_are_listed_with_what_each_parameter_is(server: MCPServer[Any]) -> None:
    async def listed(client: Client) -> list[Tool]:
        assert "check_quotation" in (client.instructions or "")
        return (await client.list_tools()).tools

    tools = with_client(server, listed)
    assert {each.name for each in tools} == TOOLS
    for each in tools:
        assert each.annotations
        assert each.annotations.read_only_hint
        told = each.description or ""
        assert len(told.splitlines()[0]) <= 100  # noqa: PLR2004
        assert ">>>" not in told
        assert all(of["description"] for of in each.input_schema["properties"].values())


@pytest.mark.parametrize("letter", LETTERS, ids=[each.stem for each in LETTERS])
def test_a_letter_that_is_passed_is_explained_and_every_claim_is_quoted(
    server: MCPServer[Any], letter: Path
) -> None:
    text = letter.read_text("utf-8")
    found = call(server, "explain_determination", text=text)
    document = Document.of("the text", text)
    expect_quoted(found, {"the text": document}, least=2)
    why = explain(document)
    assert found["sha256"] == document.sha256
    assert [each["says"] for each in found["items"]] == [headline(each) for each in why.items]
    for told, item in zip(found["items"], why.items, strict=True):
        assert told["outcome"] == item.recorded_outcome
        assert told["places"][0]["quote"] in text


def test_the_first_letter_is_explained_as_it_is_to_people(server: MCPServer[Any]) -> None:
    [item] = call(server, "explain_determination", text=FIRST.read_text("utf-8"))["items"]
    assert item["verdicts"][0]["verdict"] == "not necessary"
    assert "573 days after the injury" in item["says"]
    assert "exceed" not in item["says"]
    [reasons] = [each for each in item["sections"] if each["title"].endswith("reasons")]
    assert all(entry["places"] for entry in reasons["entries"])


def test_what_an_assistant_cites_is_what_verify_confirms(
    server: MCPServer[Any], tmp_path: Path
) -> None:
    proof = tmp_path / "proof.json"
    proof.write_text(explain(FIRST).render("json"), "utf-8")
    done = CliRunner().invoke(main, ["verify", str(proof), "--letter", str(FIRST)])
    assert done.exit_code == 0, done.output
    confirmed = json.loads(proof.read_text("utf-8"))
    known = {(e["start"], e["end"], e["quote"]) for e in places(confirmed)}
    cited = call(server, "explain_determination", text=FIRST.read_text("utf-8"))
    told = {(each["start"], each["end"], each["quote"]) for each in places(cited)}
    assert told
    assert told <= known


def test_the_claim_that_the_pages_show_is_one_that_is_told(server: MCPServer[Any]) -> None:
    page = Path(__file__).parents[1] / "docs" / "how-to" / "assistants.md"
    *_, shown = re.findall(
        r"^```json\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    claim = json.loads(shown)
    [place] = claim["places"]
    [item] = call(server, "explain_determination", case=place["case"])["items"]
    entries = [entry for each in item["sections"] for entry in each["entries"]]
    [same] = [entry for entry in entries if place in entry["places"]]
    assert claim["says"] in same["says"]


def test_a_case_of_the_store_is_explained_item_by_item(
    server: MCPServer[Any], documents: dict[str, Document]
) -> None:
    found = call(server, "explain_determination", case="cm99-0000006", item=2)
    assert [each["number"] for each in found["items"]] == [2]
    expect_quoted(found, documents, least=2)


@pytest.mark.parametrize(
    "given",
    [
        {"words": "massage"},
        {"words": '"not recommended"', "outcome": "upheld"},
        {"treatment": "Massage"},
        {"outcome": "overturned"},
        {},
    ],
    ids=str,
)
def test_determinations_are_found_and_cited(
    server: MCPServer[Any], documents: dict[str, Document], given: Answer
) -> None:
    found = call(server, "find_determinations", **given)
    rows = found.get("passages", found.get("items"))
    assert rows
    expect_quoted(found, documents, least=len(rows))
    for each in rows:
        assert each["places"]
        assert all(of["case"] == each["case"] for of in each["places"])


def test_a_place_is_confirmed_or_not(server: MCPServer[Any]) -> None:
    text = FIRST.read_text("utf-8")
    check = partial(call, server, "check_quotation", text=text)
    start = text.index("passive")
    assert check(start=start, end=start + 7, quote="passive")["holds"] is True
    assert check(start=start, end=start + 7)["quote"] == "passive"
    moved = check(start=start + 1, end=start + 8, quote="passive")
    assert (moved["holds"], moved["stands_at"]) == (False, [start, start + 7])
    assert check(start=start, end=start + 7, quote="massive")["holds"] is False


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_question_is_answered_as_in_the_library_or_refused(
    server: MCPServer[Any], store: LetterStore, documents: dict[str, Document], name: str
) -> None:
    asked = questions()[name]
    given = asked.example.get("params", {})
    told = call(server, "list_questions", name=name)
    if asked.refusal:
        assert told["refused"] in refusal(server, "ask_question", name=name)
        return
    assert told["parameters"].keys() == {each.name for each in asked.params}
    found = call(server, "ask_question", name=name, parameters=given, limit=MOST_ROWS)
    expect_quoted(found, documents, least=0)
    rows = store.ask(name, **given)
    assert found["columns"].keys() == asked.returns.keys()
    if "left_off" not in found:
        assert [each.keys() for each in found["rows"]] == [each.keys() for each in rows]


def test_sparql_is_answered_with_its_places_and_only_reads(
    server: MCPServer[Any], documents: dict[str, Document]
) -> None:
    query = "SELECT ?place ?item { ?item imr:hasGround/imr:statedAt ?place } ORDER BY ?place"
    found = call(server, "query_sparql", query=query, limit=3)
    expect_quoted(found, documents, least=3)
    assert found["left_off"] == "what comes after 3 rows"
    assert call(server, "query_sparql", query="ASK { ?s a imr:Determination }") == {"answer": True}
    for wrong in (
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }",
        "SELECT * FROM <http://localhost:1/x> { ?s ?p ?o }",
        "hello",
    ):
        assert "\n" not in refusal(server, "query_sparql", query=wrong)


@pytest.mark.parametrize("characters", ["9,5", "5,999999999", "0,0"])
def test_a_place_that_a_query_makes_up_is_no_place(server: MCPServer[Any], characters: str) -> None:
    letter = "https://w3id.org/imrgraph/determination/CM99-0000002"
    query = f"SELECT ?x {{ BIND (<{letter}#char={characters}> AS ?x) }}"
    [row] = call(server, "query_sparql", query=query)["rows"]
    assert row["x"] in (
        f"imrd:CM99-0000002#char={characters}",
        {"case": "CM99-0000002", "start": 0, "end": 0, "page": 1, "quote": ""},
    )


def test_a_query_for_a_term_that_there_is_none_of_says_so(server: MCPServer[Any]) -> None:
    with pytest.warns(UserWarning, match="imr:outcom"):
        found = call(server, "query_sparql", query="SELECT ?i { ?i imr:outcom ?o }")
    nearest = "the nearest: imr:Outcome, imr:outcome"
    assert found["notes"] == [f"imr:outcom: no such term in the ontology; {nearest}"]


def test_a_query_without_end_is_stopped(store: LetterStore) -> None:
    quick = assistant(store, Bounds(seconds=0.5))
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    assert "within 0.5 s" in refusal(quick, "query_sparql", query=endless)


def test_a_question_that_takes_too_long_is_stopped(store: LetterStore) -> None:
    quick = assistant(store, Bounds(seconds=0.000_01))
    assert "expected an answer within" in refusal(quick, "ask_question", name="sources-by-year")


def test_names_are_looked_up(server: MCPServer[Any]) -> None:
    found = call(server, "look_up", words="deep tissue massage")
    assert found["names"][0]["name"] == "imrv:deep-tissue-massage"
    assert "massage-therapy" in call(server, "look_up", words="masage")["nearest"]
    assert "one of" in refusal(server, "look_up", words="x", vocabulary="nothing")


def test_guidelines_are_told_with_their_place_and_how_sure_they_are(
    server: MCPServer[Any],
) -> None:
    found = call(server, "find_guidelines", treatment="massage", region="neck", day="2015-06-10")
    [only] = found["recommendations"]
    assert (only["place"], only["status"]) == (
        "Chronic Pain Medical Treatment Guidelines, 2009, p. 60",
        "single-report",
    )
    later = call(server, "find_guidelines", treatment="massage", region="neck", day="2026-06-10")
    assert later["recommendations"] == []
    assert later["not_encoded"] == ["Cervical and Thoracic Spine Disorders, 2019"]


def test_a_request_is_planned_with_decided_ones_beside_it(
    server: MCPServer[Any], documents: dict[str, Document]
) -> None:
    found = call(
        server,
        "plan_request",
        treatment="massage",
        request_day="2015-06-10",
        region="neck",
        injury_day="2014-11-14",
        visits=12,
    )
    assert found["verdict"] == "partly-necessary"
    assert {each["outcome"] for each in found["decided"]} == {"upheld", "overturned"}
    expect_quoted(found["decided"], documents, least=4)
    assert any("p. 60 (by one report of its text)" in each["title"] for each in found["sections"])
    assert "no medical or legal advice" in found["advice"]
    assert found["sections"][0]["title"] == "What to show"
    expect_quoted(found["missed"], documents, least=1)
    assert all(each["requests"] <= each["of"] for each in found["missed"])


@pytest.mark.parametrize(
    ("tool", "given", "told"),
    [
        ("explain_determination", {}, "expected case or text, found none"),
        (
            "explain_determination",
            {"case": "CM1", "text": "x"},
            "expected case or text, found both",
        ),
        ("explain_determination", {"case": "CM99-9999999"}, "CM99-9999999"),
        ("explain_determination", {"case": "CM99-0000002", "item": 7}, "an item of the number 7"),
        ("explain_determination", {"text": "Dear Sir"}, "expected a disputed item"),
        ("explain_determination", {"text": "x" * 400_001}, "expected at most 400,000 characters"),
        ("find_determinations", {"limit": 0}, "limit=0: expected a number from 1 to 100"),
        ("find_determinations", {"limit": "many"}, "limit: input should be a valid integer"),
        ("find_determinations", {"outcome": "won"}, "outcome=won: expected one of"),
        ("find_determinations", {"tretment": "x"}, "tretment: expected one of words, treatment"),
        ("check_quotation", {"case": "CM99-0000002", "start": 5, "end": 2}, "expected a place"),
        ("check_quotation", {"case": "CM99-0000002", "start": -5, "end": 2}, "expected a place"),
        ("ask_question", {"name": "overturn-rte"}, "overturn-rate"),
        ("ask_question", {"name": "overturn-rate", "parameters": {"of": 1}}, "parameter 'of'"),
        ("find_guidelines", {"treatment": "massge therapie"}, "expected the name of a treatment"),
        ("find_guidelines", {"treatment": "massage", "day": "soon"}, "day=soon: expected a date"),
        ("plan_request", {"treatment": "massage"}, "request_day: expected a value, found none"),
        (
            "plan_request",
            {"treatment": "massage", "request_day": "2015-06-10", "visits": -3},
            "visits=-3: expected a whole number from 1 to 9,999",
        ),
        ("explain_determinaton", {}, "explain_determinaton: expected one of"),
        ("find_guidelines", {"treatment": "massage", "day": "\n\n"}, "day= : expected a date"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    server: MCPServer[Any], tool: str, given: Answer, told: str
) -> None:
    said = refusal(server, tool, **given)
    assert told in said
    assert "\n" not in said
    assert "Traceback" not in said


def test_an_answer_says_what_it_leaves_off(store: LetterStore) -> None:
    small = assistant(store, Bounds(characters=1500, quotation=20))
    found = call(small, "find_determinations")
    assert re.fullmatch(r"\d of 7 items, for want of room", found["left_off"])
    assert len(json.dumps(found)) < 2000  # noqa: PLR2004
    assert all(len(each["quote"]) <= 20 for each in places(found))  # noqa: PLR2004
    listed = call(assistant(store), "find_determinations", limit=2)
    assert listed["left_off"] == "5 of 7 items, beyond the limit"
    searched = call(assistant(store), "find_determinations", words="treatment", limit=2)
    assert searched["left_off"] == "what comes after 2 passages"
    explained = call(small, "explain_determination", case="CM99-0000006")
    assert "ask for one of 1 to 2 as item" in explained["left_off"]


def test_the_ontology_and_every_question_can_be_read(server: MCPServer[Any]) -> None:
    async def read(client: Client) -> dict[str, str]:
        found = {}
        for each in (await client.list_resources()).resources:
            [content] = (await client.read_resource(each.uri)).contents
            assert each.description
            found[str(each.uri)] = content.text  # type: ignore[union-attr]
        return found

    told = with_client(server, read)
    assert "imr:DisputedItem" in told["imrgraph://ontology/imr.ttl"]
    assert {f"imrgraph://questions/{name}" for name in questions()} < told.keys()
    assert all(told.values())


def started(*words: str) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "imrgraph", "mcp", *words],
        env=ENVIRONMENT,
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place: Path = tmp_path_factory.mktemp("assisting") / "graph"
    with imrgraph.open(place) as opened:
        opened.load([folder("examples") / "letters"])
    return place


def test_a_process_of_its_own_answers_over_stdin_and_stdout(
    kept: Path, documents: dict[str, Document]
) -> None:
    async def work(client: Client) -> tuple[set[str], Answer, Answer]:
        tools = {each.name for each in (await client.list_tools()).tools}
        explained = await called("explain_determination", {"case": "CM99-0000002"}, client)
        asked = await called("query_sparql", {"query": "SELECT * { ?s imr:outcom ?o }"}, client)
        return tools, explained, asked

    tools, explained, asked = with_client(stdio_client(started("--store", str(kept))), work)
    assert tools == TOOLS
    expect_quoted(explained, documents, least=3)
    assert asked["notes"]


def test_nothing_but_the_protocol_is_written_to_stdout() -> None:
    ask = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
    done = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    wrong = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "query_sparql", "arguments": {"query": "SELECT * { ?s imr:outcom ?o }"}},
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "imrgraph", "mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    with process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        for each in (ask, done, wrong):
            process.stdin.write(f"{json.dumps(each)}\n")
        process.stdin.write("no message\n")
        process.stdin.flush()
        answered: set[object] = set()
        while not {1, 2} <= answered:
            message = json.loads(process.stdout.readline())
            assert message["jsonrpc"] == "2.0"
            answered.add(message.get("id"))
        process.stdin.close()
        assert process.stdout.read() == ""
        assert process.stderr.readline().startswith("imrgraph: serving the example letters")
    assert process.returncode == 0


def test_a_store_that_is_not_there_ends_the_command_at_once(tmp_path: Path) -> None:
    told = subprocess.run(  # noqa: S603 (our own)
        [sys.executable, "-m", "imrgraph", "mcp", "--store", str(tmp_path / "none")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=ENVIRONMENT,
    )
    assert told.returncode == 4  # noqa: PLR2004
    assert told.stdout == ""
    assert told.stderr.startswith("imrgraph: no store here: ")


@pytest.fixture(scope="module")
def address(store: LetterStore) -> Iterator[str]:
    """Return where the letters are served with tools for assistants."""
    with serving(store, Limits(seconds=1.0)) as where:
        yield where


@contextmanager
def serving(store: LetterStore, limits: Limits) -> Iterator[str]:
    """Serve the letters with tools for assistants, and yield where."""
    served = application(store, limits)
    app = with_tools(served, origins=["https://friend.example"])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = uvicorn.Server(uvicorn.Config(app, lifespan="on", log_config=None))
        thread = threading.Thread(target=running.run, args=([listening],))
        thread.start()
        while not running.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        running.should_exit = True
        thread.join()


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_server_answers_assistants_beside_browsers(
    address: str, documents: dict[str, Document], mode: str
) -> None:
    async def work() -> tuple[set[str], Answer]:
        async with Client(f"{address}/mcp", mode=mode) as client:
            tools = {each.name for each in (await client.list_tools()).tools}
            return tools, await called("explain_determination", {"case": "CM99-0000002"}, client)

    tools, explained = anyio.run(work)
    assert tools == TOOLS
    expect_quoted(explained, documents, least=3)
    assert httpx.get(f"{address}/healthz").text == "ok\n"


def test_a_query_over_http_has_a_process_and_an_end(address: str) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

    async def work() -> tuple[Answer, str, Answer]:
        async with Client(f"{address}/mcp") as client:
            quick = {"query": "SELECT ?place { ?x imr:statedAt ?place }", "limit": 2}
            first = await called("query_sparql", quick, client)
            spent = await client.call_tool("query_sparql", {"query": endless})
            assert spent.is_error
            again = await called("query_sparql", quick, client)
            return first, str(spent.content[0].text), again  # type: ignore[union-attr]

    first, told, again = anyio.run(work)
    assert "expected an answer within 1 s" in told
    assert first == again
    assert first["left_off"] == "what comes after 2 rows"


def test_what_takes_an_assistant_long_has_a_process_and_an_end(store: LetterStore) -> None:
    calls: dict[str, Answer] = {
        "explain_determination": {"case": "CM99-0000002"},
        "plan_request": {"treatment": "massage", "request_day": "2015-06-10", "region": "neck"},
        "ask_question": {"name": "proof", "parameters": {"letter": "CM99-0000002", "item": 1}},
    }
    with serving(store, Limits(explaining=0)) as hasty:
        for tool, given in calls.items():
            assert "within 0 s" in refusal(f"{hasty}/mcp", tool, **given)
    with serving(store, Limits()) as patient:
        for tool, given in calls.items():
            assert call(f"{patient}/mcp", tool, **given) == call(assistant(store), tool, **given)


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, HTTPStatus.OK),
        ("https://friend.example", HTTPStatus.OK),
        ("http://evil.example", HTTPStatus.FORBIDDEN),
        ("http://127.0.0.1.evil.example", HTTPStatus.FORBIDDEN),
        ("null", HTTPStatus.FORBIDDEN),
    ],
)
def test_a_page_of_another_site_may_not_ask(
    address: str, origin: str | None, status: HTTPStatus
) -> None:
    headers = {"Accept": "application/json, text/event-stream"}
    if origin:
        headers["Origin"] = origin
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    told = httpx.post(f"{address}/mcp", json=asked, headers=headers)
    assert told.status_code == status


def test_nothing_waits_for_news_and_nothing_large_is_read(address: str) -> None:
    place = f"{address}/mcp"
    assert httpx.get(place).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    told = httpx.post(place, content=b" " * 5_000_000, headers=headers)
    assert told.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert httpx.post(place, content=b"{", headers=headers).is_client_error


def test_assistants_are_served_only_where_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    served: list[Any] = []
    monkeypatch.setattr("uvicorn.Server.run", lambda self, _: served.append(self.config))
    for words in ([], ["--mcp"]):
        done = CliRunner().invoke(main, ["serve", "--examples", "--port", "0", *words])
        assert done.exit_code == 0, done.output
    assert [each.app.args[0].mcp for each in served] == [False, True]
