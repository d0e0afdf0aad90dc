"""Replying: an answer of a process as a response.

In:   the request, and what the process answered.
Out:  a response, which goes out piece by piece, so that it is known when a client takes no more.
From: RFC 9110: what depends on a header is said in Vary.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from imrgraph.serve.answering import Answered

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

__all__ = ["NOTES", "reply", "zips"]

#: The header that says what is to be known beside an answer, as a list of texts in JSON.
NOTES: Final = "Imrgraph-Notes"

#: How many notes a header has at most, and how many characters of each.
_MOST, _LONGEST = 8, 300
#: How many bytes go out at once.
_PIECE: Final = 65_536
#: By its media type, how the name of a file ends.
_ENDINGS: Final = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "application/json": "json",
    "application/ld+json": "jsonld",
    "application/n-quads": "nq",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "application/trig": "trig",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/plain": "nt",
    "text/tab-separated-values": "tsv",
    "text/turtle": "ttl",
    "text/xml": "xml",
}


class _Pieces(Response):
    """A body that goes out in pieces."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 (of ASGI)
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        for at in range(0, len(self.body) or 1, _PIECE):
            piece = self.body[at : at + _PIECE]
            is_last = at + _PIECE >= len(self.body)
            await send({"type": "http.response.body", "body": piece, "more_body": not is_last})


def reply(request: Request, answer: Answered | tuple[str, ...]) -> Response:
    """Return the response that `answer` is.

    Raises:
        HTTPException: it is the types that there are, none of which the client accepts.
    """
    if not isinstance(answer, Answered):
        raise HTTPException(406, f"expected one of these to be accepted: {', '.join(answer)}")
    headers = {"Vary": "Accept, Accept-Encoding"}
    if answer.is_zipped:
        headers["Content-Encoding"] = "gzip"
    if answer.notes:
        # As JSON it is one line of ASCII, whatever the query holds.
        headers[NOTES] = json.dumps([each[:_LONGEST] for each in answer.notes[:_MOST]])
    if "download" in request.query_params:
        name = f"answer.{_ENDINGS[answer.kind]}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _Pieces(answer.body, 200, headers, answer.kind)


def zips(request: Request) -> bool:
    """Return whether the client takes what is compressed."""
    return "gzip" in request.headers.get("accept-encoding", "").lower()
