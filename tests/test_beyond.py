"""ontology/guidelines/beyond-mtus/: what other guidelines say is what the table of summaries has.

The table stands beside the checkout, and not in it; without it the first tests have nothing to
compare.
"""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest

from imrgraph.checking.ontology import read
from imrgraph.explaining import explain
from imrgraph.knowledge.coverage import Coverage, every_coverage
from imrgraph.knowledge.guidelines import Recommendation, encoded
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import DCTERMS, IMR, IMRV
from imrgraph.reasoning.deciding.case import Case, CaseFact
from imrgraph.reasoning.deciding.results import State
from imrgraph.reasoning.deciding.weighing import weigh
from imrgraph.reasoning.rendering.telling import sections
from imrgraph.resources import folder

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.knowledge.knowledge import Knowledge

TABLE = folder("ontology").parent.parent / "shared" / "reference" / "ngc_facts.csv"
#: The part of the search sequence of what lies beyond MTUS and ODG.
BEYOND = 3
ITEM = "https://w3id.org/imrgraph/determination/CM99-0000001/item/1"


def rows() -> dict[str, dict[str, str]]:
    if not TABLE.is_file():
        return {}
    every = csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())
    return {row["row_id"]: row for row in every}


ROWS = rows()
table = pytest.mark.skipif(not ROWS, reason="the table of summaries is not beside the checkout")


@cache
def knowledge() -> Knowledge:
    return read(folder("ontology"), beyond=True)


@cache
def encodings() -> dict[str, list[Recommendation | Coverage]]:
    found: dict[str, list[Recommendation | Coverage]] = {}
    every: list[Recommendation | Coverage] = [*encoded(knowledge()), *every_coverage(knowledge())]
    for each in every:
        for identifier in each.identifiers:
            found.setdefault(identifier, []).append(each)
    return found


@cache
def left_out() -> frozenset[str]:
    facts = knowledge().facts
    omissions = facts.of_kind(IMR("Omission").value)
    return frozenset(i for each in omissions for i in facts.values(each, DCTERMS["identifier"]))


def words(each: Recommendation | Coverage) -> str:
    """Return all that an encoding says in words: names, ratings, conditions."""
    told = [each.name, *knowledge().facts.all(each.iri, "rating")]
    if isinstance(each, Recommendation):
        told += [c.name for c in (*each.scope, *each.conditions, *each.exceptions)]
    return " ".join(told)


@table
def test_every_row_is_encoded_or_left_out_with_its_reason() -> None:
    assert {name for name in ROWS if (name in encodings()) == (name in left_out())} == set()


@table
def test_every_row_points_the_way_of_the_table() -> None:
    for name, row in ROWS.items():
        for each in encodings().get(name, ()):
            if isinstance(each, Recommendation):
                assert each.supports == (row["polarity"] == "recommended"), name
                assert row["polarity"] in {"recommended", "not recommended"}, name
            else:
                covered = row["polarity"].startswith("covered")
                assert each.direction == ("direction-unknown" if covered else "takes-no-side"), name


@table
def test_every_row_names_its_place_and_source() -> None:
    for name, row in ROWS.items():
        for each in encodings().get(name, ()):
            assert each.locator == row["locator"], name
            assert row["source"] in each.source, name


@table
def test_every_number_of_a_row_beyond_the_mtus_is_told() -> None:
    for name, row in ROWS.items():
        beyond = [e for e in encodings().get(name, ()) if e.edition.rank == BEYOND]
        for each in beyond:
            numbers = set(re.findall(r"\d+", f"{row['condition']} {row['limit']}"))
            assert numbers <= set(re.findall(r"\d+", words(each))), name


@table
def test_regions_and_treatments_are_those_of_the_table() -> None:
    for name, row in ROWS.items():
        for each in encodings().get(name, ()):
            regions = {IMRV(r).value for r in row["region"].split(", ") if r}
            assert {*each.regions} <= regions, name


def test_nothing_beyond_the_mtus_is_known_unless_it_is_asked_for() -> None:
    assert {each.edition.rank for each in encoded(load())} == {0, 1, 2}
    assert {each.edition.rank for each in encoded(load(beyond=True))} == {0, 1, 2, BEYOND}


def test_what_lies_beyond_decides_nothing_of_which_the_mtus_speaks(examples: Path) -> None:
    for letter in sorted(examples.glob("*.txt")):
        plain, beyond = explain(letter), explain(letter, beyond=True)
        for one, other in zip(plain.items, beyond.items, strict=True):
            for before, after in zip(one.verdicts, other.verdicts, strict=True):
                spoken = {w.rank for w in before.weighed if w.state is not State.SILENT}
                if spoken - {0}:
                    assert before.verdict is after.verdict


def test_what_other_guidelines_say_is_told_where_they_are_asked(examples: Path) -> None:
    title = "What other guidelines say"
    [asked] = explain(examples / "imaging.txt", beyond=True).items
    [told] = [section for section in sections(asked) if section.title == title]
    assert all(entry.text.startswith(("for ", "against ")) for entry in told.entries)
    assert any("rated usually" in entry.text for entry in told.entries)
    [plain] = explain(examples / "imaging.txt").items
    assert title not in {section.title for section in sections(plain)}


@pytest.mark.parametrize(
    ("days", "speaks"), [(83, False), (84, True), (400, True)], ids=["before", "on the day", "long"]
)
def test_chronic_is_past_twelve_weeks_where_the_guideline_has_it_so(
    days: int,
    speaks: bool,  # noqa: FBT001 (a case of the test)
) -> None:
    asked = date(2018, 6, 1)
    values = {
        "requestedTreatment": IMRV("mri").value,
        "bodyRegion": IMRV("neck").value,
        "authorizationRequestDate": asked,
        "injuryDate": asked - timedelta(days),
        "diagnosis": IMRV("cervical-radiculopathy").value,
    }
    facts = {name: (CaseFact(ITEM, name, value),) for name, value in values.items()}
    weighed = weigh(Case(letter=ITEM, item=ITEM, facts=facts), load(beyond=True))
    [found] = [each for each in weighed if each.recommendation.endswith("ngc-acr-10155-v5-yes")]
    assert (found.state is not State.SILENT) == speaks
