"""Keeping: a store of letters that is changed: loaded into, concluded anew, rid of what is gone.

In:   names that lead to letters.
Out:  a store that holds what the letters state and what was derived; what became of each file.
From: every step is the function of another room; here is only their order.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cached_property, partial
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

import imrgraph
from imrgraph.arguments import expecting
from imrgraph.errors import DuplicateLetterError, LetterError, StoreError
from imrgraph.graph.catalog import Catalog
from imrgraph.graph.conclude import derived_graph
from imrgraph.graph.entries import READ, entry
from imrgraph.graph.ledger import Ledger
from imrgraph.graph.store import Store
from imrgraph.knowledge.knowledge import digest, load, version
from imrgraph.knowledge.terms import IMR, IMRD, OWL
from imrgraph.letters.text.files import is_there
from imrgraph.names import printable
from imrgraph.store.changes import changes
from imrgraph.store.loading import LONGEST, Refused, Told, content_of, lost, told
from imrgraph.store.outcomes import Became, Loaded, Status
from imrgraph.store.sources import Source, homes, left_out, sources
from imrgraph.store.workers import beside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imrgraph.graph.values import Triple

__all__ = ["Keeping"]

#: How many bytes of N-Quads are put in at once, those of some 500 letters: with more the engine
#: takes more than half a gigabyte of memory, with fewer it sorts the same quads more often.
_AT_ONCE = 80_000_000
#: How many letters a worker does before it hands them over, and with how many bytes no more of
#: them, which then are scanned.
_TASK = 8
_TASK_SIZE = 4_000_000
#: From how many tasks on, some eighty letters, several workers are begun and not one: a worker
#: takes more than a second to read what it knows, and a letter the thirtieth part of that.
_MANY = 10
#: How many letters go out at once.
_PRUNED = 1000
#: What is noted of a letter where the text of pictures was recognised.
_OCR = " ocr"
#: The store is put in order, which writes it anew, when one in so many of its letters is new.
_SHARE = 10


class Keeping(Store):
    """A store of letters, with the catalog and the ledger beside their quads."""

    def __init__(self, folder: Path | None = None, *, in_any_terms: bool = False) -> None:
        """Open the store in `folder`, which need not be there yet, or one in memory.

        Args:
            folder: where it is kept.
            in_any_terms: also where it was made in the terms of another ontology, to derive anew.

        Raises:
            StoreError: the folder cannot be opened, or its store is in other terms.
        """
        self._in_any_terms = in_any_terms
        super().__init__(folder)

    def _close(self) -> None:
        for name in ("_ledger", "_catalog", "_current"):
            self.__dict__.pop(name, None)
        super()._close()

    def _change(self, folder: Path) -> None:
        super()._change(folder)
        _ = self._catalog  # a store that holds nothing has one, too, of which nothing is amiss

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self._rows)

    @cached_property
    def _catalog(self) -> Catalog:
        return Catalog(self._rows, version())

    @property
    def catalog(self) -> Catalog:
        """The items and the text of the letters.

        In memory it is made anew where it is stale; in a folder nothing is written for being asked.

        Raises:
            StoreError: in a folder it is missing or stale.
        """
        return self._current if self.folder else self._looked_at()

    @cached_property
    def _current(self) -> Catalog:
        """The same, looked at once: what is open in a folder stays as it was."""
        return self._looked_at()

    def _looked_at(self) -> Catalog:
        amiss = self._amiss()
        if amiss and self.folder:
            expected = "expected a catalog as this imrgraph makes it of the letters"
            anew = f"`imrgraph derive --store {shlex.quote(self.place)}`, or `rebuild()` in Python"
            message = f"{printable(self.place)}: {expected}, found {amiss}; {anew}, makes it anew"
            raise StoreError(message)
        if amiss:
            self.rebuild()
        return self._catalog

    def _amiss(self) -> str:
        """Say what the catalog is where it does not say what the quads do; else ""."""
        [letters] = self.select(_HOW_MANY)
        return self._catalog.amiss(int(str(letters["letters"])))

    def rebuild(self, done: Callable[[int, int], None] | None = None) -> None:
        """Make the catalog anew from the quads.

        Args:
            done: is told how many letters of how many are in it.

        Raises:
            NoStoreError: there is no store yet.
            StoreError: another process changes it.
        """
        if not self.is_made:
            raise self.nothing()
        with self.writing():
            catalog = self._catalog
            catalog.empty()
            with self.publishing():
                letters = [str(row["letter"]) for row in self.select(_LETTERS)]
                for number, letter in enumerate(letters, 1):
                    catalog.put(entry(letter, self._said(letter), load()))
                    if done:
                        done(number, len(letters))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Have the store open for changes, with a catalog that holds what it holds.

        Raises:
            StoreError: another process changes the store.
        """
        with self.writing():
            if not self.is_catalog_current:
                self.rebuild()
            yield

    def _said(self, letter: str) -> Iterator[Triple]:
        """Yield what the catalog is made from, of one letter."""
        for graph in (letter, derived_graph(letter)):
            for row in self.select(_SAID, {"graph": ox.NamedNode(graph)}):
                yield str(row["subject"]), str(row["property"]), row["value"]

    @property
    def place(self) -> str:
        """The folder of the store."""
        return str(self.folder or "the store in memory")

    @expecting
    def load(  # noqa: PLR0913 (a keyword for each choice)
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        unverified: bool = False,
        workers: int = 0,
        proofs: bool = False,
        ocr: bool = False,
        prune: bool = False,
        done: Callable[[Became], None] | None = None,
    ) -> Loaded:
        """Load the letters of `paths`, each in place of what was loaded of it before.

        A file that was loaded as it is now, by this imrgraph, is not read again. Of several files
        that have one case number and other words, the first counts. A stale catalog is made anew.

        Args:
            paths: one or more files, folders, patterns, archives, lists, as `sources` takes them.
            unverified: let also those recommendations decide for which no text was read.
            workers: how many processes read and explain; any number loads the same. A letter that
                ends one is refused. A script with some loads below `if __name__ == "__main__":`.
            proofs: write also the steps of every proof, for SPARQL to walk them.
            ocr: recognise the text of pages that are pictures.
            prune: take out the letters whose files are gone from the folders and archives named.
            done: is told what became of each file, as soon as that is sure.

        Returns:
            What was loaded and what was refused. A file that cannot be read, or of which no item
            could be, changes nothing: of nothing but such files no store is made.

        Raises:
            StoreError: another process changes the store, or it cannot be written.
        """
        self.expect_open()
        load(unverified=unverified)  # before workers are forked, that have it then
        by = _made_by(unverified=unverified, proofs=proofs) + _OCR * ocr
        work = partial(told, unverified=unverified, proofs=proofs, ocr=ocr)
        # Where pictures are recognised, that has a limit of its own, for each page.
        crew = partial(beside, work, lost=lost, seconds=None if ocr else LONGEST)
        loaded, tell = _tallied(done)
        refused, refuse = _refusing(tell)
        names = [paths] if isinstance(paths, str | Path) else list(paths)
        loaded.left_out = left_out(names)
        with ExitStack() as changing:
            is_pruned = prune and self.is_made
            if self.is_made:  # so that who may not change it is told so before much is read
                changing.enter_context(self._changing())
            unread = self._unread(sources(names), by, tell, meeting=is_pruned)
            for batch in _worked(crew, workers, unread, changing, refuse):
                if not self._is_taught(unverified=unverified):
                    changing.enter_context(self.writing())
                    self._teach(unverified=unverified)
                self._keep(batch, by, tell)
            if refused and self.is_made:
                self._remember(refused, by)
            if is_pruned:
                self._prune(names, [error.where for error in loaded.refused], tell)
            self._order(len(loaded.letters))
        return loaded

    @expecting
    def derive(
        self,
        *,
        unverified: bool | None = None,
        proofs: bool | None = None,
        workers: int = 0,
        done: Callable[[Became], None] | None = None,
    ) -> Loaded:
        """Read and conclude the letters anew from the text that the store holds; no file is read.

        Letters that this imrgraph explained, by its ontology and in the same way, stay as they are:
        so it goes on where it was interrupted.

        Args:
            unverified: let also those recommendations decide for which no text was read.
            proofs: write also the steps of every proof. As before, where it is None.
            workers: how many processes read and explain, as in `load`.
            done: is told what became of each letter, and which verdicts changed and why.

        Raises:
            NoStoreError: there is no store yet.
            StoreError: another process changes the store, or it cannot be written.
        """
        if not self.is_made:
            raise self.nothing()
        loaded, tell = _tallied(done)
        with ExitStack() as changing:
            changing.enter_context(self._changing())
            beyond = self.includes_unverified if unverified is None else unverified
            steps = self._has_proofs() if proofs is None else proofs
            load(unverified=beyond)  # before workers are forked, that have it then
            by = _made_by(unverified=beyond, proofs=steps)
            work = partial(told, unverified=beyond, proofs=steps)
            crew = partial(beside, work, lost=lost, seconds=LONGEST)
            if not self._is_taught(unverified=beyond):
                self._teach(unverified=beyond)
            _, refuse = _refusing(tell)
            for batch in _worked(crew, workers, self._stale(by, tell), changing, refuse):
                self._keep_anew(batch, by, tell)
            self._order(len(loaded.letters))
        return loaded

    def _order(self, many: int) -> None:
        """Put the store in order where many of its letters are new."""
        if many and _SHARE * many >= self._catalog.size():
            self.optimize()

    def _unread(
        self,
        found: Iterable[Source | LetterError],
        by: str,
        tell: Callable[[Became], None],
        *,
        meeting: bool,
    ) -> Iterator[Source]:
        """Yield what is to be read, and tell of what is not: what cannot be, or was as it is."""
        for each in found:
            if isinstance(each, LetterError):
                tell(Became(each.where, Status.REFUSED, why=each))
                continue
            if meeting:
                self._ledger.meet(each.path)
            became = self._as_before(each, by) if self.is_made else None
            if became:
                tell(became)
            else:
                yield each

    def _as_before(self, source: Source, by: str) -> Became | None:
        """Return what became of a file that was read as it is, and in the same way; else None."""
        content = content_of(source)
        if known := self._ledger.known(source.path, content, by):
            return Became(source.path, Status.UNCHANGED, known, self._lacks(known))
        if why := self._ledger.refused(source.path, content, by):
            return Became(why.where, Status.REFUSED, why=why)
        if double := self._ledger.double(source.path, content, by):
            letter, words, case = double
            if other := self._ledger.rival(source.path, letter, words):
                return _double(source.path, letter, case, other)
        return None

    def _lacks(self, letter: str) -> tuple[str, ...]:
        return self._ledger.lacking(letter).get(letter, ())

    def _remember(self, refused: Iterable[Refused], by: str) -> None:
        """Note why files were refused, so that those that do not change are not read again."""
        with self.noting():
            for each in refused:
                self._ledger.refuse(each.path, each.content, by, each.why)

    def _stale(self, by: str, tell: Callable[[Became], None]) -> Iterator[Source]:
        """Yield the text of each letter that was explained in another way."""
        for letter, text in self.said(IMR["text"]):
            name = Path(letter.removeprefix(IMRD.base))
            if self._ledger.is_made_by(letter, by):
                tell(Became(name, Status.UNCHANGED, letter, self._lacks(letter)))
            else:
                yield Source(name, text)

    def _has_proofs(self) -> bool:
        return next(self.said(IMR["hasPremise"]), None) is not None

    def _prune(
        self, names: Iterable[str | Path], unread: Iterable[str], tell: Callable[[Became], None]
    ) -> None:
        """Take out the letters that no file holds any more."""
        there = [home for home in homes(names) if is_there(home)]
        lost = iter(list(self._ledger.lost(there, unread)))
        while some := tuple(islice(lost, _PRUNED)):
            for path, _ in some:
                self._ledger.forget(path)
            letters = dict.fromkeys(letter for _, letter in some)
            self._withdraw([letter for letter in letters if not self._ledger.has(letter)])
            for path, letter in some:
                tell(Became(path, Status.GONE, letter))

    @property
    def ontology_version(self) -> str:
        """The version of the ontology in whose terms the letters are said."""
        return next(self.values(IMR.base.removesuffix("#"), OWL["versionInfo"]), "")

    @property
    def in_part(self) -> Mapping[str, tuple[str, ...]]:
        """The letters that were read in part, by their IRIs, and what each promises and lacks."""
        return self._ledger.lacking()

    @property
    def includes_unverified(self) -> bool:
        """Whether recommendations for which no text was read decided, too."""
        return self._ledger.includes_unverified()

    @property
    def is_catalog_current(self) -> bool:
        """Whether the catalog says what the quads do."""
        return not self._amiss()

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
            if self.is_made and not self._in_any_terms:
                self._expect_same_terms()

    def _expect_same_terms(self) -> None:
        for stated in self.values(IMR.base.removesuffix("#"), OWL["versionInfo"]):
            if stated.split(".")[:2] != version().split(".")[:2]:
                expected = f"expected letters in the terms of version {version()}, found {stated}"
                anew = f"`imrgraph derive --store {shlex.quote(self.place)}` concludes them anew"
                self.close()
                message = f"{self.place}: {expected}; {anew}"
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
        self.clear(graph for graph in self.graphs() if not graph.startswith(IMRD.base))
        self.fill(load(unverified=unverified).quads)
        self._ledger.teach(digest(unverified=unverified), unverified=unverified)

    def _keep(self, batch: Sequence[Told], by: str, tell: Callable[[Became], None]) -> None:
        """Put letters in the place of what was there of them, and of what their files held."""
        kept, gone, outcomes = self._noted(batch, by)
        with self._replacing(gone, kept.values()):
            for letter in gone:
                self._catalog.drop(letter)
            for each in kept.values():
                self._catalog.put(each.entry)
        for became in outcomes:
            tell(became)

    def _keep_anew(self, batch: Sequence[Told], by: str, tell: Callable[[Became], None]) -> None:
        """Put letters in the place of what was concluded of them before, whose IRI may differ."""
        old = {IMRD(str(each.path)).value: each for each in batch}
        before = {letter: entry(letter, self._said(letter), load()) for letter in old}
        with self._replacing(old, batch):
            for letter, each in old.items():
                self._catalog.drop(letter)
                self._catalog.put(each.entry)
                self._ledger.rewrite(letter, by, each.letter)
                self._ledger.lack(each.letter, each.warnings)
        for letter, each in old.items():
            differ = changes(before[letter], each.entry)
            became = Became(each.path, Status.DERIVED, each.letter, each.warnings, changes=differ)
            tell(became)

    @contextmanager
    def _replacing(self, letters: Iterable[str], by: Iterable[Told]) -> Iterator[None]:
        """Put the quads of letters in the place of others; the rows changed within go with them."""
        new = list(by)
        names = dict.fromkeys((*letters, *(each.letter for each in new)))
        try:
            self.clear(_graphs(names))
            self.fill(b"".join(each.nquads for each in new))
            with self.publishing():
                yield
        except BaseException:
            if self.folder is None:  # of one in a folder, nothing counts that was not published
                self._rows.rollback()
                self._withdraw(names)
            raise

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
                what = each.path, each.letter, each.sha256, each.content, by, each.entry.case
                self._ledger.note_double(*what)
                outcomes.append(_double(each.path, each.letter, each.entry.case, other))
                continue
            is_new = not self._ledger.has(each.letter)
            for letter in self._ledger.only_from(each.path):
                kept.pop(letter, None)
                gone[letter] = None
            kept[each.letter] = each
            gone.pop(each.letter, None)
            self._ledger.write(each.path, each.letter, each.sha256, each.content, by)
            self._ledger.lack(each.letter, each.warnings)
            status = Status.READ if is_new else Status.REPLACED
            outcomes.append(Became(each.path, status, each.letter, each.warnings))
        return kept, gone, outcomes


