"""Growing: what loading and asking take of ever more letters, and what a million would by that.

In:   how many letters, once or several times; the Python of a mapping tool to compare with.
Out:  tables in Markdown, put at the end of a file in place of those that were there.
From: letters as imrgraph.synth makes them up, half of them text and half PDF, through the loader,
      in a process of its own; the same quads through the engine's own bulk_load; the same facts
      through rdflib, and through morph-kgc, which maps tables to RDF. Times are processor time,
      unless they say that the clock has them, as others may work on the machine.

    python benchmarks/growing.py -n 1000 -n 10000 [-n 100000] [--peer PYTHON] [-o results.md]
"""

from __future__ import annotations

import csv
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import pyoxigraph as ox
from filling import cases, written
from loading import Letters, bulk, run, table, through_rdflib, timed

from imrgraph.errors import NotFoundError
from imrgraph.graph.anew import explained
from imrgraph.graph.catalog import CATALOG
from imrgraph.graph.questions import question
from imrgraph.knowledge.terms import Iri
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from imrgraph.graph.values import Triple

__all__ = ["at_a_million", "growth", "put_at_end"]

#: Of how many PDFs and texts the stages are timed, and how many letters rdflib and its like get.
_SAMPLE: Final = 100
#: How many letters are explained, and asked after, of a store.
_CASES: Final = 20
_MILLION: Final = 1_000_000
_HEADING: Final = "# How it grows"
#: The questions of the README and of the tutorials.
_QUESTIONS: Final = (
    *("why-denied", "conditions-of-item", "documents-reviewed", "precedents", "overturn-rate"),
    *("overturned-by-year", "overturned-by-category", "decisive-criteria", "agreement"),
    "case-outcomes",
)
#: Loads a folder, and prints what that took.
_LOADS: Final = """
import json, resource, sys, time
from pathlib import Path
from loading import memory
from imrgraph.store.opening import LetterStore
if __name__ == "__main__":
    store, began = LetterStore(Path(sys.argv[1])), time.perf_counter()
    loaded = store.load([Path(sys.argv[2])], workers=2)
    print(json.dumps({
        "clock": time.perf_counter() - began,
        "work": time.process_time(),
        "beside": sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]),
        "memory": memory(),
        "worker": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
        "letters": len(loaded.letters),
    }))
"""
#: Maps a row of a table to a quad, whatever its property is.
_MAPPING: Final = """
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
{maps}
"""
_MAP: Final = """
<#{name}> a rr:TriplesMap ;
  rml:logicalSource [ rml:source "{table}" ; rml:referenceFormulation ql:CSV ] ;
  rr:subjectMap [
    rml:reference "about" ; rr:termType rr:IRI ;
    rr:graphMap [ rml:reference "said_in" ; rr:termType rr:IRI ]
  ] ;
  rr:predicateObjectMap [
    rr:predicateMap [ rml:reference "how" ; rr:termType rr:IRI ] ;
    rr:objectMap [ rml:reference "what" ; rr:termType rr:{kind} ]
  ] .
"""


@dataclass(frozen=True, slots=True)
class Size:
    """What so many letters take: each figure by what it is called, the time of a letter in ms."""

    letters: int
    figures: dict[str, float]


def growth(sizes: Sequence[Size], name: str) -> float:
    """Return how many times as large a figure is of ten times as many letters, by the last two.

    >>> growth([Size(100, {"disk": 3}), Size(1000, {"disk": 30})], "disk")
    10.0
    """
    few, many = sizes[-2:]
    decades = math.log10(many.letters / few.letters)
    return round(math.pow(many.figures[name] / few.figures[name], 1 / decades), 9)


def at_a_million(sizes: Sequence[Size], name: str) -> float:
    """Return what a figure would be of a million letters, if it went on to grow as it does.

    >>> at_a_million([Size(100, {"disk": 3}), Size(1000, {"disk": 30})], "disk")
    30000.0
    """
    decades = math.log10(_MILLION / sizes[-1].letters)
    return round(sizes[-1].figures[name] * math.pow(growth(sizes, name), decades), 6)


def put_at_end(text: str, told: str) -> str:
    r"""Return a text with what is told of growth at its end, in place of what was told before.

    >>> put_at_end("# Other\n\n# How it grows\n\nslow\n", "# How it grows\n\nfast\n")
    '# Other\n\n# How it grows\n\nfast\n'
    """
    kept = text.partition(_HEADING)[0].rstrip("\n")
    return f"{kept}\n\n{told}" if kept else told


