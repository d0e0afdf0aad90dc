"""Versions: by which text of each rule something was derived.

In:   explanations, and the knowledge by which they were derived.
Out:  a short digest for every rule, criterion, recommendation, definition and assumption used.
From: what the ontology says of it, its conditions and its place among it, as sorted N-Triples; for
      a rule or criterion also the text of the queries that carry it out.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from imrgraph.graph.store import subject_of
from imrgraph.knowledge.terms import IMR, IMRG, IMRV, RDF
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.explanation import Explanations
    from imrgraph.reasoning.proof import Step

__all__ = ["versions"]

#: What belongs to a recommendation or a definition: its conditions, and the place that states it.
_PARTS = frozenset(
    IMR(name)
    for name in (
        "hasCondition",
        "hasScope",
        "hasException",
        "statedIn",
        "partOf",
        "begins",
        "ends",
    )
)
#: The kinds of step that are about something in the guidelines.
_GUIDED = frozenset({"recommendation", "definition", "derivation"})
_LENGTH = 12
_AS_FOUND = f"{IMRV.base}as-found"
#: Where rules, criteria, recommendations and their like have their IRIs; terms have none there.
_OURS = (IMRV.base, IMRG.base)
# "#+ rule: imrv:rule-applicable", in the header of a query
_RULE = re.compile(r"^#\+ rule: imrv:([\w-]+)$", re.MULTILINE)


def versions(explanations: Explanations) -> dict[str, str]:
    """Return the version of everything by which `explanations` were derived, by IRI.

    The rules of ontology/vocab/rules.ttl are all among it, since every verdict is reached by them.
    The same words give the same version, in whatever order and layout they stand.
    """
    knowledge = explanations.knowledge
    steps = (s for item in explanations.items for proof in item.proofs for s in proof.walk())
    used = _rules(knowledge).union(*map(_used, steps))
    known = (iri for iri in sorted(used) if iri.startswith(_OURS) and iri in _said(knowledge))
    return {iri: _version(knowledge, iri) for iri in known}


def _used(step: Step) -> Iterator[str]:
    if step.rule_iri:
        yield step.rule_iri
    if step.about and step.kind in _GUIDED:
        yield step.about


@cache
def _version(knowledge: Knowledge, iri: str) -> str:
    said = _said(knowledge)
    lines = sorted(line for part in _parts(knowledge, iri) for line in said.get(part, ()))
    text = "\n".join([*lines, *_queries(knowledge, iri)])
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def _parts(knowledge: Knowledge, iri: str) -> set[str]:
    """Return `iri` and all that belongs to it."""
    parts, waiting = set[str](), [iri]
    while waiting:
        part = waiting.pop()
        if part not in parts:
            parts.add(part)
            waiting.extend(_belonging(knowledge).get(part, ()))
    return parts


@cache
def _said(knowledge: Knowledge) -> Mapping[str, tuple[str, ...]]:
    """Return what is said of each thing, as N-Triples."""
    said: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for quad in knowledge.quads:
        said[subject_of(quad)] += (str(quad.triple),)
    return said


@cache
def _belonging(knowledge: Knowledge) -> Mapping[str, tuple[str, ...]]:
    belonging: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for quad in knowledge.quads:
        if quad.predicate in _PARTS:
            belonging[subject_of(quad)] += (str(quad.object)[1:-1],)
    return belonging


@cache
def _rules(knowledge: Knowledge) -> frozenset[str]:
    kind, rule = RDF("type"), IMR("Rule")
    return frozenset(
        subject_of(q) for q in knowledge.quads if q.predicate == kind and q.object == rule
    )


def _queries(knowledge: Knowledge, iri: str) -> tuple[str, ...]:
    """Return the text of each query that carries out a rule, or answers a criterion."""
    as_found = knowledge.value(iri, "asFound") == "true"
    return (*_texts().get(iri, ()), *(_texts().get(_AS_FOUND, ()) if as_found else ()))


@cache
def _texts() -> Mapping[str, tuple[str, ...]]:
    """Return the queries: those of conditions/ by the criterion, others by the rule they name."""
    texts: dict[str, tuple[str, ...]] = defaultdict(tuple)
    home = folder("ontology")
    for file in sorted(home.glob("*.rq")):
        text = file.read_text(encoding="utf-8")
        for rule in _RULE.findall(text):
            texts[f"{IMRV.base}{rule}"] += (text,)
    for file in sorted((home / "conditions").glob("*.rq")):
        texts[f"{IMRV.base}{file.stem}"] += (file.read_text(encoding="utf-8"),)
    return texts
