"""The audit: the letter beside what was derived from it.

In:   the decisions on an item, the record of the letter, the knowledge.
Out:  grounds stated and derived, favourable facts never addressed, the two readings.
From: Cal. Lab. Code § 4610.6(h)(5), on plainly erroneous findings of fact: this names where to
      look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imrgraph.reasoning.weighing import Status, local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.store import Value
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.record import Evidence, Record
    from imrgraph.reasoning.verdicts import Decision

__all__ = [
    "Ground",
    "Parting",
    "Unaddressed",
    "grounds",
    "partings",
    "unaddressed",
]


@dataclass(frozen=True, slots=True)
class Ground:
    """A criterion on which the item was decided, by the reviewer, by derivation, or by both."""

    criterion: str
    met: bool
    stated: bool
    derived: bool
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Unaddressed:
    """A favourable fact on record that the rationale never mentions."""

    fact: str
    criterion: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Parting:
    """A condition at which the guideline as stated and the guideline as encoded part."""

    criterion: str
    stated: Value | None
    encoded: Value | None
    #: The reviewer's words.
    evidence: Evidence | None


def grounds(item: str, decision: Decision, record: Record) -> tuple[Ground, ...]:
    """Compare the grounds that the reviewer states with the decisive conditions."""
    stated: dict[tuple[str, bool], list[Evidence]] = {}
    for node in map(str, record.values(item, "hasGround")):
        key = (local(str(record.value(node, "criterion"))), bool(record.value(node, "met")))
        if place := record.place(node):
            stated.setdefault(key, []).append(place)
    derived = dict.fromkeys((r.criterion, r.status is Status.MET) for _, r in decision.decisive)
    return tuple(
        Ground(key[0], key[1], key in stated, key in derived, tuple(stated.get(key, ())))
        for key in dict.fromkeys([*stated, *derived])
    )


def unaddressed(
    item: str, decision: Decision, record: Record, knowledge: Knowledge
) -> tuple[Unaddressed, ...]:
    """Find what the record holds in favour of the request and the rationale never names.

    A favourable fact is a treatment on which a met condition rests; it is addressed where the
    rationale names it, something narrower or something broader.
    """
    rationale = str(record.value(item, "rationaleText") or "")
    named = {match.concept for match in knowledge.lexicon("treatments").find(rationale)}
    family = named | {broader for concept in named for broader in knowledge.broader(concept)}
    found = {}
    for criterion, subject, property_, value in _favourable(decision):
        kin = {value, *knowledge.broader(value)} & named or value in family
        evidence = record.evidence(subject, property_, value)
        if evidence and not kin:
            text = f"{knowledge.label(property_)}: {knowledge.label(value)}"
            found[property_, value] = Unaddressed(text, criterion, evidence)
    return tuple(found.values())


def _favourable(decision: Decision) -> Iterator[tuple[str, str, str, str]]:
    for weighed in decision.weighed:
        for result in weighed.results:
            for premise in result.premises:
                if result.status is Status.MET and len(premise) == len(("s", "p", "o")):
                    yield result.criterion, premise[0], premise[1], premise[2]


def partings(
    stated: Decision | None, encoded: Decision | None, record: Record
) -> tuple[Parting, ...]:
    """Find the conditions at which the two readings of the guideline part.

    Only conditions on which the stated decision turns are compared: what the reviewer's words
    demand, against what the encoded guideline demands of the same criterion, if anything. A finding
    that is only applied states no demand.
    """
    if not (stated and encoded and encoded.weighed) or stated.verdict is encoded.verdict:
        return ()
    demanded = {
        result.criterion: result.required for each in encoded.weighed for result in each.results
    }
    return tuple(
        Parting(
            result.criterion,
            result.required,
            demanded.get(result.criterion),
            record.place(result.condition),
        )
        for _, result in stated.decisive
        if result.required is not None and demanded.get(result.criterion) != result.required
    )
