"""Asking: rates and search over many letters, against the same question by other means.

In:   how many letters to make up.
Out:  for each question how long the catalog takes, and how many times as long the other means: a
      plain SPARQL count over the same quads on disk, LIKE over the same passages.
From: the letters are made up from the vocabulary, with a fixed seed: figures compare ways of
      asking, and say nothing of real letters.

    python benchmarks/asking.py [--letters 100000]
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pyoxigraph as ox

from imrgraph.graph.catalog import Catalog, connect
from imrgraph.graph.entries import entry, plain
from imrgraph.graph.ledger import Ledger
from imrgraph.graph.store import Store, term
from imrgraph.insight.precedents import similar
from imrgraph.insight.rates import rates
from imrgraph.insight.search import search
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, IMRD, IMRV, RDF

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

__all__ = ["COUNT", "LIKE", "filled", "letters"]

#: How many letters are put into the store in one transaction.
_BATCH = 1000
#: How often a question is asked; the middle of the times is told.
_TIMES = 5

_TREATMENTS = (
    "physical-therapy",
    "mri",
    "acupuncture",
    "chiropractic",
    "massage-therapy",
    "opioid",
)
_REGIONS = ("neck", "shoulder", "lumbar-spine", "knee", "wrist")
_CRITERIA = ("functional-improvement", "conservative-care", "visit-limit", "objective-findings")
_WORDS = """
    the of and in patient pain was not documented therapy records treatment request with for
    injury left right weeks exam report no there evidence strength motion visits relief stated
    medication lumbar cervical shoulder knee plan improvement functional home exercise surgery
""".split()  # noqa: SIM905 (words are read best as words)

COUNT = """
PREFIX imr:  <https://w3id.org/imrgraph/ontology#>
SELECT ?treatment ?year (COUNT(?item) AS ?items) (SUM(?fell) AS ?overturned) WHERE {
  ?letter imr:hasItem ?item ;
    imr:decisionDate ?day .
  ?item imr:outcome ?outcome ;
    imr:requestedTreatment ?treatment .
  BIND (YEAR(?day) AS ?year)
  BIND (IF(?outcome = <https://w3id.org/imrgraph/vocab/overturned>, 1, 0) AS ?fell)
}
GROUP BY ?treatment ?year
"""
LIKE = """
SELECT letter, item, start FROM passages
WHERE part = 'rationale' AND text LIKE '%functional improvement%'
"""


def letters(many: int, seed: int = 1) -> Iterator[tuple[str, tuple[ox.Quad, ...]]]:
    """Yield the quads of `many` letters that were made up, by IRI."""
    chance = random.Random(seed)  # noqa: S311 (nobody is to be kept from guessing)
    for number in range(many):
        letter = IMRD(f"CM99-{number:07}")
        quads = (ox.Quad(*triple, letter) for triple in _letter(letter, chance))
        yield letter.value, tuple(quads)


def _letter(
    letter: ox.NamedNode, chance: random.Random
) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    text = " ".join(chance.choices(_WORDS, k=500))
    year, month = chance.randint(2014, 2018), chance.randint(1, 12)
    yield letter, RDF("type"), IMR("Determination")
    yield letter, IMR("text"), term(text)
    yield letter, IMR("caseNumber"), term(letter.value.rpartition("/")[2])
    yield letter, IMR("decisionDate"), _day(f"{year}-{month:02}-15")
    yield letter, IMR("injuryDate"), _day(f"{year - 1}-{month:02}-15")
    yield letter, IMR("inPhase"), IMRV(chance.choice(["acute", "subacute", "chronic"]))
    yield letter, IMR("summaryAt"), _place(letter, 0, 900)
    for number in range(1, chance.randint(1, 3) + 1):
        item = ox.NamedNode(f"{letter.value}/item/{number}")
        start = 600 * number
        yield letter, IMR("hasItem"), item
        yield item, IMR("number"), term(number)
        yield item, IMR("outcome"), IMRV(chance.choices(["upheld", "overturned"], [9, 1])[0])
        yield item, IMR("requestText"), term(text[start : start + 60])
        yield item, IMR("requestedTreatment"), IMRV(chance.choice(_TREATMENTS))
        yield item, IMR("bodyRegion"), IMRV(chance.choice(_REGIONS))
        yield item, IMR("quantityDisputed"), term(chance.randint(1, 24))
        yield item, IMR("quantityUnit"), term("visit")
        yield item, IMR("rationaleAt"), _place(letter, start, start + 1100)
        for count, criterion in enumerate(chance.sample(_CRITERIA, 2), 1):
            ground = ox.NamedNode(f"{item.value}/ground/{count}")
            yield item, IMR("hasGround"), ground
            yield ground, IMR("criterion"), IMRV(criterion)
            yield ground, IMR("met"), term(chance.choice([True, False]))


def _day(text: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))


def _place(letter: ox.NamedNode, start: int, end: int) -> ox.NamedNode:
    return ox.NamedNode(f"{letter.value}#char={start},{end}")


def filled(folder: Path, many: int) -> tuple[Store, Catalog, sqlite3.Connection]:
    """Return a store in `folder` of as many letters, its catalog, and the tables behind that."""
    store = Store(folder)
    store.make()
    rows = connect(folder)
    catalog, ledger = Catalog(rows, load().version), Ledger(rows)
    made = letters(many)
    while batch := list(islice(made, _BATCH)):
        store.add(quad for _, quads in batch for quad in quads)
        with ledger.changing():
            for letter, quads in batch:
                catalog.put(entry(letter, plain(quads), load()))
    return store, catalog, rows


@click.command()
@click.option("--letters", "many", default=2000, show_default=True, help="How many to make up.")
def main(many: int) -> None:
    """Ask a store of letters that were made up, by the catalog and by other means."""
    with tempfile.TemporaryDirectory() as folder:
        before = time.perf_counter()
        store, catalog, rows = filled(Path(folder), many)
        click.echo(f"{many} letters, {store.size} quads: {time.perf_counter() - before:.1f} s")
        asked = catalog.of_case("CM99-0000000")[0]
        phrase = '"functional improvement"'
        count = _seconds(lambda: store.select(COUNT))
        like = _seconds(lambda: rows.execute(LIKE).fetchall())
        by = {
            "treatment,year": lambda: rates(catalog, ["treatment", "year"]),
            "ground,region": lambda: rates(catalog, ["ground", "region"]),
        }
        for name, question in by.items():
            _tell(f"rates by {name}", _seconds(question), "SPARQL by treatment and year", count)
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
