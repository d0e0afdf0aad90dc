"""Laws of verification: one thing changed in a stored explanation is found, and named where it is.

Each case changes one thing of an explanation in JSON or in RDF: a number, a word of a quotation, a
rule or a version, a word of what is told; or takes one out. What was left alone holds.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.errors import ProofError
from imrgraph.explaining import explain
from imrgraph.graph.conclude import conclude
from imrgraph.graph.describe import describe
from imrgraph.graph.stored import stored
from imrgraph.knowledge.terms import IMR
from imrgraph.reasoning.rendering.as_json import SAID, as_json
from imrgraph.reasoning.verifying.verification import compare
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from imrgraph.reasoning.explaining.explanation import Explanations
    from imrgraph.reasoning.verifying.claims import Failure

LETTERS = sorted((folder("examples") / "letters").glob("*.txt"))
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "letters"
PUBLISHED = sorted(SHARED.glob("CM*.pdf"))[::25]
#: Without these nobody can tell what to hold the explanation against.
HEADER = {"schema", "basis"}
#: The properties that say something in words, as the names of `SAID` do in JSON.
IN_WORDS = {IMR("conclusion"), IMR("says")}
letters = st.sampled_from([*LETTERS, *PUBLISHED])

Path_ = tuple[str | int, ...]


@cache
def explained(letter: Path) -> Explanations:
    return explain(letter)


@cache
def plain(letter: Path) -> str:
    return json.dumps(as_json(explained(letter)))


@cache
def quads(letter: Path) -> tuple[ox.Quad, ...]:
    return (*describe(explained(letter).letter), *conclude(explained(letter), proofs=True))


def failures(proof: bytes, letter: Path) -> tuple[Failure, ...]:
    return compare(stored(proof), explained(letter))


def in_json(value: Any, letter: Path) -> tuple[Failure, ...]:  # noqa: ANN401 (whatever JSON holds)
    return failures(json.dumps(value).encode(), letter)


def in_rdf(changed: list[ox.Quad], letter: Path) -> tuple[Failure, ...]:
    return failures(bytes(ox.serialize(changed, format=ox.RdfFormat.N_QUADS) or b""), letter)


def leaves(value: object, path: Path_ = ()) -> Iterator[Path_]:
    """Yield the path of every value of JSON that holds no other."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[arg-type]
    for key, part in parts:
        below = (*path, key)
        if isinstance(part, dict | list):
            yield from leaves(part, below)
        else:
            yield below


def is_in_words(path: Path_) -> bool:
    """Whether a value of JSON says something in words that other values say as well."""
    return path[-1] in SAID


