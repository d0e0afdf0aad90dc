"""Serving: pages and queries, against Oxigraph's own server on the same queries.

In:   how many letters to make up, or a store.
Out:  of each kind of query, how many are answered a second and what one takes of the processor, as
      a ratio to what `oxigraph serve-read-only` needs over the same quads; of each page the same,
      and how long it takes for 95 in 100, also while clients run queries into their limit.
From: the shipped questions, as their examples ask them. Clients write bytes and count bytes, over
      connections that stay open, so that what is measured is the server. The two servers take
      turns, since others may use the machine meanwhile; processor time says what the clock cannot.

    python benchmarks/serving.py [--letters 1000 | --store DIR] [--seconds 6] [-o serving.md]
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO
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
#: How often two servers take turns.
_TURNS: Final = 3
#: How many ask what has no end, and how many seconds a query may take.
_HOGS, _LIMIT = (1, 6), 3.0
#: How many seconds a query may take that has an end.
_PATIENCE: Final = 60.0
#: How often a page is asked for, and under how many milliseconds 95 in 100 shall stay beside one
#: client that runs queries into their limit.
_TIMES, _BAR = 200, 100
_ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_POINT: Final = "SELECT * { <%s> ?property ?value }"
_CHANGING: Final = "SELECT ?property ?value (NOW() AS ?now) { <%s> ?property ?value }"


@dataclass(frozen=True, slots=True)
class _Server:
    """A server that runs."""

    address: str
    process: int

    def spent(self) -> float:
        """Return how many seconds of processor time it took, with the processes that it began."""
        took: dict[int, float] = {}
        begun: dict[int, list[int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = (
                    stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
                )
            except OSError:  # it ended
                continue
            process = int(stat.parent.name)
            begun.setdefault(int(fields[1]), []).append(process)
            took[process] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
        family = [self.process]
        for each in family:
            family += begun.get(each, [])
        return sum(took.get(each, 0) for each in family)


@dataclass(frozen=True, slots=True)
class _Pace:
    """How fast something is answered."""

    #: How many a second, and how many milliseconds of processor time each.
    rate: float
    cost: float


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


def _measured(turns: Sequence[tuple[_Server, Sequence[bytes]]], seconds: float) -> list[_Pace]:
    """Have several clients ask at once, each a process of its own, of each server by turns."""
    many, spent = [0] * len(turns), [0.0] * len(turns)
    with get_context("spawn").Pool(_CLIENTS) as clients:
        for server, requests in turns:  # all is warm then
            clients.starmap(_client, [(server.address, requests, 0.2)] * _CLIENTS)
        for _ in range(_TURNS):
            for number, (server, requests) in enumerate(turns):
                began, told = server.spent(), (server.address, requests, seconds / _TURNS)
                many[number] += sum(map(len, clients.starmap(_client, [told] * _CLIENTS)))
                spent[number] += server.spent() - began
    return [_Pace(n / seconds, 1000 * took / n) for n, took in zip(many, spent, strict=True)]


@contextmanager
def _ours(store: Path, limit: float) -> Iterator[_Server]:
    words = ["serve", "--store", str(store), "--port", "0", "--timeout", str(limit)]
    command = [sys.executable, "-m", "imrgraph", *words]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, text=True) as run:  # noqa: S603 (our own)
        assert run.stdout  # noqa: S101 (it is a pipe)
        try:
            yield _Server(run.stdout.readline().strip().rstrip("/"), run.pid)
        finally:
            run.terminate()


@contextmanager
def _theirs(quads: Path) -> Iterator[_Server]:
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
        try:
            yield _Server(f"http://{bind}", run.pid)
        finally:
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
        "the same with the time of day": [_CHANGING % item for item in items],
        "all shipped questions in turn": [text for [text] in shipped.values()],
    }


def _compared(
    ours: _Server, theirs: _Server, queries: Sequence[str], seconds: float
) -> list[_Pace]:
    """Return how fast each server answers queries."""
    kind = "application/sparql-results+json"
    here = [asked(ours.address, f"/sparql?query={quote(text)}", kind) for text in queries]
    path = "/query?union-default-graph=true&query="
    there = [asked(theirs.address, f"{path}{quote(text)}", kind) for text in queries]
    return _measured([(ours, here), (theirs, there)], seconds)


@contextmanager
def _hogged(address: str, many: int) -> Iterator[None]:
    """Have so many clients run queries into their limit meanwhile."""
    ends = threading.Event()
    text = asked(address, f"/sparql?query={quote(_ENDLESS)}")

    def hog() -> None:
        parts = urlsplit(address)
        while not ends.is_set():
            with socket.create_connection((str(parts.hostname), parts.port or 80)) as connection:
                connection.sendall(text)
                heard(connection)

    hogs = [threading.Thread(target=hog) for _ in range(many)]
    for each in hogs:
        each.start()
    try:
        time.sleep(1)
        yield
    finally:
        ends.set()
        for each in hogs:
            each.join()


def _paced(address: str, paths: Sequence[str]) -> float:
    """Return under how many milliseconds 95 in 100 answers stay, asked for one after the other."""
    parts, took = urlsplit(address), []
    with socket.create_connection(
        (str(parts.hostname), parts.port or 80), timeout=60
    ) as connection:
        for number in range(_TIMES):
            began = time.perf_counter()
            connection.sendall(asked(address, paths[number % len(paths)], "text/html"))
            heard(connection)
            took.append(time.perf_counter() - began)
            time.sleep(0.01)
    return 1000 * sorted(took)[int(0.95 * _TIMES)]


def _told_queries(place: Path, quads: Path, seconds: float) -> Iterator[str]:
    """Yield a table of queries, each kind a row."""
    yield "| queries | a second | Oxigraph's | ratio | ms of processor | Oxigraph's | ratio |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    with _ours(place, _PATIENCE) as ours, _theirs(quads) as theirs:
        for name, queries in _queries(place).items():
            here, there = _compared(ours, theirs, queries, seconds)
            rates = f"{here.rate:,.0f} | {there.rate:,.0f} | {here.rate / there.rate:.2f}"
            costs = f"{here.cost:.2f} | {there.cost:.2f} | {here.cost / there.cost:.1f}"
            yield f"| {name} | {rates} | {costs} |"


def _told_pages(place: Path, known: Sequence[str], seconds: float) -> Iterator[str]:
    """Yield a table of pages, each a row."""
    beside = " | ".join(f"beside {many}" for many in _HOGS)
    yield f"| page | a second | ms of processor | 95 in 100 under, ms | {beside} |"
    yield f"|---|--:|--:|--:|{'--:|' * len(_HOGS)}"
    pages = {
        "the first page": "/",
        "the list": "/find",
        "rates": "/rates",
        "an item": f"/determination/{known[0]}/item/1",
    }
    with _ours(place, _LIMIT) as ours:
        for name, path in pages.items():
            request = asked(ours.address, path, "text/html")
            [pace] = _measured([(ours, [request])], seconds)
            waits = [_paced(ours.address, [path])]
            for many in _HOGS:
                with _hogged(ours.address, many):
                    waits.append(_paced(ours.address, [path]))
            told = " | ".join(f"{each:.0f}" for each in waits)
            yield f"| {name} | {pace.rate:,.0f} | {pace.cost:.2f} | {told} |"
        # Each once, so that it is made anew.
        paths = [f"/determination/{case}/item/1?n={n}" for n, case in enumerate(known)]
        began = ours.spent()
        waits = [_paced(ours.address, paths[:_TIMES])]
        cost = 1000 * (ours.spent() - began) / _TIMES
        for turn, many in enumerate(_HOGS, 1):
            with _hogged(ours.address, many):
                waits.append(_paced(ours.address, paths[turn * _TIMES : (turn + 1) * _TIMES]))
        told = " | ".join(f"{each:.0f}" for each in waits)
        yield f"| an item that nobody asked for before |  | {cost:.2f} | {told} |"


@click.command()
@click.option("--letters", "many", default=1000, show_default=True, help="How many to make up.")
@click.option("--store", type=click.Path(path_type=Path), help="A store that is there instead.")
@click.option("--seconds", default=6.0, show_default=True, help="How long each is measured.")
@click.option("-o", "--output", type=click.File("w"), default="-", help="Where figures go.")
def main(many: int, store: Path | None, seconds: float, output: TextIO) -> None:
    """Ask our server and Oxigraph's the same."""
    with tempfile.TemporaryDirectory() as home:
        place = store or Path(home, "store")
        with LetterStore(place) if store else filled(place, many) as letters:
            many = len(letters)
            quads, known = Path(str(letters.quads)), cases(letters, _TIMES * (1 + len(_HOGS)))
        busy, processors = os.getloadavg()[0], os.cpu_count()
        title = f"""\
# What serving takes

Written by benchmarks/serving.py over {many:,} letters. When it began, {busy:.1f} other processes \
wanted the {processors} processors: the ratios hold, what the clock tells is an upper bound.

{_CLIENTS} clients ask at once, {seconds:g} s of each kind, the two servers by turns. What is \
asked for again is kept by ours, but for what has the time of day in it.
"""
        pages = f"""
A page waits for one client, {_TIMES} times, while nobody else asks, and beside \
{" and ".join(map(str, _HOGS))} that run queries into their limit. The bar is {_BAR} ms beside one.
"""
        told = chain(
            [title],
            _told_queries(place, quads, seconds),
            [pages],
            _told_pages(place, known, seconds),
        )
        for line in told:
            click.echo(line, output)
            output.flush()


if __name__ == "__main__":
    main()
