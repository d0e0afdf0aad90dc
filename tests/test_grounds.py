"""rationale.grounds: what a rationale finds about the case, and nothing that it only quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from imrgraph.letters.rationale.cues import cues
from imrgraph.letters.rationale.grounds import decisive, heard
from imrgraph.letters.rationale.limits import stated_limit
from imrgraph.letters.rationale.voices import sentences
from imrgraph.letters.text.document import Document, Span
from imrgraph.letters.text.phrases import fold, pattern
from imrgraph.letters.text.scope import markers

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Ground

VOCAB = "https://w3id.org/imrgraph/vocab/"


def found(words: str, knowledge: Knowledge, treatment: str | None = None) -> tuple[Ground, ...]:
    """Return the grounds of a rationale on `treatment`."""
    iri = VOCAB + treatment if treatment else None
    told = heard(Document.of("letter", words), Span(0, len(words)), iri, knowledge)
    return decisive([hit for _, hits in told for hit in hits])


def read(words: str, knowledge: Knowledge, treatment: str | None = None) -> list[str]:
    """Return the criteria found, each with + or - for met or not."""
    return [g.criterion + "-+"[g.met] for g in found(words, knowledge, treatment)]


@pytest.mark.parametrize(
    ("treatment", "words", "expected"),
    [
        pytest.param(
            "massage-therapy",
            "There is no documentation of functional improvement.",
            ["functional-improvement-"],
            id="denied ahead",
        ),
        pytest.param(
            "massage-therapy",
            "Functional improvement with prior massage was not documented.",
            ["functional-improvement-"],
            id="denied back",
        ),
        pytest.param(
            "massage-therapy",
            "Massage is a proper treatment of a stiff neck, and I have no quarrel with it.",
            [],
            id="nothing is missing that nobody quarrels with",
        ),
        pytest.param(
            "massage-therapy",
            "The patient had functional improvement with prior massage.",
            ["functional-improvement+"],
            id="affirmed",
        ),
        pytest.param(
            "mri",
            "The patient has failed conservative care.",
            ["conservative-care+"],
            id="care that failed was tried",
        ),
        pytest.param(
            "mri",
            "There is no documentation of failure of conservative care.",
            ["conservative-care-"],
            id="no failure of care",
        ),
        pytest.param(
            "mri",
            "The patient has not responded to conservative treatment.",
            ["conservative-care+"],
            id="no response to care is a failure of it",
        ),
        pytest.param(
            "mri",
            "The claimant has yet to complete any conservative management.",
            ["conservative-care-"],
            id="yet to",
        ),
        pytest.param(
            "mri",
            "There is no sign of instability, nor are there red flags or plans for surgery.",
            ["objective-findings-", "red-flags-", "surgical-plan-"],
            id="one denial of several",
        ),
        pytest.param(
            "mri",
            "There is no finding of nerve compromise that would warrant surgery.",
            ["objective-findings-"],
            id="a purpose is not denied",
        ),
        pytest.param(
            "knee-surgery",
            "While the patient has not completed conservative care, the MRI reveals a full "
            "thickness tear.",
            ["objective-findings+"],
            id="what is conceded does not decide",
        ),
        pytest.param(
            "laboratory-test",
            "There is no rationale for the requested test before surgery.",
            ["documentation-"],
            id="what a reason is missing for is not a ground",
        ),
        pytest.param(
            "physical-therapy",
            "There is no rationale for additional supervised therapy.",
            ["skilled-care-need-"],
            id="a reason for more care is missing",
        ),
        pytest.param(
            "mri",
            "There was lack of clinical documentation that supports the request.",
            ["documentation-"],
            id="what is missing is named by the denial itself",
        ),
        pytest.param(
            "mri",
            "There was lack of clinical documentation that conservative care was exhausted.",
            ["conservative-care-"],
            id="what is not documented is the ground, not its documentation",
        ),
        pytest.param(
            "massage-therapy",
            "In November a nostalgic patient reported no benefit.",
            ["functional-improvement-"],
            id="a denial is a whole word",
        ),
    ],
)
def test_the_sentence_says_whether_a_criterion_is_met(
    treatment: str, words: str, expected: list[str], knowledge: Knowledge
) -> None:
    assert read(words, knowledge, treatment) == expected


@pytest.mark.parametrize(
    ("treatment", "words", "expected"),
    [
        ("massage-therapy", "Given the chronicity of the pain, it is denied.", ["phase-"]),
        ("massage-therapy", "The injury is still in the acute phase.", ["phase+"]),
        ("massage-therapy", "The injury is not in the acute phase.", ["phase-"]),
        ("massage-therapy", "The request exceeds the guideline limit.", ["visit-limit-"]),
        (
            "physical-therapy",
            "The requested amount of therapy is in excess of the guidelines for the neck.",
            ["visit-limit-"],
        ),
        ("acupuncture", "It is silent as to how many, nor over what period they are wanted.", []),
        ("mri", "Plain films of the ankle were never obtained.", ["objective-findings-"]),
        ("mri", "No recent radiographs of the wrist were provided.", ["objective-findings-"]),
        ("mri", "Plain films of the ankle were obtained.", []),
        ("opioid", "The request exceeds the recommended dose.", ["dose-limit-"]),
        (
            "tens-unit",
            "Purchase exceeds the 30 day rental that is recommended.",
            ["duration-limit-"],
        ),
        (
            "sling",
            "As the requested operation is not supported, this is not necessary.",
            ["associated-service-"],
        ),
        (
            "sling",
            "The patient has been approved to undergo surgery of the shoulder.",
            ["associated-service+"],
        ),
        (
            "gym-membership",
            "The request does not specify the duration.",
            ["request-specificity-"],
        ),
        ("opioid", "There is no aberrant behavior, and drug screens agree.", ["monitoring+"]),
        ("opioid", "There is no pain agreement on file.", ["monitoring-"]),
    ],
)
def test_some_words_say_it_themselves(
    treatment: str, words: str, expected: list[str], knowledge: Knowledge
) -> None:
    assert read(words, knowledge, treatment) == expected


@pytest.mark.parametrize(
    ("treatment", "expected"),
    [("mri", ["objective-findings-"]), ("anticonvulsant", ["indication-"])],
)
def test_the_same_words_are_another_criterion_of_another_treatment(
    treatment: str, expected: list[str], knowledge: Knowledge
) -> None:
    denied = {"mri": "radiculopathy", "anticonvulsant": "neuropathic pain"}[treatment]
    assert read(f"There is no evidence of {denied}.", knowledge, treatment) == expected


@pytest.mark.parametrize(
    "words",
    [
        "MTUS recommends massage in the acute phase.",
        "MTUS states that massage is not covered without functional improvement.",
        "According to the ODG, patients who have failed conservative care may have an MRI.",
        "If there is no functional improvement, treatment should stop.",
    ],
)
def test_what_a_guideline_says_is_no_finding(words: str, knowledge: Knowledge) -> None:
    assert read(words, knowledge, "massage-therapy") == []


def test_a_guideline_that_classifies_the_treatment_is_a_finding(knowledge: Knowledge) -> None:
    words = "MTUS states that massage is a passive modality not recommended for chronic use."
    assert read(words, knowledge, "massage-therapy") == ["active-care-"]
    acute = f"{words} In this case, the injury is still in the acute phase."
    assert read(acute, knowledge, "massage-therapy") == ["phase+"]


def test_a_sentence_that_gives_nothing_away_goes_on_as_the_one_before() -> None:
    words = "MTUS recommends rest. Rest heals. In this case it rained. Rain heals."
    told = sentences(words, fold(words), Span(0, len(words)))
    assert [sentence.of_case for sentence in told] == [False, False, True, True]


def test_what_is_not_met_decides_over_what_is(knowledge: Knowledge) -> None:
    words = (
        "The patient has failed conservative care. However, there is no documentation of "
        "radiculopathy."
    )
    assert read(words, knowledge, "mri") == ["objective-findings-"]


def test_a_stock_phrase_is_left_out_beside_three_better_grounds(knowledge: Knowledge) -> None:
    stock = "There are no exceptional factors."
    three = "There is no documentation of red flags, conservative care, or radiculopathy."
    assert read(f"{three} {stock}", knowledge, "mri") == [
        "red-flags-",
        "conservative-care-",
        "objective-findings-",
    ]
    assert "exceptional-factors-" in read(stock, knowledge, "mri")


def test_a_last_resort_counts_only_where_nothing_else_is_found(knowledge: Knowledge) -> None:
    quoted = "The ODG does not recommend braces."
    assert read(quoted, knowledge, "brace") == ["recommended-"]
    found_too = f"{quoted} In this case, there is no documentation of instability."
    assert read(found_too, knowledge, "brace") == ["objective-findings-"]


@pytest.mark.parametrize("verdict", ["is medically necessary", "is not medically necessary"])
def test_the_conclusion_is_never_asked(verdict: str, knowledge: Knowledge) -> None:
    words = (
        f"There is no documentation of functional improvement. Therefore, the request {verdict}."
    )
    assert read(words, knowledge, "massage-therapy") == ["functional-improvement-"]
    assert read(f"Therefore, the request for massage {verdict}.", knowledge) == []


def test_a_ground_quotes_the_words_that_state_it_and_names_its_cue(knowledge: Knowledge) -> None:
    words = "Here, there is no documentation of red flags on\nexamination. It is denied."
    [ground] = found(words, knowledge, "mri")
    assert words[ground.span.start : ground.span.end] == (
        "no documentation of red flags on\nexamination"
    )
    assert ground.rule == "cue-red-flags"


def test_every_phrase_is_a_pattern_of_its_own(knowledge: Knowledge) -> None:
    cued = [pattern(list(cue.phrases)) for cue in cues(knowledge)]
    marked = [pattern(list(marker.phrases)) for marker in markers(knowledge)]
    assert not [each for each in (*cued, *marked) if each.search("")]
    phrases = [q.object for q in knowledge.quads if q.predicate.value.endswith("#pattern")]
    for phrase in phrases:
        re.compile(str(getattr(phrase, "value", "")))


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("The patient has not failed to improve with conservative treatment.", "-"),
        ("The patient has failed to improve with conservative treatment.", "+"),
        ("The patient did not improve with conservative treatment.", "+"),
        ("While therapy was not tried, conservative care would not be appropriate.", "+"),
    ],
)
def test_conservative_care_is_met_where_it_failed_or_would(
    words: str, sign: str, knowledge: Knowledge
) -> None:
    assert read(words, knowledge, "mri") == [f"conservative-care{sign}"]


@pytest.mark.parametrize(
    ("summary", "limits"), [("He has a wrist sprain. ", [10]), ("He has CRPS of the wrist. ", [])]
)
def test_a_limit_for_another_diagnosis_is_none_of_the_case(
    summary: str, limits: list[int], knowledge: Knowledge
) -> None:
    said = "The guideline allows up to 10 visits. CRPS warrants up to 26 visits over 16 weeks."
    letter = Document("letter", summary + said)
    place = Span(len(summary), len(letter.text))
    therapy = "https://w3id.org/imrgraph/vocab/physical-therapy"
    found = stated_limit(letter, place, therapy, knowledge)
    stated = [each.parameters["maximum"] for each in found.conditions] if found else []
    assert stated == limits  # of two that are both of the case, none is picked out
