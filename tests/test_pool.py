"""serve.pool, serve.turns: what takes too long is ended, and the next client is served."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import pytest
from errands import number_of, sleeping
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from imrgraph.errors import SpentError
from imrgraph.graph.answers import Room
from imrgraph.serve.answering import Answered, Asked, answered
from imrgraph.serve.limits import Limits
from imrgraph.serve.pool import Pool, placed
from imrgraph.serve.turns import Turns
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from imrgraph.graph.remote import Remote

#: All combinations of three triples, which nobody lives to see the end of.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
#: The same, kept to be sorted.
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
QUICK = "SELECT (1 AS ?one) {}"
ROOM = Room(rows=1000, size=1_000_000)


@pytest.fixture(scope="module")
def place(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path | Remote:
    loaded = LetterStore()
    loaded.load([examples])
    return placed(loaded, str(tmp_path_factory.mktemp("placed")))


@pytest.fixture
def pool(place: Path | Remote) -> Iterator[Pool]:
    made = Pool(place, Limits(seconds=20, memory=300_000_000, running=2))
    yield made
    made.close()


def request(leaves_after: float | None = None) -> Request:
    """Return a request whose client waits, or goes away after so many seconds."""

    async def receive() -> dict[str, str]:
        await asyncio.sleep(3600 if leaves_after is None else leaves_after)
        return {"type": "http.disconnect"}

    return Request({"type": "http", "client": ("192.0.2.1", 1)}, receive)


def asked(pool: Pool, text: str, leaves_after: float | None = None) -> Awaitable[Any]:
    return pool.run(request(leaves_after), answered, Asked(text), ROOM)


def alive(number: int) -> bool:
    """Say whether there is a process of this number, and it is at something."""
    try:
        with open(f"/proc/{number}/stat", encoding="utf-8") as stat:  # noqa: PTH123 (no file)
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_query_is_answered_by_another_process_that_stays(pool: Pool) -> None:
    async def run() -> None:
        first = await pool.run(request(), number_of)
        answer = await asked(pool, QUICK)
        assert isinstance(answer, Answered)
        assert b'"value":"1"' in answer.body
        assert await pool.run(request(), number_of) == first != os.getpid()

    asyncio.run(run())


def test_a_query_without_end_is_ended_and_its_process_with_it(place: Path | Remote) -> None:
    pool = Pool(place, Limits(seconds=2, running=2))

    async def run() -> None:
        before = await pool.run(request(), number_of)
        with pytest.raises(SpentError, match="within 2 s"):
            await asked(pool, ENDLESS)
        assert not alive(before)
        assert isinstance(await asked(pool, QUICK), Answered)

    asyncio.run(run())
    pool.close()


def test_a_query_that_takes_much_memory_is_ended(place: Path | Remote) -> None:
    limits = Limits(seconds=60, memory=300_000_000, running=1)

    async def run() -> None:
        patient = Pool(place, limits)
        try:
            with pytest.raises(SpentError, match="memory"):
                await asked(patient, GREEDY)
            assert isinstance(await asked(patient, QUICK), Answered)
        finally:
            patient.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("SELECT * { ?s ?p ?o }", Room(rows=100, size=10_000_000)),
        ("SELECT * { ?s ?p ?o }", Room(rows=1_000_000, size=10_000)),
        ("CONSTRUCT WHERE { ?s ?p ?o }", Room(rows=100, size=10_000_000)),
        ("CONSTRUCT WHERE { ?s ?p ?o }", Room(rows=1_000_000, size=10_000)),
    ],
)
def test_an_answer_that_is_too_long_is_none(pool: Pool, text: str, room: Room) -> None:
    async def run() -> None:
        for kind in ("", "text/csv", "text/tab-separated-values", "application/*"):
            with pytest.raises(SpentError, match="at most"):
                await pool.run(request(), answered, Asked(text, accept=f"{kind},*/*;q=0.1"), room)

    asyncio.run(run())


@pytest.mark.parametrize(
    "kind",
    ["application/json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"],
)
def test_as_many_rows_as_there_may_be_are_told(pool: Pool, kind: str) -> None:
    values = " ".join(f'"{n}, {{}}}},<a>\\"b"' for n in range(1000))
    text = f"SELECT ?a ?b {{ VALUES ?a {{ {values} }} BIND (?a AS ?b) }}"

    async def told(rows: int) -> Any:  # noqa: ANN401 (an answer, or none)
        return await pool.run(
            request(), answered, Asked(text, accept=kind), Room(rows=rows, size=10_000_000)
        )

    async def run() -> None:
        assert isinstance(await told(1000), Answered)
        with pytest.raises(SpentError, match="at most 999 rows"):
            await told(999)

    asyncio.run(run())


def test_when_a_client_goes_away_its_query_ends(pool: Pool, tmp_path: Path) -> None:
    file = tmp_path / "number"

    async def run() -> None:
        await pool.run(request(), number_of)  # a process is there
        with pytest.raises(ClientDisconnect):
            await pool.run(request(leaves_after=3.0), sleeping, str(file))
        await asyncio.sleep(0.2)
        assert not alive(int(file.read_text("utf-8")))

    asyncio.run(run())


def test_when_the_pool_is_closed_nothing_goes_on(place: Path | Remote, tmp_path: Path) -> None:
    file = tmp_path / "number"

    async def run() -> None:
        made = Pool(place, Limits(seconds=60, running=1))
        await made.run(request(), number_of)
        doing = asyncio.ensure_future(made.run(request(), sleeping, str(file)))
        while not file.exists():  # noqa: ASYNC110 (it is another process that writes it)
            await asyncio.sleep(0.05)
        made.close()
        with pytest.raises(SpentError):
            await doing
        assert not alive(int(file.read_text("utf-8")))

    asyncio.run(run())


def turned(work: Callable[[Turns], Awaitable[None]], **given: Any) -> None:  # noqa: ANN401 (what Turns takes)
    async def run() -> None:
        await work(Turns(**{"places": 2, "waiting": 4, "patience": 5.0, **given}))

    asyncio.run(run())


def test_one_client_never_has_all_places() -> None:
    async def run(turns: Turns) -> None:
        async with turns.turn("a"):
            waits = asyncio.ensure_future(_held(turns, "a", 0))
            await asyncio.sleep(0.05)
            assert not waits.done()
            async with turns.turn("b"):
                assert turns.free == 0
        await waits
        assert turns.free == 2  # noqa: PLR2004

    turned(run)


def test_who_waits_too_long_is_told_to_come_back() -> None:
    async def run(turns: Turns) -> None:
        async with turns.turn("a"):
            with pytest.raises(HTTPException) as told:
                await _held(turns, "a", 0)
            assert told.value.status_code == 503  # noqa: PLR2004

    turned(run, places=1, patience=0.1)


def test_who_asks_for_too_much_at_once_is_told_so_and_others_are_not() -> None:
    async def run(turns: Turns) -> None:
        async with turns.turn("a"):
            waiting = [asyncio.ensure_future(_held(turns, "a", 0)) for _ in range(2)]
            await asyncio.sleep(0.05)
            with pytest.raises(HTTPException) as told:
                await _held(turns, "a", 0)
            assert told.value.status_code == 429  # noqa: PLR2004
            others = asyncio.ensure_future(_held(turns, "b", 0))
            await asyncio.sleep(0.05)
            assert not others.done()
        await asyncio.gather(*waiting, others)
        assert turns.free == 1

    turned(run, places=1)


def test_who_has_least_is_next() -> None:
    async def run(turns: Turns) -> None:
        order: list[str] = []

        async def ask(client: str) -> None:
            async with turns.turn(client):
                order.append(client)
                await asyncio.sleep(0.05)

        await asyncio.gather(*(ask(client) for client in "aaaab"))
        assert order.index("b") <= 1

    turned(run, waiting=8)


def test_who_goes_away_while_waiting_leaves_the_place_to_others() -> None:
    async def run(turns: Turns) -> None:
        async with turns.turn("a"):
            gone = asyncio.ensure_future(_held(turns, "a", 0))
            await asyncio.sleep(0.05)
            gone.cancel()
        async with turns.turn("b"):
            assert turns.free == 0

    turned(run, places=1)


async def _held(turns: Turns, client: str, seconds: float) -> None:
    async with turns.turn(client):
        await asyncio.sleep(seconds)
