"""The store: the one module that opens the graph engine.

In:   quads, and SPARQL queries with their bindings.
Out:  rows of plain Python values.
From: SPARQL 1.1 Query Language, W3C 2013; the engine is Oxigraph.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from imrgraph.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["Node", "Quads", "Row", "Store", "Value", "graph_of", "python", "subject_of", "term"]

_XSD = "http://www.w3.org/2001/XMLSchema#"

#: A value of a row: an IRI is a `str`.
Value = str | int | bool | Decimal | date
#: A row of an answer; a variable that is unbound has no key.
Row = dict[str, Value]
Quads = tuple[ox.Quad, ...]


def term(value: Value) -> ox.Literal:
    """Return `value` as a typed literal.

    >>> str(term(date(2015, 6, 10)))
    '"2015-06-10"^^<http://www.w3.org/2001/XMLSchema#date>'
    """
    if isinstance(value, date):
        return ox.Literal(value.isoformat(), datatype=ox.NamedNode(_XSD + "date"))
    if isinstance(value, Decimal):
        return ox.Literal(str(value), datatype=ox.NamedNode(_XSD + "decimal"))
    return ox.Literal(value)


Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def graph_of(quads: Quads) -> str:
    """Return the IRI of the graph that `quads` are in, all in one."""
    return _iri(quads[0].graph_name)


def subject_of(quad: ox.Quad) -> str:
    """Return the IRI of what `quad` is about."""
    return _iri(quad.subject)


def _iri(node: Node | ox.DefaultGraph) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def python(node: Node) -> Value:
    """Return the Python value of a term: numbers, booleans and dates typed, the rest as `str`.

    >>> python(term(6)), python(term("six"))
    (6, 'six')
    """
    if not isinstance(node, ox.Literal):
        return _iri(node)
    kind = node.datatype.value.removeprefix(_XSD)
    if kind == "integer":
        return int(node.value)
    if kind == "boolean":
        return node.value == "true"
    if kind == "decimal":
        return Decimal(node.value)
    return date.fromisoformat(node.value) if kind == "date" else node.value


class Store:
    """Quads in named graphs, asked over all graphs at once.

    >>> store = Store()
    >>> store.select("SELECT (1 + 1 AS ?two) {}")
    [{'two': 2}]
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Open the store in `folder`, or one in memory.

        Raises:
            StoreError: the folder cannot be opened, or another process has it open.
        """
        self.folder = folder
        self._forgotten = 0
        try:
            self._engine = ox.Store(str(folder)) if folder else ox.Store()
        except OSError as error:
            message = f"{folder}: expected a store that nobody else has open, found: {error}"
            raise StoreError(message) from error

    def __len__(self) -> int:
        return len(self._engine)

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add `quads` in one transaction."""
        self._engine.extend(quads)

    def forget(self) -> int:
        """Remove what stands in no named graph.

        Returns:
            How many quads were removed so far. The engine keeps the terms of a store in memory, so
            that one that has forgotten much is better made anew.
        """
        before = len(self)
        self._engine.clear_graph(ox.DefaultGraph())
        self._forgotten += before - len(self)
        return self._forgotten

    def replace(self, graphs: Iterable[str], quads: Iterable[ox.Quad]) -> None:
        """Put `quads` in the place of all that `graphs` hold, in one transaction."""
        drops = [f"DROP SILENT GRAPH {ox.NamedNode(graph)}" for graph in graphs]
        lines = (f"GRAPH {q.graph_name} {{ {q.subject} {q.predicate} {q.object} }}" for q in quads)
        self._engine.update(" ;\n".join([*drops, "INSERT DATA {\n" + "\n".join(lines) + "\n}"]))

    def graph(self, name: str) -> Quads:
        """Return the quads of one graph, sorted as N-Quads are."""
        return tuple(
            sorted(self._engine.quads_for_pattern(None, None, None, ox.NamedNode(name)), key=str)
        )

    def select(
        self, query: str, bindings: Mapping[str, Value | ox.NamedNode] | None = None
    ) -> list[Row]:
        """Answer a SELECT `query` over the union of all graphs.

        Args:
            query: SPARQL 1.1 text.
            bindings: values of variables by name; an IRI is a `NamedNode`.

        Returns:
            One dictionary a row, in the order of the query.
        """
        given: dict[ox.Variable, Node] = {
            ox.Variable(name): value if isinstance(value, ox.NamedNode) else term(value)
            for name, value in (bindings or {}).items()
        }
        answer = self._engine.query(query, use_default_graph_as_union=True, substitutions=given)
        if not isinstance(answer, ox.QuerySolutions):
            message = "expected a SELECT query, found another form"
            raise StoreError(message)
        names = [variable.value for variable in answer.variables]
        return [
            {name: python(node) for name in names if (node := row[name]) is not None}
            for row in answer
        ]
