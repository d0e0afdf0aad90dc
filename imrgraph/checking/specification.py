"""The specification: do the queries of ontology/criteria/ say what the engine says?

In:   letters and the knowledge; or a store that holds the results of conditions.
Out:  a `Conformance`: how much was compared, and each `Difference`.
From: ontology/criteria/ says what a criterion means, and reasoning/deciding computes it. A result
      that no query answers is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import pyoxigraph as ox

from imrgraph.graph.describe import describe
from imrgraph.graph.store import Store, term
from imrgraph.graph.values import iri, local, python, shorten
from imrgraph.knowledge.terms import IMR, IMRV
from imrgraph.reasoning.deciding.case import Basis, cases
from imrgraph.reasoning.deciding.weighing import is_applied, weigh
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from imrgraph.graph.store import Node
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Letter
    from imrgraph.reasoning.deciding.case import Case
    from imrgraph.reasoning.deciding.results import Status, WeighedRecommendation

__all__ = ["Conformance", "Difference", "over_letters", "over_store"]

#: Item, condition or recommendation, and the code of a basis; each is told by one or more words.
Key = tuple[str, str, str]
Said = dict[Key, set[str]]

#: The queries that say something else than the status of a condition.
_APPLICABLE: Final = "applicable"
_REQUEST_DATE: Final = "request-date"
_UNKNOWN: Final = "unknown"
_SILENT: Final = "silent"
_UNDATED: Final = "undated"
#: How many letters are held in memory at once.
_BATCH: Final = 100


class Asked(Protocol):
    """Whatever answers SPARQL over letters: a store in memory or in a folder, or an endpoint."""

    def stream(self, query: str) -> Iterator[Mapping[str, Node]]:
        """Yield the rows of a SELECT `query` as terms, one by one."""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """Something of which the engine says one thing, and the specification another.

    Attributes:
        query: the name of the query that says the other thing; "none" where none says anything.
        item: the item, by its IRI; of the day of a request, the letter.
        about: the condition or recommendation, or the property of the letter, by its IRI.
        basis: the code of the basis; empty for the day of a request.
        engine: the status, or the reading, edition and rank, or the day.
        specification: the same by the query.
    """

    query: str
    item: str
    about: str
    basis: str
    engine: str
    specification: str

    def __str__(self) -> str:
        where = " ".join(filter(None, (shorten(self.item), shorten(self.about), self.basis)))
        return f"{self.query}: {where}: engine {self.engine}, specification {self.specification}"


@dataclass(frozen=True, slots=True)
class Conformance:
    """How much was said twice, and where it differs."""

    #: How many statuses of conditions, one for each basis.
    statuses: int = 0
    #: How many recommendations that speak of an item, one for each basis.
    recommendations: int = 0
    #: How many days of requests.
    days: int = 0
    differences: tuple[Difference, ...] = ()

    def __add__(self, other: Conformance) -> Conformance:
        return Conformance(
            self.statuses + other.statuses,
            self.recommendations + other.recommendations,
            self.days + other.days,
            (*self.differences, *other.differences),
        )


def over_letters(
    letters: Iterable[Letter], knowledge: Knowledge, home: Path | None = None
) -> Conformance:
    """Hold the specification against the engine over `letters`.

    Args:
        letters: as they are read.
        knowledge: the vocabulary and the encoded guidelines.
        home: a folder as ontology/ is; the one that comes with imrgraph if it is left out.

    Returns:
        Every condition that is judged is compared, also of recommendations that are silent.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.reading import read
    >>> letter = read(folder("examples") / "letters" / "massage-chronic.txt")
    >>> found = over_letters([letter], load())
    >>> found.statuses > 0, found.differences
    (True, ())
    """
    total = Conformance()
    for batch in _batches(letters):
        store, speaking = Store(), _nothing()
        store.add(knowledge.quads)
        for letter in batch:
            for case in _described(letter, store):
                _say(case, knowledge, store, speaking)
        total += _statuses(store, home) + _days(store, home) + _speaking(store, home, speaking)
    return total


def over_store(store: Asked, home: Path | None = None) -> Conformance:
    """Hold the specification against what a store says was concluded.

    Args:
        store: it holds the knowledge, letters, and the results of their conditions.
        home: a folder as ontology/ is; the one that comes with imrgraph if it is left out.

    Returns:
        Every result is compared; of the recommendations, that those of the conditions speak.
    """
    return _statuses(store, home) + _days(store, home) + _unspoken(store, home)


def _batches(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    """Yield some letters at a time, no two of one name together."""
    batch: dict[str, Letter] = {}
    for letter in letters:
        if letter.name() in batch or len(batch) == _BATCH:
            yield [*batch.values()]
            batch = {}
        batch[letter.name()] = letter
    if batch:
        yield [*batch.values()]


# What the engine says


def _described(letter: Letter, store: Store) -> tuple[Case, ...]:
    """Put what a letter states, with the day of its request, into `store`."""
    found, graph = cases(letter), ox.NamedNode(letter.name())
    asked = (case.requested for case in found if case.requested)
    dated = {known for each in asked for known in each.days.items()}
    days = (ox.Quad(graph, IMR(name), term(day), graph) for name, day in sorted(dated))
    store.add((*describe(letter), *days))
    return found


def _say(case: Case, knowledge: Knowledge, store: Store, speaking: Said) -> None:
    """Put how the conditions of a case come out into `store`, and who speaks into `speaking`."""
    bases: dict[tuple[str, Status], dict[Basis, None]] = defaultdict(dict)
    for basis in Basis:
        for weighed in weigh(case.on(basis), knowledge):
            if not is_applied(weighed):
                key = weighed.item, weighed.recommendation, basis.value
                speaking[key].add(_place(weighed))
            for result in weighed.results:
                bases[result.condition, result.status][basis] = None
    graph = ox.NamedNode(case.letter)
    for number, ((condition, status), on) in enumerate(bases.items(), 1):
        node = ox.NamedNode(f"{case.item}/result/{number}")
        said = (
            ("ofItem", ox.NamedNode(case.item)),
            ("ofCondition", ox.NamedNode(condition)),
            ("status", IMRV(status)),
            *(("onBasis", IMRV(basis)) for basis in on),
        )
        store.add(ox.Quad(node, IMR(name), value, graph) for name, value in said)


def _place(weighed: WeighedRecommendation) -> str:
    return _told(weighed.reading, weighed.edition, str(weighed.rank))


def _told(reading: str, edition: str | None, rank: str) -> str:
    return f"{reading}, {shorten(edition) if edition else 'no edition'}, rank {rank}"


# What the specification says


def _statuses(store: Asked, home: Path | None) -> Conformance:
    """Compare the statuses of the results in `store`."""
    engine, specification = _nothing(), _nothing()
    results, answering = dict[str, tuple[str, str]](), dict[Key, str]()
    for row in store.stream(_RESULTS):
        of = results[iri(row["result"])] = iri(row["item"]), iri(row["condition"])
        engine[*of, _code(row, "basis")].add(_code(row, "status"))
    names = {file.stem for file in _criteria(home).glob("*.rq")} - {_APPLICABLE, _REQUEST_DATE}
    for name in sorted(names):
        for row in store.stream(_text(name, home)):
            if about := results.get(iri(row["result"])):
                key = *about, _code(row, "basis")
                specification[key].add(_code(row, "status"))
                answering[key] = name
    differences = _differing(engine, specification, _UNKNOWN, answering)
    return Conformance(statuses=len(engine), differences=tuple(differences))


def _days(store: Asked, home: Path | None) -> Conformance:
    """Compare the days that are taken for the requests."""
    engine, specification = _nothing(), _nothing()
    for said, query in ((engine, _DAYS), (specification, _text(_REQUEST_DATE, home))):
        for row in store.stream(query):
            key = iri(row["determination"]), IMR("requestDate").value, ""
            days = (row["date"], row.get("earliest", row["date"]))
            said[key].add(" from ".join(str(python(each)) for each in days))
    answering = dict.fromkeys({**engine, **specification}, _REQUEST_DATE)
    differences = _differing(engine, specification, _UNDATED, answering)
    return Conformance(days=len(engine), differences=tuple(differences))


def _speaking(store: Asked, home: Path | None, engine: Said) -> Conformance:
    """Compare which recommendations speak of each item, and from where."""
    specification = _applicable(store, home)
    answering = dict.fromkeys({**engine, **specification}, _APPLICABLE)
    differences = _differing(engine, specification, _SILENT, answering)
    return Conformance(recommendations=len(engine), differences=tuple(differences))


def _unspoken(store: Asked, home: Path | None) -> Conformance:
    """Find the results of conditions of which no recommendation speaks of the item."""
    spoken, holders = _applicable(store, home), _nothing()
    for row in store.stream(_HOLDERS):
        key = iri(row["item"]), iri(row["condition"]), _code(row, "basis")
        holders[key].add(iri(row["recommendation"]))
    speaking = {
        (item, condition, basis): [each for each in holding if (item, each, basis) in spoken]
        for (item, condition, basis), holding in sorted(holders.items())
    }
    heard = {(item, each, basis) for (item, _, basis), of in speaking.items() for each in of}
    differences = (
        Difference(_APPLICABLE, *key, "speaking", _SILENT) for key, of in speaking.items() if not of
    )
    return Conformance(recommendations=len(heard), differences=tuple(differences))


def _applicable(store: Asked, home: Path | None) -> Said:
    said = _nothing()
    for row in store.stream(_text(_APPLICABLE, home)):
        key = iri(row["item"]), iri(row["recommendation"]), _code(row, "basis")
        edition = iri(row["edition"]) if "edition" in row else None
        said[key].add(_told(_code(row, "reading"), edition, str(python(row["rank"]))))
    return said


def _differing(
    engine: Said, specification: Said, otherwise: str, answering: Mapping[Key, str]
) -> Iterator[Difference]:
    """Yield where the two differ; what one of them says nothing of, it says `otherwise` of."""
    for key in sorted({**engine, **specification}):
        said, specified = (
            " and ".join(sorted(each.get(key) or {otherwise})) for each in (engine, specification)
        )
        if said != specified:
            yield Difference(answering.get(key, "none"), *key, said, specified)


def _nothing() -> Said:
    return defaultdict(set)


def _code(row: Mapping[str, Node], name: str) -> str:
    """Return the code of a concept; a query that gives none is at fault, and its row is told so."""
    return local(iri(row[name])) if name in row else "nothing"


def _criteria(home: Path | None) -> Path:
    return (home or folder("ontology")) / "criteria"


def _text(query: str, home: Path | None) -> str:
    return (_criteria(home) / f"{query}.rq").read_text(encoding="utf-8")


_RESULTS: Final = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
SELECT DISTINCT ?result ?item ?condition ?basis ?status WHERE {
  ?result imr:ofCondition ?condition ; imr:ofItem ?item ; imr:onBasis ?basis ; imr:status ?status .
}
"""
_DAYS: Final = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
SELECT DISTINCT ?determination ?date ?earliest WHERE {
  ?determination imr:requestDate ?date .
  OPTIONAL { ?determination imr:earliestRequestDate ?earliest }
}
"""
_HOLDERS: Final = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
SELECT DISTINCT ?item ?condition ?basis ?recommendation WHERE {
  ?result imr:ofCondition ?condition ; imr:ofItem ?item ; imr:onBasis ?basis .
  ?recommendation imr:hasCondition|imr:hasScope|imr:hasException ?condition .
}
"""
