"""As JSON: an explanation as a dictionary of plain values, with a version.

In:   the explanations of a letter.
Out:  a dictionary that `json.dumps` takes, in the schema "imrgraph/explanation/2".
From: the shape of inferences (conclusion, ruleName, premises) is that of the tools Nemo and Evee.
      What is said in words stands under the names of `SAID`, and beside it the values that it says.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from imrgraph.knowledge.phases import PhaseDefinition
from imrgraph.knowledge.terms import IMR, local
from imrgraph.letters.letter import BodyPart
from imrgraph.reasoning.deciding.case import CaseFact, CaseFinding, CaseGround, RequestDay
from imrgraph.reasoning.deciding.results import Absent, Amount, ConditionResult, ModalityOf
from imrgraph.reasoning.deciding.verdicts import VerdictResult
from imrgraph.reasoning.explaining.following import follows, turned_on
from imrgraph.reasoning.explaining.proof import (
    Absence,
    Arithmetic,
    Dependence,
    Entailed,
    Searched,
)
from imrgraph.reasoning.explaining.versions import versions
from imrgraph.reasoning.places import Evidence, Source
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.headline import headline
from imrgraph.reasoning.rendering.page import reason_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.auditing.discrepancies import Discrepancy
    from imrgraph.reasoning.auditing.grounds import GroundComparison, Parting, UnaddressedFact
    from imrgraph.reasoning.auditing.hearing import Contradiction
    from imrgraph.reasoning.deciding.case import Change
    from imrgraph.reasoning.deciding.counterfactuals import Counterfactual
    from imrgraph.reasoning.deciding.results import Missing, Term
    from imrgraph.reasoning.explaining.explanation import (
        ExplainedCondition,
        Explanation,
        Explanations,
    )
    from imrgraph.reasoning.explaining.next_request import NextStep
    from imrgraph.reasoning.explaining.proof import Derivation

__all__ = [
    "SAID",
    "SCHEMA",
    "as_json",
    "plain_condition",
    "plain_evidence",
    "plain_missing",
    "plain_premise",
    "plain_source",
    "plain_step",
    "plain_terms",
]

SCHEMA: Final = "imrgraph/explanation/2"
#: The names under which something is said in words, beside the values that it says.
SAID: Final = frozenset(
    {"headline", "sentence", "conclusion", "finalConclusion", "label", "says", "arithmetic"}
)
_UNITS: Final = {
    "visit-a-week": "visits_a_week",
    "day": "days",
    "day-at-most": "days_at_most",
}

Plain = dict[str, Any]


def as_json(explanations: Explanations) -> Plain:
    """Return the explanations of a letter as plain values.

    Returns:
        `schema`, `case_number`, `sha256` of the text, `ontology` (its version), how sure a
        recommendation is at least, whether guidelines beyond the MTUS are among it, `versions` of
        the rules and recommendations used, `basis` and `items`. All places are half-open, in code
        points of the text as read; pages count from 1.
    """
    letter, knowledge = explanations.letter, explanations.knowledge
    return {
        "schema": SCHEMA,
        "case_number": letter.case_number.value if letter.case_number else None,
        "sha256": letter.document.sha256,
        "ontology": knowledge.version,
        "basis": explanations.basis,
        "includes_unverified": knowledge.includes_unverified,
        "least_status": knowledge.extent.least,
        "beyond_mtus": knowledge.extent.beyond,
        "versions": versions(explanations),
        "items": [_item(item) for item in explanations.items],
    }


def _item(item: Explanation) -> Plain:
    knowledge = item.knowledge
    root = f"item/{item.number}/proof"
    proofs = [_proof(p, f"{root}/{n}", knowledge) for n, p in enumerate(item.proofs, 1)]
    return {
        "number": item.number,
        "headline": headline(item),
        "request": item.request,
        "treatment": local(item.treatment) if item.treatment else None,
        "recorded_outcome": item.recorded_outcome,
        "outcome_evidence": plain_evidence(item.outcome_evidence),
        "verdicts": [_verdict(each, item) for each in item.verdicts],
        "conditions": [plain_condition(each, knowledge) for each in item.conditions],
        "decisive": [each.result.criterion for each in item.decisive],
        "standing": follows(item).value,
        "reasons": plain_evidence(reason_sentences(item)),
        "turned_on": [{"criterion": code, "met": met} for code, met in turned_on(item)],
        "counterfactuals": [_counterfactual(each, knowledge) for each in item.counterfactuals],
        "no_effect": [_counterfactual(each, knowledge) for each in item.no_effect],
        "searched_up_to": item.searched_up_to,
        "grounds": [_ground(each) for each in item.grounds],
        "unread": plain_evidence(item.unread),
        "certainty": "certain" if item.is_certain(item.leading) else "uncertain",
        "unaddressed": [_unaddressed(each, knowledge) for each in item.unaddressed],
        "contradictions": [_contradiction(each, knowledge) for each in item.contradictions],
        "fit": [_discrepancy(each, knowledge) for each in item.misfits],
        "discrepancies": [
            _discrepancy(each, knowledge) for each in item.discrepancies if each not in item.misfits
        ],
        "next_request": [plain_step(each, knowledge) for each in item.next_request],
        "readings": {
            "told_by": _short(item.leading.reading),
            "part_at": [_parting(each) for each in item.partings],
        },
        "assumptions": [plain_premise(each, knowledge) for each in item.assumptions],
        "absences": [plain_premise(each, knowledge) for each in item.absences],
        "sensitivity": [
            {
                **plain_premise(each.dropped, knowledge),
                "kind": each.dropped.kind.value,
                "verdict": each.verdict.value,
                "changes": each.changes,
            }
            for each in item.sensitivity
        ],
        "proof": proofs[0],
        "other_proofs": proofs[1:],
    }


def _ground(ground: GroundComparison) -> Plain:
    return {
        "criterion": ground.criterion,
        "met": ground.met,
        **_waived(ground),
        "stated": ground.stated,
        "derived": ground.derived,
        "likelihood": None if ground.likelihood is None else float(ground.likelihood),
        "reader": ground.reader,
        "like": [{"name": like.name, "text": like.text} for like in ground.like],
        "evidence": plain_evidence(ground.evidence),
    }


def _waived(found: GroundComparison | ConditionResult | CaseGround) -> Plain:
    """Return that a criterion counts as met because it need not be met, where that is so."""
    return {"waived": True} if found.waived else {}


def _parting(parting: Parting) -> Plain:
    return {
        "criterion": parting.criterion,
        "reviewer": plain_terms(parting.stated),
        "encoded": plain_terms(parting.encoded),
        "evidence": plain_evidence([parting.evidence] if parting.evidence else []),
    }


def _verdict(verdict: VerdictResult, item: Explanation) -> Plain:
    found: Plain = {
        "basis": _short(verdict.basis),
        "reading": _short(verdict.reading),
        "verdict": verdict.verdict.value,
        "outcome": verdict.verdict.outcome,
        "agreement": verdict.agreement(item.recorded_outcome).value,
    }
    if verdict.missing:
        found["missing"] = [plain_missing(each, item.knowledge) for each in verdict.missing]
    if verdict.certify is not None:
        found["certify"] = {"units": verdict.certify, "of": _plain(item.requested)}
    if verdict.conflict:
        found["conflict"] = True
    return found


def plain_missing(missing: Missing, knowledge: Knowledge) -> Plain:
    """Return what would have to be known."""
    of = {"of": local(missing.of)} if missing.of else {}
    return {"gap": _gap(missing), **of, "says": wording.gap(missing, knowledge)}


def _gap(missing: Missing) -> str:
    return local(missing.gap).removeprefix("gap-")


def plain_condition(condition: ExplainedCondition, knowledge: Knowledge) -> Plain:
    """Return a condition, how it came out, and the places that it rests on."""
    result, weighed = condition.result, condition.weighed
    return {
        "recommendation": weighed.recommendation,
        "polarity": "supporting" if weighed.supports else "opposing",
        "state": weighed.state.value,
        "criterion": result.criterion,
        "role": result.role.value,
        "required": plain_terms(result.required),
        "actual": plain_terms(result.actual),
        "status": result.status.value,
        **_waived(result),
        "decisive": condition.decisive,
        "basis": _short(weighed.basis),
        "reading": _short(weighed.reading),
        "compared": _compared(result),
        "arithmetic": terms.comparison(result, knowledge) or None,
        "sentence": wording.sentence(result, knowledge),
        "evidence": plain_evidence(condition.evidence),
        "source": plain_source(weighed.source, condition.words),
    }


def plain_terms(found: tuple[Term, ...]) -> Any:  # noqa: ANN401 (whatever JSON holds)
    """Return terms as a list, a single one as itself, None where there are none."""
    values = [_term(each) for each in found]
    return values if len(values) > 1 else next(iter(values), None)


def _term(term: Term) -> Any:  # noqa: ANN401 (whatever JSON holds)
    if isinstance(term, Amount):
        number = _plain(term.number)
        return {_UNITS[term.unit]: number} if term.unit in _UNITS else number
    return {"absent": local(term.kind)} if isinstance(term, Absent) else _plain(term)


def _compared(result: ConditionResult) -> list[Plain]:
    every = ((each, terms.compared(each)) for each in result.comparisons)
    return [
        {"left": left, "operator": relation, "right": right, "holds": each.holds}
        for each, (left, relation, right) in every
    ]


def plain_source(source: Source, words: Evidence | None) -> Plain:
    """Return a place in a guideline, with the words of the reviewer for it."""
    found: Plain = {
        "guideline": source.guideline,
        "edition": source.edition,
        "locator": source.locator,
        "status": source.status,
        "place": source.place,
        "within": source.within,
    }
    if words:
        found["words"] = plain_evidence([words])[0]
    return found


def _counterfactual(found: Counterfactual, knowledge: Knowledge) -> Plain:
    return {
        "changes": [_change(change, knowledge) for change in found.changes],
        "verdict": found.verdict.value,
        "verified": True,  # none is kept that was not weighed on the changed case
    }


def _change(change: Change, knowledge: Knowledge) -> Plain:
    by = knowledge.value(IMR(change.property).value, "changeableBy")
    return {
        "property": change.property,
        "label": knowledge.label(IMR(change.property).value),
        "from": _plain(change.before),
        "bound": change.bound.value,
        "to": _plain(change.after),
        "changeable_by": local(by) if by else None,
        "finding": change.finding,
    }


def _unaddressed(found: UnaddressedFact, knowledge: Knowledge) -> Plain:
    return {
        **_values(found.fact),
        "says": wording.unaddressed(found, knowledge),
        "criterion": found.criterion,
        "evidence": plain_evidence(found.evidence),
    }


def _contradiction(found: Contradiction, knowledge: Knowledge) -> Plain:
    return {
        "kind": found.kind,
        "asserted": found.asserted,
        "criterion": found.criterion,
        "claim": local(found.claim),
        "says": wording.contradiction(found, knowledge),
        "evidence": plain_evidence([found.evidence]),
        "summary": {
            "told": [{"of": local(of), "present": so} for of, so in found.told],
            "evidence": plain_evidence(found.places),
        },
    }


def _discrepancy(found: Discrepancy, knowledge: Knowledge) -> Plain:
    return {
        "kind": found.kind,
        "values": {name: [*map(_plain, values)] for name, values in found.values.items()},
        "says": wording.discrepancy(found, knowledge),
        "evidence": plain_evidence(found.evidence),
    }


def plain_step(found: NextStep, knowledge: Knowledge) -> Plain:
    """Return what the next request could bring, or has to keep to."""
    return {
        "kind": found.kind,
        "criterion": found.criterion,
        "values": {name: [*map(_stepped, values)] for name, values in found.values.items()},
        "says": wording.next_step(found, knowledge),
        "evidence": plain_evidence(found.evidence),
    }


def _stepped(value: object) -> Any:  # noqa: ANN401 (whatever JSON holds)
    if isinstance(value, Evidence):
        return wording.words(value)
    return plain_source(value, None) if isinstance(value, Source) else _plain(value)


def plain_premise(step: Derivation, knowledge: Knowledge) -> Plain:
    """Return what a verdict rests on."""
    return {**_values(step.of), "rule": step.rule, "says": wording.conclusion(step, knowledge)}


def _proof(proof: Derivation, name: str, knowledge: Knowledge) -> Plain:
    return {
        "finalConclusion": wording.conclusion(proof, knowledge),
        "inferences": [_inference(step, below, knowledge) for step, below in _named(proof, name)],
    }


def _named(step: Derivation, name: str) -> Iterator[tuple[Derivation, str]]:
    """Yield the step and all below it, each with its name, which is the end of its IRI in RDF."""
    yield step, name
    for number, premise in enumerate(step.premises, 1):
        yield from _named(premise, f"{name}/{number}")


def _inference(step: Derivation, name: str, knowledge: Knowledge) -> Plain:
    found: Plain = {
        "id": name,
        "conclusion": wording.conclusion(step, knowledge),
        "ruleName": step.rule,
        "rule": step.rule_iri,
        "kind": step.kind.value,
        "premises": [f"{name}/{number}" for number, _ in enumerate(step.premises, 1)],
        **_values(step.of),
    }
    if step.about:
        found["about"] = step.about
    if step.status:
        found["status"] = str(step.status)
    if step.evidence:
        found["evidence"] = plain_evidence([step.evidence])
        found["voice"] = step.evidence.voice
    if step.source:
        found["source"] = plain_source(step.source, None)
    return found


def _values(of: object) -> Plain:  # noqa: C901, PLR0911 (a line for each kind of value)
    """Return what a step says, in values."""
    match of:
        case CaseFact(_, name, value):
            return {"property": name, "value": _plain(value)}
        case CaseGround(_, criterion, met) as ground:
            return {"criterion": criterion, "met": met, **_waived(ground)}
        case CaseFinding(_, finding):
            return {"finding": local(finding.kind.value), "present": finding.present}
        case RequestDay(day):
            return {"value": _plain(day)}
        case ConditionResult() as result:
            return {"required": plain_terms(result.required), "actual": plain_terms(result.actual)}
        case VerdictResult() as verdict:
            gaps = [[_gap(m), local(m.of) if m.of else None] for m in verdict.missing]
            return {"missing": gaps, "certify": verdict.certify}
        case Entailed(verdict, recorded):
            return {"outcome": verdict.outcome, "recorded": recorded}
        case Absence(missing, policy):
            of = local(missing.of) if missing.of else None
            return {"missing": [_gap(missing), of], "policy": policy}
        case Arithmetic(result):
            return {"compared": _compared(result)}
        case Dependence(number):
            return {"item": number}
        case Searched(rank, step, standards, unread):
            return {
                "rank": rank,
                "step": local(step) if step else None,
                "standards": local(standards) if standards else None,
                "unread": [local(each) for each in unread],
            }
        case PhaseDefinition(iri) | ModalityOf(iri):
            return {"value": _plain(iri)}
    return {}


def plain_evidence(evidence: Iterable[Evidence]) -> list[Plain]:
    """Return words of the letter with their places."""
    return [{"start": e.start, "end": e.end, "quote": e.quote, "page": e.page} for e in evidence]


def _plain(value: Any) -> Any:  # noqa: ANN401 (whatever JSON holds)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, BodyPart):
        return {"region": local(value.region), "side": value.side}
    return local(value) if isinstance(value, str) and "://" in value else value


def _short(name: str) -> str:
    """Return how JSON names a basis or a reading.

    >>> _short("reviewer-basis"), _short("stated-reading"), _short("encoded-reading")
    ('reviewer', 'reviewer', 'encoded')
    """
    return name.rpartition("-")[0].replace("stated", "reviewer")
