"""Hints: which sentences of a rationale say what would do, and which say nothing to be answered.

In:   the sentences of the rationale of a denied item.
Out:  those by which the reviewer leaves a door open, in their order; whether one was authorized
      already; whether one minds anything.
From: imrv:leaves-door-open and imrv:would-do of ontology/vocab/claims.ttl. What a guideline is
      quoted with leaves none, nor what somebody else says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Voice
from imrgraph.letters.text.phrases import fold, phrases
from imrgraph.letters.text.sentences import sentences
from imrgraph.reasoning.auditing.certainty import denials
from imrgraph.reasoning.places import Evidence

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Item
    from imrgraph.letters.text.document import Document
    from imrgraph.reasoning.auditing.passages import Passage, Passages

__all__ = ["authorized_already", "hints", "minds_nothing"]

#: Words that no guideline has, and those that are the reviewer's where the case is spoken of.
_OPENS, _WOULD_DO = "leaves-door-open", "would-do"
_AUTHORIZED: Final = "authorized-already"
#: What speaks for a request, or only names the diagnoses, is not minded.
_NOT_MINDED: Final = ("speaks-for-request", "names-diagnoses")
#: A sentence that may give the reason of a denial has these odds (their logarithm).
_MINDS: Final = -0.5
# "Guidelines also state …, and continued visits are contingent upon improvement"
_GUIDELINE: Final = re.compile(r"\b(?:mtus|odg|acoem|guidelines?|page\s+\d+)\b")


def hints(
    item: Item, document: Document, said: Passages, knowledge: Knowledge
) -> tuple[Evidence, ...]:
    """Return the sentences that name what would do, or what has to come first.

    One that reads like a conclusion ("a trial of six visits would be reasonable") is none of the
    sentences that are weighed.

    Args:
        item: whose rationale it is.
        document: the letter.
        said: the sentences of the rationale.
        knowledge: the words by which one does.
    """
    folded = fold(document.text)
    opens, would = phrases(_OPENS, knowledge), phrases(_WOULD_DO, knowledge)
    found = []
    for span in sentences(document, item.rationale.span):
        words = folded[span.start : span.end]
        here = next((e for e in said.each if span.start <= e.place.start < span.end), None)
        quoted = _GUIDELINE.search(words) or (here and (here.is_copied or here.is_of_others))
        is_rule = here is not None and here.is_rule
        if not quoted and (opens.search(words) or (not is_rule and would.search(words))):
            quote, page = document.quote(span), document.page(span)
            found.append(Evidence(span.start, span.end, quote, page, None, Voice.REVIEWER))
    return tuple(found)


def authorized_already(said: Passages, knowledge: Knowledge) -> tuple[Passage, ...]:
    """Return the sentences that tell that something was authorized before."""
    granted = phrases(_AUTHORIZED, knowledge)
    words = ((each, fold(each.place.quote)) for each in said.each if not each.is_rule)
    return tuple(each for each, told in words if granted.search(told) and not denials(told))


def minds_nothing(here: Passage, knowledge: Knowledge, *, found: bool) -> bool:
    """Say whether a sentence speaks for the request, or says nothing for or against it.

    One that denies something, or is likely the reason of the denial, minds it.

    Args:
        here: the sentence.
        knowledge: the words that mind nothing.
        found: whether something was found wanting in it.
    """
    words = fold(here.place.quote)
    if here.finds_wanting or denials(words):
        return False
    if any(phrases(name, knowledge).search(words) for name in _NOT_MINDED):
        return True
    return not (found or here.finds) and here.reason(met=False) < min(_MINDS, here.reason(met=True))
