"""HTTP: the tools for assistants at an address of the server.

In:   an application, letters, and who may ask.
Out:  the application with the tools in it.
From: Model Context Protocol, Streamable HTTP: each request stands by itself, so that any process of
      the server can answer it. A page of another site may not ask: the header Origin tells.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

import anyio.from_thread
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.routing import Route

from imrgraph.errors import LimitError
from imrgraph.graph.answers import rows
from imrgraph.serve.answering import rows_of
from imrgraph.serve.assisting.server import assistant

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Mapping

    from starlette.applications import Starlette
    from starlette.types import ASGIApp, Receive, Scope, Send

    from imrgraph.graph.rows import Rows
    from imrgraph.serve.pool import Pool
    from imrgraph.serve.served import Served

__all__ = ["PATH", "with_tools"]

T = TypeVar("T")
#: Where the tools are.
PATH: Final = "/mcp"
#: For whom all is done: all assistants together have all processes but one at most.
_CLIENT: Final = "assistants"
#: The host was looked at before, and the origin is.
_LOOKED_AT: Final = TransportSecuritySettings(enable_dns_rebinding_protection=False)


def with_tools(app: Starlette, origins: Collection[str] = ()) -> Starlette:
    """Return an application with the tools for assistants at `PATH`.

    Args:
        app: what serves the letters, as `application` gives it.
        origins: the other sites whose pages may ask.
    """
    here: Served = app.state.served
    server = assistant(
        here.letters,
        query=partial(_queried, here.pool),
        work=partial(_worked, here.explaining),
    )
    made = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        transport_security=_LOOKED_AT,
    )
    [found] = (each for each in made.routes if isinstance(each, Route))
    begun = app.router.lifespan_context

    @asynccontextmanager
    async def living(of: Starlette) -> AsyncIterator[Mapping[str, Any] | None]:
        async with begun(of) as state, server.session_manager.run():
            yield state

    app.router.lifespan_context = living  # type: ignore[assignment]  # with state or without
    # By GET a client would wait for news, of which there is none.
    app.router.routes.insert(0, Route(PATH, _Own(found.app, origins), methods=["POST"]))
    return app


def _queried(pool: Pool, text: str, limit: int) -> Rows | bool:
    return rows(_worked(pool, rows_of, text, limit))


def _worked(pool: Pool, work: Callable[..., T], *given: object) -> T:
    """Have something done in a process of its own, as pages and queries are, for a tool's thread.

    Raises:
        LimitError: it takes more than it may, or too many others are being answered.
    """
    try:
        return anyio.from_thread.run(pool.run_for, _CLIENT, work, *given)
    except HTTPException as error:
        message = f"expected less to do, found {error.detail}; ask again in a while"
        raise LimitError(message) from error


class _Own:
    """Lets nobody ask from the page of a site that is none of ours."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app, self._origins = app, frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request.

        Raises:
            HTTPException: it comes from the page of another site.
        """
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        is_own = not origin or urlsplit(origin).netloc == headers.get("host")
        if not is_own and origin not in self._origins:
            message = f"expected a page of this server, or --allow-origin {origin}"
            raise HTTPException(HTTPStatus.FORBIDDEN, message)
        await self._app(scope, receive, send)
