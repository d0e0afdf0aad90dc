"""store.keeping: letters are concluded anew from their text; those that are gone go."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

import imrgraph
from imrgraph.cli import main
from imrgraph.errors import NoStoreError, StoreError
from imrgraph.graph.catalog import CATALOG
from imrgraph.graph.entries import Entry, ItemEntry
from imrgraph.graph.store import Store
from imrgraph.knowledge.terms import IMR, IMRD, OWL
from imrgraph.store import keeping
from imrgraph.store.changes import changes
from imrgraph.store.opening import LetterStore
from imrgraph.store.outcomes import Became, Status

if TYPE_CHECKING:
    from click.testing import Result

_ONTOLOGY = ox.NamedNode(IMR.base.removesuffix("#"))


def dump(store: Store) -> bytes:
    return b"".join(store.nquads())


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


@pytest.fixture
def letters(examples: Path, tmp_path: Path) -> Path:
    return shutil.copytree(examples, tmp_path / "letters")


def grow_old(place: Path) -> None:
    """Make what a store holds as if an earlier ontology had told it."""
    with Store(place) as store, store.writing():
        [quad] = [q for q in store.graph(_ONTOLOGY.value) if q.predicate == OWL("versionInfo")]
        store.clear([])
        store._engine.remove(quad)  # noqa: SLF001 (as another version left it)
        store.add([ox.Quad(_ONTOLOGY, OWL("versionInfo"), ox.Literal("0.0.9"), _ONTOLOGY)])
    with sqlite3.connect(place / CATALOG) as rows:
        rows.execute("UPDATE files SET made_by = 'another imrgraph'")
        rows.execute("UPDATE taught SET digest = 'another ontology'")
        rows.execute("UPDATE made SET version = 'another version'")
    rows.close()


def test_what_is_concluded_anew_is_what_would_be_loaded(letters: Path, tmp_path: Path) -> None:
    store, fresh = LetterStore(tmp_path / "graph"), LetterStore(tmp_path / "fresh")
    store.load([letters])
    first = dump(store)
    shutil.move(letters, tmp_path / "elsewhere")
    assert store.derive().counts == Counter({Status.UNCHANGED: 6})
    assert store.derive(unverified=True, proofs=True).counts == Counter({Status.DERIVED: 6})
    fresh.load([tmp_path / "elsewhere"], unverified=True, proofs=True)
    assert dump(store) == dump(fresh)
    assert store.catalog.items({}) == fresh.catalog.items({})
    assert store.derive().counts == Counter({Status.UNCHANGED: 6})  # with the same as before
    store.derive(unverified=False, proofs=False)
    assert dump(store) == first


def test_what_was_concluded_anew_is_not_read_again(letters: Path, tmp_path: Path) -> None:
    store = LetterStore(tmp_path / "graph")
    store.load([letters])
    store.derive(unverified=True)
    assert store.load([letters], unverified=True).counts == Counter({Status.UNCHANGED: 6})


def test_it_is_told_which_verdicts_changed_and_why(letters: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    run("load", letters, "--store", tmp_path / "graph")
    told = run("derive", "--include-unverified", "--report", report, "--store", tmp_path / "graph")
    [lacks, summary] = told.stderr.splitlines()
    assert lacks.startswith("imrgraph: in part: sha256-d21b050e244b0390; ")
    assert summary == "6 derived; 1 of them in part; another verdict on 1 item"
    rows = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    assert {row["status"] for row in rows} == {"derived"}
    [(case, change)] = [(row["path"], each) for row in rows for each in row["changes"]]
    assert (case, change["item"]) == ("CM99-0000002", 1)
    verdict = {"before": "undetermined", "after": "necessary"}
    assert change["verdicts"]["verdict_record_encoded"] == verdict
    assert change["because"]["condition phase"] == {"before": None, "after": "met"}


def test_an_item_that_is_new_or_gone_has_changed_and_one_that_is_the_same_has_not() -> None:
    item = ItemEntry(1, {"verdict": "necessary", "phase": None}, (("condition", "phase:met"),))
    entry = Entry("urn:x:letter", "letter", (item,), ())
    [new] = changes(None, entry)
    [gone] = changes(entry, None)
    assert new.verdicts == {"verdict": (None, "necessary")}
    assert new.because == {"condition phase": (None, "met")}
    assert gone.verdicts == {"verdict": ("necessary", None)}
    assert changes(entry, entry) == ()


def test_a_store_in_other_terms_offers_to_conclude_anew(letters: Path, tmp_path: Path) -> None:
    place, fresh = tmp_path / "graph", LetterStore(tmp_path / "fresh")
    LetterStore(place).load([letters])
    fresh.load([letters])
    grow_old(place)
    told = run("list", "--store", place)
    assert told.exit_code == 3  # noqa: PLR2004 (input cannot be read)
    assert told.stderr.count("\n") == 1
    assert f"found 0.0.9; `imrgraph derive --store {place}` concludes them anew" in told.stderr
    with pytest.raises(StoreError):
        LetterStore(place)
    assert run("derive", "--store", place).exit_code == 0
    with LetterStore(place) as store:
        assert dump(store) == dump(fresh)
        assert store.catalog.items({}) == fresh.catalog.items({})


def test_concluding_anew_goes_on_where_it_was_interrupted(
    letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, fresh = LetterStore(tmp_path / "graph"), LetterStore(tmp_path / "fresh")
    store.load([letters])
    fresh.load([letters], unverified=True)
    monkeypatch.setattr(keeping, "_AT_ONCE", 1)
    monkeypatch.setattr(keeping, "_TASK", 1)
    seen: list[Became] = []

    def until_two(became: Became) -> None:
        seen.append(became)
        if len(seen) == 2:  # noqa: PLR2004 (letters)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.derive(unverified=True, done=until_two)
    counts = store.derive(unverified=True).counts
    assert counts[Status.UNCHANGED] >= 2  # noqa: PLR2004 (that were told of)
    assert dump(store) == dump(fresh)


#: What changes a store, few letters at a time, by a call of its own.
CHANGES = """
import sys
from pathlib import Path
from imrgraph.store import keeping
from imrgraph.store.opening import LetterStore

