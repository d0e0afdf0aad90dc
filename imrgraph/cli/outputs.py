"""Outputs: where a command writes, and in which format.

In:   the options --output and --format; what was made.
Out:  a file, or stdout; on a terminal no character that would move it.
From: imrgraph.writing; a file says by how it ends which format is meant, unless --format does.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from imrgraph.names import harmless
from imrgraph.writing import STDOUT, ending, misnamed, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["deliver", "form_of", "form_option", "output_option", "say"]

F = TypeVar("F", bound="Callable[..., Any]")

#: Longer lines are hard to read, however wide the terminal.
_WIDEST: Final = 110
# "     ✗ phase: …", "   - date of injury …": where the words of a line begin
_INDENT: Final = re.compile(r"\s*(?:[-✓✗○•]|\d+\.)?\s*")
output_option = click.option(
    "-o",
    "--output",
    # Whatever stands there, the one who writes it knows what to do.
    type=click.Path(readable=False, allow_dash=True),
    default=STDOUT,
    help="The file to write; how it ends says the format. [default: stdout]",
)


def form_option(forms: Iterable[str], default: str | None, told: str = "") -> Callable[[F], F]:
    """Return the option --format of a command, which takes it as `form`.

    Args:
        forms: what can be written.
        default: of stdout, as help tells it; None where there is none.
        told: what help says first.
    """
    usual = "by the name of the file" + (f"; else {default}" if default else "")
    told = f"{told} [default: {usual}]".strip()
    return click.option("--format", "form", type=click.Choice([*forms]), help=told)


def say(text: str) -> None:
    """Print a text on stdout: to a person wrapped and with its marks coloured, else as it is."""
    click.echo(_for_person(harmless(text)) if _is_watched() else text)


def _is_watched() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _for_person(text: str) -> str:
    """Return a text wrapped to the terminal, each line on from where its words begin.

    >>> print(repr(_for_person("✓ met")))
    '\\x1b[32m✓\\x1b[0m met'
    """
    wide = min(shutil.get_terminal_size().columns, _WIDEST)
    lines = (part for line in text.split("\n") for part in _wrapped(line, wide))
    told = "\n".join(lines)
    if os.environ.get("NO_COLOR"):
        return told
    return told.replace("✓", click.style("✓", fg="green")).replace("✗", click.style("✗", fg="red"))


def _wrapped(line: str, wide: int) -> list[str]:
    if len(line) <= wide:
        return [line]
    begins = _INDENT.match(line)
    further = " " * (begins.end() if begins else 0)
    return textwrap.wrap(
        line, wide, subsequent_indent=further, break_long_words=False, break_on_hyphens=False
    )


def deliver(output: str, told: str | bytes) -> None:
    """Write what was made to a file, or to stdout.

    Raises:
        UsageError: it is no text, and would go to a terminal.
        WriteError: the place takes no file.
    """
    watched = output == STDOUT and _is_watched()
    if isinstance(told, bytes):
        if watched:
            message = "expected -o FILE for a picture, found a terminal"
            raise click.UsageError(message)
        write(output, [told])
    elif watched:
        say(told)
    else:
        write(output, [f"{told}\n".encode()])


def form_of(output: str, form: str | None, endings: Mapping[str, str], default: str | None) -> str:
    """Return the format: the one that is asked for, or that of the file, or else the default.

    Args:
        output: the file.
        form: what --format says.
        endings: the format of each ending, such as "html" of ".html".
        default: of stdout, and of a file that ends in nothing; None where there is none.

    Raises:
        UsageError: nobody says a format, how the file ends says none, or both say another.

    >>> form_of("why.html", None, {".html": "html"}, "text"), form_of("-", None, {}, "text")
    ('html', 'text')
    """
    suffix = ending(output)
    if form:
        if misnamed(output, form, endings):
            message = f"{output}: expected {_fitting(suffix, form, endings)}, found {form}"
            raise click.UsageError(message)
        return form
    if output != STDOUT and suffix and not Path(output).is_char_device():
        if suffix in endings:
            return endings[suffix]
        message = f"{output}: expected a name that ends in {_listed(endings)}, or --format"
        raise click.UsageError(message)
    if default is None:
        message = f"expected --format, or -o FILE with a name that ends in {_listed(endings)}"
        raise click.UsageError(message)
    return default


def _fitting(suffix: str, form: str, endings: Mapping[str, str]) -> str:
    """Say what would be right where a file does not end as its format wants it."""
    if suffix in endings:
        return f"--format {endings[suffix]}, by how it ends"
    fit = [each for each, its in endings.items() if its == form]
    return f"a name that ends in {_listed(fit)}" if fit else "the name of a folder"


def _listed(endings: Iterable[str]) -> str:
    return ", ".join(endings)
