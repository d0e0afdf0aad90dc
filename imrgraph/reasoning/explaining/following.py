"""Following: whether the outcome on record follows, as it is told, and on what it turned.

In:   an explanation.
Out:  an `Agreement`, of a verdict and of an item; the criteria that are told as reasons; whether
      some of a request lies within the limit by which all of it was denied.
From: pages, lists, JSON and the graph tell what is said here, so that none says more than another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.reasoning.auditing.discrepancies import Discrepancy
from imrgraph.reasoning.deciding.results import Reading, Status
from imrgraph.reasoning.deciding.verdicts import Agreement
from imrgraph.reasoning.explaining.applying import (
    Application,
    in_one_sentence,
    limit_applied,
)
from imrgraph.reasoning.explaining.next_request import counted_before
from imrgraph.reasoning.explaining.turning import besides

if TYPE_CHECKING:
    from imrgraph.reasoning.deciding.verdicts import VerdictResult
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition, Explanation
    from imrgraph.reasoning.places import Evidence

__all__ = [
    "agreement_told",
    "denied_within_limit",
    "follows",
    "is_turned_on",
    "rule_applied",
    "turned_on",
]


def rule_applied(item: Explanation) -> Application | ExplainedCondition | Evidence | None:
    """Return the rule that the reviewer states and applies, where the outcome follows from it.

    It is a rule and its finding, a limit in the reviewer's numbers, or a sentence that is both.
    """
    stated = next((each for each in item.verdicts if each.reading is Reading.STATED), None)
    outcome = item.recorded_outcome
    if stated is None or outcome is None or stated.agreement(outcome) is not Agreement.AGREE:
        return None
    return item.applied or limit_applied(item) or in_one_sentence(item)


def agreement_told(verdict: VerdictResult, item: Explanation) -> Agreement:
    """Say what is told of the outcome on record by one verdict; undetermined where nothing is.

    An encoding that is not verified makes nobody wrong, and bears a reviewer out only where the
    letter states a rule and applies it; nor does what may be a misreading make anybody wrong. What
    follows by the reviewer's own rule is told with its words.
    """
    found = verdict.agreement(item.recorded_outcome)
    unsure = verdict.reading is Reading.ENCODED and not item.encoding_verified
    if found is Agreement.DISAGREE:
        told = not unsure and item.is_certain(verdict)
    elif found is Agreement.AGREE and verdict.reading is Reading.STATED:
        told = rule_applied(item) is not None
    else:
        told = found is Agreement.AGREE and (not unsure or rule_applied(item) is not None)
    return found if told else Agreement.UNDETERMINED


def follows(item: Explanation) -> Agreement:
    """Say what is told of the outcome on record: that it follows, does not, or neither.

    Where it is told to follow by one verdict and not by another, that it does not is told.
    """
    told = {agreement_told(each, item) for each in item.verdicts}
    for each in (Agreement.DISAGREE, Agreement.AGREE):
        if each in told:
            return each
    return Agreement.UNDETERMINED


def turned_on(item: Explanation) -> tuple[tuple[str, bool], ...]:
    """Return the criteria that are told as reasons, with whether they are met.

    A criterion that the words of the reviewer do not bear out is not among them: of such a reason
    the words alone are told.
    """
    named = ((e.criterion, e.met) for e in item.reasons if e.condition or e.is_certain)
    return tuple(dict.fromkeys(named))


def is_turned_on(condition: ExplainedCondition, item: Explanation) -> bool:
    """Say whether the outcome on record turned on a condition, or else the verdict.

    The verdict turns on it and gives the outcome, and it is told as a reason.
    """
    recorded, result = item.recorded_outcome, condition.result
    agrees = recorded is None or item.leading.agreement(recorded) is Agreement.AGREE
    told = recorded is None or (result.criterion, result.status is Status.MET) in turned_on(item)
    return condition.decisive and agrees and told and result.status is not Status.UNKNOWN


def denied_within_limit(item: Explanation) -> tuple[Discrepancy, ...]:
    """Return that some of a request denied in full lies within the limit that the reviewer states.

    Only where no other reason is given, and more could have been certified than was authorized.
    """
    stated = (each for each in item.verdicts if each.reading is Reading.STATED)
    certify = next((each.certify for each in stated if each.certify), None)
    limits = [
        each
        for each in item.conditions
        if each.decisive
        and each.weighed.reading is Reading.STATED
        and each.result.limits
        and each.result.status is Status.NOT_MET
        and each.words
    ]
    others = {each.criterion for each in item.reasons} - {e.result.criterion for e in limits}
    quantity = item.of.request.quantity
    if item.recorded_outcome != "upheld" or not (certify and limits and quantity) or others:
        return ()
    granted = int(quantity.authorized.value) if quantity.authorized else 0
    asked = item.requested
    if besides(item) or certify <= granted or not isinstance(asked, int):
        return ()
    values = {"certified": (certify - granted,), "disputed": (asked - granted,)}
    stated_at = tuple(filter(None, [limits[0].words]))
    return (Discrepancy("in-part", values, (*stated_at, *counted_before(limits[0])[:1])),)
