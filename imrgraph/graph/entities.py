"""Entities: letters, guidelines and treatments as Python has them, to walk from one to the next.

In:   an IRI and a session.
Out:  immutable values, whose attributes are asked for when they are wanted; and the way back.
From: each attribute is a property of ontology/imr.ttl, or one followed against its direction. What
      the graph does not say is None, or an empty tuple.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.arguments import expecting
from imrgraph.errors import LeftOutWarning, QuestionError
from imrgraph.graph.anew import letter_of
from imrgraph.graph.session import (
    Entity,
    Many,
    as_code,
    as_codes,
    as_day,
    as_flag,
    as_number,
    as_one,
    as_several,
    as_text,
    as_texts,
    as_true,
)
from imrgraph.graph.values import iri, local, python
from imrgraph.knowledge import guidelines
from imrgraph.knowledge.codes import Code
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, SKOS
from imrgraph.letters.text.dates import expected_day, given_day
from imrgraph.reasoning.deciding.results import Missing
from imrgraph.reasoning.rendering import wording
from imrgraph.reprs import named
from imrgraph.warned import warn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

__all__ = [
    "Citation",
    "Concept",
    "Condition",
    "ConditionResult",
    "Conditions",
    "Determination",
    "DisputedItem",
    "Edition",
    "Entity",
    "Ground",
    "Guideline",
    "Provision",
    "Quotation",
    "Recommendation",
    "Step",
    "Treatment",
    "Verdict",
]

#: What is said of a condition that is no parameter of it.
_NO_PARAMETERS = frozenset({"type", "prefLabel", "criterion", "whenAbsent", "source", "statedAt"})


class Concept(Entity):
    """A term of a vocabulary: a body region, a diagnosis."""

    #: What is directly broader.
    broader = as_several(lambda: Concept, "broader")

    @property
    def code(self) -> str:
        """The code, such as "lumbar-spine"."""
        return Code(local(self.iri))

    @property
    def told(self) -> str:
        """Its name, and its code."""
        return f"{self.name}, code={self.code!r}"

    @property
    def narrower(self) -> tuple[Concept, ...]:
        """What is directly narrower."""
        return self._found(Concept, f"?found {SKOS('broader')} <{self.iri}>")


class Treatment(Entity):
    """A treatment or a drug."""

    definition = as_text("definition")
    #: Whether it is "active" or "passive", where that is said of it.
    modality = as_code("hasModality")
    #: What is directly broader.
    broader = as_several(lambda: Treatment, "broader")

    @property
    def code(self) -> str:
        """The code, such as "massage-therapy"."""
        return Code(local(self.iri))

    @property
    def told(self) -> str:
        """Its name, and its code."""
        return f"{self.name}, code={self.code!r}"

    @property
    def narrower(self) -> tuple[Treatment, ...]:
        """What is directly narrower."""
        return self._found(Treatment, f"?found {SKOS('broader')} <{self.iri}>")

    @expecting
    def recommendations(self, on: date | str | None = None) -> tuple[Recommendation, ...]:
        """Return what the guidelines recommend for it, or for what is broader.

        Args:
            on: the day of the request, such as "2015-11-12"; only editions in force on it, if it is
                given. If none was, that is warned of.

        Raises:
            QuestionError: `on` is no day.
        """
        day = _as_date(on)
        found = guidelines.recommendations(self.iri, date=day)
        if day and not found and (others := guidelines.recommendations(self.iri)):
            message = f"{day}: none of the {len(others)} recommendations was in force on that day"
            warn(message, LeftOutWarning)
        return self.session.all(Recommendation, (each.iri for each in found))

    @property
    def items(self) -> Many[DisputedItem]:
        """The items that request it, or what is narrower."""
        within = f"?within {SKOS('broader')}* <{self.iri}>"
        pattern = f"{within} . ?found {IMR('requestedTreatment')} ?within"
        return Many(self.session.asked, DisputedItem, pattern)


def _as_date(given: date | str | None) -> date | None:
    if not isinstance(given, str):
        return given
    if (found := given_day(given)) is None:
        message = f"on: expected {expected_day(given)}, found {given!r}"
        raise QuestionError(message)
    return found


class Determination(Entity):
    """A letter."""

    case_number = as_text("caseNumber")
    injury_date = as_day("injuryDate")
    #: The day that is taken for the request.
    request_date = as_day("requestDate")
    #: The day of the denial by utilization review.
    denial_date = as_day("urDenialDate")
    #: The day on which the application for review was received.
    application_date = as_day("applicationReceivedDate")
    decision_date = as_day("decisionDate")
    #: The phase on the day of the request: "acute", "subacute" or "chronic".
    phase = as_code("inPhase")
    #: The age of the worker, in years.
    age = as_number("claimantAge")
    #: The sex of the worker, as the letter says it.
    sex = as_text("claimantSex")
    #: The specialties of the reviewer.
    specialties = as_texts("reviewerSpecialty")
    #: The documents that it lists as reviewed, in its words.
    documents = as_texts("documentReviewed")
    diagnoses = as_several(lambda: Concept, "diagnosis")
    #: The disputed items, in the order of the letter.
    items = as_several(lambda: DisputedItem, "hasItem")
    text = as_text("text")

    @property
    def told(self) -> str:
        """What it is, in a line."""
        many = len(self.items)
        return f"{self.name}: {many} {'item' if many == 1 else 'items'}"


class _InLetter(Entity):
    """Something that a letter states, or that was derived from one."""

    @property
    def determination(self) -> Determination:
        """The letter."""
        return Determination(letter_of(self.iri) or self.iri, self.session)


class Quotation(_InLetter):
    """Characters of a letter."""

    #: What the letter says there.
    text = as_text("quote")
    #: The page on which it begins, from 1.
    page = as_number("page")

    @property
    def span(self) -> tuple[int, int]:
        """The first character, from 0, and the one after the last."""
        start, _, end = self.iri.partition("#char=")[2].partition(",")
        return int(start), int(end)

    @property
    def told(self) -> str:
        """What it is, in a line."""
        return f"“{self.text}”"


class _Stated(_InLetter):
    """Something that rests on words of the letter."""

    #: The words.
    quotations = as_several(lambda: Quotation, "statedAt")

    def _names(self) -> Iterator[str]:
        yield from super()._names()
        yield from filter(None, (each.text for each in self.quotations))


class DisputedItem(_InLetter):
    """A disputed request, and what was decided on it."""

    #: Its number in the letter, from 1.
    number = as_number("number")
    #: The request in the words of the letter.
    request = as_text("requestText")
    #: What was decided: "upheld", "overturned" or "partially-overturned".
    outcome = as_code("outcome")
    treatment = as_one(lambda: Treatment, "requestedTreatment")
    #: The drug that is requested, by its generic name.
    drug = as_text("requestedDrug")
    #: The parts of the body that it is requested for.
    regions = as_several(lambda: Concept, "bodyRegion")
    #: How much is requested, in `unit`.
    quantity = as_number("quantityRequested")
    #: What is counted, such as "visit".
    unit = as_text("quantityUnit")
    rationale = as_text("rationaleText")
    #: What the claims administrator and the reviewer rely on.
    citations = as_several(lambda: Citation, "hasCitation")
    #: The grounds that the rationale gives.
    grounds = as_several(lambda: Ground, "hasGround")
    #: What follows, on the basis and in the reading by which it is told.
    verdict = as_one(lambda: Verdict, "toldBy")

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What follows, on each basis and in each reading."""
        pattern = f"?found {IMR('ofItem')} <{self.iri}> ; {IMR('verdict')} ?verdict"
        return self._found(Verdict, pattern)

    @property
    def conditions(self) -> Conditions:
        """The conditions that were weighed for the verdict by which it is told."""
        return self.verdict.conditions if self.verdict else Conditions()

    @property
    def proof(self) -> Step | None:
        """The proof of the verdict by which it is told, from its conclusion down."""
        return self.verdict.proof if self.verdict else None

    @property
    def told(self) -> str:
        """What it is, in a line."""
        return f"{self.number}, {self.outcome or 'undecided'}: {self.name}"


