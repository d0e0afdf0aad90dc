"""Enduring: what is there after kills, of bad files among good ones, and by each way of loading.

In:   how many kills and letters.
Out:  a section in Markdown for each command, in place of the one that a file had.
From: letters as imrgraph.synth makes them up, and published ones where a folder of them is given,
      through the command line, in processes of its own.

    python benchmarks/enduring.py kills [--load 40 --derive 10 --prune 10] [-o enduring.md]
    python benchmarks/enduring.py bad [-n 10000 --few 2000] [-o enduring.md]
    python benchmarks/enduring.py alike [-n 1000] [--published FOLDER] [-o enduring.md]
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import count, cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import pyoxigraph as ox
from filling import written
from loading import table

import imrgraph
from imrgraph.errors import LetterError, NoStoreError, NotFoundError
from imrgraph.graph.conclude import conclude, derived_graph
from imrgraph.graph.describe import describe
from imrgraph.graph.entries import PARTS
from imrgraph.knowledge.terms import IMRD
from imrgraph.letters.media.archives import MOST
from imrgraph.names import printable
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["ask_on", "put_section"]

#: What all letters are made of.
_MEDIA: Final = ("txt", "pdf")
#: The command line, which publishes every few letters, so that a kill finds it amid several.
_OFTEN: Final = """
from imrgraph.store import keeping
from imrgraph.cli import main
keeping._AT_ONCE = 2_000_000
main()
"""
#: The command line, which tells at its end what it took.
_TELLS: Final = """
import json, resource, sys, time
from pathlib import Path
from imrgraph.cli import main
from loading import memory
place = sys.argv.pop(1)
try:
    main()
finally:
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = time.process_time() + beside.ru_utime + beside.ru_stime
    told = {"seconds": took, "memory": memory() / 1024, "worker": beside.ru_maxrss / 1024}
    Path(place).write_text(json.dumps(told))
