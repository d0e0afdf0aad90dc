"""Classes: of what class a thing is by what is said of it, where nobody says so.

In:   the properties that lead out of a thing, and those that lead to it.
Out:  the classes that follow, the narrowest of them.
From: rdfs:domain and rdfs:range in ontology/imr.ttl; rules rdfs2 and rdfs3 of RDF 1.1 Semantics,
      W3C 2014.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["implied"]

_DOMAIN, _RANGE, _SUPER = (RDFS(name).value for name in ("domain", "range", "subClassOf"))


def implied(
    leading_out: Iterable[str], leading_in: Iterable[str], knowledge: Knowledge
) -> tuple[str, ...]:
    """Return the classes of a thing, without those that are broader than another of them.

    Args:
        leading_out: the IRIs of the properties by which something is said of it.
        leading_in: those by which it is said of something.
        knowledge: the terms.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.knowledge.terms import IMR
    >>> status, conclusion = (IMR(name).value for name in ("status", "conclusion"))
    >>> [each.rpartition("#")[2] for each in implied([status, conclusion], [], load())]
    ['ConditionResult']
    """
    of = knowledge.facts.values
    found = {each for name in leading_out for each in of(name, _DOMAIN)}
    found |= {each for name in leading_in for each in of(name, _RANGE)}
    return tuple(sorted(found - {broader for each in found for broader in of(each, _SUPER)}))
