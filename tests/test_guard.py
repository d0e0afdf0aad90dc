"""graph.guard and graph.deadline: a query from outside only reads, only here, and ends in time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import rdflib.plugins.sparql
from hypothesis import example, given
from hypothesis import strategies as st

from imrgraph.errors import LimitError, QueryError
from imrgraph.graph.deadline import within
from imrgraph.graph.guard import LONGEST, checked
from imrgraph.graph.rows import Rows
from imrgraph.store.opening import LetterStore

#: Nobody listens there; an engine that calls it says so.
NOBODY = "http://127.0.0.1:1/"
#: How much later than its limit a query may end, in seconds.
LATE = 0.5
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module", params=["in memory", "in a folder"])
def store(
    request: pytest.FixtureRequest, examples: Path, tmp_path_factory: pytest.TempPathFactory
) -> LetterStore:
    place = tmp_path_factory.mktemp("store") if request.param == "in a folder" else None
    loaded = LetterStore(place)
    loaded.load([examples / "two-items.txt"])
    return loaded


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s ?p ?o }",
        "select*{?s ?p ?o}",
        "ASK {}",
        "DESCRIBE imrv:neck",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "PREFIX ex: <http://example.org/> SELECT * { ?s ex:SERVICE ex:drop }",
        "PREFIX load: <http://example.org/> SELECT * { ?s load:a ?o }",
        "PREFIX fromage: <http://example.org/> SELECT * { ?s fromage:a ?o }",
        "BASE <http://example.org/> SELECT ?service ?from { ?service ?from <SERVICE> }",
        "SELECT * { ?s ?p 'INSERT DATA {} SERVICE <x> FROM <y>' } # LOAD <z>",
        "SELECT * { ?s ?p '''a ' SERVICE ' b''' , \"\"\"a \" DROP \" b\"\"\" }",
        "SELECT * { ?s ?p 'it\\'s SERVICE' }",
        "SELECT * { ?s ?p 'x'@service }",
        "# SELECT * { SERVICE <x> {} }\nASK {}",
        "SELECT * { { SELECT ?s { ?s ?p ?o } } UNION { SELECT ?o { ?s ?p ?o } } }",
        "SELECT * { _:service ?p ?o FILTER (?p<?o && 1>2) }",
        "SELECT * { ?s <http://example.org/#SERVICE> ?o }",
    ],
)
@pytest.mark.filterwarnings("ignore::imrgraph.errors.UnknownTermWarning")
def test_what_only_reads_is_let_through(store: LetterStore, text: str) -> None:
    assert checked(text).text == text
    store.query(text, limit=1)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { SERVICE SILENT <http://127.0.0.1:1/> {} }", "SERVICE"),
        ("SELECT * { service?x{?s ?p ?o} }", "SERVICE"),
        ("PREFIX : <http://127.0.0.1:1/> SELECT * { SERVICE:a{} }", "SERVICE"),
        ("SELECT * { ?s ?p trueSERVICE<http://127.0.0.1:1/>{} }", "SERVICE"),
        ("SELECT * { FILTER EXISTS { SERVICE <http://127.0.0.1:1/> {} } }", "SERVICE"),
        ("SELECT * { FILTER(1<2)SERVICE ?x {} }", "SERVICE"),
        ("SELECT * { ?s ?p 'a' SERVICE <x:y> { ?s ?p 'b' } }", "SERVICE"),
        ("SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> {} }", "SERVICE"),
        ("SELECT * { ?s ?p 'a\\u0022' . SERVICE <http://127.0.0.1:1/> {} }", "SERVICE"),
        ("SELECT * { #\nSERVICE#\n<http://127.0.0.1:1/> {} }", "SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "FROM"),
        ("SELECT * FROM NAMED <http://127.0.0.1:1/> { ?s ?p ?o }", "FROM"),
        ("ASKFROM<http://127.0.0.1:1/>{}", "FROM"),
        ("PREFIX : <http://127.0.0.1:1/> ASK FROM :a {}", "FROM"),
        ("ASK FROM <relative> {}", "FROM"),
        ("INSERT DATA { <a:> <a:> 1 }", "INSERT"),
        ("PREFIX a: <a:> DELETE WHERE { ?s ?p ?o }", "DELETE"),
        ("LOAD <http://127.0.0.1:1/>", "LOAD"),
        ("CLEAR ALL", "CLEAR"),
        ("DROP GRAPH <a:>", "DROP"),
        ("WITH <a:> DELETE { ?s ?p ?o } WHERE {}", "WITH"),
        ("SELECT * {} ; DROP ALL", "DROP"),
        ("ASK {} ASK {}", "one query"),
        ("SELECT * {} SELECT * {}", "one query"),
        ("", "expected SELECT"),
        ("# SELECT * {}", "expected SELECT"),
        ("EXPLAIN SELECT * {}", "expected SELECT"),
        ("SELECT * { ?s ?p }", "SPARQL 1.1"),
        ("SELECT ?x { nosuch:a ?p ?x }", "nosuch: expected a prefix"),
    ],
)
def test_what_changes_or_reaches_out_is_refused_by_its_rule(
    store: LetterStore, text: str, rule: str
) -> None:
    before = len(store)
    with pytest.raises(QueryError) as caught:
        store.query(text)
    assert rule in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(store) == before


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p '" + "x" * LONGEST + "' }",
        "SELECT * {" + "{" * 5000 + "}" * 5000 + "}",
        "SELECT (" + "(" * 5000 + "1" + ")" * 5000 + " AS ?x) {}",
        "SELECT (" + "!" * 20000 + "true AS ?x) {}",
        "SELECT (1" + "+1" * 20000 + " AS ?x) {}",
        "SELECT (true" + "||true" * 9000 + " AS ?x) {}",
        "SELECT * {{}" + " UNION {}" * 9000 + "}",
        "SELECT * { ?s ?p " + "[" * 3000 + "]" * 3000 + " }",
    ],
    ids=["long", "groups", "parentheses", "nots", "sums", "ors", "unions", "blank"],
)
def test_what_is_too_long_or_too_deep_is_a_limit(store: LetterStore, text: str) -> None:
    with pytest.raises(LimitError, match="expected"):
        store.query(text)


def test_a_megabyte_of_any_text_is_told() -> None:
    for piece in ("'", '"', "<", "a.", "\\u", "'''", "#", "{", "@a-", "a:", "FROM ", "?a"):
        with pytest.raises((LimitError, QueryError)):
            checked(piece * (LONGEST // len(piece)))


PIECES = [
    "SERVICE", "service", "SILENT", f"<{NOBODY}>", "?x", ":a", "true", "1", "1.", "1e3", "'a'", '"',
    "'", '"""', "<", ">", "{", "}", "(", ")", "FILTER", "?s ?p ?o", ".", ";", " ", "\n", "#", "\\",
    "_:b", "@en", "^^", "a", "ex:b", "UNION", "OPTIONAL", "BIND", "AS", "FROM", "NAMED", "%20", "-",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example(f"?s ?p trueSERVICE<{NOBODY}>{{}}")
