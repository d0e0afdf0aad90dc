"""letters.history, .courses, .diagnoses, .findings: what the clinical summary tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imrgraph.letters.courses import courses
from imrgraph.letters.diagnoses import diagnoses
from imrgraph.letters.document import Document, Span
from imrgraph.letters.history import found_given, mentions
from imrgraph.letters.letter import Voice
from imrgraph.letters.requests import request

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge

REQUEST = "Physical therapy, 6 visits. "
VOCAB = "https://w3id.org/imrgraph/vocab/"


def statuses(words: str, knowledge: Knowledge) -> list[tuple[str, str]]:
    """Return the treatments that a summary of `words` names, and how."""
    found = mentions(Document("letter", words), Span(0, len(words)), knowledge)
    return [(m.treatment.value.removeprefix(VOCAB), m.status) for m in found]


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
        pytest.param("The MRI is old.", "stated", id="only named"),
    ],
)
def test_the_words_around_a_treatment_say_whether_it_was_given(
    words: str, status: str, knowledge: Knowledge
) -> None:
    assert statuses(words, knowledge) == [("mri", status)]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        pytest.param("The plan includes Motrin.", [("ibuprofen", "past")], id="is prescribed"),
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
        ("The patient had five visits of acupuncture.", []),
        ("An additional 6 visits of physical therapy were ordered.", []),
        ("He has not completed the 6 visits.", []),
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
    assert counted(words, knowledge, Voice.RECORD) == []


def test_what_was_granted_of_the_request_itself_is_not_earlier(knowledge: Knowledge) -> None:
    heading = (
        "Acupuncture, 8 visits was the original request. Acupuncture, 6 visits was authorized by "
        "the Claims Administrator. The remaining IMR eligible portion of the original request, "
        "Acupuncture, 2 visits "
    )
    words = "The patient was approved for 6 visits. The patient has received 6 visits."
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
        ("neck strain, hand paresthesia; low back strain", ["neck strain", "hand paresthesia"]),
    ],
)
def test_a_list_is_cut_into_diagnoses(listed: str, named: list[str]) -> None:
    words = f"He was diagnosed with {listed}. He rests."
    found = [fact.value for fact in diagnoses(Document("letter", words), Span(0, len(words)))]
    assert found[: len(named)] == named
