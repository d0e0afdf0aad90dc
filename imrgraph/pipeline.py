"""The pipeline: the one way from files to explanations, and into a store.

In:   paths of letters.
Out:  their explanations; or a store that holds what they state and what was derived.
From: every step is the function of another room; here is only their order.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import pyoxigraph as ox

from imrgraph.asking import Asking
from imrgraph.errors import LetterError, NoStoreError
from imrgraph.explaining import explain
from imrgraph.graph.catalog import Catalog, connect
from imrgraph.graph.conclude import conclude, derived_graph
from imrgraph.graph.describe import describe
from imrgraph.graph.entries import READ, entry, plain
from imrgraph.graph.remote import Remote
from imrgraph.graph.store import Store
from imrgraph.insight.insights import Insights
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR
from imrgraph.letters.reading import read
from imrgraph.names import printable
from imrgraph.reasoning.explaining import explanation
from imrgraph.reprs import short
from imrgraph.walking import Walking

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from imrgraph.graph.store import Quads
    from imrgraph.graph.values import Triple
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["Endpoint", "LetterStore", "Loaded", "explain", "is_address", "letters_in", "open"]

#: Endings of the files that are letters, where a folder is given.
_ENDINGS = frozenset({".pdf", ".txt"})
#: How many letters a process reads and explains before they are kept: few to hold at once.
_BATCH = 100


def letters_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files of `paths`, of a folder what ends as letters do, in order of name.

    What cannot be read is among it, a folder that may not be opened too, so that it is refused.
    """
    for path in paths:
        yield from sorted(_within(path)) if _is_folder(path) else (path,)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # whoever reads it says why
        return False


