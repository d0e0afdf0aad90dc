"""Missing: the thing that a sentence finds missing, in its own words.

In:   the place of a sentence in a letter, and the markers of the vocabulary.
Out:  the place of the words that name the thing; None where no one thing is named.
From: "there is no documentation of a planned operation" misses a planned operation: so much of
      ontology/vocab/markers.ttl as says that what follows, or precedes, is not shown.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.scope import scopes

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Document
    from imrgraph.letters.text.scope import Mark
    from imrgraph.reasoning.places import Evidence

__all__ = ["missing"]

_NOT_SHOWN: Final = "is not shown"
_DENIES: Final = "denies"
# "no documentation", "does not reveal", "lack of": what follows is wanted
_WANTS: Final = re.compile(
    r"(?:no|not|lack\s+of|fail\w*|failure|unclear|yet|without|insufficient|inadequate|limited"
    r"|doesnt|didnt)\b(?!.*\b(?:indications|reports?|reported)\Z)"
)
# "has not been submitted": what precedes is wanted
_WANTED: Final = re.compile(
    r"not\s+(?:\w+\s+)*(?:documented|noted|provided|specified|submitted|stated|demonstrated|established|shown"
    r"|mentioned|discussed|addressed|identified|included|reported|described|detailed|outlined|recorded"
    r"|explained|clear)\Z"
)
# "how many she had is not noted": the last of the verbs
_VERB: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|could|does|did)(?=(?:\s+been)?(?:\s+\w+)?\s+not\b)"
)
# "…, which would warrant an MRI", "… to support the request": what the thing would be for
_ENDS: Final = re.compile(
    r"[.;:]|,\s+any\s+of\b|,\s+the\s+(?:\w+\s+){0,2}request\b|,?\s+(?:which|that)\s+(?:would|could|might|warrants?|supports?|justif\w+)\b"
    r"|,?\s+to\s+(?:support|warrant|justify|indicate)\b|,?\s+(?:and|but)\s+(?:there|it|he|she|the|no)\b"
    r"|,\s+(?:as|since|because|although|though|while|whereas|so|given|despite)\b"
)
# "In this case, the", ", however,": what leads into the thing
_LEADS: Final = re.compile(r"\A(?:[^,]{0,60},\s+)?(?:(?:and|but|that|there|was|is)\s+)*")
_JOINS: Final = later(
    r"\A(?:\s|,|(?:of|that|for|with|regarding|indicating|indicated|noting|showing|showed|demonstrating|suggesting"
    r"|indicative\s+of|any)\b)+"
)
# "the injury is old; spasm is not mentioned": the thing stands in the last clause
_CLAUSE: Final = re.compile(r"[;:]\s|,\s+(?:and|but|while|although|though)\s")
# "it", "the same": no thing is named; nor is one in a clause of its own, nor in half of a phrase
_POINTS_BACK: Final = re.compile(
    r"\A(?:to|it|this|that|these|those|such|as|the\s+(?:same|above|request))\b"
    r"|\A(?:and|or|nor|but|within|in|on|at|by|from|than|into|under|over|because|since|due)\b"
    r"|\Athe\s+(?:\w+\s+)?(?:physician|provider|records?|patient|claimant|worker|applicant)\Z"
    r"|,\s+there\s+(?:is|was)\b"
    r"|\bnecess\w+|\A[^(]*\)|\""
)
#: A thing is named in so many words.
_FEWEST: Final = 2
_MOST: Final = 20


def missing(sentence: Evidence, document: Document, knowledge: Knowledge) -> Evidence | None:
    """Return the words that name what a sentence finds missing.

    Args:
        sentence: the words of the letter.
        document: the letter.
        knowledge: whose markers are used.
    """
    folded = fold(document.text)
    span = Span(sentence.start, sentence.end)
    marks = scopes(folded, span, knowledge).marks
    things = (_thing(folded, span, mark) for mark in marks)
    found = next((thing for thing in things if thing and _is_named(folded, thing)), None)
    if found is None:
        return None
    return replace(sentence, start=found.start, end=found.end, quote=document.quote(found))


def _thing(folded: str, sentence: Span, mark: Mark) -> Span | None:
    """Return the words next to a marker, on the side of which it speaks."""
    said = folded[mark.span.start : mark.span.end]
    if mark.marker.category == _NOT_SHOWN and mark.marker.ahead and _WANTS.match(said):
        end = _ENDS.search(folded, mark.span.end, sentence.end)
        return _stripped(folded, mark.span.end, end.start() if end else sentence.end, _JOINS)
    goes_on = folded[mark.span.end : sentence.end].lstrip().startswith("to ")
    if mark.marker.category == _DENIES and _WANTED.search(said) and not goes_on:
        verb = [each.start() for each in _VERB.finditer(said)]
        upto = mark.span.start + (verb[-1] if verb else 0)
        clauses = [each.end() for each in _CLAUSE.finditer(folded, sentence.start, upto)]
        return _stripped(folded, clauses[-1] if clauses else sentence.start, upto, _LEADS)
    return None


def _stripped(folded: str, start: int, end: int, leads: re.Pattern[str]) -> Span | None:
    """Return a range without what leads into it, and without the space around it."""
    said = folded[start:end].rstrip(" \n,.")
    led = leads.match(said)
    first = led.end() if led else 0
    return Span(start + first, start + len(said)) if first < len(said) else None


def _is_named(folded: str, thing: Span) -> bool:
    said = folded[thing.start : thing.end]
    return _FEWEST <= len(said.split()) <= _MOST and not _POINTS_BACK.search(said)