"""
_ASKS: Final = "import sys, enduring; enduring.ask_on(*sys.argv[1:])"
_UNVERIFIED: Final = "--include-unverified"


def put_section(text: str, told: str) -> str:
    r"""Return a text with a section in the place of the one of the same heading, or at its end.

    >>> put_section("# It\n\n## One\n\n1\n\n## Two\n\n2\n", "## One\n\n3\n")
    '# It\n\n## One\n\n3\n\n## Two\n\n2\n'
    """
    heading = told.partition("\n")[0]
    parts = re.split(r"^(?=## )", text or "# What it endures\n\n", flags=re.MULTILINE)
    new = [told if part.startswith(f"{heading}\n") else part for part in parts]
    if new == parts and told not in parts:
        new.append(told)
    return "\n\n".join(part.strip() for part in new) + "\n"


def _home() -> dict[str, str]:
    homes = (Path(imrgraph.__file__).parents[1], Path(__file__).parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, homes))}


def _begun(code: str, *words: object) -> subprocess.Popen[bytes]:
    """Begin a process in a group of its own."""
    return subprocess.Popen(  # noqa: S603 (this program)
        [sys.executable, "-c", code, *map(str, words)],
        env=_home(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _ended(code: str, *words: object, exits: int = 0) -> str:
    """Have a process run to its end, and return what it says of itself."""
    running = _begun(code, *words)
    _, said = running.communicate()
    if running.returncode != exits:
        told = said.decode("utf-8", "replace")
        message = f"{words}: expected exit code {exits}, found {running.returncode}: {told}"
        raise click.ClickException(message)
    return said.decode("utf-8", "replace")


# Kills


@dataclass(frozen=True, slots=True)
class _State:
    """What a store is to hold: digests of its quads, sorted, and of the rows of its catalog."""

    quads: str
    rows: str


def _digest(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()


def _state(place: Path) -> _State:
    with LetterStore(place) as store:
        lines = sorted(b"".join(store.nquads()).splitlines())
        tables = [
            sorted(store._rows.execute(f"SELECT * FROM {name}"), key=repr)  # noqa: S608, SLF001 (ours)
            for name in ("files", "refused", "doubles", "taught")
        ]
        texts = [text for part in PARTS for text in store.catalog.texts(part)]
        return _State(_digest(*lines), _digest(tables, store.catalog.items({}), texts))


def _answers(store: LetterStore, letter: str) -> str:
    """Return a digest of all that is there of a letter, and of why it was denied."""
    case = letter.removeprefix(IMRD.base)
    graphs = [store.graph(letter), store.graph(derived_graph(letter))]
    items = [held for held in store.catalog.items({}) if held.letter == letter]
    why: object = None
    with suppress(NotFoundError):  # it need not have been denied
        why = list(store.ask("why-denied", letter=case))
    return _digest(graphs, items, why)


def ask_on(home: str) -> None:
    """Ask the stores of a folder until all is done, and write down which answers were wrong."""
    place, asked = Path(home), 0
    wrong: list[str] = []
    known: dict[str, list[str]] = json.loads((place / "known.json").read_text("utf-8"))
    chance, held = random.Random(3), _Held(place / "kept")  # noqa: S311 (nobody is to guess)
    is_last = False
    while not is_last:
        is_last = (place / "stop").exists()
        newest = sorted(place.glob("new-*"), key=lambda each: each.stat().st_ctime)[-1:]
        for each in (place / "kept", *newest):
            try:
                with LetterStore(each) as store:
                    asked += 1
                    wrong.extend(_wrong(store, known, chance))
                wrong.extend(held.wrong())
            except NoStoreError:  # not yet
                pass
            except Exception as error:  # noqa: BLE001 (each counts)
                wrong.append(f"{each.name}: {error!r}")
        time.sleep(0.1)
    told = {"asked": asked, "held": held.asked, "wrong": wrong}
    (place / "asked.json").write_text(json.dumps(told), encoding="utf-8")


def _wrong(store: LetterStore, known: dict[str, list[str]], chance: random.Random) -> Iterator[str]:
    letters = list(store.letters())
    [row] = store.select(f"SELECT (COUNT(?l) AS ?n) {{ ?l a <{_DETERMINATION}> }}")
    if int(str(row["n"])) != len(letters):
        yield f"{store.place}: {row['n']} letters in the quads, {len(letters)} in the catalog"
    for letter in chance.sample(letters, min(len(letters), 3)):
        if _answers(store, letter) not in known[letter]:
            yield f"{store.place}: {letter} is as it never was"


_DETERMINATION: Final = "https://w3id.org/imrgraph/ontology#Determination"


class _Held:
    """A store that stays open, and has to say what it said when it was opened."""

    #: How often it is asked before it is opened anew.
    _OFTEN: Final = 40

    def __init__(self, place: Path) -> None:
        self._place = place
        self._store: LetterStore | None = None
        self._said: list[str] = []
        self.asked = 0

    def wrong(self) -> list[str]:
        """Ask it."""
        if self._store is None or self.asked % self._OFTEN == 0:
            if self._store:
                self._store.close()
            self._store = LetterStore(self._place)
            self._said = self._says(self._store)
        self.asked += 1
        same = self._says(self._store) == self._said
        return [] if same else [f"{self._place}: what is open says something else"]

    def _says(self, store: LetterStore) -> list[str]:
        letters = list(store.letters())
        return [*letters, *(_answers(store, each) for each in letters[:2])]


@dataclass
class _Trials:
    """Kills commands, runs them again to the end, and holds what is there against what is due."""

    home: Path
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 (the same)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: How long a command of each kind takes when nobody kills it.
    took: dict[str, float] = field(default_factory=dict)

    def timed(self, kind: str, *words: object) -> None:
        """Have a command run to its end, and note how long that takes."""
        began = time.monotonic()
        _ended(_OFTEN, *words)
        self.took[kind] = time.monotonic() - began

    def kill(self, kind: str, place: Path, due: _State, *words: object) -> bool:
        """Kill a command at a random moment, run it again, and look at what is there.

        Returns:
            Whether it was killed, and had not ended before.
        """
        running = _begun(_OFTEN, *words)
        try:
            running.communicate(timeout=self.chance.uniform(0.2, self.took[kind]))
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
        if running.returncode != -signal.SIGKILL:
            self.counts[kind, "ended before"] += 1
            self.took[kind] *= 0.9
            return False
        was_amid = (place / "work").exists()
        _ended(_OFTEN, *words)
        there = _state(place)
        self.counts[kind, "killed"] += 1
        self.counts[kind, "amid changes"] += was_amid
        self.counts[kind, "quads as due"] += there.quads == due.quads
        self.counts[kind, "rows as due"] += there.rows == due.rows
        return True


@dataclass(frozen=True, slots=True)
class _Due:
    """What a store is to hold: all letters; all, with what is unverified; those that stay."""

    plain: _State
    beyond: _State
    fewer: _State


#: Every third letter goes, before those that are gone are taken out.
_THIRD: Final = 3


def _take_away(home: Path) -> None:
    (home / "gone").mkdir(exist_ok=True)
    for each in sorted((home / "letters").iterdir())[::_THIRD]:
        each.rename(home / "gone" / each.name)


def _put_back(home: Path) -> None:
    for each in (home / "gone").iterdir():
        each.rename(home / "letters" / each.name)


def _load(home: Path, place: Path, *more: str) -> tuple[object, ...]:
    return ("load", home / "letters", "--store", place, "--workers", 2, *more)


def _undisturbed(trials: _Trials) -> _Due:
    """Load letters with nothing in between, and write down what may be said of each of them."""
    home = trials.home
    known: dict[str, list[str]] = {}
    states: list[_State] = []
    for kind, more in (("new", ()), ("over", (_UNVERIFIED,))):
        place = home / f"clean-{kind}"
        trials.timed(kind, *_load(home, place, *more))
        states.append(_state(place))
        with LetterStore(place) as store:
            for letter in store.letters():
                known.setdefault(letter, []).append(_answers(store, letter))
    (home / "known.json").write_text(json.dumps(known), encoding="utf-8")
    _take_away(home)
    _ended(_OFTEN, *_load(home, home / "clean-fewer"))
    _put_back(home)
    plain, beyond = states
    return _Due(plain, beyond, _state(home / "clean-fewer"))


class _Kept:
    """A store in which commands are killed, one after the other."""

    def __init__(self, trials: _Trials, due: _Due) -> None:
        self._trials, self._due = trials, due
        self._home, self._place = trials.home, trials.home / "kept"
        self._numbers = count()
        self._is_plain = False

    def _plain(self) -> None:
        if not self._is_plain:
            _ended(_OFTEN, *_load(self._home, self._place))
            self._is_plain = True

    def new(self) -> bool:
        """Load into another store, where nothing is yet."""
        place = self._home / f"new-{next(self._numbers):03}"
        return self._trials.kill("new", place, self._due.plain, *_load(self._home, place))

    def over(self) -> bool:
        """Load what replaces every letter."""
        more = (_UNVERIFIED,) if self._is_plain else ()
        due = self._due.beyond if self._is_plain else self._due.plain
        self._is_plain = not self._is_plain
        return self._trials.kill("over", self._place, due, *_load(self._home, self._place, *more))

    def derive(self) -> bool:
        """Conclude every letter anew."""
        self._plain()
        self._is_plain = False
        words = ("derive", "--store", self._place, "--workers", 2, _UNVERIFIED)
        return self._trials.kill("derive", self._place, self._due.beyond, *words)

    def prune(self) -> bool:
        """Take out the letters whose files are gone."""
        self._plain()
        self._is_plain = False
        _take_away(self._home)
        words = _load(self._home, self._place, "--prune")
        is_killed = self._trials.kill("prune", self._place, self._due.fewer, *words)
        _put_back(self._home)
        return is_killed


def _killed(trials: _Trials, many: dict[str, int]) -> None:
    """Kill so many commands of each kind, in an order by lot, while somebody asks."""
    kept = _Kept(trials, _undisturbed(trials))
    trials.took |= {"derive": trials.took["over"], "prune": trials.took["over"] / 2}
    asked = _begun(_ASKS, trials.home)
    kinds = [kind for kind, times in many.items() for _ in range(times)]
    trials.chance.shuffle(kinds)
    try:
        for kind in kinds:
            while not getattr(kept, kind)():
                pass
    except KeyboardInterrupt:
        click.echo("interrupted; what was done is told", err=True)
    finally:
        (trials.home / "stop").touch()
        asked.communicate()


_KINDS: Final = {
    "new": "`load` into a new store",
    "over": "`load` that replaces every letter",
    "derive": "`derive`",
    "prune": "`load --prune` of a third",
}
_COUNTED: Final = ("killed", "amid changes", "quads as due", "rows as due", "ended before")


@click.group()
def main() -> None:
    """Tell what is there after kills, of bad files among good ones, and by each way of loading."""


_output: Final = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file that has the section."
)


def _tell(told: str, output: Path | None) -> None:
    if output:
        before = output.read_text(encoding="utf-8") if output.exists() else ""
        output.write_text(put_section(before, told), encoding="utf-8")
    click.echo(told)


@main.command()
@click.option("-n", "many", type=int, default=80, show_default=True, help="How many letters.")
@click.option("--load", "loads", type=int, default=40, show_default=True)
@click.option("--derive", "derives", type=int, default=10, show_default=True)
@click.option("--prune", "prunes", type=int, default=10, show_default=True)
@_output
def kills(many: int, loads: int, derives: int, prunes: int, output: Path | None) -> None:
    """Kill commands at random moments, run them again, and ask throughout."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        written(home / "letters", many, media=_MEDIA)
        trials = _Trials(home)
        half = loads // 2
        many_of = {"new": half, "over": loads - half, "derive": derives, "prune": prunes}
        _killed(trials, many_of)
        asked = json.loads((home / "asked.json").read_text("utf-8"))
    rows = [
        (name, *(f"{trials.counts[kind, count]}" for count in _COUNTED))
        for kind, name in _KINDS.items()
    ]
    wrong = "".join(f"\n- {each}" for each in dict.fromkeys(asked["wrong"]))
    _tell(
        f"## Kills\n\nSIGKILL of the whole group of processes, at a random moment; {many} letters,"
        " two workers. Then the same command runs to its end, and the store is held against that of"
        " a run with nothing in between: N-Quads, sorted, and the rows of catalog and ledger. Amid"
        " changes is where a copy that was worked on lay there. What ended before its kill counts"
        " for nothing.\n\n"
        + table(("what was killed", *_COUNTED), rows)
        + f"\n\nBeside it a process asked throughout, by opening the store anew {asked['asked']:,}"
        f" times, and one that stayed open {asked['held']:,} times: quads, rows and reasons of"
        f" letters drawn by lot. Wrong or failed answers: {len(asked['wrong'])}.{wrong}\n",
        output,
    )


