"""Network: a part of the graph as nodes and edges, for tools that know no RDF.

In:   letters that can be asked, what to start from, how far to go, and a view.
Out:  a `Network`: plain values in a fixed order, the nearest nodes first.
From: an edge is a triple between two IRIs; literals are attributes of their node, but in the view
      "rdf", where they are nodes too.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final, Protocol

import pyoxigraph as ox

from imrgraph.errors import NotFoundError, QuestionError
from imrgraph.graph.anew import Letters, Proven, letter_of
from imrgraph.graph.identifying import identified, iris
from imrgraph.graph.rows import imported
from imrgraph.graph.values import iri, local, python, shorten
from imrgraph.knowledge.classes import implied
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import terms
from imrgraph.knowledge.terms import IMR, IMRD, OWL, RDF, SKOS
from imrgraph.nearest import one_of
from imrgraph.reprs import short, tabled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import networkx as nx

    from imrgraph.graph.values import Node, Value

__all__ = [
    "BETWEEN",
    "VIEWS",
    "Edge",
    "Network",
    "Plain",
    "Vertex",
    "View",
    "neighbourhood",
    "vertex",
]

#: What every tool takes as the value of an attribute.
Plain = str | int | float | bool
#: The attributes of an edge that are counts, as projections have them.
_COUNTED = ("items", "overturned", "shared")
#: Between several values of one attribute.
BETWEEN = " | "


class Asked(Letters, Protocol):
    """What answers SPARQL over letters."""

    def stream(self, query: str) -> Iterator[Mapping[str, Node]]:
        """Yield what a SELECT query finds, one by one, where it takes no memory to do so."""

    def nquads(self) -> Iterator[bytes]:
        """Yield every graph as N-Quads, sorted, one graph at a time."""


@dataclass(frozen=True, slots=True)
class Vertex:
    """A node: something that letters, guidelines or vocabularies speak of."""

    #: Its IRI with a prefix, where there is one for it.
    id: str
    iri: str
    label: str
    #: The name of its class, such as "DisputedItem".
    type: str
    #: How many edges it is away from the start.
    distance: int
    attributes: Mapping[str, Plain]

    __repr__ = short("id", "label", "type")

    @property
    def told(self) -> dict[str, Plain]:
        """All that a tool is told of it; what is missing has no key."""
        told = {**self.attributes, "label": self.label, "type": self.type}
        told |= {"iri": self.iri} if self.iri else {}
        return {**told, "distance": self.distance}


@dataclass(frozen=True, slots=True)
class Edge:
    """A directed edge. Of two nodes there is one for each property that relates them."""

    source: str
    target: str
    #: The name of the property, such as "requestedTreatment".
    kind: str
    iri: str
    attributes: Mapping[str, Plain]

    __repr__ = short("source", "kind", "target")

    @property
    def counted(self) -> str:
        """What a drawing writes beside it: what was counted, nothing where nothing was.

        >>> Edge("a", "b", "cites", "", {"items": 3, "overturned": 1, "weight": 3}).counted
        'items: 3, overturned: 1'
        """
        return ", ".join(f"{k}: {self.attributes[k]}" for k in _COUNTED if k in self.attributes)

    @property
    def told(self) -> dict[str, Plain]:
        """All that a tool is told of it."""
        return {**self.attributes, "iri": self.iri, "label": self.kind}


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes, the nearest first, and edges, by their ends and their kind."""

    name: str
    nodes: tuple[Vertex, ...]
    edges: tuple[Edge, ...]
    #: How many edges lead on from here, to or from nodes that are further than was asked for.
    dropped: int = 0
    #: Whether an edge leads from one end to the other; else it lies between them.
    is_directed: bool = True
    #: The letter with its proofs, where these are followed: no store need hold their steps.
    proven: Proven | None = field(default=None, repr=False, compare=False)

    __repr__ = short("name", "nodes", "edges", "dropped")

    @property
    def is_mixed(self) -> bool:
        """Whether its edges are of several kinds, so that a drawing has to name them."""
        return len({edge.kind for edge in self.edges}) > 1

    @property
    def has_letter(self) -> bool:
        """Whether any of it is a letter, or of one."""
        return any(node.iri.startswith(IMRD.base) for node in self.nodes)

    def to_networkx(self) -> nx.MultiDiGraph[str] | nx.MultiGraph[str]:
        """Return the same as a graph of networkx, its attributes plain values.

        Where edges have no direction it is a MultiGraph, else a MultiDiGraph.

        Raises:
            MissingPackageError: networkx is not installed.
        """
        networkx = imported("networkx")
        kind = networkx.MultiDiGraph if self.is_directed else networkx.MultiGraph
        graph: nx.MultiGraph[str] = kind(name=self.name)
        for node in self.nodes:
            graph.add_node(node.id, **node.told)
        for edge in self.edges:
            graph.add_edge(edge.source, edge.target, key=edge.kind, **edge.told)
        return graph

    def _repr_html_(self) -> str:
        """Return what a notebook shows: how many nodes there are of each class, and which first."""
        first: dict[str, list[str]] = defaultdict(list)
        for node in self.nodes:
            first[node.type].append(node.label)
        rows = (
            (kind, len(labels), "; ".join(labels[:_NAMED]))
            for kind, labels in sorted(first.items(), key=lambda each: -len(each[1]))
        )
        told = f"{self.name}: {len(self.nodes)} nodes, {len(self.edges)} edges"
        return tabled(told, ("class", "nodes", "such as"), rows)


