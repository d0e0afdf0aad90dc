"""docs/gallery.md: its commands run, its pictures are what they draw, its Python comes out."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from imrgraph.cli import main

DOCS = Path(__file__).parents[1] / "docs"
TEXT = (DOCS / "gallery.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```sh\n(imrgraph .*)\n```\n\n!\[[^]]+\]\((gallery/.*\.svg)\)", TEXT)


@pytest.fixture(scope="module")
def place(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gallery")
    (folder / "examples").symlink_to(examples.parent)
    return folder


def run(command: str) -> str:
    told = CliRunner().invoke(main, shlex.split(command.partition(" > ")[0])[1:])
    assert told.exit_code == 0, told.output
    return told.stdout


@pytest.fixture(scope="module")
def store(place: Path) -> Path:
    letters = place / "examples" / "letters"
    run(f"imrgraph load {letters} --store {place / 'graph'}")
    return place


def test_every_picture_is_shown_and_drawn() -> None:
    assert {DOCS / picture for _, picture in SHOWN} == set((DOCS / "gallery").iterdir())


@pytest.mark.parametrize(("command", "picture"), SHOWN, ids=[name for _, name in SHOWN])
def test_the_command_runs_and_the_picture_is_what_it_draws(
    store: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    picture: str,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.chdir(store)
    run(command)
    drawn = re.sub(r"--format \S+( --flavor \S+)?( -o \S+)?", "--format svg", command)
    found = run(drawn).strip()
    if request.config.getoption("--write-golden"):
        (DOCS / picture).write_text(f"{found}\n", encoding="utf-8", newline="")
    assert (DOCS / picture).read_text(encoding="utf-8").strip() == found


def test_the_lines_of_python_come_out(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    lines = "\n".join(re.findall(r"```pycon\n(.*?)```", TEXT, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(lines, {}, "gallery", None, 0)
    found = doctest.DocTestRunner().run(test)
    assert found.attempted
    assert not found.failed
