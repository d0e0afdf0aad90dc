"""Granting: which sentences of a rationale may give the reason of a grant.

In:   a `Passage`, and a ground with the sentence in which it was read.
Out:  whether it speaks for the request, and is no concession, no copy and not the denial's word.
From: a denial is reasoned by what is missing, which a sentence says; a grant by what is there, and
      a rationale that grants also tells what it minds, what the denial says, and what it copies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.text.phrases import fold
from imrgraph.reasoning.auditing.leaning import Leaning
from imrgraph.reasoning.auditing.passages import BY_GUIDELINE

if TYPE_CHECKING:
    from imrgraph.reasoning.auditing.grounds import GroundComparison
    from imrgraph.reasoning.auditing.passages import Passage, Passages
    from imrgraph.reasoning.explaining.explanation import Explanation

__all__ = ["bears_out", "decides", "is_barred", "is_reason", "may_tell"]

#: What leans so gives no reason for a grant.
_BARRED: Final = frozenset({Leaning.AGAINST, Leaning.DENIAL})
#: What may add to a risk, which other services answer.
_ADD_TO_RISKS: Final = frozenset(
    IMRV(kind).value for kind in ("medication", "injection-or-procedure", "surgery")
)
#: What a sentence is likeliest to be that tells of the case, and what it may be besides.
_OF_CASE: Final = frozenset({"finding", "record"})
_CONCLUSION: Final = "conclusion"
#: What markers say of words that are a rule's.
_IS_RULE: Final = "is a rule"
#: A guideline that speaks is named within so many characters.
_LEAD: Final = 60
_GUIDELINE: Final = re.compile(r"\b(?:mtus|odg|acoem|fda|guidelines?)\b")
# "this", "I", "ten", "had", "the treating physician": who speaks so does not copy
_CASE: Final = re.compile(
    r"^that\b|\b(?:this|these|those|i|my|me|was|were|had|now|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"|\d|\b(?:treating|attending|requesting|prescribing|operating)\s+\w+"
)
#: What is less likely to decide is told only in words of the case.
_WEAK: Final = 0.4


def is_barred(passage: Passage, item: Explanation) -> bool:
    """Say whether a sentence tells what is minded or granted, what the denial says, or a rule."""
    granted = _is_granted(passage, item.passages)
    prose = _is_prose(passage, passage.decides)
    return _leans_away(passage, item) or passage.is_copied or granted or prose


def decides(passage: Passage) -> bool:
    """Say whether a sentence says that it would be wrong to deny the request."""
    ours = not (passage.is_copied or passage.is_of_others or passage.only_concludes)
    return passage.leaning is Leaning.FOR and ours


def bears_out(passage: Passage) -> bool:
    """Say whether a sentence says of the case that it calls for the request, or meets a rule."""
    names = _GUIDELINE.search(fold(passage.place.quote)[:_LEAD])
    told = _is_ours(passage) or (_tells_case(passage) and not (names or passage.has_proviso))
    return passage.leaning is Leaning.BEARS_OUT and told and not passage.is_copied


def is_reason(ground: GroundComparison, item: Explanation) -> bool:
    """Say whether a ground that is met was read in words that may give the reason of a grant."""
    said = item.passages
    here = said.of(ground.evidence[0]) if ground.evidence else None
    if here is None:
        return True
    if _leans_away(here, item) or _is_granted(here, said):
        return False
    if ground.criterion in BY_GUIDELINE:
        return True
    prose = _is_prose(here, said.likelihood(ground))
    return not here.is_copied and (said.bears_out(ground) or not prose)


def may_tell(passage: Passage) -> bool:
    """Say whether a sentence may hold the reason of a grant of which none was read for certain."""
    general = passage.names_guideline or _IS_RULE in passage.marked
    told = passage.finds or (passage.is_told and not (general or _asks(passage)))
    found = told and not (passage.is_copied or passage.is_of_others or passage.says_no_more)
    return found or decides(passage) or bears_out(passage) or _is_ours(passage)


def _leans_away(passage: Passage, item: Explanation) -> bool:
    """Say whether a sentence leans against the request, or tells of the denial."""
    treatment = item.treatment
    kinds = {treatment, *item.knowledge.broader(treatment)} if treatment else set()
    adds = passage.leaning is Leaning.RISK and not kinds.isdisjoint(_ADD_TO_RISKS)
    return adds or passage.leaning in _BARRED


def _is_granted(passage: Passage, said: Passages) -> bool:
    """Say whether a sentence stands before one that says that by so much the denial is right."""
    turns = (each.place.start for each in said.each if each.leaning is Leaning.GRANTS)
    return passage.place.start <= max(turns, default=-1)


def _is_ours(passage: Passage) -> bool:
    """Say whether a sentence tells of the case, and is neither a rule nor a mere conclusion."""
    only = passage.only_concludes or passage.points_back or passage.sets_aside or passage.only_asks
    told = passage.kind in _OF_CASE or (passage.is_of_case and passage.kind == _CONCLUSION)
    return told and not (passage.is_rule or only or _asks(passage))


def _asks(passage: Passage) -> bool:
    return passage.place.quote.endswith("?")


def _is_prose(passage: Passage, likelihood: float) -> bool:
    """Say whether a sentence names a guideline, nobody and no number, and hardly decides."""
    names = _GUIDELINE.search(fold(passage.place.quote))
    return likelihood < _WEAK and bool(names) and not _tells_case(passage)


def _tells_case(passage: Passage) -> bool:
    """Say whether a sentence tells of the case, or is by its words the reviewer's own."""
    return passage.is_of_case or bool(_CASE.search(fold(passage.place.quote)))
