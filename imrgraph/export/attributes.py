"""Attributes: what the nodes or edges of a network are told to have, each of one type.

In:   what is told of each node, or of each edge.
Out:  by name, the type that all values of an attribute have; and the values as such.
From: a column, a key or a declaration has one type in every format that has types.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from imrgraph.graph.network import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from imrgraph.graph.network import Plain

__all__ = [
    "FILLS",
    "PALETTE",
    "Kind",
    "colour",
    "days",
    "declared",
    "printable",
    "typed",
    "undated",
]

Kind = Literal["boolean", "long", "double", "string", "date", "dates"]
#: One day, and several: what a format has no type for is text.
_DAYS: Final = frozenset({"date", "dates"})
#: Colours that are told apart by people who see few, after Okabe and Ito 2008; lighter, darker.
COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a100", "#8fbce6",
    "#f4cd80", "#80cfb9", "#e6bcd3", "#004a75", "#9a6b00", "#005c43", "#8a3f6b", "#2b7fae",
    "#8f3e00", "#6f6200", "#4b7fb0", "#b98f3c", "#3f8f79", "#a97b93",
)  # fmt: skip
#: The classes that have a colour of their own, in the order of the colours: the same everywhere.
_CLASSES: Final = (
    "Determination", "DisputedItem", "Treatment", "Guideline", "Citation", "VerdictResult",
    "Ground", "ConditionResult", "ClinicalFinding", "BodyRegion", "Diagnosis",
    "SupportingRecommendation", "OpposingRecommendation", "Condition", "GuidelineEdition",
    "Provision", "Outcome", "Criterion", "Source", "Derivation", "Place", "Phase",
)  # fmt: skip
#: The colour of every other class.
_OTHER: Final = "#7f7f7f"
#: The same, for whoever looks one up.
PALETTE: Final = dict(zip(_CLASSES, COLOURS, strict=True))
#: What a node is filled with, by the status of the step that it is.
FILLS: Final = {"met": "#dff3e4", "not-met": "#fbe3e0", "unknown": "#fdf3d8"}
# "2015-06-10"
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
#: What is text, whatever it looks like.
_TEXTS: Final = frozenset({"id", "iri", "label", "name", "quote", "type"})
#: What XML 1.0 has no place for, and takes no escape for either.
_UNPRINTABLE = {code: "\N{REPLACEMENT CHARACTER}" for code in range(32) if code not in {9, 10, 13}}
_UNPRINTABLE |= dict.fromkeys([0xFFFE, 0xFFFF], "\N{REPLACEMENT CHARACTER}")


def declared(told: Iterable[Mapping[str, Plain]]) -> dict[str, Kind]:
    """Return the type of each attribute, by name in order.

    >>> declared([{"page": 1, "on": "2015-06-10"}, {"page": 2.5, "met": True}])
    {'met': 'boolean', 'on': 'date', 'page': 'double'}
    >>> declared([{"on": "2015-06-10"}, {"on": "2015-06-10 | 2015-07-01"}])
    {'on': 'dates'}
    """
    kinds: dict[str, set[Kind]] = {}
    for each in told:
        for name, value in each.items():
            kinds.setdefault(name, set()).add("string" if name in _TEXTS else _kind(value))
    return {name: _common(kinds[name]) for name in sorted(kinds)}


def _kind(value: Plain) -> Kind:
    if isinstance(value, str) and all(map(_DAY.fullmatch, days(value))):
        return "date" if _DAY.fullmatch(value) else "dates"
    return _KINDS[type(value)]


def days(value: Plain) -> list[str]:
    """Return the values of an attribute that may have several, as a network has them in one."""
    return str(value).split(BETWEEN)


def undated(kinds: Mapping[str, Kind]) -> dict[str, Kind]:
    """Return the same types for a format that has no dates, where they are text."""
    return {name: "string" if kind in _DAYS else kind for name, kind in kinds.items()}


def typed(value: Plain, kind: Kind) -> Plain:
    """Return a value as one of the type of its attribute."""
    if kind == "string" or kind in _DAYS:
        return str(value)
    return float(value) if kind == "double" else value


def colour(kind: str) -> str:
    """Return the colour of a class, which is the same in every picture.

    >>> colour("Determination"), colour("Something else")
    ('#0072b2', '#7f7f7f')
    """
    return PALETTE.get(kind, _OTHER)


def printable(text: str) -> str:
    """Return a text with a sign in the place of each character that XML cannot hold."""
    return text.translate(_UNPRINTABLE)


_KINDS: dict[type, Kind] = {bool: "boolean", int: "long", float: "double", str: "string"}


def _common(kinds: set[Kind]) -> Kind:
    if len(kinds) == 1:
        return next(iter(kinds))
    if kinds == _DAYS:
        return "dates"
    return "double" if kinds == {"long", "double"} else "string"
