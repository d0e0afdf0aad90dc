"""Weighing: which recommendations speak of an item, and whether their conditions are met.

In:   the quads of many letters, and the knowledge.
Out:  for each item the recommendations weighed, each with the results of its conditions.
From: ontology/applicable.rq, request-date.rq, demands.rq, grounds.rq, told.rq and conditions/*.rq,
      one query a criterion, each run once for all items together.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby, islice
from operator import itemgetter
from threading import Lock
from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.graph.store import Store, term
from imrgraph.knowledge.terms import IMR, IMRV
from imrgraph.reprs import short
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.graph.store import Quads, Row, Value
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = [
    "Lever",
    "Request",
    "Result",
    "Role",
    "State",
    "Status",
    "Weighed",
    "Weighing",
    "as_applied",
    "local",
    "tell",
    "weigh",
]


#: One weighs at a time: the store that holds the knowledge is shared.
_WEIGHING = Lock()
#: So many letters share the cost of a query; the engine's joins grow faster than their number.
_AT_ONCE = 25
#: After so many quads, about as many as the knowledge has, that store is made anew.
_MOST_FORGOTTEN = 20_000


class Status(StrEnum):
    """Whether a criterion is met; met always speaks for the treatment."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """What a condition is to its recommendation."""

    CONDITION = "condition"
    SCOPE = "scope"
    EXCEPTION = "exception"


class State(StrEnum):
    """What a recommendation comes to, given its conditions."""

    APPLIES = "applies"
    BLOCKED = "blocked"
    OPEN = "open"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Lever:
    """A value of a fact at which the condition would, or might, have come out otherwise."""

    subject: str
    property: str
    value: Value
    #: "at most", "on or after", …: which values do as well as this one.
    bound: str
    #: The criterion, where the fact is whether the reviewer finds it met.
    finding: str | None = None

    __repr__ = short("property", "bound", "value")


@dataclass(frozen=True, slots=True)
class Result:
    """Whether one condition is met."""

    condition: str
    criterion: str
    status: Status
    required: Value | None
    actual: Value | None
    comparison: str | None
    #: What it rests on, each (subject, property) or (subject, property, object).
    premises: tuple[tuple[str, ...], ...]
    #: What would have to be known.
    missing: str | None
    #: The absence policy, where the record is silent and the policy has its say.
    absence: str | None
    #: What it is to the recommendation, which says nothing outside its scope or in an exception.
    role: Role
    #: A smaller request would meet it.
    limit: bool
    lever: Lever | None

    __repr__ = short("criterion", "status", "required", "actual")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A recommendation weighed for an item on one basis and in one reading."""

    item: str
    recommendation: str
    basis: str
    reading: str
    edition: str | None
    rank: int
    supports: bool
    overrides: frozenset[str]
    results: tuple[Result, ...]

    __repr__ = short("recommendation", "basis", "reading", "state")

    @property
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
        return [result.status for result in self.results if result.role is role]


@dataclass(frozen=True, slots=True)
class Request:
    """The day taken for the request of a letter."""

    day: date
    #: The property that gives the day.
    property: str
    #: What is assumed, where it is not the request's own date.
    assumption: str | None

    __repr__ = short("day", "property")


@dataclass(frozen=True, slots=True)
class Weighing:
    """What was weighed over a batch of letters."""

    #: By the IRI of the item; an item of which no recommendation speaks has no key.
    items: dict[str, tuple[Weighed, ...]]
    #: By the IRI of the letter; a letter that dates nothing has no key.
    requests: dict[str, Request]

    __repr__ = short("items", "requests")


def as_applied(item: str) -> str:
    """Return the IRI of the guideline as the reviewer applies it to `item`.

    >>> as_applied("https://w3id.org/imrgraph/determination/CM99-0000001/item/1")
    'https://w3id.org/imrgraph/determination/CM99-0000001/item/1/applied'
    """
    return f"{item}/applied"


def local(iri: str) -> str:
    """Return the last part of an IRI.

    >>> local("https://w3id.org/imrgraph/vocab/not-met")
    'not-met'
    """
    return iri.replace("#", "/").rpartition("/")[2]


