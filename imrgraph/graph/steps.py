"""Steps: proofs as quads, a node a step, for whom SPARQL is to walk them.

In:   a proof, and the IRI of its first step.
Out:  each step with its rule, its premises in their order, its words and its place in a guideline.
From: imr:Derivation; a rule is named with the version of its content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.knowledge.knowledge import SUREST_FIRST
from imrgraph.knowledge.terms import IMR, IMRV, RDF, Iri, place
from imrgraph.reasoning.explaining.proof import Arithmetic
from imrgraph.reasoning.explaining.versions import versions
from imrgraph.reasoning.rendering import terms, wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.values import Triple
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.results import Comparison
    from imrgraph.reasoning.explaining.explanation import Explanations
    from imrgraph.reasoning.explaining.proof import Derivation
    from imrgraph.reasoning.places import Evidence, Source

__all__ = ["steps", "versions_used"]

_BASE = IMRV.base.removesuffix("vocab/")
#: How sure it is what a guideline says, where the reviewer is not its source.
_STATUSES = frozenset(SUREST_FIRST)


def steps(proof: Derivation, node: Iri, root: str, knowledge: Knowledge) -> Iterator[Triple]:
    """Yield a proof, its steps named below `node`.

    Args:
        proof: the last conclusion, with all that it rests on.
        node: the IRI of its step.
        root: the IRI of the letter, to which places refer.
        knowledge: for the words of each conclusion.
    """
    yield from _step(proof, node, 1, root, knowledge)


def versions_used(explanations: Explanations, node: Iri) -> Iterator[Triple]:
    """Say by which version of each rule something was concluded."""
    for iri, version in versions(explanations).items():
        used = Iri(f"{node}/version/{_below(iri)}")
        yield node, IMR["usesVersion"], used
        yield used, RDF["type"], IMR["Version"]
        yield used, IMR["versionOf"], Iri(iri)
        yield used, IMR["contentHash"], version


def _below(iri: str) -> str:
    """Return what an IRI is called below those of letters.

    >>> _below("https://w3id.org/imrgraph/vocab/phase")
    'vocab/phase'
    """
    return iri.removeprefix(_BASE).replace("#", "/")


def _step(
    step: Derivation, node: Iri, index: int, root: str, knowledge: Knowledge
) -> Iterator[Triple]:
    yield node, RDF["type"], IMR["Derivation"]
    yield node, IMR["kind"], step.kind.value
    yield node, IMR["conclusion"], wording.conclusion(step, knowledge)
    yield node, IMR["byRule"], step.rule
    yield node, IMR["premiseIndex"], index
    if step.rule_iri:
        yield node, IMR["usesRule"], Iri(step.rule_iri)
    if step.about:
        yield node, IMR["concerns"], Iri(step.about)
    if step.status:
        yield node, IMR["comesTo"], str(step.status)
    if step.evidence:
        yield from _words(step.evidence, node, root)
    if step.source:
        yield from _source(step.source, node)
    if isinstance(step.of, Arithmetic):
        for number, compared in enumerate(step.of.result.comparisons, 1):
            below = Iri(f"{node}/compared/{number}")
            yield node, IMR["compares"], below
            yield from _compared(compared, below)
    for number, premise in enumerate(step.premises, 1):
        child = Iri(f"{node}/{number}")
        yield node, IMR["hasPremise"], child
        yield from _step(premise, child, number, root, knowledge)


def _words(evidence: Evidence, node: Iri, root: str) -> Iterator[Triple]:
    at = Iri(place(root, evidence.start, evidence.end))
    yield node, IMR["statedAt"], at
    yield at, IMR["quote"], evidence.quote
    yield at, IMR["page"], evidence.page
    if evidence.voice:
        yield node, IMR["attributedTo"], IMRV[evidence.voice]


def _source(source: Source, node: Iri) -> Iterator[Triple]:
    """Say the place in a guideline: a provision, or the reviewer's citation of one."""
    cited = filter(None, (source.guideline, source.edition, source.locator))
    yield node, IMR["citedAs"], ", ".join(cited)
    if source.place:
        yield node, IMR["takenFrom"], Iri(source.place)
    if source.within:
        yield node, IMR["inEdition"], Iri(source.within)
    if source.status in _STATUSES:
        yield node, IMR["sourceStatus"], IMRV[source.status]


def _compared(compared: Comparison, node: Iri) -> Iterator[Triple]:
    left, relation, right = terms.compared(compared)
    yield node, RDF["type"], IMR["Comparison"]
    yield node, IMR["left"], left
    yield node, IMR["operator"], relation
    yield node, IMR["right"], right
    yield node, IMR["holds"], compared.holds
