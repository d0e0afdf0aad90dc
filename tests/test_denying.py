"""explaining.turning: what is told as the reason of a denial, and what is granted to the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_granting import item_of, told, unsaid

from imrgraph.knowledge.criteria import criteria
from imrgraph.reasoning.explaining.next_request import next_request
from imrgraph.reasoning.explaining.turning import besides
from imrgraph.reasoning.rendering.headline import headline
from imrgraph.reasoning.rendering.wording import next_step

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge

NEEDLES = "Acupuncture, 6 visits, right wrist"
KNEE = "Right knee arthroscopy"
NO_RISK = (
    "There is no risk factor for an ulcer in this patient, who does not require a proton pump "
    "inhibitor."
)
A_RISK = (
    "She also takes oxycodone, and the combination with alprazolam raises the risk of respiratory "
    "depression."
)
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


@pytest.mark.parametrize(
    ("said", "request_", "clause", "shown"),
    [
        (
            NO_RISK,
            "Omeprazole 20 mg #60",
            "no risk calls for it",
            "the risk that calls for it",
        ),
        (
            A_RISK,
            "Alprazolam 1 mg #60",
            "the risks speak against it",
            "how the risk is dealt with",
        ),
    ],
)
def test_that_there_is_no_risk_is_not_told_as_a_risk(
    said: str, request_: str, clause: str, shown: str
) -> None:
    item = item_of(said + ENDS, request_, "Upheld")
    assert clause in headline(item)
    steps = [next_step(step, item.knowledge) for step in next_request(item)]
    assert any(shown in step for step in steps)


@pytest.mark.parametrize(
    ("words", "none"),
    [
        ("she is at low risk of addiction", True),
        ("the chart holds no sign of a bleeding risk", True),
        ("he is not placed in any risk category", True),
        ("no aberrant behavior is charted", True),
        ("there is no discussion of the risk of falls", False),
        ("he is not at low risk", False),
        ("a low dose raises the risk as well", False),
        ("no other drug was tried, and the risk of a fall is high", False),
    ],
)
def test_words_say_that_there_is_no_risk(words: str, none: bool, knowledge: Knowledge) -> None:  # noqa: FBT001 (a table)
    said_by = criteria(knowledge)["safety"].none_said_by
    assert said_by is not None
    assert bool(said_by.search(words)) is none


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
