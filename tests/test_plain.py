"""benchmarks/plain: how plain pages are is measured, and what is beyond what is wanted is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from plain import Plainness, is_passive, plainness, sentences

from imrgraph.explaining import explain

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = Plainness(3, 30, 0.95, 12.0, 0.3)


def test_what_is_quoted_is_not_counted_as_ours() -> None:
    told = "Upheld: no red flag is documented (“was not seen or noted”); it repeats a service."
    assert sentences(told) == ("Upheld", "no red flag is documented", "it repeats a service")


@pytest.mark.parametrize(
    ("sentence", "passive"),
    [
        ("conservative care is not shown to have failed", True),
        ("6 of the 12 asked for were authorized already", True),
        ("the visits exceed what the guideline allows", False),
        ("nothing on record calls for it", False),
    ],
)
def test_the_passive_is_told_from_the_active(sentence: str, *, passive: bool) -> None:
    assert is_passive(sentence) is passive


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None),
        ({"longest_headline": 36}, "a headline of 36 words"),
        ({"fitting": 0.89}, "89% of the pages fit a screen"),
        ({"words_a_sentence": 20.1}, "20.1 words a sentence"),
        ({"passive": 0.41}, "41% of the sentences in the passive"),
    ],
)
def test_what_is_beyond_what_is_wanted_is_a_fault(
    change: dict[str, Any], fault: str | None
) -> None:
    assert replace(PLAIN, **change).faults == ((fault,) if fault else ())


def test_the_examples_are_plain(examples: Path) -> None:
    found = plainness(explain(path) for path in sorted(examples.glob("*.txt")))
    assert found.items > 1
    assert not found.faults
