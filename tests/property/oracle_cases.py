"""Cases: invented facts of one letter with one item, near every edge that a guideline draws.

In:   the knowledge, whose recommendations and conditions say which facts matter.
Out:  a strategy of quads, as `describe` would give them of a letter that states them.
From: the terms of ontology/imr.ttl.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

import pyoxigraph as ox
from hypothesis import strategies as st

from imrgraph.graph.store import term
from imrgraph.knowledge.terms import IMR, IMRD, IMRV, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from imrgraph.graph.store import Quads, Value
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["cases"]

_LETTER: Final = IMRD("CM99-0000001")
_ITEM: Final = IMRD("CM99-0000001/item/1")
_DATES: Final = ("authorizationRequestDate", "reportDate", "urDenialDate", "decisionDate")
_AMENDED: Final = (date(2009, 7, 18), date(2015, 4, 20), date(2016, 7, 29), date(2017, 12, 1))
#: Days about the edges of the phases, by months of any length.
_AGES: Final = (-1, 0, 27, 28, 29, 30, 31, 59, 62, 88, 89, 90, 91, 92, 180, 182, 184, 573)

_Made = TypeVar("_Made")
_Said = tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]


class _Names:
    """What the knowledge has of each kind."""

    def __init__(self, quads: Quads) -> None:
        self._quads = quads

    @lru_cache(maxsize=20)  # noqa: B019 (there is one)
    def of(self, kind: str) -> list[ox.NamedNode]:
        """Return everything of a class, in order."""
        typed = (RDF("type"), IMR(kind))
        return _sorted(q.subject for q in self._quads if (q.predicate, q.object) == typed)

    @lru_cache(maxsize=20)  # noqa: B019 (there is one)
    def named_by(self, *properties: str) -> list[ox.NamedNode]:
        """Return what recommendations and conditions name by a property."""
        wanted = {IMR(name) for name in properties}
        return _sorted(q.object for q in self._quads if q.predicate in wanted)


def _sorted(things: Iterable[object]) -> list[ox.NamedNode]:
    return sorted({t for t in things if isinstance(t, ox.NamedNode)}, key=str)


def cases(knowledge: Knowledge) -> st.SearchStrategy[Quads]:
    """Make the facts of a letter."""
    names = _Names(knowledge.quads)

    @st.composite
    def made(draw: st.DrawFn) -> Quads:
        case = _Case(draw, names)
        case.say_dates()
        case.say_quantity()
        case.say_history()
        case.say_findings()
        case.say_grounds()
        for number in range(draw(st.integers(0, 2))):
            case.say_statement(_below(f"statement/{number}"))
        return case.quads()

    return made()


def _below(path: str) -> ox.NamedNode:
    return ox.NamedNode(f"{_ITEM.value}/{path}")


class _Case:
    """A case in the making."""

    def __init__(self, draw: st.DrawFn, names: _Names) -> None:
        self._draw, self._names = draw, names
        invented = st.just(IMRV("invented-treatment"))
        self._treatment = draw(invented | st.sampled_from(names.named_by("aboutTreatment")))
        self._said: list[_Said] = [
            (_LETTER, "a", IMR("Determination")),
            (_LETTER, "hasItem", _ITEM),
            (_ITEM, "requestedTreatment", self._treatment),
        ]

    def quads(self) -> Quads:
        """Return what was said."""
        return tuple(
            ox.Quad(subject, RDF("type") if name == "a" else IMR(name), value, _LETTER)
            for subject, name, value in dict.fromkeys(self._said)
        )

    def say_dates(self) -> None:
        asked = self._draw(st.dates(date(2008, 1, 1), date(2019, 12, 31)) | _one(_AMENDED))
        for name in _DATES:
            self._perhaps(_LETTER, name, st.just(asked))
        for name in ("injuryDate", "surgeryDate"):
            age = self._draw(_one(_AGES))
            self._perhaps(_LETTER, name, st.just(asked - timedelta(age)))

    def say_quantity(self) -> None:
        for name in ("quantityRequested", "priorCount", "visitsPerWeek", "weeks"):
            self._perhaps(_ITEM, name, st.integers(0, 40))
        self._perhaps(_ITEM, "quantityUnit", _one(("visit", "visit", "day", "month", "tablet")))

    def say_history(self) -> None:
        treatments = _one(self._names.named_by("aboutTreatment", "requiresTreatment"))
        given = treatments | st.just(IMRV("home-exercise")) | st.just(self._treatment)
        for subject, name, values in (
            (_ITEM, "bodyRegion", _one(self._names.named_by("aboutRegion"))),
            (_LETTER, "diagnosis", _one(self._names.of("Diagnosis"))),
            (_LETTER, "pastTreatment", given),
            (_LETTER, "plannedTreatment", given),
            (_LETTER, "concurrentTreatment", given),
        ):
            found = self._draw(st.lists(values, max_size=2))
            self._said += [(subject, name, value) for value in found]

    def say_findings(self) -> None:
        for number in range(self._draw(st.integers(0, 4))):
            node = ox.NamedNode(f"{_LETTER.value}/clinical-finding/{number}")
            kinds = _one(self._names.of("FindingKind")) | _one(self._names.named_by("metByFinding"))
            self._said += [
                (_LETTER, "hasClinicalFinding", node),
                (node, "a", IMR("ClinicalFinding")),
                (node, "ofKind", self._draw(kinds)),
                (node, "present", term(self._draw(st.booleans()))),
            ]
            for name in self._draw(st.sets(_one(("speaksFor", "speaksAgainst")))):
                self._said.append((node, name, self._criterion()))
            if self._draw(st.booleans()):
                self._said.append((node, "ofTreatment", self._treatment))

    def say_grounds(self) -> None:
        for number in range(self._draw(st.integers(0, 4))):
            ground = _below(f"ground/{number}")
            self._said += [
                (_ITEM, "hasGround", ground),
                (ground, "criterion", self._criterion()),
                (ground, "met", term(self._draw(st.booleans()))),
            ]

    def say_statement(self, node: ox.NamedNode) -> None:
        """Say what the reviewer states of the guideline, and which work is cited, if any."""
        kind = self._draw(_one(("SupportingRecommendation", "OpposingRecommendation")))
        citation = ox.NamedNode(f"{node.value}/citation")
        self._said += [
            (_ITEM, "hasStatement", node),
            (node, "a", IMR(kind)),
            (node, "inReading", IMRV("stated-reading")),
            (node, "aboutTreatment", self._treatment),
            (node, "restsOn", citation),
        ]
        for work in self._draw(st.lists(_one(self._names.of("Guideline")), max_size=1)):
            self._said.append((citation, "cites", work))
            self._perhaps(citation, "citedEdition", _one(("2009", "2015", "2016")))
        demands: tuple[tuple[str, str, ox.NamedNode | ox.Literal], ...] = (
            ("visit-limit", "maximumVisits", term(6)),
            ("phase", "requiresPhase", self._draw(_one(self._names.of("Phase")))),
            ("adjunct", "requiresModality", IMRV("active")),
            ("active-care", "barsModality", IMRV("passive")),
            ("functional-improvement", "a", IMR("Condition")),
        )
        for number in self._draw(st.sets(st.integers(0, len(demands) - 1))):
            criterion, name, value = demands[number]
            child = ox.NamedNode(f"{node.value}/condition/{number}")
            self._said += [(node, "hasCondition", child), (child, name, value)]
            self._said.append((child, "criterion", IMRV(criterion)))

    def _criterion(self) -> ox.NamedNode:
        return self._draw(_one(self._names.of("Criterion")))

    def _perhaps(self, subject: ox.NamedNode, name: str, values: st.SearchStrategy[Value]) -> None:
        value = self._draw(st.none() | values)
        if value is not None:
            self._said.append((subject, name, term(value)))


def _one(values: Sequence[_Made]) -> st.SearchStrategy[_Made]:
    return st.sampled_from(values)
