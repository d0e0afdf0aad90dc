"""Guidelines: what is recommended, in which edition, in force when, and how sure that is.

In:   the quads of the knowledge.
Out:  `Edition`, `Recommendation` and `Treatment`, as plain values.
From: ontology/guidelines/, each with its source; an edition is in force from its first day up to,
      and without, the day of the amendment that ends it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, IMRV, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "Condition",
    "Edition",
    "Recommendation",
    "Treatment",
    "editions_in_force",
    "recommendations",
    "treatment",
]

#: What is said of a condition that is no parameter of it.
_NO_PARAMETER = frozenset({"criterion", "whenAbsent"})


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of a guideline, and when it was in force; None where that is open."""

    iri: str
    name: str
    begins: date | None
    ends: date | None
    #: "verified", "secondary" or "unverified".
    status: str

    def in_force(self, day: date) -> bool:
        """Say whether a request of `day` falls under this edition."""
        return self.begins is not None and self.begins <= day and (not self.ends or day < self.ends)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a recommendation asks for: a criterion, and its parameters by name."""

    criterion: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation, with its place and how sure it is."""

    iri: str
    name: str
    supports: bool
    treatment: str
    #: Outside of these it says nothing.
    scope: tuple[Condition, ...]
    conditions: tuple[Condition, ...]
    edition: Edition
    locator: str
    status: str


@dataclass(frozen=True, slots=True)
class Treatment:
    """A concept of the treatments: its name, its modality if it has one, what is broader."""

    iri: str
    name: str
    modality: str | None
    broader: tuple[str, ...]


def treatment(name: str) -> Treatment:
    """Return the treatment that `name` means: a label of it, its code, or its IRI.

    Raises:
        KeyError: no label says so.

    >>> treatment("massage").modality, treatment("deep tissue massage").broader
    ('passive', ('massage therapy',))
    """
    knowledge = load()
    labels = knowledge.lexicon("treatments").find(name)
    iri = name if "://" in name else f"{IMRV.base}{name}"
    if labels and labels[0].end - labels[0].start == len(name):
        iri = labels[0].concept
    elif not (knowledge.notation(iri) or knowledge.broader(iri)):
        raise KeyError(name)
    modality = knowledge.modality(iri)
    return Treatment(
        iri=iri,
        name=knowledge.label(iri),
        modality=knowledge.label(modality) if modality else None,
        broader=tuple(map(knowledge.label, knowledge.broader(iri))),
    )


def editions_in_force(day: date) -> tuple[Edition, ...]:
    """Return the editions that govern a request of `day`, in order of name.

    >>> [edition.name for edition in editions_in_force(date(2010, 1, 1))][:2]
    ['8 CCR § 9792.20, as of 2009', 'Acupuncture Medical Treatment Guidelines, 2007']
    """
    facts = _facts()
    editions = map(_edition, facts.of_kind("GuidelineEdition"))
    return tuple(sorted((e for e in editions if e.in_force(day)), key=lambda e: e.name))


def recommendations(
    name: str, region: str | None = None, date: date | None = None
) -> tuple[Recommendation, ...]:
    """Return what is encoded for a treatment or for what is broader.

    Args:
        name: the treatment, as `treatment` takes it.
        region: the code of a body region ("neck"); only what holds for it, if it is given.
        date: the day of the request; only editions in force on it, if it is given.

    Returns:
        The recommendations in order of their IRI; those that are unverified among them.

    >>> from datetime import date
    >>> [found] = recommendations("massage", date=date(2015, 6, 10))
    >>> found.locator, found.status, found.conditions[0].parameters
    ('p. 60', 'secondary', {'maximumVisits': '6'})
    """
    asked = treatment(name).iri
    knowledge, facts = load(), _facts()
    kin = {asked, *knowledge.broader(asked)}
    place = IMRV(region).value if region else None
    regions = {place, *knowledge.broader(place)} if place else set()
    found = []
    for kind in ("SupportingRecommendation", "OpposingRecommendation"):
        for iri in facts.of_kind(kind):
            about = set(facts.all(iri, "aboutRegion"))
            recommendation = _recommendation(iri, supports=kind.startswith("S"))
            if (
                facts.one(iri, "aboutTreatment") in kin
                and (not place or not about or about & regions)
                and (date is None or recommendation.edition.in_force(date))
            ):
                found.append(recommendation)
    return tuple(sorted(found, key=lambda each: each.iri))


class _Facts:
    """The quads of the knowledge, by subject and property of imr:."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._names: dict[str, list[str]] = defaultdict(list)
        for quad in load().quads:
            if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
                key = (quad.subject.value, quad.predicate.value)
                self._values[key].append(quad.object.value)
                self._names[quad.subject.value].append(quad.predicate.value)

    def all(self, iri: str, name: str) -> tuple[str, ...]:
        return tuple(self._values.get((iri, IMR(name).value), ()))

    def one(self, iri: str, name: str) -> str:
        return self.all(iri, name)[0]

    def of_kind(self, name: str) -> Iterator[str]:
        kind, wanted = RDF("type").value, IMR(name).value
        return (iri for (iri, p), values in self._values.items() if p == kind and wanted in values)

    def parameters(self, condition: str) -> dict[str, str]:
        """Return what is said of a condition in imr:, by local name, IRIs shortened."""
        names = (name.removeprefix(IMR.base) for name in self._names[condition])
        own = (n for n in names if "/" not in n and n not in _NO_PARAMETER)
        return {name: _local(self.one(condition, name)) for name in own}


@cache
def _facts() -> _Facts:
    return _Facts()


def _edition(iri: str) -> Edition:
    facts = _facts()
    days = [
        date.fromisoformat(facts.one(amendment, "effective")) if amendment else None
        for amendment in (next(iter(facts.all(iri, end)), None) for end in ("begins", "ends"))
    ]
    return Edition(iri, load().label(iri), days[0], days[1], _local(facts.one(iri, "sourceStatus")))


def _recommendation(iri: str, *, supports: bool) -> Recommendation:
    facts = _facts()
    provision = facts.one(iri, "statedIn")
    return Recommendation(
        iri=iri,
        name=load().label(iri),
        supports=supports,
        treatment=_local(facts.one(iri, "aboutTreatment")),
        scope=tuple(map(_condition, facts.all(iri, "hasScope"))),
        conditions=tuple(map(_condition, facts.all(iri, "hasCondition"))),
        edition=_edition(facts.one(provision, "partOf")),
        locator=facts.one(provision, "locator"),
        status=_local(facts.one(iri, "sourceStatus")),
    )


def _condition(iri: str) -> Condition:
    facts = _facts()
    return Condition(_local(facts.one(iri, "criterion")), facts.parameters(iri))


def _local(value: str) -> str:
    return value.rpartition("/")[2] if "://" in value else value
