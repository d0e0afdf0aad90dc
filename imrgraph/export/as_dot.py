"""As DOT: a network for Graphviz.

In:   a `Network`.
Out:  a graph, a line for each node and edge; the colour of a node says its type, and its
      fill the status of a step. Edges are labelled with what was counted, or with their kind
      where there are several.
From: the DOT language: in a quoted string a backslash escapes, and `&` opens an entity.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from imrgraph.export.attributes import FILLS, colour, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.network import Network, Vertex

__all__ = ["as_dot"]

_HEAD = """\
digraph network {
  rankdir=LR;
  node [shape=box, style=rounded, fontname="Helvetica", fontsize=11];
  edge [arrowsize=0.7, color="#666666", fontname="Helvetica", fontsize=9];
"""
#: How many characters stand on a line of a label.
_WIDTH = 44
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "&": "&amp;"})


def as_dot(network: Network) -> Iterator[str]:
    r"""Yield the lines of a network.

    >>> from imrgraph.graph.network import Network
    >>> list(as_dot(Network("none", (), ())))[-1]
    '}\n'
    """
    yield _HEAD if network.is_directed else _HEAD.replace("digraph", "graph", 1)
    arrow = "->" if network.is_directed else "--"
    for node in network.nodes:
        shown = f'color="{colour(node.type)}", tooltip={_quoted(node.type)}{_filled(node)}'
        yield f"  {_quoted(node.id)} [label={_lines(node.label)}, {shown}];\n"
    for edge in network.edges:
        ends = f"{_quoted(edge.source)} {arrow} {_quoted(edge.target)}"
        written = edge.counted or (edge.kind if network.is_mixed else "")
        label = f" [label={_quoted(written)}]" if written else ""
        yield f"  {ends}{label};\n"
    yield "}\n"


def _filled(node: Vertex) -> str:
    fill = FILLS.get(str(node.attributes.get("status")))
    return f', style="rounded,filled", fillcolor="{fill}"' if fill else ""


def _lines(label: str) -> str:
    r"""Quote a label, cut into lines; `\l` ends a line and aligns it to the left."""
    lines = [line for text in printable(label).split("\n") for line in wrap(text, _WIDTH)]
    if len(lines) <= 1:
        return _quoted(label)
    return '"' + "".join(f"{line.translate(_ESCAPES)}\\l" for line in lines) + '"'


def _quoted(text: str) -> str:
    folded = " ".join(printable(text).split())
    return f'"{folded.translate(_ESCAPES)}"'
