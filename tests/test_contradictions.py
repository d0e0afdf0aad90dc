"""auditing.contradictions: a finding is held against what the summary tells, and no more."""

from __future__ import annotations

import pytest

from imrgraph.explaining import explain
from imrgraph.letters.letter import Voice
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.auditing.quoting import in_context
from imrgraph.reasoning.places import Evidence

LETTER = """Case Number: CM99-0000102
Date of Injury: 09/19/2016

CLINICAL CASE SUMMARY
The patient is a 40-year-old male, being treated for a strain. {summary}

IMR ISSUES, DECISIONS AND RATIONALES
Each of the disputed items/services was decided on its own, as set forth below:

{request}: Upheld

Claims Administrator guideline: Decision based on MTUS Low Back Complaints 2004.

MAXIMUS guideline: Decision based on MTUS Low Back Complaints 2004.

Decision rationale: In this case {finding}.
"""
SCAN = "MRI of the lumbar spine"
VISITS = "Physical therapy 6 sessions"


def told(request: str, finding: str, summary: str) -> set[tuple[str, ...]]:
    """Return what `summary` tells otherwise than `finding`, in its words."""
    text = LETTER.format(request=request, finding=finding, summary=summary)
    [item] = explain(Document.of("letter", text)).items
    for each in item.contradictions:
        for place in (each.evidence, *each.places):
            assert text[place.start : place.end] == place.quote
    return {tuple(place.quote for place in each.places) for each in item.contradictions}


@pytest.mark.parametrize(
    ("request_", "finding", "summary", "otherwise"),
    [
        pytest.param(
            SCAN,
            "there is no documentation of neurologic deficits",
            "Sensation was decreased over the left L5 dermatome.",
            ("Sensation was decreased",),
            id="neurologic deficit",
        ),
        pytest.param(
            SCAN,
            "no findings of radiculopathy are documented on the physical examination",
            "Straight leg raise of the left leg was positive.",
            ("Straight leg raise of the left leg was positive",),
            id="radiculopathy, by a sign in the limb that the region supplies",
        ),
        pytest.param(
            SCAN,
            "there is no documentation of conservative care",
            "He has had 6 visits of physical therapy.",
            ("physical therapy",),
            id="milder treatment",
        ),
        pytest.param(
            SCAN,
            "there is no documentation that conservative treatment failed",
            "Naproxen was not effective.",
            ("not effective",),
            id="failure of milder treatment",
        ),
        pytest.param(
            "MRI of the left knee",
            "there is no documentation of internal derangement",
            "McMurray's test of the left knee was positive.",
            ("McMurray's test of the left knee was positive",),
            id="unsound joint",
        ),
        pytest.param(
            "Cyclobenzaprine 10mg #30",
            "no muscle spasm is documented",
            "There was spasm of the trapezius.",
            ("spasm",),
            id="spasm",
        ),
        pytest.param(
            VISITS,
            "there is no documentation of functional improvement",
            "Physical therapy brought increased range of motion.",
            ("increased range of motion",),
            id="functional improvement",
        ),
        pytest.param(
            "Physical therapy 6 sessions for the lumbar spine",
            "there are no objective functional deficits on examination",
            "Range of motion of the lumbar spine was decreased.",
            ("Range of motion of the lumbar spine was decreased",),
            id="functional deficit",
        ),
        pytest.param(
            "Norco 10/325mg #60",
            "there is no documentation of a pain contract",
            "An opioid agreement was signed.",
            ("opioid agreement",),
            id="monitoring",
        ),
        pytest.param(
            SCAN,
            "no red flags are documented",
            "He reports bowel or bladder incontinence.",
            ("bowel or bladder incontinence",),
            id="red flag",
        ),
    ],
)
def test_what_the_reviewer_finds_absent_and_the_summary_tells_is_found(
    request_: str, finding: str, summary: str, otherwise: tuple[str, ...]
) -> None:
    [quotes] = told(request_, finding, summary)
    assert len(quotes) == len(otherwise)
    assert all(each in quote for each, quote in zip(otherwise, quotes, strict=True))


