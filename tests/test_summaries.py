"""Summaries: what letters and items say themselves follows from all else that is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imrgraph.graph.rows import Rows
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from pathlib import Path

PREFIXES = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
PREFIX imrv: <https://w3id.org/imrgraph/vocab/>
"""
#: Each summary, and what it sums up.
SUMMARIES = {
    "states twice": (
        "SELECT ?subject ?property { ?subject imr:statesTwice ?property }",
        """SELECT DISTINCT ?subject ?property {
          VALUES ?property {
            imr:injuryDate imr:urDenialDate imr:authorizationRequestDate imr:decisionDate
            imr:claimantAge imr:quantityRequested imr:visitsPerWeek imr:weeks imr:priorCount
          }
          ?one imr:about ?subject ; imr:ofProperty ?property ; imr:value ?here .
          ?other imr:about ?subject ; imr:ofProperty ?property ; imr:value ?there .
          FILTER (?here != ?there)
        }""",
    ),
    "agreement": (
        """SELECT ?item ?basis ?reading ?agreement {
          VALUES (?compared ?basis ?reading) {
            (imr:agreementOnRecord imrv:record-basis imrv:encoded-reading)
            (imr:agreementAsEncoded imrv:reviewer-basis imrv:encoded-reading)
            (imr:agreementAsStated imrv:reviewer-basis imrv:stated-reading)
          }
          ?item ?compared ?agreement .
        }""",
        """SELECT ?item ?basis ?reading ?agreement {
          ?result a imr:VerdictResult ; imr:ofItem ?item ; imr:onBasis ?basis ;
            imr:inReading ?reading ; imr:agreement ?agreement .
        }""",
    ),
    "turns on": (
        """SELECT ?item ?status ?criterion {
          VALUES (?turning ?status) { (imr:turnsOnMet imrv:met) (imr:turnsOnNotMet imrv:not-met) }
          ?item ?turning ?criterion .
        }""",
        """SELECT DISTINCT ?item ?status ?criterion {
          ?item imr:toldBy ?verdict .
          ?verdict imr:onBasis ?basis ; imr:inReading ?reading .
          ?result imr:ofItem ?item ; imr:onBasis ?basis ; imr:inReading ?reading ;
            imr:decisive true ; imr:status ?status ; imr:criterion ?criterion .
        }""",
    ),
    "unaddressed": (
        "SELECT ?item ?fact { ?item imr:leavesUnaddressed ?fact }",
        "SELECT ?item ?fact { ?fact a imr:UnaddressedFact ; imr:ofItem ?item }",
    ),
    "excess": (
        """SELECT ?item ?rule ?allowed ?asked {
          ?item imr:hasExcess ?excess .
          ?excess imr:limitOf ?rule ; imr:allowed ?allowed ; imr:asked ?asked .
        }""",
        """SELECT ?item ?rule ?allowed ?asked {
          ?result imr:criterion imrv:visit-limit ; imr:status imrv:not-met ;
            imr:onBasis imrv:reviewer-basis ; imr:inReading imrv:encoded-reading ;
            imr:ofItem ?item ; imr:considers ?rule ; imr:required ?allowed ; imr:actual ?asked .
        }""",
    ),
}


def rows_of(store: LetterStore, query: str) -> list[tuple[str, ...]]:
    rows = store.query(PREFIXES + query)
    assert isinstance(rows, Rows)
    return sorted(tuple(str(row[name]) for name in rows.columns) for row in rows)


@pytest.fixture(scope="module")
def store(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> LetterStore:
    """Return the examples, and one of them with a second date of injury."""
    text = (examples / "imaging.txt").read_text(encoding="utf-8")
    assert "claim from 09/19/2016" in text
    number = text.partition("\n")[0].split()[-1]
    varied = tmp_path_factory.mktemp("varied") / "imaging.txt"
    varied.write_text(
        text.replace("claim from 09/19/2016", "claim from 09/20/2016").replace(
            number, "CM99-0000013"
        ),
        encoding="utf-8",
    )
    loaded = LetterStore()
    loaded.load([examples, varied])
    return loaded


@pytest.fixture(scope="module")
def many(published: Path) -> LetterStore:
    loaded = LetterStore()
    loaded.load([published])
    return loaded


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_summary_says_what_follows_from_the_rest(store: LetterStore, name: str) -> None:
    summary, rest = (rows_of(store, query) for query in SUMMARIES[name])
    assert summary == rest != []


@pytest.mark.slow
@pytest.mark.parametrize("name", SUMMARIES)
def test_so_it_is_in_letters_as_published(many: LetterStore, name: str) -> None:
    summary, rest = (rows_of(many, query) for query in SUMMARIES[name])
    assert summary == rest != []


def test_what_comes_first_overrides_or_is_an_exception(store: LetterStore) -> None:
    pairs = rows_of(
        store,
        """SELECT ?item ?special ?general {
          ?item imr:hasPrecedence ?precedence .
          ?precedence imr:special ?special ; imr:general ?general .
        }""",
    )
    known = rows_of(
        store,
        "SELECT ?special ?general { ?special imr:overrides|^imr:hasException ?general }",
    )
    assert pairs
    assert {(special, general) for _, special, general in pairs} <= set(known)


def test_what_nothing_demands_is_no_condition_that_was_weighed(store: LetterStore) -> None:
    not_demanded = "?ground imr:demanded false ; imr:criterion ?criterion"
    weighed = "?result imr:criterion ?criterion ; imr:inReading imrv:encoded-reading"
    query = f"""SELECT ?ground {{
      {not_demanded} .
      ?item imr:hasGround ?ground .
      {weighed} ; imr:ofItem ?item .
    }}"""
    assert rows_of(store, f"SELECT ?ground {{ {not_demanded} }}")
    assert rows_of(store, query) == []


def test_a_verdict_is_left_open_by_conditions_that_lack_what_it_lacks(store: LetterStore) -> None:
    by_conditions = rows_of(
        store,
        """SELECT DISTINCT ?verdict ?gap {
          ?result imr:leavesOpen ?verdict ; imr:missing ?gap ; imr:status imrv:unknown .
        }""",
    )
    lacking = rows_of(
        store,
        """SELECT ?verdict ?gap {
          ?verdict imr:verdict imrv:undetermined ; imr:missing ?gap .
          FILTER (?gap NOT IN (imrv:gap-guideline, imrv:gap-support, imrv:gap-statement))
        }""",
    )
    assert by_conditions == lacking != []
