"""Guarding: what every request and every answer goes through, whatever it is for.

In:   an application, and the limits of requests.
Out:  the same behind a wall: foreign names, long addresses, large and slow bodies are refused, and
      an answer tells browsers to load and to run nothing from elsewhere.
From: Content Security Policy Level 3, W3C; RFC 9110. A page of another site may have its name lead
      here (DNS rebinding), and would then read the letters: the name in the header Host tells.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request

from imrgraph.serve.problems import problem_of, respond

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from imrgraph.serve.limits import Limits

__all__ = ["Bounded", "Hardened", "is_known"]

#: What a browser may do with a page: show it with our own styles, scripts and pictures.
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def is_known(host: str, names: Collection[str]) -> bool:
    """Return whether the header Host names this server, and nobody else's name that leads here.

    An address in numbers is nobody's name.

    Args:
        host: what the header says, with a port or without.
        names: by which the server is reached, beside localhost.

    >>> is_known("localhost:8000", ()), is_known("[::1]", ()), is_known("evil.example:8000", ())
    (True, True, False)
    >>> is_known("imr.example.org", {"imr.example.org"})
    True
    """
    name = _without_port(host).lower()
    if name == "localhost" or name in names:
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


class Hardened:
    """Refuses requests that are not meant for this server, and adds what keeps browsers safe."""

    def __init__(self, app: ASGIApp, limits: Limits, names: Collection[str]) -> None:
        self._app = app
        self._limits = limits
        self._names = frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, hardened)
        else:
            await respond(Request(scope), problem_of(refusal))(scope, receive, hardened)

    def _refusal(self, scope: Scope) -> HTTPException | None:
        """Return why a request is refused, if it is."""
        hosts = Headers(scope=scope).getlist("host")
        if len(hosts) != 1 or not is_known(hosts[0], self._names):
            return HTTPException(421, "expected the name of this server in the header Host")
        found = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if found > self._limits.address:
            expected = f"expected an address of at most {self._limits.address:,} bytes"
            return HTTPException(414, f"{expected}, found {found:,}; a query can be sent by POST")
        return None


class Bounded:
    """Answers a certain number of requests at once, and waits for no client without end."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._underway = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = (scope.get("client") or ("",))[0]
        refusal = self._refusal(scope, client)
        if refusal:
            await respond(Request(scope), problem_of(refusal))(scope, receive, send)
            return
        self._underway[client] += 1
        try:
            await self._app(scope, _Body(receive, self._limits), self._taking(send))
        finally:
            self._underway[client] -= 1
            if not self._underway[client]:
                del self._underway[client]

    def _refusal(self, scope: Scope, client: str) -> HTTPException | None:
        """Return why a request is refused, if it is. Some are left to others than one client."""
        if self._underway.total() >= self._limits.requests:
            return HTTPException(503, "too many requests at once")
        if self._underway[client] >= self._limits.share:
            return HTTPException(429, "too many requests of yours at once")
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return HTTPException(400, "expected the length of the body as a number")
        if int(length) > self._limits.body:
            return _too_long(self._limits)
        return None

    def _taking(self, send: Send) -> Send:
        async def taking(message: Message) -> None:
            try:
                async with asyncio.timeout(self._limits.piece):
                    await send(message)
            except TimeoutError as error:
                found = "expected the client to take the answer, found that it does not"
                raise OSError(found) from error

        return taking


class _Body:
    """Receives the body of a request, up to its limits."""

    def __init__(self, receive: Receive, limits: Limits) -> None:
        self._receive = receive
        self._limits = limits
        self._until = asyncio.get_running_loop().time() + limits.upload
        self._is_whole = False
        self._length = 0

    async def __call__(self) -> Message:
        """Return the next piece, or that the client is gone."""
        if self._is_whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                piece = await self._receive()
        except TimeoutError as error:
            expected = f"expected the whole request within {self._limits.upload:g} s"
            raise HTTPException(408, expected) from error
        self._length += len(piece.get("body", b""))
        self._is_whole = not piece.get("more_body", False)
        if self._length > self._limits.body:
            raise _too_long(self._limits)
        return piece


def _too_long(limits: Limits) -> HTTPException:
    return HTTPException(413, f"expected a body of at most {limits.body:,} bytes, found more")
