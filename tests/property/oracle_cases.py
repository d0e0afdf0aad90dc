"""Cases: invented facts of letters with an item or two, near every edge that a guideline draws.

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

__all__ = ["Letters", "letters"]

_DATES: Final = ("authorizationRequestDate", "reportDate", "urDenialDate", "decisionDate")
_AMENDED: Final = (date(2009, 7, 18), date(2015, 4, 20), date(2016, 7, 29), date(2017, 12, 1))
#: Days about the edges of the phases, by months of any length.
_AGES: Final = (-1, 0, 27, 28, 29, 30, 31, 59, 62, 88, 89, 90, 91, 92, 180, 182, 184, 573)

#: How long after the day of the request another date is, in days.
_DELAYS: Final = (0, 0, 0, 1, -1, 40, -400)

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


class Letters(tuple["Quads", ...]):
    """The facts of some letters, each by itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} letters>"


def letters(knowledge: Knowledge, number: int) -> st.SearchStrategy[Letters]:
    """Make the facts of a number of letters."""
    names = _Names(knowledge.quads)

    @st.composite
    def made(draw: st.DrawFn) -> Letters:
        each = (_Letter(draw, names, f"CM99-{n:07}") for n in range(1, number + 1))
        return Letters(letter.said() for letter in each)

    return made()


