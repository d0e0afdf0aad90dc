"""explaining.turning: what is told as the reason of a grant, and what is not.

Each kind stands beside a request that is denied, of which the same words are the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_telling import LETTER

from imrgraph.explaining import explain
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.explaining.turning import besides, untold
from imrgraph.reasoning.rendering.as_text import as_text
from imrgraph.reasoning.rendering.headline import headline

if TYPE_CHECKING:
    from imrgraph.reasoning.explaining.explanation import Explanation

COPIED = (
    'ODG states "Recommended as an option for the shoulder. There is limited evidence from trials '
    "that it is superior to rest. For an overview of acupuncture and of other conditions see the "
    'Pain Chapter. Initial trial of 3-4 visits over 2 weeks (then as progress allows.)" '
)


def item_of(rationale: str, request: str, outcome: str = "Overturned") -> Explanation:
    """Return the explanation of a letter with one item."""
    text = LETTER.format(
        request=request,
        rationale=rationale,
        summary="",
        guideline="MTUS Chronic Pain Medical Treatment 2016, Section(s): Acupuncture",
        outcome=outcome,
        injury="10/20/2016",
    )
    [item] = explain(Document.of("letter", text)).items
    return item


def told(item: Explanation) -> str:
    """Return all words that are told as reasons."""
    places = [place for reason in item.reasons for place in reason.places]
    quotes = [place.quote for place in (*places, *besides(item))]
    return " ".join(" ".join([headline(item), *quotes]).split())


def unsaid(item: Explanation) -> str:
    """Return the words of what is listed as not understood."""
    return " ".join(" ".join(place.quote for place in untold(item)).split())


def test_what_follows_a_quotation_is_a_sentence_of_its_own() -> None:
    item = item_of(
        COPIED + "There is no documentation of a plan for exercise. The request is not medically "
        "necessary.",
        "Acupuncture, 4 visits, right shoulder",
        "Upheld",
    )
    assert "no documentation of a plan for exercise" in told(item)
    assert "as progress allows" not in told(item)


@pytest.mark.parametrize(
    "denial",
    [
        "I do not follow the denial, which holds that no diagnosis was made.",
        "UR wrote that the examination was not focal.",
        "The adjuster's physician asked for a second opinion.",
    ],
)
def test_what_the_denial_says_is_no_reason_of_a_grant(denial: str) -> None:
    item = item_of(
        f"{denial} The ankle reflex is gone and the big toe cannot be lifted. The request is "
        "medically necessary.",
        "MRI of the lumbar spine",
    )
    assert "reflex is gone" in told(item)
    assert denial.rstrip(".") not in told(item)


def test_an_answer_to_the_denial_is_told_by_what_it_answers() -> None:
    item = item_of(
        "As for the trials, UR says that they are lacking; they are not, and the two largest find "
        "it better than cortisone at one year and at two, in both sexes, at every age, and in all "
        "of the trades that were looked at. The request is medically necessary.",
        "Platelet-rich plasma injection, right elbow",
    )
    assert "“As for the trials, UR says" not in headline(item)


def test_a_grant_of_which_no_reason_was_read_says_so_and_shows_what_was_not_understood() -> None:
    item = item_of(
        "The guideline has no chapter for such a pillow and asks for reasons out of the ordinary. "
        "He is seventy and sleeps alone. The request is medically necessary.",
        "Cervical pillow",
    )
    assert "no chapter for such a pillow" not in headline(item)
    page = " ".join(as_text(explain(item.letter)).split())
    assert "sleeps alone" in page
    assert "He is seventy and sleeps alone" in told(item) + unsaid(item)


def test_words_of_the_case_go_before_those_of_a_guideline() -> None:
    item = item_of(
        "The criteria for an MRI include swelling and a locked joint, and with these and the "
        "physician's suspicion of a tear an MRI may be helpful. In the case of this worker the "
        "physical findings were suggestive of a meniscal tear, with swelling and a positive "
        "McMurray test. The request is medically necessary.",
        "MRI of the right knee",
    )
    assert "physical findings were suggestive of a meniscal tear" in told(item)
    assert "may be helpful" not in told(item)


def test_what_was_not_understood_is_listed_whatever_it_seems_to_be() -> None:
    item = item_of(
        "The examination shows inability to raise the arm after a dislocation. The films show bone "
        "on bone. The request is medically necessary.",
        "Left shoulder MRI",
    )
    both = told(item) + unsaid(item)
    assert "inability to raise the arm" in both
    assert "bone on bone" in both


def test_what_sends_to_another_chapter_is_neither_told_nor_listed() -> None:
    item = item_of(
        "The guidelines recommend such an evaluation before a work hardening program. See also "
        "Fitness for Duty Chapter. The treating physician has documented that the patient is close "
        "to maximum improvement. The request is medically necessary.",
        "Functional capacity evaluation",
    )
    assert "Fitness for Duty" not in told(item) + unsaid(item)


def test_the_same_words_are_likelier_the_reason_of_one_outcome() -> None:
    said = "There is no record of any gain from the visits that she had. The request is decided."
    denied = item_of(said, "Acupuncture, 4 visits", "Upheld").passages.each[0]
    assert denied.reason(met=False) > denied.reason(met=True)
    assert denied.reason(met=None) == denied.reason(met=False)
    granted = "After months of therapy the knee locks daily, and the film shows a torn meniscus."
    [first] = item_of(granted, "Right knee arthroscopy").passages.each
    assert first.reason(met=True) > first.reason(met=False)
