"""ontology/guidelines/: what a review against sources found is what is encoded, row by row.

The table stands beside the checkout, and not in it; without it there is nothing to compare.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from imrgraph.checking.ontology import read
from imrgraph.knowledge.guidelines import encoded
from imrgraph.knowledge.knowledge import SUREST_FIRST
from imrgraph.knowledge.terms import DCTERMS, IMR, IMRG, IMRV, local
from imrgraph.resources import folder

if TYPE_CHECKING:
    from imrgraph.knowledge.guidelines import Recommendation
    from imrgraph.knowledge.knowledge import Knowledge

SHARED = folder("ontology").parent.parent / "shared"
TABLE = SHARED / "reference" / "mtus_review.csv"
STATUS = {
    "verified": "verified",
    "secondary": "secondary",
    "secondary (single report)": "single-report",
    "unverified": "unverified",
}
#: In the note of a row that is corrected: how sure the correction is.
CORRECTED = {"[verified": "verified", "[secondary": "secondary", "[single": "single-report"}
#: Limits that the column of values names: "maximumVisits=18 overWeeks=8".
LIMIT = re.compile(r"(\w+)=(\d+)\b")


def rows() -> dict[str, dict[str, str]]:
    """Return the rows by name; a new one by its number."""
    if not TABLE.is_file():
        return {}
    every = csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())
    return {
        f"mtus-review-{number}" if row["row_id"] == "new" else row["row_id"]: row
        for number, row in enumerate(every, 1)
    }


ROWS = rows()
pytestmark = pytest.mark.skipif(not ROWS, reason="the review is not beside the checkout")


@cache
def knowledge() -> Knowledge:
    return read(folder("ontology"))


@cache
def encodings(name: str) -> tuple[Recommendation, ...]:
    """Return what encodes a row, the surest first."""
    found = [
        each for each in encoded(knowledge()) if local(each.iri) == name or name in each.identifiers
    ]
    return tuple(sorted(found, key=lambda each: SUREST_FIRST.index(each.status)))


@cache
def left_out() -> dict[str, str]:
    facts = knowledge().facts
    return {
        identifier: facts.values(each, "http://www.w3.org/2004/02/skos/core#definition")[0]
        for each in facts.of_kind(IMR("Omission").value)
        for identifier in facts.values(each, DCTERMS("identifier").value)
    }


def subject(name: str) -> str:
    """Return the IRI of an amendment, an edition or another thing that a row names."""
    prefix, _, rest = name.partition(":")
    return {"imrg": IMRG, "imrv": IMRV}[prefix](rest).value


def sources(row: dict[str, str]) -> list[str]:
    told = (each.partition(" (same in")[0].strip() for each in row["source"].split(" ; "))
    return [each.removeprefix("www.") for each in told if each]


@pytest.mark.parametrize("name", ROWS)
def test_every_row_is_encoded_or_left_out_with_its_reason(name: str) -> None:
    if name.startswith(("imrg:", "imrv:")):
        assert bool(knowledge().facts.said_of(subject(name))) != bool(left_out().get(name))
    else:
        assert bool(encodings(name)) != bool(left_out().get(name))


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_as_sure_as_the_review_has_it(name: str) -> None:
    row = ROWS[name]
    stated = row["new_status"]
    if name in left_out() or stated == "refuted":
        pytest.skip("left out")
    if name.startswith(("imrg:", "imrv:")):
        status = local(knowledge().facts.one(subject(name), "sourceStatus") or "")
        assert not status or stated == "corrected" or status == STATUS[stated]
    elif stated == "corrected":
        known = [sure for start, sure in CORRECTED.items() if row["note"].startswith(start)]
        least = SUREST_FIRST.index(known[0]) if known else SUREST_FIRST.index("single-report")
        assert known or "Attribution" in row["note"]
        surest = SUREST_FIRST.index(encodings(name)[0].status)
        assert surest >= least or "Attribution" in row["note"]
    else:
        assert encodings(name)[0].status == STATUS[stated]


@pytest.mark.parametrize("name", ROWS)
def test_a_row_names_the_sources_of_the_review(name: str) -> None:
    if not encodings(name):
        pytest.skip("left out, or no recommendation")
    told = " ".join(each.source for each in encodings(name))
    assert [each for each in sources(ROWS[name]) if each not in told] == []


@pytest.mark.parametrize("name", ROWS)
def test_the_limits_are_those_of_the_review(name: str) -> None:
    """A row that states what is wrong with a limit has none in this form."""
    wanted = {
        (limit, value)
        for limit, value in LIMIT.findall(ROWS[name]["value"])
        if limit.startswith(("maximum", "trial", "over"))
    }
    found = {
        (limit, value)
        for each in encodings(name)
        for condition in (*each.scope, *each.conditions)
        for limit, values in condition.parameters.items()
        for value in values
    }
    assert wanted <= found or not encodings(name)


@pytest.mark.parametrize("name", ROWS)
def test_the_place_is_that_of_the_review(name: str) -> None:
    wanted = re.findall(r"\d+(?:\.\d+)*", ROWS[name]["locator"])
    if not encodings(name) or ROWS[name]["new_status"] == "corrected" or not wanted:
        pytest.skip("left out, corrected, or no place is named")
    found = " ".join(each.locator for each in encodings(name))
    assert set(wanted) <= set(re.findall(r"\d+(?:\.\d+)*", found))


def test_what_rests_on_scored_letters_alone_is_marked_and_nothing_else() -> None:
    scored = {file.stem for file in (SHARED / "letters").glob("*.pdf")}
    case = re.compile(r"determinations? (CM\d\d-\d{7})")
    for each in encoded(knowledge()):
        told = [part.strip() for part in each.source.split(";")]
        found = [case.fullmatch(part) for part in told]
        only = all(named and named[1] in scored for named in found)
        assert each.rests_on_scored == only, each.iri
