"""The catalog: items as a flat table and text as an index of words, beside the quads.

In:   entries, one a letter.
Out:  counts by facet, items, and the passages that hold given words.
From: SQLite, and its full-text index FTS5. It says nothing that the quads do not, so that it can
      be made again from them.
"""

# ruff: noqa: S608 (names in a query are those of FACETS and COLUMNS; whatever was given is bound)

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote

from imrgraph.errors import SearchError, StoreError
from imrgraph.graph.beginnings import SPELLED, TOKENS, written_out
from imrgraph.graph.columns import columns
from imrgraph.graph.entries import ItemEntry
from imrgraph.graph.facets import COLUMNS, FACETS, MADE_UP, NO, YES
from imrgraph.graph.kinship import KINSHIP, nearest_kin, put_kin, without_kin
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from imrgraph.graph.entries import Entry
    from imrgraph.graph.facets import Where

__all__ = [
    "CATALOG",
    "Catalog",
    "Count",
    "Extent",
    "Held",
    "Hit",
    "Text",
    "connect",
    "connect_for_reading",
]

T = TypeVar("T")
#: The file in the folder of a store.
CATALOG: Final = "catalog.sqlite"
#: Raised whenever the tables, or what an entry holds, change.
_VERSION: Final = "imrgraph/catalog/6"

# Without quotes: what is in double quotes and no column, SQLite takes for a string.
_DECLARED: Final = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
_NAMED: Final = ", ".join(COLUMNS)
_TABLES: Final = (
    "spellings",
    "spelled",
    "words",
    "passages",
    "kin",
    "traits",
    "items",
    "letters",
    "made",
)
_SCHEMA: Final = f"""
CREATE TABLE made (version TEXT);
CREATE TABLE letters (letter TEXT PRIMARY KEY, name TEXT, made_up INTEGER);
CREATE TABLE items (
  id INTEGER PRIMARY KEY, letter TEXT, name TEXT, number INTEGER, {_DECLARED},
  UNIQUE (letter, number)
);
CREATE INDEX letters_made_up ON letters (made_up) WHERE made_up;
CREATE INDEX items_by_name ON items (name);
CREATE INDEX items_made_up ON items ({MADE_UP} COLLATE NOCASE);
{KINSHIP}
CREATE TABLE traits (
  item INTEGER, kind TEXT, value TEXT, PRIMARY KEY (item, kind, value)
) WITHOUT ROWID;
CREATE INDEX traits_by_value ON traits (kind, value, item);
CREATE TABLE passages (
  id INTEGER PRIMARY KEY, letter TEXT, item INTEGER, part TEXT, start INTEGER, text TEXT
);
CREATE INDEX passages_by_letter ON passages (letter);
CREATE VIRTUAL TABLE words USING fts5 (
  text, content = 'passages', content_rowid = 'id', tokenize = 'porter {TOKENS}'
);
{SPELLED}
CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
  INSERT INTO words (rowid, text) VALUES (new.id, new.text);
  INSERT INTO spelled (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER passage_gone AFTER DELETE ON passages BEGIN
  INSERT INTO words (words, rowid, text) VALUES ('delete', old.id, old.text);
  INSERT INTO spelled (spelled, rowid, text) VALUES ('delete', old.id, old.text);
END;
"""
#: So much of what was found is kept, and of which kinds there is no more than there are facets.
_KEPT: Final = 64
_OF_FACETS: Final = frozenset({"values", "columns"})
#: Stand around the words that were found: noncharacters, which no text is to hold.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
#: What cannot stand in the index, and the blank that takes its place: SQLite ends a text at a NUL.
_BLANKS: Final = dict.fromkeys(map(ord, ("\0", _OPEN, _CLOSE)), " ")
_FOUND: Final = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


def connect(folder: Path | None) -> sqlite3.Connection:
    """Open the file of the catalog in `folder`, made if it is not there, or one in memory.

    Raises:
        StoreError: the file is no database, or cannot be written.
    """
    try:
        place = folder / CATALOG if folder else ":memory:"
        # Whoever shows pages reads from many threads; SQLite itself lets them take turns.
        connection = sqlite3.connect(place, check_same_thread=False)
        # Whoever reads goes on reading what was there; and what is done outlives a loss of power.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error as error:
        raise _not_opened(folder, "written", error) from error
    return connection


