"""As Mermaid: a network as a flowchart, for documents that draw such.

In:   a `Network`.
Out:  a flowchart within the limits of Mermaid; what had to be left out is counted in it.
From: the defaults of Mermaid 11: `maxTextSize` is 50,000 and `maxEdges` 500. A character that might
      be syntax is written as an entity, `#35;`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.network import Network

__all__ = ["as_mermaid"]

#: In units of UTF-16, as a browser counts, less what it takes to say that something is left out.
_MOST_TEXT, _MOST_EDGES = 50_000 - 100, 500
_HEAD = "flowchart LR\n"
# Letters, digits, spaces, commas and full stops mean nothing to it.
_SYNTAX = re.compile(r"[^\w ,.]|_")


def as_mermaid(network: Network) -> Iterator[str]:
    """Yield the lines of a network, from the start as far as Mermaid goes.

    >>> from imrgraph.graph.network import Network
    >>> list(as_mermaid(Network("none", (), ())))
    ['flowchart LR\\n']
    """
    order = {node.id: number for number, node in enumerate(network.nodes)}
    ending: dict[int, list[str]] = defaultdict(list)
    for edge in network.edges:
        source, target = order[edge.source], order[edge.target]
        line = f'  n{source} -->|"{_shown(edge.kind)}"| n{target}\n'
        ending[max(source, target)].append(line)
    yield _HEAD
    room, edges = _MOST_TEXT - len(_HEAD), _MOST_EDGES
    for number, node in enumerate(network.nodes):
        added = [f'  n{number}["{_shown(node.label)}"]\n', *ending[number]]
        room -= sum(map(_units, added))
        edges -= len(added) - 1
        if room < 0 or edges < 0:
            yield f'  cut["nodes left out: {len(network.nodes) - number}"]\n'
            return
        yield from added


def _shown(text: str) -> str:
    folded = " ".join(text.split())
    return _SYNTAX.sub(lambda found: f"#{ord(found[0])};", folded) or " "


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
