"""Facts: what is said, by what it is said of and by which property.

In:   triples of plain values: subject, property and value, an IRI being a `str`.
Out:  `Facts`: one value, all values, everything of a class.
From: RDF 1.1 Concepts, W3C 2014: a graph is a set, so that the order of equal subjects is kept as
      it was given and means nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from imrgraph.knowledge.terms import IMR, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Facts"]

T = TypeVar("T")
_TYPE = RDF("type").value


class Facts(Generic[T]):
    """Values by subject and property; the properties of imr: go by their local names.

    >>> facts = Facts([("urn:x:letter", IMR("caseNumber").value, "CM99-0000001")])
    >>> facts.one("urn:x:letter", "caseNumber"), facts.all("urn:x:letter", "injuryDate")
    ('CM99-0000001', ())
    """

    def __init__(self, triples: Iterable[tuple[str, str, T]]) -> None:
        self._of: dict[str, dict[str, tuple[T, ...]]] = {}
        self._kinds: dict[T, dict[str, None]] = {}
        for subject, name, value in triples:
            said = self._of.setdefault(subject, {})
            said[name] = (*said[name], value) if name in said else (value,)
            if name == _TYPE:
                self._kinds.setdefault(value, {})[subject] = None

    def one(self, subject: str, name: str) -> T | None:
        """Return the first value of a property of imr:, or None."""
        return next(iter(self.all(subject, name)), None)

    def all(self, subject: str, name: str) -> tuple[T, ...]:
        """Return every value of a property of imr:."""
        return self.values(subject, IMR.base + name)

    def values(self, subject: str, iri: str) -> tuple[T, ...]:
        """Return every value of the property `iri`, of whatever vocabulary."""
        return self._of.get(subject, {}).get(iri, ())

    def said_of(self, subject: str) -> dict[str, tuple[T, ...]]:
        """Return all that is said of `subject`, by the IRI of the property."""
        return self._of.get(subject, {})

    def subjects(self) -> Iterable[str]:
        """Return everything of which anything is said, in the order in which it came."""
        return self._of.keys()

    def having(self, name: str) -> tuple[str, ...]:
        """Return everything that has a property of imr:, in the order in which it came."""
        return tuple(subject for subject, said in self._of.items() if IMR.base + name in said)

    def of_kind(self, *names: T) -> tuple[str, ...]:
        """Return everything of the classes, each by its IRI, in the order in which it came."""
        found = (subject for name in names for subject in self._kinds.get(name, ()))
        return tuple(dict.fromkeys(found))
