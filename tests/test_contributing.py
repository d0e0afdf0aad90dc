"""CONTRIBUTING.md: the places that it names are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
#: "`ontology/vocab/cues.ttl`" and its like.
PLACES = sorted(set(re.findall(r"`((?:\w[\w-]*/)+[\w.-]*|\w+\.md)`", PAGE)))


@pytest.mark.parametrize("place", PLACES)
def test_what_is_to_be_edited_is_there(place: str) -> None:
    found = ROOT / place if (ROOT / place).exists() else ROOT / "imrgraph" / place
    assert found.exists()


def test_what_is_named_in_a_module_is_in_it() -> None:
    for name, module in (
        ("LAYOUTS", "letters/layouts/__init__.py"),
        ("FORMATS", "export/explanations.py"),
        ("FORMATS", "export/exporting.py"),
        ("CRITERIA", "letters/rationale/meaning.py"),
        ("_CALLS", "store/asking.py"),
        ("_RULES", "reasoning/deciding/criteria/judging.py"),
    ):
        assert f"{name}:" in (ROOT / "imrgraph" / module).read_text(encoding="utf-8"), name
    for name in ("wording", "terms", "sentence"):
        assert (ROOT / "imrgraph" / "reasoning" / "rendering" / f"{name}.py").exists()
