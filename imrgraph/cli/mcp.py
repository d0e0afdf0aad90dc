"""The command that serves an assistant: tools of the Model Context Protocol over stdin and stdout.

In:   the words of the command; then messages of the protocol on stdin.
Out:  messages of the protocol on stdout, and nothing else.
From: imrgraph.serve.assisting.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from imrgraph.cli.exits import note
from imrgraph.cli.stores import asked, expect_catalog, store_option
from imrgraph.errors import MissingPackageError
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from imrgraph.store.opening import Endpoint, LetterStore

__all__ = ["assistant_of", "mcp"]


@click.command()
@store_option
def mcp(store: str | None) -> None:
    """Serve an assistant: find, explain, ask and plan as tools, over stdin and stdout.

    It speaks the Model Context Protocol until stdin ends. Every answer cites its letters: case,
    characters, page and words. Nothing is changed. Without a store it serves the example letters.

    \b
    Example:
      imrgraph mcp --store graph
    """
    # What the protocol's package would set up otherwise, in colours and with what letters say.
    logging.basicConfig(level=logging.ERROR, format="imrgraph: %(message)s")
    serving = assistant_of()
    with asked(store) if store else _examples() as letters, suppress(KeyboardInterrupt):
        expect_catalog(letters)
        note(f"serving {letters.place if store else 'the example letters'} to an assistant")
        serving(letters).run("stdio")


def assistant_of() -> Callable[[LetterStore | Endpoint], Any]:
    """Return what makes a server, which needs a package that only it needs."""
    try:
        made: Callable[[LetterStore | Endpoint], Any] = import_module(
            "imrgraph.serve.assisting.server"
        ).assistant
    except ModuleNotFoundError as error:
        message = f"{error.name}: expected it installed, found none; pip install imrgraph[mcp]"
        raise MissingPackageError(message) from error
    return made


def _examples() -> LetterStore:
    from imrgraph.store.opening import LetterStore  # noqa: PLC0415 (takes a while to load)

    letters = LetterStore()
    letters.load([folder("examples") / "letters"])
    return letters
