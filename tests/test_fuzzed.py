"""serve: whatever is asked, in whatever form, is answered or refused; nothing fails."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Any, Final

import pytest
from starlette.testclient import TestClient

from imrgraph.serve.app import application
from imrgraph.serve.limits import Limits
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: How many requests are made; IMRGRAPH_FUZZED makes more.
MANY: Final = int(os.environ.get("IMRGRAPH_FUZZED", "400"))
METHODS: Final = ("GET", "GET", "GET", "GET", "POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE")
PATHS: Final = (
    *("/", "/find", "/rates", "/questions", "/query", "/sparql", "/rdf-graph-store"),
    *("/.well-known/void", "/healthz", "/metrics", "/static/pages.css", "/plan", "/upload"),
    "/upload/what-if",
    *("/determination/CM99-0000002", "/determination/CM99-0000002/item/1"),
    *("/determination/CM99-0000004/item/1/what-if", "/determination/cm99-0000009"),
    *(
        "/questions/overturn-rate",
        "/questions/why-denied",
        "/compare",
        "/treatment/massage-therapy",
    ),
    *("/guideline/mtus-2009", "/audit", "/search", "/terms"),
)
ENDINGS: Final = (
    "",
    "",
    "",
    ".json",
    ".csv",
    ".ttl",
    ".svg",
    ".html",
    "/",
    "/..",
    "//",
    "%00",
    ".",
)
NAMES: Final = (
    *("query", "update", "default-graph-uri", "named-graph-uri", "graph", "default", "download"),
    *("words", "q", "by", "year", "outcome", "treatment", "page", "case", "item", "letter"),
    *("phase", "visits", "injury", "set", "class", "region", "guideline", "limit", "example"),
)
VALUES: Final = (
    *("", "0", "1", "-1", "1e99", "9" * 400, "massage", "CM99-0000002", "upheld", "2015-06-10"),
    *("treatment,year", "acute", "ASK {}", "SELECT * { ?s ?p ?o } LIMIT 3", "SELECT", "CLEAR ALL"),
    *("DESCRIBE imrv:neck", "CONSTRUCT WHERE { ?s imr:outcome ?o }", "ASK { SERVICE <x:y> {} }"),
    *("https://w3id.org/imrgraph/ontology", "urn:x", "file:///etc/passwd", "http://[", "<>"),
    *("\x00", "\ud7ff", "é", "𐍈", "\r\nX: 1", "<script>", "' OR 1=1 --", '"', "\\", "%", "%zz"),
    *("AND", "NOT", '"open', "a*", "*", "(", ")", "NEAR(", "../../etc/passwd", "{{7*7}}", "{0}"),
    *("inf", "nan", "0001-01-01", "9999-99-99", "true", "[]", "{}", "null", " ", "\t"),
)
KINDS: Final = (
    *("application/x-www-form-urlencoded", "application/sparql-query", "application/json"),
    *("multipart/form-data; boundary=x", "multipart/form-data", "text/plain; charset=utf-16", ""),
    *("application/sparql-update", "application/x-www-form-urlencoded; charset=latin-1", ";;;"),
)
ACCEPTS: Final = (
    *("", "*/*", "text/html", "application/json", "text/turtle", "text/csv", "image/png"),
    *("text/html;q=0", ",;q=,", "a/b;q=x", "*/*;q=0.0", "text/*;q=9, application/*;q=-1"),
)


@pytest.fixture(scope="module")
def client(examples: Path) -> Iterator[TestClient]:
    store = LetterStore()
    store.load([examples])
    app = application(store, Limits(seconds=5, rows=500, body=100_000))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as asking:
        yield asking


def value(chance: random.Random) -> str:
    found = chance.choice(VALUES)
    if chance.random() < 0.2:  # noqa: PLR2004 (a fifth of them)
        found += chance.choice(VALUES)
    return found


def fields(chance: random.Random) -> list[tuple[str, Any]]:
    return [(chance.choice(NAMES), value(chance)) for _ in range(chance.choice((0, 1, 1, 2, 4)))]


def body(chance: random.Random) -> bytes:
    """Return what is sent: a form, text, a broken part of many, or bytes."""
    form = "&".join(f"{name}={text}" for name, text in fields(chance))
    part = f'--x\r\nContent-Disposition: form-data; name="letter"; filename="{value(chance)}"\r\n'
    return chance.choice(
        (
            form.encode(),
            value(chance).encode(),
            f"{part}\r\n{value(chance)}\r\n--x--\r\n".encode(),
            f"{part}{value(chance)}".encode(),
            chance.randbytes(chance.randrange(200)),
        )
    )


def path(chance: random.Random) -> str:
    found = chance.choice(PATHS) + chance.choice(ENDINGS)
    at = chance.randrange(len(found) + 1)
    return (
        found[:at] + chance.choice(("%ff", "%2f", "?", "~", "é", "..;")) + found[at:]
        if (
            chance.random() < 0.1  # noqa: PLR2004 (a tenth of them)
        )
        else found
    )


@pytest.mark.slow
# Starlette leaves the file of a broken form to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_nothing_that_is_asked_makes_the_server_fail(client: TestClient) -> None:
    chance = random.Random(25)  # noqa: S311 (the same requests each time)
    failed = []
    for number in range(MANY):
        method, where, query = chance.choice(METHODS), path(chance), fields(chance)
        headers = {"Accept": chance.choice(ACCEPTS), "Content-Type": chance.choice(KINDS)}
        sent = body(chance) if method in {"POST", "PUT"} else b""
        told = client.request(
            method,
            f"http://localhost/{where.removeprefix('/')}",  # else what begins with two is a host
            params=query,
            headers=headers,
            content=sent,
            follow_redirects=False,
        )
        if told.is_server_error and told.status_code not in {502, 503}:
            failed.append((number, method, where, query, headers, sent, told.status_code))
    assert not failed
