"""reasoning.versions: a version stays as long as the words do, and changes with one of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from imrgraph.knowledge.knowledge import Knowledge, know
from imrgraph.knowledge.terms import IMR, IMRG, IMRV
from imrgraph.letters.reading import read
from imrgraph.reasoning.explanation import explain
from imrgraph.reasoning.versions import versions

if TYPE_CHECKING:
    from pathlib import Path

MASSAGE = IMRG("chronic-pain-2009-massage").value


def of(letter: Path, knowledge: Knowledge) -> dict[str, str]:
    [explained] = explain([read(letter)], knowledge)
    return versions(explained)


@pytest.fixture
def letter(examples: Path) -> Path:
    return examples / "massage-chronic.txt"


def test_rules_criteria_recommendations_and_assumptions_have_one(
    letter: Path, knowledge: Knowledge
) -> None:
    found = of(letter, knowledge)
    named = {IMRV(n).value for n in ("rule-verdict", "rule-defeat", "phase", "onset-is-injury")}
    assert named | {MASSAGE} <= found.keys()
    assert all(re.fullmatch("[0-9a-f]{12}", version) for version in found.values())


def test_the_order_of_what_is_said_does_not_matter(letter: Path, knowledge: Knowledge) -> None:
    assert of(letter, know(tuple(reversed(knowledge.quads)))) == of(letter, knowledge)


def test_a_changed_number_changes_the_version_of_its_recommendation_alone(
    letter: Path, knowledge: Knowledge
) -> None:
    limit, quads = IMRG("chronic-pain-2009-massage-visits"), list(knowledge.quads)
    [place] = [
        n for n, q in enumerate(quads) if (q.subject, q.predicate) == (limit, IMR("maximumVisits"))
    ]
    old = quads[place]
    quads[place] = ox.Quad(old.subject, old.predicate, ox.Literal(2), old.graph_name)
    before, after = of(letter, knowledge), of(letter, know(quads))
    assert {iri for iri in before if before[iri] != after.get(iri)} == {MASSAGE}
