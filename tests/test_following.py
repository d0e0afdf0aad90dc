"""explaining.following: pages, lists and JSON tell the same of an outcome and its reasons."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from imrgraph.explaining import explain
from imrgraph.insight.precedents import held
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.deciding.results import Status
from imrgraph.reasoning.deciding.verdicts import Agreement
from imrgraph.reasoning.explaining.following import follows, turned_on
from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.as_text import as_text
from imrgraph.reasoning.rendering.standing import standing
from imrgraph.reasoning.rendering.telling import reasons, weighed_besides
from imrgraph.resources import folder

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.reasoning.explaining.explanation import Explanations

FIRST = folder("examples") / "letters" / "massage-chronic.txt"
HELPED_NOT = "There is no documentation of functional improvement."
NOT_TRIED = "There is no documentation of failed conservative care."


def granted(said: str) -> Explanations:
    """Return a letter that grants the massage and reasons so."""
    text = FIRST.read_text(encoding="utf-8").replace("Upheld", "Overturned")
    head, _, _ = text.partition("Decision rationale:")
    reasoned = f"{head}Decision rationale: {said} The massage is medically necessary."
    return explain(Document.of(FIRST.name, reasoned))


def listed(letter: Explanations) -> list[str]:
    """Return what the list says of each item: whether its outcome follows."""
    return [str(each.item.values["agreement"]) for each in held(letter)]


def test_the_list_says_that_an_outcome_does_not_follow_where_the_page_says_so() -> None:
    letter = granted(f"{HELPED_NOT} {NOT_TRIED}")
    assert "does not follow" in standing(letter.items[0])
    assert listed(letter) == ["disagree"]


@pytest.mark.parametrize(
    "said", [HELPED_NOT, f"{HELPED_NOT} {NOT_TRIED} The stars were against her that week."]
)
def test_where_the_page_does_not_dare_to_say_it_neither_does_the_list(said: str) -> None:
    letter = granted(said)
    assert letter.items[0].leading.agreement("overturned") is Agreement.DISAGREE
    assert "does not follow" not in standing(letter.items[0])
    assert listed(letter) == ["undetermined"]


def test_of_every_example_the_page_the_list_and_json_say_the_same(examples: Path) -> None:
    said = {Agreement.AGREE: "ollows from", Agreement.DISAGREE: "does not follow"}
    seen = set()
    for path in sorted(examples.iterdir()):
        letter = explain(path)
        plain = json.loads(letter.render("json"))["items"]
        for item, in_list, in_json in zip(letter.items, listed(letter), plain, strict=True):
            assert in_list == in_json["standing"] == follows(item)
            if item.recorded_outcome:
                told = [each for each, words in said.items() if words in standing(item)]
                assert (told or [Agreement.UNDETERMINED])[-1] == follows(item)
            seen.add(follows(item))
    assert {Agreement.AGREE, Agreement.UNDETERMINED} <= seen


def test_a_condition_that_speaks_for_the_denial_is_nothing_that_a_grant_turned_on() -> None:
    letter = granted(HELPED_NOT)
    [item] = letter.items
    assert [each.result.criterion for each in item.decisive] == ["functional-improvement"]
    assert reasons(item) == ()
    assert "functional-improvement" in {e.result.criterion for e in weighed_besides(item)}
    assert ("functional-improvement", False) not in turned_on(item)
    [listed] = held(letter)
    assert "functional-improvement:not-met" not in listed.item.all("turned-on")
    assert "Weighed, and not the reason" in as_text(letter, "full")


def test_it_turned_on_what_is_told_as_a_reason() -> None:
    [item] = explain(FIRST).items
    told = [(each.result.criterion, each.result.status == "met") for each in reasons(item)]
    assert told
    assert set(told) <= set(turned_on(item))


def test_where_a_letter_is_silent_nothing_is_told_as_found(examples: Path) -> None:
    rows = [
        wording.condition(each, item.knowledge)
        for path in sorted(examples.iterdir())
        for item in explain(path).items
        for each in weighed_besides(item)
        if each.result.absence and each.result.missing and each.result.status is Status.NOT_MET
    ]
    assert rows
    assert all("the letter does not give" in row for row in rows)
    assert not any("nothing about the case justifies" in row for row in rows)


def denied(said: str, *changes: tuple[str, str]) -> dict[str, list[str]]:
    """Return what is odd in a letter that denies six visits of massage and reasons so, by kind."""
    head, _, _ = FIRST.read_text(encoding="utf-8").partition("Decision rationale:")
    text = f"{head}Decision rationale: {said} The massage is not medically necessary."
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    [item] = explain(Document.of(FIRST.name, text)).items
    return {
        each.kind: [wording.discrepancy(each, item.knowledge), *map(wording.words, each.evidence)]
        for each in item.discrepancies
    }


LIMIT = "MTUS recommends massage up to 8 visits. The patient has had 4 visits of massage."
BEYOND = "The 6 visits requested exceed this."


def test_that_some_of_a_request_denied_in_full_was_within_the_limit_is_odd() -> None:
    told, limit, before = denied(f"{LIMIT} {BEYOND}")["in-part"]
    assert "4 of the 6 in dispute could have been certified" in told
    assert (limit, before) == ("up to 8 visits", "4 visits")


@pytest.mark.parametrize(
    "said",
    [
        f"{LIMIT} {BEYOND} {HELPED_NOT}",
        f"{LIMIT.replace('8 visits', '4 visits')} {BEYOND}",
        f"{LIMIT.replace('8 visits', '10 visits')} {HELPED_NOT}",
    ],
    ids=["another reason", "none is left", "all are within"],
)
def test_where_another_reason_is_given_or_no_visit_is_left_it_is_not(said: str) -> None:
    assert "in-part" not in denied(said)


def test_nor_where_no_more_could_have_been_certified_than_was_authorized() -> None:
    asked = (
        "Massage therapy 6 visits was the original request. Massage therapy {} visits was "
        "authorized by the Claims Administrator. The remaining IMR eligible portion of the "
        "original request, massage therapy {} visits"
    )
    request = "Deep tissue massage therapy two times three for the cervical spine"
    few, all_ = (asked.format(n, 6 - n) for n in (1, 4))
    visits = ("2 times a week for 3 weeks", "6 visits")
    told = denied(f"{LIMIT} {BEYOND}", (request, few), visits)
    assert "3 of the 5 in dispute could have been certified" in told["in-part"][0]
    assert "in-part" not in denied(f"{LIMIT} {BEYOND}", (request, all_), visits)