class Citation(_Stated):
    """What a party relies on."""

    #: Who cites: "claims-administrator" or "reviewer".
    by = as_code("citedBy")
    #: The source, such as "mtus" or "odg".
    source = as_code("citedSource")
    section = as_text("citedSection")
    #: The guideline that is meant, where it is known.
    guideline = as_one(lambda: Guideline, "cites")

    @property
    def item(self) -> DisputedItem | None:
        """The item that it is cited for."""
        pattern = f"?found {IMR('hasCitation')} <{self.iri}>"
        return next(iter(self._found(DisputedItem, pattern)), None)

    @property
    def told(self) -> str:
        """What it is, in a line."""
        return f"by the {(self.by or 'letter').replace('-', ' ')}: {self.name}"


class Ground(_Stated):
    """A ground that the rationale gives: a criterion that the reviewer finds met or not met."""

    #: The criterion, such as "visit-limit".
    criterion = as_code("criterion")
    met = as_flag("met")
    #: Whether it counts as met because the rationale says that it need not be met.
    waived = as_true("waived")

    @property
    def told(self) -> str:
        """What it is, in a line."""
        found = "waived" if self.waived else "met" if self.met else "not met"
        return f"{self.criterion} {found}: “{self.name}”"


class Verdict(_InLetter):
    """What follows for an item, on one basis and in one reading of the guideline."""

    #: "necessary", "not-necessary", "partly-necessary" or "undetermined".
    verdict = as_code("verdict")
    #: What it rests on: "record-basis" or "reviewer-basis".
    basis = as_code("onBasis")
    #: How the guideline is read: "encoded-reading" or "stated-reading".
    reading = as_code("inReading")
    #: How that compares with the decision: "agree", "disagree" or "undetermined".
    agreement = as_text("agreement")
    #: How much of what is asked for can be certified, where it is necessary in part.
    certify = as_number("certify")
    #: The gaps that leave it undetermined, such as "gap-guideline".
    gaps = as_codes("missing")
    item = as_one(lambda: DisputedItem, "ofItem")

    @property
    def missing(self) -> tuple[str, ...]:
        """What would have to be known, in words, where it is undetermined."""
        unknown = (each for result in self.left_open_by for each in result.missing)
        return tuple(dict.fromkeys(unknown)) or tuple(_missing(self))

    @property
    def left_open_by(self) -> Conditions:
        """The conditions that leave it undetermined."""
        pattern = f"?found {IMR('leavesOpen')} <{self.iri}>"
        return Conditions(self._found(ConditionResult, pattern))

    @property
    def conditions(self) -> Conditions:
        """What the conditions come to of each recommendation that speaks of the case."""
        said = self.session.said(self.iri)
        kinds = ("ofItem", "onBasis", "inReading")
        given = " ; ".join(f"{IMR(kind)} {said[kind][0]}" for kind in kinds)
        pattern = f"?found {given} ; {IMR('criterion')} ?criterion"
        return Conditions(self._found(ConditionResult, pattern))

    @property
    def proof(self) -> Step | None:
        """The proof, from its conclusion down, derived anew from the text of the letter."""
        self.session.prove(self.determination.iri)
        root = self.iri.replace("/verdict/", "/proof/")
        return Step(root, self.session) if self.session.said(root) else None

    @property
    def told(self) -> str:
        """What it is, in a line."""
        return f"{self.verdict}, {self.agreement}; {self.basis}, {self.reading}"


