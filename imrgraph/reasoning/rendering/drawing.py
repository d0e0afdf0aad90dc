"""The drawing: the proofs of a letter as nodes and edges, for formats that draw.

In:   the explanations of a letter.
Out:  a `Drawing`: a node for each item and each step below it, an edge from a conclusion to each
      thing that it rests on.
From: the proof by which each item is told; a step that several others rest on is one node.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imrgraph.reasoning.proof import Step
from imrgraph.reasoning.rendering import wording

if TYPE_CHECKING:
    from imrgraph.reasoning.explanation import Explanations

__all__ = ["Drawing", "Edge", "Node", "drawing"]

#: How much of a text is written on a node, in characters.
_MOST = 240


@dataclass(frozen=True, slots=True)
class Node:
    """A step of a proof, or the item that the proof is of."""

    id: str
    #: What it is called in the graph of derivations.
    iri: str
    #: The number of the item.
    item: int
    step: Step

    @property
    def texts(self) -> tuple[str, ...]:
        """What is written on it, each text on a line of its own, and cut short where it is long."""
        step = self.step
        texts = [_short(f"{step.kind}: {step.conclusion}")]
        if step.source:
            texts.append(_short(wording.source(step.source)))
        if step.evidence:
            place = f"[{wording.place(step.evidence)}]".replace(" ", "\N{NO-BREAK SPACE}")
            texts.append(f"“{_short(step.evidence.quote)}” {place}")
        return tuple(texts)


@dataclass(frozen=True, slots=True)
class Edge:
    """That a conclusion rests on something; premises are numbered from 1."""

    id: str
    source: str
    target: str
    index: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The nodes, nearest to the conclusions first, and the edges, each after its nodes."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def drawing(explanations: Explanations) -> Drawing:
    """Lay out the proof of each item."""
    nodes: dict[tuple[int, Step], Node] = {}
    waiting: deque[Node] = deque()
    links: dict[tuple[str, str], int] = {}

    def add(item: int, step: Step, iri: str) -> Node:
        node = nodes.get((item, step))
        if node is None:
            node = nodes[item, step] = Node(f"n{len(nodes) + 1}", iri, item, step)
            waiting.append(node)
        return node

    for each in explanations.items:
        text = f"{each.number}. {each.request}"
        add(each.number, Step("item", text, "imr:Item", (each.proof,)), each.item)
    while waiting:
        node = waiting.popleft()
        below = f"{node.iri}/proof" if node.step.kind == "item" else node.iri
        for index, premise in enumerate(node.step.premises, 1):
            target = add(node.item, premise, f"{below}/{index}")
            links.setdefault((node.id, target.id), index)
    edges = (Edge(f"e{n}", *ends, index) for n, (ends, index) in enumerate(links.items(), 1))
    return Drawing(tuple(nodes.values()), tuple(edges))


def _short(text: str) -> str:
    """Fold white space, and cut a long text."""
    folded = wording.printable(" ".join(text.split()))
    return folded if len(folded) <= _MOST else f"{folded[:_MOST]}…"
