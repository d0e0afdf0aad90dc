"""letters.text.patterns: what a pattern needs is in whatever it finds."""

# ruff: noqa: SLF001 (the patterns are those of the readers, and nobody else's)

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.letters.requests import counts, frequencies
from imrgraph.letters.summary import course_counts, course_sums
from imrgraph.letters.text.patterns import Pattern

PATTERNS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": each
    for module in (counts, frequencies, course_counts, course_sums)
    for name, each in vars(module).items()
    if isinstance(each, Pattern)
}
#: With what the patterns find, and what is near to it.
WORDS = st.sampled_from(
    [
        *(
            "half a",
            "dozen",
            "2",
            "12",
            "#60",
            "1,200",
            "six",
            "Twenty-one",
            "(6)",
            "a hundred",
            "2.5",
            "x",
            "\u00d7",
        ),
        *("times", "a week", "per wk", "weekly", "BIW", "tiw", "q week", "qwk", "every", "other"),
        *("week", "for", "weeks", "over", "monthly", "month", "months", "Daily", "every day"),
        *("hours", "hr", "visits", "sessions", "treatments", "more", "additional", "courses"),
        *("of", "box", "tubes", "bottles", "30 day", "Qty:", "quantity", "count", "disp", "tabs"),
        *(
            "capsules",
            "pads",
            "series of",
            ",",
            ".",
            "refills",
            "RF x2",
            "R: 2",
            "R",
            "with",
            "then",
        ),
        *("in all", "total of", "altogether", "and", "on", "11/14/13", "in 2014", "May 2015"),
        *("another", "a further", "second course of", "then had", "each", "followed", "since"),
        *("blocks of", "attended", "ct", "/ month", "to", "or", "-", "\n", "once", "twice"),
    ]
)


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "", "\n"])), max_size=20))
def test_a_pattern_finds_as_much_as_if_it_needed_nothing(
    pattern: Pattern, words: list[tuple[str, str]]
) -> None:
    text = "".join(word + gap for word, gap in words)
    whole = re.compile(pattern._written, re.IGNORECASE)
    found = [each.span() for each in pattern.finditer(text, 0, len(text))]
    assert found == [each.span() for each in whole.finditer(text)]
    first = pattern.search(text)
    assert (first and first.span()) == next(iter(found), None)


@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "", "\n"])), max_size=20))
def test_a_unit_is_named_wherever_a_number_of_it_is_found(words: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in words)
    for unit, pattern in counts._COUNTED.items():
        for found in pattern.finditer(text, 0, len(text)):
            assert counts._NAMED[unit].search(text, *found.span()), (unit, found[0])