def _within(folder: Path) -> set[Path]:
    """Return what ends as letters do, at any depth, and the folders that may not be opened."""
    closed: list[OSError] = []
    found = {
        Path(home, name)
        for home, folders, files in os.walk(folder, onerror=closed.append)
        for name in (*folders, *files)
        if Path(name).suffix.lower() in _ENDINGS
    }
    return found | {Path(error.filename) for error in closed}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the files that were to be loaded."""

    #: The letters loaded, by IRI.
    letters: tuple[str, ...]
    #: The files that could not be read, or no item of them, each error saying why.
    refused: tuple[LetterError, ...]

    __repr__ = short("letters", "refused")


@overload
def open(place: Path | None = None) -> LetterStore: ...  # noqa: A001 (reads as imrgraph.open)
@overload
def open(place: str) -> LetterStore | Endpoint: ...  # noqa: A001
def open(place: str | Path | None = None) -> LetterStore | Endpoint:  # noqa: A001
    """Open the store in a folder, or one in memory, or an endpoint.

    A folder that holds no store becomes one when the first letter is loaded into it, and raises
    NoStoreError where it is asked before.

    Args:
        place: a folder; the address of a SPARQL endpoint, http:// or https://; or None, for memory.

    Raises:
        StoreError: the folder cannot be opened, or another process has it open.
        EndpointError: the address is none.
    """
    if place is not None and is_address(place):
        return Endpoint(str(place))
    return LetterStore(Path(place) if place else None)


def is_address(place: str | Path) -> bool:
    """Return whether `place` is the address of an endpoint, and no folder."""
    return isinstance(place, str) and place.lower().startswith(("http://", "https://"))


class Endpoint(Remote, Asking, Walking):
    """Letters behind a SPARQL endpoint, which can be asked as those of a store."""

    __repr__ = short("place")

    @property
    def place(self) -> str:
        """The address of the endpoint."""
        return self.address


class LetterStore(Store, Asking, Walking, Insights):
    """A store of letters, of what they state and of what was derived.

    >>> from imrgraph.resources import folder
    >>> store = open()
    >>> len(store.load([folder("examples") / "letters"]).letters)
    6
    >>> [row["items"] for row in store.ask("overturn-rate", by="region") if row["group"] == "neck"]
    [2]
    >>> [(row.group, row.items) for row in store.rates(by=("class", "year")).rows][:2]
    [(('passive-therapy', 2015), 1), (('passive-therapy', 2017), 2)]
    """

    __repr__ = short("place")

    @cached_property
    def _rows(self) -> sqlite3.Connection:
        """The tables beside the quads; only a store has them."""
        if not self.is_made:
            raise NoStoreError(self.place)
        return connect(self.folder)

    @cached_property
    def _ledger(self) -> _Ledger:
        return _Ledger(self._rows)

    @cached_property
    def _catalog(self) -> Catalog:
        return Catalog(self._rows, load().version)

    @property
    def catalog(self) -> Catalog:
        """The items and the text of the letters; made anew where it is missing or stale."""
        [letters] = self.select(_HOW_MANY)
        if not self._catalog.is_current(int(str(letters["letters"]))):
            self.rebuild()
        return self._catalog

    def rebuild(self) -> None:
        """Make the catalog anew from the quads."""
        self._catalog.empty()
        with self._catalog.changing():
            for row in self.select(_LETTERS):
                letter = str(row["letter"])
                self._catalog.put(entry(letter, self._said(letter), load()))

    def _said(self, letter: str) -> Iterator[Triple]:
        """Yield what the catalog is made from, of one letter."""
        for graph in (letter, derived_graph(letter)):
            for row in self.select(_SAID, {"graph": ox.NamedNode(graph)}):
                yield str(row["subject"]), str(row["property"]), row["value"]

    @property
    def place(self) -> str:
        """The folder of the store."""
        return str(self.folder or "the store in memory")

    def load(
        self,
        paths: Iterable[str | Path],
        *,
        unverified: bool = False,
        workers: int = 1,
        proofs: bool = False,
    ) -> Loaded:
        """Load the letters of `paths`, each in place of what was loaded of it before.

        Args:
            paths: files, and folders of files.
            unverified: let also those recommendations decide for which no text was read.
            workers: how many processes read and explain; any number loads the same.
            proofs: write also the steps of every proof, for SPARQL to walk them.

        Returns:
            What was loaded and what was refused. A file that cannot be read, or of which no item
            could be, changes nothing: of nothing but such files no store is made.
        """
        knowledge = load(unverified=unverified)
        loaded: list[str] = []
        refused: list[LetterError] = []
        waiting = letters_in(map(Path, paths))
        tell = partial(_told, unverified=unverified, proofs=proofs)
        with _mapping(workers) as mapped:
            while batches := [b for _ in range(workers) if (b := tuple(islice(waiting, _BATCH)))]:
                for told, errors in mapped(tell, batches):
                    refused.extend(errors)
                    if told and not loaded:
                        self._teach(knowledge)
                    loaded.extend(self._keep_all(told, knowledge))
        return Loaded(tuple(loaded), tuple(refused))

    def letters(self) -> Iterator[str]:
        """Yield the IRI of every letter that was loaded, in order, one at a time."""
        return self._ledger.letters()

    def _teach(self, knowledge: Knowledge) -> None:
        """Hold `knowledge`, and no other, beside the letters that are to come."""
        self.make()
        every = load(unverified=True).graphs
        held = sum(len(self.graph(name)) for name in every)
        if held != len(set(knowledge.quads)):
            self.replace(every, ())
            self.add(knowledge.quads)

    def _keep_all(self, told: Sequence[_Told], knowledge: Knowledge) -> list[str]:
        """Keep each letter, and return their IRIs."""
        if not told:
            return []
        with self._catalog.changing():
            return [self._keep(each, knowledge) for each in told]

    def _keep(self, told: _Told, knowledge: Knowledge) -> str:
        """Put a letter in the place of what its file held before, and return its IRI."""
        letter = told.letter
        replaced = {letter, *self._ledger.only_from(told.path)}
        graphs = [graph for iri in sorted(replaced) for graph in (iri, derived_graph(iri))]
        self.replace(graphs, told.quads)
        for gone in replaced - {letter}:
            self._catalog.drop(gone)
        self._catalog.put(entry(letter, plain(told.quads), knowledge))
        self._ledger.write(told.path, told.sha256, letter)
        return letter


@dataclass(frozen=True, slots=True)
class _Told:
    """What the letter of a file states, and what was derived from it."""

    path: Path
    sha256: str
    letter: str
    quads: Quads


def _told(
    paths: Iterable[Path], *, unverified: bool, proofs: bool
) -> tuple[list[_Told], list[LetterError]]:
    """Read and explain the letters of `paths`, and return them with the errors of the others."""
    told, refused = [], []
    knowledge = load(unverified=unverified)
    for path in paths:
        try:
            letter = read(path)
            derived = conclude(explanation.explain(letter, knowledge), proofs=proofs)
        except LetterError as error:
            refused.append(error)
        else:
            quads = (*describe(letter), *derived)
            told.append(_Told(path, letter.document.sha256, letter.name(), quads))
    return told, refused


@contextmanager
def _mapping(workers: int) -> Iterator[Callable[..., Iterable[Any]]]:
    """Yield what maps a function over batches, beside each other where there are workers."""
    if workers == 1:
        yield map
    else:
        # Spawned and not forked, since the engine has threads of its own.
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            yield pool.map


_HOW_MANY = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
SELECT (COUNT(?letter) AS ?letters) WHERE { ?letter a imr:Determination }
"""
_LETTERS = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
SELECT ?letter WHERE { ?letter a imr:Determination } ORDER BY ?letter
"""
_SAID = f"""
SELECT ?subject ?property ?value ?graph WHERE {{
  GRAPH ?graph {{ ?subject ?property ?value }}
  FILTER (?property IN ({", ".join(str(IMR(name)) for name in sorted(READ))}))
}}
"""


class _Ledger:
    """Which file each letter was loaded from: `catalog.sqlite` beside the quads."""

    def __init__(self, rows: sqlite3.Connection) -> None:
        self._rows = rows
        self._rows.execute(
            "CREATE TABLE IF NOT EXISTS loaded (path TEXT PRIMARY KEY, sha256 TEXT, letter TEXT)"
        )

    @staticmethod
    def _key(path: Path) -> str | bytes:
        """Return what a path is kept as: text, or its bytes where they are none."""
        name = str(path.resolve())
        return name if name == printable(name) else os.fsencode(name)

    def only_from(self, path: Path) -> tuple[str, ...]:
        """Return the letter that was loaded from `path` and from no other file."""
        rows = self._rows.execute(
            "SELECT letter FROM loaded GROUP BY letter HAVING COUNT(*) = 1 AND MAX(path) = ?",
            [self._key(path)],
        )
        return tuple(letter for (letter,) in rows)

    def letters(self) -> Iterator[str]:
        """Yield every letter, in order."""
        rows = self._rows.execute("SELECT DISTINCT letter FROM loaded ORDER BY letter")
        return (letter for (letter,) in rows)

    def write(self, path: Path, sha256: str, letter: str) -> None:
        with self._rows:
            self._rows.execute(
                "INSERT OR REPLACE INTO loaded VALUES (?, ?, ?)",
                [self._key(path), sha256, letter],
            )
