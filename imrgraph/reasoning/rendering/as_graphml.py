"""As GraphML: the proofs of a letter for graph tools (yEd, Gephi, Cytoscape, igraph, networkx).

In:   the explanations of a letter.
Out:  one directed graph with typed attributes, an edge from a conclusion to each thing that it
      rests on.
From: the GraphML schema 1.0: identifiers are NMTOKENs. `label` is what Gephi shows, `name` and
      `interaction` what Cytoscape shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.drawing import drawing

if TYPE_CHECKING:
    from imrgraph.reasoning.explanation import Explanations
    from imrgraph.reasoning.rendering.drawing import Edge, Node

__all__ = ["as_graphml"]

_NODE = {
    "label": "string",
    "name": "string",
    "iri": "string",
    "item": "int",
    "kind": "string",
    "status": "string",
    "rule": "string",
    "quote": "string",
    "start": "int",
    "end": "int",
    "page": "int",
    "guideline": "string",
    "edition": "string",
    "locator": "string",
    "source_status": "string",
}
_EDGE = {"interaction": "string", "premise": "int"}


def as_graphml(explanations: Explanations) -> str:
    """Draw the proof of each item."""
    root = ET.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for domain, keys in (("node", _NODE), ("edge", _EDGE)):
        for name, kind in keys.items():
            key = {"id": f"{domain}-{name}", "for": domain, "attr.name": name, "attr.type": kind}
            ET.SubElement(root, "key", key)
    graph = ET.SubElement(root, "graph", id="proof", edgedefault="directed")
    drawn = drawing(explanations)
    for node in drawn.nodes:
        element = ET.SubElement(graph, "node", id=node.id)
        _data(element, "node", _of_node(node))
    for edge in drawn.edges:
        ends = {"id": edge.id, "source": edge.source, "target": edge.target}
        _data(ET.SubElement(graph, "edge", ends), "edge", _of_edge(edge))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False)


def _of_node(node: Node) -> dict[str, str | int | None]:
    step, evidence, source = node.step, node.step.evidence, node.step.source
    return {
        "label": f"{step.kind}: {step.conclusion}",
        "name": step.conclusion,
        "iri": node.iri,
        "item": node.item,
        "kind": step.kind,
        "status": step.status,
        "rule": wording.rule(step),
        "quote": wording.words(evidence) if evidence else None,
        "start": evidence.start if evidence else None,
        "end": evidence.end if evidence else None,
        "page": evidence.page if evidence else None,
        "guideline": source.guideline if source else None,
        "edition": source.edition if source else None,
        "locator": source.locator if source else None,
        "source_status": source.status if source else None,
    }


def _of_edge(edge: Edge) -> dict[str, str | int | None]:
    return {"interaction": "rests on", "premise": edge.index}


def _data(element: ET.Element, domain: str, values: dict[str, str | int | None]) -> None:
    """Add what is known; white space at the ends would not survive every reader."""
    for name, value in values.items():
        if value is not None:
            data = ET.SubElement(element, "data", key=f"{domain}-{name}")
            data.text = " ".join(wording.printable(str(value)).split())
