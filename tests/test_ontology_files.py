"""export.ontology_files, sssom, description: the ontology as programs of others open it."""

from __future__ import annotations

import csv
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import owlready2
import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS

import imrgraph
from imrgraph.cli import main
from imrgraph.errors import ExportError
from imrgraph.export.description import described
from imrgraph.export.ontology_files import FORMATS, merged, separate
from imrgraph.export.sssom import sssom
from imrgraph.knowledge.knowledge import load
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from pathlib import Path

VANN = rdflib.Namespace("http://purl.org/vocab/vann/")
_SYNTAXES = {
    "owl": ox.RdfFormat.RDF_XML,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def test_owlready2_finds_the_same_classes_and_individuals_in_the_file_as_in_python() -> None:
    world = owlready2.World()
    file = BytesIO(merged("owl", dates=False))
    read = world.get_ontology("https://w3id.org/imrgraph/ontology#").load(fileobj=file)
    known = imrgraph.ontology()
    assert {each.iri for each in read.classes()} == {each.iri for each in known.classes()}
    assert {each.iri for each in read.individuals()} == {each.iri for each in known.individuals()}
    assert {each.iri for each in read.object_properties()} == {
        each.iri for each in known.object_properties()
    }
    known.world.close()
    world.close()


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_the_same(form: str) -> None:
    here = ox.Dataset(ox.parse(merged(form), format=_SYNTAXES[form]))
    there = ox.Dataset(ox.parse(merged("turtle"), format=ox.RdfFormat.TURTLE))
    assert len(here) == len(there)


def test_the_merged_file_says_everything_and_imports_nothing() -> None:
    graph = rdflib.Graph().parse(data=merged("turtle"), format="turtle")
    assert not list(graph.subject_objects(OWL.imports))
    assert len(list(graph.subjects(RDF.type, OWL.Ontology))) == 1
    assert len(graph) >= len({quad.triple for quad in load().quads})
    for thing, name in graph.subject_objects(SKOS.prefLabel):
        assert (thing, RDFS.label, name) in graph


def test_without_dates_there_is_no_literal_that_hermit_refuses() -> None:
    graph = rdflib.Graph().parse(data=merged("turtle", dates=False), format="turtle")
    kinds = {value.datatype for value in graph.objects() if isinstance(value, rdflib.Literal)}
    assert rdflib.XSD.date not in kinds
    assert rdflib.XSD.duration not in kinds


def test_every_file_has_a_header_and_finds_what_it_imports() -> None:
    files = separate("turtle")
    catalog = ET.fromstring(files.pop("catalog-v001.xml"))  # noqa: S314 (our own)
    stands = {each.get("name"): each.get("uri") for each in catalog}
    for name, text in files.items():
        graph = rdflib.Graph().parse(data=text, format="turtle")
        [about] = graph.subjects(RDF.type, OWL.Ontology)
        for kind in (DCTERMS.title, DCTERMS.license, DCTERMS.creator, DCTERMS.issued):
            assert graph.value(about, kind), f"{name}: {kind}"
        assert graph.value(about, VANN.preferredNamespacePrefix)
        version = graph.value(about, OWL.versionIRI)
        assert stands[str(about)] == stands[str(version)] == name
        for other in graph.objects(about, OWL.imports):
            assert stands[str(other)] in files
        assert name == "imr.ttl" or list(graph.objects(about, OWL.imports))


def test_an_unknown_format_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ExportError, match="expected one of owl, rdfxml, turtle, jsonld"):
        merged("obo")


def test_mappings_name_both_ends(tmp_path: Path) -> None:
    lines = sssom().splitlines()
    rows = list(csv.DictReader((x for x in lines if not x.startswith("#")), delimiter="\t"))
    assert all(all(row.values()) for row in rows)
    massage = next(row for row in rows if row["subject_id"] == "imrv:massage-therapy")
    assert massage["predicate_id"] == "skos:broadMatch"
    assert massage["object_id"].startswith("imrv:category-")
    file = tmp_path / "mappings.sssom.tsv"
    told = CliRunner().invoke(main, ["ontology", "export", "--mappings", "-o", str(file)])
    assert told.exit_code == 0
    assert file.read_text("utf-8") == sssom()


def test_the_command_writes_one_file_or_a_folder(tmp_path: Path) -> None:
    def run(*words: str) -> int:
        return CliRunner().invoke(main, ["ontology", "export", *words]).exit_code

    assert run("--merged", "-o", str(tmp_path / "all.ttl")) == 0
    assert (tmp_path / "all.ttl").read_bytes() == merged("turtle")
    assert run("-o", str(tmp_path / "files")) == 0
    assert (tmp_path / "files" / "treatments.owl").exists()
    assert run() == 2  # noqa: PLR2004 (usage)


def test_a_store_is_described_for_catalogs_of_data(examples: Path) -> None:
    store = LetterStore()
    store.load([examples])
    graph = rdflib.Graph().parse(
        data=described(store, store.size, store.catalog.values("year")), format="turtle"
    )
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    [about] = graph.subjects(RDF.type, void.Dataset)
    assert int(str(graph.value(about, void.triples))) == store.size
    parts = {
        str(graph.value(part, void["class"])).rpartition("#")[2]: int(
            str(graph.value(part, void.entities))
        )
        for part in graph.objects(about, void.classPartition)
    }
    assert parts["Determination"] == len(store)
    assert parts["DisputedItem"] == sum(len(letter.items) for letter in store)
    having = {
        str(graph.value(part, void.property)): str(graph.value(part, void.distinctSubjects))
        for part in graph.objects(about, void.propertyPartition)
    }
    assert len(having) == 2  # noqa: PLR2004 (of verdicts, and of results of conditions)
    for name, many in having.items():
        [row] = store.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x <{name}> ?y }}")
        assert row["n"] == int(many) > 0
