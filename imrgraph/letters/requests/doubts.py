"""Doubts: what a request leaves open, and where.

In:   a document, and its items.
Out:  warnings: a quantity that two readings dispute.
From: the headings of the letters of 2015 to 2017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.letters.letter import ReadingWarning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.letters.letter import Item
    from imrgraph.letters.text.document import Document

__all__ = ["doubts"]


def doubts(document: Document, items: Iterable[Item]) -> Iterator[ReadingWarning]:
    """Yield what is in doubt about the requests of a letter."""
    for item in items:
        quantity = item.request.quantity
        if quantity and quantity.contested_by:
            words = ", ".join(repr(document.quote(span)) for span in quantity.contested_by)
            told = f"item {item.number} does not say clearly how much is asked for: {words}"
            yield ReadingWarning(told, quantity.contested_by[0])
