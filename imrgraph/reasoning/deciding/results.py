"""Results: how a condition, and with it a recommendation, comes out for a case.

In:   nothing; these are the values that criteria and weighing make.
Out:  `ConditionResult` and `WeighedRecommendation`, all in numbers, days and IRIs; no sentence.
From: imr:ConditionResult; imrv:rule-applies in ontology/vocab/rules.ttl.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from imrgraph.choices import Choice
from imrgraph.reasoning.deciding.case import CaseGround
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from imrgraph.reasoning.deciding.case import (
        Basis,
        Bound,
    )
    from imrgraph.reasoning.places import Source

__all__ = [
    "Absent",
    "Amount",
    "Assumed",
    "Comparison",
    "ConditionResult",
    "Lever",
    "Missing",
    "ModalityOf",
    "Premise",
    "Reading",
    "Role",
    "State",
    "Status",
    "Term",
    "WeighedRecommendation",
]


class Status(Choice):
    """Whether a criterion is met; met always speaks for the treatment."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


class Role(Choice):
    """What a condition is to its recommendation."""

    CONDITION = "condition"
    SCOPE = "scope"
    EXCEPTION = "exception"
    #: The reviewer says that it is not met, and decides in spite of it.
    CONCEDED = "concession"


class State(Choice):
    """What a recommendation comes to, given its conditions."""

    APPLIES = "applies"
    BLOCKED = "blocked"
    OPEN = "open"
    SILENT = "silent"


class Reading(Choice):
    """Whose text of the guideline is applied: its source's, or the reviewer's."""

    STATED = "stated-reading"
    ENCODED = "encoded-reading"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of visits, of visits a week, or of days."""

    number: int | Decimal
    #: "visit", "visit-a-week", "day" or, where it may be fewer, "day-at-most".
    unit: str

    __repr__ = short("number", "unit")


@dataclass(frozen=True, slots=True)
class Absent:
    """Of a kind of clinical finding, that the record denies it."""

    kind: str

    __repr__ = short("kind")


#: What is required, or is the case: an amount, a concept by its IRI, or a finding that is denied.
Term = Amount | Absent | str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, and the relation between them.

    Attributes:
        left: a day; or amounts, which are added up; or two days, the earlier taken from the later.
        relation: "=", "≤", "≥" or ">".
        right: a day, or an amount.
    """

    left: tuple[Amount | date, ...]
    relation: str
    right: Amount | date

    __repr__ = short("left", "relation", "right")

    @property
    def holds(self) -> bool:
        """Whether the relation holds, worked out from the two sides.

        >>> six, nine = Amount(6, "visit"), Amount(9, "visit")
        >>> Comparison((six, six), ">", nine).holds, Comparison((six,), ">", nine).holds
        (True, False)
        """
        return _RELATIONS[self.relation](_sum(self.left), _sum((self.right,)))


_RELATIONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "≤": operator.le,
    "≥": operator.ge,
    ">": operator.gt,
}


def _sum(side: tuple[Amount | date, ...]) -> int | Decimal:
    """Return what a side comes to: a number, or the number of a day."""
    numbers = [each.toordinal() if isinstance(each, date) else each.number for each in side]
    days = [each for each in side if isinstance(each, date)]
    return numbers[0] - numbers[1] if len(days) > 1 else sum(numbers)


@dataclass(frozen=True, slots=True)
class Missing:
    """What would have to be known: a concept of imrv:gaps, and the concept that it is about."""

    gap: str
    of: str | None = None

    __repr__ = short("gap", "of")


@dataclass(frozen=True, slots=True)
class Assumed:
    """Something that is taken to be so, by its IRI."""

    iri: str

    __repr__ = short("iri")


@dataclass(frozen=True, slots=True)
class ModalityOf:
    """The modality that a treatment has, or has from a broader one; by the treatment's IRI."""

    treatment: str

    __repr__ = short("treatment")


#: What a condition's result rests on.
Premise = (
    "CaseFact | CaseFinding | CaseGround | RequestDay | PhaseDefinition | ModalityOf | Assumed"
)


