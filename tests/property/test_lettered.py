"""A law of reading again: what a letter states, as a graph, is all that there is to explain it by.

A letter that is described, and read out of the graph again, states the same and is explained by the
same words.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from told import reading

from imrgraph.graph.describe import describe
from imrgraph.graph.lettered import lettered
from imrgraph.knowledge.knowledge import load
from imrgraph.letters.text import files
from imrgraph.reasoning.explaining.explanation import explain
from imrgraph.reasoning.rendering.as_text import as_text
from imrgraph.resources import folder

if TYPE_CHECKING:
    from imrgraph.letters.letter import Letter

GOLDEN = Path(__file__).parents[1] / "golden" / "good"
INVENTED = sorted([*(folder("examples") / "letters").glob("*.txt"), *GOLDEN.glob("*/letter.txt")])
#: Every so many of the published letters is read again quickly.
SAMPLED: Final = 10
# "  [header-injury]" at the end of a finding
_RULE: Final = re.compile(r"(?m)^( *finding: .*)  \[[\w-]+\]$")


def again(letter: Letter) -> Letter:
    """Return what the graph of a letter says that it states, in whatever order it says so."""
    quads = [*describe(letter)]
    random.Random(letter.document.sha256).shuffle(quads)  # noqa: S311 (no secret)
    return lettered(quads, letter.document.name, load())


def unlike(paths: list[Path]) -> list[str]:
    """Return the letters that are described, or explained, otherwise when they are read again."""
    assert paths
    letters = [reading(files.open(path)) for path in paths]
    return [
        letter.document.name
        for letter in letters
        if {*describe(again(letter))} != {*describe(letter)} or told(again(letter)) != told(letter)
    ]


def told(letter: Letter) -> str:
    """Explain a letter in full, without what a graph does not keep: by which rules it was read.

    Nor does it keep what was noted in reading.
    """
    return _RULE.sub(r"\1", as_text(explain(replace(letter, warnings=()), load()), "full"))


def test_a_letter_read_out_of_its_graph_is_the_same() -> None:
    assert unlike(INVENTED) == []


def test_a_published_letter_read_out_of_its_graph_is_the_same(published: Path) -> None:
    assert unlike(sorted(published.iterdir())[::SAMPLED]) == []


@pytest.mark.slow
def test_every_published_letter_read_out_of_its_graph_is_the_same(published: Path) -> None:
    assert unlike(sorted(published.iterdir())) == []
