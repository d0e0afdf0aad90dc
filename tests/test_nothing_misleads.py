"""Nothing misleads: what looks like "none", and is a slip, is refused with what was meant."""

from __future__ import annotations

import copy
import gzip
import json
import os
import pickle
import re
import subprocess
import sys
import warnings
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from click.testing import CliRunner

import imrgraph
from imrgraph.cli import main
from imrgraph.cli.exits import NO, NOT_FOUND, UNREADABLE, USAGE
from imrgraph.errors import (
    AmbiguousNameWarning,
    ArgumentError,
    DescriptionError,
    ExportError,
    FolderOnlyError,
    LeftOutWarning,
    LetterError,
    NeverEqualWarning,
    NotFoundError,
    PartialGraphWarning,
    QueryError,
    QuestionError,
    SearchError,
    StoreError,
    UnknownTermWarning,
)
from imrgraph.graph.questions import question, questions
from imrgraph.graph.rows import Rows
from imrgraph.graph.values import term
from imrgraph.insight.items import items
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import SKOS, local
from imrgraph.letters.summary.treatment_mentions import treatment_mentions
from imrgraph.letters.text.document import Document, Span
from imrgraph.nearest import folded, nearest
from imrgraph.resources import folder as resources
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from imrgraph.store.walking import Part

#: The letter without a case number.
FIRST = "sha256-d21b050e244b0390"
#: What the names of the treatments are that are asked for.
_NAMED = "?i imr:requestedTreatment/skos:prefLabel"
#: Two days of a letter.
_SPAN = "?l imr:decisionDate ?d ; imr:injuryDate ?e"
#: Files that were tried, where they stand beside the checkout.
FILES = Path(__file__).parents[1].parent / "shared" / "cases" / "files"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """The folder of a store of the example letters."""
    made: Path = tmp_path_factory.mktemp("made") / "graph"
    LetterStore(made).load([examples])
    return made


@pytest.fixture(scope="module")
def store(folder: Path) -> LetterStore:
    return LetterStore(folder)


def run(*words: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("words", "code", "offered"),
    [
        (["ask", "overturn-rte"], USAGE, "overturn-rate"),
        (["ask", "why-denied", "-p", "letter=CM99-000002"], NOT_FOUND, "CM99-0000002"),
        (["ask", "conditions-not-met", "-p", "treatment=masage"], NOT_FOUND, "massage-therapy"),
        (["ask", "conditions-not-met", "-p", "treatment=masage thrapy"], USAGE, "massage-therapy"),
        (["ask", "overturn-rate", "-p", "by=regoin"], USAGE, "region"),
        (["ask", "overturn-rate", "-p", "bye=region"], USAGE, "a parameter of by"),
        (["explain", "CM99-000002"], NOT_FOUND, "CM99-0000002"),
        (["export", "--format", "dot", "--seed", "masage"], NOT_FOUND, "massage-therapy"),
        (["export", "--format", "dot", "--seed", "neck", "--predicates", "bodyRegoin"],
         USAGE, "bodyRegion"),
        (["rates", "--by", "tretment"], USAGE, "treatment"),
        (["rates", "--where", "outcome=foo"], USAGE, "one of overturned, partial, upheld"),
        (["rates", "--where", "treatment=massag"], USAGE, "massage-therapy"),
        (["rates", "--where", "region=neck,knee"], USAGE, "one of knee, lumbar-spine, neck"),
        (["search", "massage", "--where", "outcome=foo"], USAGE, "one of overturned"),
        (["similar", "CM99-0000002", "--where", "phase=cronic"], USAGE, "chronic"),
        (["consistency", "requests", "--where", "region=nek"], USAGE, "neck"),
        (["questions", "--tag", "wy"], USAGE, "why"),
        (["similar", "CM99-000002"], NOT_FOUND, "the nearest: CM99-0000002"),
        (["similar", "CM99-0000006", "--item", "9"], NOT_FOUND, "the nearest: 1, 2"),
        (["explain", "CM99-0000006", "--item", "9"], NOT_FOUND, "the nearest: 1, 2"),
        (["search", "masage"], NO, "names like them: massage-therapy"),
        (["search", " "], USAGE, "expected words to search for"),
        (["explian", "x"], USAGE, "explain"),
    ],
)  # fmt: skip
def test_a_name_that_nobody_knows_is_refused_with_the_nearest(
    folder: Path, words: list[str], code: int, offered: str
) -> None:
    of_store = [] if words[0] in {"questions", "explian"} else ["--store", str(folder)]
    ended, told, complaint = run(*words, *of_store)
    assert (ended, told) == (code, "")
    assert complaint.startswith("imrgraph: ")
    assert complaint.count("\n") == 1
    assert offered in complaint


@pytest.mark.parametrize(
    "words",
    [
        ["export", "--format", "dot", "--seed", "massage"],
        ["export", "--format", "dot", "--seed", "Deep Tissue Massage"],
        ["export", "--format", "dot", "--seed", "cm99-0000002"],
        ["ask", "conditions-not-met", "-p", "treatment=massage therapy"],
        ["ask", "why-denied", "-p", "letter=cm99-0000004"],
        ["explain", "cm99-0000002", "--level", "verdict"],
        ["whatif", "cm99-0000002", "--set", "visits=3"],
        ["similar", "cm99-0000002"],
        ["rates", "--where", "treatment=Massage", "--smallest", "1"],
        ["search", "home-exercise"],
    ],
)
def test_a_name_is_taken_however_it_is_written(folder: Path, words: list[str]) -> None:
    ended, told, complaint = run(*words, "--store", folder)
    assert ended == 0, complaint
    assert len(told.splitlines()) > 1


def test_a_case_number_without_a_store_is_told_to_want_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IMRGRAPH_STORE", raising=False)
    for command in (["explain"], ["whatif", "--set", "visits=3"]):
        ended, told, complaint = run(*command, "CM99-0000002")
        assert (ended, told) == (USAGE, "")
        assert "expected --store" in complaint


def test_python_has_the_same_names(store: LetterStore) -> None:
    assert store.guideline("Chronic Pain").iri.endswith("/chronic-pain")
    assert store.treatment("MASSAGE").code == "massage-therapy"
    assert store.determination("cm99-0000002").case_number == "CM99-0000002"
    assert store.document("cm99-0000002").name == "CM99-0000002"
    assert store.rates(by="treatment").by == ("treatment",)
    assert store.rates(where={"outcome": "upheld"}).where == {"outcome": ("upheld",)}
    with pytest.raises(NotFoundError, match="CM99-0000002"):
        store.determination("CM99-000002")
    with pytest.raises(NotFoundError, match="chronic-pain") as caught:
        store.guideline("Chronic Pein")
    assert caught.value.nearest[0] == "chronic-pain"
    with pytest.raises(NotFoundError, match="the nearest: massage-therapy"):
        store.treatment("masage")
    with pytest.raises(QuestionError, match="expected one of entities, proof"):
        store.network("CM99-0000002", view="x")
    with pytest.raises(QuestionError, match="expected one of guidelines, grounds"):
        store.projection("foo")


