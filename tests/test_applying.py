"""explaining.applying and auditing.passages: what a reviewer states, applies, and only quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imrgraph.explaining import explain
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.explaining.applying import application
from imrgraph.reasoning.explaining.turning import untold
from imrgraph.reasoning.rendering.headline import headline
from imrgraph.reasoning.rendering.standing import standing
from imrgraph.resources import folder

if TYPE_CHECKING:
    from imrgraph.reasoning.explaining.explanation import Explanation

FIRST = folder("examples") / "letters" / "massage-chronic.txt"
RULE = "The guideline recommends further massage only after documented functional improvement."
FINDING = "There is no documentation of functional improvement with the prior massage in this case."
ENDS = "The request is not medically necessary."


def reasoned(said: str, outcome: str = "Upheld") -> Explanation:
    """Return the explanation of a request for massage that was decided so."""
    head, _, _ = FIRST.read_text(encoding="utf-8").partition("Decision rationale:")
    told = f"{head}Decision rationale: {said}".replace("Upheld", outcome)
    return explain(Document.of(FIRST.name, told)).items[0]


def test_a_rule_that_is_stated_and_applied_is_told_with_both_places() -> None:
    item = reasoned(f"{RULE} {FINDING} {ENDS}")
    applied = application(item)
    assert applied is not None
    assert applied.rule.quote == RULE
    assert "no documentation of functional improvement" in applied.finding.quote
    assert standing(item).startswith("It follows from a rule that the reviewer states, “The guide")


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(f"{FINDING} {ENDS}", id="no rule"),
        pytest.param(
            f"The guideline recommends bracing for three weeks after a sprain. {FINDING} {ENDS}",
            id="a rule on something else",
        ),
        pytest.param(
            f"{RULE} Although the guideline is silent on such a case, {FINDING.lower()} {ENDS}",
            id="the reviewer departs from it",
        ),
    ],
)
def test_where_none_is_stated_or_applied_nothing_follows_from_it(said: str) -> None:
    item = reasoned(said)
    assert application(item) is None
    assert "It follows from a rule" not in standing(item)


def test_the_words_of_a_guideline_are_a_rule_and_no_reason() -> None:
    said = "ODG does not recommend massage over other methods unless active care comes with it."
    item = reasoned(f"{said} {FINDING} {ENDS}")
    assert [each.place.quote for each in item.passages.rules] == [said]
    assert [each.criterion for each in item.reasons] == ["functional-improvement"]


def test_every_sentence_that_may_hold_a_reason_is_told_or_listed() -> None:
    other = "Her knees were seen to buckle under a weight that they bore in the spring."
    item = reasoned(f"{FINDING} {other} {ENDS}")
    assert [" ".join(each.quote.split()) for each in untold(item)] == [other]


def test_a_headline_without_a_reason_quotes_the_likeliest_sentence() -> None:
    said = "The stars of this patient stood in opposition to the massage that week."
    told = headline(reasoned(f"{said} {ENDS}"))
    assert "The stars of this patient" in told
