"""Guidelines: what is recommended, in which edition, in force when, and how sure that is.

In:   what the knowledge says.
Out:  `Edition`, `Recommendation`, `Condition` and `Treatment`, as plain values.
From: ontology/guidelines/, each with its source; an edition is in force from its first day up to,
      and without, the day of the amendment that ends it. Which day of a case that is, is said by
      the key of the amendment.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import DCTERMS, IMR, IMRV, SKOS, local
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = [
    "BESIDE",
    "BEYOND",
    "Condition",
    "Deadline",
    "Edition",
    "Recommendation",
    "Treatment",
    "deadlines",
    "edition_of",
    "editions",
    "editions_in_force",
    "editions_of",
    "effective",
    "encoded",
    "encoded_for",
    "every_recommendation",
    "keys",
    "recommendations",
    "treatment",
]

#: The rank of a source that is consulted beside whichever one speaks, as the Labor Code is.
BESIDE = 0

#: The rank of what lies beyond MTUS, ACOEM and ODG.
BEYOND: Final = 3
#: What is said of a condition that is no parameter of it.
_NO_PARAMETER = frozenset({"criterion", "whenAbsent"})
_POLARITIES: Final = ("SupportingRecommendation", "OpposingRecommendation")
#: The rank of a work that belongs to no source, as a reviewer's guideline that is not encoded.
_UNRANKED = 1


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of a guideline, and when it was in force; None where that is open."""

    iri: str
    name: str
    begins: date | None
    ends: date | None
    #: One of `SUREST_FIRST`.
    status: str
    #: By which citations name it, where they do.
    year: int | None = None
    #: The IRI of the guideline that it is an edition of, its name and its place in the search
    #: sequence.
    work: str = ""
    guideline: str = ""
    rank: int = _UNRANKED
    #: The properties of a case that give the day by which it begins, and ends, to govern.
    begins_by: str = "requestDate"
    ends_by: str = "requestDate"
    #: The IRI of the state in which it holds; None where it holds everywhere.
    jurisdiction: str | None = None

    __repr__ = short("name", "begins", "ends", "status")

    def holds_in(self, jurisdiction: str) -> bool:
        """Say whether it holds for letters of a state, by its IRI."""
        return self.jurisdiction in (None, jurisdiction)

    def in_force(self, day: date) -> bool:
        """Say whether a request of `day` falls under this edition."""
        return self.begins is not None and self.begins <= day and (not self.ends or day < self.ends)

    def governs(self, days: Mapping[str, date]) -> bool:
        """Say whether a case falls under this edition.

        Args:
            days: the days of the case, by property. One that has no day to begin by does not; one
                that has none to end by is taken not to have ended.
        """
        asked, given = days.get(self.begins_by), days.get(self.ends_by)
        if self.begins is None or asked is None or asked < self.begins:
            return False
        return self.ends is None or given is None or given < self.ends


@dataclass(frozen=True, slots=True)
class Deadline:
    """How many days one date may lie after another, both by the IRI of their property."""

    name: str
    runs_from: str
    runs_to: str
    within: int
    source: str
    #: What it means in law that it was missed.
    effect: str

    __repr__ = short("name", "within")


@dataclass(frozen=True, slots=True)
class Condition:
    """What a recommendation asks for: a criterion, and its parameters by name."""

    iri: str
    name: str
    criterion: str
    #: By property, concepts by their codes.
    parameters: Mapping[str, tuple[str, ...]] = field(hash=False)
    #: The absence policy by its code, where it is not that of the criterion.
    when_absent: str | None = None
    #: Whether `name` is one of its own, that says more than its criterion.
    is_named: bool = False

    def one(self, name: str) -> str | None:
        """Return the value of a parameter, or None."""
        return next(iter(self.parameters.get(name, ())), None)

    def number(self, *names: str) -> int | None:
        """Return the number that the first of some parameters gives, or None."""
        given = (self.one(name) for name in names)
        return next((int(value) for value in given if value is not None), None)

    def concept(self, name: str) -> str | None:
        """Return the IRI of the concept that a parameter names, or None."""
        return next(iter(self.concepts(name)), None)

    def concepts(self, *names: str) -> tuple[str, ...]:
        """Return the IRIs of all concepts that some parameters name."""
        return tuple(IMRV[each] for name in names for each in self.parameters.get(name, ()))

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
    #: The IRI of the place that states it, and how that is found in the edition.
    provision: str
    locator: str
    #: One of `SUREST_FIRST`.
    status: str
    source: str
    #: The rows of the table of facts that it encodes.
    identifiers: tuple[str, ...]
    #: Whether all that is known of it comes from letters with which the explanations are compared.
    rests_on_scored: bool = False

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
    return tuple(sorted((e for e in editions(load()) if e.in_force(day)), key=lambda e: e.name))


