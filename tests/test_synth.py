"""synth: letters that nobody wrote are those of their seed, and state what their truth says."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from readback import Tally, readback

from imrgraph.cli import main
from imrgraph.insight.published import published
from imrgraph.letters.layouts import LAYOUTS
from imrgraph.letters.rationale.meaning import CRITERIA
from imrgraph.letters.reading import read
from imrgraph.resources import folder
from imrgraph.synth.letters import letter, letters
from imrgraph.synth.media import MEDIA
from imrgraph.synth.reasons import FAMILIES, TRAINED
from imrgraph.synth.wording import words

if TYPE_CHECKING:
    from pathlib import Path

#: Of every field so many values are to be read as they were meant.
SURE = 0.99
#: What chance makes of that in few letters, which are others whenever the ontology has a new name.
MARGIN = 0.02
#: A run of so many words is no chance.
RUN = 8
OWN_FAMILIES = [name for name in FAMILIES if name != TRAINED]


def fold(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


def runs(text: str) -> set[str]:
    """Return every run of `RUN` words of a text."""
    found = fold(text).split()
    return {" ".join(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


@pytest.mark.parametrize("medium", MEDIA)
def test_the_same_number_and_seed_give_the_same_bytes(medium: str) -> None:
    made = [letter(17, seed=3, media=(medium,)) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].file != letter(17, seed=4, media=(medium,)).file
    assert made[0] == list(letters(18, seed=3, media=(medium,)))[-1]


def test_every_medium_is_read_as_the_same_letter() -> None:
    tally = readback(letter(n, media=(medium,)) for n in range(8) for medium in MEDIA)
    shares = tally.shares()
    assert tally.all["items"] == 8 * len(MEDIA)
    assert all(shares[name] == 1 for name in ("case_number", "items", "item.outcome")), tally.misses


def test_all_layouts_are_made_and_known_again(tmp_path: Path) -> None:
    found = set()
    for made in letters(120):
        path = tmp_path / made.name
        path.write_bytes(made.file)
        found.add(read(path).layout)
    assert found == {layout.name for layout in LAYOUTS}


def wrong(tally: Tally, least: float) -> dict[str, list[object]]:
    """Return the fields of which fewer values are right, each with what was not."""
    fell = [name for name, share in tally.shares().items() if share < least]
    return {name: [*tally.misses[name][:5]] for name in fell}


def test_values_are_read_as_they_were_meant() -> None:
    assert wrong(readback(letters(200, seed=2)), SURE - MARGIN) == {}


@pytest.mark.slow
def test_values_are_read_as_they_were_meant_whatever_the_seed_and_the_medium() -> None:
    made = (each for seed in range(5) for each in letters(400, seed=seed, media=tuple(MEDIA)))
    assert wrong(readback(made), SURE) == {}


def test_quotes_are_words_of_their_letter() -> None:
    for made in letters(100, media=("html",)):
        text = " ".join(unescape(made.file.decode()).replace("<br>", "").split())
        for item in made.truth["items"]:
            assert " ".join(item["request"].split()) in text
            assert all(ground["quote"] in text for ground in item["grounds"]), made.name
            assert item["grounds"], made.name


def test_outcomes_are_as_often_as_was_published() -> None:
    shares = {each.year: each.percent / 100 for each in reversed(published())}
    meant = overturned = 0.0
    for made in letters(1500):
        year = made.truth["dates"]["decision"]
        if year:
            outcomes = [item["outcome"] for item in made.truth["items"]]
            overturned += outcomes.count("overturned")
            meant += len(outcomes) * shares[int(year[:4])]
    assert overturned == pytest.approx(meant, rel=0.15)
    assert overturned


@pytest.mark.parametrize("family", OWN_FAMILIES)
def test_every_family_tells_of_every_criterion_that_decides(family: str) -> None:
    asked = {
        (criterion, outcome)
        for table in words("treatments").values()
        for outcome in ("upheld", "overturned")
        for criterion in table[outcome]
    }
    assert {criterion for criterion, _ in asked} == {*CRITERIA}
    told = words(f"grounds/{family}")
    for criterion, outcome in asked:
        assert told[criterion]["met" if outcome == "overturned" else "unmet"]["any"], criterion


@pytest.mark.parametrize("family", OWN_FAMILIES)
def test_no_family_but_one_holds_what_the_reader_was_trained_on(family: str) -> None:
    trained = {
        run
        for file in (folder("reading") / "sentences").glob("*.tsv")
        for line in file.read_text("utf-8").splitlines()
        for run in runs(line.rpartition("\t")[2])
    }
    assert trained
    for table in words(f"grounds/{family}").values():
        for patterns in (*table.get("met", {}).values(), *table["unmet"].values()):
            assert not trained & {run for pattern in patterns for run in runs(pattern)}


def test_the_command_writes_letters_and_their_truth(tmp_path: Path) -> None:
    home = tmp_path / "made"
    ended = CliRunner().invoke(main, ["synth", "12", "--media", "txt,pdf", "-o", str(home)])
    assert ended.exit_code == 0, ended.output
    truth = [json.loads(line) for line in (home / "truth.jsonl").read_text("utf-8").splitlines()]
    assert sorted(each["file"] for each in truth) == sorted(
        file.name for file in home.iterdir() if file.name != "truth.jsonl"
    )
    assert {each["medium"] for each in truth} == {"txt", "pdf"}
    again = CliRunner().invoke(main, ["synth", "12", "-o", str(home)])
    assert again.exit_code != 0
    assert "not empty" in again.output


def test_the_command_prints_letters_with_their_truth() -> None:
    ended = CliRunner().invoke(main, ["synth", "3", "--seed", "5", "-o", "-"])
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [each["text"].encode() for each in lines] == [made.file for made in letters(3, seed=5)]
    ended = CliRunner().invoke(main, ["synth", "3", "--media", "pdf", "-o", "-"])
    assert ended.exit_code == 2  # noqa: PLR2004 (usage)
