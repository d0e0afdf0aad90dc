"""docs/: its pages are built without a network, their links lead somewhere, what they show runs."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import shlex
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner

from imrgraph.cli import COMMANDS, main
from imrgraph.graph.questions import questions

if TYPE_CHECKING:
    from types import ModuleType

    from playwright.sync_api import Browser

DOCS = Path(__file__).parents[1] / "docs"
WRITTEN = sorted(file for file in DOCS.rglob("*.md") if file.name != "gallery.md")
BLOCKS = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", DOCS / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys  # noqa: PLC0415 (dataclasses look their module up)

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target: Path = tmp_path_factory.mktemp("docs") / "site"
    builder().build(target)
    return target


def test_the_questions_are_counted_as_there_are() -> None:
    told = (DOCS / "index.md").read_text("utf-8")
    assert f" {len(questions())} questions " in told


def test_every_link_leads_to_a_page_that_is_there(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > len(questions())
    broken = []
    for page in pages:
        text = page.read_text("utf-8")
        for link in re.findall(r'(?:href|src)="([^"]*)"', text):
            parts = urlsplit(unescape(link))
            if parts.scheme or not parts.path:
                continue
            target = (page.parent / unquote(parts.path)).resolve()
            if not target.is_file():
                broken.append(f"{page.relative_to(site)}: {link}")
    assert not broken


def test_no_page_asks_anybody_for_anything(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        assert not re.search(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="(?:https?:)?//', text)
        assert "@import" not in text
        assert "url(http" not in text


def test_every_question_and_every_command_has_its_place(site: Path) -> None:
    for name in questions():
        assert (site / "cookbook" / f"{name}.html").is_file()
    told = (site / "reference" / "commands.html").read_text("utf-8")
    assert all(f"<h2>{name}</h2>" in told for name in COMMANDS)
    python = (site / "reference" / "python.html").read_text("utf-8")
    assert "neighbourhood" in python
    assert "Determination.injury_date" in python


@pytest.mark.parametrize(
    "file", WRITTEN, ids=[each.relative_to(DOCS).as_posix() for each in WRITTEN]
)
def test_what_a_page_shows_runs(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for language, text in BLOCKS.findall(file.read_text("utf-8")):
        if language == "sh":
            for line in text.splitlines():
                told = CliRunner().invoke(main, shlex.split(line)[1:])
                assert told.exit_code == 0, f"{line}: {told.output}"
        if language == "python":
            exec(text, names)  # noqa: S102 (our own pages)


@pytest.mark.parametrize("name", ["store", "why"])
def test_a_notebook_runs_and_what_it_shows_can_be_shown(name: str) -> None:
    cells = json.loads((DOCS / "notebooks" / f"{name}.ipynb").read_text("utf-8"))["cells"]
    names: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        assert cell["outputs"] == []
        *lines, last = ast.parse("".join(cell["source"])).body
        exec(compile(ast.Module(lines, []), name, "exec"), names)  # noqa: S102 (our own)
        assert isinstance(last, ast.Expr)
        shown = eval(compile(ast.Expression(last.value), name, "eval"), names)  # noqa: S307 (our own)
        assert getattr(shown, "_repr_html_", shown.__repr__)()


@pytest.mark.slow
def test_a_browser_shows_every_page_and_asks_no_network(site: Path, chromium: Browser) -> None:
    asked: set[str] = set()
    said: list[str] = []
    page = chromium.new_page()
    page.on("request", lambda request: asked.add(urlsplit(request.url).scheme))
    page.on("console", lambda message: said.append(message.text))
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        assert page.locator("h1").first.inner_text().strip(), path
    assert asked <= {"file", "data"}
    assert said == []
