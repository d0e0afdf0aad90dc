"""graph.remote: an endpoint answers as a store here does, and one that misbehaves is an error."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import sysconfig
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from click.testing import CliRunner

from imrgraph.checking.specification import over_store
from imrgraph.cli import main
from imrgraph.errors import EndpointError, NotFoundError, QueryError
from imrgraph.graph.questions import question, questions
from imrgraph.graph.rows import Rows
from imrgraph.store.opening import Endpoint, LetterStore
from imrgraph.store.opening import open as open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


UNREACHED = 6
#: How much later than its limit an answer may be given up, in seconds.
LATE = 0.5
OXIGRAPH = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")
ANSWERED = sorted(name for name, each in questions().items() if not each.refusal)


@pytest.fixture(scope="module")
def store(examples: Path) -> LetterStore:
    loaded = LetterStore()
    loaded.load([examples])
    return loaded


@pytest.fixture(scope="module")
def quads(store: LetterStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("quads") / "letters.nq"
    graphs = store.select("SELECT ?g { GRAPH ?g {} }")
    lines = [f"{quad} .\n" for row in graphs for quad in store.graph(str(row["g"]))]
    file.write_text("".join(lines), encoding="utf-8")
    return file


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(command: list[str], address: str) -> Iterator[None]:
    """Run a server until it answers at `address`, and end it afterwards."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as server:  # noqa: S603 (our own)
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(address, timeout=1).close()  # noqa: S310 (our own server)
                    break
                except urllib.error.HTTPError:
                    break
                except OSError:
                    time.sleep(0.1)
            yield
        finally:
            server.kill()


@pytest.fixture(scope="module")
def endpoint(quads: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    if OXIGRAPH is None:
        pytest.skip("the server of the package oxigraph is not installed")
    folder, bind = tmp_path_factory.mktemp("oxigraph"), f"127.0.0.1:{free_port()}"
    load = [OXIGRAPH, "load", "--location", str(folder), "--file", str(quads)]
    subprocess.run(load, check=True, capture_output=True)  # noqa: S603 (our own)
    serve = [OXIGRAPH, "serve-read-only", "--location", str(folder), "--bind", bind]
    with running(serve, f"http://{bind}/"):
        yield Endpoint(f"http://{bind}/query")


@pytest.mark.parametrize("name", ANSWERED)
def test_a_question_has_the_same_rows_over_http(
    store: LetterStore, endpoint: Endpoint, name: str
) -> None:
    given = question(name).example["params"]
    here, there = store.ask(name, **given), endpoint.ask(name, **given)
    assert there == here
    assert there.columns == here.columns


def test_the_specification_of_the_criteria_is_held_against_an_endpoint(
    store: LetterStore, endpoint: Endpoint
) -> None:
    here, there = over_store(store), over_store(endpoint)
    assert there == here
    assert there.statuses
    assert not there.differences


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s ?o { ?s imr:outcome ?o } ORDER BY ?s",
        "ASK { ?s imr:outcome imrv:upheld }",
        "ASK { ?s a <https://example.org/Nothing> }",
        "SELECT ?x { VALUES ?x { 'SERVICE' } } # FROM",
        "SELECT (COUNT(*) AS ?n) FROM imrd:CM99-0000006 { ?s ?p ?o }",
        "PREFIX imr: <https://w3id.org/imrgraph/ontology#>\nASK { ?x a imr:Determination }",
    ],
)
@pytest.mark.filterwarnings("ignore::imrgraph.errors.UnknownTermWarning")
def test_a_query_has_the_same_answer_over_http(
    store: LetterStore, endpoint: Endpoint, text: str
) -> None:
    assert endpoint.query(text) == store.query(text)


@pytest.mark.parametrize("text", ["CONSTRUCT WHERE { ?s imr:outcome ?o }", "DESCRIBE imrv:neck"])
def test_a_graph_is_the_same_over_http(store: LetterStore, endpoint: Endpoint, text: str) -> None:
    here, there = store.query(text), endpoint.query(text)
    assert isinstance(here, Rows)
    assert isinstance(there, Rows)
    assert set(there.triples) == set(here.triples)
    assert there.triples


@pytest.mark.parametrize("form", ["graphml", "nquads"])
def test_what_is_exported_is_the_same_over_http(
    store: LetterStore, endpoint: Endpoint, form: str, tmp_path: Path
) -> None:
    seed = "massage-therapy" if form == "graphml" else None
    store.export(form, tmp_path / "here", seed)
    endpoint.export(form, tmp_path / "there", seed)
    assert (tmp_path / "here").read_bytes() == (tmp_path / "there").read_bytes()


