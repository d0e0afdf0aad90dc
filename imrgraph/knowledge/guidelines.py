"""Guidelines: what is recommended, in which edition, in force when, and how sure that is.

In:   the quads of the knowledge.
Out:  `Edition`, `Recommendation` and `Treatment`, as plain values.
From: ontology/guidelines/, each with its source; an edition is in force from its first day up to,
      and without, the day of the amendment that ends it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import DCTERMS, IMR, IMRV, RDF
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = [
    "BESIDE",
    "Condition",
    "Deadline",
    "Edition",
    "Recommendation",
    "Treatment",
    "deadlines",
    "editions_in_force",
    "editions_of",
    "encoded",
    "every_recommendation",
    "recommendations",
    "treatment",
]

#: The rank of a source that is consulted beside whichever one speaks, as the Labor Code is.
BESIDE = 0

#: What is said of a condition that is no parameter of it.
_NO_PARAMETER = frozenset({"criterion", "whenAbsent"})
_POLARITIES = ("SupportingRecommendation", "OpposingRecommendation")


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of a guideline, and when it was in force; None where that is open."""

    iri: str
    name: str
    begins: date | None
    ends: date | None
    #: "verified", "secondary" or "unverified".
    status: str
    #: By which citations name it, where they do.
    year: int | None = None

    __repr__ = short("name", "begins", "ends", "status")

    def in_force(self, day: date) -> bool:
        """Say whether a request of `day` falls under this edition."""
        return self.begins is not None and self.begins <= day and (not self.ends or day < self.ends)


@dataclass(frozen=True, slots=True)
class Deadline:
    """How many days one date may lie after another, both by the IRI of their property."""

    name: str
    runs_from: str
    runs_to: str
    within: int
    source: str

    __repr__ = short("name", "within")


@dataclass(frozen=True, slots=True)
class Condition:
    """What a recommendation asks for: a criterion, and its parameters by name."""

    iri: str
    name: str
    criterion: str
    parameters: Mapping[str, tuple[str, ...]] = field(hash=False)

    __repr__ = short("name", "criterion", "parameters")


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation, with its place and how sure it is."""

    iri: str
    name: str
    supports: bool
    #: "recommended", "option", "with-conditions", "not-recommended" or "statutory-limit".
    strength: str
    treatments: tuple[str, ...]
    regions: tuple[str, ...]
    #: Outside of these it says nothing.
    scope: tuple[Condition, ...]
    conditions: tuple[Condition, ...]
    #: In any of these it says nothing.
    exceptions: tuple[Condition, ...]
    #: The IRIs of recommendations that yield to it.
    overrides: tuple[str, ...]
    #: The IRIs of recommendations that decide all of its cases alike.
    restates: tuple[str, ...]
    edition: Edition
    locator: str
    #: "verified", "secondary" or "unverified".
    status: str
    source: str
    #: The rows of the table of facts that it encodes.
    identifiers: tuple[str, ...]

    __repr__ = short("name", "supports", "locator", "status")


@dataclass(frozen=True, slots=True)
class Treatment:
    """A concept of the treatments: its name, its modality if it has one, what is broader."""

    iri: str
    name: str
    modality: str | None
    broader: tuple[str, ...]

    __repr__ = short("name", "modality")


def treatment(name: str) -> Treatment:
    """Return the treatment that `name` means: a label of it, its code, or its IRI.

    Raises:
        KeyError: no label says so.

    >>> treatment("massage").modality, treatment("deep tissue massage").broader
    ('passive', ('massage therapy', 'passive therapy'))
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
    facts = _facts_of(load())
    editions = (_edition(facts, iri) for iri in facts.of_kind("GuidelineEdition"))
    return tuple(sorted((e for e in editions if e.in_force(day)), key=lambda e: e.name))


def editions_of(work: str, knowledge: Knowledge) -> tuple[Edition, ...]:
    """Return the editions of a guideline, in order of the IRI.

    >>> from imrgraph.knowledge.terms import IMRG
    >>> [edition.year for edition in editions_of(IMRG("chronic-pain").value, load())]
    [2009, 2016, 2017]
    """
    facts = _facts_of(knowledge)
    editions = (e for e in facts.of_kind("GuidelineEdition") if work in facts.all(e, "editionOf"))
    return tuple(_edition(facts, iri) for iri in sorted(editions))


@cache
def deadlines(knowledge: Knowledge) -> tuple[Deadline, ...]:
    """Return how long the steps of a review may take, in order of the IRI.

    >>> [(each.name, each.within) for each in deadlines(load())]
    [('application for review', 30), ('determination', 30)]
    """
    facts = _facts_of(knowledge)
    return tuple(
        Deadline(
            name=knowledge.label(iri),
            runs_from=facts.one(iri, "runsFrom"),
            runs_to=facts.one(iri, "runsTo"),
            within=int(facts.one(iri, "withinDays")),
            source="; ".join(facts.said(iri, DCTERMS("source"))),
        )
        for iri in sorted(facts.of_kind("Deadline"))
    )


