"""deciding.results: a comparison is worked out from its two sides, and written as arithmetic is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.explaining import explain
from imrgraph.knowledge.guidelines import Condition
from imrgraph.knowledge.knowledge import load
from imrgraph.reasoning.deciding.case import Basis, Case, CaseFact
from imrgraph.reasoning.deciding.criteria import judge
from imrgraph.reasoning.deciding.results import (
    Amount,
    Comparison,
    ConditionResult,
    Reading,
    State,
    Status,
    WeighedRecommendation,
)
from imrgraph.reasoning.explaining.proof import Kind
from imrgraph.reasoning.places import Source
from imrgraph.reasoning.rendering import terms
from imrgraph.resources import folder
from imrgraph.store.sources import letters_in

MINUS = "\N{MINUS SIGN}"
ASKED = date(2015, 6, 10)
days = st.dates(date(2009, 1, 1), date(2018, 1, 1))


def visits(number: int) -> Amount:
    return Amount(number, "visit")


def judged(criterion: str, parameters: dict[str, object], **facts: object) -> ConditionResult:
    """Return how a condition comes out where a letter states `facts` of the request."""
    condition = Condition(
        "urn:condition",
        criterion,
        criterion,
        {name: (str(value),) for name, value in parameters.items()},
    )
    known = {name: (CaseFact("urn:item", name, value),) for name, value in facts.items()}
    return judge(condition, Case("urn:letter", "urn:item", known), load())


def written(result: ConditionResult) -> str:
    return terms.comparison(result, load())


@pytest.mark.parametrize(
    ("left", "relation", "right", "holds"),
    [
        pytest.param((visits(12), visits(3)), "=", visits(15), True, id="a sum"),
        pytest.param((visits(12), visits(3)), "=", visits(16), False, id="a sum that is wrong"),
        pytest.param((visits(16),), ">", visits(6), True, id="more"),
        pytest.param((visits(6),), ">", visits(6), False, id="as many are not more"),
        pytest.param((visits(6),), "≤", visits(6), True, id="as many are within"),
        pytest.param(
            (Amount(3, "visit-a-week"),),
            "≤",
            Amount(2, "visit-a-week"),
            False,
            id="more a week are not within",
        ),
        pytest.param(
            (ASKED, date(2013, 11, 14)), "=", Amount(573, "day"), True, id="from day to day"
        ),
        pytest.param((date(2015, 5, 11),), "≥", date(2015, 5, 11), True, id="on the day"),
        pytest.param((date(2015, 5, 10),), "≥", date(2015, 5, 11), False, id="the day before"),
    ],
)
def test_whether_a_comparison_holds_is_worked_out_from_its_sides(
    left: tuple[Amount | date, ...], relation: str, right: Amount | date, *, holds: bool
) -> None:
    assert Comparison(left, relation, right).holds is holds


@given(*(st.integers(0, 40) for _ in range(3)), st.integers(1, 7), st.integers(1, 7))
def test_what_a_limit_on_visits_compares_is_so(
    asked: int, earlier: int, allowed: int, weekly: int, pace: int
) -> None:
    limits: dict[str, object] = {"maximumVisits": allowed, "maximumPerWeek": pace}
    result = judged(
        "visit-limit",
        limits,
        quantityRequested=asked,
        quantityUnit="visit",
        priorCount=earlier,
        visitsPerWeek=weekly,
    )
    assert result.comparisons
    assert all(each.holds for each in result.comparisons)
    exceeded = any(each.relation == ">" for each in result.comparisons)
    assert (result.status is Status.NOT_MET) is exceeded


@given(st.integers(1, 30), st.integers(1, 300))
def test_what_a_limit_on_days_compares_is_so(weeks: int, allowed: int) -> None:
    result = judged("duration-limit", {"maximumDays": allowed}, weeks=weeks)
    [within] = result.comparisons
    assert within.holds
    assert (result.status is Status.NOT_MET) is (within.relation == ">")


@given(days, days, st.sampled_from(["acute", "subacute", "chronic", "postoperative"]))
def test_a_phase_is_met_where_the_event_is_within_its_days(
    event: date, asked: date, phase: str
) -> None:
    of = "surgeryDate" if phase == "postoperative" else "injuryDate"
    facts = {of: event, "authorizationRequestDate": asked}
    result = judged("phase", {"requiresPhase": phase}, **facts)
    assert bool(result.comparisons) is (result.status is not Status.UNKNOWN)
    sums = [each for each in result.comparisons if each.relation == "="]
    bounds = [each for each in result.comparisons if each.relation != "="]
    assert all(each.holds for each in sums)
    assert len(sums) == bool(bounds)
    if bounds:
        assert all(each.holds for each in bounds) is (result.status is Status.MET)


def test_a_condition_of_a_letter_is_met_where_its_comparisons_hold() -> None:
    letters = letters_in([folder("examples") / "letters"])
    items = (item for letter in letters for item in explain(letter).items)
    steps = [step for item in items for proof in item.proofs for step in proof.walk()]
    compared = [
        step
        for step in steps
        if step.kind is Kind.CONDITION
        and any(premise.kind is Kind.COMPARISON for premise in step.premises)
    ]
    assert {step.of.criterion for step in compared} == {"visit-limit", "phase", "active-care"}
    for step in compared:
        relations = [each for each in step.of.comparisons if each.relation != "="]
        assert relations
        within = all(each.relation in {"≤", "≥"} and each.holds for each in relations)
        meant = step.of.status is Status.MET
        assert within is (not meant if step.of.criterion == "active-care" else meant)


@pytest.mark.parametrize(
    ("criterion", "parameters", "facts", "text"),
    [
        pytest.param("visit-limit", {"maximumVisits": 6}, {"priorCount": 0}, "", id="nothing"),
        pytest.param(
            "visit-limit", {"maximumVisits": 6}, {"quantityRequested": 6}, "6 ≤ 6", id="one step"
        ),
        pytest.param(
            "visit-limit",
            {"maximumVisits": 6},
            {"quantityRequested": 12, "priorCount": 3},
            "12 + 3 = 15 > 6",
            id="what goes on from the step before stands on its line",
        ),
        pytest.param(
            "visit-limit",
            {"maximumVisits": 12, "maximumPerWeek": 2},
            {"quantityRequested": 6, "visitsPerWeek": 3},
            "6 ≤ 12; 3 a week > 2 a week",
            id="what does not stands by itself",
        ),
        pytest.param(
            "duration-limit",
            {"maximumDays": 56},
            {"weeks": 6},
            "42 days ≤ 56 days",
            id="days",
        ),
        pytest.param(
            "phase",
            {"requiresPhase": "acute"},
            {"injuryDate": date(2013, 11, 14), "authorizationRequestDate": ASKED},
            f"2015-06-10 {MINUS} 2013-11-14 = 573 days; acute is an injury on or after 2015-05-11",
            id="from day to day",
        ),
        pytest.param(
            "phase",
            {"requiresPhase": "subacute"},
            {"injuryDate": date(2015, 4, 30), "authorizationRequestDate": ASKED},
            f"2015-06-10 {MINUS} 2015-04-30 = 41 days; "
            "subacute is an injury on or after 2015-03-11 and on or before 2015-05-10",
            id="the bounds of a day stand together",
        ),
        pytest.param(
            "phase",
            {"requiresPhase": "postoperative"},
            {"surgeryDate": date(2015, 5, 1), "authorizationRequestDate": ASKED},
            f"2015-06-10 {MINUS} 2015-05-01 = 40 days; "
            "postoperative is an operation on or after 2014-12-11",
            id="after an operation",
        ),
        pytest.param(
            "active-care",
            {"barsModality": "passive", "barsPhase": "chronic"},
            {
                "requestedTreatment": "https://w3id.org/imrgraph/vocab/massage-therapy",
                "injuryDate": date(2013, 11, 14),
                "authorizationRequestDate": ASKED,
            },
            f"2015-06-10 {MINUS} 2013-11-14 = 573 days; "
            "chronic is an injury on or before 2015-03-10",
            id="a phase that is barred",
        ),
    ],
)
def test_comparisons_are_written_as_arithmetic_is(
    criterion: str, parameters: dict[str, object], facts: dict[str, object], text: str
) -> None:
    result = judged(criterion, parameters, quantityUnit="visit", **facts)
    assert written(result) == text


@pytest.mark.parametrize(
    ("limit", "exception", "state"),
    [
        pytest.param(Status.MET, Status.NOT_MET, State.APPLIES, id="within the limit"),
        pytest.param(Status.NOT_MET, Status.MET, State.APPLIES, id="an exception to it"),
        pytest.param(Status.NOT_MET, Status.NOT_MET, State.BLOCKED, id="neither"),
        pytest.param(Status.UNKNOWN, Status.MET, State.APPLIES, id="an exception to whatever"),
        pytest.param(Status.MET, Status.UNKNOWN, State.APPLIES, id="no exception is needed"),
    ],
)
def test_of_a_limit_and_an_exception_to_it_support_needs_one(
    limit: Status, exception: Status, state: State
) -> None:
    supporting = WeighedRecommendation(
        item="urn:item",
        recommendation="urn:recommendation",
        basis=Basis.REVIEWER,
        reading=Reading.STATED,
        supports=True,
        treatment="urn:treatment",
        source=Source("Guideline", None, None, "as-stated"),
        rank=1,
        results=(
            ConditionResult("urn:limit", "visit-limit", limit, limits=True),
            ConditionResult("urn:exception", "exceptional-factors", exception, excuses=True),
        ),
    )
    assert supporting.state is state