@pytest.mark.parametrize(
    ("request_", "finding", "summary"),
    [
        pytest.param(
            SCAN,
            "there is no documentation of neurologic deficits",
            "Sensation was decreased over the right hand.",
            id="a sign of another region",
        ),
        pytest.param(
            SCAN,
            "there is no documentation of neurologic deficits",
            "Sensation was intact over both legs.",
            id="a sign that is denied",
        ),
        pytest.param(
            SCAN,
            "there is no documentation of neurologic deficits",
            "Sensation was decreased over the left leg. Later sensation was intact over the leg.",
            id="a sign that is told both ways",
        ),
        pytest.param(
            SCAN,
            "there is no documentation of progressive neurologic deficits",
            "Sensation was decreased over the left L5 dermatome.",
            id="more is asked for than that it is there",
        ),
        pytest.param(
            SCAN,
            "there is no documentation of an adequate trial of conservative care",
            "He has had 6 visits of physical therapy.",
            id="what is there may be too little",
        ),
        pytest.param(
            VISITS,
            "there is no documentation of functional improvement",
            "Acupuncture brought increased range of motion.",
            id="the effect of another treatment",
        ),
        pytest.param(
            VISITS,
            "there is no documentation of functional improvement",
            "Physical therapy brought some pain relief.",
            id="relief is no function",
        ),
    ],
)
def test_what_the_summary_does_not_tell_of_the_same_thing_is_left(
    request_: str, finding: str, summary: str
) -> None:
    assert told(request_, finding, summary) == set()


def test_what_the_reviewer_finds_and_the_summary_denies_is_found() -> None:
    finding = "the examination revealed a positive straight leg raise"
    assert told(SCAN, finding, "Straight leg raise of the left leg was negative.")
    assert not told(SCAN, finding, "Straight leg raise was positive on the left leg.")
    assert not told(SCAN, finding, "Reflexes of the legs were symmetric.")


def test_a_mention_that_is_missing_is_no_mention() -> None:
    finding = "there is no mention of neuropathic symptoms"
    assert told(SCAN, finding, "He has numbness of the left leg.")
    assert not told(SCAN, finding, "The note made no mention of issues with numbness of the leg.")


def both(request: str, finding: str, summary: str) -> list[tuple[str, bool]]:
    """Return the kind of each contradiction, and whether the reviewer asserts."""
    text = LETTER.format(request=request, finding=finding, summary=summary)
    [item] = explain(Document.of("letter", text)).items
    return [(each.kind, each.asserted) for each in item.contradictions]


@pytest.mark.parametrize(
    ("finding", "summary", "kinds"),
    [
        pytest.param(
            "there is no documentation that she has insomnia",
            "She complains of insomnia.",
            [("complaint", False)],
            id="a complaint that is denied",
        ),
        pytest.param(
            "he does not have carpal tunnel syndrome",
            "He has carpal tunnel syndrome.",
            [("complaint", False)],
            id="a disease that is denied",
        ),
        pytest.param(
            "severe neurological abnormalities are documented",
            "Motor strength was 5/5. Sensation was intact.",
            [("sign", True)],
            id="signs that are asserted, of which each is normal",
        ),
        pytest.param(
            "the straight leg raise is positive",
            "Straight leg raise was negative.",
            [("sign", True)],
            id="a sign that is asserted",
        ),
        pytest.param(
            "there is a lack of documentation that she failed conservative treatment",
            "Physical therapy brought no improvement.",
            [("result", False)],
            id="what a treatment came to",
        ),
        pytest.param(
            "there is a lack of documentation that she failed conservative treatment",
            "Physical therapy brought improvement.",
            [],
            id="a treatment that helped did not fail",
        ),
        pytest.param(
            "she is responding to physical therapy and has not failed it",
            "Treatments have included physical therapy.",
            [],
            id="a treatment under way",
        ),
        pytest.param(
            "there are no significant neurologic deficits",
            "Sensation was decreased over the left L5 dermatome.",
            [],
            id="a denial that is qualified",
        ),
        pytest.param(
            "there is no documentation of worsening neurologic deficits",
            "Sensation was decreased over the left L5 dermatome.",
            [],
            id="a change that is denied",
        ),
        pytest.param(
            "severe neurological abnormalities are documented",
            "Motor strength was 5/5. Sensation was decreased.",
            [],
            id="signs of which one is there",
        ),
        pytest.param(
            "there is no tenderness of the left hip",
            "There was tenderness of the left shoulder.",
            [],
            id="another part of the body",
        ),
        pytest.param(
            "no provocative maneuvers for carpal tunnel syndrome were done",
            "He has carpal tunnel syndrome.",
            [],
            id="what would show a disease is not the disease",
        ),
    ],
)
def test_contradictions_are_told_in_both_directions_and_on_no_thin_ground(
    finding: str, summary: str, kinds: list[tuple[str, bool]]
) -> None:
    assert both(SCAN, finding, summary) == kinds


