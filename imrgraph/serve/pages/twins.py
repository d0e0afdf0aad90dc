"""Twins: the forms in which a page can be had besides HTML.

In:   a request.
Out:  the form that it asks for: by the ending of its path, else by what it accepts.
From: of forms that are accepted alike the one offered first; where none is, HTML all the same.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import Response

from imrgraph.errors import QuestionError
from imrgraph.nearest import one_of
from imrgraph.serve.negotiating import accepted, preferred

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from starlette.requests import Request

__all__ = ["MEDIA", "as_csv", "as_json", "expect_given", "form_of", "twin"]

#: The forms and their media types.
MEDIA: Final[Mapping[str, str]] = {
    "html": "text/html",
    "json": "application/json",
    "ttl": "text/turtle",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "svg": "image/svg+xml",
}


class _Ending(Convertor[str]):
    """The ending of a path that names a form: ".json" of "/rates.json", or nothing."""

    regex = rf"(?:\.(?:{'|'.join(MEDIA)}))?"

    def convert(self, value: str) -> str:
        return value.removeprefix(".")

    def to_string(self, value: str) -> str:
        return f".{value}" if value else ""


class _Name(Convertor[str]):
    """A part of a path, without the ending that may follow it."""

    regex = "[^/]+?"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("twin", _Ending())
register_url_convertor("name", _Name())


def form_of(request: Request, *offered: str) -> str:
    """Return the form that is asked for, of those that are offered; the first is HTML.

    Raises:
        QuestionError: the path ends as one that is not offered.
    """
    ending = str(request.path_params.get("twin", ""))
    if ending and ending not in offered:
        message = f".{ending}: expected {one_of(ending, offered)}"
        raise QuestionError(message)
    kinds = {MEDIA[form]: form for form in offered}
    liked = preferred(accepted(request), tuple(kinds))
    return ending or kinds.get(liked or "", offered[0])


def expect_given(request: Request, *names: str) -> None:
    """Refuse parameters that change nothing, rather than leave them out without a word.

    Raises:
        QuestionError: a parameter has none of these names, in which "-" and "_" are one.
    """
    known = [name.replace("_", "-") for name in names]
    for name in request.query_params:
        if name.replace("_", "-") not in known:
            message = f"{name}: expected {one_of(name, known)}"
            raise QuestionError(message)


def twin(form: str, text: str, name: str) -> Response:
    """Return the text of a page in another form; of a table, as a file of that name to keep."""
    kept = {"Content-Disposition": f'attachment; filename="{_plain(name)}.{form}"'}
    headers = {"Vary": "Accept", **(kept if form in {"csv", "tsv"} else {})}
    return Response(f"{text}\n", media_type=MEDIA[form], headers=headers)


def _plain(name: str) -> str:
    """Return a name that may stand in a header: "CM99-0000001-item-1" of a path."""
    return "".join(each if each.isascii() and each.isalnum() else "-" for each in name).strip("-")


def as_json(value: Any) -> str:  # noqa: ANN401 (whatever JSON holds)
    """Return a value as JSON that people can read, too."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def as_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> str:
    """Return rows as CSV; what is missing is empty.

    >>> as_csv([{"case": "CM99-0000001", "items": None}], ["case", "items"]).split()
    ['case,items', 'CM99-0000001,']
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().removesuffix("\r\n")
