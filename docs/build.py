"""Builds the documentation as pages: `python docs/build.py -o site`, without a network.

In:   the Markdown files of this folder; questions, commands and docstrings of the package.
Out:  a folder of HTML files that needs no server, no script and nothing from elsewhere.
"""

from __future__ import annotations

import importlib
import inspect
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import click
from markdown_it import MarkdownIt

from imrgraph.cli import COMMANDS, main
from imrgraph.export.reference import reference
from imrgraph.graph.questions import questions
from imrgraph.knowledge.knowledge import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.questions import Question

__all__ = ["build"]

HOME = Path(__file__).parent
#: The modules whose public names the reference of Python tells, in the order of their use.
MODULES = (
    "imrgraph.explaining",
    "imrgraph.letters.reading",
    "imrgraph.letters.letter",
    "imrgraph.store.opening",
    "imrgraph.store.asking",
    "imrgraph.store.walking",
    "imrgraph.insight.insights",
    "imrgraph.graph.entities",
    "imrgraph.graph.network",
    "imrgraph.graph.rows",
    "imrgraph.graph.tabular",
    "imrgraph.errors",
)
#: The parts of the site, each with the folder of its pages.
PARTS = {
    "Tutorials": "tutorials",
    "How to": "how-to",
    "What it means": "explanations",
    "Reference": "reference",
    "SPARQL cookbook": "cookbook",
}
_LINK = re.compile(r"(\]\()(?!https?:|#)([^)#]+)\.md(#[^)]*)?\)")


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it goes, what it is called, and its Markdown."""

    place: str
    title: str
    text: str


def build(target: Path) -> list[Path]:
    """Write the site to a folder; return its pages."""
    pages = [*_written(), *_cookbook(), _commands(), _python()]
    for page in pages:
        file = target / page.place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_html(page, pages), encoding="utf-8")
    for pictures in ("gallery", "pages"):
        copytree(HOME / pictures, target / pictures, dirs_exist_ok=True)
    (target / "explanations" / "model.svg").write_bytes(
        (HOME / "explanations" / "model.svg").read_bytes()
    )
    (target / "guidelines").mkdir(parents=True, exist_ok=True)
    for name, text in reference(load(unverified=True)).items():
        (target / "guidelines" / name).write_text(text, encoding="utf-8")
    return [target / page.place for page in pages]


def _written() -> Iterator[Page]:
    """Yield the pages that somebody wrote."""
    for file in sorted(HOME.rglob("*.md")):
        text = file.read_text("utf-8")
        place = file.relative_to(HOME).with_suffix(".html").as_posix()
        yield Page(place, text.partition("\n")[0].lstrip("# "), text)


def _cookbook() -> Iterator[Page]:
    """Yield a page for each question, and one that lists them."""
    known = questions()
    lines = [f"- [{name}]({name}.md): {each.summary}" for name, each in known.items()]
    told = "Each question is a file of `queries/`, which any SPARQL 1.1 endpoint can run as it is."
    yield Page(
        "cookbook/index.html",
        "Every question",
        "\n".join(["# Every question", "", told, "", *lines]),
    )
    for name, each in known.items():
        yield Page(f"cookbook/{name}.html", name, "\n".join(_question(each)))


def _question(asked: Question) -> Iterator[str]:
    yield f"# {asked.name}\n\n{asked.question}\n\n*Asked by {asked.audience}.*\n"
    if asked.refusal:
        yield f"The letters cannot answer it: {asked.refusal}\n"
        return
    if asked.params:
        yield "| parameter | type | meaning |\n|---|---|---|"
        for each in asked.params:
            needed = " (required)" if each.required else ""
            values = f"; one of {', '.join(each.values)}" if each.values else ""
            yield f"| `{each.name}` | {each.type}{needed} | {_cell(each.meaning + values)} |"
        yield ""
    yield "| column | type | meaning |\n|---|---|---|"
    for name, column in asked.returns.items():
        yield f"| `{name}` | {column.type} | {_cell(column.meaning)} |"
    params = "".join(f' -p {name}="{value}"' for name, value in asked.example["params"].items())
    yield f"\n```text\nimrgraph ask {asked.name}{params} --store graph\n```\n"
    if asked.query:
        yield f"```sparql\n{asked.query.rstrip()}\n```"
    else:
        yield "A function answers it, since SPARQL alone cannot."


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _commands() -> Page:
    lines = ["# Every command\n"]
    for name in COMMANDS:
        command = main.get_command(click.Context(main, info_name="imrgraph"), name)
        if command is not None:
            lines += [f"## {name}\n", *_helped(command, f"imrgraph {name}")]
    return Page("reference/commands.html", "Every command", "\n".join(lines))


def _helped(command: click.Command, path: str) -> Iterator[str]:
    """Yield the help of a command, and of those below it."""
    ctx = click.Context(command, info_name=path)
    yield f"```text\n{command.get_help(ctx)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            if below is not None:
                yield f"### {path.partition(' ')[2]} {name}\n"
                yield from _helped(below, f"{path} {name}")


def _python() -> Page:
    lines = ["# Everything in Python\n"]
    for name in MODULES:
        module = importlib.import_module(name)
        lines += [f"## {name}\n", f"```text\n{inspect.getdoc(module)}\n```\n"]
        for public in module.__all__:
            lines += _told(public, getattr(module, public))
    return Page("reference/python.html", "Everything in Python", "\n".join(lines))


def _told(name: str, value: object) -> Iterator[str]:
    """Yield what the docstrings say of a function, or of a class and what it has."""
    if inspect.isfunction(value) or inspect.isclass(value):
        yield f"### {name}\n"
        yield f"```text\n{name}{_signature(value)}\n\n{inspect.getdoc(value) or ''}\n```\n"
    if inspect.isclass(value):
        for member, held in vars(value).items():
            if member.startswith("_") or not hasattr(type(held), "__get__"):
                continue
            told = f"{name}.{member}{_signature(held)}\n\n{inspect.getdoc(held) or ''}"
            yield f"```text\n{told}\n```\n"


def _signature(value: object) -> str:
    if inspect.isfunction(value):
        return str(inspect.signature(value))
    return ""


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _html(page: Page, pages: list[Page]) -> str:
    """Return a page with the way to all others."""
    up = "../" * page.place.count("/")
    body = _markdown().render(_LINK.sub(r"\1\2.html\3)", page.text))
    return _source("page.html").format(
        title=escape(page.title),
        style=_source("page.css"),
        up=up,
        nav="".join(_nav(page, pages, up)),
        body=body,
    )


@cache
def _source(name: str) -> str:
    return (HOME / name).read_text("utf-8")


def _nav(page: Page, pages: list[Page], up: str) -> Iterator[str]:
    yield _leads(Page("index.html", "Start", ""), page, up)
    yield _leads(Page("gallery.html", "Gallery", ""), page, up)
    for part, folder in PARTS.items():
        within = [each for each in pages if each.place.startswith(f"{folder}/")]
        shown = within if folder != "cookbook" or page in within else within[:1]
        links = "".join(_leads(each, page, up) for each in shown)
        yield f"<h2>{escape(part)}</h2><ul>{links}</ul>"
    terms = f'<a href="{up}guidelines/index.html">Terms and guidelines</a>'
    yield f"<h2>Ontology</h2><ul><li>{terms}</li></ul>"


def _leads(to: Page, page: Page, up: str) -> str:
    here = ' aria-current="page"' if to.place == page.place else ""
    return f'<li><a href="{up}{to.place}"{here}>{escape(to.title)}</a></li>'


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True)
def _main(output: Path) -> None:
    """Write the documentation as pages."""
    pages = build(output)
    click.echo(f"{len(pages)} pages; start with {output / 'index.html'}", err=True)


if __name__ == "__main__":
    _main()
