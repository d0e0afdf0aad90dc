"""graph.described: a graph in place of a letter, explained as a letter that says the same."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from rdflib import BNode, Graph, Literal, Namespace, URIRef

import imrgraph
from imrgraph.cli import main
from imrgraph.errors import DescriptionError, MissingPackageError
from imrgraph.graph.describe import describe
from imrgraph.graph.turtle import as_turtle
from imrgraph.knowledge.terms import IMR as TERMS
from imrgraph.knowledge.terms import IMRV as CODES
from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.as_text import as_text
from imrgraph.resources import folder

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.reasoning.explaining.explanation import Explanations

IMR, IMRV = Namespace(TERMS.base), Namespace(CODES.base)
CASE = folder("examples") / "cases" / "massage.ttl"
PREFIXES = f"""
@prefix imr: <{TERMS.base}> .
@prefix imrv: <{CODES.base}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def described(turtle: str) -> Explanations:
    return imrgraph.explain(Graph().parse(data=PREFIXES + turtle, format="turtle"))


def verdicts(why: Explanations) -> list[list[tuple[str, str, str]]]:
    return [[(d.basis, d.reading, d.verdict.value) for d in i.verdicts] for i in why.items]


def test_a_request_that_nobody_decided_is_explained_from_what_is_described() -> None:
    why = imrgraph.explain(CASE)
    [item] = why.items
    assert (item.verdict.value, item.recorded_outcome, item.requested) == ("necessary", None, 2 * 3)
    told = {
        condition.result.criterion: wording.sentence(condition.result, item.knowledge)
        for condition in item.decisive
    }
    assert told.keys() == {"phase", "visit-limit"}
    assert "145 days after the injury" in told["phase"]
    assert "No decision yet" in as_text(why)


def test_every_quotation_is_a_line_of_the_description() -> None:
    why = imrgraph.explain(CASE)
    text = why.letter.document.text
    evidence = [step.evidence for item in why.items for step in item.proof.walk() if step.evidence]
    assert "date of injury: 2015-05-08" in {each.quote for each in evidence}
    for each in evidence:
        assert text[each.start : each.end] == each.quote
        assert each.quote in text.splitlines()


@pytest.mark.parametrize(
    "name", ["massage-chronic", "massage-acute", "imaging", "medication", "two-items"]
)
def test_what_a_letter_states_is_explained_as_the_letter_is(examples: Path, name: str) -> None:
    letter = imrgraph.explain(examples / f"{name}.txt")
    graph = Graph().parse(data=as_turtle(letter), format="turtle")
    again = imrgraph.explain(graph)
    assert verdicts(again) == verdicts(letter)
    noted, _, _ = as_text(letter).partition("\n\n\nThe letter as a whole\n   - noted in reading")
    assert as_text(again) == noted  # what was noted in reading is no fact of the letter
    assert set(describe(again.letter)) == set(describe(letter.letter))


def test_where_there_is_a_text_the_words_of_a_place_are_those_of_the_text() -> None:
    case = """[] imr:caseNumber "CM99-0000042" ; imr:text "Hot packs: upheld. Not\\nimproved." ;
        imr:sha256 "HASH" ; imr:hasItem [ imr:requestText "Hot packs" ; imr:outcome imrv:upheld ;
          imr:requestedTreatment imrv:physical-therapy ; imr:hasGround [
            imr:criterion imrv:functional-improvement ; imr:met false ;
            imr:statedAt <https://w3id.org/imrgraph/determination/CM99-0000042#char=19,31> ] ] ."""
    why = described(case.replace("HASH", "0" * 64))
    [ground] = why.items[0].grounds
    assert [each.quote for each in ground.evidence] == ["Not\nimproved"]
    with pytest.raises(DescriptionError, match="A place comes with the words that stand there"):
        described(case.replace("HASH", "0" * 64).replace("19,31", "99,120"))


def test_blank_nodes_and_names_describe_the_same() -> None:
    names = PREFIXES + CASE.read_text(encoding="utf-8").partition("\n\n")[2]
    for number, bracket in enumerate(("[] a imr:D", "imr:hasItem [", "ClinicalFinding [")):
        assert bracket in names, number
    named = (
        names.replace("[] a imr:D", "<urn:x:case> a imr:D")
        .replace("imr:hasItem [", "imr:hasItem <urn:x:item> . <urn:x:item>")
        .replace("imr:quantityRequested 6\n    ] .", "imr:quantityRequested 6 .")
    )
    one, other = (imrgraph.explain(Graph().parse(data=text)) for text in (names, named))
    assert verdicts(one) == verdicts(other)
    assert [item.item for item in other.items] == ["urn:x:item"]


