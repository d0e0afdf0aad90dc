"""Contexts: what the names of a JSON-LD description mean, written out so that nothing is fetched.

In:   the JSON of a description.
Out:  the same JSON, ontology/context.jsonld standing where its IRI stood.
From: JSON-LD 1.1, W3C 2020, section 3.1: a string in the place of a context, and what `@import`
      names, is the address of a file or a page, and a processor fetches it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from imrgraph.errors import DescriptionError
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CONTEXT", "written_out"]

#: The IRI of ontology/context.jsonld.
CONTEXT: Final = "https://w3id.org/imrgraph/context"
#: How deep brackets nest, so that no parser that works by recursion runs out of stack.
_DEEPEST: Final = 100
#: How many addresses a message names, and with how many characters of each.
_MOST_NAMED: Final = 3
_LONGEST_NAMED: Final = 100


def written_out(text: bytes, where: str) -> str:
    """Return JSON-LD in which no context has to be fetched.

    Args:
        text: JSON, in UTF-8.
        where: what a message calls it.

    Raises:
        DescriptionError: a context is neither written out nor ours, wherever in the JSON it stands;
            or brackets nest too deep.
        ValueError: it is no JSON.

    >>> written_out(b'{"@context": {"@vocab": "urn:x:"}, "name": 1}', "case.jsonld")
    '{"@context": {"@vocab": "urn:x:"}, "name": 1}'
    >>> written_out(b'{"@context": "http://example.org/"}', "case.jsonld")
    Traceback (most recent call last):
    imrgraph.errors.DescriptionError: case.jsonld: expected each context written out, or \
"https://w3id.org/imrgraph/context", which is known here, found "@context": "http://example.org/", \
which is not fetched
    """
    document = _read(text, where)
    found = tuple(dict.fromkeys(_addresses(document)))
    if found:
        more = len(found) - _MOST_NAMED
        named = ", ".join(found[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        expected = f'expected each context written out, or "{CONTEXT}", which is known here'
        raise DescriptionError(where, (f"{expected}, found {named}, which is not fetched",))
    return json.dumps(_with_ours(document))


def _read(text: bytes, where: str) -> object:
    try:
        document = json.loads(text)
        layer = [document]
        for _ in range(_DEEPEST + 1):
            layer = [each for outer in layer for each in _within(outer)]
    except RecursionError:
        layer = [text]
    if layer:
        problem = f"expected brackets nested at most {_DEEPEST} deep, found deeper ones"
        raise DescriptionError(where, (problem,))
    return document


def _within(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _addresses(value: object) -> Iterator[str]:
    """Yield every context that would be fetched, as it stands there."""
    if isinstance(value, dict):
        if "@import" in value:
            yield _shown("@import", value["@import"])
        contexts = _strings(value.get("@context"))
        yield from (_shown("@context", each) for each in contexts if each != CONTEXT)
    for below in _within(value):
        yield from _addresses(below)


def _strings(context: object) -> Iterator[str]:
    """Yield the strings that stand for a context, or for one of several."""
    if isinstance(context, str):
        yield context
    elif isinstance(context, list):
        for each in context:
            yield from _strings(each)


def _shown(name: str, value: object) -> str:
    text = json.dumps(value)
    return f'"{name}": {text if len(text) <= _LONGEST_NAMED else f"{text[:_LONGEST_NAMED]}…"}'


def _with_ours(value: object) -> object:
    """Return JSON with our context in the place of its IRI."""
    if isinstance(value, dict):
        return {
            name: _ours(below) if name == "@context" else _with_ours(below)
            for name, below in value.items()
        }
    return [_with_ours(each) for each in value] if isinstance(value, list) else value


def _ours(context: object) -> object:
    if context == CONTEXT:
        file = folder("ontology") / "context.jsonld"
        return json.loads(file.read_text(encoding="utf-8"))["@context"]
    return [_ours(each) for each in context] if isinstance(context, list) else _with_ours(context)
