"""serve.protocol: the cases of the W3C's tests of the SPARQL 1.1 Protocol, and how tools ask.

Each case is put to our server and, as control, to Oxigraph's.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from servers import oxigraph, serving
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from imrgraph.graph.questions import questions
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Two graphs of the examples.
ONE = "https://w3id.org/imrgraph/determination/CM99-0000002"
TWO = "https://w3id.org/imrgraph/determination/CM99-0000003"
IMR = "PREFIX imr: <https://w3id.org/imrgraph/ontology#>"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
#: Whether both letters are in the default graph, and in graphs of their names.
BOTH = f"ASK {{ <{ONE}> ?p ?o . <{TWO}> ?q ?r }}"
NAMED = f"ASK {{ GRAPH <{ONE}> {{ <{ONE}> ?p ?o }} GRAPH <{TWO}> {{ <{TWO}> ?q ?r }} }}"
ONLY = f"ASK {{ <{ONE}> ?p ?o . FILTER NOT EXISTS {{ <{TWO}> ?q ?r }} }}"


@pytest.fixture(scope="module")
def store(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> LetterStore:
    loaded = LetterStore(tmp_path_factory.mktemp("graphs") / "store")
    loaded.load([examples])
    return loaded


@pytest.fixture(scope="module")
def ours(store: LetterStore) -> Iterator[str]:
    with serving("--store", store.place, "--timeout", "30") as address:
        yield f"{address}sparql"


@pytest.fixture(scope="module")
def theirs(store: LetterStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("oxigraph")
    quads = home / "letters.nq"
    quads.write_bytes(b"".join(store.nquads()))
    with oxigraph(quads, home / "store") as address:
        yield address


class Case(NamedTuple):
    """A request."""

    method: str
    params: list[tuple[str, Any]] | None = None
    kind: str | None = None
    body: str | bytes | list[tuple[str, Any]] = b""
    accept: str | None = None

    def sent(self, address: str) -> httpx.Response:
        """Return what is answered."""
        headers = {"Content-Type": self.kind} if self.kind else {}
        if self.accept:
            headers["Accept"] = self.accept
        params = httpx.QueryParams(self.params) if self.params else None
        body = self.body
        if isinstance(body, list):
            body = str(httpx.QueryParams(body))
        return httpx.request(
            self.method, address, params=params, headers=headers, content=body, timeout=60
        )


def get(*params: tuple[str, str], accept: str | None = None) -> Case:
    return Case("GET", [*params], accept=accept)


def post(*params: tuple[str, str]) -> Case:
    return Case("POST", None, FORM, [*params])


def default(*graphs: str) -> list[tuple[str, Any]]:
    return [("default-graph-uri", graph) for graph in graphs]


def named(*graphs: str) -> list[tuple[str, Any]]:
    return [("named-graph-uri", graph) for graph in graphs]


TRUE = {
    "query_get": get(("query", "ASK {}")),
    "query_post_form": post(("query", "ASK {}")),
    "query_post_direct": Case("POST", None, DIRECT, "ASK {}"),
    "query_post_direct in a stated charset": Case(
        "POST", None, f"{DIRECT}; charset=utf-8", "ASK {}"
    ),
    "query_dataset_default_graph": get(("query", ONLY), *default(ONE)),
    "query_dataset_default_graphs_get": get(("query", BOTH), *default(ONE, TWO)),
    "query_dataset_default_graphs_post": post(("query", BOTH), *default(ONE, TWO)),
    "query_dataset_default_graphs_post_direct": Case("POST", default(ONE, TWO), DIRECT, BOTH),
    "query_dataset_named_graphs_get": get(("query", NAMED), *named(ONE, TWO)),
    "query_dataset_named_graphs_post": post(("query", NAMED), *named(ONE, TWO)),
    "query_dataset_full": post(
        ("query", f"ASK {{ <{ONE}> ?p ?o GRAPH <{TWO}> {{ <{TWO}> ?q ?r }} }}"),
        *default(ONE),
        *named(TWO),
    ),
    "query_multiple_dataset": post(
        ("query", f"ASK FROM <{TWO}> {{ <{ONE}> ?p ?o FILTER NOT EXISTS {{ <{TWO}> ?q ?r }} }}"),
        *default(ONE),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_the_protocol_defines_is_answered(ours: str, theirs: str, name: str) -> None:
    for address in (ours, theirs):
        told = TRUE[name].sent(address)
        assert told.status_code == httpx.codes.OK, (address, told.text)
        assert told.json()["boolean"] is True, address


KINDS: dict[str, tuple[str, dict[str | None, str]]] = {
    "query_content_type_select": ("SELECT (1 AS ?value) {}", {
        None: "application/sparql-results+json",
        "*/*": "application/sparql-results+json",
        "application/sparql-results+xml": "application/sparql-results+xml",
        "text/csv": "text/csv",
        "text/tab-separated-values": "text/tab-separated-values",
        "text/csv;q=0.5, application/sparql-results+xml": "application/sparql-results+xml",
        "image/png, application/json": "application/json",
    }),
    "query_content_type_ask": ("ASK {}", {
        None: "application/sparql-results+json",
        "application/sparql-results+xml": "application/sparql-results+xml",
    }),
    "query_content_type_describe": (f"DESCRIBE <{ONE}>", {
        "text/turtle": "text/turtle", "application/rdf+xml": "application/rdf+xml",
    }),
    "query_content_type_construct": ("CONSTRUCT { <urn:a> <urn:b> 1 } WHERE {}", {
        "text/turtle": "text/turtle",
        "application/n-triples": "application/n-triples",
        "application/ld+json": "application/ld+json",
        "application/rdf+xml": "application/rdf+xml",
        "application/trig": "application/trig",
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_an_answer_is_of_the_type_that_is_accepted(ours: str, theirs: str, name: str) -> None:
    query, kinds = KINDS[name]
    for accept, kind in kinds.items():
        for address in (ours, theirs):
            if address == theirs and accept in {None, "*/*"}:
                continue  # what it prefers is its own affair
            told = get(("query", query), accept=accept or "").sent(address)
            assert told.status_code == httpx.codes.OK, (address, accept, told.text)
            if (address, accept) != (theirs, "image/png, application/json"):  # it names the other
                assert told.headers["content-type"].partition(";")[0] == kind


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "application/sparql-query"])
def test_what_nobody_can_write_is_not_acceptable(ours: str, accept: str) -> None:
    told = get(("query", "SELECT * {}"), accept=accept).sent(ours)
    assert told.status_code == httpx.codes.NOT_ACCEPTABLE
    assert "text/csv" in told.json()["detail"]


BAD = {
    "bad_query_method": (Case("PUT", [("query", "ASK {}")]), 405),
    "bad_multiple_queries": (get(("query", "ASK {}"), ("query", "SELECT * {}")), 400),
    "bad_multiple_queries by POST": (post(("query", "ASK {}"), ("query", "SELECT * {}")), 400),
    "bad_query_wrong_media_type": (Case("POST", None, "text/plain", "ASK {}"), 415),
    "bad_query_missing_form_type": (Case("POST", None, None, [("query", "ASK {}")]), 415),
    "bad_query_missing_direct_type": (Case("POST", None, None, "ASK {}"), 415),
    "bad_query_non_utf8": (
        Case("POST", None, f"{DIRECT}; charset=UTF-16", "ASK {}".encode("utf-16")),
        415,
    ),
    "bad_query_non_utf8 that is not said": (Case("POST", None, DIRECT, b"ASK { '\xff' }"), 400),
    "bad_query_syntax": (get(("query", "ASK {")), 400),
    "no query in a form": (post(("nonsense", "ASK {}")), 400),
    "an empty body": (Case("POST", None, DIRECT, ""), 400),
    "bad_update_get": (get(("update", "CLEAR ALL")), 403),
    "bad_multiple_updates": (post(("update", "CLEAR ALL"), ("update", "CLEAR ALL")), 403),
    "bad_update_wrong_media_type": (Case("POST", None, "text/plain", "CLEAR ALL"), 415),
    "bad_update_missing_form_type": (Case("POST", None, None, [("update", "CLEAR ALL")]), 415),
    "bad_update_non_utf8": (Case("POST", None, f"{UPDATE}; charset=UTF-16", b"\xff\xfe"), 403),
    "bad_update_syntax": (post(("update", "CLEAR XYZ")), 403),
    "bad_update_dataset_conflict": (
        post(("update", "CLEAR ALL"), ("using-graph-uri", ONE)),
        403,
    ),
    "update_post_form": (post(("update", "CLEAR ALL")), 403),
    "update_post_direct": (Case("POST", None, UPDATE, "CLEAR ALL"), 403),
    "update_dataset_full": (
        Case("POST", [("using-graph-uri", ONE)], UPDATE, "CLEAR ALL"), 403,
    ),
    "update_base_uri": (Case("POST", None, UPDATE, "BASE <http://x.org/> CLEAR GRAPH <a>"), 403),
    "an update that calls itself a query": (get(("query", "CLEAR ALL")), 403),
    "another endpoint": (get(("query", "ASK { SERVICE <http://x.org/> { ?s ?p ?o } }")), 403),
    "a graph of elsewhere": (get(("query", "ASK FROM <http://x.org/> {}")), 403),
    "a file": (get(("query", "ASK {}"), *default("file:///etc/passwd")), 403),
}  # fmt: skip
#: What only we refuse: Oxigraph does not mind the name of a graph that is not there, takes any type
#: of body, and asks other endpoints.
OURS = {"another endpoint", "a graph of elsewhere", "a file"}


@pytest.mark.parametrize("name", BAD)
def test_what_the_protocol_forbids_is_refused(ours: str, theirs: str, name: str) -> None:
    case, status = BAD[name]
    told = case.sent(ours)
    assert told.status_code == status, told.text
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["status"] == status
    if name not in OURS:
        assert case.sent(theirs).is_client_error


def test_a_slip_in_a_query_is_told_with_its_place(ours: str) -> None:
    told = get(("query", "ASK {\n  ?s ?p }")).sent(ours).json()
    assert told["line"] == 2  # noqa: PLR2004
    assert told["column"] > 1
    assert "Traceback" not in told["detail"]


def test_head_is_get_without_a_body(ours: str) -> None:
    there = get(("query", "SELECT * {}")).sent(ours)
    head = Case("HEAD", [("query", "SELECT * {}")]).sent(ours)
    assert (head.status_code, head.content) == (there.status_code, b"")
    for name in ("content-type", "content-length", "vary"):
        assert head.headers[name] == there.headers[name]


def test_options_tells_by_what_methods_the_endpoint_is_asked(ours: str) -> None:
    told = Case("OPTIONS").sent(ours)
    assert told.status_code == httpx.codes.NO_CONTENT
    assert {*told.headers["allow"].split(", ")} == {"GET", "HEAD", "POST"}


def test_a_long_answer_is_compressed_for_whoever_takes_that(ours: str) -> None:
    many = 2000
    params = {"query": f"SELECT * {{ ?s ?p ?o }} LIMIT {many}"}
    with httpx.stream("GET", ours, params=params, headers={"Accept-Encoding": "gzip"}) as told:
        packed = b"".join(told.iter_raw())
        assert told.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in told.headers["vary"]
    plain = httpx.get(ours, params=params, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert len(packed) < len(plain.content) / 4
    assert len(json.loads(gzip.decompress(packed))["results"]["bindings"]) == many


def test_an_answer_is_the_same_when_it_is_asked_for_again(ours: str) -> None:
    case = get(("query", "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 20"))
    first, again = case.sent(ours), case.sent(ours)
    assert first.json() == again.json()
    assert get(("query", "ASK {}"), accept="text/csv").sent(ours).text == "true"
    assert get(("query", "ASK {}")).sent(ours).json()["boolean"] is True
    only = get(("query", BOTH), *default(ONE)).sent(ours)
    assert (only.json()["boolean"], get(("query", BOTH)).sent(ours).json()["boolean"]) == (
        False,
        True,
    )


@pytest.mark.parametrize("call", ["NOW()", "rand()", "UUID ()", "STRUUID()"])
def test_what_changes_is_asked_anew(ours: str, call: str) -> None:
    case = get(("query", f"SELECT ({call} AS ?changing) {{}}"))
    assert rows(case.sent(ours)) != rows(case.sent(ours))


def test_an_answer_can_be_saved_as_a_file(ours: str) -> None:
    told = get(("query", "ASK {}"), ("download", ""), accept="text/csv").sent(ours)
    assert told.headers["content-disposition"] == 'attachment; filename="answer.csv"'


@pytest.mark.parametrize("kind", ["text/turtle", "application/rdf+xml", "application/n-triples"])
def test_the_endpoint_describes_itself(ours: str, kind: str) -> None:
    told = Case("GET", accept=kind).sent(ours)
    graph = rdflib.Graph().parse(data=told.text, format=kind.replace("application/n-triples", "nt"))
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    me = rdflib.URIRef(ours)
    assert (me, sd.endpoint, me) in graph
    assert (me, sd.supportedLanguage, sd.SPARQL11Query) in graph
    assert (me, sd.feature, sd.UnionDefaultGraph) in graph
    assert (me, sd.feature, sd.BasicFederatedQuery) not in graph
    named = {str(name) for name in graph.objects(predicate=sd.name)}
    query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{min(named)}> {{ ?s ?p ?o }} }}"
    [row] = get(("query", query)).sent(ours).json()["results"]["bindings"]
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    triples = graph.value(rdflib.URIRef(min(named)), void.triples)
    assert str(triples) == row["n"]["value"]


def test_a_person_who_opens_the_endpoint_sees_the_page_of_queries(ours: str) -> None:
    told = Case("GET", accept="text/html,application/xhtml+xml,*/*;q=0.8").sent(ours)
    assert told.status_code == httpx.codes.SEE_OTHER
    assert httpx.get(told.headers["location"]).status_code == httpx.codes.OK


def test_the_data_is_described_at_its_known_place(ours: str, store: LetterStore) -> None:
    told = httpx.get(ours.replace("/sparql", "/.well-known/void"))
    graph = rdflib.Graph().parse(data=told.text, format="turtle")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    imr = rdflib.Namespace("https://w3id.org/imrgraph/ontology#")
    [part] = graph.subjects(void["class"], imr.Determination)
    assert int(str(graph.value(part, void.entities))) == len(store)
    assert (None, void.sparqlEndpoint, rdflib.URIRef(ours)) in graph


def test_a_graph_is_read_by_its_name(ours: str, store: LetterStore) -> None:
    address = ours.replace("/sparql", "/rdf-graph-store")
    told = httpx.get(address, params={"graph": ONE})
    read = rdflib.Graph().parse(data=told.text, format="turtle")
    assert len(read) == len(store.graph(ONE))
    whole = httpx.get(address, params={"default": ""}, headers={"Accept": "application/n-triples"})
    assert f"<{TWO}>" in whole.text
    assert (
        httpx.get(address, params={"graph": "https://example.org/"}).status_code
        == httpx.codes.NOT_FOUND
    )
    assert httpx.get(address).status_code == httpx.codes.BAD_REQUEST
    refused = httpx.delete(address, params={"graph": ONE})
    assert refused.status_code == httpx.codes.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("name", sorted(n for n, each in questions().items() if each.query))
def test_a_shipped_query_runs_as_it_stands(ours: str, theirs: str, name: str) -> None:
    given = questions()[name]
    query = given.text(given.example["params"])
    told = post(("query", query)).sent(ours)
    control = post(("query", query), ("union-default-graph", "true")).sent(theirs)
    assert told.status_code == httpx.codes.OK, told.text
    assert rows(told) == rows(control)


def rows(told: httpx.Response) -> list[Any]:
    bindings: list[Any] = told.json()["results"]["bindings"]
    return sorted(bindings, key=str)


def test_sparqlwrapper_asks(ours: str) -> None:
    few = 2
    for method in ("GET", POST):
        client = SPARQLWrapper(ours)
        client.setMethod(method)
        client.setReturnFormat(JSON)
        client.setQuery(f"{IMR} SELECT ?l {{ ?l a imr:Determination }} LIMIT {few}")
        found: Any = client.queryAndConvert()
        assert len(found["results"]["bindings"]) == few
    client.setQuery(f"DESCRIBE <{ONE}>")
    client.setReturnFormat("turtle")
    told: Any = client.query().convert()
    assert (rdflib.URIRef(ONE), None, None) in rdflib.Graph().parse(data=told)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks(ours: str, store: LetterStore, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(ours, method=method))
    found = graph.query(f"{IMR} SELECT ?l {{ ?l a imr:Determination }}")
    assert len([*found]) == len(store)
    assert graph.query(f"ASK {{ <{ONE}> ?p ?o }}").askAnswer is True
    built = graph.query(f"CONSTRUCT {{ <{ONE}> ?p ?o }} {{ <{ONE}> ?p ?o }}").graph
    assert built is not None
    assert len(built) > 0


def test_yasgui_asks_as_a_form_of_its_own_page() -> None:
    headers = {
        "Origin": "https://yasgui.org",
        "Accept": "application/sparql-results+json,*/*;q=0.9",
    }
    with serving("--examples", "--allow-origin", "https://yasgui.org") as address:
        told = httpx.post(f"{address}sparql", data={"query": "ASK {}"}, headers=headers)
        assert told.json()["boolean"] is True
        assert told.headers["access-control-allow-origin"] == "https://yasgui.org"
        foreign = {**headers, "Origin": "https://evil.example"}
        told = httpx.post(f"{address}sparql", data={"query": "ASK {}"}, headers=foreign)
        assert "access-control-allow-origin" not in told.headers


def test_curl_asks(ours: str) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    words = ["-sS", "--fail", "--compressed", "-H", "Accept: text/csv"]
    words += ["--data-urlencode", "query=SELECT (1 AS ?one) {}", ours]
    told = subprocess.run([curl, *words], capture_output=True, check=True)  # noqa: S603 (a program that is known)
    assert told.stdout == b"one\r\n1\r\n"


def test_an_endpoint_is_served_as_a_store_is(theirs: str) -> None:
    with serving("--store", theirs) as address:
        ours = f"{address}sparql"
        for name in ("query_get", "query_dataset_default_graphs_get", "query_dataset_full"):
            assert TRUE[name].sent(ours).json()["boolean"] is True
        told = get(("query", "SELECT (1 AS ?a) {}"), accept="text/csv").sent(ours)
        assert told.text == "a\r\n1\r\n"
        built = get(("query", f"DESCRIBE <{ONE}>"), accept="application/n-triples").sent(ours)
        assert built.text.startswith(f"<{ONE}>")
        refused = get(("query", f"ASK FROM <{ONE}x> {{}}")).sent(ours)
        assert refused.status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize(
    "accept",
    [
        *("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
        "text/tab-separated-values",
    ],
)
def test_a_header_tells_what_a_query_names_and_no_letter_has(ours: str, accept: str) -> None:
    for query, offered in (
        ("SELECT * { ?x imr:outcome 'Overturned' }", "imrv:overturned"),
        ("SELECT (COUNT(*) AS ?n) { ?x imr:outcome 'Overturned\\n“' }", "matched whole"),
        ("ASK { ?x a imr:DisputedItm }", "imr:DisputedItem"),
    ):
        answer = httpx.get(ours, params={"query": query}, headers={"Accept": accept})
        assert answer.is_success, answer.text
        assert offered in json.loads(answer.headers["Imrgraph-Notes"])[0]
    found = httpx.get(ours, params={"query": BOTH}, headers={"Accept": accept})
    assert "Imrgraph-Notes" not in found.headers
    graph = {"query": "CONSTRUCT WHERE { ?x imr:outcome 'Overturned' }"}
    assert "imrv:overturned" in httpx.get(ours, params=graph).headers["Imrgraph-Notes"]
