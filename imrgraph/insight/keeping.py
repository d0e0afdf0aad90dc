"""Keeping: which items a user wants, by values that there can be.

In:   the catalog; values by facet, as somebody types them.
Out:  the same as the catalog has them; a value that no item can have is refused.
From: what the catalog holds, and the vocabularies, which know also what no letter asks for yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.errors import QuestionError
from imrgraph.graph.facets import FACETS, parsed
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import concept
from imrgraph.knowledge.terms import local
from imrgraph.nearest import one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.graph.catalog import Catalog
    from imrgraph.graph.facets import Where

__all__ = ["wanted"]

#: The vocabularies in which the values of a facet are, where a vocabulary has them.
_SCHEMES: Final[Mapping[str, tuple[str, ...]]] = {
    "treatment": ("treatments", "treatment-groups"),
    "concept": ("treatments", "treatment-groups"),
    "class": ("treatment-groups",),
    "phase": ("phases",),
    "outcome": ("outcomes",),
    "drug": ("treatments",),
    "drug_class": ("treatments",),
    "region": ("body-regions",),
    "source": ("sources",),
    "guideline": ("guidelines",),
}


def wanted(catalog: Catalog, where: Mapping[str, Iterable[object]] | None) -> Where:
    """Return what `where` keeps, by facets and values as the catalog has them.

    What is broader covers what is narrower: medication every drug, the spine the neck.

    Raises:
        QuestionError: a name is no facet, or no item can have a value.
    """
    return {
        name: tuple(
            dict.fromkeys(each for value in values for each in _values(catalog, name, value))
        )
        for name, values in parsed(where or {}).items()
    }


def _values(catalog: Catalog, name: str, value: str) -> Iterator[str]:
    """Yield the value that is meant, and those held that are narrower."""
    found = _value(catalog, name, value)
    yield found
    if name in _SCHEMES and (broad := concept(found, *_SCHEMES[name])):
        for each in catalog.values(name):
            narrow = concept(each, *_SCHEMES[name])
            if narrow and broad in load().broader(narrow):
                yield each


def _value(catalog: Catalog, name: str, value: str) -> str:
    held = {each.casefold(): each for each in catalog.values(name)}
    if not held or value.casefold() in held:
        return held.get(value.casefold(), value)
    if value in _CLOSED.get(name, ()) or (name == "year" and value.isdecimal()):
        return value  # there can be such items, and there are none
    if name in _SCHEMES and (meant := concept(value, *_SCHEMES[name])):
        return local(meant)
    shown = f"{name.replace('_', '-')}={value}"
    known = sorted({*held.values(), *_CLOSED.get(name, ())})
    message = f"{shown}: expected {one_of(value, known)}"
    raise QuestionError(message)


_VERDICTS: Final = ("necessary", "not-necessary", "partly-necessary", "undetermined")
#: All values of those facets that have few.
_CLOSED: Final[Mapping[str, tuple[str, ...]]] = {
    "outcome": ("upheld", "overturned", "partial"),
    **{name: _VERDICTS for name in FACETS if name.startswith("verdict")},
    "agreement": ("agree", "disagree", "undetermined"),
    "unread": ("none", "some", "much", "most"),
}
