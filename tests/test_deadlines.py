"""ontology/vocab/deadlines.ttl: how long a step may take, and which times a letter can prove."""

from __future__ import annotations

from imrgraph.knowledge.guidelines import deadlines
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, local


def test_a_dispute_over_the_formulary_has_five_working_days_since_2018_and_others_thirty() -> None:
    facts, base = load().facts, "https://w3id.org/imrgraph/vocab/deadline-determination"
    assert facts.one(base, "withinDays") == "30"
    assert facts.one(f"{base}-formulary", "withinWorkingDays") == "5"
    begins = facts.one(f"{base}-formulary", "begins")
    assert facts.one(begins or "", "effective") == "2018-01-01"


def test_only_a_time_of_which_letters_date_both_ends_is_told_to_be_missed() -> None:
    every = {local(iri) for iri in load().facts.of_kind(IMR("Deadline").value)}
    assert [(each.runs_from, each.runs_to) for each in deadlines(load())] == [
        (IMR["assignedDate"], IMR["decisionDate"])
    ]
    assert {"deadline-application", "deadline-determination-formulary"} < every


def test_a_late_determination_is_said_to_stand() -> None:
    [told] = deadlines(load())
    assert told.effect == "a late determination stands all the same"
