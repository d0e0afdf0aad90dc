"""Conclusions: the clauses of a rationale that decide the request, and so give no reason.

In:   a folded text, and the place of a sentence in it.
Out:  the places of the clauses that say that the request is necessary, or is not.
From: the words by which rationales of 2013 to 2017 conclude; what a conclusion says is the outcome,
      which no finding may be taken from.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["conclusions"]

_MEDICALLY: Final = (
    r"medically[\s-]+(?:necessary|appropriate|reasonable|indicated|warranted|supported)"
)
_JUDGED: Final = (
    rf"(?:{_MEDICALLY}|necessary|warranted|supported|appropriate|certified|approved|authorized"
    r"|reasonable)"
)
# "is not medically necessary and appropriate at this time."
_PREDICATE: Final = later(
    r"\b(?:is|are|was|were|be|been)\s+(?:(?:also|therefore|thus|hence|still|considered|deemed|found"
    r"|determined|judged|to|be|not|non|\w+ly)[\s-]+){0,5}"
    rf"{_JUDGED}(?:(?:,|\s)\s*(?:and|or|nor)\s+(?:not\s+)?{_JUDGED})*"
    r"(?:\s+(?:at\s+this\s+time|here|as\s+(?:requested|written|submitted|prescribed)"
    r"|(?:in|for)\s+(?:the\s+care\s+of\s+)?this\s+(?:case|patient|claimant|(?:injured\s+)?worker)))*"
    r"\s*(?=[.,;:!?]|\Z)"
)
# What the clause of a conclusion starts after: "Given the lack of relief, ", "therefore "; but not
# "a trial of acupuncture, 6 visits"
_START: Final = re.compile(
    r",\s+(?!\d|#|(?:one|two|three|four|six|eight|twelve|with|for|as|per)\b)|[;:]\s+|\b(?:that|which|therefore|thus|hence|consequently|because|since|but|so|and\s+(?=the\b))"
    r"\s+|\b(?:as\s+)(?=(?:the|there|this|such)\b)"
)
# "the request for massage, 6 visits, is": it has commas
_REQUEST: Final = re.compile(
    r"\b(?:the|this|these|current(?:ly)?)\s+(?:current(?:ly)?\s+)?request(?:s|ed)?\b"
)
# "conservative care would not be appropriate" gives a reason, and concludes on nothing
_NAMED: Final = re.compile(r"(?:the|this|these|an?|current(?:ly)?)\b")
# "as the operation is not": a reason, not a conclusion
_REASON: Final = re.compile(r"\b(?:as|since|because|given|if|unless|that|which)\s+\Z")
_OPENS_REASON: Final = re.compile(
    r"(?:as(?!\s+such)|since|because|given|if|unless|due\s+to|although|though|while)\b"
)
# "the concurrent request for surgery is supported": it decides on another service
_BESIDE: Final = re.compile(
    r"\b(?:concurrent|concomitant|companion|simultaneous|underlying|alongside"
    r"|asked\s+for\s+beside)\b"
)
#: How far back a clause may start.
_LONGEST: Final = 300
#: How far before it the word may stand that makes it a reason.
_OPENING: Final = 20


@lru_cache(maxsize=64)  # several readers ask for one sentence
def conclusions(text: str, sentence: Span) -> tuple[Span, ...]:
    """Return the clauses of a sentence that conclude on the request.

    >>> told = "given the lack of relief, the request for massage is not medically necessary."
    >>> [told[c.start : c.end] for c in conclusions(told, Span(0, len(told)))]
    ['the request for massage is not medically necessary']
    """
    return tuple(_clauses(text, sentence))


def _clauses(text: str, sentence: Span) -> Iterator[Span]:
    for predicate in _PREDICATE.finditer(text, sentence.start, sentence.end):
        first = max(sentence.start, predicate.start() - _LONGEST)
        start = _start(text, first, predicate.start())
        before = text[max(first, start - _OPENING) : start]
        of_request = "medically" in predicate[0] or _NAMED.match(text, start)
        reason = _REASON.search(before) or _OPENS_REASON.match(text, start)
        if of_request and not (reason or _BESIDE.search(text, start, predicate.start())):
            yield Span(start, predicate.end())


def _start(text: str, first: int, end: int) -> int:
    """Return where the clause starts whose predicate starts at `end`."""
    breaks = [found.end() for found in _START.finditer(text, first, end)]
    asked = [found.start() for found in _REQUEST.finditer(text, first, end)]
    return asked[-1] if asked else max(breaks, default=first)
