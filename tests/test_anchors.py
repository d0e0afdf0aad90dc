"""letters.text.anchors: a pattern finds as much as if it were tried at every character."""

# ruff: noqa: SLF001 (the patterns are those of the readers, and nobody else's)

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.letters.requests import counts
from imrgraph.letters.summary import case_summary, course_counts
from imrgraph.letters.text.anchors import Anchored, Anchors
from imrgraph.letters.text.numerals import NUMBER, NUMBER_OPENS
from imrgraph.resources import folder

ANCHORED = {
    **{f"a day of {name}": each for name, each in case_summary._PATTERNS.items()},
    "any day": case_summary._ANY_DAY,
    **{f"so many of {unit}": each for unit, each in counts._COUNTED.items()},
    "visits": course_counts._COUNTED,
    "may count": course_counts._MAY,
    "a number": Anchored(Anchors(NUMBER_OPENS), NUMBER),
}
WORDS = st.sampled_from(
    [
        *("injury", "Injured", "DOI", "D/I:", "date of injury", "claim", "accident", "was hurt on"),
        *("report dated", "Office visit", "follow-up", "UR", "utilization review", "denied", "RFA"),
        *("Request for Authorization", "date of service", "on", "of", "from", "is", "about", "the"),
        *("11/14/13", "10-30- 2016", "2016-10-30", "Nov. 3, 2016", "3 November 2016", "13/45/2016"),
        *("may", "May 2015", "March 1st, 2016", "1,200", "12", "#60", "2.5", "5%", "(6)", "a"),
        *(
            "hundred",
            "and",
            "twenty",
            "twenty-one",
            "half",
            "dozen",
            "Six",
            "eighteen",
            "ten",
            "often",
            "none",
        ),
        *("visits", "sessions", "treatments", "physical therapy", "attended", "completed", "units"),
        *("grams", "ml", "injections", "level", "boxes", "pairs", "a week", "x-rays", "leads", "."),
        *("to", "or", "-", "\n", "\t", "per day", "é", "\u2013"),
    ]
)


@pytest.mark.parametrize("pattern", ANCHORED.values(), ids=ANCHORED)
@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "", "\n"])), max_size=30))
def test_what_is_found_is_found_at_every_character(
    pattern: Anchored, words: list[tuple[str, str]]
) -> None:
    text = "".join(word + gap for word, gap in words)
    whole = re.compile(pattern._written, re.IGNORECASE | re.DOTALL)
    for start, end in ((0, len(text)), (len(text) // 3, len(text) - len(text) // 4)):
        found = [each.span() for each in pattern.finditer(text, start, end)]
        assert found == [each.span() for each in whole.finditer(text, start, end)]


@pytest.mark.parametrize("pattern", ANCHORED.values(), ids=ANCHORED)
def test_what_letters_say_is_found_at_every_character(pattern: Anchored) -> None:
    whole = re.compile(pattern._written, re.IGNORECASE | re.DOTALL)
    for file in sorted((folder("examples") / "letters").glob("*.txt")):
        text = file.read_text("utf-8")
        found = [each.span() for each in pattern.finditer(text, 0, len(text))]
        assert found == [each.span() for each in whole.finditer(text, 0, len(text))], file.name


def test_a_letter_of_another_alphabet_keeps_its_place() -> None:
    text = "İ, \ud800, ß: Two VISITS"
    assert Anchors(["visits"]).at(text, 0, len(text)) == [text.index("VISITS")]