@pytest.mark.parametrize(
    ("request_", "finding", "summary"),
    [
        (
            SCAN,
            "the patient has not tried physical therapy",
            "He had 8 visits of physical therapy.",
        ),
        (SCAN, "no trial of an NSAID is on record", "He has used naproxen and ibuprofen."),
        (
            "Left carpal tunnel release",
            "he has not worn a night splint",
            "Treatment has included a wrist splint at night and ibuprofen.",
        ),
        (
            "Right shoulder arthroscopy",
            "no corticosteroid injection has been given",
            "She received a subacromial corticosteroid injection.",
        ),
        (
            "MRI of the right knee",
            "plain films have not been obtained",
            "X-rays of the right knee were normal.",
        ),
        (
            "Functional restoration program",
            "no psychological evaluation is in the file",
            "A psychological evaluation found depression.",
        ),
        (
            "Massage 6 visits",
            "there is no home exercise program alongside",
            "She does home exercise.",
        ),
    ],
)
def test_a_treatment_that_is_said_not_to_be_had_and_was_had_is_told(
    request_: str, finding: str, summary: str
) -> None:
    assert both(request_, finding, summary) == [("treatment", False)]


@pytest.mark.parametrize(
    ("request_", "finding", "summary"),
    [
        pytest.param(
            SCAN,
            "the patient has not completed a full course of physical therapy",
            "He has had 2 visits of physical therapy.",
            id="too little of it",
        ),
        pytest.param(
            SCAN,
            "the patient has not tried physical therapy",
            "He had acupuncture. Physical therapy was requested.",
            id="what is only asked for",
        ),
        pytest.param(
            SCAN,
            "there is no indication for physical therapy",
            "He had physical therapy.",
            id="a need",
        ),
        pytest.param(
            SCAN,
            "there is no documentation of improvement with physical therapy",
            "He had physical therapy.",
            id="its result",
        ),
        pytest.param(
            "Right shoulder arthroscopy",
            "no corticosteroid injection of the shoulder has been given",
            "She received a corticosteroid injection of the right knee.",
            id="another part",
        ),
        pytest.param(
            "TENS unit purchase",
            "there was no home trial of the TENS unit",
            "A TENS unit was used during therapy.",
            id="a trial is more than a use",
        ),
    ],
)
def test_a_treatment_that_may_not_have_been_had_so_is_left(
    request_: str, finding: str, summary: str
) -> None:
    assert both(request_, finding, summary) == []


@pytest.mark.parametrize(
    ("finding", "summary", "is_told"),
    [
        (
            "how many visits she had is not stated",
            "She has had 14 visits of physical therapy.",
            True,
        ),
        (
            "the number of prior sessions is unclear",
            "She attended 9 physical therapy sessions.",
            True,
        ),
        ("how many visits she had is not stated", "She has had physical therapy.", False),
        ("the number of prior sessions is unclear", "She had at least 6 visits of therapy.", False),
        ("there are no pain scores in the record", "Pain is 8/10.", True),
        ("no pain scores with and without the drug are given", "Pain is 8/10.", False),
    ],
)
def test_a_number_that_is_said_to_be_missing_is_told(
    finding: str, summary: str, *, is_told: bool
) -> None:
    assert bool(both(VISITS, finding, summary)) is is_told


