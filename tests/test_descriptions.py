"""checking.descriptions: a description stands by itself, and nothing that it names is fetched."""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import OWL

import imrgraph
from imrgraph.checking import descriptions
from imrgraph.checking.contexts import CONTEXT
from imrgraph.cli import main
from imrgraph.errors import DescriptionError
from imrgraph.knowledge.terms import IMR
from imrgraph.reasoning.rendering.as_text import as_text
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

UNREADABLE = 3
CASES = folder("examples") / "cases"
ITEM = {"requestedTreatment": {"@id": "https://w3id.org/imrgraph/vocab/acupuncture"}}
WRITTEN = {"@vocab": IMR.base}

OPENED: list[str] = []
WATCHING: list[bool] = []


def watch(event: str, given: tuple[Any, ...]) -> None:
    """Note the files that Python opens; there is no way to end an audit, only to take no notes."""
    if WATCHING and event == "open":
        OPENED.append(str(given[0]))


sys.addaudithook(watch)


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Serve a context and keep it in a file, and see that nobody asks for either."""
    asked: list[str] = []
    file = tmp_path / "elsewhere.jsonld"
    file.write_text(json.dumps({"@context": WRITTEN}), encoding="utf-8")

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "application/ld+json")
            self.end_headers()
            self.wfile.write(file.read_bytes())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    here = f"127.0.0.1:{server.server_address[1]}/elsewhere.jsonld"
    WATCHING.append(True)
    OPENED.clear()
    try:
        yield {
            "page": f"http://{here}",
            "page of the same scheme": f"//{here}",
            "file": str(file),
            "file by IRI": file.as_uri(),
            "file beside it": "elsewhere.jsonld",
        }
        assert asked == []
        assert [name for name in OPENED if name.endswith(file.name)] == []
    finally:
        WATCHING.clear()
        server.shutdown()
        server.server_close()
        thread.join()


PLACES = ["page", "page of the same scheme", "file", "file by IRI", "file beside it"]

#: Where in a description a context may stand that has to be fetched.
FORMS: dict[str, Callable[[object], object]] = {
    "for all": lambda there: {"@context": there, "hasItem": ITEM},
    "in an array": lambda there: {"@context": [WRITTEN, there], "hasItem": ITEM},
    "in an array of arrays": lambda there: {"@context": [[WRITTEN], [[there]]], "hasItem": ITEM},
    "beside ours": lambda there: {"@context": [CONTEXT, there], "hasItem": ITEM},
    "in a context": lambda there: {"@context": {"@context": there}, "hasItem": ITEM},
    "imported": lambda there: {"@context": {"@version": 1.1, "@import": there}, "hasItem": ITEM},
    "imported by one of several": lambda there: {
        "@context": [WRITTEN, {"@version": 1.1, "@import": there}],
        "hasItem": ITEM,
    },
    "in a node": lambda there: {"@context": WRITTEN, "hasItem": {"@context": there} | ITEM},
    "in a node of a graph": lambda there: {
        "@context": WRITTEN,
        "@graph": [{"hasItem": [{"hasGround": {"@context": [there]}}]}],
    },
    "in a node of an array": lambda there: [{"@context": there, "hasItem": ITEM}],
    "in what is included": lambda there: {"@context": WRITTEN, "@included": [{"@context": there}]},
    "of a property": lambda there: {
        "@context": WRITTEN | {"hasItem": {"@id": f"{IMR.base}hasItem", "@context": there}},
        "hasItem": ITEM,
    },
    "of a property that is not used": lambda there: {
        "@context": WRITTEN | {"other": {"@id": "urn:x:other", "@context": there}},
        "hasItem": ITEM,
    },
    "of a class": lambda there: {
        "@context": WRITTEN | {"Determination": {"@id": f"{IMR.base}D", "@context": [there]}},
        "@type": "Determination",
    },
    "of a property of a property": lambda there: {
        "@context": {"a": {"@id": "urn:a", "@context": {"b": {"@id": "urn:b", "@context": there}}}},
        "a": {"b": {"c": 1}},
    },
    "imported by that of a property": lambda there: {
        "@context": {"a": {"@id": "urn:a", "@context": {"@import": there}}},
        "a": {"b": 1},
    },
}


def refusal(path: Path, text: str) -> str:
    """Return what is said of a description that says `text`."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DescriptionError) as caught:
        imrgraph.explain(path)
    told = str(caught.value)
    assert path.name in told
    assert "\n" not in told
    return told


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("form", FORMS)
def test_a_context_that_is_not_written_out_is_refused_by_name(
    form: str, place: str, outside: dict[str, str], tmp_path: Path
) -> None:
    told = refusal(tmp_path / "case.jsonld", json.dumps(FORMS[form](outside[place])))
    assert f": {json.dumps(outside[place])}, which is not fetched" in told
    assert f'expected each context written out, or "{CONTEXT}", which is known here' in told


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib warns of itself
def test_the_same_would_be_fetched_by_rdflib(tmp_path: Path) -> None:
    """A parser that fetches is seen to do so, so that the tests above would see ours."""
    (tmp_path / "other.jsonld").write_text(json.dumps({"@context": WRITTEN}), encoding="utf-8")
    case = tmp_path / "case.jsonld"
    case.write_text(json.dumps(FORMS["for all"]("other.jsonld")), encoding="utf-8")
    WATCHING.append(True)
    try:
        assert Graph().parse(case, format="json-ld")
    finally:
        WATCHING.clear()
    assert [name for name in OPENED if name.endswith("other.jsonld")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"\\u0040context": %s, "a": 1}', id="the keyword is escaped"),
        pytest.param('{"@context": {}, "@context": %s, "a": 1}', id="there are two"),
        pytest.param('\ufeff{"@context": %s, "a": 1}', id="a mark comes first"),
    ],
)
def test_a_context_is_seen_however_it_is_written(
    text: str, outside: dict[str, str], tmp_path: Path
) -> None:
    told = refusal(tmp_path / "case.jsonld", text % json.dumps(outside["page"]))
    assert outside["page"] in told


