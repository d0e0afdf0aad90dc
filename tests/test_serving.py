"""serve: whoever may ask is answered, and nobody else."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from imrgraph.cli import main
from imrgraph.serve.app import application
from imrgraph.serve.guarding import Bounded
from imrgraph.serve.limits import Limits
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Message, Receive, Scope, Send

USAGE = 2


@pytest.fixture(scope="module")
def hasty(served_store: LetterStore) -> Iterator[TestClient]:
    with TestClient(application(served_store, Limits(explaining=0)), "http://localhost") as asking:
        yield asking


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = application(LetterStore(), Limits(address=500, body=1000), names=["imr.example.org"])
    with TestClient(app, base_url="http://localhost") as asking:
        yield asking


@pytest.mark.parametrize(
    "path",
    [
        *("/determination/CM99-0000002", "/determination/CM99-0000002/item/1.json"),
        *("/determination/CM99-0000002/item/1/what-if?visits=1", "/plan?treatment=massage"),
        *("/compare?a=CM99-0000002&b=CM99-0000004", "/questions/proof?letter=CM99-0000002&item=1"),
    ],
)
def test_who_wants_a_letter_explained_waits_so_long_and_no_longer(
    hasty: TestClient, path: str
) -> None:
    for kind in ("application/problem+json", "text/html"):
        told = hasty.get(path, headers={"Accept": kind})
        assert told.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert told.headers["content-type"].startswith(kind)
        assert "within 0 s" in told.text
    assert hasty.get("/find", headers={"Accept": "text/html"}).status_code == HTTPStatus.OK


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:80", "IMR.example.org"])
def test_a_request_for_this_server_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).text == "ok\n"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil", ""])
def test_a_name_of_somebody_else_that_leads_here_is_refused(client: TestClient, host: str) -> None:
    told = client.get("/healthz", headers={"Host": host})
    assert told.status_code == HTTPStatus.MISDIRECTED_REQUEST
    assert told.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/nowhere"])
def test_every_answer_keeps_browsers_from_loading_from_elsewhere(
    client: TestClient, path: str
) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_long_address_is_refused(client: TestClient) -> None:
    assert client.get(f"/healthz?{'x' * 600}").status_code == HTTPStatus.REQUEST_URI_TOO_LONG


def test_options_tells_what_may_be_asked(client: TestClient) -> None:
    told = client.options("/healthz")
    assert told.status_code == HTTPStatus.NO_CONTENT
    assert sorted(told.headers["allow"].split(", ")) == ["GET", "HEAD"]


def test_requests_are_counted(client: TestClient) -> None:
    client.get("/nowhere")
    told = client.get("/metrics")
    assert 'imrgraph_requests_total{method="GET",status="404"}' in told.text
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "imr.example.org"])  # noqa: S104 (refused)
def test_another_address_than_this_computers_own_has_to_be_allowed(host: str) -> None:
    told = CliRunner().invoke(main, ["serve", "--host", host])
    assert told.exit_code == USAGE
    assert "--allow-network" in told.stderr


@pytest.mark.parametrize(
    ("clients", "statuses"),
    [
        pytest.param("aaab", [200, 200, 429, 200], id="one asks for much"),
        pytest.param("aabbc", [200, 200, 200, 200, 503], id="all ask for much"),
    ],
)
def test_so_many_requests_are_answered_at_once(clients: str, statuses: list[int]) -> None:
    ends = asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await ends.wait()
        await PlainTextResponse("done")(scope, receive, send)

    bounded = Bounded(slow, Limits(requests=4, share=2))
    app = Starlette()
    app.state.page_of_problem = None

    async def ask(client: str) -> int:
        found = 0

        async def send(message: Message) -> None:
            nonlocal found
            found = message.get("status", found)

        async def receive() -> Message:
            return {"type": "http.request"}

        scope = {"type": "http", "client": (client, 1), "headers": [], "app": app, "method": "GET"}
        await bounded(scope, receive, send)
        return found

    async def run() -> list[int]:
        asking = [asyncio.ensure_future(ask(client)) for client in clients]
        await asyncio.sleep(0.05)
        ends.set()
        return [await each for each in asking]

    assert asyncio.run(run()) == statuses
