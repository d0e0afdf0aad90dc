"""As CSV: a network as tables of nodes and edges, for Neo4j and for Gephi's spreadsheets.

In:   a `Network`.
Out:  files by name: the tables, and for Neo4j what imports them.
From: the header of `neo4j-admin database import`: `:ID`, `:LABEL`, `:START_ID`, `:END_ID`, `:TYPE`,
      and a type behind each name; Gephi's columns Id, Label, Source, Target, Type, Kind.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from imrgraph.export.attributes import days, declared, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from imrgraph.export.attributes import Kind
    from imrgraph.graph.network import Network, Plain

__all__ = ["as_gephi_csv", "as_neo4j_csv"]

_IMPORT = """\
#!/bin/sh
# Imports the tables beside this file into a new database; Neo4j is not running meanwhile.
cd "$(dirname "$0")" && exec neo4j-admin database import full "${1:-neo4j}" \\
  --nodes=nodes.csv --relationships=relationships.csv \\
  --multiline-fields=true --overwrite-destination
"""
_LOAD = """\
// Loads the tables into a running Neo4j or Aura: put them where `file:///` or an URL reaches them.
CREATE CONSTRAINT resource_id IF NOT EXISTS FOR (n:Resource) REQUIRE n.id IS UNIQUE;
CREATE INDEX resource_label IF NOT EXISTS FOR (n:Resource) ON (n.label);
CREATE INDEX resource_type IF NOT EXISTS FOR (n:Resource) ON (n.type);
LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row
MERGE (n:Resource {{id: row.`id:ID`}})
SET {settings};
{labels}
{links}
"""
_LABELLED = """\
LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row
WITH row WHERE row.`:LABEL` = 'Resource;{label}'
MATCH (n:Resource {{id: row.`id:ID`}}) SET n:`{label}`;"""
_LINKED = """\
LOAD CSV WITH HEADERS FROM 'file:///relationships.csv' AS row
WITH row WHERE row.`:TYPE` = '{kind}'
MATCH (a:Resource {{id: row.`:START_ID`}}), (b:Resource {{id: row.`:END_ID`}})
MERGE (a)-[r:`{kind}`]->(b) SET {settings};"""
_CASTS: Mapping[Kind, str] = {
    "boolean": "toBoolean({})",
    "long": "toInteger({})",
    "double": "toFloat({})",
    "string": "{}",
    "date": "date({})",
    "dates": "[day IN split({}, ';') | date(day)]",
}
# what a name in a header or in Cypher cannot have
_FOREIGN = re.compile(r"\W")


def as_neo4j_csv(network: Network) -> dict[str, Iterable[str]]:
    """Return the tables, line by line, and scripts, by the name of the file.

    >>> from imrgraph.graph.network import Network
    >>> sorted(as_neo4j_csv(Network("none", (), ())))
    ['import.sh', 'load.cypher', 'nodes.csv', 'relationships.csv']
    """
    nodes = declared(node.told for node in network.nodes)
    edges = declared(edge.told for edge in network.edges)
    kinds = sorted({edge.kind for edge in network.edges})
    types = sorted({node.type for node in network.nodes})
    node_rows = (
        [node.id, f"Resource;{_plain(node.type)}", *_listed(node.told, nodes)]
        for node in network.nodes
    )
    edge_rows = (
        [edge.source, edge.target, _plain(edge.kind), *_listed(edge.told, edges)]
        for edge in network.edges
    )
    links = (_LINKED.format(kind=_plain(kind), settings=_set("r", edges)) for kind in kinds)
    labels = (_LABELLED.format(label=_plain(kind)) for kind in types)
    return {
        "nodes.csv": _table(["id:ID", ":LABEL", *map(_typed, nodes.items())], node_rows),
        "relationships.csv": _table(
            [":START_ID", ":END_ID", ":TYPE", *map(_typed, edges.items())], edge_rows
        ),
        "import.sh": _IMPORT,
        "load.cypher": _LOAD.format(
            settings=_set("n", nodes), labels="\n".join(labels), links="\n".join(links)
        ),
    }


def as_gephi_csv(network: Network) -> dict[str, Iterable[str]]:
    r"""Return the two spreadsheets, line by line, by the name of the file.

    >>> from imrgraph.graph.network import Network
    >>> list(as_gephi_csv(Network("none", (), ()))["edges.csv"])
    ['"Source","Target","Type","Kind","Label"\n']
    """
    nodes = declared(node.told for node in network.nodes)
    edges = declared(edge.told for edge in network.edges)
    nodes.pop("label", None), edges.pop("label", None)
    way = "Directed" if network.is_directed else "Undirected"
    node_rows = ([node.id, node.label, *_cells(node.told, nodes)] for node in network.nodes)
    edge_rows = (
        [edge.source, edge.target, way, edge.kind, edge.kind, *_cells(edge.told, edges)]
        for edge in network.edges
    )
    return {
        "nodes.csv": _table(["Id", "Label", *nodes], node_rows),
        "edges.csv": _table(["Source", "Target", "Type", "Kind", "Label", *edges], edge_rows),
    }


def _table(header: Sequence[str], rows: Iterable[Sequence[Plain | None]]) -> Iterator[str]:
    """Yield lines of cells: text is quoted, so that no blank at its ends and no "" is lost."""
    for row in chain([header], rows):
        yield ",".join(map(_cell, row)) + "\n"


def _cells(told: Mapping[str, Plain], kinds: Mapping[str, Kind]) -> list[Plain | None]:
    return [typed(told[name], kind) if name in told else None for name, kind in kinds.items()]


def _listed(told: Mapping[str, Plain], kinds: Mapping[str, Kind]) -> list[Plain | None]:
    """Return cells as Neo4j takes them, with a semicolon between several days."""
    cells = zip(_cells(told, kinds), kinds.values(), strict=True)
    return [";".join(days(each)) if each and kind == "dates" else each for each, kind in cells]


def _cell(value: Plain | None) -> str:
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return "" if value is None else str(value).lower()


def _typed(attribute: tuple[str, Kind]) -> str:
    name, kind = attribute
    return f"{_plain(name)}:{'date[]' if kind == 'dates' else kind}"


def _plain(name: str) -> str:
    return _FOREIGN.sub("_", name)


def _set(variable: str, kinds: Mapping[str, Kind]) -> str:
    """Return what sets each property of a node or a relationship in Cypher."""
    return ", ".join(
        f"{variable}.`{_plain(name)}` = {_CASTS[kind].format(f'row.`{_typed((name, kind))}`')}"
        for name, kind in kinds.items()
    )