@pytest.mark.parametrize(
    ("finding", "summary", "is_told"),
    [
        ("there is no diagnosis of depression", "He has a major depressive disorder.", True),
        ("osteoarthritis of the back is not shown", "X-rays showed osteoarthritis.", True),
        ("there is no radicular pain", "He has pain that radiates to the left leg.", True),
        ("there is no radicular pain", "He has numbness of the left foot.", False),
        ("there is no neuropathic pain", "The pain radiates to the buttock.", False),
        ("there is no muscle spasm", "There was guarding of the lumbar muscles.", False),
    ],
)
def test_only_the_very_thing_that_is_denied_tells_otherwise(
    finding: str, summary: str, *, is_told: bool
) -> None:
    assert bool(both(SCAN, finding, summary)) is is_told


@pytest.mark.parametrize(
    "finding",
    [
        "an MRI is recommended when neurologic deficits are documented, which is not so",
        "scans are for patients with a positive straight leg raise",
    ],
)
def test_what_a_guideline_wants_is_no_finding_of_the_reviewer(finding: str) -> None:
    assert both(SCAN, finding, "Straight leg raise was negative. Motor strength was 5/5.") == []


@pytest.mark.parametrize(
    ("summary", "quoted"),
    [
        (
            "Sensation was decreased over the left foot, and there was no weakness",
            "and there was no weakness",
        ),
        ("Sensation was decreased over the left foot but reflexes were normal", "were normal"),
    ],
)
def test_the_summary_is_quoted_with_what_qualifies_it(summary: str, quoted: str) -> None:
    [[place]] = told(SCAN, "there are no neurologic deficits", f"{summary}.")
    assert quoted in " ".join(place.split())


@pytest.mark.parametrize(
    ("request_", "finding", "summary"),
    [
        ("Urine drug test", "he is not on any opioid", "Medications are oxycodone and naproxen."),
        ("Famotidine 20mg #30", "she is not taking an NSAID", "Current drugs: meloxicam 15 mg."),
        (
            "TENS unit purchase",
            "a trial of TENS was not done",
            "A 30 day TENS trial gave 50% relief.",
        ),
        (
            "MRI of the left knee",
            "the patient has locking and giving way",
            "He denies locking, catching or giving way.",
        ),
        (
            SCAN,
            "there is no compression of a nerve root on imaging",
            "MRI shows an extrusion at L5-S1 that displaces the left S1 root.",
        ),
        (
            "Omeprazole 20mg #30",
            "the record shows no ulcer and no gastrointestinal bleeding",
            "He had a bleeding gastric ulcer in 2011.",
        ),
        (
            "Tramadol 50mg #60",
            "no pain relief is reported",
            "Pain is 7/10 without medications and 3/10 with medications.",
        ),
        ("Right wrist MRI", "Phalen's test is not documented", "Phalen's test was positive."),
        (
            "Trigger point injections",
            "no trigger points were found",
            "There were palpable trigger points with a twitch response.",
        ),
        (
            "Norco 10/325mg #60",
            "there is no evidence of return to work",
            "She returned to work with restrictions in May.",
        ),
        (
            "Ankle brace, left",
            "there is no laxity",
            "Anterior drawer of the left ankle was positive.",
        ),
    ],
)
def test_kindred_words_and_members_of_a_class_tell_otherwise(
    request_: str, finding: str, summary: str
) -> None:
    assert both(request_, finding, summary)


@pytest.mark.parametrize(
    ("request_", "finding", "summary"),
    [
        ("Urine drug test", "he is not taking an opioid", "He stopped Norco in 2014."),
        ("Pregabalin 75mg", "no antidepressant was tried", "Amitriptyline was prescribed today."),
        ("Knee MRI", "the patient has locking", "He reports locking, and no swelling."),
        (
            SCAN,
            "there is no compression of a nerve root on imaging",
            "MRI shows a bulge at L5-S1 without contact with the S1 root.",
        ),
        ("Omeprazole 20mg #30", "there is no ulcer", "He has heartburn."),
        ("Tramadol 50mg #60", "no pain relief is reported", "Pain is 8/10."),
        (
            "Tramadol 50mg #60",
            "no pain relief is reported",
            "Physical therapy brings his pain from 8/10 to 4/10.",
        ),
        ("Left knee MRI", "no McMurray's sign is noted", "McMurray's was positive on the right."),
        ("Left shoulder MRI", "no films of it were taken", "X-rays of the neck were normal."),
        (VISITS, "the physical therapy notes are not provided", "He had 12 visits of therapy."),
        ("Knee brace", "there is no instability", "McMurray's test was positive."),
        ("Norco 10/325mg", "he has not returned to full duty", "He returned to modified duty."),
    ],
)
def test_what_is_only_next_to_it_does_not(request_: str, finding: str, summary: str) -> None:
    assert both(request_, finding, summary) == []


