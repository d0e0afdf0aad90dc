"""As SVG: a network, or the proofs of a letter, as a drawing that every program shows.

In:   a `Network`; of proofs, as imrgraph.graph.proof_network makes it.
Out:  SVG: what is nearest to the start on the left; a proof from its conclusion to the words.
From: imrgraph.export.picture draws; the colour of a node says its type, that of a step its status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.export.attributes import colour
from imrgraph.export.picture import Box, Link, Text, picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.network import Edge, Network, Vertex

__all__ = ["as_svg", "proofs_as_svg"]

#: How wide a box is, of a node and of a step.
_NODE, _STEP = 190.0, 330.0
#: By the status of a step, its colour, its fill, and its name.
_STATUSES = {
    "met": ("#1b7f3b", "#f0faf3", "met"),
    "not-met": ("#b3382c", "#fdf3f1", "not met"),
    "unknown": ("#9a6b00", "#fdf8e9", "unknown"),
    None: ("#57606a", "#ffffff", "else"),
}
_CONCLUSION, _SOURCE, _QUOTE = 'font-weight="bold"', 'fill="#57606a"', 'font-style="italic"'


def as_svg(network: Network) -> Iterator[str]:
    """Yield the lines of a network.

    >>> from imrgraph.graph.network import Network
    >>> list(as_svg(Network("none", (), ())))[-1]
    '</svg>\\n'
    """
    types = sorted({node.type for node in network.nodes})
    numbers = {node.id: number for number, node in enumerate(network.nodes)}
    boxes = [_node(node, colour(node.type)) for node in network.nodes]
    links = [
        Link(numbers[edge.source], numbers[edge.target], _written(edge), bool(edge.counted))
        for edge in network.edges
    ]
    leading_on = f"; {network.dropped:,} edges lead on" if network.dropped else ""
    counted = any("overturned" in edge.attributes for edge in network.edges)
    means = "; beside them, how many denials of how many were overturned" if counted else ""
    note = f"{len(boxes):,} nodes, {len(links):,} edges{leading_on}{means}"
    legend = [(colour(kind), kind) for kind in types]
    yield from picture(network.name, note, boxes, links, legend, directed=network.is_directed)


def _written(edge: Edge) -> str:
    """Return what stands beside an edge, where there is little room."""
    if "overturned" in edge.attributes:
        return f"{edge.attributes['overturned']} of {edge.attributes['items']}"
    return edge.counted or edge.kind


def _node(node: Vertex, fill: str) -> Box:
    quote = node.attributes.get("quote")
    told = "\n".join(filter(None, (f"{node.type} {node.id}", node.label, str(quote or ""))))
    texts = (Text(node.type, 1, _SOURCE, 11.0), Text(node.label or node.id))
    return Box(node.distance, _NODE, texts, fill, told=told)


def proofs_as_svg(network: Network) -> Iterator[str]:
    """Yield the lines of proofs, coloured by the status of each step.

    >>> from imrgraph.explaining import explain
    >>> from imrgraph.graph.proof_network import proof_network
    >>> from imrgraph.resources import folder
    >>> letter = folder("examples") / "letters" / "massage-acute.txt"
    >>> "22 days after the injury" in "".join(proofs_as_svg(proof_network(explain(letter))))
    True
    """
    numbers = {node.id: number for number, node in enumerate(network.nodes)}
    links = [Link(numbers[edge.source], numbers[edge.target]) for edge in network.edges]
    legend = [(shade, name) for shade, _, name in _STATUSES.values()]
    note = "From left to right, each conclusion with what it rests on."
    yield from picture(network.name, note, list(map(_step, network.nodes)), links, legend)


def _step(node: Vertex) -> Box:
    status = node.attributes.get("status")
    shade, fill, _ = _STATUSES.get(str(status) if status else None, _STATUSES[None])
    conclusion, *others = node.label.split("\n")
    texts = [Text(conclusion, 4, _CONCLUSION)]
    for text in others:
        is_quote = "quote" in node.attributes and text == others[-1]
        texts.append(Text(text, 4, _QUOTE if is_quote else _SOURCE))
    return Box(node.distance, _STEP, tuple(texts), shade, fill, node.label)
