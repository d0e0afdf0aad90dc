"""As HTML: a network as one page that draws it, with no network and no library.

In:   a `Network`.
Out:  a page to move about in, to search and to click through; the same as tables where no script
      runs.
From: templates/network.html, its style and its script. The policy of the page admits these two, by
      their hashes, and nothing else; what letters say is data, and escaped.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from math import isfinite
from typing import TYPE_CHECKING

from imrgraph.export.attributes import PALETTE, colour, printable
from imrgraph.resources import templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.graph.network import Network, Plain

__all__ = ["as_html"]

#: What could end the element of the data, or begin another.
_MARKUP = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
#: Up to here every whole number is one of JavaScript, too.
_MOST_EXACT = 2**53


def as_html(network: Network) -> Iterator[str]:
    """Yield the pieces of a page.

    >>> from imrgraph.graph.network import Network
    >>> "<h1><bdi>none</bdi></h1>" in "".join(as_html(Network("none", (), ())))
    True
    """
    style, script = _source("network.css"), _source("network.js")
    template = templates("imrgraph.export").get_template("network.html")
    pieces = template.generate(
        network=network,
        numbers={node.id: number for number, node in enumerate(network.nodes)},
        sorted=sorted,
        data=_embedded(network),
        style=style,
        script=script,
        hash_of_style=_hash(style),
        hash_of_script=_hash(script),
    )
    return map(printable, pieces)


def _source(name: str) -> str:
    return templates("imrgraph.export").get_template(name).render()


def _hash(text: str) -> str:
    """Return what a policy knows a script or a style by."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _embedded(network: Network) -> str:
    """Return a network as JSON without a character that is markup."""
    types = sorted({node.type for node in network.nodes})
    told = {
        "name": network.name,
        "types": [
            {"name": kind, "colour": shade, "shape": shape} for kind, shade, shape in _looks(types)
        ],
        "nodes": [
            {
                "id": node.id,
                "iri": node.iri,
                "label": node.label,
                "type": node.type,
                "distance": node.distance,
                "attributes": _exact(node.attributes),
            }
            for node in network.nodes
        ],
        "edges": [
            {
                "source": edge.source,
                "target": edge.target,
                "kind": edge.kind,
                **({"shown": edge.counted} if edge.counted else {}),
                "iri": edge.iri,
                "attributes": _exact(edge.attributes),
            }
            for edge in network.edges
        ],
        "directed": network.is_directed,
        "dropped": network.dropped,
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":")).translate(_MARKUP)


def _looks(types: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Yield each class with its colour; those that have none of their own differ by shape, too."""
    shades = tuple(PALETTE.values())
    others = 0
    for kind in types:
        if kind in PALETTE:
            yield kind, colour(kind), 0
        else:
            yield kind, shades[others % len(shades)], 1 + others // len(shades)
            others += 1


def _exact(attributes: Mapping[str, Plain]) -> dict[str, Plain]:
    """Return attributes with the numbers that JSON or JavaScript cannot hold as text."""
    return {name: value if _is_held(value) else str(value) for name, value in attributes.items()}


def _is_held(value: Plain) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return not isinstance(value, int) or abs(value) <= _MOST_EXACT
