"""Tables: the rows of a table of decisions become letters in part.

In:   a table as CSV, and a map that says which of its columns holds what.
Out:  one `Tabled` for each case: the letter, and the cell that each place of it is in. Rows of one
      case are the items of one letter.
From: what the search of the state gives, and tables that people make of letters.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

from imrgraph.errors import TableError
from imrgraph.knowledge.knowledge import load
from imrgraph.letters.layouts.header import Header
from imrgraph.letters.layouts.parts import ItemParts
from imrgraph.letters.layouts.sections import Sections
from imrgraph.letters.letter import Dates, Fact, Letter, ReadingWarning
from imrgraph.letters.media.encodings import decoded, obstacle
from imrgraph.letters.reading import letter_of
from imrgraph.letters.schema import as_dict
from imrgraph.letters.text.dates import given_day
from imrgraph.letters.text.document import Document, Span
from imrgraph.letters.text.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.layouts.parts import Decided

__all__ = ["Cell", "Tabled", "read_table"]

_DATES: Final = ("assigned", "injury", "decision", "ur_denial", "application_received")
#: What a map may name a column for, besides the dates.
_TEXTS: Final = ("case", "treatment", "outcome", "summary", "claims", "reviewer", "rationale")
#: How outcomes are written, unless the map says otherwise, by how they begin.
_OUTCOMES: Final[tuple[tuple[str, Decided], ...]] = (
    ("uph", "upheld"),
    ("not medically", "upheld"),
    ("overt", "overturned"),
    ("medically", "overturned"),
    ("part", "partial"),
    ("modif", "partial"),
)
_KNOWN: Final = frozenset(("upheld", "overturned", "partial"))


class Cell(NamedTuple):
    """A cell of the table: its row, as a spreadsheet counts them, its column, and its place."""

    row: int
    column: str
    span: Span


@dataclass(frozen=True, slots=True)
class Tabled:
    """A letter in part, and the cells that it was read from, in their order."""

    letter: Letter
    cells: tuple[Cell, ...]

    def cell(self, span: Span) -> Cell | None:
        """Return the cell in which a place of the letter is."""
        at = bisect_right([cell.span.start for cell in self.cells], span.start)
        found = self.cells[at - 1] if at else None
        return found if found and found.span.covers(span) else None

    def where(self) -> dict[str, dict[str, int | str]]:
        """Return the row and the column of every value, by its path in the schema of a letter."""
        spans = {path: Span(*place) for path, place in as_dict(self.letter)["spans"].items()}
        cells = {path: self.cell(span) for path, span in spans.items()}
        return {p: {"row": c.row, "column": c.column} for p, c in cells.items() if c}


class _Row(NamedTuple):
    """A row: its number, and what it holds by what the map calls it."""

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Map:
    """Which column holds what, and what the words for outcomes mean."""

    columns: Mapping[str, str]
    outcomes: Mapping[str, Decided]


def read_table(
    table: str | Path, mapping: str | Path, knowledge: Knowledge | None = None
) -> tuple[Tabled, ...]:
    """Read a table.

    Args:
        table: a file in CSV, whose first row names the columns.
        mapping: a file in YAML: `treatment: Treatment Requested`, and so on for `case`, `outcome`,
            `summary`, `claims`, `reviewer`, `rationale`; `dates:` with `decision`, `injury`,
            `ur_denial`, `application_received`, `assigned`; `outcomes:` with the words of the
            table for "upheld", "overturned" and "partial".
        knowledge: the vocabulary; the one that comes with imrgraph if none is given.

    Raises:
        TableError: one of the two cannot be read, or the map names what is not there.
    """
    rows, columns = _rows(Path(table))
    plan = _map(Path(mapping), columns)
    known = knowledge or load()
    cases: dict[str, list[_Row]] = {}
    for number, row in rows:
        values = {name: _plain(row.get(column) or "") for name, column in plan.columns.items()}
        if any(values.values()):
            cases.setdefault(values.get("case") or f"row {number}", []).append(_Row(number, values))
    name = str(table)
    return tuple(_tabled(f"{name}#{case}", found, plan, known) for case, found in cases.items())


def _plain(cell: str) -> str:
    """Return the words of a cell in plain characters, on one line."""
    return " ".join(Plain(Document("cell", cell)).document.text.split())


def _tabled(name: str, rows: list[_Row], plan: _Map, known: Knowledge) -> Tabled:
    """Return the letter of one case: its text has a line for each cell."""
    lines: list[str] = []
    cells: list[Cell] = []
    places: list[dict[str, Span]] = []
    at = 0
    for row in rows:
        here: dict[str, Span] = {}
        for what, value in row.values.items():
            if not value:
                continue
            column = plan.columns[what]
            label = f"row {row.number}, {column}: "
            here[what] = Span(at + len(label), at + len(label) + len(value))
            cells.append(Cell(row.number, column, here[what]))
            lines.append(f"{label}{value}\n\n")
            at += len(lines[-1])
        places.append(here)
    document = Document(name, "".join(lines))
    items = tuple(_item(document, each, plan) for each in places if "treatment" in each)
    sections = Sections(
        layout="table",
        header=None,
        credentials=None,
        documents=None,
        summary=next((each["summary"] for each in places if "summary" in each), None),
        items=items,
        warnings=tuple(_undecided(document, items)),
    )
    return Tabled(letter_of(document, sections, _header(document, places), known), tuple(cells))


def _item(document: Document, places: Mapping[str, Span], plan: _Map) -> ItemParts:
    outcome = places.get("outcome")
    return ItemParts(
        heading=places["treatment"],
        request=places["treatment"],
        outcome=outcome,
        decided=_decided(document.quote(outcome), plan) if outcome else None,
        claims=places.get("claims"),
        reviewer=places.get("reviewer"),
        rationale=places.get("rationale"),
    )


def _decided(words: str, plan: _Map) -> Decided | None:
    small = words.lower()
    if small in plan.outcomes:
        return plan.outcomes[small]
    return next((value for opening, value in _OUTCOMES if small.startswith(opening)), None)


def _header(document: Document, places: list[dict[str, Span]]) -> Header:
    first: dict[str, Span] = {}
    for each in places:
        first = each | first
    days = {name: _day(document, first[name]) for name in _DATES if name in first}
    case = first.get("case")
    return Header(
        case_number=Fact(document.quote(case).upper(), case, "table-case") if case else None,
        dates=Dates(**{name: fact for name, fact in days.items() if fact}),
        warnings=tuple(
            ReadingWarning(f"{document.quote(first[name])!r} is no day", first[name])
            for name, fact in days.items()
            if fact is None
        ),
    )


def _day(document: Document, span: Span) -> Fact[date] | None:
    value = given_day(document.quote(span))
    return Fact(value, span, "table-day") if value else None


def _undecided(document: Document, items: tuple[ItemParts, ...]) -> Iterator[ReadingWarning]:
    """Yield the items that have no outcome, or one that is none of those that are known."""
    for number, item in enumerate(items, 1):
        if item.outcome is None:
            yield ReadingWarning(f"item {number} has no outcome", item.heading)
        elif item.decided is None:
            words = document.quote(item.outcome)
            yield ReadingWarning(f"item {number} is not decided: {words!r}", item.outcome)


def _rows(table: Path) -> tuple[list[tuple[int, dict[str, str]]], tuple[str, ...]]:
    """Return the rows by the names of their columns, each with its number."""
    text = _text(table)
    first = text.partition("\n")[0]
    mark = max(",;\t|", key=first.count)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        rows = list(enumerate(reader, 2))
    except csv.Error as error:
        raise TableError(str(table), f"one that breaks off ({error})") from None
    return rows, tuple(reader.fieldnames or ())


def _map(mapping: Path, columns: tuple[str, ...]) -> _Map:
    try:
        said = yaml.safe_load(_text(mapping))
    except yaml.YAMLError as error:
        raise TableError(str(mapping), f"YAML that is ill formed ({error})") from None
    if not isinstance(said, dict):
        raise TableError(str(mapping), "no map of columns")
    dates = _expected(mapping, said.pop("dates", None) or {}, _DATES)
    words = _expected(mapping, said.pop("outcomes", None) or {}, tuple(_KNOWN))
    named = _expected(mapping, said, _TEXTS) | dates
    if "treatment" not in named:
        raise TableError(str(mapping), "no column for the treatment")
    missing = [column for column in named.values() if column not in columns]
    if missing:
        there = ", ".join(columns)
        raise TableError(str(mapping), f"columns that the table has not: {missing}; it has {there}")
    outcomes: dict[str, Decided] = {
        str(word).lower(): value
        for value, told in words.items()
        for word in (told if isinstance(told, list) else [told])
    }
    return _Map(named, outcomes)


def _expected(mapping: Path, said: Any, names: tuple[Any, ...]) -> dict[Any, Any]:  # noqa: ANN401 (what YAML holds)
    """Return a part of the map, if it names nothing but `names`."""
    if not isinstance(said, dict) or not set(said) <= set(names):
        found = sorted(map(str, said)) if isinstance(said, dict) else repr(said)
        raise TableError(str(mapping), f"{found} where {', '.join(sorted(names))} may stand")
    return {name: value for name, value in said.items() if value is not None}


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TableError(str(path), f"one that cannot be opened ({error.strerror})") from None
    text = decoded(data)
    if text is None:
        raise TableError(str(path), obstacle(data))
    return text