def test_a_term_that_there_is_none_of_is_warned_of(store: LetterStore, folder: Path) -> None:
    query = "SELECT * { ?item a imr:DisputedItm }"
    with pytest.warns(UnknownTermWarning, match="imr:DisputedItm: no such term.*imr:DisputedItem"):
        assert store.query(query) == []
    told = subprocess.run(  # noqa: S603 (our own)
        [sys.executable, "-m", "imrgraph", "query", "-", "--store", str(folder)],
        input=query, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "imr:DisputedItm: no such term in the ontology" in told.stderr


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("?x imr:caseNumber 'cm99-0000006'", 'it is written "CM99-0000006"'),
        ("?x imr:outcome 'Overturned'", "imr:outcome here is just that; .* imrv:overturned"),
        ("?x imr:outcome ?o FILTER(?o = 'Overturned')", "called so is imrv:overturned"),
        ("?x imr:bodyRegion 'lumbar spine'", "called so is imrv:lumbar-spine"),
        ("?x imr:number '1'", "it is written 1$"),
        ("?x imr:decisionDate '2015-11-12'", 'it is written "2015-11-12"^^<.*#date>'),
        ("?x skos:prefLabel 'neck'", 'it is written "neck"@en'),
        ("?x imr:requestText 'zebra'", "a text is matched whole"),
        ("imrd:cm99-0000006 ?p ?o", "the nearest: imrd:CM99-0000006"),
        ("?x imr:cites imrg:chronic-pian", "the nearest: imrg:chronic-pain"),
        ("VALUES ?x { imrd:CM99-000006 } ?x ?p ?o", "imrd:CM99-000006: nothing is said here"),
        ("?x imr:outcome imr:overturned", "the nearest: imrv:overturned"),
        ("?x imr:outcome imrv:denied", "may be imrv:overturned, imrv:partial or imrv:upheld"),
        ("?x imr:requestedTreatment imrv:masage", "the nearest: imrv:massage-therapy"),
        ("?x imr:hasItem/^imr:outcoem ?y", "imr:outcoem: no such term"),
        ("?x skos:preflabel ?y", "nothing here has that property; the nearest: skos:prefLabel"),
        ("?x imr:Determination ?y", "a class and no property, as in .x a imr:Determination"),
        ("?x a imr:outcome", "nothing here is of that class; the nearest: imr:Outcome"),
        ("?x imr:requestedTreatment imrv:passive-therapy", "skos:broader. imrv:passive-therapy"),
        ("?x a imr:ConditionResult", "nothing here is typed so; what has imr:"),
        ("?x a imr:Ground", "nothing here is typed so; what imr:hasGround leads to is one"),
        ("?x a imr:Place", "nothing here is typed so; what imr:.*At leads to is one"),
        ("?x a imr:PassiveTreatment", "Inferred from the modality, never stated"),
        ("?i imr:outcome imrv:upheld FILTER(?outcme = imrv:upheld)", "outcme: it stands nowhere"),
        ("?x imr:decisive false", "every imr:decisive here is true; FILTER NOT EXISTS"),
        ("?x imr:decisive 1", "no imr:decisive here is a number, but true or false"),
        ("?x imr:decisionDate 2017", "but a day; the year of a day is YEAR"),
        (
            "?x imr:decisionDate -2017",
            '-2017: no imr:decisionDate .*; a day is written "2015-06-10',
        ),
        ("?x imr:outcome 1", "1: no imr:outcome here is a number, but a thing, such as imrv:"),
        ("?x imr:outcome true", "no imr:outcome here is true or false, but a thing"),
        ("?x imr:claimantSex 1", "no imr:claimantSex here is a number, but a text"),
        ("?x imr:number 1.0", r"FILTER\(.n = 1.0\) finds it however it is written"),
        ("VALUES ?d { 0 } ?x imr:decisive ?d", "0: no imr:decisive here is a number"),
        ("?x imr:decisive ?d FILTER(?d = false)", "every imr:decisive here is true"),
        ("?x imr:decisive ?d FILTER(?d = 1)", "none is more, less or the same; .*true or false"),
        ("?x imr:caseNumber ?d FILTER(?d > 5)", "no imr:caseNumber here is a number, and none"),
        ("?x imr:caseNumber ?c FILTER(REGEX(?c, 'cm99'))", "has it with such letters; CONTAINS"),
        ("?x imr:requestText ?c FILTER(REGEX(?c, '^MASSAGE'))", "has it with such letters"),
        ("?t skos:prefLabel ?l FILTER(LANG(?l) = 'EN')", 'here is in it, but in "en"'),
        ("?x imr:requestText ?l FILTER(LANG(?l) = 'en')", "but in none, so that LANG gives"),
        ("?x imr:decisionDate ?d FILTER(SUBSTR(?d, 1, 4) = '2016')", "a day and no text; it wants"),
        ("?x imr:quantityRequested ?q FILTER(CONTAINS(?q, '6'))", "is a number and no text"),
        ("?x <http://w3id.org/imrgraph/ontology#outcome> ?o", "the nearest: imr:outcome"),
        ("?x imrv:outcome ?o", "imrv:outcome: no such term .*; the nearest: imr:outcome"),
        ("?x imr:claimantSex 'F'", 'just that; there is "female", "male"'),
        ("?x imr:quantityUnit 'visits'", 'there is .*"visit"'),
        (
            "?i imr:outcome imrv:partial ; imr:requestedTreatment imrv:massage-therapy",
            "narrower ones are found by imr:requestedTreatment/skos:broader. imrv:massage-therapy",
        ),
        ("BIND(imr:outcom AS ?p) ?x ?p ?o", "imr:outcom: no such term"),
        ("VALUES ?c { imr:outcome } ?x a ?c", "nothing here is of that class; the nearest: imr:O"),
        ("BIND(rdfs:isDefinedBi AS ?p) ?x ?p ?o", "rdfs:isDefinedBi: nothing here has that prop"),
        ("BIND('upheld' AS ?o) ?x imr:outcome ?o", "called so is imrv:upheld, without quotes"),
        ("GRAPH <urn:x:letters> { ?s ?p ?o }", "no graph here is called so; .*such as imrd:CM99"),
        ("VALUES ?g { <urn:x:letters> } GRAPH ?g { ?s ?p ?o }", "no graph here is called so"),
        ("GRAPH imrd:CM99-000002 { ?s ?p ?o }", "no graph here .*such as imrd:CM99-0000002"),
        ("?l imr:injuryDate ?d FILTER(?d < NOW())", r"a moment, .*; xsd:date\(NOW\(\)\) is today"),
        ("?l imr:injuryDate ?d FILTER(NOW() > ?d)", "every imr:injuryDate here is a day"),
        ("?l imr:injuryDate ?d BIND(NOW() - ?d AS ?a) FILTER(?a > 3)", "and this a moment"),
        ("?l imr:injuryDate ?d FILTER(?d > ?c) VALUES ?c { '2014-01-01' }", "is a text, and none"),
        ("BIND(2014 AS ?c) ?l imr:injuryDate ?d FILTER(?c < ?d)", "year of a day is YEAR"),
        ("?l imr:injuryDate ?d BIND(YEAR(?d) AS ?y) FILTER(?y = '2014')", "it is written 2014"),
        ("?l imr:injuryDate ?d FILTER(?d < xsd:date('01/01/2015'))", "xsd:date makes no day of"),
        ("?l imr:injuryDate ?d FILTER(STR(YEAR(?d)) = 2014)", 'STR gives a text, .* "2014"'),
        ("?l imr:injuryDate ?d FILTER(SUBSTR(STR(?d), 1, 4) > 2014)", "SUBSTR gives a text, and"),
        ("?i imr:outcome ?o { FILTER(?o = imrv:upheld) }", "no value in the braces in which that"),
        (
            "?i imr:outcome ?o { ?i imr:bodyRegion ?r FILTER(?o = imrv:upheld) }",
            "in FILTER: it has",
        ),
        ("?i imr:outcome ?o { SELECT ?i { ?i ?p ?r FILTER(?o = imrv:upheld) } }", "has no value"),
        ("?i imr:outcome ?o FILTER NOT EXISTS { ?j imr:outcome imrv:upheld }", "same of every row"),
        (f"{_NAMED} ?n FILTER(STR(?n) = 'Acupunctur')", 'is that; the nearest: "acupuncture"'),
        (f"{_NAMED} ?n FILTER(LCASE(STR(?n)) = 'massage')", 'the nearest: "massage therapy"'),
        (f"{_NAMED} ?n FILTER('MRI' = STR(?n))", 'the nearest: "magnetic resonance imaging"'),
        ("?i imr:quantityUnit ?u FILTER(LCASE(?u) IN ('visits'))", 'is that; the nearest: "visit"'),
        (
            f"{_NAMED} ?n FILTER(CONTAINS(LCASE(STR(?n)), 'masage'))",
            'holds that; the nearest: "mas',
        ),
        (f"{_NAMED} ?n FILTER(STRENDS(?n, 'therapi'))", 'holds that; the nearest: "therapy"'),
        (f"{_NAMED} ?n FILTER(REGEX(?n, 'acupunctre', 'i'))", 'the nearest: "acupuncture"'),
        (f"{_NAMED} 'neck'@en", "requestedTreatment here is just that; it is that of imrv:neck"),
        ("?i imr:outcome/skos:prefLabel 'knee'@en", "it is that of imrv:knee"),
    ],
)
def test_what_stands_in_no_letter_is_told_with_what_would_be_right(
    store: LetterStore, query: str, offered: str
) -> None:
    for asked in (f"SELECT * {{ {query} }}", f"SELECT (COUNT(*) AS ?n) {{ {query} }}"):
        with pytest.warns(UnknownTermWarning, match=offered.replace("^^", r"\^\^")):
            assert store.query(asked) in ([], [{"n": 0}])
    own = "PREFIX : <https://w3id.org/imrgraph/ontology#> ASK { ?x :foo ?y }"
    with pytest.warns(UnknownTermWarning, match="imr:foo: no such term"):
        assert store.query(own) is False


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("?i imr:outcome ?o FILTER(?o != 'upheld')", "called so is imrv:upheld, without quotes"),
        ("?i imr:outcome ?o FILTER(?o IN (imrv:upheld, 'Upheld'))", "called so is imrv:upheld"),
        ("?i imr:outcome ?o FILTER(?o NOT IN ('upheld'))", "called so is imrv:upheld"),
        ("?i imr:outcome ?o VALUES ?o { 'Upheld' imrv:upheld }", "called so is imrv:upheld"),
        ("VALUES (?t ?n) { (imrv:medication 1) } ?i imr:requestedTreatment ?t", "narrower ones"),
        ("?i imr:outcome ?x FILTER('upheld' = ?x)", "called so is imrv:upheld"),
        ("?i imr:requestedTreatment ?t FILTER(?t IN (imrv:medication))", "narrower ones are"),
        ("?i a imr:DisputedItem MINUS { ?i imr:requestedTreatment imrv:medication }", "narrower"),
        ("?i a imr:DisputedItem FILTER NOT EXISTS { ?i imr:outcome 'upheld' }", "imrv:upheld"),
        ("?i a imr:DisputedItem FILTER(!EXISTS { ?i imr:outcome 'upheld' })", "imrv:upheld"),
        ("?l a imr:Determination FILTER NOT EXISTS { ?l imr:outcome ?o }", "but imr:DisputedItem"),
        ("{ ?i imr:outcome imrv:upheld } UNION { ?i imr:outcome 'overturned' }", "imrv:overturned"),
        ("?i imr:requestedTreatment ?t . ?t rdfs:label ?l", "they are called by skos:prefLabel"),
        ("?i imr:requestedTreatment/rdfs:label ?l", "rdfs:label: no imr:requestedTreatment here"),
        ("?i imr:requestedTreatment ?t OPTIONAL { ?t rdfs:label ?l }", "called by skos:prefLabel"),
        ("?i a imr:DisputedItem ; imr:caseNumber ?n", "no imr:DisputedItem here has it"),
        ("imrd:CM99-0000002 imr:outcome ?o", "imr:outcome: not imrd:CM99-0000002 has it"),
        (
            "?i imr:outcome imrv:neck",
            "it is imr:BodyRegion, and every imr:outcome here imr:Outcome",
        ),
        ("?i imr:requestedTreatment ?t FILTER(CONTAINS(?t, 'massage'))", "a thing and no text"),
        ("?i imr:outcome ?o FILTER(STR(?o) = 'upheld')", "STR gives the whole IRI of it; .*upheld"),
        ("?t skos:prefLabel ?l FILTER(LCASE(STR(?l)) = 'Neck')", "it is written 'neck'"),
        ("?t skos:prefLabel ?l FILTER(CONTAINS(LCASE(?l), 'Neck'))", "it is written 'neck'"),
        ("?l imr:decisionDate ?d FILTER(?d > '2015-01-01')", "no imr:decisionDate here is a text"),
        ("?l imr:decisionDate ?d FILTER(YEAR(?d) = '2015')", "YEAR gives a number"),
        ("?l imr:decisionDate ?d FILTER(?d > 2015)", "no imr:decisionDate here is a number"),
        ("?i a imr:DisputedItem OPTIONAL { ?i imr:necessary 1 }", "it is written true or false"),
        ("?l imr:decisionDate 'June 2015'", "and YEAR.+ is a number"),
        ("?i imr:diagnosis 'radiculopathy'", "called so is imrv:radiculopathy, without quotes"),
        ("?i imr:requestedTreatment 'opioids'", "called so is imrv:opioid, without quotes"),
        ("?i imr:toldBy/imr:verdict 'not necessary'", "called so is imrv:not-necessary"),
        ("?t skos:prefLabel ?l FILTER(?l = 'massage')", "called so is imrv:massage-therapy"),
        ("?t skos:prefLabel ?l FILTER(CONTAINS(?l, 'Radiculopathy'))", "it with such letters"),
        ("VALUES ?x { imrd:CM99-0000002 imrd:CM99-000006 } ?x imr:hasItem ?i", "imrd:CM99-0000006"),
        (
            "?x imr:hasItem ?i FILTER(?x IN (imrd:CM99-0000002, imrd:CM99-000006))",
            "nothing is said",
        ),
        ("?x imr:hasItem ?i FILTER(?x != imrd:CM99-000006)", "nothing is said here of it"),
        ("?x imr:hasItem ?i MINUS { imrd:CM99-000006 imr:hasItem ?i }", "nothing is said here"),
        ("?x imr:caseNumber ?n FILTER(?n IN ('CM99-0000002', 'CM99-000006'))", "the nearest: CM99"),
        ("?t a imr:Treatment FILTER NOT EXISTS { ?t skos:preflabel ?l }", "skos:prefLabel"),
        ("?t a imr:Determination OPTIONAL { ?t dcterms:dat ?l }", "dcterms:dat: nothing here has"),
        ("?t a imr:Determination OPTIONAL { ?t a <urn:x:Document> }", "urn:x:Document: nothing"),
        ("?i imr:requestedTreatment/^skos:narrower* imrv:massage-therapy", "nearest: skos:broader"),
        ("?i imr:requestedTreatment/rdfs:subClassOf* ?t", "rdfs:subClassOf: no imr:requestedTreat"),
        ("?l imr:decisionDate ?d FILTER(?d > '2016-01-01'^^xsd:dateTime)", "'2016-01-01'|#date>"),
        ("?l imr:decisionDate ?d FILTER(?d > '01/01/2016'^^xsd:date)", "a day is written"),
        ("?l imr:decisionDate ?d FILTER(STR(?d) = '02/07/2017')", "STR gives a day as in"),
        ("GRAPH ?g { ?i imr:requestedTreatment/skos:broader* ?t }", "no graph here says both"),
        ("GRAPH imrd:CM99-0000002 { ?t skos:prefLabel ?l }", "not in imrd:CM99-0000002"),
        ("GRAPH ?g { ?i imr:requestedTreatment ?t . ?t skos:prefLabel ?l }", "no graph here says"),
        (
            "?i imr:requestedTreatment imrv:massage-therapy",
            "not what is narrower, as imrv:deep-tis",
        ),
        ("BIND(imrv:massage-therapy AS ?t) ?i imr:requestedTreatment ?t", r"broader\* takes all"),
        ("?i imr:requestedTreatment ?t FILTER(?t != imrv:massage-therapy)", "not what is narrower"),
        ("?i imr:outcome ?o MINUS { ?j imr:outcome imrv:upheld }", "MINUS: it has no variable in"),
        (
            "?i imr:outcome ?o OPTIONAL { ?i imr:bodyRegion ?r } FILTER(?r != imrv:neck)",
            "left out;",
        ),
        (
            "?i imr:outcome ?o MINUS { ?i imr:bodyRegion ?r FILTER(?o = imrv:upheld) }",
            "no value in",
        ),
        ("?l a imr:Determination OPTIONAL { GRAPH <urn:x> { ?l ?p ?o } }", "urn:x: no graph here"),
        (
            "GRAPH ?g { ?i imr:outcome ?o } VALUES ?g { imrd:CM99-0000002 <urn:x> }",
            "urn:x: no graph here",
        ),
        (
            "?i imr:cites ?g FILTER NOT EXISTS { ?i imr:cites imrg:low-bak }",
            "the nearest: imrg:low-",
        ),
        ("?i imr:cites ?g MINUS { ?i imr:cites imrg:kneee }", "nearest: imrg:knee"),
        ("?i imr:cites ?g FILTER(?g != imrg:nek)", "imrg:nek: nothing is said here of it"),
        (
            "?i imr:number ?n FILTER NOT EXISTS { ?i imr:hasCitation/imr:cites imrg:low-bak }",
            "imrg:low-bak: nothing is said here of it",
        ),
        ("?l imr:decisionDate ?d FILTER(?d > '2017-13-01'^^xsd:date)", "there is no such day, and"),
        (
            "?l imr:decisionDate '2015-02-30'^^xsd:date",
            "there is no such day, and a day is written",
        ),
        ("?l imr:decisionDate ?d FILTER(?d > xsd:date('2017-02-30'))", "xsd:date makes no day of"),
        ("?l imr:decisionDate ?d ; imr:injuryDate ?e FILTER(?d - ?e > 30)", '"P30D".*dayTimeDura'),
        ("?l imr:decisionDate ?d ; imr:injuryDate ?e FILTER(9 < (?d - ?e))", '"P9D".*dayTimeDura'),
        (
            "?l imr:decisionDate ?d ; imr:injuryDate ?e BIND(?d - ?e AS ?n) FILTER(?n >= 30)",
            'a duration and no number; it is written "P30D"',
        ),
        (
            "?l imr:decisionDate ?d ; imr:injuryDate ?e BIND((?d - ?e) AS ?n) FILTER('6' = ?n)",
            'a duration and no number; it is written "P6D"',
        ),
        (f"{_NAMED} 'Acupuncture'@en", 'it is written "acupuncture"@en'),
        (f"VALUES ?n {{ 'Acupuncture'@en 'physical therapy'@en }} {_NAMED} ?n", 'is written "acu'),
        (f"{_NAMED} ?n FILTER(?n IN ('physical therapy'@en, 'Acupuncture'@en))", 'written "acu'),
        ("?i imr:cites ?c . ?c imr:statedAt ?p", "as in .x imr:cites .y ; imr:statedAt .z"),
        ("?i imr:cites ?c MINUS { ?c imr:statedAt ?p }", "what has imr:cites has it itself"),
        ("?i imr:cites ?c FILTER NOT EXISTS { ?c imr:statedAt ?p }", "has imr:cites has it itself"),
        ("?i imr:hasGround ?g . ?g imr:quote ?q", "it wants imr:statedAt/imr:quote"),
        ("?i imr:hasGround/imr:quote ?q", "imr:statedAt or imr:unreadAt leads to; it wants imr:st"),
        ("?i imr:hasGround ?g OPTIONAL { ?g imr:quote ?q }", "it wants imr:statedAt/imr:quote"),
        ("?i imr:hasCitation [ imr:quote ?q ]", "it wants imr:statedAt/imr:quote"),
        ("?i imr:outcome/imr:statedAt ?p", "imr:statedAt: no imr:outcome here has it, but what"),
        ("?i imr:bodyRegion ?r OPTIONAL { ?r imr:quote ?q }", "no imr:bodyRegion here has it, but"),
        (
            "?l imr:hasItem ?i . ?i imr:statedAt ?p",
            "imr:hasCitation/imr:statedAt or imr:hasGround/",
        ),
    ],
)
def test_what_a_query_leaves_out_or_counts_as_none_is_told(
    store: LetterStore, query: str, offered: str
) -> None:
    with pytest.warns(UnknownTermWarning, match=offered):
        store.query(f"SELECT * {{ {query} }}")
    if "FILTER" not in query:
        with pytest.warns(UnknownTermWarning, match=offered):
            store.query(f"SELECT (COUNT(*) AS ?n) {{ {query} }}")


