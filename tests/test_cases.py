"""Cases: small letters, each with one thing that is easily misread, and what is right of it.

The letters and sentences of ../shared/cases are read in place, and skipped where they are not; the
rationales of tests/cases/ are others of the same kinds.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from rdflib import Graph

import imrgraph
from imrgraph.explaining import explain
from imrgraph.graph.turtle import as_turtle
from imrgraph.knowledge.terms import local
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.deciding.case import Change
from imrgraph.reasoning.deciding.weighing import weigh

if TYPE_CHECKING:
    from imrgraph.reasoning.explaining.explanation import Explanation

HERE: Final = Path(__file__).resolve().parent
SHARED: Final = HERE.parents[1] / "shared" / "cases"
LETTER: Final = """Case Number: CM99-0000301
Date of Injury: 10/20/2016
UR Denial Date: 12/05/2016

CLINICAL CASE SUMMARY
The worker is a 41-year-old woman who was hurt on 10/20/2016. {summary}

IMR ISSUES, DECISIONS AND RATIONALES
Each of the disputed items/services was decided on its own, as set forth below:

{request}: {outcome}

Claims Administrator guideline: Decision based on {guideline}.

MAXIMUS guideline: Decision based on {guideline}.

Decision rationale: {rationale} The request {concluded}.
"""
_CONCLUDED: Final = {
    "Upheld": "is not medically necessary",
    "Overturned": "is medically necessary",
}


def case(
    request: str,
    rationale: str,
    outcome: str = "Upheld",
    summary: str = "",
    guideline: str = "Non-MTUS Citation Official Disability Guidelines (ODG)",
) -> Explanation:
    """Return the explanation of the one item of a letter."""
    text = LETTER.format(
        request=request,
        rationale=rationale,
        outcome=outcome,
        summary=summary,
        guideline=guideline,
        concluded=_CONCLUDED[outcome],
    )
    [item] = explain(Document.of("letter", text)).items
    return item


def grounds(item: Explanation) -> set[str]:
    """Return the criteria found, each with + or - for met or not."""
    return {ground.criterion + "-+"[ground.met] for ground in item.of.grounds}


class Row(NamedTuple):
    """A rationale, what it finds, and what it does not."""

    kind: str
    request: str
    rationale: str
    found: str
    absent: str


def _rows() -> list[Row]:
    with (HERE / "cases" / "grounds.tsv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [Row(*row) for row in rows]


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row.kind)
@pytest.mark.parametrize("outcome", ["Upheld", "Overturned"])
def test_a_rationale_finds_what_it_says_whatever_the_outcome(row: Row, outcome: str) -> None:
    found = grounds(case(row.request, row.rationale, outcome))
    assert set(row.found.split()) <= found
    assert not set(row.absent.split()) & found


# The letters of ../shared/cases: the grounds of each item, and what is no ground of it.


def shared(name: str) -> tuple[Explanation, ...]:
    [path] = (SHARED / "explain").glob(f"{name}-*.txt")
    return explain(path).items


needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/cases is not here")

ITEMS: Final = {
    "01": [
        ("conservative-care+ objective-findings+", ""),
        ("associated-service+ visit-limit+", ""),
        ("associated-service+ duration-limit+", ""),
    ],
    "02": [("adjunct+", "")],
    "03": [("visit-limit+", "visit-limit-")],
    "04": [("", "non-duplication-")],
    "05": [("skilled-care-need-", "skilled-care-need+")],
    "06": [("indication-", "documentation+ documentation-")],
    "07": [
        ("indication+", ""),
        ("", "objective-findings+ objective-findings-"),
        ("indication-", "first-line-therapy+ first-line-therapy-"),
    ],
    "08": [
        ("adjunct-", "documentation-"),
        ("conservative-care-", "documentation-"),
        ("surgical-plan-", "documentation-"),
    ],
    "09": [("conservative-care-", "")],
    "10": [("conservative-care-", "")],
    "11": [("conservative-care+ objective-findings+", "")],
    "12": [("conservative-care-", "conservative-care+")],
    "15": [("functional-improvement-", "")],
    "16": [("red-flags-", "")],
    "17": [("indication-", ""), ("conservative-care-", ""), ("objective-findings+", "")],
    "18": [("objective-findings- first-line-therapy-", "")],
    "19": [
        ("non-duplication-", "documentation-"),
        ("non-duplication-", "documentation-"),
        ("non-duplication-", "documentation-"),
    ],
    "20": [
        ("first-line-therapy- monitoring-", ""),
        ("request-specificity-", "indication-"),
        ("indication-", "indication+"),
        ("exceptional-factors-", ""),
        ("red-flags- objective-findings- conservative-care- surgical-plan-", "indication-"),
    ],
    "22": [("adjunct-", "")],
    "23": [("red-flags-", "")],
    "24": [("phase-", "")],
}


@needs_shared
@pytest.mark.parametrize("name", ITEMS)
def test_the_grounds_of_each_item_of_a_shared_letter_are_read(name: str) -> None:
    for item, (found, absent) in zip(shared(name), ITEMS[name], strict=True):
        assert set(found.split()) <= grounds(item), item.number
        assert not set(absent.split()) & grounds(item), item.number


@needs_shared
@pytest.mark.parametrize("name", ["01", "02", "03", "04", "07", "11"])
def test_no_granted_item_of_a_shared_letter_is_told_not_to_follow(name: str) -> None:
    for item in shared(name):
        accused = item.leading.agreement(item.recorded_outcome) == "disagree"
        assert not (accused and item.is_certain(item.leading)), item.number


@needs_shared
@pytest.mark.parametrize(
    ("name", "treatments"),
    [
        ("04", ["steroid-injection"]),
        ("06", ["etodolac"]),
        ("07", ["home-health", "mri", "baclofen"]),
        ("23", ["ct"]),
    ],
)
def test_the_treatment_of_each_item_of_a_shared_letter_is_known(
    name: str, treatments: list[str]
) -> None:
    assert [local(item.treatment or "") for item in shared(name)] == treatments


@needs_shared
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("01", ["She failed physical therapy", "shows a labral tear"]),
        ("24", ["this case is beyond it"]),
    ],
)
def test_a_ground_is_quoted_where_the_case_is_told(name: str, words: list[str]) -> None:
    item = shared(name)[0]
    quoted = " | ".join(item.letter.document.quote(ground.span) for ground in item.of.grounds)
    assert all(each.removeprefix("She ") in quoted for each in words)


# Single sentences of ../shared/cases/README.md, by their place in its table.


class Sentence(NamedTuple):
    """A sentence of the table: for which request, in which words around it, and what is right."""

    request: str
    around: str
    found: str
    absent: str


VISITS: Final = "Physical therapy 2 times a week for 3 weeks, right knee"
SCAN: Final = "MRI of the cervical spine"
SENTENCES: Final = {
    0: Sentence("Home health aide", "She {1}. {0}.", "indication-", "indication+"),
    1: Sentence("Spinal cord stimulator", "{0}.", "indication-", "surgical-plan- surgical-plan+"),
    2: Sentence("Botulinum toxin injection", "{0}.", "indication-", "indication+"),
    3: Sentence("Traction unit", "{0}.", "recommended-", "objective-findings+ indication+"),
    4: Sentence(SCAN, "{0}.", "objective-findings+", "objective-findings-"),
    5: Sentence("Associated surgical service: Sling", "{0}.", "associated-service+", ""),
    6: Sentence(SCAN, "She {0}.", "conservative-care-", "conservative-care+"),
    7: Sentence("Steroid injection, right knee", "She {0}.", "", "non-duplication-"),
}


def _quoted() -> list[list[str]]:
    """Return the quotations of the table of single sentences, row by row."""
    told = (SHARED / "README.md").read_text("utf-8")
    table = told.partition("| sentence | right |")[2].partition("\n\n")[0]
    rows = (row.split("|")[1] for row in table.splitlines() if row.startswith("| "))
    return [re.findall(r'"([^"]+)"', row) for row in rows]


@needs_shared
@pytest.mark.parametrize("place", SENTENCES)
def test_a_shared_sentence_finds_what_it_says(place: int) -> None:
    sentence = SENTENCES[place]
    found = grounds(case(sentence.request, sentence.around.format(*_quoted()[place])))
    assert set(sentence.found.split()) <= found
    assert not set(sentence.absent.split()) & found


@pytest.mark.parametrize("word", ["don't", "doesn't", "didn't", "don\u2019t"])
def test_an_apostrophe_denies_as_a_whole_word_does(word: str) -> None:
    whole = word.replace("n't", " not").replace("n\u2019t", " not")
    short, long = (
        case(VISITS, f"The records {each} document functional improvement.")
        for each in (word, whole)
    )
    assert grounds(short) == grounds(long) == {"functional-improvement-"}
    [ground] = short.of.grounds
    assert short.letter.document.quote(ground.span).startswith(word)


# What the summary tells: whose word it is, what is normal, what is taken back.


@needs_shared
def test_what_goes_on_and_helps_contradicts_no_therapy_on_record() -> None:
    assert not shared("09")[0].contradictions


@pytest.mark.parametrize(
    "finding",
    ["He is getting better with physical therapy.", "Physical therapy is helping him now."],
)
def test_a_course_that_helps_is_no_denial_of_the_course(finding: str) -> None:
    item = case(SCAN, finding, summary="Treatments have included physical therapy.")
    assert grounds(item) == {"conservative-care-"}
    assert not item.contradictions


def in_favour(item: Explanation) -> set[str]:
    return {place.quote for fact in item.unaddressed for place in fact.evidence}


@needs_shared
def test_only_the_sign_that_is_abnormal_is_in_favour() -> None:
    assert in_favour(shared("10")[0]) == {"Straight leg raise was positive"}


@pytest.mark.parametrize(
    ("summary", "favourable"),
    [
        (
            "Reflexes were symmetric. Strength was 5 out of 5. Sensation was decreased at L5.",
            {"Sensation was decreased"},
        ),
        (
            "Sensation was preserved. Ankle reflexes were absent. Motor exam was normal.",
            {"Ankle reflexes were absent"},
        ),
    ],
)
def test_what_is_normal_is_in_nobodys_favour(summary: str, favourable: set[str]) -> None:
    item = case(
        "EMG/NCV of the lower extremities",
        "She has not tried conservative care.",
        summary=summary,
        guideline="MTUS Low Back Complaints 2004, Section(s): Special Studies",
    )
    assert in_favour(item) == favourable


@needs_shared
def test_a_tear_that_is_nearly_full_is_quoted_so() -> None:
    found = in_favour(shared("12")[0])
    assert found == {"nearly full-thickness tear", "Motor strength was decreased"}


@pytest.mark.parametrize(
    ("told", "quoted"),
    [
        ("The MRI showed an almost full-thickness tear.", "almost full-thickness tear"),
        ("The MRI showed a partial tear of the tendon.", "partial tear"),
    ],
)
def test_a_finding_keeps_the_word_that_takes_some_of_it_back(told: str, quoted: str) -> None:
    document = case(SCAN, "It is denied.", summary=told).letter.document
    found = explain(document).letter.summary.findings
    assert quoted in {document.quote(finding.kind.span) for finding in found}


def told_on_record(item: Explanation) -> tuple[set[str], set[str]]:
    """Return the kinds of findings that are on record, and the treatments that were had."""
    summary = item.letter.summary
    kinds = {local(f.kind.value).removeprefix("finding-") for f in summary.findings if f.present}
    had = {local(m.treatment.value) for m in summary.treatments if m.status == "past"}
    return kinds, had


@needs_shared
def test_what_utilization_review_argues_is_not_on_record() -> None:
    kinds, had = told_on_record(shared("11")[0])
    assert had == {"physical-therapy"}
    assert "ligament-laxity" in kinds
    assert "conservative-care" not in kinds


@pytest.mark.parametrize(
    "argued",
    [
        "Utilization review denied the request. There was no evidence of failed physical therapy.",
        "The claims administrator non-certified the request. The records did not show weakness.",
    ],
)
def test_the_reasons_of_a_denial_are_the_administrators_word(argued: str) -> None:
    told = "He had 6 visits of physical therapy. McMurray's test was positive."
    kinds, had = told_on_record(case(SCAN, "It is denied.", summary=f"{argued} {told}"))
    again = told_on_record(case(SCAN, "It is denied.", summary=f"{told} {argued}"))
    alone = told_on_record(case(SCAN, "It is denied.", summary=told))
    assert (kinds, had) == again == alone


@needs_shared
def test_findings_of_which_the_summary_tells_otherwise_are_named() -> None:
    wanted = ("insomnia", "no improvement", "5 of 5 strength")
    for item, words in zip(shared("17"), wanted, strict=True):
        [quote] = [place.quote for each in item.contradictions for place in each.places]
        assert words in quote


@pytest.mark.parametrize(
    ("request_", "rationale", "summary", "otherwise"),
    [
        (
            "Ondansetron 4mg #10",
            "There is no mention that he has nausea.",
            "He reports nausea in the morning.",
            "nausea",
        ),
        (
            SCAN,
            "Conservative treatment did not fail.",
            "Chiropractic treatment brought no relief.",
            "no relief",
        ),
    ],
)
def test_what_is_denied_and_told_on_record_is_a_contradiction(
    request_: str, rationale: str, summary: str, otherwise: str
) -> None:
    item = case(request_, rationale, summary=summary)
    [quote] = [place.quote for each in item.contradictions for place in each.places]
    assert otherwise in quote


# The day of the request.


@needs_shared
@pytest.mark.parametrize(("name", "day"), [("14", "2016-11-02"), ("15", "2016-12-05")])
def test_the_day_of_a_shared_request_is_its_own(name: str, day: str) -> None:
    asked = shared(name)[0].case.requested
    assert asked is not None
    assert asked.day.isoformat() == day


@needs_shared
def test_a_request_before_the_injury_puts_no_edition_out_of_force() -> None:
    [item] = shared("15")
    assert "out-of-force" not in {local(each.kind) for each in item.discrepancies}


@pytest.mark.parametrize(
    ("summary", "day"),
    [
        ("An RFA dated 11/20/2016 asked for acupuncture.", "2016-12-05"),
        ("An RFA dated 11/20/2016 asked for an MRI of the neck.", "2016-11-20"),
        ("An RFA dated 11/20/2015 was received.", "2016-12-05"),
        ("An RFA dated 12/20/2016 was received.", "2016-12-05"),
        ("Per the doctor's note dated 12-21-16, she had neck pain.", "2016-12-05"),
        (
            "Per the note dated 11-02-16, she had neck pain; per that of 12-21-16, still.",
            "2016-11-02",
        ),
    ],
    ids=[
        "of another treatment",
        "of this one",
        "before the injury",
        "after the denial",
        "a report after the denial",
        "a report before the denial and one after it",
    ],
)
def test_the_day_of_the_request_is_that_of_its_own_form(summary: str, day: str) -> None:
    asked = case(SCAN, "It is denied.", summary=summary).case.requested
    assert asked is not None
    assert asked.day.isoformat() == day


# Numbers: what the reviewer states is added up and compared, and what is granted holds nothing up.


def sums(item: Explanation) -> list[str]:
    """Return the arithmetic of the visits by which an item is explained, step by step."""
    compared = (
        each
        for condition in item.leading_conditions
        if condition.result.criterion == "visit-limit" and condition.weighed.supports
        for each in condition.result.comparisons
    )
    return [
        f"{' + '.join(str(getattr(part, 'number', part)) for part in each.left)}"
        f" {each.relation} {getattr(each.right, 'number', each.right)}"
        for each in compared
    ]


@needs_shared
@pytest.mark.parametrize(
    ("name", "number", "steps"),
    [
        ("01", 2, ["10 ≤ 24"]),
        ("03", 1, ["5 ≤ 9"]),
        ("13", 1, ["8 + 6 = 14", "14 > 12"]),
    ],
)
def test_the_visits_of_a_shared_letter_are_added_up(
    name: str, number: int, steps: list[str]
) -> None:
    assert sums(shared(name)[number - 1]) == steps


KNEE: Final = "Physical therapy 6 visits, right knee"


@pytest.mark.parametrize(
    ("rationale", "summary", "steps"),
    [
        (
            "She had 8 visits of physical therapy for the knee. Up to 10 visits are allowed.",
            "",
            ["6 + 8 = 14", "14 > 10"],
        ),
        (
            "The guideline allows up to twenty-one visits, and her need is not in dispute.",
            "She has completed sixteen sessions of physical therapy for the right knee.",
            ["6 + 16 = 22", "22 > 21"],
        ),
        (
            "Ten visits are recommended for a sprain. The number asked for is within the limit.",
            "",
            ["6 ≤ 10"],
        ),
        (
            "The guideline recommends up to 10 visits. Six visits are within that limit.",
            "She had 8 visits of physical therapy for the shoulder.",
            ["6 ≤ 10"],
        ),
    ],
    ids=["told in the rationale", "told in the summary", "none before", "for another part"],
)
def test_the_visits_that_a_reviewer_counts_are_added_up(
    rationale: str, summary: str, steps: list[str]
) -> None:
    assert sums(case(KNEE, rationale, summary=summary)) == steps


@pytest.mark.parametrize(
    "limit",
    [
        "An initial trial of 6 visits is recommended.",
        "With evidence of improvement up to 18 visits are allowed.",
        "The guideline allows 9 visits for a strain and recommends 24 visits after a repair.",
        "The guideline allows up to 12 visits of acupuncture.",
        "The guideline allows up to 3 visits per week.",
    ],
)
def test_a_number_that_may_be_another_limit_decides_nothing(limit: str) -> None:
    item = case(KNEE, f"{limit} She had 8 visits. No functional improvement was documented.")
    assert not item.of.statements


@needs_shared
def test_fewer_visits_would_have_kept_the_limit_of_a_shared_letter() -> None:
    item = shared("13")[0]
    [visits] = item.case.all("quantityRequested")
    change = Change(visits.about, visits.property, visits.value, 6)
    results = {
        result.criterion: result
        for weighed in weigh(item.case.changed([change]), item.knowledge)
        if weighed.recommendation.endswith("statement/1")
        for result in weighed.results
    }
    assert results["visit-limit"].status == "met"


@needs_shared
def test_a_limit_that_the_reviewer_passes_over_is_told_and_holds_nothing_up() -> None:
    item = shared("13")[0]
    assert granted(item) == {"visit-limit-"}
    assert item.verdict == "necessary"


def granted(item: Explanation) -> set[str]:
    return {ground.criterion + "-+"[ground.met] for ground in item.of.conceded}


@pytest.mark.parametrize(
    "rationale",
    [
        "She has gained strength, and eight more are over the guideline by no more than two.",
        "Function improved with the first six, and the guideline is exceeded by merely one visit.",
        "He has improved, and the request is just one visit over the guideline.",
        "While the request slightly exceeds the guideline, she has improved in strength.",
    ],
)
@pytest.mark.parametrize("outcome", ["Upheld", "Overturned"])
def test_an_excess_that_is_granted_does_not_decide(rationale: str, outcome: str) -> None:
    item = case(KNEE, rationale, outcome)
    assert grounds(item) == {"functional-improvement+"}
    assert granted(item) == {"visit-limit-"}
    assert item.verdict == "necessary"


def test_what_is_granted_is_described_and_read_again() -> None:
    item = case(KNEE, "She has improved, and exceeds the guideline by only two.", "Overturned")
    graph = Graph().parse(data=as_turtle(explain(item.letter.document)), format="turtle")
    [again] = imrgraph.explain(graph).items
    assert granted(again) == granted(item) == {"visit-limit-"}
    assert again.verdict == item.verdict


# What makes nobody wrong: an encoding that was not read in its source, and a likelihood.


def test_an_encoding_not_read_in_its_source_is_never_firm() -> None:
    item = case(
        "MRI of the lumbar spine",
        "There are no red flags, and surgery is not planned.",
        "Overturned",
        guideline="MTUS Low Back Complaints 2004, Section(s): Special Studies",
    )
    encoded = [v for v in item.verdicts if v.reading == "encoded-reading" and v.decisive]
    assert encoded
    assert not any(
        item.is_certain(v) for v in encoded if any(not w.source.is_read for w, _ in v.decisive)
    )
