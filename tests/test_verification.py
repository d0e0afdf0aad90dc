"""verifying.verification: a stored explanation holds for its own letter, and for no other."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rdflib

from imrgraph.errors import ProofError
from imrgraph.explaining import explain
from imrgraph.graph.conclude import conclude
from imrgraph.graph.stored import stored
from imrgraph.graph.turtle import as_turtle
from imrgraph.knowledge.knowledge import Knowledge, know, load
from imrgraph.knowledge.terms import IMR, IMRG
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.rendering.as_json import SAID, as_json
from imrgraph.reasoning.verifying.verification import verify
from imrgraph.store.opening import open as open_store

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.reasoning.explaining.explanation import Explanations

FORMS = ("json", "turtle")
INJURY = "finding “date of injury: 2013-11-14”"


@cache
def explained(letter: Document) -> Explanations:
    return explain(letter)


def proof(letter: Document, form: str = "json") -> str:
    if form == "json":
        return json.dumps(as_json(explained(letter)), ensure_ascii=False)
    return as_turtle(explained(letter))


def checked(proof: str | dict[str, Any], letter: Document, knowledge: Knowledge) -> list[str]:
    text = proof if isinstance(proof, str) else json.dumps(proof)
    return [str(failure) for failure in verify(stored(text.encode()), letter, knowledge)]


@pytest.mark.parametrize("form", FORMS)
def test_an_explanation_holds_for_its_letter(
    form: str, first_letter: Document, knowledge: Knowledge
) -> None:
    assert checked(proof(first_letter, form), first_letter, knowledge) == []


@pytest.mark.parametrize("form", FORMS)
def test_one_changed_byte_fails_where_the_quotation_is(
    form: str, first_letter: Document, knowledge: Knowledge
) -> None:
    place = first_letter.text.index("11/14/13")
    text = f"{first_letter.text[:place]}2{first_letter.text[place + 1 :]}"
    other = Document.of("changed", text)
    whole, misquoted = checked(proof(first_letter, form), other, knowledge)
    assert whole.startswith(f"changed: says the text {first_letter.sha256}, what holds is the text")
    assert misquoted.startswith("item/1/proof/1/1/1/2/1")
    assert f"({INJURY})" in misquoted
    assert misquoted.endswith(
        f'characters {place}-{place + 8}: says "11/14/13", what holds is "21/14/13"'
    )


@pytest.mark.parametrize("form", FORMS)
def test_a_byte_outside_every_quotation_fails_as_another_text(
    form: str, first_letter: Document, knowledge: Knowledge
) -> None:
    place = first_letter.text.index("credentials")
    changed = f"{first_letter.text[:place]}C{first_letter.text[place + 1 :]}"
    failures = checked(proof(first_letter, form), Document.of("changed", changed), knowledge)
    named = {failure.partition(": says")[0].rpartition(", ")[2] for failure in failures}
    assert named == ({"sha256"} if form == "json" else {"imr:sha256", "imr:text"})


@pytest.mark.parametrize("form", FORMS)
def test_a_changed_number_in_a_guideline_is_named_with_its_version(
    form: str, examples: Path, knowledge: Knowledge
) -> None:
    path = examples / "massage-chronic.txt"
    letter = Document.of(path.name, path.read_text(encoding="utf-8"))
    visits = IMRG("chronic-pain-2009-massage-visits")
    changed = know(
        ox.Quad(q.subject, q.predicate, ox.Literal(2), q.graph_name)
        if (q.subject, q.predicate) == (visits, IMR("maximumVisits"))
        else q
        for q in knowledge.quads
    )
    failures = checked(proof(letter, form), letter, changed)
    assert any("chronic-pain-2009-massage (used by item/1/proof/2/1/1" in f for f in failures)
    step = "item/1/proof/2/1/1/2/3"
    relation, limit = {
        "json": (f"{step}.compared[0] (comparison “6 ≤ 6”), {n}" for n in ("operator", "right")),
        "turtle": (f"{step}/compared/1, imr:{n}" for n in ("operator", "right")),
    }[form]
    assert f'{relation}: says "≤", what holds is ">"' in failures
    assert f'{limit}: says "6", what holds is "2"' in failures


def test_a_forged_verdict_fails(first_letter: Document, knowledge: Knowledge) -> None:
    forged = as_json(explained(first_letter))
    forged["items"][0]["verdicts"][0]["verdict"] = "necessary"
    [failure] = checked(forged, first_letter, knowledge)
    assert failure == (
        'items[0].verdicts[0], verdict: says "necessary", what holds is "not-necessary"'
    )


def test_another_letter_fails(first_letter: Document, knowledge: Knowledge) -> None:
    other = Document.of("other", "A letter that decides nothing.")
    assert checked(proof(first_letter), other, knowledge)


def test_what_is_no_letter_any_more_fails_as_such(
    first_letter: Document, knowledge: Knowledge
) -> None:
    other = Document.of("other", "A letter that decides nothing.")
    forged = {**as_json(explained(first_letter)), "sha256": other.sha256}
    [failure] = checked(forged, other, knowledge)
    assert failure.startswith("other: says that it is a letter, what holds is no letter: ")


@pytest.mark.parametrize("form", ["turtle", "nt", "nquads", "trig", "longturtle"])
def test_what_another_tool_writes_anew_holds(
    form: str, first_letter: Document, knowledge: Knowledge
) -> None:
    data = rdflib.Dataset() if form in {"nquads", "trig"} else rdflib.Graph()
    for triple in rdflib.Graph().parse(data=proof(first_letter, "turtle"), format="turtle"):
        data.add(triple)
    assert checked(data.serialize(format=form), first_letter, knowledge) == []


def test_keys_in_another_order_hold(first_letter: Document, knowledge: Knowledge) -> None:
    plain = as_json(explained(first_letter))
    assert checked(json.dumps(plain, sort_keys=True, indent=1), first_letter, knowledge) == []


def test_what_was_derived_holds_without_what_the_letter_states(
    first_letter: Document, knowledge: Knowledge
) -> None:
    derived = ox.serialize(
        conclude(explained(first_letter), proofs=True), format=ox.RdfFormat.N_QUADS
    )
    assert checked(bytes(derived or b"").decode(), first_letter, knowledge) == []
    assert stored(bytes(derived or b"")).text is None


def test_what_the_store_keeps_of_a_letter_holds(examples: Path, knowledge: Knowledge) -> None:
    store = open_store()
    [iri] = store.load([examples / "imaging.txt"]).letters
    quads = [quad for name in (iri, f"{iri}/derived") for quad in store.graph(name)]
    kept = stored(bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""))
    assert kept.text is not None
    assert verify(kept, Document.of(kept.case, kept.text), knowledge) == ()


@pytest.mark.parametrize("form", FORMS)
def test_what_the_unverified_decides_is_said_to_be_so(form: str, examples: Path) -> None:
    why = explain(examples / "imaging.txt", unverified=True)
    kept = stored((json.dumps(as_json(why)) if form == "json" else as_turtle(why)).encode())
    assert kept.extent.least == "unverified"
    assert verify(kept, why.letter.document, load(unverified=True)) == ()
    assert verify(kept, why.letter.document, load()) != ()


@pytest.mark.parametrize("form", FORMS)
def test_one_item_of_several_holds_alone(form: str, examples: Path, knowledge: Knowledge) -> None:
    path = examples / "two-items.txt"
    letter = Document.of(path.name, path.read_text(encoding="utf-8"))
    second = explain(letter).only(2)
    text = json.dumps(as_json(second)) if form == "json" else as_turtle(second)
    assert checked(text, letter, knowledge) == []


@pytest.mark.parametrize(
    "proof",
    [
        pytest.param(b"not JSON", id="neither JSON nor RDF"),
        pytest.param(b"{not JSON", id="not JSON"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe\x00", id="bytes"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"schema": "imrgraph/letter/1"}', id="another schema"),
        pytest.param(b'{"schema": "imrgraph/explanation/1"}', id="an older schema"),
        pytest.param(b'{"schema": "imrgraph/explanation/2"}', id="without items"),
        pytest.param(b'{"schema": "imrgraph/explanation/2", "items": 1}', id="items that are none"),
        pytest.param(b"[" * 100_000, id="too deep"),
        pytest.param(b"<http://a.b/c> <http://a.b/d> 1 .", id="RDF of something else"),
        pytest.param(
            b"<http://a.b/c> a <https://w3id.org/imrgraph/ontology#Explanation> .",
            id="an explanation that says nothing",
        ),
        pytest.param(
            b"<http://a.b/c> a <https://w3id.org/imrgraph/ontology#Explanation> ."
            b"<http://a.b/d> a <https://w3id.org/imrgraph/ontology#Explanation> .",
            id="two explanations",
        ),
    ],
)
def test_what_is_no_proof_is_refused_in_one_line(proof: bytes) -> None:
    with pytest.raises(ProofError, match=r"^proof: expected ") as refused:
        stored(proof)
    assert "\n" not in str(refused.value)


def test_a_proof_of_the_first_version_is_refused_by_name() -> None:
    with pytest.raises(ProofError, match=r"imrgraph/explanation/2.*found 'imrgraph/explanation/1'"):
        stored(b'{"schema": "imrgraph/explanation/1"}')


def _places(value: Any, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:  # noqa: ANN401 (whatever JSON holds)
    """Return where a single value stands, but for what is only said in words."""
    if isinstance(value, dict):
        return [p for k, v in value.items() if k not in SAID for p in _places(v, (*path, k))]
    if isinstance(value, list):
        return [p for n, each in enumerate(value) for p in _places(each, (*path, n))]
    return [path]


@pytest.mark.parametrize("part", ["contradictions", "fit", "next_request", "unread", "certainty"])
def test_a_value_changed_in_any_part_of_an_item_is_found(
    part: str, examples: Path, knowledge: Knowledge
) -> None:
    found = 0
    for path in sorted(examples.glob("*.txt")):
        letter = Document.of(path.name, path.read_text("utf-8"))
        plain = json.loads(proof(letter))
        for item in plain["items"]:
            for place in _places(item[part]):
                within = item
                *above, last = (part, *place)
                for key in above:
                    within = within[key]
                before, within[last] = within[last], "planted"
                assert checked(plain, letter, knowledge)
                within[last] = before
                found += 1
    assert found
