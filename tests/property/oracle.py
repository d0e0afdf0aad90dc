"""Oracle: what follows for each disputed item, worked out once more by other means.

In:   what letters and the knowledge say, as plain facts.
Out:  for each item, recommendation, basis and reading the statuses of its conditions and its state;
      for each item, basis and reading the verdict.
From: the definitions of ontology/ and the notes of its queries, read as English. Rules are
      functions over sets of facts; no query is run, and no part of the reasoning is called.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from oracle_conditions import MET, NOT_MET, UNKNOWN, Asked, Condition, judged

if TYPE_CHECKING:
    from oracle_facts import Facts

__all__ = ["Case", "Decided", "Followed", "decisions", "speaking"]

APPLIES, BLOCKED, OPEN, SILENT = "applies", "blocked", "open", "silent"
ENCODED, STATED = "imrv:encoded-reading", "imrv:stated-reading"
ROLES: Final = {"imr:hasCondition": "condition", "imr:hasScope": "scope"} | {
    "imr:hasException": "exception"
}
#: What dates a request by itself, or the report before it.
STATED_DAYS: Final = ("imr:authorizationRequestDate", "imr:reportDate")
#: What limits how much is asked for, and what excuses one who asks for more.
LIMITS: Final = {"imrv:visit-limit", "imrv:duration-limit", "imrv:dose-limit"}
EXCEPTION: Final = "imrv:exceptional-factors"
#: The rank of the law, which is consulted whatever else speaks.
LAW: Final = 0


class Case(NamedTuple):
    """A recommendation that speaks of an item, out of the edition in force that holds it."""

    item: str
    basis: str
    reading: str
    recommendation: str
    edition: str | None


@dataclass(frozen=True)
class Followed:
    """What a recommendation comes to for an item."""

    name: str
    supports: bool
    rank: int
    overrides: frozenset[str]
    conditions: dict[str, Condition]

    def statuses(self, role: str) -> set[str]:
        """Return how the conditions of a role came out."""
        return {each.status for each in self.conditions.values() if each.role == role}

    @property
    def state(self) -> str:
        """Support applies if all is met, opposition if all is failed; one contrary blocks."""
        if NOT_MET in self.statuses("scope") or MET in self.statuses("exception"):
            return SILENT
        against, unsure = (NOT_MET if self.supports else MET), {UNKNOWN}
        needed = self.needed
        if against in {each.status for each in needed if each.role == "condition"}:
            return BLOCKED
        return OPEN if {each.status for each in needed} & unsure else APPLIES

    @property
    def needed(self) -> list[Condition]:
        """Return what support cannot do without: of a limit and an exception to it, one."""
        every = [*self.conditions.values()]
        own = [each for each in every if each.role == "condition" and self.supports]
        limits = [each for each in own if each.criterion in LIMITS]
        excuses = [each for each in own if each.criterion == EXCEPTION]
        if limits and MET in {each.status for each in excuses}:
            return [each for each in every if each not in limits]
        if limits and {each.status for each in limits} == {MET}:
            return [each for each in every if each not in excuses]
        return every

    @property
    def remainder(self) -> int | None:
        """What can be certified where it falls for the size of the request and nothing else."""
        ordinary = [each for each in self.needed if each.role == "condition"]
        limited = any(each.criterion in LIMITS and each.status == NOT_MET for each in ordinary)
        if self.supports and limited:
            ordinary = [each for each in ordinary if each.criterion != EXCEPTION]
        failed = [each.remainder for each in ordinary if each.status == NOT_MET]
        least = [each for each in failed if each is not None]
        sound = (
            self.statuses("scope") <= {MET}
            and self.statuses("exception") <= {NOT_MET}
            and UNKNOWN not in {each.status for each in ordinary}
        )
        return min(least) if least and sound and len(least) == len(failed) else None


# Applicability


def asked_on(facts: Facts, letter: str) -> date | None:
    """Return the day of the request, else of the latest report, else of the denial.

    None of them counts that lies before the injury, or after the denial.
    """
    injured = facts.day(letter, "imr:injuryDate") or date.min
    denied = facts.day(letter, "imr:urDenialDate") or date.max
    if denied < injured:
        denied = date.max
    for name in ("imr:authorizationRequestDate", "imr:reportDate", "imr:urDenialDate"):
        days = [day for day in facts.of(letter, name) if isinstance(day, date)]
        if within := [day for day in days if injured <= day <= denied]:
            return max(within)
    return None


def asked_from(facts: Facts, letter: str) -> date | None:
    """Return the first day of the request: of one that only its denial dates, 30 days before."""
    day = asked_on(facts, letter)
    own = {d for n in STATED_DAYS for d in facts.of(letter, n) if isinstance(d, date)}
    injured = facts.day(letter, "imr:injuryDate") or date.min
    denied = facts.day(letter, "imr:urDenialDate")
    last = denied if denied and denied >= injured else date.max
    if day is None or any(injured <= each <= last for each in own):
        return day
    return day - timedelta(days=30)


def in_force(facts: Facts, letter: str, edition: str) -> bool:
    """Whether the edition governs the case, by the date on which each amendment is keyed."""

    def governs(amendment: str) -> bool | None:
        key = str(facts.one(amendment, "imr:keyedOn"))
        of_request = key == "imr:requestDate"
        day = asked_on(facts, letter) if of_request else facts.day(letter, key)
        effective = facts.day(amendment, "imr:effective")
        return None if day is None or effective is None else effective <= day

    begins, ends = facts.iris(edition, "imr:begins"), facts.iris(edition, "imr:ends")
    return any(governs(each) for each in begins) and all(governs(each) is False for each in ends)


def works_behind(facts: Facts, item: str) -> set[tuple[str, str | None]]:
    """Return the encoded works that the reviewer cites for an item, each with the year."""
    return {
        (work, str(year) if (year := facts.one(citation, "imr:citedEdition")) else None)
        for citation in facts.iris(item, "imr:hasCitation")
        if facts.one(citation, "imr:citedBy") == "imrv:reviewer"
        for work in facts.iris(citation, "imr:cites")
    }


def places(
    facts: Facts, letter: str, item: str, recommendation: str
) -> set[tuple[str | None, int]]:
    """Return where a recommendation on the treatment stands for the case: edition, and rank."""
    if recommendation in facts.iris(item, "imr:hasStatement"):
        works = works_behind(facts, item)
        if not works:
            return {(None, 1)}
        editions = {
            edition
            for work, year in works
            for edition in facts.whose("imr:editionOf", work)
            if (known := facts.one(edition, "imr:editionYear")) is None
            or year in {None, str(known)}
        }
    else:
        editions = {
            edition
            for provision in facts.iris(recommendation, "imr:statedIn")
            for edition in facts.iris(provision, "imr:partOf")
        }
    return {
        (edition, 1 if rank is None else rank)
        for edition in editions
        if in_force(facts, letter, edition)
        for work in facts.iris(edition, "imr:editionOf")
        for source in facts.iris(work, "imr:belongsTo") or {""}
        for rank in [facts.number(source, "imr:rank")]
    }


def applicable(facts: Facts, letter: str, item: str) -> dict[Case, int]:
    """Return the recommendations that speak of `item`, with the rank of each."""
    treatments = facts.broader(*facts.of(item, "imr:requestedTreatment"))
    regions = facts.broader(*facts.of(item, "imr:bodyRegion"))
    statements = facts.iris(item, "imr:hasStatement")
    found: dict[Case, int] = {}
    for recommendation in {r for t in treatments for r in facts.whose("imr:aboutTreatment", t)}:
        stated = facts.one(recommendation, "imr:inReading") == STATED
        confined = facts.iris(recommendation, "imr:aboutRegion")
        if (stated and recommendation not in statements) or (confined and not confined & regions):
            continue
        bases = facts.whose("rdf:type", "imr:Basis")
        if stated:
            bases = bases & facts.whose("imr:admits", "imrv:guideline-as-stated")
        reading = STATED if stated else ENCODED
        for edition, rank in places(facts, letter, item, recommendation):
            for basis in bases:
                case = Case(item, basis, reading, recommendation, edition)
                assert case not in found, (case, rank, found[case])
                found[case] = rank
    return found


# From conditions to verdicts


def speaking(facts: Facts) -> dict[Case, Followed]:
    """Return every recommendation that speaks of an item, with what it comes to."""
    found: dict[Case, Followed] = {}
    for letter in facts.whose("rdf:type", "imr:Determination"):
        for item in facts.iris(letter, "imr:hasItem"):
            own = {
                case: followed(facts, letter, case, rank)
                for case, rank in applicable(facts, letter, item).items()
            }
            found |= as_applied(facts, item, own)
    return found


def followed(facts: Facts, letter: str, case: Case, rank: int) -> Followed:
    conditions = {}
    # An exception is one before it is a condition, and a scope before either.
    for name in ("imr:hasCondition", "imr:hasException", "imr:hasScope"):
        for condition in facts.iris(case.recommendation, name):
            if isinstance(criterion := facts.one(condition, "imr:criterion"), str):
                days = asked_on(facts, letter), asked_from(facts, letter)
                ask = Asked(facts, letter, case.item, case.basis, condition, criterion, *days)
                conditions[condition] = judged(ask, ROLES[name])
    kinds = facts.of(case.recommendation, "rdf:type")
    overridden = frozenset(facts.iris(case.recommendation, "imr:overrides"))
    supports = "imr:SupportingRecommendation" in kinds
    return Followed(case.recommendation, supports, rank, overridden, conditions)


def as_applied(facts: Facts, item: str, own: dict[Case, Followed]) -> dict[Case, Followed]:
    """Let what the reviewer finds be conditions of the guideline as this reviewer states it."""
    stated = {case: each for case, each in own.items() if case.reading == STATED}
    demanded = {c.criterion for each in stated.values() for c in each.conditions.values()}
    grounds = {
        ground: Condition(criterion, "condition", MET if facts.one(ground, "imr:met") else NOT_MET)
        for ground in facts.iris(item, "imr:hasGround")
        if (criterion := str(facts.one(ground, "imr:criterion"))) not in demanded
    }
    supports = {case: each for case, each in stated.items() if each.supports}
    if not supports and grounds:
        rank = min((each.rank for each in stated.values()), default=1)
        case = Case(item, "imrv:reviewer-basis", STATED, f"{item}/applied", None)
        applied = Followed(
            case.recommendation,
            supports=True,
            rank=rank,
            overrides=frozenset(),
            conditions=grounds,
        )
        return own | {case: applied}
    return own | {
        case: replace(each, conditions=each.conditions | grounds) for case, each in supports.items()
    }


class Decided(NamedTuple):
    """A verdict; `certify` holds every remainder that a recommendation would leave."""

    verdict: str
    conflict: bool = False
    certify: frozenset[int] = frozenset()


def decisions(found: dict[Case, Followed]) -> dict[tuple[str, str, str], Decided]:
    """Return the verdict by item, basis and reading."""
    groups: dict[tuple[str, str, str], list[Followed]] = {}
    for case, each in found.items():
        groups.setdefault(case[:3], []).append(each)
    return {key: decided(group) for key, group in groups.items()}


def decided(group: list[Followed]) -> Decided:
    """Decide by the recommendations of one basis and reading: source order, defeat, partly."""
    heard = [
        each for each in group if each.state != SILENT and (each.supports or each.state != BLOCKED)
    ]
    first = min((each.rank for each in heard if each.rank != LAW), default=LAW)
    heard = [each for each in heard if each.rank in {LAW, first}]
    support = [each for each in heard if each.supports]
    opposition = [each for each in heard if not each.supports]
    applying = [each for each in opposition if each.state == APPLIES]

    undefeated = [each for each in support if not _names(opposition) - each.overrides]
    if any(each.state == APPLIES for each in undefeated):
        return Decided("necessary")
    if rest := {each.remainder for each in undefeated if each.remainder is not None}:
        return Decided("partly-necessary", certify=frozenset(rest))
    rescued = any(each.state == OPEN and not _names(applying) - each.overrides for each in support)
    if applying and not rescued:
        return Decided("not-necessary", conflict=_conflict(support, applying))
    if support and all(each.state == BLOCKED for each in support):
        return Decided("not-necessary")
    return Decided("undetermined")


def _names(recommendations: list[Followed]) -> set[str]:
    return {each.name for each in recommendations}


def _conflict(support: list[Followed], applying: list[Followed]) -> bool:
    """Whether both sides apply and neither overrides; the law prevails by itself."""
    return any(
        each.state == APPLIES
        and other.rank != LAW
        and other.name not in each.overrides
        and each.name not in other.overrides
        for each in support
        for other in applying
    )
