"""Arguments: the sentences of a summary in which the claims administrator speaks.

In:   a document, and the place of its clinical summary.
Out:  the places of the sentences that tell what utilization review decided, and why.
From: reasons given for a denial are no fact of the case, also where the summary reports them; they
      follow the sentence that tells of the denial, up to one that tells of the worker again.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.scope import scopes
from imrgraph.letters.text.sentences import sentences

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Document, Span

__all__ = ["arguments"]

#: What a sentence has that goes on arguing.
_ARGUES: Final = ("is at issue", "is a rule", "is not shown", "argues")


@lru_cache(maxsize=2)  # the readers of a summary ask in turn
def arguments(document: Document, section: Span, knowledge: Knowledge) -> frozenset[Span]:
    """Return where the claims administrator speaks in a summary.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.text.document import Document, Span
    >>> text = "Utilization review denied it. There was no evidence of spasm. He has spasm."
    >>> letter = Document("letter", text)
    >>> [letter.quote(at) for at in sorted(arguments(letter, Span(0, len(text)), load()))]
    ['Utilization review denied it.', 'There was no evidence of spasm.']
    """
    folded = fold(document.text)
    found: list[Span] = []
    goes_on = False
    for sentence in sentences(document, section):
        read = scopes(folded, sentence, knowledge)
        argues = goes_on and read.holds(*_ARGUES) and not read.holds("is of the worker")
        goes_on = argues or read.holds("is of the administrator")
        if goes_on:
            found.append(sentence)
    return frozenset(found)
