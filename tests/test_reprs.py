"""reprs: every value that imrgraph gives tells in one line what it is."""

from __future__ import annotations

import types
from collections import Counter, deque
from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import imrgraph
from imrgraph.errors import EndpointError, ImrgraphError, LetterError, WriteError
from imrgraph.graph.rows import Rows
from imrgraph.knowledge.terms import IMR
from imrgraph.letters.letter import BodyPart, Dates
from imrgraph.letters.text.document import Document
from imrgraph.reprs import MOST, cut, named
from imrgraph.store.opening import Endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CASE = "CM99-0000006"
#: How many values of one attribute, and of one collection, are looked at.
ENOUGH = 12
METHODS = (types.MethodType, types.FunctionType, types.BuiltinMethodType)
HOSTILE = "x\ny\u2028\x85 \x1b\udc80" * 100


def is_short(told: str) -> bool:
    return 0 < len(told) <= MOST and len(told.splitlines()) == 1


def is_ours(value: object) -> bool:
    return type(value).__module__.partition(".")[0] == "imrgraph"


@pytest.fixture(scope="module")
def given(examples: Path) -> list[object]:
    """What the functions at the root give, and the methods of what they give."""
    letters = sorted(examples.glob("*.txt"))
    store = imrgraph.open()
    return [
        *map(imrgraph.read, letters),
        *map(imrgraph.explain, letters),
        store,
        store.load([examples, examples / "missing.txt"]),
        store.determination(CASE),
        store.determinations,
        store.treatment("massage"),
        store.guideline("chronic-pain"),
        store.network(CASE),
        store.projection("guidelines"),
        store.rates(by=("class", "year")),
        store.ask("overturn-rate", by="region"),
        store.select("SELECT * { ?s ?p ?o }"),
        store.similar(CASE, 1),
        store.unlike(),
        store.repeated(),
        store.search("massage"),
        store.document(CASE),
        imrgraph.ontology(),
    ]


def parts(value: object) -> Iterator[tuple[str, object]]:
    """Yield the attributes of a value of ours, and what a collection holds, with their names."""
    if is_ours(value):
        for name in dir(value):
            if not name.startswith("_") and not isinstance(part := getattr(value, name), METHODS):
                yield f"{type(value).__qualname__}.{name}", part
    if isinstance(value, Mapping):
        yield from (("", part) for part in [*value.values()][:ENOUGH])
    elif isinstance(value, Collection) and not isinstance(value, str | bytes):
        yield from (("", part) for part in [*value][:ENOUGH] if type(value).__module__ != "types")


def reached(given: list[object]) -> Iterator[object]:
    """Yield every value of ours that is reached from those given, a few of each attribute."""
    seen: dict[int, object] = {}
    often = Counter[str]()
    waiting = deque(given)
    while waiting:
        value = waiting.popleft()
        if id(value) in seen:
            continue
        seen[id(value)] = value
        if is_ours(value):
            yield value
        for name, part in parts(value):
            often[name] += 1
            if not name or often[name] <= ENOUGH:
                waiting.append(part)


def test_every_value_that_is_given_is_told_in_one_line(given: list[object]) -> None:
    told = [repr(value) for value in reached(given)]
    assert [line for line in told if not is_short(line)] == []
    names = {type(value).__name__ for value in reached(given)}
    assert {
        "Explanations",
        "Derivation",
        "Knowledge",
        "Citation",
        "Network",
        "NotAFileError",
    } <= names


def test_a_value_is_told_in_one_line_however_much_it_holds(given: list[object]) -> None:
    kinds = {type(value): value for value in reached(given) if is_dataclass(value)}
    assert len(kinds) > 40  # noqa: PLR2004 (as many as there are, or about)
    for value in kinds.values():
        full = object.__new__(type(value))  # what is one of its kind is no copy of itself
        for each in fields(value):
            object.__setattr__(full, each.name, swollen(getattr(value, each.name)))
        assert is_short(repr(full)), type(value)


def swollen(value: object) -> object:
    """Return a text or a tuple that is much longer, and any other value as it is."""
    if value is None or type(value) is str:
        return HOSTILE
    return value * 1000 if type(value) is tuple else value


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (Document("a\nletter", "x" * 1200), "<Document a letter: 1,200 characters>"),
        (BodyPart(IMR("neck").value, "left"), "<BodyPart region='…/ontology#neck', side='left'>"),
        (BodyPart("x" * 70), f"<BodyPart region='{'x' * 59}…'>"),
        (BodyPart("a\x1b"), "<BodyPart region='a\\x1b'>"),
        (Dates(), "<Dates>"),
        (Endpoint("http://reader:secret@there/query"), "<Endpoint place='http://there/query'>"),
        (WriteError("a", "full"), "<WriteError a: expected a place to write to, found: full>"),
        (Rows(("n",), [(ox.Literal(1),)]), "[{'n': 1}]"),
        (Rows(("n", "text"), [(ox.Literal(1), None)] * 90), "<Rows 90 of n, text>"),
        (Rows(("n",), [(ox.Literal("x" * 900),)]), "<Rows 1 of n>"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_value_is_told_by_what_tells_it_from_others(value: object, told: str) -> None:
    assert repr(value) == told


@pytest.mark.parametrize("kind", [LetterError, EndpointError, WriteError])
def test_an_error_is_told_in_one_line_however_long_it_is(kind: type[ImrgraphError]) -> None:
    assert is_short(repr(kind(HOSTILE, HOSTILE)))
    assert is_short(repr(ImrgraphError(HOSTILE)))


@pytest.mark.parametrize("most", [1, 2, 5, 6])
def test_a_text_is_cut_where_it_is_longer_and_nowhere_else(most: int) -> None:
    assert cut("a \n b c", most) == {1: "…", 2: "a…", 5: "a b c", 6: "a b c"}[most]
    assert is_short(named("", HOSTILE))