def measured(many: int, home: Path) -> Size:
    """Load so many letters, and ask them."""
    letters = written(home / "letters", many, media=("txt", "pdf"))
    place = home / "store"
    told = json.loads(run([sys.executable, "-c", _LOADS, place, letters]))
    if told["letters"] != many:
        message = f"{many} letters: expected all loaded, found {told['letters']}"
        raise click.ClickException(message)
    store = LetterStore(place)
    size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    catalog = (place / CATALOG).stat().st_size
    figures = {
        "load": _ms(told["work"] + told["beside"], many),
        "the loader alone": _ms(told["work"], many),
        "clock": _ms(told["clock"], many),
        "memory": told["memory"] / 1024,
        "worker": told["worker"] / 1024,
        "disk": size / many / 1024,
        "catalog": catalog / many / 1024,
        "quads": store.size / many,
        "explain": _asked([partial(explained, store, case) for case in _letters(store)]),
        **{name: _asked(_asking(store, name)) for name in _QUESTIONS},
    }
    dumped = home / "quads.nq"
    with dumped.open("wb") as file:
        file.writelines(store.nquads())
    figures["bulk_load"] = _ms(timed(partial(_bulk, home / "bulk", dumped))[0], many)
    return Size(many, figures)


def _bulk(place: Path, quads: Path) -> None:
    ox.Store(str(place)).bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)


def _ms(seconds: float, many: int) -> float:
    return 1000 * seconds / many


def _letters(store: LetterStore) -> list[str]:
    known = {letter.rpartition("/")[2]: letter for letter in store.letters()}
    return [known[case] for case in cases(store, _CASES)]


def _asking(store: LetterStore, name: str) -> list[Callable[[], object]]:
    """Return the question as it is asked of several letters, or once and again."""
    asked = question(name)
    given = dict(asked.example["params"]) | {p.name: 1 for p in asked.params if p.name == "item"}
    if "letter" in given:
        return [partial(_ask, store, name, {**given, "letter": c}) for c in cases(store, _CASES)]
    return [partial(_ask, store, name, given)] * 3


def _ask(store: LetterStore, name: str, given: dict[str, object]) -> None:
    with suppress(NotFoundError):  # a letter that is made up need not have what is asked for
        store.ask(name, **given)


def _asked(questions: Sequence[Callable[[], object]]) -> float:
    """Return the milliseconds of processor time that a question takes, in the middle."""
    return statistics.median(1000 * timed(each)[0] for each in questions)


def staged(home: Path) -> dict[str, float]:
    """Return the processor time of each stage of a letter in ms, by text and by PDF, and T."""
    found: dict[str, float] = {}
    for medium in ("txt", "pdf"):
        paths = sorted(written(home / medium, _SAMPLE, media=(medium,)).iterdir())
        letters = Letters(paths)
        for _ in range(2):  # the first lap reads the ontology
            letters.lap()
        found |= {f"{medium}: {name}": 1000 * each for name, each in letters.taken.items()}
        found[f"{medium}: rdflib"] = _ms(
            timed(partial(through_rdflib, home / f"{medium}-rdflib", letters.triples))[0], _SAMPLE
        )
    return found


def by_mapping(home: Path, python: Path) -> float:
    """Return the milliseconds that a mapping tool and bulk_load take for the facts of a letter."""
    paths = sorted(written(home / "mapped", _SAMPLE).iterdir())
    letters = Letters(paths)
    letters.lap()
    facts = ((g, t) for said in letters.triples for g, triples in said.items() for t in triples)
    _tabled(home, facts)
    maps = "".join(
        _MAP.format(name=kind, table=home / f"{kind}.csv", kind=kind) for kind in ("IRI", "Literal")
    )
    (home / "mapping.ttl").write_text(_MAPPING.format(maps=maps), encoding="utf-8")
    settings = f"[CONFIGURATION]\noutput_file = {home}/mapped.nq\noutput_format = N-QUADS\n"
    settings += f"[LETTERS]\nmappings = {home}/mapping.ttl\n"
    (home / "settings.ini").write_text(settings, encoding="utf-8")
    before = os.times()
    subprocess.run(  # noqa: S603 (the tool that was named)
        [python, "-m", "morph_kgc", home / "settings.ini"], check=True, capture_output=True
    )
    after = os.times()
    mapped = after.children_user + after.children_system
    mapped -= before.children_user + before.children_system
    quads = (home / "mapped.nq").read_bytes()
    return _ms(mapped + timed(partial(bulk, home / "mapped-store", quads))[0], _SAMPLE)


