"""Requests: what somebody thinks of asking for, in the names of the vocabularies.

In:   names, numbers and days, as a person gives them.
Out:  a `PlannedRequest`, of which nothing is impossible; and the letter that describes it.
From: the properties of ontology/imr.ttl; a name that no vocabulary has is refused with the nearest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from imrgraph.errors import PlanError
from imrgraph.graph.described import described
from imrgraph.graph.lettered import lettered
from imrgraph.graph.values import term
from imrgraph.knowledge.criteria import criteria
from imrgraph.knowledge.naming import concept_of, like, warn_of_name
from imrgraph.knowledge.terms import IMR, RDF, local
from imrgraph.letters.text.dates import expected_day, given_day
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.graph.values import Node
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Letter

__all__ = [
    "Count",
    "Day",
    "PlannedRequest",
    "Vocabulary",
    "count",
    "day",
    "letter_of",
]

#: A day and a number as a person gives them, or as Python has them.
Day = date | str
Count = int | str
#: What is documented, by its IRI or code, and whether it is so, or not.
Documented = tuple[str, bool]
#: No course of treatment is longer, nobody older.
_MOST_VISITS: Final = 9_999
_OLDEST: Final = 120
#: What is requested is no region, and no group that only guidelines speak of.
_TREATMENTS: Final = ("treatments", "treatment-groups")
_DOCUMENTED: Final = ("criteria", "findings")
_TREATMENT: Final = "the name of a treatment"
# "no muscle spasm"
_DENIED: Final = re.compile(r"\s*(?:no|not|without)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """A request that nobody has decided yet; things by their IRIs, None where nothing is said.

    Attributes:
        treatment: what is asked for.
        region: the part of the body.
        request: the day on which it is asked for.
        injury: the day of the injury.
        surgery: the day of the operation after which it is asked for.
        visits: how many are asked for.
        visits_a_week: how many of them in a week.
        earlier_visits: how many there were before.
        age: of the worker, in years.
        diagnoses: what the worker has.
        had: the treatments that were tried and are over.
        beside: the treatments that go on.
        findings: the kinds of clinical findings that are documented, each with whether it is so;
            effects of a treatment are those of the one that is asked for.
        shown: the criteria that are said to be documented, by their codes, with whether it is so.
    """

    treatment: str
    region: str | None = None
    request: date | None = None
    injury: date | None = None
    surgery: date | None = None
    visits: int | None = None
    visits_a_week: int | None = None
    earlier_visits: int | None = None
    age: int | None = None
    diagnoses: tuple[str, ...] = ()
    had: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    findings: tuple[Documented, ...] = ()
    shown: tuple[Documented, ...] = ()

    __repr__ = short("treatment", "region", "request", "visits")


class Vocabulary:
    """Turns what a person gives into values, and refuses what is none."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def request(  # noqa: PLR0913 (each is said by its name)
        self,
        treatment: str,
        region: str | None,
        *,
        request: Day | None,
        injury: Day | None,
        surgery: Day | None,
        visits: Count | None,
        visits_a_week: Count | None,
        earlier_visits: Count | None,
        age: Count | None,
        diagnoses: Iterable[str],
        had: Iterable[str],
        beside: Iterable[str],
        documented: Iterable[str],
    ) -> PlannedRequest:
        """Return the request that a person tells of, each value as `PlannedRequest` has it.

        Raises:
            PlanError: a name is in no vocabulary, or a number or a day is impossible.
        """
        asked_on = day("request", request)
        findings, shown = self.documented(documented)
        return PlannedRequest(
            treatment=self.treatment("treatment", treatment),
            region=None if region is None else self.region(region),
            request=asked_on,
            injury=day("injury", injury, asked_on),
            surgery=day("surgery", surgery),
            visits=count("visits", visits, 1),
            visits_a_week=count("visits-a-week", visits_a_week, 1),
            earlier_visits=count("earlier-visits", earlier_visits, 0),
            age=count("age", age, 0, _OLDEST),
            diagnoses=self.diagnoses(diagnoses),
            had=self.treatments("had", had),
            beside=self.treatments("beside", beside),
            findings=findings,
            shown=shown,
        )

    def treatment(self, option: str, name: str) -> str:
        """Return the IRI of a treatment."""
        return self._concept(option, name, _TREATMENT, *_TREATMENTS)

    def treatments(self, option: str, names: Iterable[str]) -> tuple[str, ...]:
        """Return the IRIs of treatments, each once."""
        return tuple(dict.fromkeys(self.treatment(option, each) for each in names))

    def region(self, name: str) -> str:
        """Return the IRI of a part of the body."""
        return self._concept("region", name, "the name of a body region", "body-regions")

    def diagnoses(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the IRIs of diagnoses, each once."""
        expected = "the name of a diagnosis"
        found = (self._concept("diagnosis", each, expected, "diagnoses") for each in names)
        return tuple(dict.fromkeys(found))

    def documented(
        self, names: Iterable[str]
    ) -> tuple[tuple[Documented, ...], tuple[Documented, ...]]:
        """Return what is documented: kinds of findings by IRI, and criteria by code.

        "no muscle spasm" is documented not to be so. A criterion that numbers or days decide is not
        documented, but given.
        """
        findings: dict[str, bool] = {}
        shown: dict[str, bool] = {}
        every = criteria(self._knowledge)
        expected = "the name of a finding, or of a criterion that takes a reader to judge"
        option = "documented"
        for given in names:
            is_called = concept_of(given, *_DOCUMENTED) is not None
            denied = None if is_called else _DENIED.match(given)
            name = given[denied.end() :] if denied else given
            iri = self._concept(option, name, expected, *_DOCUMENTED)
            criterion = every.get(local(iri))
            if criterion is not None and not criterion.as_found:
                raise PlanError(option, given, f"{expected}; numbers and days decide this one")
            kept, key = (findings, iri) if criterion is None else (shown, criterion.code)
            if kept.setdefault(key, not denied) is bool(denied):
                raise PlanError(option, given, "it to be so or not, and not both")
        return tuple(findings.items()), tuple(shown.items())

    def _concept(self, option: str, name: str, expected: str, *schemes: str) -> str:
        iri = concept_of(name, *schemes)
        if iri is None:
            alike = like(name, *schemes)
            told = f"; the nearest: {', '.join(alike)}" if alike else ""
            raise PlanError(option, name, f"{expected}{told}", alike)
        warn_of_name(name, iri, *schemes)
        return iri


def day(option: str, given: Day | None, latest: date | None = None) -> date | None:
    """Return the day that somebody gives.

    Args:
        option: what is given.
        given: the day.
        latest: the last that it can be.

    Raises:
        PlanError: there is no such day, or it is too late.

    >>> day("injury", "05/12/2015")
    datetime.date(2015, 5, 12)
    """
    if given is None:
        return None
    found = given if isinstance(given, date) else given_day(given)
    if found is None:
        raise PlanError(option, str(given), expected_day(str(given)))
    if latest and found > latest:
        raise PlanError(option, str(given), f"a date not after that of the request, {latest}")
    return found


def count(option: str, given: Count | None, least: int, most: int = _MOST_VISITS) -> int | None:
    """Return the number that somebody gives.

    Raises:
        PlanError: it is no whole number, or out of bounds.

    >>> count("visits", " 6 ", 1)
    6
    """
    if given is None:
        return None
    text = str(given).strip()
    if not (text.isascii() and text.isdecimal()) or not least <= int(text[:9]) <= most:
        raise PlanError(option, str(given), f"a whole number from {least} to {most:,}")
    return int(text)


def letter_of(request: PlannedRequest, knowledge: Knowledge) -> Letter:
    """Return the letter that describes a request, its text telling each fact in a line.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.knowledge.terms import IMRV
    >>> asked = PlannedRequest(IMRV["massage-therapy"], visits=6)
    >>> letter_of(asked, load()).items[0].request.quantity.total
    6
    """
    name = "the request"
    return lettered(described(_triples(request, knowledge), name, knowledge), name, knowledge)


def _triples(request: PlannedRequest, knowledge: Knowledge) -> Iterator[ox.Triple]:
    letter, item = ox.BlankNode("letter"), ox.BlankNode("item")
    yield ox.Triple(letter, RDF("type"), IMR("Determination"))
    yield ox.Triple(letter, IMR("hasItem"), item)
    yield from (ox.Triple(letter, IMR(name), value) for name, value in _of_letter(request))
    yield from (ox.Triple(item, IMR(name), value) for name, value in _of_item(request))
    for number, (kind, is_so) in enumerate(request.findings, 1):
        finding = ox.BlankNode(f"finding{number}")
        yield ox.Triple(letter, IMR("hasClinicalFinding"), finding)
        yield ox.Triple(finding, IMR("ofKind"), ox.NamedNode(kind))
        yield ox.Triple(finding, IMR("present"), term(is_so))
        if knowledge.value(kind, "isEffect"):
            yield ox.Triple(finding, IMR("ofTreatment"), ox.NamedNode(request.treatment))


def _of_letter(request: PlannedRequest) -> Iterator[tuple[str, Node]]:
    for name, value in (
        ("authorizationRequestDate", request.request),
        ("injuryDate", request.injury),
        ("surgeryDate", request.surgery),
        ("claimantAge", request.age),
    ):
        if value is not None:
            yield name, term(value)
    for name, things in (
        ("diagnosis", request.diagnoses),
        ("pastTreatment", request.had),
        ("concurrentTreatment", request.beside),
    ):
        yield from ((name, ox.NamedNode(each)) for each in things)


def _of_item(request: PlannedRequest) -> Iterator[tuple[str, Node]]:
    yield "requestedTreatment", ox.NamedNode(request.treatment)
    if request.region:
        yield "bodyRegion", ox.NamedNode(request.region)
    for name, value in (
        ("quantityRequested", request.visits),
        ("visitsPerWeek", request.visits_a_week),
        ("priorCount", request.earlier_visits),
    ):
        if value is not None:
            yield name, term(value)
