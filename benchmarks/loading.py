"""Loading: what each stage of it takes, and how that compares with the least that it could take.

In:   a folder of letters.
Out:  tables in Markdown. T is the processor time that pypdfium2 alone takes for the text of the
      same PDFs, measured in the same run, so that figures carry from one machine to another. A bar
      is what is wanted, a goal what is hoped for.
From: the letters of the folder. Where more are needed, they come again under case numbers that were
      made up: to the engine other letters of the same size, though of words that it has seen.

    python benchmarks/loading.py ../shared/letters [--many 5000] [-o benchmarks/results.md]
"""

from __future__ import annotations

import json
import os
import pickle
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, count, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import pyoxigraph as ox
import pypdfium2 as pdfium
import rdflib

import imrgraph
from imrgraph.graph.catalog import CATALOG
from imrgraph.graph.conclude import conclusions_of, derived_graph
from imrgraph.graph.describe import facts_of
from imrgraph.graph.entries import entry
from imrgraph.graph.values import lines
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMRD, Iri
from imrgraph.letters.reading import read
from imrgraph.letters.text import files
from imrgraph.reasoning.explaining.explanation import explain
from imrgraph.store import keeping
from imrgraph.store.loading import Told
from imrgraph.store.opening import LetterStore
from imrgraph.store.sources import letters_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from imrgraph.graph.entries import Entry
    from imrgraph.graph.values import Triple
    from imrgraph.letters.letter import Letter
    from imrgraph.letters.text.document import Document
    from imrgraph.reasoning.explaining.explanation import Explanations

__all__ = [
    "Letters",
    "again",
    "bulk",
    "grow",
    "memory",
    "run",
    "stored",
    "table",
    "through_rdflib",
    "timed",
]

T = TypeVar("T")

#: How often something is measured; the best is told, since whatever disturbs takes longer.
_TIMES = 3
#: To how many letters more are compared.
_FEW = 1000
#: How many times over letters are loaded by one worker and by two.
_AGAIN = 3
#: Of how many cases the middle is told.
_CASES = 50
_MS = 1000

#: What loads letters in a process of its own.
_LOADS = """
import resource, sys, time
from pathlib import Path
from imrgraph.store.loading import told
from imrgraph.store.sources import sources
from imrgraph.store.opening import LetterStore
if __name__ == "__main__":
    told([*sources([sys.argv[4]])], unverified=False, proofs=False)
    store = LetterStore(Path(sys.argv[1]))
    store.load(sys.argv[5:])
    began, worked = time.perf_counter(), time.process_time()
    loaded = store.load([Path(sys.argv[2])], workers=int(sys.argv[3])).letters
    print(time.perf_counter() - began, time.process_time() - worked)
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(beside.ru_utime + beside.ru_stime, len(loaded))
"""
#: What puts many letters into a store in a process of its own, which it fills alone.
_GROWS = "import sys, loading; loading.grow(*sys.argv[1:])"
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
    """Put letters into a new store as `load` does."""
    store = LetterStore(place)
    with store.writing():
        store._teach(unverified=False)  # noqa: SLF001 (the stages of loading)
        for batch in keeping._batches(letters, _quietly):  # noqa: SLF001
            store._keep(batch, "", _quietly)  # noqa: SLF001
    return store


