"""Case: what one item of a letter is decided on.

In:   a `Letter`, and the knowledge.
Out:  a `Case` for each item: facts, clinical findings, the reviewer's grounds and statements, each
      with the words that state it.
From: the two bases are those of imrv:bases: what a basis does not admit is not in its case.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from imrgraph.choices import Choice
from imrgraph.knowledge.guidelines import Condition
from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.letter import CALIFORNIA, Voice
from imrgraph.letters.stated import PARAMETERS, stated
from imrgraph.reasoning.places import Evidence
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from decimal import Decimal

    from imrgraph.letters.letter import (
        Citation,
        ClinicalFinding,
        Ground,
        Item,
        Letter,
        StatedCondition,
        Statement,
    )
    from imrgraph.letters.stated import Stated
    from imrgraph.letters.text.document import Span

__all__ = [
    "Basis",
    "Bound",
    "Case",
    "CaseCitation",
    "CaseFact",
    "CaseFinding",
    "CaseGround",
    "CaseStatement",
    "Change",
    "RequestDay",
    "Value",
    "cases",
]

#: What a fact holds; a thing by its IRI.
Value = "str | int | bool | Decimal | date"

_BY_DENIAL: Final = IMRV("requested-by-day-of-denial").value
#: Utilization review decides within so many days, of care already given too: Lab. Code § 4610.
_DECIDES_WITHIN: Final = timedelta(days=30)
#: The days that stand for the day of the request, the first that is known, with what is assumed.
_ASKED: Final = (
    ("authorizationRequestDate", None),
    ("reportDate", IMRV("requested-on-day-of-report").value),
    ("urDenialDate", _BY_DENIAL),
)


class Bound(StrEnum):
    """Which values do as well as the one that is named."""

    EXACTLY = ""
    AT_MOST = "at most"
    ON_OR_AFTER = "on or after"
    ON_OR_BEFORE = "on or before"
    INCLUDING = "including"


class Basis(Choice):
    """What is admitted: the record alone, or what the reviewer found besides."""

    RECORD = "record-basis"
    REVIEWER = "reviewer-basis"


@dataclass(frozen=True, slots=True)
class CaseFact:
    """One value of a property, and where the letter states it.

    Attributes:
        about: the IRI of the letter, or of the item.
        property: the local name of the property.
        value: the value; a thing by its IRI.
        places: the words that state this value, in the order of the letter.
    """

    about: str
    property: str
    value: Any
    places: tuple[Evidence, ...] = ()

    __repr__ = short("property", "value", "places")


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """A clinical finding, by its IRI."""

    iri: str
    finding: ClinicalFinding
    place: Evidence

    __repr__ = short("finding.kind.value", "finding.present")


@dataclass(frozen=True, slots=True)
class CaseGround:
    """What the reviewer finds on a criterion, by its IRI."""

    iri: str
    criterion: str
    met: bool
    #: The words; None where it is only supposed.
    place: Evidence | None
    #: How likely it is that they say so; None where a cue says so.
    likelihood: Decimal | None = None
    #: The model that says so, where nothing else does.
    reader: str | None = None
    #: Whether it counts as met because the rationale says that it need not be met.
    waived: bool = False

    __repr__ = short("criterion", "met")


@dataclass(frozen=True, slots=True)
class CaseCitation:
    """A citation, by its IRI."""

    iri: str
    citation: Citation
    place: Evidence

    __repr__ = short("citation.by", "citation.source", "citation.guideline")


@dataclass(frozen=True, slots=True)
class CaseStatement:
    """A recommendation of a guideline as the reviewer states it, by its IRI."""

    iri: str
    supports: bool
    treatment: str
    conditions: tuple[Condition, ...]
    place: Evidence
    #: The words of each condition, by its IRI.
    words: Mapping[str, Evidence] = field(hash=False)

    __repr__ = short("supports", "treatment", "conditions")


@dataclass(frozen=True, slots=True)
class RequestDay:
    """The day taken for the request of a letter."""

    day: date
    #: The fact that gives the day.
    fact: CaseFact
    #: The IRI of what is assumed, where it is not the request's own date.
    assumption: str | None

    __repr__ = short("day", "fact.property")

    @property
    def is_latest(self) -> bool:
        """Whether it is the latest day on which the request can have been made: it was denied."""
        return self.assumption == _BY_DENIAL

    @property
    def earliest(self) -> date:
        """The first day on which it can have been made; the day itself where that is taken."""
        return self.day - _DECIDES_WITHIN if self.is_latest else self.day

    @property
    def days(self) -> Mapping[str, date]:
        """What is known of the day, by the local name of the property that says it."""
        known = {"requestDate": self.day}
        return {**known, "earliestRequestDate": self.earliest} if self.is_latest else known


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that would have been otherwise."""

    #: The IRI of what the fact is about, and the local name of its property.
    about: str
    property: str
    before: Any
    after: Any
    bound: Bound = Bound.EXACTLY
    #: The criterion, where the fact is whether the reviewer finds it met.
    finding: str | None = None

    __repr__ = short("property", "before", "bound", "after", "finding")

    def fact(self) -> tuple[str, str]:
        """Return what is changed."""
        return self.about, self.property


