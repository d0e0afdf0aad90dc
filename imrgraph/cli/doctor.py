"""The command that looks whether everything is there that imrgraph works with.

In:   the packages and programs of this machine; the store, where one is named.
Out:  a line for each, with what to do where something is missing.
From: pyproject.toml names the extras.
"""

from __future__ import annotations

import platform
import shlex
import shutil
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

import imrgraph
from imrgraph.cli.exits import NO
from imrgraph.cli.outputs import say
from imrgraph.cli.stores import store_option

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["doctor"]

_NEEDED: Final = ("pyoxigraph", "rdflib", "pypdfium2", "click", "rich", "jinja2", "SPARQLWrapper")
#: What need not be installed: for what it is wanted, and how to have it.
_EXTRAS: Final = {
    "python-docx": ("letters in Word files", "pip install 'imrgraph[docx]'"),
    "networkx": ("graphs in Python", "pip install 'imrgraph[graphs]'"),
    "resvg_py": ("pictures as PNG", "pip install 'imrgraph[pictures]'"),
    "owlready2": ("the ontology as Python classes, HermiT", "pip install 'imrgraph[reasoner]'"),
    "pyshacl": ("descriptions of requests as graphs", "pip install 'imrgraph[shapes]'"),
    "pyspark": ("`imrgraph load --engine spark`", "pip install 'imrgraph[spark]'"),
    "pandas": ("data frames", "pip install pandas"),
    "polars": ("data frames", "pip install polars"),
    "oxigraph": ("`imrgraph query --explain`", "pip install oxigraph"),
}
_PROGRAMS: Final = {
    "tesseract": ("`--ocr`, which reads scanned pages", "apt install tesseract-ocr"),
    "java": (
        "HermiT, the reasoner of `imrgraph check ontology`, and Spark",
        "apt install default-jre-headless",
    ),
    "dot": ("drawing DOT files", "apt install graphviz"),
}


@dataclass(frozen=True, slots=True)
class _Look:
    """What was looked at: its state, "ok", "missing" or "broken", and what to do."""

    name: str
    state: str
    told: str


@click.command()
@store_option
@click.pass_context
def doctor(ctx: click.Context, store: str | None) -> None:
    """Check the installation and the store, and say what to do about what is missing.

    It prints versions, which extras are installed and what each is for, and whether the store can
    be opened and is complete. The exit code is 1 if something that is needed is broken.

    \b
    Example:
      imrgraph doctor --store graph
    """
    looks = [*_versions(), *_extras(), *_programs(), *(_store(store) if store else ())]
    width = max(len(each.name) for each in looks)
    for each in looks:
        say(f"{_SIGNS[each.state]} {each.name:<{width}}  {each.told}")
    if any(each.state == "broken" for each in looks):
        ctx.exit(NO)


_SIGNS: Final = {"ok": "✓", "missing": "-", "broken": "✗"}


def _versions() -> Iterator[_Look]:
    yield _Look("imrgraph", "ok", f"{imrgraph.__version__} in {Path(imrgraph.__file__).parent}")
    yield _Look("Python", "ok", platform.python_version())
    for name in _NEEDED:
        found = _version(name)
        yield _Look(name, "ok" if found else "broken", found or f"pip install {name}")


def _extras() -> Iterator[_Look]:
    for name, (purpose, command) in _EXTRAS.items():
        found = _version(name)
        told = f"{found}: {purpose}" if found else f"not installed: {purpose}; {command}"
        yield _Look(name, "ok" if found else "missing", told)


def _programs() -> Iterator[_Look]:
    for name, (purpose, command) in _PROGRAMS.items():
        found = shutil.which(name)
        told = f"{found}: {purpose}" if found else f"not installed: {purpose}; {command}"
        yield _Look(name, "ok" if found else "missing", told)


def _store(store: str) -> Iterator[_Look]:
    """Look at a store; what it complains of is what is told."""
    from imrgraph.cli.stores import asked  # noqa: PLC0415 (takes a while to load)
    from imrgraph.errors import ImrgraphError  # noqa: PLC0415

    try:
        held = asked(store)
        [row] = held.select("SELECT (COUNT(*) AS ?quads) { GRAPH ?graph { ?s ?p ?o } }")
        yield _Look("store", "ok", f"{held.place}: {int(str(row['quads'])):,} quads")
        yield from _catalog(held)
    except ImrgraphError as error:
        yield _Look("store", "broken", str(error))


def _catalog(held: object) -> Iterator[_Look]:
    from imrgraph.store.opening import LetterStore  # noqa: PLC0415 (takes a while to load)

    if isinstance(held, LetterStore):
        is_current = held.is_catalog_current
        anew = f"`imrgraph derive --store {shlex.quote(held.place)}` makes it anew"
        told = "as the quads have it" if is_current else f"stale; {anew}"
        yield _Look("catalog", "ok" if is_current else "missing", told)
        if held.ontology_version != imrgraph.__version__:
            found = (
                f"version {held.ontology_version}; load the letters anew for {imrgraph.__version__}"
            )
            yield _Look("ontology", "missing", found)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