def connect_for_reading(folder: Path) -> sqlite3.Connection:
    """Open the catalog in `folder` as it is now, whatever is changed while it is read.

    An empty one, if there is none.

    Raises:
        StoreError: the file is no database.
    """
    if not (folder / CATALOG).exists():
        return connect(None)
    place = quote(os.fsencode(folder / CATALOG))
    try:
        try:
            return _read(f"file:{place}?mode=ro")
        except sqlite3.OperationalError as error:
            if not _is_kept_from_writing(folder, error):
                raise
            return _read(f"file:{place}?immutable=1")
    except sqlite3.Error as error:
        raise _not_opened(folder, "read", error) from error


def _is_kept_from_writing(folder: Path, error: sqlite3.Error) -> bool:
    """Say whether a catalog is not opened because no file can be made beside it.

    SQLite shares a catalog with those who change it by such a file. Without one it can be read if
    nobody is changing it, and nothing that counts is still in the log.
    """
    log = folder / f"{CATALOG}-wal"
    is_all = not log.exists() or log.stat().st_size == 0
    # A disk that cannot be written gives the first; a folder that this user may not, the second.
    is_meant = error.sqlite_errorcode in {
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY_DIRECTORY,
    }
    return is_meant and is_all and not os.access(folder, os.W_OK)


def _read(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, check_same_thread=False)
    connection.execute("BEGIN")
    connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    return connection


def _not_opened(folder: Path | None, done: str, error: sqlite3.Error) -> StoreError:
    return StoreError(f"{folder}: expected a catalog that can be {done}, found: {error}")


@dataclass(frozen=True, slots=True)
class Count:
    """How many items there are of one group, None standing for what nobody says."""

    group: tuple[str | int | None, ...]
    items: int
    overturned: int

    __repr__ = short("group", "items", "overturned")


@dataclass(frozen=True, slots=True)
class Extent:
    """How many items that have an outcome there are, in how many letters, and of when."""

    items: int
    letters: int
    #: How many of the items are of made-up letters, and how many of no year.
    made_up: int
    undated: int
    #: The first year of a decision and the last; None where nobody says.
    first: int | None
    last: int | None

    __repr__ = short("items", "letters", "first", "last")


@dataclass(frozen=True, slots=True)
class Held:
    """An item, and the letter that it is of."""

    letter: str
    case: str
    item: ItemEntry

    @property
    def is_made_up(self) -> bool:
        """Whether the letter decides nobody's case."""
        return self.item.values[MADE_UP] == YES

    __repr__ = short("case", "item.number")


