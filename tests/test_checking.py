"""checking: what is wrong with the ontology or its rules is found, by name, and nothing else is.

Every check has something planted for it, in a copy of the ontology.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from imrgraph.checking.ontology import check, untidy
from imrgraph.checking.rules import audit
from imrgraph.checking.turtle import canonical
from imrgraph.errors import OntologyError
from imrgraph.resources import folder

if TYPE_CHECKING:
    from pathlib import Path

ONTOLOGY = folder("ontology")
TURTLE = sorted(ONTOLOGY.rglob("*.ttl"))

PREFIXES = """
@prefix imr:     <https://w3id.org/imrgraph/ontology#> .
@prefix imrg:    <https://w3id.org/imrgraph/guideline/> .
@prefix imrv:    <https://w3id.org/imrgraph/vocab/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl:     <http://www.w3.org/2002/07/owl#> .
@prefix rdfs:    <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos:    <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd:     <http://www.w3.org/2001/XMLSchema#> .
"""

#: A recommendation on massage in the edition of 2009, to which tests add.
MASSAGE = """
    imr:aboutTreatment imrv:massage-therapy ;
    imr:inReading imrv:encoded-reading ;
    imr:strength imrv:strength-option ;
    imr:statedIn imrg:chronic-pain-2009-p60 ;
    imr:sourceStatus imrv:secondary ;
    dcterms:source "somebody's report"@en ;
    skos:prefLabel "planted"@en"""

#: The check, what is planted, and the thing that is complained of.
PLANTED = [
    ("cycle", "imrv:neck skos:broader imrv:neck .", "imrv:neck"),
    ("undefined-term", "imrv:neck imr:restates imrg:nowhere .", "imrg:nowhere"),
    ("undefined-property", "imrv:neck imr:nods imrv:face .", "imr:nods"),
    ("missing-label", "imrv:planted a imr:Treatment .", "imrv:planted"),
    ("several-labels", 'imrv:neck skos:prefLabel "nape"@en .', "imrv:neck"),
    ("missing-definition", "imrv:planted a skos:Concept .", "imrv:planted"),
    ("several-definitions", 'imrv:neck skos:definition "The nape."@en .', "imrv:neck"),
    ("duplicate-label", 'imrv:neck skos:altLabel "skull"@en .', "imrv:neck"),
    ("label-without-language", 'imrv:neck skos:altLabel "nape" .', "imrv:neck"),
    ("scheme", "imrv:neck skos:inScheme imrv:treatments .", "imrv:neck"),
    ("unused", "imrg:planted a imr:Condition .", "imrg:planted"),
    ("two-files", 'imrv:neck skos:altLabel "nape"@en .', "imrv:neck"),
    (
        "edition-overlap",
        """imrg:planted imr:editionOf imrg:chronic-pain ;
            imr:begins imrg:amendment-2015-04-20 ; imr:ends imrg:amendment-2016-07-29 .""",
        "imrg:chronic-pain-2009",
    ),
    (
        "edition-never-in-force",
        """imrg:planted imr:editionOf imrg:chronic-pain ;
            imr:begins imrg:amendment-2016-07-29 ; imr:ends imrg:amendment-2009-07-18 .""",
        "imrg:planted",
    ),
    (
        "phases-gap",
        """imrv:planted imr:definesPhase imrv:subacute ;
            imr:untilAge "P5M"^^xsd:yearMonthDuration .""",
        "imrv:planted",
    ),
    ("phases-overlap", "imrv:planted imr:definesPhase imrv:acute .", "imrv:acute-under-one-month"),
    (
        "criterion-without-sentence",
        'imrv:planted a imr:Criterion ; skos:prefLabel "planted"@en .',
        "imrv:planted",
    ),
    ("missing-source", "imrg:planted a imr:Condition .", "imrg:planted"),
    ("missing-provision", "imrg:planted a imr:SupportingRecommendation .", "imrg:planted"),
    (
        "surer-than-its-place",
        f"imrg:planted a imr:SupportingRecommendation ; {MASSAGE} .".replace(
            "imr:sourceStatus imrv:secondary", "imr:sourceStatus imrv:verified"
        ),
        "imrg:planted",
    ),
    (
        "misplaced-unverified",
        f"imrg:planted a imr:SupportingRecommendation ; {MASSAGE} .".replace(
            "imrv:secondary", "imrv:unverified"
        ),
        "imrg:planted",
    ),
    (
        "two-modalities",
        "imrv:deep-tissue-massage imr:hasModality imrv:active .",
        "imrv:deep-tissue-massage",
    ),
    ("treatment-without-code", "imrv:planted skos:inScheme imrv:treatments .", "imrv:planted"),
    ("treatment-without-category", "imrv:planted skos:inScheme imrv:treatments .", "imrv:planted"),
    (
        "idle-override",
        f"""imrg:planted a imr:SupportingRecommendation ; {MASSAGE} ;
            imr:overrides imrg:chronic-pain-2009-massage .""",
        "imrg:planted",
    ),
    (
        "encoded-and-left-out",
        'imrg:omission-odg-prp dcterms:identifier "cp2009-massage" .',
        "imrg:omission-odg-prp",
    ),
    (
        "condition-without-query",
        'imrg:chronic-pain-2009-chronic imr:criterion imrv:planted . imrv:planted skos:note "" .',
        "imrv:planted",
    ),
    ("blank-node", "[] skos:broader imrv:neck .", None),
]

#: Rules, and the check that finds what is wrong with them.
RULES = [
    (
        "conflict",
        f"imrg:planted a imr:OpposingRecommendation ; {MASSAGE} .",
        "imrg:chronic-pain-2009-massage and imrg:planted",
    ),
    (
        "unreachable",
        f"""imrg:planted a imr:SupportingRecommendation ; {MASSAGE} ;
            imr:hasScope imrg:chronic-pain-2009-chronic , imrg:low-back-2004-acute .""",
        "imrg:planted",
    ),
    (
        "shadowed",
        f"""imrg:planted a imr:SupportingRecommendation ; {MASSAGE} ;
            imr:hasScope imrg:chronic-pain-2009-chronic ;
            imr:hasCondition imrg:planted-visits .
        imrg:planted-visits imr:criterion imrv:visit-limit ; imr:maximumVisits 4 .""",
        "imrg:planted",
    ),
    (
        "never-consulted",
        f"imrg:planted a imr:SupportingRecommendation ; {MASSAGE} .".replace(
            "imrv:massage-therapy", "imrv:shockwave-therapy"
        ).replace("imrg:chronic-pain-2009-p60", "imrg:mtus-definitions-2015-chronic-pain"),
        "imrg:odg-low-back-2016-eswt",
    ),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the ontology, to plant something in."""
    home = tmp_path / "ontology"
    shutil.copytree(ONTOLOGY, home)
    return home


