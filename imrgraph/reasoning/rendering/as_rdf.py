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
from imrgraph.knowledge.phases import phase
from imrgraph.knowledge.terms import IMR, IMRV, RDF
from imrgraph.reasoning.rendering.observations import observations
from imrgraph.reasoning.rendering.summaries import summaries
from imrgraph.reasoning.versions import versions
from imrgraph.reasoning.weighing import as_applied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.store import Quads
    from imrgraph.reasoning.comparing import Comparison
    from imrgraph.reasoning.explanation import Condition, Explanation, Explanations
    from imrgraph.reasoning.proof import Source, Step
    from imrgraph.reasoning.record import Evidence
    from imrgraph.reasoning.verdicts import Decision

__all__ = ["as_quads", "derived_graph"]

_BASE = IMRV.base.removesuffix("vocab/")
#: How sure it is what a guideline says, where the reviewer is not its source.
_STATUSES = frozenset({"verified", "secondary", "unverified"})

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
        Quads of one graph: by which text, basis and versions it was derived; the day taken for the
        request and the phase on it; for each item its verdicts, the proof of each, the results of
        the conditions, and the verdict that the explanation is told by.
    """
    root = graph_of(explanations.quads)
    graph = ox.NamedNode(derived_graph(root))
    told = (triple for item in explanations.items for triple in _item(item, root))
    dated = _dated(explanations, ox.NamedNode(root))
    triples = dict.fromkeys(
        (*_explanation(explanations, graph), *dated, *told, *summaries(explanations))
    )
    return tuple(ox.Quad(*triple, graph) for triple in triples)


def _explanation(explanations: Explanations, node: ox.NamedNode) -> Iterator[Triple]:
    """Say what was explained, and by what."""
    yield node, RDF("type"), IMR("Explanation")
    yield node, IMR("sha256"), term(explanations.letter.document.sha256)
    yield node, IMR("ontologyVersion"), term(explanations.knowledge.version)
    yield node, IMR("includesUnverified"), term(explanations.knowledge.includes_unverified)
    yield node, IMR("basisAsked"), term(explanations.basis)
    for item in explanations.items:
        yield node, IMR("explains"), ox.NamedNode(item.item)
    for iri, version in versions(explanations).items():
        used = ox.NamedNode(f"{node.value}/version/{_below(iri)}")
        yield node, IMR("usesVersion"), used
        yield used, RDF("type"), IMR("Version")
        yield used, IMR("versionOf"), ox.NamedNode(iri)
        yield used, IMR("contentHash"), term(version)


def _below(iri: str) -> str:
    """Return what an IRI is called below those of letters.

    >>> _below("https://w3id.org/imrgraph/vocab/phase")
    'vocab/phase'
    """
    return iri.removeprefix(_BASE).replace("#", "/")


def _dated(explanations: Explanations, letter: ox.NamedNode) -> Iterator[Triple]:
    asked, injury = explanations.requested, explanations.letter.injury
    if asked is None:
        return
    yield letter, IMR("requestDate"), term(asked)
    if injury and (found := phase(injury.value, asked, explanations.knowledge)):
        yield letter, IMR("inPhase"), ox.NamedNode(found)


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
    if step.rule_iri:
        yield node, IMR("usesRule"), ox.NamedNode(step.rule_iri)
    if step.about:
        yield node, IMR("concerns"), ox.NamedNode(step.about)
    if step.status:
        yield node, IMR("comesTo"), term(str(step.status))
    if step.evidence:
        yield from _words(step.evidence, node, root)
    if step.source:
        yield from _source(step.source, node)
    for number, compared in enumerate(step.compared, 1):
        below = ox.NamedNode(f"{node.value}/compared/{number}")
        yield node, IMR("compares"), below
        yield from _compared(compared, below)
    for number, premise in enumerate(step.premises, 1):
        child = ox.NamedNode(f"{node.value}/{number}")
        yield node, IMR("hasPremise"), child
        yield from _step(premise, child, number, root)


def _words(evidence: Evidence, node: ox.NamedNode, root: str) -> Iterator[Triple]:
    yield node, IMR("statedAt"), _place(evidence, root)
    yield node, IMR("quote"), term(evidence.quote)
    yield node, IMR("page"), term(evidence.page)
    if evidence.voice:
        yield node, IMR("attributedTo"), IMRV(evidence.voice)


def _source(source: Source, node: ox.NamedNode) -> Iterator[Triple]:
    """Say the place in a guideline: a provision, or the reviewer's citation of one."""
    cited = filter(None, (source.guideline, source.edition, source.locator))
    yield node, IMR("citedAs"), term(", ".join(cited))
    if source.place:
        yield node, IMR("takenFrom"), ox.NamedNode(source.place)
    if source.within:
        yield node, IMR("inEdition"), ox.NamedNode(source.within)
    if source.status in _STATUSES:
        yield node, IMR("sourceStatus"), IMRV(source.status)


def _compared(compared: Comparison, node: ox.NamedNode) -> Iterator[Triple]:
    yield node, RDF("type"), IMR("Comparison")
    yield node, IMR("left"), term(compared.left)
    yield node, IMR("operator"), term(compared.operator)
    yield node, IMR("right"), term(compared.right)
    yield node, IMR("holds"), term(compared.holds)


def _place(evidence: Evidence, root: str) -> ox.NamedNode:
    return ox.NamedNode(f"{root}#char={evidence.start},{evidence.end}")