def _quietly(_: object) -> None:
    """Tell nobody what became of a letter."""


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the processor time that `work` takes, of all threads, and what it returns."""
    began = time.process_time()
    done = work()
    return time.process_time() - began, done


def text_alone(path: Path) -> None:
    """Take the text of a PDF, and nothing else."""
    pdf = pdfium.PdfDocument(path)
    for number in range(len(pdf)):
        pdf[number].get_textpage().get_text_range()
    pdf.close()


@dataclass
class Letters:
    """Letters, stage by stage, and the least time that each stage took, for each letter."""

    paths: Sequence[Path]
    taken: dict[str, float] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    #: By letter and graph.
    triples: list[dict[str, tuple[Triple, ...]]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def lap(self) -> None:
        """Go through all stages once."""
        if self.paths[0].suffix == ".pdf":
            self._each("the text by pypdfium2 alone", text_alone, self.paths)
        self.documents = self._each("the text", files.open, self.paths)
        letters = self._each("the rest of reading", read, self.documents)
        # Once more from the first, so that what reading found out is no help to it.
        explained = self._each("weighing, deciding, auditing", _explained, letters)
        self.triples = self._each("what is said", _said, explained)
        texts = self._each("as N-Quads", _written, self.triples)
        entries = self._each("the entry of the catalog", _entry, self.triples)
        named = (found.letter.name() for found in explained)
        told = zip(self.paths, repeat(""), repeat(""), named, texts, entries, strict=False)
        self.told = [Told(*each) for each in told]

    def many(self, how_many: int) -> Iterator[Told]:
        """Yield as many letters as are wanted."""
        return (again(self.told[n % len(self.told)], n) for n in range(how_many))

    def _each(self, name: str, work: Callable[[Any], T], given: Sequence[object]) -> list[T]:
        seconds, done = timed(lambda: [work(each) for each in given])
        each = seconds / len(given)
        self.taken[name] = min(each, self.taken.get(name, each))
        return done


def _explained(letter: Letter) -> Explanations:
    """Explain a letter, and work out all that the graph says of it."""
    found = explain(letter, load())
    conclusions_of(found)
    return found


def _said(found: Explanations) -> dict[str, tuple[Triple, ...]]:
    """Return what is said of a letter, by graph; what was worked out is not worked out again."""
    name = found.letter.name()
    return {name: facts_of(found.letter), derived_graph(name): conclusions_of(found)}


def _written(said: dict[str, tuple[Triple, ...]]) -> bytes:
    return "".join(lines(triples, graph) for graph, triples in said.items()).encode()


def _entry(said: dict[str, tuple[Triple, ...]]) -> Entry:
    return entry(next(iter(said)), chain.from_iterable(said.values()), load())


@dataclass
class _Runs:
    """Measures what takes a store, or a process of its own; all in folders that are thrown away."""

    letters: Letters
    home: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def place(self) -> Path:
        """Return a place where nothing is yet."""
        return self.home / str(next(self._numbers))

    def storing(self, many: int) -> _Storing:
        """Put as many letters into a store, and their quads into another by one bulk_load."""
        batch = list(self.letters.many(many))
        ontology = timed(partial(stored, self.place(), []))[0]
        kept, store = timed(partial(stored, self.place(), batch))
        order = timed(store.optimize)[0]
        text = b"".join(each.nquads for each in batch)
        least = timed(partial(bulk, self.place(), text))[0]
        return _Storing((kept - ontology) / many, order / many, least / many)

    def by_rdflib(self) -> float:
        """Return how long the facts of a letter take into a store by way of rdflib."""
        triples = self.letters.triples
        return min(
            timed(partial(through_rdflib, self.place(), triples))[0] / len(triples)
            for _ in range(_TIMES)
        )

    def loading(self, folder: Path, workers: int, *before: Path) -> _Loading:
        """Load a folder, after what was loaded before, in a process that has read the letters."""
        home = self.letters.paths[0].parent
        told = run([sys.executable, "-c", _LOADS, self.place(), folder, workers, home, *before])
        clock, loader, beside, letters = map(float, told.split())
        return _Loading(clock, loader, beside, int(letters))

    def made_up(self) -> Path:
        """Return a folder of the letters as text, each several times under other case numbers."""
        folder = self.place()
        folder.mkdir()
        for number, document in enumerate(self.letters.documents * _AGAIN):
            own = read(document).case_number
            text = document.text.replace(own.value, f"CM98-{number:07}") if own else document.text
            (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
        return folder

    def grown(self, many: int) -> dict[str, float]:
        """Put as many letters into a store, ask it, and return what it takes."""
        letters = self.home / "letters.pickle"
        letters.write_bytes(pickle.dumps(self.letters.told))
        told = run([sys.executable, "-c", _GROWS, self.place(), letters, many])
        return {name: float(value) for name, value in json.loads(told).items()}


def grow(place: str, letters: str, many: str) -> None:
    """Put letters into a store in this process, and print what it takes, and what one case does."""
    told: list[Told] = pickle.loads(Path(letters).read_bytes())  # noqa: S301 (our own)
    made = (again(told[number % len(told)], number) for number in range(int(many)))
    store = stored(Path(place), made)
    store.optimize()
    size = sum(file.stat().st_size for file in Path(place).rglob("*"))
    catalog = Path(place, CATALOG).stat().st_size
    found = {
        "engine": (size - catalog) / store.size,
        "catalog": catalog / store.size,
        "memory": memory(),
        "seconds": _asked(store, int(many)),
    }
    sys.stdout.write(json.dumps(found))


def memory() -> int:
    """Return how many kilobytes this process had at most, not what started it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.findall(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE)[0])


