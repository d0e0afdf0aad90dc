"""rendering.page and headline: what is told of an item fits a page, and says what it must."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from imrgraph.explaining import explain
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.rendering.as_html import as_html
from imrgraph.reasoning.rendering.as_markdown import as_markdown
from imrgraph.reasoning.rendering.as_text import as_text
from imrgraph.reasoning.rendering.headline import MOST_WORDS, headline, headline_parts
from imrgraph.reasoning.rendering.page import _section, page, why
from imrgraph.reasoning.rendering.telling import Entry
from imrgraph.resources import folder

if TYPE_CHECKING:
    from pathlib import Path

LETTERS = sorted((folder("examples") / "letters").glob("*.txt"))
#: A screen of so many lines of so many characters.
SCREEN, WIDTH = 45, 100
FIRST = folder("examples") / "letters" / "massage-chronic.txt"


def first(*changes: tuple[str, str]) -> str:
    """Return the page of the first letter, in which each of `changes` was made."""
    text = FIRST.read_text(encoding="utf-8")
    for before, after in changes:
        assert re.search(before, text), before
        text = re.sub(before, after, text)
    return " ".join(as_text(explain(Document.of(FIRST.name, text))).split())


def rationale(said: str, outcome: str = "Upheld") -> str:
    """Return the headline of a letter that asks for massage and reasons so."""
    text = FIRST.read_text(encoding="utf-8")
    head, _, _ = text.partition("Decision rationale:")
    told = f"{head}Decision rationale: {said}".replace("Upheld", outcome)
    [item] = explain(Document.of(FIRST.name, told)).items
    return headline(item)


def test_the_first_letter_says_why_with_its_numbers() -> None:
    told = first()
    assert "Upheld, deep tissue massage refused: it is passive treatment" in told
    assert "573 days after the injury and so outside the acute phase" in told
    assert "6 visits in all stayed within the limit of 6" in told
    assert "exceed" not in told


def test_the_first_letter_shows_what_answers_it_and_where_the_readings_part() -> None:
    told = first()
    assert "home exercise (concurrent treatment) is on record" in told
    assert "phase: acute in the guideline as the reviewer states it, chronic as encoded" in told


def test_what_only_an_unverified_encoding_says_stands_in_full_and_not_on_the_page() -> None:
    told = first()
    assert "guideline as encoded here" not in told
    assert "changed nothing" not in told


def test_a_headline_quotes_the_reviewer() -> None:
    said = "There is no documentation of functional improvement with the prior massage."
    told = rationale(f"{said} The request is not medically necessary.")
    assert told == (
        "Upheld, deep tissue massage refused: no sufficient benefit of earlier treatment is shown "
        "(“There is no documentation of functional improvement with the prior massage”)."
    )


def test_what_the_reviewer_says_weighs_most_leads_the_headline() -> None:
    told = rationale(
        "There is no documentation of functional improvement with the prior massage. "
        "What troubles me more is this: the patient has a clot in the arm, which massage may move."
    )
    assert "refused: “the patient has a clot in the arm, which massage may move”" in told


def test_a_reason_that_was_not_understood_is_quoted_and_no_other_is_made_up() -> None:
    told = rationale("The stars of the patient were in opposition to the massage that week.")
    assert "not understood" in told or "no reason" in told


def test_every_reason_stands_on_the_page_and_what_has_no_room_can_be_unfolded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("imrgraph.reasoning.rendering.page._MOST_WORDS", 1)
    said = (
        "There is no documentation of functional improvement from earlier massage.",
        "No red flags are documented.",
        "There are no objective findings on examination.",
        "The records do not show that conservative care failed.",
        "No surgery is planned.",
        "The patient does not take part in a home exercise program.",
        "The number of visits exceeds what the guideline recommends.",
        "There is no evidence that first-line medication was tried.",
    )
    text = FIRST.read_text(encoding="utf-8")
    head, _, _ = text.partition("Decision rationale:")
    told = f"{head}Decision rationale: {' '.join(said)} The request is not medically necessary."
    found = explain(Document.of(FIRST.name, told))
    [item] = found.items
    _, besides, _ = headline_parts(item)
    assert re.fullmatch(r"and \d+ more reasons", besides)
    [reasons] = why(item)
    entries = (*reasons.entries, *reasons.rest)
    here = [place for each in entries for place in (*each.evidence, *each.more)]
    for reason in item.reasons:
        assert any(place.start <= reason.places[0].start < place.end for place in here)
    assert any(each.more for each in entries)
    shown, _, _ = unescape(as_html(found)).partition("In full:")
    for place in here:
        assert place.quote.rstrip(" …") in " ".join(shown.split())
    assert "<summary>The other" in shown
    assert "in full below" not in shown


def test_entries_beyond_the_first_are_kept_to_be_unfolded(examples: Path) -> None:
    [item] = explain(examples / "massage-chronic.txt").items
    told = _section("Many", [Entry(str(number)) for number in range(9)])
    assert [each.text for each in (*told.entries, *told.rest)] == [*map(str, range(9))]
    assert (len(told.entries), told.left) == (4, 5)
    assert _section("Few", [Entry(str(number)) for number in range(5)]).rest == ()
    assert "".join(headline_parts(item)) == headline(item)


def test_every_headline_has_an_outcome_and_few_words() -> None:
    for letter in LETTERS:
        for item in explain(letter).items:
            told = headline(item)
            assert re.match(r"(Upheld|Overturned|Granted in part|No decision yet)[^:]*: ", told)
            assert len(told.split()) <= MOST_WORDS


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.stem)
def test_text_markdown_and_page_tell_the_same_in_the_same_order(letter: Path) -> None:
    explanations = explain(letter)
    for item in explanations.items:
        alone = explanations.only(item.number)
        titles = [section.title for section in page(item)]
        for told in map(unescape, (as_text(alone), as_markdown(alone), as_html(alone))):
            places = [told.index(title) for title in titles]
            assert places == sorted(places)


def test_what_concerns_the_letter_is_told_once(examples: Path) -> None:
    text = (examples / "two-items.txt").read_text("utf-8")
    text = text.replace("Date of Injury: 07/11/2016", "Date of Injury: 07/12/2016")
    told = as_text(explain(Document.of("two-items.txt", text)))
    assert told.count("dates of injury differ") == 1
    assert told.index("The letter as a whole") > told.index("2. ")


def test_a_published_item_fits_a_screen_and_a_headline(published: Path) -> None:
    long: list[str] = []
    items = 0
    for path in sorted(published.iterdir()):
        explanations = explain(path)
        for item in explanations.items:
            items += 1
            lines = as_text(explanations.only(item.number)).splitlines()
            assert max(map(len, lines)) <= WIDTH
            assert len(headline(item).split()) <= MOST_WORDS
            if len(lines) > SCREEN:
                long.append(f"{path.stem} {item.number}")
    assert items
    assert len(long) * 10 <= items, long


def test_the_circumstances_under_which_it_is_granted_are_told_first() -> None:
    told = rationale(
        "The notes are short. It would not be right to refuse relief for so fresh a sprain. Under "
        "the circumstances of that week (ten days after the fall), the massage is medically "
        "necessary.",
        "Overturned",
    )
    assert "“Under the circumstances of that week (ten days after the fall)”" in told


def test_that_the_deciding_sentence_was_not_understood_is_said_beside_another() -> None:
    told = rationale(
        "The documentation supported the massage. Lorem ipsum dolor sit amet consectetur elit, "
        "and the massage is medically necessary and appropriate.",
        "Overturned",
    )
    assert "the deciding sentence was not understood" in told
    assert len(told.split()) <= MOST_WORDS


def test_a_reason_is_quoted_to_the_end_of_its_clause() -> None:
    said = (
        "There is no record of what the six visits that were given in the spring did for the way "
        "in which he turns his neck, lifts his arm, sleeps at night or works at his bench for more "
        "than the first hour of the day."
    )
    told = first((r"(?s)(?<=Decision rationale: ).*\Z", f"{said} It is not medically necessary."))
    assert f"“{said}”" in told or f"“{said[:-1]}”" in told


def test_no_quotation_beside_a_reason_breaks_off_within_a_clause() -> None:
    said = (
        "There is no documentation of functional improvement with the prior massage in terms of "
        "restrictions of work or of the range of motion of the neck at the end of the first course"
    )
    told = rationale(f"{said}. The request is not medically necessary.")
    assert told == (
        "Upheld, deep tissue massage refused: no sufficient benefit of earlier treatment is shown."
    )
