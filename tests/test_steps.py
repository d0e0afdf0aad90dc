"""knowledge.steps: the order of the search, with the days from which the law has it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from imrgraph.explaining import explain
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.steps import standards, step_of
from imrgraph.knowledge.terms import local
from imrgraph.reasoning.explaining.proof import Searched

if TYPE_CHECKING:
    from pathlib import Path

#: The last day on which other guidelines stood in no order, and the first of the search sequence.
LAST, FIRST = date(2015, 4, 19), date(2015, 4, 20)


@pytest.mark.parametrize(
    ("rank", "day", "step"),
    [
        (1, LAST, "step-mtus"),
        (1, FIRST, "step-mtus"),
        (2, LAST, "step-other-evidence"),
        (2, FIRST, "step-acoem-odg"),
        (3, LAST, "step-other-evidence"),
        (3, FIRST, "step-other-guidelines"),
        (4, LAST, "step-other-evidence"),
        (4, FIRST, "step-studies"),
    ],
)
def test_a_source_is_searched_in_the_step_of_the_day(rank: int, day: date, step: str) -> None:
    found = step_of(rank, day, load())
    assert found is not None
    assert local(found.iri) == step


def test_before_the_first_mtus_no_step_is_known() -> None:
    assert step_of(1, date(2007, 6, 14), load()) is None


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(2012, 12, 31), None),
        (date(2013, 1, 1), "labor-code-4610-5-2013"),
        (date(2017, 12, 31), "labor-code-4610-5-2013"),
        (date(2018, 1, 1), "labor-code-4610-5-2018"),
    ],
)
def test_the_standards_are_those_of_the_labor_code_of_the_day(
    day: date, edition: str | None
) -> None:
    found = standards(day, load())
    assert (found and local(found)) == edition


def test_a_proof_names_the_step_and_the_standards_of_its_day(examples: Path) -> None:
    [item] = explain(examples / "massage-chronic.txt").items
    found = [step.of for step in item.proof.walk() if isinstance(step.of, Searched)]
    assert [local(each.step or "") for each in found] == ["step-mtus"]
    assert [local(each.standards or "") for each in found] == ["labor-code-4610-5-2013"]
