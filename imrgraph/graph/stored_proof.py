"""Stored in RDF: an explanation as Turtle, TriG or N-Quads, as claims.

In:   its bytes: what was derived from one letter, with or without its proofs, and what it states.
Out:  a `Stored`; the nodes below "…/proof/" are steps, every other node says what it says.
From: `conclude`, which made them; the order in which triples stand means nothing.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.errors import ProofError
from imrgraph.graph.conclude import conclude
from imrgraph.graph.describe import describe
from imrgraph.graph.store import python, subject_of
from imrgraph.knowledge.knowledge import SUREST_FIRST, Extent
from imrgraph.knowledge.terms import IMR, IMRG, IMRV, RDF, XSD, local
from imrgraph.reasoning.explaining.explanation import BASES
from imrgraph.reasoning.verifying.claims import (
    Claims,
    Failure,
    Stored,
    label,
    number_in,
    proof_of,
    used_by,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.graph.store import Node
    from imrgraph.reasoning.explaining.explanation import Explanations

__all__ = ["from_rdf"]

_FORMS = (ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG)
# "item/1/proof/1/2", and what is below it
_STEP = re.compile(r"(item/\d+/proof(?:/\d+)+)(/compared/\d+)?")
_PREFIXES = {IMR.base: "imr:", IMRG.base: "imrg:", IMRV.base: "imrv:", RDF.base: "rdf:"}
#: The types of value that are told apart by how they look.
_PLAIN = frozenset({XSD("integer"), XSD("boolean"), XSD("date"), XSD("decimal")})

#: By the name of a node, and of a property: the values.
Said = dict[str, dict[str, list[str]]]
#: What tells where a step stands, as its name does.
_OF_PLACE = frozenset({"imr:hasPremise", "imr:compares", "imr:premiseIndex"})
#: What is said in words, beside the values that it says.
_IN_WORDS = frozenset({"imr:conclusion", "imr:says"})
_EXPLANATION, _LETTER = "derived", "the letter"


def from_rdf(proof: bytes) -> Stored:
    """Read an explanation in Turtle, TriG or N-Quads.

    Raises:
        ProofError: it is none of these, or does not hold the explanation of one letter.
    """
    quads = _parsed(proof)
    found = {subject_of(q) for q in quads if q.object == IMR("Explanation")}
    if len(found) != 1:
        message = f"proof: expected one imr:Explanation, found {len(found)}"
        raise ProofError(message)
    [node] = found
    root = node.removesuffix(f"/{_EXPLANATION}")
    given = {(subject_of(q), q.predicate): q.object for q in quads}
    basis, digest = (python(given[node, IMR(name)]) for name in ("basisAsked", "sha256"))
    said = _said(quads, root)
    items = (name for name, values in said.items() if "imr:toldBy" in values)
    numbers = {number_in(name) for name in (*said, *(f"{item}/proof/1" for item in items))}
    proofs = "imr:explains" in said[_EXPLANATION] or any(map(_STEP.fullmatch, said))
    text = given.get((root, IMR("text")))

    def claims_of(explained: Explanations) -> Claims:
        stated = describe(explained.letter) if "rdf:type" in said.get(_LETTER, ()) else ()
        letter = explained.letter.name()
        return _explanation(_said((*stated, *conclude(explained, proofs=proofs)), letter), letter)

    return Stored(
        basis=BASES[[str(each) for each in BASES].index(str(basis))],
        extent=_extent(node, given),
        sha256=str(digest),
        case=root.rpartition("/")[2],
        text=None if text is None else str(python(text)),
        numbers=frozenset(filter(None, numbers)),
        claims=_explanation(said, root),
        faults=tuple(_faults(said)),
        claims_of=claims_of,
    )


def _extent(node: str, given: Mapping[tuple[str, ox.NamedNode], Node]) -> Extent:
    """Return how much of what is encoded had a say."""
    least = given.get((node, IMR("leastStatus")))
    if python(given[node, IMR("includesUnverified")]):
        status = SUREST_FIRST[-1]
    else:
        status = local(str(python(least))) if least else Extent().least
    return Extent(status, (node, IMR("beyondMtus")) in given)


def _parsed(proof: bytes) -> tuple[ox.Quad, ...]:
    found = ""
    for form in _FORMS:
        try:
            return tuple(ox.parse(proof, format=form))
        except (SyntaxError, ValueError) as error:
            found = " ".join(str(error).split())
    message = f"proof: expected an explanation in JSON, Turtle or N-Quads, found: {found}"
    raise ProofError(message)


def _said(quads: Iterable[ox.Quad], root: str) -> Said:
    """Sort what is said by what it is said of; the graphs do not matter, nor the order.

    A step quotes the words of its place.
    """
    said: Said = defaultdict(lambda: defaultdict(list))
    for quad in dict.fromkeys(quad.triple for quad in quads):
        values = said[_name(str(quad.subject), root)][_name(str(quad.predicate), root)]
        values.append(_value(quad.object, root))
    for name in filter(_STEP.fullmatch, tuple(said)):
        for at in said[name].get("imr:statedAt", ()):
            if quote := said.get(at, {}).get("imr:quote"):
                said[name]["imr:quote"] = quote
    return said


def _name(iri: str, root: str) -> str:
    """Return what a node is called: without the letter's IRI, or with a prefix."""
    iri = iri.removeprefix("<").removesuffix(">")
    if iri == root:
        return _LETTER
    if iri.startswith((f"{root}/", f"{root}#")):
        return iri.removeprefix(root).removeprefix("/")
    base = next((base for base in _PREFIXES if iri.startswith(base)), "")
    return f"{_PREFIXES[base]}{iri.removeprefix(base)}" if base else iri