def recommendations(
    name: str,
    region: str | None = None,
    date: date | None = None,
    *,
    unverified: bool = False,
) -> tuple[Recommendation, ...]:
    """Return what is encoded for a treatment or for what is broader.

    Args:
        name: the treatment, as `treatment` takes it.
        region: the code of a body region ("neck"); only what holds for it, if it is given.
        date: the day of the request; only editions in force on it, if it is given.
        unverified: also what is recalled, and for which no text was read.

    Returns:
        The recommendations in order of their IRI.

    Raises:
        KeyError: no label says so.

    >>> from datetime import date
    >>> [found] = recommendations("massage", "neck", date(2015, 6, 10))
    >>> found.locator, found.status, found.conditions[0].parameters
    ('p. 60', 'secondary', {'maximumVisits': ('6',)})
    """
    asked = treatment(name).iri
    knowledge = load()
    kin = {asked, *knowledge.broader(asked)}
    place = IMRV(region).value if region else None
    regions = {place, *knowledge.broader(place)} if place else set()
    return tuple(
        each
        for each in every_recommendation(unverified=unverified)
        if kin & set(each.treatments)
        and (not place or not each.regions or regions & set(each.regions))
        and (date is None or each.edition.in_force(date))
    )


@cache
def every_recommendation(*, unverified: bool = False) -> tuple[Recommendation, ...]:
    """Return what is encoded for any treatment, in order of the IRI.

    Args:
        unverified: also what is recalled, and for which no text was read.

    >>> len(every_recommendation()) < len(every_recommendation(unverified=True))
    True
    """
    return encoded(load(unverified=unverified))


def encoded(knowledge: Knowledge) -> tuple[Recommendation, ...]:
    """Return the recommendations of `knowledge`, in order of the IRI."""
    facts = _facts_of(knowledge)
    iris = {iri for kind in _POLARITIES for iri in facts.of_kind(kind)}
    return tuple(_recommendation(facts, iri) for iri in sorted(iris))


class _Facts:
    """The quads of the knowledge, by subject and property of imr:."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._values: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._names: dict[str, list[str]] = defaultdict(list)
        self._kinds: dict[str, list[str]] = defaultdict(list)
        for quad in knowledge.quads:
            if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
                key = (quad.subject.value, quad.predicate.value)
                self._values[key].append(quad.object.value)
                self._names[quad.subject.value].append(quad.predicate.value)
                if quad.predicate == RDF("type"):
                    self._kinds[quad.object.value].append(quad.subject.value)

    def all(self, iri: str, name: str) -> tuple[str, ...]:
        return tuple(self._values.get((iri, IMR(name).value), ()))

    def one(self, iri: str, name: str) -> str:
        return self.all(iri, name)[0]

    def said(self, iri: str, term: ox.NamedNode) -> tuple[str, ...]:
        """Return the values of a property that is borrowed."""
        return tuple(self._values.get((iri, term.value), ()))

    def of_kind(self, name: str) -> tuple[str, ...]:
        return tuple(self._kinds.get(IMR(name).value, ()))

    def parameters(self, condition: str) -> dict[str, tuple[str, ...]]:
        """Return what is said of a condition in imr:, by local name, IRIs shortened."""
        names = (name.removeprefix(IMR.base) for name in dict.fromkeys(self._names[condition]))
        own = (n for n in names if "/" not in n and n not in _NO_PARAMETER)
        return {name: tuple(map(_local, self.all(condition, name))) for name in own}


@cache
def _facts_of(knowledge: Knowledge) -> _Facts:
    return _Facts(knowledge)


def _edition(facts: _Facts, iri: str) -> Edition:
    days = [
        date.fromisoformat(facts.one(amendment, "effective")) if amendment else None
        for amendment in (next(iter(facts.all(iri, end)), None) for end in ("begins", "ends"))
    ]
    status = _local(facts.one(iri, "sourceStatus"))
    year = next(map(int, facts.all(iri, "editionYear")), None)
    return Edition(iri, facts.knowledge.label(iri), days[0], days[1], status, year)


def _recommendation(facts: _Facts, iri: str) -> Recommendation:
    provision = facts.one(iri, "statedIn")
    return Recommendation(
        iri=iri,
        name=facts.knowledge.label(iri),
        supports=iri in facts.of_kind("SupportingRecommendation"),
        strength=_local(facts.one(iri, "strength")).removeprefix("strength-"),
        treatments=facts.all(iri, "aboutTreatment"),
        regions=facts.all(iri, "aboutRegion"),
        scope=_conditions(facts, iri, "hasScope"),
        conditions=_conditions(facts, iri, "hasCondition"),
        exceptions=_conditions(facts, iri, "hasException"),
        overrides=facts.all(iri, "overrides"),
        restates=facts.all(iri, "restates"),
        edition=_edition(facts, facts.one(provision, "partOf")),
        locator=facts.one(provision, "locator"),
        status=_local(facts.one(iri, "sourceStatus")),
        source="; ".join(facts.said(iri, DCTERMS("source"))),
        identifiers=facts.said(iri, DCTERMS("identifier")),
    )


def _conditions(facts: _Facts, iri: str, role: str) -> tuple[Condition, ...]:
    return tuple(
        Condition(
            each,
            facts.knowledge.label(each),
            _local(facts.one(each, "criterion")),
            facts.parameters(each),
        )
        for each in facts.all(iri, role)
    )


def _local(value: str) -> str:
    return value.rpartition("/")[2] if "://" in value else value
