"""auditing.giving: how likely a sentence gives the reason, alone and among the others."""

from __future__ import annotations

import pytest
from test_granting import item_of, told

from imrgraph.letters.rationale.meaning import CRITERIA, KINDS, Scores, Seen
from imrgraph.letters.rationale.weights import stated
from imrgraph.letters.text.document import Span
from imrgraph.reasoning.auditing.giving import TELLS, gives_reason, signs
from imrgraph.reasoning.rendering.headline import headline

ENDS = " The request is not medically necessary."
STUDY = "Nothing in the file is a report of an MRI or of a nerve study."


@pytest.mark.parametrize(
    ("granted", "reason", "request_"),
    [
        (
            "The first two requirements, positive leg raising and therapy, are not at issue.",
            STUDY,
            "Epidural steroid injection, L5-S1",
        ),
        (
            "X-rays show narrowing at L4-5 and arthritis of the facets.",
            "However, strength, sensation and reflexes are normal.",
            "MRI of the lumbar spine",
        ),
        (
            "The trial of the unit in the clinic went well and he liked it.",
            "It would be used by itself, though, with no exercise beside it.",
            "TENS unit, purchase",
        ),
    ],
)
def test_what_stands_before_a_likelier_reason_is_told_as_none(
    granted: str, reason: str, request_: str
) -> None:
    item = item_of(f"{granted} {reason}{ENDS}", request_, "Upheld")
    assert granted.rstrip(".") not in told(item)
    assert item.giving[0].place.quote.startswith(reason[:20])


def test_what_is_set_aside_gives_no_reason() -> None:
    said = (
        "The arm cannot be lifted above 50 degrees and the grip is 6 kg, so that a manual chair "
        "cannot be pushed. It is noted that he has gained 9 pounds, but this does not bear on the "
        "matter. The request is medically necessary."
    )
    item = item_of(said, "Power wheelchair", "Overturned")
    assert "9 pounds" not in told(item)
    assert "cannot be lifted" in told(item)


def test_what_is_not_disputed_may_be_the_reason_of_a_grant() -> None:
    said = (
        "The leg pain came down by half since the drug was begun, and he walks a mile again. "
        "There is dysesthesia in both feet, and the diagnosis of neuropathy is not in question. "
        "The request is medically necessary."
    )
    item = item_of(said, "Pregabalin 75 mg #60", "Overturned")
    assert "dysesthesia" in told(item)


def test_what_the_next_sentence_turns_against_is_not_told_in_its_place() -> None:
    said = (
        "The procedure is a small one, and a clearance would not be routine for a healthy person. "
        "However, the patient is 66 years old and takes drugs for hypertension and diabetes, which "
        "raise the risk. The request is medically necessary."
    )
    item = item_of(said, "Pre-operative medical clearance", "Overturned")
    assert "routine" not in told(item)
    assert "66 years old" in told(item)


def test_two_sentences_that_both_give_a_reason_are_both_told() -> None:
    said = (
        "The patient has had knee pain since May. The number of visits asked for exceeds the limit "
        "of the guideline. There is also no documentation of functional improvement with the "
        f"visits that were had.{ENDS}"
    )
    item = item_of(said, "Physical therapy, 20 visits, right knee", "Upheld")
    history, *reasons = item.passages.each
    assert history not in item.giving
    assert set(item.giving) == set(reasons)


def test_a_clause_that_leads_into_the_conclusion_gives_a_reason() -> None:
    said = (
        "There is no documentation of a trial of the drug that comes first. Given that the "
        "naproxen is not medically necessary, the request for omeprazole is also not medically "
        "necessary."
    )
    item = item_of(said, "Omeprazole 20 mg #30", "Upheld")
    assert "Given that the naproxen is not medically necessary" in told(item)


def test_what_was_granted_before_is_the_reason_where_no_sentence_is_likelier() -> None:
    said = (
        "The patient complained of continued pain of the hip. The prior review indicated that the "
        f"requested evaluation was previously authorized. To authorize it again is redundant.{ENDS}"
    )
    item = item_of(said, "Physical therapy evaluation", "Upheld")
    assert "previously authorized" in told(item)


def test_the_likeliest_of_sentences_that_tell_nothing_gives_no_reason() -> None:
    said = f"The stars stood over the harbor. Lorem ipsum dolor sit amet.{ENDS}"
    item = item_of(said, "Acupuncture, 6 visits", "Upheld")
    assert item.giving == ()
    assert "understood" in headline(item)


def test_every_sign_counts_and_the_last_sentence_has_none_after_it() -> None:
    assert gives_reason((), ()) == ()
    none = [0.0] * len(CRITERIA)
    said = [Seen(Span(at, at + 1), {word: 10}, ()) for at, word in enumerate(("but", "pain"))]
    scores = [Scores([1.0] + [0.0] * (len(KINDS) - 1), none, none, none)] * 2
    first, last = signs([TELLS, -TELLS], said, scores, met=False)
    rest, _ = stated("reasons.json")
    assert len(first) == len(last) == len(rest["signs"]) - 1
    assert first[1] == 2 * TELLS == -last[1]
    assert (first[-3:], last[-3:]) == ([True, False, False], [False, False, False])
