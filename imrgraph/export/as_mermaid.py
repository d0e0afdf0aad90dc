"""As Mermaid: a network as a flowchart, for documents that draw such.

In:   a `Network`.
Out:  a flowchart within the limits of Mermaid; what had to be left out is counted in it. The fill
      of a node says the status of a step. Edges are labelled with what was counted, or with
      their kind where there are several.
From: the defaults of Mermaid 11: `maxTextSize` is 50,000 and `maxEdges` 500. A character that might
      be syntax is written as an entity, `#35;`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from imrgraph.export.attributes import FILLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.network import Network, Vertex

__all__ = ["as_mermaid", "drawn"]

#: In units of UTF-16, as a browser counts, less what it takes to say that something is left out.
_MOST_TEXT, _MOST_EDGES = 50_000 - 100, 500
_HEAD = "flowchart LR\n"
_CLASSES = "".join(
    f"  classDef {status} fill:{fill},color:#111\n" for status, fill in FILLS.items()
)
# Letters, digits, spaces, commas and full stops mean nothing to it.
_SYNTAX = re.compile(r"[^\w ,.]|_")


def as_mermaid(network: Network) -> Iterator[str]:
    """Yield the lines of a network, from the start as far as Mermaid goes.

    >>> from imrgraph.graph.network import Network
    >>> list(as_mermaid(Network("none", (), ())))
    ['flowchart LR\\n']
    """
    yield _head(network)
    kept = 0
    for lines in _fitting(network):
        yield from lines
        kept += 1
    if left_out := len(network.nodes) - kept:
        yield f'  cut["nodes left out: {left_out}"]\n'


def drawn(network: Network) -> Network:
    """Return the part of a network for which a flowchart has room."""
    nodes = network.nodes[: sum(1 for _ in _fitting(network))]
    known = {node.id for node in nodes}
    edges = (each for each in network.edges if {each.source, each.target} <= known)
    return replace(network, nodes=nodes, edges=tuple(edges))


def _head(network: Network) -> str:
    return _HEAD + (_CLASSES if any(map(_status, network.nodes)) else "")


def _fitting(network: Network) -> Iterator[list[str]]:
    """Yield the lines of each node with those of its edges to nodes before it, as far as fits."""
    order = {node.id: number for number, node in enumerate(network.nodes)}
    ending: dict[int, list[str]] = defaultdict(list)
    for edge in network.edges:
        source, target = order[edge.source], order[edge.target]
        written = edge.counted or (edge.kind if network.is_mixed else "")
        label = f'|"{_shown(written)}"|' if written else ""
        arrow = "-->" if network.is_directed else "---"
        line = f"  n{source} {arrow}{label} n{target}\n"
        ending[max(source, target)].append(line)
    room, edges = _MOST_TEXT - len(_head(network)), _MOST_EDGES
    for number, node in enumerate(network.nodes):
        added = [f'  n{number}["{_lines(node.label)}"]{_status(node)}\n', *ending[number]]
        room -= sum(map(_units, added))
        edges -= len(added) - 1
        if room < 0 or edges < 0:
            return
        yield added


def _status(node: Vertex) -> str:
    status = str(node.attributes.get("status"))
    return f":::{status}" if status in FILLS else ""


def _lines(label: str) -> str:
    return "<br>".join(map(_shown, label.split("\n")))


def _shown(text: str) -> str:
    folded = " ".join(text.split())
    return _SYNTAX.sub(lambda found: f"#{ord(found[0])};", folded) or " "


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
