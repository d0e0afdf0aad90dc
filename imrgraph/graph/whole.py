"""Whole: everything that a store says as nodes and edges, one letter at a time.

In:   letters that can be asked.
Out:  a `Whole`, which is gone through as a `Network` is, and holds no more than a letter at once,
      besides the vocabularies and guidelines that letters speak of.
From: what is followed is what the view "entities" follows, without the steps of proofs; it is gone
      through as often as a format wants, and in the same order each time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import pyoxigraph as ox

from imrgraph.errors import LimitError
from imrgraph.graph.anew import letter_of
from imrgraph.graph.network import VIEWS, Edge, Network, Vertex, vertex
from imrgraph.graph.values import iri, local, shorten
from imrgraph.knowledge.classes import implied
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from imrgraph.graph.network import Asked
    from imrgraph.graph.values import Node

__all__ = ["MOST", "Whole"]

T = TypeVar("T")
#: How many nodes and edges are held at once at most, where somebody wants them all.
MOST: Final = 500_000
_TYPE: Final = RDF("type")
_STATED_AT: Final = IMR("statedAt")
_OF_PROPERTY: Final = IMR("ofProperty")
_STEP: Final = IMR("Derivation")
#: What letters are made of and no node is, in the order in which it is told.
_FINDINGS, _PLACES, _STEPS, _OTHER = (
    "findings",
    "places of quotations",
    "steps of proofs",
    "other things of letters",
)

_Triple = tuple[ox.NamedNode, ox.NamedNode, "Node"]


@dataclass(frozen=True)
class Whole:
    """A whole store, as formats of networks take it."""

    asked: Asked
    name: str = "all letters"
    dropped: int = 0
    is_directed: bool = True
    is_mixed: bool = True
    #: How many "nodes" and "edges" there were when it was last gone through to its end.
    counts: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def nodes(self) -> Iterable[Vertex]:
        """The nodes: what letters speak of, then letter by letter what they are made of."""
        return _Again(lambda: self._counted("nodes", self._nodes()))

    @property
    def edges(self) -> Iterable[Edge]:
        """The edges, in the same order."""
        return _Again(lambda: self._counted("edges", self._edges()))

    def _counted(self, name: str, each: Iterable[T]) -> Iterator[T]:
        many = 0
        for many, one in enumerate(each, 1):  # noqa: B007 (it is wanted after the last)
            yield one
        self.counts[name] = many

    @property
    def told_left_out(self) -> str:
        """What is told of what it leaves out: what letters say, and what no letter leads to."""
        many = len(self._vocabulary.keys() - self._spoken_of)
        of_ontology = "things of ontology, vocabularies and guidelines, to which no letter leads"
        counted = {name: self._surveyed[1][name] for name in (_FINDINGS, _PLACES, _STEPS, _OTHER)}
        told = [f"{each:,} {name}" for name, each in {**counted, of_ontology: many}.items() if each]
        return f"left out: {'; '.join(told)}. N-Quads holds all" if told else ""

    def network(self, most: int = MOST) -> Network:
        """Return it as a network that is held whole.

        Raises:
            LimitError: there is more of it than `most` nodes or edges.
        """
        nodes = tuple(_at_most(self.nodes, most))
        return Network(self.name, nodes, tuple(_at_most(self.edges, most)))

    def _nodes(self) -> Iterator[Vertex]:
        said = self._vocabulary
        for node in sorted(self._spoken_of, key=iri):
            yield vertex(node, 1, said.get(node, ()), ())
        for part in self._letters():
            yield from part.nodes()

    def _edges(self) -> Iterator[Edge]:
        for subject in sorted(self._spoken_of, key=iri):
            for kind, value in self._vocabulary.get(subject, ()):
                if _leads(kind, value) and value in self._spoken_of:
                    yield _edge(subject, kind, value)
        for part in self._letters():
            yield from part.edges()

    def _letters(self) -> Iterator[_Part]:
        """Yield what is said of each letter, what it states and what was derived together."""
        for letter, graphs in groupby(self.asked.nquads(), key=_letter_of_graph):
            if letter is not None:
                yield _Part(graphs)

    @cached_property
    def _vocabulary(self) -> Mapping[Node, tuple[tuple[ox.NamedNode, Node], ...]]:
        """What the ontology says of each thing."""
        said: dict[Node, dict[tuple[ox.NamedNode, Node], None]] = defaultdict(dict)
        for graph in self.asked.nquads():
            if _letter_of_graph(graph) is None:
                for subject, kind, value in _triples(graph):
                    said[subject][kind, value] = None
        return {node: tuple(each) for node, each in said.items()}

    @cached_property
    def _surveyed(self) -> tuple[frozenset[Node], Counter[str]]:
        """What letters lead to, and by their kinds how many of their things are no nodes."""
        ends: set[Node] = set()
        left_out: Counter[str] = Counter()
        for part in self._letters():
            ends.update(part.outside())
            left_out.update(part.left_out())
        return frozenset(ends), left_out

    @cached_property
    def _spoken_of(self) -> frozenset[Node]:
        """What letters lead to, and what that leads to."""
        front = set(self._surveyed[0])
        found: set[Node] = set()
        while front:
            found |= front
            ends = (
                value
                for node in front
                for kind, value in self._vocabulary.get(node, ())
                if _leads(kind, value)
            )
            front = {end for end in ends if end in self._vocabulary} - found
        return frozenset(found)


class _Part:
    """What is said of one letter, and of all that hangs below it."""

    def __init__(self, graphs: Iterable[bytes]) -> None:
        self._said: dict[Node, list[tuple[ox.NamedNode, Node]]] = defaultdict(list)
        for subject, kind, value in (each for graph in graphs for each in _triples(graph)):
            self._said[subject].append((kind, value))
        self._into: dict[Node, set[str]] = defaultdict(set)
        for _, kind, value in self._links():
            self._into[value].add(kind.value)
        ends = {end for source, _, target in self._links() for end in (source, target)}
        self._nodes = [node for node in self._said if node in ends]

    def nodes(self) -> Iterator[Vertex]:
        for node in self._nodes:
            said = self._said[node]
            at = [value for kind, value in said if kind == _STATED_AT]
            words = [each for place in at for each in self._said.get(place, ())]
            out = {kind.value for kind, _ in said}
            is_typed = any(kind == _TYPE for kind, _ in said)
            classes = () if is_typed else implied(out, self._into[node], load())
            yield vertex(node, 0, (*said, *words), classes)

    def edges(self) -> Iterator[Edge]:
        for source, kind, target in self._links():
            yield _edge(source, kind, target)

    def outside(self) -> Iterator[Node]:
        """Yield what it leads to and says nothing of."""
        return (target for _, _, target in self._links() if target not in self._said)

    def left_out(self) -> Iterator[str]:
        """Yield the kind of each thing that is no node."""
        nodes = set(self._nodes)
        return (
            _kind_left_out(node, said) for node, said in self._said.items() if node not in nodes
        )

    def _links(self) -> Iterator[_Triple]:
        for source, said in self._said.items():
            if isinstance(source, ox.NamedNode) and (_TYPE, _STEP) not in said:
                for kind, value in said:
                    if _leads(kind, value):
                        yield source, kind, value


class _Again(Generic[T]):
    """What is gone through anew each time that somebody begins to."""

    def __init__(self, begin: Callable[[], Iterator[T]]) -> None:
        self._begin = begin

    def __iter__(self) -> Iterator[T]:
        return self._begin()


def _triples(graph: bytes) -> Iterator[_Triple]:
    """Yield the triples of a graph that say something of what has an IRI."""
    for quad in ox.parse(graph, format=ox.RdfFormat.N_QUADS):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject, quad.predicate, quad.object


def _letter_of_graph(graph: bytes) -> str | None:
    """Return the letter of a graph, by its first line; None of the ontology."""
    line = graph[: graph.find(b"\n")].decode()
    return letter_of(line.rstrip(" .").rpartition("<")[2].rstrip(">")) if line else None


def _kind_left_out(node: Node, said: Iterable[tuple[ox.NamedNode, Node]]) -> str:
    if "#" in iri(node):
        return _PLACES
    if (_TYPE, _STEP) in said:
        return _STEPS
    return _FINDINGS if any(kind == _OF_PROPERTY for kind, _ in said) else _OTHER


def _leads(kind: ox.NamedNode, end: Node) -> bool:
    is_entity = isinstance(end, ox.NamedNode) and not end.value.startswith(IMR.base)
    return is_entity and VIEWS["entities"].follows(local(kind.value))


def _edge(source: Node, kind: ox.NamedNode, target: Node) -> Edge:
    return Edge(shorten(iri(source)), shorten(iri(target)), local(kind.value), kind.value, {})


def _at_most(things: Iterable[T], most: int) -> Iterator[T]:
    for number, each in enumerate(things):
        if number == most:
            message = (
                f"expected at most {most:,} nodes or edges, found more; export them to a file, "
                "or begin with a seed"
            )
            raise LimitError(message)
        yield each