# Bad files


def _bad_pdf(place: Path, letter: bytes) -> Path:
    cut = place.with_suffix(".pdf")
    cut.write_bytes(b"%PDF-1.4\n" + letter[:400])
    return cut


def _empty(place: Path, _: bytes) -> Path:
    place.write_bytes(b"")
    return place


def _binary(place: Path, letter: bytes) -> Path:
    place.write_bytes(random.Random(letter).randbytes(20_000))  # noqa: S311 (the same every time)
    return place


def _in_no_encoding(place: Path, letter: bytes) -> Path:
    place.write_bytes(letter.replace(b"e", b"\x81\xfe"))
    return place


def _gigantic(place: Path, letter: bytes) -> Path:
    place.write_bytes(letter)
    os.truncate(place, MOST + 1)
    return place


def _double(place: Path, _: bytes) -> Path:
    """Give the case number of the first letter to other words, in a file that comes after it."""
    first = place.with_name("0000000.txt").read_text("utf-8")
    place.write_text(f"{first}\nPage {place.stem}\n", encoding="utf-8")
    return place


def _zipped(place: Path, name: str, data: bytes) -> Path:
    packed = place.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return packed


def _bomb(place: Path, _: bytes) -> Path:
    return _zipped(place, "letter.txt", bytes(50_000_000))