class _Letter:
    """A letter in the making."""

    def __init__(self, draw: st.DrawFn, names: _Names, name: str) -> None:
        self._draw, self._names, self._letter = draw, names, IMRD(name)
        invented = st.just(IMRV("invented-treatment"))
        asked_for = invented | _one(names.named_by("aboutTreatment"))
        self._treatments = draw(st.lists(asked_for, min_size=1, max_size=2))
        self._said: list[_Said] = [(self._letter, "a", IMR("Determination"))]

    def said(self) -> Quads:
        """Return what the letter says."""
        self._say_dates()
        self._say_history()
        self._say_findings()
        for number, treatment in enumerate(self._treatments, 1):
            item = _below(self._letter, f"item/{number}")
            self._say(self._letter, ("hasItem", item))
            self._say(item, ("number", term(number)), ("requestedTreatment", treatment))
            self._say_request(item)
            self._say_grounds(item)
            self._say_citations(item)
            for place in range(1, self._draw(st.integers(0, 2)) + 1):
                self._say_statement(item, treatment, place)
        return tuple(
            ox.Quad(subject, RDF("type") if name == "a" else IMR(name), value, self._letter)
            for subject, name, value in dict.fromkeys(self._said)
        )

    def _say_dates(self) -> None:
        asked = self._draw(st.dates(date(2008, 1, 1), date(2019, 12, 31)) | _one(_AMENDED))
        for name in _DATES:
            later = self._draw(_one(_DELAYS))
            self._perhaps(self._letter, name, st.just(asked + timedelta(later)))
        for name in ("injuryDate", "surgeryDate"):
            age = self._draw(_one(_AGES))
            self._perhaps(self._letter, name, st.just(asked - timedelta(age)))

    def _say_history(self) -> None:
        treatments = _one(self._names.named_by("aboutTreatment", "requiresTreatment"))
        given = treatments | st.just(IMRV("home-exercise")) | _one(self._treatments)
        for name, values in (
            ("diagnosis", _one(self._names.of("Diagnosis"))),
            ("diagnosis", _one(self._names.named_by("requiresDiagnosis"))),
            ("pastTreatment", given),
            ("plannedTreatment", given),
            ("concurrentTreatment", given),
        ):
            found = self._draw(st.lists(values, max_size=2))
            self._say(self._letter, *((name, value) for value in found))

    def _say_findings(self) -> None:
        kinds = _one(self._names.of("FindingKind")) | _one(self._names.named_by("metByFinding"))
        treatments = st.none() | _one(self._treatments)
        for number in range(1, self._draw(st.integers(0, 4)) + 1):
            node = _below(self._letter, f"clinical-finding/{number}")
            self._say(self._letter, ("hasClinicalFinding", node))
            self._say(
                node,
                ("a", IMR("ClinicalFinding")),
                ("ofKind", self._draw(kinds)),
                ("present", term(self._draw(st.booleans()))),
            )
            if treatment := self._draw(treatments):
                self._say(node, ("ofTreatment", treatment))
            regions = st.lists(_one(self._names.named_by("aboutRegion")), max_size=2)
            self._say(node, *(("ofRegion", each) for each in self._draw(regions)))

    def _say_request(self, item: ox.NamedNode) -> None:
        for name in ("quantityRequested", "priorCount", "visitsPerWeek", "weeks"):
            self._perhaps(item, name, st.integers(0, 40))
        units = _one(("visit", "visit", "visit", "day", "week", "month", "tablet"))
        self._say(item, ("quantityUnit", term(self._draw(units))))
        regions = self._draw(st.lists(_one(self._names.named_by("aboutRegion")), max_size=2))
        self._say(item, *(("bodyRegion", region) for region in regions))

    def _say_grounds(self, item: ox.NamedNode) -> None:
        for number in range(1, self._draw(st.integers(0, 4)) + 1):
            ground = _below(item, f"ground/{number}")
            self._say(item, ("hasGround", ground))
            self._say(
                ground,
                ("criterion", self._draw(_one(self._names.of("Criterion")))),
                ("met", term(self._draw(st.booleans()))),
            )

    def _say_citations(self, item: ox.NamedNode) -> None:
        """Say what the two parties rely on: works that are encoded, and others."""
        parties = _one(("reviewer", "reviewer", "claims-administrator"))
        works = st.none() | _one(self._names.of("Guideline"))
        for number in range(1, self._draw(st.integers(0, 3)) + 1):
            citation = _below(item, f"citation/{number}")
            self._say(item, ("hasCitation", citation))
            self._say(citation, ("citedBy", IMRV(self._draw(parties))))
            self._perhaps(citation, "citedEdition", _one(("2009", "2015", "2016")))
            if work := self._draw(works):
                self._say(citation, ("cites", work))

    def _say_statement(self, item: ox.NamedNode, treatment: ox.NamedNode, number: int) -> None:
        """Say what the reviewer states of the guideline."""
        node = _below(item, f"statement/{number}")
        kind = self._draw(_one(("SupportingRecommendation", "OpposingRecommendation")))
        self._say(item, ("hasStatement", node))
        self._say(
            node,
            ("a", IMR(kind)),
            ("inReading", IMRV("stated-reading")),
            ("aboutTreatment", treatment),
        )
        demands: tuple[tuple[str, str, ox.NamedNode | ox.Literal], ...] = (
            ("visit-limit", "maximumVisits", term(6)),
            ("phase", "requiresPhase", self._draw(_one(self._names.of("Phase")))),
            ("adjunct", "requiresModality", IMRV("active")),
            ("active-care", "barsModality", IMRV("passive")),
            ("functional-improvement", "a", IMR("Condition")),
        )
        for place in sorted(self._draw(st.sets(st.integers(0, len(demands) - 1)))):
            criterion, name, value = demands[place]
            child = _below(node, f"condition/{place + 1}")
            self._say(node, ("hasCondition", child))
            self._say(child, ("a", IMR("Condition")), ("criterion", IMRV(criterion)), (name, value))

    def _say(self, subject: ox.NamedNode, *said: tuple[str, ox.NamedNode | ox.Literal]) -> None:
        self._said += [(subject, name, value) for name, value in said]

    def _perhaps(self, subject: ox.NamedNode, name: str, values: st.SearchStrategy[Value]) -> None:
        value = self._draw(st.none() | values)
        if value is not None:
            self._said.append((subject, name, term(value)))


def _below(node: ox.NamedNode, path: str) -> ox.NamedNode:
    return ox.NamedNode(f"{node.value}/{path}")


def _one(values: Sequence[_Made]) -> st.SearchStrategy[_Made]:
    return st.sampled_from(values)
