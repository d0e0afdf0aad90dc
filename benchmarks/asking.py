"""Asking: rates and search over many letters, against the same question by other means.

In:   how many letters to make up, or a store that is there; how often its catalog is repeated.
Out:  for each question how long the catalog takes, and how many times as long the other means: a
      plain SPARQL count over the same quads on disk, LIKE over the same passages.
From: letters as imrgraph.synth makes them up: figures compare ways of asking, and say little of
      real letters.

    python benchmarks/asking.py [--letters 100000] [--store PATH] [--times 14]
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click
from filling import cases, filled

from imrgraph.graph.catalog import CATALOG, Catalog, connect
from imrgraph.graph.facets import COLUMNS
from imrgraph.insight.precedents import similar
from imrgraph.insight.rates import rates
from imrgraph.insight.search import search
from imrgraph.knowledge.knowledge import version
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from imrgraph.graph.catalog import Held

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


#: Repeats what a catalog holds, under other names: :n is which time it is.
REPEAT = f"""
INSERT INTO letters
  SELECT letter || '-' || :n, name || '-' || :n, made_up FROM letters WHERE rowid <= :letters;
INSERT INTO items
  SELECT id + :n * :items, letter || '-' || :n, name || '-' || :n, number, {", ".join(COLUMNS)}
  FROM items WHERE id <= :items;
INSERT INTO traits
  SELECT item + :n * :items, kind, value FROM traits WHERE item <= :items;
INSERT INTO kin
  SELECT level, value, fell, region, phase, name || '-' || :n, number, item + :n * :items
  FROM kin WHERE item <= :items;
INSERT INTO passages
  SELECT id + :n * :passages, letter || '-' || :n, item, part, start, text
  FROM passages WHERE id <= :passages;
"""  # noqa: S608 (columns are the catalog's own)


@click.command()
@click.option("--letters", "many", default=2000, show_default=True, help="How many to make up.")
@click.option("--store", "place", type=click.Path(path_type=Path), help="A store that is there.")
@click.option("--times", default=1, show_default=True, help="How often its catalog is repeated.")
def main(many: int, place: Path | None, times: int) -> None:
    """Ask a store of letters that were made up, by the catalog and by other means."""
    with tempfile.TemporaryDirectory() as folder:
        before = time.perf_counter()
        if place:
            store = LetterStore(place)
        else:
            place = Path(folder, "store")
            store = filled(place, many)
        seconds = time.perf_counter() - before
        click.echo(f"{store.catalog.size()} letters, {store.size} quads: {seconds:.1f} s")
        asked = store.catalog.of_case(cases(store, 1)[0])[0]
        count = _seconds(lambda: store.select(COUNT))
        if times == 1:
            _told(store.catalog, place, asked, count)
            return
        with closing(store):
            rows = repeated(place, Path(folder), times)
        click.echo(f"its catalog {times} times: {rows:,} items; SPARQL has them once")
        _told(Catalog(connect(Path(folder)), version()), Path(folder), asked, count)


def repeated(place: Path, folder: Path, times: int) -> int:
    """Copy a catalog into a folder, its rows so many times under other names, and count items."""
    shutil.copyfile(place / CATALOG, folder / CATALOG)
    with closing(connect(folder)) as rows:
        rows.execute("PRAGMA synchronous = OFF")  # a copy that nobody keeps
        top = {
            name: rows.execute(f"SELECT MAX(rowid) FROM {name}").fetchone()[0]  # noqa: S608
            for name in ("letters", "items", "passages")
        }
        for n in range(1, times):
            with rows:
                for query in REPEAT.split(";"):
                    rows.execute(query, {"n": n, **top})
        return int(rows.execute("SELECT COUNT(*) FROM items").fetchone()[0])


def _told(catalog: Catalog, folder: Path, asked: Held, count: float) -> None:
    rows = connect(folder)
    phrase = '"functional improvement"'
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