def _traversal(place: Path, letter: bytes) -> Path:
    return _zipped(place, "../../outside.txt", letter)


def _loop(place: Path, _: bytes) -> Path:
    place.symlink_to(place.name)
    return place


def _odd_name(place: Path, _: bytes) -> Path:
    odd = place.with_name(f"{place.stem}-" + os.fsdecode(b"\xff.txt"))
    odd.write_bytes(b"%PDF-1.4 breaks off")
    return odd


def _closed(place: Path, letter: bytes) -> Path:
    """Write a file that may not be opened; whoever is root opens all, but for what is not there."""
    if os.geteuid() == 0:
        place.symlink_to("nowhere.txt")
    else:
        place.write_bytes(letter)
        place.chmod(0)
    return place


def _fifo(place: Path, _: bytes) -> Path:
    os.mkfifo(place)
    return place


_BAD: Final[dict[str, Callable[[Path, bytes], Path]]] = {
    "a PDF that is cut": _bad_pdf,
    "an empty file": _empty,
    "what is no text": _binary,
    "text in no encoding": _in_no_encoding,
    "a file larger than any may be": _gigantic,
    "a case number that another has, in other words": _double,
    "a zip bomb": _bomb,
    "an archive with a name that leads out of it": _traversal,
    "a link to itself": _loop,
    "a cut PDF whose name is not UTF-8": _odd_name,
    "one that may not be opened (to root: a link to nowhere)": _closed,
    "a pipe": _fifo,
}
#: One in so many letters is bad.
_SHARE: Final = 100 / 3


