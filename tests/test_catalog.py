"""graph.catalog: it says what the quads say, whichever way it was made, and where."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

import imrgraph
from imrgraph.cli import main
from imrgraph.cli.exits import UNREADABLE
from imrgraph.errors import QuestionError, SearchError, StoreError
from imrgraph.graph.catalog import Catalog, Held, Text, connect, connect_for_reading
from imrgraph.graph.conclude import derived_graph
from imrgraph.graph.entries import PARTS, entry, plain
from imrgraph.graph.facets import FACETS, facets
from imrgraph.knowledge.knowledge import load
from imrgraph.store.opening import LetterStore


def contents(catalog: Catalog) -> tuple[list[Held], list[Text]]:
    return catalog.items({}), [text for part in PARTS for text in catalog.texts(part)]


@pytest.fixture(scope="module")
def store(examples: Path) -> LetterStore:
    loaded = LetterStore()
    loaded.load([examples])
    return loaded


def test_rebuilt_from_the_quads_it_says_the_same(store: LetterStore) -> None:
    loaded = contents(store.catalog)
    store.rebuild()
    assert contents(store.catalog) == loaded
    assert (
        len(loaded[0])
        == store.select(
            "PREFIX imr: <https://w3id.org/imrgraph/ontology#>"
            "SELECT (COUNT(*) AS ?n) { ?l imr:hasItem ?i }"
        )[0]["n"]
    )


def test_what_an_item_turned_on_is_what_the_quads_say_it_turned_on(store: LetterStore) -> None:
    said = store.select(
        "PREFIX imr: <https://w3id.org/imrgraph/ontology#>"
        "SELECT ?item ?turning ?on { VALUES ?turning { imr:reasonMet imr:reasonNotMet }"
        "?item ?turning ?on }"
    )
    turned = set()
    for row in said:
        status = "met" if str(row["turning"]).endswith("reasonMet") else "not-met"
        turned.add((row["item"], f"{str(row['on']).rpartition('/')[2]}:{status}"))
    assert turned == {
        (f"{held.letter}/item/{held.item.number}", each)
        for held in store.catalog.items({})
        for each in held.item.all("turned-on")
    }


def test_proofs_change_nothing(store: LetterStore, examples: Path) -> None:
    proven = LetterStore()
    proven.load([examples], proofs=True)
    assert contents(proven.catalog) == contents(store.catalog)
    proven.rebuild()
    assert contents(proven.catalog) == contents(store.catalog)


def test_the_order_of_quads_does_not_matter(store: LetterStore) -> None:
    letter = store.catalog.items({})[0].letter
    triples = list(plain((*store.graph(letter), *store.graph(derived_graph(letter)))))
    assert entry(letter, triples, load()) == entry(letter, reversed(triples), load())


def test_the_order_of_loading_does_not_matter(store: LetterStore, examples: Path) -> None:
    back = LetterStore()
    back.load(sorted(examples.glob("*.txt"), reverse=True))
    assert contents(back.catalog) == contents(store.catalog)


def test_a_passage_is_the_letter_at_its_place(store: LetterStore) -> None:
    for text in contents(store.catalog)[1]:
        whole = store.document(text.case).text
        assert text.text
        assert whole[text.start : text.start + len(text.text)] == text.text


def test_a_changed_letter_is_replaced_and_a_renamed_one_is_gone(
    examples: Path, tmp_path: Path
) -> None:
    text = (examples / "imaging.txt").read_text(encoding="utf-8")
    letter = tmp_path / "letter.txt"
    store, fresh = LetterStore(), LetterStore()
    letter.write_text(text, encoding="utf-8")
    store.load([letter])
    changed = text.replace("CM99-0000003", "CM99-0000099").replace("Overturned", "Upheld")
    letter.write_text(changed, encoding="utf-8")
    store.load([letter])
    fresh.load([letter])
    assert contents(store.catalog) == contents(fresh.catalog)
    assert [held.case for held in store.catalog.items({})] == ["CM99-0000099"]
    assert store.catalog.search("lumbar", None, {}, 9) == fresh.catalog.search(
        "lumbar", None, {}, 9
    )


def files(folder: Path) -> dict[str, bytes]:
    """Return what is in the files of a store, without what SQLite shares it by."""
    found = {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    return {name: held for name, held in found.items() if held and not name.endswith("-shm")}


@pytest.fixture(scope="module")
def loaded(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loaded") / "graph"
    with LetterStore(folder) as held:
        held.load([examples])
    return folder


@pytest.fixture
def folder(loaded: Path, tmp_path: Path) -> Path:
    """A store in a folder, of the examples."""
    return shutil.copytree(loaded, tmp_path / "graph")


def spoil(folder: Path, how: str) -> None:
    """Leave the catalog of a store as no imrgraph of now would."""
    if how == "missing":
        (folder / "catalog.sqlite").unlink()
        return
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as rows:
        rows.executescript(
            "UPDATE made SET version = 'older'; ALTER TABLE items DROP COLUMN days;"
            if how == "of another version"
            else "DELETE FROM letters WHERE name = 'CM99-0000003';"
        )


SPOILT = ("missing", "of another version", "of fewer letters")


@pytest.mark.parametrize("how", SPOILT)
def test_a_store_whose_catalog_is_stale_is_not_changed_for_being_asked(
    folder: Path, how: str
) -> None:
    spoil(folder, how)
    before = files(folder)
    opened = LetterStore(folder)
    assert not opened.is_catalog_current
    anew = r"graph: expected a catalog .*, found one .*; `imrgraph derive --store \S*graph`"
    for asked in (opened.rates, lambda: opened.similar("CM99-0000003"), lambda: len(opened)):
        with pytest.raises(StoreError, match=anew):
            asked()
    assert opened.determination("CM99-0000003").items[0].outcome == "overturned"
    assert files(folder) == before


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        (["rates"], UNREADABLE),
        (["list"], UNREADABLE),
        (["mcp"], UNREADABLE),
        (["serve", "--port", "0"], UNREADABLE),
        (["ask", "overturn-rate"], 0),
        (["query", "-q", "ASK {}"], 0),
        (["doctor"], 0),
    ],
)
def test_commands_that_only_ask_say_in_a_line_what_makes_a_stale_catalog_anew(
    folder: Path, words: list[str], ends: int
) -> None:
    spoil(folder, "of another version")
    before = files(folder)
    done = CliRunner().invoke(main, [*words, "--store", str(folder)])
    assert done.exit_code == ends
    told = f"`imrgraph derive --store {folder}`"
    if ends:
        assert (done.stdout, done.stderr.count("\n"), told in done.stderr) == ("", 1, True)
    if words == ["doctor"]:
        assert f"stale; {told} makes it anew" in done.stdout
    assert files(folder) == before


@pytest.mark.parametrize("words", [["derive"], ["load"], ["remove", "CM99-0000004"]])
def test_commands_that_change_a_store_say_that_they_make_its_catalog_anew(
    store: LetterStore, folder: Path, examples: Path, words: list[str]
) -> None:
    spoil(folder, "of another version")
    paths = [str(examples / "imaging.txt")] if words == ["load"] else []
    done = CliRunner().invoke(main, [*words, *paths, "--store", str(folder)])
    told = "its catalog is stale, and is made anew of the letters that it holds\n"
    assert (done.exit_code, done.stderr.count(told)) == (0, 1)
    if words[0] != "remove":
        assert contents(LetterStore(folder).catalog) == contents(store.catalog)
    assert LetterStore(folder).is_catalog_current


def test_a_catalog_is_made_anew_while_somebody_else_reads_but_not_while_one_writes(
    examples: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "graph"
    LetterStore(folder).load([examples / "imaging.txt"])
    one, other = LetterStore(folder), LetterStore(folder)
    before = contents(other.catalog)
    one.rebuild()
    assert contents(one.catalog) == contents(other.catalog) == before
    expected = "graph: expected a store that nobody else is changing"
    with one.writing(), pytest.raises(StoreError, match=expected):
        other.rebuild()
    assert contents(other.catalog) == before


@pytest.mark.parametrize("how", SPOILT)
@pytest.mark.parametrize("change", ["load", "derive", "rebuild"])
def test_a_stale_catalog_is_made_anew_by_whoever_changes_the_store(
    store: LetterStore, folder: Path, examples: Path, change: str, how: str
) -> None:
    spoil(folder, how)
    opened = LetterStore(folder)
    given = [[examples / "imaging.txt"]] if change == "load" else []
    getattr(opened, change)(*given)
    assert contents(opened.catalog) == contents(store.catalog)


def test_quads_that_were_put_there_past_the_loader_are_noticed(
    store: LetterStore, examples: Path
) -> None:
    other = LetterStore()
    other.load([examples / "imaging.txt"])
    for held in store.catalog.items({}):
        graphs = (held.letter, derived_graph(held.letter))
        other.add(quad for graph in graphs for quad in store.graph(graph))
    assert contents(other.catalog) == contents(store.catalog)


def test_the_ledger_is_kept_where_the_catalog_is_made_anew(examples: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    text = (examples / "imaging.txt").read_text(encoding="utf-8")
    letter.write_text(text, encoding="utf-8")
    store = LetterStore()
    store.load([letter])
    store.rebuild()
    letter.write_text(text.replace("CM99-0000003", "CM99-0000099"), encoding="utf-8")
    store.load([letter])
    assert [held.case for held in store.catalog.items({})] == ["CM99-0000099"]


@pytest.mark.parametrize("name", [name for name in FACETS if FACETS[name].several])
def test_each_facet_of_several_values_is_a_kind_of_trait(store: LetterStore, name: str) -> None:
    kinds = {kind for held in store.catalog.items({}) for kind, _ in held.item.traits}
    assert name in kinds


@pytest.mark.parametrize("name", [name for name in FACETS if not FACETS[name].several])
def test_each_other_facet_has_a_value(store: LetterStore, name: str) -> None:
    assert any(held.item.values[name] is not None for held in store.catalog.items({}))


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({}, ""),
        ({}, "massage"),
        ({"outcome": ["upheld"]}, ""),
        ({"outcome": ["upheld"], "region": ["neck"]}, "massage"),
        ({}, "zzz"),
    ],
)
def test_tallies_are_what_the_items_that_are_found_have(
    store: LetterStore, where: dict[str, list[str]], words: str
) -> None:
    many, found = store.catalog.find(words, where, 0, 99)
    assert many == len(found)
    assert store.catalog.find(words, where, 0, 0) == (many, [])
    tallied = store.catalog.tallies([*FACETS], where, words)
    assert [*tallied] == [*FACETS]
    for name, told in tallied.items():
        values = Counter(
            str(value)
            for each in found
            for value in (each.item.all(name) if FACETS[name].several else [each.item.values[name]])
            if value is not None
        )
        assert told == sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))


def test_tallies_follow_what_is_loaded_and_removed_however_much_was_searched(
    examples: Path,
) -> None:
    store = LetterStore()
    store.load([examples / "imaging.txt"])
    assert store.catalog.tallies(["year"], {}) == {"year": [("2017", 1)]}
    store.load([examples / "massage-acute.txt"])
    assert store.catalog.tallies(["year"], {}) == {"year": [("2015", 1), ("2017", 1)]}
    for number in range(200):
        assert store.catalog.tallies(["year"], {}, f"word{number}") == {"year": []}
        assert store.catalog.tallies(["year"], {}, "lumbar") == {"year": [("2017", 1)]}
    store.remove("CM99-0000003")
    assert store.catalog.tallies(["year"], {}) == {"year": [("2015", 1)]}


def test_an_unknown_facet_is_refused() -> None:
    with pytest.raises(QuestionError, match="moon: expected one of treatment, concept"):
        facets(["year", "moon"])


@pytest.mark.parametrize("words", ['"open', "a AND", "item:3", "x-ray(", "*", ""])
def test_what_is_no_query_is_refused(store: LetterStore, words: str) -> None:
    with pytest.raises(SearchError, match="expected words"):
        store.catalog.search(words, None, {}, 9)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_text("no database, but long enough to be read as one" * 9)
    with pytest.raises(StoreError, match="expected a catalog that can be written"):
        connect(tmp_path)


def test_a_catalog_that_somebody_holds_is_not_read_past_them(
    examples: Path, tmp_path: Path
) -> None:
    with LetterStore(tmp_path) as store:
        store.load([examples / "imaging.txt"])
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as rows:
        rows.execute("PRAGMA locking_mode = EXCLUSIVE")
        rows.execute("BEGIN EXCLUSIVE")
        rows.execute("CREATE TABLE amid (change)")
        with pytest.raises(StoreError, match=r"expected a catalog that can be read, found: .*lock"):
            connect_for_reading(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root mounts")
@pytest.mark.parametrize("is_whole", [True, False], ids=["whole", "with changes in its log"])
def test_on_a_disk_that_cannot_be_written_a_catalog_is_read_if_it_is_whole(
    examples: Path,
    tmp_path: Path,
    is_whole: bool,  # noqa: FBT001 (a case)
) -> None:
    place, copy = tmp_path / "graph", tmp_path / "copy"
    with LetterStore(place) as store:
        store.load([examples / "imaging.txt"])
    with closing(sqlite3.connect(place / "catalog.sqlite")) as rows:
        rows.execute("CREATE TABLE later (change)")
        rows.commit()
        shutil.copytree(place, copy)
    read_only = place if is_whole else copy
    (read_only / "catalog.sqlite-shm").unlink(missing_ok=True)
    mount = f"mount --bind {read_only} {read_only} && mount -o remount,ro,bind {read_only}"
    lists = f"{sys.executable} -m imrgraph list --store {read_only}"
    words = ["unshare", "--mount", "sh", "-c", f"({mount}) || exit 99; {lists}"]
    home = {**os.environ, "PYTHONPATH": str(Path(imrgraph.__file__).parents[1])}
    told = subprocess.run(words, env=home, capture_output=True, text=True, check=False)  # noqa: S603 (Linux's own)
    if told.returncode == 99:  # noqa: PLR2004 (see above)
        pytest.skip(f"nothing can be mounted here: {told.stderr}")
    if is_whole:
        assert (told.returncode, "CM99-0000003" in told.stdout) == (0, True), told.stderr
    else:
        assert "expected a catalog that can be read, found: unable to open" in told.stderr
