"""Following: whether the outcome on record follows, as it is told, and on what it turned.

In:   an explanation.
Out:  an `Agreement`, of a verdict and of an item; the criteria that are told as reasons.
From: pages, lists, JSON and the graph tell what is said here, so that none says more than another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.reasoning.deciding.results import Reading, Status
from imrgraph.reasoning.deciding.verdicts import Agreement
from imrgraph.reasoning.explaining.applying import (
    Application,
    in_one_sentence,
    limit_applied,
)

if TYPE_CHECKING:
    from imrgraph.reasoning.deciding.verdicts import VerdictResult
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition, Explanation
    from imrgraph.reasoning.places import Evidence

__all__ = ["agreement_told", "follows", "is_turned_on", "rule_applied", "turned_on"]


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
