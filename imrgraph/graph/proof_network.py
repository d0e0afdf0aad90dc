"""The proofs of a letter as a network, for every format that draws one.

In:   the explanations of a letter.
Out:  a `Network`: a node for each item and each step below it, an edge from a conclusion to each
      thing that it rests on.
From: the proof by which each item is told; a step that several others rest on is one node.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.graph.network import Edge, Network, Vertex
from imrgraph.knowledge.terms import IMR
from imrgraph.reasoning.deciding.case import Basis
from imrgraph.reasoning.explaining.proof import Derivation, Kind
from imrgraph.reasoning.rendering import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imrgraph.graph.network import Plain
    from imrgraph.reasoning.explaining.explanation import Explanations

__all__ = ["proof_network", "told_undrawn"]

#: How much of a text is written on a node, in characters.
_MOST: Final = 240


@dataclass(frozen=True, slots=True)
class _Node:
    id: str
    #: What it is called in the graph of derivations.
    iri: str
    #: The number of the item.
    item: int
    step: Derivation
    #: What it concludes, in words.
    says: str


def proof_network(explanations: Explanations) -> Network:
    """Lay out the proof of each item, what is nearest to the conclusions first.

    The lines of a label are what a node concludes, its place in a guideline, and its words.

    >>> from imrgraph.explaining import explain
    >>> from imrgraph.resources import folder
    >>> why = explain(folder("examples") / "letters" / "massage-chronic.txt")
    >>> print(proof_network(why).nodes[0].label)
    item: 1. Deep tissue massage therapy two times three for the cervical spine
    """
    nodes, links = _laid_out(explanations)
    depths = _depths(nodes, links)
    vertices = (
        Vertex(n.id, n.iri, _label(n), n.step.kind.value, depths[n.id], _attributes(n))
        for n in nodes
    )
    premise = IMR("hasPremise").value
    edges = (Edge(*ends, "rests on", premise, {"premise": index}) for ends, index in links.items())
    return Network(wording.title(explanations.letter), tuple(vertices), tuple(edges))


def told_undrawn(explanations: Explanations) -> str:
    """Tell which proofs of a letter are not laid out, "" if all are.

    >>> from imrgraph.explaining import explain
    >>> from imrgraph.resources import folder
    >>> letter = folder("examples") / "letters" / "massage-chronic.txt"
    >>> told_undrawn(explain(letter, "record"))
    ''
    """
    others = {wording.how(each): each.basis for i in explanations.items for each in i.verdicts[1:]}
    if not others:
        return ""
    drawn = "the proof by which each item is told is drawn"
    more = "; basis record draws that one" if Basis.RECORD in others.values() else ""
    return f"{drawn}, and not what follows {', nor '.join(others)}{more}"


def _laid_out(explanations: Explanations) -> tuple[list[_Node], dict[tuple[str, str], int]]:
    """Return the nodes, and by its ends the number of each premise, each after its nodes."""
    nodes: dict[tuple[int, Derivation], _Node] = {}
    waiting: deque[_Node] = deque()
    links: dict[tuple[str, str], int] = {}

    def add(item: int, step: Derivation, iri: str, says: str | None = None) -> _Node:
        node = nodes.get((item, step))
        if node is None:
            told = says or wording.conclusion(step, explanations.knowledge)
            node = nodes[item, step] = _Node(f"n{len(nodes) + 1}", iri, item, step, told)
            waiting.append(node)
        return node

    for each in explanations.items:
        root = Derivation(Kind.ITEM, "imr:Item", each.item, (each.proof,))
        add(each.number, root, each.item, f"{each.number}. {each.request}")
    while waiting:
        node = waiting.popleft()
        below = f"{node.iri}/proof" if node.step.kind is Kind.ITEM else node.iri
        for index, premise in enumerate(node.step.premises, 1):
            target = add(node.item, premise, f"{below}/{index}")
            links.setdefault((node.id, target.id), index)
    return list(nodes.values()), links


def _depths(nodes: list[_Node], links: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Return how far from the items each node is: beyond all that rests on it."""
    depths = dict.fromkeys((node.id for node in nodes), 0)
    waiting = True
    while waiting:
        waiting = False
        for source, target in links:
            if depths[target] <= depths[source]:
                depths[target], waiting = depths[source] + 1, True
    return depths


def _label(node: _Node) -> str:
    step = node.step
    lines = [_short(f"{step.kind}: {node.says}")]
    if step.source:
        lines.append(_short(wording.source(step.source)))
    if step.evidence:
        place = f"[{wording.place(step.evidence)}]".replace(" ", "\N{NO-BREAK SPACE}")
        lines.append(f"“{_short(step.evidence.quote)}” {place}")
    return "\n".join(lines)


def _attributes(node: _Node) -> dict[str, Plain]:
    """Return what a tool can filter by; what is missing has no key."""
    step, evidence, source = node.step, node.step.evidence, node.step.source
    told: dict[str, Plain | None] = {
        "says": " ".join(node.says.split()),
        "item": node.item,
        "rule": wording.rule(step),
        "status": str(step.status) if step.status else None,
    }
    if evidence:
        told |= {"quote": wording.words(evidence), "page": evidence.page}
        told |= {"start": evidence.start, "end": evidence.end}
    if source:
        told |= {"guideline": source.guideline, "edition": source.edition}
        told |= {"locator": source.locator, "source_status": source.status}
    return {name: value for name, value in told.items() if value is not None}


def _short(text: str) -> str:
    """Fold white space, and cut a long text."""
    folded = wording.printable(" ".join(text.split()))
    return folded if len(folded) <= _MOST else f"{folded[:_MOST]}…"
