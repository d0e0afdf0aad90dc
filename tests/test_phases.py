"""knowledge.phases: an injury is in the phase that SPARQL says it is in."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imrgraph.graph.store import Store, term
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.phases import Age, Phase, phase, phases
from imrgraph.knowledge.terms import IMR, IMRV, local
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge

ASKED = date(2016, 5, 31)
RULE = (folder("ontology") / "criteria" / "phase.rq").read_text(encoding="utf-8")
PHASES = {local(iri): each for iri, each in phases(load()).items()}
GRAPH = ox.NamedNode("urn:x:graph")
#: How many days an event lies before a request; after it, where it is below nothing.
agos = st.integers(-3, 100) | st.integers(100, 1500)


@pytest.mark.parametrize(
    ("injury", "found"),
    [
        pytest.param(date(2016, 5, 31), "acute", id="on the day"),
        pytest.param(date(2016, 5, 1), "acute", id="the last day of the first month"),
        pytest.param(date(2016, 4, 30), "subacute", id="one month, of a month that is shorter"),
        pytest.param(date(2016, 3, 1), "subacute", id="the day before three months"),
        pytest.param(date(2016, 2, 29), "chronic", id="three months, over a leap day"),
        pytest.param(date(2016, 6, 1), None, id="an injury after the request"),
    ],
)
def test_a_phase_begins_and_ends_on_the_day(
    injury: date, found: str | None, knowledge: Knowledge
) -> None:
    named = phase(injury, ASKED, knowledge)
    assert (named and named.rpartition("/")[2]) == found


def test_before_2015_no_length_of_time_makes_an_injury_chronic(knowledge: Knowledge) -> None:
    assert phase(date(2001, 1, 1), date(2014, 1, 1), knowledge) is None


@given(
    st.sampled_from([*PHASES.values()]),
    st.dates(date(2008, 1, 1), date(2026, 1, 1)),
    st.integers(-400, 1500),
    st.integers(0, 1500),
    st.none() | st.builds(Age, st.integers(0, 12), st.integers(0, 40)),
)
def test_a_request_is_in_a_phase_on_the_days_whose_windows_hold_the_event(
    asked_in: Phase, event: date, later: int, many: int, until: Age | None
) -> None:
    start = event + timedelta(later)
    days = [start + timedelta(each) for each in range(many)]
    windows = {day: asked_in.window(day, until) for day in days}
    held = {day for day, window in windows.items() if window and window.holds(event)}
    stretches = [*asked_in.asked_on(event, start, start + timedelta(many), until)]
    assert {day for first, last in stretches for day in days if first <= day <= last} == held
    assert {day for stretch in stretches for day in stretch} <= held


@settings(max_examples=20)
@given(st.lists(st.tuples(st.dates(date(2008, 1, 1), date(2026, 1, 1)), agos), max_size=40))
def test_an_event_is_in_a_phase_where_the_query_says_so(days: list[tuple[date, int]]) -> None:
    cases = [(asked, asked - timedelta(ago)) for asked, ago in days]
    said = by_query(cases)
    for number, (asked, event) in enumerate(cases):
        for code, each in PHASES.items():
            window = each.window(asked)
            known = window is not None and event <= asked
            met = {True: "met", False: "not-met"}[window is not None and window.holds(event)]
            assert said[number, code] == (met if known else "unknown"), (asked, event, code)


@given(st.dates(date(2015, 5, 1), date(2026, 1, 1)))
def test_the_last_day_of_a_phase_is_in_it_and_the_day_after_is_not(asked: date) -> None:
    windows = {code: each.window(asked) for code, each in PHASES.items()}
    last = {code: window.last or asked for code, window in windows.items() if window}
    said = by_query([(asked, day) for day in last.values()])
    assert [said[number, code] for number, code in enumerate(last)] == ["met"] * len(last)
    said = by_query([(asked, day + timedelta(1)) for day in last.values()])
    assert "met" not in [said[number, code] for number, code in enumerate(last)]


@given(asked=st.dates(date(2015, 5, 1), date(2026, 1, 1)), ago=st.integers(0, 1500))
def test_every_injury_before_a_request_is_in_a_narrowest_phase(asked: date, ago: int) -> None:
    found = phase(asked - timedelta(ago), asked, load())
    said = by_query([(asked, asked - timedelta(ago))])
    assert found
    assert said[0, local(found)] == "met"


def by_query(cases: list[tuple[date, date]]) -> dict[tuple[int, str], str]:
    """Return what the query says of each case, a day of request and one of the event, and phase."""
    store = _store()
    store.clear([GRAPH.value])
    store.fill(quad for n, case in enumerate(cases) for quad in _said(n, *case))
    rows = store.select(RULE)
    return {
        (int(number), code): local(str(row["status"]))
        for row in rows
        for number, code in [str(row["result"]).removeprefix("urn:x:result/").split("/")]
    }


@cache
def _store() -> Store:
    """Return a store of the knowledge, with a condition for each phase."""
    store = Store()
    conditions = (
        ox.Quad(
            ox.NamedNode(f"urn:x:condition/{code}"), IMR(name), value, ox.NamedNode("urn:x:rules")
        )
        for code, each in PHASES.items()
        for name, value in (("criterion", IMRV("phase")), ("requiresPhase", ox.NamedNode(each.iri)))
    )
    store.add((*load().quads, *conditions))
    return store


def _said(number: int, asked: date, event: date) -> Iterator[ox.Quad]:
    """Say a letter with one item, and a result for each phase."""
    letter, item = (ox.NamedNode(f"urn:x:{name}/{number}") for name in ("letter", "item"))
    yield ox.Quad(letter, IMR("hasItem"), item, GRAPH)
    for name, day in (("requestDate", asked), ("injuryDate", event), ("surgeryDate", event)):
        yield ox.Quad(letter, IMR(name), term(day), GRAPH)
    for code in PHASES:
        result = ox.NamedNode(f"urn:x:result/{number}/{code}")
        yield ox.Quad(result, IMR("ofItem"), item, GRAPH)
        yield ox.Quad(result, IMR("ofCondition"), ox.NamedNode(f"urn:x:condition/{code}"), GRAPH)
        yield ox.Quad(result, IMR("onBasis"), IMRV("record-basis"), GRAPH)
