"""cli.stores: only `load` makes a store; the others ask one, or say that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from imrgraph.cli import COMMANDS, main
from imrgraph.cli.exits import NOT_FOUND, UNREADABLE
from imrgraph.graph.store import holds_store
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

#: Words by which each command asks a store; PROOF stands for a file that is one.
ASKING = {
    "ask": ["overturn-rate"],
    "audit": [],
    "consistency": ["requests"],
    "derive": [],
    "explain": ["CM99-0000001"],
    "export": ["--format", "nquads"],
    "query": [str(folder("examples") / "upheld.rq")],
    "query --explain": [str(folder("examples") / "upheld.rq"), "--explain"],
    "info": [],
    "list": [],
    "remove": ["CM99-0000001"],
    "rates": [],
    "search": ["pain"],
    "serve": ["--port", "0"],
    "similar": ["CM99-0000001"],
    "verify": ["PROOF"],
    "whatif": ["CM99-0000001", "--set", "visits=3"],
}


def nothing(_: Path) -> None:
    """Make nothing."""


def foreign(place: Path) -> None:
    """Make a folder of somebody else's, which has a file by the name of one of the engine's."""
    (place / "photographs").mkdir(parents=True)
    (place / "CURRENT").write_text("affairs", encoding="utf-8")


def file(place: Path) -> None:
    place.write_text("a shopping list", encoding="utf-8")


NO_STORE: dict[str, Callable[[Path], None]] = {
    "nothing": nothing,
    "an empty folder": lambda place: place.mkdir(),
    "another program's folder": foreign,
    "a file": file,
}


def run(command: str, *words: str | Path) -> Result:
    return CliRunner().invoke(main, [command.partition(" ")[0], *map(str, words)])


def looks(home: Path) -> list[tuple[str, int, int, bytes]]:
    """Return all that can be seen of what is below `home`."""
    return [
        (str(each), each.stat().st_mode, each.stat().st_mtime_ns, each.read_bytes())
        if each.is_file()
        else (str(each), each.stat().st_mode, each.stat().st_mtime_ns, b"")
        for each in sorted([home, *home.rglob("*")])
    ]


def test_every_command_that_takes_a_store_is_here() -> None:
    takes = {
        name
        for name in COMMANDS
        if (command := main.get_command(click.Context(main), name))
        and any(option.name == "store" for option in command.params)
    }
    assert takes == {name.partition(" ")[0] for name in ASKING} | {"doctor", "load", "mcp", "plan"}


@pytest.mark.parametrize("made", NO_STORE.values(), ids=NO_STORE.keys())
@pytest.mark.parametrize("command", ASKING)
def test_what_is_no_store_is_refused_and_left_as_it_is(
    command: str, made: Callable[[Path], None], tmp_path: Path, examples: Path
) -> None:
    proof, home = tmp_path / "proof.json", tmp_path / "home"
    home.mkdir()
    place = home / "my graph"
    made(place)
    before = looks(home)
    if command == "verify":
        run("explain", examples / "imaging.txt", "--format", "json", "-o", proof)
    words = [str(proof) if word == "PROOF" else word for word in ASKING[command]]
    told = run(command, *words, "--store", place)
    makes_one = f"`imrgraph load LETTERS --store '{place}'` makes one"
    assert told.stderr == f"imrgraph: no store here: {place}; {makes_one}\n"
    assert (told.exit_code, told.stdout) == (NOT_FOUND, "")
    assert looks(home) == before


@pytest.mark.parametrize("made", NO_STORE.values(), ids=NO_STORE.keys())
def test_loading_nothing_but_refused_files_makes_no_store(
    made: Callable[[Path], None], tmp_path: Path
) -> None:
    place = tmp_path / "graph"
    made(place)
    before = looks(tmp_path)
    told = run("load", tmp_path / "nofile.pdf", "--store", place)
    assert told.exit_code == UNREADABLE
    assert looks(tmp_path) == before


def test_the_first_letter_that_is_loaded_makes_the_store(examples: Path, tmp_path: Path) -> None:
    place = tmp_path / "graph"
    paths = [tmp_path / "nofile.pdf", examples / "imaging.txt"]
    told = run("load", *paths, "--store", place).stderr.splitlines()
    assert told[-1] == "1 read, 1 refused"
    assert holds_store(place)


def test_letters_are_not_loaded_into_a_file(examples: Path, tmp_path: Path) -> None:
    place = tmp_path / "graph"
    file(place)
    told = run("load", examples, "--store", place)
    assert told.exit_code == UNREADABLE
    assert told.stderr == (
        f"imrgraph: {place}: expected a store, or a folder for one, found a file\n"
    )


def test_a_store_that_broke_is_told_in_one_line(examples: Path, tmp_path: Path) -> None:
    place = tmp_path / "graph"
    run("load", examples / "imaging.txt", "--store", place)
    next(place.glob("quads-*/CURRENT")).write_text("no manifest", encoding="utf-8")
    told = run("ask", "overturn-rate", "--store", place)
    assert told.exit_code == UNREADABLE
    assert told.stderr.startswith(f"imrgraph: {place}: expected a store")
    assert told.stderr.count("\n") == 1
