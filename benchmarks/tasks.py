"""Tasks: what new users want to do, tried one by one.

In:   tasks.yaml: who wants what, and the command, or the lines of Python, that the README leads to.
Out:  tasks.md: for each whether it works at once, and the share.
From: what people are used to from datasette, ROBOT, oxigraph, sqlite-utils, networkx and spaCy. A
      task works if it ends as it should, says something, and what it says holds the words that
      only the right answer has. Whoever wrote the tasks knew the program: the figures say that
      these ways work, and not how many people find them.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click
import yaml

__all__ = ["Task", "ready", "tasks", "tried"]

_HOME = Path(__file__).parent
#: Letters in a folder and a store of them, which every task finds.
_READY = ("imrgraph examples -o first-steps", "imrgraph load first-steps/letters --store graph")


@dataclass(frozen=True, slots=True)
class Task:
    """Something that somebody wants to do."""

    who: str
    wants: str
    #: A line for a shell, or lines of Python.
    shell: str = ""
    python: str = ""
    #: What the answer holds.
    holds: str = ""
    #: How it ends: 0, or the code of a refusal that is right.
    code: int = 0


def tasks() -> list[Task]:
    """Return all tasks, in the order of the file."""
    stated = yaml.safe_load((_HOME / "tasks.yaml").read_text("utf-8"))
    return [Task(who, **each) for who, several in stated.items() for each in several]


def tried(task: Task, home: Path) -> bool:
    """Say whether a task works in a folder that is ready."""
    command = [sys.executable, "-c", task.python] if task.python else _words(task.shell)
    told = subprocess.run(  # noqa: S603 (our own)
        command, cwd=home, capture_output=True, text=True, check=False, timeout=120, env=_env()
    )
    said = told.stdout + told.stderr
    return told.returncode == task.code and task.holds in said and "Traceback" not in said


def ready(home: Path) -> None:
    """Make what every task finds."""
    for line in _READY:
        subprocess.run(_words(line), cwd=home, check=True, capture_output=True, env=_env())  # noqa: S603 (our own)


def _words(line: str) -> list[str]:
    words = shlex.split(line)
    return [sys.executable, "-m", *words]


def _env() -> dict[str, str]:
    """Return an environment in which this checkout is the one that runs."""
    return {**os.environ, "PYTHONPATH": str(_HOME.parent), "COLUMNS": "100"}


def _told(found: list[tuple[Task, bool]]) -> str:
    works = sum(each for _, each in found)
    lines = [
        "# Tasks of new users",
        "",
        "Made by `python benchmarks/tasks.py`. A task works if it ends as it should and what it",
        "says holds the words that only the right answer has. The tasks were written by somebody",
        "who knows the program: the figures say that these ways work, not how many find them.",
        "",
        f"{works} of {len(found)} work.",
    ]
    for who in dict.fromkeys(task.who for task, _ in found):
        lines += ["", f"## {who}", "", "| wants | does | works |", "|---|---|---|"]
        lines += [
            f"| {task.wants} | `{_shown(task)}` | {'yes' if works else 'no'} |"
            for task, works in found
            if task.who == who
        ]
    return "\n".join(lines) + "\n"


def _shown(task: Task) -> str:
    return " ⏎ ".join((task.shell or task.python).strip().splitlines()).replace("|", "\\|")


@click.command()
def _main() -> None:
    """Try every task, and write tasks.md."""
    with tempfile.TemporaryDirectory() as folder:
        ready(Path(folder))
        found = [(task, tried(task, Path(folder))) for task in tasks()]
    (_HOME / "tasks.md").write_text(_told(found), "utf-8")
    for task, works in found:
        if not works:
            click.echo(f"{task.who}: {task.wants}: does not work", err=True)
    click.echo(f"{sum(works for _, works in found)} of {len(found)} work", err=True)


if __name__ == "__main__":
    _main()
