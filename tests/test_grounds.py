"""grounds: what a rationale finds about the case is told apart from what a guideline says."""

from __future__ import annotations

import pytest

from imrgraph.knowledge.knowledge import Knowledge, load
from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.cues import cues, markers
from imrgraph.letters.document import Document, Span
from imrgraph.letters.grounds import grounds

THERAPY, DRUG, STUDY = "physical-therapy", "cyclobenzaprine", "mri"


def found(words: str, treatment: str | None = THERAPY) -> dict[str, bool]:
    """Return the criteria that the rationale `words` finds, each with whether it is met."""
    place = Span(0, len(words))
    iri = IMRV(treatment).value if treatment else None
    return {g.criterion: g.met for g in grounds(Document("letter", words), place, iri, load())}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("There is no documentation of functional improvement.", {"functional-improvement": False}),
        ("Functional improvement was not documented.", {"functional-improvement": False}),
        ("Given the chronicity of the pain, it is denied.", {"phase": False}),
        ("The injury is still in the acute phase.", {"phase": True}),
        ("The request exceeds the guideline limit.", {"visit-limit": False}),
        ("The worker has not failed conservative care.", {"conservative-care": False}),
        ("The worker has failed conservative care.", {"conservative-care": True}),
    ],
)
def test_a_ground_is_what_is_found_of_the_case(words: str, expected: dict[str, bool]) -> None:
    assert found(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "MTUS recommends massage in the acute phase.",
        "MTUS states that imaging is for those whose conservative care has failed.",
        "ODG states that patients with red flags should be referred.",
    ],
)
def test_what_a_guideline_says_in_general_is_no_ground(words: str) -> None:
    assert found(words) == {}


def test_what_fails_decides_and_what_is_met_beside_it_does_not() -> None:
    words = "There is radiculopathy. However, the worker has not failed conservative care."
    assert found(words, STUDY) == {"conservative-care": False}


def test_a_denial_does_not_reach_over_a_turn() -> None:
    words = "There are no red flags, but the examination shows a motor deficit."
    assert found(words, STUDY) == {"red-flags": False}
    words = "There was no cough; the worker failed conservative care."
    assert found(words, STUDY) == {"conservative-care": True}


@pytest.mark.parametrize(
    ("words", "met"),
    [
        ("The patient has not failed to improve with conservative treatment.", False),
        ("The patient has failed to improve with conservative treatment.", True),
        ("The patient did not improve with conservative treatment.", True),
        ("While therapy was not tried, conservative care would not be appropriate.", True),
    ],
)
def test_conservative_care_is_met_where_it_failed_or_would(words: str, *, met: bool) -> None:
    assert found(words, STUDY) == {"conservative-care": met}


def test_some_words_speak_of_some_treatments_only() -> None:
    words = "There are no red flags on examination."
    assert found(words, STUDY) == {"red-flags": False}
    assert found(words, DRUG) == {}


@pytest.mark.parametrize(
    "ending", ["is medically necessary", "is not medically necessary", "was not appropriate"]
)
def test_the_sentence_that_concludes_is_no_ground(ending: str) -> None:
    before = "There is no documentation of functional improvement."
    assert found(f"{before} Therefore, the request {ending}.") == found(before)


def test_a_quotation_stands_in_the_rationale_and_is_no_longer_than_a_clause() -> None:
    words = "MTUS wants care first. There is no evidence of failed\nconservative care, as it says."
    document = Document("letter", f"Rationale: {words}")
    place = Span(len("Rationale: "), len(document.text))
    [ground] = grounds(document, place, IMRV(STUDY).value, load())
    assert place.covers(ground.span)
    assert document.quote(ground.span) == "no evidence of failed\nconservative care"


def test_without_a_rationale_nothing_is_found(knowledge: Knowledge) -> None:
    assert grounds(Document("letter", ""), None, None, knowledge) == ()


def test_every_cue_names_a_criterion_of_the_vocabulary(knowledge: Knowledge) -> None:
    for cue in cues(knowledge):
        assert knowledge.value(IMRV(cue.criterion).value, "sentenceWhenMet"), cue.name


def test_markers_deny_and_affirm_both_ways(knowledge: Knowledge) -> None:
    ways = {(marker.affirms, marker.reaches_back) for marker in markers(knowledge)}
    assert ways == {(True, True), (True, False), (False, True), (False, False)}
