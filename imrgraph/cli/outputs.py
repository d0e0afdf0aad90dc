"""Outputs: where a command writes, and in which format.

In:   the options --output and --format; what was made.
Out:  a file, or stdout; on a terminal no character that would move it.
From: imrgraph.writing; a file says by how it ends which format is meant, unless --format does.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imrgraph.names import harmless
from imrgraph.writing import STDOUT, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["deliver", "form_of", "output_option", "say"]

output_option = click.option(
    "-o",
    "--output",
    # Whatever stands there, the one who writes it knows what to do.
    type=click.Path(readable=False, allow_dash=True),
    default=STDOUT,
    help="The file to write; how it ends says the format. [default: stdout]",
)


def say(text: str) -> None:
    """Print a text on stdout."""
    click.echo(harmless(text) if sys.stdout.isatty() else text)


def deliver(output: str, told: str | bytes) -> None:
    """Write what was made to a file, or to stdout.

    Raises:
        UsageError: it is no text, and would go to a terminal.
        WriteError: the place takes no file.
    """
    watched = output == STDOUT and sys.stdout.isatty()
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
        UsageError: nobody says a format, or how the file ends says none.

    >>> form_of("why.html", None, {".html": "html"}, "text"), form_of("-", None, {}, "text")
    ('html', 'text')
    """
    if form:
        return form
    suffixes = [each.lower() for each in Path(output).suffixes if each.lower() != ".gz"][-1:]
    if output != STDOUT and suffixes and not Path(output).is_char_device():
        if suffixes[0] in endings:
            return endings[suffixes[0]]
        message = f"{output}: expected a name that ends in {_listed(endings)}, or --format"
        raise click.UsageError(message)
    if default is None:
        message = f"expected --format, or -o FILE with a name that ends in {_listed(endings)}"
        raise click.UsageError(message)
    return default


def _listed(endings: Iterable[str]) -> str:
    return ", ".join(endings)