@dataclass(frozen=True, slots=True)
class Case:
    """What one item is decided on, on one basis.

    Attributes:
        letter: the IRI of the letter.
        item: the IRI of the item.
        facts: of the letter and of the item, by the local name of the property; no name is both's.
        besides: what the letter states besides of these properties, and is not taken to say.
        asked: the treatments that any item of the letter asks for.
        findings: the clinical findings of the summary.
        grounds: what the reviewer finds; nothing on the record alone.
        conceded: what the reviewer finds and grants, and does not decide by; nothing on the record.
        statements: the guideline as the reviewer states it; nothing on the record alone.
        citations: what the two parties cite.
        jurisdiction: the IRI of the state that the letter is from.
        basis: what is admitted.
        supposed: the properties whose values are not those of the letter.
    """

    letter: str
    item: str
    facts: Mapping[str, tuple[CaseFact, ...]] = field(hash=False)
    besides: tuple[CaseFact, ...] = ()
    asked: tuple[str, ...] = ()
    findings: tuple[CaseFinding, ...] = ()
    grounds: tuple[CaseGround, ...] = ()
    conceded: tuple[CaseGround, ...] = ()
    statements: tuple[CaseStatement, ...] = ()
    citations: tuple[CaseCitation, ...] = ()
    basis: Basis = Basis.REVIEWER
    jurisdiction: str = CALIFORNIA
    supposed: frozenset[str] = frozenset()

    __repr__ = short("item", "basis", "facts", "grounds")

    def on(self, basis: Basis) -> Case:
        """Return the case on a basis: the record alone holds no word of the reviewer."""
        if basis is Basis.REVIEWER:
            return self
        facts = {
            name: tuple(fact if _is_of_record(fact) else _of_record(fact) for fact in known)
            for name, known in self.facts.items()
        }
        return replace(self, facts=facts, grounds=(), conceded=(), statements=(), basis=basis)

    def changed(self, changes: Collection[Change]) -> Case:
        """Return the case as it would be, had some facts been otherwise."""
        facts, grounds = dict(self.facts), {ground.iri: ground for ground in self.grounds}
        for change in changes:
            if change.finding:
                grounds[change.about] = CaseGround(
                    change.about, change.finding, bool(change.after), None
                )
            else:
                fact = CaseFact(change.about, change.property, change.after)
                besides = self.all(change.property) if change.bound is Bound.INCLUDING else ()
                facts[change.property] = (*besides, fact)
        supposed = self.supposed | {each.property for each in changes if not each.finding}
        return replace(
            self,
            facts=facts,
            besides=tuple(fact for fact in self.besides if fact.property not in supposed),
            grounds=tuple(grounds.values()),
            supposed=supposed,
        )

    def all(self, name: str) -> tuple[CaseFact, ...]:
        """Return every fact of a property."""
        return self.facts.get(name, ())

    def stated(self, name: str) -> tuple[CaseFact, ...]:
        """Return every fact of a property, also what is not taken for it."""
        return (*self.all(name), *(fact for fact in self.besides if fact.property == name))

    def one(self, name: str) -> CaseFact | None:
        """Return the first fact of a property, or None."""
        return next(iter(self.all(name)), None)

    def value(self, name: str) -> Any:  # noqa: ANN401 (whatever the property holds)
        """Return the first value of a property, or None."""
        fact = self.one(name)
        return fact.value if fact else None

    def day(self, name: str) -> date | None:
        """Return the day that a property gives, or None."""
        found = self.value(name)
        return found if isinstance(found, date) else None

    def things(self, *names: str) -> tuple[str, ...]:
        """Return the IRIs that some properties lead to."""
        return tuple(str(fact.value) for name in names for fact in self.all(name))

    @property
    def treatment(self) -> str | None:
        """The IRI of the treatment that is requested."""
        found = self.value("requestedTreatment")
        return str(found) if found else None

    @property
    def requested(self) -> RequestDay | None:
        """The day taken for the request: its own, else the latest report, else the UR denial.

        A day before that of the injury is a slip, and not taken; nor is one after the denial, which
        is of what came later. A day of the request that is supposed is that day, whatever is dated:
        a request after the denial would have been denied later.
        """
        if _ASKED[0][0] in self.supposed and (fact := self.one(_ASKED[0][0])):
            return RequestDay(fact.value, fact, None)
        injured = self.day("injuryDate") or date.min
        denied = self.day("urDenialDate") or date.max
        last = denied if denied >= injured else date.max
        for name, assumption in _ASKED:
            known = (fact for fact in self.all(name) if isinstance(fact.value, date))
            days = [fact for fact in known if injured <= fact.value <= last]
            if days:
                latest = max(days, key=lambda fact: fact.value)
                return RequestDay(latest.value, latest, assumption)
        return None

    @property
    def earlier_visits(self) -> CaseFact | None:
        """How many visits came before: the reviewer's word where it is heard, or the record's."""
        heard = self.besides if self.basis is Basis.REVIEWER else ()
        return next(
            (fact for fact in heard if fact.property == "priorCount"), self.one("priorCount")
        )

    @property
    def days(self) -> Mapping[str, date]:
        """The days of the case, by property; the day of the request is among them."""
        first = ((name, facts[0].value) for name, facts in self.facts.items() if facts)
        known = {name: value for name, value in first if isinstance(value, date)}
        asked = self.requested
        return {**known, "requestDate": asked.day} if asked else known

    def words_of(self, iri: str) -> Evidence | None:
        """Return the words of a ground, a statement or a condition that the reviewer states."""
        for ground in self.grounds:
            if ground.iri == iri:
                return ground.place
        words = {iri: place for each in self.statements for iri, place in each.words.items()}
        return words.get(iri)

    def statements_rest_on(self) -> tuple[CaseCitation, ...]:
        """Return what the reviewer cites."""
        return tuple(each for each in self.citations if each.citation.by == "reviewer")


