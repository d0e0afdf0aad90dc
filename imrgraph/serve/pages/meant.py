"""Meant: what somebody types of a request, as values of facets; and of a case number.

In:   words, and the catalog beside the letters.
Out:  the treatment and the part of the body that they name, with what is narrower; the outcome;
      case numbers; the requests that are meant.
From: the labels of the vocabularies; the state writes a case number as CM16-0235991.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from imrgraph.errors import SearchError
from imrgraph.insight.keeping import wanted
from imrgraph.insight.search import as_words
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import local

if TYPE_CHECKING:
    from imrgraph.graph.catalog import Catalog, Held
    from imrgraph.graph.facets import Where

__all__ = ["Matching", "Share", "as_query", "asked_for", "matching", "numbered", "share", "taken"]

# The facet of a request, and the vocabulary in which its values are named
_NAMED: Final = {"concept": "treatments", "region": "body-regions"}
# "CM99", "CM16-0235", "16-0235991", "0235991": a year alone is none
_NUMBER: Final = re.compile(r"CM\d{0,2}(?:-\d*)?|(?:CM)?\d\d-\d+|\d{5,}", re.IGNORECASE)
# What is no more than words: neither a phrase nor an operator
_BARE: Final = re.compile(r"(?:(?!(?:AND|OR|NOT|NEAR)\b)[\w,.;/&'-]+\s*)+")
# Who writes so before an outcome means another
_DENIED: Final = re.compile(r"(?i)\b(?:no|non|not|never)[\s-]*$")
#: What names a treatment (a partial meniscectomy) more often than an outcome.
_NO_OUTCOME: Final = "partial"
#: So many letters at most are named by a part of their number.
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Share:
    """Of the requests for a treatment, how many have an outcome."""

    #: The treatment and the part of the body, as the vocabularies call them.
    name: str
    many: int
    of: int
    #: The query by which all of them are found.
    query: str


@dataclass(frozen=True, slots=True)
class Matching:
    """The requests that are meant by what was typed."""

    many: int
    #: The first of them.
    first: tuple[Held, ...] = ()
    #: The outcome that was typed, and how many of the requests for the treatment have it.
    outcome: tuple[str, ...] = ()
    share: Share | None = None


def taken(words: str) -> tuple[str, tuple[str, ...]]:
    """Take the outcomes out of what was typed.

    Returns:
        What is left, and the outcomes. A phrase, a query with operators and what is denied stay.

    >>> taken("lumbar MRI overturned"), taken("MRI denied")
    (('lumbar MRI', ('overturned',)), ('MRI', ('upheld',)))
    >>> taken('MRI "denied"')[1], taken("MRI not granted")[1], taken("partial meniscectomy")[1]
    ((), (), ())
    """
    found = [
        each
        for each in load().lexicon("outcomes").find(words)
        if words[each.start : each.end].lower() != _NO_OUTCOME
    ]
    if not _BARE.fullmatch(words) or any(_DENIED.search(words[: each.start]) for each in found):
        return words, ()
    left = words
    for each in reversed(found):
        left = f"{left[: each.start]} {left[each.end :]}"
    outcomes = tuple(dict.fromkeys(local(each.concept) for each in found))
    return (" ".join(left.split()).strip(" ,;"), outcomes) if outcomes else (words, ())


def share(words: str, outcomes: tuple[str, ...], catalog: Catalog) -> Share | None:
    """Return how many of the requests that words name have an outcome; None where they name none.

    Args:
        words: as `asked_for` takes them.
        outcomes: one of them.
        catalog: of the requests.
    """
    ahead = asked_for(words, catalog)
    if not (ahead and outcomes):
        return None
    of, _ = catalog.find("", ahead, 0, 0)
    many, _ = catalog.find("", {**ahead, "outcome": outcomes}, 0, 0)
    know = load()
    found = [each.concept for s in _NAMED.values() for each in know.lexicon(s).find(words)]
    name = ", ".join(dict.fromkeys(map(know.label, found)))
    return Share(name, many, of, urlencode(ahead, doseq=True))


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


def matching(given: str, catalog: Catalog, most: int) -> Matching:
    """Return the requests that are meant by what was typed, `most` of them at most.

    Those of letters with such a case number, else those that hold the words and have the outcome;
    for what they ask for first.
    """
    if cases := numbered(given, catalog):
        of_them = [each for case in cases for each in catalog.of_case(case)]
        return Matching(len(of_them), tuple(of_them[:most]))
    words, outcomes = taken(given)
    query = as_query(words, catalog)
    if not (query or outcomes):
        return Matching(0)
    where = {"outcome": outcomes} if outcomes else {}
    many, found = catalog.find(query, where, 0, most, asked_for(words, catalog))
    return Matching(many, tuple(found), outcomes, share(words, outcomes, catalog))
