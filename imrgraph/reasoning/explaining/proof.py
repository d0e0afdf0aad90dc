"""Proofs: a verdict as a tree of steps that ends in the letter's words and a guideline place.

In:   a verdict, the case that it was reached in, the letter, the knowledge.
Out:  a `Derivation` with its premises, every recommendation considered among them; no sentence.
From: DESIGN's premises: findings, comparisons, vocabulary steps, definitions, absences and
      assumptions; the rules are the individuals of ontology/vocab/rules.ttl.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from imrgraph.choices import Choice
from imrgraph.knowledge.guidelines import BESIDE
from imrgraph.knowledge.phases import PhaseDefinition
from imrgraph.knowledge.steps import standards, step_of
from imrgraph.knowledge.terms import IMR, IMRV, SKOS, local
from imrgraph.letters.letter import CALIFORNIA
from imrgraph.reasoning.deciding.case import CaseFact, CaseFinding, CaseGround, RequestDay
from imrgraph.reasoning.deciding.results import Assumed, ModalityOf, Status
from imrgraph.reasoning.deciding.searching import unread
from imrgraph.reasoning.deciding.verdicts import speaks
from imrgraph.reasoning.places import Source
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Letter
    from imrgraph.reasoning.deciding.case import Basis, Case
    from imrgraph.reasoning.deciding.results import (
        ConditionResult,
        Missing,
        WeighedRecommendation,
    )
    from imrgraph.reasoning.deciding.verdicts import Verdict, VerdictResult
    from imrgraph.reasoning.places import Evidence

__all__ = [
    "Absence",
    "Arithmetic",
    "Dependence",
    "Derivation",
    "Entailed",
    "InForce",
    "Kind",
    "Prover",
    "Searched",
    "UnverifiedDay",
    "evidence_of",
]

_NAMESPACES = {"imr": IMR, "imrv": IMRV, "skos": SKOS}
_UNVERIFIED = IMRV("unverified").value
_RECENT = Assumed(IMRV("two-digit-years-are-recent").value)
_IN_FORCE = Assumed(IMRV("edition-taken-in-force").value)
# "11/14/13", "6-10-15"
_TWO_DIGIT_YEAR = re.compile(r"(?<!\d)\d{1,2}[/-]\s?\d{1,2}[/-]\s?\d\d$")


class Kind(Choice):
    """What kind of step a derivation is."""

    #: The item itself, of which the other steps are.
    ITEM = "item"
    OUTCOME = "outcome"
    VERDICT = "verdict"
    RECOMMENDATION = "recommendation"
    CONDITION = "condition"
    COMPARISON = "comparison"
    DERIVATION = "derivation"
    DEFINITION = "definition"
    VOCABULARY = "vocabulary"
    FINDING = "finding"
    ASSUMPTION = "assumption"
    ABSENCE = "absence"


@dataclass(frozen=True, slots=True)
class Entailed:
    """The outcome that a verdict entails, beside the one on record."""

    verdict: Verdict
    recorded: str | None

    __repr__ = short("verdict", "recorded")


@dataclass(frozen=True, slots=True)
class Dependence:
    """That an item goes along with the operation of another item, by its number."""

    number: int
    request: str
    #: Whether the operation is not necessary, so that the item falls with it.
    falls: bool = True

    __repr__ = short("number", "falls")


@dataclass(frozen=True, slots=True)
class InForce:
    """That an edition governs the request, by its IRI."""

    edition: str

    __repr__ = short("edition")


@dataclass(frozen=True, slots=True)
class Searched:
    """The step of the search that speaks, by the law of the day of the request."""

    rank: int
    #: Its IRI; None where the request is not dated, or of another state.
    step: str | None = None
    #: The edition of the Labor Code in force that says which standards hold.
    standards: str | None = None
    #: The editions of higher sources on the complaint of which nothing is encoded.
    unread: tuple[str, ...] = ()

    __repr__ = short("rank")


@dataclass(frozen=True, slots=True)
class Absence:
    """What the letter does not give, and what is made of it."""

    missing: Missing
    #: The code of the absence policy; None where it has no say.
    policy: str | None
    basis: Basis

    __repr__ = short("missing", "policy")


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The comparisons by which a condition comes out."""

    result: ConditionResult

    __repr__ = short("result.comparisons")


@dataclass(frozen=True, slots=True)
class UnverifiedDay:
    """That the day of an amendment is not verified, by its IRI."""

    amendment: str

    __repr__ = short("amendment")


