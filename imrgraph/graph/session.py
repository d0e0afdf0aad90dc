"""Session: what the graph says of each thing that is walked over, asked once and remembered.

In:   letters that can be asked, and IRIs.
Out:  an `Entity`: a thing in the graph; its attributes, each what a property says; and `Many`.
From: a session begins where the graph is entered, so that what was walked over stays as it was, and
      a letter that is loaded later is seen by whoever enters anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Final, Generic, NoReturn, TypeVar, overload

import pyoxigraph as ox
import rdflib

from imrgraph.errors import NeverEqualWarning, NotFoundError
from imrgraph.graph.anew import proofs
from imrgraph.graph.values import iri, local, natural, python, shorten
from imrgraph.knowledge.codes import Code
from imrgraph.knowledge.terms import IMRD
from imrgraph.reprs import cut, named, short
from imrgraph.warned import warn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from imrgraph.graph.network import Asked
    from imrgraph.graph.values import Node, Value

__all__ = [
    "Entity",
    "Many",
    "Said",
    "Session",
    "as_code",
    "as_codes",
    "as_day",
    "as_flag",
    "as_number",
    "as_one",
    "as_several",
    "as_text",
    "as_texts",
    "as_true",
    "in_order",
]

#: What a thing may be called or said to be by, and is not.
_VALUES: Final = (str, int, float, Decimal, date)
_OURS: Final = "imrgraph."
#: How many things are asked for at once.
_BATCH = 500
#: How many of many a notebook shows.
_FIRST = 10
#: How much of a text is shown in a cell.
_SHOWN = 160
#: By what a thing is called, the best first.
_NAMES = (
    "prefLabel", "label", "caseNumber", "requestText", "conclusion", "citedName", "quote",
)  # fmt: skip


class Session:
    """What was asked so far."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._said: dict[str, Mapping[str, tuple[Node, ...]]] = {}
        self._proven: set[str] = set()

    def said(self, thing: str) -> Mapping[str, tuple[Node, ...]]:
        """Return what is said of an IRI: values in order, by the names of the properties.

        Raises:
            NotFoundError: nothing is, any more: its letter was taken out of the store.
        """
        self.learn([thing])
        said = self._said[thing]
        if not said and thing.startswith(IMRD.base) and not _is_step(thing):
            wanted = f"{shorten(thing)}, which it held when it was walked to"
            raise NotFoundError(self.asked.place, wanted)
        return said

    def learn(self, things: Iterable[str]) -> None:
        """Ask what is said of IRIs, unless it is known."""
        unknown = [thing for thing in dict.fromkeys(things) if thing not in self._said]
        for first in range(0, len(unknown), _BATCH):
            batch = unknown[first : first + _BATCH]
            found: dict[str, dict[str, set[Node]]] = {thing: {} for thing in batch}
            known = " ".join(str(ox.NamedNode(thing)) for thing in batch)
            query = f"SELECT * {{ VALUES ?thing {{ {known} }} ?thing ?kind ?end }}"
            for row in self.asked.select(query).terms:
                by_kind = found[iri(row["thing"])]
                by_kind.setdefault(local(iri(row["kind"])), set()).add(row["end"])
            self._said |= {thing: _ordered(said) for thing, said in found.items()}

    def prove(self, letter: str) -> None:
        """Derive the proofs of a letter, unless they are known: no store need hold their steps."""
        if letter in self._proven:
            return
        found: dict[str, dict[str, set[Node]]] = {}
        for quad in proofs(self.asked, letter):
            kind = local(iri(quad.predicate))
            found.setdefault(iri(quad.subject), {}).setdefault(kind, set()).add(quad.object)
        self._said |= {thing: _ordered(said) for thing, said in found.items() if _is_step(thing)}
        self._proven.add(letter)

    def all(self, kind: type[E], things: Iterable[str]) -> tuple[E, ...]:
        """Return IRIs as entities of a kind, and learn of all of them at once."""
        known = tuple(things)
        self.learn(known)
        return tuple(kind(thing, self) for thing in known)

    def found(self, kind: type[E], pattern: str) -> tuple[E, ...]:
        """Return what matches `pattern`, in SPARQL, as ?found, in order."""
        rows = self.asked.select(f"SELECT DISTINCT ?found {{ {pattern} }}").terms
        return self.all(kind, in_order(iri(row["found"]) for row in rows))


