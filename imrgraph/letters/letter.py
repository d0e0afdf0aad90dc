"""Letter: what a determination states, as plain values with their places.

In:   nothing; these are the values that the extractors of this folder make.
Out:  `Letter` and its parts. Every value that the letter states is a `Fact`.
From: the determination letters of 2013 to 2017.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar

from imrgraph.choices import Choice
from imrgraph.errors import NeverEqualWarning
from imrgraph.knowledge.terms import IMRD, IMRV
from imrgraph.reprs import short, tabled
from imrgraph.warned import is_asked_outside, warn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imrgraph.letters.text.document import Document, Span

__all__ = [
    "CALIFORNIA",
    "REPEATED",
    "BodyPart",
    "Citation",
    "Claimant",
    "ClinicalFinding",
    "Dates",
    "Fact",
    "Ground",
    "Item",
    "Letter",
    "Mention",
    "Party",
    "Quantity",
    "ReadingWarning",
    "Request",
    "Reviewer",
    "StatedCondition",
    "Statement",
    "Summary",
    "Voice",
]

#: The state whose letters are read.
CALIFORNIA = IMRV("california").value
#: The rule of visits that were only granted, of as many as are asked for: they may be the same.
REPEATED = "course-repeated"
T_co = TypeVar("T_co", covariant=True)
#: What a value of a fact may be, and so compared with one.
_VALUES: Final = (str, int, float, Decimal, date)
#: Whose decision rests on a guideline.
Party = Literal["claims-administrator", "reviewer"]


class Voice(Choice):
    """Whose word a fact is."""

    #: The header, the request and the clinical summary.
    RECORD = "record"
    #: The reviewer, in the rationale and the outcome.
    REVIEWER = "reviewer"
    #: A guideline, in the words that the reviewer gives it.
    GUIDELINE_AS_STATED = "guideline-as-stated"


@dataclass(frozen=True, slots=True, eq=False)
class Fact(Generic[T_co]):
    """One value that the letter states.

    Attributes:
        value: the value, tidied: line breaks folded, numbers and dates read.
        span: the words that state it; where it was computed, those it was computed from.
        rule: the rule of extraction that fired.
        voice: whose word it is.
    """

    value: T_co
    span: Span
    rule: str
    voice: Voice = Voice.RECORD

    __repr__ = short("value", "span")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Fact):
            if self.value == other.value and self._all != other._all and is_asked_outside():
                message = (
                    f"{self!r} and {other!r} are of two places and never equal: compare values"
                )
                warn(message, NeverEqualWarning)
            return self._all == other._all
        # It is said of a place, and is no value.
        if isinstance(other, (*_VALUES, type(self.value))):
            iri = f", {self.value}" if isinstance(self.value, str) and "://" in self.value else ""
            message = f"{self!r} is a fact and never equal to {other!r}: compare its value{iri}"
            warn(message, NeverEqualWarning)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._all)

    @property
    def _all(self) -> tuple[object, ...]:
        return self.value, self.span, self.rule, self.voice


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of the letter's header, and of nothing else."""

    assigned: Fact[date] | None = None
    injury: Fact[date] | None = None
    decision: Fact[date] | None = None
    ur_denial: Fact[date] | None = None
    application_received: Fact[date] | None = None

    __repr__ = short("injury.value", "decision.value")


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Where the reviewer is licensed, and in what certified."""

    licensure: tuple[Fact[str], ...] = ()
    specialties: tuple[Fact[str], ...] = ()

    __repr__ = short("licensure", "specialties")


@dataclass(frozen=True, slots=True)
class Claimant:
    """The injured worker, as the clinical summary describes them: age in years, and sex."""

    age: Fact[int] | None = None
    sex: Fact[str] | None = None

    __repr__ = short("age.value", "sex.value")


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much of a treatment is asked for.

    Attributes:
        per_week: visits a week; a range takes its upper bound.
        weeks: for how many weeks.
        requested: the total that was first asked for.
        authorized: what the claims administrator granted of it.
        disputed: what remains in dispute.
        unit: what is counted: "visit", "tablet", "day", …
        stated: whether the letter gives the requested total, rather than its factors only.
        corroborated_by: other places that give the same total.
        contested_by: the places that dispute the total, which is then left open.
    """

    per_week: Fact[int] | None = None
    weeks: Fact[int] | None = None
    requested: Fact[int | Decimal] | None = None
    authorized: Fact[int | Decimal] | None = None
    disputed: Fact[int | Decimal] | None = None
    unit: str = "visit"
    stated: bool = True
    corroborated_by: tuple[Span, ...] = ()
    contested_by: tuple[Span, ...] = ()

    __repr__ = short("disputed.value", "requested.value", "unit")

    @property
    def total(self) -> int | Decimal | None:
        """The number in dispute."""
        return self.disputed.value if self.disputed else None


