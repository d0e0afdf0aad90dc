"""The command that audits: letters beside what follows for them.

In:   the words of a command.
Out:  the parts of the audit as tables, CSV or JSON, letter after letter.
From: imrgraph.store.auditing.
"""

from __future__ import annotations

import csv
import json
import sys
from functools import partial
from io import StringIO
from itertools import islice
from textwrap import indent
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from imrgraph.cli.catalogs import opened
from imrgraph.cli.exits import UNREADABLE, complain, note
from imrgraph.cli.outputs import form_of, form_option, output_option
from imrgraph.cli.progress import of_files
from imrgraph.cli.reports import note_in_part
from imrgraph.cli.stores import LETTERS, store_option
from imrgraph.cli.tables import table
from imrgraph.errors import NotFoundError
from imrgraph.names import harmless
from imrgraph.store.auditing import GROUPS, PARTS, asked, rows
from imrgraph.store.opening import open as open_store
from imrgraph.store.outcomes import endings
from imrgraph.writing import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from imrgraph.graph.store import Row
    from imrgraph.store.opening import LetterStore

__all__ = ["audit"]

_SCHEMA = "imrgraph/audit/1"
#: The parts in which long text is told, an entry below the other.
_TOLD = frozenset({"unaddressed", "contradicted", "discrepancies"})
#: So many rows are aligned together, under the names of their columns.
_ALIGNED = 500


@click.command()
@click.argument("letters", nargs=-1, type=LETTERS, metavar="[LETTER]…")
@store_option
@click.option(
    "--part",
    "parts",
    type=click.Choice(list(PARTS)),
    multiple=True,
    help="Only this part; may be given again. [default: all; items with --format csv]",
)
@click.option("--by", type=click.Choice(GROUPS), help="Count agreement by this, too.")
@form_option(["table", "csv", "json"], "table")
@output_option
@click.pass_context
def audit(  # noqa: PLR0913, PLR0917 (an argument for each option)
    ctx: click.Context,
    letters: tuple[str, ...],
    store: str | None,
    parts: tuple[str, ...],
    by: str | None,
    form: str | None,
    output: str,
) -> None:
    """Compare decisions with what follows from the guidelines: of every LETTER, or of the store.

    LETTER is a file, a folder or a pattern in quotes. For each item: what was decided and what
    follows, on each basis and in each reading; grounds; facts that the rationale does not address;
    findings that the summary contradicts; discrepancies. Over all: agreement, why nothing follows,
    and which treatments no encoded recommendation covers. It shows where to look, and calls nothing
    an error.
    Every part is a question: see `imrgraph questions audit-items`.

    \b
    Example:
      imrgraph audit examples/letters
    """
    form = form_of(output, form, {".txt": "table", ".csv": "csv", ".json": "json"}, "table")
    chosen = parts or (("items",) if form == "csv" else tuple(PARTS))
    if form == "csv" and len(chosen) > 1:
        message = "expected one --part with --format csv, found several"
        raise click.UsageError(message)
    audited, refused = _audited(letters, store)
    write(output, (piece.encode() for piece in _PUT[form](audited, chosen, by)))
    if refused:
        ctx.exit(UNREADABLE)


def _audited(letters: tuple[str, ...], store: str | None) -> tuple[LetterStore, bool]:
    """Return the store to audit, and whether a letter could not be read into it."""
    if not letters and store is None:
        message = "expected a LETTER, or --store, or a folder in IMRGRAPH_STORE"
        raise click.UsageError(message)
    typed = click.get_current_context().get_parameter_source("store")
    if letters and typed is ParameterSource.COMMANDLINE:
        message = "expected LETTERs or --store, found both"
        raise click.UsageError(message)
    if letters:
        held = open_store()
        with of_files("reading", map(str, letters)) as done:
            loaded = held.load(letters, done=done)
        for error in loaded.refused:
            complain(error)
        note_in_part(loaded)
        if loaded.left_out:
            note(f"left out: {endings(loaded.left_out)}")
        if loaded.refused and not loaded.letters:
            click.get_current_context().exit(UNREADABLE)
    else:
        held = opened(store)
    if next(held.letters(), None) is None:
        raise NotFoundError(", ".join(map(str, letters)) or str(store), "a letter")
    return held, bool(letters and loaded.refused)


def _as_tables(store: LetterStore, parts: Sequence[str], by: str | None) -> Iterator[str]:
    clean = harmless if sys.stdout.isatty() else str
    for number, part in enumerate(parts):
        found = asked(part, by)
        if number:
            yield "\n"
        yield f"{found.summary}\n"
        put: Callable[[list[Row]], str] = partial(table, tuple(found.returns))
        if part in _TOLD:
            put = _entries
        shown = False
        for batch in _batches(rows(store, part, by)):
            yield clean(f"{indent(put(batch), '  ')}\n")
            shown = True
        if not shown:
            yield "  none\n"


def _entries(found: list[Row]) -> str:
    """Tell rows below each other, what they have in common with the row before once.

    >>> print(_entries([{"case": "CM", "item": 1, "kind": "side", "says": "left, right"}]))
    CM, item 1
      kind: side
      says: left, right
    """
    lines: list[str] = []
    before: Row = {}
    for row in found:
        here = {name: value for name, value in row.items() if name not in {"case", "item"}}
        if [row[name] for name in ("case", "item")] != [before.get("case"), before.get("item")]:
            lines.append(f"{row['case']}, item {row['item']}")
            before = {}
        lines += [f"  {k}: {v}" for k, v in here.items() if before.get(k) != v or k == "summary"]
        before = row
    return "\n".join(lines)


def _as_csv(store: LetterStore, parts: Sequence[str], by: str | None) -> Iterator[str]:
    [part] = parts
    columns = list(asked(part, by).returns)
    line = StringIO(newline="")
    writer = csv.DictWriter(line, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows(store, part, by):
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _as_json(store: LetterStore, parts: Sequence[str], by: str | None) -> Iterator[str]:
    """Yield one object, a row a line, so that no more than a letter is held."""
    yield f'{{"schema": "{_SCHEMA}"'
    for part in parts:
        yield f',\n "{part}": ['
        for number, row in enumerate(rows(store, part, by)):
            line = json.dumps(row, ensure_ascii=False, default=float)
            yield f"{',' if number else ''}\n  {line}"
        yield "]"
    yield "}\n"


def _batches(found: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(found, _ALIGNED)):
        yield batch


_PUT: Mapping[str, Callable[[LetterStore, Sequence[str], str | None], Iterator[str]]] = {
    "table": _as_tables,
    "csv": _as_csv,
    "json": _as_json,
}
