"""As Mermaid: the proofs of a letter as a flowchart, for documents that draw such.

In:   the explanations of a letter.
Out:  a flowchart within the limits of Mermaid; what had to be left out is counted in it.
From: the defaults of Mermaid 11: `maxTextSize` is 50,000 and `maxEdges` 500. A character that might
      be syntax is written as an entity, `#35;`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from imrgraph.reasoning.rendering.drawing import drawing

if TYPE_CHECKING:
    from imrgraph.reasoning.explanation import Explanations
    from imrgraph.reasoning.rendering.drawing import Node

__all__ = ["as_mermaid"]

#: In units of UTF-16, as a browser counts, less what it takes to say that something is left out.
_MOST_TEXT, _MOST_EDGES = 50_000 - 100, 500
_HEAD = """\
flowchart LR
  classDef met fill:#dff3e4,stroke:#1b6a3a,color:#111
  classDef not-met fill:#fbe3e0,stroke:#a02c22,color:#111
  classDef unknown fill:#fdf3d8,stroke:#7a5600,color:#111"""
_CLASSES = frozenset({"met", "not-met", "unknown"})
# Letters, digits, spaces, commas and full stops mean nothing to it.
_SYNTAX = re.compile(r"[^\w ,.]|_")


def as_mermaid(explanations: Explanations) -> str:
    """Draw the proof of each item, from the conclusions down as far as Mermaid goes."""
    drawn = drawing(explanations)
    order = {node.id: number for number, node in enumerate(drawn.nodes)}
    ending: dict[int, list[str]] = defaultdict(list)
    for edge in drawn.edges:
        later = max(order[edge.source], order[edge.target])
        ending[later].append(f"  {edge.source} --> {edge.target}")
    lines, room, edges = [_HEAD], _MOST_TEXT - len(_HEAD), _MOST_EDGES
    for number, node in enumerate(drawn.nodes):
        added = [_node(node), *ending[number]]
        room -= sum(_units(line) + 1 for line in added)
        edges -= len(added) - 1
        if room < 0 or edges < 0:
            lines.append(f'  cut["steps left out: {len(drawn.nodes) - number}"]')
            break
        lines += added
    return "\n".join(lines)


def _node(node: Node) -> str:
    label = "<br>".join(_SYNTAX.sub(_entity, text) for text in node.texts)
    status = node.step.status
    return f'  {node.id}["{label}"]' + (f":::{status}" if status in _CLASSES else "")


def _entity(found: re.Match[str]) -> str:
    return f"#{ord(found[0])};"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