@dataclass(frozen=True, slots=True)
class _Loading:
    """Seconds by the clock, and of processor time that the loader took, and those beside it."""

    clock: float
    loader: float
    beside: float
    letters: int


@dataclass(frozen=True, slots=True)
class _Storing:
    """How long a letter takes to be kept and put in order, and into a store by one bulk_load."""

    kept: float
    order: float
    least: float


def bulk(place: Path, text: bytes) -> None:
    """Put N-Quads into a new store of the engine, and do nothing else."""
    ox.Store(str(place)).bulk_load(text, format=ox.RdfFormat.N_QUADS)


def through_rdflib(place: Path, letters: Sequence[dict[str, tuple[Triple, ...]]]) -> None:
    """Add the same facts to rdflib, one by one, and put what it writes into a new store."""
    dataset = rdflib.Dataset()
    for name, triples in (each for said in letters for each in said.items()):
        graph = dataset.graph(rdflib.URIRef(name))
        for subject, kind, value in triples:
            node = rdflib.URIRef(value) if isinstance(value, Iri) else rdflib.Literal(value)
            graph.add((rdflib.URIRef(subject), rdflib.URIRef(kind), node))
    bulk(place, dataset.serialize(format="nquads", encoding="utf-8"))


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


def run(words: Sequence[object]) -> str:
    """Return what a program prints that finds this package, and these benchmarks."""
    homes = (Path(imrgraph.__file__).parents[1], Path(__file__).parent)
    home = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, homes))}
    home.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled
    done = subprocess.run(  # noqa: S603 (this program)
        [*map(str, words)], env=home, capture_output=True, text=True, check=True
    )
    return done.stdout


def _started(*words: object) -> float:
    """Return the processor time of a command, the least of several."""

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run([sys.executable, *words])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return min(once() for _ in range(_TIMES))


def _command(*words: object) -> float:
    return _started("-c", "from imrgraph.cli import main; main()", *words)


# The tables

_WRITTEN = (
    "Written by `make bench`; see benchmarks/loading.py. When it began, {busy:.1f} other processes"
    " wanted the {processors} processors."
)
_WORKERS = "two workers, times as fast by the clock"
_INTO = "into the store: quads, catalog, order"
_RDFLIB = "by rdflib: `Graph.add`, serialised, `bulk_load`"
_BARE = "`python -c 'import click'`"
_EXPLAIN = "`imrgraph explain LETTER`, in s more than"

_BARS = {
    "the text": ("1", "1"),
    "the rest of reading": ("1.5", "0.7"),
    "weighing, deciding, auditing": ("1.5", "0.5"),
    "quads": ("0.3", "0.1"),
    "into the store": ("1.5", "0.7"),
    "**`imrgraph load`, all of it**": ("6", "3"),
}


def _stages(letters: Letters, runs: _Runs, storing: _Storing) -> str:
    """Return the table of stages."""
    alone = letters.taken.get("the text by pypdfium2 alone")
    unit = alone or sum(letters.taken.values())
    loads = [runs.loading(letters.paths[0].parent, 0, letters.paths[0]) for _ in range(_TIMES)]
    whole = min(each.loader / each.letters for each in loads)
    taken = letters.taken
    rows = {
        **{name: seconds for name, seconds in taken.items() if name in _BARS},
        "quads": taken["what is said"] + taken["as N-Quads"],
        "into the store": taken["the entry of the catalog"] + storing.kept + storing.order,
        "**`imrgraph load`, all of it**": whole,
    }
    name = "T" if alone else "of all"
    told = (
        f"T is what pypdfium2 alone takes for the text of these PDFs, here {alone * _MS:.1f} ms."
        if alone
        else "There are no PDFs, so that figures are parts of all stages."
    )
    return (
        f"Processor time a letter, {len(letters.paths)} letters, the best of {_TIMES} runs. {told}"
        f" Into the store go {_FEW} letters: quads and catalog, and the order that is put into it"
        " at the end. All of `load` is that of a process that has read these letters before, and"
        " loaded one.\n\n"
        + table(
            ("stage", name, "ms", "bar", "goal"),
            [
                (what, f"{seconds / unit:.2f}", f"{seconds * _MS:.2f}", *_BARS[what])
                for what, seconds in rows.items()
            ],
        )
    )


