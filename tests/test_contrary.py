"""auditing.contrary: a rationale that finds for the side that lost is told as odd, no other is."""

from __future__ import annotations

import pytest

from imrgraph.explaining import explain
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.rendering.as_text import as_text
from imrgraph.resources import folder

SCAN = folder("examples") / "letters" / "imaging.txt"
#: What concludes, either way.
DENIES = "Therefore, the request for the scan is not medically necessary."
GRANTS = "Therefore, the request for the scan is medically necessary."


def page(said: str, outcome: str = "Upheld") -> str:
    """Return the page of a letter that reasons so, its lines joined."""
    head, _, _ = SCAN.read_text(encoding="utf-8").partition("Decision rationale:")
    told = f"{head.replace('Overturned', outcome)}Decision rationale: {said}"
    return " ".join(as_text(explain(Document.of(SCAN.name, told))).split())


FOR = [
    "The notes supply a reason that supports the request for the scan.",
    "Each of the criteria of the guideline has been met.",
    "On this file the request for the scan is fully justified.",
    "The patient has failed eight visits of physical therapy and six weeks of naproxen.",
]
AGAINST = [
    "The file does not support the request for the scan.",
    "The criteria of the guideline have not been met.",
    "There is no documentation of failed conservative care.",
]


@pytest.mark.parametrize("finding", FOR)
def test_a_finding_for_the_worker_and_a_denial_contradict_each_other(finding: str) -> None:
    told = page(f"{finding} {DENIES}")
    assert "a contradiction (Cal. Lab. Code § 4610.6(h)" in told
    assert f"“{finding}”" in told
    assert "speaks for the request, nothing but the conclusion speaks against it" in told


@pytest.mark.parametrize("finding", AGAINST)
def test_so_do_a_finding_against_him_and_a_grant(finding: str) -> None:
    told = page(f"{finding} {GRANTS}", "Overturned")
    assert "speaks against the request, nothing but the conclusion speaks for it" in told


@pytest.mark.parametrize("finding", FOR)
def test_of_such_a_letter_there_is_nothing_to_answer_and_no_reason_is_told(finding: str) -> None:
    told = page(f"{finding} {DENIES}")
    assert "What the next request would need" not in told
    assert "The reviewer's reasons" not in told
    assert "no reason for it is given" in told


@pytest.mark.parametrize(
    "said",
    [
        f"{FOR[0]} However, no course of exercise was tried. {DENIES}",
        f"{FOR[0]} The patient has had four scans since May. {DENIES}",
        f"The guideline allows 6 visits over 4 weeks. {FOR[0]} {DENIES}",
        f"The guideline does not recommend it. {FOR[0]} {DENIES}",
        f"The provider states that the notes support the request for the scan. {DENIES}",
        f"More detail would justify the request for the scan. {DENIES}",
        f"The notes do not support the request for the scan. {DENIES}",
        "Given the age of the injury, the request for the scan is not medically necessary.",
    ],
    ids=["turned", "a further fact", "a limit", "a bar", "provider", "would", "denied", "reason"],
)
def test_where_anything_else_may_be_the_reason_nobody_is_accused(said: str) -> None:
    assert "4610.6(h)" not in page(said)


@pytest.mark.parametrize(("finding", "outcome"), [(FOR[0], "Overturned"), (AGAINST[0], "Upheld")])
def test_a_finding_that_agrees_with_the_outcome_is_not_odd(finding: str, outcome: str) -> None:
    assert "4610.6(h)" not in page(
        f"{finding} {DENIES if outcome == 'Upheld' else GRANTS}", outcome
    )