def test_a_column_without_any_value_is_told(store: LetterStore) -> None:
    with pytest.warns(UnknownTermWarning, match="y has a value in no row: is it a slip"):
        store.query("SELECT ?y { BIND(YEAR(?d) AS ?y) ?l imr:decisionDate ?d }")


def test_a_count_that_is_named_too_soon_is_told(store: LetterStore) -> None:
    counted = "SELECT ?o (COUNT(?x) AS ?n) { ?x imr:outcome ?o } GROUP BY ?o HAVING (%s > 1)"
    with pytest.warns(UnknownTermWarning, match=r"\?n in HAVING: it has a value only afterwards"):
        assert store.query(counted % "?n") == []
    assert store.query(counted % "COUNT(?x)")


def test_a_graph_that_is_named_and_not_asked_is_told(store: LetterStore) -> None:
    with pytest.warns(UnknownTermWarning, match="FROM NAMED: what it names is asked within GRAPH"):
        store.query("SELECT * FROM NAMED imrd:CM99-0000002 { ?s ?p ?o }")
    with pytest.warns(UnknownTermWarning, match="lable: it stands nowhere else"):
        store.query("SELECT (COUNT(?lable) AS ?n) { ?i imr:requestText ?label }")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", [each.name for each in questions().values() if each.query])
def test_of_our_own_queries_nothing_is_told(store: LetterStore, name: str) -> None:
    asked = question(name)
    store.query(asked.query)
    if not any(each.required for each in asked.params):
        store.query(asked.text({}))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("file", sorted(resources("ontology").glob("criteria/*.rq")))
def test_of_our_own_criteria_nothing_is_told(store: LetterStore, file: Path) -> None:
    store.query(file.read_text(encoding="utf-8"))


@pytest.mark.filterwarnings("error")
def test_nothing_is_told_of_what_stands_in_a_letter_or_in_no_pattern(store: LetterStore) -> None:
    for query in (
        "SELECT * { ?x imr:outcome imrv:overturned ; imr:bodyRegion imrv:knee }",
        "SELECT * { ?x imr:requestText ?t FILTER(CONTAINS(LCASE(?t), 'zebra')) }",
        f"SELECT * {{ {_NAMED} 'opioid'@en }}",
        f"SELECT * {{ {_NAMED} ?n FILTER(STR(?n) = 'opioid') }}",
        f"SELECT * {{ {_NAMED} ?n FILTER(?n = 'acupuncture'@en && ?i = imrd:CM99-0000002) }}",
        "SELECT * { ?x skos:prefLabel ?t FILTER(LANG(?t) = 'fr') }",
        "CONSTRUCT { ?x <urn:is> 'zebra' } { ?x imr:number 99 }",
        "SELECT * { GRAPH imrd:CM99-0000002 { ?x imr:number 99 } }",
        "SELECT * { ?x (imr:hasItem|imr:cites)/imr:number 99 }",
        "SELECT * { ?x imr:number -1 }",
        "SELECT * { ?x imr:number 9 . ?l imr:caseNumber ?c FILTER(REGEX(?c, 'cm', 'i')) }",
        "SELECT * { { SELECT ?x { ?x imr:number 1 } LIMIT 2 } ?x imr:number 3 }",
    ):
        assert store.query(query) == []
    for query in (
        "SELECT * { { ?x a imr:Determination } UNION { ?x imr:outcome imrv:upheld } }",
        "SELECT * { ?i imr:outcome ?o FILTER(?o != imrv:partial) }",
        "SELECT * { ?x imr:quantityUnit ?u FILTER(?u IN ('visit', 'zebra')) }",
        "SELECT * { ?i imr:requestedTreatment/skos:broader* ?t FILTER(?t = imrv:medication) }",
        "SELECT * { ?d imr:decisionDate ?x FILTER(YEAR(?x) > 2030) }",
        "SELECT * { ?i imr:quantityRequested ?q FILTER(?q > 600 || ?q = 7) }",
        "SELECT * { ?i imr:requestText ?q FILTER(CONTAINS(?q, 'Acupuncture')) }",
        "SELECT * { ?c a/rdfs:subClassOf* owl:Class ; rdfs:label ?l }",
        "SELECT * { ?x imr:number 99.5 ; imr:quantityUnit ?u }",
        "SELECT * { ?t ^imr:requestedTreatment ?i . ?i imr:outcome ?o . ?t skos:prefLabel ?l }",
        "SELECT * { ?i imr:requestedTreatment/skos:broader* imrv:massage-therapy }",
        "SELECT * { ?i imr:requestedTreatment ?t, imrv:massage-therapy . ?t skos:broader ?b }",
        "ASK { VALUES ?t { imrv:massage-therapy imrv:deep-tissue-massage } ?i ?p ?t ; ?q ?t }",
        "ASK { VALUES ?t { imrv:deep-tissue-massage } ?i imr:requestedTreatment ?t }",
        "SELECT * { ?l imr:injuryDate ?d FILTER(?d < xsd:date(NOW())) }",
        "SELECT * { ?l imr:injuryDate ?d FILTER(?d > xsd:date('2014-01-01')) }",
        "SELECT * { ?l imr:injuryDate ?d ; imr:decisionDate ?e FILTER(?e > ?d) }",
        "SELECT * { BIND(LCASE('A') = LCASE('a') AS ?s) ?i imr:outcome ?o FILTER(?s != 'NO') }",
        "SELECT * { BIND(imrd:CM99-0000002 AS ?g) GRAPH ?g { ?i imr:outcome ?o } }",
        "SELECT * { ?i imr:outcome ?o OPTIONAL { ?i imr:bodyRegion ?r FILTER(?o = imrv:upheld) } }",
        "SELECT * { ?i imr:outcome ?o OPTIONAL { ?i imr:bodyRegion ?r } FILTER(!BOUND(?r)) }",
        "SELECT * { ?i imr:outcome ?o FILTER EXISTS { { ?i ?p ?q FILTER(?o = imrv:upheld) } } }",
        "SELECT * { ?i imr:outcome ?o FILTER NOT EXISTS { ?i imr:number 9 } FILTER(?o = ?o) }",
        "SELECT * { GRAPH ?g { ?i imr:outcome ?o FILTER(?g = imrd:CM99-0000006) } }",
        "SELECT * { { ?i imr:number ?r } UNION { ?i imr:outcome ?r } FILTER(?r = 1) }",
        "SELECT * { ?i imr:outcome ?o MINUS { ?i imr:number 9 } }",
        "SELECT * { ?i imr:cites ?g MINUS { ?i imr:cites imrg:low-back } }",
        "SELECT * { ?l imr:decisionDate ?d FILTER(?d > xsd:date('2016-02-29')) }",
        f"SELECT * {{ {_NAMED} ?n FILTER(STR(?n) IN ('acupuncture')) }}",
        f"SELECT * {{ {_SPAN} FILTER(?d - ?e > 'P9D'^^xsd:duration) }}",
        f"SELECT * {{ {_SPAN} BIND(?d - ?e AS ?n) FILTER(?n > 'P9D'^^xsd:dayTimeDuration) }}",
        "SELECT * { ?i imr:quantityRequested ?q ; imr:number ?n FILTER(?q - ?n > 3) }",
        "SELECT * { ?i imr:hasGround ?g . ?g imr:statedAt/imr:quote ?q }",
        "SELECT * { ?i imr:hasCitation ?c OPTIONAL { ?c imr:statedAt/imr:quote ?q } }",
    ):
        store.query(query)


