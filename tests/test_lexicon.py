"""knowledge.lexicon: labels are found however they are written, and where they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.lexicon import Lexicon
from imrgraph.knowledge.terms import local

LEXICON = Lexicon(
    {
        "massage": "massage",
        "deep tissue massage": "deep",
        "home exercise": "home",
        "MRI": "mri",
        "biopsy": "biopsy",
        "X-ray": "xray",
        "massage chair": "chair",
    }
)


def found(text: str) -> list[tuple[str, str]]:
    """Return the words that are found in `text`, with what they mean."""
    return [(text[match.start : match.end], match.concept) for match in LEXICON.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("an MRI today", [("MRI", "mri")], id="as it is"),
        pytest.param("Mri and mri", [("Mri", "mri"), ("mri", "mri")], id="whatever its case"),
        pytest.param("home\n   exercise", [("home\n   exercise", "home")], id="over lines"),
        pytest.param("home-exercise", [("home-exercise", "home")], id="a hyphen for a space"),
        pytest.param(
            "x ray, X\u2011ray", [("x ray", "xray"), ("X\u2011ray", "xray")], id="hyphens"
        ),
        pytest.param("two MRIs", [("MRIs", "mri")], id="plural"),
        pytest.param("biopsies", [("biopsies", "biopsy")], id="plural of y"),
        pytest.param(
            "deep tissue massage",
            [("deep tissue massage", "deep")],
            id="the longest from one start",
        ),
        pytest.param(
            "deep tissue massage chair",
            [("deep tissue massage", "deep")],
            id="from left to right, without overlap",
        ),
        pytest.param("massaged, amri, mri2", [], id="no part of a word"),
        pytest.param("(MRI),massage.", [("MRI", "mri"), ("massage", "massage")], id="punctuation"),
        pytest.param("  MRI  ", [("MRI", "mri")], id="white space around it"),
        pytest.param("İ MRI ﬁ MRI", [("MRI", "mri")] * 2, id="letters whose lower case is longer"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_label_is_found_where_it_is_written(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_label_means_itself_before_it_is_the_plural_of_another() -> None:
    lexicon = Lexicon({"brace": "one", "braces": "teeth"})
    assert [match.concept for match in lexicon.find("brace braces")] == ["one", "teeth"]


SLIPS = Lexicon(
    {
        "diazepam": "drug",
        "acupuncture": "needles",
        "physical therapy": "pt",
        "topical cream": "cream",
        "massage": "massage",
        "low back": "back",
        "electrodiagnostic study": "emg",
        "forearm, wrist and hand": "arm",
        "hearing aid": "ear",
        "heating pad": "heat",
    },
    ordinary={"typical", "message"},
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("diazempam", [("diazempam", "drug")], id="a letter too many"),
        pytest.param("acupunture", [("acupunture", "needles")], id="a letter too few"),
        pytest.param("diozepam", [("diozepam", "drug")], id="a wrong letter"),
        pytest.param("Physcial therapy", [("Physcial therapy", "pt")], id="two changed places"),
        pytest.param("his lo9w back.", [("lo9w back", "back")], id="a digit in a word"),
        pytest.param(
            "an electro-\ndiagnostic study",
            [("electro-\ndiagnostic study", "emg")],
            id="broken at the end of a line",
        ),
        pytest.param(
            "electro\ufffediagnostic study",
            [("electro\ufffediagnostic study", "emg")],
            id="in a PDF",
        ),
        pytest.param(
            "Forearm, Wrist & Hand", [("Forearm, Wrist & Hand", "arm")], id="a sign for and"
        ),
        pytest.param("a typical cream, a message", [], id="an ordinary word is right"),
        pytest.param("jeating pad, lew back", [], id="not at an end, and not in a short word"),
        pytest.param("heaing pad", [], id="not where two words are as near"),
        pytest.param("dizapam, diazpm", [], id="not by two slips"),
    ],
)
def test_a_slip_of_the_key_is_seen_through(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(text[m.start : m.end], m.concept) for m in SLIPS.find(text)]
    assert found == expected


def test_a_text_that_is_asked_twice_answers_alike() -> None:
    text = "of an electro- diagnostic study, a physcial therapy"
    assert SLIPS.find(text) == SLIPS.find(text)
    assert Lexicon({"study": "any"}).find(text)[0].start == text.index("study")


@given(st.sampled_from(["acupuncture", "diazepam"]), st.data())
def test_any_slip_within_a_long_word_is_seen_through(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(word) - 2))
    slipped = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + "q" + word[place:],
                word[:place] + "q" + word[place + 1 :],
            ]
        )
    )
    [match] = SLIPS.find(f"the {slipped} today")
    assert (match.start, match.end) == (4, 4 + len(slipped))


@pytest.mark.parametrize("labels", [{}, {"": "nothing"}, {" - ": "nothing"}])
def test_a_lexicon_without_words_finds_nothing(labels: dict[str, str]) -> None:
    assert Lexicon(labels).find("massage - MRI") == ()


words = st.sampled_from(["massage", "Deep", "tissue", "MRI", "home", "exercises", "\n", "-", "x"])
texts = st.lists(words | st.text(max_size=3), max_size=12).map(" ".join)


@given(texts)
def test_matches_lie_in_the_text_one_after_the_other(text: str) -> None:
    end = 0
    for match in LEXICON.find(text):
        assert end <= match.start < match.end <= len(text)
        end = match.end


@given(texts, texts)
def test_what_stands_before_moves_a_match_and_changes_nothing_else(before: str, text: str) -> None:
    lead = before.replace("\n", " ") + "\n.\n"
    later = [m for m in LEXICON.find(lead + text) if m.start >= len(lead)]
    assert [(m.start - len(lead), m.end - len(lead), m.concept) for m in later] == [
        (m.start, m.end, m.concept) for m in LEXICON.find(text)
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("CRPS, Sympathetic Blocks", ["sympathetic-block"]),
        ("CTS of the left wrist", []),
        ("CRP was normal; MRIs were not", ["laboratory-test", "mri"]),
    ],
)
def test_a_plural_of_a_short_name_is_not_the_name_of_a_diagnosis(
    words: str, found: list[str]
) -> None:
    told = load().lexicon("treatments").find(words)
    assert [local(match.concept) for match in told] == found
