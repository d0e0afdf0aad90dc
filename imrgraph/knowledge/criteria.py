"""Criteria: what the vocabulary says of each thing that guidelines demand and reviewers find.

In:   the criteria of ontology/vocab/criteria.ttl.
Out:  `Criterion`, by its code.
From: imr:Criterion; what each means is told by its definition, and by ontology/criteria/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMR, local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["Criterion", "criteria"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion.

    Attributes:
        code: its code, "visit-limit" for one.
        iri: its IRI.
        as_found: whether it takes a reader to judge it, so that what was found decides.
        one_is_enough: whether of findings that tell both ways one for it is enough.
        told_of_treatment: whether only findings on the treatment requested tell of it.
        limits_quantity: whether a smaller request would meet it.
        excuses_limits: whether, where it is met, no limit on the quantity need be.
        is_waivable: whether a reviewer may find that it need not be met, and it is told so.
        said_by: what words of a sentence say that it is not met; None where any may.
        none_said_by: what words say that nothing of its kind is there, and it is told so.
        when_absent: the absence policy by its code, None where silence leaves it unknown.
    """

    code: str
    iri: str
    as_found: bool
    one_is_enough: bool
    told_of_treatment: bool
    limits_quantity: bool
    excuses_limits: bool
    is_waivable: bool
    said_by: re.Pattern[str] | None
    none_said_by: re.Pattern[str] | None
    when_absent: str | None


@cache
def criteria(knowledge: Knowledge) -> Mapping[str, Criterion]:
    """Return every criterion by its code, in the order of the vocabulary.

    >>> from imrgraph.knowledge.knowledge import load
    >>> criteria(load())["visit-limit"].when_absent
    'counts-as-met'
    """
    return {
        local(iri): _criterion(iri, knowledge)
        for iri in knowledge.facts.of_kind(IMR("Criterion").value)
    }


def _criterion(iri: str, knowledge: Knowledge) -> Criterion:
    facts = knowledge.facts
    policy = facts.one(iri, "whenAbsent")
    said_by, none = (facts.one(iri, name) for name in ("groundSaidBy", "noneSaidBy"))
    return Criterion(
        code=local(iri),
        iri=iri,
        as_found=facts.one(iri, "asFound") == "true",
        one_is_enough=facts.one(iri, "oneIsEnough") == "true",
        told_of_treatment=facts.one(iri, "toldOfTheTreatment") == "true",
        limits_quantity=facts.one(iri, "limitsQuantity") == "true",
        excuses_limits=facts.one(iri, "excusesLimits") == "true",
        is_waivable=facts.one(iri, "groundWhenWaived") is not None,
        said_by=re.compile(rf"\b(?:{said_by})\b") if said_by else None,
        none_said_by=re.compile(rf"\b(?:{none})\b") if none else None,
        when_absent=local(policy) if policy else None,
    )