@dataclass(frozen=True, slots=True)
class View:
    """Which edges there are to follow, and how far where nothing else is said."""

    hops: int
    #: The names of the properties that are followed; none for all but those left out.
    only: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    #: Whether a literal is a node of its own.
    literals: bool = False

    def follows(self, kind: str) -> bool:
        """Return whether the edges of a property belong to the view."""
        return kind in self.only if self.only else kind not in self.left_out


#: What says how and where something was found, and not what it is.
_BOOKKEEPING = frozenset(
    """
    type inScheme topConceptOf hasTopConcept isDefinedBy about ofProperty value statedAt summaryAt
    rationaleAt unreadAt attributedTo usesVersion versionOf usesRule hasPremise concerns compares
    explains considers domain range subClassOf subPropertyOf ofItem example inReading sourceStatus
    """.split()  # noqa: SIM905 (words are read best as words)
)
#: What leads to a step of a proof, which is derived when it is asked for.
_TO_STEPS = "hasPremise"
#: What a part of a letter is part of: the name of a part starts with that of the whole.
_WHOLE = '?end ?kind ?node FILTER (STRSTARTS(STR(?node), CONCAT(STR(?end), "/")))'
VIEWS: Final[Mapping[str, View]] = {
    "entities": View(2, left_out=_BOOKKEEPING),
    "proof": View(8, only=frozenset({"hasItem", "toldBy", "hasPremise", "takenFrom", "inEdition"})),
    "citations": View(
        4, only=frozenset({"hasItem", "hasCitation", "cites", "citedSource", "requestedTreatment"})
    ),
    "rdf": View(1, literals=True),
}
#: Texts that are read in the letter and not on a node, and what only programs read.
_UNTOLD = frozenset({"text", "rationaleText", "sha256", "contentHash", "altLabel", "hiddenLabel"})
#: By what a node is called, the best first.
_NAMES = (
    "prefLabel", "label", "caseNumber", "conclusion", "requestText", "says", "citedName", "quote",
    "agreement",
)  # fmt: skip
_LONGEST_LABEL = 120
#: How many nodes of a class a notebook names.
_NAMED = 3
_TYPE = "type"


def neighbourhood(
    asked: Asked,
    seed: str,
    *,
    view: str = "entities",
    hops: int | None = None,
    predicates: Sequence[str] = (),
) -> Network:
    """Return what is at most `hops` edges away from `seed`.

    Edges are followed as they point. At the start, and from a part of a letter to what it is part
    of, they are followed against their direction, too: so a treatment leads to the items that
    request it, or what is narrower, and a guideline to the items that cite it. Where proofs are
    followed from a letter, or from what is below it, they are derived anew.

    Args:
        asked: the letters.
        seed: as `identified` takes it.
        view: a name of `VIEWS`.
        hops: how far to go; by default as far as the view goes.
        predicates: names of properties; only their edges are followed, whatever the view says.

    Raises:
        NotFoundError: there is no such seed.
        QuestionError: there is no such view, or no property of such a name.

    >>> from imrgraph.store.opening import open
    >>> from imrgraph.resources import folder
    >>> store = open()
    >>> loaded = store.load([folder("examples") / "letters" / "medication.txt"])
    >>> found = neighbourhood(store, "CM99-0000004", view="citations", hops=2)
    >>> [(node.type, node.distance) for node in found.nodes][:3]
    [('Determination', 0), ('DisputedItem', 1), ('Citation', 2)]
    """
    chosen = _view(view)
    if predicates:
        _expect_leading(predicates, literals=chosen.literals)
        chosen = View(chosen.hops, only=frozenset(predicates), literals=chosen.literals)
    hops = chosen.hops if hops is None else hops
    if proven := _proven(asked, seed) if _TO_STEPS in chosen.only else None:
        found = _Walk(proven, chosen, ox.NamedNode(identified(proven, seed))).go(hops)
        return replace(found, proven=proven)
    return _Walk(asked, chosen, ox.NamedNode(identified(asked, seed))).go(hops)


