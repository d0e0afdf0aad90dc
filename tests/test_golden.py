"""Invented letters, as they are read and as they are explained: a diff shows what a change does.

An example letter has a folder of its name in tests/golden; every other one stands beside what is
made of it, in a folder of tests/golden/good.

`pytest tests/test_golden.py --write-golden` writes the files anew; read the diff before it is kept.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from imrgraph.explaining import explain
from imrgraph.letters.reading import read
from imrgraph.letters.schema import as_dict
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.rendering.as_text import as_text
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = {path: GOLDEN / path.stem for path in (folder("examples") / "letters").glob("*.txt")}
LETTERS = EXAMPLES | {path: path.parent for path in (GOLDEN / "good").glob("*/letter.txt")}


def reading(letter: Path) -> str:
    document = Document.of(letter.name, letter.read_text(encoding="utf-8"))
    return json.dumps(as_dict(read(document)), ensure_ascii=False, indent=2)


def explanation(letter: Path) -> str:
    return as_text(explain(letter), "full")


@pytest.mark.parametrize("letter", sorted(LETTERS), ids=lambda path: LETTERS[path].name)
@pytest.mark.parametrize(
    ("name", "made"), [("read.json", reading), ("explanation.txt", explanation)]
)
def test_a_letter_gives_what_it_gave(
    letter: Path, name: str, made: Callable[[Path], str], request: pytest.FixtureRequest
) -> None:
    golden = LETTERS[letter] / name
    found = f"{made(letter)}\n"
    if request.config.getoption("--write-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")