def weigh(letters: Iterable[Quads], knowledge: Knowledge) -> Weighing:
    """Weigh every recommendation for every disputed item of `letters`.

    Args:
        letters: the quads of each letter, as `graph.describe` gives them, no two of one IRI.
        knowledge: the vocabulary and the encoded guidelines.

    Returns:
        What was weighed for each item, on either basis and in either reading.
    """
    waiting, whole = iter(letters), Weighing({}, {})
    while some := tuple(islice(waiting, _AT_ONCE)):
        part = _weighed_together(some, knowledge)
        whole.items.update(part.items)
        whole.requests.update(part.requests)
    return whole


def _weighed_together(letters: Iterable[Quads], knowledge: Knowledge) -> Weighing:
    with _WEIGHING:
        store = _taught(knowledge)
        try:
            for quads in letters:
                store.add(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
            return _weighing(store)
        finally:
            if store.forget() > _MOST_FORGOTTEN:
                _taught.cache_clear()


@lru_cache(maxsize=2)
def _taught(knowledge: Knowledge) -> Store:
    """Return a store that holds `knowledge`; what is weighed is beside it, in no named graph."""
    store = Store()
    store.add(knowledge.quads)
    return store


def _weighing(store: Store) -> Weighing:
    """Weigh the letters that `store` holds beside the knowledge."""
    requests = _requests(store)
    candidates = _candidates(store)
    tell(store)
    results = _results(store)
    items = defaultdict(list)
    for iri, rows in groupby(store.select(_query("demands")), key=itemgetter("candidate")):
        candidate = candidates[str(iri)]
        weighed = _weighed(candidate, list(rows), results[str(iri)])
        items[str(candidate["item"])].append(weighed)
    for item, grounds in _grounds(store).items():
        items[item] = _applied(item, items[item], grounds)
    return Weighing({item: tuple(weighed) for item, weighed in items.items()}, requests)


@cache
def _query(name: str) -> str:
    return (folder("ontology") / f"{name}.rq").read_text(encoding="utf-8")


@cache
def _conditions() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (folder("ontology") / "conditions").glob("*.rq")))


def _requests(store: Store) -> dict[str, Request]:
    """Add the day taken for the request of each letter, and return it."""
    requests = {}
    for row in store.select(_query("request-date")):
        day = row["date"]
        if isinstance(day, date):
            found = Request(day, str(row["property"]), _text(row, "assumption"))
            requests[str(row["determination"])] = found
    store.add(
        ox.Quad(ox.NamedNode(letter), IMR("requestDate"), term(request.day))
        for letter, request in requests.items()
    )
    return requests


def _candidates(store: Store) -> dict[str, Row]:
    """Add a candidate for each recommendation that speaks of an item, and return them by IRI."""
    candidates: dict[str, Row] = {}
    for item, rows in groupby(store.select(_query("applicable")), key=itemgetter("item")):
        # Numbers as long as each other, since they are sorted as IRIs; they start anew with each
        # item, so that what is weighed beside it puts nothing in another order.
        candidates |= {f"{item}/candidate/{n:04d}": row for n, row in enumerate(rows, 1)}
    store.add(
        ox.Quad(ox.NamedNode(node), IMR(name), ox.NamedNode(str(row[column])))
        for node, row in candidates.items()
        for name, column in (
            ("ofItem", "item"),
            ("considers", "recommendation"),
            ("onBasis", "basis"),
        )
    )
    return candidates


def tell(store: Store) -> None:
    """Add what the record tells that meets a condition, and what fails one."""
    store.add(
        ox.Quad(
            ox.NamedNode(str(row["told"])),
            IMR("meets" if row["meets"] else "fails"),
            ox.NamedNode(str(row["condition"])),
        )
        for row in store.select(_query("told"))
    )


def _results(store: Store) -> dict[str, dict[str, Row]]:
    """Run every condition query, and return its rows by candidate and condition."""
    results: dict[str, dict[str, Row]] = defaultdict(dict)
    for criterion in _conditions():
        for row in store.select(_query(f"conditions/{criterion}")):
            results[str(row["candidate"])][str(row["condition"])] = row
    return results