@pytest.mark.parametrize(
    ("request_", "finding", "summary"),
    [
        (
            "Urine drug test",
            "she is not taking an opioid or any other controlled substance",
            "Medications: tapentadol 50 mg twice a day, with a first prescription in June 2015.",
        ),
        (
            "Urine drug test",
            "he is not currently taking any opioid",
            "He continues oxycodone 5 mg, three a day.",
        ),
        (
            "Custom orthotics",
            "he hasn't had a trial of prefabricated orthotics",
            "Over the counter inserts were worn for two months and did not help.",
        ),
        (
            "Custom foot orthotics",
            "no trial of off the shelf orthotics was found",
            "An arch support was used for six weeks without relief.",
        ),
        (
            "Hyaluronic acid injections, right knee",
            "an intra-articular steroid was never tried",
            "The right knee was injected with betamethasone in June, with a week of relief.",
        ),
        (
            "Left shoulder arthroscopy",
            "there has been no cortisone injection",
            "A corticosteroid injection of the left shoulder in May helped for a month.",
        ),
        (
            "Lidocaine patch",
            "I find no trial of an antidepressant or of an anticonvulsant",
            "Duloxetine 60 mg for three months was of no help.",
        ),
        (
            "Lidocaine patch",
            "no trial of an anticonvulsant is to be found in the file",
            "Pregabalin was taken for ten weeks and stopped because of swelling.",
        ),
    ],
)
def test_a_treatment_under_another_of_its_names_was_had(
    request_: str, finding: str, summary: str
) -> None:
    assert ("treatment", False) in both(request_, finding, summary)


@pytest.mark.parametrize(
    ("request_", "finding", "summary"),
    [
        (
            "Cervical epidural steroid injection",
            "no reflex is down, no muscle is weak",
            "Reflexes were 2+ and symmetrical. Strength was 5/5.",
        ),
        (SCAN, "neither reflex is diminished", "Both ankle reflexes were normal."),
        (SCAN, "I have not overlooked the absent ankle reflex", "The ankle reflex was absent."),
        (
            SCAN,
            "nor have I ignored the positive straight leg raise",
            "Straight leg raise was positive.",
        ),
        (
            "Urine drug test",
            "he is not taking an opioid",
            "He was given Norco after the operation.",
        ),
        (
            "Hyaluronic acid injections, right knee",
            "a steroid injection was not tried",
            "The left shoulder was injected with betamethasone.",
        ),
        (
            "Hyaluronic acid injections, right knee",
            "a steroid injection was not tried",
            "Hyaluronic acid was injected into the right knee. He took methylprednisolone tablets.",
        ),
        (
            "Custom orthotics",
            "a trial of prefabricated orthotics was not done",
            "He is to try over the counter inserts for six weeks.",
        ),
    ],
)
def test_what_is_denied_of_something_bad_agrees_with_what_is_normal(
    request_: str, finding: str, summary: str
) -> None:
    assert both(request_, finding, summary) == []


BLOCKS = "Bilateral lumbar medial branch blocks"
RELEASE = "Right carpal tunnel release"


