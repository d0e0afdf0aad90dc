"""Versions: by which content of each rule something was derived.

In:   explanations, and the knowledge by which they were derived.
Out:  a short digest for every rule, criterion, recommendation, definition and assumption used.
From: what the ontology says of it, its conditions and its place among it, as sorted N-Triples; for
      a rule or criterion also the text of the queries that specify it. Labels, definitions and
      sentences are left out: to put something in other words changes nothing that follows.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from imrgraph.knowledge.criteria import criteria
from imrgraph.knowledge.terms import IMR, IMRG, IMRV
from imrgraph.reasoning.explaining.proof import Kind
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.explaining.explanation import Explanations
    from imrgraph.reasoning.explaining.proof import Derivation

__all__ = ["versions"]

#: What belongs to a recommendation or a definition: its conditions, and the place that states it.
_PARTS: Final = frozenset(
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
_GUIDED: Final = frozenset({Kind.RECOMMENDATION, Kind.DEFINITION, Kind.DERIVATION})
_LENGTH: Final = 12
_AS_FOUND: Final = f"{IMRV.base}as-found"
#: Where rules, criteria, recommendations and their like have their IRIs; terms have none there.
_OURS: Final = (IMRV.base, IMRG.base)
# "#+ rule: imrv:rule-applicable", in the header of a query
_RULE: Final = re.compile(r"^#\+ rule: imrv:([\w-]+)$", re.MULTILINE)


def versions(explanations: Explanations) -> dict[str, str]:
    """Return the version of everything by which `explanations` were derived, by IRI.

    The rules of ontology/vocab/rules.ttl are all among it, since every verdict is reached by them.
    The same content gives the same version, in whatever order, layout and words it stands.
    """
    knowledge = explanations.knowledge
    steps = (s for item in explanations.items for proof in item.proofs for s in proof.walk())
    rules = frozenset(knowledge.facts.of_kind(IMR("Rule").value))
    used = rules.union(*map(_used, steps))
    return {iri: _version(knowledge, iri) for iri in sorted(used) if _is_ours(knowledge, iri)}


def _is_ours(knowledge: Knowledge, iri: str) -> bool:
    return iri.startswith(_OURS) and bool(knowledge.facts.said_of(iri))


def _used(step: Derivation) -> Iterator[str]:
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
            said = knowledge.facts.said_of(part)
            waiting.extend(each for name in _PARTS for each in said.get(name.value, ()))
    return parts


@cache
def _said(knowledge: Knowledge) -> Mapping[str, tuple[str, ...]]:
    """Return what is said of each thing, as N-Triples, but for what is said in words for people."""
    said: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for quad in knowledge.quads:
        in_words = isinstance(quad.object, ox.Literal) and quad.object.language
        if isinstance(quad.subject, ox.NamedNode) and not in_words:
            said[quad.subject.value] += (str(quad.triple),)
    return said


def _queries(knowledge: Knowledge, iri: str) -> tuple[str, ...]:
    """Return the text of each query that specifies a rule or a criterion."""
    criterion = criteria(knowledge).get(iri.removeprefix(IMRV.base))
    as_found = criterion is not None and criterion.as_found
    return (*_texts().get(iri, ()), *(_texts().get(_AS_FOUND, ()) if as_found else ()))


@cache
def _texts() -> Mapping[str, tuple[str, ...]]:
    """Return the queries of criteria/, by the criterion and by the rule that they name."""
    texts: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for file in sorted((folder("ontology") / "criteria").glob("*.rq")):
        text = file.read_text(encoding="utf-8")
        texts[f"{IMRV.base}{file.stem}"] += (text,)
        for rule in _RULE.findall(text):
            texts[f"{IMRV.base}{rule}"] += (text,)
    return texts
