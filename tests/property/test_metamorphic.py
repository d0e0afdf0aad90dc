"""Metamorphic laws: what changes nothing of a letter's words changes nothing of what follows.

In which order items stand, what the file is called, how much white space lies between words, which
letters are explained before it, and whether the graph was written to a disk and read back.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from told import explained, reading, told

from imrgraph.graph.conclude import conclude, derived_graph
from imrgraph.graph.describe import describe
from imrgraph.graph.store import Store
from imrgraph.letters.reading import read
from imrgraph.letters.text import files
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.resources import folder
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from imrgraph.letters.letter import Letter

GOLDEN = Path(__file__).parents[1] / "golden" / "good"
INVENTED = sorted([*(folder("examples") / "letters").glob("*.txt"), *GOLDEN.glob("*/letter.txt")])
SAMPLE: Final = 6
BASES: Final = ("record-basis", "reviewer-basis")


@pytest.fixture(
    scope="module",
    params=["invented", "sample", pytest.param("published", marks=pytest.mark.slow)],
)
def letters(request: pytest.FixtureRequest) -> list[Letter]:
    """The invented letters, some of the published ones, and all of them."""
    if request.param == "invented":
        paths = INVENTED
    else:
        paths = sorted(request.getfixturevalue("published").glob("*.pdf"))
        paths = paths[:: len(paths) // SAMPLE] if request.param == "sample" else paths
    return [reading(files.open(path)) for path in paths]


def follows(letters: Sequence[Letter]) -> list[list[list[dict[str, Any]]]]:
    """Return what follows for each letter, basis and item."""
    return [[told(each, basis) for basis in BASES] for each in explained(letters)]


def same_after(letters: Sequence[Letter], change: Callable[[str], str]) -> None:
    """Assert that what follows is the same when the text of each letter is changed."""
    changed = [read(Document.of(x.document.name, change(x.document.text))) for x in letters]
    for letter, before, after in zip(letters, follows(letters), follows(changed), strict=True):
        assert before == after, letter.document.name


def test_carriage_returns_change_nothing(letters: list[Letter]) -> None:
    same_after(letters, lambda text: text.replace("\r", "").replace("\n", "\r\n"))


def test_empty_lines_twice_change_nothing(letters: list[Letter]) -> None:
    same_after(letters, lambda text: re.sub(r"(?<=\n)[ \t]*\n", r"\g<0>\g<0>", text))


def test_two_spaces_between_words_change_nothing(letters: list[Letter]) -> None:
    same_after(letters, lambda text: re.sub(r"(?<=\w) (?=\w)", "  ", text))


def test_spaces_at_the_ends_of_lines_change_nothing(letters: list[Letter]) -> None:
    same_after(letters, lambda text: re.sub(r"(?<=\S)(?=\r?\n)", " ", text))


def test_the_name_of_the_file_changes_nothing(letters: list[Letter]) -> None:
    renamed = [read(Document.of(f"{n}.txt", x.document.text)) for n, x in enumerate(letters)]
    assert follows(letters) == follows(renamed)


def test_the_order_of_items_changes_nothing(letters: list[Letter]) -> None:
    turned = [(x, read(Document.of(x.document.name, backwards(x)))) for x in letters if movable(x)]
    assert turned
    pairs = zip(follows([x for x, _ in turned]), follows([y for _, y in turned]), strict=True)
    for (letter, _), (before, after) in zip(turned, pairs, strict=True):
        for found, again in zip(before, after, strict=True):
            assert unnumbered(found) == unnumbered(again[::-1]), letter.document.name


def movable(letter: Letter) -> bool:
    """Whether the items of a letter can stand in another order, and all in one section."""
    starts = [item.heading.start for item in letter.items]
    return starts == sorted(starts) and len(starts) > 1 and letter.layout == "2015-letter"


def backwards(letter: Letter) -> str:
    """Return the text of a letter, the last of its items first."""
    text = letter.document.text.rstrip() + "\n\n"
    starts = [item.heading.start for item in letter.items]
    items = [text[start:end].rstrip() for start, end in pairwise([*starts, len(text)])]
    return text[: starts[0]] + "\n\n".join(items[::-1]) + "\n"


def unnumbered(found: list[dict[str, Any]]) -> str:
    """Return what follows, without the numbers of items."""
    return re.sub(r"(item[ /])\d+", r"\1N", repr(found))


def test_the_letters_explained_before_it_change_nothing(letters: list[Letter]) -> None:
    assert explained(letters[::-1])[::-1] == explained(letters)
    assert follows(letters[::-1])[::-1] == follows(letters)


def test_two_letters_of_one_number_are_weighed_apart() -> None:
    path = folder("examples") / "letters" / "massage-acute.txt"
    early = files.open(path)
    late = early.text.replace("09/08/2015", "09/08/2013").replace("9/8/15", "9/8/13")
    both = [read(early), read(Document.of(early.name, late))]
    assert both[0].name() == both[1].name()
    assert [each.items[0].verdict for each in explained(both)] == [
        Verdict.NECESSARY,
        Verdict.NOT_NECESSARY,
    ]


def test_a_graph_written_and_read_back_holds_what_was_derived(tmp_path: Path) -> None:
    paths = sorted((folder("examples") / "letters").glob("*.txt"))
    stored, in_memory = LetterStore(tmp_path / "store"), LetterStore()
    stored.load(paths, proofs=True)
    in_memory.load(reversed(paths), proofs=True)
    del stored
    read_back = Store(tmp_path / "store")
    for each in explained([reading(files.open(path)) for path in paths]):
        letter = each.letter.name()
        derived = set(conclude(each, proofs=True))
        for store in (read_back, in_memory):
            assert set(store.graph(derived_graph(letter))) == derived, letter
            assert set(store.graph(letter)) == set(describe(each.letter)), letter
