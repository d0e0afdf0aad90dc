"""Proofs: a decision as a tree of steps that ends in the letter's words and a guideline place.

In:   a decision, the record of the letter, the knowledge.
Out:  a `Step` with its premises, every recommendation considered among them.
From: DESIGN's premises: findings, comparisons, vocabulary steps, definitions, absences and
      assumptions; the rules are the individuals of ontology/vocab/rules.ttl.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from imrgraph.knowledge.guidelines import BESIDE
from imrgraph.knowledge.terms import IMR, IMRV, SKOS
from imrgraph.reasoning.comparing import comparisons
from imrgraph.reasoning.weighing import Status, local
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.store import Value
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.comparing import Comparison
    from imrgraph.reasoning.record import Evidence, Record
    from imrgraph.reasoning.verdicts import Decision
    from imrgraph.reasoning.weighing import Request, Result, Weighed

__all__ = ["Prover", "Source", "Step", "counted_from"]

_NAMESPACES = {"imr": IMR, "imrv": IMRV, "skos": SKOS}
_UNVERIFIED = IMRV("unverified").value
_STARTS = frozenset({IMR("injuryDate").value, IMR("surgeryDate").value})
# "11/14/13", "6-10-15"
_TWO_DIGIT_YEAR = re.compile(r"(?<!\d)\d{1,2}[/-]\s?\d{1,2}[/-]\s?\d\d$")


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a guideline."""

    guideline: str
    edition: str | None
    locator: str | None
    #: "verified", "secondary", "unverified", or "as-stated" where the reviewer is the source.
    status: str
    #: The words of the reviewer, where the reviewer is the source.
    words: Evidence | None = None
    #: The IRI of the provision, or of the reviewer's citation.
    place: str | None = None
    #: The IRI of the edition.
    within: str | None = None

    __repr__ = short("guideline", "edition", "locator", "status")


@dataclass(frozen=True, slots=True)
class Step:
    """One conclusion, the rule that gives it, and the steps it rests on."""

    kind: str
    conclusion: str
    #: "imrv:rule-applies", "imrv:visit-limit"; of a finding the name of the rule that read it.
    rule: str
    premises: tuple[Step, ...] = ()
    evidence: Evidence | None = None
    source: Source | None = None
    status: str | None = None
    #: The IRI of what it is about: an item, recommendation, condition, definition, treatment,
    #: edition, or what the letter states.
    about: str | None = None
    #: What a comparison compares.
    compared: tuple[Comparison, ...] = ()

    __repr__ = short("kind", "conclusion", "rule", "premises")

    @property
    def rule_iri(self) -> str | None:
        """The IRI of the rule; a rule of reading has none.

        >>> Step("assumption", "as usual", "imrv:onset-is-injury").rule_iri
        'https://w3id.org/imrgraph/vocab/onset-is-injury'
        """
        prefix, _, name = self.rule.partition(":")
        return _NAMESPACES[prefix](name).value if prefix in _NAMESPACES else None

    def walk(self) -> Iterator[Step]:
        """Yield the step and all below it, premises in their order."""
        yield self
        for premise in self.premises:
            yield from premise.walk()


