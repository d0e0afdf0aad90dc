"""The headline: why an item was decided as it was, in one sentence of at most 35 words.

In:   an explanation.
Out:  the outcome, and the reasons that decide it, in the reviewer's terms and with their numbers.
From: imr:groundWhenMet, imr:clauseWhenMet and their like; the words in quotation marks are the
      letter's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.reasoning.deciding.results import Role, Status
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reasoning.explaining.turning import Reason, conceded, operation_of, reasons_for
from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.sentence import Clauses, ground_clause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imrgraph.reasoning.auditing.grounds import GroundComparison
    from imrgraph.reasoning.explaining.explanation import Explanation
    from imrgraph.reasoning.places import Evidence

__all__ = ["MOST_WORDS", "headline", "reason_clauses"]

#: So many words a headline has at most.
MOST_WORDS: Final = 35
#: So many of them a quotation.
_QUOTED: Final = 14
_OUTCOMES: Final = {
    "upheld": "Upheld",
    "overturned": "Overturned",
    "partial": "Granted in part",
}
_WOULD: Final = {
    Verdict.NECESSARY: "would be necessary",
    Verdict.NOT_NECESSARY: "would not be necessary",
    Verdict.PARTLY_NECESSARY: "would be necessary in part",
}
#: So many words it takes to say how many reasons there are besides: "and 1 more reason".
_MORE: Final = 4
_SERVICE: Final = "associated-service"
_PHASE: Final = "phase"
_VISITS: Final = "visit-limit"


def headline(item: Explanation) -> str:
    """Say how an item was decided and why.

    The reasons come in the order in which they decide; of those that do not fit, the number is
    told. Where there is room, the reviewer's own words are quoted.
    """
    reasons = [each for each in reasons_for(item) if not each.is_vague] or reasons_for(item)
    opening = _OUTCOMES.get(item.recorded_outcome or "", _undecided(item))
    if not reasons:
        against = conceded(item)
        if against and item.recorded_outcome:
            conceding = f"the reviewer concedes that {_against(against[0], item)}"
            return f"{opening}; the reason was not understood, and {conceding}."
        return f"{opening}: {_not_understood(item)}."
    told = reason_clauses(reasons, item)
    kept = _fitting(told, MOST_WORDS - len(opening.split()))
    quoted = _with_words(kept, reasons, MOST_WORDS - len(opening.split()))
    left = len(told) - len(kept)
    more = f"; and {left} more reason{'' if left == 1 else 's'}" if left else ""
    said = f"{opening}: {'; '.join(quoted)}{more}."
    passed = _within_limits(item)
    return f"{said} {passed}" if passed and _words(f"{said} {passed}") <= MOST_WORDS else said


def _put(reason: Reason, item: Explanation, clauses: Clauses) -> str:
    """Say a reason: with its numbers, with the item that it hangs on, or as the reviewer's."""
    on = operation_of(item) if reason.criterion == _SERVICE else None
    if on:
        return f"it goes with item {on}, which is {'' if reason.met else 'not '}necessary"
    if reason.condition:
        return clauses.put(reason.condition)
    visits = item.of.request.quantity
    if reason.criterion == _VISITS and visits and visits.total and visits.unit == "visit":
        stay = "stay within" if reason.met else "exceed"
        granted = visits.authorized.value if visits.authorized else None
        named = f"beyond the {granted} authorized" if granted else "asked for"
        return f"the {visits.total} visits {named} {stay} what the guideline allows"
    return ground_clause(reason.criterion, item.knowledge, met=reason.met)


def _undecided(item: Explanation) -> str:
    """Say what would follow for a request that nobody decided yet."""
    would = _WOULD.get(item.verdict)
    treatment = Clauses(item).treatment
    return f"No decision yet, {treatment} {would}" if would else "No decision yet"


def reason_clauses(reasons: Sequence[Reason], item: Explanation) -> tuple[str, ...]:
    """Say each reason; the time that passed is told with the phase, and not again."""
    clauses = Clauses(item)
    by_phase = sorted(reasons, key=lambda each: each.criterion != _PHASE)
    said = {id(each): _put(each, item, clauses) for each in by_phase}
    return tuple(said[id(each)] for each in reasons)


def _against(ground: GroundComparison, item: Explanation) -> str:
    """Say what the reviewer concedes, where nothing else was understood."""
    reason = Reason(ground.criterion, ground.met, ground.evidence)
    return f"{_put(reason, item, Clauses(item))} (“{_shortened(ground.evidence[0])}”)"


def _not_understood(item: Explanation) -> str:
    """Say that no reason was understood, in the first words that were not."""
    if not item.unread:
        return "no reason for it was understood in the rationale"
    return f"the reason was not understood; the rationale says “{_shortened(item.unread[0])}”"


def _fitting(clauses: Sequence[str], most: int) -> list[str]:
    """Return as many of the first clauses as fit, and the first in any case."""
    kept = list(clauses[:1])
    for number, each in enumerate(clauses[1:], 2):
        spare = 0 if number == len(clauses) else _MORE
        if _words(" ".join([*kept, each])) + spare > most:
            break
        kept.append(each)
    return kept


def _with_words(clauses: list[str], reasons: Sequence[Reason], most: int) -> list[str]:
    """Add the reviewer's words to the clauses, as far as there is room."""
    told = list(clauses)
    spare = 0 if len(clauses) == len(reasons) else _MORE
    for number, (clause, reason) in enumerate(zip(clauses, reasons, strict=False)):
        said = _shortened(reason.places[0]) if reason.places else ""
        if said and not reason.condition and said not in " ".join(told):
            quoted = f"{clause} (“{said}”)"
            if _words(" ".join([*told[:number], quoted, *told[number + 1 :]])) + spare <= most:
                told[number] = quoted
    return told


def _within_limits(item: Explanation) -> str:
    """Say that the number asked for is not the reason, where it was weighed and is none."""
    turning = {each.weighed.recommendation for each in item.decisive}
    for each in item.leading_conditions:
        result = each.result
        passed = result.limits and result.status is Status.MET and result.comparisons
        ours = each.weighed.recommendation in turning and result.role is Role.CONDITION
        if item.recorded_outcome == "upheld" and passed and ours and not each.decisive:
            said = Clauses(item).put(each)
            return f"{said[:1].upper()}{said[1:]}."
    return ""


def _shortened(evidence: Evidence) -> str:
    """Return words of the letter, the first of them where they are many."""
    words = wording.words(evidence).split()
    return " ".join(words) if len(words) <= _QUOTED else f"{' '.join(words[:_QUOTED])} …"


def _words(text: str) -> int:
    return len(text.split())
