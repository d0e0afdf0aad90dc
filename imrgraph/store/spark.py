"""Spark: letters read and explained by many machines, and written as parts that any store takes.

In:   names that every machine can open, or addresses that Spark reads; the master of the cluster;
      where the parts go.
Out:  quads/ and ontology/ (N-Quads, gzip), items/ and passages/ (the rows of the catalog, Parquet),
      report/ (a JSON object for each file); what became of each file.
From: Apache Spark. Each file goes through the very functions that the loader of one machine calls;
      here is only how the work is dealt out, and what is written of it.
"""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from imrgraph.errors import DuplicateLetterError, LetterError, WriteError
from imrgraph.graph.facets import COLUMNS
from imrgraph.graph.rows import imported
from imrgraph.knowledge.knowledge import load
from imrgraph.letters.text import files
from imrgraph.names import printable
from imrgraph.store.loading import Refused, told
from imrgraph.store.outcomes import Became, Loaded, Status
from imrgraph.store.sources import Source, files_in, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pyspark import RDD
    from pyspark.sql import SparkSession

    from imrgraph.store.loading import Told

__all__ = ["write_parts"]

#: Into how many slices the files are cut, for each processor that works.
_SLICES: Final = 4
_GZIP: Final = "org.apache.hadoop.io.compress.GzipCodec"
_TYPES: Final = {"TEXT": "string", "INTEGER": "int", "REAL": "double"}
_ITEMS: Final = ", ".join(
    (
        "letter string, case string, number int",
        *(f"`{name}` {_TYPES[kind]}" for name, kind in COLUMNS.items()),
        "traits array<struct<kind: string, value: string>>",
    )
)
_PASSAGES: Final = "letter string, item int, part string, start int, text string"


class _File(NamedTuple):
    """A file: its place in the order of all, and it, or what is in it, or why it is none."""

    number: int
    found: str | Source | LetterError


class _Read(NamedTuple):
    """A letter of a file: its place in the order of all, its name, and what was read of it."""

    order: tuple[int, int]
    path: str
    found: Told | LetterError


class _Rival(NamedTuple):
    """The file that holds a letter first, and whether another holds it in the same words."""

    path: str
    is_same: bool


def write_parts(  # noqa: PLR0913 (a keyword for each choice)
    paths: Sequence[str | Path],
    place: str,
    *,
    master: str | None = None,
    unverified: bool = False,
    proofs: bool = False,
    ocr: bool = False,
    done: Callable[[Became], None] | None = None,
) -> Loaded:
    """Read and explain letters on a cluster, and write what a store would hold of them.

    Args:
        paths: files, folders, patterns, archives and lists, which every machine of the cluster
            opens by the same name; or addresses that Spark reads, such as "s3a://…/2015/*.pdf".
        place: a folder or an address that the cluster can write to, at which nothing is yet.
        master: the master of the cluster, "local[2]" for two threads of this machine; what
            spark-submit says where it is None.
        unverified: let also those recommendations decide for which no text was read.
        proofs: write also the steps of every proof.
        ocr: recognise the text of pages that are pictures.
        done: is told what became of each file, at the end.

    Returns:
        What was written and what was refused, as `LetterStore.load` says it.

    Raises:
        MissingPackageError: pyspark is not installed.
        WriteError: something is at the place already.
    """
    storage = imported("pyspark").StorageLevel
    loaded = Loaded()
    with _session(master) as spark:
        _expect_nothing(spark, place)
        work = partial(_read, unverified=unverified, proofs=proofs, ocr=ocr)
        read = _files_of(spark, paths).flatMap(work).persist(storage.DISK_ONLY)
        rivals = _rivals(read)
        kept = read.filter(lambda each: each.order not in rivals)
        kept.flatMap(_quads).saveAsTextFile(f"{place}/quads", _GZIP)
        spark.createDataFrame(kept.flatMap(_items), _ITEMS).write.parquet(f"{place}/items")
        spark.createDataFrame(kept.flatMap(_passages), _PASSAGES).write.parquet(f"{place}/passages")
        terms = [f"{quad} ." for quad in load(unverified=unverified).quads]
        spark.sparkContext.parallelize(terms, 1).saveAsTextFile(f"{place}/ontology", _GZIP)
        became = read.map(partial(_became, rivals=rivals))
        became.map(lambda each: json.dumps(each.row())).saveAsTextFile(f"{place}/report")
        for folder in ("quads", "ontology"):
            _rename(spark, f"{place}/{folder}")
        for each in became.toLocalIterator():
            loaded.add(each)
            if done:
                done(each)
    return loaded


def _session(master: str | None) -> SparkSession:
    from pyspark.sql import SparkSession  # noqa: PLC0415 (an extra)

    builder = SparkSession.Builder().appName("imrgraph")
    if master:
        builder = builder.master(master)
        if master.startswith("local"):  # the machines of a cluster have a Python of their own
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    quiet = {"spark.ui.enabled": False, "spark.ui.showConsoleProgress": False}
    for name, value in {**quiet, "spark.log.level": "ERROR"}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


# Reading, on every machine


