"""graph.store and store.opening: a store holds each letter once, as it was last read."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from imrgraph.errors import LetterError, NoItemError, NoStoreError, NotFoundError, StoreError
from imrgraph.explaining import explain
from imrgraph.graph.store import Store
from imrgraph.letters.reading import read
from imrgraph.letters.text.document import Document
from imrgraph.store.opening import LetterStore
from imrgraph.store.outcomes import Status

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def contents(store: Store) -> set[str]:
    query = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"
    return {repr(sorted(row.items())) for row in store.select(query)}


def test_loading_twice_changes_nothing(examples: Path, tmp_path: Path) -> None:
    store = LetterStore(tmp_path / "graph")
    first = store.load([examples])
    before = contents(store)
    again = store.load([examples])
    assert again.letters == ()
    assert again.counts[Status.UNCHANGED] == len(first.letters)
    assert contents(store) == before


def test_the_order_of_loading_does_not_matter(examples: Path) -> None:
    forth, back = LetterStore(), LetterStore()
    forth.load(sorted(examples.glob("*.txt")))
    back.load(sorted(examples.glob("*.txt"), reverse=True))
    assert contents(forth) == contents(back)


@pytest.mark.parametrize("name", ["massage-acute", "massage-chronic"])
def test_a_changed_letter_is_replaced_whole(examples: Path, tmp_path: Path, name: str) -> None:
    text = (examples / f"{name}.txt").read_text(encoding="utf-8")
    changed = text.replace("Overturned", "upheld").replace("Upheld", "Overturned")
    changed = changed.replace("upheld\n", "Upheld\n")
    letter = tmp_path / "letter.txt"
    store, fresh = LetterStore(), LetterStore()
    letter.write_text(text, encoding="utf-8")
    store.load([letter])
    letter.write_text(changed, encoding="utf-8")
    store.load([letter])
    fresh.load([letter])
    assert changed != text
    assert contents(store) == contents(fresh)


def test_a_letter_stays_while_another_file_holds_it(examples: Path, tmp_path: Path) -> None:
    text = (examples / "massage-chronic.txt").read_text(encoding="utf-8")
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text(text, encoding="utf-8")
    two.write_text(text, encoding="utf-8")
    store = LetterStore()
    [letter] = set(store.load([one, two]).letters)
    one.write_text(text.replace("Upheld", "Overturned"), encoding="utf-8")
    store.load([one])
    assert store.graph(letter)


def test_a_bad_file_leaves_the_store_as_it_was(examples: Path, tmp_path: Path) -> None:
    store = LetterStore(tmp_path / "graph")
    store.load([examples])
    before = contents(store)
    bad = tmp_path / "bad.txt"
    bad.write_text("Nothing is decided here.", encoding="utf-8")
    loaded = store.load([bad, tmp_path / "missing.pdf"])
    assert loaded.letters == ()
    assert {error.where for error in loaded.refused} == {str(bad), str(tmp_path / "missing.pdf")}
    assert all(isinstance(error, LetterError) for error in loaded.refused)
    assert contents(store) == before


def test_a_bad_file_does_not_stop_the_others(examples: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    loaded = LetterStore().load([bad, examples])
    assert (len(loaded.letters), len(loaded.refused)) == (6, 1)


def test_a_letter_of_which_no_item_is_read_is_not_explained(examples: Path) -> None:
    text = (examples / "imaging.txt").read_text(encoding="utf-8")
    letter = Document.of("letter", text[: text.index("IMR ISSUES")])
    for source in (letter, read(letter)):
        with pytest.raises(NoItemError, match="the letter has no item"):
            explain(source)


def test_a_store_is_found_again(examples: Path, tmp_path: Path) -> None:
    store = LetterStore(tmp_path / "graph")
    store.load([examples])
    before = contents(store)
    del store
    assert contents(LetterStore(tmp_path / "graph")) == before


def test_a_store_that_was_loaded_is_open_for_reading_as_for_others(
    examples: Path, tmp_path: Path
) -> None:
    store = LetterStore(tmp_path / "graph")
    store.load([examples / "imaging.txt"])
    other = LetterStore(tmp_path / "graph")
    assert contents(store) == contents(other)
    assert store.query("ASK { ?s ?p ?o }") is True


def test_where_the_making_of_a_store_broke_off_there_is_none(
    examples: Path, tmp_path: Path
) -> None:
    place = tmp_path / "graph"
    (place / "work").mkdir(parents=True)
    (place / "quads-1.part").mkdir()
    store = LetterStore(place)
    with pytest.raises(NoStoreError):
        len(store)
    store.load([examples / "imaging.txt"])
    assert len(store) == 1
    assert sorted(each.name for each in place.glob("[wq]*")) == ["quads-2"]


def test_what_somebody_reads_stays_as_it_was_while_another_changes_it(
    examples: Path, tmp_path: Path
) -> None:
    store = LetterStore(tmp_path / "graph")
    store.load([examples / "imaging.txt"])
    reader = LetterStore(tmp_path / "graph")
    before = contents(reader)
    store.load([examples])
    store.remove("CM99-0000003")
    assert contents(reader) == before
    assert (len(reader), len(store)) == (1, 5)
    assert len(reader.catalog.items({})) == 1
    assert reader.is_catalog_current
    reader.refresh()
    assert contents(reader) == contents(store)
    assert len(reader) == 5  # noqa: PLR2004 (of the examples)


def test_what_does_not_count_yet_is_not_read(examples: Path, tmp_path: Path) -> None:
    place = tmp_path / "graph"
    store = LetterStore(place)
    with store.writing():
        store.fill(ox.parse(b"<urn:x:s> <urn:x:p> <urn:x:o> .", format=ox.RdfFormat.N_QUADS))
        shutil.copytree(place / "work", place / "quads-1")  # as before the rows say that it counts
        assert not LetterStore(place).is_made
    store.load([examples / "imaging.txt"])
    newest = store.quads
    assert newest is not None
    shutil.copytree(newest, place / "quads-99")
    assert LetterStore(place).quads == newest


def test_what_nobody_reads_any_more_is_removed(examples: Path, tmp_path: Path) -> None:
    store = LetterStore(tmp_path / "graph")
    store.load([examples / "imaging.txt"])
    readers = [LetterStore(tmp_path / "graph") for _ in range(2)]
    old = readers[0].quads
    store.load([examples])
    readers[0].close()
    store.remove("CM99-0000003")
    assert old is not None
    assert old.exists()
    readers[1].close()
    store.remove("CM99-0000004")
    assert list((tmp_path / "graph").glob("quads-*")) == [store.quads]


def test_while_somebody_changes_a_store_others_read_it_and_nobody_else_changes_it(
    examples: Path, tmp_path: Path
) -> None:
    store = LetterStore(tmp_path / "graph")
    store.load([examples / "imaging.txt"])
    before = contents(store)
    with store.writing():
        store.clear([next(store.letters())])
        reader = LetterStore(tmp_path / "graph")
        assert contents(reader) == before
        expected = "graph: expected a store that nobody else is changing; try again"
        with pytest.raises(StoreError, match=expected):
            reader.load([examples])
        assert contents(reader) == before
    assert contents(LetterStore(tmp_path / "graph")) < before


def test_what_an_error_breaks_off_does_not_count(examples: Path, tmp_path: Path) -> None:
    store = LetterStore(tmp_path / "graph")
    store.load([examples])
    before = contents(store)

    def interrupted() -> None:
        with store.writing():
            store.clear(list(store.letters()))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert contents(store) == contents(LetterStore(tmp_path / "graph")) == before


def test_a_store_of_an_earlier_imrgraph_says_so(tmp_path: Path) -> None:
    ox.Store(str(tmp_path / "graph"))
    for opened in (LetterStore, Store):
        with pytest.raises(StoreError, match="an earlier imrgraph made: load the letters"):
            opened(tmp_path / "graph")


def test_a_stored_letter_is_found_by_its_case_number(examples: Path) -> None:
    store = LetterStore()
    store.load([examples])
    text = (examples / "imaging.txt").read_text(encoding="utf-8")
    assert store.document("CM99-0000003").text == text
    with pytest.raises(NotFoundError, match="CM99-0000009"):
        store.document("CM99-0000009")


def test_a_file_is_no_store(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no store", encoding="utf-8")
    with pytest.raises(StoreError, match="file: expected a store"):
        LetterStore(file)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(len, id="how many quads"),
        pytest.param(lambda store: store.select("SELECT * {}"), id="a query of our own"),
        pytest.param(lambda store: store.query("ASK {}"), id="a query from outside"),
        pytest.param(lambda store: store.ask("overturn-rate"), id="a question"),
        pytest.param(lambda store: list(store.nquads()), id="everything"),
        pytest.param(lambda store: list(store.letters()), id="the letters"),
        pytest.param(lambda store: store.document("CM99-0000001"), id="a letter"),
        pytest.param(lambda store: store.rates(), id="the catalog"),
        pytest.param(lambda store: store.rebuild(), id="the catalog, made anew"),
    ],
)
def test_a_store_is_asked_only_once_a_letter_was_loaded(
    asked: Callable[[LetterStore], object], examples: Path, tmp_path: Path
) -> None:
    store = LetterStore(tmp_path / "graph")
    store.load([tmp_path / "missing.txt"])
    with pytest.raises(NoStoreError, match=r"no store here: .*graph"):
        asked(store)
    assert not (tmp_path / "graph").exists()
    store.load([examples / "imaging.txt"])
    assert store.document("CM99-0000003").text
    assert next(store.letters()).endswith("CM99-0000003")


def test_only_questions_are_asked() -> None:
    with pytest.raises(StoreError, match="expected a SELECT query"):
        Store().select("ASK {}")


def test_what_is_forgotten_stood_in_no_named_graph() -> None:
    store = Store()
    node, graph = ox.NamedNode("https://example.org/a"), ox.NamedNode("https://example.org/graph")
    store.add([ox.Quad(node, node, node), ox.Quad(node, node, node, graph)])
    assert [store.forget(), store.forget()] == [1, 1]
    assert len(store) == len(store.graph(graph.value)) == 1
