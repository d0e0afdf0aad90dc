"""reasoning.comparing: every comparison that a query writes is computed again, and agrees."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from imrgraph.graph.store import Store
from imrgraph.knowledge.knowledge import load
from imrgraph.pipeline import explain
from imrgraph.reasoning.comparing import comparisons
from imrgraph.resources import folder

FIXTURES = sorted((Path(__file__).parent / "conditions").glob("*/*.ttl"))
LETTERS = sorted((folder("examples") / "letters").glob("*.txt"))


def compared(query: Path) -> list[str]:
    """Return the comparisons that a query of conditions/ writes for the fixture `query`."""
    graph = ox.NamedNode("https://w3id.org/imrgraph/determination/letter")
    turtle = query.read_text(encoding="utf-8").replace("CRITERION", "safety")
    store = Store()
    store.add(load().quads)
    parsed = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    store.add(ox.Quad(t.subject, t.predicate, t.object, graph) for t in parsed)
    text = (folder("ontology") / "conditions" / f"{query.parent.name}.rq").read_text("utf-8")
    return [str(row["comparison"]) for row in store.select(text) if "comparison" in row]


@pytest.mark.parametrize("query", FIXTURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_whatever_a_query_compares_is_compared_again(query: Path) -> None:
    for text in compared(query):
        found = comparisons(text)
        assert len(found) >= len(text.split("; "))
        assert all(each.holds for each in found if each.operator in {"=", ">"})


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.stem)
def test_a_condition_is_met_where_its_comparisons_hold(letter: Path) -> None:
    steps = [s for item in explain(letter).items for proof in item.proofs for s in proof.walk()]
    for condition in (step for step in steps if step.kind == "condition"):
        for step in (each for each in condition.premises if each.kind == "comparison"):
            relations = [each for each in step.compared if each.operator != "="]
            assert relations
            within = all(each.operator in {"≤", "≥"} and each.holds for each in relations)
            meant = condition.status == "met"
            assert within is (not meant if condition.rule == "imrv:active-care" else meant)


@pytest.mark.parametrize("text", ["", "about six", "6 ≤ many", "2015-13-45 ≤ 6", "1.2.3 > 1"])
def test_what_is_no_comparison_is_left_out(text: str) -> None:
    assert comparisons(text) == ()


def test_a_comparison_that_is_wrong_does_not_hold() -> None:
    assert [each.holds for each in comparisons("12 + 3 = 16 > 6; 3 a week ≤ 2 a week")] == [
        False,
        True,
        False,
    ]
