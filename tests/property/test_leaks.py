"""No leak: what the reviewer decided is no reason for it.

The record never sees rationale or outcome; and on the reviewer's basis neither the outcome in the
heading nor the sentence that concludes on the request is a finding. The sentences that conclude are
found here by a rule of its own, which the reading does not share.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import explained, reading, told

from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.rationale.reasons import reasons
from imrgraph.letters.reading import read
from imrgraph.letters.text import files
from imrgraph.letters.text.document import Document, Span
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from imrgraph.letters.letter import Letter

GOLDEN = Path(__file__).parents[1] / "golden" / "good"
INVENTED = [*(folder("examples") / "letters").glob("*.txt"), *GOLDEN.glob("*/letter.txt")]
#: Every so many of the published letters is looked at quickly.
SAMPLED: Final = 20

_OTHER: Final = {"upheld": "overturned", "overturned": "upheld"}
_OUTCOME: Final = re.compile(r"\b(?:upheld|overturned)\b", re.IGNORECASE)
_NECESSARY: Final = re.compile(
    r"\b(?P<no>not\s*|non-)?(?P<word>medically\s+necessary)", re.IGNORECASE
)
# "As the operation is not medically necessary per the records, ": of another request, and a reason
_REASON: Final = re.compile(
    r"\b(?:as|since|because|given\s+that)\s+(?:the\s+)?[^.;,]*,", re.IGNORECASE
)
_JUDGED: Final = (
    r"(?:medically\s+(?:necessary|appropriate|reasonable|warranted|supported)|necessary|warranted"
    r"|supported|appropriate|certified|reasonable)"
)
_SAYS_MORE: Final = (
    r"\b(?:no|not|since|because|as|given|due|without|lack\w*|but|however|although|if|which|there"
    r"|while|he|she|documentation|records?|guidelines?)\b"
)
# "Therefore, the request for massage is not medically necessary and appropriate at this time."
_CONCLUDES: Final = re.compile(
    r"(?:(?:therefore|thus|hence|accordingly|consequently|as\s+such|in\s+conclusion),?\s+)*"
    rf"(?:the|this|these|an?)\b(?:(?!{_SAYS_MORE})[^.;:]){{0,220}}?"
    r"\b(?:is|are|was|were)(?:\s+(?:considered|deemed|found|also|therefore|to\s+be))*(?:\s+not)?\s+"
    rf"{_JUDGED}(?:(?:,|\s+and|\s+or)+\s+{_JUDGED})*(?:\s+(?:at\s+this\s+time|here|as\s+requested))*"
    r"\s*[.]?\s*",
    re.IGNORECASE,
)
_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def swapped(text: str) -> str:
    """Return `text` with every outcome turned into the other."""
    text = _OUTCOME.sub(lambda found: _like(found[0], _OTHER[found[0].lower()]), text)
    reasons = [found.span() for found in _REASON.finditer(text)]

    def other(found: re.Match[str]) -> str:
        if any(start <= found.start() < end for start, end in reasons):
            return found[0]
        return found["word"] if found["no"] else f"not {found['word']}"

    return _NECESSARY.sub(other, text)


def _like(word: str, other: str) -> str:
    if word.isupper():
        return other.upper()
    return other.capitalize() if word[0].isupper() else other


def blanked(text: str, start: int, end: int) -> str:
    """Return `text` with spaces for what stands at the place, so that nothing moves."""
    return text[:start] + re.sub(r"\S", " ", text[start:end]) + text[end:]


def without_rationales(letter: Letter) -> str:
    """Return the text of `letter` with every rationale blank."""
    text = letter.document.text
    for item in letter.items:
        text = blanked(text, item.rationale.span.start, item.rationale.span.end)
    return text


def without_conclusions(letter: Letter) -> str:
    """Return the text of `letter` with the sentences blank that only conclude on the request."""
    text = letter.document.text
    for item in letter.items:
        for start, end in _sentences(text, item.rationale.span):
            if _CONCLUDES.fullmatch(text, start, end):
                text = blanked(text, start, end)
    return text


def _sentences(text: str, place: Span) -> Iterator[tuple[int, int]]:
    ends = [(found.start(), found.end()) for found in _END.finditer(text, place.start, place.end)]
    starts = [place.start, *(after for _, after in ends)]
    return zip(starts, [*(end for end, _ in ends), place.end], strict=True)


@dataclass(frozen=True)
class Law:
    """What may change of a letter, and on which basis nothing may then follow otherwise."""

    basis: str
    change: Callable[[Letter], str]


LAWS = [
    pytest.param(Law("record-basis", lambda x: swapped(without_rationales(x))), id="record"),
    pytest.param(Law("reviewer-basis", lambda x: swapped(x.document.text)), id="swapped"),
    pytest.param(Law("reviewer-basis", lambda x: swapped(without_conclusions(x))), id="reviewer"),
]


def leaks(paths: list[Path], law: Law) -> list[str]:
    """Return the items of the letters in `paths` for which something else follows."""
    letters = [reading(files.open(path)) for path in paths]
    changed = [read(Document.of(x.document.name, law.change(x))) for x in letters]
    quoted = law.basis == "record-basis"  # the words of a finding may run on into a conclusion
    found = []
    for before, after in zip(explained(letters), explained(changed), strict=True):
        pair = [told(each, law.basis, quoted=quoted) for each in (before, after)]
        for number, (one, other) in enumerate(zip(*pair, strict=True), 1):
            if one != other:
                found.append(f"{before.letter.document.name} item {number}")
    return found


@pytest.mark.parametrize("law", LAWS)
def test_no_outcome_leaks_into_what_follows(law: Law) -> None:
    assert leaks(INVENTED, law) == []


@pytest.mark.parametrize("law", LAWS)
def test_no_outcome_of_a_published_letter_leaks_into_what_follows(
    published: Path, law: Law
) -> None:
    assert leaks(sorted(published.glob("*.pdf"))[::SAMPLED], law) == []


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS)
def test_no_outcome_of_any_published_letter_leaks_into_what_follows(
    published: Path, law: Law
) -> None:
    assert leaks(sorted(published.glob("*.pdf")), law) == []


openings = st.sampled_from(
    [
        "",
        "Therefore, ",
        "As such, ",
        "Thus, ",
        "Given the above, ",
        "Based on the above, ",
        "Consequently ",
    ]
)
named = st.sampled_from(
    [
        "the request",
        "the requested treatment",
        "the request for a repeat MRI of the lumbar spine",
        "the request for 12 additional visits of physical therapy",
        "the continued use of naproxen 550 mg #60 with 2 refills",
        "the purchase of a TENS unit",
        "an initial trial of acupuncture, 6 visits",
        "the arthroscopy of the left knee",
        "the surgical consultation",
        "a urine drug screen",
        "the ibuprofen, one tablet by mouth as needed",
        "the associated surgical service",
        "a functional restoration program",
        "the medication as prescribed",
    ]
)
unnamed = st.sampled_from(
    ["repeat x-ray of the knee", "continued use of Norco", "physical therapy"]
)
copulas = st.sampled_from(["is", "is not", "was not", "would not be", "cannot be considered"])
medically = st.sampled_from(["necessary", "necessary and appropriate", "appropriate", "reasonable"])
judged = st.sampled_from(
    ["necessary", "warranted", "supported", "appropriate", "certified", "approved", "reasonable"]
)
closings = st.sampled_from(
    [".", " at this time.", " here.", " in this case.", " for this patient."]
)
conclusions = st.tuples(openings, named, copulas, judged, closings).map(
    lambda x: f"{x[0]}{x[1]} {x[2]} {x[3]}{x[4]}"
) | st.tuples(openings, named | unnamed, copulas, medically, closings).map(
    lambda x: f"{x[0]}{x[1]} {x[2]} medically {x[3]}{x[4]}"
)
kinds = st.sampled_from(
    [
        None,
        *(
            IMRV(name).value
            for name in (
                "mri",
                "xray",
                "physical-therapy",
                "acupuncture",
                "opioid",
                "nsaid",
                "tens-unit",
                "knee-surgery",
                "specialist-consultation",
                "urine-drug-test",
                "assistant-surgeon",
            )
        ),
    ]
)


@given(conclusions, kinds)
def test_a_sentence_that_only_concludes_gives_no_reason(sentence: str, kind: str | None) -> None:
    text = sentence[0].upper() + sentence[1:]
    assert reasons(Document("letter", text), Span(0, len(text)), kind, load()).grounds == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "As the arthroscopy is not medically necessary, the sling is not medically necessary.",
        "The sling is not medically necessary since the operation is not medically necessary.",
    ],
)
def test_what_is_concluded_of_another_request_is_a_reason(sentence: str) -> None:
    place = Span(0, len(sentence))
    [found] = reasons(Document("letter", sentence), place, IMRV("sling").value, load()).grounds
    assert (found.criterion, found.met) == ("associated-service", False)