def test_of_several_things_that_have_a_name_the_others_are_told(store: LetterStore) -> None:
    with pytest.warns(AmbiguousNameWarning, match="taken is imrv:neck, .*called so: imrg:neck"):
        assert store.network("neck", hops=0).name == "imrv:neck"
    assert store.network("imrg:neck", hops=0).name == "imrg:neck"
    assert store.guideline("neck").iri.endswith("guideline/neck")


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("injection", "injection-or-procedure", ""),
        ("Injections", "injection-or-procedure", ""),
        ("DME", "equipment", "taken is imrv:equipment, .*narrower: brace, .* and [0-9]+ more"),
        ("ultrasound", "ultrasound-imaging", "also called so: imrv:therapeutic-ultrasound"),
        (
            "cupping",
            "acupuncture",
            "cupping: taken is imrv:acupuncture, “acupuncture”, .*: electroacup",
        ),
        ("massage", "massage-therapy", ""),
        ("MRI", "mri", ""),
        ("NSAIDs", "nsaid", ""),
        ("Vicodin", "hydrocodone-acetaminophen", ""),
    ],
)
def test_a_treatment_is_taken_by_its_broadest_name_and_told_if_called_otherwise(
    store: LetterStore, name: str, code: str, told: str
) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        assert store.treatment(name).code == code
        store.ask("conditions-not-met", treatment=name)
        store.rates(where={"treatment": name})
    of_names = (each for each in warned if issubclass(each.category, AmbiguousNameWarning))
    messages = [str(each.message) for each in of_names]
    assert len(messages) == (3 if told else 0)
    assert all(re.search(told, each) for each in messages)


def test_a_region_by_a_word_for_a_part_of_it_is_told_to_be_all(folder: Path) -> None:
    words = ("rates", "--where", "region=back", "--smallest", "1", "--store", folder)
    ended, _, complaint = run(*words)
    assert ended == 0
    assert "back: taken is imrv:spine, “spine”, with what is narrower: neck, " in complaint


def test_how_far_to_go_is_not_left_out_in_silence(store: LetterStore, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="view: expected a seed to start from"):
        store.networkx(view="foo")
    with pytest.raises(QuestionError, match="hops: expected a seed to start from"):
        store.export("gexf", tmp_path / "all.gexf", hops=2)
    made = store.network("CM99-0000002", hops=1)
    with pytest.raises(QuestionError, match="view: expected it of what made this network"):
        store.export("gexf", tmp_path / "all.gexf", made, view="proof")
    with pytest.raises(QuestionError, match="predicates: expected names of properties"):
        store.network("CM99-0000002", predicates=[])
    assert not any(tmp_path.iterdir())


def test_what_was_read_in_part_is_told_whenever_it_is_met(
    tmp_path: Path, examples: Path, store: LetterStore
) -> None:
    file = examples / "massage-chronic.txt"
    lacking = "the letter has no header"
    place = tmp_path / "graph"
    for words in (["load", file], ["load", file], ["derive"]):
        ended, _, told = run(*words, "--store", place)
        assert (ended, "1 of them in part" in told, "imrgraph: in part: " in told) == (
            0,
            True,
            True,
        )
    assert re.search(r"read in part +1\n", run("info", "--store", place)[1])
    assert lacking in run("list", "--store", place)[1]
    assert {name.rpartition("/")[2]: told for name, told in store.in_part.items()} == {
        FIRST: (lacking,)
    }
    changing = LetterStore(place)
    changing.remove(FIRST)
    assert not changing.in_part


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ask", "around-a-change", "-p", "day=2016-07-29"], "no date of decision, and is left"),
        (["ask", "late-applications", "-p", "days=1"], "1 letter has no date of UR denial or no"),
        (["ask", "editions-cited"], "1 letter has no date of decision"),
        (["ask", "contrast", "-p", "letter=CM99-0000002"], "1 letter has no date of decision"),
        (
            ["ask", "contrast", "-p", "letter=CM99-0000004", "--format", "csv"],
            "1 letter has no date",
        ),
        (["rates", "--where", "year=2017"], "year: 1 item has no date of decision, and is left"),
        (["search", "massage", "--where", "year=2015"], "year: 1 item has no date of decision"),
        (["list", "--where", "year=2017", "--where", "treatment=mri"], ""),
        (["ask", "why-denied", "-p", "letter=CM99-0000004"], ""),
        (["ask", "why-denied", "-p", "letter=CM99-0000002"], "item 1 was overturned, and is left"),
        (["ask", "why-denied", "-p", "letter=CM99-0000006"], "tells of what was upheld"),
    ],
)
def test_what_an_answer_leaves_out_is_told(folder: Path, words: list[str], told: str) -> None:
    ended, _, complaint = run(*words, "--store", folder)
    assert ended == 0
    assert told in complaint
    assert bool(told) == bool(complaint)


def test_python_says_what_would_be_right_of_whatever_it_is_given(
    store: LetterStore, examples: Path, tmp_path: Path
) -> None:
    letter = imrgraph.read(examples / "imaging.txt")
    [item] = letter.items
    for quoting in (letter.document.quote, letter.document.page, letter.document.position):
        with pytest.raises(ArgumentError, match=r"span: expected a Span, which is the [.]span"):
            quoting(item.outcome)  # type: ignore[arg-type]  # that is the slip
    for walked in (store, store["CM99-0000002"], store["CM99-0000002"].items[0]):
        with pytest.raises(StoreError, match="pickle"):
            pickle.dumps(walked)
    with pytest.raises(StoreError, match=r"imrgraph.open.* opens it anew"):
        copy.deepcopy(store["CM99-0000002"])
    for asked in (store.graph, store.said):
        with pytest.raises(QueryError, match="CM99-0000002: expected an IRI, such as https://w3id"):
            list(asked("CM99-0000002"))
    for form, name in (
        ("svg", "x.png"),
        ("gexf", "x.csv"),
        ("html", "x.pdf"),
        ("parquet", "x.csv"),
    ):
        with pytest.raises(ExportError, match=f"{name}: expected .*written as {form}; found"):
            store.export(form, tmp_path / name, "CM99-0000002", hops=1)
    assert not any(tmp_path.iterdir())
    store.export("cyjs", tmp_path / "x.json", "CM99-0000002", hops=1)
    assert store.guideline("low back").iri == store.guideline("low-back").iri
    with pytest.raises(NotFoundError, match="a guideline called back, found none; the nearest"):
        store.guideline("back")


def test_a_plan_says_what_names_were_taken_for() -> None:
    with pytest.warns(AmbiguousNameWarning, match="also called so: imrv:therapeutic-ultrasound"):
        imrgraph.plan("ultrasound", "neck")
    with pytest.warns(AmbiguousNameWarning, match="back: taken is imrv:spine"):
        imrgraph.plan("massage", "back")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["rates", "--format", "svg", "-o", "x.pdf"], "expected a name that ends in .svg"),
        (["list", "--format", "csv", "-o", "x.xlsx"], "expected a name that ends in .csv"),
        (["export", "-o", "x.parquet"], "expected --table items, which writes"),
        (["export", "--format", "gexf", "-o", "x.csv"], "expected a name that ends in .gexf"),
        (["explain", "CM99-0000002", "--format", "html", "-o", "x.pdf"], "ends in .html, .htm"),
    ],
)
def test_no_file_is_named_as_what_it_is_not(
    folder: Path, tmp_path: Path, words: list[str], told: str
) -> None:
    words[words.index("-o") + 1] = str(tmp_path / words[words.index("-o") + 1])
    ended, out, complaint = run(*words, "--store", folder)
    assert (ended, out) == (USAGE, "")
    assert told in complaint
    assert not any(tmp_path.iterdir())


def test_an_index_leads_to_older_pages_too(tmp_path: Path, examples: Path) -> None:
    pages = tmp_path / "pages"
    for name in ("imaging", "medication"):
        letters = (examples / f"{name}.txt", examples / "two-items.txt")
        assert run("explain", *letters, "--format", "html", "-o", pages)[0] == 0
    index = (pages / "index.html").read_text(encoding="utf-8")
    assert "1 other page was in this folder before" in index
    assert all(f'href="{name}.html"' in index for name in ("imaging", "medication", "two-items"))


