"""Understanding: which sentences of a rationale may hold a reason that is not told.

In:   an explanation.
Out:  the words of those sentences; whether what leads to the conclusion is among them.
From: where the sentence that concludes was not understood, what is told besides is not all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.reasoning.explaining.applying import rules_that_bear
from imrgraph.reasoning.explaining.turning import untold

if TYPE_CHECKING:
    from imrgraph.reasoning.explaining.explanation import Explanation
    from imrgraph.reasoning.places import Evidence

__all__ = ["not_understood", "unread_holding"]


def not_understood(item: Explanation) -> tuple[Evidence, ...]:
    """Return the sentences that seem to find something and that no reason was read in.

    What is told as a rule, or as what would do, is none of them; none are where all that is found
    speaks against the outcome, which is told as such.
    """
    if item.contrary:
        return ()
    rules = [*rules_that_bear(item), *((item.applied.rule,) if item.applied else ())]
    opened = item.opened if item.recorded_outcome else ()

    def is_told(each: Evidence) -> bool:
        return each in rules or any(door.start <= each.start < door.end for door in opened)

    return tuple(each for each in untold(item) if not is_told(each))


def unread_holding(item: Explanation) -> Evidence | None:
    """Return the sentence that leads to the conclusion, where no reason was read in it.

    It concludes, and gives a reason; where one is read for certain it is a further one.
    """
    holding = item.passages.holding
    certain = any(each.is_named and each.stated for each in item.reasons)
    if holding is None or certain or not holding.concludes:
        return None
    return next((each for each in not_understood(item) if holding.holds(each)), None)
