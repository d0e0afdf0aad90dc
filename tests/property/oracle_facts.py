"""Plain facts: what quads say, as tuples of Python, looked up from either end.

In:   the quads of letters and of the knowledge.
Out:  facts (subject, property, value), and what is broader than a thing.
From: the terms of ontology/imr.ttl, their IRIs cut short.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from imrgraph.knowledge import terms

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Age", "Fact", "Facts", "Value", "plain", "short"]

Value = str | int | bool | date | timedelta
#: A length of time: months, or days.
Age = int | timedelta
Fact = tuple[str, str, Value]

_BASES: Final = {
    base.base: f"{prefix}:"
    for prefix, base in (
        ("imrv", terms.IMRV),
        ("imrg", terms.IMRG),
        ("imrd", terms.IMRD),
        ("imr", terms.IMR),
        ("skos", terms.SKOS),
        ("rdf", terms.RDF),
    )
}
_MONTHS: Final = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?")
_DAYS: Final = re.compile(r"(-?)P(\d+)D")


def plain(quads: Iterable[ox.Quad]) -> frozenset[Fact]:
    """Return `quads` as facts, IRIs cut short, values as Python has them."""
    return frozenset(
        (short(str(q.subject)[1:-1]), short(q.predicate.value), _value(q.object)) for q in quads
    )


def short(iri: str) -> str:
    """Cut an IRI short.

    >>> short("https://w3id.org/imrgraph/vocab/met")
    'imrv:met'
    """
    base = next((base for base in _BASES if iri.startswith(base)), "")
    return _BASES.get(base, "") + iri.removeprefix(base)


def _value(term: object) -> Value:
    if not isinstance(term, ox.Literal):
        return short(str(term)[1:-1])
    kind, text = term.datatype.value.rpartition("#")[2], term.value
    if kind == "integer":
        return int(text)
    if kind == "boolean":
        return text == "true"
    if kind == "date":
        return date.fromisoformat(text)
    return _age(text) if kind.endswith("Duration") else text


def _age(text: str) -> Value:
    if days := _DAYS.fullmatch(text):
        return timedelta(days=int(days[1] + days[2]))
    months = _MONTHS.fullmatch(text)
    return int(months[1] or 0) * 12 + int(months[2] or 0) if months else text


class Facts:
    """A set of facts, looked up from either end, beside others that are known already."""

    def __init__(self, facts: Iterable[Fact], known: Facts | None = None) -> None:
        self._known = known
        self._values: dict[tuple[str, str], set[Value]] = {}
        self._subjects: dict[tuple[str, Value], set[str]] = {}
        for subject, name, value in facts:
            self._values.setdefault((subject, name), set()).add(value)
            self._subjects.setdefault((name, value), set()).add(subject)

    def of(self, subject: str, *names: str) -> set[Value]:
        """Return the values that `subject` has of any of the properties."""
        known = self._known.of(subject, *names) if self._known else set()
        return known.union(*(self._values.get((subject, name), ()) for name in names))

    def iris(self, subject: str, *names: str) -> set[str]:
        """Return those that are things."""
        return {value for value in self.of(subject, *names) if isinstance(value, str)}

    def one(self, subject: str, name: str) -> Value | None:
        """Return the only value, if there is one."""
        found = self.of(subject, name)
        if not found:
            return None
        [value] = found
        return value

    def day(self, subject: str, name: str) -> date | None:
        """Return the only value, if it is a day."""
        found = self.one(subject, name)
        return found if isinstance(found, date) else None

    def number(self, subject: str, name: str) -> int | None:
        """Return the only value, if it is a number."""
        found = self.one(subject, name)
        return found if isinstance(found, int) else None

    def age(self, subject: str, name: str) -> Age | None:
        """Return the only value, if it is a length of time."""
        found = self.one(subject, name)
        return found if isinstance(found, int | timedelta) else None

    def whose(self, name: str, value: Value) -> set[str]:
        """Return the subjects that have `value`."""
        known = self._known.whose(name, value) if self._known else set()
        return known | self._subjects.get((name, value), set())

    def broader(self, *things: Value) -> set[str]:
        """Return `things` and everything broader: a fixpoint."""
        reached = {thing for thing in things if isinstance(thing, str)}
        while more := set().union(*(self.iris(t, "skos:broader") for t in reached)) - reached:
            reached |= more
        return reached

    def modalities(self, treatment: Value) -> set[str]:
        """Return how a treatment is done: its own modality, or that of a broader one."""
        return {m for t in self.broader(treatment) for m in self.iris(t, "imr:hasModality")}
