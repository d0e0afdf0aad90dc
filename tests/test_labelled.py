"""reading/: what was labelled is sound, and nobody else's words."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from imrgraph.knowledge.knowledge import load
from imrgraph.letters.rationale.meaning import CRITERIA, KINDS
from imrgraph.letters.text import files
from imrgraph.letters.text.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME = Path(__file__).resolve().parents[1] / "reading"
RATIONALES = sorted((HOME / "rationales").glob("*.jsonl"))
SENTENCES = sorted((HOME / "sentences").glob("*.tsv"))
WORD = re.compile(r"[a-z0-9']+")
#: So many words in a row are somebody's own.
OWN = 8
WEIGHTS = {"decisive", "supporting", "conceded"}
SIGNS = {"+", "-", "c+", "c-", "g", "p", "h"}


def rationales(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def rows(file: Path) -> list[list[str]]:
    return [line.split("\t") for line in file.read_text("utf-8").splitlines()]


def runs(text: str) -> Iterator[str]:
    """Yield every run of `OWN` words of a text."""
    words = WORD.findall(fold(text))
    return (" ".join(words[at : at + OWN]) for at in range(len(words) - OWN + 1))


@pytest.mark.parametrize("file", RATIONALES, ids=lambda file: file.stem)
def test_each_rationale_is_labelled_with_its_own_words(file: Path) -> None:
    found = rationales(file)
    assert found
    for each in found:
        findings = [
            (sentence["text"], finding)
            for sentence in each["sentences"]
            for finding in sentence.get("findings", ())
        ]
        assert {sentence["kind"] for sentence in each["sentences"]} <= set(KINDS), each["id"]
        assert all(finding["words"] in text for text, finding in findings), each["id"]
        assert {finding["criterion"] for _, finding in findings} <= set(CRITERIA), each["id"]
        assert {finding["weight"] for _, finding in findings} <= WEIGHTS, each["id"]
        assert any(finding["weight"] == "decisive" for _, finding in findings), each["id"]


@pytest.mark.parametrize("file", SENTENCES, ids=lambda file: file.stem)
def test_each_sentence_has_its_criteria_and_signs(file: Path) -> None:
    found = rows(file)
    assert found
    for criteria, signs, _, text in found:
        assert set(criteria.split("|")) <= {*CRITERIA, "-", ""}, text
        assert set(signs.split("|")) <= SIGNS, text


def test_no_rationale_is_there_twice() -> None:
    names = Counter(each["id"] for file in RATIONALES for each in rationales(file))
    assert [name for name, count in names.items() if count > 1] == []


def test_no_guideline_is_told_in_words_of_published_letters(published: Path) -> None:
    theirs = {run for file in sorted(published.iterdir()) for run in runs(files.open(file).text)}
    assert len(theirs) > len(RATIONALES)
    told = [
        sentence["text"]
        for file in RATIONALES
        for each in rationales(file)
        for sentence in each["sentences"]
        if sentence["kind"] == "guideline"
    ]
    told += [text for file in SENTENCES for _, signs, _, text in rows(file) if signs[0] == "g"]
    assert [text for text in told if not theirs.isdisjoint(runs(text))] == []


def test_what_is_read_are_criteria_of_the_vocabulary() -> None:
    known = {iri.rpartition("/")[2] for iri in load().facts.of_kind(_CRITERION)}
    assert set(CRITERIA) <= known


_CRITERION = "https://w3id.org/imrgraph/ontology#Criterion"
