"""The conditions, one function a criterion: met, not met or unknown, and then the absence policy.

In:   a condition, asked of an item on a basis, and the facts.
Out:  its status, and the request that a limit would still allow.
From: ontology/vocab/criteria.ttl and phases.ttl, and the notes of ontology/criteria/, as English.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from oracle_facts import Age, Facts

__all__ = ["MET", "NOT_MET", "UNKNOWN", "Asked", "Condition", "judged"]

MET, NOT_MET, UNKNOWN = "met", "not-met", "unknown"
#: How many days a unit of time has.
DAYS: Final = {"day": 1, "week": 7, "month": 30}


@dataclass(frozen=True)
class Condition:
    """How a condition came out."""

    criterion: str
    role: str
    status: str
    #: The request that would meet it, where a smaller one does.
    remainder: int | None = None


@dataclass(frozen=True)
class Answer:
    """What one rule finds."""

    status: str
    silent: bool = False
    remainder: int | None = None


@dataclass(frozen=True)
class Asked:
    """A condition that is asked of an item on a basis."""

    facts: Facts
    letter: str
    item: str
    basis: str
    condition: str
    criterion: str
    asked: date | None
    #: The first day on which it can have been asked for.
    early: date | None

    @property
    def is_heard(self) -> bool:
        """Whether the basis hears the reviewer."""
        return "imrv:reviewer" in self.facts.iris(self.basis, "imr:admits")

    @property
    def findings(self) -> set[bool]:
        """What the reviewer finds on the criterion, where the basis hears the reviewer."""
        if not self.is_heard:
            return set()
        return {
            bool(self.facts.one(ground, "imr:met"))
            for ground in self.facts.iris(self.item, "imr:hasGround")
            if self.facts.one(ground, "imr:criterion") == self.criterion
        }

    @property
    def is_stated(self) -> bool:
        """Whether the condition is one that the reviewer states."""
        told = self.facts.iris(self.item, "imr:hasStatement")
        return any(self.condition in self.facts.iris(s, "imr:hasCondition") for s in told)

    @property
    def earlier(self) -> int | None:
        """How many visits came before: the reviewer's word where it is heard, else the record's."""
        for finding in self.facts.whose("imr:about", self.item) if self.is_heard else ():
            of, by = (self.facts.one(finding, f"imr:{p}") for p in ("ofProperty", "attributedTo"))
            if (of, by) == ("imr:priorCount", "imrv:reviewer"):
                return self.facts.number(finding, "imr:value")
        return self.facts.number(self.item, "imr:priorCount")

    @property
    def named(self) -> set[str]:
        """The diagnoses and treatments that the condition names."""
        return self.facts.iris(self.condition, "imr:requiresDiagnosis", "imr:requiresTreatment")

    def value(self, name: str) -> int | None:
        """Return a number that the condition names."""
        return self.facts.number(self.condition, name)


def before(day: date, age: Age) -> date:
    """Return the day so long before, or the last of its month where that has no such day."""
    if isinstance(age, timedelta):
        return day - age
    months = age
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def phase_holds(
    start: date | None, ask: Asked, youngest: Age | None, oldest: Age | None
) -> set[bool]:
    """Whether the time from `start` to the request has reached the one age and not yet the other.

    Nothing where a day is missing, they are in the wrong order, or no length of time is named. Both
    where it is not so on every day on which it can have been asked for, nor otherwise on every day.
    """
    asked, early = ask.asked, ask.early
    if start is None or asked is None or early is None or (youngest is None and oldest is None):
        return set()

    def young(day: date) -> bool:
        return youngest is not None and start > before(day, youngest)

    def old(day: date) -> bool:
        return oldest is not None and start <= before(day, oldest)

    if asked < start and (youngest is None or young(early)):
        return set()
    if young(asked) or old(early):
        return {False}
    return {True, False} if young(early) or old(asked) else {True}


def ages(ask: Asked, phase: str) -> tuple[Age | None, Age | None]:
    """Return at which ages a phase begins and ends by the definition in force on the day."""
    facts = ask.facts

    def effective(definition: str, name: str) -> list[date]:
        days = [facts.day(a, "imr:effective") for a in facts.iris(definition, name)]
        return [day for day in days if day is not None]

    found = [
        definition
        for definition in facts.whose("imr:definesPhase", phase)
        if ask.asked
        and all(day <= ask.asked for day in effective(definition, "imr:begins"))
        and all(ask.asked < day for day in effective(definition, "imr:ends"))
    ]
    if not found:
        return None, None
    [one] = found
    return facts.age(one, "imr:fromAge"), facts.age(one, "imr:untilAge")


def _status(holds: set[bool]) -> str:
    """Return what is so where there is one way only."""
    if len(holds) != 1:
        return UNKNOWN
    return MET if True in holds else NOT_MET


def phase(ask: Asked) -> Answer:
    """Whether the injury, or operation, is as old as it has to be."""
    name = ask.facts.one(ask.condition, "imr:requiresPhase")
    if not isinstance(name, str):
        return Answer(UNKNOWN)
    event = str(ask.facts.one(name, "imr:countedFrom"))
    start = ask.facts.day(ask.letter, event)
    if start is None and event == "imr:surgeryDate":
        named = ask.facts.iris(ask.letter, "imr:pastTreatment", "imr:plannedTreatment")
        items = ask.facts.iris(ask.letter, "imr:hasItem")
        asked = {t for i in items for t in ask.facts.iris(i, "imr:requestedTreatment")}
        return Answer(UNKNOWN, silent="imrv:surgery" not in ask.facts.broader(*named, *asked))
    youngest, oldest = ages(ask, name)
    own = ask.facts.age(ask.condition, "imr:untilAge")
    since = ask.facts.age(ask.condition, "imr:fromAge")
    begins, ends = youngest if since is None else since, oldest if own is None else own
    return Answer(_status(phase_holds(start, ask, begins, ends)))


def active_care(ask: Asked) -> Answer:
    """Whether the treatment has another modality than the one refused, or is past the phase."""
    [*treatments] = ask.facts.of(ask.item, "imr:requestedTreatment")
    modalities = {m for t in treatments for m in ask.facts.modalities(t)}
    barred = ask.facts.one(ask.condition, "imr:barsModality")
    if barred is None or not modalities:
        return Answer(UNKNOWN)
    if barred not in modalities:
        return Answer(MET)
    name = ask.facts.one(ask.condition, "imr:barsPhase")
    if not isinstance(name, str):
        return Answer(NOT_MET)
    holds = phase_holds(ask.facts.day(ask.letter, "imr:injuryDate"), ask, *ages(ask, name))
    return Answer(_status({not each for each in holds}))


def adjunct(ask: Asked) -> Answer:
    """Whether a treatment that continues, or a component, has the modality; else what is found."""
    wanted = ask.facts.one(ask.condition, "imr:requiresModality")
    if wanted is None:
        return Answer(UNKNOWN)
    beside = ask.facts.broader(*ask.facts.of(ask.letter, "imr:concurrentTreatment"))
    parts = {part for each in beside for part in ask.facts.iris(each, "imr:hasComponent")}
    shown = {m for each in beside | parts for m in ask.facts.modalities(each)}
    if wanted in shown or not ask.findings:
        return Answer(MET) if wanted in shown else Answer(UNKNOWN, silent=True)
    return Answer(_status(ask.findings))


def visit_limit(ask: Asked) -> Answer:
    """Whether the visits asked for and the earlier ones are no more than allowed."""
    allowed = ask.value("imr:maximumVisits") or ask.value("imr:trialVisits")
    if allowed is None:
        return Answer(UNKNOWN)
    counted = ask.facts.one(ask.item, "imr:quantityUnit") == "visit"
    visits = ask.facts.number(ask.item, "imr:quantityRequested") if counted else None
    earlier = ask.earlier
    said = ask.findings if ask.is_stated else set()
    weekly, pace = ask.facts.number(ask.item, "imr:visitsPerWeek"), ask.value("imr:maximumPerWeek")
    treatments = ask.facts.iris(ask.item, "imr:requestedTreatment")
    before = bool(treatments & ask.facts.iris(ask.letter, "imr:pastTreatment"))
    if weekly is not None and pace is not None and weekly > pace:
        return Answer(NOT_MET)
    if visits is None:
        return Answer(_status(said))
    if visits + (earlier or 0) > allowed:
        uncounted = before and earlier is None
        left = allowed - (earlier or 0)
        return Answer(NOT_MET, remainder=left if left > 0 and not uncounted else None)
    if earlier is None and said:
        return Answer(_status(said))
    return Answer(MET) if earlier is not None else Answer(UNKNOWN, silent=not before)


def duration_limit(ask: Asked) -> Answer:
    """Whether the days asked for are no more than allowed; else what the reviewer finds."""
    most = ask.value("imr:maximumDays")
    if most is None:
        return as_found(ask)
    weeks = ask.facts.number(ask.item, "imr:weeks")
    unit = ask.facts.one(ask.item, "imr:quantityUnit")
    count = ask.facts.number(ask.item, "imr:quantityRequested")
    if weeks is not None:
        count, length = weeks, 7
    elif count is not None and unit in DAYS:
        length = DAYS[str(unit)]
    else:
        return Answer(_status(ask.findings))
    if count * length <= most:
        return Answer(MET)
    return Answer(NOT_MET, remainder=most // length or None)


def as_found(ask: Asked) -> Answer:
    """What takes a reader to judge: the reviewer's finding, else what the record tells."""
    facts = ask.facts
    wanted = ask.named
    found = ask.findings
    if found and not (ask.criterion == "imrv:indication" and wanted):
        return Answer(_status(found))
    named = {
        broader
        for told in facts.of(ask.letter, "imr:diagnosis", "imr:pastTreatment")
        for broader in facts.broader(told)
    }
    told = {lean for f in _heard(ask) for lean in leanings(ask, f)}
    told |= {True} if named & wanted else set()
    if told == {True, False} and facts.one(ask.criterion, "imr:oneIsEnough"):
        told = {True}
    return Answer(_status(told), silent=not told)


