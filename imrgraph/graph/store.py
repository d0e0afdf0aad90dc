"""The store: the one module that opens the graph engine.

In:   quads, and SPARQL queries with their bindings.
Out:  rows of plain Python values.
From: SPARQL 1.1 Query Language, W3C 2013; the engine is Oxigraph.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from textwrap import shorten
from typing import TYPE_CHECKING, NoReturn, Self

import pyoxigraph as ox

from imrgraph.arguments import expecting
from imrgraph.errors import ImrgraphError, NoStoreError, QueryError, RefusedError, StoreError
from imrgraph.graph import generations
from imrgraph.graph.answers import answered, rows
from imrgraph.graph.catalog import connect, connect_for_reading
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
    "holds_store",
    "python",
    "subject_of",
    "term",
]

#: How many seconds a query from outside may take.
TIMEOUT = 60.0
#: How often what counts may change while it is opened.
_TRIES = 20


def subject_of(quad: ox.Quad) -> str:
    """Return the IRI of what `quad` is about."""
    return iri(quad.subject)


def holds_store(folder: Path) -> bool:
    """Say whether a store was made in `folder`, and leave it as it is.

    Raises:
        StoreError: the folder cannot be looked into.
    """
    try:
        return bool(generations.generations(folder)) or generations.is_old(folder)
    except (OSError, ValueError) as error:
        raise _not_opened(folder, error) from error


def _older(folder: Path) -> StoreError:
    place = printable(str(folder))
    found = "one that an earlier imrgraph made: load the letters into another folder"
    return StoreError(f"{place}: expected a store as this imrgraph keeps them, found {found}")


def _not_opened(folder: Path, error: Exception) -> StoreError:
    place = printable(str(folder))
    return StoreError(f"{place}: expected a store that can be opened, found: {error}")


@contextmanager
def _kept(folder: Path | None) -> Iterator[None]:
    """Say in one line what keeps a store from being written, as a full disk does."""
    try:
        yield
    except (OSError, RuntimeError, sqlite3.Error) as error:
        if folder is None or isinstance(error, ImrgraphError):
            raise
        expected = "expected a place that can be written"
        next_step = "what it held, it holds; once it can be written, run the same again"
        message = f"{printable(str(folder))}: {expected}, found: {error}; {next_step}"
        raise StoreError(message) from error


def _node(name: str) -> ox.NamedNode:
    """Return an IRI as the engine takes it."""
    try:
        return ox.NamedNode(name)
    except ValueError as error:
        expected = "expected an IRI, such as https://w3id.org/imrgraph/determination/CM99-0000002"
        message = f"{name}: {expected}, which is the `iri` of a letter, and its graph"
        raise QueryError(message) from error


class Store:
    """Quads in named graphs, asked over all graphs at once.

    A folder that holds no store becomes one when something is first put into it; before that there
    is nothing to ask. A store in a folder is open for reading, by any number of processes, and
    shows what was there when it was opened, or last changed by itself. It is changed by one process
    at a time, in a copy, which whoever opens the store afterwards reads. So nobody waits for
    anybody, the engine has nothing to do in the background when it is asked, and a child that is
    forked to ask it does not wait for a lock that was held for such work.

    >>> store = Store()
    >>> store.select("SELECT (1 + 1 AS ?two) {}")
    [{'two': 2}]
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Open the store in `folder`, which need not be there yet, or one in memory.

        Raises:
            StoreError: the folder cannot be opened, or its store is of an earlier imrgraph.
        """
        self.folder = folder
        self._forgotten = 0
        self._lock: Lock | None = None
        self._made: ox.Store | None = None
        self._tables: sqlite3.Connection | None = None
        self._generation: int | None = None
        self._is_written = self._is_changed = self._is_closed = False
        if folder is None:
            self._made, self._tables = ox.Store(), connect(None)
        elif holds_store(folder):
            self.make()
        elif folder.exists() and not folder.is_dir():
            message = f"{folder}: expected a store, or a folder for one, found a file"
            raise StoreError(message)

    @classmethod
    def of(cls, quads: Path) -> Self:
        """Open quads alone, without tables, where `Store.quads` says that they are kept.

        Raises:
            StoreError: they are there no more.
        """
        found = cls()
        try:
            found._lock = Lock(quads)
            found._made = ox.Store.read_only(str(quads))
        except (OSError, RuntimeError) as error:
            raise _not_opened(quads, error) from error
        return found

    @property
    def is_made(self) -> bool:
        """Whether there is a store, which can be asked, and not only a place for one."""
        return self._made is not None

    @property
    def quads(self) -> Path | None:
        """Where the engine keeps the quads that are read; nobody changes them there."""
        if self.folder is None or self._generation is None:
            return None
        return generations.place_of(self.folder, self._generation)

    @property
    def _engine(self) -> ox.Store:
        """The engine.

        Raises:
            NoStoreError: no store was made in the folder yet.
        """
        if self._made is None:
            raise self.nothing()
        return self._made

    @property
    def _rows(self) -> sqlite3.Connection:
        """The tables beside the quads.

        Raises:
            NoStoreError: no store was made in the folder yet.
        """
        if self._tables is None:
            raise self.nothing()
        return self._tables

    def nothing(self) -> StoreError:
        """Return the error that there is nothing to ask: no store was made, or it is closed."""
        place = str(self.folder or "the store in memory")
        if not self._is_closed:
            return NoStoreError(place)
        again = f"imrgraph.open({place!r}) opens it again" if self.folder else "it is gone"
        return StoreError(f"{printable(place)}: expected an open store, found it closed; {again}")

    def expect_open(self) -> None:
        """Refuse to change what was closed, which nobody would close again.

        Raises:
            StoreError: it was.
        """
        if self._is_closed:
            raise self.nothing()

    def make(self) -> None:
        """Make the store in its folder, unless it is there.

        Raises:
            StoreError: the folder cannot be written, or another process changes it.
        """
        self.expect_open()
        if self.folder and not self.is_made:
            if holds_store(self.folder):
                self._read(self.folder)
            else:
                with self.writing():
                    self._is_changed = True

    def refresh(self) -> None:
        """Show what is there now, whatever others have changed since it was opened.

        Raises:
            StoreError: it is closed.
        """
        self.expect_open()
        if self.folder and self.is_made and not self._is_written:
            self._close()
            self._read(self.folder)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Have the store open for changes, made if it is not there; afterwards for reading again.

        What was changed, and not published before, counts when this ends, unless by an error.

        Raises:
            StoreError: the folder cannot be written, or another process changes it.
        """
        self.expect_open()
        if self.folder is None or self._is_written:
            yield
            return
        lock = self._alone(self.folder)
        try:
            with _kept(self.folder):
                self._change(self.folder)
            yield
            if self._is_changed:
                with self.publishing():
                    pass
        finally:
            self._close()
            generations.tidy(self.folder)
            lock.release()
            if holds_store(self.folder):
                self._read(self.folder)

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """Let what was changed count from now on, with what is changed of the tables within.

        Raises:
            StoreError: it cannot be written; then nothing of it counts.
        """
        if self.folder is None:
            with self._rows:
                yield
            return
        number = max(generations.generations(self.folder), default=0) + 1
        place = generations.place_of(self.folder, number)
        with _kept(self.folder):
            part = place.with_suffix(".part")
            self._engine.flush()
            self._engine.backup(str(part))
            part.rename(place)
            with self._rows:
                yield
                generations.count(self._rows, number)
        self._generation, self._is_changed = number, False
        generations.sweep(self.folder, number)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Let what is changed within of the tables alone, and not of the quads, count from now on.

        Raises:
            StoreError: it cannot be written.
        """
        with _kept(self.folder), self._rows:
            yield

    def _alone(self, folder: Path) -> Lock:
        """Return the lock of a folder that one process at a time may change."""
        if generations.is_old(folder):
            raise _older(folder)
        try:
            folder.mkdir(exist_ok=True)
            return Lock(folder, alone=True)
        except BlockingIOError as error:
            expected = "expected a store that nobody else is changing; try again when that is done"
            message = f"{printable(str(folder))}: {expected}"
            raise StoreError(message) from error
        except OSError as error:
            raise _not_opened(folder, error) from error

    def _change(self, folder: Path) -> None:
        """Open a copy of what counts, to be changed."""
        self._close()
        self._tables = connect(folder)
        there = generations.generations(folder)
        found = generations.generation_in(folder, self._tables)
        is_there = found is None or found in there
        self._generation = found if is_there else max(there, default=None)
        generations.counting(self._tables, self._generation)
        generations.tidy(folder)
        generations.sweep(folder, self._generation)
        self._made = ox.Store(str(generations.copied(folder, self._generation)))
        self._is_written, self._is_changed = True, False

    def _read(self, folder: Path) -> None:
        """Open what counts, to be read; nobody removes it meanwhile."""
        if generations.is_old(folder):
            raise _older(folder)
        for _ in range(_TRIES):
            try:
                self._tables = connect_for_reading(folder)
                self._generation = generations.generation_in(folder, self._tables)
                if self._generation is None:  # the first is on its way
                    self._close()
                    return
                place = generations.place_of(folder, self._generation)
                self._lock = Lock(place)
                self._made = ox.Store.read_only(str(place))
            except (FileNotFoundError, BlockingIOError):  # a newer one counts by now
                self._close()
            except (OSError, RuntimeError) as error:
                self._close()
                raise _not_opened(folder, error) from error
            else:
                return
        message = f"{printable(str(folder))}: expected a store that can be opened, found none"
        raise StoreError(message)

    def _close(self) -> None:
        """Close the engine, which ends what it does in the background, and give back the lock."""
        self._made, self._is_written = None, False
        if self._tables:
            self._tables.close()
            self._tables = None
        if self._lock:
            self._lock.release()

    @contextmanager
    def _changed(self) -> Iterator[None]:
        with self.writing(), _kept(self.folder):
            self._is_changed = True
            yield

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
        self._is_closed = True

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied, with all that was walked to in it.

        Raises:
            StoreError: always.
        """
        place = str(self.folder or "the store in memory")
        again = f"imrgraph.open({place!r}) opens it anew" if self.folder else "it is here alone"
        expected = "expected something that can be pickled or copied, such as a case number"
        message = f"{printable(place)}: {expected}, found an open store, or a thing in it; {again}"
        raise StoreError(message)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add `quads` in one transaction."""
        with self._changed():
            self._engine.extend(quads)

    def forget(self) -> int:
        """Remove what stands in no named graph.

        Returns:
            How many quads were removed so far. The engine keeps the terms of a store in memory, so
            that one that has forgotten much is better made anew.
        """
        before = self.size
        with self._changed():
            self._engine.clear_graph(ox.DefaultGraph())
        self._forgotten += before - self.size
        return self._forgotten

    def fill(self, quads: bytes | Iterable[ox.Quad]) -> None:
        """Add many quads, or N-Quads that imrgraph wrote, several times as fast as `add` does.

        It is no transaction: where it breaks off, some of them are there.
        """
        with self._changed():
            if isinstance(quads, bytes):
                # Not looking at every IRI once more saves an eighth of the time.
                self._engine.bulk_load(quads, format=ox.RdfFormat.N_QUADS, lenient=True)
            else:
                self._engine.bulk_extend(quads)

    def clear(self, graphs: Iterable[str]) -> None:
        """Remove all that `graphs` hold, those that are there, one after the other."""
        with self._changed():
            for graph in map(ox.NamedNode, list(graphs)):
                if self._engine.contains_named_graph(graph):
                    self._engine.remove_graph(graph)

    def optimize(self) -> None:
        """Put in order what many changes left in pieces; it writes the whole store once."""
        with self._changed():
            self._engine.optimize()

    @expecting
    def values(self, subject: str, name: str) -> Iterator[str]:
        """Yield what a property of `subject` says in any graph, as text.

        Raises:
            QueryError: one of them is no IRI.
        """
        pattern = _node(subject), _node(name), None
        for quad in self._engine.quads_for_pattern(*pattern):
            yield str(python(quad.object))

    def graphs(self) -> Iterator[str]:
        """Yield every named graph."""
        return map(iri, self._engine.named_graphs())

    @expecting
    def said(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield each subject of which a property says something, and what, one at a time.

        Raises:
            QueryError: it is no IRI.
        """
        for quad in self._engine.quads_for_pattern(None, _node(name), None):
            yield iri(quad.subject), str(python(quad.object))

    @expecting
    def graph(self, name: str) -> Quads:
        """Return the quads of one graph, sorted as N-Quads are; none where there is none of it.

        Raises:
            QueryError: it is no IRI.
        """
        return tuple(sorted(self._engine.quads_for_pattern(None, None, None, _node(name)), key=str))

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

    @expecting
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
        answer = rows(within(timeout, lambda: answered(self.found(asked), limit)))
        warn_of_unknown(self, asked, answer)
        return answer

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
