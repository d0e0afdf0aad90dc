"""Uploading: a letter that somebody brings, explained and forgotten.

In:   a file of any medium that is read; or what a page of it sends along, its text.
Out:  its explanation, as a page, as JSON or as Turtle; what would have followed, had something been
      otherwise. Nothing is kept of it: the page carries it to the next one.
From: `imrgraph explain` and `imrgraph whatif`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import PurePath
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

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
from imrgraph.serve.pages.supposing import supposed
from imrgraph.serve.pages.telling import telling
from imrgraph.serve.pages.twins import as_json, form_of, twin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.reasoning.explaining.explanation import Explanations
    from imrgraph.store.opening import Endpoint, LetterStore

__all__ = ["upload", "uploaded", "uploaded_what_if"]

_MEGABYTE: Final = 1_000_000
#: How many of them a letter has at most.
_MOST: Final = 10
#: How many times as long its text may be where a page carries it, and how many fields a form has.
_ESCAPED, _FIELDS = 2, 100
#: What an explanation is told as.
_FORMS: Final = ("html", "json", "ttl")
#: The names of the fields: a file, what a page carries of it, the number of an item, the query of a
#: button. All else that a form sends is supposed.
_LETTER, _CARRIED, _ITEM, _SUPPOSE = "letter", "carried", "item", "suppose"
#: The name of a letter which has none.
_UNNAMED: Final = "the letter"


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a form sends."""

    #: The name of the letter.
    name: str = _UNNAMED
    #: Its bytes, or its text where a page carried it.
    data: bytes | str = b""
    #: The number of an item, and what is supposed of it.
    item: int = 1
    settings: Mapping[str, str] = field(default_factory=dict)


class _InMemory(MultiPartParser):
    """Reads a form without a file on the disk, where a letter would outlast its request."""

    spool_max_size = 1_000 * _MEGABYTE


async def upload(request: Request) -> Response:
    """Show the form."""
    return _form(request)


async def uploaded(request: Request) -> Response:
    """Show the explanation of the letter that was sent."""
    form_of(request, *_FORMS)  # before the letter is received
    return await apart(request, _explained, await _sent(request))


async def uploaded_what_if(request: Request) -> Response:
    """Show what would have followed for an item of the letter that was sent."""
    form_of(request, "html", "json")  # before the letter is received
    return await apart(request, _supposed, await _sent(request))


def _explained(_: LetterStore | Endpoint, request: Request, sent: _Sent) -> Response:
    form = form_of(request, *_FORMS)
    try:
        found = explain(files.document(sent.name, sent.data))
    except LetterError as error:
        if not wants_html(request):
            raise
        return _form(request, str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    if form != "html":
        told = as_turtle(found) if form == "ttl" else as_json(explained_json(found))
        return twin(form, told, sent.name)
    return _page(request, found)


def _supposed(_: LetterStore | Endpoint, request: Request, sent: _Sent) -> Response:
    found = explain(files.document(sent.name, sent.data))
    return supposed(request, found, sent.item, sent.settings, _carried(found))


async def _sent(request: Request) -> _Sent:
    """Return what the form sends; no letter where none was chosen.

    Raises:
        HTTPException: the form breaks off, or is none.
        LimitError: the letter is too large.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return _Sent()
    parser = _InMemory(
        request.headers,
        request.stream(),
        max_files=1,
        max_fields=_FIELDS,
        max_part_size=_ESCAPED * _MOST * _MEGABYTE,
    )
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, error.message) from error
    try:
        given = form.get(_LETTER)
        if not isinstance(given, UploadFile):
            return _carried_in(form)
        if (given.size or 0) > _MOST * _MEGABYTE:
            message = f"expected a letter of at most {_MOST} MB, found {given.size} bytes"
            raise LimitError(message)
        return _Sent(PurePath(given.filename or _UNNAMED).name or _UNNAMED, await given.read())
    finally:
        await form.close()


def _carried(found: Explanations) -> str:
    """Return a letter as a page carries it, in ASCII, whose ends of lines no browser changes."""
    document = found.letter.document
    return json.dumps({"name": document.name, "text": document.text})


def _carried_in(form: FormData) -> _Sent:
    """Return what a page carried of a letter, and what is supposed of it.

    Raises:
        HTTPException: no page carries that.
    """
    texts = {name: text for name, text in form.items() if isinstance(text, str)}
    carried, item = texts.pop(_CARRIED, ""), texts.pop(_ITEM, "1")
    if not carried:
        return _Sent()
    try:
        letter = json.loads(carried)
        name, text, number = str(letter["name"]), str(letter["text"]), int(item)
        (name + text).encode()  # of half a character there is none
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        message = "expected a letter and the number of an item, as a page sends them along"
        raise HTTPException(HTTPStatus.BAD_REQUEST, message) from error
    pressed = dict(parse_qsl(texts.pop(_SUPPOSE, "")))
    return _Sent(name, text, number, texts | pressed)


def _page(request: Request, found: Explanations) -> Response:
    told = telling(found, carried=_carried(found))
    return shown(request, "uploaded.html", **told)


def _form(request: Request, problem: str = "", status: int = HTTPStatus.OK) -> Response:
    return shown(request, "upload.html", status=status, problem=problem, most=_MOST)