def test_a_context_that_no_text_shows_is_not_fetched(
    outside: dict[str, str], tmp_path: Path
) -> None:
    """The names of an index can be told to be contexts, and rdflib then fetches them."""
    index = {"@id": "urn:p", "@container": "@index", "@index": "@context"}
    case = {"@context": {"@version": 1.1, "p": index}, "p": {outside["page"]: {"urn:q": 1}}}
    assert "@index" in refusal(tmp_path / "case.jsonld", json.dumps(case))


def test_many_contexts_are_named_in_a_few_words(tmp_path: Path) -> None:
    contexts = [f"http://example.org/{number}/{'x' * 1000}\x1b[2J" for number in range(9)]
    told = refusal(tmp_path / "case.jsonld", json.dumps({"@context": contexts}))
    assert "example.org/0/" in told
    assert " and 6 more, which is not fetched" in told
    assert "\x1b" not in told
    assert len(told) < len(contexts[0])


@pytest.mark.parametrize(
    "context",
    [
        pytest.param(CONTEXT, id="alone"),
        pytest.param([CONTEXT], id="in an array"),
        pytest.param([{"other": "urn:x:other"}, CONTEXT], id="after another"),
    ],
)
def test_our_context_is_known_by_its_iri(
    context: object, outside: dict[str, str], tmp_path: Path
) -> None:
    assert outside
    said = json.loads((CASES / "massage.jsonld").read_text(encoding="utf-8"))
    assert said["@context"] == CONTEXT
    path = tmp_path / "massage.ttl.jsonld"
    path.write_text(json.dumps(said | {"@context": context}), encoding="utf-8")
    told = as_text(imrgraph.explain(path))
    assert told == as_text(imrgraph.explain(CASES / "massage.ttl"))