class Entity:
    """A thing in the graph. It is what its IRI says; the rest is asked for when it is wanted."""

    __slots__ = ("iri", "session")
    iri: str
    session: Session

    def __init__(self, iri: str, session: Session) -> None:
        object.__setattr__(self, "iri", iri)
        object.__setattr__(self, "session", session)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        message = f"{name}: expected to be read, since {self!r} cannot be changed"
        raise AttributeError(message)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Entity):
            return self.iri == other.iri
        # It is no value, though many of them are called by one, and none that a letter gave.
        if isinstance(other, _VALUES) or type(other).__module__.startswith(_OURS):
            message = f"{self!r} is a thing and never equal to {other!r}: compare what it holds"
            warn(message, NeverEqualWarning)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.iri)

    def __format__(self, form: str) -> str:
        return format(str(self), form)

    def __repr__(self) -> str:
        try:
            return named(self, self.told)
        except NotFoundError as error:
            return named(self, str(error))

    @property
    def name(self) -> str:
        """What it is called."""
        return next(self._names(), local(self.iri))

    def _names(self) -> Iterator[str]:
        """Yield what it may be called, the best first."""
        said = self.session.said(self.iri)
        yield from (str(python(node)) for by in _NAMES for node in said.get(by, ()))

    @property
    def told(self) -> str:
        """What it is, in a line."""
        return self.name

    def rdf(self) -> rdflib.Graph:
        """Return what is said of it, as a graph of rdflib."""
        query = f"SELECT * {{ <{self.iri}> ?kind ?end }}"
        rows = self.session.asked.select(query).terms
        if not rows:
            self._expect_there()
        lines = (f"<{self.iri}> {row['kind']} {row['end']} ." for row in rows)
        return rdflib.Graph().parse(data="\n".join(lines), format="nt")

    def _found(self, kind: type[E], pattern: str) -> tuple[E, ...]:
        """Return what matches `pattern`, in SPARQL, as ?found, in order: what has to do with it.

        Raises:
            NotFoundError: nothing does, since its letter was taken out of the store.
        """
        found = self.session.found(kind, pattern)
        if not found:
            self._expect_there()
        return found

    def _expect_there(self) -> None:
        """Complain if it is gone."""
        Session(self.session.asked).said(self.iri)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{escape(kind)}</th><td>{'<br>'.join(map(_cell, ends))}</td></tr>"
            for kind, ends in self.session.said(self.iri).items()
        )
        return f"<table><caption>{escape(self.told)}</caption>{rows}</table>"


E = TypeVar("E", bound=Entity)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """An attribute of an entity: what is said of it by a property."""

    kind: str
    read: Callable[[Session, tuple[Node, ...]], T]

    __repr__ = short("kind")

    @property
    def __doc__(self) -> str:  # type: ignore[override]  # what help() says of the attribute
        from imrgraph.knowledge.knowledge import load  # noqa: PLC0415
        from imrgraph.knowledge.terms import IMR, SKOS  # noqa: PLC0415 (only help() asks)

        defined = load().facts.values(IMR[self.kind], SKOS["definition"])
        return f"{defined[0]} (imr:{self.kind})" if defined else f"What {self.kind} says of it."

    @overload
    def __get__(self, thing: None, _: type[Entity]) -> Said[T]: ...
    @overload
    def __get__(self, thing: Entity, _: type[Entity]) -> T: ...
    def __get__(self, thing: Entity | None, _: type[Entity]) -> Said[T] | T:
        if thing is None:
            return self
        return self.read(thing.session, thing.session.said(thing.iri).get(self.kind, ()))


def as_text(kind: str) -> Said[str | None]:
    """Return an attribute that is a text."""
    return Said(kind, lambda _, found: next((str(python(node)) for node in found), None))