class ConditionResult(_Stated):
    """What a condition of a recommendation comes to for an item."""

    #: The criterion, such as "phase".
    criterion = as_code("criterion")
    #: "met", "not-met", "unknown" or "not-applicable".
    status = as_code("status")
    #: What the letter gives.
    actual = as_text("actual")
    #: What the guideline wants.
    required = as_text("required")
    #: Whether the verdict turns on it.
    decisive = as_true("decisive")
    #: On which bases it comes to that: "record-basis", "reviewer-basis", or both.
    bases = as_codes("onBasis")
    #: How the guideline is read.
    reading = as_code("inReading")
    item = as_one(lambda: DisputedItem, "ofItem")
    condition = as_one(lambda: Condition, "ofCondition")
    #: The recommendation whose condition it is.
    recommendation = as_one(lambda: Recommendation, "considers")

    @property
    def missing(self) -> tuple[str, ...]:
        """What would have to be known, in words, where it is unknown."""
        return tuple(_missing(self))

    @property
    def because(self) -> Step | None:
        """The step of the proof that concludes it, from where quotations and places are reached."""
        verdicts = self.item.verdicts if self.item else ()
        its = (v for v in verdicts if v.basis in self.bases and v.reading == self.reading)
        weighed = (step for v in its if v.proof for step in v.proof if self._is(step, "considers"))
        steps = (step for each in weighed for step in each.premises)
        return next((step for step in steps if self._is(step, "ofCondition")), None)

    def _is(self, step: Step, kind: str) -> bool:
        """Return whether a step concerns what a property says of the result."""
        about = self.session.said(step.iri).get("concerns")
        return about == self.session.said(self.iri)[kind]

    @property
    def told(self) -> str:
        """What it is, in a line."""
        called = next((f": {name}" for name in self._names()), "")
        return f"{self.criterion} {self.status}{called}"


class Conditions(tuple[ConditionResult, ...]):
    """What conditions come to."""

    __slots__ = ()

    def __repr__(self) -> str:
        told = ", ".join(f"{each.criterion} {each.status}" for each in self)
        return named(self, told or "none")

    @property
    def met(self) -> Conditions:
        """Those that are met."""
        return self._of("met")

    @property
    def not_met(self) -> Conditions:
        """Those that are not met."""
        return self._of("not-met")

    @property
    def unknown(self) -> Conditions:
        """Those of which it is not known."""
        return self._of("unknown")

    @property
    def decisive(self) -> Conditions:
        """Those that the verdict turns on."""
        return Conditions(each for each in self if each.decisive)

    def _of(self, status: str) -> Conditions:
        return Conditions(each for each in self if each.status == status)


