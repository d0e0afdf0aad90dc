"""letters: headers, requests, citations and summaries, as they are printed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from imrgraph.letters.layouts.header import header
from imrgraph.letters.layouts.reviewer import reviewer
from imrgraph.letters.rationale.statements import statements
from imrgraph.letters.reading import read
from imrgraph.letters.requests.headings import request
from imrgraph.letters.summary.case_summary import summary
from imrgraph.letters.summary.claimants import claimant
from imrgraph.letters.text.dates import day
from imrgraph.letters.text.document import Document, Span

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge

VOCAB = "https://w3id.org/imrgraph/vocab/"


def placed(words: str) -> tuple[Document, Span]:
    return Document.of("letter", words), Span(0, len(words))


def letter(*items: str) -> Document:
    """Return a letter without a header, of `items`."""
    body = "\n\n".join(items)
    return Document.of("letter", f"IMR ISSUES, DECISIONS AND RATIONALES\n\n{body}\n")


def item(request: str, outcome: str = "Upheld") -> str:
    return (
        f"{request}: {outcome}\n\nClaims Administrator guideline: None.\n\n"
        "MAXIMUS guideline: None.\n\nDecision rationale: It is so."
    )


def test_a_header_is_read_from_either_column() -> None:
    found = header(
        *placed(
            "Case Number: CM99-0000001\nDate Assigned: 12/07/2016 Date of Injury: 10/23/2016\n"
            "Decision Date: 01/05/2017 UR Denial Date: 11/29/2016\n"
            "Priority: Standard Application\nReceived:\n12/01/2016"
        )
    )
    assert found.case_number is not None
    assert found.case_number.value == "CM99-0000001"
    assert found.priority is not None
    assert found.priority.value == "standard"
    dates = found.dates
    every = (dates.assigned, dates.injury, dates.decision, dates.ur_denial)
    assert [fact.value for fact in every if fact] == [
        date(2016, 12, 7),
        date(2016, 10, 23),
        date(2017, 1, 5),
        date(2016, 11, 29),
    ]
    assert dates.application_received is not None
    assert dates.application_received.value == date(2016, 12, 1)


def test_a_date_that_is_none_is_not_read() -> None:
    assert header(*placed("Date of Injury: 13/45/2016")).dates.injury is None


def test_credentials_are_parted_by_commas() -> None:
    found = reviewer(
        *placed(
            "State(s) of Licensure: Texas,New York, Ohio\n"
            "Certification(s)/Specialty: Physical Medicine & Rehabilitation, Pain Management"
        )
    )
    assert [fact.value for fact in found.licensure] == ["Texas", "New York", "Ohio"]
    assert [fact.value for fact in found.specialties] == [
        "Physical Medicine & Rehabilitation",
        "Pain Management",
    ]


@pytest.mark.parametrize(
    ("words", "treatment", "parts"),
    [
        ("MRI of the left wrist and hand", "mri", [("wrist", "left"), ("hand", "left")]),
        (
            "X-ray of the lumbar spine, right hip",
            "xray",
            [("lumbar-spine", None), ("hip", "right")],
        ),
        ("Associated surgical service: Cold therapy unit", "cold-therapy-unit", []),
        ("Labs to include: EKG", "ekg", []),
        (
            "EMG/NCV of the bilateral upper extremities",
            "emg-ncs",
            [("upper-extremity", "bilateral")],
        ),
        ("Naproxen 500mg #60", "naproxen", []),
        ("Something that nobody has heard of", None, []),
    ],
)
def test_a_request_names_its_treatment_and_regions(
    words: str, treatment: str | None, parts: list[tuple[str, str | None]], knowledge: Knowledge
) -> None:
    found = request(*placed(words), knowledge)
    named = found.treatment.value.removeprefix(VOCAB) if found.treatment else None
    assert named == treatment
    assert [(f.value.region.removeprefix(VOCAB), f.value.side) for f in found.body_parts] == parts


@pytest.mark.parametrize(
    ("words", "treatment", "drugs"),
    [
        ("Norco 5/325mg #40", "opioid", ["hydrocodone/acetaminophen"]),
        ("Flexeril 10mg #90", "muscle-relaxant", ["cyclobenzaprine"]),
        ("Meloxicam (Mobic) 7.5mg #30", "nsaid", ["meloxicam"]),
        ("Lidocaine 5% patch #1", "topical-analgesic", ["lidocaine"]),
        ("Baclofen 5%/Menthol 2% in a cream", "compounded-topical", ["baclofen", "menthol"]),
        ("Compound Ketoprofen 20%, 240 grams", "compounded-topical", ["ketoprofen"]),
        ("MRI of the knee", "mri", []),
    ],
)
def test_a_drug_is_named_by_its_generic_name(
    words: str, treatment: str, drugs: list[str], knowledge: Knowledge
) -> None:
    found = request(*placed(words), knowledge)
    assert found.treatment is not None
    kin = (found.treatment.value, *knowledge.broader(found.treatment.value))
    assert f"{VOCAB}{treatment}" in kin
    assert [fact.value for fact in found.drugs] == drugs


def test_a_retrospective_request_says_so(knowledge: Knowledge) -> None:
    assert request(*placed("Retrospective Naproxen #60"), knowledge).retrospective
    assert request(*placed("Voltaren gel, DOS: 11/11/2016"), knowledge).retrospective
    assert not request(*placed("Naproxen #60"), knowledge).retrospective


@pytest.mark.parametrize(
    ("words", "age", "sex"),
    [
        ("The injured worker is a 65-year-old male", 65, "male"),
        ("This is a 34 year old female", 34, "female"),
        ("a 40-year-old right-handed woman", 40, "female"),
        ("According to the records", None, None),
        ("a 59 year-oId female", 59, "female"),
        ("a 59 year-0ld male", 59, "male"),
        ("a 59 yeard old male", 59, "male"),
        ("a 59 ye ar old male", 59, "male"),
        ("a 59 year male", 59, "male"),
        ("59yr M", 59, "male"),
        ("59 yof with pain", 59, "female"),
        ("59/F with back pain", 59, "female"),
        ("F/59 with back pain", 59, "female"),
        ("The patient (59, F) is well", 59, "female"),
        ("a fifty-nine (59) year old man", 59, "male"),
        ("He's 34, drives a forklift", 34, "male"),
        ("The worker turned 59 in May", 59, None),
        ("The applicant, now 59, drives", 59, None),
        ("He was 47 years old when he fell. He is now 52.", 52, "male"),
        ("He was 55 at the time of injury and is 59 now.", 59, "male"),
        ("Flexion of the knee is now 52. Pain is 40/100.", None, None),
        ("Born in 1961, the worker fell.", None, None),
    ],
)
def test_the_claimant_has_an_age_and_a_sex(words: str, age: int | None, sex: str | None) -> None:
    found = claimant(*placed(words))
    assert (found.age.value if found.age else None) == age
    assert (found.sex.value if found.sex else None) == sex


@pytest.mark.parametrize(
    ("words", "injury"),
    [
        ("sustained and industrial injury on 11/14/13. Seen on 6/10/15.", date(2013, 11, 14)),
        ("has filed a claim for neck pain of October 3, 2016.", date(2016, 10, 3)),
        ("The date of injury is 10-30- 2016.", date(2016, 10, 30)),
        ("Pain of 8-9/10 since the injury, 4-5/10 with medication.", None),
        ("The injury was long ago. The report dated 6/10/15 says so.", None),
    ],
)
def test_the_day_of_the_injury_is_the_narratives(
    words: str, injury: date | None, knowledge: Knowledge
) -> None:
    found = summary(*placed(words), knowledge).injury
    assert (found.value if found else None) == injury


def test_the_days_of_a_case_are_told_apart(knowledge: Knowledge) -> None:
    words = (
        "Injury on 9/8/15. The progress report dated 9/29/15 has neck pain. The Request for "
        "Authorization is dated 9/30/15. On 10/6/15 Utilization Review denied the massage."
    )
    found = summary(*placed(words), knowledge)
    assert [fact.value for fact in found.reports] == [date(2015, 9, 29)]
    assert found.authorization_request is not None
    assert found.authorization_request.value == date(2015, 9, 30)
    assert found.ur_decision is not None
    assert found.ur_decision.value == date(2015, 10, 6)


def test_a_mention_says_how_a_treatment_is_named(knowledge: Knowledge) -> None:
    words = (
        "She completed 6 sessions of physical therapy. MRI of the neck revealed a bulge. The "
        "plan is referred for massage 2 times a week for 3 weeks, and continue home "
        "exercises. Acupuncture."
    )
    found = summary(*placed(words), knowledge).treatments
    assert [(m.treatment.value.removeprefix(VOCAB), m.status) for m in found] == [
        ("physical-therapy", "past"),
        ("mri", "past"),
        ("massage-therapy", "requested"),
        ("home-exercise", "continued"),
        ("acupuncture", "past"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "She has had neither chiropractic care nor acupuncture.",
        "He has not had acupuncture.",
        "There was no prior acupuncture.",
    ],
)
def test_a_treatment_that_was_not_given_is_not_past(words: str, knowledge: Knowledge) -> None:
    found = summary(*placed(words), knowledge).treatments
    assert {mention.status for mention in found} == {"stated"}


def test_diagnoses_are_those_that_are_named_as_such(knowledge: Knowledge) -> None:
    words = "Pain. He was diagnosed as having cervical sprain, lumbar strain. He rests."
    found = summary(*placed(words), knowledge).diagnoses
    assert [fact.value for fact in found] == ["cervical sprain", "lumbar strain"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("11/14/13", date(2013, 11, 14)),
        ("1-2-2016", date(2016, 1, 2)),
        ("March 5th, 2016", date(2016, 3, 5)),
        ("2/30/16", None),
    ],
)
def test_a_day_is_read_as_it_is_written(text: str, meant: date | None) -> None:
    assert day(text) == meant


MASSAGE = f"{VOCAB}massage-therapy"


def test_the_guideline_is_read_as_the_reviewer_states_it(knowledge: Knowledge) -> None:
    words = (
        "MTUS recommends massage up to 4 to 6 visits in the acute phase. This treatment is an "
        "adjunct to active care. Massage is a passive modality not recommended for chronic use."
    )
    first, second = statements(*placed(words), MASSAGE, knowledge)
    assert (first.polarity, second.polarity) == ("supporting", "opposing")
    assert [(c.criterion, dict(c.parameters)) for c in first.conditions] == [
        ("visit-limit", {"maximum": 6}),
        ("phase", {"phase": "acute"}),
        ("adjunct", {"modality": "active"}),
    ]
    assert [(c.criterion, dict(c.parameters)) for c in second.conditions] == [
        ("active-care", {"modality": "passive", "phase": "chronic"})
    ]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("MTUS recommends massage.", id="without a condition"),
        pytest.param("MTUS recommends acupuncture up to 6 visits.", id="of another treatment"),
        pytest.param(
            "MTUS recommends massage up to 6 visits, unless surgery was done.", id="a proviso"
        ),
        pytest.param("MTUS recommends massage for myalgia, up to 6 visits.", id="an indication"),
        pytest.param("MTUS recommends massage up to 3 visits a week.", id="a frequency"),
        pytest.param(
            "In this case the guideline does not support massage in the acute phase.", id="the case"
        ),
    ],
)
def test_what_would_say_more_than_is_known_is_not_read(words: str, knowledge: Knowledge) -> None:
    assert statements(*placed(words), MASSAGE, knowledge) == ()


def test_items_keep_their_order_and_their_outcomes() -> None:
    found = read(letter(item("MRI of the knee"), item("Massage", "Overturned"))).items
    assert [
        (each.number, each.request.text.value, each.outcome and each.outcome.value)
        for each in found
    ] == [
        (1, "MRI of the knee", "upheld"),
        (2, "Massage", "overturned"),
    ]


def test_a_heading_of_several_sentences_is_read_whole() -> None:
    heading = (
        "Massage, 8 visits was the original request.\nMassage, 6 visits was authorized by the "
        "Claims Administrator.\nThe remaining IMR eligible portion of the original request, "
        "Massage, 2 visits is"
    )
    [found] = read(letter(item(heading))).items
    assert found.request.text.value.startswith("Massage, 8 visits was the original request.")
    assert found.request.quantity is not None
    assert found.request.quantity.total == 8 - 6


def test_a_part_that_is_missing_is_a_warning_with_its_place() -> None:
    found = read(letter("Massage: Upheld\n\nClaims Administrator guideline: None."))
    assert [warning.message for warning in found.warnings][-2:] == [
        "item 1 has no guideline of the reviewer",
        "item 1 has no rationale",
    ]


def test_semicolons_part_diagnoses_that_hold_commas(knowledge: Knowledge) -> None:
    words = "The current diagnoses are documented as neck pain; pain, unspecified; and hip pain."
    found = summary(*placed(words), knowledge).diagnoses
    assert [fact.value for fact in found] == ["neck pain", "pain, unspecified", "hip pain"]