def _tabled(home: Path, facts: Iterable[tuple[str, Triple]]) -> None:
    """Write facts as a mapping tool has them: a table of values, and one of what has an IRI."""
    with (
        (home / "IRI.csv").open("w", encoding="utf-8", newline="") as iris,
        (home / "Literal.csv").open("w", encoding="utf-8", newline="") as values,
    ):
        writers = {True: csv.writer(iris), False: csv.writer(values)}
        for writer in writers.values():
            writer.writerow(("said_in", "about", "how", "what"))  # "subject" is one of its own
        for graph, (subject, name, value) in facts:
            writers[isinstance(value, Iri)].writerow((graph, subject, name, value))


# The tables

_WRITTEN: Final = (
    "Written by `make bench`; see benchmarks/growing.py. Letters are made up, half of them text and"
    " half PDF. {busy:.1f} processes wanted the {processors} processors when it began, and"
    " {ended:.1f} when it ended."
)
_LOADING: Final = {
    "load": "load, processor time a letter, ms",
    "the loader alone": "of that the process that stores, ms",
    "clock": "load by the clock, two workers, ms a letter",
    "bulk_load": "one `bulk_load` of the same quads, ms a letter",
    "memory": "most memory of the process that stores, MB",
    "worker": "most memory of a worker, MB",
    "quads": "quads a letter, with the ontology",
    "disk": "disk, kB a letter",
    "catalog": "of that the catalog, kB",
}


def _grown(sizes: Sequence[Size], names: dict[str, str]) -> str:
    head = ["what", *(f"n = {size.letters:,}" for size in sizes)]
    if len(sizes) > 1:
        head += ["times, n times 10", "at a million"]
    rows = []
    for name, called in names.items():
        row = [called, *(f"{size.figures[name]:,.1f}" for size in sizes)]
        if len(sizes) > 1:
            row += [f"{growth(sizes, name):.2f}", f"{at_a_million(sizes, name):,.1f}"]
        rows.append(row)
    return table(head, rows)


def _by_stage(found: dict[str, float], unit: float) -> str:
    names = list(dict.fromkeys(name.partition(": ")[2] for name in found))
    rows = []
    for name in names:
        row = [name.replace("rdflib", "by rdflib: `Graph.add`, serialised, `bulk_load`")]
        for medium in ("txt", "pdf"):
            each = found.get(f"{medium}: {name}")
            row += ["", ""] if each is None else [f"{each / unit:.2f}", f"{each:.2f}"]
        rows.append(row)
    return table(("stage", "text, T", "ms", "PDF, T", "ms"), rows)


def _hours(sizes: Sequence[Size]) -> str:
    work = at_a_million(sizes, "load") * _MILLION / 3_600_000
    disk = at_a_million(sizes, "disk") * _MILLION / 1024 / 1024
    return (
        f"By that growth a million letters would take {work:.0f} hours of one processor, and"
        f" {disk:.0f} GB of disk."
    )


@click.command()
@click.option("-n", "many", multiple=True, type=int, default=(1000, 10_000), show_default=True)
@click.option("--peer", type=click.Path(path_type=Path), help="A Python that has morph-kgc.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to end with it.")
def main(many: Sequence[int], peer: Path | None, output: Path | None) -> None:
    """Load and ask ever more letters that were made up, and tell how what it takes grows."""
    busy = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as home:
        found = staged(Path(home))
        unit = found["pdf: the text by pypdfium2 alone"]
        mapped = by_mapping(Path(home), peer) if peer else None
    sizes = []
    for each in sorted(many):
        with tempfile.TemporaryDirectory() as home:
            sizes.append(measured(each, Path(home)))
        click.echo(f"{each} letters: {json.dumps(sizes[-1].figures)}", err=True)
    ended = os.getloadavg()[0]
    mapping = (
        "No mapping tool was at hand."
        if mapped is None
        else "The same facts from tables through morph-kgc and `bulk_load`:"
        f" {mapped:.1f} ms a letter, its start among it."
    )
    parts = (
        _HEADING,
        _WRITTEN.format(processors=os.cpu_count(), busy=busy, ended=ended),
        "## Loading",
        _grown(sizes, _LOADING) + (f"\n\n{_hours(sizes)}" if len(sizes) > 1 else ""),
        "## A letter, stage by stage",
        f"Processor time, the better of two laps over {_SAMPLE} letters; T is {unit:.2f} ms.",
        _by_stage(found, unit),
        mapping,
        "## Asking, ms of processor time",
        _grown(sizes, {"explain": "one letter explained anew", **{n: n for n in _QUESTIONS}}),
    )
    told = "\n\n".join(parts) + "\n"
    if output:
        before = output.read_text(encoding="utf-8") if output.exists() else ""
        output.write_text(put_at_end(before, told), encoding="utf-8")
    click.echo(told)


if __name__ == "__main__":
    main()