def test_what_is_walked_over_is_the_same_over_http(store: LetterStore, endpoint: Endpoint) -> None:
    there = set(endpoint.determinations)
    assert there == set(store.determinations)
    for letter in there:
        here = store.determination(letter.name)
        for item, other in zip(letter.items, here.items, strict=True):
            assert repr(item) == repr(other)
            assert list(map(repr, item.conditions)) == list(map(repr, other.conditions))
            assert [str(each.because) for each in item.conditions.decisive] == [
                str(each.because) for each in other.conditions.decisive
            ]


def test_a_limit_cuts_and_says_so_over_http(endpoint: Endpoint) -> None:
    for text in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s imr:outcome ?o }"):
        rows = endpoint.query(text, limit=2)
        assert isinstance(rows, Rows)
        assert rows.truncated
        assert len(rows) == 1 + 1


@pytest.mark.parametrize(
    "text", ["SELECT * { SERVICE <http://x/> {} }", "DROP ALL", "ASK FROM <file:///etc/passwd> {}"]
)
def test_the_rules_are_the_same_over_http(endpoint: Endpoint, text: str) -> None:
    with pytest.raises(QueryError):
        endpoint.query(text)


def test_what_an_endpoint_cannot_read_is_told_on_one_line(endpoint: Endpoint) -> None:
    with pytest.raises(EndpointError, match="expected the results of a query") as caught:
        endpoint.query("SELECT * { ?s ?p }")
    assert "\n" not in str(caught.value)


def test_a_runaway_query_is_given_up(endpoint: Endpoint) -> None:
    started = time.monotonic()
    with pytest.raises(EndpointError, match="no answer within 1 s"):
        endpoint.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=1)
    assert time.monotonic() - started < 1 + LATE


def test_a_letter_of_an_endpoint_is_read(store: LetterStore, endpoint: Endpoint) -> None:
    assert endpoint.document("CM99-0000003").text == store.document("CM99-0000003").text
    with pytest.raises(NotFoundError, match="CM99-0000009"):
        endpoint.document("CM99-0000009")


def test_the_commands_ask_an_endpoint(endpoint: Endpoint, examples: Path) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(main, [*words, "--store", endpoint.address])
        assert result.exit_code == 0, result.output
        return result.stdout

    assert run("ask", "case-outcomes").count("imrd:") == len(list(examples.glob("*.txt")))
    assert run("query", str(examples.parent / "upheld.rq"), "--limit", "2").count("imrd:") == 1 + 1
    assert "1. MRI of the lumbar spine" in run("explain", "CM99-0000003")
    assert "CM99-0000006,2017,2,1,1," in run("list", "--format", "csv")
    told = dict(line.split(maxsplit=1) for line in run("info").splitlines()[1:])
    assert (told["letters"], told["items"], told["decided"]) == ("6", "7", "2015 to 2017")
    refused = CliRunner().invoke(main, ["rates", "--store", endpoint.address])
    assert "of an endpoint ask, query, list, info, explain CASE and export work" in refused.stderr


EMPTY = b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}'


