"""The audit: the letter beside what was derived from it.

In:   the decisions on an item, the record of the letter, the knowledge.
Out:  grounds stated and derived, favourable facts never addressed, discrepancies, the two readings.
From: Cal. Lab. Code § 4610.6(h)(5), on plainly erroneous findings of fact: this names where to
      look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMR
from imrgraph.reasoning.weighing import Status, local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.store import Value
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.record import Evidence, Record
    from imrgraph.reasoning.verdicts import Decision

__all__ = [
    "Discrepancy",
    "Ground",
    "Parting",
    "Unaddressed",
    "discrepancies",
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
class Discrepancy:
    """Two places of the letter that do not agree."""

    what: str
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


def discrepancies(item: str, record: Record, knowledge: Knowledge) -> tuple[Discrepancy, ...]:
    """Find dates of injury that differ, and parties that rely on different guidelines."""
    return (*_injuries(record), *_citations(item, record, knowledge))


def _injuries(record: Record) -> Iterator[Discrepancy]:
    dated = (record.iri, IMR("injuryDate").value)
    days = dict.fromkeys(record.stated(*dated))
    if len(days) > 1:
        text = f"dates of injury differ: {', '.join(map(str, days))}"
        yield Discrepancy(text, record.evidence(*dated))


def _citations(item: str, record: Record, knowledge: Knowledge) -> Iterator[Discrepancy]:
    cited: dict[str, dict[str, Evidence]] = {"claims-administrator": {}, "reviewer": {}}
    for node in map(str, record.values(item, "hasCitation")):
        place = record.place(node)
        if place:
            cited[local(str(record.value(node, "citedBy")))][_work(node, record, knowledge)] = place
    theirs, reviewers = cited["claims-administrator"], cited["reviewer"]
    if theirs and reviewers and not set(theirs) & set(reviewers):
        first, second = ", ".join(theirs), ", ".join(reviewers)
        text = f"the claims administrator relied on {first}, the reviewer on {second}"
        yield Discrepancy(text, (*theirs.values(), *reviewers.values()))


def _work(citation: str, record: Record, knowledge: Knowledge) -> str:
    """Name what a citation cites: the encoded work, else the name printed, else the source."""
    work = record.value(citation, "cites")
    name = (
        record.value(citation, "citedName")
        or local(str(record.value(citation, "citedSource"))).upper()
    )
    return knowledge.label(str(work)) if work else str(name)


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
