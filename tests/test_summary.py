"""letters.summary: what the clinical summary tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imrgraph.letters.letter import Voice
from imrgraph.letters.rationale.given import found_given
from imrgraph.letters.requests.headings import request
from imrgraph.letters.summary.case_summary import summary
from imrgraph.letters.summary.courses import courses
from imrgraph.letters.summary.courses import earlier as earlier_visits
from imrgraph.letters.summary.diagnoses import diagnoses
from imrgraph.letters.summary.findings import findings
from imrgraph.letters.summary.never_had import never_had
from imrgraph.letters.summary.treatment_mentions import treatment_mentions
from imrgraph.letters.text.document import Document, Span

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import ClinicalFinding

REQUEST = "Physical therapy, 6 visits. "
VOCAB = "https://w3id.org/imrgraph/vocab/"


def statuses(words: str, knowledge: Knowledge) -> list[tuple[str, str]]:
    """Return the treatments that a summary of `words` names, and how."""
    found = treatment_mentions(Document("letter", words), Span(0, len(words)), knowledge)
    return [(m.treatment.value.removeprefix(VOCAB), m.status) for m in found]


def read(words: str, knowledge: Knowledge) -> tuple[ClinicalFinding, ...]:
    """Return the clinical findings of a summary of `words`."""
    letter, place = Document("letter", words), Span(0, len(words))
    return findings(letter, place, tuple(treatment_mentions(letter, place, knowledge)), knowledge)


def told(words: str, knowledge: Knowledge) -> list[str]:
    """Return the kinds of the clinical findings, each with + where it is present, else with -."""
    return [
        f"{'+' if each.present else '-'}{each.kind.value.rpartition('/finding-')[2]}"
        for each in read(words, knowledge)
    ]


def earlier(asked: str, words: str, knowledge: Knowledge) -> list[int]:
    """Return how many visits of what is `asked` a summary of `words` tells of."""
    letter = Document("letter", asked + words)
    wanted = request(letter, Span(0, len(asked)), knowledge)
    place = Span(len(asked), len(letter.text))
    return [c.value for c in courses(letter, place, wanted, Voice.RECORD, knowledge)]


def diagnosed(words: str, knowledge: Knowledge) -> list[str]:
    """Return the diagnoses of a summary of `words`."""
    place = Span(0, len(words))
    return [fact.value for fact in diagnoses(Document("letter", words), place, knowledge)]


def counted(words: str, knowledge: Knowledge, voice: Voice = Voice.REVIEWER) -> list[int]:
    """Return how many visits of physical therapy `words` tell of."""
    letter = Document("letter", REQUEST + words)
    asked = request(letter, Span(0, len(REQUEST)), knowledge)
    place = Span(len(REQUEST), len(letter.text))
    return [course.value for course in courses(letter, place, asked, voice, knowledge)]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        pytest.param("Diagnostic studies include an MRI.", "past", id="listed"),
        pytest.param("A negative hip MRI was seen.", "past", id="its result"),
        pytest.param("An MRI of the hip, done on 1/2/16, is on file.", "past", id="done"),
        pytest.param("The plan is treatment and an MRI.", "requested", id="a plan lists"),
        pytest.param("An MRI was also ordered.", "requested", id="ordered after"),
        pytest.param("He requested treatment, including an MRI.", "requested", id="a request"),
        pytest.param("Utilization Review denied it as the MRI was old.", "requested", id="issue"),
        pytest.param("There is no record of a completed MRI.", "stated", id="no record of it"),
        pytest.param("No MRI was done.", "stated", id="not done"),
        pytest.param("The MRI is old.", "past", id="only named"),
        pytest.param("A tear was seen on MRI.", "past", id="what showed it"),
        pytest.param("The MRI was read as normal.", "past", id="read"),
        pytest.param("Hip MRI 6/18/2013: a tear.", "past", id="its day"),
        pytest.param("He wants an MRI.", "requested", id="wanted"),
        pytest.param("An MRI was offered.", "requested", id="offered"),
        pytest.param("An MRI was asked for as he limps.", "requested", id="asked for"),
        pytest.param("MRI requested.", "requested", id="requested, without a verb"),
        pytest.param("The surgeon asked on 8/18/15 for an MRI.", "requested", id="asked on a day"),
        pytest.param("The surgeon has offered an MRI.", "requested", id="is offered"),
    ],
)
def test_the_words_around_a_treatment_say_whether_it_was_given(
    words: str, status: str, knowledge: Knowledge
) -> None:
    assert statuses(words, knowledge) == [("mri", status)]


DRUGS = pytest.mark.parametrize(
    ("words", "named"),
    [
        pytest.param("The plan includes Motrin.", [("ibuprofen", "requested")], id="is prescribed"),
        pytest.param("The plan includes NSAIDs.", [("nsaid", "requested")], id="of a class is not"),
        pytest.param(
            "Treatment: Motrin, with acupuncture.",
            [("ibuprofen", "past"), ("acupuncture", "past")],
            id="stands in a list",
        ),
        pytest.param("She is not taking Motrin.", [("ibuprofen", "stated")], id="is not taken"),
        pytest.param(
            "Treatment includes medication management.",
            [("medication-management", "stated")],
            id="without a name is none",
        ),
    ],
)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Her medicines are Norco and Soma.", ["hydrocodone-acetaminophen", "carisoprodol"]),
        (
            "Norco and Soma were each used for a month.",
            ["hydrocodone-acetaminophen", "carisoprodol"],
        ),
        ("Norco upset her stomach.", ["hydrocodone-acetaminophen"]),
        (
            "He has had Norco since 2013, and Soma for flares.",
            ["hydrocodone-acetaminophen", "carisoprodol"],
        ),
        (
            "Care has consisted of 6 sessions of massage, a further 9 in May, and Soma.",
            ["massage-therapy", "carisoprodol"],
        ),
        ("She has not previously been treated with massage.", []),
        ("She had a home program. She wears a counterforce strap.", ["home-exercise", "brace"]),
        ("Ten therapy visits.", ["physical-therapy"]),
        ("Physical therapy helps some patients.", []),
        ("He had an ORIF of the right wrist.", ["hand-wrist-surgery"]),
        ("Knee tear, status post arthroscopy in 2011.", ["knee-surgery"]),
        ("History of lumbar fusion (2011).", ["lumbar-fusion"]),
        ("Surgery is not an option.", []),
        ("He wishes to avoid surgery.", []),
        ("It was a traction injury. Pt is in pain from mild CTS.", []),
        ("Traction was given.", ["traction"]),
        ("Her mother had massage.", []),
        ("His brother has the same pain and was helped by massage.", []),
        ("His brother had surgery, but he himself had massage.", ["massage-therapy"]),
        ("He has low testosterone and a vitamin D deficiency. He is allergic to codeine.", []),
        ("The treatment plan included Celebrex.", []),
        ("X-rays or labs were not described as performed.", []),
        ("Chiropractic therapy received.", ["chiropractic"]),
        ("She has had therapy, meloxicam and a brace.", ["physical-therapy", "meloxicam", "brace"]),
        ("Therapy x 10 completed.", ["physical-therapy"]),
        ("He attended 12 of 12 postoperative therapy visits.", ["physical-therapy"]),
        ("She has had therapy for depression.", []),
        ("Drug therapy helped his mood.", []),
        ("Therapy was requested.", []),
        ("Treatment: orthotics and stretching.", ["orthotics", "therapeutic-exercise"]),
        ("PT, epidural in 2010.", ["physical-therapy", "epidural-steroid-injection"]),
        ("He has begun acupuncture.", ["acupuncture"]),
        ("Weekly massage.", ["massage-therapy"]),
        ("Chiropractic once or twice a month since 2005.", ["chiropractic"]),
        ("An orthopedic consultation by Dr. A advised surgery.", ["specialist-consultation"]),
        ("An orthopedic consultation was advised.", []),
        ("Received a fusion C5-7 in 2009.", ["spine-surgery"]),
        ("Right shoulder cuff tear repaired arthroscopically.", ["shoulder-surgery"]),
        ("Left shoulder impingement, status post decompression.", ["shoulder-surgery"]),
        ("Ultrasound and hot packs were given.", ["therapeutic-ultrasound", "heat-cold-therapy"]),
        ("An ultrasound of the knee showed an effusion.", ["ultrasound-imaging"]),
        ("Massage failed and is no longer requested.", ["massage-therapy"]),
        ("Rule out CRPS.", []),
        ("He denied any prior injections.", []),
        ("Chiropractic helps for a day or two.", ["chiropractic"]),
        ("She continues with home exercises.", ["home-exercise"]),
        ("He is to continue home exercises.", []),
        ("X-rays were unremarkable.", ["xray"]),
        ("He has an epidural injection scheduled for June.", []),
        (
            "Treatment to date: massage, facet blocks, RFA 1/2015.",
            ["massage-therapy", "facet-injection", "radiofrequency-ablation"],
        ),
        ("He underwent RFA in 2014.", ["radiofrequency-ablation"]),
        ("She underwent RFA of the lumbar facets.", ["radiofrequency-ablation"]),
        ("The RFA is dated 1/2/2015. An RFA was received.", []),
        ("No improvement was noted with massage.", ["massage-therapy"]),
        ("She has completed the authorized six sessions of massage.", ["massage-therapy"]),
        ("Massage and acupuncture have been exhausted.", ["massage-therapy", "acupuncture"]),
        ("There is a history of a knee arthroscopy.", ["knee-arthroscopy"]),
        ("Lyrica was helpful but was denied by the carrier.", ["pregabalin"]),
        ("A second opinion was obtained.", ["specialist-consultation"]),
        ("A psychological evaluation revealed depression.", ["psychological-evaluation"]),
        ("He was authorized for 6 sessions of acupuncture but has not attended any.", []),
        ("Nerve conduction studies were ordered but not done.", []),
        ("She could not tolerate naproxen because of an ulcer.", ["naproxen"]),
        ("Acupuncture of eight sessions could not be tolerated.", ["acupuncture"]),
        ("Massage was of no help.", ["massage-therapy"]),
        ("Massage has begun.", ["massage-therapy"]),
        ("He has completed 6 of 6 authorized chiropractic visits.", ["chiropractic"]),
        ("12 acupuncture visits were authorized, of which 9 were attended.", ["acupuncture"]),
        ("12 visits of acupuncture were authorized and completed.", ["acupuncture"]),
        ("12 acupuncture visits were authorized but have not been completed.", []),
        ("8 massage visits have been scheduled but none attended.", []),
        ("He went to acupuncture 5 times.", ["acupuncture"]),
        ("Acupuncture for 16 visits preceded.", ["acupuncture"]),
        ("He has completed acupuncture and not used a brace.", ["acupuncture"]),
        ("A psychological evaluation was carried out on 7/10/2016.", ["psychological-evaluation"]),
        ("She went to hand therapy.", []),
        ("She had hand therapy. Hip films were normal.", ["occupational-therapy", "xray"]),
        ("She needed help with wound dressing.", []),
        (
            "A cream of ketoprofen 10%, baclofen 2% and lidocaine 5% was used.",
            ["compounded-topical"],
        ),
        ("A ketoprofen/lidocaine cream was used.", ["compounded-topical"]),
        (
            "Medications: baclofen, ketoprofen, and diclofenac gel.",
            ["baclofen", "ketoprofen", "topical-diclofenac"],
        ),
    ],
)
def test_what_the_worker_had_is_told_in_many_ways(
    words: str, named: list[str], knowledge: Knowledge
) -> None:
    assert [name for name, status in statuses(words, knowledge) if status == "past"] == named


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Diagnosis: trigger finger. Two cortisone injections.", ["tendon-injection"]),
        ("Diagnosis: lateral epicondylitis. A steroid injection helped.", ["tendon-injection"]),
        ("Diagnosis: carpal tunnel syndrome. A cortisone injection.", ["other-injection"]),
        ("Diagnosis: knee osteoarthritis. A cortisone injection.", ["steroid-injection"]),
        (
            "Diagnosis: trigger finger and carpal tunnel syndrome. A cortisone injection.",
            ["steroid-injection"],
        ),
        (
            "He had occupational therapy after surgery of the hand. He had therapy again.",
            ["occupational-therapy", "hand-wrist-surgery", "occupational-therapy"],
        ),
        (
            "Diagnosis: internal derangement of the knee. She had an arthroscopy in 2015.",
            ["knee-surgery"],
        ),
        (
            "Diagnosis: lumbar strain. She had a cholecystectomy in 2015.",
            ["other-surgery"],
        ),
        (
            "He had a carpal tunnel release. He has been better since surgery.",
            ["carpal-tunnel-release", "carpal-tunnel-release"],
        ),
    ],
)
def test_what_is_named_in_general_is_what_else_is_told_of(
    words: str, named: list[str], knowledge: Knowledge
) -> None:
    found = summary(Document("letter", words), Span(0, len(words)), knowledge).treatments
    past = [mention.treatment.value for mention in found if mention.status == "past"]
    assert [concept.removeprefix(VOCAB) for concept in past] == named


@DRUGS
def test_a_drug(words: str, named: list[tuple[str, str]], knowledge: Knowledge) -> None:
    assert statuses(words, knowledge) == named


@pytest.mark.parametrize(
    ("words", "treatments"),
    [
        pytest.param("The patient had previous massage.", 1, id="what the worker had"),
        pytest.param("The MRI reveals a tear.", 1, id="a result"),
        pytest.param("Guidelines allow previous massage.", 0, id="a guideline"),
        pytest.param("The patient has not had massage.", 0, id="what did not happen"),
        pytest.param("Records give no sign of prior massage.", 0, id="no sign of it"),
        pytest.param("Massage may help.", 0, id="what may be"),
    ],
)
def test_a_rationale_tells_what_the_worker_had(
    words: str, treatments: int, knowledge: Knowledge
) -> None:
    found = list(found_given(Document("letter", words), Span(0, len(words)), knowledge))
    assert [mention.treatment.voice for mention in found] == [Voice.REVIEWER] * treatments


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        ("He has completed 6 sessions of physical therapy.", [6]),
        ("He attended six of eight.", [6]),
        ("Treatment includes at least twelve (12) PT visits.", [12]),
        ("He was treated with physical therapy x at least 6.", [6]),
        ("Previously authorized 12 visits of physical therapy.", [12]),
        ("In addition to the 8 visits already certified, more is asked for.", [8]),
        ("The patient had five visits of occupational therapy.", [5]),
        ("The records document 4 prior therapy sessions.", [4]),
        ("The patient had 8 visits over 4 weeks.", [8]),
        ("Ten visits of physical therapy were approved in May.", [10]),
        ("The patient had five visits of acupuncture.", []),
        ("For sprains, 10 visits over 8 weeks.", []),
        ("An additional 6 visits of physical therapy were ordered.", []),
        ("He has not completed the 6 visits.", []),
        ("The file shows 12 PT sessions since surgery.", [12]),
        ("The 18 visits already provided exceed the guideline.", [18]),
        ("With 18 visits behind her, she should be independent.", [18]),
        ("18 sessions have brought no gain.", [18]),
        ("There were 18 visits in 2013.", [18]),
        ("The claimant's 18 sessions did not change the work status.", [18]),
        ("A six-visit trial has been completed.", [6]),
        ("A six-visit trial is recommended.", []),
        ("The 18 visits are not medically necessary.", []),
        ("The worker had 18 visits, 8 more than the guideline's 10.", [18]),
        ("Adding the 6 visits requested to the 12 already had gives 18.", []),
        ("12 visits exceed the 10 visits that are recommended.", []),
        ("The guideline allows an initial 6 visits.", []),
        ("Physical therapy 3 visits per week was given.", []),
        ("On 11-29-2016 physical therapy visits began.", []),
    ],
)
def test_earlier_visits_are_counted(words: str, counts: list[int], knowledge: Knowledge) -> None:
    assert counted(words, knowledge) == counts


def test_visits_without_a_name_are_those_of_the_rationales_item(knowledge: Knowledge) -> None:
    words = "The patient completed 7 sessions of therapy."
    assert counted(words, knowledge, Voice.REVIEWER) == [7]
    assert counted("The patient completed 7 visits.", knowledge, Voice.RECORD) == []


def test_therapy_without_a_name_counts_for_physical_therapy(knowledge: Knowledge) -> None:
    words = "The patient completed 7 sessions of therapy."
    assert counted(words, knowledge, Voice.RECORD) == [7]
    assert earlier("Acupuncture, 6 visits. ", words, knowledge) == []


@pytest.mark.parametrize(
    ("asked", "words", "counts"),
    [
        ("Massage, 6 visits. ", "She had 12 massage visits in 2012 and 6 in 2013.", [12, 18]),
        ("Massage, 6 visits. ", "9 massage sessions in May; 8 more over the summer.", [9, 17]),
        ("Massage, 6 visits. ", "9 massage visits in May, 8 more in June, 17 in all.", [9, 17]),
        ("Massage, 6 visits. ", "Two courses of six massage sessions were completed.", [12]),
        ("Massage, 6 visits. ", "Massage sessions (12/12 sessions) were done.", [12]),
        ("Massage, 6 visits. ", "Five massage visits so far.", [5]),
        ("Massage, 6 visits. ", "Massage x 8 and acupuncture x 6 were tried.", [8]),
        ("Massage, 6 visits. ", "A total of 20 visits: 12 of massage and 8 of acupuncture.", [12]),
        ("Massage, 6 visits. ", "His wife had 12 sessions of massage.", []),
        ("Massage, 6 visits. ", "Thirty of the authorized 36 massage visits were completed.", [30]),
        ("Massage, 6 visits. ", "Massage was attended 15 times.", [15]),
        ("Massage, 6 visits. ", "Massage (9 visits) followed by 15 more visits.", [9, 24]),
        ("Massage of the knee. ", "She had six visits of massage for the neck.", []),
        ("Psychotherapy, 6 visits. ", "She sees a therapist weekly; 20 sessions so far.", [20]),
        ("EMG of the arms. ", "EMG negative x 2.", [2]),
        ("Massage, 6 visits. ", "She had massage on 18 occasions.", [18]),
        ("Massage, 6 visits. ", "Received 6 massage and a strap.", [6]),
        ("Massage, 6 visits. ", "8 home visits and 16 office visits of massage.", [8, 24, 16]),
        ("Epidural injection. ", "He had an epidural on 6/6/16 and again on 8/15/16.", [2]),
        ("Trigger point injection. ", "Trigger point injections were done on 9/9 and 10/7.", [2]),
        ("Massage, 6 visits. ", "Six further massage sessions are planned.", []),
        ("Massage, 6 visits. ", "9 massage visits in May and another 8 in June.", [9, 17]),
        ("Massage, 6 visits. ", "9 massage visits through May and another 8 in June.", [9, 17]),
        ("Massage, 6 visits. ", "Her score fell from 48 to 26 over six massage visits.", [6]),
        ("Massage, 6 visits. ", "She rose to 80 percent after 6 massage visits.", [6]),
        ("Massage, 6 visits. ", "He had two dozen massage visits.", [24]),
        ("Massage, 6 visits. ", "He had half a dozen massage visits.", [6]),
        ("Massage, 6 visits. ", "Massage has been given four times.", [4]),
        ("Massage, 6 visits. ", "He went to massage eight times.", [8]),
        ("Massage, 6 visits. ", "He had massage two times a week.", []),
        ("Botox injections. ", "She has had three rounds of Botox.", [3]),
        (
            "Functional restoration program, 80 hours. ",
            "He completed 160 hours of the functional restoration program.",
            [160],
        ),
        ("Massage, 6 visits. ", "Massage twice a month since 2005, some 180 visits.", [180]),
        ("Massage to the neck, 6 visits. ", "He had 12 massage visits for the left knee.", []),
        ("Massage to the knee, 6 visits. ", "He had 12 massage visits for the left knee.", [12]),
        ("Work conditioning, 6 visits. ", "She had 24 visits of physical therapy.", []),
        ("Gym membership. ", "She had 24 visits of physical therapy.", []),
        ("Lumbar epidural steroid injection. ", "Two lumbar epidurals gave relief.", [2]),
        (
            "Lumbar epidural steroid injection. ",
            "A first lumbar ESI in January and a second in May gave relief.",
            [1, 2],
        ),
        ("Aquatic therapy. ", "He had two courses of 8 aquatic visits.", [16, 8]),
        ("Shockwave. ", "Care: 18 PT, 2 subacromial injections, 1 session of shockwave.", [1]),
        ("Lumbar epidural steroid injection. ", "He had an epidural injection on 4/7/2015.", [1]),
        ("Lumbar epidural steroid injection. ", "On 4/7/2015 he had an epidural injection.", [1]),
        ("Lumbar epidural steroid injection. ", "He had an epidural injection in 4-2015.", [1]),
        ("Urine drug screen. ", "Urine drug screens of 1/2/14, 3/4/14 and 5/6/14 were clean.", [3]),
        ("Urine drug screen. ", "The urine drug screen of 1/2/14 was clean.", []),
        (
            "Work hardening. ",
            "He began a work hardening program of which he has had 12 days.",
            [12],
        ),
        (
            "Work conditioning, 8 visits. ",
            "He had PT, acupuncture, and a work conditioning program of which he has had 6 visits.",
            [6],
        ),
        (
            "Functional restoration program, 80 hours. ",
            "He is in a functional restoration program and has done sixty hours of it.",
            [60],
        ),
        (
            "Functional restoration program, 80 hours. ",
            "A functional restoration program is of 160 hours, and she rests after 6 hours of it.",
            [],
        ),
        ("Synvisc injections, knee. ", "In May 2014 he received four Synvisc injections.", [4]),
        ("Synvisc injections, knee. ", "A first series of three Synvisc helped for a year.", [3]),
        ("Synvisc injections, knee. ", "A series of three Synvisc injections is requested.", []),
        ("Shockwave. ", "He had PT (20) and shockwave of the left elbow (4).", [4]),
        ("Acupuncture. ", "He had acupuncture for pain (8).", []),
        (
            "Massage, 6 visits. ",
            "Eight visits with a physical therapist, and massage: five half-hour sessions.",
            [5],
        ),
        (
            "Subacromial injection, right shoulder. ",
            "He had two cortisone injections into the shoulder.",
            [2],
        ),
        (
            "Subacromial injection, right shoulder. ",
            "He had two cortisone injections into the knee.",
            [],
        ),
        ("Subacromial injection, right shoulder. ", "He had two cortisone injections.", []),
        ("Chiropractic. ", "A trial of chiropractic care, half a dozen visits, followed.", [6]),
        (
            "Acupuncture. ",
            "A trial of acupuncture, six visits, to be followed by more, is requested.",
            [],
        ),
        (
            "Chiropractic. ",
            "Treatment has included chiropractic: 4 visits in May as a trial, then another 6.",
            [4, 10],
        ),
    ],
)
def test_earlier_visits_injections_and_tests_are_counted(
    asked: str, words: str, counts: list[int], knowledge: Knowledge
) -> None:
    assert earlier(asked, words, knowledge) == counts


@pytest.mark.parametrize(
    ("words", "count"),
    [
        pytest.param("PT, four in March and again four in May.", 8, id="bare numbers"),
        pytest.param("He had PT: 12 in 2014, 9 in 2015.", 21, id="a list behind a colon"),
        pytest.param("PT, six in the spring, six more in autumn.", 12, id="more"),
        pytest.param(
            "Ten visits of PT in 2015, and a further ten after the flare.", 20, id="further"
        ),
        pytest.param(
            "12 PT sessions after the injury and another 12 after surgery.", 24, id="another"
        ),
        pytest.param("There were 8 PT sessions pre-op and 24 post-op.", 32, id="before and after"),
        pytest.param("She had 18 PT visits before and 12 after the operation.", 30, id="one event"),
        pytest.param("PT x12 (2014), x8 (2015).", 20, id="times"),
        pytest.param("PT: 6 visits 2011, 8 visits 2012, 4 visits 2015.", 18, id="years"),
        pytest.param("He had PT in 2014 (12 visits) and in 2015 (9 visits).", 21, id="in brackets"),
        pytest.param("PT care (12 + 6 visits) failed.", 18, id="a plus"),
        pytest.param("He had 6 PT visits, then 12, then another 6.", 24, id="then"),
        pytest.param("A first course of 8 PT sessions and a second of 6.", 14, id="a second"),
        pytest.param("He had two courses of PT, 12 visits each.", 24, id="each"),
        pytest.param("He had 6 PT visits with Dr. A and 10 with Dr. B.", 16, id="two doctors"),
        pytest.param("He had 5 PT visits. Then he had 3 more.", 8, id="more, in the next sentence"),
        pytest.param("5 PT visits were had. After a lapse, 3 visits followed.", 8, id="followed"),
        pytest.param(
            "The first block of six PT visits failed. The second was of six.", 6, id="no block"
        ),
        pytest.param(
            "Six PT visits ended in May. The second block, also of six, ended in July.",
            12,
            id="a second block",
        ),
        pytest.param(
            "In 2013 he had 10 PT visits. In 2015 he had 8 PT visits.", 18, id="two years"
        ),
        pytest.param(
            "Twelve PT visits were had since surgery. Before surgery he had eight.",
            20,
            id="before surgery",
        ),
        pytest.param("PT: 6 sessions (03/2014), 6 sessions (05/2014).", 12, id="months"),
        pytest.param(
            "He had 12 visits of PT as well as the 6 approved in April.", 18, id="as well as"
        ),
        pytest.param(
            "PT on 10 occasions in 2014 and on six occasions in 2015.", 16, id="occasions"
        ),
        pytest.param("He had an initial 4 and then 6 additional PT sessions.", 10, id="an initial"),
        pytest.param(
            "PT: trial of 6 completed 4/2016, then 6 more completed 6/2016.", 12, id="trial"
        ),
        pytest.param("He had 8 preoperative and 18 postoperative PT visits.", 26, id="two kinds"),
        pytest.param("He had six PT sessions at one clinic and nine at another.", 15, id="clinics"),
        pytest.param(
            "PT in 2013 (10 visits), 2014 (6 visits) and 2015 (8 visits).", 24, id="each year"
        ),
        pytest.param("PT: 8 (2014) + 10 (2015).", 18, id="years and a plus"),
        pytest.param(
            "An initial trial of four PT visits was followed by eight more.", 12, id="a trial"
        ),
        pytest.param("PT was provided on 3/1, 3/8, 3/15 and 3/22/16.", 4, id="days"),
        pytest.param("PT visits to date: 18.", 18, id="to date"),
        pytest.param("Number of PT visits completed: 18", 18, id="a form"),
        pytest.param("He has had 20+ PT visits.", 20, id="at least"),
        pytest.param("PT began in May. Eleven visits were attended.", 11, id="not named again"),
        pytest.param(
            "Therapy began. The first nine visits helped.", 9, id="therapy, not named again"
        ),
    ],
)
def test_earlier_visits_of_several_times_are_added_up(
    words: str, count: int, knowledge: Knowledge
) -> None:
    assert max(counted(words, knowledge, Voice.RECORD)) == count


@pytest.mark.parametrize(
    ("words", "count"),
    [
        pytest.param("A total of 30 PT visits, 18 before and 12 after surgery.", 30, id="a total"),
        pytest.param("24 visits of PT to date: 12 in 2013, 8 in 2014.", 24, id="to date, in parts"),
        pytest.param("In all he had 24 visits of PT, 12 in 2013 and 12 in 2014.", 24, id="in all"),
        pytest.param(
            "As of May he had completed 8 PT visits. By July 12 PT visits.", 12, id="as of"
        ),
        pytest.param(
            "He had 12 PT visits in 2014 and 6 of acupuncture in 2015.", 12, id="another's"
        ),
        pytest.param(
            "He had 12 PT visits and 12 acupuncture visits in 2015.", 12, id="beside another"
        ),
        pytest.param("Ten PT visits were attended; six more are requested.", 10, id="asked for"),
        pytest.param("He had 10 PT visits in May, and six more are planned.", 10, id="planned"),
        pytest.param("PT 9 visits done. Asking 3 more PT.", 9, id="asking"),
        pytest.param("Eight PT visits were had; four more make it 12.", 8, id="makes"),
        pytest.param(
            "He had 8 PT visits, then was given 4 more in May, of which he used none.", 8, id="none"
        ),
        pytest.param("Nine PT visits remain of those authorized.", None, id="what remains"),
        pytest.param("PT was requested on 3/1 and 3/8/16.", None, id="days of requests"),
        pytest.param("10 PT visits were had and he asked for 6 more.", 10, id="he asked for"),
        pytest.param(
            "He completed 12/12 PT and 6/6 acupuncture sessions.", 12, id="all of so many"
        ),
        pytest.param("He had 24 PT visits, including 8 in May and 6 in June.", 24, id="including"),
        pytest.param("His wife had 12 PT visits. He has had 4.", None, id="his wife"),
        pytest.param("He had 10 PT visits in May and another 6 would be 16.", 10, id="would be"),
        pytest.param(
            "He had 10 PT visits in May; the next eight were cancelled.", 10, id="cancelled"
        ),
        pytest.param(
            "He had 10 PT visits. Six more visits are requested.", 10, id="asked for, next"
        ),
        pytest.param(
            "He had 24 PT visits, and another 12 visits exceed the limit.", 24, id="exceed"
        ),
        pytest.param("He had 24 PT visits, and 12 more are beyond the rule.", 24, id="beyond"),
        pytest.param("He had 24 PT visits; 12 additional visits go beyond it.", 24, id="go beyond"),
        pytest.param("He had 24 PT visits, and 12 further visits sought are not.", 24, id="sought"),
        pytest.param("He had 24 PT visits. Twelve more visits lack support.", 24, id="lack"),
        pytest.param(
            "He had 24 PT visits, and there is no reason for another 12.", 24, id="no reason for"
        ),
        pytest.param(
            "He had 10 PT visits in May, with pain down from 8 to 5 in June.", 10, id="pain"
        ),
        pytest.param("He had 10 PT visits in May and 2 injections in June.", 10, id="injections"),
        pytest.param("He had PT. He had 4 office visits.", None, id="office visits"),
        pytest.param("He had PT, 3 visits weekly for 4 weeks.", None, id="so many a week"),
        pytest.param("For an earlier neck injury he had 30 PT visits.", None, id="another injury"),
        pytest.param("He had 30 PT visits before this injury.", None, id="before this injury"),
        pytest.param(
            "PT; acupuncture, 8 sessions; 3 sessions (2015).", None, id="of which is not told"
        ),
        pytest.param("He had PT and acupuncture. He had 4 visits.", None, id="of either"),
        pytest.param("He attended his sixth of eight PT visits.", 6, id="a place in an order"),
    ],
)
def test_earlier_visits_are_not_counted_twice_nor_with_others(
    words: str, count: int | None, knowledge: Knowledge
) -> None:
    assert max(counted(words, knowledge, Voice.RECORD), default=None) == count


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("12 PT visits were authorized, of which 9 were attended.", 9),
        ("12 PT visits were certified, but he used only 8.", 8),
        ("Of the 18 PT visits approved so far he has kept 14.", 14),
        ("Of 12 certified visits of PT he has used 8.", 8),
        ("He attended six of the approved eight PT sessions.", 6),
        ("He has completed 10 of 12 PT sessions.", 10),
        ("PT: 4 of 6 done.", 4),
        ("18 PT sessions were authorized on 3/2/16. He attended 15 of them.", 15),
        ("He was certified for 12 visits of PT but stopped after five.", 5),
        ("12 PT visits were authorized and he asked for 9.", 12),
        ("Of the 24 PT visits authorized 18 were attended.", 18),
        ("24 PT visits certified; 22 attended.", 22),
        ("Ten PT visits were authorized, and by a note of 7/4 he had completed 7 of 10.", 7),
        ("Ten PT visits were authorized. She has attended 6 of 10.", 6),
    ],
)
def test_of_visits_that_were_granted_those_that_were_attended_count(
    words: str, count: int, knowledge: Knowledge
) -> None:
    assert max(counted(words, knowledge, Voice.RECORD)) == count


def test_a_sum_quotes_all_that_it_adds_up(knowledge: Knowledge) -> None:
    text = REQUEST + "He had five PT visits. Later he had 3 more."
    letter = Document("letter", text)
    asked = request(letter, Span(0, len(REQUEST)), knowledge)
    place = Span(len(REQUEST), len(text))
    found = courses(letter, place, asked, Voice.RECORD, knowledge)
    told = {fact.value: letter.quote(fact.span) for fact in found}
    assert told == {5: "five PT visits", 8: "five PT visits. Later he had 3 more"}


def test_a_number_of_the_rationale_is_that_of_the_treatment_of_which_the_record_tells_it(
    knowledge: Knowledge,
) -> None:
    asked, record = "Massage, 8 visits. ", "He had 14 acupuncture visits. "
    for rationale, counts in (("He had fourteen visits.", []), ("He had nine visits.", [9])):
        letter = Document("letter", asked + record + rationale)
        told = Span(len(asked), len(asked + record)), Span(len(asked + record), len(letter.text))
        found = earlier_visits(letter, *told, request(letter, Span(0, 17), knowledge), knowledge)
        assert [each.value for each in found] == counts


@pytest.mark.parametrize(
    "words",
    [
        "The patient was approved for 6 visits. The patient has received 6 visits.",
        "The patient has attended all 6 of the acupuncture visits that were authorized.",
    ],
)
def test_what_was_granted_of_the_request_itself_is_not_earlier(
    words: str, knowledge: Knowledge
) -> None:
    heading = (
        "Acupuncture, 8 visits was the original request. Acupuncture, 6 visits was authorized by "
        "the Claims Administrator. The remaining IMR eligible portion of the original request, "
        "Acupuncture, 2 visits "
    )
    letter = Document("letter", heading + words)
    asked = request(letter, Span(0, len(heading)), knowledge)
    place = Span(len(heading), len(letter.text))
    found = courses(letter, place, asked, Voice.REVIEWER, knowledge)
    assert [course.rule for course in found] == ["course-given"]


@pytest.mark.parametrize(
    ("listed", "named"),
    [
        ("neck pain and low back pain", ["neck pain", "low back pain"]),
        ("strain of knee and shoulder strain", ["strain of knee", "shoulder strain"]),
        ("neck and back pain", ["neck and back pain"]),
        ("wrist tendinitis and bursitis", ["wrist tendinitis and bursitis"]),
        ("sprain and strain of the hip", ["sprain and strain of the hip"]),
        ("anxiety and depression", ["anxiety", "depression"]),
        ("cervical, thoracic and lumbar injury", ["cervical, thoracic and lumbar injury"]),
        ("lumbago and left and right sciatica", ["lumbago", "left and right sciatica"]),
        ("injury of the back and left ankle", ["injury of the back and left ankle"]),
        ("radiculopathy, lumbar region, hip pain", ["radiculopathy, lumbar region", "hip pain"]),
        (
            "strain of muscle, fascia and tendon at neck level, neck pain",
            ["strain of muscle, fascia and tendon at neck level", "neck pain"],
        ),
        ("a hip contusion, initial encounter", ["hip contusion"]),
        ("knee sprain, subsequent encounter and hip sprain", ["knee sprain", "hip sprain"]),
        ("hip pain rule out labral tear", ["hip pain", "rule out labral tear"]),
        ("pain, unspecified; hip sprain", ["pain, unspecified", "hip sprain"]),
        (
            "neck strain, hand paresthesia; low back strain",
            ["neck strain", "hand paresthesia", "low back strain"],
        ),
    ],
)
def test_a_list_is_cut_into_diagnoses(listed: str, named: list[str], knowledge: Knowledge) -> None:
    assert diagnosed(f"He was diagnosed with {listed}. He rests.", knowledge) == named


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Dx: neck strain, insomnia.", ["neck strain", "insomnia"]),
        ("Dx neck strain. Rx: Motrin.", ["neck strain"]),
        ("Assessment: 1) Neck strain 2) Vertigo", ["neck strain", "vertigo"]),
        (
            "The diagnoses include: 1. Neck strain; 2. Vertigo. She rests.",
            ["neck strain", "vertigo"],
        ),
        ("Impression: L5 radiculopathy, left.", ["l5 radiculopathy, left"]),
        ("She carries the diagnoses of GERD and obesity.", ["gerd", "obesity"]),
        ("The diagnoses have included hip bursitis.", ["hip bursitis"]),
        ("A 40-year-old man with neck strain and vertigo.", ["neck strain", "vertigo"]),
        ("A 40-year-old man with neck pain and headaches.", []),
        ("She has hip bursitis. She has Norco.", ["hip bursitis"]),
        ("She has no hip bursitis.", []),
        ("Dx: neck strain. She has hip bursitis.", ["neck strain"]),
        ("Hip bursitis. He rests.", ["hip bursitis"]),
        ("Trigger thumbs are diagnosed. She rests.", ["trigger thumbs"]),
        ('He has a diagnosis of "radiculopathy." On a note he rests.', ["radiculopathy"]),
        ("She underwent treatment for a hip sprain. She rests.", ["hip sprain"]),
        ("He was treated for a knee tear after a fall in 2014.", ["knee tear"]),
        ("He was diagnosed with neck strain and given Motrin.", ["neck strain"]),
        ("He is status post L4-5 fusion in 2011.", ["status post l4-5 fusion"]),
        ("Dx: hip fracture, healed; vertigo.", ["hip fracture, healed", "vertigo"]),
        ("He was diagnosed with depression, single episode.", ["depression, single episode"]),
        ("His father was diagnosed with diabetes.", []),
        ("She has not been diagnosed with CRPS.", []),
        ("There is no diagnosis of radiculopathy.", []),
        ("The differential diagnosis includes gout.", []),
        (
            "The diagnoses at the last visit were gastritis; gout arthritis.",
            ["gastritis", "gout arthritis"],
        ),
        ("Diagnosed: gastritis, insomnia.", ["gastritis", "insomnia"]),
        ("The patient is a nurse with hip bursitis.", ["hip bursitis"]),
        ("There is hip bursitis. There is no gastritis.", ["hip bursitis"]),
        ("Since then vertigo and insomnia have been diagnosed.", ["vertigo", "insomnia"]),
        (
            "Diagnoses are spondylosis without myelopathy and neuralgia of the hip.",
            ["spondylosis without myelopathy", "neuralgia of the hip"],
        ),
        ("She is s/p fall. He has a sore hip.", []),
        (
            "Diagnoses include: (1) lumbar spondylosis, (2) sacroiliitis.",
            ["lumbar spondylosis", "sacroiliitis"],
        ),
        (
            "Dx: plantar fasciitis, bilateral, and metatarsalgia.",
            ["plantar fasciitis, bilateral", "metatarsalgia"],
        ),
        ("He is status post knee replacement, 9/12/2016.", ["status post knee replacement"]),
        ("She was diagnosed with hip bursitis, for which PT was given.", ["hip bursitis"]),
        ("Mr. B, 64, has neck pain and hypertension.", ["hypertension"]),
        (
            "A 58-year-old man; injured on 12/1/2004; hip sprain and sciatica.",
            ["hip sprain", "sciatica"],
        ),
        (
            "She sustained a crush injury of the hand and has neuropathic pain.",
            ["crush injury of the hand", "neuropathic pain"],
        ),
        ("Nerve conduction testing showed moderate disease.", []),
        (
            "She is status post wrist fusion and carries a diagnosis of hip bursitis.",
            ["status post wrist fusion", "hip bursitis"],
        ),
        ("Her doctor diagnosed a neck strain.", ["neck strain"]),
        ("Diagnoses on the PR-2: lumbar strain, knee sprain.", ["lumbar strain", "knee sprain"]),
        ("Neck strain and sciatica are the accepted diagnoses.", ["neck strain", "sciatica"]),
        (
            "This man has cubital tunnel syndrome and now has a wrist sprain.",
            ["cubital tunnel syndrome", "wrist sprain"],
        ),
        (
            "The physician lists cervical spondylosis and tension headache as diagnoses.",
            ["cervical spondylosis", "tension headache"],
        ),
        ("The doctor lists neck strain and sciatica.", ["neck strain", "sciatica"]),
        ("The doctor lists pain of 6/10.", []),
        ("The diagnoses listed on 4/4/16: neck strain; sciatica.", ["neck strain", "sciatica"]),
        ("He is s/p ACL repair 3/14/16.", ["s/p acl repair"]),
        (
            "Diagnosis: 1. Sciatica. 2. Status post fusion, 2012.",
            ["sciatica", "status post fusion"],
        ),
        ("He is s/p lifting injury 2010.", []),
        ("Dx are plantar fasciitis & heel spur.", ["plantar fasciitis", "heel spur"]),
        ("Problem list reads: hip bursitis, neck strain.", ["hip bursitis", "neck strain"]),
        (
            "Diagnosis is lumbar neuritis; secondary diagnosis, sacroiliitis.",
            ["lumbar neuritis", "sacroiliitis"],
        ),
        (
            "She was seen for a contusion of the knee, a strain of the hip and anxiety.",
            ["contusion of the knee", "strain of the hip", "anxiety"],
        ),
        (
            "The diagnosis was a trigger finger, right ring, and a trigger thumb, left.",
            ["trigger finger, right ring", "trigger thumb, left"],
        ),
        ("Diagnosis: ankle sprain, right; peroneal tear ruled out.", ["ankle sprain, right"]),
        (
            "He is treated for facial neuralgia as well as a rotator cuff tear.",
            ["facial neuralgia", "rotator cuff tear"],
        ),
        ("A 41-year-old male, neck strain and sciatica.", ["neck strain", "sciatica"]),
        ("20yo male cook; nail laceration, wrist sprain.", ["nail laceration", "wrist sprain"]),
        ("A 59 year-oId woman w/ hip bursitis.", ["hip bursitis"]),
        ("She was assessed with hip bursitis.", ["hip bursitis"]),
        (
            "ICD: 723.4 cervical radiculitis, 840.9 shoulder sprain.",
            ["cervical radiculitis", "shoulder sprain"],
        ),
        ("Diagnosis codes: M54.16 lumbar radiculopathy.", ["lumbar radiculopathy"]),
        ("A 53-year-old with GERD and gastritis from pills.", ["gerd", "gastritis"]),
        (
            "Assessment/Plan: 1. Lumbar strain. 2. R/O herniated disc. 3. Anxiety.",
            ["lumbar strain", "r/o herniated disc", "anxiety"],
        ),
        ("Her diagnoses, per the report, are hip bursitis and PTSD.", ["hip bursitis", "ptsd"]),
        ("Diagnosis: lumbar stenosis L3-4, L4-5.", ["lumbar stenosis l3-4, l4-5"]),
        ("Diagnosis - hip bursitis; wrist sprain", ["hip bursitis", "wrist sprain"]),
        ("He carries a diagnosis of PTSD and of major depression.", ["ptsd", "major depression"]),
        ("Diagnosis: hip bursitis vs. hip arthritis.", ["hip bursitis", "hip arthritis"]),
        ("Accepted conditions are hip bursitis and PTSD.", ["hip bursitis", "ptsd"]),
        (
            "Diagnoses include but are not limited to neck strain and hip bursitis.",
            ["neck strain", "hip bursitis"],
        ),
    ],
)
def test_a_diagnosis_is_read_whoever_writes_it(
    words: str, named: list[str], knowledge: Knowledge
) -> None:
    assert diagnosed(words, knowledge) == named


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("There is foot drop.", ["+foot-drop"]),
        ("There is no foot drop.", ["-foot-drop"]),
        ("He denied numbness, tingling, spasm.", ["-radicular-symptoms"] * 2 + ["-muscle-spasm"]),
        ("No spasm, swelling or atrophy.", ["-muscle-spasm", "-swelling", "-atrophy"]),
        ("No spasm or swelling, tenderness.", ["-muscle-spasm", "-swelling", "+tenderness"]),
        ("Without spasms but with swelling.", ["-muscle-spasm", "+swelling"]),
        ("Red flags are not present.", ["-red-flag"]),
        ("There were no red flags.", ["-red-flag"]),
        ("The plan is to rule out atrophy.", []),
        ("Possible atrophy.", []),
        ("There may be atrophy.", []),
        ("In May 2016 he had atrophy.", ["+atrophy"]),
        ("Utilization Review saw no atrophy.", []),
    ],
)
def test_what_a_sentence_denies_is_not_present(
    words: str, kinds: list[str], knowledge: Knowledge
) -> None:
    assert told(words, knowledge) == kinds


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("Straight leg raise was positive on the left.", ["+straight-leg-raise"]),
        ("Negative straight leg raise.", ["-straight-leg-raise"]),
        ("There was decreased C5 sensation.", ["+sensory-change"]),
        ("Sensation was decreased and strength is normal.", ["+sensory-change", "-weakness"]),
        ("Strength, sensation and reflexes were normal.", ["-weakness", "-sensory-change"]),
        ("Positive Neer, Hawkins and Speed's tests.", ["+impingement-sign"] * 3),
        ("No decreased sensation.", ["-sensory-change"]),
        ("Sensation is not intact.", ["+sensory-change"]),
        ("Motor strength 4/5, reflexes 2+.", ["+weakness", "-reflex-change"]),
        ("Strength was tested on 4/5/16.", []),
        ("Range of motion was examined.", []),
    ],
)
def test_what_is_examined_is_found_with_its_result(
    words: str, kinds: list[str], knowledge: Knowledge
) -> None:
    assert told(words, knowledge)[: len(kinds) or None] == kinds


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("An MRI showed a labral tear.", ["+imaging-tear"]),
        ("An x-ray showed no fracture.", ["-imaging-fracture"]),
        ("X-rays were normal.", ["-imaging-result"]),
        ("Diagnosis: labral tear.", []),
    ],
)
def test_a_tear_is_shown_by_a_test(words: str, kinds: list[str], knowledge: Knowledge) -> None:
    assert told(words, knowledge) == kinds


def test_an_effect_is_that_of_the_treatment_before_it(knowledge: Knowledge) -> None:
    words = "Acupuncture gave significant benefit, Motrin did not help."
    benefit, failure = (f for f in read(words, knowledge) if f.kind.rule == "finding-named")
    assert (benefit.treatment, failure.treatment) == (f"{VOCAB}acupuncture", f"{VOCAB}ibuprofen")


def test_an_absence_speaks_the_other_way(knowledge: Knowledge) -> None:
    [sign] = read("Tinel's was negative.", knowledge)
    [failure] = read("She is no better.", knowledge)
    assert sign.leans == ((f"{VOCAB}objective-findings", False),)
    assert dict(failure.leans) == {
        f"{VOCAB}conservative-care": True,
        f"{VOCAB}functional-improvement": False,
    }


def test_pain_is_scored_by_its_upper_bound(knowledge: Knowledge) -> None:
    assert [f.score for f in read("Pain is 7-8 out of 10, was 10/10.", knowledge)] == [8, 10]
    assert read("Seen on 4/10/16.", knowledge) == ()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("He works modified duty.", "modified-work"),
        ("She is temporarily totally disabled.", "off-work"),
        ("He does full duty work.", "full-duty"),
    ],
)
def test_the_work_status_is_read(words: str, kind: str, knowledge: Knowledge) -> None:
    assert told(words, knowledge) == [f"+{kind}"]


def test_surgery_is_planned_or_done_with_its_name(knowledge: Knowledge) -> None:
    words = "She underwent carpal tunnel release. The plan is rotator cuff repair."
    done, planned = read(words, knowledge)
    assert done.kind.value.endswith("surgery-done")
    assert planned.kind.value.endswith("surgery-planned")
    assert done.treatment == f"{VOCAB}carpal-tunnel-release"


@pytest.mark.parametrize(
    "words",
    [
        "12 sessions of PT were non-certified.",
        "12 sessions of PT were not certified.",
        "A call for 12 sessions of PT was not approved.",
        "He had 12 sessions of PT denied.",
        "The 12 PT sessions denied on 1/5/17 are appealed.",
        "He received a denial of 12 PT sessions.",
        "Twelve sessions of PT were cut to six by the carrier.",
        "Naproxen was given; 12 sessions of PT were disallowed.",
        "The carrier has not authorized 12 sessions of PT.",
        "PT, 12 sessions, never took place.",
    ],
)
def test_visits_that_were_refused_were_not_had(words: str, knowledge: Knowledge) -> None:
    assert counted(words, knowledge, Voice.RECORD) == []


@pytest.mark.parametrize(
    ("words", "had"),
    [
        ("He had 8 sessions of PT and was denied 12 more.", 8),
        ("He had 8 sessions of PT but 12 more were non-certified.", 8),
        ("He attended 9 of the 12 authorized PT sessions; the rest was denied.", 9),
        ("He was certified for 12 sessions of PT, of which 7 were attended in May 2015.", 7),
    ],
)
def test_visits_beside_those_that_were_refused_count(
    words: str, had: int, knowledge: Knowledge
) -> None:
    assert max(counted(words, knowledge, Voice.RECORD)) == had


def test_of_visits_granted_through_a_year_those_that_were_used_count(knowledge: Knowledge) -> None:
    words = "PT was authorized for 12 visits through 2015, of which nine were used."
    assert counted(words, knowledge, Voice.RECORD) == [9]


@pytest.mark.parametrize(
    ("words", "had"),
    [
        ("PT may be used when drugs fail, and four to eight visits are enough to judge.", []),
        ("PT should first be tried before surgery, ten visits are a fair number.", []),
        ("PT was used when drugs failed, and eight visits were had.", [8]),
    ],
)
def test_what_may_be_used_was_not_had(words: str, had: list[int], knowledge: Knowledge) -> None:
    assert counted(words, knowledge) == had


@pytest.mark.parametrize(
    ("heading", "rule"),
    [
        ("Massage, 6 visits. ", "course-repeated"),
        ("Massage, 8 visits. ", "course-granted"),
        ("Additional massage, 6 visits. ", "course-granted"),
    ],
)
def test_a_grant_of_as_many_visits_may_be_that_of_the_request(
    heading: str, rule: str, knowledge: Knowledge
) -> None:
    letter = Document("letter", f"{heading}The patient had been approved for 6 massage visits.")
    asked = request(letter, Span(0, len(heading)), knowledge)
    place = Span(len(heading), len(letter.text))
    found = courses(letter, place, asked, Voice.REVIEWER, knowledge)
    assert [each.rule for each in found] == [rule]


def none_had(words: str, knowledge: Knowledge) -> list[str]:
    """Return the words of a summary that say that no visit of physical therapy was had."""
    letter = Document("letter", REQUEST + words)
    asked = request(letter, Span(0, len(REQUEST)), knowledge)
    place = Span(len(REQUEST), len(letter.text))
    named = tuple(treatment_mentions(letter, place, knowledge))
    found = never_had(letter, {Voice.RECORD: place}, asked, named, knowledge)
    assert all(each.value == 0 for each in found)
    return [letter.quote(each.span) for each in found]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Treatment has included no prior PT and naproxen.", "no prior PT"),
        ("He had not started PT yet.", "had not started PT"),
        ("She has never had PT.", "has never had PT"),
        ("He has not had PT, and 12 sessions exceed the guideline.", "has not had PT"),
        ("She has had neither acupuncture nor PT.", "has had neither acupuncture nor PT"),
        ("He has had no physical therapy to date.", "has had no physical therapy"),
        ("No prior acupuncture or PT.", "No prior acupuncture or PT"),
        ("He denies any prior physical therapy.", "denies any prior physical therapy"),
    ],
)
def test_what_was_never_had_is_no_visit(words: str, said: str, knowledge: Knowledge) -> None:
    assert none_had(words, knowledge) == [said]


@pytest.mark.parametrize(
    "words",
    [
        "There is no previous PT noted.",
        "There is no documentation of prior PT.",
        "He has not had PT since the surgery.",
        "He has not had PT for the neck.",
        "He has not completed PT.",
        "No prior PT notes were sent.",
        "If he has not had PT, a trial is right.",
        "The guideline speaks of a worker who has never had PT.",
        "She has had no PT. PT was given in 2014.",
        "She has never had acupuncture.",
        "Utilization review denied it as he has never had PT.",
    ],
)
def test_what_may_have_been_had_is_not_told_as_none(words: str, knowledge: Knowledge) -> None:
    assert none_had(words, knowledge) == []
