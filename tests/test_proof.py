"""explaining.proof: a proof ends in what can be looked up, and its steps read right in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from imrgraph.explaining import explain
from imrgraph.knowledge.terms import IMR, IMRG, IMRV
from imrgraph.reasoning.deciding.case import Basis, CaseFact
from imrgraph.reasoning.deciding.results import Amount, ConditionResult, Missing, Status
from imrgraph.reasoning.explaining.proof import Absence, Derivation, Kind
from imrgraph.reasoning.rendering import wording
from imrgraph.store.sources import letters_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.results import Term
    from imrgraph.reasoning.explaining.explanation import Explanation

#: Of a recommendation, a condition that asks for "a red flag".
RED_FLAG = IMRG("low-back-2004-mri-lbp-red-flag-red-flags").value


def found(
    criterion: str, status: Status, required: Term, actual: Term | None = None, start: str = "value"
) -> ConditionResult:
    """Return a result that rests on the property `start` of the letter."""
    return ConditionResult(
        condition="condition",
        criterion=criterion,
        status=status,
        required=(required,),
        actual=() if actual is None else (actual,),
        premises=(CaseFact("letter", start, None),),
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
    knowledge: Knowledge, start: str, required: str, status: Status, said: str
) -> None:
    result = found("phase", status, IMRV(required).value, Amount(40, "day"), start)
    told = wording.sentence(result, knowledge)
    assert told.startswith(f"the treatment was requested {said}")


def test_a_phase_that_no_day_shows_is_told_without_one(knowledge: Knowledge) -> None:
    result = found("phase", Status.NOT_MET, IMRV("postoperative").value)
    told = wording.sentence(result, knowledge)
    assert told == "the injury is not in the phase for which it is recommended"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.MET, "a red flag is documented"),
        (Status.NOT_MET, "no red flag is documented (wanted: a red flag)"),
        (
            Status.UNKNOWN,
            "whether a red flag is documented is not known",
        ),
    ],
)
def test_what_a_condition_asks_for_does_not_read_as_what_was_found(
    knowledge: Knowledge, status: Status, said: str
) -> None:
    assert wording.sentence(found("red-flags", status, RED_FLAG), knowledge) == said


def test_what_a_criterion_says_by_itself_is_not_said_again(knowledge: Knowledge) -> None:
    told = wording.sentence(found("red-flags", Status.NOT_MET, IMRV("red-flags").value), knowledge)
    assert told == "no red flag is documented"


@pytest.mark.parametrize(
    ("basis", "searched"),
    [
        (Basis.RECORD, "(searched: header, request, clinical summary)"),
        (Basis.REVIEWER, "(searched: header, request, clinical summary, rationale)"),
    ],
)
def test_an_absence_says_where_it_was_searched_on_its_basis(
    knowledge: Knowledge, basis: Basis, searched: str
) -> None:
    missing = Missing(IMRV("gap-day-of-event").value, IMR("injuryDate").value)
    absence = Absence(missing, "counts-as-not-met", basis)
    step = Derivation(Kind.ABSENCE, "imrv:rule-absence", absence)
    assert wording.conclusion(step, knowledge) == (
        f"the letter does not give the date of injury; this counts as not met {searched}"
    )


def proofs(examples: Path) -> Iterator[tuple[Explanation, Derivation]]:
    for letter in letters_in([examples]):
        for item in explain(letter).items:
            for proof in item.proofs:
                yield item, proof


def test_every_step_can_be_told(examples: Path) -> None:
    steps = [(item, step) for item, proof in proofs(examples) for step in proof.walk()]
    assert {step.kind for _, step in steps} == {*Kind} - {Kind.ITEM}
    for item, step in steps:
        assert not re.search(r"None|[{}]|://", wording.conclusion(step, item.knowledge))


def test_a_proof_ends_in_what_can_be_looked_up(examples: Path) -> None:
    leaves = [step for _, proof in proofs(examples) for step in proof.walk() if not step.premises]
    assert {step.kind for step in leaves if step.evidence} == {Kind.FINDING}
    assert {step.kind for step in leaves if step.source} == {Kind.DEFINITION}
    assert {step.kind for step in leaves if not (step.evidence or step.source)} == {
        *(Kind.ABSENCE, Kind.ASSUMPTION, Kind.COMPARISON, Kind.VOCABULARY),
        Kind.DERIVATION,  # which rank of the search sequence speaks
    }
