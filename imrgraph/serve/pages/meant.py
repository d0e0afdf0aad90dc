"""Meant: what somebody types of a request, as values of facets; and of a case number.

In:   words, and the catalog beside the letters.
Out:  the treatment and the part of the body that they name, with what is narrower; case numbers;
      the requests that are meant.
From: the labels of the vocabularies; the state writes a case number as CM16-0235991.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.errors import SearchError
from imrgraph.insight.keeping import wanted
from imrgraph.insight.search import as_words
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import local

if TYPE_CHECKING:
    from imrgraph.graph.catalog import Catalog, Held
    from imrgraph.graph.facets import Where

__all__ = ["as_query", "asked_for", "matching", "numbered"]

# The facet of a request, and the vocabulary in which its values are named
_NAMED: Final = {"concept": "treatments", "region": "body-regions"}
# "CM99", "CM16-0235", "16-0235991", "0235991": a year alone is none
_NUMBER: Final = re.compile(r"CM\d{0,2}(?:-\d*)?|(?:CM)?\d\d-\d+|\d{5,}", re.IGNORECASE)
#: So many letters at most are named by a part of their number.
_MOST: Final = 50


def asked_for(words: str, catalog: Catalog) -> Where:
    """Return the requests that words name: for a treatment, of a part of the body if one is named.

    What is narrower is meant too; without a treatment nothing is.
    """
    know = load()
    found: dict[str, tuple[str, ...]] = {}
    for facet, scheme in _NAMED.items():
        named = [local(each.concept) for each in know.lexicon(scheme).find(words)]
        if named:
            held = {*catalog.values(facet)}
            meant = wanted(catalog, {facet: named})[facet]
            found[facet] = tuple(each for each in meant if each in held)
    return found if found.get("concept") and all(found.values()) else {}


def numbered(words: str, catalog: Catalog) -> tuple[str, ...]:
    """Return the case numbers of which that is a part; none where it is no part of a number."""
    part = words.replace(" ", "-")
    return tuple(catalog.names(part, _MOST)) if _NUMBER.fullmatch(part) else ()


def as_query(given: str, catalog: Catalog) -> str:
    """Return what was typed as a query; what is none, as its bare words, all of them wanted."""
    query = as_words(given)
    try:
        if query:
            catalog.expect_words(query)
    except SearchError:
        return " ".join(f'"{word}"' for word in re.findall(r"\w+", given))
    return query


def matching(given: str, catalog: Catalog, most: int) -> tuple[int, list[Held]]:
    """Return how many requests are meant by what was typed, and `most` of them at most.

    Those of letters with such a case number, else those that hold the words; for what they ask for
    first.
    """
    if cases := numbered(given, catalog):
        of_them = [each for case in cases for each in catalog.of_case(case)]
        return len(of_them), of_them[:most]
    query = as_query(given, catalog)
    if not query:
        return 0, []
    return catalog.find(query, {}, 0, most, asked_for(given, catalog))
