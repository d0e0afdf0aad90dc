"""explaining.versions: a version stays as long as what is said does, in whatever words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from imrgraph.knowledge.knowledge import Knowledge, know
from imrgraph.knowledge.terms import IMR, IMRG, IMRV
from imrgraph.letters.reading import read
from imrgraph.reasoning.explaining.explanation import explain
from imrgraph.reasoning.explaining.versions import versions

if TYPE_CHECKING:
    from pathlib import Path

MASSAGE = IMRG("chronic-pain-2009-massage").value


def of(letter: Path, knowledge: Knowledge) -> dict[str, str]:
    return versions(explain(read(letter), knowledge))


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


def test_other_words_change_no_version(letter: Path, knowledge: Knowledge) -> None:
    reworded = tuple(map(in_other_words, knowledge.quads))
    assert reworded != knowledge.quads
    assert of(letter, know(reworded)) == of(letter, knowledge)


def in_other_words(quad: ox.Quad) -> ox.Quad:
    """Return what is said in words for people in other words, and anything else as it is."""
    said = quad.object
    if not isinstance(said, ox.Literal) or not said.language:
        return quad
    other = ox.Literal(f"{said.value}, so to say", language=said.language)
    return ox.Quad(quad.subject, quad.predicate, other, quad.graph_name)


def test_another_absence_policy_changes_the_version_of_its_criterion(
    letter: Path, knowledge: Knowledge
) -> None:
    limit, policy = IMRV("visit-limit"), IMR("whenAbsent")
    assert (limit, policy) in {(quad.subject, quad.predicate) for quad in knowledge.quads}
    changed = know(
        ox.Quad(q.subject, q.predicate, IMRV("counts-as-not-met"), q.graph_name)
        if (q.subject, q.predicate) == (limit, policy)
        else q
        for q in knowledge.quads
    )
    before, after = of(letter, knowledge), of(letter, changed)
    assert {iri for iri in before if before[iri] != after.get(iri)} == {limit.value}
