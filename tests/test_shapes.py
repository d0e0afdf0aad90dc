"""ontology/shapes.ttl: what is well formed conforms, and each message has something to be said of.

A folder of tests/shapes/ is named after its shape: `ok.ttl` conforms to it, and `bad.ttl`
draws every message that the shape has.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyshacl
import pytest
from rdflib import RDF, SH, Graph, URIRef

from imrgraph.explaining import explain
from imrgraph.graph.turtle import as_turtle
from imrgraph.knowledge.terms import IMR
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator

ONTOLOGY = folder("ontology")
FOLDERS = sorted((Path(__file__).parent / "shapes").iterdir())


@cache
def shapes() -> Graph:
    return Graph().parse(ONTOLOGY / "shapes.ttl")


@cache
def base() -> Graph:
    """Return terms, vocabulary and guidelines."""
    graph = Graph().parse(ONTOLOGY / "imr.ttl")
    for part in ("vocab", "guidelines"):
        for file in sorted((ONTOLOGY / part).glob("*.ttl")):
            graph.parse(file)
    return graph


@contextmanager
def beside_the_ontology(data: Graph) -> Iterator[Graph]:
    """Have triples in the graph of the ontology for a while: to copy it each time takes longer."""
    whole = base()
    new = [triple for triple in data if triple not in whole]
    for triple in new:
        whole.add(triple)
    yield whole
    for triple in new:
        whole.remove(triple)


def shape_of(name: str) -> URIRef:
    """Return the shape that a folder is about.

    >>> shape_of("disputed-item")
    rdflib.term.URIRef('https://w3id.org/imrgraph/ontology#DisputedItemShape')
    """
    return URIRef(IMR("".join(part.capitalize() for part in name.split("-")) + "Shape").value)


def messages(shape: URIRef) -> set[str]:
    """Return what a shape has to say."""
    said_by = (shape, *shapes().objects(shape, SH.property))
    return {str(message) for node in said_by for message in shapes().objects(node, SH.message)}


def complaints(data: Graph, *only: URIRef) -> set[str]:
    """Return what the shapes, or `only` some of them, say of `data` and the ontology."""
    with beside_the_ontology(data) as whole:
        _, report, _ = pyshacl.validate(
            whole, shacl_graph=shapes(), use_shapes=list(only) or None, inplace=True
        )
    assert isinstance(report, Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return {
        str(message) for result in results for message in report.objects(result, SH.resultMessage)
    }


@pytest.mark.parametrize("example", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_well_formed_conforms(example: Path) -> None:
    data = Graph().parse(example / "ok.ttl")
    assert complaints(data, shape_of(example.name)) == set()


@pytest.mark.parametrize("example", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_not_draws_every_message_of_the_shape(example: Path) -> None:
    shape = shape_of(example.name)
    bad = complaints(Graph().parse(example / "bad.ttl"), shape)
    assert bad == messages(shape) != set()


def test_every_shape_has_its_folder() -> None:
    every = set(shapes().subjects(RDF.type, SH.NodeShape))
    assert every == {shape_of(example.name) for example in FOLDERS}


def test_every_shape_and_every_part_of_it_has_a_message() -> None:
    parts = {
        part
        for shape in shapes().subjects(RDF.type, SH.NodeShape)
        for part in shapes().objects(shape, SH.property)
    }
    assert [part for part in parts if not list(shapes().objects(part, SH.message))] == []


def test_vocabulary_and_guidelines_conform() -> None:
    assert complaints(Graph()) == set()


def test_what_is_stated_and_derived_of_the_examples_conforms(examples: Path) -> None:
    data = Graph()
    for letter in sorted(examples.glob("*.txt")):
        data.parse(data=as_turtle(explain(letter)), format="turtle")
    assert complaints(data) == set()
