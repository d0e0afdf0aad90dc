"""ontology/guidelines/: what the MTUS consisted of on a day is what the table of editions has.

The table stands beside the checkout, and not in it; without it the first tests have nothing to
compare.
"""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest

from imrgraph.checking.ontology import read
from imrgraph.knowledge.coverage import every_coverage, topics
from imrgraph.knowledge.guidelines import editions, recommendations
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import DCTERMS, IMR, IMRV, local
from imrgraph.reasoning.deciding.case import Case, CaseFact
from imrgraph.reasoning.deciding.results import Reading
from imrgraph.reasoning.deciding.searching import covered, reached, silence
from imrgraph.reasoning.deciding.weighing import weigh
from imrgraph.resources import folder

if TYPE_CHECKING:
    from imrgraph.knowledge.guidelines import Edition
    from imrgraph.knowledge.knowledge import Knowledge

TABLE = folder("ontology").parent.parent / "shared" / "reference" / "mtus_editions.csv"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
ITEM = "https://w3id.org/imrgraph/determination/CM99-0000001/item/1"
#: On which day the table leaves open which of two it was.
EITHER_DAY = {"mtus-editions-4", "mtus-editions-5"}
#: Of what the table has the last day on which it can have begun.
BY = {"mtus-editions-42"}


def rows() -> dict[str, dict[str, str]]:
    if not TABLE.is_file():
        return {}
    every = csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())
    return {f"mtus-editions-{number}": row for number, row in enumerate(every, 1)}


ROWS = rows()
table = pytest.mark.skipif(not ROWS, reason="the table of editions is not beside the checkout")


@cache
def knowledge() -> Knowledge:
    return read(folder("ontology"))


@cache
def left_out() -> frozenset[str]:
    facts = knowledge().facts
    omissions = facts.of_kind(IMR("Omission").value)
    return frozenset(i for each in omissions for i in facts.values(each, DCTERMS["identifier"]))


def encoded(name: str) -> Edition | None:
    facts = knowledge().facts
    every = editions(knowledge())
    named = (e for e in every if name in facts.values(e.iri, DCTERMS["identifier"]))
    return next(named, None)


@table
@pytest.mark.parametrize("name", ROWS)
def test_every_edition_is_encoded_or_left_out(name: str) -> None:
    assert (encoded(name) is None) == (name in left_out())


@table
@pytest.mark.parametrize("name", ROWS)
def test_an_edition_begins_and_ends_on_the_day_of_the_table(name: str) -> None:
    edition, row = encoded(name), ROWS[name]
    if edition is None:
        pytest.skip("left out")
    begins, ends = DAY.findall(row["effective"]), DAY.findall(row["until"])
    if name in EITHER_DAY:
        assert str(edition.begins) == "2016-07-29"
    elif begins:
        assert str(edition.begins) == begins[0]
    else:
        assert name in BY
    if ends and name != "mtus-editions-18":
        assert str(edition.ends) == ends[0]
    if row["until"] == "in force":
        assert edition.ends is None


@table
@pytest.mark.parametrize("name", ROWS)
def test_an_edition_stands_in_the_section_of_the_table(name: str) -> None:
    edition, row = encoded(name), ROWS[name]
    if edition is None or name in {"mtus-editions-1", "mtus-editions-2", "mtus-editions-42"}:
        pytest.skip("left out, or of several sections")
    section = re.findall(r"\d{4}(?:\.\d+)*", row["section"])[0]
    told = " ".join(
        value
        for iri in (edition.work, edition.iri)
        for value in knowledge().facts.values(iri, DCTERMS["source"])
    )
    assert section in told


