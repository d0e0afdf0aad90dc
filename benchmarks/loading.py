"""Loading: what each stage of it takes, and how that compares with the least that it could take.

In:   a folder of letters.
Out:  tables in Markdown. T is the processor time that pypdfium2 alone takes for the text of the same
      PDFs, measured in the same run, so that figures carry from one machine to another. A bar is
      what is wanted, a goal what is hoped for.
From: the letters of the folder. Where more are needed, they come again under case numbers that were
      made up: to the engine other letters of the same size, though of words that it has seen.

    python benchmarks/loading.py ../shared/letters [--many 5000] [-o benchmarks/results.md]
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import pypdfium2 as pdfium
import pyoxigraph as ox
import rdflib

import imrgraph
from imrgraph import pipeline
from imrgraph.graph.catalog import CATALOG
from imrgraph.graph.conclude import conclusions_of, derived_graph
from imrgraph.graph.describe import facts_of
from imrgraph.graph.entries import entry
from imrgraph.graph.values import Iri, lines
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMRD
from imrgraph.letters.reading import read
from imrgraph.letters.text import files
from imrgraph.loading import Told, letters_in
from imrgraph.pipeline import LetterStore
from imrgraph.reasoning.explaining.explanation import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from imrgraph.graph.values import Triple
    from imrgraph.letters.letter import Letter
    from imrgraph.letters.text.document import Document
    from imrgraph.reasoning.explaining.explanation import Explanations

__all__ = ["again", "stored", "table"]

T = TypeVar("T")

#: How often something is measured; the best is told, since whatever disturbs takes longer.
_TIMES = 3
#: To how many letters more are compared.
_FEW = 1000
#: How many times over letters are loaded by one worker and by two.
_AGAIN = 3
#: Of how many cases the middle is told.
_CASES = 50
_MS, _MB = 1000, 2**20

#: What loads letters in a process of its own.
_LOADS = """
import resource, sys, time
from pathlib import Path
from imrgraph.knowledge.knowledge import load
from imrgraph.pipeline import LetterStore
if __name__ == "__main__":
    load()
    store = LetterStore(Path(sys.argv[1]))
    began, worked = time.perf_counter(), time.process_time()
    store.load([Path(sys.argv[2])], workers=int(sys.argv[3]))
    print(time.perf_counter() - began, time.process_time() - worked)
"""
#: What reads a letter over and over, as a process that runs already does.
_READS = """
import sys, time
from imrgraph.explaining import explain
from imrgraph.reasoning.rendering.as_text import as_text
for _ in range(5):
    began = time.process_time()
    as_text(explain(sys.argv[1]), "grounds")
    taken = time.process_time() - began
print(taken)
"""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown.

    >>> print(table(["stage", "T"], [["text", "1"]]))
    | stage | T |
    |---|--:|
    | text | 1 |
    """
    told = [f"| {' | '.join(row)} |" for row in (head, *rows)]
    return "\n".join([told[0], f"|---|{'--:|' * (len(head) - 1)}", *told[1:]])


def again(found: Told, number: int) -> Told:
    """Return a letter under a case number that was made up."""
    case = f"CM99-{number:07}"
    letter = IMRD(case).value
    named = f'"{found.letter.removeprefix(IMRD.base)}"'.encode()
    return replace(
        found,
        path=Path(f"{case}.txt"),
        letter=letter,
        nquads=found.nquads.replace(found.letter.encode(), letter.encode()).replace(
            named, f'"{case}"'.encode()
        ),
        entry=replace(found.entry, letter=letter, case=case),
    )


def stored(place: Path, letters: Iterable[Told]) -> LetterStore:
    """Put letters into a new store as `load` does, and that in order."""
    store = LetterStore(place)
    store._teach(unverified=False)  # noqa: SLF001 (the stages of loading)
    for batch in pipeline._batches(letters, []):  # noqa: SLF001
        store._keep(batch)  # noqa: SLF001
    store.optimize()
    return store


