"""Made up: which letters decide nobody's case.

In:   the text of a letter.
Out:  whether it was made up, to show something or to try something out.
From: the marks of imrv:made-up-letter in ontology/vocab/letter-kinds.ttl, and nothing else.
"""

from __future__ import annotations

from functools import cache

from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, IMRV
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.finder import Finder
from imrgraph.letters.text.phrases import fold

__all__ = ["is_made_up"]


def is_made_up(text: str) -> bool:
    """Say whether a letter was made up.

    >>> is_made_up("Case Number: CM99-0000001"), is_made_up("Case Number: CM16-0232543")
    (True, False)
    """
    return any(_marks().find(fold(text), Span(0, len(text))))


@cache
def _marks() -> Finder:
    return Finder(load().facts.values(IMRV("made-up-letter").value, IMR("pattern").value))
