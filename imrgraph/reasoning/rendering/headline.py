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
from imrgraph.reasoning.explaining.turning import likeliest, operation_of, reasons_for
from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.sentence import Clauses, ground_clause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imrgraph.reasoning.explaining.explanation import Explanation
    from imrgraph.reasoning.explaining.turning import Reason
    from imrgraph.reasoning.places import Evidence

__all__ = ["MOST_WORDS", "headline", "reason_clauses"]

#: So many words a headline has at most.
MOST_WORDS: Final = 35
#: So many of them a quotation: beside what it is read as, and alone.
_QUOTED: Final = 14
_ALONE: Final = 22
_OUTCOMES: Final = {
    "upheld": "Upheld, {treatment} refused",
    "overturned": "Overturned, {treatment} granted",
    "partial": "Granted in part, {treatment}",
}
_WOULD: Final = {
    Verdict.NECESSARY: "would be necessary",
    Verdict.NOT_NECESSARY: "would not be necessary",
    Verdict.PARTLY_NECESSARY: "would be necessary in part",
}
#: And no fewer.
_LEAST: Final = 5
#: A request of so many words at most is named by them.
_NAMED: Final = 8
#: So many words it takes to say how many reasons there are besides: "and 1 more reason".
_MORE: Final = 4
_WRITES: Final = "the reviewer writes"
_UNKNOWN: Final = "the reason was not understood; the reviewer writes"
_SERVICE: Final = "associated-service"
_PHASE: Final = "phase"
_VISITS: Final = "visit-limit"


def headline(item: Explanation) -> str:
    """Say how an item was decided and why.

    The reasons come in the order in which they decide; of those that do not fit, the number is
    told. Where there is room, the reviewer's own words are quoted; of what is not read for certain
    they alone are told.
    """
    every = reasons_for(item)
    reasons = [each for each in every if not each.is_vague] or every
    opening = _opening(item)
    most = MOST_WORDS - _words(opening)
    if not reasons:
        return f"{opening}: {_not_understood(item, most)}."
    if not reasons[0].is_certain:
        return f"{opening}: {_in_words(reasons, most)}."
    certain = [each for each in reasons if each.is_certain]
    said = f"{opening}: {_listed(reason_clauses(certain, item), certain, len(reasons), most)}."
    passed = _within_limits(item)
    return f"{said} {passed}" if passed and _words(f"{said} {passed}") <= MOST_WORDS else said


def _opening(item: Explanation) -> str:
    """Say what became of the request, which is named in few words."""
    outcome = _OUTCOMES.get(item.recorded_outcome or "")
    if outcome is None:
        return _undecided(item)
    asked = " ".join(item.request.split())
    short = len(asked.split()) <= _NAMED
    return outcome.format(treatment=asked if short else Clauses(item).treatment)


def _more(left: int) -> str:
    return f"; and {left} more reason{'' if left == 1 else 's'}" if left else ""


def _in_words(reasons: Sequence[Reason], most: int) -> str:
    """Tell in the reviewer's words alone the first of the reasons that are not read for certain."""
    more = _more(len(reasons) - 1)
    words = min(_ALONE, most - _words(more) - _words(_WRITES))
    return f"{_WRITES} “{_shortened(reasons[0].places[0], words)}”{more}"


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


def _not_understood(item: Explanation, most: int) -> str:
    """Say that no reason was understood, in the words that are likeliest to give it."""
    said = likeliest(item)
    if said is None:
        return "no reason for it was understood in the rationale"
    words = min(_ALONE, most - _words(_UNKNOWN))
    return f"{_UNKNOWN} “{_shortened(said, words)}”"


def _listed(clauses: Sequence[str], reasons: Sequence[Reason], every: int, most: int) -> str:
    """List the first reason with the reviewer's words, and of the others as many as fit."""
    spare = 0 if every == 1 else _MORE
    first = _with_words(clauses[0], reasons[0], most - spare)
    kept = [first]
    for number, each in enumerate(clauses[1:], 2):
        spare = 0 if number == every else _MORE
        if _words(" ".join([*kept, each])) + spare > most:
            break
        kept.append(each)
    return f"{'; '.join(kept)}{_more(every - len(kept))}"


def _with_words(clause: str, reason: Reason, most: int) -> str:
    """Add the reviewer's words to a clause, as far as there is room."""
    room = min(_QUOTED, most - _words(clause))
    if reason.condition or not reason.places or room < _LEAST:
        return clause
    return f"{clause} (“{_shortened(reason.places[0], room)}”)"


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


def _shortened(evidence: Evidence, most: int) -> str:
    """Return words of the letter, the first of them where they are many."""
    words = wording.words(evidence).rstrip(" .").split()
    return " ".join(words) if len(words) <= most else f"{' '.join(words[: most - 1])} …"


def _words(text: str) -> int:
    return len(text.split())
