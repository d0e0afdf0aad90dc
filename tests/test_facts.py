"""ontology/guidelines/: every known fact is encoded as the table of facts has it, or left out.

The tables stand beside the checkout, and not in it; without them there is nothing to compare.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

import pytest

from imrgraph.checking.ontology import check
from imrgraph.knowledge.guidelines import every_recommendation
from imrgraph.knowledge.knowledge import SUREST_FIRST
from imrgraph.knowledge.terms import local
from imrgraph.resources import folder

if TYPE_CHECKING:
    from imrgraph.checking.ontology import Report
    from imrgraph.knowledge.guidelines import Recommendation

TABLES = folder("ontology").parent.parent / "shared" / "reference"
#: The parameter in which a column of the tables is encoded.
COLUMNS = {
    "trial_visits": "trialVisits",
    "max_visits": "maximumVisits",
    "visits": "maximumVisits",
    "period_weeks": "overWeeks",
    "weeks": "overWeeks",
    "duration_limit_days": "maximumDays",
}
MONTHS = "treatment_period_months"
STATUS = {
    "verified": "verified",
    "secondary": "secondary",
    "secondary-partial": "secondary",
    "UNVERIFIED": "unverified",
    "UNVERIFIED-weak": "unverified",
}


def rows(name: str) -> list[dict[str, str]]:
    file = TABLES / name
    if not file.is_file():
        return []
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


#: Every fact by its identifier: a table has one, or its region and procedure are one.
FACTS = {row["id"]: row for row in rows("mtus_facts.csv")} | {
    f"{row['body_region']}: {row['procedure']}": row for row in rows("postsurgical.csv")
}
#: What a later review says of recommendations, by their names; new ones have none.
REVIEW = {row["row_id"]: row["new_status"] for row in rows("mtus_review.csv")}
#: A provision by itself, and the definition in it that the review holds against its source.
DEFINED = {"op2016-phases": {"imrv:acute-under-one-month"}}
pytestmark = pytest.mark.skipif(not FACTS, reason="the tables of facts are not beside the checkout")


@cache
def report() -> Report:
    return check()


@cache
def encoded(identifier: str) -> tuple[Recommendation, ...]:
    every = every_recommendation(unverified=True)
    return tuple(rule for rule in every if identifier in rule.identifiers)


@cache
def is_corrected(identifier: str) -> bool:
    """Say whether the review corrects what the table has, so that the two differ."""
    found = (REVIEW.get(local(rule.iri)) for rule in encoded(identifier))
    return any(status in {"corrected", "refuted"} for status in found)


def numbers(identifier: str) -> dict[str, set[int]]:
    """Return the parameters of every condition of what encodes a fact, durations as days."""
    found: dict[str, set[int]] = {}
    for rule in encoded(identifier):
        for condition in (*rule.scope, *rule.conditions, *rule.exceptions):
            for name, values in condition.parameters.items():
                for value in values if not name.startswith("requires") else ():
                    digits = "".join(filter(str.isdigit, value))
                    days = name == "untilAge" and value.endswith("D")
                    if digits:
                        found.setdefault("maximumDays" if days else name, set()).add(int(digits))
    return found


@pytest.mark.slow
def test_every_row_is_encoded_or_left_out_with_its_reason() -> None:
    left_out = {each.identifier: each for each in report().left_out}
    assert set(FACTS) <= report().encoded.keys() | left_out.keys()
    assert all(each.reason for each in left_out.values())


@pytest.mark.slow
def test_nothing_is_surer_than_the_table_has_it() -> None:
    for identifier, row in FACTS.items():
        names = {local(rule.iri) for rule in encoded(identifier)} | DEFINED.get(identifier, set())
        reviewed = any(name in REVIEW for name in names)
        if identifier in report().encoded and not reviewed:
            sure = SUREST_FIRST.index(report().encoded[identifier])
            assert sure >= SUREST_FIRST.index(STATUS[row["confidence"]])


@pytest.mark.parametrize("identifier", FACTS)
def test_the_numbers_are_those_of_the_table(identifier: str) -> None:
    if not encoded(identifier):
        pytest.skip("left out, or a provision by itself")
    if is_corrected(identifier):
        pytest.skip("the review has another number")
    row, found = FACTS[identifier], numbers(identifier)
    for column, name in COLUMNS.items():
        if row.get(column):
            most = int(row[column].rpartition("-")[2])
            in_days = most * 7 in found.get("maximumDays", ()) and column.endswith("weeks")
            assert most in found.get(name, ()) or in_days, column
    if row.get(MONTHS):
        assert int(row[MONTHS]) in found["untilAge"]


@pytest.mark.parametrize("identifier", FACTS)
def test_no_number_is_encoded_that_the_table_does_not_have(identifier: str) -> None:
    if is_corrected(identifier):
        pytest.skip("the review has another number")
    rows_of_it = [FACTS[i] for rule in encoded(identifier) for i in rule.identifiers if i in FACTS]
    known, told = set(), ""
    for row in rows_of_it:
        known |= {row[c].rpartition("-")[2] for c in (*COLUMNS, MONTHS) if row.get(c)}
        told += " ".join(row.get(c, "") for c in ("conditions", "frequency", "exceptions"))
    weeks = {str(int(number) * 7) for number in known}
    for name, values in numbers(identifier).items():
        for value in map(str, values):
            assert value in known | weeks or value in told, (name, value)