@dataclass(frozen=True, slots=True)
class Text:
    """A passage that the catalog holds."""

    letter: str
    case: str
    item: int | None
    part: str
    start: int
    text: str
    #: Whether its letter decides nobody's case.
    made_up: bool

    __repr__ = short("case", "item", "part", "start")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that holds what was searched for."""

    text: Text
    #: By bm25: the more, the better.
    score: float
    #: Where the words stand in the passage: half-open.
    found: tuple[tuple[int, int], ...]

    __repr__ = short("text.case", "text.part", "score")


class Catalog:
    """Items and passages, by letter.

    >>> catalog = Catalog(connect(None), "1")
    >>> catalog.counts(["year"], {})
    []
    """

    def __init__(self, rows: sqlite3.Connection, ontology: str) -> None:
        """Use the tables behind `rows`, made if there are none; of another version, as they are.

        Args:
            rows: as `connect` gives them.
            ontology: the version of the vocabulary by which entries are made.
        """
        self._rows = rows
        self._version = f"{_VERSION} {ontology}"
        self._found: dict[tuple[str, str], Any] = {}
        self._as_of: tuple[int, int] = (-1, -1)
        if self._made() is None:
            with suppress(sqlite3.OperationalError):  # where it is only read, it stays as it is
                self.empty()

    def amiss(self, letters: int) -> str:
        """Say what it is, where it is not as it would be made of so many letters; else ""."""
        if self._made() != self._version:
            return "one that another version made"
        held = self.size()
        return "" if held == letters else f"one of {held:,} letters beside {letters:,}"

    def size(self) -> int:
        """Return of how many letters it holds anything."""
        [held] = self._rows.execute("SELECT COUNT(*) FROM letters").fetchone()
        return int(held)

    def is_mixed(self) -> bool:
        """Say whether it holds requests of made-up letters beside those of others."""
        one = f"EXISTS (SELECT 1 FROM items WHERE {MADE_UP} COLLATE NOCASE = ?)"
        [(mixed,)] = self._rows.execute(f"SELECT {one} AND {one}", [YES, NO])
        return bool(mixed)

    def made_up(self) -> int:
        """Return how many of the letters were made up."""
        [(many,)] = self._rows.execute("SELECT COUNT(*) FROM letters WHERE made_up")
        return int(many)

    def letters(self) -> Iterator[str]:
        """Yield every letter, in order."""
        rows = self._rows.execute("SELECT letter FROM letters ORDER BY letter")
        return (letter for (letter,) in rows)

    def empty(self) -> None:
        """Make the tables anew, to be filled."""
        drops = "".join(f"DROP TABLE IF EXISTS {name};" for name in _TABLES)
        self._rows.executescript(f"{drops}{_SCHEMA}")
        with self._rows:
            self._rows.execute("INSERT INTO made VALUES (?)", [self._version])

    def put(self, found: Entry) -> None:
        """Hold `found` in the place of what was held of its letter, in the open transaction."""
        self.drop(found.letter)
        self._rows.execute(
            "INSERT INTO letters VALUES (?, ?, ?)", [found.letter, found.case, found.made_up]
        )
        for item in found.items:
            self._put(found, item)
        self._rows.executemany(
            "INSERT INTO passages (letter, item, part, start, text) VALUES (?, ?, ?, ?, ?)",
            [
                (found.letter, each.item, each.part, each.start, each.text.translate(_BLANKS))
                for each in found.passages
            ],
        )

    def drop(self, letter: str) -> None:
        """Hold nothing of `letter`, in the open transaction."""
        for key, held in self._by_key("letter = ?", [letter]).items():
            without_kin(self._rows, held.case, key, held.item)
        self._rows.execute(
            "DELETE FROM traits WHERE item IN (SELECT id FROM items WHERE letter = ?)", [letter]
        )
        for table in ("items", "passages", "letters"):
            self._rows.execute(f"DELETE FROM {table} WHERE letter = ?", [letter])

    def counts(self, by: Sequence[str], where: Where) -> list[Count]:
        """Count the items that have an outcome, an item in each group that it belongs to.

        Args:
            by: names of facets.
            where: values to keep, by facet: all of the names, any of the values of one.
        """
        names, joins, kinds = [], [], []
        for number, name in enumerate(by):
            if FACETS[name].several:
                each = f"by{number}"
                joins.append(
                    f"LEFT JOIN traits {each} ON {each}.item = items.id AND {each}.kind = ?"
                )
                kinds.append(name)
                names.append(f"{each}.value")
            else:
                names.append(f"items.{name}")
        kept, values = _kept(where)
        query = (
            f"SELECT {', '.join([*names, 'COUNT(*)'])}, SUM(outcome = 'overturned') FROM items"
            f" {' '.join(joins)} WHERE outcome IS NOT NULL AND {kept}"
            f" {'GROUP BY ' + ', '.join(names) if names else ''}"
        )
        rows = self._rows.execute(query, [*kinds, *values])
        return [Count(tuple(group), n, fell) for *group, n, fell in rows if n]

    def extent(self, where: Where) -> Extent:
        """Return how much there is of what `counts` counts, and of when.

        >>> Catalog(connect(None), "1").extent({})
        <Extent items=0, letters=0>
        """

        def found() -> Extent:
            kept, values = _kept(where)
            [row] = self._rows.execute(
                "SELECT COUNT(*), COUNT(DISTINCT letter), TOTAL(made_up = ?), TOTAL(year IS NULL),"
                f" MIN(year), MAX(year) FROM items WHERE outcome IS NOT NULL AND {kept}",
                [YES, *values],
            )
            items, letters, made_up, undated, first, last = row
            return Extent(items, letters, int(made_up), int(undated), first, last)

        # To tell letters apart takes longer than to count their items by anything.
        return self._once("extent", json.dumps([*where.items()]), found)

    def values(self, facet: str) -> tuple[str, ...]:
        """Return the values of a facet that items have, in order.

        >>> Catalog(connect(None), "1").values("year")
        ()
        """

        def found() -> tuple[str, ...]:
            several = FACETS[facet].several
            of = "value FROM traits WHERE kind = ?" if several else f"{facet} FROM items WHERE ?"
            rows = self._rows.execute(f"SELECT DISTINCT {of}", [facet if several else 1])
            return tuple(sorted(str(value) for (value,) in rows if value is not None))

        return self._once("values", facet, found)

    def undated(self, where: Where) -> int:
        """Return how many items that `where` keeps are of no year."""
        kept, values = _kept(where)
        query = f"SELECT COUNT(*) FROM items WHERE year IS NULL AND {kept}"
        [many] = self._rows.execute(query, values).fetchone()
        return int(many)

    def items(self, where: Where) -> list[Held]:
        """Return the items that `where` keeps, in the order of case and number."""
        return self._items(*_kept(where))

    def tallies(
        self, by: Sequence[str], where: Where, words: str = ""
    ) -> dict[str, list[tuple[str, int]]]:
        """Count the items by the values of each of some facets, those of the most first.

        Args:
            by: names of facets; what has no value of one is not counted by it.
            where: values to keep, as `counts` takes them.
            words: only items of which a passage holds them, as `search` takes them.

        Raises:
            SearchError: `words` is no query.

        >>> Catalog(connect(None), "1").tallies(["year", "region"], {})
        {'year': [], 'region': []}
        """
        held = self._once("columns", ",".join(by), lambda: columns(self._rows, by))
        if where or not words:
            kept, values = self._kept(where, words)
            rows = self._rows.execute(f"SELECT items.id FROM items WHERE {kept}", values)
            items = [key for (key,) in rows]
        else:
            items = self._with_words(words)
        return {
            name: sorted(held[name].tally(items).items(), key=lambda pair: (-pair[1], pair[0]))
            for name in by
        }

    def expect_words(self, words: str) -> None:
        """Expect a query that `search` takes.

        Raises:
            SearchError: `words` is none.
        """
        self._with_words(words)

    def find(
        self, words: str, where: Where, first: int, most: int, ahead: Where | None = None
    ) -> tuple[int, list[Held]]:
        """Return how many items there are, and `most` of them from the `first`, from 0.

        Args:
            words: only items of which a passage holds them, as `search` takes them; "" for all.
            where: values to keep, as `counts` takes them.
            first: how many are left out before.
            most: how many at most.
            ahead: values, as `where` has them, of those that come before the others.

        Returns:
            Those of made-up letters after all others; else those decided last first.

        Raises:
            SearchError: `words` is no query.
        """
        kept, values = self._kept(where, words)
        if where or not words:
            [(many,)] = self._rows.execute(f"SELECT COUNT(*) FROM items WHERE {kept}", values)
        else:
            many = len(self._with_words(words))
        if most <= 0:
            return many, []
        leads, leading = _kept(ahead or {})
        chosen = self._rows.execute(
            f"SELECT id FROM items WHERE {kept}"
            f" ORDER BY {MADE_UP} = ?, ({leads}) DESC, year DESC, name DESC, letter, number"
            " LIMIT ? OFFSET ?",
            [*values, YES, *leading, most, first],
        )
        order = {key: place for place, (key,) in enumerate(chosen)}
        marks = ", ".join("?" * len(order))
        found = self._by_key(f"id IN ({marks})", list(order))
        return many, [found[key] for key in order if key in found]

    def alike(self, asked: Held, where: Where, most: int) -> list[Held]:
        """Return decided items of other letters that are most like one, in no order.

        Args:
            asked: the item.
            where: values to keep, as `counts` takes them.
            most: how many at most that were overturned, and how many that were not. They are
                those nearest by treatment, then by region, then by phase.
        """
        condition, values = _kept(where)
        kept = f"{condition} AND letter <> ?", [*values, asked.letter]
        keys = [
            key
            for fell in (True, False)
            for key in nearest_kin(self._rows, asked.item, kept, most, fell=fell)
        ]
        return [*self._by_key(f"id IN ({', '.join('?' * len(keys))})", keys).values()]

    def of_case(self, case: str) -> list[Held]:
        """Return the items of the letter of that case number, or last part of its IRI."""
        return self._items("name = ?", [case])

    def names(self, part: str, most: int) -> list[str]:
        """Return the case numbers that hold `part`, `most` of them at most, made-up ones last."""
        rows = self._rows.execute(
            f"SELECT DISTINCT name, {MADE_UP} FROM items WHERE INSTR(LOWER(name), LOWER(?)) > 0"
            f" ORDER BY {MADE_UP} = ?, name LIMIT ?",
            [part, YES, most],
        )
        return [str(name) for name, _ in rows]

    def texts(self, part: str) -> Iterator[Text]:
        """Yield the passages of a part, in the order of case and item."""
        rows = self._rows.execute(f"{_TEXTS} ORDER BY {_ORDER}", [part])
        return map(_text, rows)

    def search(self, words: str, part: str | None, where: Where, limit: int) -> list[Hit]:
        """Return the passages that hold `words`, the best first, those of made-up letters last.

        Args:
            words: a query as FTS5 has it: words, "phrases", AND, OR, NOT, NEAR; begin* finds every
                word that begins so, in any form of its stem.
            part: only this part of the letters.
            where: only of items that it keeps; a summary is of every item of its letter.
            limit: how many at most.

        Raises:
            SearchError: `words` is no such query.
        """
        kept, values = _kept(where)
        of_item = (
            "EXISTS (SELECT 1 FROM items WHERE items.letter = passages.letter"
            f" AND items.number = COALESCE(passages.item, items.number) AND {kept})"
        )
        query = (
            f"SELECT words.rowid, -bm25(words) FROM words {_JOINED}"
            f" WHERE words MATCH ? AND part = COALESCE(?, part) AND {of_item if where else '1'}"
            f" ORDER BY letters.made_up, bm25(words), {_ORDER} LIMIT ?"
        )
        asked = self._asked(words)
        rows = self._matched(query, [asked, part, *values, limit], words)
        hits = (self._hit(row, asked, score) for row, score in rows)
        return list(filter(None, hits))

    def best(self, words: str, held: Held) -> Hit | None:
        """Return the passage of an item, or of the summary before it, that holds most of `words`.

        How rare each word is among all letters does not count: that would take as long as they are
        many.
        """
        rows = self._rows.execute(
            "SELECT id FROM passages WHERE letter = ? AND COALESCE(item, ?) = ? ORDER BY id",
            [held.letter, held.item.number, held.item.number],
        ).fetchall()
        asked = self._asked(words)
        hits = (self._hit(row, asked, 0) for (row,) in rows)
        return max(filter(None, hits), key=lambda hit: len(hit.found), default=None)

    def _kept(self, where: Where, words: str) -> tuple[str, list[Any]]:
        """Return the condition on `items` that `where` and `words` are, and the values to bind.

        Raises:
            SearchError: `words` is no query.
        """
        kept, values = _kept(where)
        if not words:
            return kept, values
        known = json.dumps(self._with_words(words))
        return f"items.id IN (SELECT value FROM json_each(?)) AND {kept}", [known, *values]

    def _with_words(self, words: str) -> list[int]:
        """Return the keys of the items of which a passage holds words."""

        def found() -> list[int]:
            return [key for (key,) in self._matched(_WITH_WORDS, [self._asked(words)], words)]

        return self._once("words", words, found)

    def _asked(self, words: str) -> str:
        """Return a query in which each beginning finds every word that begins so."""
        return self._once("asked", words, lambda: written_out(words, self._rows))

    def _once(self, kind: str, name: str, found: Callable[[], T]) -> T:
        """Return what is found, and keep it as long as nothing here is changed."""
        [(others,)] = self._rows.execute("PRAGMA data_version")
        as_of = self._rows.total_changes, others
        if as_of != self._as_of:
            self._found, self._as_of = {}, as_of
        if len(self._found) > _KEPT:
            kept = dict(self._found)  # in a moment, whatever other threads put there meanwhile
            self._found = {each: of for each, of in kept.items() if each[0] in _OF_FACETS}
        if (kind, name) not in self._found:
            self._found[kind, name] = found()
        value: T = self._found[kind, name]
        return value

    def _matched(self, query: str, values: list[Any], words: str) -> list[Any]:
        """Return the rows of a query that looks for words.

        Raises:
            SearchError: `words` is no query.
        """
        try:
            return self._rows.execute(query, values).fetchall()
        except sqlite3.OperationalError as error:
            raise SearchError(words, str(error)) from error

    def _items(self, kept: str, values: list[Any]) -> list[Held]:
        return [*self._by_key(kept, values).values()]

    def _by_key(self, kept: str, values: list[Any]) -> dict[int, Held]:
        traits = defaultdict[int, list[tuple[str, str]]](list)
        rows = self._rows.execute(
            "SELECT item, kind, value FROM traits"
            f" WHERE item IN (SELECT id FROM items WHERE {kept}) ORDER BY item, kind, value",
            values,
        )
        for item, kind, value in rows:
            traits[item].append((kind, value))
        rows = self._rows.execute(
            f"SELECT id, letter, name, number, {_NAMED} FROM items"
            f" WHERE {kept} ORDER BY name, letter, number",
            values,
        )
        return {
            key: Held(
                letter,
                case,
                ItemEntry(number, dict(zip(COLUMNS, cells, strict=True)), tuple(traits[key])),
            )
            for key, letter, case, number, *cells in rows
        }

    def _hit(self, row: int, words: str, score: float) -> Hit | None:
        """Return where a passage holds words; None where it does not."""
        query = "SELECT highlight(words, 0, ?, ?) FROM words WHERE words MATCH ? AND rowid = ?"
        matched = self._matched(query, [_OPEN, _CLOSE, words, row], words)
        if not matched:
            return None
        [(marked,)] = matched
        found = []
        for number, each in enumerate(_FOUND.finditer(marked)):
            start = each.start() - number * len(_OPEN + _CLOSE)
            found.append((start, start + len(each[1])))
        text = self._rows.execute(f"{_TEXT} WHERE passages.id = ?", [row]).fetchone()
        return Hit(_text(text), score, tuple(found))

    def _put(self, found: Entry, item: ItemEntry) -> None:
        values = [item.values.get(name) for name in COLUMNS]
        cells = [float(each) if isinstance(each, Decimal) else each for each in values]
        marks = ", ".join("?" * (len(cells) + 3))
        put = self._rows.execute(
            f"INSERT INTO items (letter, name, number, {_NAMED}) VALUES ({marks})",
            [found.letter, found.case, item.number, *cells],
        )
        self._rows.executemany(
            "INSERT INTO traits VALUES (?, ?, ?)",
            [(put.lastrowid, kind, value) for kind, value in item.traits],
        )
        put_kin(self._rows, found.case, put.lastrowid or 0, item)

    def _made(self) -> str | None:
        there = self._rows.execute("SELECT 1 FROM sqlite_master WHERE name = 'made'").fetchone()
        if not there:
            return None
        row = self._rows.execute("SELECT version FROM made").fetchone()
        return row[0] if row else None


_JOINED: Final = (
    "JOIN passages ON passages.id = words.rowid JOIN letters ON letters.letter = passages.letter"
)
_TEXT: Final = (
    "SELECT passages.letter, name, item, part, start, text, made_up FROM passages"
    " JOIN letters ON letters.letter = passages.letter"
)
_TEXTS: Final = f"{_TEXT} WHERE part = ?"
_ORDER: Final = "name, passages.letter, item, start"


#: The items of which a passage holds words; a summary is of every item of its letter.
_WITH_WORDS: Final = (
    "SELECT DISTINCT held.id FROM words JOIN passages ON passages.id = words.rowid"
    " JOIN items held ON held.letter = passages.letter"
    " AND held.number = COALESCE(passages.item, held.number) WHERE words MATCH ?"
)


def _text(row: Sequence[Any]) -> Text:
    letter, case, item, part, start, text, made_up = row
    return Text(letter, case, item, part, start, text, bool(made_up))


def _kept(where: Where) -> tuple[str, list[Any]]:
    """Return the condition on `items` that `where` is, and the values to bind."""
    conditions: list[str] = ["1"]
    values: list[Any] = []
    for name, wanted in where.items():
        marks = ", ".join("?" * len(wanted))
        if FACETS[name].several:
            conditions.append(
                "EXISTS (SELECT 1 FROM traits WHERE traits.item = items.id"
                f" AND kind = ? AND value COLLATE NOCASE IN ({marks}))"
            )
            values.append(name)
        else:
            # What is text anyhow is compared as it is, so that an index of it serves.
            is_text = COLUMNS[name] == "TEXT"
            column = f"items.{name}" if is_text else f"CAST(items.{name} AS TEXT)"
            conditions.append(f"{column} COLLATE NOCASE IN ({marks})")
        values.extend(wanted)
    return " AND ".join(conditions), values
