"""Answers: what is found, as rows, or as bytes in a format of the web.

In:   what the engine finds, or rows of an endpoint; a media type, and how much may be written.
Out:  rows; or bytes in a format of that type.
From: SPARQL 1.1 Query Results in JSON, XML, CSV and TSV, W3C 2013; RDF 1.1 in Turtle, N-Triples,
      JSON-LD, RDF/XML and TriG. The engine writes them itself, so that rows are counted in what it
      writes.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pyoxigraph as ox

from imrgraph.errors import SpentError
from imrgraph.graph.formats import as_sparql_json
from imrgraph.graph.rows import Rows
from imrgraph.graph.values import PREFIXES, TRIPLE, Solution

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "GRAPHS",
    "RESULTS",
    "Answer",
    "Found",
    "Room",
    "answered",
    "rows",
    "written",
    "written_graph",
    "written_rows",
]

#: What the engine finds, row by row as it is taken.
Found: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
#: An answer before it is put into rows: true or false; or columns, solutions, whether cut short.
Answer = bool | tuple[tuple[str, ...], list[Solution], bool]
#: The media types of rows, and of true and false; the first is given to whoever wants any.
RESULTS: Final = (
    *("application/sparql-results+json", "application/sparql-results+xml"),
    *("text/csv", "text/tab-separated-values", "application/json", "application/xml", "text/xml"),
)
#: The media types of graphs.
GRAPHS: Final = (
    *("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"),
    *("application/trig", "application/n-quads", "text/plain", "application/json"),
    *("application/xml", "text/xml"),
)
#: What stands at the end of a row or between two, and how many more rows there are than of these.
#: No value has it: line breaks are escaped in TSV, and "<" in XML. In CSV and JSON one may in rare
#: cases, and its row counts twice then.
_ENDS: Final = {
    ox.QueryResultsFormat.JSON: (b'}},{"', 1),
    ox.QueryResultsFormat.XML: (b"</result>", 0),
    ox.QueryResultsFormat.CSV: (b"\r\n", -1),
    ox.QueryResultsFormat.TSV: (b"\n", -1),
}


@dataclass(frozen=True, slots=True)
class Room:
    """How long an answer may be."""

    rows: int
    size: int


class _Writer(BytesIO):
    """Bytes that are refused when there is no more room."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self._room = room

    def write(self, piece: Any, /) -> int:  # noqa: ANN401 (any buffer)
        """Take a piece.

        Raises:
            SpentError: there is no room for it.
        """
        if self.tell() + len(piece) > self._room.size:
            message = f"expected an answer of at most {self._room.size:,} bytes, found more"
            raise SpentError(message)
        return super().write(piece)


class _RowWriter(_Writer):
    """The same, for rows, which are counted."""

    def __init__(self, room: Room, form: ox.QueryResultsFormat) -> None:
        super().__init__(room)
        self._end, self._rows = _ENDS[form]
        #: The end of the last piece, with which the end of a row may have begun.
        self._tail = b""

    def write(self, piece: Any, /) -> int:  # noqa: ANN401 (any buffer)
        """Take a piece.

        Raises:
            SpentError: there is no room for it, or for the rows in it.
        """
        text = self._tail + piece
        self._rows += text.count(self._end)
        if self._rows > self._room.rows:
            raise _too_many(self._room)
        rest = text[text.rfind(self._end) + len(self._end) :] if self._end in text else text
        self._tail = rest[max(0, len(rest) - len(self._end) + 1) :]
        return super().write(piece)


def written(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, kind: str, room: Room
) -> bytes:
    """Return what the engine finds in the format of a media type.

    Raises:
        SpentError: it is longer than there is room.

    >>> found = ox.Store().query("SELECT (1 AS ?a) {}")
    >>> written(found, "text/csv", Room(rows=1, size=100))
    b'a\\r\\n1\\r\\n'
    """
    if isinstance(found, ox.QueryTriples):
        return written_graph(found, kind, room)
    form = ox.QueryResultsFormat.from_media_type(kind)
    if form is None:
        raise AssertionError(kind)
    is_rows = isinstance(found, ox.QuerySolutions)
    writer = _RowWriter(room, form) if is_rows else _Writer(room)
    found.serialize(writer, form)
    return writer.getvalue()


def written_rows(answer: Rows | bool, kind: str, room: Room) -> bytes:  # noqa: FBT001 (the answer of an ASK query)
    """Return the rows of an endpoint, or true or false, as `written` does.

    Raises:
        SpentError: there are more than there is room for.
    """
    if not isinstance(answer, bool) and answer.truncated:
        raise _too_many(room)
    told = as_sparql_json(answer).encode()
    return written(ox.parse_query_results(told, ox.QueryResultsFormat.JSON), kind, room)


def written_graph(triples: Iterable[ox.Triple], kind: str, room: Room) -> bytes:
    """Return a graph in the format of a media type, under the prefixes of imrgraph.

    Raises:
        SpentError: it is longer than there is room.
    """
    kept = list(islice(triples, room.rows + 1))
    if len(kept) > room.rows:
        raise _too_many(room)
    writer = _Writer(room)
    ox.serialize(kept, writer, ox.RdfFormat.from_media_type(kind), prefixes=PREFIXES)
    return writer.getvalue()


def _too_many(room: Room) -> SpentError:
    message = f"expected an answer of at most {room.rows:,} rows, found more; LIMIT takes fewer"
    return SpentError(message)


def answered(found: Found, limit: int | None) -> Answer:
    """Return what the engine finds, at most `limit` rows of it."""
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QuerySolutions):
        names = tuple(variable.value for variable in found.variables)
    else:
        names = TRIPLE
    with _uncollected():
        kept: list[Solution] = [tuple(each) for each in islice(found, limit)]
    return names, kept, limit is not None and next(found, None) is not None


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector off what is built and is no garbage."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def rows(answer: Answer) -> Rows | bool:
    """Return an answer as a caller has it."""
    if isinstance(answer, bool):
        return answer
    columns, solutions, truncated = answer
    return Rows(columns, solutions, truncated=truncated)
