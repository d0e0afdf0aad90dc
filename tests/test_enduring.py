"""benchmarks.enduring: what it counts as wrong is wrong, and what it calls bad is refused."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import enduring
import pytest

from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def letters(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Some letters, and in the place of others one bad file of each kind."""
    many = round(len(enduring._BAD) * enduring._SHARE)  # noqa: SLF001 (what is tried)
    return tmp_path / "letters", enduring._spoiled(tmp_path / "letters", many)  # noqa: SLF001


@pytest.mark.slow
def test_each_bad_file_is_refused_and_each_other_is_loaded(
    letters: tuple[Path, dict[str, str]],
) -> None:
    folder, bad = letters
    loaded = LetterStore().load([folder])
    assert {error.where.partition("#")[0] for error in loaded.refused} == bad.keys()
    assert len(loaded.letters) == 400 - len(bad)


def test_an_answer_that_never_was_right_is_noticed(examples: Path, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    with LetterStore(place) as store:
        store.load([examples / "imaging.txt"])
        [letter] = store.letters()
        right = enduring._answers(store, letter)  # noqa: SLF001 (what is tried)
        for known, wrong in (([right], 0), (["another"], 1)):
            chance = random.Random(1)  # noqa: S311 (the same every time)
            found = enduring._wrong(store, {letter: known}, chance)  # noqa: SLF001
            assert len(list(found)) == wrong
    before = enduring._state(place)  # noqa: SLF001
    with LetterStore(place) as store:
        store.load([examples / "medication.txt"])
    after = enduring._state(place)  # noqa: SLF001
    assert (before.quads != after.quads, before.rows != after.rows) == (True, True)


def test_who_asks_throughout_writes_down_what_fails(examples: Path, tmp_path: Path) -> None:
    with LetterStore(tmp_path / "kept") as store:
        store.load([examples / "imaging.txt"])
    (tmp_path / "known.json").write_text("{}", encoding="utf-8")
    (tmp_path / "stop").touch()  # so that it asks once
    enduring.ask_on(str(tmp_path))
    told = json.loads((tmp_path / "asked.json").read_text("utf-8"))
    assert told["asked"] == 1
    assert told["wrong"][0].startswith("kept: KeyError")


def test_a_section_takes_the_place_of_the_one_of_its_heading() -> None:
    one = enduring.put_section("", "## One\n\n1\n")
    two = enduring.put_section(one, "## Two\n\n2\n")
    assert two == "# What it endures\n\n## One\n\n1\n\n## Two\n\n2\n"
    assert enduring.put_section(two, "## One\n\n3\n") == two.replace("1", "3")
    assert enduring.put_section(two, "## One\n\n1\n") == two
