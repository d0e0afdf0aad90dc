"""auditing.leaning: which way a sentence of a rationale leans, and what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imrgraph.letters.text.document import Span
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.scope import scopes
from imrgraph.reasoning.auditing.leaning import Leaning, answer, favors, leaning

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge


@pytest.mark.parametrize(
    ("words", "leans"),
    [
        ("It would be unwise to withhold the tablets while the wound is open.", Leaning.FOR),
        ("I see no reason to make her wait for a third opinion.", Leaning.FOR),
        ("A welder who is blind in one eye is the exception.", Leaning.FOR),
        ("Such an operation cannot be postponed.", Leaning.FOR),
        ("The surgeon describes findings that would meet the guideline.", Leaning.BEARS_OUT),
        ("This worker qualifies for the study.", Leaning.BEARS_OUT),
        ("The history is cursory, and he missed a visit.", Leaning.AGAINST),
        ("His drinking raises the risk of a fall.", Leaning.RISK),
        ("Abrupt withdrawal could provoke a seizure.", Leaning.FOR),
        ("Naproxen raises the risk of an ulcer.", Leaning.NEITHER),
        ("A brace would not be appropriate for an open wound.", Leaning.BEARS_OUT),
        ("Ten days of rest are admittedly few, and they are indeed short.", Leaning.AGAINST),
        ("The reflexes were not recorded at the last visit.", Leaning.AGAINST),
        ("The adjuster objects that no log was sent.", Leaning.DENIAL),
        ("I disagree with the denial, which asks for a second film.", Leaning.DENIAL),
        ("By the number of visits the denial would be right.", Leaning.GRANTS),
        ("The knee locks twice a day.", Leaning.NEITHER),
        # what follows the turn is what it comes to
        ("The notes are scant, but the film leaves no doubt.", Leaning.NEITHER),
        ("UR would wait; the nerve is dying, however.", Leaning.NEITHER),
        ("The film is clear, but the history is cursory.", Leaning.AGAINST),
        # what is only mentioned is not what it tells
        (
            "She still exercises twice a week with the therapist, whatever the denial says.",
            Leaning.NEITHER,
        ),
        ("An exception is to be requested in writing.", Leaning.NEITHER),
        ("This worker does not qualify for the study.", Leaning.NEITHER),
        # a thing that goes on, or is yet to come, is no turn
        ("The adjuster writes that the leg still burns.", Leaning.DENIAL),
        ("In his disfavor, he is past seventy.", Leaning.AGAINST),
        ("The worry about her sugar is well founded.", Leaning.AGAINST),
    ],
)
def test_a_sentence_leans(words: str, leans: Leaning, knowledge: Knowledge) -> None:
    folded, whole = fold(words), Span(0, len(words))
    marks = scopes(folded, whole, knowledge).marks
    assert leaning(whole, answer(folded, whole), marks) is leans


@pytest.mark.parametrize(
    ("words", "grants"),
    [
        ("Her complaint is real.", True),
        ("The pain in both of his feet is not in doubt.", True),
        ("I don't question that she works hard.", True),
        ("The first course did her good.", True),
        ("Two of the four parts are no problem.", True),
        ("No brace was worn, but the limp is slight and the findings are there.", True),
        ("While it is true that he limps, and although he is in pain, a film is missing.", False),
        ("Her complaint is real, but the cause was never looked for.", False),
        ("Her complaint is real and no film was taken.", False),
        ("I do not doubt that the drug is not recommended.", False),
        ("The notes leave open whether the needles did help.", False),
        # what has helped may be why nothing more is needed
        ("He had six visits that have helped.", False),
        ("The first course did not help.", False),
        ("The hazard of a fall is real.", False),
        ("Nothing in his favor is on record.", False),
    ],
)
def test_a_sentence_grants_a_point(words: str, grants: bool, knowledge: Knowledge) -> None:  # noqa: FBT001 (a table)
    folded, whole = fold(words), Span(0, len(words))
    marks = scopes(folded, whole, knowledge).marks
    assert favors(folded, answer(folded, whole), marks) is grants
