"""Problems: what went wrong, told to a program, or by the pages to a person.

In:   a request, and the error that it ended in.
Out:  a response, as application/problem+json where a program asks: what can be done about it, and
      nothing of what is inside.
From: RFC 9457, Problem Details for HTTP APIs.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from imrgraph.errors import (
    EndpointError,
    ImrgraphError,
    LetterError,
    LimitError,
    NotFoundError,
    PlanError,
    QueryError,
    QuestionError,
    RefusedError,
    SpentError,
    WhatIfError,
)
from imrgraph.serve.negotiating import wants_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

__all__ = ["Problem", "problem_of", "respond"]

#: By its class, the status of an error; the first that fits counts.
_STATUSES: Final[Mapping[type[ImrgraphError], HTTPStatus]] = {
    SpentError: HTTPStatus.SERVICE_UNAVAILABLE,
    LimitError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    RefusedError: HTTPStatus.FORBIDDEN,
    QueryError: HTTPStatus.BAD_REQUEST,
    QuestionError: HTTPStatus.BAD_REQUEST,
    WhatIfError: HTTPStatus.BAD_REQUEST,
    PlanError: HTTPStatus.BAD_REQUEST,
    LetterError: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFoundError: HTTPStatus.NOT_FOUND,
    EndpointError: HTTPStatus.BAD_GATEWAY,
}
#: How many seconds later the same may be asked again.
_LATER: Final = "10"
# "expected SPARQL 1.1, found an error at 1:19: expected one of …"
_PLACE: Final = re.compile(r"error at (\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, as RFC 9457 has it."""

    status: int
    title: str
    detail: str | None = None
    #: Where in a query, counted from 1.
    line: int | None = None
    column: int | None = None
    #: Of what is not there: what was asked for, and the names most like it.
    wanted: str | None = None
    nearest: tuple[str, ...] | None = None


def problem_of(error: Exception) -> Problem:
    """Return the problem that an error is; of one that is a fault of ours nothing but that.

    >>> problem_of(QueryError("expected SPARQL 1.1, found an error at 1:19: …")).column
    19
    >>> problem_of(KeyError("secret")) == Problem(500, "Internal Server Error")
    True
    """
    if isinstance(error, HTTPException):
        title = HTTPStatus(error.status_code).phrase
        return Problem(error.status_code, title, None if error.detail == title else error.detail)
    status = next((to for kind, to in _STATUSES.items() if isinstance(error, kind)), None)
    if status is None:
        return _plain(HTTPStatus.INTERNAL_SERVER_ERROR)
    if status is HTTPStatus.BAD_GATEWAY:  # the message has an address that is not for everybody
        return _plain(status)
    told = str(error)
    if isinstance(error, NotFoundError):  # as the message has the folder of the store
        told = str(NotFoundError("", error.wanted, error.nearest)).removeprefix(": ")
        near = error.nearest or None
        return Problem(status.value, status.phrase, told, wanted=error.wanted, nearest=near)
    place = _PLACE.search(told) if isinstance(error, QueryError) else None
    line, column = map(int, place.groups()) if place else (None, None)
    return Problem(status.value, status.phrase, told, line, column)


def _plain(status: HTTPStatus) -> Problem:
    return Problem(status.value, status.phrase)


def respond(
    request: Request, problem: Problem, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the response that tells of `problem` whoever asks."""
    later = {"Retry-After": _LATER} if problem.status in {429, 503} else {}
    more = {**later, **(headers or {})}
    if request.app.state.page_of_problem and wants_html(request):
        page: Response = request.app.state.page_of_problem(request, problem)
        page.headers.update(more)
        return page
    told = {name: value for name, value in asdict(problem).items() if value is not None}
    body = {"type": "about:blank", **told}
    return JSONResponse(body, problem.status, more, "application/problem+json")
