"""letters.text: one way to cut sentences, and one to write every hyphen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imrgraph.letters.text.document import Document, Span
from imrgraph.letters.text.plain import Plain
from imrgraph.letters.text.sentences import cut

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("He rests. She works.", ["He rests.", "She works."], id="two"),
        pytest.param(" He rests.\n", ["He rests."], id="no white space around it"),
        pytest.param("Since 11-8-16.On 11-9", ["Since 11-8-16.", "On 11-9"], id="no space"),
        pytest.param('It is "here." He', ['It is "here."', "He"], id="a quotation"),
        pytest.param("It helps. 6 visits", ["It helps.", "6 visits"], id="before a number"),
        pytest.param("Dr. Who, e.g. Motrin", ["Dr. Who, e.g. Motrin"], id="abbreviations"),
        pytest.param("8 C.C.R. 9792.24.2", ["8 C.C.R. 9792.24.2"], id="a section of the law"),
        pytest.param("Normal (gait, etc.) when", ["Normal (gait, etc.) when"], id="goes on"),
        pytest.param("5 mg. twice daily", ["5 mg. twice daily"], id="goes on in small letters"),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(text: str, found: list[str]) -> None:
    assert [text[s.start : s.end] for s in cut(text, Span(0, len(text)))] == found


def test_a_sentence_without_an_end_is_cut() -> None:
    assert cut("no " * 2000, Span(0, 6000))[1:]


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("x\uffferay", "x-ray"),
        ("x\u2011ray", "x-ray"),
        ("x\u2010ray", "x-ray"),
        ("x\u2012ray", "x-ray"),
        ("x\u2013ray", "x-ray"),
        ("x\u2212ray", "x-ray"),
        ("x\uff0dray", "x-ray"),
        ("Electro\ufffediagnostic", "Electrodiagnostic"),
        ("electro-diagnostic", "electro-diagnostic"),
        ("muscle\ufffe spasm", "muscle- spasm"),
        ("\ufffe", "-"),
    ],
)
def test_a_hyphen_is_the_plain_one_and_a_word_that_a_line_broke_is_whole(
    read: str, written: str, knowledge: Knowledge
) -> None:
    plain = Plain(Document("letter", f"An {read}."), knowledge.lexicon("treatments").knows)
    assert plain.document.text == f"An {written}."
    place = plain.place(Span(3, 3 + len(written)))
    assert place == Span(3, 3 + len(read))