def _double(path: Path, letter: str, case: str, other: str) -> Became:
    """Return that a letter is refused, since another file has one of its case number."""
    why = DuplicateLetterError(printable(str(path)), f"{case}, in other words, in {other}")
    return Became(path, Status.REFUSED, letter, why=why)


def _made_by(*, unverified: bool, proofs: bool) -> str:
    """Return a digest of all that a letter is read and explained by, beside itself."""
    by = f"{imrgraph.__version__} {digest(unverified=unverified)} {proofs}"
    return sha256(by.encode()).hexdigest()


def _tallied(
    done: Callable[[Became], None] | None,
) -> tuple[Loaded, Callable[[Became], None]]:
    """Return a tally, and what counts in it and tells `done` besides."""
    loaded = Loaded()

    def tell(became: Became) -> None:
        loaded.add(became)
        if done:
            done(became)

    return loaded, tell


def _refusing(
    tell: Callable[[Became], None],
) -> tuple[list[Refused], Callable[[Refused], None]]:
    """Return a list, and what tells of a file that it is refused and puts it there."""
    refused: list[Refused] = []

    def refuse(each: Refused) -> None:
        tell(Became(each.why.where, Status.REFUSED, why=each.why))
        refused.append(each)

    return refused, refuse


_Mapped = Callable[[Iterable[Sequence[Source]]], Iterator[Told | Refused]]