def _spoiled(folder: Path, many: int) -> dict[str, str]:
    """Put bad files in the place of some letters; return the kind of each, by its path."""
    written(folder, many)
    bad: dict[str, str] = {}
    kinds = cycle(_BAD.items())
    for number in range(round(many / _SHARE)):
        place = folder / f"{round((number + 0.5) * _SHARE):07}.txt"
        letter = place.read_bytes()
        place.unlink()
        kind, spoil = next(kinds)
        bad[printable(str(spoil(place, letter)))] = kind
    return bad


@dataclass(frozen=True, slots=True)
class _Load:
    """What a load took, in seconds of processor time and MB, and what became of each file."""

    seconds: float
    memory: float
    worker: float
    rows: list[dict[str, Any]]
    said: str


def _loaded(home: Path, folder: Path, *more: str, exits: int = 0) -> _Load:
    took, report = home / "took.json", home / "report.jsonl"
    words = ("load", folder, "--store", home / "store", "--workers", 2, "--report", report, *more)
    said = _ended(_TELLS, took, *words, exits=exits)
    rows = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
    return _Load(**json.loads(took.read_text("utf-8")), rows=rows, said=said.splitlines()[-1])


def _met(load: _Load, bad: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield of each kind how many there are, how many were refused, and with which reason."""
    refused = {row["path"]: row["why"] for row in load.rows if row["status"] == "refused"}
    for kind in _BAD:
        paths = [path for path, of in bad.items() if of == kind]
        why = [reason for path, reason in refused.items() if path.partition("#")[0] in paths]
        found = why[0].partition(": ")[2] if why else ""
        yield kind, str(len(paths)), str(len(why)), found.replace(str(Path(paths[0]).parent), "…")


def _stray(load: _Load, bad: dict[str, str]) -> int:
    """Return how many files that are not bad were not loaded, or bad ones were."""
    return sum(
        (row["status"] == "refused") != (row["path"].partition("#")[0] in bad) for row in load.rows
    )


@main.command()
@click.option("-n", "many", type=int, default=10_000, show_default=True, help="How many files.")
@click.option("--few", type=int, default=2000, show_default=True, help="To compare memory with.")
@_output
def bad(many: int, few: int, output: Path | None) -> None:
    """Load letters with bad files among them, twice."""
    rows = []
    for size in (few, many):
        with tempfile.TemporaryDirectory() as place:
            home = Path(place)
            spoiled = _spoiled(home / "letters", size)
            first = _loaded(home, home / "letters")
            again = _loaded(home, home / "letters")
            strict = _loaded(home, home / "letters", "--strict", exits=3)
            outside = [*home.glob("outside*"), *home.parent.glob("outside.txt")]
        same = sorted(map(_why, first.rows)) == sorted(map(_why, again.rows))
        rows.append(
            (
                f"{size:,}",
                f"{sum(row['status'] == 'read' for row in first.rows):,}",
                f"{len(spoiled):,}",
                f"{_stray(first, spoiled) + len(outside)}",
                f"{first.memory:.0f}",
                f"{first.worker:.0f}",
                f"{first.seconds:.0f}",
                f"{again.seconds:.1f}",
                f"1/{first.seconds / again.seconds:.0f}",
                "yes" if same else "no",
            )
        )
    head = (
        *("files", "loaded", "bad", "otherwise than due", "most memory, MB", "of a worker, MB"),
        *("processor time, s", "of a second load, s", "ratio", "the same reasons"),
    )
    kinds = table(("bad file", "n", "refused", "reason of the first"), _met(first, spoiled))
    _tell(
        "## Bad files among good ones\n\nThree files in a hundred are bad. Exit code 0, and 3"
        f" with `--strict`. The last lines of {many:,}: “{first.said}”; again: “{again.said}”;"
        f" strict: “{strict.said}”.\n\n{table(head, rows)}\n\n{kinds}\n",
        output,
    )


def _why(row: dict[str, Any]) -> tuple[str, str]:
    return row["path"], row.get("why", "")


# Ways of loading


def _quads(lines: bytes) -> set[str]:
    """Return the quads of letters, as the engine writes them."""
    found = ox.parse(lines, format=ox.RdfFormat.N_QUADS)
    return {str(each) for each in found if str(each.graph_name).startswith(f"<{IMRD.base}")}


def _of_store(place: Path, folders: Sequence[Path], workers: int) -> set[str]:
    _ended(_OFTEN, "load", *folders, "--store", place, "--workers", workers)
    with LetterStore(place) as store:
        return _quads(b"".join(store.nquads()))


def _of_spark(place: Path, folders: Sequence[Path]) -> set[str]:
    more = ("--engine", "spark", "--master", "local[2]")
    _ended(_OFTEN, "load", *folders, "--store", place, *more)
    parts = sorted((place / "quads").glob("part-*.nq.gz"))
    return _quads(b"".join(gzip.decompress(part.read_bytes()) for part in parts))


def _one_by_one(folders: Sequence[Path]) -> set[str]:
    """Explain each letter by itself; of several of one case the first counts."""
    letters: dict[str, set[str]] = {}
    for path in (each for folder in folders for each in sorted(folder.iterdir())):
        with suppress(LetterError):
            found = imrgraph.explain(path)
            quads = (*describe(found.letter), *conclude(found))
            letters.setdefault(found.letter.name(), {str(each) for each in quads})
    return {quad for quads in letters.values() for quad in quads}


@main.command()
@click.option("-n", "many", type=int, default=1000, show_default=True, help="How many letters.")
@click.option("--published", type=click.Path(exists=True, path_type=Path), help="A folder of more.")
@_output
def alike(many: int, published: Path | None, output: Path | None) -> None:
    """Load the same letters in each way, and hold the quads against each other."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        folders = [written(home / "letters", many, media=_MEDIA)]
        folders += [published] if published else []
        ways: dict[str, Callable[[], set[str]]] = {
            "one worker": partial(_of_store, home / "one", folders, 1),
            "two workers": partial(_of_store, home / "two", folders, 2),
            "Spark, `local[2]`": partial(_of_spark, home / "spark", folders),
            "`explain`, one by one": partial(_one_by_one, folders),
        }
        first: list[str] = []
        rows = []
        for name, quads in ways.items():
            found = sorted(quads())
            first = first or found
            differ = len(set(found) ^ set(first))
            digest = sha256("\n".join(found).encode()).hexdigest()[:16]
            rows.append((name, digest, f"{len(found):,}", f"{differ:,}"))
    more = sum(1 for _ in published.iterdir()) if published else 0
    head = ("way", "sha256 of the quads, sorted", "quads", "that differ from the first")
    _tell(
        f"## Ways of loading\n\n{many:,} letters that were made up, and {more:,} published ones."
        f"\n\n{table(head, rows)}\n",
        output,
    )


if __name__ == "__main__":
    main()
