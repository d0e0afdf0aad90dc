"""As RDF: an explanation as quads of the letter's derived graph.

In:   the explanations of a letter.
Out:  verdicts, condition results, the proof and the audit, in the terms of ontology/imr.ttl; no
      blank nodes.
From: identifiers hang below the item, so that the same letter gives the same quads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.graph.store import graph_of, term
from imrgraph.knowledge.terms import IMR, IMRV, RDF
from imrgraph.reasoning.rendering.observations import observations
from imrgraph.reasoning.weighing import as_applied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.store import Quads
    from imrgraph.reasoning.explanation import Condition, Explanation, Explanations
    from imrgraph.reasoning.proof import Step
    from imrgraph.reasoning.record import Evidence
    from imrgraph.reasoning.verdicts import Decision

__all__ = ["as_quads", "derived_graph"]

Triple = tuple[ox.NamedNode, ox.NamedNode, "ox.NamedNode | ox.Literal"]


def derived_graph(letter: str) -> str:
    """Return the IRI of the graph that holds what was derived from a letter.

    >>> derived_graph("https://w3id.org/imrgraph/determination/CM99-0000001")
    'https://w3id.org/imrgraph/determination/CM99-0000001/derived'
    """
    return f"{letter}/derived"


def as_quads(explanations: Explanations) -> Quads:
    """Return what was derived from a letter.

    Returns:
        Quads of one graph: for each item its verdicts, the proof of each, the results of the
        conditions, and the verdict that the explanation is told by.
    """
    root = graph_of(explanations.quads)
    graph = ox.NamedNode(derived_graph(root))
    triples = dict.fromkeys(triple for item in explanations.items for triple in _item(item, root))
    return tuple(ox.Quad(*triple, graph) for triple in triples)


def _item(item: Explanation, root: str) -> Iterator[Triple]:
    yield ox.NamedNode(item.item), IMR("toldBy"), ox.NamedNode(f"{item.item}/verdict/1")
    for number, (decision, proof) in enumerate(zip(item.decisions, item.proofs, strict=True), 1):
        node = ox.NamedNode(f"{item.item}/verdict/{number}")
        yield from _decision(decision, item, node)
        yield node, IMR("hasPremise"), ox.NamedNode(f"{item.item}/proof/{number}")
        yield from _step(proof, ox.NamedNode(f"{item.item}/proof/{number}"), 1, root)
    yield from _applied(item)
    for number, condition in enumerate(item.conditions, 1):
        node = ox.NamedNode(f"{item.item}/condition/{number}")
        yield from _condition(condition, ox.NamedNode(item.item), node, root)
    yield from observations(item, lambda evidence: _place(evidence, root))


def _applied(item: Explanation) -> Iterator[Triple]:
    """Say what the reviewer applies as guideline, which neither letter nor base holds."""
    node = ox.NamedNode(as_applied(item.item))
    for condition in item.conditions:
        if condition.recommendation == node.value:
            yield node, RDF("type"), IMR("AppliedGuideline")
            yield node, IMR("inReading"), IMRV(condition.reading)
            yield node, IMR("attributedTo"), IMRV("reviewer")
            yield node, IMR("hasGround"), ox.NamedNode(condition.result.condition)


def _decision(decision: Decision, item: Explanation, node: ox.NamedNode) -> Iterator[Triple]:
    yield node, RDF("type"), IMR("VerdictResult")
    yield node, IMR("ofItem"), ox.NamedNode(item.item)
    yield node, IMR("onBasis"), IMRV(decision.basis)
    yield node, IMR("inReading"), IMRV(decision.reading)
    yield node, IMR("verdict"), IMRV(decision.verdict)
    yield node, IMR("byRule"), term(f"rule-{decision.rule}")
    yield node, IMR("agreement"), term(str(decision.agreement(item.recorded_outcome)))
    if decision.verdict.outcome:
        yield node, IMR("entailsOutcome"), IMRV(decision.verdict.outcome)
    for missing in decision.missing:
        yield node, IMR("missing"), term(missing)


def _condition(
    condition: Condition, item: ox.NamedNode, node: ox.NamedNode, root: str
) -> Iterator[Triple]:
    result = condition.result
    yield node, RDF("type"), IMR("ConditionResult")
    yield node, IMR("ofItem"), item
    yield node, IMR("ofCondition"), ox.NamedNode(result.condition)
    yield node, IMR("considers"), ox.NamedNode(condition.recommendation)
    yield node, IMR("criterion"), IMRV(result.criterion)
    yield node, IMR("onBasis"), IMRV(condition.basis)
    yield node, IMR("inReading"), IMRV(condition.reading)
    yield node, IMR("status"), IMRV(result.status)
    yield node, IMR("decisive"), term(condition.decisive)
    yield node, IMR("conclusion"), term(condition.sentence)
    for name, value in (("actual", result.actual), ("required", result.required)):
        if value is not None:
            yield node, IMR(name), term(str(value))
    for evidence in condition.evidence:
        yield node, IMR("statedAt"), _place(evidence, root)


def _step(step: Step, node: ox.NamedNode, index: int, root: str) -> Iterator[Triple]:
    yield node, RDF("type"), IMR("Derivation")
    yield node, IMR("kind"), term(step.kind)
    yield node, IMR("conclusion"), term(step.conclusion)
    yield node, IMR("byRule"), term(step.rule)
    yield node, IMR("premiseIndex"), term(index)
    if step.evidence:
        yield node, IMR("statedAt"), _place(step.evidence, root)
        yield node, IMR("quote"), term(step.evidence.quote)
    for number, premise in enumerate(step.premises, 1):
        child = ox.NamedNode(f"{node.value}/{number}")
        yield node, IMR("hasPremise"), child
        yield from _step(premise, child, number, root)


def _place(evidence: Evidence, root: str) -> ox.NamedNode:
    return ox.NamedNode(f"{root}#char={evidence.start},{evidence.end}")