@dataclass(frozen=True, slots=True)
class Derivation:
    """One conclusion, the rule that gives it, and the steps it rests on.

    Attributes:
        kind: what kind of step it is.
        rule: "imrv:rule-applies", "imrv:visit-limit"; of a finding the name of the rule that read
            it.
        of: the value that is concluded: a `VerdictResult`, `ConditionResult`, `CaseFact`, ….
        premises: the steps that it rests on.
        evidence: the words of the letter for it.
        source: the place in a guideline.
        status: what it comes to, where it can come to different things.
        about: the IRI of what it is about: an item, recommendation, condition, definition,
            treatment, edition, or what the letter states.
    """

    kind: Kind
    rule: str
    of: Any
    premises: tuple[Derivation, ...] = ()
    evidence: Evidence | None = None
    source: Source | None = None
    status: str | None = None
    about: str | None = None

    __repr__ = short("kind", "rule", "status", "premises")

    @property
    def rule_iri(self) -> str | None:
        """The IRI of the rule; a rule of reading has none.

        >>> Derivation(Kind.ASSUMPTION, "imrv:onset-is-injury", None).rule_iri
        'https://w3id.org/imrgraph/vocab/onset-is-injury'
        """
        prefix, _, name = self.rule.partition(":")
        return _NAMESPACES[prefix](name).value if prefix in _NAMESPACES else None

    def walk(self) -> Iterator[Derivation]:
        """Yield the step and all below it, premises in their order."""
        yield self
        for premise in self.premises:
            yield from premise.walk()


class Prover:
    """Proves the verdicts on one case."""

    def __init__(self, case: Case, letter: Letter, knowledge: Knowledge) -> None:
        self._case, self._letter, self._knowledge = case, letter, knowledge

    def prove(self, verdict: VerdictResult, recorded: str | None) -> Derivation:
        """Return the proof of `verdict`, with every recommendation considered."""
        item = self._case.item
        step = Derivation(
            Kind.VERDICT,
            f"imrv:rule-{verdict.rule}",
            verdict,
            (
                *self._dependence(verdict),
                *map(self.recommendation, verdict.weighed),
                *self._order(verdict),
            ),
            status=verdict.verdict,
            about=item,
        )
        if verdict.verdict.outcome is None:
            return step
        agreement = verdict.agreement(recorded)
        entailed = Entailed(verdict.verdict, recorded)
        rule = "imrv:rule-outcome"
        return Derivation(Kind.OUTCOME, rule, entailed, (step,), status=agreement, about=item)

    def _dependence(self, verdict: VerdictResult) -> Iterator[Derivation]:
        """Say with which item this one falls."""
        if operation := verdict.falls_with:
            of = next(
                item
                for item in self._letter.items
                if self._letter.name(f"item/{item.number}") == operation
            )
            fact = self._case.one("dependsOn")
            accompanies = Dependence(of.number, of.request.text.value, falls=False)
            findings = tuple(_stated(accompanies, place) for place in (fact.places if fact else ()))
            falls = Dependence(of.number, of.request.text.value)
            rule = "imrv:rule-dependence"
            yield Derivation(Kind.DERIVATION, rule, falls, findings, about=operation)

    def recommendation(self, weighed: WeighedRecommendation) -> Derivation:
        """Return the step that says whether a recommendation applies."""
        return Derivation(
            Kind.RECOMMENDATION,
            "imrv:rule-applies",
            weighed,
            (*map(self.condition, weighed.results), *self._applicable(weighed)),
            evidence=weighed.source.words,
            source=weighed.source,
            status=weighed.state,
            about=weighed.recommendation,
        )

    def condition(self, result: ConditionResult) -> Derivation:
        """Return the step that says whether a condition is met, with what it rests on."""
        rule = f"imrv:{result.criterion}"
        premises = [step for premise in result.premises for step in self._premise(premise)]
        if result.comparisons:
            premises.append(Derivation(Kind.COMPARISON, rule, Arithmetic(result)))
        if result.missing and (result.absence or result.status is Status.UNKNOWN):
            absence = Absence(result.missing, result.absence, self._case.basis)
            premises.append(Derivation(Kind.ABSENCE, "imrv:rule-absence", absence))
        return Derivation(
            Kind.CONDITION,
            rule,
            result,
            tuple(dict.fromkeys(premises)),
            evidence=self.words(result),
            status=result.status,
            about=result.condition,
        )

    def words(self, result: ConditionResult) -> Evidence | None:
        """Return the reviewer's words of a condition; a finding is no word of a guideline."""
        is_found = any(
            isinstance(p, CaseGround) and p.iri == result.condition for p in result.premises
        )
        return None if is_found else self._case.words_of(result.condition)

    def _premise(self, premise: Any) -> Iterator[Derivation]:  # noqa: ANN401 (a `Premise`)
        """Yield the steps for one thing that a condition rests on."""
        match premise:
            case CaseFact():
                yield from _findings(premise)
            case CaseGround():
                yield _stated(premise, premise.place, premise.iri)
            case CaseFinding():
                yield _stated(premise, premise.place, premise.iri)
            case RequestDay():
                yield _requested(premise)
            case PhaseDefinition():
                yield self._definition(premise)
            case ModalityOf():
                about = premise.treatment
                yield Derivation(Kind.VOCABULARY, "skos:broader", premise, about=about)
            case Assumed():
                yield _assumption(premise)

    def _definition(self, definition: PhaseDefinition) -> Derivation:
        know = self._knowledge
        provision = str(know.value(definition.iri, "statedIn"))
        edition = str(know.value(provision, "partOf"))
        source = Source(
            know.label(str(know.value(edition, "editionOf"))),
            know.label(edition),
            str(know.value(provision, "locator")),
            local(str(know.value(definition.iri, "sourceStatus"))),
            place=provision,
            within=edition,
        )
        assumed = tuple(self._unverified_day(definition))
        rule = "imr:PhaseDefinition"
        about = definition.iri
        return Derivation(Kind.DEFINITION, rule, definition, assumed, source=source, about=about)

    def _unverified_day(self, definition: PhaseDefinition) -> Iterator[Derivation]:
        """Yield what is assumed where the day from which a definition holds is not verified."""
        amendment = self._knowledge.value(definition.iri, "begins")
        if amendment and self._knowledge.value(amendment, "sourceStatus") == _UNVERIFIED:
            of = UnverifiedDay(amendment)
            yield Derivation(Kind.ASSUMPTION, "imrv:rule-applicable", of, about=amendment)

    def _applicable(self, weighed: WeighedRecommendation) -> Iterator[Derivation]:
        """Say by which edition the recommendation is in force, or that this is assumed."""
        if weighed.edition:
            requested = self._case.requested
            days = (_requested(requested),) if requested else ()
            of, rule = InForce(weighed.edition), "imrv:rule-applicable"
            yield Derivation(Kind.DERIVATION, rule, of, days, about=weighed.edition)
        else:
            yield _assumption(_IN_FORCE)

    def _order(self, verdict: VerdictResult) -> Iterator[Derivation]:
        """Say which step of the search was consulted."""
        ranks = {each.rank for each in verdict.weighed if each.rank != BESIDE and speaks(each)}
        if ranks:
            of = self._searched(min(ranks))
            yield Derivation(Kind.DERIVATION, "imrv:rule-source-order", of)

    def _searched(self, rank: int) -> Searched:
        requested = self._case.requested
        if requested is None or self._case.jurisdiction != CALIFORNIA:
            return Searched(rank)
        step = step_of(rank, requested.day, self._knowledge)
        above = (e.iri for e in unread(self._case, self._knowledge) if BESIDE < e.rank < rank)
        law = standards(requested.day, self._knowledge)
        return Searched(rank, step.iri if step else None, law, tuple(above))


