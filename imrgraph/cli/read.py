"""The command that reads: what letters state, every value with its place.

In:   the words of the command.
Out:  JSON or text, on stdout or in a file.
From: imrgraph.letters.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from imrgraph.cli.exits import UNREADABLE, complain
from imrgraph.cli.letters import document, named, ocr_option, reader_option
from imrgraph.cli.outputs import deliver, form_of, form_option, output_option
from imrgraph.errors import LetterError
from imrgraph.letters.reading import read as read_letter
from imrgraph.letters.schema import as_dict
from imrgraph.letters.why import why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imrgraph.letters.letter import Letter
    from imrgraph.letters.rationale.chat import ChatReader

__all__ = ["read"]

_ENDINGS = {".json": "json", ".jsonl": "jsonl", ".txt": "json"}


@click.command()
@click.argument("letters", nargs=-1, metavar="LETTER|FOLDER|-…")
@form_option(["json", "jsonl"], "json")
@click.option(
    "--why", "reasons", is_flag=True, help="Print how each value was found, in place of the values."
)
@click.option("--table", metavar="FILE.csv", help="Read the rows of a table instead, as letters.")
@click.option("--map", "mapping", metavar="FILE.yaml", help="Which column of it holds what.")
@ocr_option
@reader_option
@output_option
@click.pass_context
def read(  # noqa: PLR0913, PLR0917 (an argument for each option)
    ctx: click.Context,
    letters: tuple[str, ...],
    form: str | None,
    table: str | None,
    mapping: str | None,
    reader: ChatReader | None,
    output: str,
    *,
    ocr: bool,
    reasons: bool,
) -> None:
    """Print what each LETTER states, every value with its place.

    A LETTER is a text, PDF, Word, HTML or mail file; - is stdin; "box.mbox#2/letter.pdf" is one of
    several in a mailbox. Of a FOLDER every letter in it is read, and of a pattern in quotes
    ("2015/*.pdf"). "json" is one object, or a list where there are several letters; "jsonl" is one
    object a line. --why gives, as text, the rule, the cue and the words of each.

    Of a --table each case is a letter in part; the --map names the columns for case, treatment,
    outcome, summary, claims, reviewer, rationale, and below "dates" those of the days. "cells"
    gives the row and the column of every value.

    \b
    Example:
      imrgraph read examples/letters/imaging.txt
      imrgraph read examples/letters -o letters.jsonl
    """
    form = form_of(output, form, {".txt": "text"} if reasons else _ENDINGS, "json")
    if table or mapping:
        deliver(output, _of_table(table, mapping, form, letters))
        return
    if not letters:
        message = "expected a letter, or --table with --map"
        raise click.UsageError(message)
    names = list(named(letters))
    found = []
    for name in names:
        try:
            found.append(read_letter(document(name, None, ocr=ocr), reader=reader))
        except LetterError as error:
            complain(error)
    if found:
        is_list = len(names) > 1 or list(letters) != names
        deliver(output, _why(found) if reasons else _json(found, form, is_list=is_list))
    if len(found) < len(names):
        ctx.exit(UNREADABLE)


def _of_table(table: str | None, mapping: str | None, form: str, letters: tuple[str, ...]) -> str:
    """Return the letters of a table, each value with its row and column."""
    if not (table and mapping) or letters:
        message = "expected --table and --map together, and no LETTER"
        raise click.UsageError(message)
    from imrgraph.letters.tables import read_table  # noqa: PLC0415 (few ask for it)

    plain = [as_dict(each.letter) | {"cells": each.where()} for each in read_table(table, mapping)]
    if form == "jsonl":
        return "\n".join(json.dumps(each, ensure_ascii=False) for each in plain)
    return json.dumps(plain, ensure_ascii=False, indent=2)


def _why(letters: Sequence[Letter]) -> str:
    return "\n\n".join(f"{each.document.name}\n{why(each)}" for each in letters)


def _json(letters: Sequence[Letter], form: str, *, is_list: bool) -> str:
    """Return one object, or a list where several letters were asked for, or a line for each."""
    plain = [*map(as_dict, letters)]
    if form == "jsonl":
        return "\n".join(json.dumps(each, ensure_ascii=False) for each in plain)
    return json.dumps(plain if is_list else plain[0], ensure_ascii=False, indent=2)