class Prover:
    """Writes the proofs of one letter."""

    def __init__(self, record: Record, request: Request | None, knowledge: Knowledge) -> None:
        self._record, self._request, self._knowledge = record, request, knowledge

    def prove(self, item: str, decision: Decision, recorded: str | None) -> Step:
        """Return the proof of `decision` on `item`, with every recommendation considered."""
        name = decision.verdict.replace("-", " ")
        verdict = Step(
            "verdict",
            f"{name}: {'; '.join(decision.missing)}" if decision.missing else name,
            f"imrv:rule-{decision.rule}",
            (
                *self._dependence(item, decision),
                *map(self.recommendation, decision.weighed),
                *self._order(decision),
            ),
            status=decision.verdict,
            about=item,
        )
        if decision.verdict.outcome is None:
            return verdict
        outcome = f"{decision.verdict.outcome}; the letter says {recorded or 'nothing'}"
        agreement = decision.agreement(recorded)
        rule = "imrv:rule-outcome"
        return Step("outcome", outcome, rule, (verdict,), status=agreement, about=item)

    def _dependence(self, item: str, decision: Decision) -> Iterator[Step]:
        """Say with which item this one falls."""
        if operation := decision.falls_with:
            number = self._record.value(operation, "number")
            asked = self._record.value(operation, "requestText")
            text = f"it goes along with item {number}, {asked}, which is not necessary"
            findings = tuple(
                _finding(f"it goes along with item {number}", each)
                for each in self._record.evidence(item, IMR("dependsOn").value)
            )
            rule = "imrv:rule-dependence"
            yield Step("derivation", text, rule, findings, about=str(operation))

    def recommendation(self, weighed: Weighed) -> Step:
        """Return the step that says whether a recommendation applies."""
        side = "supports" if weighed.supports else "opposes"
        about = self._knowledge.label(self.treatment(weighed))
        source = self.source(weighed)
        return Step(
            "recommendation",
            f"{source.guideline} {side} {about}: {weighed.state}",
            "imrv:rule-applies",
            (*map(self.condition, weighed.results), *self._applicable(weighed)),
            evidence=source.words,
            source=source,
            status=weighed.state,
            about=weighed.recommendation,
        )

    def treatment(self, weighed: Weighed) -> str:
        """Return the IRI of the treatment that a recommendation is about."""
        iri = weighed.recommendation
        stated = self._record.value(iri, "aboutTreatment")
        encoded = self._knowledge.value(iri, "aboutTreatment")
        return str(stated or encoded or self._record.value(weighed.item, "requestedTreatment"))

    def condition(self, result: Result) -> Step:
        """Return the step that says whether a condition is met, with what it rests on."""
        rule = f"imrv:{result.criterion}"
        premises = [step for premise in result.premises for step in self._premise(premise)]
        if told := result.comparison:
            premises.append(Step("comparison", told, rule, compared=comparisons(told)))
        if result.absence or (result.missing and result.status is Status.UNKNOWN):
            premises.append(self._absence(result))
        return Step(
            "condition",
            self.sentence(result),
            rule,
            tuple(dict.fromkeys(premises)),
            evidence=None if self._is_found(result) else self._record.place(result.condition),
            status=result.status,
            about=result.condition,
        )

    @staticmethod
    def _is_found(result: Result) -> bool:
        """Whether the condition is a finding, whose words are then no words of a guideline."""
        return (result.condition, IMR("Ground").value) in result.premises

    def _absence(self, result: Result) -> Step:
        """Return the step that says what the letter does not give, and what is made of it."""
        text = f"the letter does not give {result.missing}"
        if result.absence:
            policy = result.absence.replace("-", " ")
            text = f"{text}; this {policy} (searched: header, request, clinical summary)"
        return Step("absence", text, "imrv:rule-absence")

    def sentence(self, result: Result) -> str:
        """Say in words whether a condition is met, by the template of its criterion."""
        when = {Status.MET: "Met", Status.NOT_MET: "NotMet", Status.UNKNOWN: "Unknown"}
        names = [f"sentenceWhen{when[result.status]}"]
        if result.required is None:
            names.insert(0, f"groundWhen{when[result.status]}")
        known = (self._knowledge.value(IMRV(result.criterion).value, name) for name in names)
        template = next(filter(None, known), None)
        sentence = str(template or f"{result.criterion} is {result.status}")
        since = counted_from(result, self._knowledge)
        told = sentence.format(actual=result.actual, required=result.required, since=since)
        criterion = IMRV(result.criterion).value
        words = str(result.required or "")
        named = self._knowledge.value(criterion, "asFound") and words not in told
        wanted = named and words != self._knowledge.label(criterion)
        return f"{told} (wanted: {words})" if wanted else told

    def source(self, weighed: Weighed) -> Source:
        """Return the place of a recommendation: its provision, or the reviewer's citation."""
        iri = weighed.recommendation
        know = self._knowledge
        edition = know.label(weighed.edition) if weighed.edition else None
        provision = know.value(iri, "statedIn")
        if provision:
            work = know.value(str(weighed.edition), "editionOf")
            locator = know.value(str(provision), "locator")
            status = local(str(know.value(iri, "sourceStatus")))
            place = (str(provision), weighed.edition)
            return Source(know.label(str(work)), edition, str(locator), status, None, *place)
        citation = str(self._record.value(iri, "restsOn") or self._cited(weighed.item) or "")
        name = self._record.value(citation, "citedName")
        source = self._record.value(citation, "citedSource")
        named = str(name) if name else local(str(source)).upper() if source else "the guideline"
        locator, words = self._locator(citation), self._record.place(iri)
        cited = (citation or None, weighed.edition)
        return Source(named, edition, locator, "as-stated", words, *cited)

    def _cited(self, item: str) -> str | None:
        """Return the first citation of the reviewer, which what is applied rests on."""
        citations = map(str, self._record.values(item, "hasCitation"))
        theirs = IMRV("reviewer").value
        return next((c for c in citations if self._record.value(c, "citedBy") == theirs), None)

    def _locator(self, citation: str) -> str | None:
        sections = self._record.values(citation, "citedSection")
        pages = [f"p. {page}" for page in self._record.values(citation, "citedPage")]
        return ", ".join([*map(str, sections), *pages]) or None

    def _premise(self, premise: tuple[str, ...]) -> Iterator[Step]:
        """Yield the steps for one thing that a condition rests on."""
        subject, property_, *value = premise
        if property_ == IMR("hasModality").value:
            yield self._vocabulary(subject)
        elif property_ == IMR("definesPhase").value:
            yield self._definition(subject)
        elif property_ == IMR("Assumption").value:
            yield self.assumption(subject)
        elif property_ == IMR("Ground").value:
            yield self._ground(subject)
        elif property_ == IMR("ClinicalFinding").value:
            yield self._clinical(subject)
        elif property_ == IMR("requestDate").value:
            yield from self._requested()
        else:
            yield from self._findings(subject, property_, *value)

    def _findings(self, subject: str, property_: str, value: Value | None = None) -> Iterator[Step]:
        """Yield the places that state a fact, each year of two digits with what it assumes.

        What nobody holds for a fact has none: a count that the reviewer alone gives is no premise.
        """
        found = value or self._record.value(subject, local(property_))
        if found is None:
            return
        text = self._knowledge.label(str(found)) if "://" in str(found) else found
        conclusion = f"{self._knowledge.label(property_)}: {text}"
        for evidence in self._record.evidence(subject, property_, found):
            premises: tuple[Step, ...] = ()
            if isinstance(found, date) and _TWO_DIGIT_YEAR.search(evidence.quote):
                premises = (self.assumption(IMRV("two-digit-years-are-recent").value),)
            yield _finding(conclusion, evidence, premises)

    def _ground(self, ground: str) -> Step:
        criterion = self._knowledge.label(str(self._record.value(ground, "criterion")))
        met = "met" if self._record.value(ground, "met") else "not met"
        rule = str(self._record.value(ground, "byRule"))
        text = f"the reviewer finds: {criterion} {met}"
        return Step("finding", text, rule, (), self._record.place(ground), about=ground)

    def _clinical(self, finding: str) -> Step:
        kind = self._knowledge.label(str(self._record.value(finding, "ofKind")))
        text = f"the summary tells: {'' if self._record.value(finding, 'present') else 'no '}{kind}"
        return Step(
            "finding",
            text,
            str(self._record.value(finding, "byRule")),
            (),
            self._record.place(finding),
            about=finding,
        )

    def _requested(self) -> Iterator[Step]:
        """Yield the step that gives the day taken for the request."""
        if request := self._request:
            findings = self._findings(self._record.iri, request.property, request.day)
            assumed = [self.assumption(request.assumption)] if request.assumption else []
            text = f"date of request: {request.day}"
            yield Step("derivation", text, "imrv:rule-request-date", (*findings, *assumed))

    def _vocabulary(self, treatment: str) -> Step:
        know = self._knowledge
        path = (treatment, *know.broader(treatment))
        names = ", broader ".join(know.label(concept) for concept in path)
        modality = know.modality(treatment)
        said = f"modality {know.label(modality)}" if modality else "no modality"
        return Step("vocabulary", f"{names}: {said}", "skos:broader", about=treatment)

    def _definition(self, definition: str) -> Step:
        know = self._knowledge
        provision = str(know.value(definition, "statedIn"))
        edition = str(know.value(provision, "partOf"))
        source = Source(
            know.label(str(know.value(edition, "editionOf"))),
            know.label(edition),
            str(know.value(provision, "locator")),
            local(str(know.value(definition, "sourceStatus"))),
            place=provision,
            within=edition,
        )
        assumed = tuple(self._unverified_day(definition))
        return Step(
            "definition",
            know.label(definition),
            "imr:PhaseDefinition",
            assumed,
            source=source,
            about=definition,
        )

    def _unverified_day(self, definition: str) -> Iterator[Step]:
        """Yield what is assumed where the day from which a definition holds is not verified."""
        amendment = self._knowledge.value(definition, "begins")
        if amendment and self._knowledge.value(amendment, "sourceStatus") == _UNVERIFIED:
            text = (
                f"in force since the {self._knowledge.label(amendment)}, a day that is unverified"
            )
            yield Step("assumption", text, "imrv:rule-applicable", about=amendment)

    def assumption(self, iri: str) -> Step:
        """Return the step that something is assumed."""
        return Step("assumption", self._knowledge.label(iri), f"imrv:{local(iri)}")

    def _applicable(self, weighed: Weighed) -> Iterator[Step]:
        """Say by which edition the recommendation is in force, or that this is assumed."""
        if weighed.edition:
            text = f"in force: {self._knowledge.label(weighed.edition)}"
            requested = tuple(self._requested())
            rule = "imrv:rule-applicable"
            yield Step("derivation", text, rule, requested, about=weighed.edition)
        else:
            yield self.assumption(IMRV("edition-taken-in-force").value)

    def _order(self, decision: Decision) -> Iterator[Step]:
        """Say which rank of the search sequence was consulted."""
        ranks = {weighed.rank for weighed in decision.weighed if weighed.rank != BESIDE}
        if ranks:
            text = f"rank {min(ranks)} of the search sequence speaks; lower ranks are not reached"
            yield Step("derivation", text, "imrv:rule-source-order")


def _finding(conclusion: str, evidence: Evidence, premises: tuple[Step, ...] = ()) -> Step:
    """Return the step that the letter states something."""
    rule = str(evidence.rule)
    return Step("finding", conclusion, rule, premises, evidence, about=evidence.node)


def counted_from(result: Result, knowledge: Knowledge) -> str:
    """Name the event from which a condition counts the time: the injury, or the surgery."""
    starts = (premise[1] for premise in result.premises if premise[1] in _STARTS)
    return knowledge.label(next(starts, IMR("injuryDate").value)).removeprefix("date of ")
