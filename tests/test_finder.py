"""letters.text.finder: what it finds is what a search for each phrase finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imrgraph.letters.text.document import Span
from imrgraph.letters.text.finder import Finder
from imrgraph.letters.text.needs import alternatives
from imrgraph.letters.text.phrases import described, fold, pattern
from imrgraph.letters.text.sentences import cut

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.knowledge.knowledge import Knowledge


@pytest.mark.parametrize(
    ("phrase", "parts"),
    [
        ("blue flags?", {" blue "}),
        ("(x ?rays?|radiographs?) of", {"ray", " radiograph"}),
        ("not( \\w+)? given", {" given "}),
        ("no(?! (longer|doubt))", {" no "}),
        ("not", {" not ", "n t"}),
        ("(be )?(resolved|gone( away)?)", {"resolved ", "gone"}),
        ("\\d+ (visits|sessions){1,2} remained", {" remained "}),
        ("(visits|sessions)+ to", {"visits", "sessions"}),
        ("[;:]|but", {" but "}),
    ],
)
def test_a_phrase_needs_the_rarest_of_its_words(phrase: str, parts: set[str]) -> None:
    assert set().union(*(each.parts for each in alternatives(phrase))) == parts


@pytest.mark.parametrize("kind", ["Cue", "Marker", "Claim"])
def test_what_is_found_is_what_a_search_for_each_phrase_finds(
    kind: str, knowledge: Knowledge, examples: Path
) -> None:
    phrases = [p for _, stated in described(knowledge, kind) for p in stated["pattern"]]
    patterns = [pattern([phrase]) for phrase in phrases]
    finder = Finder(phrases)
    found = 0
    for letter in sorted(examples.glob("*.txt")):
        text = fold(letter.read_text("utf-8").replace("is not", "isn\u2019t"))
        for place in cut(text, Span(0, len(text))):
            first = dict[int, int]()
            for start, end, number in finder.find(text, place):
                assert start < end <= place.end
                first.setdefault(number, start)
            span = (place.start, place.end)
            searched = ((n, each.search(text, *span)) for n, each in enumerate(patterns))
            assert first == {number: match.start() for number, match in searched if match}
            found += len(first)
    assert found


def test_phrases_come_from_left_to_right_and_the_first_one_first() -> None:
    finder = Finder(["red flags?", "no (red )?flags?", "red", "flags?|red flags"])
    text = "no red flags"
    assert list(finder.find(text, Span(0, len(text)))) == [
        (0, 12, 1), (3, 12, 0), (3, 6, 2), (3, 12, 3), (7, 12, 3)
    ]  # fmt: skip
    assert list(finder.find(text, Span(4, len(text)))) == [(7, 12, 3)]