def test_a_folder_without_letters_and_a_pattern_are_told_apart_from_files(
    tmp_path: Path, examples: Path
) -> None:
    for command in ("explain", "read"):
        ended, _, complaint = run(command, tmp_path)
        assert ended == UNREADABLE
        assert "found a folder without letters, which end in .docx, .eml" in complaint
        ended, told, _ = run(command, f"{examples}/massage-*.txt")
        assert (ended, "massage-acute" in told, "massage-chronic" in told) == (0, True, True)
    ended, told, _ = run("audit", f"{examples}/massage-*.txt", "--part", "items")
    assert (ended, "CM99-0000002" in told, FIRST in told, "CM99-0000004" in told) == (
        0,
        True,
        True,
        False,
    )


@pytest.mark.parametrize(
    "words", ["postoperative", "post-operative", "postoper*", "Post-Operative"]
)
def test_a_word_is_found_with_and_without_a_hyphen(
    tmp_path: Path, examples: Path, words: str
) -> None:
    letter = (examples / "massage-acute.txt").read_text(encoding="utf-8")
    spellings = ("Post-operative", "Postoperative", "Post operative")
    for number, spelt in enumerate(spellings):
        text = letter.replace("CM99-0000002", f"CM99-000010{number}")
        file = tmp_path / f"{number}.txt"
        file.write_text(text.replace("Therapeutic massage", f"{spelt} massage"), encoding="utf-8")
    store = imrgraph.open()
    store.load(tmp_path)
    assert len({each.case for each in store.search(words)}) == len(spellings)


def test_what_was_asked_stands_beside_what_is_alike(folder: Path) -> None:
    kept = ("--where", "region=neck", "--item", "1", "--store", folder)
    told = json.loads(run("similar", "CM99-0000006", *kept, "--format", "json")[1])
    assert told["where"] == {"region": ["neck"]}


def test_a_drawing_of_nothing_is_told(folder: Path, tmp_path: Path) -> None:
    told = run("rates", "-o", tmp_path / "rates.svg", "--store", folder)[2]
    assert "no rate is drawn: no group has 10 items" in told
    assert not run("rates", "--smallest", "1", "-o", tmp_path / "x.svg", "--store", folder)[2]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (
            ["search", "massage", "--where", "region=elbow"],
            NO,
            "region=elbow keeps holds these words",
        ),
        (
            ["search", "massage NOT chiroparctic"],
            0,
            "chiroparctic: no passage holds it; names like",
        ),
        (["search", "masage OR neck"], 0, "masage: no passage holds it; names like it: massage"),
        (["search", "massage zebra"], NO, "no passage holds these words; in none is zebra"),
        (["list", "--where", "year=17"], USAGE, "year=17: expected one of 2015, 2016, 2017"),
        (["audit", "nowhere.txt"], USAGE, "expected LETTERs or --store, found both"),
        (["export", "--table", "items", "--format", "gexf"], USAGE, "expected one of table, csv"),
        (["export", "--seed", "elbow", "--format", "dot"], 0, "followed leads to one"),
        (
            ["plan", "--treatment", "massage", "--region", ""],
            USAGE,
            "region=: expected the name of a body",
        ),
        (["ask", "why-denied", "-p", "letter=x y"], USAGE, "a case number, such as CM16-0232543"),
    ],
)
def test_what_is_left_out_of_account_is_told(
    folder: Path, words: list[str], code: int, told: str
) -> None:
    ended, _, complaint = run(*words, "--store", folder)
    assert ended == code, complaint
    assert told in complaint


@pytest.mark.parametrize(
    ("seed", "part"),
    [
        ("massage", {"view": "proof"}),
        ("massage", {"predicates": ["broader"]}),
        ("imrg:chronic-pain", {"predicates": ["editionOf"]}),
        ("imrg:chronic-pain-2009", {}),
    ],
)
def test_a_graph_without_a_letter_does_not_say_that_none_speaks_of_it(
    store: LetterStore, seed: str, part: Part
) -> None:
    spoken_of = "imrg:chronic-pain" if seed.startswith("imrg:") else seed
    assert store.network(spoken_of).has_letter
    with pytest.warns(PartialGraphWarning) as told:
        network = store.network(seed, **part)
    assert not network.has_letter
    texts = [str(each.message) for each in told]
    assert any("nothing that was followed leads to one" in text for text in texts)
    assert not any("none here speaks" in text for text in texts)


def test_a_supposition_that_is_so_already_is_told_to_be(examples: Path) -> None:
    told = run("whatif", examples / "massage-acute.txt", "--set", "visits=6")[1]
    assert "visits=6 (quantity requested is 6 as it is)" in told
    with pytest.raises(ArgumentError, match=r"settings: expected something .* such as visits=3"):
        imrgraph.whatif(examples / "massage-acute.txt")


def test_what_only_a_folder_has_an_endpoint_says_so() -> None:
    endpoint = imrgraph.open("http://localhost:1/sparql")
    with pytest.raises(FolderOnlyError, match="which alone has rates; an endpoint is asked by ask"):
        endpoint.rates  # type: ignore[union-attr]  # noqa: B018 (that is the slip)
    assert not hasattr(endpoint, "search")
    with pytest.raises(AttributeError, match="'Endpoint' object has no attribute 'raets'"):
        endpoint.raets  # type: ignore[attr-defined]  # noqa: B018


def test_a_facet_without_values_and_a_column_that_is_none_are_refused(store: LetterStore) -> None:
    with pytest.raises(QuestionError, match="outcome: expected one value or more, found none"):
        store.rates(where={"outcome": []})
    rows = store.ask("overturn-rate", by="region")
    for asked in (rows.kind, lambda name: rows.only([name])):
        with pytest.raises(QuestionError, match="column nope: expected one of group, items"):
            asked("nope")
    with pytest.raises(ArgumentError, match="on: expected a date, a text or None, found 2015"):
        store.treatment("massage").recommendations(2015)  # type: ignore[arg-type]
    with pytest.warns(PartialGraphWarning, match="no letter is here yet"):
        imrgraph.open().networkx()


def test_what_is_walked_to_is_in_the_store(store: LetterStore) -> None:
    assert store["CM99-0000002"] in store
    with pytest.warns(NeverEqualWarning, match="names no letter"):
        assert store["CM99-0000002"].items[0] not in store


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        (["explain"], "stdout"),
        (["explain", "--format", "markdown"], "stdout"),
        (["explain", "--format", "html"], "stdout"),
        (["explain", "--format", "json"], "stderr"),
        (["explain", "--level", "verdict"], "stderr"),
        (["whatif", "--set", "visits=3"], "stderr"),
    ],
)
def test_who_asks_of_a_letter_read_in_part_is_told(
    asked: list[str], where: str, tmp_path: Path, examples: Path
) -> None:
    text = (examples / "medication.txt").read_text()
    letter = tmp_path / "letter.txt"
    letter.write_text(text.replace("CLINICAL CASE SUMMARY", "SUMMARY OF THE CASE"))
    name, *options = asked
    told = CliRunner().invoke(main, [name, str(letter), *options])
    assert "no section" in getattr(told, where)
    letter.write_text(text)
    told = CliRunner().invoke(main, [name, str(letter), *options])
    assert "no section" not in getattr(told, where)


def test_a_code_is_warned_to_equal_none_of_another_vocabulary(store: LetterStore) -> None:
    item = store["CM99-0000002"].items[0]
    [verdict, *_] = item.verdicts
    assert item.treatment
    pairs = [(item.outcome, "necessary"), (verdict.basis, "record"), (item.treatment.code, "neck")]
    for code, other in pairs:
        with pytest.warns(NeverEqualWarning, match=f"is of .* never equal to '{other}', which is"):
            assert code != other
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert item.outcome != "overturned" or item.outcome != "upheld"


def test_a_fact_is_warned_to_equal_no_value(examples: Path) -> None:
    [item] = imrgraph.read(examples / "massage-chronic.txt").items
    with pytest.warns(NeverEqualWarning, match="is a fact and never equal to 'upheld'"):
        assert item.outcome != "upheld"
    assert item.outcome
    assert item.outcome.value == "upheld"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert item == imrgraph.read(examples / "massage-chronic.txt").items[0]
        assert item.depends_on is None
        assert item.outcome != imrgraph.read(examples / "imaging.txt").items[0].outcome
        assert item.outcome == imrgraph.read(examples / "massage-chronic.txt").items[0].outcome
    assert len({item.outcome, item.outcome}) == 1
    with pytest.warns(NeverEqualWarning, match="its value, https://w3id.*/deep-tissue-massage$"):
        assert item.request.treatment != "massage"
    with pytest.warns(NeverEqualWarning, match="never equal to <BodyPart"):
        assert item.request.body_parts[0] != item.request.body_parts[0].value
    other = imrgraph.read(examples / "medication.txt").items[0].outcome
    with pytest.warns(
        NeverEqualWarning, match="are of two places and never equal: compare"
    ) as all_:
        assert item.outcome != other
    assert [each.filename for each in all_] == [__file__]


def test_a_code_is_warned_to_equal_no_text_that_is_none(store: LetterStore) -> None:
    item = store["CM99-0000006"].items[0]
    for code, never in (
        (item.outcome, "Overturned"),
        (item.treatment and item.treatment.code, "Chiropractic therapy"),
        (item.verdict and item.verdict.verdict, "medically necessary"),
        (item.outcome, "granted"),
    ):
        with pytest.warns(NeverEqualWarning, match=f"is a code, and never equal to '{never}'"):
            assert code != never
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert item.outcome == "overturned"
        assert item.outcome != "upheld"
        assert item.outcome in {"overturned": 1}
        assert json.loads(json.dumps([item.outcome])) == ["overturned"]
        assert pickle.loads(pickle.dumps(item.outcome)) == "overturned"  # noqa: S301 (our own)


def test_no_value_for_a_parameter_is_its_default(store: LetterStore) -> None:
    assert store.ask("overturn-rate", by=None) == store.ask("overturn-rate")


def test_a_day_on_which_nothing_was_in_force_is_told(store: LetterStore) -> None:
    massage = store.treatment("massage")
    with pytest.warns(LeftOutWarning, match="1990-01-01: none of the .* was in force on that day"):
        assert massage.recommendations("1990-01-01") == ()
    assert massage.recommendations("2015-11-12")


