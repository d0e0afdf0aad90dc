"""explaining.sensitivity: what a verdict rests on is dropped, and what then follows is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.explaining import explain
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reasoning.explaining.proof import Kind
from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.as_json import as_json
from imrgraph.reasoning.rendering.as_text import as_text

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.reasoning.explaining.explanation import Explanation
    from imrgraph.reasoning.explaining.sensitivity import Sensitivity


def dropped(item: Explanation, words: str) -> Sensitivity:
    """Return what follows without the thing that `words` stand in."""
    told = ((wording.conclusion(e.dropped, item.knowledge), e) for e in item.sensitivity)
    [found] = [each for said, each in told if words in said]
    return found


def test_without_the_onset_the_phase_is_unknown(first_letter: Document) -> None:
    found = dropped(explain(first_letter).items[0], "the pain began on the day of the injury")
    assert (found.dropped.kind, found.verdict, found.changes) == (
        Kind.ASSUMPTION,
        Verdict.UNDETERMINED,
        True,
    )


def test_a_limit_that_was_met_by_silence_is_not_the_reason(first_letter: Document) -> None:
    found = dropped(explain(first_letter).items[0], "a count of earlier visits")
    assert (found.dropped.kind, found.verdict, found.changes) == (
        Kind.ABSENCE,
        Verdict.NOT_NECESSARY,
        False,
    )


def test_a_treatment_that_is_refused_for_silence_would_not_be_known_to_be(examples: Path) -> None:
    item = explain(examples / "therapy-partly-authorized.txt").items[0]
    assert item.verdict is Verdict.NOT_NECESSARY
    assert dropped(item, "on indication").verdict is Verdict.UNDETERMINED


def test_without_an_edition_in_force_nothing_is_sure(examples: Path) -> None:
    item = explain(examples / "two-items.txt").items[0]
    found = dropped(item, "was in force")
    assert (found.verdict, found.changes) == (Verdict.UNDETERMINED, True)


def test_each_thing_assumed_is_dropped_once(examples: Path) -> None:
    items = [item for path in sorted(examples.glob("*.txt")) for item in explain(path).items]
    assert any(item.assumptions for item in items)
    for item in items:
        dropped = [e.dropped.of for e in item.sensitivity if e.dropped.kind is Kind.ASSUMPTION]
        assert len(dropped) == len(set(dropped))
        assert set(dropped) == {step.of for step in item.assumptions}


def test_an_item_that_falls_with_another_falls_all_the_same() -> None:
    text = """IMR ISSUES, DECISIONS AND RATIONALES

Left knee arthroscopy: Upheld

Claims Administrator guideline: Decision based on Non-MTUS Citation ODG.

MAXIMUS guideline: Decision based on Non-MTUS Citation ODG.

Decision rationale: There are no objective findings.

Associated surgical service: Cold therapy unit: Upheld

Claims Administrator guideline: Decision based on Non-MTUS Citation ODG.

MAXIMUS guideline: Decision based on Non-MTUS Citation ODG.

Decision rationale: The stay after it is short. Conservative care has failed.
"""
    falling = explain(Document.of("letter", text)).items[1]
    assert falling.leading.falls_with
    assert falling.sensitivity
    assert not any(each.changes for each in falling.sensitivity)


def test_it_is_told_and_written(first_letter: Document) -> None:
    explained = explain(first_letter)
    [item] = as_json(explained)["items"]
    assert {
        "kind": "assumption",
        "rule": "imrv:onset-is-injury",
        "says": "the pain began on the day of the injury",
        "verdict": "undetermined",
        "changes": True,
    } in item["sensitivity"]
    told = "without this assumption, nothing could be said: the pain began"
    assert told in as_text(explained, "full")
    assert told not in as_text(explained)