def _heard(ask: Asked) -> set[str]:
    """Return the clinical findings that may speak: of some criteria, those on the treatment."""
    facts = ask.facts
    every = {
        each
        for each in facts.iris(ask.letter, "imr:hasClinicalFinding")
        if not _elsewhere(ask, each)
    }
    if not facts.one(ask.criterion, "imr:toldOfTheTreatment"):
        return every
    treatments = facts.broader(*facts.of(ask.item, "imr:requestedTreatment"))
    return {each for each in every if facts.iris(each, "imr:ofTreatment") & treatments}


def _elsewhere(ask: Asked, finding: str) -> bool:
    """Whether a finding is of other parts of the body than the item, and of none that has to do."""
    facts = ask.facts
    asked, told = facts.iris(ask.item, "imr:bodyRegion"), facts.iris(finding, "imr:ofRegion")
    pairs = [(one, other) for one in asked for other in told]

    def reaches(one: str, other: str) -> bool:
        above = facts.broader(one) | {"imrv:whole-body"}
        return other in above or bool(facts.iris(other, "imr:supplies") & above)

    return bool(pairs) and not any(reaches(a, b) or reaches(b, a) for a, b in pairs)


def leanings(ask: Asked, finding: str) -> set[bool]:
    """Return which way a finding speaks: by its kind, where the condition names kinds.

    One that speaks for the criterion counts where the condition names nothing of its own; one that
    speaks against it also where kinds are named and it is so. Neither is enough for the indication.
    """
    facts = ask.facts
    accepted = facts.iris(ask.condition, "imr:metByFinding")
    present = bool(facts.one(finding, "imr:present"))
    leans: set[bool] = set()
    if accepted & facts.broader(*facts.of(finding, "imr:ofKind")):
        leans |= {present}
    if ask.criterion == "imrv:indication" or ask.named:
        return leans
    [kind] = facts.iris(finding, "imr:ofKind")
    if not accepted and ask.criterion in facts.iris(kind, "imr:speaksFor"):
        leans |= {present}
    if ask.criterion in facts.iris(kind, "imr:speaksAgainst") and (present or not accepted):
        leans |= {not present}
    return leans


RULES: Final = {
    "imrv:phase": phase,
    "imrv:active-care": active_care,
    "imrv:adjunct": adjunct,
    "imrv:visit-limit": visit_limit,
    "imrv:duration-limit": duration_limit,
}


def judged(ask: Asked, role: str) -> Condition:
    """Return how a condition comes out, the absence policy having had its say."""
    answer = RULES.get(ask.criterion, as_found)(ask)
    own = ask.facts.one(ask.condition, "imr:whenAbsent")
    policy = own or ask.facts.one(ask.criterion, "imr:whenAbsent")
    status = answer.status
    if status == UNKNOWN and answer.silent:
        told = {"imrv:counts-as-met": MET, "imrv:counts-as-not-met": NOT_MET}
        status = told.get(str(policy), UNKNOWN)
    limits = ask.facts.one(ask.criterion, "imr:limitsQuantity")
    return Condition(ask.criterion, role, status, answer.remainder if limits else None)
