"""Laws of reading: any text is a letter or an error, and a place quotes what it states."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from imrgraph.errors import LetterError
from imrgraph.letters.reading import read
from imrgraph.letters.schema import as_dict
from imrgraph.letters.text.document import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.letter import Fact, Letter

GOLDEN = [
    file.read_text(encoding="utf-8")
    for file in sorted((Path(__file__).parents[1] / "golden" / "good").glob("*/letter.txt"))
]
HEADINGS = (
    "HOW THE IMR FINAL DETERMINATION WAS MADE",
    "Clinical Case Summary",
    "DOCUMENTS REVIEWED",
    "IMR ISSUES, DECISIONS AND RATIONALES",
    "IMR DECISION(S) AND RATIONALE(S)",
    "MEDICAL PROFESSIONAL REVIEW",
    "Notice of Independent Medical Review Determination Dated: 9/3/2013",
)
LABELS = (
    "Case Number: CM99-0000001",
    "Date of Injury: 10/23/2016",
    "Date Assigned:",
    "Application",
    "Received:",
    "Priority: Standard",
    "State(s) of Licensure: Texas,Ohio",
    "Certification(s)/Specialty: Psychiatry",
    "Board Certified in Internal Medicine and licensed to practice in Texas.",
    "Claims Administrator guideline:",
    "MAXIMUS guideline:",
    "Decision rationale:",
    "The Claims Administrator based its decision on the MTUS: Low Back Complaints.",
    "The Expert Reviewer's decision rationale:",
    "Rationale for the Decision:",
    "ISSUE AT DISPUTE:",
    "CASE SUMMARY:",
    "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS NOT MEDICALLY NECESSARY:",
    "1) Example Services, Inc. has determined the request for massage is notmedically necessary.",
    "1) Regarding the request for massage:",
)
FRAGMENTS = (
    "Massage therapy, 6 visits: Upheld",
    "MRI of the left knee:\nOverturned",
    "Acupuncture: Partially Overturned",
    "Naproxen #60 with 2 refills: Withdrawn",
    "2. Acupuncture is not medically necessary and appropriate.",
    "a 65-year-old male diagnosed with cervical sprain, lumbar strain and headache.",
    "He had 6 sessions of physical therapy after the injury of 11/14/13.",
    "was the original request. 4 visits was authorized by the Claims Administrator.",
    "There is no documentation of functional improve\xadment.",
    "MTUS recommends massage up to 6 visits in the acute phase.",
    "Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): Massage.",
    "Decision based on Non-MTUS Citation ODG Low Back, Imaging.",
)
GLUE = ("\n", "\n\n", "\n \n", "\n\n\n", " ", "\f", "\n\f", "\n\n\f\n", "\xa0", "\u200b", "\ufb01")


anything = st.text(
    st.sampled_from("ab 1/.,:;()#-\n\u201d\u2019\u200f\ufb03\U0001f600\r"), max_size=30
) | st.text(max_size=9)
turned = st.builds(
    lambda turn, text: turn(text),
    st.sampled_from([str, str.upper, str.lower]),
    st.sampled_from((*HEADINGS, *LABELS, *FRAGMENTS)),
)
pieces = st.tuples(turned | anything, st.sampled_from(GLUE)).map("".join)


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """Make a letter of a known layout, pieces of it lost and others put in."""
    text = draw(st.sampled_from(GOLDEN))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 300)))
        text = text[:start] + draw(pieces) + text[draw(st.sampled_from([start, end])) :]
    return text


letters = st.lists(pieces, min_size=4, max_size=24).map("".join) | spoilt()


def tried(text: str) -> Letter | None:
    """Return the letter, or None where it is refused as it may be."""
    try:
        return read(Document.of("letter", text))
    except LetterError:
        return None


def values(text: str) -> dict[str, Any] | None:
    """Return what is read, but for the places."""
    letter = tried(text)
    if letter is None:
        return None
    found = as_dict(letter)
    told = [each["message"] for each in found["warnings"]]
    kept = {name: v for name, v in found.items() if name not in {"sha256", "spans", "warnings"}}
    return kept | {"warnings": told, "items": [_without_quotes(item) for item in found["items"]]}


def _without_quotes(item: dict[str, Any]) -> dict[str, Any]:
    """Return `item`, its quotations folded: they are the letter's own words."""
    grounds = [{**each, "quote": folded(each["quote"])} for each in item["grounds"]]
    return {**item, "grounds": grounds}


