"""App: the application that a server runs.

In:   letters, and what requests may take.
Out:  an ASGI application: the pages, the endpoint and what watches over them.
From: a room brings its `routes`; nothing but their order is decided here.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from imrgraph.errors import ImrgraphError
from imrgraph.serve import describing, graphs, pages, protocol
from imrgraph.serve.answering import Answered
from imrgraph.serve.guarding import Bounded, Hardened
from imrgraph.serve.keeping import Kept
from imrgraph.serve.limits import Limits
from imrgraph.serve.pages.apart import opened
from imrgraph.serve.pages.problem import problem_page
from imrgraph.serve.pool import Pool, placed
from imrgraph.serve.problems import problem_of, respond
from imrgraph.serve.replying import NOTES
from imrgraph.serve.served import Served
from imrgraph.serve.watching import LOG, Metrics, Watched
from imrgraph.serve.working import where

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from starlette.requests import Request

    from imrgraph.store.opening import Endpoint, LetterStore

__all__ = ["application"]


def application(
    letters: LetterStore | Endpoint,
    limits: Limits | None = None,
    *,
    names: Collection[str] = (),
    origins: Collection[str] = (),
    is_examples: bool = False,
) -> Starlette:
    """Return what serves `letters`.

    Args:
        letters: a store, or an endpoint; it is only read.
        limits: what requests may take.
        names: by which the server is reached, beside localhost and addresses in numbers.
        origins: the sites whose pages may ask the endpoint, such as https://yasgui.org.
        is_examples: whether these are the letters of examples/, which pages then say.
    """
    limits = limits or Limits()
    metrics = Metrics()
    app = Starlette(
        routes=[
            *protocol.routes,
            *describing.routes,
            *graphs.routes,
            Route("/healthz", _health),
            Route("/metrics", _measured),
            *pages.routes,
        ],
        middleware=[
            Middleware(Watched, metrics=metrics),
            Middleware(Hardened, limits=limits, names=names),
            Middleware(Bounded, limits=limits),
            *([_shared(origins)] if origins else ()),
            Middleware(GZipMiddleware, compresslevel=5),
        ],
        exception_handlers={HTTPException: _problem, ImrgraphError: _problem},
        lifespan=_living,
    )
    folder = TemporaryDirectory()
    place = placed(letters, folder.name)
    app.state.served = Served(
        letters,
        Pool(place, limits),
        Pool(place, replace(limits, seconds=limits.explaining), opened),
        limits,
        is_examples,
    )
    app.state.folder = folder
    app.state.metrics = metrics
    app.state.counts = None
    app.state.kept = Kept[Answered]()
    app.state.pages = Kept[Response]()
    #: What shows a problem to a person: Callable[[Request, Problem], Response].
    app.state.page_of_problem = problem_page
    return app


@asynccontextmanager
async def _living(app: Starlette) -> AsyncIterator[None]:
    """End the processes that answer when the server ends."""
    yield
    app.state.served.pool.close()
    app.state.served.explaining.close()
    app.state.folder.cleanup()


def _shared(origins: Collection[str]) -> Middleware:
    return Middleware(
        CORSMiddleware,
        allow_origins=[*origins],
        allow_methods=["GET", "POST"],
        expose_headers=[NOTES],
        max_age=600,
    )


def _problem(request: Request, error: Exception) -> Response:
    """Tell of an error that was raised on purpose; to ask what may be asked is none."""
    if not isinstance(error, HTTPException):
        problem = problem_of(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            LOG.error("%s", where(error))
        return respond(request, problem)
    if request.method == "OPTIONS" and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=error.headers)
    return respond(request, problem_of(error), error.headers)


async def _health(_: Request) -> Response:
    """Say that the server is there."""
    return PlainTextResponse("ok\n")


async def _measured(request: Request) -> Response:
    metrics: Metrics = request.app.state.metrics
    return PlainTextResponse(metrics.text(), media_type="text/plain; version=0.0.4")
