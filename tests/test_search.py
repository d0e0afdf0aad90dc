"""insight.search: what is found stands at its place, the best first."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.cli import main
from imrgraph.cli.exits import NO, USAGE
from imrgraph.errors import QuestionError
from imrgraph.graph.catalog import Catalog, connect
from imrgraph.graph.entries import Entry, Passage
from imrgraph.insight.search import search
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture(scope="module")
def store(examples: Path) -> LetterStore:
    letters = LetterStore()
    letters.load([examples])
    return letters


def cases(store: LetterStore, words: str, part: str | None = None, **where: list[str]) -> list[str]:
    return sorted(f"{each.case}/{each.item}" for each in store.search(words, part, where))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("cyclobenzaprine spasm", ["CM99-0000004/1"], id="all of the words"),
        pytest.param('"chiropractic manipulation"', ["CM99-0000006/1"], id="a phrase"),
        pytest.param('"manipulation chiropractic"', [], id="a phrase in that order only"),
        pytest.param("chiropract*", ["CM99-0000006/1"], id="a beginning"),
        pytest.param("CHIROPRACTIC AND trials", ["CM99-0000006/1"], id="another form and case"),
        pytest.param("acupuncture NOT trial", [], id="without a word"),
    ],
)
def test_a_query_finds_its_passages(store: LetterStore, words: str, found: list[str]) -> None:
    assert cases(store, words, "rationale") == found


def test_the_words_stand_at_their_place(store: LetterStore) -> None:
    hits = store.search('"functional improvement"')
    assert hits
    for each in hits:
        words = store.document(each.case).text[each.start : each.end]
        assert " ".join(words.split()).lower() == "functional improvement"
        assert f"[{' '.join(words.split())}]" in each.snippet
        assert each.place == f"{each.case}#char={each.start},{each.end}"


def test_a_filter_keeps_items_and_the_summaries_of_their_letters(store: LetterStore) -> None:
    assert cases(store, "acupuncture", treatment=["acupuncture"]) == [
        *["CM99-0000006/2", "CM99-0000006/2", "CM99-0000006/None"]
    ]
    assert cases(store, "acupuncture", "rationale", treatment=["chiropractic"]) == []
    with pytest.raises(QuestionError, match="moon: expected one of"):
        cases(store, "acupuncture", moon=["full"])


def test_the_best_comes_first_and_the_limit_holds(store: LetterStore) -> None:
    hits = store.search("massage")
    assert [each.score for each in hits] == sorted((each.score for each in hits), reverse=True)
    assert store.search("massage", limit=2) == hits[:2]


def passages(*texts: str) -> Catalog:
    catalog = Catalog(connect(None), "1")
    for number, text in enumerate(texts):
        passage = Passage(None, "summary", 7, text)
        catalog.put(Entry(f"letter/{number}", str(number), (), (passage,)))
    return catalog


#: Letters that stems end in, among others, and what is taken from a word to make its stem.
ROOTS = st.text("abceilnorstuyz", min_size=2, max_size=7)
ENDS = st.sampled_from(
    [
        *("s", "y", "e", "ed", "ies", "ing", "eed", "tted", "lling", "ions", "ation", "ational"),
        *("ization", "izations", "fulness", "iveness", "ement", "ability", "ically", "lessly"),
    ]
)


@given(st.builds(str.__add__, ROOTS, ENDS), st.data())
def test_any_beginning_of_a_word_finds_its_passage(word: str, data: st.DataObject) -> None:
    beginning = word[: data.draw(st.integers(3, len(word)))]
    text = f"What is {word}, and is not."
    [found] = search(passages(text), f"{beginning}*")
    assert text[found.start - 7 : found.end - 7].startswith(word)


def test_every_beginning_of_every_word_of_a_letter_finds_it(examples: Path) -> None:
    text = (examples / "massage-acute.txt").read_text()
    catalog = passages(text)
    for word in sorted({*re.findall(r"\b[a-z]{3,}\b", text)}):
        for end in range(3, len(word) + 1):
            assert search(catalog, f"{word[:end]}*"), (word, word[:end])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("authoriz*", ["0", "1", "3"]),
        ("request authoriz*", ["0"]),
        ("authoriz* NOT request", ["1", "3"]),
        ("request NOT authoriz*", ["2"]),
        ("(request authoriz*) OR non", ["0", "3"]),
        ("request NOT (late authoriz*)", ["0", "2"]),
        ("NEAR(request authoriz*, 3)", ["0"]),
        ("for + authoriz*", ["0"]),
        ("^authoriz*", ["1"]),
        ("text : late authoriz*", ["1"]),
        ('"for authoriz"*', ["0"]),
        ("non-authoriz*", ["3"]),
        ("NON*", ["3"]),
    ],
)
def test_a_beginning_is_written_out_wherever_it_stands(query: str, found: list[str]) -> None:
    texts = ("A request for authorization", "Authorized late", "A request", "Non-authorization")
    hits = search(passages(*texts), query)
    assert sorted(each.case for each in hits) == found


def test_what_is_dropped_is_not_found_by_its_beginning() -> None:
    catalog = passages("an authorization", "authorized")
    catalog.drop("letter/0")
    assert [each.case for each in search(catalog, "authoriz*")] == ["1"]


def test_equals_come_in_the_order_of_the_case() -> None:
    found = search(passages("a knee", "a knee", "a knee"), "knee")
    assert [each.case for each in found] == ["0", "1", "2"]


def test_a_snippet_shows_the_densest_part_in_whole_words() -> None:
    text = "Pain. " + "and then " * 40 + "more pain in the knee, pain at night " + "so on " * 40
    [found] = search(passages(text), "pain")
    assert found.snippet.startswith("…then and then")
    assert found.snippet.endswith("so on so…")
    assert found.snippet.split("[pain]")[1:-1] == [" in the knee, "]
    assert text[found.start - 7 : found.end - 7] == "pain in the knee, pain"


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    st.text("ab \n,ß\x00", max_size=9),
)
def test_whatever_stands_around_it_the_place_is_that_of_the_word(before: str, after: str) -> None:
    text = f"{before} xyzzy {after}"
    [found] = search(passages(text), "xyzzy")
    assert text[found.start - 7 : found.end - 7] == "xyzzy"


def test_the_command_prints_places(examples: Path, tmp_path: Path) -> None:
    LetterStore(tmp_path / "graph").load([examples])
    told = run(tmp_path, '"home exercise"', "--in", "rationale", "-n", "1")
    lines = run(tmp_path, '"home exercise"', "--format", "jsonl").stdout.splitlines()
    places = [each["place"] for each in map(json.loads, lines) if each["part"] == "rationale"]
    assert told.stdout.startswith(f"{places[0]}  rationale, item 1")
    assert "[home exercise]" in told.stdout
    assert run(tmp_path, "unicorn").exit_code == NO
    refused = run(tmp_path, "follow AND")
    assert refused.exit_code == USAGE
    assert refused.stderr.startswith("imrgraph: follow AND: expected words")


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["search", *words, "--store", str(home / "graph")])