#: Ten treatments, and the editions of the MTUS that recommend for or against each from a day on.
DAYS = (
    date(2008, 6, 1),
    date(2012, 6, 1),
    date(2016, 7, 28),
    date(2016, 7, 29),
    date(2017, 12, 1),
    date(2019, 8, 11),
    date(2021, 11, 23),
    date(2025, 1, 1),
)
CHAPTERS = "knee-2004 neck-2004 shoulder-2004 wrist-hand-2004"
IMAGING = "knee-2004 low-back-2004 neck-2004 shoulder-2004"
SUMMARIES = "low-back-2017 neck-2017"
LATER = ("", "", "")
FORMULARY = ("formulary-2018",) * 3
IN_FORCE: dict[str, tuple[str, ...]] = {
    "massage": (
        "low-back-2004",
        *("chronic-pain-2009 low-back-2004",) * 2,
        "chronic-pain-2016 low-back-2004",
        "",
        *LATER,
    ),
    "acupuncture": (
        *("acupuncture-2007 shoulder-2004",) * 3,
        "acupuncture-2007 chronic-pain-2016 shoulder-2004",
        SUMMARIES,
        *LATER,
    ),
    "MRI": (*(f"{IMAGING} wrist-hand-2004",) * 4, SUMMARIES, *LATER),
    "x-ray": (*(IMAGING,) * 4, SUMMARIES, *LATER),
    "chiropractic": (
        *("low-back-2004 neck-2004",) * 3,
        "chronic-pain-2016 low-back-2004 neck-2004",
        "neck-2017",
        *LATER,
    ),
    "opioid": (*(CHAPTERS,) * 3, f"{CHAPTERS} opioids-2016", "", *FORMULARY),
    "NSAID": (*(CHAPTERS,) * 3, f"{CHAPTERS} chronic-pain-2016", SUMMARIES, *FORMULARY),
    "TENS": (*("neck-2004",) * 3, "chronic-pain-2016 neck-2004", "", *LATER),
    "bed rest": (
        *("low-back-2004",) * 3,
        "chronic-pain-2016 low-back-2004",
        SUMMARIES,
        *LATER,
    ),
    "aerobic exercise": ("", "", "", "chronic-pain-2016", SUMMARIES, "", *("low-back-2021",) * 2),
}


@pytest.mark.parametrize("treatment", IN_FORCE)
@pytest.mark.parametrize("number", range(len(DAYS)))
def test_ten_treatments_have_the_editions_of_eight_days(treatment: str, number: int) -> None:
    found = {
        local(each.edition.iri)
        for each in recommendations(treatment, date=DAYS[number])
        if each.edition.rank == 1
    }
    assert found == set(IN_FORCE[treatment][number].split())


def case(treatment: str, region: str, day: date) -> Case:
    values = {
        "requestedTreatment": IMRV(treatment).value,
        "bodyRegion": IMRV(region).value,
        "authorizationRequestDate": day,
    }
    facts = {name: (CaseFact(ITEM, name, value),) for name, value in values.items()}
    return Case(letter=ITEM, item=ITEM, facts=facts)


def test_a_lower_source_is_not_reached_where_the_mtus_covers_what_was_not_seen() -> None:
    before = case("acupuncture", "knee", date(2019, 8, 11))
    assert {e.rank for e in weigh(case("acupuncture", "neck", date(2020, 1, 1)), load())} == {2}
    assert reached(case("acupuncture", "neck", date(2020, 1, 1)), load()) == ()
    missing = silence(before, Reading.ENCODED, load())
    assert (local(missing.gap), local(missing.of or "")) == ("gap-direction", "acupuncture-2017")


def test_the_topics_of_the_mtus_are_no_law_of_another_state() -> None:
    asked = case("acupuncture", "knee", date(2019, 8, 11))
    elsewhere = replace(asked, jurisdiction=IMRV("texas").value)
    assert covered(asked, load())
    assert covered(elsewhere, load()) == ()
    assert local(silence(elsewhere, Reading.ENCODED, load()).gap) == "gap-guideline"


def test_a_topic_of_which_nothing_is_encoded_is_not_silent() -> None:
    shoulder = case("massage-therapy", "shoulder", date(2024, 1, 1))
    missing = silence(shoulder, Reading.ENCODED, load())
    assert (local(missing.gap), local(missing.of or "")) == ("gap-content", "shoulder-2023")
    nowhere = case("massage-therapy", "head", date(2024, 1, 1))
    assert local(silence(nowhere, Reading.ENCODED, load()).gap) == "gap-guideline"


def test_what_is_covered_takes_no_side_or_was_not_seen() -> None:
    known = {"direction-unknown", "takes-no-side"}
    assert {each.direction for each in every_coverage(load())} <= known
    assert any(each.regions for each in every_coverage(load()))


def test_every_clinical_topic_since_2017_is_one_also_where_nothing_of_it_is_encoded() -> None:
    day = date(2018, 6, 1)
    found = {local(t.edition.work): t.is_encoded for t in topics(load()) if t.edition.in_force(day)}
    assert found["low-back"]
    assert not found["shoulder"]
    assert not found["asthma"]