def _worked(
    crew: Callable[[int], AbstractContextManager[_Mapped]],
    workers: int,
    found: Iterator[Source],
    changing: ExitStack,
    refuse: Callable[[Refused], None],
) -> Iterator[list[Told]]:
    """Yield batches of letters that were read and explained, by as many processes at most."""
    tasks = _tasks(found)
    first = list(islice(tasks, _MANY))
    wanted = workers if len(first) == _MANY else min(workers, len(first), 1)
    mapped = changing.enter_context(crew(wanted))
    return _batches(mapped(chain(first, tasks)), refuse)


def _tasks(found: Iterator[Source]) -> Iterator[tuple[Source, ...]]:
    """Yield the letters that a worker does at once: few where they are large, which are held."""
    task: list[Source] = []
    size = 0
    for each in found:
        task.append(each)
        size += len(each.data)
        if len(task) == _TASK or size > _TASK_SIZE:
            yield tuple(task)
            task.clear()
            size = 0
    if task:
        yield tuple(task)


def _graphs(letters: Iterable[str]) -> Iterator[str]:
    """Yield the graphs of letters: what each states, and what was derived from it."""
    for letter in letters:
        yield from (letter, derived_graph(letter))


def _batches(
    results: Iterable[Told | Refused], refuse: Callable[[Refused], None]
) -> Iterator[list[Told]]:
    """Yield the letters that go in together, in their order, and refuse the others.

    Where it is interrupted, what was read goes in first.
    """
    batch: list[Told] = []
    size = 0
    try:
        for each in results:
            if isinstance(each, Refused):
                refuse(each)
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
