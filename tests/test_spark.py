"""store.spark: the parts that a cluster writes say what a store here does, quad for quad."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import imrgraph
from imrgraph.errors import MissingPackageError
from imrgraph.store.opening import LetterStore
from imrgraph.store.spark import write_parts
from imrgraph.synth.letters import letters

HAS_SPARK = bool(importlib.util.find_spec("pyspark") and shutil.which("java"))


def by_spark(place: Path, *paths: Path) -> subprocess.CompletedProcess[str]:
    """Load letters as the command does, in a process of its own; two threads are the cluster."""
    home = {**os.environ, "PYTHONPATH": str(Path(imrgraph.__file__).parents[1])}
    words = ["load", *map(str, paths), "--engine", "spark", "--master", "local[2]"]
    words = [sys.executable, "-m", "imrgraph", *words, "--store", str(place)]
    return subprocess.run(words, env=home, capture_output=True, text=True, check=False)  # noqa: S603


def told(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of the report, in the order of the files."""
    lines = "".join(part.read_text("utf-8") for part in folder.glob("part-*")).splitlines()
    return sorted(map(json.loads, lines), key=lambda row: str(row["path"]))


def parsed(lines: bytes) -> set[str]:
    """Return quads, but those with blank nodes, which have other names in every store."""
    quads = map(str, ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    return {quad for quad in quads if "_:" not in quad}


def zipped(folder: Path) -> set[str]:
    parts = sorted(folder.glob("part-*.nq.gz"))
    return parsed(b"".join(gzip.decompress(part.read_bytes()) for part in parts))


def table(folder: Path) -> list[dict[str, Any]]:
    polars = pytest.importorskip("polars")
    rows: list[dict[str, Any]] = polars.read_parquet(folder / "*.parquet").to_dicts()
    return rows


@pytest.mark.skipif(HAS_SPARK, reason="pyspark is installed")
def test_without_spark_it_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(MissingPackageError, match="pip install pyspark"):
        write_parts([str(tmp_path)], str(tmp_path / "parts"))


@pytest.mark.slow
@pytest.mark.skipif(not HAS_SPARK, reason="pyspark, or a Java to run it, is not installed")
def test_the_parts_say_what_a_store_here_does(tmp_path: Path, examples: Path) -> None:
    made = tmp_path / "letters"
    made.mkdir()
    for each in letters(40, media=("txt", "pdf", "docx", "html", "eml")):
        (made / each.name).write_bytes(each.file)
    imaging = (examples / "imaging.txt").read_text("utf-8")
    (made / "again.txt").write_text(imaging, encoding="utf-8")
    (made / "bad.txt").write_text("The weather was fine.", encoding="utf-8")
    (made / "other.txt").write_text(imaging.replace("male", "female"), encoding="utf-8")
    ended = by_spark(tmp_path / "parts", made, examples)
    assert ended.returncode == 0, ended.stderr

    became: list[dict[str, Any]] = []
    store = LetterStore(tmp_path / "store")
    store.load([made, examples], done=lambda each: became.append(each.row()))
    report = told(tmp_path / "parts" / "report")
    assert report == sorted(became, key=lambda row: str(row["path"]))
    assert {each["status"] for each in report} == {"read", "replaced", "refused"}
    quads, terms = (zipped(tmp_path / "parts" / name) for name in ("quads", "ontology"))
    assert quads | terms == parsed(b"".join(store.nquads()))
    assert quads.isdisjoint(terms)

    items = table(tmp_path / "parts" / "items")
    held = store.catalog.items({})
    assert len(items) == len(held)
    known = {(each["letter"], each["number"]): each for each in items}
    for item in held:
        row = known[item.letter, item.item.number]
        assert row["treatment"] == item.item.values["treatment"]
        assert row["quantity"] == item.item.values["quantity"]
        assert {(each["kind"], each["value"]) for each in row["traits"]} == {*item.item.traits}
    assert {each["part"] for each in table(tmp_path / "parts" / "passages")} == {
        "summary",
        "request",
        "rationale",
    }

    again = by_spark(tmp_path / "parts", made)
    assert "a folder that is not empty" in again.stderr
