"""ontology/guidelines/: what was corrected decides made-up cases as the corrected text says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from imrgraph.knowledge.guidelines import every_recommendation
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMRV, local
from imrgraph.reasoning.deciding.case import Case, CaseFact, CaseGround
from imrgraph.reasoning.deciding.results import State
from imrgraph.reasoning.deciding.weighing import weigh

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imrgraph.knowledge.guidelines import Condition, Recommendation

ITEM = "https://w3id.org/imrgraph/determination/CM99-0000001/item/1"
#: The last day of the chapters of 2004, and the first of what replaced them.
LAST, FIRST = date(2017, 11, 30), date(2017, 12, 1)
#: The last day of the Chronic Pain guideline of 2009, and the first of that of 2016.
OLD, NEW = date(2016, 7, 28), date(2016, 7, 29)


def asked(
    treatment: str, day: date, found: Mapping[str, bool] | None = None, **facts: object
) -> Case:
    """Return the case of a request, with what the reviewer finds of some criteria."""
    iris = {"bodyRegion", "diagnosis", "pastTreatment"}
    known = {"requestedTreatment": treatment, "authorizationRequestDate": day, **facts}
    values = {
        name: IMRV(str(value)).value if name in {*iris, "requestedTreatment"} else value
        for name, value in known.items()
    }
    grounds = tuple(CaseGround(f"{ITEM}/{c}", c, met, None) for c, met in (found or {}).items())
    held = {name: (CaseFact(ITEM, name, value),) for name, value in values.items()}
    return Case(letter=ITEM, item=ITEM, facts=held, grounds=grounds)


def states(case: Case) -> dict[str, State]:
    """Return what each encoded recommendation comes to, by its name."""
    return {local(each.recommendation): each.state for each in weigh(case, load())}


def back(day: date, **facts: object) -> Case:
    return asked("xray", day, {"red-flags": False}, bodyRegion="lumbar-spine", **facts)


def test_radiographs_of_the_low_back_are_opposed_past_six_weeks_without_a_red_flag() -> None:
    rule = "low-back-2004-xray-lbp"
    for injury in (date(2017, 11, 1), date(2017, 1, 1), date(2010, 1, 1)):
        assert states(back(LAST, injuryDate=injury))[rule] is State.APPLIES
    flagged = asked("xray", LAST, {"red-flags": True}, bodyRegion="lumbar-spine")
    assert states(flagged)[rule] is State.BLOCKED


def test_the_next_edition_opposes_radiographs_of_the_low_back_in_the_first_weeks_only() -> None:
    young, old = date(2017, 11, 10), date(2017, 1, 1)
    assert "low-back-2004-xray-lbp" not in states(back(FIRST, injuryDate=young))
    assert states(back(FIRST, injuryDate=young))["low-back-2017-early-tests"] is State.APPLIES
    assert states(back(FIRST, injuryDate=old))["low-back-2017-early-tests"] is State.SILENT
    assert "low-back-2017-early-tests" not in states(back(LAST, injuryDate=young))


@pytest.mark.parametrize("injury", [date(2017, 11, 1), date(2010, 1, 1)])
def test_electroacupuncture_has_its_indications_in_every_phase(injury: date) -> None:
    rule = "acupuncture-2007-electroacupuncture"
    found = {"indication": True}
    known = {"injuryDate": injury, "quantityRequested": 6, "quantityUnit": "visit"}
    assert states(asked("electroacupuncture", LAST, found, **known))[rule] is State.APPLIES
    assert rule not in states(asked("electroacupuncture", FIRST, found, **known))


def test_a_muscle_relaxant_is_for_an_exacerbation_of_chronic_pain() -> None:
    rule = "chronic-pain-2016-mr"
    found = {
        "first-line-therapy": True,
        "indication": True,
        "objective-findings": True,
        "functional-improvement": True,
        "duration-limit": True,
    }
    chronic, acute = date(2010, 1, 1), date(2017, 11, 20)

    def relaxant(day: date, injury: date) -> dict[str, State]:
        return states(
            asked("muscle-relaxant", day, found, bodyRegion="lumbar-spine", injuryDate=injury)
        )

    assert relaxant(NEW, chronic)[rule] is State.APPLIES
    assert rule not in relaxant(OLD, chronic)
    assert relaxant(LAST, acute)[rule] is State.SILENT
    assert rule not in relaxant(FIRST, chronic)


def test_a_topical_nsaid_is_for_two_weeks_after_an_injury_and_twelve_in_a_joint() -> None:
    every = {each.iri: each for each in _conditions("chronic-pain-2016-topnsaid")}
    days = {local(iri): each.one("maximumDays") for iri, each in every.items()}
    assert days["chronic-pain-2016-topnsaid-acute-duration"] == "14"
    assert days["chronic-pain-2016-topnsaid-joint-duration"] == "84"
    found, rule = {"indication": True, "duration-limit": True}, "chronic-pain-2016-topnsaid-acute"
    injury = date(2016, 7, 20)
    assert states(asked("topical-nsaid", NEW, found, injuryDate=injury))[rule] is State.APPLIES
    assert rule not in states(asked("topical-nsaid", OLD, found, injuryDate=injury))


def test_three_weeks_of_opioids_bind_after_a_less_extensive_operation_only() -> None:
    found = {"documentation": True, "monitoring": True}
    operated = {"surgeryDate": date(2017, 10, 15), "pastTreatment": "lumbar-fusion"}
    case = asked("opioid", LAST, {**found, "duration-limit": False}, **operated)
    after = states(case)
    assert after["opioids-2016-postop"] is not State.APPLIES
    rules = {local(each.iri): each for each in _conditions("opioids-2016-postop")}
    assert rules["opioids-2016-postop-duration"].one("maximumDays") == "21"
    assert rules["opioids-2016-postop-extent"].criterion == "indication"
    assert rules["opioids-2016-postop-major-duration"].name == "three months at most"
    assert "opioids-2016-postop" not in states(asked("opioid", OLD, found, **operated))
    assert "opioids-2016-postop" not in states(asked("opioid", FIRST, found, **operated))


def test_a_urine_test_is_due_twice_a_year_and_up_to_four_times() -> None:
    [rule] = [e for e in _recommendations("opioids-2016-udt") if e.iri.endswith("-udt")]
    assert rule.locator == "3.3.6"
    assert any("two a year and up to four" in each.name for each in rule.conditions)
    found = {"monitoring": True, "non-duplication": True}
    injury = date(2010, 1, 1)
    test = asked("urine-drug-test", NEW, found, injuryDate=injury)
    assert states(test)["opioids-2016-udt"] is State.APPLIES
    assert "opioids-2016-udt" not in states(asked("urine-drug-test", OLD, found, injuryDate=injury))


@pytest.mark.parametrize(
    ("operation", "state"),
    [
        pytest.param(date(2018, 3, 10), State.APPLIES, id="on the day"),
        pytest.param(date(2018, 3, 14), State.APPLIES, id="four days before"),
        pytest.param(date(2018, 3, 6), State.APPLIES, id="four days after"),
        pytest.param(date(2018, 3, 5), State.SILENT, id="five days after"),
        pytest.param(date(2018, 3, 15), State.OPEN, id="five days before"),
    ],
)
def test_a_perioperative_fill_is_from_four_days_before_to_four_after(
    operation: date, state: State
) -> None:
    found = {"duration-limit": True, "recommended": True, "request-specificity": True}
    case = asked("medication", date(2018, 3, 10), found, surgeryDate=operation)
    assert states(case)["formulary-2018-periop"] is state


def test_the_formulary_begins_with_2018() -> None:
    found = {"documentation": True}
    assert "formulary-2018-nonexempt" in states(asked("medication", date(2018, 1, 1), found))
    assert "formulary-2018-nonexempt" not in states(asked("medication", date(2017, 12, 31), found))


def test_a_brand_drug_is_opposed_where_its_need_is_not_documented() -> None:
    rule = "formulary-2018-brand"
    found = {"indication": True, "documentation": False}
    assert states(asked("medication", date(2018, 3, 10), found))[rule] is State.APPLIES
    assert (
        states(asked("medication", date(2018, 3, 10), {**found, "documentation": True}))[rule]
        is State.BLOCKED
    )


def _recommendations(start: str) -> list[Recommendation]:
    return [each for each in every_recommendation() if local(each.iri).startswith(start)]


def _conditions(start: str) -> list[Condition]:
    return [c for each in _recommendations(start) for c in (*each.scope, *each.conditions)]
