"""Coverage: of what a guideline speaks, where what it says is not known, or takes no side.

In:   the encoded guidelines.
Out:  `Coverage` of treatments, and the `Topic` of an edition, as plain values.
From: ontology/guidelines/: what of a source is known to exist, so that nobody takes it to be
      silent (8 CCR § 9792.21.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from imrgraph.knowledge.guidelines import edition_of, editions, encoded
from imrgraph.knowledge.terms import DCTERMS, IMR, local
from imrgraph.reprs import short

if TYPE_CHECKING:
    from imrgraph.knowledge.guidelines import Edition
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["UNKNOWN", "Coverage", "Topic", "coverage_of", "every_coverage", "topics"]

#: The direction of what was not seen.
UNKNOWN = "direction-unknown"


@dataclass(frozen=True, slots=True)
class Coverage:
    """That an edition speaks of treatments, without a recommendation that is known."""

    iri: str
    name: str
    treatments: tuple[str, ...]
    regions: tuple[str, ...]
    #: "direction-unknown" or "takes-no-side".
    direction: str
    edition: Edition
    locator: str
    status: str
    source: str
    #: The rows of the table of facts that it encodes.
    identifiers: tuple[str, ...]

    __repr__ = short("name", "direction", "edition")


@dataclass(frozen=True, slots=True)
class Topic:
    """The complaints and treatments that an edition is about, and whether any of it is encoded."""

    edition: Edition
    treatments: tuple[str, ...]
    regions: tuple[str, ...]
    is_encoded: bool

    __repr__ = short("edition", "is_encoded")


@cache
def every_coverage(knowledge: Knowledge) -> tuple[Coverage, ...]:
    """Return what is covered without a recommendation that is known, in order of the IRI."""
    iris = sorted(knowledge.facts.of_kind(IMR("Coverage").value))
    return tuple(_coverage(knowledge, iri) for iri in iris)


def coverage_of(treatment: str, knowledge: Knowledge) -> tuple[Coverage, ...]:
    """Return what covers a treatment, or what is broader, in order of the IRI.

    Args:
        treatment: the IRI of the treatment.
        knowledge: the encoded guidelines.
    """
    kin = {treatment, *knowledge.broader(treatment)}
    return tuple(each for each in every_coverage(knowledge) if kin & {*each.treatments})


@cache
def topics(knowledge: Knowledge) -> tuple[Topic, ...]:
    """Return what the editions are about whose guideline says so, in order of the IRI.

    >>> from imrgraph.knowledge.knowledge import load
    >>> [t.edition.year for t in topics(load()) if t.edition.work.endswith("/shoulder")]
    [2004, 2017, 2023]
    """
    spoken = {each.edition.iri for each in encoded(knowledge)}
    return tuple(
        Topic(each, treatments, regions, each.iri in spoken)
        for each in editions(knowledge)
        for treatments, regions in [_covered(knowledge, each.work)]
        if treatments or regions
    )


def _coverage(knowledge: Knowledge, iri: str) -> Coverage:
    facts = knowledge.facts
    provision = str(facts.one(iri, "statedIn"))
    treatments, regions = _covered(knowledge, iri)
    return Coverage(
        iri=iri,
        name=knowledge.label(iri),
        treatments=treatments,
        regions=regions,
        direction=local(facts.one(iri, "direction") or ""),
        edition=edition_of(provision, knowledge),
        locator=facts.one(provision, "locator") or "",
        status=local(facts.one(iri, "sourceStatus") or ""),
        source="; ".join(facts.values(iri, DCTERMS("source").value)),
        identifiers=facts.values(iri, DCTERMS("identifier").value),
    )


def _covered(knowledge: Knowledge, iri: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    facts = knowledge.facts
    return facts.all(iri, "coversTreatment"), facts.all(iri, "coversRegion")
