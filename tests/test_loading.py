"""opening.load: whatever happens, each letter is there whole, once, and as it was last read."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import imrgraph
from imrgraph.errors import StoreError
from imrgraph.graph.catalog import CATALOG, Catalog
from imrgraph.graph.entries import PARTS
from imrgraph.graph.store import Store
from imrgraph.knowledge.knowledge import version
from imrgraph.knowledge.terms import IMR, IMRD, OWL
from imrgraph.store import keeping, workers
from imrgraph.store.opening import LetterStore
from imrgraph.store.outcomes import Status
from imrgraph.store.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from imrgraph.graph.catalog import Held

#: What loads letters, few at a time, and kills itself at a step where one is named: before the
#: n-th call of a method.
LOADS = """
import os, signal, sys
from imrgraph.store import keeping, opening
from imrgraph.graph.catalog import Catalog
from imrgraph.graph import generations
from imrgraph.graph.ledger import Ledger
from imrgraph.graph.store import Store

keeping._AT_ONCE, keeping._TASK = 200_000, 1
folder, store, count, step = *sys.argv[1:4], sys.argv[4:]
if step:
    of, name, number = step
    method, called = getattr(globals()[of], name), []

    def counted(*given, **named):
        called.append(name)
        if len(called) == int(number):
            os.kill(os.getpid(), signal.SIGKILL)
        return method(*given, **named)

    setattr(globals()[of], name, counted)
if __name__ == "__main__":
    print("begins", flush=True)
    opened = opening.LetterStore(opening.Path(store))
    opened.load([folder], workers=int(count))
"""

_GRAPHS = "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def made(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store into which the letters were loaded with nothing in between; to be copied."""
    place = tmp_path_factory.mktemp("made") / "graph"
    LetterStore(place).load([examples])
    return place


