"""reasoning: the first letter and its variations, each explained as a person would who reads it.

The letter disputes deep tissue massage, 2 x 3 = 6 visits, of an injury 573 days old at the request.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from imrgraph.explaining import explain
from imrgraph.knowledge.terms import IMRV, local
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.deciding.case import Basis, Bound
from imrgraph.reasoning.deciding.results import Amount, Reading, Status
from imrgraph.reasoning.deciding.verdicts import Agreement, Verdict
from imrgraph.reasoning.rendering import terms, wording

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.reasoning.deciding.verdicts import VerdictResult
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition, Explanation


def explained(letter: Document, *changes: tuple[str, str]) -> Explanation:
    """Explain the first item of `letter`, in which each of `changes` was made wherever it fits."""
    text = letter.text
    for pattern, instead in changes:
        assert re.search(pattern, text), pattern
        text = re.sub(pattern, instead, text)
    return explain(Document.of(letter.name, text)).items[0]


def on_record(item: Explanation) -> VerdictResult:
    [verdict] = [each for each in item.verdicts if each.basis is Basis.RECORD]
    return verdict


def encoded(item: Explanation) -> VerdictResult:
    """Return what the encoded guideline decides on what the reviewer found."""
    how = Basis.REVIEWER, Reading.ENCODED
    [verdict] = [each for each in item.verdicts if (each.basis, each.reading) == how]
    return verdict


def leading(item: Explanation, criterion: str) -> ExplainedCondition:
    """Return the condition on a criterion by which the item is explained."""
    [condition] = [e for e in item.leading_conditions if e.result.criterion == criterion]
    return condition


def missing(item: Explanation, verdict: VerdictResult) -> list[str]:
    return [wording.gap(each, item.knowledge) for each in verdict.missing]


def changes(item: Explanation) -> set[tuple[str, str, object]]:
    return {
        (change.property, change.bound, change.after)
        for found in item.counterfactuals
        for change in found.changes
    }


def test_the_denial_follows_from_what_the_reviewer_found(first_letter: Document) -> None:
    item = explained(first_letter)
    first = item.leading
    assert item.recorded_outcome == "upheld"
    assert (first.basis, first.verdict) == (Basis.REVIEWER, Verdict.NOT_NECESSARY)
    assert first.agreement(item.recorded_outcome) is Agreement.AGREE


def test_the_visit_limit_is_met_and_not_the_reason(first_letter: Document) -> None:
    limit = leading(explained(first_letter), "visit-limit").result
    six = (Amount(6, "visit"),)
    assert (limit.status, limit.actual, limit.required) == (Status.MET, six, six)


def test_the_injury_is_573_days_old_and_not_acute(first_letter: Document) -> None:
    phase = leading(explained(first_letter), "phase").result
    assert phase.status is Status.NOT_MET
    assert phase.actual == (Amount(573, "day"),)
    assert phase.required == (IMRV("acute").value,)


def test_it_turns_on_the_phase_and_on_active_care(first_letter: Document) -> None:
    decisive = [each.result.criterion for each in explained(first_letter).decisive]
    assert decisive == ["phase", "active-care"]


def test_an_acute_injury_would_have_changed_it(first_letter: Document) -> None:
    [flip] = explained(first_letter).counterfactuals
    [change] = flip.changes
    assert flip.verdict is Verdict.NECESSARY
    assert (change.property, change.bound) == ("injuryDate", Bound.ON_OR_AFTER)
    assert change.after == date(2015, 5, 11)


def test_three_visits_would_have_made_no_difference(first_letter: Document) -> None:
    same = [
        (change.property, change.after, found.verdict)
        for found in explained(first_letter).no_effect
        for change in found.changes
    ]
    assert ("quantityRequested", 3, Verdict.NOT_NECESSARY) in same


def test_home_exercise_is_on_record_and_never_addressed(first_letter: Document) -> None:
    item = explained(first_letter)
    [fact] = item.unaddressed
    assert wording.unaddressed(fact, item.knowledge) == "home exercise (concurrent treatment)"
    assert [" ".join(e.quote.split()) for e in fact.evidence] == ["home exercises"]


def test_the_readings_part_at_the_phase(first_letter: Document) -> None:
    item = explained(first_letter)
    parting = item.partings[0]
    assert parting.criterion == "phase"
    assert parting.stated == (IMRV("acute").value,)
    assert parting.encoded == (IMRV("chronic").value,)
    assert parting.evidence is not None
    assert "acute phase" in " ".join(parting.evidence.quote.split())


def test_an_encoding_from_secondary_sources_is_told_as_such(first_letter: Document) -> None:
    assert not explained(first_letter).encoding_verified


def test_both_grounds_of_the_reviewer_are_derived_too(first_letter: Document) -> None:
    grounds = {(g.criterion, g.met, g.stated, g.derived) for g in explained(first_letter).grounds}
    assert grounds == {("phase", False, True, True), ("active-care", False, True, True)}


def test_every_quotation_stands_at_its_place(first_letter: Document) -> None:
    item = explained(first_letter)
    quoted = [step.evidence for proof in item.proofs for step in proof.walk() if step.evidence]
    quoted += [evidence for each in item.conditions for evidence in each.evidence]
    assert quoted
    for evidence in quoted:
        assert first_letter.text[evidence.start : evidence.end] == evidence.quote


def test_without_the_date_of_injury_it_is_undetermined(first_letter: Document) -> None:
    item = explained(first_letter, (r"injury\s+on\s+11/14/13", "injury"))
    assert len(item.verdicts) == 1 + 1 + 1
    for verdict in item.verdicts:
        assert verdict.verdict is Verdict.UNDETERMINED
        assert "the date of injury" in missing(item, verdict)


@pytest.mark.parametrize(
    ("year", "lacking"),
    [
        pytest.param("08", "no guideline found", id="before any edition"),
        pytest.param(
            "18",
            "what Cervical and Thoracic Spine Disorders, 2017 says of the treatment",
            id="in one of which only the topic is known",
        ),
    ],
)
def test_where_no_edition_that_was_read_is_in_force_nothing_follows(
    first_letter: Document, year: str, lacking: str
) -> None:
    item = explained(first_letter, (r"6/10/15", f"6/10/{year}"), (r"11/14/13", "11/14/05"))
    as_encoded = [each for each in item.verdicts if each.reading is Reading.ENCODED]
    assert {each.basis for each in as_encoded} == {*Basis}
    for verdict in as_encoded:
        assert verdict.verdict is Verdict.UNDETERMINED
        assert missing(item, verdict) == [lacking]


def test_twelve_visits_of_an_acute_injury_are_necessary_in_part(first_letter: Document) -> None:
    item = explained(first_letter, (r"11/14/13", "5/20/15"), (r"two\s+times\s+three", "2 x 6"))
    first = item.leading
    assert (first.verdict, first.certify, item.requested) == (Verdict.PARTLY_NECESSARY, 6, 12)
    assert first.verdict.outcome == "upheld"
    assert [each.result.criterion for each in item.decisive] == ["visit-limit"]
    assert ("quantityRequested", Bound.AT_MOST, 6) in changes(item)


def test_six_visits_of_an_acute_injury_are_necessary(first_letter: Document) -> None:
    assert explained(first_letter, (r"11/14/13", "5/20/15")).verdict is Verdict.NECESSARY


@pytest.mark.parametrize(
    "change",
    [
        pytest.param((r"Upheld", "Overturned"), id="outcome swapped"),
        pytest.param((r"(?s)(?<=Decision rationale:).*", " None."), id="rationale deleted"),
    ],
)
def test_the_record_never_sees_outcome_or_rationale(
    first_letter: Document, change: tuple[str, str]
) -> None:
    before, after = on_record(explained(first_letter)), on_record(explained(first_letter, change))
    assert (before.verdict, before.missing) == (after.verdict, after.missing)
    before_results = [weighed.results for weighed in before.weighed]
    assert before_results
    assert [[r.status for r in rs] for rs in before_results] == [
        [r.status for r in weighed.results] for weighed in after.weighed
    ]


def test_a_swapped_outcome_is_a_disagreement(first_letter: Document) -> None:
    item = explained(first_letter, (r"Upheld", "Overturned"))
    assert item.leading.agreement(item.recorded_outcome) is Agreement.DISAGREE


def test_the_same_letter_is_explained_the_same(first_letter: Document) -> None:
    once, again = (explained(first_letter) for _ in range(2))
    assert once == again
    assert once.proofs == again.proofs
    assert once.conditions == again.conditions
    assert once.counterfactuals == again.counterfactuals
    assert once.discrepancies == again.discrepancies


def test_massage_in_the_acute_phase_is_necessary(examples: Path) -> None:
    item = explain(examples / "massage-acute.txt").items[0]
    assert item.verdict is Verdict.NECESSARY
    assert item.leading.agreement(item.recorded_outcome) is Agreement.AGREE


@pytest.mark.parametrize(
    ("name", "gap"),
    [
        ("medication", "for how many days it is asked for"),
    ],
)
def test_what_the_record_does_not_give_leaves_it_undetermined(
    examples: Path, name: str, gap: str
) -> None:
    item = explain(examples / f"{name}.txt").items[0]
    assert on_record(item).verdict is Verdict.UNDETERMINED
    assert gap in missing(item, on_record(item))


def test_twelve_visits_at_once_exceed_the_trial_of_six(examples: Path) -> None:
    decision = on_record(explain(examples / "therapy-partly-authorized.txt").items[0])
    assert decision.verdict is Verdict.NOT_NECESSARY
    [(weighed, result)] = decision.decisive
    assert local(weighed.recommendation) == "chronic-pain-2016-pm-trial"
    assert result.criterion == "visit-limit"
    assert result.actual == (Amount(12, "visit"),)
    assert result.required == (Amount(6, "visit"),)


def test_what_is_unverified_decides_only_where_it_is_asked_for(first_letter: Document) -> None:
    known, every = (
        {c.weighed.recommendation for c in explain(first_letter, unverified=on).items[0].conditions}
        for on in (False, True)
    )
    assert known < every
    assert all(iri.endswith("recalled") or "pm-" in iri for iri in every - known)


_SIGNS = (
    "dorsiflexion of the right ankle had 4/5 strength, and sensation was dull over the\n"
    "right L5 dermatome"
)
_TRIED = "naproxen, 8 visits of physical therapy, home exercise\nand light duty; none of them eased"


@pytest.mark.parametrize(
    ("instead", "criterion", "status"),
    [
        pytest.param({}, "objective-findings", (Status.MET, None), id="told"),
        pytest.param(
            {_SIGNS: "strength of the right ankle was 5/5, and sensation was intact"},
            "objective-findings",
            (Status.NOT_MET, None),
            id="denied",
        ),
        pytest.param(
            {_SIGNS: "the back was inspected"},
            "objective-findings",
            (Status.NOT_MET, "counts-as-not-met"),
            id="silent",
        ),
        pytest.param(
            {_TRIED: "not tried; nothing eased"},
            "conservative-care",
            (Status.NOT_MET, "counts-as-not-met"),
            id="nothing tried",
        ),
    ],
)
def test_the_summary_decides_what_takes_a_reader_to_judge(
    examples: Path, instead: dict[str, str], criterion: str, status: tuple[Status, str | None]
) -> None:
    item = imaging(examples, instead)
    decision = on_record(item)
    [found] = {
        (result.status, result.absence)
        for each in decision.weighed
        for result in each.results
        if result.criterion == criterion
    }
    assert found == status
    follows = Verdict.NOT_NECESSARY if instead else Verdict.NECESSARY
    assert decision.verdict is follows


def test_what_the_summary_tells_is_quoted(examples: Path) -> None:
    item = imaging(examples, {})
    steps = item.proof_of(on_record(item)).walk()
    told = [
        (step.evidence, said)
        for step in steps
        if (said := wording.conclusion(step, item.knowledge)).startswith("the summary tells")
    ]
    assert "the summary tells: weakness on examination" in {said for _, said in told}
    assert all(evidence and evidence.voice == "record" for evidence, _ in told)


def imaging(examples: Path, instead: dict[str, str]) -> Explanation:
    """Explain the letter on imaging, in which the keys of `instead` were replaced."""
    text = (examples / "imaging.txt").read_text(encoding="utf-8")
    for old, new in instead.items():
        assert old in text
        text = text.replace(old, new)
    return explain(Document.of("imaging.txt", text)).items[0]


def acupuncture(examples: Path, *changes: tuple[str, str]) -> Explanation:
    """Explain the second item of the letter with two, in which `changes` were made."""
    text = (examples / "two-items.txt").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return explain(Document.of("two-items.txt", text)).items[1]


def test_a_first_course_of_acupuncture_is_necessary_up_to_six(examples: Path) -> None:
    item = acupuncture(examples)
    assert (item.verdict, item.leading.certify) == (Verdict.PARTLY_NECESSARY, 6)
    assert ("quantityRequested", Bound.AT_MOST, 6) in changes(item)


def test_earlier_visits_count_towards_the_limit(examples: Path) -> None:
    had = (
        "acupuncture. In the progress",
        "massage. She completed 4 sessions of acupuncture. In the",
    )
    item = acupuncture(examples, had)
    [limit] = [each.result for each in item.decisive]
    assert limit.actual == (Amount(16, "visit"),)
    assert terms.comparison(limit, item.knowledge) == "12 + 4 = 16 > 6"
    assert item.leading.certify == 6 - 4


def test_earlier_visits_without_a_number_leave_no_remainder(examples: Path) -> None:
    had = ("acupuncture. In the progress", "massage. She completed a course of acupuncture. In the")
    decision = encoded(acupuncture(examples, had))
    assert (decision.verdict, decision.certify) == (Verdict.NOT_NECESSARY, None)
    [gain] = [r for _, r in decision.decisive if r.criterion == "functional-improvement"]
    assert gain.absence == "counts-as-not-met"


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ("She showed functional improvement from it.", Verdict.NECESSARY),
        ("There is no documentation of functional improvement.", Verdict.NOT_NECESSARY),
    ],
)
def test_what_the_reviewer_finds_decides_on_the_reviewers_basis_alone(
    examples: Path, found: str, verdict: Verdict
) -> None:
    item = acupuncture(
        examples,
        ("acupuncture. In the progress", "massage. She completed a course of acupuncture. In the"),
        (
            (
                "The injured\nworker has not had acupuncture before, "
                "and the 12 visits requested exceed the trial."
            ),
            found,
        ),
    )
    assert item.leading.basis is Basis.REVIEWER
    assert item.verdict is verdict
    [gain] = [r for _, r in on_record(item).decisive if r.criterion == "functional-improvement"]
    assert gain.absence == "counts-as-not-met"


def test_without_active_treatment_beside_it_two_changes_are_needed(first_letter: Document) -> None:
    item = explained(first_letter, (r"(?:,\s+)?and\s+(?:to\s+)?continue\s+home\s+exercises", ""))
    gap = leading(item, "adjunct").result.missing
    assert gap
    assert wording.gap(gap, item.knowledge) == "an active treatment that continues beside it"
    [flip] = item.counterfactuals
    assert [change.property for change in flip.changes] == [
        "injuryDate",
        "concurrentTreatment",
    ]


def stated(item: Explanation) -> VerdictResult:
    [verdict] = [each for each in item.verdicts if each.reading is Reading.STATED]
    return verdict


@pytest.mark.parametrize(
    ("letter", "criteria", "verdict"),
    [
        (
            "imaging.txt",
            {"objective-findings", "conservative-care", "surgical-plan"},
            Verdict.NECESSARY,
        ),
        ("therapy-partly-authorized.txt", {"functional-improvement"}, Verdict.NOT_NECESSARY),
    ],
)
def test_what_the_reviewer_finds_is_the_guideline_as_this_reviewer_applies_it(
    examples: Path, letter: str, criteria: set[str], verdict: Verdict
) -> None:
    decision = stated(explain(examples / letter).items[0])
    assert {result.criterion for _, result in decision.decisive} == criteria
    assert decision.verdict is verdict


def test_a_finding_on_what_the_reviewer_states_is_no_condition_of_its_own(
    first_letter: Document,
) -> None:
    named = {local(each.recommendation) for each in stated(explained(first_letter)).weighed}
    assert "applied" not in named


def test_a_finding_is_quoted_once_and_not_as_words_of_a_guideline(examples: Path) -> None:
    item = explain(examples / "medication.txt").items[0]
    condition = next(c for c in item.conditions if c.result.criterion == "functional-improvement")
    assert condition.words is None
    assert condition.evidence[0].quote.startswith("no evidence of functional improvement")


def test_the_encoded_guideline_is_told_where_it_decides(examples: Path) -> None:
    item = explain(examples / "therapy-partly-authorized.txt").items[0]
    assert item.leading.reading is Reading.ENCODED
    assert item.decisive[0].result.criterion == "visit-limit"


def test_every_finding_that_fails_has_to_be_otherwise() -> None:
    rationale = "There are no objective findings. Conservative care has not been tried."
    text = f"""Bone scan: Upheld

Claims Administrator guideline: Decision based on Non-MTUS Citation ODG.

MAXIMUS guideline: Decision based on Non-MTUS Citation ODG.

Decision rationale: {rationale}
"""
    item = explain(Document("letter", text)).items[0]
    failed = {"objective-findings", "conservative-care"}
    [flip] = item.counterfactuals
    assert {(each.finding, each.after) for each in flip.changes} == {(c, True) for c in failed}
    assert flip.verdict is Verdict.NECESSARY
    assert {each.changes[0].finding for each in item.no_effect} == failed


def test_an_older_injury_would_have_left_the_acute_phase(examples: Path) -> None:
    item = explain(examples / "massage-acute.txt").items[0]
    [flip] = item.counterfactuals
    assert flip.verdict is Verdict.NOT_NECESSARY
    assert changes(item) == {("injuryDate", Bound.ON_OR_BEFORE, date(2015, 8, 30))}
