"""graph.entities: what letters say as values that lead from one to the next, and back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import rdflib

from imrgraph.errors import NotFoundError
from imrgraph.graph.entities import (
    Concept,
    ConditionResult,
    Determination,
    Guideline,
    Step,
    Treatment,
)
from imrgraph.knowledge.terms import IMR, IMRG
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.graph.rows import Rows

CASE = "CM99-0000006"
AGE, EXAMPLES, MASSAGES, FEWEST_RESULTS = 41, 6, 2, 50


@pytest.fixture(scope="module")
def store(examples: Path) -> LetterStore:
    loaded = LetterStore()
    loaded.load([examples])
    return loaded


@pytest.fixture
def letter(store: LetterStore) -> Determination:
    return store.determination(CASE)


def test_a_letter_has_what_it_states(letter: Determination) -> None:
    assert (letter.case_number, letter.age, letter.phase) == (CASE, AGE, "chronic")
    assert letter.injury_date == date(2016, 7, 11)
    assert [item.number for item in letter.items] == [1, 2]
    assert [(item.outcome, item.quantity, item.unit) for item in letter.items] == [
        ("overturned", 6, "visit"),
        ("upheld", 12, "visit"),
    ]
    assert {diagnosis.name for diagnosis in letter.diagnoses} == {"low back pain", "lumbar sprain"}


def test_every_attribute_of_every_thing_can_be_read(store: LetterStore) -> None:
    seen: dict[str, object] = {}
    waiting: list[object] = [*store.determinations, store.treatment("acupuncture")]
    while waiting:
        thing = waiting.pop()
        names = [name for name in dir(thing) if not name.startswith("_") and name != "session"]
        for name in names:
            value = getattr(thing, name)
            within = value if isinstance(value, tuple) else [value]
            for each in within:
                key = f"{type(each).__name__} {getattr(each, 'iri', '')}"
                if hasattr(each, "session") and key not in seen:
                    seen[key] = each
                    waiting.append(each)
        assert repr(thing)
    kinds = {key.partition(" ")[0] for key in seen}
    assert {"Verdict", "Step", "Ground", "Citation", "Recommendation", "Edition"} <= kinds


def test_a_condition_says_because_of_which_words_it_is_not_met(store: LetterStore) -> None:
    [item] = next(each for each in store.determinations if not each.case_number).items
    [phase, active] = item.conditions.not_met
    assert (phase.criterion, phase.actual, active.criterion) == ("phase", "573 days", "active-care")
    assert phase.because
    quotes = [step.quote for step in phase.because if step.kind == "finding"]
    assert quotes == ["11/14/13", "6/10/15"]
    assert "date of injury: 2013-11-14 “11/14/13”" in str(phase.because)
    assert [each.page for each in phase.quotations] == [1, 1]
    assert str(phase.quotations[0].text) in str(item.determination.text)


def test_every_condition_has_a_step_that_concludes_the_same(store: LetterStore) -> None:
    results = [
        result
        for letter in store.determinations
        for item in letter.items
        for verdict in item.verdicts
        for result in verdict.conditions
    ]
    assert len(results) > FEWEST_RESULTS
    for result in results:
        assert result.because
        assert result.because.comes_to == result.status
        assert not result.decisive or result.because.name == result.name


def test_a_proof_is_derived_when_it_is_asked_for(store: LetterStore, letter: Determination) -> None:
    item = letter.items[1]
    assert item.proof
    assert item.verdict
    assert item.proof == item.verdict.proof
    assert item.proof.kind == "outcome"
    assert {"condition", "comparison", "finding"} <= {step.kind for step in item.proof}
    assert not store.select(f"SELECT ?step {{ ?step {IMR('premiseIndex')} ?index }}")


def test_what_leaves_a_verdict_open_is_told_in_words(store: LetterStore) -> None:
    lacking = {
        (verdict.basis, words)
        for letter in store.determinations
        for item in letter.items
        for verdict in item.verdicts
        for words in verdict.missing
    }
    assert lacking == {
        ("record-basis", "no guideline found"),
        ("record-basis", "a record of indication"),
        ("record-basis", "for how many days it is asked for"),
        ("reviewer-basis", "no guideline found"),
        ("reviewer-basis", "a finding of the reviewer on indication"),
    }


def test_quotations_are_the_characters_of_the_letter(store: LetterStore) -> None:
    for letter in store.determinations:
        for item in letter.items:
            for each in (*item.grounds, *item.citations):
                [quotation] = each.quotations
                assert quotation.text == str(letter.text)[slice(*quotation.span)]
                assert quotation.determination == letter


def test_the_way_leads_back(letter: Determination) -> None:
    item = letter.items[1]
    assert item.determination == letter
    assert item.treatment
    assert item in list(item.treatment.items)
    assert item.citations[0].item == item
    guideline = item.citations[0].guideline
    assert guideline
    assert item.citations[0] in list(guideline.cited_by)
    assert item.verdict
    assert item.verdict.item == item
    assert item.verdict.conditions[0].item == item
    assert guideline.editions[0].guideline == guideline


def test_a_treatment_is_found_by_any_name_and_leads_to_what_is_recommended_on_a_day(
    store: LetterStore,
) -> None:
    massage = store.treatment("massage")
    assert massage == store.treatment("massage-therapy") == store.treatment(massage.iri)
    assert [(each.code, each.modality) for each in massage.broader] == [
        ("passive-therapy", "passive")
    ]
    assert [each.code for each in massage.narrower] == ["deep-tissue-massage"]
    assert len(massage.items) == len(list(massage.items)) == MASSAGES
    within = {
        edition.begun_by.effective <= date(2016, 1, 1)
        for each in massage.recommendations(on=date(2016, 1, 1))
        if (edition := each.edition) and edition.begun_by and edition.begun_by.effective
    }
    assert within == {True}
    assert len(massage.recommendations()) > len(massage.recommendations(on=date(2016, 1, 1)))


def test_a_recommendation_has_its_place_and_leads_to_what_became_of_it(store: LetterStore) -> None:
    [found] = [
        each
        for each in store.treatment("acupuncture").recommendations(on=date(2016, 12, 15))
        if list(each.results)
    ][:1]
    assert found.provision
    assert found.provision.locator
    assert found in found.provision.recommendations
    assert found.edition
    assert found.provision in found.edition.provisions
    assert {result.recommendation for result in found.results} == {found}


def test_nothing_can_be_changed(letter: Determination) -> None:
    for name in ("iri", "age", "items", "anything"):
        with pytest.raises(AttributeError, match=f"{name}: expected to be read"):
            setattr(letter, name, 1)
    assert letter.age == AGE


def test_things_are_equal_if_their_iris_are(store: LetterStore, letter: Determination) -> None:
    assert letter == store.determination(letter.iri)
    assert len({letter, store.determination(CASE), letter.items[0].determination}) == 1
    massage = store.treatment("massage")
    assert massage == Concept(massage.iri, massage.session)  # whatever it was walked to as
    assert letter != massage


def test_what_was_walked_over_is_asked_for_once(
    store: LetterStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    select = LetterStore.select

    def counting(self: LetterStore, query: str, bindings: None = None) -> Rows:
        asked.append(query)
        return select(self, query, bindings)

    monkeypatch.setattr(LetterStore, "select", counting)
    letter = store.determination(CASE)
    told = [(item.outcome, item.request, item.treatment) for item in letter.items]
    many = len(asked)
    assert told == [(item.outcome, item.request, item.treatment) for item in letter.items]
    assert len(asked) == many


def test_letters_are_walked_over_one_by_one(store: LetterStore) -> None:
    found = store.determinations
    assert len(found) == len({each.iri for each in found}) == EXAMPLES
    first, second = [each for each, _ in zip(found, range(2), strict=False)]
    assert first.session is not second.session
    assert repr(found) == "<6 of Determination>"


def test_things_show_themselves_and_give_their_triples(letter: Determination) -> None:
    item = letter.items[1]
    assert repr(letter) == f"<Determination {CASE}: 2 items>"
    assert repr(item).startswith("<DisputedItem 2, upheld: Acupuncture 2 times a week")
    assert "<th>outcome</th><td>imrv:upheld</td>" in item._repr_html_()
    outcome = rdflib.URIRef(IMR("outcome").value)
    assert len(list(item.rdf().triples((rdflib.URIRef(item.iri), outcome, None)))) == 1


def test_a_letter_is_a_seed(store: LetterStore, letter: Determination) -> None:
    assert store.network(letter) == store.network(CASE)
    assert store.networkx(letter.items[0]).number_of_nodes() > 1


@pytest.mark.parametrize("name", ["CM99-9999999", "massage-therapy", "a b"])
def test_a_letter_that_is_not_there_is_named(store: LetterStore, name: str) -> None:
    with pytest.raises(NotFoundError, match=name):
        store.determination(name)


def test_a_treatment_or_guideline_that_is_not_there_is_named(store: LetterStore) -> None:
    with pytest.raises(NotFoundError, match="leeches"):
        store.treatment("leeches")
    with pytest.raises(NotFoundError, match="massage-therapy"):
        store.guideline("massage-therapy")
    assert store.guideline("chronic-pain").iri == IMRG("chronic-pain").value


def test_classes_name_what_they_read() -> None:
    assert Determination.age.kind == "claimantAge"
    assert Step.premises.kind == "hasPremise"
    assert {each.__doc__ is None for each in (Guideline, Treatment, ConditionResult)} == {False}
