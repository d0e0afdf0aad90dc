"""Opening: a store of letters, which files are loaded into and which is asked; or an endpoint.

In:   a folder, or the address of an endpoint; paths of letters.
Out:  a store that holds what the letters state and what was derived; what became of each file.
From: every step is the function of another room; here is only their order.
"""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Self, overload

import pyoxigraph as ox

from imrgraph.errors import LetterError, NoStoreError, StoreError
from imrgraph.graph.catalog import CATALOG, Catalog, connect
from imrgraph.graph.conclude import derived_graph
from imrgraph.graph.entries import READ, entry
from imrgraph.graph.ledger import Ledger
from imrgraph.graph.remote import Remote
from imrgraph.graph.store import Store
from imrgraph.insight.insights import Insights
from imrgraph.knowledge.knowledge import digest, graphs, load, version
from imrgraph.knowledge.terms import IMR, OWL
from imrgraph.reprs import short
from imrgraph.store.asking import Asking
from imrgraph.store.loading import letters_in, told
from imrgraph.store.walking import Walking
from imrgraph.store.workers import beside

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from imrgraph.graph.values import Triple
    from imrgraph.store.loading import Told

__all__ = ["Endpoint", "LetterStore", "Loaded", "is_address", "open"]

#: How many bytes of N-Quads are put in at once, those of some 500 letters: with more the engine
#: takes more than half a gigabyte of memory, with fewer it sorts the same quads more often.
_AT_ONCE = 80_000_000
#: How many letters a worker does before it hands them over.
_TASK = 8
#: The store is put in order, which writes it anew, when one in so many of its letters is new.
_SHARE = 10


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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing: each query is an exchange of its own."""


class LetterStore(Store, Asking, Walking, Insights):
    """A store of letters, of what they state and of what was derived.

    >>> from imrgraph.resources import folder
    >>> store = open()
    >>> len(store.load([folder("examples") / "letters"]).letters)
    6
    >>> [row["items"] for row in store.ask("overturn-rate", by="region") if row["group"] == "neck"]
    [2]
    >>> [(row.group, row.items) for row in store.rates(by="class,year").rows][:2]
    [(('passive-therapy', 2015), 1), (('passive-therapy', 2017), 2)]
    >>> len(store), "cm99-0000004" in store, store["CM99-0000004"].items[0].outcome
    (6, True, 'upheld')
    """

    __repr__ = short("place")

    def __len__(self) -> int:
        """Return how many letters there are."""
        return sum(1 for _ in self.letters())

    def close(self) -> None:
        """Give the folder back; a store in memory is gone. It can be closed more than once."""
        if rows := self.__dict__.pop("_rows", None):
            rows.close()
        for name in ("_ledger", "_catalog"):
            self.__dict__.pop(name, None)
        super().close()

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the letters, the first of them by name."""
        return self.determinations._repr_html_()

    @cached_property
    def _rows(self) -> sqlite3.Connection:
        """The tables beside the quads; only a store has them."""
        if not self.is_made:
            raise NoStoreError(self.place)
        return connect(self.folder)

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self._rows)

    @cached_property
    def _catalog(self) -> Catalog:
        return Catalog(self._rows, version())

    @property
    def catalog(self) -> Catalog:
        """The items and the text of the letters; made anew where it is missing or stale."""
        if not self.is_catalog_current:
            self.rebuild()
        return self._catalog

    def rebuild(self) -> None:
        """Make the catalog anew from the quads.

        Raises:
            StoreError: another process has the store open.
        """
        catalog = self._catalog
        with self.writing():  # so that no two processes do it at once
            catalog.empty()
            with self._ledger.changing():
                for row in self.select(_LETTERS):
                    letter = str(row["letter"])
                    catalog.put(entry(letter, self._said(letter), load()))

    def _said(self, letter: str) -> Iterator[Triple]:
        """Yield what the catalog is made from, of one letter."""
        for graph in (letter, derived_graph(letter)):
            for row in self.select(_SAID, {"graph": ox.NamedNode(graph)}):
                yield str(row["subject"]), str(row["property"]), row["value"]

    @property
    def place(self) -> str:
        """The folder of the store."""
        return str(self.folder or "the store in memory")

    def load(  # noqa: PLR0913 (a keyword for each choice)
        self,
        paths: Iterable[str | Path],
        *,
        unverified: bool = False,
        workers: int = 1,
        proofs: bool = False,
        ocr: bool = False,
        done: Callable[[int, int], None] | None = None,
    ) -> Loaded:
        """Load the letters of `paths`, each in place of what was loaded of it before.

        Args:
            paths: files, and folders of files.
            unverified: let also those recommendations decide for which no text was read.
            workers: how many processes read and explain; any number loads the same.
            proofs: write also the steps of every proof, for SPARQL to walk them.
            ocr: recognise the text of pages that are pictures.
            done: is told how many files of how many were read.

        Returns:
            What was loaded and what was refused. A file that cannot be read, or of which no item
            could be, changes nothing: of nothing but such files no store is made.
        """
        load(unverified=unverified)  # before workers are forked, that have it then
        work = partial(told, unverified=unverified, proofs=proofs, ocr=ocr)
        refused: list[LetterError] = []
        loaded: list[str] = []
        with beside(work, workers) as mapped, ExitStack() as changes:
            if self.is_made:  # so that whoever has it open is told of before much is read
                changes.enter_context(self.writing())
            files = letters_in(map(Path, paths))
            if done:  # so that it is known how many there are
                known = list(files)
                results = mapped(_by(_TASK, iter(known)))
                told_of = _counted(chain.from_iterable(results), done, len(known))
            else:
                told_of = chain.from_iterable(mapped(_by(_TASK, files)))
            for batch in _batches(told_of, refused):
                if not loaded:
                    changes.enter_context(self.writing())
                    self._teach(unverified=unverified)
                self._keep(batch)
                loaded.extend(each.letter for each in batch)
            if loaded and _SHARE * len(loaded) >= sum(1 for _ in self.letters()):
                self.optimize()
        return Loaded(tuple(loaded), tuple(refused))

    def remove(self, *cases: str) -> tuple[str, ...]:
        """Take letters out, with all that was concluded from them.

        Args:
            cases: case numbers, or the last parts of IRIs. Where one is not there, none goes.

        Returns:
            The IRIs of the letters that are gone.

        Raises:
            NotFoundError: there is no such letter.
            StoreError: another process has the store open.

        >>> from imrgraph.resources import folder
        >>> store = open()
        >>> loaded = store.load([folder("examples") / "letters"])
        >>> len(store.remove("CM99-0000002")), len(store.determinations)
        (1, 5)
        """
        gone = tuple(dict.fromkeys(self.determination(case).iri for case in cases))
        with self.writing():
            with self._ledger.changing():
                self._ledger.begin(gone)
            self._withdraw(self._rows)
        return gone

    @property
    def ontology_version(self) -> str:
        """The version of the ontology in whose terms the letters are said."""
        return next(self.values(IMR.base.removesuffix("#"), OWL["versionInfo"]), "")

    @property
    def includes_unverified(self) -> bool:
        """Whether recommendations for which no text was read decided, too."""
        return self._ledger.taught() == digest(unverified=True)

    @property
    def is_catalog_current(self) -> bool:
        """Whether the catalog says what the quads do."""
        [letters] = self.select(_HOW_MANY)
        return self._catalog.is_current(int(str(letters["letters"])))

    def letters(self) -> Iterator[str]:
        """Yield the IRI of every letter that was loaded, in order, one at a time."""
        return self._ledger.letters()

    def make(self) -> None:
        """Make the store in its folder, unless it is there; what broke off in it is taken out.

        Raises:
            StoreError: the folder cannot be written, another process has it open, or what it holds
                is said in other terms than those of this imrgraph.
        """
        if not self.is_made:
            super().make()
            self._expect_same_terms()
            self.sweep()
            self._mend()

    def _expect_same_terms(self) -> None:
        for stated in self.values(IMR.base.removesuffix("#"), OWL["versionInfo"]):
            if stated.split(".")[:2] != version().split(".")[:2]:
                expected = f"expected letters in the terms of version {version()}"
                message = f"{self.place}: {expected}, found {stated}; load them into another folder"
                raise StoreError(message)

    def _mend(self) -> None:
        """Take out the letters of a loading that broke off, so that none is there in part."""
        if self.folder is None or not (self.folder / CATALOG).exists():
            return
        with closing(connect(self.folder)) as rows:
            ledger = Ledger(rows)
            unverified = ledger.teaching()
            if unverified is None and not ledger.underway():
                return
            with self.writing():
                self._withdraw(rows)
                if unverified is not None:
                    self._tell(ledger, unverified=unverified)

    def _withdraw(self, rows: sqlite3.Connection) -> None:
        """Take out the letters that are underway."""
        ledger = Ledger(rows)
        if letters := ledger.underway():
            self.clear(_graphs(letters))
            self.flush()
            catalog = Catalog(rows, version())
            with ledger.changing():
                for letter in letters:
                    catalog.drop(letter)
                    ledger.drop(letter)
                ledger.end()

    def _teach(self, *, unverified: bool) -> None:
        """Hold the ontology, with or without what is unverified, beside the letters to come."""
        self.make()
        if self._ledger.taught() != digest(unverified=unverified):
            self._tell(self._ledger, unverified=unverified)

    def _tell(self, ledger: Ledger, *, unverified: bool) -> None:
        with ledger.changing():
            ledger.teach(None, unverified=unverified)
        self.clear(graphs())
        self.fill(load(unverified=unverified).quads)
        self.flush()
        with ledger.changing():
            ledger.teach(digest(unverified=unverified), unverified=unverified)

    def _keep(self, batch: Sequence[Told]) -> None:
        """Put letters in the place of what was there of them, and of what their files held.

        The quads cannot be put in together with the rows of the catalog, nor all at once: while
        they go in, the ledger notes of which letters, and these are taken out if it breaks off.
        """
        kept, gone = self._noted(batch)
        try:
            self.clear(_graphs((*gone, *kept)))
            self.fill(b"".join(each.nquads for each in kept.values()))
            self.flush()
            with self._ledger.changing():
                for letter in gone:
                    self._catalog.drop(letter)
                for each in kept.values():
                    self._catalog.put(each.entry)
                self._ledger.end()
        except BaseException:
            self._withdraw(self._rows)
            raise

    def _noted(self, batch: Sequence[Told]) -> tuple[Mapping[str, Told], Iterable[str]]:
        """Note what each file holds now; return the letters by IRI, and those that no file holds.

        Of several files of one letter the last one counts.
        """
        kept: dict[str, Told] = {}
        gone: dict[str, None] = {}
        with self._ledger.changing():
            for each in batch:
                for letter in self._ledger.only_from(each.path):
                    kept.pop(letter, None)
                    gone[letter] = None
                kept[each.letter] = each
                self._ledger.write(each.path, each.sha256, each.letter)
            self._ledger.begin((*gone, *kept))
        return kept, gone


def _graphs(letters: Iterable[str]) -> Iterator[str]:
    """Yield the graphs of letters: what each states, and what was derived from it."""
    for letter in letters:
        yield from (letter, derived_graph(letter))


def _by(size: int, paths: Iterator[Path]) -> Iterator[tuple[Path, ...]]:
    while task := tuple(islice(paths, size)):
        yield task


def _counted(
    results: Iterable[Told | LetterError], done: Callable[[int, int], None], of: int
) -> Iterator[Told | LetterError]:
    """Yield results, and tell how many there were so far."""
    for number, each in enumerate(results, 1):
        done(number, of)
        yield each


def _batches(
    results: Iterable[Told | LetterError], refused: list[LetterError]
) -> Iterator[list[Told]]:
    """Yield the letters that go in together, in their order, and add what was refused."""
    batch: list[Told] = []
    size = 0
    for each in results:
        if isinstance(each, LetterError):
            refused.append(each)
            continue
        batch.append(each)
        size += len(each.nquads)
        if size >= _AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


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
