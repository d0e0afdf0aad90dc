"""Citing: the place of every claim, so that whoever reads an answer can check it.

In:   words of a letter, or the IRI of a place in one.
Out:  case, span, page and quotation.
From: `Document.quote`, by which a place is checked as well; a long quotation is cut, and its span
      with it, so that what is quoted always stands there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.graph.values import Value, shorten
from imrgraph.knowledge.terms import range_of
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from imrgraph.graph.rows import Rows
    from imrgraph.letters.text.document import Document
    from imrgraph.reasoning.places import Evidence
    from imrgraph.serve.assisting.bounds import Answer, Bounds

__all__ = ["Citing", "cited", "place"]


def place(case: str, document: Document, span: Span, most: int) -> Answer:
    """Return a place in a letter with its words, at most so many characters of them.

    >>> from imrgraph.letters.text.document import Document
    >>> place("CM99-0000001", Document.of("a letter", "Massage: Upheld"), Span(9, 15), 3)["quote"]
    'Uph'
    """
    kept = Span(span.start, min(span.end, span.start + most))
    return {
        "case": case,
        "start": kept.start,
        "end": kept.end,
        "page": document.page(kept),
        "quote": document.quote(kept),
    }


def cited(
    case: str, document: Document, evidence: Iterable[Evidence], bounds: Bounds
) -> list[Answer]:
    """Return the places that something rests on, each once, in the order of the letter."""
    spans = dict.fromkeys(Span(each.start, each.end) for each in evidence)
    return [place(case, document, span, bounds.quotation) for span in sorted(spans)]


@dataclass
class Citing:
    """Turns the rows of one answer into plain values, IRIs of places into places."""

    #: Gives the text of a letter by its IRI; None where there is no such letter.
    document: Callable[[str], Document | None]
    bounds: Bounds
    _read: dict[str, Document | None] = field(default_factory=dict)

    def rows(self, found: Rows, most: int | None = None) -> list[Answer]:
        """Return the first rows as plain values."""
        pairs = zip(found, found.terms, strict=True)
        return [
            {name: self._cell(each[name], terms[name]) for name in each}
            for each, terms in islice(pairs, most)
        ]

    def place(self, letter: str, span: Span) -> Answer | None:
        """Return a place in a letter, by its IRI; None where the letter has no such place."""
        if letter not in self._read:
            self._read[letter] = self.document(letter)
        document = self._read[letter]
        if document is None or span.end > len(document.text):
            return None
        return place(document.name, document, span, self.bounds.quotation)

    def _cell(self, value: Value, node: object) -> object:
        if isinstance(value, Decimal):
            return float(value)
        if not isinstance(node, ox.NamedNode):
            return value if isinstance(value, str | int | float) else str(value)
        span = range_of(node.value)
        letter = node.value.partition("#")[0]
        is_place = span is not None and span[0] <= span[1]  # a query may make up what is none
        found = self.place(letter, Span(*span)) if span and is_place else None
        return found or shorten(node.value)
