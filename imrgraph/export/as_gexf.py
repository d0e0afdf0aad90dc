"""As GEXF: a network for Gephi, Gephi Lite and graphology.

In:   a `Network`.
Out:  GEXF 1.3, a line for each node and edge.
From: GEXF 1.3, whose `kind` keeps parallel edges apart; the colour of a node says its type. Where
      letters have a day of decision, it is their time on the timeline.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from imrgraph.export.attributes import colour, declared, printable, typed, undated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.export.attributes import Kind
    from imrgraph.graph.network import Network, Plain

__all__ = ["as_gexf"]

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd">
<meta><creator>imrgraph</creator></meta>
"""
_STATIC = '<graph mode="static" defaultedgetype="{}">\n'
_DYNAMIC = (
    '<graph mode="dynamic" timeformat="date" timerepresentation="timestamp" defaultedgetype="{}">\n'
)
#: What tells the time of a node.
_TIME = "decisionDate"
#: What a reader would fold in the value of an XML attribute.
_BLANKS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def as_gexf(network: Network) -> Iterator[str]:
    """Yield the lines of a network.

    >>> from imrgraph.graph.network import Network
    >>> list(as_gexf(Network("none", (), ())))[-1].splitlines()
    ['</edges>', '</graph>', '</gexf>']
    """
    nodes = undated(declared(node.told for node in network.nodes))
    edges = undated(declared(edge.told for edge in network.edges))
    directed = "directed" if network.is_directed else "undirected"
    yield _HEAD
    yield (_DYNAMIC if _TIME in nodes else _STATIC).format(directed)
    for domain, kinds in (("node", nodes), ("edge", edges)):
        yield f'<attributes class="{domain}">\n'
        for name, kind in kinds.items():
            yield f'<attribute id={_quoted(name)} title={_quoted(name)} type="{kind}"/>\n'
        yield "</attributes>\n"
    yield "<nodes>\n"
    for node in network.nodes:
        red, green, blue = bytes.fromhex(colour(node.type)[1:])
        time = f" timestamp={_quoted(node.told[_TIME])}" if _is_day(node.told.get(_TIME)) else ""
        named = f"id={_quoted(node.id)} label={_quoted(node.label)}{time}"
        yield (
            f"<node {named}>{_values(node.told, nodes)}"
            f'<viz:color r="{red}" g="{green}" b="{blue}"/></node>\n'
        )
    yield "</nodes>\n<edges>\n"
    for number, edge in enumerate(network.edges, 1):
        ends = f"source={_quoted(edge.source)} target={_quoted(edge.target)}"
        named = f"kind={_quoted(edge.kind)} label={_quoted(edge.kind)}"
        yield f'<edge id="{number}" {ends} {named}>{_values(edge.told, edges)}</edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _is_day(value: Plain | None) -> bool:
    """Return whether a value is the text of one day, and not of several."""
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def _values(told: Mapping[str, Plain], kinds: Mapping[str, Kind]) -> str:
    values = "".join(
        f"<attvalue for={_quoted(name)} value={_quoted(typed(told[name], kind))}/>"
        for name, kind in kinds.items()
        if name in told
    )
    return f"<attvalues>{values}</attvalues>"


def _quoted(value: Plain) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return quoteattr(printable(text), _BLANKS)
