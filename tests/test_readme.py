"""README.md: what it shows is what comes out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from imrgraph.cli import COMMANDS, main

if TYPE_CHECKING:
    import pytest

README = Path(__file__).parents[1] / "README.md"
BLOCKS = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS.findall(README.read_text("utf-8")) if name == language]


def test_the_explanation_is_the_one_that_is_printed(examples: Path) -> None:
    told = CliRunner().invoke(main, ["explain", str(examples / "massage-chronic.txt")]).stdout
    assert told in blocks("")


def test_every_command_line_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [line for text in blocks("sh") for line in text.splitlines()]
    ours = [line for line in lines if line.startswith("imrgraph ")]
    assert len(ours) > len(lines) / 2
    for line in ours:
        told = CliRunner().invoke(main, shlex.split(line)[1:])
        assert told.exit_code == 0, f"{line}: {told.output}"
    assert (tmp_path / "pages" / "index.html").exists()


def test_the_python_lines_run(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").symlink_to(examples.parent)
    monkeypatch.chdir(tmp_path)
    [code] = blocks("python")
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102 (the README's own code)
    assert names["why"].verdict == "not-necessary"  # type: ignore[attr-defined]


def test_every_command_is_there() -> None:
    shown = {name for text in blocks("") for name in re.findall(r"(?m)^imrgraph (\w+)", text)}
    assert shown == set(COMMANDS)
