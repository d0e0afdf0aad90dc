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

from imrgraph.graph.answers import (
    GRAPHS,
    RESULTS,
    Room,
    written,
    written_graph,
    written_rows,
)
from imrgraph.graph.answers import answered as found_rows
from imrgraph.graph.guard import BYTE_ORDER_MARK, Dataset, Query, checked
from imrgraph.graph.remote import Remote
from imrgraph.reprs import short
from imrgraph.serve.negotiating import preferred

if TYPE_CHECKING:
    from imrgraph.graph.answers import Answer
    from imrgraph.graph.store import Store

__all__ = ["Answered", "Asked", "answered", "rows_of"]

#: A shorter answer is not worth to be compressed; beyond this level little is saved.
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
        rows = letters.answer(query, timeout=None, limit=room.rows)
        if is_graph and not isinstance(rows, bool):
            body = written_graph(rows.triples, kind, room)
        else:
            body = written_rows(rows, kind, room)
    is_zipped = asked.is_zipped and len(body) > _SHORT
    return Answered(kind, gzip.compress(body, _LEVEL, mtime=0) if is_zipped else body, is_zipped)


def rows_of(letters: Store | Remote, text: str, limit: int) -> Answer:
    """Return the answer to a query before it is put into rows, at most `limit` of them.

    Raises:
        QueryError: it is no query, or one that may not be asked.
        LimitError: it is too long.
    """
    query = _checked(text)
    if not isinstance(letters, Remote):
        return found_rows(letters.found(query), limit)
    rows = letters.answer(query, timeout=None, limit=limit)
    if isinstance(rows, bool):
        return rows
    return rows.columns, [*rows.solutions], rows.truncated


def _checked(text: str) -> Query:
    return checked(text.removeprefix(BYTE_ORDER_MARK))
