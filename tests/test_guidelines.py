"""knowledge.guidelines: the edition in force on a day, and what it recommends, as plain values."""

from __future__ import annotations

from datetime import date

import pytest

from imrgraph.knowledge.guidelines import editions_in_force, recommendations, treatment


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(2009, 7, 17), None),
        (date(2009, 7, 18), "Chronic Pain Medical Treatment Guidelines, 2009"),
        (date(2016, 7, 28), "Chronic Pain Medical Treatment Guidelines, 2009"),
        (date(2016, 7, 29), "Chronic Pain Medical Treatment Guidelines, 2016"),
        (date(2017, 12, 1), "Chronic Pain Guideline (ACOEM), 2017"),
    ],
)
def test_one_edition_of_a_guideline_is_in_force_at_a_time(day: date, edition: str | None) -> None:
    found = [e.name for e in editions_in_force(day) if e.name.startswith("Chronic Pain")]
    assert found == ([edition] if edition else [])


def test_only_the_edition_in_force_recommends() -> None:
    before, of_the_low_back = recommendations("massage", date=date(2015, 6, 10))
    assert before.edition.name == "Chronic Pain Medical Treatment Guidelines, 2009"
    assert [condition.criterion for condition in before.scope] == ["phase"]
    assert of_the_low_back.edition.name == "Low Back Complaints, 2004"
    assert recommendations("massage", "neck", date(2015, 6, 10)) == (before,)
    [after] = recommendations("massage", "neck", date(2016, 12, 9))
    assert after.edition.name == "Chronic Pain Medical Treatment Guidelines, 2016"
    assert not after.supports
    assert recommendations("massage", date=date(2018, 1, 5)) == ()


def test_what_is_said_of_the_broader_treatment_holds_for_the_narrower() -> None:
    assert recommendations("deep tissue massage") == recommendations("massage")


def test_a_recommendation_without_a_region_holds_for_every_region() -> None:
    every = {each for each in recommendations("acupuncture") if not each.regions}
    assert every < set(recommendations("acupuncture", region="neck"))
    assert not every & {each for each in recommendations("acupuncture") if each.regions}


def test_what_is_unverified_is_given_only_where_it_is_asked_for() -> None:
    assert {each.status for each in recommendations("TENS")} <= {"verified", "secondary"}
    assert "unverified" in {each.status for each in recommendations("TENS", unverified=True)}


@pytest.mark.parametrize(
    ("name", "modality"),
    [
        ("massage", "passive"),
        ("deep tissue massage", "passive"),
        ("home exercise program", "active"),
        ("physical-therapy", "active"),
        ("MRI", None),
    ],
)
def test_a_treatment_has_the_modality_of_the_nearest_broader(
    name: str, modality: str | None
) -> None:
    assert treatment(name).modality == modality


def test_a_treatment_that_no_label_names_is_an_error() -> None:
    with pytest.raises(KeyError, match="moonlight"):
        treatment("moonlight")
