"""Protocol: the endpoint, by which any program asks in SPARQL.

In:   requests to /sparql.
Out:  the answer to the query, in the format that the client likes best; without a query, what the
      endpoint can do.
From: SPARQL 1.1 Protocol, W3C 2013. What it calls an update is refused: letters are only read.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NoReturn
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from imrgraph.errors import RefusedError
from imrgraph.graph.answers import Room
from imrgraph.graph.guard import LONGEST, Dataset
from imrgraph.serve.answering import Answered, Asked, answered
from imrgraph.serve.describing import service
from imrgraph.serve.keeping import changes
from imrgraph.serve.negotiating import accepted, wants_html
from imrgraph.serve.replying import reply, zips
from imrgraph.serve.served import served
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from imrgraph.serve.keeping import Kept

__all__ = ["routes"]

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
#: How many parameters a request may have, each graph of its dataset being one.
_MOST: Final = 1_000
#: How long a body may be in bytes, each of a query being three where a form escapes it.
_LONGEST_BODY: Final = 4 * LONGEST


async def _endpoint(request: Request) -> Response:
    """Answer a query, or say what the endpoint can do."""
    pairs = _pairs(request.url.query)
    if request.method == "POST":
        pairs += await _sent(request)
    elif not pairs:
        return await _described(request)
    asked = _asked(pairs, accepted(request), is_zipped=zips(request))
    return reply(request, await _answer(request, asked))


async def _answer(request: Request, asked: Asked) -> Answered | tuple[str, ...]:
    """Return an answer that was given before, or have it found."""
    here = served(request)
    kept: Kept[Answered] = request.app.state.kept
    known = kept.get(asked)
    if known:
        return known
    room = Room(here.limits.rows, here.limits.answer)
    answer = await here.pool.run(request, answered, asked, room)
    # What an endpoint elsewhere holds may change.
    lasts = isinstance(here.letters, LetterStore) and not changes(asked.text)
    if isinstance(answer, Answered) and lasts:
        kept.keep(asked, answer, len(answer.body) + len(asked.text))
    return answer


async def _described(request: Request) -> Response:
    """Say what the endpoint can do; to a person its page says it."""
    if wants_html(request):
        return RedirectResponse(request.url_for("query", twin=""), HTTPStatus.SEE_OTHER)
    return await service(request)


def _asked(pairs: Sequence[tuple[str, str]], accept: str, *, is_zipped: bool) -> Asked:
    """Return the query that a request sends.

    Raises:
        RefusedError: it sends an update.
        HTTPException: it sends none, or several.
    """
    given = {name: [value for key, value in pairs if key == name] for name in dict(pairs)}
    if "update" in given:
        message = "update: a query asks and changes nothing"
        raise RefusedError(message)
    queries = given.get("query", [])
    if len(queries) != 1:
        _refuse(HTTPStatus.BAD_REQUEST, f"expected one query, found {len(queries) or 'none'}")
    graphs = (
        tuple(given.get("default-graph-uri", ())),
        tuple(given.get("named-graph-uri", ())),
    )
    return Asked(queries[0], Dataset(*graphs) if any(graphs) else None, accept, is_zipped)


async def _sent(request: Request) -> list[tuple[str, str]]:
    """Return the parameters that the body of a request sends, the query among them."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind == _UPDATE:
        message = f"{_UPDATE}: a query asks and changes nothing"
        raise RefusedError(message)
    charset = parameters.lower().replace(" ", "").replace('"', "").partition("charset=")[2]
    if kind not in {_FORM, _QUERY} or charset.partition(";")[0] not in {"", "utf-8", "utf8"}:
        expected = f"expected a body of the type {_FORM} or {_QUERY}, in UTF-8"
        _refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, expected)
    body = await request.body()
    if len(body) > _LONGEST_BODY:
        _refuse(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"expected a query of at most {LONGEST:,} bytes, found more",
        )
    try:
        text = body.decode()
    except UnicodeDecodeError:
        _refuse(HTTPStatus.BAD_REQUEST, "expected text in UTF-8, found none")
    return _pairs(text) if kind == _FORM else [("query", text)]


def _pairs(text: str) -> list[tuple[str, str]]:
    """Return the names and values of a form."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST)
    except ValueError:  # as UnicodeDecodeError is
        _refuse(HTTPStatus.BAD_REQUEST, f"expected at most {_MOST:,} parameters in UTF-8")


def _refuse(status: HTTPStatus, detail: str) -> NoReturn:
    raise HTTPException(status, detail)


routes: Final = (Route("/sparql", _endpoint, methods=["GET", "POST"], name="sparql"),)
