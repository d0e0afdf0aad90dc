"""Watching: what the server did so far, for its log and for who measures it.

In:   requests and how each was answered.
Out:  a line a request on the log; counts in the text format of Prometheus. Neither has a word of a
      letter or of a query: what follows the question mark in an address is left out.
From: Prometheus, exposition format 0.0.4.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from typing import TYPE_CHECKING, Final

from starlette.requests import ClientDisconnect, Request

from imrgraph.serve.problems import problem_of, respond
from imrgraph.serve.working import where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["LOG", "Metrics", "Watched"]

LOG: Final = logging.getLogger("imrgraph.serve")
#: The upper bounds of the classes into which durations are counted, in seconds.
_BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
#: How much of a path is logged.
_SHOWN: Final = 200


class Metrics:
    """Counts of requests.

    >>> metrics = Metrics()
    >>> metrics.count("GET", 200, 0.02)
    >>> print(metrics.text().splitlines()[2])
    imrgraph_requests_total{method="GET",status="200"} 1
    """

    def __init__(self) -> None:
        self.underway = 0
        self._answered = Counter[tuple[str, int]]()
        self._durations = Counter[float]()
        self._seconds = 0.0

    def count(self, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        known = method if method in {"GET", "HEAD", "POST", "OPTIONS"} else "other"
        self._answered[known, status] += 1
        self._seconds += seconds
        self._durations[next((b for b in _BOUNDS if seconds <= b), float("inf"))] += 1

    def text(self) -> str:
        """Return the counts as Prometheus reads them."""
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        name = "imrgraph_requests_total"
        yield f"# HELP {name} Requests that were answered."
        yield f"# TYPE {name} counter"
        for (method, status), number in sorted(self._answered.items()):
            yield f'{name}{{method="{method}",status="{status}"}} {number}'
        name = "imrgraph_requests_underway"
        yield f"# HELP {name} Requests that are being answered."
        yield f"# TYPE {name} gauge"
        yield f"{name} {self.underway}"
        name = "imrgraph_request_seconds"
        yield f"# HELP {name} How long answers took."
        yield f"# TYPE {name} histogram"
        number = 0
        for bound in _BOUNDS:
            number += self._durations[bound]
            yield f'{name}_bucket{{le="{bound:g}"}} {number}'
        whole = self._durations.total()
        yield f'{name}_bucket{{le="+Inf"}} {whole}'
        yield f"{name}_sum {self._seconds:.6f}"
        yield f"{name}_count {whole}"


class Watched:
    """Logs and counts requests; an error that nobody expected becomes an answer without details."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._metrics.underway += 1
        try:
            await self._app(scope, receive, watched)
        except (ClientDisconnect, OSError):
            status = status or 499  # as other servers log a client that went away
        except Exception as error:  # noqa: BLE001 (nobody may see what is inside)
            LOG.error("%s", where(error))  # noqa: TRY400 (the message may quote a letter)
            if not status:
                await respond(Request(scope), problem_of(error))(scope, receive, watched)
        finally:
            self._metrics.underway -= 1
            seconds = time.perf_counter() - began
            self._metrics.count(scope["method"], status, seconds)
            path = scope["path"].encode("unicode_escape")[:_SHOWN].decode()
            LOG.info("%s %s %d %.0f ms", scope["method"], path, status, 1000 * seconds)