def folded(text: str) -> str:
    """Return what two readers would call the same words."""
    seen = "".join(e for e in text if e.isspace() or unicodedata.category(e) not in {"Cf", "Cc"})
    return " ".join(unicodedata.normalize("NFKC", seen).lower().split())


def parts(value: object) -> Iterator[object]:
    """Yield `value` and every value in it."""
    yield value
    if isinstance(value, tuple):
        for each in value:
            yield from parts(each)
    elif is_dataclass(value) and not isinstance(value, Document):
        for field in fields(value):
            yield from parts(getattr(value, field.name))


def holds(text: str) -> None:
    """Assert that every place of what is read lies in `text`, and quotes what it states."""
    letter = tried(text)
    if letter is None:
        return
    size = len(text)
    for part in parts(letter):
        if isinstance(part, Span):
            assert 0 <= part.start <= part.end <= size
    for item in letter.items:
        for fact in (item.request.text, item.rationale):
            quotes(letter.document.quote(fact.span), fact.value)
        if item.outcome:
            decides(item.outcome, letter.document.quote(item.outcome.span))
        for ground in item.grounds:
            assert item.rationale.span.covers(ground.span)
            assert letter.document.quote(ground.span).strip()
    for named in (*letter.reviewer.licensure, *letter.reviewer.specialties):
        quotes(letter.document.quote(named.span), named.value)
    if number := letter.case_number:
        quotes(letter.document.quote(number.span), number.value)
    assert letter.items or letter.warnings


def quotes(quote: str, value: str) -> None:
    """Assert that a place has the letters of what it states, all of a ligature that words share.

    Blanks are not compared: whether a control character parts words is nobody's to say.
    """
    told, stated = (folded(each).replace(" ", "") for each in (quote, value))
    cut = folded(quote[:-1]).replace(" ", "")
    assert told == stated or (told.startswith(stated) and stated.startswith(cut))


def decides(outcome: Fact[str], quote: str) -> None:
    """Assert that the words at the place of an outcome mean it, wherever a line breaks them."""
    words = folded(quote).replace(" ", "")
    if "necessary" in words:
        assert outcome.value == ("upheld" if "not" in words else "overturned")
    elif outcome.value == "partial":
        assert re.search("part|modified", words)
    else:
        assert words == outcome.value


@settings(max_examples=100)
@given(letters)
def test_any_text_is_a_letter_or_an_error_and_its_places_quote_it(text: str) -> None:
    holds(text)


@settings(max_examples=40)
@given(letters)
def test_carriage_returns_change_no_value(text: str) -> None:
    text = text.replace("\r", "")
    assert values(text.replace("\n", "\r\n")) == values(text)


@settings(max_examples=40)
@given(letters)
def test_empty_lines_twice_change_no_value(text: str) -> None:
    text = text.replace("\r", "")
    assert values(re.sub(r"(?<=\n)[ \t]*\n", r"\g<0>\g<0>", text)) == values(text)


@settings(max_examples=40)
@given(letters)
def test_a_page_break_between_paragraphs_changes_no_value(text: str) -> None:
    paragraphs = [each.strip() for each in re.split(r"\n\n|\f", text)]
    # What stands on every page is taken for the head or the foot of pages.
    assume(len(set(paragraphs)) == len(paragraphs))
    apart = re.sub(r"(?<=[^\s])\n\n(?=[^\s])", "\n\n\f", text)
    assert values(apart) == values(re.sub(r"\f", "\f\f", text)) == values(text)


@pytest.mark.slow
@settings(max_examples=3000)
@given(letters)
def test_many_texts_are_letters_or_errors_and_their_places_quote_them(text: str) -> None:
    holds(text)