def _view(name: str) -> View:
    if name not in VIEWS:
        message = f"view {name}: expected {one_of(name, VIEWS)}"
        raise QuestionError(message)
    return VIEWS[name]


def _expect_leading(names: Iterable[str], *, literals: bool) -> None:
    """Refuse names of what leads nowhere: no properties, or those of texts where they are no nodes.

    Raises:
        QuestionError: one of the names is no property that leads on.
    """
    known = _properties(literals=literals)
    for name in names:
        if name not in known:
            message = f"property {name}: {_why_not(name)}expected {one_of(name, known)}"
            raise QuestionError(message)


def _why_not(name: str) -> str:
    if name in _properties(literals=True):
        return "its values are texts, numbers, days or classes, nodes in the view rdf alone; "
    return "it is a class, and leads nowhere; " if name in terms() else ""


@cache
def _properties(*, literals: bool) -> Collection[str]:
    """Return the names of the properties that lead to things, those of SKOS and the like too."""
    said = load().quads
    kinds = {OWL(f"{kind}Property") for kind in ("Object", "Annotation", "Datatype")}
    of_texts: set[object] = {quad.predicate for quad in said if isinstance(quad.object, ox.Literal)}
    of_texts |= {quad.subject for quad in said if quad.object == OWL("DatatypeProperty")}
    ours = {quad.subject for quad in said if quad.object in kinds}
    of_things: set[object] = {
        quad.predicate for quad in said if isinstance(quad.object, ox.NamedNode)
    }
    of_things |= ours - of_texts
    known = of_things | of_texts if literals else of_things - {RDF("type")}
    return {local(each.value) for each in known if isinstance(each, ox.NamedNode)}


def _proven(asked: Asked, seed: str) -> Proven | None:
    """Return the letter of a seed with its proofs, if the seed is of a letter that is there."""
    letter = next(filter(None, map(letter_of, iris(seed))), None)
    with suppress(NotFoundError):
        return Proven(asked, letter) if letter else None
    return None