@dataclass(frozen=True, slots=True)
class Lever:
    """A value of a fact at which the condition would, or might, have come out otherwise."""

    #: The IRI of what the fact is about, and the local name of its property.
    about: str
    property: str
    value: Any
    bound: Bound
    #: The criterion, where the fact is whether the reviewer finds it met.
    finding: str | None = None

    __repr__ = short("property", "bound", "value", "finding")


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """Whether one condition is met.

    Attributes:
        condition: its IRI; of what the reviewer merely finds, the IRI of the ground.
        criterion: the code of its criterion.
        status: whether it is met.
        required: what is required; empty where a finding stands for the condition.
        actual: what is the case; empty where that is not known.
        comparisons: the arithmetic, step by step.
        premises: what it rests on.
        missing: what would have to be known.
        absence: the code of the absence policy, where silence was left to it.
        role: what it is to the recommendation, which says nothing outside its scope.
        limits: whether a smaller request would meet it.
        excuses: whether, where it is met, no limit need be.
        lever: what would have changed it.
    """

    condition: str
    criterion: str
    status: Status
    required: tuple[Term, ...] = ()
    actual: tuple[Term, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    premises: tuple[Any, ...] = ()
    missing: Missing | None = None
    absence: str | None = None
    role: Role = Role.CONDITION
    limits: bool = False
    excuses: bool = False
    lever: Lever | None = None

    __repr__ = short("criterion", "status", "required", "actual")

    @property
    def waived(self) -> bool:
        """Whether it counts as met because the reviewer finds that it need not be met."""
        grounds = [each for each in self.premises if isinstance(each, CaseGround)]
        return self.status is Status.MET and bool(grounds) and all(g.waived for g in grounds)

    @property
    def is_silent(self) -> bool:
        """Whether the letter says nothing of it, and its silence counts as met or as not met."""
        left_to_it = self.absence is not None and self.missing is not None and not self.actual
        return left_to_it and self.status is not Status.UNKNOWN


@dataclass(frozen=True)
class WeighedRecommendation:
    """A recommendation weighed for an item on one basis and in one reading."""

    item: str
    #: Its IRI; of the guideline as the reviewer applies it, one below the item.
    recommendation: str
    basis: Basis
    reading: Reading
    supports: bool
    #: The IRI of the treatment that it is about.
    treatment: str
    source: Source
    #: Its place in the search sequence.
    rank: int
    overrides: frozenset[str] = frozenset()
    results: tuple[ConditionResult, ...] = ()

    __repr__ = short("recommendation", "basis", "reading", "state", "results")

    @property
    def edition(self) -> str | None:
        """The IRI of the edition in force that holds it, if one is known."""
        return self.source.within

    @cached_property
    def heard(self) -> tuple[ConditionResult, ...]:
        """The results that have a say, and hold up what it says.

        Of a limit on the quantity and an exception to it, support needs one: nobody has to stay
        within a limit to which there is an exception, nor to show one where the limit is kept.
        """
        every = tuple(each for each in self.results if each.role is not Role.CONCEDED)
        conditions = [each for each in every if each.role is Role.CONDITION and self.supports]
        limits = [each for each in conditions if each.limits]
        excuses = [each for each in conditions if each.excuses]
        if not (limits and excuses):
            return every
        if any(each.status is Status.MET for each in excuses):
            return tuple(each for each in every if each not in limits)
        kept = all(each.status is Status.MET for each in limits)
        return tuple(each for each in every if not (kept and each in excuses))

    @cached_property
    def state(self) -> State:
        """Whether it applies: three-valued conjunction, scope and exceptions before the conditions.

        Support applies where every condition is met, opposition where every condition is failed.
        """
        scope, exceptions = self._statuses(Role.SCOPE), self._statuses(Role.EXCEPTION)
        if Status.NOT_MET in scope or Status.MET in exceptions:
            return State.SILENT
        wanted, contrary = Status.MET, Status.NOT_MET
        if not self.supports:
            wanted, contrary = contrary, wanted
        statuses = self._statuses(Role.CONDITION)
        if contrary in statuses:
            return State.BLOCKED
        if Status.UNKNOWN in scope + exceptions or any(each is not wanted for each in statuses):
            return State.OPEN
        return State.APPLIES

    def _statuses(self, role: Role) -> list[Status]:
        return [result.status for result in self.heard if result.role is role]