@cache
def editions(knowledge: Knowledge) -> tuple[Edition, ...]:
    """Return every edition, in order of the IRI."""
    return tuple(_edition(knowledge, iri) for iri in sorted(_editions(knowledge)))


def edition_of(provision: str, knowledge: Knowledge) -> Edition:
    """Return the edition in which a provision stands, by the IRI of the provision."""
    return _edition(knowledge, str(knowledge.facts.one(provision, "partOf")))


@cache
def editions_of(work: str, knowledge: Knowledge) -> tuple[Edition, ...]:
    """Return the editions of a guideline, in order of the IRI.

    >>> from imrgraph.knowledge.terms import IMRG
    >>> [edition.year for edition in editions_of(IMRG("chronic-pain").value, load())]
    [2009, 2016, 2017]
    """
    every = (edition for edition in _edition_works(knowledge).get(work, ()))
    return tuple(_edition(knowledge, iri) for iri in sorted(every))


@cache
def deadlines(knowledge: Knowledge) -> tuple[Deadline, ...]:
    """Return how long the steps of a review may take that a letter dates, in order of the IRI.

    A deadline of which letters date no beginning or no end is law all the same, and none that a
    letter can prove missed.

    >>> [(each.name, each.within) for each in deadlines(load())]
    [('review from its assignment to the determination', 45)]
    """
    facts = knowledge.facts
    return tuple(
        Deadline(
            name=knowledge.label(iri),
            runs_from=str(facts.one(iri, "runsFrom")),
            runs_to=str(facts.one(iri, "runsTo")),
            within=int(str(facts.one(iri, "withinDays"))),
            source="; ".join(facts.values(iri, DCTERMS("source").value)),
            effect=str(facts.one(iri, "effect")),
        )
        for iri in sorted(facts.of_kind(IMR("Deadline").value))
        if facts.one(iri, "runsFrom") and facts.one(iri, "runsTo")
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
    ('p. 60', 'single-report', {'maximumVisits': ('6',)})
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


@cache
def encoded(knowledge: Knowledge) -> tuple[Recommendation, ...]:
    """Return the recommendations of `knowledge`, in order of the IRI."""
    iris = knowledge.facts.of_kind(*(IMR(kind).value for kind in _POLARITIES))
    return tuple(_recommendation(knowledge, iri) for iri in sorted(iris))


def encoded_for(treatment: str, knowledge: Knowledge) -> tuple[Recommendation, ...]:
    """Return the recommendations for a treatment and for what is broader, in order of the IRI.

    Args:
        treatment: the IRI of the treatment.
        knowledge: the encoded guidelines.
    """
    of = _by_treatment(knowledge)
    found = {e.iri: e for t in (treatment, *knowledge.broader(treatment)) for e in of.get(t, ())}
    return tuple(found[iri] for iri in sorted(found))


@cache
def _by_treatment(knowledge: Knowledge) -> Mapping[str, tuple[Recommendation, ...]]:
    found = defaultdict[str, tuple[Recommendation, ...]](tuple)
    for each in encoded(knowledge):
        for about in each.treatments:
            found[about] += (each,)
    return found


@cache
def _edition_works(knowledge: Knowledge) -> Mapping[str, tuple[str, ...]]:
    """Return the editions of each work."""
    found = defaultdict[str, tuple[str, ...]](tuple)
    for edition in _editions(knowledge):
        for work in knowledge.facts.all(edition, "editionOf"):
            found[work] += (edition,)
    return found


@cache
def keys(knowledge: Knowledge) -> frozenset[str]:
    """Return the properties of a case by whose days it falls under one edition or another.

    >>> "requestDate" in keys(load()), "claimantAge" in keys(load())
    (True, False)
    """
    every = [each.edition for each in encoded(knowledge)]
    return frozenset(name for each in every for name in (each.begins_by, each.ends_by))


def _editions(knowledge: Knowledge) -> tuple[str, ...]:
    return knowledge.facts.of_kind(IMR("GuidelineEdition").value)


@cache
def _edition(knowledge: Knowledge, iri: str) -> Edition:
    facts = knowledge.facts
    begins, ends = (facts.one(iri, end) for end in ("begins", "ends"))
    year, work = facts.one(iri, "editionYear"), facts.one(iri, "editionOf") or ""
    source = facts.one(work, "belongsTo") or ""
    rank = facts.one(source, "rank")
    return Edition(
        iri=iri,
        name=knowledge.label(iri),
        begins=effective(knowledge, begins),
        ends=effective(knowledge, ends),
        status=local(facts.one(iri, "sourceStatus") or ""),
        year=int(year) if year else None,
        work=work,
        guideline=knowledge.label(work),
        rank=int(rank) if rank else _UNRANKED,
        begins_by=_key(knowledge, begins),
        ends_by=_key(knowledge, ends),
        jurisdiction=facts.one(iri, "jurisdiction") or facts.one(source, "jurisdiction"),
    )


def effective(knowledge: Knowledge, amendment: str | None) -> date | None:
    """Return the day from which an amendment is in force, or None where there is none."""
    return date.fromisoformat(str(knowledge.value(amendment, "effective"))) if amendment else None


def _key(knowledge: Knowledge, amendment: str | None) -> str:
    """Return the property of a case by which an amendment reaches it."""
    return local(str(knowledge.value(amendment, "keyedOn"))) if amendment else "requestDate"


def _recommendation(knowledge: Knowledge, iri: str) -> Recommendation:
    facts = knowledge.facts
    provision = str(facts.one(iri, "statedIn"))
    return Recommendation(
        iri=iri,
        name=knowledge.label(iri),
        supports=iri in facts.of_kind(IMR(_POLARITIES[0]).value),
        strength=local(facts.one(iri, "strength") or "").removeprefix("strength-"),
        treatments=facts.all(iri, "aboutTreatment"),
        regions=facts.all(iri, "aboutRegion"),
        scope=_conditions(knowledge, iri, "hasScope"),
        conditions=_conditions(knowledge, iri, "hasCondition"),
        exceptions=_conditions(knowledge, iri, "hasException"),
        overrides=facts.all(iri, "overrides"),
        restates=facts.all(iri, "restates"),
        edition=edition_of(provision, knowledge),
        provision=provision,
        locator=facts.one(provision, "locator") or "",
        status=local(facts.one(iri, "sourceStatus") or ""),
        source="; ".join(facts.values(iri, DCTERMS("source").value)),
        identifiers=facts.values(iri, DCTERMS("identifier").value),
        rests_on_scored=facts.one(iri, "restsOnScoredLetters") == "true",
    )


def _conditions(knowledge: Knowledge, iri: str, role: str) -> tuple[Condition, ...]:
    return tuple(_condition(knowledge, each) for each in knowledge.facts.all(iri, role))


def _condition(knowledge: Knowledge, iri: str) -> Condition:
    facts = knowledge.facts
    policy = facts.one(iri, "whenAbsent")
    names = (n.removeprefix(IMR.base) for n in facts.said_of(iri) if n.startswith(IMR.base))
    return Condition(
        iri=iri,
        name=knowledge.label(iri),
        criterion=local(str(facts.one(iri, "criterion"))),
        parameters={
            n: tuple(map(_code, facts.all(iri, n))) for n in names if n not in _NO_PARAMETER
        },
        when_absent=local(policy) if policy else None,
        is_named=bool(facts.values(iri, SKOS("prefLabel").value)),
    )


def _code(value: str) -> str:
    return local(value) if "://" in value else value
