"""graph.describe, graph.conclude: what is stated has its place, and a letter takes few quads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from imrgraph.graph.conclude import conclude
from imrgraph.graph.describe import describe
from imrgraph.graph.values import iri, local, python
from imrgraph.knowledge.terms import IMR, IMRV, range_of
from imrgraph.letters.letter import Voice
from imrgraph.letters.reading import read
from imrgraph.letters.stated import places
from imrgraph.letters.text.document import Span
from imrgraph.reasoning.explaining.explanation import explain

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.graph.store import Quads
    from imrgraph.graph.values import Value
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Letter

#: How many quads a published letter takes at most, on average.
MOST = 700
#: What leads to something that a letter states, besides facts.
LEADING = ("hasCitation", "hasGround", "hasClinicalFinding", "hasStatement", "hasCondition")
#: By what says whose word something is.
SPEAKING = ("attributedTo", "citedBy")

Said = Mapping[str, Mapping[str, list["Value"]]]


@pytest.fixture(scope="module", params=["examples", "published"])
def letters(request: pytest.FixtureRequest) -> list[Letter]:
    folder: Path = request.getfixturevalue(request.param)
    ending = "txt" if request.param == "examples" else "pdf"
    return [read(path) for path in sorted(folder.glob(f"*.{ending}"))]


def said_in(quads: Quads) -> Said:
    """Return what is said of each thing, by the names of the properties."""
    said: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        said[iri(quad.subject)][local(quad.predicate.value)].append(python(quad.object))
    return said


def stated_in(said: Said) -> set[str]:
    """Return the facts, and what else a letter states."""
    facts = {node for node, of in said.items() if "about" in of}
    parts = {str(part) for of in said.values() for name in LEADING for part in of.get(name, ())}
    return facts | parts


def test_everything_stated_has_one_place_with_its_words_and_its_page(letters: list[Letter]) -> None:
    for letter in letters:
        said = said_in(describe(letter))
        assert stated_in(said)
        for node in stated_in(said):
            [place] = map(str, said[node]["statedAt"])
            span = Span(*range_of(place) or (0, 0))
            assert said[place] == {
                "quote": [letter.document.quote(span)],
                "page": [letter.document.page(span)],
            }
            assert said[place]["quote"] != [""]


def test_everything_stated_is_somebodys_word(letters: list[Letter]) -> None:
    voices = {IMRV(voice).value for voice in (*Voice, "claims-administrator")}
    for letter in letters:
        said = said_in(describe(letter))
        whole = {str(part): of for of in said.values() for part in of.get("hasCondition", ())}
        for node in stated_in(said):
            # A condition is the word of whoever states the recommendation.
            of = whole.get(node, said[node])
            [voice] = [each for name in SPEAKING for each in of.get(name, ())]
            assert voice in voices


def test_a_place_is_quoted_by_the_letter_or_else_by_what_was_concluded(
    letters: list[Letter], knowledge: Knowledge
) -> None:
    for letter in letters:
        concluded = conclude(explain(letter, knowledge), proofs=True)
        stated, besides = (
            {quad.subject for quad in quads if quad.predicate == IMR("quote")}
            for quads in (describe(letter), concluded)
        )
        rested_on = {quad.object for quad in concluded if quad.predicate == IMR("statedAt")}
        assert stated.isdisjoint(besides)
        assert rested_on <= stated | besides
        spans = {(span.start, span.end) for span in places(letter)}
        assert {range_of(iri(place)) for place in stated} == spans


@pytest.mark.parametrize("letters", ["published"], indirect=True)
def test_a_letter_takes_few_quads(letters: list[Letter], knowledge: Knowledge) -> None:
    quads = (len(describe(each)) + len(conclude(explain(each, knowledge))) for each in letters)
    assert sum(quads) / len(letters) <= MOST