def plant(home: Path, turtle: str) -> None:
    (home / "guidelines" / "planted.ttl").write_text(PREFIXES + turtle, encoding="utf-8")


@pytest.mark.parametrize(("name", "turtle", "where"), PLANTED, ids=[p[0] for p in PLANTED])
def test_what_is_planted_is_found_by_name(
    copy: Path, name: str, turtle: str, where: str | None
) -> None:
    plant(copy, turtle)
    found = [problem for problem in untidy(copy) if problem.check == name]
    assert found
    assert where is None or where in {problem.where for problem in found}


def test_every_check_has_something_planted_for_it() -> None:
    assert {file.stem for file in (ONTOLOGY / "checks").glob("*.rq")} < {p[0] for p in PLANTED}


def test_a_term_that_nothing_speaks_of_is_found(copy: Path) -> None:
    terms = copy / "imr.ttl"
    planted = "\nimr:planted\n    a <http://www.w3.org/2002/07/owl#Class> .\n"
    terms.write_text(terms.read_text(encoding="utf-8") + planted, encoding="utf-8")
    assert ("unused-term", "imr:planted") in {(p.check, p.where) for p in untidy(copy)}


def test_the_ontology_is_tidy() -> None:
    assert untidy(ONTOLOGY) == ()


@pytest.mark.parametrize(("name", "turtle", "where"), RULES, ids=[rule[0] for rule in RULES])
def test_what_is_wrong_with_a_rule_is_found_by_name(
    copy: Path, name: str, turtle: str, where: str
) -> None:
    plant(copy, turtle)
    assert (name, where) in {(problem.check, problem.where) for problem in audit(copy).problems}


