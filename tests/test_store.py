"""graph.store and store.opening: a store holds each letter once, as it was last read."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from imrgraph.errors import LetterError, NoItemError, NoStoreError, NotFoundError, StoreError
from imrgraph.explaining import explain
from imrgraph.graph.store import Store, holds_store
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


def test_a_store_whose_making_broke_off_is_made_when_it_is_opened(tmp_path: Path) -> None:
    place = tmp_path / "graph"
    words = [sys.executable, "-c", f"import pyoxigraph; pyoxigraph.Store({str(place)!r})"]
    with subprocess.Popen(words) as begun:  # noqa: S603 (our own code)
        while not holds_store(place) and begun.poll() is None:
            pass
        begun.kill()
    assert len(Store(place)) == 0


def test_what_somebody_reads_is_not_changed(examples: Path, tmp_path: Path) -> None:
    store = LetterStore(tmp_path / "graph")
    store.load([examples / "imaging.txt"])
    other = LetterStore(tmp_path / "graph")
    before = contents(store)
    with pytest.raises(StoreError, match="graph: expected a store that nobody else has open"):
        other.load([examples])
    assert contents(store) == contents(other) == before
    del store
    other.load([examples])
    assert contents(other) > before


def test_what_somebody_changes_is_not_read(examples: Path, tmp_path: Path) -> None:
    store = LetterStore(tmp_path / "graph")
    store.load([examples / "imaging.txt"])
    with (
        store.writing(),
        pytest.raises(StoreError, match="graph: expected a store that nobody is changing"),
    ):
        LetterStore(tmp_path / "graph")
    assert contents(LetterStore(tmp_path / "graph")) == contents(store)


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