def test_html_tells_as_much_as_its_level_and_what_has_none_is_refused(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = examples / "massage-chronic.txt"
    why = imrgraph.explain(letter)
    verdict, page, full = (why.render("html", each) for each in ("verdict", "page", "full"))
    assert len(verdict) * 2 < len(page)
    assert "573 days" in verdict
    assert "<details" not in verdict
    assert ('class="in-full" open' in page, 'class="in-full" open' in full) == (False, True)
    for form in ("json", "svg", "turtle"):
        with pytest.raises(QuestionError, match=f"markdown, html, since {form} tells all of it"):
            why.render(form, "verdict")
        ended, _, told = run("explain", letter, "--format", form, "--level", "verdict")
        assert (ended, "since" in told) == (USAGE, True)
    (tmp_path / "imrgraph").mkdir()
    (tmp_path / "imrgraph" / "settings.toml").write_text('[explain]\nlevel = "verdict"\n')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert run("explain", letter)[1].count("\n") < 6  # noqa: PLR2004 (the request, and the reason)
    assert run("explain", letter, "--format", "json")[0] == 0


def test_a_drawing_says_which_proofs_it_leaves_out(examples: Path) -> None:
    letter = examples / "massage-chronic.txt"
    with pytest.warns(PartialGraphWarning, match="nor on the record alone.*; basis record draws"):
        imrgraph.explain(letter).render("svg")
    assert "is drawn, and not what follows" in run("explain", letter, "--format", "dot")[2]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        imrgraph.explain(letter, "record").render("svg")


@pytest.mark.parametrize("level", ["verdict", "page"])
def test_what_follows_on_the_record_alone_is_told_where_it_is_asked_for(
    examples: Path, level: Literal["verdict", "page"]
) -> None:
    letter = examples / "massage-chronic.txt"
    alone, both = imrgraph.explain(letter, "record"), imrgraph.explain(letter)
    for form in ("text", "markdown", "html"):
        assert "On the record alone: " in alone.render(form, level)
        assert "would be necessary" in " ".join(alone.render(form, level).split())
        assert "On the record alone: " not in both.render(form, level)


def test_of_several_things_of_a_name_the_one_that_it_stands_for_is_told() -> None:
    told = run("terms", "injection")[2]
    assert "injection stands for imrv:injection-or-procedure as a treatment" in told
    assert "imrg:neck as a guideline" in run("terms", "neck")[2]
    assert not run("terms", "deep tissue massage")[2]


def test_a_thing_is_warned_to_equal_nothing_of_another_kind(
    store: LetterStore, examples: Path
) -> None:
    thing, letter = store["CM99-0000006"], imrgraph.read(examples / "two-items.txt")
    for other in (letter, letter.items[0].outcome, imrgraph.explain(letter).items[0], 6, 1.5):
        with pytest.warns(NeverEqualWarning, match="is a thing and never equal to"):
            assert thing != other
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert thing is not None
        assert thing.items[0].treatment == store.treatment("chiropractic")
        assert thing != store["CM99-0000002"]


def test_a_name_of_few_is_warned_to_equal_none_that_is_no_such_name(examples: Path) -> None:
    [item] = imrgraph.explain(examples / "massage-chronic.txt").items
    for never in ("upheld", "not necessary", "Necessary"):
        with pytest.warns(NeverEqualWarning, match="is of necessary, not-necessary, partly-neces"):
            assert item.verdict != never
    with pytest.warns(NeverEqualWarning, match="is of record-basis, reviewer-basis, and never"):
        assert item.verdicts[0].basis != "reviewer"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert item.verdict == "not-necessary"
        assert item.verdict != "necessary"
        assert item.verdict in {"not-necessary": 1, "upheld": 2}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["imr:requestText"], 0, "imr:requestText  request"),
        (["imrv:massage-therapy", "--in", "treatments"], 0, "Kneading of soft tissue"),
        (["https://w3id.org/imrgraph/vocab/neck"], 0, "imrv:neck"),
        (["massage", "--in", "terms"], NO, "nothing is called massage"),
        (["requestTxt", "--in", "terms"], NO, "the nearest: imr:requestText"),
        (["imrv:masage-therapy"], NO, "the nearest: imrv:massage-therapy"),
    ],
)
def test_a_term_is_looked_up_by_the_name_that_queries_have(
    words: list[str], code: int, told: str
) -> None:
    ended, printed, complaint = run("terms", *words)
    assert ended == code
    assert told in printed + complaint


@pytest.mark.parametrize("name", ["ask.ttl", "ask.csv", "ask.md"])
def test_yes_or_no_is_written_in_no_format_of_rows(folder: Path, tmp_path: Path, name: str) -> None:
    words = ("query", "-q", "ASK {}", "--store", folder, "-o")
    ended, told, complaint = run(*words, tmp_path / name)
    assert (ended, told) == (USAGE, "")
    assert "expected rows, found the answer of ASK" in complaint
    assert not (tmp_path / name).exists()
    assert run(*words, tmp_path / "ask.json") == (0, "", "")


@pytest.mark.parametrize("words", ["therapy -physical", "therapy !physical"])
def test_a_sign_for_not_is_refused(store: LetterStore, words: str) -> None:
    with pytest.raises(SearchError, match="which is written NOT physical"):
        store.search(words)
    assert store.search('x-ray OR "range - of" OR therapy')


def test_an_operator_in_small_letters_is_told_to_be_a_word(store: LetterStore) -> None:
    with pytest.warns(AmbiguousNameWarning, match="or: taken is a word to search for; OR is"):
        store.search("massage or acupuncture")


@pytest.mark.parametrize(
    "words",
    [
        ("query", "-q", "SELECT * { ?x imr:outcome ?o }", "--format", "json", "-o", "rows.csv"),
        ("info", "--format", "json", "-o", "info.ttl"),
    ],
)
def test_a_format_is_refused_that_is_another_than_the_file_is_named_by(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    ended, told, complaint = run(*words, "--store", folder)
    assert (ended, told) == (USAGE, "")
    assert "by how it ends, found json" in complaint
    assert not any(tmp_path.iterdir())


def test_a_moment_is_no_day(store: LetterStore) -> None:
    with pytest.raises(ArgumentError, match="expected a date"):
        imrgraph.plan("massage, 6 visits", request=datetime(2016, 1, 1))  # noqa: DTZ001 (as users have it)
    assert f"{store.treatment('massage'):<60}".endswith("  ")


@pytest.mark.parametrize("place", ["", "ftp://host/graph", "file:///tmp/graph"])
def test_no_place_for_a_store_is_refused(place: str) -> None:
    with pytest.raises(StoreError, match="expected a folder, or the address of an endpoint"):
        imrgraph.open(place)


def test_no_name_is_not_the_folder_where_one_happens_to_be(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(examples)
    store = LetterStore(tmp_path / "graph")
    with pytest.raises(LetterError, match="expected a file, found no name"):
        store.load("")
    ended, told, complaint = run("load", "", "--store", tmp_path / "graph")
    assert (ended, told) == (UNREADABLE, "")
    assert "found no name" in complaint
    assert not store.is_made


@pytest.mark.parametrize("change", ["load", "make", "optimize", "derive", "rebuild"])
def test_a_closed_store_stays_closed(examples: Path, tmp_path: Path, change: str) -> None:
    for store in (imrgraph.open(), imrgraph.open(tmp_path / "graph")):
        store.load(examples / "massage-chronic.txt")
        store.close()
        given = [examples] if change == "load" else []
        with pytest.raises(StoreError, match="expected an open store, found it closed"):
            getattr(store, change)(*given)
        assert not store.is_made or store.folder is None


def test_of_a_diagnosis_and_a_finding_of_one_name_the_other_is_told(store: LetterStore) -> None:
    both = "taken is imrv:muscle-spasm, .* called so: imrv:finding-muscle-spasm"
    with pytest.warns(AmbiguousNameWarning, match=both):
        store.network("muscle spasm", hops=0)


def test_no_two_things_of_one_vocabulary_have_a_name_in_common() -> None:
    named: dict[tuple[object, str], set[object]] = {}
    schemes = {q.subject: q.object for q in load().quads if q.predicate == SKOS("inScheme")}
    for quad in load().quads:
        if quad.predicate in {SKOS("prefLabel"), SKOS("altLabel"), SKOS("hiddenLabel")}:
            key = schemes.get(quad.subject), folded(quad.object.value)  # type: ignore[union-attr]
            named.setdefault(key, set()).add(quad.subject)
    assert not [key for key, things in named.items() if key[0] and len(things) > 1]


def test_what_is_named_for_a_treatment_and_is_none_is_refused(store: LetterStore) -> None:
    for name in ("neck", "imrv:neck", "muscle spasm"):
        with pytest.raises(NotFoundError, match=r"expected a treatment, which imrv:\S+ is not"):
            store.ask("conditions-not-met", treatment=name)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("DisputedItem", "it is a class, and leads nowhere; expected one of"),
        ("requestText", "its values are texts, numbers, days or classes"),
        ("decisionDate", "nodes in the view rdf alone"),
    ],
)
def test_what_leads_nowhere_is_no_property_to_follow(
    folder: Path, store: LetterStore, name: str, why: str
) -> None:
    with pytest.raises(QuestionError, match=why):
        store.network("CM99-0000006", predicates=["hasItem", name])
    words = ["export", "--seed", "CM99-0000006", "--format", "dot", "--predicates", name]
    ended, told, complaint = run(*words, "--store", folder)
    assert (ended, told) == (USAGE, "")
    assert why in complaint
    if name != "DisputedItem":
        assert store.network("CM99-0000006", view="rdf", predicates=["hasItem", name], hops=2)


def test_what_a_graph_leaves_out_is_told(folder: Path, store: LetterStore, tmp_path: Path) -> None:
    with pytest.warns(PartialGraphWarning, match=r"up to 2 steps around it, and \d+ edges lead on"):
        store.networkx("CM99-0000006")
    unnamed = r"[\d,]+ things of ontology, vocabularies and guidelines, to which no letter leads"
    with pytest.warns(PartialGraphWarning, match=unnamed):
        store.network()
    with pytest.warns(PartialGraphWarning, match=unnamed):
        store.export("gexf", tmp_path / "all.gexf")
    complaint = run("export", "-o", tmp_path / "again.gexf", "--store", folder)[2]
    assert re.search(unnamed, complaint)
    assert "left out" not in run("export", "-o", tmp_path / "all.nq", "--store", folder)[2]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        store.network("CM99-0000006", hops=2)


@pytest.mark.parametrize(
    ("kept", "cases"),
    [
        ("treatment=medication", ["CM99-0000004"]),
        ("treatment=passive therapy", ["CM99-0000002", "CM99-0000006"]),
        ("treatment=cyclobenzaprine", ["CM99-0000004"]),
        ("treatment=Flexeril", ["CM99-0000004"]),
        ("drug=flexeril", ["CM99-0000004"]),
        ("treatment=muscle relaxant", ["CM99-0000004"]),
        ("region=spine", ["CM99-0000002", "CM99-0000003", "CM99-0000006"]),
        ("region=neck", ["CM99-0000002"]),
    ],
)
def test_what_is_broader_keeps_what_is_narrower(
    folder: Path, store: LetterStore, kept: str, cases: list[str]
) -> None:
    ended, told, _ = run("list", "--where", kept, "--format", "csv", "--store", folder)
    found = [line.partition(",")[0] for line in told.splitlines()[1:]]
    assert (ended, [case for case in found if case.startswith("CM")]) == (0, cases)
    name, _, value = kept.partition("=")
    total = store.rates(where={name: value}).total
    assert total
    assert total.items >= len(cases)


