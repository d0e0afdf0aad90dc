"""Opening: a store of letters, which files are loaded into and which is asked; or an endpoint.

In:   a folder, or the address of an endpoint; paths of letters.
Out:  a store that holds what the letters state and what was derived; what became of each file.
From: every step is the function of another room; here is only their order.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property, partial
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Self, overload

import pyoxigraph as ox

import imrgraph
from imrgraph.errors import DuplicateLetterError, LetterError, NoStoreError, StoreError
from imrgraph.graph.catalog import Catalog
from imrgraph.graph.conclude import derived_graph
from imrgraph.graph.entries import READ, entry
from imrgraph.graph.ledger import Ledger
from imrgraph.graph.remote import Remote
from imrgraph.graph.store import Store
from imrgraph.insight.insights import Insights
from imrgraph.knowledge.knowledge import digest, graphs, load, version
from imrgraph.knowledge.terms import IMR, OWL
from imrgraph.names import printable
from imrgraph.reprs import short
from imrgraph.store.asking import Asking
from imrgraph.store.loading import content_of, told
from imrgraph.store.outcomes import Became, Loaded, Status
from imrgraph.store.sources import sources
from imrgraph.store.walking import Walking
from imrgraph.store.workers import beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from imrgraph.graph.values import Triple
    from imrgraph.store.loading import Told
    from imrgraph.store.sources import Source

__all__ = ["Endpoint", "LetterStore", "Loaded", "is_address", "open"]

#: How many bytes of N-Quads are put in at once, those of some 500 letters: with more the engine
#: takes more than half a gigabyte of memory, with fewer it sorts the same quads more often.
_AT_ONCE = 80_000_000
#: How many letters a worker does before it hands them over.
_TASK = 8
#: The store is put in order, which writes it anew, when one in so many of its letters is new.
_SHARE = 10


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
        StoreError: the folder cannot be opened, or its store is of another version.
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

    def _close(self) -> None:
        for name in ("_ledger", "_catalog", "_current"):
            self.__dict__.pop(name, None)
        super()._close()

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the letters, the first of them by name."""
        return self.determinations._repr_html_()

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self._rows)

    @cached_property
    def _catalog(self) -> Catalog:
        return Catalog(self._rows, version())

    @property
    def catalog(self) -> Catalog:
        """The items and the text of the letters; made anew where it is missing or stale."""
        return self._current if self.folder else self._looked_at()

    @cached_property
    def _current(self) -> Catalog:
        """The same, looked at once: what is open in a folder stays as it was."""
        return self._looked_at()

    def _looked_at(self) -> Catalog:
        if not self.is_catalog_current:
            self.rebuild()
        return self._catalog

    def rebuild(self) -> None:
        """Make the catalog anew from the quads.

        Raises:
            NoStoreError: there is no store yet.
            StoreError: another process changes it.
        """
        if not self.is_made:
            raise NoStoreError(self.place)
        with self.writing():
            catalog = self._catalog
            catalog.empty()
            with self.publishing():
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
        done: Callable[[Became], None] | None = None,
    ) -> Loaded:
        """Load the letters of `paths`, each in place of what was loaded of it before.

        A file that was loaded as it is now, by this imrgraph, is not read again. Of several files
        that have one case number and other words, the first counts.

        Args:
            paths: files, folders, patterns, archives, lists and stdin, as `sources` takes them.
            unverified: let also those recommendations decide for which no text was read.
            workers: how many processes read and explain; any number loads the same.
            proofs: write also the steps of every proof, for SPARQL to walk them.
            ocr: recognise the text of pages that are pictures.
            done: is told what became of each file, as soon as that is sure.

        Returns:
            What was loaded and what was refused. A file that cannot be read, or of which no item
            could be, changes nothing: of nothing but such files no store is made.
        """
        load(unverified=unverified)  # before workers are forked, that have it then
        work = partial(told, unverified=unverified, proofs=proofs, ocr=ocr)
        by = _made_by(digest(unverified=unverified), proofs=proofs, ocr=ocr)
        loaded = Loaded()

        def tell(became: Became) -> None:
            loaded.add(became)
            if done:
                done(became)

        with ExitStack() as changes:
            if self.is_made:  # so that whoever has it open is told of before much is read
                changes.enter_context(self.writing())
            tasks = _by(_TASK, self._unread(sources(paths), by, tell))
            first = list(islice(tasks, 2))  # of so few letters no other process is worth starting
            crew = beside(work, workers if len(first) > 1 else 1)
            results = changes.enter_context(crew)(chain(first, tasks))
            for batch in _batches(chain.from_iterable(results), tell):
                if not self._is_taught(unverified=unverified):
                    changes.enter_context(self.writing())
                    self._teach(unverified=unverified)
                self._keep(batch, by, tell)
            if loaded.letters and _SHARE * len(loaded.letters) >= self._catalog.size():
                self.optimize()
        return loaded

    def _unread(
        self, found: Iterable[Source | LetterError], by: str, tell: Callable[[Became], None]
    ) -> Iterator[Source]:
        """Yield what is to be read, and tell of what is not: what cannot be, or was as it is."""
        for each in found:
            if isinstance(each, LetterError):
                tell(Became(each.where, Status.REFUSED, why=each))
            elif self.is_made and (known := self._ledger.known(each.path, content_of(each), by)):
                tell(Became(each.path, Status.UNCHANGED, known))
            else:
                yield each

    def remove(self, *cases: str) -> tuple[str, ...]:
        """Take letters out, with all that was concluded from them.

        Args:
            cases: case numbers, or the last parts of IRIs. Where one is not there, none goes.

        Returns:
            The IRIs of the letters that are gone.

        Raises:
            NotFoundError: there is no such letter.
            StoreError: another process changes the store.

        >>> from imrgraph.resources import folder
        >>> store = open()
        >>> loaded = store.load([folder("examples") / "letters"])
        >>> len(store.remove("CM99-0000002")), len(store.determinations)
        (1, 5)
        """
        gone = tuple(dict.fromkeys(self.determination(case).iri for case in cases))
        with self.writing():
            self._withdraw(gone)
        return gone

    @property
    def ontology_version(self) -> str:
        """The version of the ontology in whose terms the letters are said."""
        return next(self.values(IMR.base.removesuffix("#"), OWL["versionInfo"]), "")

    @property
    def includes_unverified(self) -> bool:
        """Whether recommendations for which no text was read decided, too."""
        return self._ledger.includes_unverified()

    @property
    def is_catalog_current(self) -> bool:
        """Whether the catalog says what the quads do."""
        [letters] = self.select(_HOW_MANY)
        return self._catalog.is_current(int(str(letters["letters"])))

    def letters(self) -> Iterator[str]:
        """Yield the IRI of every letter that was loaded, in order, one at a time."""
        return self.catalog.letters()

    def make(self) -> None:
        """Make the store in its folder, unless it is there.

        Raises:
            StoreError: the folder cannot be written, another process changes it, or what it holds
                is said in other terms than those of this imrgraph.
        """
        if not self.is_made:
            super().make()
            self._expect_same_terms()

    def _expect_same_terms(self) -> None:
        for stated in self.values(IMR.base.removesuffix("#"), OWL["versionInfo"]):
            if stated.split(".")[:2] != version().split(".")[:2]:
                expected = f"expected letters in the terms of version {version()}"
                message = f"{self.place}: {expected}, found {stated}; load them into another folder"
                self.close()
                raise StoreError(message)

    def _withdraw(self, letters: Iterable[str]) -> None:
        """Take letters out."""
        self.clear(_graphs(letters))
        with self.publishing():
            for letter in letters:
                self._catalog.drop(letter)
                self._ledger.drop(letter)

    def _is_taught(self, *, unverified: bool) -> bool:
        return self.is_made and self._ledger.taught() == digest(unverified=unverified)

    def _teach(self, *, unverified: bool) -> None:
        """Hold the ontology, with or without what is unverified, beside the letters to come."""
        self.clear(graphs())
        self.fill(load(unverified=unverified).quads)
        self._ledger.teach(digest(unverified=unverified), unverified=unverified)

    def _keep(self, batch: Sequence[Told], by: str, tell: Callable[[Became], None]) -> None:
        """Put letters in the place of what was there of them, and of what their files held."""
        kept, gone, outcomes = self._noted(batch, by)
        try:
            self.clear(_graphs((*gone, *kept)))
            self.fill(b"".join(each.nquads for each in kept.values()))
            with self.publishing():
                for letter in gone:
                    self._catalog.drop(letter)
                for each in kept.values():
                    self._catalog.put(each.entry)
        except BaseException:
            if self.folder is None:  # of one in a folder, nothing counts that was not published
                self._rows.rollback()
                self._withdraw((*gone, *kept))
            raise
        for became in outcomes:
            tell(became)

    def _noted(
        self, batch: Sequence[Told], by: str
    ) -> tuple[Mapping[str, Told], Iterable[str], list[Became]]:
        """Note what each file holds now, unless another holds its letter in other words.

        Returns:
            The letters by IRI, those that no file holds any more, and what becomes of each file.
        """
        kept: dict[str, Told] = {}
        gone: dict[str, None] = {}
        outcomes: list[Became] = []
        for each in batch:
            if other := self._ledger.rival(each.path, each.letter, each.sha256):
                outcomes.append(_refused(each, other))
                continue
            is_new = not self._ledger.has(each.letter)
            for letter in self._ledger.only_from(each.path):
                kept.pop(letter, None)
                gone[letter] = None
            kept[each.letter] = each
            gone.pop(each.letter, None)
            self._ledger.write(each.path, each.letter, each.sha256, each.content, by)
            status = Status.READ if is_new else Status.REPLACED
            outcomes.append(Became(each.path, status, each.letter, each.warnings))
        return kept, gone, outcomes


