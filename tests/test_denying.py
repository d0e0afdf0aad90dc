"""explaining.denying: what is told as the reason of a denial, and what is granted to the worker."""

from __future__ import annotations

import pytest
from test_granting import item_of, told, unsaid

from imrgraph.reasoning.explaining.next_request import next_request
from imrgraph.reasoning.explaining.turning import besides
from imrgraph.reasoning.rendering.headline import headline

NEEDLES = "Acupuncture, 6 visits, right wrist"
KNEE = "Right knee arthroscopy"
ENDS = " The request is not medically necessary."


@pytest.mark.parametrize(
    ("granted", "reason", "request_"),
    [
        (
            "The findings are there; what more could one ask?",
            "No brace was worn before the operation.",
            KNEE,
        ),
        (
            "The dose and the drug are no problem.",
            "There is no record of how much he can do with it.",
            "Tramadol 50 mg #60",
        ),
        (
            "The therapy did help.",
            "Two years of it have not brought him back to work.",
            "Physical therapy, 6 visits, low back",
        ),
        ("I do not doubt that she sleeps badly.", "No trial of exercise is on record.", NEEDLES),
    ],
)
def test_a_point_that_is_granted_is_no_reason_of_a_denial_and_nothing_to_answer(
    granted: str, reason: str, request_: str
) -> None:
    item = item_of(f"{granted} {reason}{ENDS}", request_, "Upheld")
    assert granted.rstrip(".?") not in told(item)
    assert reason.rstrip(".") in told(item)
    quoted = [place.quote for step in next_request(item) for place in step.evidence]
    assert not any(granted.rstrip(".?") in quote for quote in quoted)


def test_what_turns_against_a_point_in_its_sentence_is_a_reason() -> None:
    item = item_of(
        f"His pain is genuine, but no trial of a brace is on record.{ENDS}", KNEE, "Upheld"
    )
    assert "no trial of a brace is on record" in headline(item)


def test_of_a_denial_that_only_grants_points_no_reason_is_told_and_all_is_listed() -> None:
    points = "The ache in her wrist is real. The needles did some good last year."
    item = item_of(points + ENDS, NEEDLES, "Upheld")
    assert "no reason for it was understood" in headline(item)
    assert item.reasons == ()
    assert besides(item) == ()
    assert "The ache in her wrist is real." in unsaid(item)
    assert "The needles did some good last year." in unsaid(item)
    assert not any(step.kind == "answer" for step in next_request(item))


def test_where_no_reason_was_read_the_words_of_the_case_go_before_a_point_granted() -> None:
    meant = "Acupuncture is meant for those who cannot take tablets, and she takes them."
    item = item_of(f"The ache in her wrist is real. {meant}{ENDS}", NEEDLES, "Upheld")
    assert "she takes them" in headline(item)
    assert unsaid(item).endswith("The ache in her wrist is real.")


def test_a_worry_that_is_fair_is_no_reason_of_a_grant() -> None:
    said = (
        "In his disfavor, he has diabetes and smokes. The worry about his kidneys is fair. "
        "The knee locks daily, and the film shows a torn meniscus after months of therapy. "
        "The request is medically necessary."
    )
    item = item_of(said, KNEE)
    assert "torn meniscus" in told(item)
    assert "diabetes" not in told(item)
    assert "kidneys" not in told(item)