def _grounds(store: Store) -> dict[str, list[Result]]:
    """Return what the reviewer finds of each item, each finding as a condition."""
    grounds = defaultdict(list)
    for row in store.select(_query("grounds")):
        ground, criterion = str(row["ground"]), local(str(row["criterion"]))
        status = Status(local(str(row["status"])))
        result = Result(
            condition=ground,
            criterion=criterion,
            status=status,
            required=None,
            actual=None,
            comparison=None,
            premises=((ground, IMR("Ground").value),),
            missing=None,
            absence=None,
            role=Role.CONDITION,
            limit=bool(row["limit"]),
            lever=Lever(ground, IMR("met").value, status is not Status.MET, "", criterion),
        )
        grounds[str(row["item"])].append(result)
    return grounds


def _applied(item: str, weighed: list[Weighed], grounds: list[Result]) -> list[Weighed]:
    """Add what the reviewer demands of the case to the guideline as the reviewer states it.

    A finding on a criterion that the reviewer states no condition of is a condition as well: the
    stated support asks for it too. Where the reviewer states no support, the findings are one.
    """
    stated = [each for each in weighed if each.reading == "stated-reading"]
    known = {result.criterion for each in stated for result in each.results}
    asked = tuple(ground for ground in grounds if ground.criterion not in known)
    if any(each.supports for each in stated):
        return [
            replace(each, results=(*each.results, *asked))
            if each in stated and each.supports
            else each
            for each in weighed
        ]
    return [*weighed, _found(item, asked, stated)] if asked else weighed


def _found(item: str, asked: tuple[Result, ...], stated: list[Weighed]) -> Weighed:
    return Weighed(
        item=item,
        recommendation=as_applied(item),
        basis="reviewer-basis",
        reading="stated-reading",
        edition=None,
        rank=min((each.rank for each in stated), default=1),
        supports=True,
        overrides=frozenset(),
        results=asked,
    )


def _weighed(candidate: Row, demands: list[Row], results: dict[str, Row]) -> Weighed:
    conditions = {str(row["condition"]): row for row in demands if "condition" in row}
    return Weighed(
        item=str(candidate["item"]),
        recommendation=str(candidate["recommendation"]),
        basis=local(str(candidate["basis"])),
        reading=local(str(candidate["reading"])),
        edition=_text(candidate, "edition"),
        rank=int(str(candidate["rank"])),
        supports=demands[0]["polarity"] == IMR("SupportingRecommendation").value,
        overrides=frozenset(str(row["overrides"]) for row in demands if "overrides" in row),
        results=tuple(_result(row, results.get(iri, {})) for iri, row in conditions.items()),
    )


def _result(demand: Row, row: Row) -> Result:
    """Join what is demanded with what was found; a criterion without a query stays unknown."""
    status = Status(local(str(row.get("status", Status.UNKNOWN))))
    found = Result(
        condition=str(demand["condition"]),
        criterion=local(str(demand["criterion"])),
        status=status,
        required=row.get("required"),
        actual=row.get("actual"),
        comparison=_text(row, "comparison"),
        premises=tuple(_premises(str(row.get("premises", "")))),
        missing=_text(row, "missing"),
        absence=None,
        role=Role(str(demand["role"])),
        limit=bool(demand["limit"]),
        lever=_lever(row),
    )
    if status is Status.UNKNOWN and row.get("silent"):
        return _absent(found, str(demand["policy"]))
    return found


def _absent(result: Result, policy: str) -> Result:
    """Let the absence policy have its say on a condition of which the record is silent."""
    outcome = {
        IMRV("counts-as-met").value: Status.MET,
        IMRV("counts-as-not-met").value: Status.NOT_MET,
    }
    return replace(result, status=outcome.get(policy, Status.UNKNOWN), absence=local(policy))


def _premises(text: str) -> Iterator[tuple[str, ...]]:
    for line in sorted(filter(None, text.split("\n"))):
        yield tuple(line.split(" "))


def _lever(row: Row) -> Lever | None:
    if "alternative" not in row:
        return None
    return Lever(str(row["subject"]), str(row["property"]), row["alternative"], str(row["bound"]))


def _text(row: Row, name: str) -> str | None:
    return str(row[name]) if name in row else None