def test_the_rules_contradict_and_hide_none_of_each_other() -> None:
    assert audit().problems == ()


def test_with_what_is_unverified_the_rules_do_not_contradict_each_other() -> None:
    found = {problem.check for problem in audit(unverified=True).problems}
    assert found <= {"shadowed"}


def test_an_override_settles_a_conflict(copy: Path) -> None:
    plant(copy, f"{RULES[0][1]} imrg:planted imr:overrides imrg:chronic-pain-2009-massage .")
    assert "conflict" not in {problem.check for problem in audit(copy).problems}


def test_a_gap_names_the_time_and_the_phases() -> None:
    massage = [gap for gap in audit().gaps if gap.treatment == "imrv:massage-therapy"]
    assert [(str(gap.begins), str(gap.ends), gap.phases) for gap in massage] == [
        ("2013-01-01", "2017-12-01", ("subacute",)),
        ("2017-12-01", "None", ("acute", "chronic", "subacute")),
    ]


def test_a_file_that_is_no_turtle_is_an_error_that_names_it(copy: Path) -> None:
    plant(copy, "imrg:planted a")
    with pytest.raises(OntologyError, match=r"planted\.ttl: expected Turtle"):
        untidy(copy)


@pytest.mark.slow
def test_shapes_and_reasoner_find_nothing_wrong() -> None:
    report = check()
    assert report.problems == ()
    assert report.shapes == "checked"
    assert report.owl == "consistent" or "Java" in report.owl


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("java"), reason="HermiT needs Java")
def test_the_reasoner_finds_a_contradiction(copy: Path) -> None:
    plant(copy, "imrv:deep-tissue-massage imr:hasModality imrv:active .")
    report = check(copy)
    assert report.owl == "inconsistent"
    assert "owl" in {problem.check for problem in report.problems}


@pytest.mark.slow
def test_what_breaks_a_shape_is_found(copy: Path) -> None:
    plant(copy, "imrv:neck a imr:Treatment ; imr:hasModality imrv:chronic .")
    assert ("shape", "imrv:neck") in {(p.check, p.where) for p in check(copy).problems}


@pytest.mark.parametrize("file", TURTLE, ids=lambda file: file.name)
def test_the_turtle_is_canonical(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert canonical(text, file.name) == text


MESSY = """# planted.ttl: a file.
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix imrv: <https://w3id.org/imrgraph/vocab/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
### Here
imrv:a skos:definition "A; . and , # in it"@en ;   skos:broader imrv:b, imrv:c ; a skos:Concept.
# of the next
imrv:b a skos:Concept ; skos:prefLabel "b"@en .
"""
TIDY = """# planted.ttl: a file.
@prefix imrv: <https://w3id.org/imrgraph/vocab/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .


### Here

imrv:a
    a skos:Concept ;
    skos:definition "A; . and , # in it"@en ;
    skos:broader imrv:b , imrv:c .

# of the next
imrv:b
    a skos:Concept ;
    skos:prefLabel "b"@en .
"""


def test_what_is_messy_is_laid_out() -> None:
    assert canonical(MESSY) == TIDY


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("imrv:a\n  # here\n  a imrv:b .", "line 2: expected comments between blocks"),
        ("imrv:a a imrv:b", "line 1: expected the end of a block"),
        ("imrv:a a [ imrv:b imrv:c .", "line 1: expected"),
        ('imrv:a imrv:b "open .', "line 1: expected a term"),
    ],
)
def test_what_cannot_be_laid_out_is_an_error_that_says_where(text: str, message: str) -> None:
    with pytest.raises(OntologyError, match=message):
        canonical(text)
