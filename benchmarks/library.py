"""Library: every question of queries/ over many letters, against the same SPARQL by other means.

In:   how many letters to make up, and a folder to keep them in.
Out:  for each question how long it takes, how many times as long as the same SPARQL takes that is
      sent to pyoxigraph directly, over the same store on disk; and over fewer letters, in memory,
      how many times as long rdflib takes as imrgraph.
From: letters as imrgraph.synth makes them up. A question that needs a letter is a point question:
      it is asked of many letters, and the time is that under which 95 in 100 stay. Any other is
      asked with the values of its example, and the middle of the times is told.

    python benchmarks/library.py [--letters 100000] [--store DIR] [--only NAME]
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pyoxigraph as ox
import rdflib
from filling import cases, filled

from imrgraph.errors import LimitError, NotFoundError
from imrgraph.graph.deadline import within
from imrgraph.graph.questions import questions
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from imrgraph.graph.questions import Question

__all__ = ["compared", "direct", "in_memory", "values"]

#: Of how many letters a point question is asked, and how often any other.
_POINTS, _TIMES = 200, 3
#: How many letters rdflib is given.
_FEW = 100
#: How many seconds the times of one question may take in all before they are given up.
_PATIENCE = 60.0


def in_memory(place: Path) -> rdflib.Graph:
    """Return what the store at `place` holds, as one graph of rdflib."""
    quads = ox.Store.read_only(str(LetterStore(place).quads))
    lines = (f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads)
    return rdflib.Graph().parse(data="\n".join(lines), format="nt")


def values(question: Question, case: str) -> dict[str, object]:
    """Return the values of the example, of the letter `case` where it needs a letter."""
    example = dict(question.example["params"])
    return {**example, "letter": case} if "letter" in example else example


def _ours(store: LetterStore, question: Question, case: str) -> None:
    """Answer a question by imrgraph; a letter that is made up need not have what is asked for."""
    with suppress(NotFoundError):
        store.ask(question.name, **values(question, case))


def direct(store: ox.Store, text: str) -> int:
    """Answer a query by pyoxigraph, read every value, and return how many there are."""
    found = store.query(text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 (what every question asks for)
    names = [variable.value for variable in found.variables]
    return sum(row[name] is not None for row in found for name in names)


def compared(
    cases: Sequence[str],
    one: Callable[[str], object],
    other: Callable[[str], object],
) -> tuple[list[float], float]:
    """Do the same by two means, in turns, for each case.

    Returns:
        The seconds that the one takes, and how many times as long that is in the middle.
    """
    times = []
    for number, case in enumerate(cases):
        turns = [one, other] if number % 2 else [other, one]
        taken = {work: _seconds(partial(work, case)) for work in turns}
        times.append((taken[one], taken[other]))
    return [mine for mine, _ in times], statistics.median(mine / theirs for mine, theirs in times)


def _seconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


class _Stores:
    """The letters by each means."""

    def __init__(self, place: Path, few: Path) -> None:
        self._store, self._few = LetterStore(place), LetterStore(few)
        self._engine, self._memory = ox.Store.read_only(str(self._store.quads)), in_memory(few)
        self._cases = cases(self._store, _POINTS)
        # Lest what rdflib holds be gone through whenever an answer of many rows is built.
        gc.freeze()

    def point(self, question: Question) -> tuple[float, float]:
        """Return the 95th percentile of the seconds, and how many times pyoxigraph's that is."""
        times, ratio = self._compared(question, self._cases)
        return statistics.quantiles(times, n=20)[-1], ratio

    def whole(self, question: Question) -> tuple[float, float]:
        """Return the median of the seconds, and how many times pyoxigraph's that is."""
        times, ratio = self._compared(question, self._cases[:_TIMES])
        return statistics.median(times), ratio

    def _compared(self, question: Question, of: Sequence[str]) -> tuple[list[float], float]:
        def by_engine(case: str) -> int:
            return direct(self._engine, question.text(values(question, case)))

        return compared(of, partial(_ours, self._store, question), by_engine)

    def in_rdflib(self, question: Question) -> float:
        """Return how many times as long as imrgraph rdflib takes, over the few letters."""

        def by_rdflib(case: str) -> int:
            return len(self._memory.query(question.text(values(question, case))))

        one = cases(self._few, 1)
        return 1 / compared(one, partial(_ours, self._few, question), by_rdflib)[1]


def _told(stores: _Stores, question: Question) -> str:
    """Tell how long a question takes, and how that compares."""
    point = "letter" in question.example["params"]
    measure = stores.point if point else stores.whole
    try:
        seconds, ratio = within(_PATIENCE, partial(measure, question))
        told = f"{1000 * seconds:.1f} | {ratio:.2f}"
    except LimitError:
        told = f"more than {1000 * _PATIENCE:.0f} | "
    try:
        slower = f"{within(_PATIENCE, partial(stores.in_rdflib, question)):.0f}"
    except LimitError:
        slower = f"more than {_PATIENCE:.0f} s"
    return f"{question.name} | {'point' if point else 'whole'} | {told} | {slower}"


def _asked(only: str | None) -> Iterator[Question]:
    for question in questions().values():
        if question.query and only in {None, question.name}:
            yield question


@click.command()
@click.option("--letters", "many", default=2000, show_default=True, help="How many to make up.")
@click.option("--store", "kept", type=click.Path(path_type=Path), help="Where to keep them.")
@click.option("--only", help="The one question to ask.")
def main(many: int, kept: Path | None, only: str | None) -> None:
    """Ask every question over letters that were made up, and compare with pyoxigraph and rdflib."""
    with tempfile.TemporaryDirectory() as folder:
        place, few = kept or Path(folder, "many"), Path(folder, "few")
        if not place.exists():
            click.echo(f"{many} letters loaded in {_seconds(partial(filled, place, many)):.0f} s\n")
        filled(few, _FEW)
        stores = _Stores(place, few)
        click.echo("question | kind | ms | of pyoxigraph's | rdflib's\n-|-|-:|-:|-:")
        for question in _asked(only):
            click.echo(_told(stores, question))


if __name__ == "__main__":
    main()