@dataclass(frozen=True, slots=True)
class Mention:
    """A treatment that the clinical summary or a rationale names, and how.

    Attributes:
        treatment: the IRI of its concept.
        status: whether it goes on, is over, is asked for, or is only named.
        quantity: the quantity that stands with it.
    """

    treatment: Fact[str]
    status: Literal["continued", "past", "requested", "stated"]
    quantity: Quantity | None = None

    __repr__ = short("treatment.value", "status")


@dataclass(frozen=True, slots=True)
class ClinicalFinding:
    """What the clinical summary tells of the worker: a sign, a result, an effect, the work status.

    Attributes:
        kind: the IRI of its concept, with the words that state it.
        present: whether it is so: False where the words deny it, or call normal what was examined.
        score: the number that it is, of a pain score.
        treatment: the IRI of the treatment that it is about, where the sentence names one.
        regions: the IRIs of the parts of the body that its clause names, in order; empty where they
            have to do with every request that names parts.
        leans: the IRI of each criterion that it bears on, with whether it speaks for the criterion
            being met, against it (False), or neither way (None).
    """

    kind: Fact[str]
    present: bool = True
    score: int | None = None
    treatment: str | None = None
    regions: tuple[str, ...] = ()
    leans: tuple[tuple[str, bool | None], ...] = ()

    __repr__ = short("kind.value", "present")


@dataclass(frozen=True, slots=True)
class Summary:
    """What the clinical case summary states.

    Attributes:
        place: where it stands; None where the letter has none.
        injury: the day of the injury, as the narrative gives it.
        surgery: the day of the operation from which a phase is counted; read of no letter so far,
            a description may give it.
        reports: the days of the treating reports and visits.
        authorization_request: the day of the Request for Authorization.
        ur_decision: the day of the decision of utilization review.
        diagnoses: in the letter's own words, lower case.
        diagnosed: the concepts among them, as IRIs.
        treatments: every treatment that is named, in the order of the text.
        findings: the clinical findings, in the order of the text.
    """

    place: Span | None = None
    injury: Fact[date] | None = None
    surgery: Fact[date] | None = None
    reports: tuple[Fact[date], ...] = ()
    authorization_request: Fact[date] | None = None
    ur_decision: Fact[date] | None = None
    diagnoses: tuple[Fact[str], ...] = ()
    diagnosed: tuple[Fact[str], ...] = ()
    treatments: tuple[Mention, ...] = ()
    findings: tuple[ClinicalFinding, ...] = ()

    __repr__ = short("diagnoses", "treatments", "findings")


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A region of the body by the IRI of its concept, and "left", "right" or "bilateral"."""

    region: str
    side: str | None = None

    __repr__ = short("region", "side")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, as the heading of the item states it.

    Attributes:
        text: the heading without the outcome, white space folded.
        treatment: the IRI of the most specific concept that its words name.
        drugs: the generic name of the drug, or of each ingredient of a compound.
        body_parts: the regions that the heading names.
        quantity: how much, where the heading states a number.
        retrospective: True, where the heading says that the service was already given.
    """

    text: Fact[str]
    treatment: Fact[str] | None = None
    drugs: tuple[Fact[str], ...] = ()
    body_parts: tuple[Fact[BodyPart], ...] = ()
    quantity: Quantity | None = None
    retrospective: Fact[bool] | None = None

    __repr__ = short("text.value", "treatment.value")


