"""ontology/: every term is defined once, documented, and used as it is defined."""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef

import imrgraph
from imrgraph.graph.store import Store
from imrgraph.knowledge import terms
from imrgraph.knowledge.knowledge import load
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

IMR, IMRV = Namespace(terms.IMR.base), Namespace(terms.IMRV.base)
PREFIXES = {"imr": terms.IMR.base, "imrg": terms.IMRG.base, "imrv": terms.IMRV.base}
ONTOLOGY = folder("ontology")
TERMS = ONTOLOGY / "imr.ttl"
TURTLE = sorted(ONTOLOGY.rglob("*.ttl"))
DATA = [file for file in TURTLE if file.parent.name in {"guidelines", "beyond-mtus", "vocab"}]
QUERIES = sorted([*ONTOLOGY.rglob("*.rq"), *folder("queries").rglob("*.rq")])
PACKAGE = Path(imrgraph.__file__).parent

#: The codes of the gold labels: what guidelines demand, and what reviewers find.
CODES = """
    visit-limit duration-limit dose-limit phase active-care recommended indication
    objective-findings red-flags conservative-care first-line-therapy functional-improvement
    adjunct skilled-care-need surgical-plan request-specificity documentation non-duplication
    associated-service ingredient monitoring safety evidence exceptional-factors
"""

