"""Library: every question of queries/ over many letters, against the same SPARQL by other means.

In:   how many letters to make up, and a folder to keep them in.
Out:  for each question how long it takes, and how many times as long as the same query sent to
      pyoxigraph directly, over the same store on disk; and for a smaller number of letters, how
      many times as long rdflib takes in memory as imrgraph.
From: letters as `synthetic` makes them up. A question that needs a letter is a point question: it
      is asked of many letters, and the time is that under which 95 in 100 stay. Any other is asked
      with the values of its example.

    python benchmarks/library.py [--letters 100000] [--store DIR] [--only NAME]
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
import rdflib
import synthetic

from imrgraph.errors import LimitError, NotFoundError
from imrgraph.graph.deadline import within
from imrgraph.graph.questions import questions
from imrgraph.knowledge.knowledge import load
from imrgraph.pipeline import LetterStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from imrgraph.graph.questions import Question

__all__ = ["direct", "filled", "given", "in_rdflib"]

#: How many letters are loaded at once.
_BATCH = 2000
#: Of how many letters a point question is asked, and how often any other.
_POINTS, _TIMES = 200, 3
#: How many seconds a question may take by any means before it is given up.
_PATIENCE = 120.0


def filled(place: Path, many: int) -> None:
    """Load `many` letters that are made up into the store at `place`."""
    store = ox.Store(str(place))
    store.bulk_extend(load().quads)
    made = synthetic.letters(many)
    while batch := "".join(text for _, text in islice(made, _BATCH)):
        store.bulk_load(batch.encode(), format=ox.RdfFormat.N_QUADS)
    store.optimize()


def given(question: Question, case: str) -> dict[str, object]:
    """Return the values of the example, of the letter `case` where it needs a letter."""
    values = dict(question.example["params"])
    return {**values, "letter": case} if "letter" in values else values


def direct(store: ox.Store, text: str) -> int:
    """Answer a query by pyoxigraph, read every value, and return how many rows there are."""
    found = store.query(text, use_default_graph_as_union=True)
    names = [variable.value for variable in found.variables]
    return sum(1 for row in found if [row[name] for name in names])


def in_rdflib(graph: rdflib.Dataset, text: str) -> int:
    """Answer a query by rdflib, and return how many rows there are."""
    return len(list(graph.query(text)))


def _timed(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _asked(store: LetterStore, question: Question, values: dict[str, object]) -> Callable[[], object]:
    def work() -> None:
        try:
            store.ask(question.name, **values)
        except NotFoundError:
            pass  # a letter that is made up need not have what is asked for

    return work


class _Comparison:
    """One store, asked by imrgraph and by pyoxigraph."""

    def __init__(self, place: Path, many: int) -> None:
        self.store = LetterStore(place)
        self.engine = ox.Store.read_only(str(place))
        chance = random.Random(2)  # noqa: S311 (nobody is to be kept from guessing)
        numbers = range(0, many, 100)  # those that have a proof
        self.cases = [synthetic.case(chance.choice(numbers)) for _ in range(_POINTS)]

    def point(self, question: Question) -> tuple[float, float]:
        """Return the 95th percentile by imrgraph, and the median of how many times as long."""
        ours, ratios = [], []
        for case in self.cases:
            values = given(question, case)
            mine = _timed(_asked(self.store, question, values))
            theirs = _timed(lambda text=question.text(values): direct(self.engine, text))
            ours.append(mine)
            ratios.append(mine / theirs)
        return _p95(ours), statistics.median(ratios)

    def whole(self, question: Question) -> tuple[float, float]:
        """Return the median by imrgraph, and how many times as long that is."""
        values = given(question, self.cases[0])
        text = question.text(values)
        times = [
            (
                _timed(_asked(self.store, question, values)),
                _timed(lambda: direct(self.engine, text)),
            )
            for _ in range(_TIMES)
        ]
        ours, theirs = map(statistics.median, zip(*times, strict=True))
        return ours, ours / theirs


def _sparql(only: str | None) -> Iterator[Question]:
    for question in questions().values():
        if question.query and (only is None or question.name == only):
            yield question


@click.command()
@click.option("--letters", "many", default=2000, show_default=True, help="How many to make up.")
@click.option("--store", "kept", type=click.Path(path_type=Path), help="Where to keep them.")
@click.option("--only", help="The one question to ask.")
def main(many: int, kept: Path | None, only: str | None) -> None:
    """Ask every question over letters that were made up, and compare with pyoxigraph and rdflib."""
    with tempfile.TemporaryDirectory() as folder:
        place = kept or Path(folder)
        if not place.exists() or not any(place.iterdir()):
            click.echo(f"{many} letters loaded in {_timed(lambda: filled(place, many)):.0f} s")
        compared = _Comparison(place, many)
        for question in _sparql(only):
            point = "letter" in question.example["params"]
            measure = compared.point if point else compared.whole
            try:
                seconds, ratio = within(_PATIENCE, lambda: measure(question))
            except LimitError:
                click.echo(f"{question.name}: more than {_PATIENCE:g} s")
                continue
            kind = "p95 " if point else ""
            click.echo(f"{question.name}: {kind}{1000 * seconds:.1f} ms, {ratio:.2f} of pyoxigraph")


if __name__ == "__main__":
    main()
