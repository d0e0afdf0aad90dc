"""The query plan: how the engine answers a query, step by step.

In:   the folder of a store, and SPARQL.
Out:  the steps as a tree: what each does, how many rows it gives, and how long it takes.
From: the program of the package oxigraph, which is the engine of the store; in Python the engine
      tells no plan.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from imrgraph.errors import LimitError, MissingPackageError, QueryError
from imrgraph.graph.guard import checked
from imrgraph.graph.store import TIMEOUT, Store
from imrgraph.graph.values import PROLOGUE, shorten
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Step", "query_plan"]

_IRI: Final = re.compile(r"<([^<>]*)>")
_PROGRAM: Final = "oxigraph"


@dataclass(frozen=True, slots=True)
class Step:
    """A step, and those that it takes its rows from."""

    name: str
    rows: int
    seconds: float
    steps: tuple[Step, ...]

    __repr__ = short("name", "rows", "seconds", "steps")

    def lines(self, depth: int = 0) -> Iterator[str]:
        """Yield a line for each step, below what takes its rows."""
        told = _IRI.sub(_shortened, self.name)
        yield f"{self.rows:>12,}  {1000 * self.seconds:>10.1f}  {'  ' * depth}{told}"
        for step in self.steps:
            yield from step.lines(depth + 1)

    def __str__(self) -> str:
        return "\n".join((f"{'rows':>12}  {'ms':>10}  step", *self.lines()))


def query_plan(store: Path, text: str, timeout: float | None = TIMEOUT) -> Step:
    """Answer a query, and return how that was done; the answer itself is let go.

    Args:
        store: the folder of a store.
        text: a query, as `Store.query` takes it.
        timeout: how many seconds it may take.

    Raises:
        QueryError: it is no query, or one that changes something or reaches out.
        LimitError: it takes too long.
        MissingPackageError: the program is not installed.
    """
    query = checked(text)
    program = _program()
    with tempfile.TemporaryDirectory() as folder, Store(store) as held:
        asked, told = Path(folder, "asked.rq"), Path(folder, "plan.json")
        asked.write_text(f"{PROLOGUE}\n{text}", encoding="utf-8")
        words = [
            "query", "--location", str(held.quads), "--query-file", str(asked), "--stats",
            "--explain-file", str(told), "--results-file", str(Path(folder, "answer")),
            "--results-format", "json" if query.form in {"select", "ask"} else "nt",
            *(() if query.graphs else ("--union-default-graph",)),
        ]  # fmt: skip
        try:
            done = subprocess.run(  # noqa: S603 (a program that is known)
                [program, *words], capture_output=True, check=False, timeout=timeout
            )
        except subprocess.TimeoutExpired as error:
            message = f"expected an answer within {timeout:g} s, found none"
            raise LimitError(message) from error
        if done.returncode:
            found = done.stderr.decode(errors="replace").partition("\n")[0]
            message = f"expected SPARQL 1.1, found an {found.removeprefix('Error: ')}"
            raise QueryError(message)
        return _step(json.loads(told.read_text(encoding="utf-8"))["plan"])


def _shortened(found: re.Match[str]) -> str:
    short = shorten(found[1])
    return found[0] if short == found[1] else short


def _program() -> str:
    found = shutil.which(_PROGRAM, path=sysconfig.get_path("scripts")) or shutil.which(_PROGRAM)
    if found is None:
        message = f"{_PROGRAM}: expected it installed, found none; pip install oxigraph"
        raise MissingPackageError(message)
    return found


def _step(told: dict[str, Any]) -> Step:
    return Step(
        str(told["name"]),
        int(told["number of results"]),
        float(told["duration in seconds"]),
        tuple(map(_step, told["children"])),
    )