#: What the terms are made of, all of it in OWL 2 RL; of `intersectionOf` and `hasValue`, which
#: RL takes in some places only, see `test_a_class_without_a_name_is_…`.
CONSTRUCTS = {
    *(OWL.Ontology, OWL.versionIRI, OWL.versionInfo),
    *(OWL.Class, RDFS.label, RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith),
    *(OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
    *(OWL.FunctionalProperty, OWL.TransitiveProperty, OWL.propertyChainAxiom),
    *(
        RDFS.subPropertyOf,
        RDFS.domain,
        RDFS.range,
        XSD.boolean,
        XSD.decimal,
        XSD.integer,
        XSD.string,
    ),
    *(OWL.Restriction, OWL.onProperty, OWL.hasValue, OWL.intersectionOf),
    *(RDF.type, RDF.first, RDF.rest, RDF.nil),
}


@cache
def read(file: Path) -> Graph:
    return Graph().parse(file)


def own(nodes: set[Node]) -> set[str]:
    """Return the IRIs among `nodes` that are imrgraph's."""
    iris = {str(node) for node in nodes if isinstance(node, URIRef)}
    return {iri for iri in iris if iri.startswith(tuple(PREFIXES.values()))}


@cache
def defined() -> set[str]:
    return own({node for file in (TERMS, *DATA) for node in read(file).subjects()})


def shapes() -> set[str]:
    """Return the shapes, which are no terms: nothing but shapes.ttl speaks of them."""
    return own(set(read(ONTOLOGY / "shapes.ttl").subjects()))


def said_in_turtle(file: Path) -> set[str]:
    return own({node for triple in read(file) for node in triple})


def said_in_query(file: Path) -> set[str]:
    """Return the terms of a query, those of its header too."""
    names = re.findall(r"\b(imr[gv]?):([A-Za-z][\w-]*)", file.read_text(encoding="utf-8"))
    return {PREFIXES[prefix] + name for prefix, name in names}


def said_in_python(file: Path) -> Iterator[str]:
    """Yield the terms of `IMR("…")`, `IMRV("…")`, `IMRG("…")` and `….value(…, "…")`."""
    bases = {"IMR": terms.IMR.base, "IMRG": terms.IMRG.base, "IMRV": terms.IMRV.base}
    for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match call:
            case ast.Call(ast.Name(name), [ast.Constant(str(term))]) if name in bases:
                yield bases[name] + term
            case ast.Call(ast.Attribute(_, "value" | "values"), [_, ast.Constant(str(term))]):
                yield terms.IMR.base + term


@pytest.mark.parametrize(
    "says", [RDFS.label, SKOS.definition, SKOS.example, DCTERMS.source], ids=lambda p: p.fragment
)
def test_a_term_says_what_it_is_shows_one_and_names_its_source(says: URIRef) -> None:
    lacking = [
        term
        for term in sorted(own(set(read(TERMS).subjects())))
        if len(list(read(TERMS).objects(URIRef(term), says))) != 1
    ]
    assert lacking == []


@pytest.mark.parametrize("file", DATA, ids=lambda file: file.name)
@pytest.mark.parametrize(
    "says", [SKOS.prefLabel, SKOS.definition, SKOS.inScheme], ids=lambda p: p.fragment
)
def test_a_concept_has_one_name_one_definition_and_one_scheme(says: URIRef, file: Path) -> None:
    concepts = read(file).subjects(RDF.type, SKOS.Concept)
    assert [c for c in concepts if len(list(read(file).objects(c, says))) != 1] == []


@pytest.mark.parametrize("file", DATA, ids=lambda file: file.name)
def test_everything_has_a_source_of_its_own_or_of_its_scheme(file: Path) -> None:
    data = read(file)
    its_own_or_its_schemes = DCTERMS.source | (SKOS.inScheme / DCTERMS.source)
    everything = set(data.subjects()) - set(data.subjects(RDF.type, SKOS.ConceptScheme))
    assert [t for t in everything if not any(data.objects(t, its_own_or_its_schemes))] == []


def test_a_thing_is_described_in_one_file() -> None:
    files = Counter(iri for file in (TERMS, *DATA) for iri in own(set(read(file).subjects())))
    assert [iri for iri, times in files.items() if times > 1] == []


def test_the_codes_of_the_gold_labels_are_criteria() -> None:
    criteria = set(read(ONTOLOGY / "vocab" / "criteria.ttl").subjects(RDF.type, IMR.Criterion))
    assert criteria >= {IMRV[code] for code in CODES.split()}


@pytest.mark.parametrize("file", TURTLE, ids=lambda file: file.name)
def test_what_the_ontology_says_is_defined(file: Path) -> None:
    assert sorted(said_in_turtle(file) - defined() - shapes()) == []


@pytest.mark.parametrize("file", [TERMS, *DATA], ids=lambda file: file.name)
def test_a_property_is_declared_borrowed_or_own(file: Path) -> None:
    foundations = tuple(str(namespace) for namespace in (OWL, RDF, RDFS))
    used = {str(predicate) for predicate in read(file).predicates()}
    declared = {str(term) for term in read(TERMS).subjects(RDF.type, None)}
    assert sorted(iri for iri in used - declared if not iri.startswith(foundations)) == []


@pytest.mark.parametrize("file", QUERIES, ids=lambda file: file.name)
def test_what_a_query_says_is_defined(file: Path) -> None:
    assert sorted(said_in_query(file) - defined()) == []


@pytest.mark.parametrize(
    "file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE))
)
def test_what_the_code_says_is_defined(file: Path) -> None:
    assert sorted(set(said_in_python(file)) - defined()) == []


@pytest.mark.parametrize("file", DATA, ids=lambda file: file.name)
def test_data_has_no_blank_nodes(file: Path) -> None:
    assert [node for triple in read(file) for node in triple if isinstance(node, BNode)] == []


def test_the_terms_are_made_of_owl_2_rl() -> None:
    used = {str(node) for triple in read(TERMS) for node in triple if isinstance(node, URIRef)}
    used |= {str(node.datatype) for node in read(TERMS).objects() if isinstance(node, Literal)}
    foundations = tuple(str(namespace) for namespace in (OWL, RDF, RDFS, XSD))
    used = {iri for iri in used if iri.startswith(foundations)}
    assert sorted(used - {str(construct) for construct in CONSTRUCTS}) == []


def test_a_class_without_a_name_is_an_intersection_of_names_and_given_values() -> None:
    imr = read(TERMS)
    unnamed = {node for node in imr.subjects(RDF.type, None) if isinstance(node, BNode)}
    given = set(imr.subjects(OWL.hasValue, None))
    intersections = set(imr.subjects(OWL.intersectionOf, None))
    assert unnamed == given | intersections
    assert set(imr.objects(None, OWL.equivalentClass)) == intersections
    assert unnamed.isdisjoint(imr.objects(None, RDFS.subClassOf | RDFS.domain | RDFS.range))


def test_what_follows_from_a_chain_is_not_said_to_be_functional() -> None:
    chained = set(read(TERMS).subjects(OWL.propertyChainAxiom, None))
    chained |= set(read(TERMS).subjects(RDF.type, OWL.TransitiveProperty))
    assert chained.isdisjoint(read(TERMS).subjects(RDF.type, OWL.FunctionalProperty))


def test_the_version_is_that_of_the_package() -> None:
    [version] = read(TERMS).objects(None, OWL.versionIRI)
    assert str(version) == f"https://w3id.org/imrgraph/ontology/{imrgraph.__version__}"
    assert load().version == imrgraph.__version__


def phases(day: str) -> list[tuple[str, str, str]]:
    """Return the phases as defined on `day`: which, from what age, until what age."""
    store = Store()
    store.add(load().quads)
    rows = store.select(
        """
        PREFIX imr: <https://w3id.org/imrgraph/ontology#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?phase ?from ?until ?day WHERE {
          ?definition imr:definesPhase ?phase .
          ?phase imr:countedFrom imr:injuryDate .
          FILTER NOT EXISTS { ?narrower skos:broader ?phase }
          OPTIONAL { ?definition imr:fromAge ?from }
          OPTIONAL { ?definition imr:untilAge ?until }
          OPTIONAL { ?definition imr:begins/imr:effective ?begin }
          OPTIONAL { ?definition imr:ends/imr:effective ?end }
          FILTER ((!BOUND(?begin) || ?begin <= ?day) && (!BOUND(?end) || ?day < ?end))
        } ORDER BY ?from ?until
        """,
        {"day": date.fromisoformat(day)},
    )
    return [
        (load().label(str(row["phase"])), str(row.get("from", "")), str(row.get("until", "")))
        for row in rows
    ]


@pytest.mark.parametrize("day", ["2015-04-20", "2016-07-29", "2017-12-01", "2026-01-01"])
def test_phases_tile_the_time_since_the_injury(day: str) -> None:
    found = phases(day)
    assert [phase for phase, *_ in found] == ["acute", "subacute", "chronic"]
    assert (found[0][1], found[-1][2]) == ("", "")
    assert all(sooner[2] == later[1] != "" for sooner, later in pairwise(found))


@pytest.mark.parametrize("day", ["2009-07-18", "2015-04-19"])
def test_before_it_was_given_a_length_the_chronic_phase_has_one_definition(day: str) -> None:
    assert [row for row in phases(day) if row[0] == "chronic"] == [("chronic", "", "")]
