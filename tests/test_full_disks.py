"""graph.store: where a place cannot be written, one line says so, and the store opens as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import imrgraph
from imrgraph.store.opening import LetterStore

#: What loads letters, with files of so many bytes at most: to the program, a full disk.
_FILES = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"
_LOADS = "from imrgraph.cli import main; main()"


def loading(*words: str | Path, most: int | None = None, **env: str) -> tuple[int, str]:
    """Load in a process of its own; return its exit code and what it says."""
    code = f"{_FILES.format(most)}; {_LOADS}" if most else _LOADS
    home = {**os.environ, "PYTHONPATH": str(Path(imrgraph.__file__).parents[1]), **env}
    done = subprocess.run(  # noqa: S603 (this program)
        [sys.executable, "-c", code, "load", *map(str, words), "--workers", "1"],
        env=home,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def contents(place: Path) -> bytes:
    with LetterStore(place) as store:
        assert store.is_catalog_current
        assert len(store) == len(list(store.catalog.letters()))
        return b"".join(store.nquads())


@pytest.fixture
def place(examples: Path, tmp_path: Path) -> Path:
    """A store with one letter."""
    with LetterStore(tmp_path / "graph") as store:
        store.load([examples / "imaging.txt"])
    return tmp_path / "graph"


@pytest.mark.parametrize("most", [30_000, 100_000])
def test_where_the_disk_is_full_the_store_is_as_it_was(
    most: int, place: Path, examples: Path
) -> None:
    before = contents(place)
    code, told = loading(examples, "--store", place, most=most)
    assert code == 3  # noqa: PLR2004 (input cannot be read)
    assert "once it can be written, run the same again" in told or "expected a catalog" in told
    assert told.count("\n") == 1
    assert contents(place) == before
    assert loading(examples, "--store", place)[0] == 0
    assert len(contents(place)) > len(before)


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever is root may write everywhere")
def test_a_folder_that_may_not_be_written_is_read(place: Path, examples: Path) -> None:
    before = contents(place)
    place.chmod(0o555)
    try:
        code, told = loading(examples, "--store", place)
        assert (code, told.count("\n")) == (3, 1)
        assert contents(place) == before
    finally:
        place.chmod(0o755)


def test_a_full_folder_for_temporary_files_is_no_hindrance(examples: Path, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    into = ("--store", tmp_path / "graph")
    code, told = loading(examples, *into, TMPDIR=nowhere, SQLITE_TMPDIR=nowhere)
    assert (code, told.splitlines()[-1]) == (0, "6 read; 1 of them in part")
