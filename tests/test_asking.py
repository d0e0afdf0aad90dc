"""benchmarks/asking.py: the two ways of asking that it compares give the same answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asking
from filling import filled

from imrgraph.graph.catalog import connect
from imrgraph.insight.rates import rates
from imrgraph.insight.search import search

if TYPE_CHECKING:
    from pathlib import Path


def test_the_two_ways_give_the_same_answer(tmp_path: Path) -> None:
    store = filled(tmp_path, 60)
    found = rates(store.catalog, ["region", "year"], smallest=1)
    counted = {
        (str(row["region"]).rpartition("/")[2], row["year"]): (row["items"], row["overturned"])
        for row in store.select(asking.COUNT)
    }
    rated = {row.group: (row.items, row.overturned) for row in found.rows if all(row.group)}
    assert rated == counted
    assert counted
    like = {row[0] for row in connect(tmp_path).execute(asking.LIKE)}
    hits = search(store.catalog, '"functional improvement"', "rationale", limit=1000)
    assert like == {each.letter for each in hits}
    assert like