class Step(_Stated):
    """A step of a proof: a conclusion, and what it rests on."""

    #: What it is: "condition", "finding", "definition", "assumption" and others.
    kind = as_text("kind")
    #: What it comes to, such as "not-met", where it comes to something.
    comes_to = as_text("comesTo")
    #: By which rule it is concluded.
    rule = as_text("byRule")
    #: The place in a guideline, where the step is read there.
    place = as_text("citedAs")
    #: What it rests on.
    premises = as_several(lambda: Step, "hasPremise")

    @property
    def quote(self) -> str | None:
        """What the letter says, where the step is read in it."""
        return next((each.text for each in self.quotations), None)

    def __iter__(self) -> Iterator[Step]:
        """Yield the step and every step below it, each before what it rests on."""
        yield self
        for premise in self.premises:
            yield from premise

    def __str__(self) -> str:
        quote = f" “{' '.join(self.quote.split())}”" if self.quote else ""
        place = f" [{self.place}]" if self.place else ""
        below = (f"\n  {line}" for each in self.premises for line in str(each).splitlines())
        return f"{self.name}{quote}{place}{''.join(below)}"

    @property
    def told(self) -> str:
        """What it is, in a line."""
        return f"{self.kind}: {self.name}"


class Condition(Entity):
    """A condition of a recommendation: a criterion and its parameters."""

    #: The criterion, such as "visit-limit".
    criterion = as_code("criterion")

    @property
    def parameters(self) -> Mapping[str, tuple[str, ...]]:
        """What it asks for, by the name of the property, such as maximumVisits."""
        return {
            kind: tuple(local(str(python(node))) for node in ends)
            for kind, ends in self.session.said(self.iri).items()
            if kind not in _NO_PARAMETERS
        }

    @property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """The recommendations whose condition it is."""
        pattern = f"?found {IMR('hasCondition')} <{self.iri}>"
        return self._found(Recommendation, pattern)


class Recommendation(Entity):
    """What a guideline recommends, as it is encoded, or as a letter states or applies it."""

    #: "SupportingRecommendation", "OpposingRecommendation" or "AppliedGuideline".
    kind = as_code("type")
    #: How strongly, such as "strength-not-recommended".
    strength = as_code("strength")
    treatments = as_several(lambda: Treatment, "aboutTreatment")
    #: For which parts of the body it holds; none for all.
    regions = as_several(lambda: Concept, "aboutRegion")
    #: What has to be met.
    conditions = as_several(lambda: Condition, "hasCondition")
    #: The place in an edition.
    provision = as_one(lambda: Provision, "statedIn")
    #: How sure it is: "verified", "secondary", "single-report" or "unverified".
    status = as_code("sourceStatus")

    @property
    def edition(self) -> Edition | None:
        """The edition that it stands in."""
        return self.provision.edition if self.provision else None

    @property
    def results(self) -> Many[ConditionResult]:
        """What its conditions come to, item by item."""
        pattern = f"?found {IMR('considers')} <{self.iri}>"
        return Many(self.session.asked, ConditionResult, pattern)


class Provision(Entity):
    """A place in an edition of a guideline."""

    locator = as_text("locator")
    edition = as_one(lambda: Edition, "partOf")

    @property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """What is recommended there."""
        pattern = f"?found {IMR('statedIn')} <{self.iri}>"
        return self._found(Recommendation, pattern)


class Edition(Entity):
    """An edition of a guideline."""

    #: The year by which citations name it.
    year = as_number("editionYear")
    guideline = as_one(lambda: Guideline, "editionOf")
    #: The amendment that brought it into force, and the one that ended it.
    begun_by = as_one(lambda: Amendment, "begins")
    ended_by = as_one(lambda: Amendment, "ends")

    @property
    def provisions(self) -> tuple[Provision, ...]:
        """Its places, so far as they are known."""
        return self._found(Provision, f"?found {IMR('partOf')} <{self.iri}>")


class Amendment(Entity):
    """A change of what is in force."""

    effective = as_day("effective")


class Guideline(Entity):
    """A guideline, whatever its edition."""

    #: What it belongs to, such as "mtus" or "odg".
    source = as_code("belongsTo")

    @property
    def editions(self) -> tuple[Edition, ...]:
        """Its editions."""
        return self._found(Edition, f"?found {IMR('editionOf')} <{self.iri}>")

    @property
    def cited_by(self) -> Many[Citation]:
        """The citations that mean it."""
        return Many(self.session.asked, Citation, f"?found {IMR('cites')} <{self.iri}>")


def _missing(thing: Entity) -> Iterator[str]:
    """Yield in words what a verdict or the result of a condition lacks."""
    said = thing.session.said(thing.iri)
    of = next(map(iri, said.get("missingOf", ())), None)
    for gap in map(iri, said.get("missing", ())):
        yield wording.gap(Missing(gap, of), load())
