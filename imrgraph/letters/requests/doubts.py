"""Doubts: what a request leaves open, and where.

In:   a document, its items, and the knowledge whose labels name treatments.
Out:  warnings: a request that names nothing known, with what it is most like; a quantity that two
      readings dispute.
From: the headings of the letters of 2015 to 2017.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import ReadingWarning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Item
    from imrgraph.letters.text.document import Document

__all__ = ["doubts"]

_WORD: Final = re.compile(r"[^\W\d_]{5,}")


def doubts(
    document: Document, items: Iterable[Item], knowledge: Knowledge
) -> Iterator[ReadingWarning]:
    """Yield what is in doubt about the requests of a letter."""
    for item in items:
        if item.request.treatment is None:
            yield _unknown(item, knowledge)
        quantity = item.request.quantity
        if quantity and quantity.contested_by:
            words = ", ".join(repr(document.quote(span)) for span in quantity.contested_by)
            told = f"item {item.number} does not say clearly how much is asked for: {words}"
            yield ReadingWarning(told, quantity.contested_by[0])


def _unknown(item: Item, knowledge: Knowledge) -> ReadingWarning:
    """Return that no treatment is known by the words of a request, and what they are most like."""
    text = item.request.text
    words = (word[0] for word in _WORD.finditer(text.value))
    lexicon = knowledge.lexicon("treatments")
    like = next(((w, _name(near, knowledge)) for w in words if (near := lexicon.likest(w))), None)
    known = f"no treatment is known by the words of item {item.number}: {text.value!r}"
    hint = f" ({like[0]!r} is most like {like[1]!r})" if like else ""
    return ReadingWarning(known + hint, text.span)


def _name(word: str, knowledge: Knowledge) -> str:
    """Return what a label calls by a word, or the word where that is but a part of labels."""
    found = knowledge.lexicon("treatments").find(word)
    return knowledge.label(found[0].concept) if found else word
