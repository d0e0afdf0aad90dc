"""Vocabulary: whether a query names terms that there are.

In:   a query of a user.
Out:  a warning for each term of imr: or imrv: that the ontology has not, with the nearest ones.
From: ontology/imr.ttl and ontology/vocab/: a query for a term that there is none of answers
      nothing, which looks as if there were none of what was meant.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from imrgraph.errors import UnknownTermWarning
from imrgraph.graph.values import shorten
from imrgraph.knowledge.naming import is_term, like_term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.guard import Query

__all__ = ["unknown_terms", "warn_of_unknown"]


def warn_of_unknown(query: Query) -> None:
    """Warn of each term that a query names and the ontology has not."""
    for message in unknown_terms(query):
        warnings.warn(message, UnknownTermWarning, stacklevel=3)


def unknown_terms(query: Query) -> Iterator[str]:
    """Yield of each term that a query names and the ontology has not what it is most like."""
    for iri in query.terms:
        if not is_term(iri):
            alike = ", ".join(like_term(iri))
            nearest = f"; the nearest: {alike}" if alike else ""
            yield f"{shorten(iri)}: no such term in the ontology{nearest}"
