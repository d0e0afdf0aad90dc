"""checking.contexts: ontology/context.jsonld has what descriptions say."""

from __future__ import annotations

import json
from functools import cache

import pytest
from rdflib import RDFS, SH, SKOS, XSD, Graph, Namespace, URIRef

from imrgraph.checking.contexts import CONTEXT
from imrgraph.graph.describe import describe
from imrgraph.graph.described import DERIVED
from imrgraph.graph.values import PREFIXES
from imrgraph.knowledge import terms
from imrgraph.letters.reading import read
from imrgraph.resources import folder

IMR = Namespace(terms.IMR.base)
ONTOLOGY = folder("ontology")
TERMS, SHAPES = Graph().parse(ONTOLOGY / "imr.ttl"), Graph().parse(ONTOLOGY / "shapes.ttl")
OURS = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
PROPERTIES = {name: each for name, each in OURS.items() if isinstance(each, dict)}
#: What a letter consists of.
PARTS = {
    IMR[name]
    for name in (
        *("Determination", "DisputedItem", "Citation", "Ground", "ClinicalFinding", "Finding"),
        *("Recommendation", "Condition"),
    )
}


@cache
def described() -> set[URIRef]:
    """Return the properties of the parts of a letter, and those that letters state."""
    letters = (folder("examples") / "letters").glob("*.txt")
    said = {URIRef(quad.predicate.value) for file in letters for quad in describe(read(file))}
    of_parts = {term for part in PARTS for term in TERMS.subjects(RDFS.domain, part)}
    derived = {IMR[name] for name in DERIVED}
    return {term for term in said | of_parts if isinstance(term, URIRef) and term in IMR} - derived


def dates() -> set[URIRef]:
    """Return those that the shapes hold to be dates, one by one or several at once."""
    paths = {SHAPES.value(each, SH.path) for each in SHAPES.subjects(SH.datatype, XSD.date)}
    lists = {SHAPES.value(each, SH.alternativePath) for each in paths}
    every = paths.union(*(SHAPES.items(each) for each in lists if each))
    return {term for term in described() if term in every}


def iris() -> set[URIRef]:
    return {term for term in described() if isinstance(TERMS.value(term, SKOS.example), URIRef)}


def test_what_is_a_date_or_an_iri_is_one_by_the_context() -> None:
    wanted = dict.fromkeys(iris(), "@id") | dict.fromkeys(dates(), "xsd:date")
    assert len(dates()) > 1
    assert {IMR[name]: each for name, each in PROPERTIES.items()} == {
        term: {"@type": kind} for term, kind in wanted.items()
    }


def test_every_other_property_is_known_by_its_name() -> None:
    assert OURS["@vocab"] == terms.IMR.base
    assert not (OURS.keys() - PROPERTIES.keys()) & {term.removeprefix(IMR) for term in described()}


@pytest.mark.parametrize("prefix", ["imr", "imrd", "imrg", "imrv", "xsd"])
def test_a_prefix_is_that_of_queries(prefix: str) -> None:
    assert OURS[prefix] == PREFIXES[prefix]


def test_the_context_is_named_beside_the_terms() -> None:
    assert CONTEXT.rpartition("/")[0] == terms.IMR.base.rpartition("/")[0]


def test_the_properties_stand_in_the_order_of_the_terms() -> None:
    order = [
        line.removeprefix("imr:")
        for line in (ONTOLOGY / "imr.ttl").read_text(encoding="utf-8").splitlines()
        if line.startswith("imr:")
    ]
    assert list(PROPERTIES) == sorted(PROPERTIES, key=order.index)
