"""Discrepancies: what of a letter does not agree with itself, or with the days of the law.

In:   the record of the letter, the day of the request, the knowledge.
Out:  `Discrepancy`s of one item, each with the words that do not agree.
From: 8 CCR § 9792.25.1 on guidelines at variance; ontology/vocab/deadlines.ttl and the editions of
      ontology/guidelines/, each with its authority.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from imrgraph.knowledge.guidelines import deadlines, editions_of
from imrgraph.knowledge.terms import IMR
from imrgraph.reasoning.weighing import local
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.store import Value
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.record import Evidence, Record

__all__ = ["Discrepancy", "discrepancies"]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that does not agree, and where."""

    #: The notation of a kind of imrv:discrepancy-kinds: "injury-date", "late", "side", …
    kind: str
    what: str
    evidence: tuple[Evidence, ...]

    __repr__ = short("kind", "what")


def discrepancies(
    item: str, record: Record, requested: date | None, knowledge: Knowledge
) -> tuple[Discrepancy, ...]:
    """Find dates of injury that differ, late steps, and citations at variance or out of force.

    Args:
        item: the IRI of the item.
        record: of its letter.
        requested: the day taken for the request, by which editions are in force.
        knowledge: the editions and the deadlines.
    """
    return (
        *_injuries(record),
        *_late(record, knowledge),
        *_variance(item, record, knowledge),
        *_out_of_force(item, record, requested, knowledge),
    )


def _injuries(record: Record) -> Iterator[Discrepancy]:
    dated = (record.iri, IMR("injuryDate").value)
    days = dict.fromkeys(record.stated(*dated))
    if len(days) > 1:
        text = f"dates of injury differ: {', '.join(map(str, days))}"
        yield Discrepancy("injury-date", text, record.evidence(*dated))


def _late(record: Record, knowledge: Knowledge) -> Iterator[Discrepancy]:
    for deadline in deadlines(knowledge):
        ends = [(record.iri, name) for name in (deadline.runs_from, deadline.runs_to)]
        days = [record.value(iri, local(name)) for iri, name in ends]
        first, last = days
        if isinstance(first, date) and isinstance(last, date):
            taken = (last - first).days
            if taken > deadline.within:
                text = (
                    f"{deadline.name}: {taken} days, where {deadline.within} are allowed"
                    f" ({deadline.source})"
                )
                places = [
                    e for end, day in zip(ends, days, strict=True) for e in _at(record, *end, day)
                ]
                yield Discrepancy("late", text, tuple(places))


def _at(record: Record, iri: str, name: str, day: Value | None) -> tuple[Evidence, ...]:
    """Return the first place that states a day."""
    return record.evidence(iri, name, day)[:1]


def _variance(item: str, record: Record, knowledge: Knowledge) -> Iterator[Discrepancy]:
    cited: dict[str, dict[str, Evidence]] = {"claims-administrator": {}, "reviewer": {}}
    for node in map(str, record.values(item, "hasCitation")):
        place = record.place(node)
        if place:
            cited[local(str(record.value(node, "citedBy")))][_work(node, record, knowledge)] = place
    theirs, reviewers = cited["claims-administrator"], cited["reviewer"]
    if theirs and reviewers and not set(theirs) & set(reviewers):
        first, second = ", ".join(theirs), ", ".join(reviewers)
        text = f"the claims administrator relied on {first}, the reviewer on {second}"
        yield Discrepancy("variance", text, (*theirs.values(), *reviewers.values()))


def _work(citation: str, record: Record, knowledge: Knowledge) -> str:
    """Name what a citation cites: the encoded work, else the name printed, else the source."""
    work = record.value(citation, "cites")
    name = (
        record.value(citation, "citedName")
        or local(str(record.value(citation, "citedSource"))).upper()
    )
    return knowledge.label(str(work)) if work else str(name)


def _out_of_force(
    item: str, record: Record, requested: date | None, knowledge: Knowledge
) -> Iterator[Discrepancy]:
    """Yield the citations of editions that did not govern the request, where another one did."""
    for node in map(str, record.values(item, "hasCitation")):
        place, year = record.place(node), record.value(node, "citedEdition")
        editions = editions_of(str(record.value(node, "cites")), knowledge)
        cited = [each for each in editions if str(each.year) == year]
        governing = [each for each in editions if requested and each.in_force(requested)]
        if place and requested and cited and governing and not set(cited) & set(governing):
            by = local(str(record.value(node, "citedBy"))).replace("-", " ")
            text = (
                f"the {by} cites {cited[0].name}; for a request of {requested} it is"
                f" {governing[0].name}"
            )
            yield Discrepancy("out-of-force", text, (place,))