def _against(letters: Letters, runs: _Runs, storing: _Storing, many: int) -> str:
    """Return the table of what is compared."""
    catalog = letters.taken["the entry of the catalog"]
    into = (catalog + storing.kept + storing.order) / storing.least
    by_rdflib = runs.by_rdflib() / (letters.taken["as N-Quads"] + catalog + storing.kept)
    quads = sum(each.nquads.count(b"\n") for each in letters.told) / len(letters.told)
    folder = runs.made_up()
    turns = [(runs.loading(folder, 0), runs.loading(folder, 2)) for _ in range(_TIMES)]
    one, two = (min(loads, key=lambda load: load.clock) for loads in zip(*turns, strict=True))
    # Of two processors none can do more than all the work, nor the loader less than its own.
    least = max((two.loader + two.beside) / 2, two.loader)
    few, lots = runs.grown(_FEW), runs.grown(many)
    bare = _started("-c", "import click")
    letter = next(each for each in letters.paths if each.suffix in {".pdf", ".txt"})
    read_on = float(run([sys.executable, "-c", _READS, letter]))
    adds = _command("explain", letter) - read_on
    few_of = f"n = {_FEW}"
    slower, larger = (lots[name] / few[name] for name in ("seconds", "memory"))
    rows = (
        (_WORKERS, "none", f"{one.clock / two.clock:.2f}", "1.7", "1.9"),
        (
            "the same, as processor time has it",
            "none",
            f"{one.loader / least:.2f}",
            "1.7",
            "1.9",
        ),
        (_INTO, "one `bulk_load` of the same quads", f"{into:.2f}", "1.5", "1.2"),
        (_RDFLIB, "the same triples as N-Quads, kept here", f"{by_rdflib:.1f}", "3", "10"),
        (f"quads a letter, n = {len(letters.told)}", "", f"{quads:.0f}", "700", "500"),
        (f"bytes a quad, n = {many}", "", f"{lots['engine']:.0f}", "160", "120"),
        ("bytes of the catalog a quad", "", f"{lots['catalog']:.0f}", "", ""),
        (
            f"one case by SPARQL, n = {many}",
            few_of,
            f"{slower:.2f}",
            "2",
            "1",
        ),
        (f"memory, n = {many}", few_of, f"{larger:.2f}", "1.5", "1.1"),
        ("`imrgraph --help`", _BARE, f"{_command('--help') / bare:.2f}", "2", "1.3"),
        ("`imrgraph --version`", _BARE, f"{_command('--version') / bare:.2f}", "2", "1.3"),
        (_EXPLAIN, "in a process that runs", f"{adds:.2f}", "0.5", "0.25"),
    )
    return table(("what", "against", "found", "bar", "goal"), rows)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--many", default=5000, show_default=True, help="How many letters are a lot.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write.")
def main(folder: Path, many: int, output: Path | None) -> None:
    """Measure the loading of the letters in FOLDER."""
    busy = os.getloadavg()[0]
    paths = list(letters_in([folder]))
    pdfs = [path for path in paths if path.suffix == ".pdf"]
    letters = Letters(pdfs or paths)
    for _ in range(_TIMES + 1):  # the first lap reads the ontology, and is soon beaten
        letters.lap()
    with tempfile.TemporaryDirectory() as home:
        runs = _Runs(letters, Path(home))
        storing = min((runs.storing(_FEW) for _ in range(_TIMES)), key=lambda s: s.kept)
        parts = (
            "# What loading takes",
            _WRITTEN.format(busy=busy, processors=os.cpu_count()),
            "## Stage by stage",
            _stages(letters, runs, storing),
            "## Against the least that it could take",
            _against(letters, runs, storing, many),
        )
    told = "\n\n".join(parts) + "\n"
    if output:
        output.write_text(told, encoding="utf-8")
    click.echo(told)


if __name__ == "__main__":
    main()
