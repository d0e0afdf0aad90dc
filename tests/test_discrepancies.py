"""auditing.discrepancies: what a letter says twice and differently, or too late by law."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imrgraph.explaining import explain
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.rendering import wording

if TYPE_CHECKING:
    from pathlib import Path


def found(letter: Path, *changes: tuple[str, str]) -> dict[str, tuple[str, list[str]]]:
    """Return what does not agree in the first item of `letter` after `changes`, by kind."""
    text = letter.read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    [item, *_] = explain(Document.of(letter.name, text)).items
    return {
        d.kind: (wording.discrepancy(d, item.knowledge), [e.quote for e in d.evidence])
        for d in item.discrepancies
    }


@pytest.fixture
def letter(examples: Path) -> Path:
    return examples / "two-items.txt"


def test_a_letter_in_order_has_parties_at_variance_at_most(letter: Path) -> None:
    assert set(found(letter)) == {"variance"}


def test_a_date_of_injury_that_the_summary_tells_otherwise_is_found(letter: Path) -> None:
    what, quotes = found(letter, ("Date of Injury: 07/11/2016", "Date of Injury: 07/12/2016"))[
        "injury-date"
    ]
    assert what == "dates of injury differ: 2016-07-12, 2016-07-11"
    assert quotes[0] == "07/12/2016"


@pytest.mark.parametrize(("day", "late"), [("02/26/2017", False), ("02/27/2017", True)])
def test_a_review_is_late_only_where_documents_and_review_took_longer(
    letter: Path, day: str, *, late: bool
) -> None:
    told = found(letter, ("Decision Date: 02/07/2017", f"Decision Date: {day}"))
    assert ("late" in told) is late
    if late:
        what, quotes = told["late"]
        assert "took 46 days, where the law allows 45" in what
        assert what.endswith("a late determination stands all the same")
        assert quotes[1] == day


def test_no_application_is_told_to_be_late(letter: Path) -> None:
    assert "late" not in found(letter, ("01/05/2017", "02/01/2017"))


def test_the_rationale_may_date_the_injury_otherwise(letter: Path) -> None:
    told = found(
        letter, ("Decision rationale: ", "Decision rationale: The injury was on 7/13/16. ")
    )
    what, quotes = told["injury-date"]
    assert what == "dates of injury differ: 2016-07-11, 2016-07-13"
    assert quotes[-1] == "7/13/16"


def test_header_and_summary_may_date_the_utilization_review_otherwise(letter: Path) -> None:
    told = found(letter, ("UR Denial Date: 12/22/2016", "UR Denial Date: 12/23/2016"))
    assert told["ur-date"][0] == (
        "dates of the utilization review decision differ: 2016-12-23, 2016-12-22"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("Date of Injury: 07/11/2016", "Date of Injury: 07/11/2017"), "date of request"),
        (("Decision Date: 02/07/2017", "Decision Date: 02/07/2016"), "date of decision"),
    ],
)
def test_a_day_that_cannot_be_is_told_as_a_likely_slip(
    letter: Path, change: tuple[str, str], said: str
) -> None:
    told = found(letter, change)
    what, quotes = told["date-slip"]
    assert what.startswith(f"the {said}")
    assert what.endswith("one of the two is likely a slip")
    assert all(any(letter.isdigit() for letter in quote) for quote in quotes)
    assert "out-of-force" not in told


@pytest.mark.parametrize(
    ("said", "is_odd"),
    [
        pytest.param("The patient has been on opioids for over 12 months.", True, id="longer"),
        pytest.param("She has been taking opioids for the past 12 months.", True, id="she"),
        pytest.param("The patient has been on opioids for 6 months.", False, id="since it"),
        pytest.param("Opioids for over 12 months call for a review.", False, id="a rule"),
        pytest.param(
            "The patient has been seen by a guide of 12 months.", False, id="no treatment"
        ),
    ],
)
def test_a_treatment_that_lasted_for_longer_than_the_injury_is_old_is_odd(
    letter: Path, said: str, *, is_odd: bool
) -> None:
    told = found(letter, ("Decision rationale: ", f"Decision rationale: {said} "))
    assert ("duration-slip" in told) is is_odd
    if is_odd:
        what, [words, day] = told["duration-slip"]
        assert "lasted 12 months" in what
        assert "211 days old at the decision" in what
        assert "12 months" in words
        assert day == "07/11/2016"


def test_an_edition_that_did_not_govern_the_request_is_found(letter: Path) -> None:
    cited = "Chronic Pain Medical Treatment 2016", "Chronic Pain Medical Treatment 2009"
    what, [quote] = found(letter, cited)["out-of-force"]
    assert "Chronic Pain Medical Treatment Guidelines, 2009" in what
    dated = "on 2016-12-15 (date of request for authorization) it was"
    assert f"{dated} Chronic Pain Medical Treatment Guidelines, 2016" in what
    assert "2009" in quote


@pytest.fixture
def scan(examples: Path) -> Path:
    return examples / "imaging.txt"


IN_THE_CASE = "There is an objective neurologic deficit here"


@pytest.mark.parametrize(
    ("request_", "said", "kinds"),
    [
        pytest.param("left knee", "There is pain of the right knee", {"side"}, id="other side"),
        pytest.param("right knee", "There is pain of both knees", set(), id="both sides"),
        pytest.param("left hand", "There is pain of the right thumb", {"side"}, id="a part of it"),
        pytest.param("lumbar spine", "There is numbness of the left foot", set(), id="its nerves"),
        pytest.param("lumbar spine", "There is stenosis at L4-5", set(), id="a level of it"),
        pytest.param("lumbar spine", "Pills upset the stomach", set(), id="a side effect"),
        pytest.param("right wrist", "There is numbness of the right thumb", set(), id="its limb"),
        pytest.param("right wrist", "There is pain of the right ankle", {"region"}, id="another"),
        pytest.param("left shoulder", "She is back at the register", set(), id="back at work"),
        pytest.param("left shoulder", "Naproxen was cut back in May", set(), id="cut back"),
        pytest.param("right knee", "Nothing is left to try for the knee", set(), id="left to try"),
        pytest.param("right knee", "It has left him with a stiff knee", set(), id="left with"),
        pytest.param("right arm", "Had the left arm been asked for, no", set(), id="not asked for"),
        pytest.param("right arm", "The left arm was never requested", set(), id="not requested"),
        pytest.param("SI joint", "There was a thigh thrust", set(), id="a test"),
        pytest.param("neck", "The straight leg raise was good", set(), id="another test"),
        pytest.param("right wrist", "It was so in half of all hips", set(), id="of all"),
        pytest.param("right wrist", "It has been so in most knees", set(), id="of most"),
        pytest.param("right knee", "She puts one foot over the other", set(), id="foot by foot"),
    ],
)
def test_the_rationale_has_to_speak_of_the_part_that_is_asked_for(
    scan: Path, request_: str, said: str, kinds: set[str]
) -> None:
    told = found(
        scan,
        ("MRI of the lumbar spine: Overturned", f"MRI of the {request_}: Overturned"),
        ("an MRI of the low back", "an MRI"),
        (IN_THE_CASE, f"{said}. {IN_THE_CASE}"),
        (": weak ankle dorsiflexion and reduced sensation in\nthe right L5 dermatome", ""),
        ("the MRI of\nthe lumbar spine", "the MRI"),
    )
    assert set(told) & {"side", "region"} == kinds


def test_a_chapter_about_another_part_of_the_body_is_found(scan: Path) -> None:
    told = found(scan, ("MTUS Low Back Complaints", "MTUS Neck and Upper Back Complaints"))
    what, quotes = told["chapter"]
    assert "cites a chapter on the neck" in what
    assert what.endswith("the request names the lumbar spine")
    assert quotes[0] == "lumbar spine"


def test_a_chapter_is_cited_for_tests_around_an_operation_as_it_is(scan: Path) -> None:
    told = found(
        scan,
        ("MTUS Low Back Complaints", "MTUS Neck and Upper Back Complaints"),
        ("MRI of the lumbar spine: Over", "Pre-op MRI of the lumbar spine: Over"),
    )
    assert "chapter" not in told


@pytest.mark.parametrize("region", ["neck and lumbar spine", "SI joint"])
def test_a_chapter_on_a_part_of_what_is_asked_for_fits(scan: Path, region: str) -> None:
    asked = ("MRI of the lumbar spine: Over", f"MRI of the {region}: Over")
    assert "chapter" not in found(scan, asked)


def test_beside_a_chapter_that_fits_another_is_not_odd(scan: Path) -> None:
    both = "MTUS Neck and Upper Back Complaints. Decision based on MTUS Low Back Complaints"
    assert "chapter" not in found(scan, ("MTUS Low Back Complaints", both))


def test_of_two_parts_that_differ_both_are_quoted_first(scan: Path) -> None:
    asked = ("MRI of the lumbar spine: Over", "MRI of the left wrist and right elbow: Over")
    _, quotes = found(scan, asked)["chapter"]
    assert quotes[0] == "left wrist"
    assert quotes[1].startswith("Low Back Complaints")
