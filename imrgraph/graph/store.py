"""The store: the one module that opens the graph engine.

In:   quads, and SPARQL queries with their bindings.
Out:  rows of plain Python values.
From: SPARQL 1.1 Query Language, W3C 2013; the engine is Oxigraph.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from textwrap import shorten
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from imrgraph.errors import NoStoreError, QueryError, RefusedError, StoreError
from imrgraph.graph.answers import answered, rows
from imrgraph.graph.deadline import within
from imrgraph.graph.guard import BYTE_ORDER_MARK, checked
from imrgraph.graph.locks import Lock
from imrgraph.graph.rows import Rows
from imrgraph.graph.values import (
    PREFIXES,
    Node,
    Quads,
    Row,
    Value,
    in_graph,
    iri,
    python,
    term,
)
from imrgraph.graph.vocabulary import warn_of_unknown
from imrgraph.names import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from imrgraph.graph.answers import Found
    from imrgraph.graph.guard import Query

__all__ = [
    "TIMEOUT",
    "Node",
    "Quads",
    "Row",
    "Store",
    "Value",
    "graph_of",
    "holds_store",
    "python",
    "subject_of",
    "term",
]

#: How many seconds a query from outside may take.
TIMEOUT = 60.0
#: Files that the engine keeps in every folder of a store; other programs have the first one, too.
_MARKS = frozenset({"CURRENT", "IDENTITY"})


def graph_of(quads: Quads) -> str:
    """Return the IRI of the graph that `quads` are in, all in one."""
    return iri(quads[0].graph_name)


def subject_of(quad: ox.Quad) -> str:
    """Return the IRI of what `quad` is about."""
    return iri(quad.subject)


def holds_store(folder: Path) -> bool:
    """Say whether a store was made in `folder`, and leave it as it is.

    Raises:
        StoreError: the folder cannot be looked into.
    """
    try:
        return {each.name for each in folder.iterdir()} >= _MARKS
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        raise _not_opened(folder, error) from error


def _opened(folder: Path, *, alone: bool) -> tuple[Lock, ox.Store]:
    """Open the engine, alone to change what it holds, which makes a store where there is none."""
    try:
        return _for_changes(folder) if alone else _for_reading(folder)
    except BlockingIOError as error:
        expected = "that nobody else has open" if alone else "that nobody is changing"
        message = f"{printable(str(folder))}: expected a store {expected}"
        raise StoreError(message) from error
    except (OSError, RuntimeError) as error:
        raise _not_opened(folder, error) from error


def _for_changes(folder: Path) -> tuple[Lock, ox.Store]:
    folder.mkdir(exist_ok=True)
    lock = Lock(folder, alone=True)
    return lock, ox.Store(folder)


def _for_reading(folder: Path) -> tuple[Lock, ox.Store]:
    lock = Lock(folder)
    try:
        return lock, ox.Store.read_only(str(folder))
    except RuntimeError:  # so it is where its making broke off, which ends when it is opened anew
        lock.release()
    lock, engine = _for_changes(folder)
    del engine
    lock.release()
    return Lock(folder), ox.Store.read_only(str(folder))


def _not_opened(folder: Path, error: Exception) -> StoreError:
    place = printable(str(folder))
    return StoreError(f"{place}: expected a store that can be opened, found: {error}")


class Store:
    """Quads in named graphs, asked over all graphs at once.

    A folder that holds no store becomes one when something is first put into it; before that there
    is nothing to ask. A store in a folder is open for reading, by any number of processes, and for
    changes only while they are made, by one process while no other has it open. So the engine has
    nothing to do in the background when it is asked, and a child that is forked to ask it does not
    wait for a lock that was held for such work.

    >>> store = Store()
    >>> store.select("SELECT (1 + 1 AS ?two) {}")
    [{'two': 2}]
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Open the store in `folder`, which need not be there yet, or one in memory.

        Raises:
            StoreError: the folder cannot be opened, or another process changes it.
        """
        self.folder = folder
        self._forgotten = 0
        self._lock: Lock | None = None
        self._made: ox.Store | None = None
        self._is_written = False
        if folder is None:
            self._made = ox.Store()
        elif holds_store(folder):
            self.make()
        elif folder.exists() and not folder.is_dir():
            message = f"{folder}: expected a store, or a folder for one, found a file"
            raise StoreError(message)

    @property
    def is_made(self) -> bool:
        """Whether there is a store, which can be asked, and not only a place for one."""
        return self._made is not None

    @property
    def _engine(self) -> ox.Store:
        """The engine.

        Raises:
            NoStoreError: no store was made in the folder yet.
        """
        if self._made is None:
            raise NoStoreError(str(self.folder))
        return self._made

    def make(self) -> None:
        """Make the store in its folder, unless it is there.

        Raises:
            StoreError: the folder cannot be written, or another process has it open.
        """
        if self.folder and not self.is_made:
            if holds_store(self.folder):
                self._open(self.folder, alone=False)
            else:
                with self.writing():
                    pass

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Have the store open for changes, made if it is not there; afterwards for reading again.

        Raises:
            StoreError: the folder cannot be written, or another process has it open.
        """
        if self.folder is None or self._is_written:
            yield
            return
        self._close()
        try:
            self._open(self.folder, alone=True)
            yield
        finally:
            self._close()
            if holds_store(self.folder):
                self._open(self.folder, alone=False)

    def _open(self, folder: Path, *, alone: bool) -> None:
        self._lock, self._made = _opened(folder, alone=alone)
        self._is_written = alone

    def _close(self) -> None:
        """Close the engine, which ends what it does in the background, and give back the lock."""
        self._made, self._is_written = None, False
        if self._lock:
            self._lock.release()

    @property
    def size(self) -> int:
        """How many quads it holds."""
        return len(self._engine)

    def __len__(self) -> int:
        return self.size

    def __bool__(self) -> bool:
        """Return true: a store that holds nothing is a store."""
        return True

    def close(self) -> None:
        """Give the folder back; a store in memory is gone. It can be closed more than once."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add `quads` in one transaction."""
        with self.writing():
            self._engine.extend(quads)

    def forget(self) -> int:
        """Remove what stands in no named graph.

        Returns:
            How many quads were removed so far. The engine keeps the terms of a store in memory, so
            that one that has forgotten much is better made anew.
        """
        before = self.size
        with self.writing():
            self._engine.clear_graph(ox.DefaultGraph())
        self._forgotten += before - self.size
        return self._forgotten

    def fill(self, quads: bytes | Iterable[ox.Quad]) -> None:
        """Add many quads, or N-Quads that imrgraph wrote, several times as fast as `add` does.

        It is no transaction: where it breaks off, some of them are there.
        """
        with self.writing():
            if isinstance(quads, bytes):
                # Not looking at every IRI once more saves an eighth of the time.
                self._engine.bulk_load(quads, format=ox.RdfFormat.N_QUADS, lenient=True)
            else:
                self._engine.bulk_extend(quads)

    def sweep(self) -> None:
        """Remove the files of a `fill` that broke off, which the engine does not look at again."""
        for file in self.folder.glob("bulk-*.sst") if self.folder else ():
            file.unlink(missing_ok=True)  # another reader may have been quicker

    def clear(self, graphs: Iterable[str]) -> None:
        """Remove all that `graphs` hold, those that are there, one after the other."""
        with self.writing():
            for graph in map(ox.NamedNode, graphs):
                if self._engine.contains_named_graph(graph):
                    self._engine.remove_graph(graph)

    def flush(self) -> None:
        """See to it that what was changed is on the disk."""
        with self.writing():
            self._engine.flush()

    def optimize(self) -> None:
        """Put in order what many changes left in pieces; it writes the whole store once."""
        with self.writing():
            self._engine.optimize()

    def values(self, subject: str, name: str) -> Iterator[str]:
        """Yield what a property of `subject` says in any graph, as text."""
        pattern = ox.NamedNode(subject), ox.NamedNode(name), None
        for quad in self._engine.quads_for_pattern(*pattern):
            yield str(python(quad.object))

    def graph(self, name: str) -> Quads:
        """Return the quads of one graph, sorted as N-Quads are."""
        return tuple(
            sorted(self._engine.quads_for_pattern(None, None, None, ox.NamedNode(name)), key=str)
        )

    def nquads(self) -> Iterator[bytes]:
        """Yield every graph as N-Quads, sorted, one graph at a time."""
        for graph in sorted(self._engine.named_graphs(), key=iri):
            triples = self._engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
            yield in_graph(triples or b"", str(graph))

    def select(
        self, query: str, bindings: Mapping[str, Value | ox.NamedNode] | None = None
    ) -> Rows:
        """Answer a SELECT `query` of our own over the union of all graphs.

        Args:
            query: SPARQL 1.1 text.
            bindings: values of variables by name; an IRI is a `NamedNode`.

        Returns:
            One dictionary a row, in the order of the query.
        """
        given: dict[ox.Variable, Node] = {
            ox.Variable(name): value if isinstance(value, ox.NamedNode) else term(value)
            for name, value in (bindings or {}).items()
        }
        found = self._engine.query(query, use_default_graph_as_union=True, substitutions=given)
        answer = answered(found, None)
        if isinstance(answer, bool) or not isinstance(found, ox.QuerySolutions):
            message = "expected a SELECT query, found another form"
            raise StoreError(message)
        return Rows(answer[0], answer[1])

    def stream(self, query: str) -> Iterator[Mapping[str, Node]]:
        """Yield the rows of a SELECT `query` of our own as terms, one by one."""
        found = self._engine.query(query, use_default_graph_as_union=True)
        if isinstance(found, ox.QuerySolutions):
            names = [variable.value for variable in found.variables]
            for each in found:
                pairs = zip(names, each, strict=True)
                yield {name: node for name, node in pairs if node is not None}

    def query(
        self, text: str, *, timeout: float | None = TIMEOUT, limit: int | None = None
    ) -> Rows | bool:
        """Answer a query from outside, which can only read, over the union of all graphs.

        Args:
            text: SPARQL 1.1, any form of query; the prefixes of imrgraph are known.
            timeout: how many seconds it may take; None for as long as it takes.
            limit: how many rows are given at most.

        Returns:
            Rows; of CONSTRUCT and DESCRIBE, the columns subject, predicate and object; of ASK,
            true or false.

        Raises:
            QueryError: it is no query, or one that changes something or reaches out.
            LimitError: it is too long, or takes too long.

        >>> Store().query("ASK { ?s ?p ?o }")
        False
        """
        asked = checked(text.removeprefix(BYTE_ORDER_MARK))
        warn_of_unknown(asked)
        return rows(within(timeout, lambda: answered(self.found(asked), limit)))

    def found(self, query: Query) -> Found:
        """Return what the engine finds for a checked `query`, which may go on without end.

        Raises:
            QueryError: it is no SPARQL; as RefusedError, it asks graphs that are not here.
            StoreError: the store cannot be read.
        """
        for graph in query.asked:
            self._expect_graph(graph)
        dataset = query.dataset
        try:
            return self._engine.query(
                query.text,
                prefixes=PREFIXES,
                use_default_graph_as_union=query.dataset is None and not query.graphs,
                default_graph=[*map(ox.NamedNode, dataset.default)] if dataset else None,
                named_graphs=[*map(ox.NamedNode, dataset.named)] if dataset else None,
            )
        except SyntaxError as error:
            message = f"expected SPARQL 1.1, found an {shorten(str(error), 160)}"
            raise QueryError(message) from error
        except OSError as error:
            message = f"expected a store that can be read, found: {error}"
            raise StoreError(message) from error

    def _expect_graph(self, name: str) -> None:
        with suppress(ValueError):  # it is no IRI
            if self._engine.contains_named_graph(ox.NamedNode(name)):
                return
        message = f"FROM: expected a graph of this store, found <{name}>"
        raise RefusedError(message)
