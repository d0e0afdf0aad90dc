"""Attributes: what the nodes or edges of a network are told to have, each of one type.

In:   what is told of each node, or of each edge.
Out:  by name, the type that all values of an attribute have; and the values as such.
From: a column, a key or a declaration has one type in every format that has types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from imrgraph.graph.network import Plain

__all__ = ["COLOURS", "FILLS", "Kind", "colour", "declared", "printable", "typed"]

Kind = Literal["boolean", "long", "double", "string"]
#: Colours that are told apart by people who see few, after Okabe and Ito 2008, and lighter ones.
COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a100", "#7f7f7f",
    "#8fbce6", "#f4cd80", "#80cfb9", "#e6bcd3",
)  # fmt: skip
#: What a node is filled with, by the status of the step that it is.
FILLS: Final = {"met": "#dff3e4", "not-met": "#fbe3e0", "unknown": "#fdf3d8"}
#: What XML 1.0 has no place for, and takes no escape for either.
_UNPRINTABLE = {code: "\N{REPLACEMENT CHARACTER}" for code in range(32) if code not in {9, 10, 13}}
_UNPRINTABLE |= dict.fromkeys([0xFFFE, 0xFFFF], "\N{REPLACEMENT CHARACTER}")


def declared(told: Iterable[Mapping[str, Plain]]) -> dict[str, Kind]:
    """Return the type of each attribute, by name in order.

    >>> declared([{"page": 1, "met": True}, {"page": 2.5, "met": "unknown"}])
    {'met': 'string', 'page': 'double'}
    """
    kinds: dict[str, set[Kind]] = {}
    for each in told:
        for name, value in each.items():
            kinds.setdefault(name, set()).add(_KINDS[type(value)])
    return {name: _common(kinds[name]) for name in sorted(kinds)}


def typed(value: Plain, kind: Kind) -> Plain:
    """Return a value as one of the type of its attribute."""
    if kind == "string":
        return str(value)
    return float(value) if kind == "double" else value


def colour(kinds: Iterable[str], kind: str) -> str:
    """Return the colour of a kind among all kinds that there are.

    >>> colour(["Treatment", "Citation"], "Citation")
    '#0072b2'
    """
    return COLOURS[sorted(set(kinds)).index(kind) % len(COLOURS)]


def printable(text: str) -> str:
    """Return a text with a sign in the place of each character that XML cannot hold."""
    return text.translate(_UNPRINTABLE)


_KINDS: dict[type, Kind] = {bool: "boolean", int: "long", float: "double", str: "string"}


def _common(kinds: set[Kind]) -> Kind:
    if len(kinds) == 1:
        return next(iter(kinds))
    return "double" if kinds == {"long", "double"} else "string"
