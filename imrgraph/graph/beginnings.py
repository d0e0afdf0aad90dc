"""Beginnings: `authoriz*` finds every word that begins so, though the index holds stems.

In:   a query as FTS5 has it, and the words of the passages.
Out:  the query, each beginning beside those words whose stem it does not begin.
From: SQLite FTS5: `porter` indexes "authorization" as "author", which no `authoriz*` begins.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from itertools import product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["SPELLED", "TOKENS", "written_out"]

#: How the text is cut into words; of the index that is searched, each is then stemmed.
TOKENS: Final = "unicode61"
#: The words of the passages as they are spelled: `spellings.term` has each.
SPELLED: Final = f"""
CREATE VIRTUAL TABLE spelled USING fts5 (
  text, content = 'passages', content_rowid = 'id', tokenize = '{TOKENS}',
  detail = none, columnsize = 0
);
CREATE VIRTUAL TABLE spellings USING fts5vocab (spelled, row);
"""
#: Words alone, to be cut and stemmed as those of the passages are.
_CUT: Final = f"""
CREATE VIRTUAL TABLE plain USING fts5 (text, tokenize = '{TOKENS}');
CREATE VIRTUAL TABLE stemmed USING fts5 (text, tokenize = 'porter {TOKENS}');
CREATE VIRTUAL TABLE plain_words USING fts5vocab (plain, instance);
CREATE VIRTUAL TABLE stemmed_words USING fts5vocab (stemmed, instance);
"""
_PHRASE = r'(?:"(?:[^"]|"")*"|(?!(?:AND|OR|NOT)\b)\w+)(?:\s*\*)?'
# what stands as one in a query: words that are near, or that follow each other
_TERM = rf"NEAR\s*\([^)]*\)|\^?\s*{_PHRASE}(?:\s*\+\s*{_PHRASE})*"
# terms that follow each other without an operator, so that all are wanted
_RUN = re.compile(rf"(?:{_TERM})(?:\s*(?:{_TERM}))*")
_ONE = re.compile(_TERM)
_BEGINNING = re.compile(r'("(?:[^"]|"")*"|\w+)\s*\*')


def written_out(query: str, rows: sqlite3.Connection) -> str:
    """Return `query` so that each beginning finds every word of the passages that begins so.

    Args:
        query: as FTS5 has it.
        rows: a connection that has `SPELLED`.
    """
    if "*" not in query:
        return query
    return _RUN.sub(lambda run: _all_of(run[0], rows), query)


def _all_of(run: str, rows: sqlite3.Connection) -> str:
    """Return terms that are all wanted, each with what has to stand beside it."""
    terms = [[*_alternatives(found[0], rows)] for found in _ONE.finditer(run)]
    if all(len(each) == 1 for each in terms):
        return run
    every = " AND ".join(f"({' OR '.join(each)})" for each in terms)
    return f"({every})" if len(terms) > 1 else every


def _alternatives(term: str, rows: sqlite3.Connection) -> Iterator[str]:
    """Yield a term, and then with a word in the place of each beginning that would miss it."""
    between = _BEGINNING.split(term)
    choices = [
        (f"{piece}*", *_missed(piece, rows)) if number % 2 else (piece,)
        for number, piece in enumerate(between)
    ]
    return map("".join, product(*choices))


def _missed(phrase: str, rows: sqlite3.Connection) -> Iterator[str]:
    """Yield a phrase with each word in the place of its beginning that the beginning misses.

    Of several words of one stem the first will do.
    """
    [(cut, stems)] = _cut([phrase])
    if not cut:
        return
    *before, beginning = cut
    # the last of all characters ends what begins so
    begun = rows.execute(
        "SELECT term FROM spellings WHERE term >= ? AND term < ?",
        [beginning, beginning + chr(0x10FFFF)],
    )
    words = [word for (word,) in begun]
    first = {stem: word for word, (_, (stem,)) in reversed([*zip(words, _cut(words), strict=True)])}
    for stem, word in sorted(first.items()):
        if not stem.startswith(stems[-1]):
            yield f'"{" ".join((*before, word))}"'


def _cut(phrases: Sequence[str]) -> list[tuple[list[str], list[str]]]:
    """Return the words of each phrase, and the stem of each word."""
    found: list[tuple[list[str], list[str]]] = [([], []) for _ in phrases]
    numbered = [*enumerate(phrases)]
    with closing(sqlite3.connect(":memory:")) as cutting:
        cutting.executescript(_CUT)
        for kind, table in enumerate(("plain", "stemmed")):
            cutting.executemany(f"INSERT INTO {table} (rowid, text) VALUES (?, ?)", numbered)  # noqa: S608 (one of two)
            each = f'SELECT doc, term FROM {table}_words ORDER BY doc, "offset"'  # noqa: S608
            for phrase, term in cutting.execute(each):
                found[phrase][kind].append(term)
    return found
