"""Letters of every layout, written from what is known of them, are read as their labels say.

Each was written, with its labels, before anybody looked at the grammar that reads it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from imrgraph.letters.reading import read
from imrgraph.letters.schema import as_dict
from imrgraph.letters.text.document import Document

LABELLED = Path(__file__).parent / "golden" / "labelled"
CASES = sorted(path.name for path in LABELLED.iterdir())
LAYOUTS = {"2013-notice", "2013-review", "2014-letter", "2015-mailed", "2018-letter"}
#: How many letters of each there are at least.
ENOUGH = 5
Label = dict[str, Any]


def folded(text: str | None) -> str:
    return " ".join((text or "").lower().split()).rstrip(".)")


def named(guideline: str | None) -> str:
    """Return the name of a guideline without the words that every one has."""
    words = folded(guideline).replace(" guidelines", "").replace(" guideline", "")
    return words.replace(" chapter", "")


def found(case: str) -> tuple[Label, Label]:
    labels = json.loads((LABELLED / case / "labels.json").read_text(encoding="utf-8"))
    text = (LABELLED / case / "letter.txt").read_text(encoding="utf-8")
    return labels, as_dict(read(Document.of(case, text)))


def cited(item: Label) -> set[tuple[Any, ...]]:
    """Return what is cited by whom: the words of another work than the known ones are free."""
    return {
        (
            each["by"],
            each["source"],
            None if each["source"] == "other" else named(each["guideline"]),
            each["edition"] if each["source"] == "MTUS" else None,
            tuple(sorted(map(folded, each["sections"]))),
            tuple(each["pages"]),
        )
        for each in item["citations"]
    }


def test_there_are_several_of_each_layout() -> None:
    for layout in LAYOUTS:
        assert sum(case.startswith(layout) for case in CASES) >= ENOUGH, layout


@pytest.mark.parametrize("case", CASES)
def test_the_head_of_a_letter_is_read_as_labelled(case: str) -> None:
    labels, letter = found(case)
    assert letter["case_number"] == labels["case_number"]
    assert letter["dates"] == labels["dates"]
    assert letter["claimant"] == labels["claimant"]
    assert len(letter["documents"]) == labels["documents"]
    for name, values in labels["reviewer"].items():
        assert set(map(folded, letter["reviewer"][name])) == set(map(folded, values)), name


@pytest.mark.parametrize("case", CASES)
def test_the_items_of_a_letter_are_read_as_labelled(case: str) -> None:
    labels, letter = found(case)
    assert [item["number"] for item in letter["items"]] == [i["number"] for i in labels["items"]]
    for wanted, item in zip(labels["items"], letter["items"], strict=True):
        assert folded(item["request"]) == folded(wanted["request"])
        assert (item["outcome"], item["retrospective"]) == (
            wanted["outcome"],
            wanted["retrospective"],
        )
        assert item["treatment"].partition(":")[0] == wanted["treatment"]
        if quantity := wanted.get("quantity"):
            assert {name: item["quantity"][name] for name in quantity} == quantity
        elif "quantity" in wanted:
            assert item["quantity"] is None


@pytest.mark.parametrize("case", CASES)
def test_the_guidelines_of_a_letter_are_read_as_labelled(case: str) -> None:
    labels, letter = found(case)
    for wanted, item in zip(labels["items"], letter["items"], strict=True):
        assert cited(item) == cited(wanted)


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("2015-mailed")])
def test_no_foot_of_a_page_is_quoted(case: str) -> None:
    text = (LABELLED / case / "letter.txt").read_text(encoding="utf-8")
    letter = read(Document.of(case, text))
    for item in letter.items:
        for span in (item.heading, item.rationale.span, *(c.span for c in item.citations)):
            assert "Page " not in letter.document.quote(span)
            assert " of 3" not in letter.document.quote(span)
