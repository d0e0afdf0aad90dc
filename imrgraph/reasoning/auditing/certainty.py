"""Certainty: whether enough was read to say that an outcome does not follow.

In:   the case of an item, what follows for it, and the sentences that were not understood.
Out:  the words of those sentences, and whether a verdict, or a ground, is firm.
From: a verdict against the outcome may be a misreading; it is told as such only where every
      sentence that finds something was read, and what it rests on is a number, a day, or two
      findings that agree. A guideline that was not read in its source makes no reviewer wrong.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Voice
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later
from imrgraph.letters.text.sentences import sentences
from imrgraph.reasoning.deciding.case import CaseGround
from imrgraph.reasoning.deciding.results import Reading, Status
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reasoning.places import Evidence

if TYPE_CHECKING:
    from imrgraph.letters.letter import Item, Letter
    from imrgraph.letters.text.document import Document
    from imrgraph.reasoning.deciding.case import Case
    from imrgraph.reasoning.deciding.verdicts import VerdictResult

__all__ = ["denials", "is_firm", "is_sure", "unread"]

# "not in excess of", "it cannot be said that those two did nothing"
_DENIES: Final = later(
    r"\b(?:not|no|none|nothing|nor|never|cannot|neither|without|lacks?|absent|hardly|exceed\w*"
    r"|in\s+excess)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
# "the utilization reviewer wrote that"
_ADMINISTRATOR: Final = re.compile(
    r"\b(?:utilization\s+review\w*|UR|claims\s+administrator|denial|adjuster)\b"
)
#: How far around a finding its sentence is looked for, in characters.
_REACH: Final = 600
#: So many findings that agree make a verdict firm.
_ENOUGH: Final = 2
#: Each of them is at least as likely.
_SURE: Final = Decimal("0.8")


def unread(item: Item, letter: Letter) -> tuple[Evidence, ...]:
    """Return the sentences of a rationale that were not understood."""
    quote, page = letter.document.quote, letter.document.page
    return tuple(
        Evidence(span.start, span.end, quote(span), page(span), None, Voice.REVIEWER)
        for span in item.unread
    )


def is_sure(ground: CaseGround) -> bool:
    """Say whether a ground is told by a cue, or is as likely as makes it sure."""
    return ground.reader is None and (ground.likelihood or _SURE) >= _SURE


def is_firm(verdict: VerdictResult, case: Case, document: Document) -> bool:
    """Say whether a verdict rests on a number or a day, or on findings that agree.

    A finding counts where its sentence speaks plainly: not where it denies twice, or tells what
    the administrator wrote. None is firm of which the reviewer finds the contrary, or that rests on
    an encoded guideline which was not read in its source.
    """
    encoded = verdict.reading is Reading.ENCODED
    if encoded and not all(each.source.is_read for each, _ in verdict.decisive):
        return False
    turning = [result for _, result in verdict.decisive]
    # a limit that is kept is no reason by itself
    if verdict.verdict is Verdict.NECESSARY and all(result.limits for result in turning):
        return False
    said = {(each.criterion, Status.NOT_MET if each.met else Status.MET) for each in case.grounds}
    if any((result.criterion, result.status) in said for result in turning):
        return False
    found = {
        premise.iri
        for result in turning
        for premise in result.premises
        if isinstance(premise, CaseGround) and is_sure(premise) and _is_plain(premise, document)
    }
    return any(result.comparisons for result in turning) or len(found) >= _ENOUGH


def _is_plain(ground: CaseGround, document: Document) -> bool:
    """Say whether the sentence of a finding denies once at most, and is the reviewer's own word."""
    place = ground.place
    if place is None:
        return True
    near = Span(max(0, place.start - _REACH), min(len(document.text), place.end + _REACH))
    whole = (s for s in sentences(document, near) if s.start <= place.start < s.end)
    words = " ".join(document.quote(sentence) for sentence in whole)
    return denials(words) <= 1 and not _ADMINISTRATOR.search(words)


def denials(words: str) -> int:
    """Count the words of a sentence that deny something, or call it too much.

    >>> denials("It cannot be said that nothing was tried.")
    2
    """
    return len(_DENIES.findall(words))
