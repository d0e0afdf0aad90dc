"""auditing.certainty: no accusation on thin ground."""

from __future__ import annotations

import pytest

from imrgraph.explaining import explain
from imrgraph.knowledge.knowledge import load
from imrgraph.letters.reading import read
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.auditing.passages import passages
from imrgraph.reasoning.rendering.standing import standing
from imrgraph.resources import folder

FIRST = folder("examples") / "letters" / "massage-chronic.txt"
PLAIN = (
    "There is no documentation of functional improvement. "
    "There is no documentation of failed conservative care."
)


def told(said: str) -> str:
    """Return how the outcome stands, of a letter that grants the massage and reasons so."""
    text = FIRST.read_text(encoding="utf-8").replace("Upheld", "Overturned")
    head, _, _ = text.partition("Decision rationale:")
    reasoned = f"{head}Decision rationale: {said} The massage is medically necessary."
    [item] = explain(Document.of(FIRST.name, reasoned)).items
    return standing(item)


def test_two_plain_findings_that_agree_make_an_outcome_not_follow() -> None:
    assert "does not follow from what this reviewer states and finds" in told(PLAIN)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("There is no documentation of functional improvement.", id="one finding"),
        pytest.param(
            "It is not true that there is no documentation of functional improvement. "
            "It is not so that there is no documentation of failed conservative care.",
            id="denied twice",
        ),
        pytest.param(
            "Utilization review wrote that there is no documentation of functional improvement. "
            "The denial says that there is no documentation of failed conservative care.",
            id="the administrator's word",
        ),
        pytest.param(f"{PLAIN} The stars were against her that week.", id="a sentence not read"),
    ],
)
def test_on_thinner_ground_it_is_not_said(said: str) -> None:
    assert "does not follow" not in told(said)


def test_of_a_criterion_that_was_not_learned_no_sentence_speaks_against_a_cue() -> None:
    [item] = (letter := read(FIRST)).items
    [first, *_] = passages(item, letter, None, load()).each
    assert first.borne("not-learned", met=True) == first.borne("not-learned", met=False) == 1
    assert first.borne("phase", met=True) < 1