def test_a_narrow_name_keeps_what_is_called_so_at_every_door(store: LetterStore) -> None:
    deep = {"treatment": "Deep Tissue Massage"}
    assert [row["concept"] for row in items(store.catalog, deep)] == ["deep-tissue-massage"]
    assert {hit.case for hit in store.search("massage", where=deep)} == {FIRST}
    both = {"treatment": "cyclobenzaprine", "concept": "massage"}
    assert not items(store.catalog, both)
    for name, value in (("class", "massage"), ("drug-class", "flexeril"), ("drug", "massage")):
        with pytest.raises(QuestionError, match=f"{name}={value}.*: expected one of"):
            store.rates(where={name: value})


def test_of_several_items_the_one_that_is_meant_is_asked_for(
    store: LetterStore, examples: Path
) -> None:
    with pytest.warns(AmbiguousNameWarning, match="item 1 of 2, “Chiropractic"):
        imrgraph.whatif(examples / "two-items.txt", visits=3)
    with pytest.warns(AmbiguousNameWarning, match="item 1 of 2, “Chiropractic"):
        store.similar("CM99-0000006")
    imrgraph.whatif(examples / "two-items.txt", 2, visits=3)
    imrgraph.whatif(examples / "imaging.txt", visits=3)
    for name in ("proof", "what-would-flip", "conditions-of-item", "contrast", "decisive-facts"):
        with pytest.raises(QuestionError, match="item: expected the number of one of 1 to 2"):
            store.ask(name, letter="CM99-0000006")
        store.ask(name, letter="CM99-0000006", item=2)
        store.ask(name, letter="CM99-0000004")


def test_an_item_that_a_letter_has_not_is_refused_by_every_question(store: LetterStore) -> None:
    for name in ("proof", "conditions-of-item", "decisive-facts", "contrast"):
        with pytest.raises(NotFoundError, match="an item of the number 9, found none"):
            store.ask(name, letter="CM99-0000006", item=9)


def test_how_sure_a_recommendation_is_has_names(examples: Path) -> None:
    with pytest.raises(QuestionError, match="least sure: expected one of verified, secondary"):
        imrgraph.explain(examples / "imaging.txt", least="sure")


def test_a_graph_that_leads_nowhere_says_so(store: LetterStore) -> None:
    with pytest.warns(PartialGraphWarning, match="nothing leads on by outcome; there is .*hasItem"):
        store.networkx("CM99-0000006", predicates=["outcome"])
    with pytest.warns(PartialGraphWarning, match="no letter here has any of it"):
        store.projection("guidelines", "opioid")


def test_a_variable_that_stands_nowhere_else_is_told(store: LetterStore) -> None:
    with pytest.warns(UnknownTermWarning, match="label: it stands nowhere else"):
        store.query(
            "SELECT ?x ?label { ?x a imr:Determination OPTIONAL { ?x imr:caseNumber ?lable } }"
        )


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT ?i { ?i imr:outcome ?outcome } ORDER BY ?outcom LIMIT 2", "outcom: it stands now"),
        ("SELECT ?i { ?i imr:outcome ?o } ORDER BY DESC(?i) ?outcom", "outcom: it stands nowhere"),
        ("SELECT (COUNT(*) AS ?n) { ?i imr:requestedTreatment ?t } GROUP BY ?treatmnt",
         "treatmnt: it stands nowhere else"),
        ('SELECT ?i { ?i imr:outcome/skos:prefLabel ?l FILTER(STR(?l) = "Upheld") }',
         'no skos:prefLabel of imr:outcome here is just that; it is written "upheld"'),
        ('SELECT ?i { ?i imr:caseNumber ?n FILTER(STRSTARTS(STR(?n), "cm99")) }',
         "no imr:caseNumber here has it with such letters"),
        ('SELECT ?i { ?i imr:caseNumber ?n FILTER(REGEX(STR(?n), "^cm99")) }',
         "no imr:caseNumber here has it with such letters"),
    ],
)  # fmt: skip
def test_a_slip_behind_a_query_or_a_function_is_told(
    store: LetterStore, query: str, told: str
) -> None:
    with pytest.warns(UnknownTermWarning, match=re.escape(told)):
        store.query(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?i { ?i imr:outcome ?o } ORDER BY ?o LIMIT 2",
        "SELECT ?o (COUNT(*) AS ?n) { ?i imr:outcome ?o } GROUP BY ?o ORDER BY DESC(?n) ?o",
        "SELECT ?y { ?i imr:decisionDate ?d } GROUP BY (YEAR(?d) AS ?y)",
        'SELECT ?i { ?i imr:outcome/skos:prefLabel ?l FILTER(STR(?l) = "upheld") }',
        'SELECT ?i { ?i imr:caseNumber ?n FILTER(STRSTARTS(STR(?n), "CM99")) }',
        'SELECT ?i { ?i imr:caseNumber ?n FILTER(REGEX(STR(?n), "^cm99", "i")) }',
        'SELECT ?i { ?i imr:outcome ?o FILTER(STRENDS(STR(?o), "upheld")) }',
    ],
)
def test_what_is_right_behind_a_query_or_a_function_is_not_warned_of(
    store: LetterStore, query: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert store.query(query)


def test_the_questions_that_are_no_sparql_are_named_where_they_are_left_out(tmp_path: Path) -> None:
    code, _, err = run("questions", "-o", tmp_path / "q.ttl")
    bare = [each.name for each in questions().values() if not each.query]
    assert bare
    assert (code, err) == (
        0, f"imrgraph: no SPARQL answers {', '.join(bare)}: left out of the Turtle\n",
    )  # fmt: skip
    assert run("questions", "overturn-rate", "-o", tmp_path / "one.ttl")[2] == ""


def test_a_letter_that_was_taken_out_answers_no_more(examples: Path) -> None:
    store = imrgraph.open()
    store.load(examples / "two-items.txt")
    case, item = store.determination("CM99-0000006"), store.determination("CM99-0000006").items[1]
    another = store.determination("CM99-0000006").items[1]  # what was walked over stays as it was
    citation, verdict = another.citations[0], another.verdicts[0]
    store.remove("CM99-0000006")
    for gone in (
        lambda: case.items, lambda: case.case_number, case._repr_html_, case.rdf,
        lambda: str(item.verdict and item.verdict.verdict),
        lambda: store.owlready2(case), lambda: store.network(case),
        lambda: item.verdicts, lambda: citation.item, lambda: verdict.left_open_by,
    ):  # fmt: skip
        with pytest.raises(NotFoundError, match="CM99-0000006"):
            gone()
    assert "found none" in repr(case)


def test_of_a_folder_that_is_audited_what_is_left_out_is_told(
    tmp_path: Path, examples: Path
) -> None:
    (tmp_path / "letter.txt").write_bytes((examples / "imaging.txt").read_bytes())
    (tmp_path / "notes.rtf").write_text("no letter", encoding="utf-8")
    told = run("audit", tmp_path)[2]
    assert "left out: 1 .rtf, since letters end in" in told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["whatif", "{letter}", "--set", "visits=3", "-o", "x.json"], "ends in .txt"),
        (["read", "{letter}", "--why", "-o", "x.json"], "ends in .txt"),
        (["query", "-q", "ASK {}", "--explain", "-o", "x.json"], "ends in .txt"),
        (["ontology", "export", "-o", "x.ttl"], "expected --merged for one file"),
        (["ontology", "export", "--mappings", "-o", "x.csv"], "ends in .tsv"),
    ],
)
def test_no_file_holds_another_format_than_its_name_says(
    words: list[str], expected: str, examples: Path, tmp_path: Path
) -> None:
    place = tmp_path / words[-1]
    letter = str(examples / "imaging.txt")
    given = [each.replace("{letter}", letter) for each in words[:-1]]
    ended, _, complaint = run(*given, place)
    assert (ended, expected in complaint, place.exists()) == (USAGE, True, False)


def test_what_is_called_gz_is_packed(folder: Path, tmp_path: Path, examples: Path) -> None:
    commands: list[list[str | Path]] = [
        ["rates", "--smallest", "1", "--format", "csv", "--store", folder],
        ["audit", examples / "imaging.txt", "--format", "json"],
        ["explain", examples / "imaging.txt", "--format", "html"],
    ]
    for number, command in enumerate(commands):
        place = tmp_path / f"{number}.gz"
        assert run(*command, "-o", place)[0] == 0
        assert gzip.decompress(place.read_bytes())


def test_a_tag_is_taken_in_any_case_and_number_and_no_two_are_alike() -> None:
    every = {tag for each in questions().values() for tag in each.tags}
    assert len({tag.removesuffix("s") for tag in every}) == len(every)
    listed = run("questions", "--tag", "treatment")[1]
    assert "missing-by-treatment" in listed
    assert "conditions-not-met" in listed
    for tag in ("Treatments", "TREATMENT"):
        assert run("questions", "--tag", tag)[1] == listed
    ended, _, complaint = run("questions", "overturn-rate", "--tag", "why")
    assert (ended, "found both" in complaint) == (USAGE, True)


@pytest.mark.parametrize(
    "told",
    [
        "The patient is a 45-year-old female hotel housekeeper who fell.",
        "She worked as a home health aide when she was hurt.",
        "He is a caregiver by trade.",
        "He is employed as a massage therapist.",
        "The applicant is a registered nurse.",
        "Occupation: massage therapist.",
        "She works at a hotel and lifted a mattress.",
        "Her job duties include housekeeping and laundry.",
    ],
)
def test_what_somebody_works_as_is_no_treatment(told: str) -> None:
    found = treatment_mentions(Document("x", told), Span(0, len(told)), load())
    assert not [*found]


@pytest.mark.parametrize(
    ("told", "treatment"),
    [
        ("The patient is a 45-year-old female with a caregiver at home.", "home-health"),
        ("She worked as a nurse, and was treated with acupuncture.", "acupuncture"),
        ("He worked as a housekeeper and received chiropractic care.", "chiropractic"),
        ("She was treated by a massage therapist twice a week.", "massage-therapy"),
        ("He is working on home exercises as instructed.", "home-exercise"),
        ("The request is for a home health aide.", "home-health"),
    ],
)
def test_what_is_told_beside_a_job_is_a_treatment(told: str, treatment: str) -> None:
    found = treatment_mentions(Document("x", told), Span(0, len(told)), load())
    assert treatment in [local(each.treatment.value) for each in found]


def test_a_day_is_typed_wherever_a_format_has_days(store: LetterStore, tmp_path: Path) -> None:
    store.export("neo4j-csv", tmp_path / "neo4j")
    header = (tmp_path / "neo4j" / "nodes.csv").read_text("utf-8").partition("\n")[0]
    named = dict(cell.strip('"').split(":") for cell in header.split(",")[2:])
    for name, kind in named.items():
        assert kind == {"reportDate": "date[]"}.get(name, "date") or not name.endswith("Date")
    polars = pytest.importorskip("polars")
    store.export("parquet", tmp_path / "parquet")
    schema = polars.read_parquet(tmp_path / "parquet" / "nodes.parquet").schema
    assert schema["reportDate"] == polars.List(polars.Date)
    assert schema["decisionDate"] == polars.Date


