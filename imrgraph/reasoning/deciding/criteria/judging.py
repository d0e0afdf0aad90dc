"""Judging: a condition is judged by its criterion, and silence by the absence policy.

In:   a `Condition`, stated or encoded, a `Case`, and the knowledge.
Out:  a `ConditionResult`.
From: ontology/criteria/, one query a criterion, says what each means; tests hold the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.criteria import criteria
from imrgraph.knowledge.terms import IMRV, local
from imrgraph.reasoning.deciding.criteria.answers import Answer
from imrgraph.reasoning.deciding.criteria.found import as_found
from imrgraph.reasoning.deciding.criteria.modalities import active_care, adjunct
from imrgraph.reasoning.deciding.criteria.quantities import duration_limit, visit_limit
from imrgraph.reasoning.deciding.criteria.timing import phase
from imrgraph.reasoning.deciding.results import ConditionResult, Role, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from imrgraph.knowledge.guidelines import Condition
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.case import Case

__all__ = ["judge", "looks_at"]


def judge(
    condition: Condition, case: Case, knowledge: Knowledge, role: Role = Role.CONDITION
) -> ConditionResult:
    """Say whether `condition` is met in `case`; silence is left to the absence policy.

    A criterion of which nothing here tells stays unknown.
    """
    criterion = criteria(knowledge).get(condition.criterion)
    rule = _RULES.get(condition.criterion, as_found)
    answer = rule(condition, case, knowledge) if criterion else Answer()
    status, absence = answer.status, None
    if status is Status.UNKNOWN and answer.silent and criterion:
        absence = condition.when_absent or criterion.when_absent or "remains-unknown"
        status = _of_silence(absence, knowledge)
    return ConditionResult(
        condition=condition.iri,
        criterion=condition.criterion,
        status=status,
        required=answer.required,
        actual=answer.actual,
        comparisons=answer.comparisons,
        premises=answer.premises,
        missing=answer.missing,
        absence=absence,
        role=role,
        limits=bool(criterion and criterion.limits_quantity),
        excuses=bool(criterion and criterion.excuses_limits),
        lever=answer.lever,
    )


def _of_silence(policy: str, knowledge: Knowledge) -> Status:
    """Return what silence counts as by an absence policy."""
    return Status(local(str(knowledge.value(IMRV(policy).value, "countsAs"))))


_RULES: Final[Mapping[str, Callable[[Condition, Case, Knowledge], Answer]]] = {
    "visit-limit": visit_limit,
    "duration-limit": duration_limit,
    "phase": phase,
    "active-care": active_care,
    "adjunct": adjunct,
}
_ASKED: Final = frozenset({"authorizationRequestDate", "reportDate", "urDenialDate"})
_HISTORY: Final = frozenset({"diagnosis", "pastTreatment", "requestedTreatment"})
_QUANTITY: Final = frozenset({"quantityRequested", "quantityUnit"})
#: The properties of a case at which a criterion looks; at grounds, all that are found look.
_LOOKS_AT: Final = {
    "visit-limit": _QUANTITY | _HISTORY | {"priorCount", "visitsPerWeek"},
    "duration-limit": _QUANTITY | _HISTORY | {"weeks"},
    "phase": _ASKED | {"injuryDate", "surgeryDate", "pastTreatment", "plannedTreatment"},
    "active-care": _ASKED | {"injuryDate", "requestedTreatment"},
    "adjunct": frozenset({"concurrentTreatment"}),
}


def looks_at(criterion: str) -> frozenset[str]:
    """Return the properties of a case at which a criterion looks, beside the grounds on it.

    >>> "injuryDate" in looks_at("phase"), "injuryDate" in looks_at("visit-limit")
    (True, False)
    """
    return _LOOKS_AT.get(criterion, _HISTORY)
