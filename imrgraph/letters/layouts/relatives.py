"""Relatives: letters that are like a determination of California's IMR, and are another thing.

In:   a document in plain characters; the knowledge, which says by what each kind is known.
Out:  what it looks like; None where it is a determination, or nothing is known of it.
From: ontology/vocab/letter-kinds.ttl.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.text.phrases import described, fold, pattern

if TYPE_CHECKING:
    import re

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["relative"]

#: The kind that is read.
_OWN: Final = "imr-determination"
#: So many marks of another kind are enough.
_MARKS: Final = 2


def relative(text: str, knowledge: Knowledge) -> str | None:
    """Return what `text` looks like, if that is another kind of letter.

    >>> from imrgraph.knowledge.knowledge import load
    >>> relative("Notice of Independent Review Decision. IRO case #: 1", load())
    'Texas IRO decision'
    """
    folded = fold(text)
    kinds = _kinds(knowledge)
    if any(mark.search(folded) for mark in kinds[_OWN]):
        return None
    found = {name: sum(bool(mark.search(folded)) for mark in kinds[name]) for name in kinds}
    likest = max(sorted(found), key=lambda name: found[name])
    return knowledge.label(IMRV(likest).value) if found[likest] >= _MARKS else None


@lru_cache(maxsize=2)
def _kinds(knowledge: Knowledge) -> dict[str, tuple[re.Pattern[str], ...]]:
    """Return the marks of each kind of letter."""
    return {
        name: tuple(pattern([phrase]) for phrase in stated["pattern"])
        for name, stated in described(knowledge, "LetterKind")
    }
