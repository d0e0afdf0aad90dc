"""Stored in JSON: an explanation in the schema "imrgraph/explanation/2", as claims.

In:   its bytes.
Out:  a `Stored`; the inferences of a proof are its steps, put together by their ids.
From: `as_json`, which wrote it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from imrgraph.errors import ProofError
from imrgraph.knowledge.knowledge import Extent
from imrgraph.knowledge.terms import IMRD
from imrgraph.reasoning.explaining.explanation import BASES
from imrgraph.reasoning.rendering.as_json import SAID, SCHEMA, as_json
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
    from collections.abc import Iterator

__all__ = ["from_json"]

Plain = dict[str, Any]


def from_json(proof: bytes) -> Stored:
    """Read an explanation in JSON.

    Raises:
        ProofError: it is none, or none in this schema.
    """
    try:
        plain = json.loads(proof.decode("utf-8-sig"))
    except ValueError as error:
        message = f"proof: expected an explanation in JSON, found: {error}"
        raise ProofError(message) from None
    if not isinstance(plain, dict) or plain.get("schema") != SCHEMA:
        named = plain.get("schema") if isinstance(plain, dict) else None
        message = f"proof: expected an object of the schema {SCHEMA!r}, found {named!r}"
        raise ProofError(message)
    proofs = [each for item in plain["items"] for each in (item["proof"], *item["other_proofs"])]
    named = (number_in(step["id"]) for each in proofs for step in each["inferences"])
    numbers = {int(item["number"]) for item in plain["items"]} | set(filter(None, named))
    return Stored(
        basis=BASES[BASES.index(plain["basis"])],
        extent=Extent(str(plain["least_status"]), bool(plain["beyond_mtus"])),
        sha256=str(plain["sha256"]),
        case=_case(plain),
        text=None,
        numbers=frozenset(numbers),
        claims=_explanation(plain),
        faults=tuple(fault for each in proofs for fault in _faults(each["inferences"])),
        claims_of=lambda explained: _explanation(as_json(explained)),
    )


def _case(plain: Plain) -> str:
    """Return what the letter is called in its IRI."""
    return str(plain["case_number"] or f"sha256-{plain['sha256'][:16]}")


def _relative(value: Any, root: str) -> Any:  # noqa: ANN401 (whatever JSON holds)
    """Leave out the IRI of the letter, which of a text without a case number is its digest."""
    if isinstance(value, dict):
        return {key: _relative(each, root) for key, each in value.items()}
    if isinstance(value, list):
        return [_relative(each, root) for each in value]
    return value.removeprefix(root) if isinstance(value, str) else value


def _explanation(plain: Plain) -> Claims:
    plain = _relative(plain, f"{IMRD(_case(plain)).value}/")
    rest = {name: value for name, value in plain.items() if name != "versions"}
    whole = _claims(rest, "")
    users = defaultdict(list)
    for item in plain["items"]:
        for proof in (item["proof"], *item["other_proofs"]):
            for step in proof["inferences"]:
                for used in {step.get("rule"), step.get("about")}:
                    users[used].append(step["id"])
    versions = {
        iri: (Claims(f"versions {iri}", used_by(users[iri]), {"version": _said(version)}, {}),)
        for iri, version in plain["versions"].items()
    }
    return replace(whole, name="the explanation", below={**whole.below, **versions})


def _claims(plain: Plain, name: str, step: str = "") -> Claims:
    """Return what an object says; the objects in it, alone or in a list, are below it."""
    if "inferences" in plain:
        return _proof(plain, name)
    values: dict[str, str] = {}
    words: dict[str, str] = {}
    below: dict[str, tuple[Claims, ...]] = {}
    for key, value in plain.items():
        path = f"{name}.{key}" if name else key
        if key in SAID:
            words[key] = _said(value)
        elif isinstance(value, dict):
            below[key] = (_claims(value, path, step),)
        elif isinstance(value, list) and all(isinstance(each, dict) for each in value):
            rows = enumerate(value)
            below[key] = tuple(_claims(each, f"{path}[{n}]", step) for n, each in rows)
        else:
            values[key] = _said(value)
    return Claims(name, step, values, below, words)


def _proof(plain: Plain, name: str) -> Claims:
    inferences = {step["id"]: step for step in plain["inferences"]}
    root = next((name for name in inferences if number_in(name)), "")

    def step(name: str, premises: tuple[Claims, ...]) -> Claims:
        plain = inferences[name]
        said = {k: v for k, v in plain.items() if k not in {"id", "premises"}}
        found = _claims(said, name, label(plain["kind"], plain["conclusion"]))
        return replace(found, below={**found.below, "premises": premises})

    words = {"finalConclusion": _said(plain["finalConclusion"])}
    return Claims(name, "", {}, {"inferences": proof_of(inferences, root, step)}, words)


def _faults(inferences: list[Plain]) -> Iterator[Failure]:
    """Yield where the steps of a proof are not those that the premises name, in their order."""
    names = [step["id"] for step in inferences]
    steps = dict(zip(names, inferences, strict=True))
    for before, name in pairwise(names):
        if _order(before) >= _order(name):
            yield Failure(
                f"{name} ({_label(steps[name])})",
                f"it comes after {before}",
                "that it comes before it",
            )
    for name, step in steps.items():
        above, _, number = name.rpartition("/")
        if (above not in steps or not number.isdecimal()) and number_in(name) is None:
            yield Failure(f"{name} ({_label(step)})", f"it is a premise of {above}", "no such step")
        below = [steps[each] for each in steps if each.rpartition("/")[0] == name]
        found = [each["id"] for each in sorted(below, key=lambda s: _order(s["id"]))]
        if step["premises"] != found:
            where = f"{name} ({_label(step)}), premises"
            yield Failure(where, _said(step["premises"]), _said(found))


def _order(name: str) -> list[int]:
    return [int(part) for part in name.split("/") if part.isdigit()]


def _label(step: Plain) -> str:
    return label(step["kind"], step["conclusion"])


def _said(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
