"""Conclude: what was concluded from a letter, as quads of the letter's derived graph.

In:   the explanations of a letter.
Out:  verdicts, the results of the conditions of every recommendation that speaks, and what the
      audit notes, in the terms of ontology/imr.ttl; proofs where they are asked for. As triples of
      plain values, or as quads.
From: identifiers hang below the item, so that the same letter gives the same quads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.graph.observations import observations
from imrgraph.graph.steps import steps, versions_used
from imrgraph.graph.summaries import summaries
from imrgraph.graph.values import quads
from imrgraph.knowledge.knowledge import SUREST_FIRST
from imrgraph.knowledge.phases import phase
from imrgraph.knowledge.terms import IMR, IMRV, RDF, Iri, place
from imrgraph.letters.stated import places
from imrgraph.reasoning.deciding.results import State, Status
from imrgraph.reasoning.deciding.verdicts import Agreement
from imrgraph.reasoning.deciding.weighing import is_applied
from imrgraph.reasoning.rendering import terms, wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.values import Quads, Triple
    from imrgraph.reasoning.deciding.results import Missing
    from imrgraph.reasoning.deciding.verdicts import VerdictResult
    from imrgraph.reasoning.explaining.explanation import (
        ExplainedCondition,
        Explanation,
        Explanations,
    )

__all__ = ["conclude", "conclusions_of", "derived_graph"]

#: What is said of a place once: where the letter states something there, with what it states.
_OF_PLACES: Final = frozenset({IMR["quote"], IMR["page"]})


def derived_graph(letter: str) -> str:
    """Return the IRI of the graph that holds what was concluded from a letter.

    >>> derived_graph("https://w3id.org/imrgraph/determination/CM99-0000001")
    'https://w3id.org/imrgraph/determination/CM99-0000001/derived'
    """
    return f"{letter}/derived"


def conclude(explanations: Explanations, *, proofs: bool = False) -> Quads:
    """Return what was concluded from a letter.

    Args:
        explanations: of the letter.
        proofs: whether the steps of every proof are among it, and the versions of the rules.

    Returns:
        Quads of one graph: by which text, basis and ontology it was concluded; the day taken for
        the request and the phase on it; for each item its verdicts, the results of the conditions,
        what the audit notes, and the verdict by which it is explained.
    """
    graph = derived_graph(explanations.letter.name())
    return quads(conclusions_of(explanations, proofs=proofs), graph)


def conclusions_of(explanations: Explanations, *, proofs: bool = False) -> tuple[Triple, ...]:
    """Return the same as triples of plain values, of which a text is made faster than of quads."""
    root = explanations.letter.name()
    graph = Iri(derived_graph(root))
    stated = {place(root, at.start, at.end) for at in places(explanations.letter)}
    triples = (
        *_explanation(explanations, graph),
        *_dated(explanations, Iri(root)),
        *(triple for item in explanations.items for triple in _item(item, root)),
        *summaries(explanations),
        *(_proofs(explanations, graph, root) if proofs else ()),
    )
    return tuple(
        triple
        for triple in dict.fromkeys(triples)
        if not (triple[1] in _OF_PLACES and triple[0] in stated)
    )


def _explanation(explanations: Explanations, node: Iri) -> Iterator[Triple]:
    """Say what was explained, and by what."""
    yield node, RDF["type"], IMR["Explanation"]
    yield node, IMR["sha256"], explanations.letter.document.sha256
    yield node, IMR["ontologyVersion"], explanations.knowledge.version
    extent = explanations.knowledge.extent
    yield node, IMR["includesUnverified"], explanations.knowledge.includes_unverified
    if extent.least in SUREST_FIRST[:2]:
        yield node, IMR["leastStatus"], Iri(IMRV[extent.least])
    if extent.beyond:
        yield node, IMR["beyondMtus"], True
    yield node, IMR["basisAsked"], explanations.basis


def _proofs(explanations: Explanations, node: Iri, root: str) -> Iterator[Triple]:
    """Say of what items the proofs are, by which versions they were made, and their steps."""
    for item in explanations.items:
        yield node, IMR["explains"], Iri(item.item)
        for number, verdict in enumerate(item.verdicts, 1):
            proof = Iri(f"{item.item}/proof/{number}")
            yield _verdict_node(item, number), IMR["hasPremise"], proof
            yield from steps(item.proof_of(verdict), proof, root, item.knowledge)
    yield from versions_used(explanations, node)


def _dated(explanations: Explanations, letter: Iri) -> Iterator[Triple]:
    asked, injury = explanations.items[0].case.requested, explanations.letter.injury
    if asked is None:
        return
    for name, day in asked.days.items():
        yield letter, IMR[name], day
    if injury is None:
        return
    days = {max(injury.value, day) for day in (asked.day, asked.earliest)}
    found = {phase(injury.value, day, explanations.knowledge) for day in days}
    if len(found) == 1 and (only := found.pop()):
        yield letter, IMR["inPhase"], Iri(only)


def _verdict_node(item: Explanation, number: int) -> Iri:
    return Iri(f"{item.item}/verdict/{number}")


def _item(item: Explanation, root: str) -> Iterator[Triple]:
    yield Iri(item.item), IMR["toldBy"], _verdict_node(item, 1)
    for number, verdict in enumerate(item.verdicts, 1):
        yield from _verdict(verdict, item, _verdict_node(item, number))
    yield from _applied(item)
    for number, (condition, bases) in enumerate(_each_once(item), 1):
        node = Iri(f"{item.item}/condition/{number}")
        yield from _condition(condition, bases, item, node, root)
    yield from observations(item, root)


def _verdict(verdict: VerdictResult, item: Explanation, node: Iri) -> Iterator[Triple]:
    yield node, RDF["type"], IMR["VerdictResult"]
    yield node, IMR["ofItem"], Iri(item.item)
    yield node, IMR["onBasis"], IMRV[verdict.basis]
    yield node, IMR["inReading"], IMRV[verdict.reading]
    yield node, IMR["verdict"], IMRV[verdict.verdict]
    yield node, IMR["agreement"], str(verdict.agreement(item.recorded_outcome))
    if verdict.agreement(item.recorded_outcome) is Agreement.DISAGREE:
        yield node, IMR["certain"], item.is_certain(verdict)
    if verdict.certify is not None:
        yield node, IMR["certify"], verdict.certify
    for missing in verdict.missing:
        yield node, IMR["missing"], Iri(missing.gap)


def _applied(item: Explanation) -> Iterator[Triple]:
    """Say what the reviewer applies as guideline, which neither letter nor base holds."""
    weighed = (each for found in item.weighed.values() for each in found)
    for each in filter(is_applied, weighed):
        yield Iri(each.recommendation), RDF["type"], IMR["AppliedGuideline"]


def _each_once(item: Explanation) -> Iterator[tuple[ExplainedCondition, list[str]]]:
    """Yield the results of recommendations that speak, those alike on either basis once.

    Where the record and the reviewer come out alike, the places are those of the reviewer's basis.
    """
    found: dict[tuple[object, ...], tuple[ExplainedCondition, list[str]]] = {}
    for each in item.conditions:
        weighed, result = each.weighed, each.result
        if weighed.state is State.SILENT:
            continue
        is_unknown = result.status is Status.UNKNOWN
        lacks = (result.missing, weighed.state) if is_unknown else None
        came_out = (result.status, result.actual, each.decisive, lacks)
        key = (weighed.recommendation, weighed.reading, result.condition, *came_out)
        found.setdefault(key, (each, []))[1].append(weighed.basis)
    yield from found.values()


def _condition(
    condition: ExplainedCondition,
    bases: list[str],
    item: Explanation,
    node: Iri,
    root: str,
) -> Iterator[Triple]:
    result, weighed, knowledge = condition.result, condition.weighed, item.knowledge
    yield node, IMR["ofItem"], Iri(item.item)
    yield node, IMR["ofCondition"], Iri(result.condition)
    yield node, IMR["considers"], Iri(weighed.recommendation)
    yield node, IMR["criterion"], IMRV[result.criterion]
    for basis in bases:
        yield node, IMR["onBasis"], IMRV[basis]
    yield node, IMR["inReading"], IMRV[weighed.reading]
    yield node, IMR["status"], IMRV[result.status]
    if condition.decisive:
        yield node, IMR["decisive"], condition.decisive
        yield node, IMR["conclusion"], wording.sentence(result, knowledge)
    for name, told in (
        ("actual", terms.actual(result.actual, result.criterion, knowledge)),
        ("required", terms.required(result.required, result.criterion, knowledge)),
    ):
        if told:
            yield node, IMR[name], told
    if result.missing and result.status is Status.UNKNOWN:
        yield from _missing(result.missing, condition, bases, item, node)
    for evidence in condition.evidence:
        yield node, IMR["statedAt"], Iri(place(root, evidence.start, evidence.end))


def _missing(
    missing: Missing,
    condition: ExplainedCondition,
    bases: list[str],
    item: Explanation,
    node: Iri,
) -> Iterator[Triple]:
    """Say what leaves a condition unknown, and which verdicts that leaves open."""
    yield node, IMR["missing"], Iri(missing.gap)
    if missing.of:
        yield node, IMR["missingOf"], Iri(missing.of)
    weighed = condition.weighed
    for number, verdict in enumerate(item.verdicts, 1):
        is_its = verdict.basis in bases and verdict.reading is weighed.reading
        if is_its and weighed.state is State.OPEN and missing in verdict.missing:
            yield node, IMR["leavesOpen"], _verdict_node(item, number)