def test_our_context_may_stand_in_a_node_and_in_that_of_a_property(tmp_path: Path) -> None:
    item = {"@context": CONTEXT, "requestedTreatment": "imrv:acupuncture"}
    property_of = {"@id": f"{IMR.base}hasItem", "@context": CONTEXT}
    for number, said in enumerate(
        (
            {f"{IMR.base}hasItem": item},
            {"@context": {"it": property_of}, "it": {"requestedTreatment": "imrv:acupuncture"}},
        )
    ):
        path = tmp_path / f"{number}.jsonld"
        path.write_text(json.dumps(said), encoding="utf-8")
        assert imrgraph.explain(path).items[0].request == "acupuncture"


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld"])
def test_an_import_is_refused_by_name(ending: str, outside: dict[str, str], tmp_path: Path) -> None:
    triple = f"<urn:x:a> <{OWL.imports}> <{outside['page']}> ."
    said = json.dumps({"@id": "urn:x:a", str(OWL.imports): {"@id": outside["page"]}})
    told = refusal(tmp_path / f"case.{ending}", said if ending == "jsonld" else triple)
    assert f"found owl:imports <{outside['page']}>, which is not fetched" in told
    assert "expected no import but <https://w3id.org/imrgraph/ontology>" in told


def test_an_import_of_a_graph_is_refused_and_that_of_our_terms_changes_nothing() -> None:
    graph = Graph().parse(CASES / "massage.ttl")
    graph.add((BNode(), OWL.imports, URIRef(IMR.base.removesuffix("#"))))
    assert as_text(imrgraph.explain(graph)) == as_text(imrgraph.explain(CASES / "massage.ttl"))
    graph.add((BNode(), OWL.imports, URIRef("http://example.org/")))
    with pytest.raises(DescriptionError, match=r"found owl:imports <http://example\.org/>"):
        imrgraph.explain(graph)


def test_an_address_is_no_file_to_read(outside: dict[str, str]) -> None:
    with pytest.raises(DescriptionError, match="found nothing"):
        imrgraph.explain(f"{outside['page']}/case.jsonld")


DEEP = 100_000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("case.jsonld", "[" * DEEP, id="arrays that do not end"),
        pytest.param("case.jsonld", "[" * DEEP + "]" * DEEP, id="arrays"),
        pytest.param("case.jsonld", '{"urn:a":' * 500 + "1" + "}" * 500, id="objects"),
        pytest.param("case.jsonld", '{"@context":' + "[" * DEEP + "]" * DEEP + "}", id="contexts"),
        pytest.param("case.jsonld", '{"urn:a": ' + "1" * 5000 + "}", id="a long number"),
        pytest.param("case.jsonld", '{"urn:a": 1e999, "urn:b": NaN}', id="no number"),
        pytest.param("case.jsonld", '{"urn:a": "\\ud800"}', id="half a character"),
        pytest.param("case.jsonld", "", id="nothing"),
        pytest.param("case.jsonld", "null", id="null"),
        pytest.param("case.jsonld", '{"@context": 5, "a": 1}', id="a context that is none"),
        pytest.param("case.ttl", "[] <urn:a> " + "[ <urn:a> " * DEEP, id="Turtle"),
    ],
)
def test_what_no_parser_takes_is_told_on_one_line(name: str, text: str, tmp_path: Path) -> None:
    refusal(tmp_path / name, text)
    told = CliRunner().invoke(main, ["explain", str(tmp_path / name)])
    assert told.exit_code == UNREADABLE
    assert told.output.count("\n") == 1


def test_a_file_of_absurd_size_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(descriptions, "_LONGEST", 3_000_000)
    told = refusal(tmp_path / "case.jsonld", "[" + " " * 3_000_000 + "]")
    assert "expected a graph of at most 3 MB, found more" in told


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("_:n{}", "more nodes without a name than can be told apart"),
        ("urn:x:{}", "parts of parts without end"),
    ],
)
def test_a_row_of_parts_without_end_is_told_on_one_line(
    name: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(descriptions, "_SECONDS", 1.0)
    row = [
        {"@id": name.format(at), "hasCondition": {"@id": name.format(at + 1)}} for at in range(3000)
    ]
    said = {"@context": WRITTEN, "@graph": [{"hasItem": {"@id": name.format(0)}}, *row]}
    assert found in refusal(tmp_path / "case.jsonld", json.dumps(said))