def evidence_of(result: ConditionResult) -> tuple[Evidence, ...]:
    """Return the words of the letter in which the proof of a condition ends, without proving it."""
    found = {place for premise in result.premises for place in _places(premise)}
    return tuple(sorted(found))


def _places(premise: Any) -> tuple[Evidence, ...]:  # noqa: ANN401 (a `Premise`)
    match premise:
        case CaseFact():
            return premise.places
        case RequestDay():
            return premise.fact.places
        case CaseGround() | CaseFinding():
            return (premise.place,) if premise.place else ()
    return ()


def _findings(fact: CaseFact) -> Iterator[Derivation]:
    """Yield the places that state a fact, each year of two digits with what it assumes."""
    for place in fact.places:
        premises: tuple[Derivation, ...] = ()
        if isinstance(fact.value, date) and _TWO_DIGIT_YEAR.search(place.quote):
            premises = (_assumption(_RECENT),)
        yield _stated(fact, place, premises=premises)


def _stated(
    of: object,
    place: Evidence | None,
    about: str | None = None,
    premises: tuple[Derivation, ...] = (),
) -> Derivation:
    """Return the step that the letter states something."""
    rule = str(place.rule if place else None)
    node = about or (place.node if place else None)
    return Derivation(Kind.FINDING, rule, of, premises, place, about=node)


def _requested(requested: RequestDay) -> Derivation:
    """Return the step that gives the day taken for the request."""
    assumed = [_assumption(Assumed(requested.assumption))] if requested.assumption else []
    premises = (*_findings(requested.fact), *assumed)
    return Derivation(Kind.DERIVATION, "imrv:rule-request-date", requested, premises)


def _assumption(assumed: Assumed) -> Derivation:
    """Return the step that something is assumed."""
    return Derivation(Kind.ASSUMPTION, f"imrv:{local(assumed.iri)}", assumed)