@example(f"FILTER(1<2)SERVICE<{NOBODY}>{{}}")
def test_no_engine_calls_a_service_that_the_guard_let_through(body: str) -> None:
    text = f"PREFIX : <{NOBODY}> PREFIX ex: <{NOBODY}> SELECT * {{ {{ {body} }} }}"
    try:
        checked(text)
    except (QueryError, LimitError):
        return
    assert not calls_service(text)


def calls_service(text: str) -> bool:
    """Return whether a parser finds SERVICE in `text`; what is no query calls nothing."""
    try:
        parsed = rdflib.plugins.sparql.prepareQuery(text)
    except Exception:  # noqa: BLE001 (whatever a parser says of what is no query)
        parsed = None
    found = "ServiceGraphPattern" in repr(getattr(parsed, "algebra", ""))
    try:
        LetterStore().query(text, timeout=None)
    except QueryError:
        return found
    except Exception as error:  # noqa: BLE001 (what an engine says that is called elsewhere)
        return "port" in str(error).lower() or "http" in str(error).lower()
    return found


def test_from_names_a_graph_of_the_store(store: LetterStore) -> None:
    text = "SELECT (COUNT(*) AS ?n) FROM imrd:CM99-0000006 { ?s ?p ?o }"
    every = store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    one = store.query(text)
    graph = store.graph("https://w3id.org/imrgraph/determination/CM99-0000006")
    assert isinstance(one, Rows)
    assert one == [{"n": len(graph)}]
    assert one != every


def test_a_graph_of_the_store_can_be_a_named_one(store: LetterStore) -> None:
    rows = store.query("SELECT DISTINCT ?g FROM NAMED imrd:CM99-0000006 { GRAPH ?g { ?s ?p ?o } }")
    assert rows == [{"g": "https://w3id.org/imrgraph/determination/CM99-0000006"}]


@pytest.mark.parametrize("limit", [0, 1, 5])
@pytest.mark.parametrize("form", ["SELECT *", "CONSTRUCT { ?s ?p ?o }"])
def test_a_limit_cuts_and_says_so(store: LetterStore, form: str, limit: int) -> None:
    rows = store.query(f"{form} WHERE {{ ?s ?p ?o }}", limit=limit)
    assert isinstance(rows, Rows)
    assert len(rows) == limit
    assert rows.truncated


def test_an_answer_within_its_limit_is_whole(store: LetterStore) -> None:
    rows = store.query("SELECT * { VALUES ?x { 1 2 } }", limit=2)
    assert isinstance(rows, Rows)
    assert not rows.truncated


def children() -> set[str]:
    return {each.name for each in Path("/proc").iterdir() if is_child(each.name)}


def is_child(process: str) -> bool:
    if not process.isdigit():
        return False
    try:
        status = Path("/proc", process, "stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[1] == str(os.getpid())


@pytest.mark.slow  # it looks at the clock, which a machine at work holds back: the best of three
@pytest.mark.parametrize("text", [RUNAWAY, RUNAWAY.replace("(COUNT(*) AS ?n)", "DISTINCT *")])
def test_a_runaway_query_ends_with_its_time_and_leaves_nothing(
    store: LetterStore, text: str
) -> None:
    before, taken = children(), []
    for _ in range(3):
        started = time.monotonic()
        with pytest.raises(LimitError, match="within 1 s"):
            store.query(text, timeout=1)
        taken.append(time.monotonic() - started)
        assert children() == before
    assert min(taken) < 1 + LATE
    assert store.query("ASK { ?s ?p ?o }") is True


def test_a_child_that_dies_is_no_answer() -> None:
    with pytest.raises(LimitError, match="more than the machine has"):
        within(10, lambda: os._exit(11))


INTERRUPTED = """
import os, signal, time
from imrgraph.graph.deadline import within

# A shell's background job is started deaf to interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)

def interrupted():
    os.kill(os.getppid(), 2)
    time.sleep(60)

try:
    within(60, interrupted)
except KeyboardInterrupt:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        print("no child is left")
"""


def test_an_interrupt_ends_the_child() -> None:
    command = [sys.executable, "-c", INTERRUPTED]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 (our own code)
    assert done.stdout.split() == [b"no", b"child", b"is", b"left"]
