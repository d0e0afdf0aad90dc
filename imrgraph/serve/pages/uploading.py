"""Uploading: a letter that somebody brings, explained and forgotten.

In:   a file of any medium that is read.
Out:  its explanation, as a page, as JSON or as Turtle; nothing is kept of it.
From: `imrgraph explain`.
"""

from __future__ import annotations

from http import HTTPStatus
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from imrgraph.errors import LetterError, LimitError
from imrgraph.explaining import explain
from imrgraph.graph.turtle import as_turtle
from imrgraph.letters.text import files
from imrgraph.reasoning.rendering.as_json import as_json as explained_json
from imrgraph.serve.negotiating import wants_html
from imrgraph.serve.pages.apart import apart
from imrgraph.serve.pages.layout import shown
from imrgraph.serve.pages.telling import telling
from imrgraph.serve.pages.twins import as_json, form_of, twin

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.reasoning.explaining.explanation import Explanations
    from imrgraph.store.opening import Endpoint, LetterStore

__all__ = ["upload", "uploaded"]

_MEGABYTE: Final = 1_000_000
#: How many of them a letter has at most.
_MOST: Final = 10
#: What an explanation is told as.
_FORMS: Final = ("html", "json", "ttl")
#: The name of the field, and that of a letter which has none.
_LETTER: Final = "letter"
_UNNAMED: Final = "the letter"


class _InMemory(MultiPartParser):
    """Reads a form without a file on the disk, where a letter would outlast its request."""

    spool_max_size = 1_000 * _MEGABYTE


async def upload(request: Request) -> Response:
    """Show the form."""
    return _form(request)


async def uploaded(request: Request) -> Response:
    """Show the explanation of the letter that was sent."""
    form_of(request, *_FORMS)  # before the letter is received
    return await apart(request, _explained, *await _sent(request))


def _explained(_: LetterStore | Endpoint, request: Request, name: str, data: bytes) -> Response:
    form = form_of(request, *_FORMS)
    try:
        found = explain(files.document(name, data))
    except LetterError as error:
        if not wants_html(request):
            raise
        return _form(request, str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    if form != "html":
        told = as_turtle(found) if form == "ttl" else as_json(explained_json(found))
        return twin(form, told, name)
    return _page(request, found)


async def _sent(request: Request) -> tuple[str, bytes]:
    """Return the name and the bytes of the file; nothing where none was chosen.

    Raises:
        HTTPException: the form breaks off, or is none.
        LimitError: the letter is too large.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return _UNNAMED, b""
    parser = _InMemory(request.headers, request.stream(), max_files=1, max_fields=10)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, error.message) from error
    try:
        given = form.get(_LETTER)
        if not isinstance(given, UploadFile):
            return _UNNAMED, b""
        if (given.size or 0) > _MOST * _MEGABYTE:
            message = f"expected a letter of at most {_MOST} MB, found {given.size} bytes"
            raise LimitError(message)
        return PurePath(given.filename or _UNNAMED).name or _UNNAMED, await given.read()
    finally:
        await form.close()


def _page(request: Request, found: Explanations) -> Response:
    document = found.letter.document
    warnings = [
        f"{each.message} (line {document.position(each.span)[0]})" for each in found.letter.warnings
    ]
    return shown(request, "uploaded.html", **telling(found), warnings=warnings)


def _form(request: Request, problem: str = "", status: int = HTTPStatus.OK) -> Response:
    return shown(request, "upload.html", status=status, problem=problem, most=_MOST)
