"""letters.text.asides: heads and feet of pages, and marks of quoting, are no part of a letter."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.letters.reading import read
from imrgraph.letters.text.asides import asides, without
from imrgraph.letters.text.document import Document, Span
from imrgraph.letters.text.plain import Plain

LETTER = """IMR ISSUES, DECISIONS AND RATIONALES

Massage therapy, 6 visits: Upheld

Claims Administrator guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016,
Section(s):{foot}Massage.

MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): Massage.

Decision rationale: The massage is not{foot}medically necessary.
"""
FEET = {
    "the number": "\n\nDetermination Letter for IMR Case Number CM99-0000031  Page {} of 3\n\n",
    "number of the case": "\nCM99-0000031                                 Page {} of 3\n",
    "a bar": "\n\nPage | {}\n\n",
    "a slash": "\n\nPg. {}/3\n\n",
    "dashes": "\n\n- {} -\n\n",
    "the letter and a count": "\nDetermination Letter for IMR Case Number CM99-0000031  {} of 3\n",
    "bare": "\n \n{} of 3\n \n",
    "between pages": "\nPage {}\n\f",
    "a running head": "\f Independent Medical Review Determination      Page {} of 3\n\n",
}


def footed(foot: str) -> str:
    first, second, third = LETTER.split("{foot}")
    return f"{first}{foot.format(1)}{second}{foot.format(2)}{third}"


@pytest.mark.parametrize("foot", FEET.values(), ids=FEET)
def test_the_foot_of_a_page_lands_in_no_value_and_in_no_quotation(foot: str) -> None:
    text = footed(foot)
    letter = read(Document.of("letter", text))
    [item] = letter.items
    assert [c.sections for c in item.citations] == [("Massage",), ("Massage",)]
    assert item.rationale.value == "The massage is not medically necessary."
    said = " ".join(letter.document.quote(item.rationale.span).split())
    assert said == item.rationale.value
    assert {" ".join(text[a.start : a.end].split()) for a in asides(text)} == {
        " ".join(foot.format(n).split()) for n in (1, 2)
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("See page 98 of 127\nand page 99 of 127\nof it.", id="pages of a guideline"),
        pytest.param("He lost 3\nof 5 fingers; 2 of 5\nare stiff.", id="numbers at an end of line"),
        pytest.param("> 5 visits were given.\nMore are due.", id="a sign that is no mark of mail"),
        pytest.param("Page 2 tells\nhow it was made.", id="a sentence on a page"),
    ],
)
def test_what_only_looks_like_one_is_kept(text: str) -> None:
    assert asides(text) == ()


def test_quoted_mail_is_read_without_its_marks() -> None:
    text = "See below.\n" + "".join(f"> {line}\n" for line in LETTER.split("\n")).replace(
        "{foot}", " "
    )
    letter = read(Document.of("mail", text))
    assert [item.request.text.value for item in letter.items] == ["Massage therapy, 6 visits"]
    assert ">" not in letter.document.quote(letter.items[0].citations[0].span)


PIECES = ["{} is a word.\n", "\n", "\f", "Page 1 of 2\n", "Page 2 of 2\n", "> so\n", " "]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_what_is_left_is_the_text_without_them_and_every_place_leads_back(
    pieces: list[str],
) -> None:
    text = "".join(piece.format(chr(ord("a") + n)) for n, piece in enumerate(pieces))
    found = asides(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    left = without(text, 0, len(text))
    assert left.count("word") == text.count("word")
    plain = Plain(Document("text", text))
    for at, character in enumerate(plain.document.text):
        if character.isalpha():
            place = plain.place(Span(at, at + 1))
            assert text[place.start : place.end] == character
            assert plain.forth(place) == Span(at, at + 1)
