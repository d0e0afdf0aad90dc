"""Laws that hold for any letter: a place quotes what it states, and a total is a product."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from imrgraph.explaining import explain
from imrgraph.knowledge.knowledge import load
from imrgraph.letters.layouts.parts import paragraphs
from imrgraph.letters.reading import read
from imrgraph.letters.requests.quantities import quantity
from imrgraph.letters.text.document import Document, Span

words = st.text(st.sampled_from("ab 16/.,:;()#-\n\fé"), max_size=60)
phrases = st.sampled_from(
    [
        "massage two times three",
        "injury on 11/14/13",
        "MTUS recommends massage up to 6 visits in the acute phase.",
        "no documentation of functional improvement",
        "continue home exercises",
        "progress report dated 6/10/15",
        "a 65-year-old male",
        "Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): Massage.",
    ]
)
prose = st.lists(phrases | words, max_size=6).map(" ".join)


@st.composite
def letters(draw: st.DrawFn) -> Document:
    """Make a letter of one item whose parts hold anything."""
    text = (
        f"CLINICAL CASE SUMMARY\n\n{draw(prose)}\n\nIMR ISSUES, DECISIONS AND RATIONALES\n\n"
        f"Massage {draw(prose)}: Upheld\n\nClaims Administrator guideline: {draw(prose)}\n\n"
        f"MAXIMUS guideline: {draw(prose)}\n\nDecision rationale: {draw(prose)}\n"
    )
    return Document.of("letter", text)


@settings(deadline=None)  # the first letter waits for the vocabulary
@given(letters())
def test_every_quotation_of_an_explanation_stands_in_the_letter(document: Document) -> None:
    for item in explain(read(document, load())).items:
        for proof in item.proofs:
            for step in proof.walk():
                if step.evidence:
                    at = Span(step.evidence.start, step.evidence.end)
                    assert document.quote(at) == step.evidence.quote


@given(st.integers(1, 9), st.integers(1, 12))
def test_a_frequency_over_weeks_is_their_product(per_week: int, weeks: int) -> None:
    text = f"massage {per_week} times a week for {weeks} weeks"
    found = quantity(Document("letter", text), Span(0, len(text)))
    assert found is not None
    assert found.total == per_week * weeks


@given(words)
def test_paragraphs_hold_every_word_once(text: str) -> None:
    held = "".join(text[span.start : span.end] for span in paragraphs(text))
    assert "".join(held.split()) == "".join(text.split())
