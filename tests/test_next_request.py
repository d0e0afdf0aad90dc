"""explaining.next_request: what a physician could do about a denial."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from imrgraph.explaining import explain
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.deciding.case import Change
from imrgraph.reasoning.deciding.counterfactuals import Counterfactual
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.as_text import as_text
from imrgraph.reasoning.rendering.page import page
from imrgraph.resources import folder

if TYPE_CHECKING:
    from imrgraph.reasoning.explaining.explanation import Explanation, Explanations

FIRST = folder("examples") / "letters" / "massage-chronic.txt"
PARTLY = folder("examples") / "letters" / "therapy-partly-authorized.txt"


def item(*changes: tuple[str, str]) -> Explanation:
    """Return the explanation of the first letter, in which each of `changes` was made."""
    text = FIRST.read_text(encoding="utf-8")
    for before, after in changes:
        assert re.search(before, text), before
        text = re.sub(before, after, text)
    return explain(Document.of(FIRST.name, text)).items[0]


def steps(told: Explanation) -> dict[str, list[str]]:
    """Return what the next request would need, by kind."""
    found: dict[str, list[str]] = {}
    for step in told.next_request:
        found.setdefault(step.kind, []).append(wording.next_step(step, told.knowledge))
    return found


def quotes(told: Explanation, kind: str) -> list[str]:
    """Return the words of the letter on which the steps of a kind rest."""
    of_kind = (step for step in told.next_request if step.kind == kind)
    return [wording.words(place) for step in of_kind for place in step.evidence]


def reasoned(said: str) -> Explanation:
    return item((r"(?s)Decision rationale:.*", f"Decision rationale: {said}"))


def reasoned_all(said: str) -> Explanations:
    text = FIRST.read_text(encoding="utf-8")
    told = re.sub(r"(?s)Decision rationale:.*", f"Decision rationale: {said}", text)
    return explain(Document.of(FIRST.name, told))


def test_a_phase_that_is_over_is_told_with_its_last_day() -> None:
    [told] = steps(item())["until-day"]
    assert told.startswith("the acute phase ended on 2013-12-13: no later request lies within it")


def test_the_last_day_is_in_the_phase_and_the_next_is_not() -> None:
    within, beyond = item((r"6/10/15", "12/13/13")), item((r"6/10/15", "12/14/13"))
    assert "until-day" not in steps(within)
    assert "until-day" in steps(beyond)


@pytest.mark.parametrize(
    ("ground", "thing", "wanted"),
    [
        (
            "There is no documentation of functional improvement.",
            "“functional improvement”",
            "measures of function",
        ),
        (
            "There is no documentation of failed conservative care.",
            "“failed conservative care”",
            "which conservative care",
        ),
        ("The request does not specify the body part.", "", "which part of the body"),
    ],
)
def test_what_the_reviewer_missed_is_what_to_show(ground: str, thing: str, wanted: str) -> None:
    told = steps(reasoned(f"{ground} The massage is not medically necessary."))
    shown = [*told.get("missing", ()), *told.get("document", ())]
    assert any(thing in each and wanted in each for each in shown)


@pytest.mark.parametrize(
    ("said", "thing"),
    [
        ("The record fails to document a home trial of the unit.", "a home trial of the unit"),
        ("In this case, the outcome of the therapy has not been submitted.", "the outcome of the"),
        ("There is a lack of documentation regarding the dose to support it.", "the dose"),
        ("How many visits the patient had is not noted.", "How many visits the patient had”"),
    ],
)
def test_the_thing_that_a_sentence_misses_is_named_in_its_words(said: str, thing: str) -> None:
    told = steps(reasoned(f"{said} The massage is not medically necessary."))
    shown = [*told.get("missing", ()), *told.get("lacking", ())]
    assert any(each.startswith(f"the reviewer finds this missing: “{thing}") for each in shown)


@pytest.mark.parametrize(
    "said",
    [
        "He has not reported constipation from any other cause.",
        "It was not documented.",
        "The twelve visits exceed what is allowed.",
    ],
)
def test_where_no_thing_is_named_none_is_made_up(said: str) -> None:
    told = steps(reasoned(f"{said} The massage is not medically necessary."))
    assert "missing" not in told
    assert "lacking" not in told


def test_what_was_authorized_is_told_with_its_places() -> None:
    [first, *_] = explain(PARTLY).items
    [step] = [each for each in first.next_request if each.kind == "authorized"]
    said = wording.next_step(step, first.knowledge)
    assert said.startswith("6 of the 12 asked for were authorized already")
    assert step.evidence


def test_what_fits_is_the_limit_less_what_was_given() -> None:
    said = "MTUS recommends massage up to 6 visits. The 12 visits exceed the guideline."
    told = item(
        (r"(?s)Decision rationale:.*", f"Decision rationale: {said} It is not necessary."),
        (r"two\s+times\s+three", "12 visits"),
        (r"2 times a week for 3 weeks", "12 visits"),
        (r"The plan of care", "She had 4 visits of massage. The plan of care"),
    )
    [fits] = steps(told)["visits"]
    assert fits.startswith("2 visits still fit: 6 are allowed and 4 were given")
    assert quotes(told, "visits") == ["4 visits"]  # and none of the 12 that were denied


def test_a_request_that_was_granted_needs_nothing() -> None:
    assert item((r"Upheld", "Overturned")).next_request == ()


def test_a_finding_that_nobody_can_change_is_no_counterfactual_of_the_page() -> None:
    told = as_text(explain(FIRST))
    assert "found met" not in told
    assert "instead of 2013-11-14" not in " ".join(told.split())
    assert "at most 3 visits in place of 6" not in " ".join(told.split())


def test_visits_that_were_authorized_count_against_the_limit() -> None:
    said = "MTUS recommends massage up to 6 visits. The 12 visits exceed the guideline."
    asked = (
        "Massage therapy 12 visits was the original request. Massage therapy 4 visits was "
        "authorized by the Claims Administrator. The remaining IMR eligible portion of the "
        "original request, massage therapy 8 visits"
    )
    told = item(
        (r"(?s)Decision rationale:.*", f"Decision rationale: {said} It is not necessary."),
        (r"Deep tissue massage therapy two\s+times\s+three for the cervical spine", asked),
        (r"2 times a week for 3 weeks", "12 visits"),
    )
    [fits] = steps(told)["visits"]
    assert fits.startswith("2 visits still fit: 6 are allowed and 4 were given or authorized")
    assert quotes(told, "visits") == ["4 visits"]


def test_a_number_would_not_alone_have_changed_what_another_reason_bars() -> None:
    limit = "MTUS recommends massage up to 4 visits in the acute or chronic phase. "
    beyond = "The 6 visits exceed the guideline. "
    other = "There is no documentation of functional improvement with the prior massage. "
    ends = "The massage is not medically necessary."
    met = "with at most 4 visits in place of 6"
    assert met in " ".join(as_text(reasoned_all(f"{limit}{beyond}{ends}")).split())
    assert met not in " ".join(as_text(reasoned_all(f"{limit}{beyond}{other}{ends}")).split())


def test_what_is_not_read_for_certain_is_to_be_answered_in_its_words() -> None:
    told = steps(reasoned("The stars of this patient stood against the massage that week."))
    assert told["answer"] == ["answer what the reviewer writes"]


@pytest.mark.parametrize(
    "opened",
    [
        "Further massage is contingent on what the first visits bring.",
        "More visits would not be supported until the report of the first six is in.",
        "Should the home exercises fail, the physician may resubmit.",
        "With the dose named, the request could be reconsidered.",
        "A trial of three visits would be reasonable here.",
        "I would look at a new request once the exercises are done.",
    ],
)
def test_what_the_reviewer_says_would_do_is_told_in_his_words(opened: str) -> None:
    denied = "There is no documentation of functional improvement."
    told = reasoned(f"{denied} {opened} The massage is not medically necessary.")
    assert opened in quotes(told, "hint")
    assert opened not in quotes(told, "answer")


@pytest.mark.parametrize(
    "said",
    [
        "The MTUS states that continued visits are contingent on improvement.",
        "The treating provider believes that further massage is contingent on a new request.",
        "Massage may be used when pain medication is not tolerated.",
    ],
    ids=["guideline", "provider", "rule"],
)
def test_what_a_guideline_or_the_provider_says_is_no_word_of_the_reviewer(said: str) -> None:
    denied = "There is no documentation of functional improvement."
    told = reasoned(f"{said} {denied} The massage is not medically necessary.")
    assert "hint" not in steps(told)


@pytest.mark.parametrize(
    "said",
    [
        "The worker's working diagnoses are cervical sprain and headache.",
        "The notes supply a reason that supports the request for massage.",
    ],
    ids=["neutral", "in favour"],
)
def test_what_is_not_held_against_the_request_is_not_to_be_answered(said: str) -> None:
    told = reasoned(f"{said} The massage is not medically necessary.")
    assert "answer" not in steps(told)


def test_what_was_authorized_before_is_to_be_used_and_nothing_to_be_shown() -> None:
    told = reasoned(
        "The guideline recommends up to ten visits. Six visits of massage were authorized last "
        "week. The request would be redundant. It is not medically necessary."
    )
    assert steps(told) == {
        "use": ["use first what was authorized already; nothing has to be shown for it"]
    }
    assert quotes(told, "use") == ["Six visits of massage were authorized last week."]


def test_a_further_reason_is_told_beside_what_was_authorized() -> None:
    told = reasoned(
        "Six visits of massage were authorized last week. The request would be redundant. There "
        "is no documentation of functional improvement. The massage is not medically necessary."
    )
    assert "use" not in steps(told)
    assert any("functional improvement" in each for each in steps(told)["missing"])


@pytest.mark.parametrize("fact", ["a date of injury", "given or granted before"])
def test_what_nobody_can_change_is_no_part_of_the_next_request(fact: str) -> None:
    for letter in sorted((folder("examples") / "letters").glob("*.txt")):
        for told in explain(Document.of(letter.name, letter.read_text("utf-8"))).items:
            asked = [s for s in page(told) if s.title == "What the next request would need"]
            assert not any(fact in entry.text for s in asked for entry in s.entries)


@pytest.mark.parametrize(
    ("fact", "party"), [("priorCount", "nobody"), ("quantityRequested", "the requesting physician")]
)
def test_nobody_is_said_to_have_been_able_to_undo_visits(fact: str, party: str) -> None:
    fewer = Counterfactual((Change("", fact, 6, 0),), Verdict.NECESSARY)
    told = wording.counterfactual(fewer, item().knowledge)
    assert f"0 instead of 6 ({party} could have changed it)" in told
