"""What a page tells of small letters, each with one thing that is easily told wrong.

The letters of ../shared/cases are read in place, and skipped where they are not; beside each stand
two of the same kind.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from imrgraph.explaining import explain
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.as_html import as_html
from imrgraph.reasoning.rendering.as_markdown import as_markdown
from imrgraph.reasoning.rendering.as_text import as_text
from imrgraph.reasoning.rendering.sentence import sentence
from imrgraph.resources import folder

SHARED: Final = Path(__file__).resolve().parents[2] / "shared" / "cases" / "explain"
LETTER: Final = """Case Number: CM99-0000302
Date Assigned: 12/20/2016 Date of Injury: {injury}
Decision Date: 01/12/2017 UR Denial Date: 12/05/2016

CLINICAL CASE SUMMARY
The worker is a 41-year-old woman who was hurt on {injury}. {summary}

IMR ISSUES, DECISIONS AND RATIONALES
Each of the disputed items/services was decided on its own, as set forth below:

{request}: {outcome}

Claims Administrator guideline: Decision based on {guideline}.

MAXIMUS guideline: Decision based on {guideline}.

Decision rationale: {rationale}
"""
CHRONIC: Final = "MTUS Chronic Pain Medical Treatment 2016, Section(s): TENS, chronic pain"
NECK: Final = "MTUS Neck and Upper Back Complaints 2004, Section(s): Special Studies"
BACK: Final = "MTUS Low Back Complaints 2004, Section(s): Physical Methods"


def shared(name: str) -> str:
    """Return the page of a shared letter, white space folded."""
    if not SHARED.is_dir():
        pytest.skip("the letters of ../shared/cases are not here")
    [path] = SHARED.glob(f"{name}-*.txt")
    return " ".join(as_text(explain(path)).split())


def told(  # noqa: PLR0913 (a part of the letter each)
    request: str,
    rationale: str,
    *,
    summary: str = "",
    guideline: str = NECK,
    outcome: str = "Upheld",
    injury: str = "10/20/2016",
) -> str:
    """Return the page of a letter, white space folded."""
    text = LETTER.format(
        request=request,
        rationale=rationale,
        summary=summary,
        guideline=guideline,
        outcome=outcome,
        injury=injury,
    )
    return " ".join(as_text(explain(Document.of("letter", text))).split())


def test_what_is_wanted_of_conservative_care_is_quoted_whole() -> None:
    assert "“Only five visits were tried, and six months of care are wanted first”" in shared("12")


@pytest.mark.parametrize(
    "said",
    [
        "Only two weeks of therapy were tried, and twelve are wanted before an operation",
        "She had not yet tried the brace, and a month of it is wanted first",
    ],
)
def test_a_short_sentence_is_quoted_whole(said: str) -> None:
    page = told("Right knee arthroscopy", f"{said}. The request is not medically necessary.")
    assert f"“{said}”" in page


def test_what_is_granted_in_spite_of_a_number_is_told_so() -> None:
    page = shared("13")
    assert "perhaps" not in page
    assert "eight more exceed the guideline by just two" in page


@pytest.mark.parametrize("number", ["eight", "ten"])
def test_a_number_that_is_exceeded_and_granted_is_conceded(number: str) -> None:
    page = told(
        f"Physical therapy, {number} sessions, right knee",
        f"The {number} visits exceed the guideline by two. The request is medically necessary.",
        outcome="Overturned",
    )
    assert "exceed the guideline by two" in page
    assert "does not follow" not in page


@pytest.mark.parametrize(
    "said", ["A torn ligament exceeds the expertise of the doctor", "It exceeds what he can bear"]
)
def test_what_is_exceeded_and_is_no_number_is_no_limit(said: str) -> None:
    page = told(
        "Orthopedic consultation",
        f"{said}. The request is medically necessary.",
        outcome="Overturned",
    )
    assert "goes beyond what the guideline allows" not in page


def test_a_request_before_the_injury_is_told_as_a_slip() -> None:
    page = shared("15")
    assert "is 2016-01-12, before the date of injury 2016-10-20: one of the two is likely" in page
    assert "for a request of" not in page


def test_days_that_differ_from_place_to_place_are_told_once() -> None:
    page = shared("16")
    assert page.count("dates of injury differ: 2016-10-20, 2016-10-22") == 1
    assert page.count("utilization review decision differ: 2016-12-05, 2016-12-02") == 1


def test_a_guideline_for_chronic_pain_is_told_as_odd_and_not_as_missing() -> None:
    page = shared("22")
    assert "which is for chronic pain; on 2016-12-05 (date of UR denial), 46 days" in page
    assert "46 days after the injury, it was not chronic yet" in page
    assert "no guideline" not in page


@pytest.mark.parametrize(("injury", "days"), [("11/20/2016", 15), ("09/20/2016", 76)])
def test_so_it_is_at_any_age_of_a_fresh_injury(injury: str, days: int) -> None:
    page = told(
        "TENS unit",
        "It was not asked for as an adjunct. The request is not medically necessary.",
        guideline=CHRONIC,
        injury=injury,
    )
    assert f"{days} days after the injury, it was not chronic yet" in page


def test_a_phase_that_is_not_reached_is_told_with_the_day_on_which_it_is() -> None:
    page = shared("23")
    assert "from 2016-11-20 on the injury is subacute or chronic" in page
    assert "CT scan" in page


@pytest.mark.parametrize(
    ("injury", "first"), [("11/10/2016", "2016-12-10"), ("11/20/2016", "2016-12-20")]
)
def test_the_day_on_which_a_phase_is_reached_follows_the_injury(injury: str, first: str) -> None:
    page = told(
        "CT scan of the cervical spine",
        "No red flags were found. The request is not medically necessary.",
        injury=injury,
    )
    assert f"from {first} on the injury is subacute or chronic" in page


def test_where_a_rule_opposes_its_condition_is_the_reason() -> None:
    page = shared("24")
    assert page.startswith(
        "1. Lumbar support Upheld, Lumbar support refused: the injury is not in the"
    )
    assert "not the reason" not in page


@pytest.mark.parametrize(
    "said",
    [
        "Supports are of use in the acute phase only, and this case is well past it",
        "A support is not for use past the acute phase, and this case is past it",
    ],
)
def test_a_phase_that_is_past_is_the_reason(said: str) -> None:
    page = told(
        "Lumbar support",
        f"{said}. The request is not medically necessary.",
        guideline=BACK,
        injury="06/20/2016",
    )
    assert "the injury is not in the phase for which it is recommended" in page


DENIED: Final = "The request is not medically necessary."


@pytest.mark.parametrize(
    ("said", "told_"),
    [
        pytest.param(
            "There is no documentation of numbness in the arm.",
            "“There is no documentation of numbness in the arm”",
            id="what covers much is told in the reviewer's words",
        ),
        pytest.param(
            "In this case, the arm is sore. As there is no plan of an operation on the neck, the "
            "request is not medically necessary.",
            "“As there is no plan of an operation on the neck",
            id="what leads into the conclusion",
        ),
    ],
)
def test_a_headline_tells_the_reviewers_words(said: str, told_: str) -> None:
    page = told("MRI of the cervical spine", f"{said} {DENIED}")
    assert told_ in page.partition("The reviewer's reasons")[0]


@pytest.mark.parametrize(
    "second",
    [
        "There is also no documentation of a plain film of the neck.",
        "Moreover, the amount asked for is excessive.",
        "An earlier film of the same part was not mentioned by the provider.",
    ],
)
def test_a_second_reason_is_told_with_the_reasons_or_among_what_was_not_understood(
    second: str,
) -> None:
    page = told("MRI of the cervical spine", f"No red flags were found. {second} {DENIED}")
    reasons = page.partition("The reviewer's reasons")[2]
    assert second.removesuffix(".").removeprefix("Moreover, ")[-30:] in reasons


@pytest.mark.parametrize(
    "said",
    [
        "Based on the lack of the above mentioned information, the request is not necessary.",
        "The information submitted fails to meet the evidence based criteria of the guidelines.",
    ],
)
def test_what_only_points_back_or_to_the_rules_is_no_reason(said: str) -> None:
    page = told("MRI of the cervical spine", f"No red flags were found. {said}")
    assert said[:40] not in page


def test_what_no_rule_was_recognized_for_is_not_told_so() -> None:
    page = told("MRI of the cervical spine", f"No red flags were found. {DENIED}")
    assert "No rule" not in page
    assert "not certain" not in page
    assert "The reviewer relies on “Neck and Upper Back Complaints 2004" in page


def test_a_rule_that_is_applied_in_its_own_sentence_is_told_whole() -> None:
    said = "Since ODG requires six weeks of care before imaging, which she has not had, no red flag"
    page = told("MRI of the cervical spine", f"{said} being found either, I agree. {DENIED}")
    assert "refused: “Since ODG requires six weeks of care before imaging, which she" in page


def test_words_that_give_two_reasons_are_quoted_once() -> None:
    said = "There is no documentation of red flags or of a plan of surgery"
    page = told("MRI of the cervical spine", f"{said}. {DENIED}")
    reasons = page.partition("The reviewer's reasons")[2].partition("What the next")[0]
    assert reasons.count(said) == 1


def test_that_the_parties_cite_other_chapters_is_not_odd() -> None:
    page = told("TENS unit", f"No red flags were found. {DENIED}", guideline=NECK)
    assert "relied on" not in page


def test_no_quotation_of_a_headline_begins_within_a_clause() -> None:
    said = (
        "The chart also fails to contain any evidence at all of gabapentin, or of any like agent "
        "of the same class and of the same strength, having come first"
    )
    page = told("Lidocaine 5% patch #30", f"There is no burning pain. {said}. {DENIED}")
    opening = page.partition("The reviewer's reasons")[0]
    assert "“or " not in opening
    assert "“and " not in opening


@pytest.mark.parametrize(
    "said",
    [
        "The injury is acute, therefore, the chronic pain guidelines do not apply.",
        "The MTUS is silent on the matter, which is not a chronic one.",
    ],
)
def test_a_sentence_that_sets_a_guideline_aside_is_no_reason(said: str) -> None:
    page = told("MRI of the cervical spine", f"{said} No red flags were found. {DENIED}")
    assert said[-20:-1] not in page
    assert "not in the phase" not in page


@pytest.mark.parametrize(
    "said",
    [
        "hands-on care of the soft tissue is passive",
        "in the case at hand the care is passive",
        "request runs ahead of the treatment in hand",
        "gait is foot over foot on the stairs",
    ],
)
def test_a_figure_of_speech_is_no_other_part_of_the_body(said: str) -> None:
    page = told("Myofascial release, thoracic spine", f"The {said}. {DENIED}")
    assert "the rationale speaks of the" not in page


def test_what_the_next_sentence_turns_against_is_no_reason_of_its_own() -> None:
    granted = "He is not well yet, and I would not rule out more of it later"
    page = told(
        "Physical therapy, six visits, neck",
        f"{granted}. But three visits of the old course have not been used. {DENIED}",
    )
    assert granted not in page.partition("What was not understood")[0]
    assert "three visits of the old course" in page


def test_what_a_guideline_is_reported_to_say_is_no_reason() -> None:
    said = (
        "Regarding the request for an MRI, the MTUS notes that, in absence of red flags, imaging "
        "is not helpful in the first weeks. She has had no therapy"
    )
    page = told("MRI of the cervical spine", f"{said}. {DENIED}")
    assert "in absence of red flags" not in page.partition("The reviewer's reasons")[0]


TRACTION: Final = (
    "The guideline accepts a unit for those with radicular symptoms. His arms are strong, so he is"
    " not one of those. It is noted that he got relief for some hours from traction by hand. {next}"
    " Not medically necessary."
)


def test_what_is_conceded_is_quoted_with_what_the_reviewer_says_next() -> None:
    page = told("Home cervical traction unit", TRACTION.format(next="That was in the office."))
    assert "the reviewer finds that earlier treatment is shown to have helped “It is noted" in page
    assert "from traction by hand. That was in the office” [" in page


@pytest.mark.parametrize("turn", ["But", "Yet", "However,"])
def test_what_the_next_sentence_takes_back_is_told_in_words_alone(turn: str) -> None:
    rest = f"{turn} some hours are to be expected, and of anything lasting there is no proof."
    page = told("Home cervical traction unit", TRACTION.format(next=rest))
    assert "shown to have helped" not in page
    assert "the reviewer writes “It is noted that he got relief for some hours" in page
    assert f"by hand. {rest[:-1]}” [" in page


def test_a_quotation_ends_behind_the_measure_that_it_gives() -> None:
    said = "There is benefit here and I want to say it: one bad day a month in place of two a week"
    text = LETTER.format(
        request="Home cervical traction unit",
        rationale=f"{said} and no more of them. Not medically necessary.",
        summary="",
        guideline=NECK,
        outcome="Upheld",
        injury="10/20/2016",
    )
    [ground] = explain(Document.of("letter", text)).items[0].grounds
    assert [place.quote for place in ground.evidence] == [said]


MIND: Final = "Psychological testing"
TESTS: Final = "It is not said which tests are meant. The request is not medically necessary."


@pytest.mark.parametrize(
    ("summary", "odd"),
    [
        ("Her neck hurts.", True),
        ("She has a lumbar strain.", True),
        ("She is anxious and sleeps badly.", False),
        ("Her neck hurts. She has had hip dysplasia since childhood.", False),
        ("Her neck hurts, with osteoarthritis of the hip.", False),
        ("Her neck hurts. She has used ibuprofen for six months.", False),
        ("Her neck hurts. She has used ibuprofen for three weeks.", True),
        ("Her neck hurts. Blood was drawn prior to abdominal surgery.", True),
        ("Her neck hurts. She had a prior abdominal surgery.", False),
    ],
)
def test_that_it_was_not_chronic_yet_is_told_of_fresh_pain_alone(
    summary: str, *, odd: bool
) -> None:
    page = told(MIND, TESTS, summary=summary, guideline=CHRONIC)
    assert ("it was not chronic yet" in page) is odd


def test_what_another_item_tells_of_older_complaints_is_heard() -> None:
    other = "Decision rationale: She has been on opioids for a chronic complaint. Not necessary."
    page = told(
        MIND, f"{TESTS}\n\nNorco 5/325mg: Upheld\n\n{other}", summary="It hurts.", guideline=CHRONIC
    )
    assert "2. Norco" in page
    assert "it was not chronic yet" not in page


@pytest.mark.parametrize("name", ["imaging", "medication", "two-items"])
def test_a_condition_on_which_the_letter_is_silent_has_a_mark_of_its_own(name: str) -> None:
    told = explain(folder("examples") / "letters" / f"{name}.txt")
    silent = [each.result for item in told.items for each in item.conditions]
    silent = [each for each in silent if each.is_silent]
    assert {wording.mark(each) for each in silent} <= {"—"}
    for written in (as_text(told, "full"), as_markdown(told, "full")):
        lines = [line for line in written.split("\n") if ": the letter does not give" in line]
        assert any("—" in line for line in lines) is bool(silent)
        assert not any("✗" in line or "✓" in line for line in lines)
    leading = [each.result for item in told.items for each in item.leading_conditions]
    assert ("not stated</span>" in as_html(told)) is any(each.is_silent for each in leading)


def test_a_denial_stands_in_full_because_of_what_is_told_as_its_reason() -> None:
    told = explain(folder("examples") / "letters" / "massage-chronic.txt").items[0]
    assert sentence(told).startswith("The denial stands because it was requested 573 days after")


def test_what_the_reviewer_does_not_give_as_a_reason_is_no_because() -> None:
    path = folder("examples") / "letters" / "massage-chronic.txt"
    head, _, _ = path.read_text("utf-8").partition("Decision rationale:")
    said = (
        "The MTUS recommends massage up to 6 visits in the acute phase. "
        "The stars stood against the massage that week, and so did the moon."
    )
    [item] = explain(Document.of(path.name, f"{head}Decision rationale: {said}")).items
    reasons = {each.criterion for each in item.reasons}
    turning = {each.result.criterion for each in item.decisive}
    because = sentence(item).startswith("The denial stands because")
    assert because is bool(reasons & turning)
