"""As JSON: a plan as a dictionary of plain values, with a version.

In:   a `Plan`.
Out:  a dictionary that `json.dumps` takes, in the schema "imrgraph/plan/1".
From: conditions, sources and places are those of "imrgraph/explanation/2"; what is said in words
      stands under "says" or "sentence", and beside it the values that it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from imrgraph.knowledge.terms import IMRV, local
from imrgraph.planning.telling import arithmetic, condition, opening, unknown
from imrgraph.reasoning.rendering.as_json import (
    plain_evidence,
    plain_premise,
    plain_source,
    plain_step,
    plain_terms,
)

if TYPE_CHECKING:
    from imrgraph.knowledge.guidelines import Edition
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.planning.alternatives import Alternative
    from imrgraph.planning.checklist import ToShow
    from imrgraph.planning.plans import Plan
    from imrgraph.planning.precedents import DecidedRequest, Missed
    from imrgraph.planning.requests import PlannedRequest
    from imrgraph.reasoning.deciding.results import ConditionResult, Missing, WeighedRecommendation
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition

__all__ = ["SCHEMA", "as_json"]

SCHEMA: Final = "imrgraph/plan/1"

Plain = dict[str, Any]


def as_json(plan: Plan) -> Plain:
    """Return a plan as plain values.

    Returns:
        `schema`, `ontology` (its version), how sure a recommendation is at least, `request` as it
        was understood, `verdict`, `certify`, what is `missing` for one, the `recommendations` that
        speak of it and those `besides` that would if more were known, the guidelines `unread`, what
        `to_show` (a criterion, who asks for it, how many reviewers found it missing), the editions
        `unseen`, of which nothing on the request is encoded, and what the last before them asked
        for (`earlier`), what is documented and `idle`, `fits`, `alternatives`, `assumptions` and
        `precedents`.
    """
    know = plan.knowledge
    certify = plan.certify
    return {
        "schema": SCHEMA,
        "ontology": know.version,
        "least_status": know.extent.least,
        "beyond_mtus": know.extent.beyond,
        "request": _request(plan.request),
        "verdict": plan.verdict.value,
        "says": opening(plan),
        "certify": None if certify is None else {"units": certify, "of": plan.request.visits},
        "conflict": plan.explanation.leading.conflict,
        "missing": [_missing(each, know) for each in plan.open],
        "recommendations": [_recommendation(each, plan) for each in plan.recommendations],
        "besides": [_recommendation(each, plan) for each in plan.besides],
        "unread": [_missing(each, know) for each in plan.unread],
        "to_show": [_to_show(each, know) for each in plan.to_show],
        "unseen": [_unseen(each) for each in plan.unseen],
        "earlier": _earlier(plan.earlier) if plan.earlier else None,
        "idle": [*map(local, plan.idle)],
        "fits": [plain_step(each, know) for each in plan.fits],
        "alternatives": [_alternative(each) for each in plan.alternatives],
        "assumptions": [plain_premise(each, know) for each in plan.assumptions],
        "precedents": [_precedent(each) for each in plan.precedents],
    }


def _request(request: PlannedRequest) -> Plain:
    days = ("request", "injury", "surgery")
    counts = ("visits", "visits_a_week", "earlier_visits", "age")
    lists = ("diagnoses", "had", "beside")
    return {
        "treatment": local(request.treatment),
        "region": local(request.region) if request.region else None,
        **{name: _day(getattr(request, name)) for name in days},
        **{name: getattr(request, name) for name in counts},
        **{name: [*map(local, getattr(request, name))] for name in lists},
        "findings": {local(iri): is_so for iri, is_so in request.findings},
        "shown": dict(request.shown),
    }


def _day(value: object) -> str | None:
    return None if value is None else str(value)


def _missing(missing: Missing, knowledge: Knowledge) -> Plain:
    return {
        "gap": local(missing.gap).removeprefix("gap-"),
        "of": local(missing.of) if missing.of else None,
        "says": unknown(missing, knowledge),
    }


def _recommendation(weighed: WeighedRecommendation, plan: Plan) -> Plain:
    return {
        "recommendation": weighed.recommendation,
        "treatment": local(weighed.treatment),
        "polarity": "supporting" if weighed.supports else "opposing",
        "state": weighed.state.value,
        "source": plain_source(weighed.source, None),
        "conditions": [_condition(each, plan.knowledge) for each in plan.conditions_of(weighed)],
    }


def _condition(explained: ExplainedCondition, knowledge: Knowledge) -> Plain:
    result = explained.result
    return {
        **_limit(result),
        "role": result.role.value,
        "actual": plain_terms(result.actual),
        "status": result.status.value,
        "absence": result.absence,
        "missing": _missing(result.missing, knowledge) if result.missing else None,
        "arithmetic": arithmetic(result, knowledge) or None,
        "sentence": condition(explained, knowledge),
        "documents": knowledge.value(IMRV(result.criterion).value, "documents"),
    }


def _to_show(shown: ToShow, knowledge: Knowledge) -> Plain:
    asking = [each.weighed.recommendation for each in shown.asked]
    return {
        "criterion": shown.criterion,
        "documents": knowledge.value(IMRV(shown.criterion).value, "documents"),
        "asked_by": [*dict.fromkeys(asking)],
        "required": [plain_terms(each.result.required) for each in shown.asked],
        "against": [each.recommendation for each in shown.against],
        "missed": _missed(shown.missed) if shown.missed else None,
    }


def _missed(missed: Missed) -> Plain:
    return {
        "requests": missed.many,
        "of": missed.of,
        "case": missed.case,
        "item": missed.item,
        "evidence": plain_evidence(missed.evidence),
    }


def _unseen(edition: Edition) -> Plain:
    return {"edition": edition.iri, "name": edition.name, "begins": _day(edition.begins)}


def _earlier(plan: Plan) -> Plain:
    """Return what the last editions that are encoded asked for, as of their last day."""
    return {
        "as_of": _day(plan.request.request),
        "recommendations": [_recommendation(each, plan) for each in plan.speaking],
        "fits": [plain_step(e, plan.knowledge) for e in plan.fits if e.criterion == "visit-limit"],
    }


def _limit(result: ConditionResult) -> Plain:
    return {"criterion": result.criterion, "required": plain_terms(result.required)}


def _alternative(found: Alternative) -> Plain:
    return {
        "treatment": local(found.treatment),
        "recommendation": found.weighed.recommendation,
        "source": plain_source(found.weighed.source, None),
        "limits": [_limit(each) for each in found.limits],
    }


def _precedent(found: DecidedRequest) -> Plain:
    return {
        "case": found.case,
        "item": found.item,
        "made_up": found.precedent.held.is_made_up,
        "request": found.request,
        "outcome": found.outcome,
        "likeness": found.precedent.likeness,
        "alike": [*found.precedent.why],
        "turned_on": [*found.precedent.turned_on],
        "turning": found.precedent.turning,
        "says": found.headline,
        "evidence": plain_evidence(found.evidence),
    }
