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
TOO_LITTLE = "there is no clear evidence of nerve root compromise"


def answers(summary: str, finding: str = TOO_LITTLE, request: str = SCAN) -> list[str]:
    """Return the words of the summary that answer `finding`."""
    text = LETTER.format(request=request, finding=finding, summary=summary, outcome="Upheld")
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
        pytest.param(
            "There was tenderness of the lumbar spine.", [], id="a sign of something else"
        ),
        pytest.param("Spurling's test of the neck was positive.", [], id="another part"),
        pytest.param("There was minimal weakness of the left leg.", [], id="a faint one"),
    ],
)
def test_a_sign_of_the_part_that_is_asked_about_answers(summary: str, words: list[str]) -> None:
    assert answers(summary) == words


def test_what_the_rationale_mentions_is_addressed() -> None:
    drop = "He has a foot drop on the left."
    assert answers(drop)
    assert answers(drop, f"he has a foot drop, but {TOO_LITTLE}") == []
    raised = "Straight leg raising was positive at 40 degrees."
    assert answers(raised)
    assert not answers(raised, f"straight leg raises are noted; {TOO_LITTLE}")


@pytest.mark.parametrize(
    "finding",
    [
        "there is no recent evidence of nerve root compromise",
        "no progression of neurologic deficits is shown",
        "there is no evidence that the symptoms are due to nerve root compromise",
    ],
)
def test_what_is_of_another_time_or_of_a_change_is_not_answered(finding: str) -> None:
    assert answers("He has a foot drop on the left.", finding) == []


@pytest.mark.parametrize(
    "finding",
    [
        "an MRI is recommended when there is no clear evidence of nerve root compromise",
        "a scan is reserved for patients with no clear nerve root compromise",
    ],
)
def test_what_a_guideline_wants_is_no_finding_that_is_answered(finding: str) -> None:
    assert answers("He has a foot drop on the left.", finding) == []


@pytest.mark.parametrize(
    "summary",
    [
        "He complains of weakness of the left leg.",
        "The patient reports decreased sensation of the left foot.",
    ],
)
def test_what_the_worker_tells_of_is_no_sign(summary: str) -> None:
    assert answers(summary) == []
    found = summary.replace("He complains", "Examination: loss of reflex").replace(
        "The patient reports", "Examination showed"
    )
    assert found == summary or answers(found)


@pytest.mark.parametrize(
    ("request_", "summary"),
    [
        ("MRI of the right knee", "Lachman test of the left knee was positive."),
        ("MRI of the left shoulder", "The right shoulder showed a positive Hawkins test."),
    ],
)
def test_a_sign_of_the_other_side_does_not_answer(request_: str, summary: str) -> None:
    finding = "there is no clear sign of instability or impingement"
    assert answers(summary, finding, request_) == []
    sides = {"left": "right", "right": "left"}
    other = " ".join(sides.get(word, word) for word in summary.split())
    assert answers(other, finding, request_)


@pytest.mark.parametrize(
    "tail",
    [", and the reflexes were symmetric", " and no weakness of the foot", ", without atrophy"],
)
def test_what_qualifies_a_sign_is_quoted_with_it(tail: str) -> None:
    found = f"Sensation was decreased over the left leg{tail}"
    assert answers(f"{found}.") == [found]


def test_what_is_taken_back_at_once_answers_nothing() -> None:
    assert not answers("He has a foot drop, with no weakness of the leg.")
    assert not answers("There is atrophy without a loss of strength.")
