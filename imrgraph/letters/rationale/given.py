"""Given: the treatments that a rationale finds that the worker had.

In:   a document, and the place of a rationale.
Out:  `Mention`s, in the reviewer's word.
From: the rationales of the letters of 2015 to 2017, whose sentences on what should be, or on what
      guidelines say, tell nothing of the worker.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Fact, Mention, Voice
from imrgraph.letters.summary.treatment_mentions import named
from imrgraph.letters.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Document, Span

__all__ = ["found_given"]

# The guideline's words, and what is not so: "MTUS recommends", "if physical therapy had"
_NOT_THE_CASE: Final = re.compile(
    r"\b(?:guidelines?|MTUS|ODG|ACOEM|criteria|recommended|if|when|should|would|(?-i:may)|unless"
    r"|patients|studies|trials?|medically\s+(?:necessary|appropriate)|requests?|clarification)\b",
    re.IGNORECASE,
)
_CASE: Final = re.compile(
    r"\b(?:patient|worker|claimant|applicant|individual|he|she|IW|records?|document\w*|notes?"
    r"|reveal\w*|show\w*|indicate)\b",
    re.IGNORECASE,
)
#: What is enough for the reviewer's word that the worker had a treatment.
_HAD: Final = frozenset({"was had", "came earlier"})
#: What goes on with that: "previous medication was noted to be"
_LISTS: Final = frozenset({"is listed"})


def found_given(document: Document, place: Span, knowledge: Knowledge) -> Iterator[Mention]:
    """Yield the treatments that a rationale finds that the worker had.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.text.document import Document, Span
    >>> text = "The patient had massage. Acupuncture may help."
    >>> found = found_given(Document("letter", text), Span(0, len(text)), load())
    >>> [mention.treatment.value.rpartition("/")[2] for mention in found]
    ['massage-therapy']
    """
    case = (s for s in sentences(document, place) if _is_of_the_case(document.quote(s)))
    for each in named(document, case, knowledge):
        had = each.governing in _HAD or (each.governing in _LISTS and _HAD & {*each.before})
        if (had or each.is_result) and not each.is_denied and each.status == "past":
            fact = Fact(each.concept, each.span, "rationale-treatment", Voice.REVIEWER)
            yield Mention(treatment=fact, status="past")


def _is_of_the_case(sentence: str) -> bool:
    """Say whether a sentence of a rationale tells what happened, not what should."""
    return not _NOT_THE_CASE.search(sentence) and bool(_CASE.search(sentence))
