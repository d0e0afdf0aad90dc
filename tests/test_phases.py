"""knowledge.phases: an injury is in the phase that SPARQL says it is in."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.graph.store import Store
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.phases import phase
from imrgraph.resources import folder

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge

ASKED = date(2016, 5, 31)
RULE = (folder("ontology") / "phase-day.rq").read_text(encoding="utf-8")


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


@given(asked=st.dates(date(2015, 5, 1), date(2026, 1, 1)), ago=st.integers(1, 900))
def test_the_nearest_day_of_a_phase_by_the_query_is_in_it(asked: date, ago: int) -> None:
    store = _store()
    for code in ("acute", "subacute", "chronic"):
        row = store.select(RULE, {"code": code, "asked": asked})[0]
        nearest = date.fromisoformat(str(row["day"]))
        assert str(phase(nearest, asked, load())).endswith(f"/{code}")
    assert phase(asked - timedelta(days=ago), asked, load()) is not None


@cache
def _store() -> Store:
    store = Store()
    store.add(load().quads)
    return store