def other(value: object) -> object:
    """Return something else of the same kind: a number, a word, yes or no."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return "something"
    return re.sub(r"\d|[a-zA-Z]|$", lambda m: _another(m[0]), str(value), count=1)


def _another(character: str) -> str:
    return str((int(character) + 1) % 10) if character.isdigit() else f"{character}x"


def at(value: Any, path: Path_) -> Any:  # noqa: ANN401 (whatever JSON holds)
    for key in path:
        value = value[key]
    return value


def name_of(value: object, path: Path_) -> str:
    """Return by what a failure has to name a place: the step, else the path to it."""
    if "inferences" in path:
        return str(at(value, path[: path.index("inferences") + 2])["id"])
    if path[0] == "versions":
        return str(path[1])
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    listed = isinstance(path[-1], int)
    return "".join(parts[: -2 if listed else -1]).removeprefix(".")


def iri(name: str, letter: Path) -> str:
    return f"{quads(letter)[0].graph_name.value}/{name}"  # type: ignore[union-attr]


@pytest.mark.parametrize("letter", [*LETTERS, *PUBLISHED], ids=lambda path: path.stem)
def test_what_was_left_alone_holds(letter: Path) -> None:
    assert failures(plain(letter).encode(), letter) == ()
    assert in_rdf(list(quads(letter)), letter) == ()
    assert in_rdf(list(reversed(quads(letter))), letter) == ()


@given(st.data())
def test_a_changed_value_of_json_is_named(data: st.DataObject) -> None:
    letter = data.draw(letters)
    proof = json.loads(plain(letter))
    paths = [p for p in leaves(proof) if p[0] not in HEADER and not is_in_words(p)]
    path = data.draw(st.sampled_from(paths))
    where = name_of(proof, path)
    at(proof, path[:-1])[path[-1]] = other(at(proof, path))
    found = in_json(proof, letter)
    assert any(where in each.where for each in found), (path, [str(each) for each in found])


@given(st.data())
def test_a_changed_value_of_rdf_is_named(data: st.DataObject) -> None:
    letter = data.draw(letters)
    proof = list(quads(letter))
    place = data.draw(st.sampled_from(values_of(proof)))
    old = proof[place]
    if isinstance(old.object, ox.NamedNode):
        new: ox.NamedNode | ox.Literal = ox.NamedNode(f"{old.object.value}x")
    else:
        value = str(other(_plain(old.object)))
        value = value.lower() if value in {"True", "False"} else value
        new = ox.Literal(value, datatype=old.object.datatype)  # type: ignore[union-attr]
    proof[place] = ox.Quad(old.subject, old.predicate, new, old.graph_name)
    named_or_refused(proof, old, letter)


@given(st.data())
def test_what_was_taken_out_of_rdf_is_named(data: st.DataObject) -> None:
    letter = data.draw(letters)
    proof = list(quads(letter))
    lost = proof.pop(data.draw(st.sampled_from(values_of(proof))))
    # The same triple may stand in the letter's graph and in what was derived.
    if lost.triple not in {quad.triple for quad in proof}:
        named_or_refused(proof, lost, letter)


def values_of(proof: list[ox.Quad]) -> list[int]:
    """Return the places of what is no mere wording of something else."""
    return [place for place, quad in enumerate(proof) if quad.predicate not in IN_WORDS]


@pytest.mark.parametrize("letter", [*LETTERS, *PUBLISHED], ids=lambda path: path.stem)
def test_other_words_are_named_each_as_mere_words(letter: Path) -> None:
    proof = json.loads(plain(letter))
    words = [path for path in leaves(proof) if is_in_words(path)]
    assert {path[-1] for path in words} == SAID
    for path in words:
        at(proof, path[:-1])[path[-1]] = "in other words"
    found = in_json(proof, letter)
    assert all(each.in_words for each in found)
    assert len(found) == len(words)
    other_words = ox.Literal("in other words")
    reworded = [
        ox.Quad(q.subject, q.predicate, other_words, q.graph_name) if q.predicate in IN_WORDS else q
        for q in quads(letter)
    ]
    assert IMR("conclusion") in {q.predicate for q in reworded if q.object == other_words}
    found = in_rdf(reworded, letter)
    assert all(each.in_words for each in found)
    changed = {(q.subject, q.predicate) for q in reworded if q.object == other_words}
    assert len(found) == len(changed)


@given(st.data())
def test_one_told_text_that_was_changed_is_named_alone(data: st.DataObject) -> None:
    letter = data.draw(letters)
    proof = json.loads(plain(letter))
    words = [p for p in leaves(proof) if is_in_words(p) and at(proof, p) is not None]
    path = data.draw(st.sampled_from(words))
    at(proof, path[:-1])[path[-1]] = other(at(proof, path))
    [failure] = in_json(proof, letter)
    assert failure.in_words
    assert failure.where.endswith(f", {path[-1]}")
    assert name_of(proof, path) in failure.where


def named_or_refused(proof: list[ox.Quad], changed: ox.Quad, letter: Path) -> None:
    """Hold that a failure names what `changed` is about; of the header, that it may be refused."""
    whole = iri("", letter).removesuffix("/")
    subject = changed.subject.value.removeprefix(whole).removeprefix("/")  # type: ignore[union-attr]
    try:
        found = in_rdf(proof, letter)
    except ProofError:
        assert subject == "derived"
        return
    where = subject or "the letter"
    assert any(where in each.where for each in found), (changed, [str(each) for each in found])


def _plain(node: object) -> object:
    value, kind = node.value, node.datatype.value.rpartition("#")[2]  # type: ignore[attr-defined]
    if kind == "boolean":
        return value == "true"
    return int(value) if kind == "integer" else value


@given(st.data())
def test_a_step_taken_out_is_named_alone(data: st.DataObject) -> None:
    letter = data.draw(letters)
    proof = json.loads(plain(letter))
    steps = proof["items"][0]["proof"]["inferences"]
    lost = data.draw(st.sampled_from([step["id"] for step in steps[2:]]))
    above, _, number = lost.rpartition("/")
    [parent] = [step for step in steps if step["id"] == above]
    parent["premises"].remove(lost)
    steps[:] = [s for s in steps if s["id"] != lost and not s["id"].startswith(f"{lost}/")]
    rename(steps, lambda name: moved_up(name, above, int(number)))
    [failure] = in_json(proof, letter)
    assert failure.where.startswith(f"{above}/")
    assert (failure.says, failure.holds) == ("nothing", "that it is there")


def rename(steps: list[Any], called: Callable[[str], str]) -> None:
    """Call steps, and the premises that they name, otherwise."""
    for step in steps:
        step["id"] = called(step["id"])
        step["premises"] = [*map(called, step["premises"])]


def place_of(name: str) -> list[int]:
    """Return where a step stands in its proof, by the numbers in its name."""
    return [int(part) for part in name.split("/") if part.isdigit()]


def moved_up(name: str, above: str, number: int) -> str:
    """Return the name of a step after the premise `number` of `above` was taken out."""
    place, *below = name.removeprefix(f"{above}/").split("/")
    if not name.startswith(f"{above}/") or int(place) < number:
        return name
    return "/".join([above, str(int(place) - 1), *below])


@given(st.data())
def test_a_step_put_in_is_named(data: st.DataObject) -> None:
    letter = data.draw(letters)
    proof = json.loads(plain(letter))
    steps = proof["items"][0]["proof"]["inferences"]
    parent = data.draw(st.sampled_from(steps))
    name = f"{parent['id']}/{len(parent['premises']) + 1}"
    parent["premises"].append(name)
    forged = {"id": name, "conclusion": "as everybody knows", "kind": "finding", "ruleName": "none"}
    after = [n for n, s in enumerate(steps) if s["id"].startswith(parent["id"])]
    steps.insert(after[-1] + 1, {**forged, "rule": None, "premises": []})
    assert any(
        each.where.startswith(name) and each.holds == "nothing" for each in in_json(proof, letter)
    )


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.stem)
def test_two_premises_exchanged_are_named(letter: Path) -> None:
    proof = json.loads(plain(letter))
    steps = proof["items"][0]["proof"]["inferences"]
    parent = next(s for s in steps if len(set(s["premises"])) > 1 and s["kind"] == "verdict")
    one, two = f"{parent['id']}/1", f"{parent['id']}/2"
    swapped = re.compile(rf"^{parent['id']}/([12])(?=/|$)")
    rename(steps, lambda name: swapped.sub(lambda m: two if m[1] == "1" else one, name))
    steps.sort(key=lambda step: place_of(step["id"]))
    parent["premises"].sort(key=place_of)
    [failure] = in_json(proof, letter)
    assert failure.where.startswith((one, two))
    assert failure.says != failure.holds
    assert failure.says.startswith("it is number ")


@pytest.mark.parametrize("letter", LETTERS[:2], ids=lambda path: path.stem)
def test_two_premises_exchanged_in_rdf_are_named(letter: Path) -> None:
    above = iri("item/1/proof/1/1", letter)
    swapped = re.compile(rf"<{re.escape(above)}/([12])(?=[/>])")
    lines = bytes(ox.serialize(quads(letter), format=ox.RdfFormat.N_QUADS) or b"").decode()
    lines = swapped.sub(lambda m: f"<{above}/{'21'[int(m[1]) - 1]}", lines)
    for place in "12":
        index = re.compile(rf'(<{re.escape(above)}/{place}> <[^>]*premiseIndex> )"\d"')
        lines = index.sub(rf'\g<1>"{place}"', lines)
    [failure] = failures(lines.encode(), letter)
    assert failure.where.startswith("item/1/proof/1/1/")
    assert failure.says.startswith("it is number ")


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.stem)
def test_inferences_in_another_order_are_named(letter: Path) -> None:
    proof = json.loads(plain(letter))
    steps = proof["items"][0]["proof"]["inferences"]
    steps[0], steps[1] = steps[1], steps[0]
    [failure] = in_json(proof, letter)
    assert failure.where.startswith("item/1/proof/1 ")
    assert failure.says == "it comes after item/1/proof/1/1"