def _refused(found: Told, other: str) -> Became:
    """Return that a letter is refused, since another file has one of its case number."""
    case = found.entry.case
    why = DuplicateLetterError(printable(str(found.path)), f"{case}, in other words, in {other}")
    return Became(found.path, Status.REFUSED, found.letter, why=why)


def _made_by(ontology: str, *, proofs: bool, ocr: bool) -> str:
    """Return a digest of all that a letter is read and explained by, beside itself."""
    by = f"{imrgraph.__version__} {ontology} {proofs} {ocr}"
    return sha256(by.encode()).hexdigest()


def _graphs(letters: Iterable[str]) -> Iterator[str]:
    """Yield the graphs of letters: what each states, and what was derived from it."""
    for letter in letters:
        yield from (letter, derived_graph(letter))


def _by(size: int, found: Iterator[Source]) -> Iterator[tuple[Source, ...]]:
    while task := tuple(islice(found, size)):
        yield task


def _batches(
    results: Iterable[Told | LetterError], tell: Callable[[Became], None]
) -> Iterator[list[Told]]:
    """Yield the letters that go in together, in their order, and tell of those refused.

    Where it is interrupted, what was read goes in first.
    """
    batch: list[Told] = []
    size = 0
    try:
        for each in results:
            if isinstance(each, LetterError):
                tell(Became(each.where, Status.REFUSED, why=each))
                continue
            batch.append(each)
            size += len(each.nquads)
            if size >= _AT_ONCE:
                whole, batch, size = batch, [], 0
                yield whole
    finally:
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
