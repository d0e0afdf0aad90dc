"""Barred: what a guideline, as a rationale quotes it, says that a treatment is not for.

In:   the folded words of a sentence of a rationale.
Out:  what bars it, by its words: “not recommended in radicular pain” has those of radicular pain.
From: a finding of what bars a treatment speaks against it, however bad it is for the worker.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.rationale.features import words
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from imrgraph.letters.text.document import Span

__all__ = ["barred"]

# "not recommended in the presence of": what follows bars the treatment
_NOT_FOR: Final = later(
    r"\b(?:not|never|nor)\s+(?:\w+\s+)?(?:recommended|indicated|advised|supported|approved|meant"
    r"|intended|appropriate|to\s+be\s+(?:used|given))\s+(?:in|for|with|where|if|when)\s+"
    r"(?:the\s+(?:presence|case|setting|treatment)\s+of\s+)?(?P<what>[^.;]{3,80})|"
    r"\bcontraindicated\s+(?:in|for|with|where|if|when)\s+(?P<other>[^.;]{3,80})"
)
_LIST: Final = re.compile(r",|\b(?:and|or|nor)\b")
#: What stands between the words for things, or says how long or how much.
_EMPTY: Final = frozenset(
    """
    the a an of or and in with for to any all such as is are be not this that these those who which
    has have long short term use chronic acute ongoing routine prolonged extended pain patient
    worker treatment therapy condition disorder symptom case than more mild moderate severe minor
    slight low high grade whose activiti limit # -
    """.split()  # noqa: SIM905 (words are read best as words)
)


def barred(folded: str, sentence: Span) -> frozenset[frozenset[str]]:
    """Return what a treatment is not for, each thing by the words that tell it from others.

    >>> from imrgraph.letters.text.document import Span
    >>> told = "traction is not recommended in radicular pain or fractures."
    >>> sorted(map(sorted, barred(told, Span(0, len(told)))))
    [['fractur'], ['radicular']]
    """
    things = (
        frozenset(words(thing)) - _EMPTY
        for said in _NOT_FOR.finditer(folded, sentence.start, sentence.end)
        for thing in _LIST.split(said["what"] or said["other"])
    )
    return frozenset(filter(None, things))
