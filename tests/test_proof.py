"""reasoning.proof: a step says in words that read right what it concludes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imrgraph.graph.describe import describe
from imrgraph.knowledge.terms import IMR
from imrgraph.letters.reading import read
from imrgraph.reasoning.proof import Prover
from imrgraph.reasoning.record import Record
from imrgraph.reasoning.weighing import Result, Role, Status

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.knowledge.knowledge import Knowledge


@pytest.fixture
def prover(examples: Path, knowledge: Knowledge) -> Prover:
    letter = read(examples / "massage-chronic.txt")
    return Prover(Record(describe(letter)), None, knowledge)


def found(
    criterion: str, status: Status, required: str, actual: str | None = None, start: str = "value"
) -> Result:
    """Return a result that rests on the property `start` of the letter."""
    return Result(
        condition="condition",
        criterion=criterion,
        status=status,
        required=required,
        actual=actual,
        comparison=None,
        premises=(("letter", IMR(start).value),),
        missing=None,
        absence=None,
        role=Role.CONDITION,
        limit=False,
        lever=None,
    )


@pytest.mark.parametrize(
    ("start", "required", "status", "said"),
    [
        ("injuryDate", "acute", Status.MET, "40 days after the injury, which is acute"),
        ("injuryDate", "chronic", Status.NOT_MET, "40 days after the injury, which is not chronic"),
        ("surgeryDate", "postoperative", Status.MET, "40 days after the surgery, which is post"),
    ],
)
def test_a_phase_names_the_event_from_which_it_is_counted(
    prover: Prover, start: str, required: str, status: Status, said: str
) -> None:
    told = prover.sentence(found("phase", status, required, "40 days", start))
    assert told.startswith(f"the treatment was requested {said}")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.MET, "a sign of serious illness is documented (wanted: a red flag)"),
        (Status.NOT_MET, "no sign of serious illness is documented (wanted: a red flag)"),
        (
            Status.UNKNOWN,
            "whether a sign of serious illness is documented is not known (wanted: a red flag)",
        ),
    ],
)
def test_what_a_condition_asks_for_does_not_read_as_what_was_found(
    prover: Prover, status: Status, said: str
) -> None:
    assert prover.sentence(found("red-flags", status, "a red flag")) == said


def test_what_a_criterion_says_by_itself_is_not_said_again(prover: Prover) -> None:
    told = prover.sentence(found("red-flags", Status.NOT_MET, "red flags"))
    assert told == "no sign of serious illness is documented"
