"""Exporting: a neighbourhood in networkx, and a million edges written, against other writers.

In:   a store of letters, such as `library` fills.
Out:  how long a neighbourhood of two hops takes; how much memory grows while letters are walked
      over, after the first of them; how many times as long as networkx the GraphML of a million
      edges takes to write; and how many times as long as rdflib the same million N-Quads take, with
      the memory that was needed beyond what the store itself takes.
From: letters as imrgraph.synth makes them up, and edges by chance with a fixed seed.

    python benchmarks/exporting.py --store DIR [--edges 1000000]
"""

from __future__ import annotations

import random
import resource
import statistics
import tempfile
import time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click
import networkx as nx
import rdflib
from filling import cases, filled

from imrgraph.export.exporting import export
from imrgraph.graph.network import Edge, Network, Vertex
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["drawn"]

#: How many letters' neighbourhoods are taken.
_LETTERS = 200
#: How many letters are walked over; memory is compared with that after a quarter of them.
_WALKED = 40_000
#: How many quads are said of a letter, or somewhat more.
_QUADS = 700
#: How many edges a node has at its one end.
_DEGREE = 10


def drawn(edges: int) -> Network:
    """Return a network of so many edges, drawn by chance."""
    chance = random.Random(3)  # noqa: S311 (nobody is to be kept from guessing)
    many = max(1, edges // _DEGREE)
    nodes = tuple(
        Vertex(f"imrv:{n}", f"urn:x:{n}", f"node {n}", "Treatment", 1, {"page": n})
        for n in range(many)
    )
    ends = sorted((chance.randrange(many), chance.randrange(many)) for _ in range(edges))
    return Network(
        "drawn",
        nodes,
        tuple(Edge(f"imrv:{s}", f"imrv:{t}", "outcome", "urn:x:outcome", {}) for s, t in ends),
    )


def _seconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def _near(store: LetterStore) -> str:
    drawn_of = cases(store, _LETTERS)
    times = [_seconds(partial(store.networkx, case, hops=2)) for case in drawn_of]
    middle, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    size = len(store.network(drawn_of[0], hops=2).nodes)
    return f"two hops, {size} nodes: {1000 * middle:.1f} ms, p95 {1000 * late:.1f} ms"


def _walked(store: LetterStore) -> str:
    """Read the outcomes of letters one by one, and see whether what was read is let go."""
    walked = islice(store.determinations, _WALKED)
    before = after = 0
    started = time.perf_counter()
    for number, letter in enumerate(walked, 1):
        _ = [item.outcome for item in letter.items]
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        before = before if number > _WALKED // 4 else after
    seconds = time.perf_counter() - started
    return f"{_WALKED} letters walked over: {seconds:.0f} s, {(after - before) / 1024:.0f} MiB more"


def _graphml(edges: int, folder: Path) -> str:
    network = drawn(edges)
    graph = network.to_networkx()
    ours = _seconds(partial(export, LetterStore(), network, "graphml", folder / "ours.graphml"))
    theirs = _seconds(partial(nx.write_graphml, graph, folder / "theirs.graphml"))
    return f"GraphML of {edges} edges: {ours:.1f} s, {ours / theirs:.2f} of networkx's"


def _nquads(quads: int, folder: Path) -> str:
    """Write a store, and the same quads by rdflib, which has them in memory."""
    store = filled(folder / "some", max(1, quads // _QUADS))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours = _seconds(partial(export, store, None, "nquads", folder / "ours.nq"))
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    dataset = rdflib.Dataset()
    dataset.parse(folder / "ours.nq", format="nquads")
    theirs = _seconds(partial(dataset.serialize, folder / "theirs.nq", "nquads"))
    with (folder / "ours.nq").open("rb") as one, (folder / "theirs.nq").open("rb") as other:
        written = {line.strip() for line in one}
        assert len(written) == sum(1 for line in other if line.strip())  # noqa: S101 (the same)
    ratio = ours / theirs
    return f"{len(written)} N-Quads: {ours:.1f} s, {ratio:.2f} of rdflib's, {more:.0f} MiB more"


@click.command()
@click.option("--store", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--edges", default=1_000_000, show_default=True, help="How many to write.")
def main(store: Path, edges: int) -> None:
    """Take neighbourhoods out of a store of letters that were made up, and write many edges."""
    click.echo(_near(LetterStore(store)))
    click.echo(_walked(LetterStore(store)))
    with tempfile.TemporaryDirectory() as folder:
        click.echo(_graphml(edges, Path(folder)))
        click.echo(_nquads(edges, Path(folder)))


if __name__ == "__main__":
    main()
