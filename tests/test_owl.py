"""knowledge.owl: HermiT finds the ontology consistent, and infers what SPARQL finds by a path."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef

from imrgraph.errors import ImrgraphError
from imrgraph.graph.store import Store
from imrgraph.knowledge import owl
from imrgraph.knowledge.guidelines import every_recommendation
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, IMRV, SKOS
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import owlready2

pytest.importorskip("owlready2", reason="owlready2 is an extra")
needs_java = pytest.mark.skipif(not shutil.which("java"), reason="HermiT needs Java")


@pytest.fixture
def stated() -> Iterator[owlready2.Ontology]:
    """The ontology as stated, for one test to add to."""
    onto = owl.ontology()
    yield onto
    onto.world.close()


@pytest.fixture(scope="module")
def classified() -> Iterator[owlready2.Ontology]:
    """The ontology with what follows from it."""
    onto = owl.ontology()
    owl.classify(onto)
    yield onto
    onto.world.close()


def modalities(onto: owlready2.Ontology) -> dict[str, set[str]]:
    """Return the modalities of every treatment, by their IRIs."""
    treatments = onto.Treatment.instances()
    return {t.iri: {modality.iri for modality in t.hasModality} for t in treatments}


def test_it_holds_every_treatment_and_recommendation(stated: owlready2.Ontology) -> None:
    iris = {individual.iri for individual in stated.individuals()}
    assert IMRV("deep-tissue-massage").value in iris
    assert {each.iri for each in every_recommendation()} <= iris


def test_what_is_added_to_one_is_not_in_the_next(stated: owlready2.Ontology) -> None:
    stated.Treatment("hot-stones")
    another = owl.ontology()
    assert stated["hot-stones"] is not None
    assert another["hot-stones"] is None
    another.world.close()


def test_nothing_is_inferred_before_it_is_classified(stated: owlready2.Ontology) -> None:
    assert modalities(stated)[IMRV("deep-tissue-massage").value] == set()


@needs_java
def test_deep_tissue_massage_is_passive_because_massage_is(classified: owlready2.Ontology) -> None:
    treatment = classified.world[IMRV("deep-tissue-massage").value]
    assert modalities(classified)[treatment.iri] == {IMRV("passive").value}
    assert classified.PassiveTreatment in treatment.INDIRECT_is_a


@needs_java
def test_reasoner_and_path_agree_on_every_treatment(classified: owlready2.Ontology) -> None:
    store = Store()
    store.add(load().quads)
    rows = store.select(
        """
        PREFIX imr: <https://w3id.org/imrgraph/ontology#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?treatment ?modality WHERE {
          ?treatment a imr:Treatment .
          OPTIONAL { ?treatment skos:broader*/imr:hasModality ?modality }
        }
        """
    )
    by_path: dict[str, set[str]] = {str(row["treatment"]): set() for row in rows}
    for row in rows:
        by_path[str(row["treatment"])].update([str(row["modality"])] if "modality" in row else [])
    assert modalities(classified) == by_path


@needs_java
@pytest.mark.slow
def test_reasoner_and_rl_rules_agree_on_every_treatment(classified: owlready2.Ontology) -> None:
    owlrl = pytest.importorskip("owlrl", reason="owlrl comes with pyshacl")
    kept = {IMR("hasModality"), SKOS("broader")}
    triples = [
        quad.triple
        for quad in load().quads
        if quad.predicate in kept
        or quad.object == IMR("Treatment")
        or (
            (not isinstance(quad.object, ox.Literal) and "/vocab/" not in str(quad.subject))
            and "/guideline/" not in str(quad.subject)
        )
    ]
    nt = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    graph = Graph().parse(data=nt or b"", format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    by_rules = {
        treatment: {
            str(m) for m in graph.objects(URIRef(treatment), URIRef(IMR("hasModality").value))
        }
        for treatment in modalities(classified)
    }
    assert by_rules == modalities(classified)


@needs_java
@pytest.mark.parametrize(
    ("name", "modality"), [("PassiveTreatment", "passive"), ("ActiveTreatment", "active")]
)
def test_the_classes_are_the_treatments_of_each_modality(
    classified: owlready2.Ontology, name: str, modality: str
) -> None:
    members = {treatment.iri for treatment in classified[name].instances()}
    assert members == {t for t, ms in modalities(classified).items() if IMRV(modality).value in ms}


@needs_java
def test_a_plain_value_of_knowledge_is_what_the_reasoner_infers(
    classified: owlready2.Ontology,
) -> None:
    for treatment, found in modalities(classified).items():
        assert {load().modality(treatment)} - {None} == found


@needs_java
def test_a_treatment_under_one_of_the_other_modality_is_a_contradiction(
    stated: owlready2.Ontology,
) -> None:
    world = stated.world
    massage, active = world[IMRV("deep-tissue-massage").value], world[IMRV("active").value]
    massage.hasModality.append(active)
    with pytest.raises(owl.InconsistentError, match="expected a consistent ontology"):
        owl.classify(stated)


def test_without_java_the_error_says_what_to_install(
    stated: owlready2.Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    reasoning = sys.modules["owlready2.reasoning"]
    monkeypatch.setattr(reasoning.owlready2, "JAVA_EXE", "/nowhere/java")
    with pytest.raises(owl.ReasonerError, match="default-jre"):
        owl.classify(stated)


def test_without_owlready2_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "owlready2", None)
    with pytest.raises(ImrgraphError, match=r"pip install imrgraph\[reasoner\]"):
        owl.ontology()


def test_the_terms_are_attributes_of_the_ontology(stated: owlready2.Ontology) -> None:
    assert stated.PassiveTreatment.iri == IMR("PassiveTreatment").value


@pytest.fixture
def letter(examples: Path) -> Iterator[owlready2.Ontology]:
    """The ontology with a letter about massage."""
    store = LetterStore()
    [iri] = store.load([examples / "massage-chronic.txt"]).letters
    onto = store.owlready2(store.determination(iri))
    yield onto
    onto.world.close()


def test_a_letter_is_there_as_individuals(letter: owlready2.Ontology) -> None:
    [item] = letter.DisputedItem.instances()
    assert (item.outcome.iri, item.quantityRequested) == (IMRV("upheld").value, 6)
    assert item.requestedTreatment.iri == IMRV("deep-tissue-massage").value
    assert [each.hasItem for each in letter.Determination.instances()] == [[item]]
    assert {each.ofItem for each in letter.VerdictResult.instances()} == {item}


def test_what_is_of_no_class_is_of_that_of_its_properties(letter: owlready2.Ontology) -> None:
    [item] = letter.DisputedItem.instances()
    [determination] = letter.Determination.instances()
    assert set(letter.Citation.instances()) == set(item.hasCitation) != set()
    assert set(letter.Ground.instances()) == set(item.hasGround) != set()
    findings = set(letter.ClinicalFinding.instances())
    assert findings == set(determination.hasClinicalFinding) != set()
    assert {each.status.iri for each in letter.ConditionResult.instances()} == {
        IMRV("met").value,
        IMRV("not-met").value,
    }
    assert "11/14/13" in {place.quote for place in letter.Place.instances()}


@needs_java
@pytest.mark.slow
def test_a_reasoner_finds_a_letter_consistent_and_its_treatment_passive(
    letter: owlready2.Ontology,
) -> None:
    owl.classify(letter)
    [item] = letter.DisputedItem.instances()
    assert letter.PassiveTreatment in item.requestedTreatment.is_a


def test_a_letter_that_is_not_there_is_no_ontology() -> None:
    with pytest.raises(ImrgraphError, match="CM99-9999999"):
        LetterStore().owlready2("CM99-9999999")
