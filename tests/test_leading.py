"""deciding.leading: of the verdicts on an item the one that tells most comes first."""

from __future__ import annotations

import pytest

from imrgraph.reasoning.deciding.case import Basis
from imrgraph.reasoning.deciding.leading import Preference, leading_first, preference
from imrgraph.reasoning.deciding.results import (
    ConditionResult,
    Reading,
    Role,
    Status,
    WeighedRecommendation,
)
from imrgraph.reasoning.deciding.verdicts import Verdict, VerdictResult, decide
from imrgraph.reasoning.deciding.weighing import as_applied
from imrgraph.reasoning.places import Source

ITEM = "urn:letter/item/1"
STATED, APPLIED, ENCODED = f"{ITEM}/statement/1", as_applied(ITEM), "urn:guideline/massage"
MET = ConditionResult("urn:met", "phase", Status.MET)
FAILED = ConditionResult("urn:failed", "phase", Status.NOT_MET)
OPEN = ConditionResult("urn:open", "phase", Status.UNKNOWN)
#: Met, failed, and open by the silence of the letter.
BY_SILENCE = {
    status: ConditionResult("urn:silent", "visit-limit", status, absence=policy)
    for status, policy in (
        (Status.MET, "counts-as-met"),
        (Status.NOT_MET, "counts-as-not-met"),
        (Status.UNKNOWN, "remains-unknown"),
    )
}


def verdict(
    recommendation: str | None,
    *results: ConditionResult,
    basis: Basis = Basis.REVIEWER,
    status: str = "verified",
) -> VerdictResult:
    """Return what follows where this is weighed, or nothing."""
    reading = Reading.ENCODED if recommendation == ENCODED else Reading.STATED
    weighed = WeighedRecommendation(
        item=ITEM,
        recommendation=recommendation or "",
        basis=basis,
        reading=reading,
        supports=True,
        treatment="urn:massage",
        source=Source("a guideline", None, None, status),
        rank=1,
        results=results,
    )
    return decide([weighed] if recommendation else [], basis, reading)


def encoded(*results: ConditionResult, basis: Basis = Basis.REVIEWER) -> VerdictResult:
    return verdict(ENCODED, *results, basis=basis)


#: A verdict of each preference.
FIRST = {
    Preference.STATED: verdict(STATED, FAILED),
    Preference.SETTLED: encoded(FAILED),
    Preference.FOUND: verdict(APPLIED, FAILED),
    Preference.ENCODED: encoded(FAILED, basis=Basis.RECORD),
    Preference.SILENT: verdict(None),
}


@pytest.mark.parametrize("wanted", Preference)
def test_each_verdict_has_its_preference(wanted: Preference) -> None:
    assert preference(FIRST[wanted]) is wanted


@pytest.mark.parametrize("other", [each for each in Preference if each is not Preference.STATED])
def test_the_guideline_in_the_reviewers_words_comes_before_anything_else(
    other: Preference,
) -> None:
    stated = FIRST[Preference.STATED]
    assert leading_first([FIRST[other], stated]) == (stated, FIRST[other])


def test_it_comes_first_also_where_nothing_follows_from_it() -> None:
    stated, settled = verdict(STATED, OPEN), encoded(MET)
    assert stated.verdict is Verdict.UNDETERMINED
    assert leading_first([settled, stated]) == (stated, settled)


def test_it_is_in_the_reviewers_words_where_a_finding_is_applied_beside_it() -> None:
    both = verdict(STATED, FAILED).weighed + verdict(APPLIED, FAILED).weighed
    assert preference(decide(both, Basis.REVIEWER, Reading.STATED)) is Preference.STATED


def test_what_the_encoded_guideline_settles_comes_before_what_is_merely_found() -> None:
    found, settled = FIRST[Preference.FOUND], FIRST[Preference.SETTLED]
    assert leading_first([found, settled]) == (settled, found)


def test_an_encoding_that_nobody_read_in_its_source_comes_after_findings_that_part_from_it() -> (
    None
):
    found, settled = FIRST[Preference.FOUND], verdict(ENCODED, MET, status="secondary")
    assert leading_first([settled, found]) == (found, settled)
    same = verdict(ENCODED, FAILED, status="secondary")
    assert leading_first([found, same]) == (same, found)


@pytest.mark.parametrize(
    ("results", "wanted"),
    [
        pytest.param([MET], Preference.SETTLED, id="necessary"),
        pytest.param([FAILED], Preference.SETTLED, id="not necessary"),
        pytest.param([OPEN], Preference.ENCODED, id="undetermined"),
        pytest.param([BY_SILENCE[Status.NOT_MET]], Preference.ENCODED, id="by silence alone"),
        pytest.param(
            [FAILED, BY_SILENCE[Status.NOT_MET]], Preference.SETTLED, id="by silence besides"
        ),
        pytest.param(
            [MET, BY_SILENCE[Status.MET]], Preference.SETTLED, id="by silence that counts for it"
        ),
        pytest.param(
            [FAILED, BY_SILENCE[Status.UNKNOWN]], Preference.SETTLED, id="by no silence at all"
        ),
    ],
)
def test_the_encoded_guideline_settles_what_follows_without_silence(
    results: list[ConditionResult], wanted: Preference
) -> None:
    assert preference(encoded(*results)) is wanted


def test_an_exception_that_is_failed_by_silence_is_settled() -> None:
    exception = ConditionResult(
        "urn:exception",
        "indication",
        Status.NOT_MET,
        absence="counts-as-not-met",
        role=Role.EXCEPTION,
    )
    assert preference(encoded(MET, exception)) is Preference.SETTLED


def test_what_is_found_comes_before_what_the_encoded_guideline_does_not_settle() -> None:
    found, unsettled = FIRST[Preference.FOUND], encoded(OPEN)
    assert leading_first([unsettled, found]) == (found, unsettled)


def test_the_record_alone_settles_nothing() -> None:
    heard, alone = encoded(FAILED), encoded(FAILED, basis=Basis.RECORD)
    assert leading_first([alone, heard]) == (heard, alone)
    assert preference(alone) is Preference.ENCODED


def test_the_encoded_guideline_comes_before_no_words_at_all() -> None:
    silent, unsettled = FIRST[Preference.SILENT], encoded(OPEN, basis=Basis.RECORD)
    assert leading_first([silent, unsettled]) == (unsettled, silent)


def test_of_two_that_tell_as_much_the_one_given_first_comes_first() -> None:
    heard, alone = encoded(OPEN), encoded(OPEN, basis=Basis.RECORD)
    assert leading_first([heard, alone]) == (heard, alone)
    assert leading_first([alone, heard]) == (alone, heard)


def test_all_of_them_stand_in_the_order_of_the_preferences() -> None:
    assert leading_first(reversed(FIRST.values())) == tuple(FIRST.values())
