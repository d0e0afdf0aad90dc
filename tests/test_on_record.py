"""auditing.on_record: what of the summary answers a finding of the reviewer, and what does not."""

from __future__ import annotations

import pytest

from imrgraph.explaining import explain
from imrgraph.letters.text.document import Document

LETTER = """Case Number: CM99-0000103
Date of Injury: 09/19/2016

CLINICAL CASE SUMMARY
The patient is a 40-year-old male, being treated for a strain. {summary}

IMR ISSUES, DECISIONS AND RATIONALES
Each of the disputed items/services was decided on its own, as set forth below:

{request}: {outcome}

Claims Administrator guideline: Decision based on MTUS Low Back Complaints 2004.

MAXIMUS guideline: Decision based on MTUS Low Back Complaints 2004.

Decision rationale: In this case {finding}.
"""
SCAN = "MRI of the lumbar spine"
NONE_FOUND = "there are no recent objective findings of nerve compromise"


def answers(
    summary: str, finding: str = NONE_FOUND, request: str = SCAN, outcome: str = "Upheld"
) -> list[str]:
    """Return the words of the summary that answer `finding`."""
    text = LETTER.format(request=request, finding=finding, summary=summary, outcome=outcome)
    [item] = explain(Document.of("letter", text)).items
    return [" ".join(place.quote.split()) for each in item.answering for place in each.evidence]


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        pytest.param(
            "He has a foot drop on the left.", ["He has a foot drop on the left"], id="a deficit"
        ),
        pytest.param(
            "Straight leg raise of the left leg was positive.",
            ["Straight leg raise of the left leg was positive"],
            id="a sign in the limb that the spine supplies",
        ),
        pytest.param("Sensation was intact over the left leg.", [], id="a normal sign"),
        pytest.param("There was tenderness of the lumbar spine.", [], id="a soft sign"),
        pytest.param("Spurling's test of the neck was positive.", [], id="another part"),
        pytest.param("There was minimal weakness of the left leg.", [], id="a faint one"),
    ],
)
def test_a_sign_of_the_part_that_is_asked_about_answers(summary: str, words: list[str]) -> None:
    assert answers(summary) == words


def test_a_soft_sign_answers_where_therapy_is_asked_for() -> None:
    said = answers(
        "Range of motion of the lumbar spine was decreased.",
        "there are no objective functional deficits on examination",
        "Physical therapy 6 sessions for the lumbar spine",
    )
    assert said


def test_what_the_rationale_mentions_is_addressed() -> None:
    assert answers("He has a foot drop on the left.", f"he has a foot drop, but {NONE_FOUND}") == []
