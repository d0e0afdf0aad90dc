"""ontology/conditions/: each query tells met, not met and unknown apart, and each can be told.

A folder of tests/conditions/ is named after its query, a file after the status that it has.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from imrgraph.graph.store import Store
from imrgraph.knowledge.guidelines import every_recommendation
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.weighing import local, tell
from imrgraph.resources import folder

if TYPE_CHECKING:
    from imrgraph.graph.store import Row

FIXTURES = Path(__file__).parent / "conditions"
#: Named after the status that they have, and what tells it.
TOLD = sorted((Path(__file__).parent / "told").glob("*.ttl"))
QUERIES = sorted((folder("ontology") / "conditions").glob("*.rq"))
#: What a query cannot find by itself: a record that is silent is left to the absence policy.
NEVER = {("adjunct", "not-met")}
STATUSES = ("met", "not-met", "unknown")
DEMANDED = sorted(
    {
        condition.criterion
        for rule in every_recommendation(unverified=True)
        for condition in (*rule.scope, *rule.conditions, *rule.exceptions)
    }
)
AS_FOUND = [name for name in DEMANDED if load().value(IMRV(name).value, "asFound") == "true"]
CASES = [
    (query.stem, status, criterion)
    for query in QUERIES
    for status in STATUSES
    if (query.stem, status) not in NEVER
    for criterion in (AS_FOUND if query.stem == "as-found" else [query.stem])
]


def answered(query: str, status: str, criterion: str) -> Row:
    """Return the one row that `query` answers for the fixture of `status`."""
    turtle = (FIXTURES / query / f"{status}.ttl").read_text(encoding="utf-8")
    return only_row(query, turtle.replace("CRITERION", criterion))


def only_row(query: str, turtle: str) -> Row:
    triples = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    graph = ox.NamedNode("https://w3id.org/imrgraph/determination/letter")
    store = Store()
    store.add(load().quads)
    store.add(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    tell(store)
    text = (folder("ontology") / "conditions" / f"{query}.rq").read_text(encoding="utf-8")
    rows = {str(row["candidate"]): row for row in store.select(text)}
    [row] = rows.values()
    return row


@pytest.mark.parametrize(("query", "status", "criterion"), CASES, ids=map("-".join, CASES))
def test_a_query_finds_the_status(query: str, status: str, criterion: str) -> None:
    assert local(str(answered(query, status, criterion)["status"])) == status


@pytest.mark.parametrize(("query", "status", "criterion"), CASES, ids=map("-".join, CASES))
def test_what_is_found_can_be_told(query: str, status: str, criterion: str) -> None:
    row = answered(query, status, criterion)
    when = {"met": "Met", "not-met": "NotMet", "unknown": "Unknown"}[status]
    sentence = load().value(IMRV(criterion).value, f"sentenceWhen{when}")
    assert sentence
    told = sentence.format(actual=row.get("actual"), required=row.get("required"), since="injury")
    assert "None" not in told
    assert ("missing" in row) == (status == "unknown")


@pytest.mark.parametrize("letter", TOLD, ids=lambda path: path.stem)
def test_the_record_tells_the_status(letter: Path) -> None:
    row = only_row("as-found", letter.read_text(encoding="utf-8"))
    assert local(str(row["status"])) == letter.stem.partition(".")[0]
    assert ("missing" in row) == ("actual" not in row)


def test_every_criterion_that_a_guideline_demands_has_a_query() -> None:
    assert set(DEMANDED) <= set(AS_FOUND) | {query.stem for query in QUERIES}
