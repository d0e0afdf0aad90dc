"""letters.text.scope: one engine says, for the summary and for a rationale, what is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imrgraph.letters.letter import Voice
from imrgraph.letters.rationale.grounds import decisive, heard
from imrgraph.letters.requests.headings import request
from imrgraph.letters.summary.courses import courses
from imrgraph.letters.summary.findings import findings
from imrgraph.letters.summary.treatment_mentions import treatment_mentions
from imrgraph.letters.text.document import Document, Span
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.scope import markers, scopes

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge

#: A thing, with the kind of finding that the summary has for it, and the criterion of a rationale.
THINGS = [
    ("red flags", "red-flag", "red-flags"),
    ("weakness", "motor-weakness", "objective-findings"),
]


def summary(words: str, knowledge: Knowledge) -> list[str]:
    """Return the kinds of the findings of a summary, each with + where it is present, else -."""
    letter, place = Document("letter", words), Span(0, len(words))
    treatments = tuple(treatment_mentions(letter, place, knowledge))
    return [
        f"{'+' if each.present else '-'}{each.kind.value.rpartition('/finding-')[2]}"
        for each in findings(letter, place, treatments, knowledge)
        if each.treatment or each.kind.value.rpartition("/")[2] != "finding-failure"
    ]


def rationale(words: str, knowledge: Knowledge) -> list[str]:
    """Return the criteria that a rationale on an MRI finds, each with + where it is met, else -."""
    letter, place = Document("letter", words), Span(0, len(words))
    mri = "https://w3id.org/imrgraph/vocab/mri"
    told = decisive([hit for _, hits in heard(letter, place, mri, knowledge) for hit in hits])
    return [f"{'+' if g.met else '-'}{g.criterion}" for g in told]


def of(thing: str, words: str) -> str:
    """Return a sentence of `thing`."""
    sentence = words.format(thing)
    return sentence[0].upper() + sentence[1:]


@pytest.mark.parametrize(("thing", "kind", "criterion"), THINGS)
@pytest.mark.parametrize(
    "words",
    [
        "There are no {}.",
        "There is a lack of {}.",
        "There was an absence of {}.",
        "The examination lacks {}.",
        "The examination was without {}.",
        "The examination was negative for {}.",
        "Neither {} nor tremor was found.",
        "He is free of {}.",
        "He never had {}.",
        "He has not had {}.",
        "He has not reported {}.",
        "He isn't having {}.",
        "He denies {}.",
        "He denied that he has {}.",
        "The records failed to show {}.",
        "The records neglected to mention {}.",
        "The notes cannot show {}.",
        "None of the notes show {}.",
        "The records do not show {}.",
        "The records don't show {}.",
        "The examination doesn\u2019t show {}.",
        "The provider hasn't noted {}.",
        "The notes weren\u2019t showing {}.",
        "The notes didnt show {}.",
        "The provider has yet to document {}.",
        "There is no documentation of {}.",
        "There is no evidence that he has {}.",
        "{} were not documented.",
        "{} were ruled out.",
        "{} are absent.",
        "{}: none.",
        "{}: no.",
        "{}: denied.",
        "{} - none.",
        "{} (-).",
        "{} (denied).",
        "{} denied.",
        pytest.param("{} have resolved.", id="was there"),
        pytest.param("He no longer complains of {}.", id="was complained of"),
        pytest.param("{} are no longer present.", id="was present"),
        pytest.param("There was resolution of {}.", id="resolution"),
    ],
)
def test_what_is_denied_or_past_is_not_there(
    words: str, thing: str, kind: str, criterion: str, knowledge: Knowledge
) -> None:
    sentence = of(thing, words)
    assert summary(sentence, knowledge) == [f"-{kind}"]
    assert rationale(sentence, knowledge) == [f"-{criterion}"]


@pytest.mark.parametrize(("thing", "kind", "criterion"), THINGS)
@pytest.mark.parametrize(
    "words",
    [
        "He has {}.",
        "No increase in {} was reported.",
        "There was no change in {}.",
        "There is no doubt that {} are present.",
        "It cannot be denied that {} are present.",
        "It can't be denied that {} are present.",
        "Nobody disputes that {} are present.",
        "Tremor was not seen, but there are {}.",
        "There is no tremor; he has {}.",
        "He has no tremor (it was tested) and has {}.",
        "The gait, which did not change, shows {}.",
    ],
)
def test_what_is_affirmed_or_lasts_is_there(
    words: str, thing: str, kind: str, criterion: str, knowledge: Knowledge
) -> None:
    sentence = of(thing, words)
    assert summary(sentence, knowledge) == [f"+{kind}"]
    assert rationale(sentence, knowledge) == [f"+{criterion}"]


@pytest.mark.parametrize(
    "words",
    [
        "Not only {} but tremor is felt.",
        "{} did not improve with rest.",
        "{} have not resolved.",
        "{} have partially resolved.",
    ],
)
def test_what_only_looks_like_a_denial_is_none(words: str, knowledge: Knowledge) -> None:
    sentence = of("weakness", words)
    assert summary(sentence, knowledge) == ["+motor-weakness"]
    assert rationale(sentence, knowledge) == []


@pytest.mark.parametrize("thing", ["red flags", "weakness"])
@pytest.mark.parametrize(
    "words",
    [
        "The plan is to rule out {}.",
        "Possible {}.",
        "If {} develop, call.",
        "It is unclear whether there are {}.",
        "His brother had {}.",
        "Family history of {}.",
    ],
)
def test_what_is_open_or_of_another_is_neither(
    words: str, thing: str, knowledge: Knowledge
) -> None:
    assert summary(of(thing, words), knowledge) == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Strength was 5/5 throughout except 4/5 in the left great toe.", "weakness"),
        ("Sensation was intact except decreased over the left L5 dermatome.", "sensory-change"),
        ("Straight leg raise was negative on the right and positive on the left.", None),
        ("Straight leg raise was positive on the left and negative on the right.", None),
        ("Negative straight leg raise on the right but positive on the left.", None),
        ("Reflexes were normal other than absent at the left ankle.", "reflex-change"),
    ],
)
def test_of_two_halves_the_abnormal_one_counts(
    words: str, kind: str | None, knowledge: Knowledge
) -> None:
    assert summary(words, knowledge) == [f"+{kind or 'straight-leg-raise'}"]
    assert rationale(words, knowledge) in ([], ["+objective-findings"])


def test_a_result_is_of_the_next_thing_where_that_is_named(knowledge: Knowledge) -> None:
    words = "Strength was 5/5 and decreased sensation was noted."
    assert summary(words, knowledge) == ["-weakness", "+sensory-change"]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("no spasm, tenderness of the neck", "tenderness", set()),
        ("no spasm, tenderness or atrophy", "tenderness", {"denies"}),
        ("no spasm (or foot drop), tremor", "foot drop", {"denies"}),
        ("he walks (no cane) with a limp", "limp", set()),
        ("no improvement in function", "improvement in function", {"denies"}),
        ("no improvement in function", "function", {"lasts"}),
        ("no spasm with tenderness", "tenderness", set()),
    ],
)
def test_a_marker_reaches_what_it_speaks_of(
    text: str, place: str, said: set[str], knowledge: Knowledge
) -> None:
    start = text.index(place)
    read = scopes(fold(text), Span(0, len(text)), knowledge)
    found = read.says(Span(start, start + len(place)))
    assert found & {"denies", "lasts"} == said


def test_every_end_is_a_marker(knowledge: Knowledge) -> None:
    known = {marker.name for marker in markers(knowledge)}
    assert all(marker.ended_by <= known for marker in markers(knowledge))


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("He has had no prior acupuncture.", {"acupuncture": "stated"}),
        ("He hasn\u2019t had acupuncture.", {"acupuncture": "stated"}),
        ("He didn't try acupuncture.", {"acupuncture": "stated"}),
        ("Acupuncture: none.", {"acupuncture": "stated"}),
        ("Acupuncture (denied).", {"acupuncture": "stated"}),
        ("Acupuncture was not provided.", {"acupuncture": "stated"}),
        ("He declined acupuncture.", {"acupuncture": "stated"}),
        (
            "He had no massage or acupuncture.",
            {"massage-therapy": "stated", "acupuncture": "stated"},
        ),
        ("X-rays were not described as performed.", {"xray": "stated"}),
        ("There was no relief from acupuncture.", {"acupuncture": "past"}),
        ("He did not improve with acupuncture.", {"acupuncture": "past"}),
        ("Not only acupuncture was tried.", {"acupuncture": "past"}),
        ("His wife had acupuncture.", {"acupuncture": "stated"}),
        (
            "His wife had massage, but he had acupuncture.",
            {"massage-therapy": "stated", "acupuncture": "past"},
        ),
    ],
)
def test_a_treatment_that_is_denied_or_anothers_was_not_had(
    words: str, named: dict[str, str], knowledge: Knowledge
) -> None:
    found = treatment_mentions(Document("letter", words), Span(0, len(words)), knowledge)
    assert {m.treatment.value.rpartition("/")[2]: m.status for m in found} == named


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        ("He had 12 sessions of physical therapy.", [12]),
        ("He finished 12 sessions of physical therapy.", [12]),
        ("He hasn't had 12 sessions of physical therapy.", []),
        ("His wife had surgery and completed 12 sessions of physical therapy.", []),
        ("He had 12 sessions of physical therapy, which helped.", [12]),
        ("12 sessions of physical therapy were denied.", []),
    ],
)
def test_visits_that_are_denied_or_anothers_are_not_counted(
    words: str, counts: list[int], knowledge: Knowledge
) -> None:
    heading = "Physical therapy, 6 visits. "
    letter = Document("letter", heading + words)
    asked = request(letter, Span(0, len(heading)), knowledge)
    place = Span(len(heading), len(letter.text))
    found = courses(letter, place, asked, Voice.RECORD, knowledge)
    assert [fact.value for fact in found] == counts
