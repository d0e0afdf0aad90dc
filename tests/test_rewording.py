"""Words come last: to put a criterion in other words changes what is told, and breaks no proof."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from imrgraph.checking import ontology
from imrgraph.graph.stored import stored
from imrgraph.graph.turtle import as_turtle
from imrgraph.knowledge.knowledge import load
from imrgraph.letters.reading import read
from imrgraph.reasoning.explaining.explanation import explain
from imrgraph.reasoning.explaining.versions import versions
from imrgraph.reasoning.rendering.as_html import as_html
from imrgraph.reasoning.rendering.as_json import as_json
from imrgraph.reasoning.rendering.as_markdown import as_markdown
from imrgraph.reasoning.rendering.as_text import as_text
from imrgraph.reasoning.verifying.verification import verify
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.explaining.explanation import Explanations

WAS, IS = "findings on examination", "signs on examination"
LETTERS = (
    folder("examples") / "letters" / "imaging.txt",
    Path(__file__).parent / "golden" / "good" / "outcomes" / "letter.txt",
)


@pytest.fixture(scope="module")
def reworded(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The ontology, with a criterion put in other words."""
    home = tmp_path_factory.mktemp("reworded") / "ontology"
    shutil.copytree(folder("ontology"), home)
    file = home / "vocab" / "criteria.ttl"
    text = file.read_text(encoding="utf-8")
    assert text.count(WAS) >= len(("met", "not met", "unknown"))
    file.write_text(text.replace(WAS, IS), encoding="utf-8")
    return ontology.read(home)


@pytest.fixture(scope="module", params=LETTERS, ids=["met", "not met"])
def before(request: pytest.FixtureRequest) -> Explanations:
    return explain(read(request.param), load(unverified=True))


@pytest.fixture(scope="module")
def after(before: Explanations, reworded: Knowledge) -> Explanations:
    return explain(before.letter, reworded)


def in_json(explanations: Explanations) -> str:
    return json.dumps(as_json(explanations), ensure_ascii=False)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(lambda x: as_text(x, "full"), id="text"),
        pytest.param(lambda x: as_markdown(x, "full"), id="Markdown"),
        pytest.param(as_html, id="HTML"),
        pytest.param(in_json, id="JSON"),
        pytest.param(as_turtle, id="Turtle"),
    ],
)
def test_the_new_words_are_told_and_nothing_else_is_told_otherwise(
    told: Callable[[Explanations], str], before: Explanations, after: Explanations
) -> None:
    was, words = (" ".join(told(each).split()) for each in (before, after))
    assert WAS in was
    assert words == was.replace(WAS, IS)


@pytest.mark.parametrize("written", [in_json, as_turtle], ids=["JSON", "Turtle"])
def test_a_proof_stored_before_holds(
    written: Callable[[Explanations], str], before: Explanations, reworded: Knowledge
) -> None:
    proof = stored(written(before).encode())
    found = verify(proof, before.letter.document, reworded)
    assert all(each.in_words for each in found)
    assert found


@pytest.mark.slow
def test_every_proof_of_a_published_letter_holds(published: Path, reworded: Knowledge) -> None:
    paths = sorted(path for path in published.iterdir() if path.suffix in {".pdf", ".txt"})
    assert paths
    broken = [
        (path.name, fault)
        for path in paths
        for told in [explain(read(path), load(unverified=True))]
        for fault in verify(stored(in_json(told).encode()), told.letter.document, reworded)
        if not fault.in_words
    ]
    assert broken == []


def test_what_was_decided_and_by_which_versions_is_the_same(
    before: Explanations, after: Explanations
) -> None:
    for item, again in zip(before.items, after.items, strict=True):
        assert again.verdicts == item.verdicts
        assert again.proofs == item.proofs
        assert again.counterfactuals == item.counterfactuals
    assert versions(after) == versions(before)
