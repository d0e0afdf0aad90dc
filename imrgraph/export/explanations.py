"""Explanations: the formats in which they are written, for the library and the command line.

In:   the explanations of a letter, the name of a format, and how much is told.
Out:  text.
From: one module a format; it is imported when it is asked for.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from imrgraph.errors import PartialGraphWarning, QuestionError
from imrgraph.nearest import one_of
from imrgraph.reasoning.rendering.as_text import LEVELS
from imrgraph.warned import warn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from imrgraph.reasoning.explaining.explanation import Explanations
    from imrgraph.reasoning.rendering.as_text import Level

__all__ = ["ENDINGS", "FORMATS", "LEVELLED", "Format", "expect_level", "render"]


def render(explanations: Explanations, form: str, level: Level = "page") -> str:
    """Write the explanations of a letter in a format.

    Args:
        explanations: as `explain` gives them.
        form: the name of a format, one of `FORMATS`.
        level: "verdict", "page" or "full", as text, Markdown and HTML have it; the other formats
            tell all of it.

    Raises:
        QuestionError: there is no such format, or level, or the format has none that is less.

    >>> from imrgraph.explaining import explain
    >>> from imrgraph.resources import folder
    >>> why = explain(folder("examples") / "letters" / "massage-chronic.txt")
    >>> render(why, "markdown", "verdict").splitlines()[2]
    '## 1. Deep tissue massage therapy two times three for the cervical spine'
    """
    for given, known in ((form, tuple(FORMATS)), (level, LEVELS)):
        if given not in known:
            message = f"{given}: expected {one_of(given, known)}"
            raise QuestionError(message)
    expect_level(form, level)
    return FORMATS[form].write(explanations, level)


def expect_level(form: str, level: Level) -> None:
    """Refuse to tell more than is asked for.

    Raises:
        QuestionError: the format tells all of it, at whatever level.
    """
    if level == "verdict" and form not in LEVELLED:
        message = f"level {level}: expected {one_of('', LEVELLED)}, since {form} tells all of it"
        raise QuestionError(message)


def _text(explained: Explanations, level: Level) -> str:
    from imrgraph.reasoning.rendering.as_text import as_text  # noqa: PLC0415

    return as_text(explained, level)


def _markdown(explained: Explanations, level: Level) -> str:
    from imrgraph.reasoning.rendering.as_markdown import as_markdown  # noqa: PLC0415

    return as_markdown(explained, level)


def _json(explained: Explanations, _: Level) -> str:
    from imrgraph.reasoning.rendering.as_json import as_json  # noqa: PLC0415

    return json.dumps(as_json(explained), ensure_ascii=False, indent=2, default=str)


def _html(explained: Explanations, level: Level) -> str:
    from imrgraph.reasoning.rendering.as_html import as_html  # noqa: PLC0415

    return as_html(explained, level)


def _svg(explained: Explanations, _: Level) -> str:
    from imrgraph.export.as_svg import proofs_as_svg  # noqa: PLC0415

    return _drawn(proofs_as_svg, explained)


def _turtle(explained: Explanations, _: Level) -> str:
    from imrgraph.graph.turtle import as_turtle  # noqa: PLC0415

    return as_turtle(explained)


def _dot(explained: Explanations, _: Level) -> str:
    from imrgraph.export.as_dot import as_dot  # noqa: PLC0415

    return _drawn(as_dot, explained)


def _mermaid(explained: Explanations, _: Level) -> str:
    from imrgraph.export.as_mermaid import as_mermaid  # noqa: PLC0415

    return _drawn(as_mermaid, explained)


def _graphml(explained: Explanations, _: Level) -> str:
    from imrgraph.export.as_graphml import as_graphml  # noqa: PLC0415

    return _drawn(as_graphml, explained)


def _drawn(writer: Callable[[Any], Iterator[str]], explained: Explanations) -> str:
    from imrgraph.graph.proof_network import proof_network, told_undrawn  # noqa: PLC0415

    if told := told_undrawn(explained):
        warn(told, PartialGraphWarning)
    return "".join(writer(proof_network(explained))).rstrip("\n")


class Format(NamedTuple):
    """What writes a format, and how its files end; of several endings the first is written."""

    write: Callable[[Any, Any], str]
    endings: tuple[str, ...]


FORMATS: Final[Mapping[str, Format]] = {
    "text": Format(_text, (".txt",)),
    "svg": Format(_svg, (".svg",)),
    "markdown": Format(_markdown, (".md",)),
    "json": Format(_json, (".json",)),
    "html": Format(_html, (".html", ".htm")),
    "turtle": Format(_turtle, (".ttl",)),
    "dot": Format(_dot, (".dot", ".gv")),
    "mermaid": Format(_mermaid, (".mmd",)),
    "graphml": Format(_graphml, (".graphml",)),
}
#: The formats that tell more or less by the level.
LEVELLED: Final = ("text", "markdown", "html")
#: The format of a file that ends so.
ENDINGS: Final[Mapping[str, str]] = {
    ending: name for name, each in FORMATS.items() for ending in each.endings
}