class Hostile(BaseHTTPRequestHandler):
    """Answers each request with the next of `answers`, the last again and again."""

    answers: ClassVar[list[Callable[[BaseHTTPRequestHandler], None]]] = []
    #: The headers of each request, and its method, path and body.
    asked: ClassVar[list[dict[str, str]]] = []

    def do_POST(self) -> None:
        """Answer."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        request = {"method": self.command, "path": self.path, "body": body}
        type(self).asked.append(dict(self.headers) | request)
        answers = type(self).answers
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def do_GET(self) -> None:
        """Answer likewise."""
        self.do_POST()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def says(
    status: int, body: bytes = b"", kind: str = "application/sparql-results+json", **more: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def drips(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, so that no single wait is long."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/sparql-results+json")
    handler.end_headers()
    for _ in range(100):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.1)


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


class OverIPv6(ThreadingHTTPServer):
    """A server of our own at ::1."""

    address_family = socket.AF_INET6


@contextmanager
def serving(
    *answers: Callable[[BaseHTTPRequestHandler], None],
    certificate: Path | None = None,
    host: str = "127.0.0.1",
) -> Iterator[tuple[str, list[dict[str, str]]]]:
    handler: Any = type("Server", (Hostile,), {"answers": list(answers), "asked": []})
    server = (OverIPv6 if ":" in host else ThreadingHTTPServer)((host, 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        scheme = "https" if certificate else "http"
        shown = f"[{host}]" if ":" in host else host
        yield f"{scheme}://{shown}:{server.server_address[1]}/sparql", handler.asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(
            says(200, b"<html>Hello</html>", "text/html"), "the type text/html", id="HTML"
        ),
        pytest.param(says(200, b"{}", "application/json"), "answer", id="another JSON"),
        pytest.param(says(200, b"{"), "a broken answer", id="no JSON"),
        pytest.param(says(200, EMPTY[:40]), "a broken answer", id="cut short"),
        pytest.param(
            says(200, EMPTY, Content_Length="999"), "IncompleteRead", id="closes half-way"
        ),
        pytest.param(hangs_up, "found", id="closes at once"),
        pytest.param(says(400, b"no\nquery"), "no query", id="400"),
        pytest.param(says(401), "401|[Uu]nauthori|access", id="401"),
        pytest.param(says(403), "403", id="403"),
        pytest.param(says(404), "404|not found|found", id="404"),
        pytest.param(says(500, b"Traceback\nof theirs"), "Traceback of theirs", id="500"),
        pytest.param(
            says(302, Location="http://127.0.0.1:1/"), "another server", id="sends elsewhere"
        ),
        pytest.param(says(302, Location="file:///etc/passwd"), "302|file", id="sends to a file"),
        pytest.param(drips, "no answer within 1 s", id="slow"),
    ],
)
def test_what_is_no_answer_is_an_error_on_one_line(
    answer: Callable[[BaseHTTPRequestHandler], None], told: str
) -> None:
    with serving(answer) as (address, _):
        started = time.monotonic()
        with pytest.raises(EndpointError, match=told) as caught:
            Endpoint(address, timeout=1).ask("case-outcomes")
        assert time.monotonic() - started < 1 + LATE
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(address)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_endpoint_is_asked_again(status: int) -> None:
    with serving(says(status), says(status, Retry_After="1"), says(200, EMPTY)) as (address, asked):
        assert Endpoint(address).select("SELECT ?x {}") == []
        assert len(asked) == 1 + 1 + 1


def test_an_endpoint_that_stays_busy_is_given_up() -> None:
    with serving(says(503)) as (address, asked):
        with pytest.raises(EndpointError, match="503"):
            Endpoint(address).select("SELECT ?x {}")
        assert len(asked) == 1 + 1 + 1


def test_an_endpoint_cannot_make_one_wait_for_long() -> None:
    with serving(says(503, Retry_After="86400")) as (address, _):
        started = time.monotonic()
        with pytest.raises(EndpointError, match="no answer within 1 s"):
            Endpoint(address, timeout=1).select("SELECT ?x {}")
        assert time.monotonic() - started < 1 + LATE


def test_nobody_there_is_an_error() -> None:
    with pytest.raises(EndpointError, match="refused"):
        Endpoint(f"http://127.0.0.1:{free_port()}/").select("SELECT ?x {}")


@pytest.mark.parametrize("address", ["http://", "http://[", "http://127.0.0.1:port/", "http:///x"])
def test_what_is_no_address_is_an_error(address: str) -> None:
    with pytest.raises(EndpointError):
        Endpoint(address).select("SELECT ?x {}")


def test_a_broken_certificate_is_an_error(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which makes a certificate, is not installed")
    file = tmp_path / "certificate.pem"
    make = [openssl, "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=elsewhere"]
    subprocess.run(  # noqa: S603 (our own)
        [*make, "-days", "1", "-keyout", file, "-out", tmp_path / "public.pem"],
        check=True,
        capture_output=True,
    )
    with (tmp_path / "public.pem").open(encoding="ascii") as public, file.open("a") as both:
        both.write(public.read())
    with serving(says(200, EMPTY), certificate=file) as (address, asked):
        with pytest.raises(EndpointError, match="certificate"):
            Endpoint(address).select("SELECT ?x {}")
        assert asked == []


def test_a_password_is_sent_and_never_shown() -> None:
    with serving(says(401)) as (address, asked):
        secret = Endpoint(address.replace("http://", "http://reader:s%40cret@"))
        with pytest.raises(EndpointError) as caught:
            secret.select("SELECT ?x {}")
        assert asked[0]["Authorization"].startswith("Basic ")
    assert "cret" not in str(caught.value)
    assert "cret" not in secret.place


REDIRECTS = [301, 302, 303, 307, 308]


def with_password(address: str) -> Endpoint:
    return Endpoint(address.replace("://", "://reader:s%40cret@"))


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize(
    "sent", ["{}", "http://reader:s%40cret@{}"], ids=["plain", "with password"]
)
def test_another_server_sees_neither_query_nor_password(status: int, sent: str) -> None:
    with serving(says(200, EMPTY)) as (other, seen):
        place = sent.format(other.removeprefix("http://") if "@" in sent else other)
        with serving(says(status, Location=place)) as (address, asked):
            with pytest.raises(EndpointError) as caught:
                with_password(address).select("SELECT ?x {}")
            assert len(asked) == 1
        assert seen == []
    assert str(caught.value).startswith(address)
    assert f"found a redirect to another server, {other}; " in str(caught.value)
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("http://127.0.0.1", "http://localhost", id="another name"),
        pytest.param("http://", "https://", id="another scheme"),
        pytest.param("http://", "http://other@", id="another user"),
    ],
)
def test_another_way_to_the_same_server_is_another_server(
    status: int, before: str, after: str
) -> None:
    def sends_on(handler: BaseHTTPRequestHandler) -> None:
        address = f"http://{handler.headers['Host']}/there"
        says(status, Location=address.replace(before, after))(handler)

    with serving(sends_on) as (address, asked):
        with pytest.raises(EndpointError, match="another server"):
            with_password(address).select("SELECT ?x {}")
        assert len(asked) == 1


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_that_drops_the_query_is_refused(status: int) -> None:
    with serving(says(status, Location="/there"), says(200, EMPTY)) as (address, asked):
        with pytest.raises(
            EndpointError, match=rf"HTTP status {status}\) that drops the query, to "
        ):
            with_password(address).select("SELECT ?x {}")
        assert [each["path"] for each in asked] == ["/sparql"]


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_on_the_same_server_is_followed_with_the_whole_request(status: int) -> None:
    with serving(says(status, Location="/there"), says(200, EMPTY)) as (address, asked):
        assert with_password(address).select("SELECT ?x {}") == []
    first, second = asked
    assert (first.pop("path"), second.pop("path")) == ("/sparql", "/there")
    assert second == first
    assert first["method"] == "POST"
    assert "SELECT" in first["body"]


def further(handler: BaseHTTPRequestHandler) -> None:
    says(307, Location=f"{handler.path}x")(handler)


@pytest.mark.parametrize("answer", [says(308, Location="/sparql"), further], ids=["loop", "chain"])
def test_redirect_after_redirect_is_given_up(
    answer: Callable[[BaseHTTPRequestHandler], None],
) -> None:
    with serving(answer) as (address, asked):
        with pytest.raises(EndpointError, match="redirect after redirect") as caught:
            Endpoint(address).select("SELECT ?x {}")
        assert len(asked) <= 1 + 5
    assert "\n" not in str(caught.value)


def test_an_address_of_ipv6_keeps_its_brackets() -> None:
    assert Endpoint("http://[::1]:7878/query").address == "http://[::1]:7878/query"
    assert Endpoint("http://reader:s@[::1]/query?a=b#c").address == "http://[::1]/query?a=b"


def test_an_endpoint_at_an_address_of_ipv6_is_asked() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError as error:
        pytest.skip(f"this machine does not answer at ::1: {error}")
    with serving(says(200, EMPTY), says(404), host="::1") as (address, asked):
        there = with_password(address)
        assert there.address == address
        assert there.select("SELECT ?x {}") == []
        with pytest.raises(EndpointError) as caught:
            there.select("SELECT ?x {}")
    assert str(caught.value).startswith(f"{address}: expected")
    assert {each["Host"] for each in asked} == {address.split("/")[2]}
    assert asked[0]["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    "address",
    [
        "http://reader:s3cret@[::1/query",
        "http://reader:s3cret@::1/query",
        "http://reader:s3cret@host:port/query",
        "http://reader:s3/cret@host/query",
        "http://reader:s@3cret@host:99999/query",
        "http://reader:s3cret@",
        "http://reader:s3cret@127.0.0.1:1/query",
    ],
)
def test_a_password_is_not_shown_whatever_is_wrong_with_the_address(address: str) -> None:
    with pytest.raises(EndpointError) as caught:
        Endpoint(address).select("SELECT ?x {}")
    assert "cret" not in str(caught.value)
    assert str(caught.value).startswith("http://")
    for words in (["load", "."], ["query", "-", "--explain"], ["ask", "case-outcomes"]):
        result = CliRunner().invoke(main, [*words, "--store", address], input="ASK {}")
        assert result.exit_code != 0
        assert "cret" not in result.output


def test_a_command_says_on_one_line_that_an_endpoint_failed() -> None:
    address = f"http://127.0.0.1:{free_port()}/sparql"
    for words in (["ask", "case-outcomes"], ["explain", "CM99-0000003"]):
        result = CliRunner().invoke(main, [*words, "--store", address])
        assert result.exit_code == UNREACHED
        assert result.stdout == ""
        assert result.stderr.startswith(f"imrgraph: {address}: expected")
        assert result.stderr.count("\n") == 1


def test_a_server_that_is_not_there_takes_no_letters(examples: Path) -> None:
    result = CliRunner().invoke(main, ["load", str(examples), "--store", "http://127.0.0.1:1/"])
    assert result.exit_code == 6  # noqa: PLR2004 (a server failed)
    assert "expected a server that takes graphs" in result.stderr


def test_an_address_opens_an_endpoint_and_a_folder_a_store(tmp_path: Path) -> None:
    assert isinstance(open_store("http://localhost:7878/query"), Endpoint)
    assert isinstance(open_store(str(tmp_path / "graph")), LetterStore)
    assert list(tmp_path.iterdir()) == []