keeping._AT_ONCE, keeping._TASK, keeping._PRUNED = 200_000, 1, 1
if __name__ == "__main__":
    store = LetterStore(Path(sys.argv[1]))
    print("begins", flush=True)
    {}
"""
WAYS = {
    "derive": "store.derive(unverified=True)",
    "prune": "store.load([sys.argv[2]], prune=True)",
}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_whenever_it_is_killed_letters_are_whole_and_whoever_reads_goes_on(
    way: str, letters: Path, tmp_path: Path
) -> None:
    place, clean = tmp_path / "graph", LetterStore(tmp_path / "clean")
    LetterStore(place).load([letters])
    clean.load([letters])
    reader = LetterStore(place)
    before = dump(reader)
    if way == "prune":
        for name in ("imaging", "medication", "two-items"):
            (letters / f"{name}.txt").unlink()
        clean.load([letters], prune=True)
    else:
        clean.derive(unverified=True)
    script = tmp_path / "changes.py"
    script.write_text(CHANGES.format(WAYS[way]), encoding="utf-8")
    words = [sys.executable, *map(str, (script, place, letters))]
    home = {**os.environ, "PYTHONPATH": str(Path(imrgraph.__file__).parents[1])}
    chance = random.Random(way)  # noqa: S311 (nobody is to be kept from guessing)
    for _ in range(4):
        with subprocess.Popen(words, env=home, stdout=subprocess.PIPE) as begun:  # noqa: S603 (ours)
            assert begun.stdout
            begun.stdout.readline()
            time.sleep(chance.uniform(0.1, 2.5))
            begun.kill()
        assert dump(reader) == before
        with LetterStore(place) as found:
            assert found.is_catalog_current
            ours = {
                graph.removesuffix("/derived") for graph in found.graphs() if IMRD.base in graph
            }
            assert ours == set(found.letters())
    subprocess.run(words, env=home, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 (ours)
    assert dump(reader) == before
    reader.refresh()
    assert dump(reader) == dump(clean)
    assert reader.catalog.items({}) == clean.catalog.items({})


def test_where_nothing_was_loaded_nothing_is_concluded(tmp_path: Path) -> None:
    with pytest.raises(NoStoreError):
        LetterStore(tmp_path / "graph").derive()


def test_letters_whose_files_are_gone_are_taken_out(letters: Path, tmp_path: Path) -> None:
    store, fresh = LetterStore(tmp_path / "graph"), LetterStore(tmp_path / "fresh")
    store.load([letters])
    (letters / "imaging.txt").unlink()
    assert store.load([letters]).counts == Counter({Status.UNCHANGED: 5})
    counts = store.load([letters], prune=True).counts
    assert counts == Counter({Status.UNCHANGED: 5, Status.GONE: 1})
    fresh.load([letters])
    assert dump(store) == dump(fresh)
    assert len(store) == 5  # noqa: PLR2004 (of the examples)


def test_a_letter_that_another_file_holds_as_well_stays(letters: Path, tmp_path: Path) -> None:
    shutil.copy(letters / "imaging.txt", letters / "copy.txt")
    store = LetterStore(tmp_path / "graph")
    store.load([letters])
    (letters / "imaging.txt").unlink()
    counts = store.load([letters], prune=True).counts
    assert counts[Status.GONE] == 1
    assert "CM99-0000003" in store


def test_only_what_is_gone_from_the_places_named_is_taken_out(
    letters: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    shutil.move(letters / "imaging.txt", other)
    store = LetterStore(tmp_path / "graph")
    store.load([letters, other])
    (other / "imaging.txt").unlink()
    assert Status.GONE not in store.load([letters], prune=True).counts
    shutil.rmtree(letters)  # as where a disk is not there
    assert Status.GONE not in store.load([letters], prune=True).counts
    assert store.load([str(tmp_path)], prune=True).counts[Status.GONE] == 6  # noqa: PLR2004 (all)


def test_what_is_gone_from_an_archive_is_taken_out_unless_that_is_damaged(
    letters: Path, tmp_path: Path
) -> None:
    archive, store = tmp_path / "letters.zip", LetterStore(tmp_path / "graph")

    def pack(*names: str) -> None:
        with zipfile.ZipFile(archive, "w") as made:
            for name in names:
                made.write(letters / name, name)

    pack("imaging.txt", "medication.txt")
    store.load([archive])
    archive.write_bytes(b"PK\x03\x04 damaged")
    assert store.load([archive], prune=True).counts == Counter({Status.REFUSED: 1})
    pack("medication.txt")
    counts = store.load([archive], prune=True).counts
    assert counts == Counter({Status.UNCHANGED: 1, Status.GONE: 1})
    assert "CM99-0000003" not in store
