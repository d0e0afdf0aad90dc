"""Verification: a stored explanation held against the letter that it explains.

In:   an explanation as JSON, the letter's text, the knowledge.
Out:  what does not hold, and where; nothing where all of it holds.
From: every quotation is compared with the characters at its place; then everything is derived
      anew from the letter, and compared step by step with what was stored.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from imrgraph.errors import LetterError, ProofError
from imrgraph.letters.reading import read
from imrgraph.reasoning.explanation import BASES, explain
from imrgraph.reasoning.rendering.as_json import SCHEMA, as_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.document import Document

__all__ = ["Failure", "includes_unverified", "verify"]

_ABSENT = "nothing"


@dataclass(frozen=True, slots=True, order=True)
class Failure:
    """Something that the stored explanation says and that does not hold.

    Attributes:
        where: the characters of the letter, or the path in the explanation.
        expected: what the stored explanation says.
        found: what is there.
    """

    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, found {self.found}"


def verify(proof: bytes, document: Document, knowledge: Knowledge) -> tuple[Failure, ...]:
    """Compare a stored explanation with its letter, and with what follows from it now.

    Args:
        proof: the explanation in JSON, as `as_json` made it.
        document: the letter that it explains.
        knowledge: by which it is derived anew.

    Returns:
        The quotations that do not stand at their place, in the order of the letter. Where all
        of them do: every value that no longer follows.

    Raises:
        ProofError: `proof` is no explanation in this schema.
    """
    stored = _parsed(proof)
    try:
        misquoted = tuple(_misquoted(stored, document))
        kept = {item["number"] for item in stored["items"]}
        basis = BASES[BASES.index(stored["basis"])]
    except (KeyError, TypeError, ValueError) as error:
        message = f"proof: expected items, numbers and places as they were written, found {error!r}"
        raise ProofError(message) from None
    if misquoted:
        return misquoted
    if stored.get("sha256") != document.sha256:
        return (Failure("$.sha256", repr(stored.get("sha256")), repr(document.sha256)),)
    try:
        [explained] = explain([read(document)], knowledge, basis)
    except LetterError as error:
        return (Failure(document.name, "the letter that was explained", f"no letter: {error}"),)
    derived = as_json(explained)
    derived["items"] = [item for item in derived["items"] if item["number"] in kept]
    return tuple(_differing(stored, derived, "$"))


def includes_unverified(proof: bytes) -> bool:
    """Say whether a stored explanation let unverified recommendations decide.

    Raises:
        ProofError: `proof` is no explanation in this schema.
    """
    return bool(_parsed(proof).get("includes_unverified"))


def _parsed(proof: bytes) -> dict[str, Any]:
    try:
        stored = json.loads(proof)
    except ValueError as error:
        message = f"proof: expected an explanation in JSON, found: {error}"
        raise ProofError(message) from None
    if not isinstance(stored, dict) or stored.get("schema") != SCHEMA:
        message = f"proof: expected an object of the schema {SCHEMA!r}, found another"
        raise ProofError(message)
    return stored


def _misquoted(stored: Mapping[str, Any], document: Document) -> Iterator[Failure]:
    for start, end, quote in sorted(set(_quotations(stored))):
        found = document.text[start:end]
        if found != quote:
            yield Failure(f"{document.name}#char={start},{end}", repr(quote), repr(found))


def _quotations(value: object) -> Iterator[tuple[int, int, str]]:
    """Yield every place of an explanation with its words."""
    if isinstance(value, dict):
        if value.keys() >= {"start", "end", "quote"}:
            yield value["start"], value["end"], value["quote"]
        for part in value.values():
            yield from _quotations(part)
    elif isinstance(value, list):
        for part in value:
            yield from _quotations(part)


def _differing(stored: object, derived: object, path: str) -> Iterator[Failure]:
    """Yield the innermost values that differ."""
    if isinstance(stored, dict) and isinstance(derived, dict):
        for key in dict.fromkeys([*stored, *derived]):
            parts = (stored.get(key, _ABSENT), derived.get(key, _ABSENT))
            yield from _differing(*parts, f"{path}.{key}")
    elif isinstance(stored, list) and isinstance(derived, list):
        for number, parts in enumerate(zip_longest(stored, derived, fillvalue=_ABSENT)):
            yield from _differing(*parts, f"{path}[{number}]")
    elif stored != derived:
        yield Failure(path, _short(stored), _short(derived))


def _short(value: object) -> str:
    text = repr(value)
    longest = 200
    return text if len(text) <= longest else f"{text[:longest]}…"