def _value(node: Node, root: str) -> str:
    if not isinstance(node, ox.Literal):
        return _name(str(node), root)
    if node.datatype in _PLAIN:
        return node.value
    if node.datatype == XSD("string"):
        return json.dumps(node.value, ensure_ascii=False)
    return str(node)


def _explanation(said: Said, root: str) -> Claims:
    users = defaultdict(list)
    below: dict[str, tuple[Claims, ...]] = {}
    for name, values in said.items():
        if _STEP.fullmatch(name):
            for used in (*values.get("imr:usesRule", ()), *values.get("imr:concerns", ())):
                users[used].append(name)
    for name, values in said.items():
        if number_in(name):
            below[name] = _proof(said, name)
        elif not _STEP.fullmatch(name):
            words = used_by(users[values["imr:versionOf"][0]]) if "imr:versionOf" in values else ""
            below[name] = (_claims(name, words, values, {}),)
    case = root.rpartition("/")[2]
    named = {} if case.startswith("sha256-") else {"case": case}
    return Claims("the explanation", "", named, below)


def _proof(said: Said, root: str) -> tuple[Claims, ...]:
    steps: list[str] = []
    compared: dict[str, list[Claims]] = defaultdict(list)
    for name in sorted(each for each in said if each == root or each.startswith(f"{root}/")):
        above, is_compared, _ = name.rpartition("/compared/")
        if is_compared:
            compared[above].append(_claims(name, "", said[name], {}))
        else:
            steps.append(name)

    def step(name: str, premises: tuple[Claims, ...]) -> Claims:
        told = _OF_PLACE if name != root else _OF_PLACE - {"imr:premiseIndex"}
        values = {key: value for key, value in said[name].items() if key not in told}
        rows = {"premises": premises, "compared": tuple(compared[name])}
        return _claims(name, _label(said[name]), values, rows)

    return proof_of(steps, root, step)


def _faults(said: Said) -> Iterator[Failure]:
    """Yield where the premises that a step names are not the steps below it, in their order."""
    steps = [name for name in said if (found := _STEP.fullmatch(name)) and not found[2]]
    below: dict[str, list[str]] = defaultdict(list)
    for name in said:
        above, _, part = name.rpartition("/")
        if part.isdecimal():
            below[above.removesuffix("/compared")].append(name)
    for name in steps:
        values, where = said[name], f"{name} ({_label(said[name])})"
        above, _, number = name.rpartition("/")
        root = number_in(name) is not None
        index = values.get("imr:premiseIndex", ["nothing"])
        if not root and index != [number]:
            yield Failure(f"{where}, imr:premiseIndex", ", ".join(index), number)
        if not root and above not in said:
            yield Failure(where, f"it is a premise of {above}", "no such step")
        named = {*values.get("imr:hasPremise", ()), *values.get("imr:compares", ())}
        for lost in sorted(named ^ set(below[name])):
            says, holds = ("that it rests on " + lost, "no such step")
            if lost not in named:
                says, holds = ("nothing of " + lost, "that it rests on it")
            yield Failure(where, says, holds)


def _label(values: Mapping[str, list[str]]) -> str:
    kind, conclusion = (
        " ".join(values.get(f"imr:{name}", ["?"])).strip('"') for name in ("kind", "conclusion")
    )
    return label(kind, conclusion)


def _claims(
    name: str,
    step: str,
    said: Mapping[str, list[str]],
    below: Mapping[str, tuple[Claims, ...]],
) -> Claims:
    values = {name: ", ".join(sorted(each)) for name, each in said.items()}
    words = {name: values.pop(name) for name in sorted(_IN_WORDS & values.keys())}
    return Claims(name, step, values, below, words)