def _files_of(spark: SparkSession, paths: Sequence[str | Path]) -> RDD[_File]:
    """Return the files in their order: names to open, or what Spark has read of an address."""
    context = spark.sparkContext
    remote = [str(path) for path in paths if "://" in str(path)]
    here = files_in(str(path) for path in paths if "://" not in str(path))
    named = [_File(n, str(each) if isinstance(each, Path) else each) for n, each in enumerate(here)]
    slices = max(1, min(len(named), _SLICES * context.defaultParallelism))
    listed = context.parallelize(named, slices)
    if not remote:
        return listed
    carried: RDD[tuple[str, bytes]] = context.binaryFiles(",".join(remote)).sortByKey()
    return listed.union(carried.zipWithIndex().map(partial(_carried, first=len(named))))


def _carried(each: tuple[tuple[str, bytes], int], first: int) -> _File:
    (name, data), number = each
    return _File(first + number, Source(Path(name), bytes(data)))


def _read(file: _File, *, unverified: bool, proofs: bool, ocr: bool) -> Iterator[_Read]:
    """Read and explain the letters of a file, an archive of many among them."""
    for within, source in enumerate(_within(file.found)):
        order = file.number, within
        if isinstance(source, LetterError):
            yield _Read(order, source.where, source)
        else:
            [found] = told([source], unverified=unverified, proofs=proofs, ocr=ocr)
            what = found.why if isinstance(found, Refused) else found
            yield _Read(order, str(source.path), what)


def _within(found: str | Source | LetterError) -> Iterable[Source | LetterError]:
    if isinstance(found, str):
        return sources([Path(found)])
    if isinstance(found, LetterError):
        return [found]
    inside = files.carried_in(str(found.path), bytes(found.data))  # type: ignore[arg-type]
    return (Source(Path(name), data) for name, data in inside)


def _rivals(read: RDD[_Read]) -> Mapping[tuple[int, int], _Rival]:
    """Return the letters that an earlier file holds; of these the first counts."""
    after = read.flatMap(_worded).groupByKey().values().flatMap(_after_first)
    return dict(after.collect())


_Worded = tuple[tuple[int, int], str, str]


def _worded(read: _Read) -> Iterator[tuple[str, _Worded]]:
    if not isinstance(read.found, LetterError):
        yield read.found.letter, (read.order, read.path, read.found.sha256)


def _after_first(found: Iterable[_Worded]) -> Iterator[tuple[tuple[int, int], _Rival]]:
    (_, path, words), *others = sorted(found)
    for order, _, own in others:
        yield order, _Rival(path, own == words)


def _became(read: _Read, rivals: Mapping[tuple[int, int], _Rival]) -> Became:
    """Return what became of a letter, as the loader of one machine says it."""
    found, rival = read.found, rivals.get(read.order)
    if isinstance(found, LetterError):
        return Became(read.path, Status.REFUSED, why=found)
    if rival and not rival.is_same:
        case = f"{found.entry.case}, in other words, in {printable(rival.path)}"
        why = DuplicateLetterError(printable(read.path), case)
        return Became(read.path, Status.REFUSED, found.letter, why=why)
    status = Status.REPLACED if rival else Status.READ
    return Became(read.path, status, found.letter, found.warnings)


# Rows of what was read


def _quads(read: _Read) -> list[str]:
    found = read.found
    return [] if isinstance(found, LetterError) else found.nquads.decode().split("\n")[:-1]


def _items(read: _Read) -> Iterator[tuple[Any, ...]]:
    found = read.found
    if not isinstance(found, LetterError):
        for item in found.entry.items:
            values = (_typed(item.values.get(name), kind) for name, kind in COLUMNS.items())
            yield found.letter, found.entry.case, item.number, *values, list(item.traits)


def _typed(value: object, kind: str) -> object:
    """Return a value as a column has it: Spark takes no whole number for another."""
    return value if value is None or kind != "REAL" else float(str(value))


def _passages(read: _Read) -> Iterator[tuple[Any, ...]]:
    found = read.found
    if not isinstance(found, LetterError):
        for each in found.entry.passages:
            yield found.letter, each.item, each.part, each.start, each.text


# What is at an address, whatever keeps it


def _files_at(spark: SparkSession, address: str) -> tuple[Any, Any]:
    """Return the file system of an address, and its path there."""
    java: Any = spark.sparkContext._jvm  # noqa: SLF001 (there is no other way to it)
    path = java.org.apache.hadoop.fs.Path(address)
    return path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()), path  # noqa: SLF001


def _expect_nothing(spark: SparkSession, place: str) -> None:
    system, path = _files_at(spark, place)
    if system.exists(path) and len(system.listStatus(path)):
        raise WriteError(place, "a folder that is not empty")


def _rename(spark: SparkSession, folder: str) -> None:
    """Give parts an ending by which loaders know what they are: part-00000.nq.gz."""
    system, path = _files_at(spark, folder)
    for status in system.listStatus(path):
        part = status.getPath()
        name = part.getName()
        if name.endswith(".gz"):
            system.rename(part, part.getParent().suffix(f"/{name.removesuffix('.gz')}.nq.gz"))
