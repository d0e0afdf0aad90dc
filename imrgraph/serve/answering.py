"""Answering: what a process does that answers queries from outside.

In:   the letters, which the process opened for itself; a query, and what the client accepts.
Out:  an answer, whole; whoever waits for it kills the process when that takes too long.
From: imrgraph.graph.store and imrgraph.graph.remote; nothing of the server is imported, so that a
      process begins soon.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from imrgraph.graph.answers import (
    GRAPHS,
    RESULTS,
    Room,
    rows,
    written,
    written_graph,
    written_rows,
)
from imrgraph.graph.answers import answered as found_rows
from imrgraph.graph.guard import BYTE_ORDER_MARK, Dataset, Query, checked
from imrgraph.graph.remote import Remote
from imrgraph.graph.vocabulary import finds_nothing, noted
from imrgraph.reprs import short
from imrgraph.serve.negotiating import preferred

if TYPE_CHECKING:
    from imrgraph.graph.answers import Answer
    from imrgraph.graph.store import Store

__all__ = ["Answered", "Asked", "answered", "noted_rows_of", "rows_of"]

#: A shorter answer is not worth to be compressed, and may be that there is nothing; beyond this
#: level little is saved.
_SHORT: Final = 1_000
_LEVEL: Final = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A query from outside, as it was sent."""

    text: str
    #: The graphs that it asks, if the request names them.
    dataset: Dataset | None = None
    #: The header Accept.
    accept: str = ""
    #: Whether the answer may be compressed.
    is_zipped: bool = False

    __repr__ = short("text")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer."""

    kind: str
    body: bytes
    is_zipped: bool
    #: What is to be known beside it, as where a query names what there is none of.
    notes: tuple[str, ...] = ()

    __repr__ = short("kind")


def answered(letters: Store | Remote, asked: Asked, room: Room) -> Answered | tuple[str, ...]:
    """Return the answer to a query; or the types that there are, where none of them is accepted.

    Raises:
        QueryError: it is no query, or one that may not be asked.
        LimitError: it is too long; or its answer is, as SpentError.
    """
    query = replace(_checked(asked.text), dataset=asked.dataset)
    is_graph = query.form in {"construct", "describe"}
    offered = GRAPHS if is_graph else RESULTS
    kind = preferred(asked.accept, offered)
    if kind is None:
        return offered
    if not isinstance(letters, Remote):
        body = written(letters.found(query), kind, room)
    else:
        found = letters.answer(query, timeout=None, limit=room.rows)
        if is_graph and not isinstance(found, bool):
            body = written_graph(found.triples, kind, room)
        else:
            body = written_rows(found, kind, room)
    notes = noted(letters, query, is_none=_is_none(body, kind))
    is_zipped = asked.is_zipped and len(body) > _SHORT
    body = gzip.compress(body, _LEVEL, mtime=0) if is_zipped else body
    return Answered(kind, body, is_zipped, notes)


def _is_none(body: bytes, kind: str) -> bool:
    """Say whether an answer is that there is none.

    >>> _is_none(b"items\\r\\n0\\r\\n", "text/csv"), _is_none(b"items\\r\\n7\\r\\n", "text/csv")
    (True, False)
    """
    if len(body) > _SHORT:
        return False
    if kind == "text/csv":  # the engine writes it, and does not read it
        first, _, cells = body.partition(b"\r\n")
        return first != b"true" and not cells.strip(b"0,\r\n")
    if form := ox.QueryResultsFormat.from_media_type(kind):
        return finds_nothing(rows(found_rows(ox.parse_query_results(body, form), None)))
    return not any(ox.parse(body, format=ox.RdfFormat.from_media_type(kind)))


def noted_rows_of(letters: Store | Remote, text: str, limit: int) -> tuple[Answer, tuple[str, ...]]:
    """Return the answer to a query as `rows_of` does, and what is to be known beside it."""
    answer = rows_of(letters, text, limit)
    return answer, noted(letters, _checked(text), is_none=finds_nothing(rows(answer)))


def rows_of(letters: Store | Remote, text: str, limit: int) -> Answer:
    """Return the answer to a query before it is put into rows, at most `limit` of them.

    Raises:
        QueryError: it is no query, or one that may not be asked.
        LimitError: it is too long.
    """
    query = _checked(text)
    if not isinstance(letters, Remote):
        return found_rows(letters.found(query), limit)
    found = letters.answer(query, timeout=None, limit=limit)
    if isinstance(found, bool):
        return found
    return found.columns, [*found.solutions], found.truncated


def _checked(text: str) -> Query:
    return checked(text.removeprefix(BYTE_ORDER_MARK))
