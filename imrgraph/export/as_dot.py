"""As DOT: a network for Graphviz.

In:   a `Network`.
Out:  a directed graph, a line for each node and edge; the colour of a node says its type.
From: the DOT language: in a quoted string a backslash escapes, and `&` opens an entity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.export.attributes import colour, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.network import Network

__all__ = ["as_dot"]

_HEAD = """\
digraph network {
  rankdir=LR;
  node [shape=box, style=rounded, fontname="Helvetica", fontsize=11];
  edge [arrowsize=0.7, color="#666666", fontname="Helvetica", fontsize=9];
"""
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "&": "&amp;"})


def as_dot(network: Network) -> Iterator[str]:
    r"""Yield the lines of a network.

    >>> from imrgraph.graph.network import Network
    >>> list(as_dot(Network("none", (), ())))[-1]
    '}\n'
    """
    types = {node.type for node in network.nodes}
    yield _HEAD
    for node in network.nodes:
        shown = f'color="{colour(types, node.type)}", tooltip={_quoted(node.type)}'
        yield f"  {_quoted(node.id)} [label={_quoted(node.label)}, {shown}];\n"
    for edge in network.edges:
        ends = f"{_quoted(edge.source)} -> {_quoted(edge.target)}"
        yield f"  {ends} [label={_quoted(edge.kind)}];\n"
    yield "}\n"


def _quoted(text: str) -> str:
    folded = " ".join(printable(text).split())
    return f'"{folded.translate(_ESCAPES)}"'
