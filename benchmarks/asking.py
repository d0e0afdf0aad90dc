"""Asking: rates and search over many letters, against the same question by other means.

In:   how many letters to make up.
Out:  for each question how long the catalog takes, and how many times as long the other means: a
      plain SPARQL count over the same quads on disk, LIKE over the same passages.
From: letters as imrgraph.synth makes them up: figures compare ways of asking, and say little of
      real letters.

    python benchmarks/asking.py [--letters 100000]
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from filling import cases, filled

from imrgraph.graph.catalog import connect
from imrgraph.insight.precedents import similar
from imrgraph.insight.rates import rates
from imrgraph.insight.search import search

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["COUNT", "LIKE"]

#: How often a question is asked; the middle of the times is told.
_TIMES = 5

COUNT = """
PREFIX imr:  <https://w3id.org/imrgraph/ontology#>
SELECT ?region ?year (COUNT(?item) AS ?items) (SUM(?fell) AS ?overturned) WHERE {
  ?letter imr:hasItem ?item ;
    imr:decisionDate ?day .
  ?item imr:outcome ?outcome ;
    imr:bodyRegion ?region .
  BIND (YEAR(?day) AS ?year)
  BIND (IF(?outcome = <https://w3id.org/imrgraph/vocab/overturned>, 1, 0) AS ?fell)
}
GROUP BY ?region ?year
"""
LIKE = """
SELECT letter, item, start FROM passages
WHERE part = 'rationale'
  AND REPLACE(REPLACE(text, ' ' || CHAR(10), ' '), CHAR(10), ' ') LIKE '%functional improvement%'
"""


@click.command()
@click.option("--letters", "many", default=2000, show_default=True, help="How many to make up.")
def main(many: int) -> None:
    """Ask a store of letters that were made up, by the catalog and by other means."""
    with tempfile.TemporaryDirectory() as folder:
        before = time.perf_counter()
        store = filled(Path(folder), many)
        catalog, rows = store.catalog, connect(Path(folder))
        click.echo(f"{many} letters, {store.size} quads: {time.perf_counter() - before:.1f} s")
        asked = catalog.of_case(cases(store, 1)[0])[0]
        phrase = '"functional improvement"'
        count = _seconds(lambda: store.select(COUNT))
        like = _seconds(lambda: rows.execute(LIKE).fetchall())
        by = {
            "region,year": lambda: rates(catalog, ["region", "year"]),
            "treatment,year": lambda: rates(catalog, ["treatment", "year"]),
            "ground,region": lambda: rates(catalog, ["ground", "region"]),
        }
        for name, question in by.items():
            _tell(f"rates by {name}", _seconds(question), "SPARQL by region and year", count)
        found = _seconds(lambda: search(catalog, phrase, "rationale"))
        _tell("search for a phrase, ranked", found, "LIKE, unranked", like)
        narrow = {"treatment": ["mri"], "year": ["2016"]}
        found = _seconds(lambda: search(catalog, phrase, "rationale", narrow))
        _tell("the same of one treatment and year", found, "LIKE, unranked", like)
        click.echo(f"precedents: {1000 * _seconds(lambda: similar(catalog, asked)):.1f} ms")


def _seconds(question: Callable[[], object]) -> float:
    times = []
    for _ in range(_TIMES):
        before = time.perf_counter()
        question()
        times.append(time.perf_counter() - before)
    return statistics.median(times)


def _tell(name: str, seconds: float, other: str, otherwise: float) -> None:
    told = f"{name}: {1000 * seconds:.1f} ms; {other}: {otherwise / seconds:.2f} times as long"
    click.echo(told)


if __name__ == "__main__":
    main()
