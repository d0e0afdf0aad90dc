"""insight.consistency: like requests decided unlike, and sentences that return, are found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from imrgraph.cli import main
from imrgraph.cli.exits import USAGE
from imrgraph.graph.catalog import Catalog, connect
from imrgraph.graph.entries import Entry, ItemEntry, Passage
from imrgraph.graph.facets import COLUMNS
from imrgraph.insight.consistency import repeated, unlike
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

Request = tuple[str, str, "float | None", str]

#: Concept, region, number of visits, outcome.
MRI: Request = ("mri", "neck", None, "upheld")


def catalog(*requests: Request) -> Catalog:
    found = Catalog(connect(None), "1")
    for number, (concept, region, quantity, outcome) in enumerate(requests):
        told = {"concept": concept, "quantity": quantity, "unit": "visit", "outcome": outcome}
        item = ItemEntry(1, {**dict.fromkeys(COLUMNS), **told}, (("region", region),))
        found.put(Entry(f"letter/{number}", str(number), (item,), ()))
    return found


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        pytest.param(("mri", "neck", None, "overturned"), True, id="all the same"),
        pytest.param(("ct", "neck", None, "overturned"), False, id="another treatment"),
        pytest.param(("mri", "knee", None, "overturned"), False, id="another region"),
        pytest.param(("mri", "neck", 2, "overturned"), False, id="another number"),
        pytest.param(("mri", "neck", None, "upheld"), False, id="the same outcome"),
        pytest.param(("mri", "neck", None, "partial"), False, id="in part is neither"),
    ],
)
def test_like_requests_decided_unlike_are_found(*, other: Request, alike: bool) -> None:
    assert bool(unlike(catalog(MRI, other), {})) is alike


def test_the_largest_group_comes_first_with_all_of_its_items() -> None:
    granted = ("mri", "neck", None, "overturned")
    massage = [("massage", "neck", 6.0, outcome) for outcome in ("upheld", "overturned")]
    [first, second] = unlike(catalog(*massage, MRI, granted, MRI), {})
    assert [each.case for each in first.upheld + first.overturned] == ["2", "4", "3"]
    assert (second.treatment, second.quantity) == ("massage", (6.0, "visit"))


def rationales(*texts: str) -> Catalog:
    found = Catalog(connect(None), "1")
    for number, text in enumerate(texts):
        told = {**dict.fromkeys(COLUMNS), "outcome": "overturned" if number else "upheld"}
        passage = Passage(1, "rationale", 100, text)
        found.put(Entry(f"letter/{number}", str(number), (ItemEntry(1, told, ()),), (passage,)))
    return found


SENTENCE = "The records do not show that 6 visits brought any gain in function."


@pytest.mark.parametrize(
    "again",
    [
        pytest.param("So it is. " + SENTENCE, id="after another sentence"),
        pytest.param(SENTENCE.replace(" ", "\n"), id="over other lines"),
        pytest.param(SENTENCE.upper(), id="in capitals"),
        pytest.param(SENTENCE.replace("6", "24"), id="with another number"),
        pytest.param(SENTENCE.replace("visits", "visits,"), id="with another sign"),
    ],
)
def test_a_sentence_that_returns_is_found(again: str) -> None:
    [found] = repeated(rationales(SENTENCE, again))
    assert found.sentence == SENTENCE
    assert (found.letters, found.items, found.overturned) == (2, 2, 1)
    place = found.places[0]
    assert (place.start, place.end) == (100, 100 + len(SENTENCE))


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([SENTENCE, SENTENCE.replace("gain", "loss")], id="another word"),
        pytest.param([f"{SENTENCE} {SENTENCE}"], id="twice in one letter"),
        pytest.param(["It is not medically necessary."] * 2, id="too short to be a template"),
    ],
)
def test_what_does_not_return_is_not_found(texts: list[str]) -> None:
    assert repeated(rationales(*texts)) == ()


def test_the_command_tells_both(examples: Path, tmp_path: Path) -> None:
    text = (examples / "massage-chronic.txt").read_text(encoding="utf-8")
    (tmp_path / "one.txt").write_text(text, encoding="utf-8")
    (tmp_path / "two.txt").write_text(text.replace("Upheld", "Overturned"), encoding="utf-8")
    LetterStore(tmp_path / "graph").load([tmp_path / "one.txt", tmp_path / "two.txt"])
    [group] = run(tmp_path, "requests", "--format", "jsonl").splitlines()
    assert json.loads(group)["quantity"] == [6.0, "visit"]
    assert run(tmp_path, "requests").startswith("deep-tissue-massage, neck, chronic, 6 visits\n")
    assert run(tmp_path, "sentences").startswith("2 letters, 2 items, 1 overturned")
    refused = invoke(tmp_path, "sentences", "--where", "year=2016")
    assert refused.exit_code == USAGE


def invoke(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["consistency", *words, "--store", str(home / "graph")])


def run(home: Path, *words: str) -> str:
    found = invoke(home, *words)
    assert found.exit_code == 0, found.output
    return str(found.stdout)
