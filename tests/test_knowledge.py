"""knowledge: the ontology as plain values, the same at every call."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pyoxigraph as ox
import pytest

from imrgraph.knowledge.knowledge import Extent, Knowledge, _loaded, know, load
from imrgraph.knowledge.terms import IMR, IMRG, IMRV, OWL, RDF, SKOS

VERSION = '<https://w3id.org/imrgraph/ontology> owl:versionInfo "1" .'
PREFIXES = """
@prefix imr: <https://w3id.org/imrgraph/ontology#> .
@prefix imrg: <https://w3id.org/imrgraph/guideline/> .
@prefix imrv: <https://w3id.org/imrgraph/vocab/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def v(name: str) -> str:
    return IMRV(name).value


def told(turtle: str) -> Knowledge:
    """Return the knowledge of an ontology that says `turtle`."""
    return know(ox.parse(PREFIXES + VERSION + turtle, format=ox.RdfFormat.TURTLE))


TREE = told(
    """
    imrv:massage imr:hasModality imrv:passive ; skos:prefLabel "massage"@en .
    imrv:deep skos:broader imrv:massage , imrv:care .
    imrv:deeper skos:broader imrv:deep .
    imrv:care skos:broader imrv:everything .
    imrv:round skos:broader imrv:about .
    imrv:about skos:broader imrv:round .
    """
)


@pytest.mark.parametrize(
    ("concept", "above"),
    [
        ("everything", []),
        ("care", ["everything"]),
        ("deeper", ["deep", "care", "massage", "everything"]),
        pytest.param("round", ["about"], id="a circle ends"),
        pytest.param("unheard-of", [], id="not in the vocabulary"),
    ],
)
def test_broader_concepts_are_named_once_the_nearest_first(concept: str, above: list[str]) -> None:
    assert TREE.broader(v(concept)) == tuple(map(v, above))


@pytest.mark.parametrize(
    ("concept", "modality"),
    [("massage", "passive"), ("deeper", "passive"), ("care", None), ("unheard-of", None)],
)
def test_a_modality_is_inherited(concept: str, modality: str | None) -> None:
    assert TREE.modality(v(concept)) == (v(modality) if modality else None)


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        pytest.param(v("massage"), "massage", id="labelled"),
        pytest.param(v("deep"), "deep", id="not labelled: the last part"),
        pytest.param(IMR("outcome").value, "outcome", id="not labelled: the fragment"),
    ],
)
def test_a_thing_is_called_by_its_label_or_by_its_last_part(iri: str, name: str) -> None:
    assert TREE.label(iri) == name


def test_the_labels_of_a_scheme_are_its_lexicon() -> None:
    knowledge = told(
        """
        imrv:mri skos:inScheme imrv:treatments ; skos:prefLabel "MRI"@en ;
            skos:altLabel "magnetic resonance imaging"@en ; skos:hiddenLabel "mir"@en .
        imrv:neck skos:inScheme imrv:body-regions ; skos:prefLabel "neck"@en .
        """
    )
    text = "MRI of the neck (magnetic resonance imaging, mir)"
    assert [m.concept for m in knowledge.lexicon("treatments").find(text)] == [v("mri")] * 3
    assert [m.concept for m in knowledge.lexicon("body-regions").find(text)] == [v("neck")]


def test_the_names_of_guidelines_are_a_lexicon() -> None:
    knowledge = told('imrg:pain a imr:Guideline ; skos:prefLabel "Pain Guidelines"@en .')
    [match] = knowledge.lexicon("guidelines").find("see the Pain Guidelines, p. 60")
    assert match.concept == IMRG("pain").value


def test_a_preferred_label_wins_over_the_same_label_of_another_concept() -> None:
    knowledge = told(
        """
        imrv:ncs skos:inScheme imrv:treatments ; skos:altLabel "EMG"@en .
        imrv:emg skos:inScheme imrv:treatments ; skos:prefLabel "EMG"@en .
        """
    )
    assert [m.concept for m in knowledge.lexicon("treatments").find("EMG")] == [v("emg")]


def test_an_unknown_scheme_is_an_error() -> None:
    with pytest.raises(KeyError, match="planets"):
        load().lexicon("planets")


def test_an_ontology_without_a_version_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"expected owl:versionInfo of <.*/ontology>, found none"):
        know(())


def test_knowledge_is_read_once() -> None:
    assert load() is load()


def test_reading_again_gives_the_same_quads() -> None:
    assert _loaded.__wrapped__(Extent()).quads == load().quads


@pytest.mark.parametrize(
    "extent", [{}, {"least": "verified"}, {"least": "unverified"}, {"beyond": True}], ids=str
)
def test_the_quads_that_are_made_later_say_what_was_indexed(extent: dict[str, Any]) -> None:
    known = load(**extent)
    again = know(known.quads)
    assert again.graphs == known.graphs
    subjects = {str(getattr(quad.subject, "value", quad.subject)) for quad in known.quads}
    assert all(known.facts.said_of(each) for each in subjects)
    assert [*map(again.facts.said_of, subjects)] == [*map(known.facts.said_of, subjects)]
    assert again.labels("treatments") == known.labels("treatments")
    assert again.facts.of_kind(IMR["SupportingRecommendation"]) == known.facts.of_kind(
        IMR["SupportingRecommendation"]
    )


def test_all_of_it_is_in_one_graph_and_shapes_and_alignments_are_not_in_it() -> None:
    [graph] = {quad.graph_name for quad in load().quads}
    assert graph == ox.NamedNode("https://w3id.org/imrgraph/ontology")
    foreign = ("http://www.w3.org/ns/shacl#", "http://www.w3.org/ns/prov#")
    said = {str(node) for q in load().quads for node in (q.subject, q.predicate, q.object)}
    assert [iri for iri in said if iri.strip("<>").startswith(foreign)] == []


def test_every_concept_stands_in_one_scheme() -> None:
    schemes: dict[str, set[str]] = {}
    for quad in load().quads:
        if quad.predicate == SKOS("inScheme"):
            schemes.setdefault(str(quad.subject), set()).add(str(quad.object))
    assert [concept for concept, found in schemes.items() if len(found) > 1] == []


def test_a_value_is_text_and_none_where_there_is_none() -> None:
    condition = IMRG("chronic-pain-2009-massage-visits").value
    assert load().value(condition, "maximumVisits") == "6"
    assert load().value(condition, "requiresPhase") is None
    assert OWL("Class") in {q.object for q in load().quads if q.predicate == RDF("type")}


@pytest.mark.slow
def test_a_fresh_process_loads_it_in_half_a_second_of_its_own_time() -> None:
    lines = (
        "import time",
        "from imrgraph.knowledge.knowledge import load",
        "begun = time.process_time()",
        "load()",
        "print(time.process_time() - begun)",
    )
    told = subprocess.run(  # noqa: S603 (this interpreter)
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, check=True, text=True
    )
    assert float(told.stdout) < 0.5  # noqa: PLR2004 (half a second)
