"""Serving: pages and queries a second, against Oxigraph's own server on the same queries.

In:   how many letters to make up, or a store.
Out:  for each kind of request how many are answered a second; of queries, how that is to what
      `oxigraph serve-read-only` answers over the same quads; how long a light page takes for 95 in
      100, and while other clients run queries into their limit.
From: the shipped questions, as their examples ask them. Clients write bytes and count bytes, over
      connections that stay open, so that what is measured is the server.

    python benchmarks/serving.py [--letters 1000 | --store DIR] [--seconds 5]
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

import click
from filling import cases, filled

from imrgraph.graph.questions import questions
from imrgraph.knowledge.terms import IMRD
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["asked", "heard"]

#: How many clients ask at once.
_CLIENTS: Final = 4
#: How many ask what has no end, and how many seconds a query may take.
_HOGS, _LIMIT = 6, 3.0
_ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_POINT: Final = "SELECT * { <%s> ?property ?value }"


def asked(address: str, path: str, accept: str = "*/*") -> bytes:
    """Return a request as it is sent."""
    host = urlsplit(address).netloc
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\n\r\n".encode()


def heard(connection: socket.socket) -> int:
    """Take one answer, and return its status."""
    told = b""
    while b"\r\n\r\n" not in told:
        told += connection.recv(262_144) or _gone()
    head, _, body = told.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    if b"content-length" in fields:
        missing = int(fields[b"content-length"]) - len(body)
        while missing > 0:
            missing -= len(connection.recv(262_144) or _gone())
    else:  # it comes in pieces, the last of which is empty
        while not body.endswith(b"0\r\n\r\n"):
            body = body[-8:] + (connection.recv(262_144) or _gone())
    return int(head.split()[1])


def _gone() -> bytes:
    message = "expected an answer, found that the server hung up"
    raise ConnectionError(message)


def _client(address: str, requests: Sequence[bytes], seconds: float) -> list[float]:
    """Ask one thing after the other for so long, and return how long each took."""
    parts, took = urlsplit(address), []
    with socket.create_connection(
        (str(parts.hostname), parts.port or 80), timeout=60
    ) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        until, number = time.perf_counter() + seconds, 0
        while (began := time.perf_counter()) < until:
            connection.sendall(requests[number % len(requests)])
            status = heard(connection)
            if status != 200:  # noqa: PLR2004
                message = f"{requests[number % len(requests)][:200]!r}: {status}"
                raise AssertionError(message)
            took.append(time.perf_counter() - began)
            number += 1
    return took


def _measured(address: str, requests: Sequence[bytes], seconds: float) -> list[float]:
    """Have several clients ask at once, each a process of its own."""
    with get_context("spawn").Pool(_CLIENTS) as clients:
        clients.starmap(_client, [(address, requests, 0.2)] * _CLIENTS)  # all is warm then
        found = clients.starmap(_client, [(address, requests, seconds)] * _CLIENTS)
    return sorted(each for client in found for each in client)


@contextmanager
def _ours(store: Path) -> Iterator[str]:
    words = ["serve", "--store", str(store), "--port", "0", "--timeout", str(_LIMIT)]
    command = [sys.executable, "-m", "imrgraph", *words]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, text=True) as run:  # noqa: S603 (our own)
        assert run.stdout  # noqa: S101 (it is a pipe)
        yield run.stdout.readline().strip().rstrip("/")
        run.terminate()


@contextmanager
def _theirs(quads: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    scripts = sysconfig.get_path("scripts")
    program = shutil.which("oxigraph", path=scripts) or shutil.which("oxigraph") or "oxigraph"
    command = [program, "serve-read-only", "--location", str(quads), "--bind", bind]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as run:  # noqa: S603 (a program that is known)
        for _ in range(200):
            try:
                socket.create_connection(tuple(bind.split(":")), timeout=1).close()  # type: ignore[arg-type]
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://{bind}"
        run.kill()


def _queries(store: Path, many: int = 20) -> dict[str, list[str]]:
    """Return queries by what is told of them: shipped ones, and what is said of items."""
    with LetterStore(store) as letters:
        items = [f"{IMRD.base}{case}/item/1" for case in cases(letters, many)]
    shipped = {
        name: [each.text(each.example["params"])]
        for name, each in sorted(questions().items())
        if each.query and "letter" not in each.example["params"]
    }
    return {
        "nothing but yes": ["ASK {}"],
        "what is said of an item": [_POINT % item for item in items],
        "all shipped questions in turn": [text for [text] in shipped.values()],
    }


def _compared(
    ours: str, theirs: str, queries: Sequence[str], seconds: float
) -> tuple[float, float]:
    """Return how many queries a second each server answers."""
    kind = "application/sparql-results+json"
    here = [asked(ours, f"/sparql?query={quote(text)}", kind) for text in queries]
    there = [
        asked(theirs, f"/query?union-default-graph=true&query={quote(text)}", kind)
        for text in queries
    ]
    found = [len(_measured(*each, seconds)) / seconds for each in ((ours, here), (theirs, there))]
    return found[0], found[1]


@contextmanager
def _hogged(address: str) -> Iterator[None]:
    """Have clients run queries into their limit meanwhile."""
    ends = threading.Event()
    text = asked(address, f"/sparql?query={quote(_ENDLESS)}")

    def hog() -> None:
        parts = urlsplit(address)
        while not ends.is_set():
            with socket.create_connection((str(parts.hostname), parts.port or 80)) as connection:
                connection.sendall(text)
                heard(connection)

    hogs = [threading.Thread(target=hog) for _ in range(_HOGS)]
    for each in hogs:
        each.start()
    try:
        time.sleep(1)
        yield
    finally:
        ends.set()
        for each in hogs:
            each.join()


def _paced(address: str, path: str, times: int = 200) -> float:
    """Return under how many milliseconds 95 in 100 answers stay, asked for one after the other."""
    parts, took = urlsplit(address), []
    with socket.create_connection(
        (str(parts.hostname), parts.port or 80), timeout=60
    ) as connection:
        for _ in range(times):
            began = time.perf_counter()
            connection.sendall(asked(address, path, "text/html"))
            heard(connection)
            took.append(time.perf_counter() - began)
            time.sleep(0.01)
    return 1000 * sorted(took)[int(0.95 * times)]


@click.command()
@click.option("--letters", "many", default=1000, show_default=True, help="How many to make up.")
@click.option("--store", type=click.Path(path_type=Path), help="A store that is there instead.")
@click.option("--seconds", default=5.0, show_default=True, help="How long each is measured.")
def main(many: int, store: Path | None, seconds: float) -> None:
    """Ask our server and Oxigraph's the same."""
    with tempfile.TemporaryDirectory() as home, ExitStack() as servers:
        place = store or Path(home, "store")
        with LetterStore(place) if store else filled(place, many) as letters:
            many = len(letters)
            quads, [case] = Path(str(letters.quads)), cases(letters, 1)
        ours, theirs = servers.enter_context(_ours(place)), servers.enter_context(_theirs(quads))
        click.echo(f"{many} letters, {_CLIENTS} clients, {seconds:g} s each")
        for name, queries in _queries(place).items():
            here, there = _compared(ours, theirs, queries, seconds)
            click.echo(f"{name}: {here:,.0f} a second, {there:,.0f} Oxigraph's: {here / there:.2f}")
        pages = {
            "the first page": "/",
            "rates": "/rates",
            "an item": f"/determination/{case}/item/1",
        }
        for name, path in pages.items():
            found = len(_measured(ours, [asked(ours, path, "text/html")], seconds)) / seconds
            click.echo(f"{name}: {found:,.0f} a second")
        quiet = {name: _paced(ours, path) for name, path in pages.items()}
        with _hogged(ours):
            hogged = {name: _paced(ours, path) for name, path in pages.items()}
        for name in pages:
            beside = f"{hogged[name]:.0f} ms while {_HOGS} clients run queries into their limit"
            click.echo(f"{name}: 95 in 100 under {quiet[name]:.0f} ms; {beside}")


if __name__ == "__main__":
    main()
