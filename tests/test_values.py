"""Values: how much, when, of whom, as letters of many hands write it; each case with two variants.

The files of the cases stand beside the checkout; without them only the variants are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from conftest import SHARED

from imrgraph.letters.reading import read
from imrgraph.letters.schema import as_dict
from imrgraph.letters.text.document import Document

if TYPE_CHECKING:
    from pathlib import Path

CASES = SHARED.parent / "cases" / "reading"
LETTER = """\
Case Number: {case}
Date Assigned: 12/07/2016 Date of Injury: {injury}
Decision Date: 12/30/2016 UR Denial Date: 11/16/2016
Priority: Standard
Application Received: 11/28/2016

HOW THE IMR FINAL DETERMINATION WAS MADE
A reviewer who has no tie to the parties saw the whole file.

The Expert Reviewer has the following credentials:
State(s) of Licensure: California
Certification(s)/Specialty: Family Practice

CLINICAL CASE SUMMARY
The reviewer drew the following summary from the case file, including all medical records:

{summary}

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

{heading}: Upheld

Claims Administrator guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016.

MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016.

Decision rationale: The request is not medically necessary.
"""


def told(**parts: str) -> dict[str, Any]:
    """Return what a letter with these parts states."""
    usual = {
        "case": "CM16-0000001",
        "injury": "03/15/2016",
        "summary": "The patient has neck pain.",
        "heading": "Massage, 6 visits",
    }
    return as_dict(read(Document("letter", LETTER.format(**{**usual, **parts}))))


def case(name: str) -> dict[str, Any]:
    """Return what the letter of a case states."""
    path: Path = CASES / f"{name}.txt"
    if not path.exists():
        pytest.skip("the cases are not beside this checkout")
    return as_dict(read(path))


def amount(letter: dict[str, Any]) -> tuple[Any, ...]:
    """Return how much of the first item is asked for, and how often."""
    found = letter["items"][0]["quantity"] or {}
    return tuple(found.get(key) for key in ("requested", "per_week", "weeks", "unit"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("q1_refills_after_count", (180, None, None, "tablet")),
        ("q1_control", (180, None, None, "tablet")),
        ("q2_number_words", (26, None, None, "visit")),
        ("q2c_twenty_four", (24, None, None, "visit")),
        ("q3_thousands", (1200, None, None, "tablet")),
        ("q4_tablets_per_week", (None, None, None, "tablet")),
        ("q5_range_times_range", (18, 3, 6, "visit")),
    ],
)
def test_a_quantity_of_the_cases_is_right(name: str, expected: tuple[Any, ...]) -> None:
    assert amount(case(name)) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Relafen 750mg #90 refills 3", (360, None, None, "tablet")),
        ("Lodine 400mg, dispense #30, RF: 1", (60, None, None, "tablet")),
        ("Motrin 800mg #90 refill: 0", (90, None, None, "tablet")),
        ("Acupuncture, forty-two sessions", (42, None, None, "visit")),
        ("Thirty-three (33) visits of massage", (33, None, None, "visit")),
        ("Massage three times a week for twenty-two weeks", (66, 3, 22, "visit")),
        ("Percocet 5/325mg, quantity 1,440", (1440, None, None, "tablet")),
        ("Ultram 50mg #2,000", (2000, None, None, "tablet")),
        ("Acupuncture 1-2 x 3-5 weeks", (10, 2, 5, "visit")),
        ("Massage 1 to 3 times per week for 2 to 8 weeks", (24, 3, 8, "visit")),
        ("Massage, three courses of four visits", (12, None, None, "visit")),
        ("Two rounds of eight acupuncture sessions", (16, None, None, "visit")),
        ("Massage, fewer than 8 visits", (None, None, None, None)),
        ("Acupuncture, more than six sessions", (None, None, None, None)),
        ("Acupuncture treatments, 10", (10, None, None, "visit")),
        ("Massage visits: eighteen", (18, None, None, "visit")),
        (
            "Home health aide 3 hours a day, 5 days a week for 2 months",
            (None, 5, None, "other:hour"),
        ),
        ("Home health aide 6 hours per day, 7 days per week x 2 weeks", (84, 7, 2, "other:hour")),
    ],
)
def test_a_quantity_of_another_hand_is_right(heading: str, expected: tuple[Any, ...]) -> None:
    assert amount(told(heading=heading)) == expected


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("Gabapentin 600mg #60 x 2", "'x 2'"),
        ("Baclofen 10mg #90 times 4", "'times 4'"),
        ("Massage 2 times a week for 4 weeks (12 visits)", "'12 visits'"),
    ],
)
def test_a_quantity_that_two_readings_dispute_is_open_with_a_warning(
    heading: str, place: str
) -> None:
    found = told(heading=heading)
    assert found["items"][0]["quantity"]["disputed"] is None
    [warning] = found["warnings"]
    assert "how much is asked for" in warning["message"]
    assert place in warning["message"]


@pytest.mark.parametrize(
    ("name", "injury"),
    [
        ("d1_birth_date", "2016-03-15"),
        ("d1_birth_date_acute", "2015-09-08"),
        ("d1_birth_date_header", "2015-09-08"),
        ("d1_control_acute", "2015-09-08"),
        ("d2_century", "1996-03-15"),
        ("d2_century_massage", "1998-11-14"),
        ("d3_hyphen_dates", "2013-11-14"),
        ("d3_nonbreaking_hyphen", "2016-03-15"),
    ],
)
def test_the_day_of_injury_of_the_cases_is_right(name: str, injury: str) -> None:
    assert case(name)["injury"] == injury


NO_HEADER = LETTER.partition("\n\n")[2]


@pytest.mark.parametrize(
    ("words", "injury"),
    [
        ("The injured worker (DOB 4/5/1970) was hurt on 6/7/2015.", "2015-06-07"),
        ("The injured worker, date of birth 4/5/70, DOI 6/7/15, has pain.", "2015-06-07"),
        ("He was hurt in an accident on 5/6/87.", "1987-05-06"),
        ("She has a claim of 10/2/99.", "1999-10-02"),
        ("He was injured on Mar. 15, 2016.", "2016-03-15"),
        ("She was injured on 15 March 2016.", "2016-03-15"),
        ("She was injured on Sept 5, 2016.", "2016-09-05"),
        ("The date of injury is March 15,2016.", "2016-03-15"),
        ("The date of injury is 2016-03-15.", "2016-03-15"),
        ("Injured on the job on 3rd of October, 2014.", "2014-10-03"),
        ("Date of injury: 3\u201115\u20112016.", "2016-03-15"),
        ("Date of injury: 3\u201315\u201316.", "2016-03-15"),
        ("Date of injury: 11/14/\n13.", "2013-11-14"),
        ("After the injury she had surgery on 6/1/2016.", None),
        ("Since the injury, an MRI of 6/1/2016 was read.", None),
    ],
)
def test_the_day_of_injury_is_told_from_other_days(words: str, injury: str | None) -> None:
    text = NO_HEADER.format(summary=words, heading="Massage, 6 visits")
    assert as_dict(read(Document("letter", text)))["injury"] == injury


def test_typographic_hyphens_are_as_good_as_plain_ones() -> None:
    found = told(
        case="CM16\u20110000002",
        injury="03\u201215\u20122016",
        summary="A 42\u2011year\u2011old woman.",
        heading="Massage 2 x 6, low\u2011back",
    )
    assert found["case_number"] == "CM16-0000002"
    assert found["injury"] == "2016-03-15"
    assert found["claimant"] == {"age": 42, "sex": "female"}


def test_a_day_that_is_none_is_named() -> None:
    found = told(summary="She was seen on 13/45/2016 and on 2/30/16, with scores of 98-99-10.")
    assert [warning["message"] for warning in found["warnings"]] == [
        "the summary gives a day that is none: '13/45/2016'",
        "the summary gives a day that is none: '2/30/16'",
    ]


@pytest.mark.parametrize(
    ("words", "age", "sex"),
    [
        ("39 y/o F with neck pain.", 39, "female"),
        ("47M with a tear.", 47, "male"),
        ("A 51 yo male.", 51, "male"),
        ("A fifty-two-year-old nurse. She rests.", 52, "female"),
        ("The worker, aged 55, rests. He has pain.", 55, "male"),
        ("The patient (40, male) has pain.", 40, "male"),
        ("Male, 61. Neck pain.", 61, "male"),
        ("Mr. Doe is 35. He has pain.", 35, "male"),
        ("Ms. Roe has pain.", None, "female"),
        ("Mr. B, 64, has pain.", 64, "male"),
        ("The IW is 53, male.", 53, "male"),
        ("The applicant, who is 66, has pain.", 66, None),
        ("Her boss, who is male, shouted. She rests.", None, "female"),
        ("The patient is 59 years of age. She has pain.", 59, "female"),
        ("A gentleman of 5 years' service, age 61.", 61, "male"),
        ("The patient was hit by a male patient. She has pain.", None, "female"),
        ("The patient has a 20-year-old scar. She has pain.", None, "female"),
        ("Her supervisor sent her home; her provider says he is busy.", None, "female"),
        ("The patient has pain. Dr. Smith says that he agrees.", None, None),
        ("He rests. She rests.", None, None),
        ("The worker was born on 2/3/1970. She rests.", 46, "female"),
        ("DOB: 12/31/70. He rests.", 45, "male"),
        ("The record has her birthdate as 3/1/1956 and 3/1/1965.", None, "female"),
        ("A baker of fifty-one. She rests.", 51, "female"),
        ("This is a lady of forty-four who fell.", 44, "female"),
        ("The employee was 54 at the time of the report.", 54, None),
        ("The patient is sixty-seven. He rests.", 67, "male"),
        ("The worker is a porter, 38, who fell.", 38, None),
        ("A retired smith, sixty-two, rests. He has pain.", 62, "male"),
        ("57 yrs, F, former cook.", 57, "female"),
        ("Age: 59. Sex: F. Strain of the back.", 59, "female"),
        ("A range of motion of 50, and a pain score of 40, are told.", None, None),
    ],
)
def test_age_and_sex_are_read_however_they_are_told(
    words: str, age: int | None, sex: str | None
) -> None:
    assert told(summary=words)["claimant"] == {"age": age, "sex": sex}


def test_birth_dates_that_differ_are_told() -> None:
    [warning] = told(summary="Her birthdate is 3/1/1956 or 3/1/1965.")["warnings"]
    assert warning["message"] == (
        "the summary gives birth dates that differ: 3/1/1956 and 3/1/1965"
    )


def findings(letter: dict[str, Any]) -> list[tuple[str, bool]]:
    """Return the findings besides tenderness and motion, each with whether it is so."""
    usual = {"tenderness", "limited-motion"}
    return [(f["kind"], f["present"]) for f in letter["findings"] if f["kind"] not in usual]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("n1_contraction", [("muscle-spasm", False)]),
        ("n1_control", [("muscle-spasm", False)]),
        (
            "n2_colon_none",
            [
                ("muscle-spasm", False),
                ("foot-drop", False),
                ("radicular-symptoms", False),
                ("muscle-spasm", False),
            ],
        ),
        ("n4_except", [("weakness", True), ("sensory-change", True), ("straight-leg-raise", True)]),
        (
            "n4_control",
            [("weakness", True), ("sensory-change", True), ("straight-leg-raise", True)],
        ),
        ("n5_relative", []),
        ("n6_resolved", [("radicular-symptoms", False), ("motor-weakness", False)]),
    ],
)
def test_the_findings_of_the_cases_are_right(name: str, found: list[tuple[str, bool]]) -> None:
    assert findings(case(name)) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("She doesn't have foot drop.", [("foot-drop", False)]),
        ("He hasn\u2019t any muscle spasm.", [("muscle-spasm", False)]),
        ("Swelling: none. Atrophy: absent.", [("swelling", False), ("atrophy", False)]),
        ("Foot drop (-). Tingling: denied.", [("foot-drop", False), ("radicular-symptoms", False)]),
        ("Reflexes were intact except decreased at the left ankle.", [("reflex-change", True)]),
        (
            "Straight leg raise: negative on the left and positive on the right.",
            [("straight-leg-raise", True)],
        ),
        ("Her sister has foot drop.", []),
        ("His father had numbness of the legs.", []),
        ("The tingling has subsided.", [("radicular-symptoms", False)]),
        ("She no longer has foot drop.", [("foot-drop", False)]),
        ("No increase in tingling was reported.", [("radicular-symptoms", True)]),
        (
            "Not only tingling but foot drop is noted.",
            [("radicular-symptoms", True), ("foot-drop", True)],
        ),
        ("The notes failed to show muscle spasm.", [("muscle-spasm", False)]),
        ("None of the notes show foot drop.", [("foot-drop", False)]),
    ],
)
def test_the_findings_of_another_hand_are_right(words: str, found: list[tuple[str, bool]]) -> None:
    assert findings(told(summary=words)) == found


@pytest.mark.parametrize("name", ["q2b_prior_twenty_one", "q2b_control"])
def test_the_earlier_visits_of_the_cases_are_right(name: str) -> None:
    assert [item["prior_count"] for item in case(name)["items"]] == [21]


@pytest.mark.parametrize(
    ("words", "visits"),
    [
        ("He completed thirty-four sessions of massage.", 34),
        ("She had twenty two massage visits.", 22),
        ("Massage, 12/12 sessions, was completed.", 12),
        ("His wife had 12 sessions of massage.", None),
        ("Her mother attended six massage visits.", None),
    ],
)
def test_the_earlier_visits_of_another_hand_are_right(words: str, visits: int | None) -> None:
    assert told(summary=words)["items"][0]["prior_count"] == visits
