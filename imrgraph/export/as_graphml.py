"""As GraphML: a network for yEd, Gephi, Cytoscape, igraph and networkx.

In:   a `Network`.
Out:  XML, a line for each node and edge.
From: the GraphML schema 1.0: an identifier is an NMTOKEN, each edge has one of its own, and a key
      has one type. `label` is what Gephi shows, `name` and `interaction` what Cytoscape shows. yEd
      draws a text only where its own extension says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from imrgraph.export.attributes import colour, declared, printable, typed, undated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.export.attributes import Kind
    from imrgraph.graph.network import Edge, Network, Plain, Vertex

__all__ = ["as_graphml", "identifier"]

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:y="http://www.yworks.com/xml/graphml"
  xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns \
http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_YED_KEYS = """\
<key id="drawn-node" for="node" yfiles.type="nodegraphics"/>
<key id="drawn-edge" for="edge" yfiles.type="edgegraphics"/>
"""
#: The width of a box of yEd: as wide as its label, within bounds, in its units.
_CHARACTER, _NARROWEST, _WIDEST = 6.5, 40.0, 320.0
# what is no letter, digit or sign of an NMTOKEN; and what would look like the escape of such
_FOREIGN = re.compile(r"[^A-Za-z0-9:_-]|_(?=x[0-9a-f]+_)")
#: As XML has a carriage return that is no end of a line.
_RETURN = {"\r": "&#13;"}


def as_graphml(network: Network, *, yed: bool = False) -> Iterator[str]:
    """Yield the lines of a network.

    Args:
        network: what is written.
        yed: with boxes and lines that yEd draws, labelled, and coloured by type.

    >>> from imrgraph.graph.network import Network
    >>> next(as_graphml(Network("none", (), ())))[:38]
    '<?xml version="1.0" encoding="UTF-8"?>'
    """
    nodes = undated(declared(map(_of_node, network.nodes)))
    edges = undated(declared(map(_of_edge, network.edges)))
    directed = "directed" if network.is_directed else "undirected"
    yield _HEAD
    if yed:
        yield _YED_KEYS
    for domain, kinds in (("node", nodes), ("edge", edges)):
        for name, kind in kinds.items():
            key = quoteattr(f"{domain}-{name}"), quoteattr(name)
            yield f'<key id={key[0]} for="{domain}" attr.name={key[1]} attr.type="{kind}"/>\n'
    yield f'<graph id="network" edgedefault="{directed}">\n'
    for node in network.nodes:
        data = _data("node", _of_node(node), nodes)
        drawn = _box(node.label, colour(node.type)) if yed else ""
        yield f'<node id="{identifier(node.id)}">{data}{drawn}</node>\n'
    for number, edge in enumerate(network.edges, 1):
        ends = f'source="{identifier(edge.source)}" target="{identifier(edge.target)}"'
        drawn = (
            _line(edge.counted or edge.kind, "standard" if network.is_directed else "none")
            if yed
            else ""
        )
        yield f'<edge id="e{number}" {ends}>{_data("edge", _of_edge(edge), edges)}{drawn}</edge>\n'
    yield "</graph>\n</graphml>\n"


def identifier(name: str) -> str:
    """Return an NMTOKEN that stands for `name` and for no other.

    >>> identifier("imrd:CM99-0000001/item/1")
    'imrd:CM99-0000001_x2f_item_x2f_1'
    """
    return _FOREIGN.sub(lambda found: f"_x{ord(found[0]):x}_", name)


def _of_node(node: Vertex) -> dict[str, Plain]:
    return {**node.told, "name": node.label}


def _of_edge(edge: Edge) -> dict[str, Plain]:
    return {**edge.told, "interaction": edge.kind}


def _data(domain: str, told: Mapping[str, Plain], kinds: Mapping[str, Kind]) -> str:
    return "".join(
        f"<data key={quoteattr(f'{domain}-{name}')}>{_text(typed(told[name], kind))}</data>"
        for name, kind in kinds.items()
        if name in told
    )


def _box(label: str, border: str) -> str:
    shown = _text(" ".join(label.split()))
    width = min(max(len(label) * _CHARACTER, _NARROWEST), _WIDEST)
    return (
        f'<data key="drawn-node"><y:ShapeNode><y:Geometry width="{width}" height="30.0"/>'
        f'<y:Fill color="#ffffff"/><y:BorderStyle color="{border}" width="3.0"/>'
        f"<y:NodeLabel>{shown}</y:NodeLabel>"
        '<y:Shape type="roundrectangle"/></y:ShapeNode></data>'
    )


def _line(kind: str, arrow: str) -> str:
    return (
        f'<data key="drawn-edge"><y:PolyLineEdge><y:Arrows source="none" target="{arrow}"/>'
        f"<y:EdgeLabel>{_text(kind)}</y:EdgeLabel></y:PolyLineEdge></data>"
    )


def _text(value: Plain) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return escape(printable(text), _RETURN)