def test_a_graph_is_built_with_rdflib_and_the_order_does_not_matter() -> None:
    letter, item = BNode(), BNode()
    triples = [
        (letter, IMR.injuryDate, Literal(date(2015, 5, 8))),
        (letter, IMR.reportDate, Literal(date(2015, 9, 30))),
        (letter, IMR.hasItem, item),
        (item, IMR.requestedTreatment, IMRV["massage-therapy"]),
        (item, IMR.quantityRequested, Literal(12)),
    ]
    told = []
    for order in (triples, triples[::-1]):
        graph = Graph()
        for triple in order:
            graph.add(triple)
        told.append(imrgraph.explain(graph))
    assert as_text(told[0]) == as_text(told[1])
    assert describe(told[0].letter) == describe(told[1].letter)
    assert "12 > 6" in as_text(told[0])


def test_grounds_and_outcome_are_the_reviewers() -> None:
    why = described(
        """[] imr:caseNumber "CM99-0000042" ; imr:hasItem [
             imr:requestedTreatment imrv:acupuncture ; imr:outcome imrv:upheld ;
             imr:hasGround [ imr:criterion imrv:functional-improvement ; imr:met false ] ] ."""
    )
    [item] = why.items
    assert item.item.endswith("/CM99-0000042/item/1")
    assert item.recorded_outcome == "upheld"
    [ground] = item.grounds
    assert (ground.criterion, ground.stated, ground.met) == ("functional-improvement", True, False)
    assert item.outcome_evidence[0].voice == "reviewer"


def test_items_keep_their_numbers_and_take_those_of_their_order() -> None:
    why = described(
        """<urn:x:c> imr:hasItem <urn:x:b>, <urn:x:a> .
           <urn:x:b> imr:number 1 ; imr:requestText "first" .
           <urn:x:a> imr:number 2 ; imr:requestText "second" ."""
    )
    assert [(item.number, item.request) for item in why.items] == [(1, "first"), (2, "second")]
    why = described("""[] imr:hasItem <urn:x:i10>, <urn:x:i9> .""")
    assert [(item.number, item.item) for item in why.items] == [(1, "urn:x:i9"), (2, "urn:x:i10")]


@pytest.mark.parametrize(
    ("turtle", "problem"),
    [
        ("", "expected one imr:Determination, found none"),
        ("<urn:x:a> imr:hasItem [] . <urn:x:b> imr:hasItem [] .", "found urn:x:a, urn:x:b"),
        ("[] imr:hasItem [ imr:requestedTreatment imrv:leeches ] .", "found imrv:leeches"),
        ('[] imr:hasItem [ imr:quantityRequested "six" ] .', "number, not below 0”, found six"),
        (
            "[] imr:hasItem [ imr:outcome imrv:no ] .",
            "expected terms of the ontology, found imrv:no",
        ),
        ('[] imr:injuryDate "8/9/15" ; imr:hasItem [] .', "an xsd:date.*found 8/9/15"),
        ("[] imr:claimantAge 400 ; imr:hasItem [] .", "at most one age.*found 400"),
    ],
)
def test_what_is_not_well_formed_is_refused_with_what_would_be_right(
    turtle: str, problem: str
) -> None:
    with pytest.raises(DescriptionError, match=problem):
        described(turtle)


def test_a_case_number_may_be_any_text_and_an_iri_may_not() -> None:
    why = described('[] imr:caseNumber "no. 1/2" ; imr:hasItem [ imr:requestText "rest" ] .')
    assert why.items[0].item.endswith("/no.%201%2F2/item/1")
    assert why.letter.case_number
    assert why.letter.case_number.value == "no. 1/2"
    graph = Graph()
    graph.add((URIRef("http://example.org/a b"), IMR.hasItem, BNode()))
    with pytest.raises(DescriptionError, match="expected triples of RDF"):
        imrgraph.explain(graph)


def test_a_file_that_is_no_graph_is_named(tmp_path: Path) -> None:
    (tmp_path / "case.ttl").write_text("a letter", encoding="utf-8")
    for path in (tmp_path / "case.ttl", tmp_path / "none.jsonld"):
        with pytest.raises(DescriptionError, match=f"{path.name}: expected a graph"):
            imrgraph.explain(path)


def test_the_shapes_are_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(MissingPackageError, match=r"pip install imrgraph\[shapes\]"):
        imrgraph.explain(CASE)


def test_the_command_takes_a_description() -> None:
    told = CliRunner().invoke(main, ["explain", str(CASE)])
    assert told.exit_code == 0, told.output
    assert "massage therapy would be necessary" in told.output
    told = CliRunner().invoke(main, ["whatif", str(CASE), "--set", "visits=12"])
    assert told.exit_code == 0, told.output
