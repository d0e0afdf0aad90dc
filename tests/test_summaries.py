"""Summaries: what letters and items say themselves follows from all else that is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imrgraph.graph.rows import Rows
from imrgraph.pipeline import LetterStore

if TYPE_CHECKING:
    from pathlib import Path

PREFIXES = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
PREFIX imrv: <https://w3id.org/imrgraph/vocab/>
"""
#: Each summary, and what it sums up.
SUMMARIES = {
    "summary tells": (
        "SELECT ?letter ?kind { ?letter imr:summaryTells ?kind }",
        """SELECT DISTINCT ?letter ?kind {
          ?letter imr:hasClinicalFinding ?finding .
          ?finding imr:ofKind ?kind ; imr:present true .
        }""",
    ),
    "summary denies": (
        "SELECT ?letter ?kind { ?letter imr:summaryDenies ?kind }",
        """SELECT DISTINCT ?letter ?kind {
          ?letter imr:hasClinicalFinding ?finding .
          ?finding imr:ofKind ?kind ; imr:present false .
        }""",
    ),
    "summary bears on": (
        "SELECT ?letter ?test { ?letter imr:summaryBearsOn ?test }",
        "SELECT DISTINCT ?letter ?test { ?letter imr:hasClinicalFinding/imr:bearsOn ?test }",
    ),
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
    "verdicts": (
        """SELECT ?item ?basis ?reading ?result ?agreement {
          {
            ?item imr:verdictOnRecord ?result ; imr:agreementOnRecord ?agreement .
            BIND (imrv:record-basis AS ?basis) BIND (imrv:encoded-reading AS ?reading)
          } UNION {
            ?item imr:verdictAsEncoded ?result ; imr:agreementAsEncoded ?agreement .
            BIND (imrv:reviewer-basis AS ?basis) BIND (imrv:encoded-reading AS ?reading)
          } UNION {
            ?item imr:verdictAsStated ?result ; imr:agreementAsStated ?agreement .
            BIND (imrv:reviewer-basis AS ?basis) BIND (imrv:stated-reading AS ?reading)
          }
        }""",
        """SELECT ?item ?basis ?reading ?result ?agreement {
          ?result a imr:VerdictResult ; imr:ofItem ?item ; imr:onBasis ?basis ;
            imr:inReading ?reading ; imr:agreement ?agreement .
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
          MINUS {
            ?rule imr:hasScope ?scope .
            ?outside imr:ofCondition ?scope ; imr:ofItem ?item ; imr:status imrv:not-met .
          }
          MINUS {
            ?rule imr:hasException ?exception .
            ?excepted imr:ofCondition ?exception ; imr:ofItem ?item ; imr:status imrv:met .
          }
        }""",
    ),
    "precedence": (
        """SELECT ?item ?special ?general {
          ?item imr:hasPrecedence ?precedence .
          ?precedence imr:special ?special ; imr:general ?general .
        }""",
        """SELECT DISTINCT ?item ?special ?general {
          {
            ?special imr:overrides ?general .
            ?one imr:considers ?special ; imr:ofItem ?item ; imr:onBasis ?basis .
            ?other imr:considers ?general ; imr:ofItem ?item ; imr:onBasis ?basis .
          } UNION {
            ?general imr:hasException ?special .
            ?result imr:ofCondition ?special ; imr:considers ?general ; imr:ofItem ?item ;
              imr:status imrv:met .
          }
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
