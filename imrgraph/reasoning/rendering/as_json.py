"""As JSON: an explanation as a dictionary of plain values, with a version.

In:   the explanations of a letter.
Out:  a dictionary that `json.dumps` takes, in the schema "imrgraph/explanation/1".
From: the shape of inferences (conclusion, ruleName, premises) is that of the tools Nemo and Evee.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from imrgraph.reasoning.versions import versions
from imrgraph.reasoning.weighing import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.graph.store import Value
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.contradictions import Contradicted
    from imrgraph.reasoning.counterfactuals import Change, Counterfactual
    from imrgraph.reasoning.explanation import Condition, Explanation, Explanations
    from imrgraph.reasoning.proof import Source, Step
    from imrgraph.reasoning.record import Evidence
    from imrgraph.reasoning.verdicts import Decision

__all__ = ["as_json"]

SCHEMA = "imrgraph/explanation/1"
Plain = dict[str, Any]


def as_json(explanations: Explanations) -> Plain:
    """Return the explanations of a letter as plain values.

    Returns:
        `schema`, `case_number`, `sha256` of the text, `ontology` (its version), `versions` of the
        rules and recommendations used, `basis` and `items`. All places are half-open, in code
        points of the text as read; pages count from 1.
    """
    letter, knowledge = explanations.letter, explanations.knowledge
    return {
        "schema": SCHEMA,
        "case_number": letter.case_number.value if letter.case_number else None,
        "sha256": letter.document.sha256,
        "ontology": knowledge.version,
        "basis": explanations.basis,
        "includes_unverified": explanations.knowledge.includes_unverified,
        "versions": versions(explanations),
        "items": [_item(item, knowledge) for item in explanations.items],
    }


def _item(item: Explanation, knowledge: Knowledge) -> Plain:
    told = item.decisions[0]
    proofs = [_proof(p, f"item/{item.number}/proof/{n}") for n, p in enumerate(item.proofs, 1)]
    return {
        "number": item.number,
        "request": item.request,
        "treatment": local(item.treatment) if item.treatment else None,
        "recorded_outcome": item.recorded_outcome,
        "outcome_evidence": _evidence(item.outcome_evidence),
        "verdicts": [_decision(each, item) for each in item.decisions],
        "conditions": [_condition(each) for each in item.conditions],
        "decisive": [each.result.criterion for each in item.decisive],
        "counterfactuals": [_counterfactual(each, knowledge) for each in item.counterfactuals],
        "no_effect": [_counterfactual(each, knowledge) for each in item.no_effect],
        "searched_up_to": item.searched_up_to,
        "grounds": [
            {
                "criterion": each.criterion,
                "met": each.met,
                "stated": each.stated,
                "derived": each.derived,
                "evidence": _evidence(each.evidence),
            }
            for each in item.grounds
        ],
        "unaddressed": [
            {"fact": e.fact, "criterion": e.criterion, "evidence": _evidence(e.evidence)}
            for e in item.unaddressed
        ],
        "contradicted": [_contradicted(each) for each in item.contradicted],
        "discrepancies": [
            {"kind": each.kind, "what": each.what, "evidence": _evidence(each.evidence)}
            for each in item.discrepancies
        ],
        "readings": {
            "told_by": _short(told.reading),
            "part_at": [
                {
                    "criterion": each.criterion,
                    "reviewer": _plain(each.stated),
                    "encoded": _plain(each.encoded),
                    "evidence": _evidence([each.evidence] if each.evidence else []),
                }
                for each in item.partings
            ],
        },
        "assumptions": list(item.assumptions),
        "absences": list(item.absences),
        "sensitivity": [
            {
                "kind": each.kind,
                "dropped": each.what,
                "verdict": each.verdict.value,
                "changes": each.changes,
            }
            for each in item.sensitivity
        ],
        "proof": proofs[0],
        "other_proofs": proofs[1:],
    }


def _decision(decision: Decision, item: Explanation) -> Plain:
    found: Plain = {
        "basis": _short(decision.basis),
        "reading": _short(decision.reading),
        "verdict": decision.verdict.value,
        "outcome": decision.verdict.outcome,
        "agreement": decision.agreement(item.recorded_outcome).value,
    }
    if decision.missing:
        found["missing"] = list(decision.missing)
    if decision.certify is not None:
        found["certify"] = {"units": decision.certify, "of": _plain(item.requested)}
    if decision.conflict:
        found["conflict"] = True
    return found


def _condition(condition: Condition) -> Plain:
    result = condition.result
    return {
        "recommendation": condition.recommendation,
        "polarity": "supporting" if condition.supports else "opposing",
        "state": str(condition.state),
        "criterion": result.criterion,
        "role": result.role,
        "required": _plain(result.required),
        "actual": _plain(result.actual),
        "status": result.status.value,
        "decisive": condition.decisive,
        "basis": _short(condition.basis),
        "reading": _short(condition.reading),
        "comparison": result.comparison,
        "sentence": condition.sentence,
        "evidence": _evidence(condition.evidence),
        "source": _source(condition.source, condition.words),
    }


def _source(source: Source, words: Evidence | None) -> Plain:
    found: Plain = {
        "guideline": source.guideline,
        "edition": source.edition,
        "locator": source.locator,
        "status": source.status,
        "place": source.place,
        "within": source.within,
    }
    if words:
        found["words"] = _evidence([words])[0]
    return found


def _counterfactual(found: Counterfactual, knowledge: Knowledge) -> Plain:
    return {
        "changes": [_change(change, knowledge) for change in found.changes],
        "verdict": found.verdict.value,
        "verified": True,  # none is kept that was not weighed on a changed copy
    }


def _change(change: Change, knowledge: Knowledge) -> Plain:
    by = knowledge.value(change.property, "changeableBy")
    return {
        "property": local(change.property),
        "label": knowledge.label(change.property),
        "from": _plain(change.before),
        "bound": change.bound,
        "to": _plain(change.after),
        "changeable_by": local(by) if by else None,
        "finding": change.finding,
    }


def _contradicted(found: Contradicted) -> Plain:
    return {
        "criterion": found.criterion,
        "met": found.met,
        "claim": found.claim,
        "evidence": _evidence([found.evidence]),
        "summary": {"told": list(found.told), "evidence": _evidence(found.places)},
    }


def _proof(proof: Step, name: str) -> Plain:
    return {
        "finalConclusion": proof.conclusion,
        "inferences": [_inference(step, below) for step, below in _named(proof, name)],
    }


def _named(step: Step, name: str) -> Iterator[tuple[Step, str]]:
    """Yield the step and all below it, each with its name, which is the end of its IRI in RDF."""
    yield step, name
    for number, premise in enumerate(step.premises, 1):
        yield from _named(premise, f"{name}/{number}")


def _inference(step: Step, name: str) -> Plain:
    found: Plain = {
        "id": name,
        "conclusion": step.conclusion,
        "ruleName": step.rule,
        "rule": step.rule_iri,
        "kind": step.kind,
        "premises": [premise.conclusion for premise in step.premises],
    }
    if step.about:
        found["about"] = step.about
    if step.status:
        found["status"] = str(step.status)
    if step.evidence:
        found["evidence"] = _evidence([step.evidence])
        found["voice"] = step.evidence.voice
    if step.source:
        found["source"] = _source(step.source, None)
    if step.compared:
        found["compared"] = [asdict(each) for each in step.compared]
    return found


def _evidence(evidence: Iterable[Evidence]) -> list[Plain]:
    return [{"start": e.start, "end": e.end, "quote": e.quote, "page": e.page} for e in evidence]


def _plain(value: Value | None) -> Value | None:
    if isinstance(value, date):
        return value.isoformat()
    return local(value) if isinstance(value, str) and "://" in value else value


def _short(name: str) -> str:
    """Return how JSON names a basis or a reading.

    >>> _short("reviewer-basis"), _short("stated-reading"), _short("encoded-reading")
    ('reviewer', 'reviewer', 'encoded')
    """
    return name.rpartition("-")[0].replace("stated", "reviewer")
