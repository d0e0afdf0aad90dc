"""Description: what a store holds, as catalogs of data describe data sets.

In:   a store.
Out:  Turtle.
From: Describing Linked Datasets with the VoID Vocabulary, W3C 2011; DCAT 3, W3C 2024.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from imrgraph.graph.formats import as_turtle
from imrgraph.graph.values import PREFIXES, term
from imrgraph.knowledge.terms import DCTERMS, IMR, IMRD, RDF, Namespace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from imrgraph.graph.anew import Letters

__all__ = ["described"]

_VOID: Final = Namespace("http://rdfs.org/ns/void#")
_DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
#: The classes whose members are counted.
_COUNTED: Final = ("Determination", "DisputedItem")
#: The properties that verdicts and results of conditions have, which no letter types.
_HAVING: Final = ("verdict", "considers")
_HOW_MANY: Final = "SELECT (COUNT(DISTINCT ?each) AS ?many) { ?each %s }"


def described(letters: Letters, size: int, years: Sequence[str]) -> str:
    """Return the description of a store.

    Args:
        letters: what it holds.
        size: how many quads that is.
        years: those of its decisions, in order.

    >>> from imrgraph.store.opening import open
    >>> from imrgraph.resources import folder
    >>> store = open()
    >>> loaded = store.load([folder("examples") / "letters" / "medication.txt"])
    >>> "void:triples" in described(store, store.size, ["2016"])
    True
    """
    prefixes = {name: PREFIXES[name] for name in ("dcterms", "imr", "imrd", "xsd")}
    used = {**prefixes, "dcat": _DCAT.base, "void": _VOID.base}
    return as_turtle(tuple(_said(letters, size, years)), used)


def _said(letters: Letters, size: int, years: Sequence[str]) -> Iterator[ox.Triple]:
    about = ox.NamedNode(IMRD.base)
    yield ox.Triple(about, RDF("type"), _VOID("Dataset"))
    yield ox.Triple(about, RDF("type"), _DCAT("Dataset"))
    title = ox.Literal("Determinations of independent medical review", language="en")
    yield ox.Triple(about, DCTERMS("title"), title)
    yield ox.Triple(about, _VOID("triples"), term(size))
    yield ox.Triple(about, _VOID("uriSpace"), ox.Literal(IMRD.base))
    yield ox.Triple(about, _VOID("vocabulary"), ox.NamedNode(IMR.base))
    yield ox.Triple(about, DCTERMS("conformsTo"), ox.NamedNode(IMR.base.removesuffix("#")))
    if years:
        told = f"{years[0]} to {years[-1]}"
        yield ox.Triple(about, DCTERMS("temporal"), ox.Literal(told))
    for name in _COUNTED:
        part = ox.NamedNode(f"{IMRD.base}#{name}")
        yield ox.Triple(about, _VOID("classPartition"), part)
        yield ox.Triple(part, _VOID("class"), IMR(name))
        yield ox.Triple(part, _VOID("entities"), _many(letters, f"a {IMR(name)}"))
    for name in _HAVING:
        part = ox.NamedNode(f"{IMRD.base}#{name}")
        yield ox.Triple(about, _VOID("propertyPartition"), part)
        yield ox.Triple(part, _VOID("property"), IMR(name))
        yield ox.Triple(part, _VOID("distinctSubjects"), _many(letters, f"{IMR(name)} ?value"))


def _many(letters: Letters, pattern: str) -> ox.Literal:
    """Return how many things match, as a query of anybody finds them."""
    [row] = letters.select(_HOW_MANY % pattern)
    return ox.Literal(int(str(row["many"])))