def _is_of_record(fact: CaseFact) -> bool:
    return all(place.voice is Voice.RECORD for place in fact.places)


def _of_record(fact: CaseFact) -> CaseFact:
    """Return a fact as the record alone has it."""
    places = tuple(place for place in fact.places if place.voice is Voice.RECORD)
    return replace(fact, places=places)


def cases(letter: Letter) -> tuple[Case, ...]:
    """Return the case of each item of `letter`, on the reviewer's basis.

    >>> from imrgraph.letters.reading import read
    >>> from imrgraph.resources import folder
    >>> [case] = cases(read(folder("examples") / "letters" / "massage-chronic.txt"))
    >>> case.value("quantityRequested"), case.requested.day.isoformat()
    (6, '2015-06-10')
    """
    return _Indexed(letter).cases()


class _Indexed:
    """What a letter states, put in order once for all of its items."""

    def __init__(self, letter: Letter) -> None:
        self._letter, self._iri = letter, letter.name()
        self._document = letter.document
        self._stated: dict[str, list[Stated]] = defaultdict(list)
        for each in stated(letter):
            self._stated[each.about].append(each)

    def cases(self) -> tuple[Case, ...]:
        of_letter = self._facts("")
        findings = tuple(self._findings())
        asked = (item.request.treatment for item in self._letter.items)
        treatments = tuple(treatment.value for treatment in asked if treatment)
        return tuple(
            self._case(item, of_letter, findings, treatments) for item in self._letter.items
        )

    def _case(
        self,
        item: Item,
        of_letter: Sequence[tuple[CaseFact, bool]],
        findings: tuple[CaseFinding, ...],
        asked: tuple[str, ...],
    ) -> Case:
        path = f"item/{item.number}"
        iri, quantity = self._letter.name(path), item.request.quantity
        every = (*of_letter, *self._facts(path))
        facts = defaultdict[str, tuple[CaseFact, ...]](tuple)
        for fact, is_held in every:
            if is_held:
                facts[fact.property] += (fact,)
        if quantity:
            facts["quantityUnit"] = (CaseFact(iri, "quantityUnit", quantity.unit),)
        return Case(
            letter=self._iri,
            item=iri,
            facts=dict(facts),
            besides=tuple(fact for fact, is_held in every if not is_held),
            asked=asked,
            findings=findings,
            grounds=tuple(self._grounds(item.grounds, f"{path}/ground")),
            conceded=tuple(self._grounds(item.conceded, f"{path}/concession")),
            statements=tuple(self._statements(item.statements, path)),
            citations=tuple(self._citations(item.citations, path)),
            jurisdiction=self._letter.jurisdiction,
        )

    def _facts(self, path: str) -> tuple[tuple[CaseFact, bool], ...]:
        """Return the facts about the letter, or an item, each with whether it is held."""
        about = self._letter.name(path)
        places: dict[tuple[str, Any], list[Evidence]] = defaultdict(list)
        held: dict[tuple[str, Any], bool] = defaultdict(bool)
        for each in self._stated.get(path, ()):
            key = each.property, each.fact.value
            places[key].append(self._place(each))
            held[key] |= each.held
        return tuple(
            (CaseFact(about, *key, tuple(sorted({*found}))), held[key])
            for key, found in places.items()
        )

    def _findings(self) -> Iterator[CaseFinding]:
        for number, finding in enumerate(self._letter.summary.findings, 1):
            iri, kind = self._letter.name(f"clinical-finding/{number}"), finding.kind
            yield CaseFinding(iri, finding, self._evidence(kind.span, kind.rule, kind.voice, iri))

    def _place(self, each: Stated) -> Evidence:
        fact = each.fact
        below = f"-{each.about.replace('/', '-')}" if each.about else ""
        at = f"{fact.span.start}-{fact.span.end}{below}-{each.property}"
        node = self._letter.name(f"finding/{at}")
        return self._evidence(fact.span, fact.rule, fact.voice, node)

    def _grounds(self, grounds: Sequence[Ground], path: str) -> Iterator[CaseGround]:
        for number, ground in enumerate(grounds, 1):
            iri = self._letter.name(f"{path}/{number}")
            place = self._evidence(ground.span, ground.rule, Voice.REVIEWER, iri)
            how = ground.likelihood, ground.reader, ground.waived
            yield CaseGround(iri, ground.criterion, ground.met, place, *how)

    def _citations(self, citations: Sequence[Citation], path: str) -> Iterator[CaseCitation]:
        for number, citation in enumerate(citations, 1):
            iri = self._letter.name(f"{path}/citation/{number}")
            yield CaseCitation(iri, citation, self._evidence(citation.span, None, None, iri))

    def _statements(self, statements: Sequence[Statement], path: str) -> Iterator[CaseStatement]:
        for number, statement in enumerate(statements, 1):
            iri = self._letter.name(f"{path}/statement/{number}")
            found = [
                (_condition(each, below), self._evidence(each.span, None, None, below))
                for n, each in enumerate(statement.conditions, 1)
                for below in [self._letter.name(f"{path}/statement/{number}/condition/{n}")]
            ]
            yield CaseStatement(
                iri=iri,
                supports=statement.polarity == "supporting",
                treatment=statement.treatment.value,
                conditions=tuple(condition for condition, _ in found),
                place=self._evidence(statement.span, None, Voice.GUIDELINE_AS_STATED, iri),
                words={condition.iri: words for condition, words in found},
            )

    def _evidence(self, span: Span, rule: str | None, voice: Voice | None, node: str) -> Evidence:
        quote, page = self._document.quote(span), self._document.page(span)
        return Evidence(span.start, span.end, quote, page, rule, voice, node)


def _condition(stated: StatedCondition, iri: str) -> Condition:
    """Return a condition that the reviewer states, in the shape of an encoded one."""
    parameters = {
        PARAMETERS.get((stated.criterion, name), name): (str(value),)
        for name, value in stated.parameters.items()
    }
    return Condition(iri, stated.criterion, stated.criterion, parameters)
