"""Lasting: a page that was shown is shown again to whoever asks for the same.

In:   what makes a page; a request.
Out:  the page that was made for the same address before, or one that is made now.
From: letters stay as they were when the server began, and so does what is told of them. To make a
      page anew takes a process, which queries into their limit leave little of.
"""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from imrgraph.serve.negotiating import accepted
from imrgraph.serve.served import served
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from imrgraph.serve.keeping import Kept

__all__ = ["lasting"]


def lasting(
    page: Callable[[Request], Response] | Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Return `page` so that what it made is given again; only what could be shown is kept.

    Args:
        page: which goes by nothing of a request but its address and what it accepts.
    """

    @wraps(page)
    async def again(request: Request) -> Response:
        if not isinstance(served(request).letters, LetterStore):
            return await _made(page, request)  # what an endpoint elsewhere holds may change
        kept: Kept[Response] = request.app.state.pages
        address = _address(request)
        known = kept.get(address)
        if known is None:
            known = await _made(page, request)
            if known.status_code != HTTPStatus.OK:
                return known
            kept.keep(address, known, len(known.body) + len(address))
        # What compresses an answer writes its headers anew.
        return Response(known.body, known.status_code, known.headers)

    return again


async def _made(
    page: Callable[[Request], Response] | Callable[[Request], Awaitable[Response]],
    request: Request,
) -> Response:
    found = page(request) if iscoroutinefunction(page) else run_in_threadpool(page, request)
    return await found  # type: ignore[return-value]  # one or the other


def _address(request: Request) -> bytes:
    """Return what a page goes by, as it was sent."""
    scope = request.scope
    root = str(scope.get("root_path", ""))
    parts = scope["raw_path"], scope["query_string"], root.encode(), accepted(request).encode()
    return b"\n".join(parts)