@pytest.mark.parametrize(
    ("request_", "finding", "summary", "is_asserted"),
    [
        (
            BLOCKS,
            "the pain travels down the left leg",
            "He denies pain, numbness or tingling in the legs.",
            True,
        ),
        (
            "Cervical medial branch blocks",
            "this patient has a cervical radiculopathy",
            "She has no pain, tingling or numbness in either arm.",
            True,
        ),
        (
            RELEASE,
            "the nerve conduction study confirms a lesion of the median nerve",
            "EMG/NCS of the right wrist in May was normal.",
            True,
        ),
        (
            "Cervical epidural steroid injection",
            "the EMG shows a C6 radiculopathy",
            "EMG of both arms on 3/2/2015 was negative.",
            True,
        ),
        (
            "MRI of the left knee",
            "the patient has locking",
            "She has no locking or giving way.",
            True,
        ),
        (
            "Left shoulder arthroscopy",
            "the MRI shows a rotator cuff tear",
            "MRI of the left shoulder showed tendinosis and no tear.",
            True,
        ),
        (
            "Right knee arthroscopy",
            "imaging does not show a meniscal tear",
            "MRI of the right knee showed a tear of the medial meniscus.",
            False,
        ),
        (
            SCAN,
            "plain films show no fracture",
            "X-rays of the lumbar spine showed a fracture at L2.",
            False,
        ),
        (
            "Physical therapy 6 sessions, lumbar spine",
            "there is no evidence of functional improvement from the therapy",
            "She had eight sessions of physical therapy. She went back to modified work in May.",
            False,
        ),
        (
            "Tramadol 50mg #60",
            "no improvement in function is documented",
            "With the medication he walks a mile and does his own cooking.",
            False,
        ),
        (
            "Norco 10/325mg #60",
            "I see no urine testing",
            "A urine drug screen in March was consistent.",
            False,
        ),
        (
            "Norco 10/325mg #60",
            "neither do I find that a pain agreement was made",
            "A pain agreement is on file.",
            False,
        ),
    ],
)
def test_what_is_plainly_told_otherwise_is_found(
    request_: str, finding: str, summary: str, *, is_asserted: bool
) -> None:
    assert [asserted for _, asserted in both(request_, finding, summary)] == [is_asserted]


@pytest.mark.parametrize(
    ("request_", "finding", "summary"),
    [
        (BLOCKS, "the pain travels down the left leg", "He has numbness of the left foot."),
        (BLOCKS, "the pain does not go down the leg", "She denies pain or numbness in the legs."),
        (
            BLOCKS,
            "a radiculopathy is possible",
            "He denies pain or numbness in the legs.",
        ),
        (BLOCKS, "the pain travels down the left leg", "He denies pain and numbness of the arms."),
        (RELEASE, "the study was normal", "EMG of the right wrist was normal."),
        (
            RELEASE,
            "the EMG confirms a lesion of the median nerve",
            "EMG of the legs was normal. EMG of the right wrist was positive.",
        ),
        (
            "Right knee arthroscopy",
            "imaging shows no full-thickness tear",
            "MRI of the right knee showed a partial tear.",
        ),
        (
            SCAN,
            "MRI shows no herniation at L3-4",
            "MRI of the lumbar spine showed a herniation at L5-S1.",
        ),
        (SCAN, "MRI shows no disc herniation", "MRI of the lumbar spine showed a disc bulge."),
        (
            "Physical therapy 6 sessions, lumbar spine",
            "there is no evidence of functional improvement from the therapy",
            "She attended eight sessions of physical therapy. She hopes to go back to work.",
        ),
        (
            "Physical therapy 6 sessions, lumbar spine",
            "there is no evidence of functional improvement from the therapy",
            "He returned to modified work in May. He then had six visits of physical therapy.",
        ),
        (
            "Norco 10/325mg #60",
            "there is no CURES report",
            "A urine drug screen in March was consistent.",
        ),
        (BLOCKS, "tingling is denied, and strength is full", "She reports no tingling."),
    ],
)
def test_what_agrees_or_is_of_another_thing_is_left(
    request_: str, finding: str, summary: str
) -> None:
    assert both(request_, finding, summary) == []


