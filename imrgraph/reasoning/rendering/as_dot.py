"""As DOT: the proofs of a letter for Graphviz.

In:   the explanations of a letter.
Out:  one directed graph, an edge from a conclusion to each thing that it rests on.
From: the DOT language of Graphviz: in a quoted string a backslash escapes, and `&` opens an entity.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from imrgraph.reasoning.rendering.drawing import drawing

if TYPE_CHECKING:
    from imrgraph.reasoning.explanation import Explanations
    from imrgraph.reasoning.rendering.drawing import Node

__all__ = ["as_dot"]

_HEAD = """\
digraph proof {
  rankdir=LR;
  node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontname="Helvetica", fontsize=11];
  edge [arrowsize=0.7, color="#666666"];"""
#: How many characters stand on a line.
_WIDTH = 44
_FILLS = {"met": "#dff3e4", "not-met": "#fbe3e0", "unknown": "#fdf3d8"}
#: As str.translate takes it. A line ends with \\l, which aligns it to the left.
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "&": "&amp;"})


def as_dot(explanations: Explanations) -> str:
    """Draw the proof of each item."""
    drawn = drawing(explanations)
    nodes = [f"  {node.id} [{_attributes(node)}];" for node in drawn.nodes]
    edges = [f"  {edge.source} -> {edge.target};" for edge in drawn.edges]
    return "\n".join([_HEAD, *nodes, *edges, "}"])


def _attributes(node: Node) -> str:
    lines = (line for text in node.texts for line in wrap(text, _WIDTH))
    label = "".join(f"{line.translate(_ESCAPES)}\\l" for line in lines)
    fill = _FILLS.get(node.step.status or "")
    return f'label="{label}"' + (f', fillcolor="{fill}"' if fill else "")