def _taken(work: Callable[[], T]) -> tuple[float, T]:
    """Return the processor time that `work` takes, of all threads, and what it returns."""
    began = time.process_time()
    done = work()
    return time.process_time() - began, done


def _text(path: Path) -> None:
    """Take the text of a PDF, and nothing else."""
    pdf = pdfium.PdfDocument(path)
    for number in range(len(pdf)):
        pdf[number].get_textpage().get_text_range()
    pdf.close()


@dataclass
class _Letters:
    """Letters, stage by stage, and the least time that each stage took, for each letter."""

    paths: Sequence[Path]
    taken: dict[str, float] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    triples: list[tuple[Triple, ...]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def lap(self) -> None:
        """Go through all stages once."""
        if self.paths[0].suffix == ".pdf":
            self._each("the text by pypdfium2 alone", _text, self.paths)
        self.documents = self._each("the text", files.open, self.paths)
        letters = self._each("the rest of reading", read, self.documents)
        # Once more from the first, so that what reading found out is no help to it.
        explained = self._each("weighing, deciding, auditing", _explained, letters)
        written = self._each("quads, as text", _written, explained)
        self.triples = [triples for triples, _ in written]
        pairs = zip(explained, self.triples, strict=True)
        entries = self._each("the entry of the catalog", lambda pair: _entry(*pair), list(pairs))
        self.told = [
            Told(path, "", found.letter.name(), text, each)
            for path, found, (_, text), each in zip(
                self.paths, explained, written, entries, strict=True
            )
        ]

    def many(self, how_many: int) -> Iterator[Told]:
        """Yield as many letters as are wanted."""
        return (again(self.told[n % len(self.told)], n) for n in range(how_many))

    def _each(self, name: str, work: Callable[[Any], T], given: Sequence[object]) -> list[T]:
        seconds, done = _taken(lambda: [work(each) for each in given])
        each = seconds / len(given)
        self.taken[name] = min(each, self.taken.get(name, each))
        return done


def _explained(letter: Letter) -> Explanations:
    """Explain a letter, and work out all that the graph says of it."""
    found = explain(letter, load())
    conclusions_of(found)
    return found


def _written(found: Explanations) -> tuple[tuple[Triple, ...], bytes]:
    """Write what is known of a letter; what was worked out is not worked out again."""
    name = found.letter.name()
    facts, conclusions = facts_of(found.letter), conclusions_of(found)
    text = lines(facts, name) + lines(conclusions, derived_graph(name))
    return (*facts, *conclusions), text.encode()


def _entry(found: Explanations, triples: tuple[Triple, ...]) -> Any:  # noqa: ANN401 (an entry)
    return entry(found.letter.name(), triples, load())


@dataclass
class _Runs:
    """Measures what takes a store, or a process of its own; all in folders that are thrown away."""

    letters: _Letters
    home: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def place(self) -> Path:
        """Return a place where nothing is yet."""
        return self.home / str(next(self._numbers))

    def storing(self, many: int) -> tuple[float, float]:
        """Return how long a letter takes into the store, and by one bulk_load of the same quads."""
        batch = list(self.letters.many(many))
        ours = _taken(partial(stored, self.place(), batch))[0]
        ours -= _taken(partial(stored, self.place(), []))[0]
        text = b"".join(each.nquads for each in batch)
        return ours / many, _taken(partial(_bulk, self.place(), text))[0] / many

    def by_rdflib(self) -> float:
        """Return how long the facts of a letter take into a store by way of rdflib."""
        seconds = _taken(partial(_by_rdflib, self.place(), self.letters.triples))[0]
        return seconds / len(self.letters.triples)

    def loading(self, folder: Path, workers: int) -> tuple[float, float]:
        """Return how long loading takes by the clock, and of processor time."""
        told = _run([sys.executable, "-c", _LOADS, self.place(), folder, workers])
        clock, worked = map(float, told.split())
        return clock, worked

    def made_up(self) -> Path:
        """Return a folder of the letters as text, each several times under other case numbers."""
        folder = self.place()
        folder.mkdir()
        for number, document in enumerate(self.letters.documents * _AGAIN):
            own = read(document).case_number
            text = document.text.replace(own.value, f"CM98-{number:07}") if own else document.text
            (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
        return folder

    def grown(self, many: int) -> _Grown:
        """Put as many letters into a store, and ask it."""
        place = self.place()
        store = stored(place, self.letters.many(many))
        size = sum(file.stat().st_size for file in place.rglob("*"))
        return _Grown(
            quads=len(store),
            catalog=(place / CATALOG).stat().st_size,
            engine=size - (place / CATALOG).stat().st_size,
            memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            seconds=_asked(store, many),
        )


@dataclass(frozen=True, slots=True)
class _Grown:
    """What a store of many letters takes: bytes, megabytes of memory, seconds for one case."""

    quads: int
    catalog: int
    engine: int
    memory: float
    seconds: float


def _bulk(place: Path, text: bytes) -> None:
    ox.Store(str(place)).bulk_load(text, format=ox.RdfFormat.N_QUADS)


def _by_rdflib(place: Path, letters: Sequence[tuple[Triple, ...]]) -> None:
    graph = rdflib.Graph()
    for subject, name, value in (triple for triples in letters for triple in triples):
        node = rdflib.URIRef(value) if isinstance(value, Iri) else rdflib.Literal(value)
        graph.add((rdflib.URIRef(subject), rdflib.URIRef(name), node))
    text = graph.serialize(format="nt", encoding="utf-8")
    ox.Store(str(place)).bulk_load(text, format=ox.RdfFormat.N_TRIPLES)


def _asked(store: LetterStore, many: int) -> float:
    """Return how long it takes, in the middle, to ask why a case was denied."""
    chance = random.Random(many)  # noqa: S311 (nobody is to be kept from guessing)
    taken = []
    for _ in range(_CASES):
        case = f"CM99-{chance.randrange(many):07}"
        began = time.perf_counter()
        store.ask("why-denied", letter=case)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _run(words: Sequence[object]) -> str:
    home = {**os.environ, "PYTHONPATH": str(Path(imrgraph.__file__).parents[1])}
    done = subprocess.run(  # noqa: S603 (this program)
        [*map(str, words)], env=home, capture_output=True, text=True, check=True
    )
    return done.stdout


def _started(*words: object) -> float:
    """Return the processor time of a command, the least of several."""

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _run([sys.executable, *words])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return min(once() for _ in range(_TIMES))


def _command(*words: object) -> float:
    return _started("-c", "from imrgraph.cli import main; main()", *words)


# The tables

_BARS = {
    "the text": ("1", "1"),
    "the rest of reading": ("1.5", "0.7"),
    "weighing, deciding, auditing": ("1.5", "0.5"),
    "quads, as text": ("0.3", "0.1"),
    "into the store": ("1.5", "0.7"),
    "**`imrgraph load`, all of it**": ("6", "3"),
}


def _stages(letters: _Letters, runs: _Runs, storing: float) -> str:
    """Return the table of stages."""
    alone = letters.taken.get("the text by pypdfium2 alone")
    unit = alone or sum(letters.taken.values())
    folder = letters.paths[0].parent
    whole = min(runs.loading(folder, 1)[1] for _ in range(_TIMES)) / len(letters.paths)
    into = letters.taken["the entry of the catalog"] + storing
    rows = {
        **{name: taken for name, taken in letters.taken.items() if name in _BARS},
        "into the store": into,
        "**`imrgraph load`, all of it**": whole,
    }
    name = "T" if alone else "of all"
    told = (
        f"{name} is what pypdfium2 takes for the text of these PDFs, here {alone * _MS:.1f} ms"
        if alone
        else "There are no PDFs, so that figures are parts of all stages"
    )
    lines_ = [(what, f"{s / unit:.2f}", f"{s * _MS:.2f}", *_BARS[what]) for what, s in rows.items()]
    return (
        f"Processor time a letter, {len(letters.paths)} letters, the best of {_TIMES} runs. {told}."
        " What is loaded into the store is told of 1000 letters with the order put into it; all of"
        " `load` begins when the program has started.\n\n"
        + table(("stage", name, "ms", "bar", "goal"), lines_)
    )


def _against(letters: _Letters, runs: _Runs, storing: tuple[float, float], many: int) -> str:
    """Return the table of what is compared."""
    ours, least = storing
    values = letters.taken["quads, as text"] + letters.taken["the entry of the catalog"] + ours
    quads = sum(each.nquads.count(b"\n") for each in letters.told) / len(letters.told)
    folder = runs.made_up()
    one, two = (min(runs.loading(folder, w)[0] for _ in range(2)) for w in (1, 2))
    few, lots = runs.grown(_FEW), runs.grown(many)
    bare = _started("-c", "import click")
    letter = next(each for each in letters.paths if each.suffix in {".pdf", ".txt"})
    read_on = float(_run([sys.executable, "-c", _READS, letter]))
    adds = _command("explain", letter) - read_on
    n, bytes_ = len(letters.paths), f"{lots.engine / lots.quads:.0f}"
    rows = (
        ("two workers, by the clock", "times as fast as one", f"{one / two:.2f}", "1.7", "1.9"),
        ("into the store: quads, catalog, order", "one `bulk_load` of the same quads",
         f"{(ours + letters.taken['the entry of the catalog']) / least:.2f}", "1.5", "1.2"),
        ("by rdflib: `Graph.add`, serialised, loaded", "plain values into the store as here",
         f"{runs.by_rdflib() / values:.1f}", "3", "10"),
        (f"quads a letter, n = {n}", "", f"{quads:.0f}", "700", "500"),
        (f"bytes a quad on disk, n = {many}", "", bytes_, "160", "120"),
        ("bytes of the catalog a quad", "", f"{lots.catalog / lots.quads:.0f}", "", ""),
        (f"one case explained by SPARQL, n = {many}", f"n = {_FEW}",
         f"{lots.seconds / few.seconds:.2f}", "2", "1"),
        (f"memory of the loader, n = {many}", f"n = {_FEW}",
         f"{lots.memory / few.memory:.2f}", "1.5", "1.1"),
        ("`imrgraph --help`", "`python -c 'import click'`",
         f"{_command('--help') / bare:.2f}", "2", "1.3"),
        ("`imrgraph --version`", "`python -c 'import click'`",
         f"{_command('--version') / bare:.2f}", "2", "1.3"),
        ("`imrgraph explain LETTER` takes longer, in s", "than in a process that runs",
         f"{adds:.2f}", "0.5", "0.25"),
    )  # fmt: skip
    return table(("what", "against", "found", "bar", "goal"), rows)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--many", default=5000, show_default=True, help="How many letters are a lot.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write.")
def main(folder: Path, many: int, output: Path | None) -> None:
    """Measure the loading of the letters in FOLDER."""
    paths = list(letters_in([folder]))
    pdfs = [path for path in paths if path.suffix == ".pdf"]
    letters = _Letters(pdfs or paths)
    for _ in range(_TIMES + 1):  # the first lap reads the ontology, and is soon beaten
        letters.lap()
    with tempfile.TemporaryDirectory() as home:
        runs = _Runs(letters, Path(home))
        storing = min((runs.storing(_FEW) for _ in range(_TIMES)), key=lambda taken: sum(taken))
        parts = (
            "# What loading takes\n\nWritten by `make bench`; see benchmarks/loading.py.",
            "## Stage by stage",
            _stages(letters, runs, storing[0]),
            "## Against the least that it could take",
            _against(letters, runs, storing, many),
        )
    told = "\n\n".join(parts) + "\n"
    if output:
        output.write_text(told, encoding="utf-8")
    click.echo(told)


if __name__ == "__main__":
    main()