@pytest.mark.parametrize(
    ("request_", "finding", "summary", "is_told"),
    [
        (
            "Lumbar fusion L4-5",
            "there is no evidence of segmental instability",
            "Flexion and extension films showed 6 mm of translation at L4-5.",
            True,
        ),
        (
            "Lumbar fusion L4-5",
            "no abnormal motion was shown at that level",
            "X-rays of the lumbar spine in flexion showed 5 mm of motion at L4-5.",
            True,
        ),
        (
            "Lumbar fusion L4-5",
            "there is no evidence of segmental instability",
            "Flexion and extension films showed 1 mm of translation at L4-5.",
            False,
        ),
        (
            "Lumbar epidural steroid injection",
            "electrodiagnostic studies were not done",
            "EMG of the left leg in March showed an S1 radiculopathy.",
            True,
        ),
        (
            "Lumbar epidural steroid injection",
            "no electrodiagnostic testing was done",
            "NCS of both legs in June were normal.",
            True,
        ),
        (
            "Lumbar epidural steroid injection",
            "no electrodiagnostic testing of the legs was done",
            "EMG of the right arm in June was normal.",
            False,
        ),
    ],
)
def test_what_a_study_measured_tells_otherwise(
    request_: str, finding: str, summary: str, *, is_told: bool
) -> None:
    assert bool(both(request_, finding, summary)) is is_told


@pytest.mark.parametrize(
    ("request_", "finding", "summary"),
    [
        pytest.param(
            "Polysomnography",
            "the injured worker does not exhibit morning headache or cataplexy",
            "Snoring, morning headache and cataplexy were denied.",
            id="both deny, the summary by the tail of a list",
        ),
        pytest.param(
            SCAN,
            "there is no dermatomal loss and no weakness in the legs",
            "Low back pain 6/10; numbness, tingling and weakness of the legs are denied.",
            id="both deny, the summary by the tail of a list behind a semicolon",
        ),
        pytest.param(
            "Acupuncture 6 sessions",
            "an anti-inflammatory was not tolerated secondary to gastrointestinal upset",
            "He took naproxen, which was discontinued because of dyspepsia.",
            id="both affirm, by an effect that is negated",
        ),
        pytest.param(
            "MRI of the cervical spine",
            "the plain films are unremarkable apart from straightening",
            "Radiographs of the neck showed loss of lordosis.",
            id="an exception",
        ),
        pytest.param(
            "Left carpal tunnel release",
            "Phalen and Durkan are positive on the left",
            "Left: Phalen, Durkan positive. Right: scar healed, Phalen negative.",
            id="the side of the first words",
        ),
        pytest.param(
            "Left carpal tunnel release",
            "there is no thenar atrophy",
            "Thenar atrophy on the right, not on the left.",
            id="sides that are told unlike",
        ),
        pytest.param(
            "Carpal tunnel release right",
            "the nerve conduction study was positive",
            "NCS 2013 normal; NCS 2015 showed right carpal tunnel syndrome.",
            id="two results",
        ),
        pytest.param(
            "Tramadol",
            "no NSAID was tried",
            "NSAIDs are contraindicated because of an ulcer.",
            id="a drug that was not to be taken",
        ),
        pytest.param(
            "Ibuprofen cream",
            "it is usual to deny creams where there is no muscle spasm",
            "There was spasm of the trapezius.",
            id="a general remark",
        ),
        pytest.param(
            SCAN,
            "I have not overlooked the absent ankle reflex",
            "The left ankle reflex was absent.",
            id="a denial of a denial",
        ),
    ],
)
def test_nothing_is_told_of_what_may_well_agree(request_: str, finding: str, summary: str) -> None:
    assert told(request_, finding, summary) == set()


def test_a_treatment_that_was_not_had_for_this_injury_is_held_against_one_that_was() -> None:
    finding = "he has not had acupuncture for this injury and the request is an initial trial"
    assert told("Acupuncture 6 sessions", finding, "He had 24 visits of acupuncture in 2015.")


def test_a_history_that_is_denied_as_past_is_held_against_it() -> None:
    finding, asked = "no past ulcer disease or bleeding is reported", "Omeprazole 20 mg #60"
    assert told(asked, finding, "Past history: bleeding duodenal ulcer in 2009.")
    assert not told(asked, finding, "Ulcer, bleeding and reflux are denied.")


def test_of_words_that_are_cut_off_nothing_hangs_over() -> None:
    document = Document.of("exam", "Tenderness of the neck with decreased range of motion today.")
    found = Evidence(0, 10, "Tenderness", 1, None, Voice.RECORD)
    assert in_context(found, document, 5).quote == "Tenderness of the neck"
    assert in_context(found, document, 9).quote.endswith("range of motion today")