def test_an_argument_of_another_type_is_told_what_would_be_right(store: LetterStore) -> None:
    asked: Any = store
    python: Any = imrgraph
    wrong: dict[str, Callable[[], object]] = {
        "cases: expected a text, found ": lambda: asked.remove(["CM99-0000006"]),
        "where: expected a dictionary or None, found 'o": lambda: asked.rates(where="outcome"),
        "hops: expected a whole number from 0 or None, found": lambda: asked.network(
            FIRST, hops="2"
        ),
        "hop: expected one of view, hops, predicates": lambda: asked.network(FIRST, hop=2),
        "predicates: expected a list of text": lambda: asked.network(FIRST, predicates="hasItem"),
        "words: expected a text, found": lambda: asked.search(["pain"]),
        "timeout: expected a number from 0 or None, found": lambda: asked.query(
            "ASK {}", timeout="5"
        ),
        "limit: expected a whole number from 0, found -1": lambda: asked.search("x", limit=-1),
        "limits: expected one of words, part, where": lambda: asked.search("x", limits=1),
        "letter: expected .* found 3": lambda: python.explain(3),
        "letter: expected an Explanations, .* found 3": lambda: python.whatif(3),
        "place: expected a text, a path or None, found 3": lambda: python.open(3),
    }
    for told, call in wrong.items():
        with pytest.raises(ArgumentError, match=told):
            call()


def test_by_which_reading_a_change_would_matter_is_told(examples: Path) -> None:
    why = imrgraph.explain(examples / "two-items.txt")
    [fewer] = why.items[1].counterfactuals
    assert [str(each.reading) for each in why.items[1].unmoved(fewer)] == ["stated-reading"]
    told = run("explain", examples / "two-items.txt", "--item", "2")[1]
    by = (
        "the guideline as encoded would have been met, and not the guideline as the reviewer states"
    )
    assert by in " ".join(told.split())


@pytest.mark.parametrize(
    ("given", "offered"),
    [
        ("12.11.2014", "2014-12-11 or 2014-11-12, since either may be meant"),
        ("13/11/2014", "2014-11-13 or 11/13/2014"),
        ("last spring", "a date, as 2015-06-10"),
    ],
)
def test_a_day_that_may_be_two_is_refused_with_both(folder: Path, given: str, offered: str) -> None:
    for words in (
        ["whatif", "CM99-0000002", "--set", f"injury={given}", "--store", folder],
        ["plan", "--treatment", "massage", "--injury", given, "--request", "2015-06-10"],
        ["ask", "around-a-change", "-p", f"day={given}", "--store", folder],
    ):
        ended, told, complaint = run(*words)
        assert (ended, told) == (USAGE, "")
        assert offered in complaint
    for day in ("30.11.2014", "11/30/2014", "Nov 30, 2014", "30 November 2014", "2014-11-30"):
        ended, told, _ = run("whatif", "CM99-0000002", "--set", f"injury={day}", "--store", folder)
        assert ended == 0
        assert "date of injury 2014-11-30 instead" in told


@pytest.mark.parametrize("command", [["similar"], ["whatif", "--set", "visits=3"]])
def test_of_several_items_the_one_that_is_taken_is_named(folder: Path, command: list[str]) -> None:
    first, *others = command
    for case, named in (("CM99-0000006", "item 1 of 2, “Chiropractic"), ("CM99-0000002", "")):
        ended, _, complaint = run(first, case, *others, "--store", folder)
        assert (ended, named in complaint, bool(complaint)) == (0, True, bool(named))
    assert not run(first, "CM99-0000006", *others, "--item", "2", "--store", folder)[2]


@pytest.mark.parametrize(
    ("name", "opens"),
    [
        ("all.gexf", "458 nodes and 1,149 edges, written; Gephi opens it"),
        ("all.graphml.gz", "458 nodes and 1,149 edges, written; Gephi, Cytoscape and yEd open it"),
        ("all.nq", "all letters written; any RDF tool reads it"),
    ],
)
def test_a_whole_store_that_is_written_is_told(
    folder: Path, tmp_path: Path, name: str, opens: str
) -> None:
    ended, told, complaint = run("export", "-o", tmp_path / name, "--store", folder)
    assert (ended, told) == (0, "")
    counts = re.compile(r"[\d,]+ nodes and [\d,]+ edges")
    assert counts.sub("", opens) in counts.sub("", complaint)
    assert bool(counts.search(opens)) is bool(counts.search(complaint))


@pytest.mark.parametrize("form", ["dot", "mermaid", "svg", "html"])
@pytest.mark.parametrize(
    ("projection", "counted"), [("guidelines", "items{}1, overturned{}1"), ("grounds", "shared{}1")]
)
def test_a_drawing_of_counts_shows_them(
    folder: Path, form: str, projection: str, counted: str
) -> None:
    of_all = ("export", "--projection", projection, "--store", folder)
    _, told, _ = run(*of_all, "--format", form)
    colon = "#58; " if form == "mermaid" else ": "
    counted = "1 of 1" if (form, projection) == ("svg", "guidelines") else counted
    assert counted.replace("{}", colon) in told


def test_a_query_in_right_terms_is_not_warned_of(store: LetterStore) -> None:
    known = "SELECT ?i { ?i a imr:DisputedItem ; imr:requestedTreatment imrv:acupuncture }"
    own = "CONSTRUCT { ?i <https://example.org/is> <https://example.org/item> } { ?i a ?kind }"
    assert store.query(known)
    assert store.query(own, limit=1)


@pytest.mark.parametrize(
    "words", [["ask", "asked-again"], ["query", "-q", "SELECT ?x { ?x a imr:Override }"]]
)
def test_an_answer_without_rows_says_so_beside_the_data(folder: Path, words: list[str]) -> None:
    ended, _, complaint = run(*words, "--store", folder)
    assert ended == 0
    assert "no rows" in complaint


@pytest.mark.parametrize("name", ["remote", "import", "filectx"])
def test_no_context_is_fetched(name: str) -> None:
    if not FILES.exists():
        pytest.skip("the cases do not stand beside the checkout")
    ended, told, complaint = run("explain", FILES / f"{name}.jsonld")
    assert (ended, told) == (UNREADABLE, "")
    assert "which is not fetched" in complaint


@pytest.mark.parametrize(
    ("name", "found"),
    [("typo", "imr:injuryDate"), ("baddate", "2015-13-45"), ("qbad", "found six")],
)
def test_a_slip_in_a_description_is_one_line(name: str, found: str) -> None:
    if not FILES.exists():
        pytest.skip("the cases do not stand beside the checkout")
    command = [sys.executable, "-m", "imrgraph", "explain", str(FILES / f"{name}.ttl")]
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (UNREADABLE, "", 1)
    assert found in told.stderr


def test_a_description_in_terms_that_there_are_none_of_is_refused(tmp_path: Path) -> None:
    prefix = "@prefix imr: <https://w3id.org/imrgraph/ontology#> .\n"
    for slip, meant in {
        "requestedTreatmnt": "requestedTreatment",
        "injuryDat": "injuryDate",
    }.items():
        file = tmp_path / f"{slip}.ttl"
        file.write_text(f'{prefix}[] imr:hasItem [ imr:{slip} "x" ] .', encoding="utf-8")
        with pytest.raises(DescriptionError, match=f"imr:{slip}; the nearest: imr:{meant}"):
            imrgraph.explain(file)


def test_a_query_may_begin_with_a_mark_of_byte_order(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "bom.rq"
    file.write_bytes(b"\xef\xbb\xbfSELECT (1 AS ?x) {}")
    assert run("query", file, "--store", folder)[:2] == (0, "x\n1\n")


def test_a_word_with_a_sign_in_it_is_found(store: LetterStore) -> None:
    assert store.search("home-exercise") == store.search('"home exercise"')
    assert {hit.case for hit in store.search("x-ray OR massage")} >= {"CM99-0000002"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_is_said_in_one_line() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        told = subprocess.run(
            [sys.executable, "-m", "imrgraph", "questions"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert told.returncode == UNREADABLE
    assert told.stderr == (
        "imrgraph: stdout: expected a place to write to, found: No space left on device\n"
    )


def test_integers_beyond_64_bits_stay_what_they_are() -> None:
    large = 2**70
    rows = Rows(("many",), [(term(large),), (term(1),)])
    assert list(rows.to_pandas()["many"]) == [str(large), "1"]
    assert list(rows.to_polars()["many"]) == [str(large), "1"]


def test_what_a_letter_would_do_to_a_terminal_is_not_done(tmp_path: Path, examples: Path) -> None:
    pty = pytest.importorskip("pty")
    letter = tmp_path / "letter.txt"
    text = (examples / "imaging.txt").read_text(encoding="utf-8")
    letter.write_text(text.replace("MRI", "\x1b]0;owned\x07MRI\x1b[2J"), encoding="utf-8")
    here, there = pty.openpty()
    subprocess.run(  # noqa: S603 (our own)
        [sys.executable, "-m", "imrgraph", "explain", str(letter), "--level", "verdict"],
        stdout=there, stderr=there, check=False,
    )  # fmt: skip
    os.close(there)
    shown = os.read(here, 65_536)
    os.close(here)
    assert b"MRI" in shown
    assert b"\x1b]0;" not in shown
    assert b"\x1b[2J" not in shown


def test_the_likest_name_comes_first() -> None:
    assert nearest("massge", ["message", "massage therapy", "massage"])[0] == "massage"
    assert nearest("injury", ["date of injury", "inquiry"])[0] == "date of injury"
    assert nearest("MRI of the lumbar spine", ["ankle fracture surgery", "MRI"])[0] == "MRI"
    assert nearest("zzz", ["massage"]) == ()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["explain", "{letter}", "--item", "1", "--item", "2"], "--item: expected it once"),
        (["list", "--output", "a.csv", "--output", "b.csv"], "--output: expected it once"),
        (
            ["whatif", "{letter}", "--set", "visits=3", "--set", "visits=6"],
            "visits: expected one value, found '3' and '6'",
        ),
        (
            ["ask", "overturn-rate", "-p", "by=region", "-p", "by=year"],
            "by: expected one value, found 'region' and 'year'",
        ),
    ],
)
def test_of_two_values_where_one_is_taken_none_is_dropped(
    folder: Path, examples: Path, words: list[str], told: str
) -> None:
    asked = [word.format(letter=examples / "two-items.txt") for word in words]
    stored = [] if words[0] == "explain" else ["--store", str(folder)]
    code, out, err = run(*asked, *stored)
    assert (code, out) == (USAGE, "")
    assert told in err
