"""benchmarks/asking.py: the two ways of asking that it compares give the same answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asking

from imrgraph.insight.rates import rates
from imrgraph.insight.search import search

if TYPE_CHECKING:
    from pathlib import Path


def test_the_two_ways_give_the_same_answer(tmp_path: Path) -> None:
    store, catalog, rows = asking.filled(tmp_path, 60)
    found = rates(catalog, ["treatment", "year"], smallest=1)
    counted = {
        (str(row["treatment"]).rpartition("/")[2], row["year"]): (row["items"], row["overturned"])
        for row in store.select(asking.COUNT)
    }
    assert {row.group: (row.items, row.overturned) for row in found.rows} == counted
    like = {row[0] for row in rows.execute(asking.LIKE)}
    hits = search(catalog, '"functional improvement"', "rationale", limit=1000)
    assert like == {each.letter for each in hits}


def test_the_same_seed_makes_the_same_letters() -> None:
    assert list(asking.letters(5)) == list(asking.letters(5))
