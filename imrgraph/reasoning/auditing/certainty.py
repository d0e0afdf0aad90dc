"""Certainty: whether enough was read to say that an outcome does not follow.

In:   the case of an item, what follows for it, and the sentences that were not understood.
Out:  the words of those sentences, and whether a verdict rests on enough.
From: a verdict against the outcome may be a misreading; it is told as such only where every
      sentence that finds something was read, and what it rests on is a number, a day, or two
      findings that agree.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Voice
from imrgraph.reasoning.deciding.case import CaseGround
from imrgraph.reasoning.places import Evidence

if TYPE_CHECKING:
    from imrgraph.letters.letter import Item, Letter
    from imrgraph.reasoning.deciding.verdicts import VerdictResult

__all__ = ["is_firm", "unread"]

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


def is_firm(verdict: VerdictResult) -> bool:
    """Say whether a verdict rests on a number or a day, or on findings that agree."""
    turning = [result for _, result in verdict.decisive]
    found = {
        premise.iri
        for result in turning
        for premise in result.premises
        if isinstance(premise, CaseGround)
        and premise.reader is None
        and (premise.likelihood or _SURE) >= _SURE
    }
    return any(result.comparisons for result in turning) or len(found) >= _ENOUGH