class _Walk:
    """A walk outwards: what is known of each node, and the edges."""

    def __init__(self, asked: Letters, view: View, start: ox.NamedNode) -> None:
        self._asked = asked
        self._view = view
        self._start = start
        self._distance: dict[Node, int] = {start: 0}
        self._said: dict[Node, list[tuple[str, Node]]] = defaultdict(list)
        self._edges: set[tuple[Node, ox.NamedNode, Node]] = set()

    def go(self, hops: int) -> Network:
        """Go so many hops, and tell what was found."""
        front: list[Node] = [self._start]
        found = self._leading_out(front)
        for distance in range(1, hops + 1):
            found = [*found, *self._leading_in(front)]
            front = list(
                dict.fromkeys(
                    end
                    for source, _, target in found
                    for end in (source, target)
                    if end not in self._distance
                )
            )
            self._distance.update(dict.fromkeys(front, distance))
            self._edges.update(found)
            found = self._leading_out(front)
            if not front:
                break
        found = [*found, *self._leading_in(front)]
        inside = {e for e in found if e[0] in self._distance and e[2] in self._distance}
        self._edges |= inside
        return Network(shorten(self._start.value), *self._told(), len(set(found) - inside))

    def _leading_out(self, front: Iterable[Node]) -> list[tuple[Node, ox.NamedNode, Node]]:
        """Note what is said of nodes, and return the edges that lead on."""
        found = []
        for subject, kind, value in self._triples("?node ?kind ?end", front):
            name = local(kind.value)
            if self._leads(name, value):
                found.append((subject, kind, value))
            if name == _TYPE or not self._view.literals:
                self._said[subject].append((name, value))
        return found

    def _leads(self, kind: str, end: Node) -> bool:
        """Return whether an edge is followed; terms of the ontology are no entities."""
        if self._view.literals:
            return self._view.follows(kind)
        is_entity = isinstance(end, ox.NamedNode) and not end.value.startswith(IMR.base)
        return is_entity and self._view.follows(kind)

    def _leading_in(self, front: Iterable[Node]) -> list[tuple[Node, ox.NamedNode, Node]]:
        """Return the edges that are followed against their direction."""
        parts = [node for node in front if letter_of(iri(node))]
        found = [
            (whole, kind, part)
            for part, kind, whole in self._triples(_WHOLE, parts)
            if local(kind.value) != _TO_STEPS
        ]
        if self._start in front:
            coming = self._triples("?end ?kind ?node", [self._start, *self._narrower()])
            found += [(end, kind, start) for start, kind, end in coming]
        return [each for each in found if self._leads(local(each[1].value), each[0])]

    def _narrower(self) -> list[Node]:
        """Return what is narrower than the start, at whatever depth, where it is a concept."""
        query = f"SELECT ?end {{ ?end {SKOS('broader')}+ {self._start} }}"
        return [row["end"] for row in self._asked.select(query).terms]

    def _triples(
        self, pattern: str, nodes: Iterable[Node]
    ) -> Iterator[tuple[Node, ox.NamedNode, Node]]:
        known = " ".join(str(node) for node in nodes if isinstance(node, ox.NamedNode))
        if not known:
            return
        query = f"SELECT DISTINCT ?node ?kind ?end {{ VALUES ?node {{ {known} }} {pattern} }}"
        for row in self._asked.select(query).terms:
            if isinstance(kind := row["kind"], ox.NamedNode):
                yield row["node"], kind, row["end"]

    def _told(self) -> tuple[tuple[Vertex, ...], tuple[Edge, ...]]:
        self._quote()
        classes = self._classes()
        nodes = sorted(
            (
                vertex(node, distance, self._said[node], classes.get(node, ()))
                for node, distance in self._distance.items()
            ),
            key=lambda node: (node.distance, node.id),
        )
        edges = sorted(
            (
                Edge(_id(source), _id(target), local(kind.value), kind.value, {})
                for source, kind, target in self._edges
            ),
            key=lambda edge: (edge.source, edge.target, edge.iri),
        )
        return tuple(nodes), tuple(edges)

    def _quote(self) -> None:
        """Note with each node the words and the page of the place where it is stated."""
        at = {
            node: [value for name, value in said if name == "statedAt"]
            for node, said in self._said.items()
        }
        words = defaultdict(list)
        for place, kind, value in self._triples("?node ?kind ?end", chain(*at.values())):
            words[place].append((local(kind.value), value))
        for node, places in at.items():
            self._said[node] += [each for place in places for each in words[place]]

    def _classes(self) -> Mapping[Node, tuple[str, ...]]:
        """Return the classes of what is not said to be of one, by what is said of it."""
        typed = {node for node, said in self._said.items() if any(n == _TYPE for n, _ in said)}
        untyped = [node for node in self._distance if node not in typed]
        ways: dict[Node, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        for way, pattern in enumerate(("?node ?kind []", "[] ?kind ?node")):
            for node, kind, _ in self._triples(f"{pattern} BIND (true AS ?end)", untyped):
                ways[node][way].add(kind.value)
        return {node: implied(*each, load()) for node, each in ways.items()}


def vertex(
    node: Node,
    distance: int,
    facts: Iterable[tuple[ox.NamedNode | str, Node]],
    classes: Iterable[str],
) -> Vertex:
    """Return a node with what is said of it.

    Args:
        node: what it is.
        distance: how many edges it is away from the start.
        facts: properties, by their IRIs or their names, and values.
        classes: those that it is of, besides the ones that are said.
    """
    if isinstance(node, ox.Literal):
        told = {"value": plain(python(node)), "datatype": shorten(node.datatype.value)}
        return Vertex(_id(node), "", _short(node.value), "Literal", distance, told)
    said: dict[str, set[Value]] = defaultdict(set)
    types = set(classes)
    for kind, value in facts:
        name = kind if isinstance(kind, str) else local(kind.value)
        if isinstance(value, ox.Literal) and name not in _UNTOLD:
            said[name].add(python(value))
        elif name == _TYPE:
            types.add(iri(value))
    attributes = {name: _joined(values) for name, values in sorted(said.items())}
    called = next((str(attributes[name]) for name in _NAMES if name in attributes), "")
    return Vertex(
        _id(node),
        iri(node),
        _short(called or local(iri(node))),
        _class(types),
        distance,
        {name: value for name, value in attributes.items() if name not in _NAMES[:2]},
    )


def plain(value: Value) -> Plain:
    """Return a value as every tool takes it: a date as ISO text, a decimal as a number.

    >>> plain(date(2015, 6, 10)), plain(Decimal("0.5")), plain(True)
    ('2015-06-10', 0.5, True)
    """
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _joined(values: Iterable[Value]) -> Plain:
    """Return the one value, or the text of several."""
    told = [plain(value) for value in values]
    return told[0] if len(told) == 1 else BETWEEN.join(sorted(map(str, told)))


def _id(node: Node) -> str:
    """Return a short name that no other node has."""
    if isinstance(node, ox.NamedNode):
        return shorten(node.value)
    return f"literal:{hashlib.sha256(str(node).encode()).hexdigest()[:16]}"


def _class(types: Iterable[str]) -> str:
    """Return the name of the class that says most: one of our own, where there is one."""
    ours = sorted(types, key=lambda each: (not each.startswith(IMR.base), each))
    return local(ours[0]) if ours else "Resource"


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= _LONGEST_LABEL else f"{folded[:_LONGEST_LABEL]}…"