def as_texts(kind: str) -> Said[tuple[str, ...]]:
    """Return an attribute that is several texts."""
    return Said(kind, lambda _, found: tuple(str(python(node)) for node in found))


def as_codes(kind: str) -> Said[tuple[str, ...]]:
    """Return an attribute that is the last parts of several IRIs."""
    return Said(kind, lambda _, found: tuple(Code(local(iri(node))) for node in found))


def as_code(kind: str) -> Said[str | None]:
    """Return an attribute that is the last part of an IRI, as "upheld" is."""
    return Said(kind, lambda _, found: next((Code(local(iri(node))) for node in found), None))


def as_day(kind: str) -> Said[date | None]:
    """Return an attribute that is a date."""
    return Said(kind, lambda _, found: _of(date, found))


def as_flag(kind: str) -> Said[bool | None]:
    """Return an attribute that is true or false."""
    return Said(kind, lambda _, found: _of(bool, found))


def as_true(kind: str) -> Said[bool]:
    """Return an attribute that is said only where it is true."""
    return Said(kind, lambda _, found: bool(found))


def as_number(kind: str) -> Said[int | Decimal | None]:
    """Return an attribute that is a number."""
    return Said(kind, lambda _, found: _of(int, found) or _of(Decimal, found))


def as_one(of: Callable[[], type[E]], kind: str) -> Said[E | None]:
    """Return an attribute that is another entity."""
    return Said(
        kind, lambda session, found: next((of()(iri(node), session) for node in found), None)
    )


def as_several(of: Callable[[], type[E]], kind: str) -> Said[tuple[E, ...]]:
    """Return an attribute that is several other entities."""
    return Said(kind, lambda session, found: session.all(of(), map(iri, found)))


class Many(Generic[E]):
    """Entities of one kind, of which there may be more than there is room for.

    They are given one by one, each with a session of its own, in the order that the store has them
    in.
    """

    def __init__(self, asked: Asked, kind: type[E], pattern: str) -> None:
        """Take what matches `pattern`, in SPARQL, as ?found."""
        self._asked = asked
        self._kind = kind
        self._pattern = pattern

    def __iter__(self) -> Iterator[E]:
        for row in self._asked.stream(f"SELECT ?found {{ {self._pattern} }}"):
            yield self._kind(iri(row["found"]), Session(self._asked))

    def __len__(self) -> int:
        [row] = self._asked.select(f"SELECT (COUNT(?found) AS ?many) {{ {self._pattern} }}")
        return int(str(row["many"]))

    def __repr__(self) -> str:
        return f"<{len(self):,} of {self._kind.__name__}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: how many there are, and the first of them."""
        shown = "".join(f"<li>{_cell_text(each.told)}</li>" for each in islice(self, _FIRST))
        return f"<p>{escape(repr(self)[1:-1])}</p><ol>{shown}</ol>"


def in_order(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts in order, numbers in them by their size.

    >>> in_order(["item/10", "item/9"])
    ('item/9', 'item/10')
    """
    return tuple(sorted(texts, key=natural))


def _ordered(said: Mapping[str, Iterable[Node]]) -> Mapping[str, tuple[Node, ...]]:
    return {kind: tuple(sorted(said[kind], key=_natural_node)) for kind in sorted(said)}


def _is_step(thing: str) -> bool:
    """Return whether an IRI is of a step of a proof, or of the words that one ends in."""
    return "/proof/" in thing or "#char=" in thing


def _natural_node(node: Node) -> tuple[str | int, ...]:
    return natural(str(node))


def _of(kind: type[T], found: Iterable[Node]) -> T | None:
    """Return the first value of a type."""
    return next((value for value in map(python, found) if isinstance(value, kind)), None)


def _cell_text(text: str) -> str:
    return escape(cut(text, _SHOWN))


def _cell(node: Node) -> str:
    shown: Value = shorten(node.value) if isinstance(node, ox.NamedNode) else python(node)
    return escape(cut(str(shown), _SHOWN))
