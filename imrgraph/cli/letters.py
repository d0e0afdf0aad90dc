"""Letters: what a command is asked about, files and folders, stdin, cases in the store, graphs.

In:   the arguments LETTER|FOLDER|CASE, and the option --store.
Out:  a `Document` each, or the name of a file that describes a letter as a graph.
"""

from __future__ import annotations

import os
import sys
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from imrgraph.checking.syntaxes import syntax_of
from imrgraph.cli.exits import note
from imrgraph.errors import NotAFileError
from imrgraph.knowledge.naming import is_case_number
from imrgraph.letters.text import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.letters.letter import Letter
    from imrgraph.letters.rationale.chat import ChatReader
    from imrgraph.letters.text.document import Document

__all__ = [
    "STDIN",
    "document",
    "named",
    "note_doubts",
    "ocr_option",
    "reader_option",
    "source",
    "unverified_option",
]

#: The name of stdin; a file that is called so is "./-".
STDIN: Final = "-"
unverified_option = click.option(
    "--include-unverified",
    "unverified",
    is_flag=True,
    help="Also apply recommendations encoded without reading their source.",
)


ocr_option = click.option(
    "--ocr",
    is_flag=True,
    help="Recognise the text of pages that are pictures, with tesseract or ocrmypdf, where one is"
    " installed.",
)


def _reader(_: click.Context, __: click.Parameter, address: str | None) -> ChatReader | None:
    if address is None:
        return None
    from imrgraph.letters.rationale.chat import ChatReader  # noqa: PLC0415 (few ask for it)

    return ChatReader(address)


reader_option = click.option(
    "--reader",
    metavar="URL",
    callback=_reader,
    help="Also let a model read the reasons: the address of a server of chat completions that you"
    " run, such as http://localhost:8080/v1, and after # the name of the model. How well it reads"
    " is not measured.",
)


def note_doubts(letter: Letter) -> None:
    """Say what reading a letter left in doubt, for those whose answer does not tell."""
    for each in letter.told_warnings:
        note(f"{letter.document.name}: {each}")


def named(letters: Iterable[str]) -> Iterator[str]:
    """Yield each letter that is named, of a folder the letters in it, in order of name.

    A name may be a pattern, such as "2015/*.pdf". A folder without letters is yielded itself, so
    that whoever reads it says so.
    """
    for name in _meant(letters):
        if name != STDIN and os.path.isdir(name):  # noqa: PTH112 (False where none may look)
            from imrgraph.store.outcomes import endings  # noqa: PLC0415 (take a while to load)
            from imrgraph.store.sources import left_out, letters_in  # noqa: PLC0415

            if others := left_out([Path(name)], archives=False):
                note(f"left out of {name}: {endings(others)}")
            yield from [str(each) for each in letters_in([Path(name)])] or (name,)
        else:
            yield from (name,) if name == STDIN else files.letters_of(name)


def _meant(letters: Iterable[str]) -> Iterator[str]:
    """Yield each name, and of a pattern what it leads to."""
    for name in letters:
        if has_magic(name):
            from imrgraph.store.sources import matching  # noqa: PLC0415 (takes a while to load)

            yield from matching(name)
        else:
            yield name


def source(letter: str, store: str | None, *, ocr: bool = False) -> Document | str:
    """Return the letter as `document` does, or the name of a file that describes one."""
    described = letter != STDIN and files.is_there(letter) and syntax_of(letter)
    return letter if described else document(letter, store, ocr=ocr)


def document(letter: str, store: str | None, *, ocr: bool = False) -> Document:
    """Return the letter of a file or of stdin, or of a case in the store if there is no such file.

    Args:
        letter: its file, "-", or its case number.
        store: the store, if there is one.
        ocr: recognise the text of pages that are pictures.

    Raises:
        UsageError: a case is named, and no store.
        LetterError: it cannot be read.
        NotFoundError: the store has no such letter.
    """
    if letter == STDIN:
        return files.document("stdin", sys.stdin.buffer.read())
    if store is None and is_case_number(letter) and not files.is_there(letter):
        message = f"{letter}: expected --store, or IMRGRAPH_STORE, for a letter by its case number"
        raise click.UsageError(message)
    if os.path.isdir(letter):  # noqa: PTH112 (False where none may look)
        _expect_letters(letter)
    if store is None or files.is_there(letter):
        return files.recognised(letter) if ocr else files.open(letter)
    from imrgraph.cli.stores import asked  # noqa: PLC0415 (takes a while to load)

    return asked(store).document(letter)


def _expect_letters(folder: str) -> None:
    """Refuse a folder in which no letter is, and say how one would be known.

    Raises:
        NotAFileError: none is.
    """
    from imrgraph.store.sources import letters_in  # noqa: PLC0415 (takes a while to load)

    if next(letters_in([Path(folder)]), None) is None:
        kinds = ", ".join(sorted(files.ENDINGS))
        raise NotAFileError(folder, f"a folder without letters, which end in {kinds}")
