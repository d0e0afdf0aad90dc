"""rationale.reasons: reasons in anybody's words, how likely each is, and what was not read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, IMRV, RDF
from imrgraph.letters.rationale.features import features, words
from imrgraph.letters.rationale.likeness import likest
from imrgraph.letters.rationale.meaning import (
    CRITERIA,
    KINDS,
    candidates,
    meaning,
    meaning_as_read,
    model,
    seen,
)
from imrgraph.letters.rationale.reasons import RULE, Reasons, reasons
from imrgraph.letters.text.document import Document, Span
from imrgraph.letters.text.plain import plain_of


def read(text: str, treatment: str = "physical-therapy") -> Reasons:
    """Return what a rationale finds."""
    document = Document("letter", text)
    return reasons(document, Span(0, len(text)), IMRV(treatment).value, load())


def found(text: str, treatment: str = "physical-therapy") -> set[str]:
    """Return the grounds of a rationale, as “+criterion” or “-criterion”."""
    return {f"{'+' if g.met else '-'}{g.criterion}" for g in read(text, treatment).grounds}


@pytest.mark.parametrize(
    ("text", "treatment", "ground"),
    [
        pytest.param(
            "Strength rose from 3 to 4+ and he is back at full duty after six sessions.",
            "physical-therapy",
            "+functional-improvement",
            id="by what came of it",
        ),
        pytest.param(
            "Nobody has proposed an operation, and no scan would change what is done.",
            "mri",
            "-surgical-plan",
            id="by consequence",
        ),
        pytest.param(
            "The chart holds no pill counts, no urine screens and no signed agreement.",
            "opioid",
            "-monitoring",
            id="by what is missing",
        ),
    ],
)
def test_a_reason_is_read_that_no_cue_tells_of(text: str, treatment: str, ground: str) -> None:
    assert ground in found(text, treatment)


def test_what_is_read_by_meaning_says_how_likely_it_is() -> None:
    text = "Nobody has proposed an operation, and no scan would change what is done."
    [ground] = read(text, "mri").grounds
    assert ground.rule == RULE
    assert ground.likelihood is not None
    assert Decimal(0) < ground.likelihood <= 1


def test_missing_studies_of_the_worker_are_not_taken_for_studies_of_the_treatment() -> None:
    lacking = "In addition, there was a lack of imaging studies demonstrating radiculopathy."
    told = found(f"No numbness was found on examination. {lacking}", "epidural-steroid-injection")
    assert "-evidence" not in told
    assert "-objective-findings" in told


def test_a_cue_is_as_sure_as_before() -> None:
    text = "There is no documentation of objective functional improvement from prior therapy."
    assert [g.likelihood for g in read(text).grounds] == [None]


def test_nothing_is_read_where_nothing_is_said() -> None:
    assert read("") == Reasons()
    assert reasons(Document("letter", ""), None, None, load()) == Reasons()


_WORDS = st.sampled_from(
    [
        *("the patient", "has", "no", "not", "never", "failed", "therapy", "visits", "of", "is"),
        *("guideline recommends", "weakness", "mri", "improved function", "pain", "however,"),
        *("although", "the request", "12", "exceeds", "limit.", "None of these."),
    ]
)


@given(st.lists(_WORDS, min_size=1, max_size=60).map(" ".join))
def test_what_is_read_lies_in_the_rationale(text: str) -> None:
    told = read(text)
    whole = Span(0, len(text))
    assert all(whole.covers(ground.span) for ground in told.grounds)
    assert all(text[g.span.start : g.span.end].strip() for g in told.grounds)
    assert all(whole.covers(span) for span in told.unread)
    criteria = [g.criterion for g in told.grounds if g.likelihood is not None]
    assert len(criteria) == len(set(criteria))
    assert told == read(text)


@given(st.lists(_WORDS, min_size=1, max_size=40).map(" ".join))
def test_what_is_likely_of_a_sentence_is_a_share(text: str) -> None:
    sentences = seen(Document("letter", text), Span(0, len(text)), None, load())
    scores = [model().scores(each) for each in sentences]
    for score in scores:
        assert sum(score.kinds) == pytest.approx(1)
        assert len(score.kinds) == len(KINDS)
        assert all(0 <= each <= 1 for each in score.about)
    assert {each.criterion for each in candidates(sentences, scores)} <= {*CRITERIA}


def test_what_was_read_of_a_sentence_is_explained_at_its_place_in_the_text_as_read() -> None:
    text = (
        "The o\ufb03ce notes  are brief.\r\nThere is no electro\ufffediagnostic\r\nstudy on file."
    )
    document, place = Document("letter", text), Span(0, len(text))
    plain = plain_of(document, load())
    read_of = meaning(plain.document, plain.forth(place), None, load())
    told = meaning_as_read(document, place, None, load())
    assert [each.features for each in told.sentences] == [e.features for e in read_of.sentences]
    assert [text[e.span.start : e.span.end] for e in told.sentences] == text.split("\r\n", 1)
    assert told.scores is read_of.scores


def test_what_can_be_read_are_criteria_of_the_vocabulary() -> None:
    kind = (RDF("type"), IMR("Criterion"))
    known = {str(q.subject) for q in load().quads if (q.predicate, q.object) == kind}
    assert {str(IMRV(each)) for each in CRITERIA} <= known


def test_an_anaphor_points_at_what_was_said_before() -> None:
    here, before = words("he has none of these"), words("radiculopathy or a tear")
    assert "^tear" in features(here, before, "last", [], [])
    assert "^tear" not in features(words("x") * 9, before, "last", [], [])


def test_the_likest_sentence_finds_the_same() -> None:
    [example] = likest("no functional gain was seen", "functional-improvement", met=False)
    assert example.text
    assert likest("", "no-criterion", met=True) == ()
