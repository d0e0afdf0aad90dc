"""rationale.waived: a criterion that the reviewer says need not be met, and one that was missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_telling import LETTER

from imrgraph.explaining import explain
from imrgraph.letters.rationale.reasons import reasons
from imrgraph.letters.text.document import Document, Span
from imrgraph.reasoning.deciding.results import Status
from imrgraph.reasoning.rendering.as_json import as_json
from imrgraph.reasoning.rendering.as_text import as_text

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.explaining.explanation import Explanations

KNEE = "https://w3id.org/imrgraph/vocab/knee-surgery"
CARE = "conservative-care"


def on_care(words: str, knowledge: Knowledge) -> list[tuple[bool, bool]]:
    """Return of each ground on conservative care whether it is met, and whether it is waived."""
    found = reasons(Document.of("letter", words), Span(0, len(words)), KNEE, knowledge).grounds
    return [(each.met, each.waived) for each in found if each.criterion == CARE]


@pytest.mark.parametrize(
    "words",
    [
        "A locked knee of this kind would not respond to conservative treatment.",
        "Conservative care would be a mistake in the face of a displaced fracture.",
        "Nonoperative treatment is not an option for a displaced fracture.",
        "Conservative care need not be exhausted where the tendon has retracted.",
        "There is no need for conservative care to be tried in an emergency.",
        "It would be unsafe to insist on conservative care with a dropping foot.",
        "She is not likely to do well with conservative care.",
    ],
)
def test_what_need_not_be_met_is_waived(words: str, knowledge: Knowledge) -> None:
    assert on_care(words, knowledge) == [(True, True)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The patient did not respond to conservative treatment.", [(True, False)]),
        ("Conservative care was tried for six months and failed.", [(True, False)]),
        ("Conservative care has not been tried.", [(False, False)]),
        ("Without conservative care the operation is not indicated.", [(False, False)]),
        ("The request for surgery before conservative care is not appropriate.", []),
        ("The guideline does not require surgery after conservative care.", []),
        ("More conservative care would be futile.", []),
        (
            "As there is no record of conservative care, the request is not medically necessary.",
            [(False, False)],
        ),
    ],
)
def test_what_failed_or_is_missing_is_not_waived(
    words: str, found: list[tuple[bool, bool]], knowledge: Knowledge
) -> None:
    assert on_care(words, knowledge) == found


def test_what_was_not_done_and_need_not_be_was_not_missed(knowledge: Knowledge) -> None:
    words = (
        "Conservative care has not been tried. With the tendon torn through, conservative care "
        "would not be appropriate."
    )
    assert on_care(words, knowledge) == [(True, True)]


def explained(rationale: str, outcome: str = "Overturned") -> Explanations:
    """Return the explanations of a letter on an operation."""
    text = LETTER.format(
        request="Right knee arthroscopy",
        rationale=rationale,
        summary="",
        guideline="MTUS Knee Complaints 2004, Section(s): Surgical Considerations",
        outcome=outcome,
        injury="10/20/2016",
    )
    return explain(Document.of("letter", text))


WAIVED = (
    "The MRI shows a flap that blocks the joint. Conservative care would not be appropriate for a "
    "locked knee. The request is medically necessary."
)


def test_a_page_says_that_it_need_not_come_first() -> None:
    page = " ".join(as_text(explained(WAIVED), level="full").split())
    assert "conservative care need not come first" in page
    assert "conservative care was tried first" not in page
    assert "✓ conservative-care" not in page
    assert "the reviewer finds that conservative care need not come first" in page


def test_a_condition_that_need_not_be_met_counts_and_says_so() -> None:
    [item] = explained(WAIVED).items
    results = [each.result for each in item.leading_conditions if each.result.criterion == CARE]
    assert results
    assert all(each.waived and each.status is Status.MET for each in results)
    [plain] = [
        g for g in as_json(explained(WAIVED))["items"][0]["grounds"] if g["criterion"] == CARE
    ]
    assert plain["waived"]


def test_a_refusal_for_want_of_care_is_told_as_one() -> None:
    page = " ".join(
        as_text(
            explained(
                "Conservative care has not been tried, and the knee is stable. The request is not "
                "medically necessary.",
                outcome="Upheld",
            ),
            level="full",
        ).split()
    )
    assert "conservative care is not shown to have failed" in page
    assert "need not come first" not in page
