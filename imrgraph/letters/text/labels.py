"""Labels: the labels of a vocabulary that a sentence uses, found once for all who ask.

In:   the words of a sentence; a scheme of the vocabulary.
Out:  what `Lexicon.find` finds in them.
From: several readers, and several items of a letter, ask for the same sentences.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.knowledge.lexicon import Match

__all__ = ["labels"]


@lru_cache(maxsize=128)
def labels(words: str, scheme: str, knowledge: Knowledge) -> tuple[Match, ...]:
    """Find the labels of a scheme, "treatments" for one, in `words`.

    >>> from imrgraph.knowledge.knowledge import load
    >>> labels("No massage helps.", "treatments", load())[0].start
    3
    """
    return knowledge.lexicon(scheme).find(words)