@pytest.fixture(scope="module")
def clean(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return such a store, opened."""
    return Store(shutil.copytree(made, tmp_path_factory.mktemp("clean") / "graph"))


@pytest.fixture
def loaded(made: Path, tmp_path: Path) -> None:
    """Have the letters in the store into which they are to be loaded again."""
    shutil.copytree(made, tmp_path / "graph")


@pytest.fixture
def killed(tmp_path: Path, examples: Path) -> Callable[..., Path]:
    """Return what begins to load the letters into a store, and is killed."""
    script, store = tmp_path / "loads.py", tmp_path / "graph"
    script.write_text(LOADS, encoding="utf-8")

    def load(*step: str, after: float | None = None, workers: int = 1) -> Path:
        words = [sys.executable, *map(str, (script, examples, store, workers)), *step]
        home = {**os.environ, "PYTHONPATH": str(Path(imrgraph.__file__).parents[1])}
        with subprocess.Popen(words, env=home, stdout=subprocess.PIPE) as begun:  # noqa: S603 (ours)
            if begun.stdout:
                begun.stdout.readline()
            if after is not None:
                time.sleep(after)
                begun.kill()
            assert begun.wait(60) in {-signal.SIGKILL, 0}
        return store

    return load


def rows(catalog: Catalog) -> tuple[list[Held], list[object]]:
    """Return all that a catalog holds; in which order letters were loaded, does not matter."""
    return catalog.items({}), [text for part in PARTS for text in catalog.texts(part)]


def letters_of(store: LetterStore) -> set[str]:
    query = f"SELECT ?letter {{ ?letter {IMR('text')} ?text }}"
    return {str(row["letter"]) for row in store.select(query)} if store.is_made else set()


def dump(store: Store) -> bytes:
    return b"".join(store.nquads())


def expect_whole(store: LetterStore, clean: Store) -> None:
    """Hold what is there against a store that was loaded with nothing in between."""
    found = letters_of(store)
    assert found == set(store.letters() if store.is_made else ())
    for letter in found:
        for graph in (letter, f"{letter}/derived"):
            assert store.graph(graph) == clean.graph(graph)
    graphs = store.select(_GRAPHS) if store.is_made else ()
    named = {str(row["graph"]).removesuffix("/derived") for row in graphs}
    assert {name for name in named if name.startswith(IMRD.base)} == found


def expect_agreement(store: LetterStore) -> None:
    """Hold the catalog, which is not to be made anew, against the quads."""
    opened = Catalog(store._rows, version())  # noqa: SLF001 (as it stands there)
    assert opened.amiss(len(letters_of(store))) == ""
    before = rows(opened)
    store.rebuild()
    assert rows(store.catalog) == before


#: The steps of loading; of each, which call is not made any more.
STEPS = {
    "before the ontology is there": ("Store", "fill", "1"),
    "when the ontology is there": ("Ledger", "teach", "1"),
    "before the first letters are there": ("Store", "fill", "2"),
    "when their quads are there": ("Store", "publishing", "1"),
    "amid their rows": ("Catalog", "put", "2"),
    "before they count": ("generations", "count", "1"),
    "when they count": ("generations", "sweep", "2"),
    "amid other letters": ("Catalog", "put", "5"),
    "before others are there": ("Store", "fill", "4"),
    "before what counted goes": ("generations", "sweep", "3"),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_no_letter_is_there_in_part_wherever_loading_was_killed(
    step: tuple[str, str, str], killed: Callable[..., Path], examples: Path, clean: Store
) -> None:
    store = LetterStore(killed(*step))
    expect_whole(store, clean)
    store.load([examples])
    expect_whole(store, clean)
    expect_agreement(store)
    assert dump(store) == dump(clean)


@pytest.mark.parametrize(
    "step",
    [("Store", "clear", "2"), ("Store", "fill", "1"), ("generations", "count", "2")],
    ids=["before they are taken out", "when they are out", "when they are in"],
)
@pytest.mark.usefixtures("loaded")
def test_letters_that_are_replaced_are_not_there_in_part(
    step: tuple[str, str, str], killed: Callable[..., Path], examples: Path, clean: Store
) -> None:
    store = LetterStore(killed(*step))
    expect_whole(store, clean)
    expect_agreement(store)
    assert letters_of(store)
    store.load([examples])
    assert dump(store) == dump(clean)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2])
def test_no_letter_is_there_in_part_whenever_loading_was_killed(
    count: int, killed: Callable[..., Path], examples: Path, clean: Store
) -> None:
    chance = random.Random(count)  # noqa: S311 (nobody is to be kept from guessing)
    for _ in range(4):
        place = killed(after=chance.uniform(0.2, 2.5), workers=count)
        store = LetterStore(place)
        expect_whole(store, clean)
        if store.is_made:
            expect_agreement(store)
        del store
    store = LetterStore(place)
    store.load([examples])
    expect_whole(store, clean)
    expect_agreement(store)
    assert dump(store) == dump(clean)


def test_an_error_amid_loading_leaves_the_letters_before_it(
    examples: Path, clean: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = LetterStore(tmp_path / "graph")
    monkeypatch.setattr(keeping, "_AT_ONCE", 200_000)
    put, many = Catalog.put, []

    def interrupted(*given: object) -> None:
        many.append(given)
        if len(many) == 4:  # noqa: PLR2004 (amid the second pair)
            raise KeyboardInterrupt
        put(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Catalog, "put", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.load([examples])
    expect_whole(store, clean)
    expect_agreement(store)
    assert 0 < len(letters_of(store)) < len(letters_of(clean))  # type: ignore[arg-type]


@pytest.mark.parametrize("alone", [True, False], ids=["forked", "spawned"])
def test_two_workers_load_what_one_does(
    alone: bool,  # noqa: FBT001 (a case)
    examples: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_is_alone", lambda: alone)
    monkeypatch.setattr(keeping, "_TASK", 2)
    monkeypatch.setattr(keeping, "_AT_ONCE", 200_000)
    paths = [tmp_path / "missing.txt", examples, tmp_path / "nothing.txt"]
    one, two = LetterStore(), LetterStore()
    by_one, by_two = one.load(paths), two.load(paths, workers=2)
    assert by_one.letters == by_two.letters
    assert [str(e) for e in by_one.refused] == [str(e) for e in by_two.refused]
    assert len(by_two.refused) == 2  # noqa: PLR2004 (of the paths)
    assert dump(one) == dump(two)
    tables = ("made", "letters", "items", "traits", "passages", "files", "taught")
    for table in tables:
        select = f"SELECT * FROM {table}"  # noqa: S608 (our own tables)
        assert [*one._rows.execute(select)] == [*two._rows.execute(select)]  # noqa: SLF001


@pytest.mark.parametrize(
    ("sizes", "together"),
    [
        pytest.param([20_000] * 20, [8, 8, 4], id="letters as they are published"),
        pytest.param([3_000_000] * 5, [2, 2, 1], id="scans"),
        pytest.param([10, 60_000_000, 10], [2, 1], id="one that is as large as any may be"),
    ],
)
def test_a_worker_gets_few_letters_at_once_where_they_are_large(
    sizes: list[int], together: list[int]
) -> None:
    letters = (Source(Path(f"{number}.pdf"), bytes(size)) for number, size in enumerate(sizes))
    assert [len(task) for task in keeping._tasks(letters)] == together  # noqa: SLF001


def test_what_is_refused_holds_nothing_of_what_was_read(tmp_path: Path) -> None:
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.4 breaks off")
    (tmp_path / "odd.txt").write_bytes(b"\xff\x00\xff")
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 breaks off")
    refused = LetterStore().load([tmp_path]).refused
    assert len(refused) == 3  # noqa: PLR2004 (the files)
    for each in refused:
        assert (each.__traceback__, each.__cause__, each.__context__) == (None, None, None)


def test_of_a_letter_that_is_replaced_nothing_stays(examples: Path, tmp_path: Path) -> None:
    text = (examples / "imaging.txt").read_text(encoding="utf-8")
    letter = tmp_path / "letter.txt"
    store, fresh = LetterStore(tmp_path / "graph"), LetterStore(tmp_path / "fresh")
    letter.write_text(text.replace("lumbar", "cervical").replace("00003", "00009"), "utf-8")
    store.load([letter])
    letter.write_text(text, "utf-8")
    store.load([letter])
    fresh.load([letter])
    assert dump(store) == dump(fresh)
    assert rows(store.catalog) == rows(fresh.catalog)
    assert not store.catalog.search("cervical", None, {}, 9)


def test_of_files_of_one_letter_in_other_words_the_first_counts(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (examples / "imaging.txt").read_text(encoding="utf-8")
    for name, said in (("one", "shoulder"), ("two", "lumbar"), ("other", "knee")):
        told = text.replace("lumbar", said)
        if name == "other":
            told = told.replace("00003", "00009")
        (tmp_path / f"{name}.txt").write_text(told, encoding="utf-8")
    paths = [tmp_path / f"{name}.txt" for name in ("one", "other", "two")]
    together, apart = LetterStore(), LetterStore()
    loaded = together.load(paths)
    assert len(loaded.letters) == 2  # noqa: PLR2004 (but one of the files)
    [refused] = loaded.refused
    assert str(refused) == (
        f"{paths[2]}: expected a letter whose case number no other file has,"
        f" found CM99-0000003, in other words, in {paths[0]}"
    )
    monkeypatch.setattr(keeping, "_AT_ONCE", 1)
    apart.load(paths)
    assert dump(together) == dump(apart)
    assert rows(together.catalog) == rows(apart.catalog)
    assert not together.catalog.search("lumbar", None, {}, 9)
    paths[0].unlink()
    assert together.load(paths[2:]).counts == Counter({Status.REPLACED: 1})
    assert together.catalog.search("lumbar", None, {}, 9)


def test_what_has_not_changed_is_not_read_again(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = shutil.copytree(examples, tmp_path / "letters")
    store = LetterStore(tmp_path / "graph")
    assert store.load([letters]).counts == Counter({Status.READ: 6})
    before = dump(store)
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "told", abs)  # which would fail
        assert store.load([letters], workers=2).counts == Counter({Status.UNCHANGED: 6})
    assert dump(store) == before
    text = (letters / "imaging.txt").read_text(encoding="utf-8")
    (letters / "imaging.txt").write_text(text.replace("lumbar", "cervical"), encoding="utf-8")
    counts = store.load([letters]).counts
    assert counts == Counter({Status.UNCHANGED: 5, Status.REPLACED: 1})
    assert store.load([letters], unverified=True).counts == Counter({Status.REPLACED: 6})


def test_an_interrupted_loading_keeps_what_was_read(
    examples: Path, clean: Store, tmp_path: Path
) -> None:
    store = LetterStore(tmp_path / "graph")
    paths = sorted(examples.glob("*.txt"))

    def some() -> Iterator[Path]:
        yield from paths[:4]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.load(some())
    expect_whole(store, clean)
    store.load(paths)
    assert dump(store) == dump(clean)


def test_files_that_change_places_hold_each_others_letters(examples: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    texts = [(examples / f"{name}.txt").read_text("utf-8") for name in ("imaging", "medication")]
    store = LetterStore()
    for first, second in ((one, two), (two, one)):
        first.write_text(texts[0], encoding="utf-8")
        second.write_text(texts[1], encoding="utf-8")
        store.load([one, two])
        assert len(letters_of(store)) == len(store.catalog.of_case("CM99-0000003")) + 1


def test_another_ontology_takes_the_place_of_the_one_that_was_there(
    examples: Path, tmp_path: Path
) -> None:
    store, fresh = LetterStore(tmp_path / "graph"), LetterStore(tmp_path / "fresh")
    for unverified in (False, True, False):
        store.load([examples / "imaging.txt"], unverified=unverified)
    fresh.load([examples / "imaging.txt"])
    assert dump(store) == dump(fresh)


def test_a_store_in_other_terms_is_refused_by_its_version(tmp_path: Path) -> None:
    place = tmp_path / "graph"
    ontology = ox.NamedNode(IMR.base.removesuffix("#"))
    stated = ox.Quad(ontology, OWL("versionInfo"), ox.Literal("0.0.9"), ontology)
    older = Store(place)
    older.add([stated])
    del older
    with pytest.raises(
        StoreError, match=r"graph: expected letters in the terms of .* found 0\.0\.9"
    ):
        LetterStore(place)
    # It has no tables either, which no reader may make.
    with LetterStore(place, in_any_terms=True) as store:
        assert store.derive().letters == ()
    assert LetterStore(place).ontology_version == version()


def test_a_store_is_opened_where_its_catalog_is_missing(examples: Path, tmp_path: Path) -> None:
    store = LetterStore(tmp_path / "graph")
    store.load([examples])
    before = rows(store.catalog)
    del store
    (tmp_path / "graph" / CATALOG).unlink()
    opened = LetterStore(tmp_path / "graph")
    opened.rebuild()
    assert rows(opened.catalog) == before
