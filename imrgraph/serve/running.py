"""Running: the application behind a socket, until somebody ends it.

In:   a socket that listens, and what is to be served.
Out:  nothing; requests are answered meanwhile.
From: uvicorn. It waits for ever for the head of a request, which a client that opens many
      connections could make use of, so that `Patient` does not.
"""

from __future__ import annotations

import logging
import math
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.supervisors import Multiprocess

from imrgraph.serve.app import application
from imrgraph.serve.limits import Limits
from imrgraph.serve.pages.finding import ready
from imrgraph.serve.watching import LOG
from imrgraph.store.opening import open as open_store

if TYPE_CHECKING:
    import asyncio
    import socket

    from starlette.applications import Starlette

__all__ = ["Limits", "Serving", "run"]

#: How many bytes the head of a request may have; the address alone is refused earlier.
_HEAD: Final = 65_536
#: How many seconds requests that are underway have to end when the server does.
_ENDING: Final = 5


@dataclass(frozen=True, slots=True)
class Serving:
    """What is to be served, and how. Each process opens it for itself."""

    #: The folder of a store, or the address of an endpoint.
    place: str
    is_examples: bool = False
    limits: Limits = field(default_factory=Limits)
    #: What `application` takes.
    names: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    #: Where the pages are, seen from outside, if a proxy serves other things beside them.
    root_path: str = ""
    #: The address of the proxy whose word is taken for who asks.
    proxy: str | None = None
    #: How many processes answer.
    workers: int = 1
    #: Whether there are tools for assistants, too.
    mcp: bool = False


def run(serving: Serving, listening: socket.socket) -> None:
    """Answer requests until the process is told to end, by SIGINT or SIGTERM."""
    config = uvicorn.Config(
        partial(_made, serving),
        factory=True,
        http=partial(Patient, seconds=serving.limits.head),  # type: ignore[arg-type]  # what makes one
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        root_path=serving.root_path,
        proxy_headers=serving.proxy is not None,
        forwarded_allow_ips=serving.proxy or "",
        workers=serving.workers,
        limit_concurrency=serving.limits.connections,
        h11_max_incomplete_event_size=_HEAD,
        timeout_keep_alive=math.ceil(serving.limits.head),
        timeout_graceful_shutdown=_ENDING,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt):
        if serving.workers > 1:
            Multiprocess(config, sockets=[listening]).run()
        else:
            uvicorn.Server(config).run([listening])


def _made(serving: Serving) -> Starlette:
    """Open what is served, in the process that answers."""
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    LOG.setLevel(logging.INFO)
    app = application(
        open_store(serving.place),
        serving.limits,
        names=serving.names,
        origins=serving.origins,
        is_examples=serving.is_examples,
    )
    app.state.served.explaining.begin()
    # At 100,000 letters it takes a second, in which others are answered.
    Thread(target=ready, args=[app.state.served.letters], daemon=True).start()
    if not serving.mcp:
        return app
    # Only who serves assistants needs what speaks with them.
    from imrgraph.serve.assisting.http import with_tools  # noqa: PLC0415

    return with_tools(app, serving.origins)


class Patient(H11Protocol):
    """HTTP that waits for the head of a request, but not for ever."""

    def __init__(self, *given: Any, seconds: float, **named: Any) -> None:  # noqa: ANN401 (as uvicorn has it)
        super().__init__(*given, **named)
        self._seconds = seconds
        self._waits: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        """Wait on, or no more, when a piece of a request is there."""
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        self._stop()

    def _look(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._stop()
        elif self._waits is None:
            self._waits = self.loop.call_later(self._seconds, self.transport.close)

    def _stop(self) -> None:
        if self._waits:
            self._waits.cancel()
            self._waits = None
