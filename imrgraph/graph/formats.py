"""Formats: rows as text that other programs read.

In:   rows, or the answer of an ASK query.
Out:  text without a newline at the end.
From: SPARQL 1.1 Query Results JSON Format, and CSV and TSV Formats, W3C 2013; JSON Lines;
      tables of GitHub Flavored Markdown; Turtle, W3C 2014.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from imrgraph.graph.values import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from imrgraph.graph.rows import Rows
    from imrgraph.graph.values import Node

__all__ = ["FORMATS", "as_sparql_json", "as_turtle"]


def as_sparql_json(answer: Rows | bool) -> str:  # noqa: FBT001 (the answer of an ASK query)
    """Return an answer as SPARQL results in JSON.

    >>> as_sparql_json(True)
    '{"head": {}, "boolean": true}'
    """
    if isinstance(answer, bool):
        return json.dumps({"head": {}, "boolean": answer})
    bindings = [{name: _json(node) for name, node in row.items()} for row in answer.terms]
    found = {"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}}
    return json.dumps(found, ensure_ascii=False, indent=1)


def _json(node: Node) -> dict[str, Any]:
    if isinstance(node, ox.NamedNode):
        return {"type": "uri", "value": node.value}
    if isinstance(node, ox.BlankNode):
        return {"type": "bnode", "value": node.value}
    if isinstance(node, ox.Triple):
        parts = zip(("subject", "predicate", "object"), node, strict=True)
        return {"type": "triple", "value": {name: _json(part) for name, part in parts}}
    found = {"type": "literal", "value": node.value}
    if node.language:
        return {**found, "xml:lang": node.language}
    kind = node.datatype.value
    return found if kind.endswith("#string") else {**found, "datatype": kind}


def _jsonl(rows: Rows) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in rows)


def _csv(rows: Rows) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(rows.columns)
    writer.writerows(map(_lexical, each) for each in rows.solutions)
    return text.getvalue().removesuffix("\r\n")


def _lexical(node: Node | None) -> str:
    if node is None:
        return ""
    return str(node) if isinstance(node, ox.BlankNode | ox.Triple) else node.value


def _tsv(rows: Rows) -> str:
    head = "\t".join(f"?{name}" for name in rows.columns)
    body = ("\t".join("" if n is None else str(n) for n in each) for each in rows.solutions)
    return "\n".join([head, *body])


def _markdown(rows: Rows) -> str:
    def line(cells: list[str]) -> str:
        return f"| {' | '.join(cells)} |"

    names = list(rows.columns)
    right = {name for name in names if rows.kind(name) in {"integer", "number"}}
    rule = ["---:" if name in right else "---" for name in names]
    body = ([_cell(rows.shown(row, name)) for name in names] for row in range(len(rows)))
    return "\n".join(map(line, [names, rule, *body]))


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def as_turtle(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> str:
    """Return `triples` in their order as Turtle, under the prefixes in that of the alphabet."""
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes))
    lines = (written or b"").decode().splitlines()
    head = sorted(line for line in lines[: len(prefixes)] if line.startswith("@prefix"))
    return "\n".join(head + lines[len(head) :])


def _turtle(rows: Rows) -> str:
    return as_turtle(rows.triples, PREFIXES)


#: What writes each format. The answer of an ASK query has a form in JSON alone.
FORMATS: Mapping[str, Callable[[Rows], str]] = {
    "csv": _csv,
    "tsv": _tsv,
    "json": as_sparql_json,
    "jsonl": _jsonl,
    "markdown": _markdown,
    "turtle": _turtle,
}
