"""The audit: the letter beside what was derived from it.

In:   the decisions on an item, the record of the letter, the knowledge.
Out:  grounds stated and derived, favourable facts never addressed, the two readings.
From: Cal. Lab. Code § 4610.6(h)(5), on plainly erroneous findings of fact: this names where to
      look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMR
from imrgraph.reasoning.weighing import Status, local
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.graph.store import Value
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.record import Evidence, Record
    from imrgraph.reasoning.verdicts import Decision
    from imrgraph.reasoning.weighing import Weighed

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

    __repr__ = short("criterion", "met", "stated", "derived")


@dataclass(frozen=True, slots=True)
class Unaddressed:
    """A favourable fact on record that the rationale never mentions."""

    fact: str
    criterion: str
    evidence: tuple[Evidence, ...]

    __repr__ = short("fact", "criterion")


@dataclass(frozen=True, slots=True)
class Parting:
    """A condition at which the guideline as stated and the guideline as encoded part."""

    criterion: str
    stated: Value | None
    encoded: Value | None
    #: The reviewer's words.
    evidence: Evidence | None

    __repr__ = short("criterion", "stated", "encoded")


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
    item: str, weighed: Iterable[Weighed], record: Record, knowledge: Knowledge
) -> tuple[Unaddressed, ...]:
    """Find what the record holds in favour of the request and the rationale never names.

    A favourable fact is one on which a met condition rests, a treatment, a diagnosis or a clinical
    finding. The rationale names it where it has its words, or names the treatment, something
    narrower or something broader. On a criterion that the reviewer speaks of, the reviewer's own
    finding comes before a clinical one (ontology/conditions/as-found.rq).

    Args:
        item: the IRI of the item.
        weighed: the recommendations for it, weighed on the reviewer's basis.
        record: of its letter.
        knowledge: the names of treatments.
    """
    rationale = str(record.value(item, "rationaleText") or "")
    named = {match.concept for match in knowledge.lexicon("treatments").find(rationale)}
    family = named | {broader for concept in named for broader in knowledge.broader(concept)}
    words = _spaced(rationale)
    found = {}
    for criterion, fact, concepts, evidence in _favourable(weighed, record, knowledge):
        kin = named & {*concepts, *(b for each in concepts for b in knowledge.broader(each))}
        said = any(_spaced(each.quote) in words for each in evidence)
        if evidence and not (kin or said or family & {*concepts}):
            found[fact] = Unaddressed(fact, criterion, evidence)
    return tuple(found.values())


def _favourable(
    weighed: Iterable[Weighed], record: Record, knowledge: Knowledge
) -> Iterator[tuple[str, str, tuple[str, ...], tuple[Evidence, ...]]]:
    """Yield what met conditions rest on: criterion, name, concept if any, places."""
    results = (result for each in weighed for result in each.results)
    for result in results:
        for subject, property_, *values in result.premises if result.status is Status.MET else ():
            if values:
                fact = f"{knowledge.label(property_)}: {knowledge.label(values[0])}"
                places = record.evidence(subject, property_, values[0])
                yield result.criterion, fact, tuple(values), places
            elif property_ == IMR("ClinicalFinding").value:
                kind = knowledge.label(str(record.value(subject, "ofKind")))
                fact = kind if record.value(subject, "present") else f"no {kind}"
                place = record.place(subject)
                yield result.criterion, fact, (), (place,) if place else ()


def _spaced(text: str) -> str:
    return " ".join(text.lower().split())


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
