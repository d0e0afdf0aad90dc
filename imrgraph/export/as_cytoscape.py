"""As Cytoscape: a network for Cytoscape and NDEx (CX2), and for Cytoscape.js.

In:   a `Network`.
Out:  CX2, or the JSON of Cytoscape.js with a style.
From: CX2 2.0, whose `name` is what Cytoscape shows; the elements and style of Cytoscape.js 3. The
      colour of a node says its type in both.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from imrgraph.export.attributes import colour, declared, typed, undated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.export.attributes import Kind
    from imrgraph.graph.network import Network, Plain

__all__ = ["as_cx2", "as_cyjs"]

Data = dict[str, object]
_TAKEN = frozenset({"id", "key", "name", "parent", "source", "target", "value"})


def as_cx2(network: Network) -> Iterator[str]:
    """Yield a network as CX2, an aspect a line.

    >>> from imrgraph.graph.network import Network
    >>> json.loads("".join(as_cx2(Network("none", (), ()))))[0]["CXVersion"]
    '2.0'
    """
    told = {node.id: {**node.told, "name": node.label, "id": node.id} for node in network.nodes}
    links = [{**edge.told, "interaction": edge.kind} for edge in network.edges]
    nodes, edges = undated(declared(told.values())), undated(declared(links))
    numbers = {node.id: number for number, node in enumerate(network.nodes)}
    aspects: dict[str, list[Data]] = {
        "attributeDeclarations": [
            {
                "networkAttributes": {"name": {"d": "string"}},
                "nodes": {name: {"d": kind} for name, kind in nodes.items()},
                "edges": {name: {"d": kind} for name, kind in edges.items()},
            }
        ],
        "networkAttributes": [{"name": network.name}],
        "nodes": [
            {"id": numbers[name], "v": _values(values, nodes)} for name, values in told.items()
        ],
        "edges": [
            {
                "id": number,
                "s": numbers[edge.source],
                "t": numbers[edge.target],
                "v": _values(values, edges),
            }
            for number, (edge, values) in enumerate(zip(network.edges, links, strict=True))
        ],
        "visualProperties": [_visual(network)],
    }
    counts = [{"name": name, "elementCount": len(parts)} for name, parts in aspects.items()]
    yield f"[{_json({'CXVersion': '2.0', 'hasFragments': False})},\n"
    yield f"{_json({'metaData': counts})},\n"
    for name, parts in aspects.items():
        yield f"{_json({name: parts})},\n"
    yield f"{_json({'status': [{'success': True}]})}]\n"


def as_cyjs(network: Network) -> Iterator[str]:
    """Yield a network as Cytoscape.js takes it, an element a line.

    >>> from imrgraph.graph.network import Network
    >>> json.loads("".join(as_cyjs(Network("none", (), ()))))["elements"]
    {'nodes': [], 'edges': []}
    """
    nodes = [
        {"data": {**_free(node.told), "id": node.id, "value": node.id, "name": node.label}}
        for node in network.nodes
    ]
    edges = [
        {
            "data": {
                **_free(edge.told),
                "id": f"e{number}",
                "key": f"e{number}",
                "source": edge.source,
                "target": edge.target,
                "interaction": edge.kind,
            }
        }
        for number, edge in enumerate(network.edges, 1)
    ]
    kind = {"directed": network.is_directed, "multigraph": True}
    yield _json({"data": {"name": network.name}, **kind})[:-1] + ',\n"elements": {"nodes": [\n'
    yield ",\n".join(map(_json, nodes))
    yield '],\n"edges": [\n'
    yield ",\n".join(map(_json, edges))
    yield ']},\n"style": ' + _json(_style(network)) + "}\n"


def _free(told: Mapping[str, Plain]) -> dict[str, Plain]:
    """Rename what Cytoscape.js, or networkx, takes for an end, a node around a node, or an id."""
    return {f"{name}_" if name in _TAKEN else name: value for name, value in told.items()}


def _values(told: Mapping[str, Plain], kinds: Mapping[str, Kind]) -> dict[str, Plain]:
    return {name: typed(told[name], kind) for name, kind in kinds.items() if name in told}


def _colours(network: Network) -> dict[str, str]:
    types = sorted({node.type for node in network.nodes})
    return {each: colour(each) for each in types}


def _visual(network: Network) -> Data:
    mapped = [{"v": kind, "vp": value} for kind, value in _colours(network).items()]
    node = {
        "NODE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "name"}},
        "NODE_BACKGROUND_COLOR": {
            "type": "DISCRETE",
            "definition": {"attribute": "type", "map": mapped},
        },
    }
    edge = {"EDGE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "interaction"}}}
    arrow = "triangle" if network.is_directed else "none"
    default = {"edge": {"EDGE_TARGET_ARROW_SHAPE": arrow}, "node": {}, "network": {}}
    return {"default": default, "nodeMapping": node, "edgeMapping": edge}


def _style(network: Network) -> list[Data]:
    edge: Data = {
        "label": "data(label)",
        "curve-style": "bezier",
        "target-arrow-shape": "triangle" if network.is_directed else "none",
        "font-size": 8,
    }
    coloured: list[Data] = [
        {"selector": f'node[type = "{kind}"]', "style": {"background-color": value}}
        for kind, value in _colours(network).items()
    ]
    node: Data = {"label": "data(label)", "font-size": 10}
    return [
        {"selector": "node", "style": node},
        {"selector": "edge", "style": edge},
        *coloured,
    ]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