@dataclass(frozen=True, slots=True)
class Citation:
    """A guideline that one party relied on.

    Attributes:
        by: whose decision rests on it; None where it is cited in words that are nobody's.
        source: the body of guidelines that it belongs to.
        guideline: its name, without the year; None where only the source is named.
        edition: the year of the MTUS, or the edition as named ("3rd").
        sections: the sections named.
        pages: the pages named.
        work: the IRI of the work in the guideline base that the name means.
        span: where it is cited.
    """

    by: Party | None
    source: Literal["MTUS", "ODG", "ACOEM", "other"]
    guideline: str | None
    edition: int | str | None
    sections: tuple[str, ...]
    pages: tuple[str, ...]
    work: str | None
    span: Span

    __repr__ = short("by", "source", "guideline")


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rationale finds about this case: a criterion, and whether it is met."""

    criterion: str
    met: bool
    span: Span
    rule: str
    #: How likely it is what the words say; None where a cue says so.
    likelihood: Decimal | None = None
    #: The model that says so, where nothing else does.
    reader: str | None = None
    #: Whether it counts as met because the rationale says that it need not be met.
    waived: bool = False

    @property
    def as_cue(self) -> str:
        """The rule by which it was found, and what it says: "cue-improvement-" for one."""
        return f"{self.rule}{'+' if self.met else '-'}"

    __repr__ = short("criterion", "met")


@dataclass(frozen=True, slots=True)
class StatedCondition:
    """A condition of a guideline as the reviewer states it.

    Attributes:
        criterion: its code, "visit-limit" for one.
        span: the words that state it.
        parameters: its numbers and concepts, `{"maximum": 6}` for one.
        rule: the rule of extraction that fired.
    """

    criterion: str
    span: Span
    parameters: Mapping[str, str | int]
    rule: str

    __repr__ = short("criterion", "parameters")


@dataclass(frozen=True, slots=True)
class Statement:
    """One recommendation of a guideline, as the reviewer states it."""

    polarity: Literal["supporting", "opposing"]
    treatment: Fact[str]
    conditions: tuple[StatedCondition, ...]
    span: Span

    __repr__ = short("polarity", "treatment.value", "conditions")


@dataclass(frozen=True, slots=True)
class Item:
    """One disputed request, and what was decided on it.

    Attributes:
        number: its place among the items of the letter, from 1.
        heading: the request with its outcome, as printed.
        request: what is asked for.
        outcome: "upheld", "overturned" or "partial"; None where the letter decides nothing on it.
        citations: what the two parties relied on.
        rationale: the reviewer's reasons, white space folded.
        depends_on: the number of the item with which this one falls.
        courses: the visits of the same treatment, or of its kind, that were given or granted
            before; 0 where it was never had.
        given: the treatments that the rationale says the worker had.
        grounds: what the rationale finds about this case.
        statements: the guideline, as the rationale states it.
        unread: the sentences of the rationale that seem to find something, and were not understood.
        conceded: what the rationale finds and grants, and does not decide by.
    """

    number: int
    heading: Span
    request: Request
    outcome: Fact[str] | None
    citations: tuple[Citation, ...]
    rationale: Fact[str]
    depends_on: Fact[int] | None = None
    courses: tuple[Fact[int], ...] = ()
    given: tuple[Mention, ...] = ()
    grounds: tuple[Ground, ...] = ()
    statements: tuple[Statement, ...] = ()
    unread: tuple[Span, ...] = ()
    conceded: tuple[Ground, ...] = ()

    __repr__ = short("number", "request.text.value", "outcome.value")

    @property
    def prior_count(self) -> Fact[int] | None:
        """The most visits that were given or granted before, by anybody's word."""
        return max(self.courses, key=lambda fact: fact.value, default=None)

    def visits_before(self, voice: Voice) -> Fact[int] | None:
        """Return the most visits that come on top of what is asked for, by the word of `voice`.

        None that were only granted, and may be those that are asked for.
        """
        kept = (each for each in self.courses if each.voice is voice and each.rule != REPEATED)
        return max(kept, key=lambda fact: fact.value, default=None)


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something that the layout promises and the letter does not give, and where."""

    message: str
    span: Span

    __repr__ = short("message", "span")


@dataclass(frozen=True, slots=True)
class Letter:
    """One determination letter; `layout` is the form of letters by which it was read."""

    document: Document
    layout: str
    case_number: Fact[str] | None
    dates: Dates
    priority: Fact[str] | None
    reviewer: Reviewer
    claimant: Claimant
    summary: Summary
    items: tuple[Item, ...]
    warnings: tuple[ReadingWarning, ...] = ()
    #: The IRI of the state that it is from.
    jurisdiction: str = CALIFORNIA
    #: The documents that the letter lists as reviewed, in its words.
    documents: tuple[Fact[str], ...] = ()
    #: What a description calls the letter (""), and parts of it by their paths ("item/1").
    names: Mapping[str, str] = field(default_factory=dict, repr=False)

    def name(self, path: str = "") -> str:
        """Return the IRI of the letter, or of the part of it at `path`.

        A letter is named by its case number, or by its text where it has none; a part hangs below
        it, unless a description calls it otherwise.
        """
        if not self.names:
            return f"{self._iri}/{path}" if path else self._iri
        head = path
        while head and head not in self.names:
            head = head.rpartition("/")[0]
        below = path.removeprefix(head).strip("/")
        base = self.names.get(head) or self._iri
        return f"{base}/{below}" if below else base

    @property
    def told_warnings(self) -> tuple[str, ...]:
        """What reading it left in doubt or did not find, each with its line."""
        line = self.document.position
        return tuple(f"{each.message} (line {line(each.span)[0]})" for each in self.warnings)

    @property
    def _iri(self) -> str:
        number = self.case_number
        return IMRD(number.value if number else f"sha256-{self.document.sha256[:16]}").value

    __repr__ = short("case_number.value", "document.name", "items")

    def _repr_html_(self) -> str:
        """Return what a notebook shows: each item with its request and its outcome."""
        number = self.case_number.value if self.case_number else self.document.name
        rows = (
            (each.number, each.request.text.value, each.outcome.value if each.outcome else "")
            for each in self.items
        )
        return tabled(number, ("item", "request", "outcome"), rows)

    @property
    def injury(self) -> Fact[date] | None:
        """The date of injury: the header's, or else the narrative's."""
        return self.dates.injury or self.summary.injury
