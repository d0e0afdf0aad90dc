"""Search: the passages that hold given words, each with its place.

In:   words, which part of the letters, which items.
Out:  hits, the best first: a snippet, and the place of the words in the letter.
From: SQLite FTS5, whose queries are taken as they are; places are fragments as of RFC 5147.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imrgraph.errors import AmbiguousNameWarning, SearchError, UnknownTermWarning
from imrgraph.insight.keeping import wanted
from imrgraph.knowledge.naming import like
from imrgraph.reprs import short
from imrgraph.warned import warn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.graph.catalog import Catalog, Hit

__all__ = ["Found", "as_words", "pieces", "search", "unheld"]

#: In characters: what a snippet shows of the words that were found, and around them.
_WINDOW, _AROUND = 160, 60
# a phrase, or its beginning, or NEAR(…), which stay as they are; or a word, such as "x-ray"
_APART = re.compile(r'"[^"]*"\*?|\bNEAR\s*\([^)]*\)|(?P<word>[^\s"()]+)')
# what has a sign within or beside its letters that no query has
_SIGNED = re.compile(r"(?=.*\w)(?P<bare>.*[^\w*^].*?)(?P<star>\*?)")
# "-physical", "!physical"
_WITHOUT = re.compile(r"[-!]\w")
_OPERATORS = frozenset({"or", "not"})
_BETWEEN = frozenset({"AND", "OR", "NOT"})
# what makes a query more than words, phrases and operators
_OTHER = re.compile(r"[():+^{}]")
#: How many letters either part of a word has at least that may be written as two.
_PART = 3
_BEFORE, _AFTER, _CUT = "[", "]", "…"


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that holds what was searched for."""

    letter: str
    case: str
    #: None of the summary, which is of no item.
    item: int | None
    part: str
    #: The words found, from the first to the last within the snippet: half-open, in code points of
    #: the text of the letter as read.
    start: int
    end: int
    #: Whether the letter is a made-up example.
    made_up: bool
    #: By bm25: the more, the better; comparable within one search only.
    score: float
    #: White space folded, what was found in square brackets.
    snippet: str

    __repr__ = short("case", "item", "part", "snippet")

    @property
    def place(self) -> str:
        """The place of the words, below the case number."""
        return f"{self.case}#char={self.start},{self.end}"


def search(
    catalog: Catalog,
    words: str,
    part: str | None = None,
    where: Mapping[str, Iterable[object]] | None = None,
    limit: int = 20,
) -> tuple[Found, ...]:
    """Find the passages that hold `words`.

    Args:
        catalog: of the letters.
        words: all of them are wanted, in any form of the same stem; "…" makes a phrase of them,
            and authoriz* stands for every word that begins so.
        part: "summary", "request" or "rationale"; all of them if it is None.
        where: only of items that it keeps; a summary is of every item of its letter.
        limit: how many at most.

    Returns:
        The best first, those of the same score by case number; those of made-up letters last.

    Raises:
        SearchError: `words` is no query.
        QuestionError: a name of `where` is no facet.
    """
    _expect_operators(words)
    hits = catalog.search(as_words(words), part, wanted(catalog, where), limit)
    if hits and _BETWEEN & {*words.split()}:
        _warn_of_unheld(catalog, words)
    return tuple(map(_found, hits))


def unheld(catalog: Catalog, words: str) -> tuple[str, ...]:
    """Return those of `words` that no passage holds: what is a slip, or nobody writes."""
    each = dict.fromkeys(found["word"] for found in _APART.finditer(words) if found["word"])
    asked = (word for word in each if word not in _BETWEEN and re.search(r"\w", word))
    return tuple(word for word in asked if not catalog.search(as_words(word), None, {}, 1))


def _warn_of_unheld(catalog: Catalog, words: str) -> None:
    """Warn of words beside AND, OR and NOT that change nothing, since no passage holds them."""
    for word in unheld(catalog, words):
        near = ", ".join(like(word))
        message = f"{word}: no passage holds it{f'; names like it: {near}' if near else ''}"
        warn(message, UnknownTermWarning)


def as_words(query: str) -> str:
    """Return a query as FTS5 wants it: what has a sign in it is a phrase.

    A word is also found as it is written with a hyphen or in two words, or without one.

    >>> as_words('x-ray* OR "low back" AND NEAR(a b, 5) chiropract* 50%')
    '"x-ray"* OR "low back" AND NEAR(a b, 5) chiropract* "50%"'
    >>> as_words("home post-op OR MRI")
    '(home AND ("post-op" OR postop)) OR MRI'
    """
    runs: list[list[str]] = [[]]  # those of words, and between them an operator each
    for found in _APART.finditer(query):
        if found[0] in _BETWEEN:
            runs += [[found[0]], []]
        else:
            runs[-1].append(_spelled(found[0]) or _as_word(found))
    if _OTHER.search(query) or not all(runs):  # whoever writes so means what it says
        return _APART.sub(_as_word, query)
    every = (f"({' AND '.join(run)})" if len(run) > 1 else run[0] for run in runs)
    return " ".join(every)


def _spelled(word: str) -> str:
    """Return a word with the other ways to write it; "" where there is none.

    >>> _spelled("nonunion*")
    '(nonunion* OR "non union"* OR "nonu nion"* OR "nonun ion"*)'
    """
    bare, star = word.removesuffix("*"), "*" * word.endswith("*")
    parts = bare.split("-")
    if len(parts) > 1 and all(each.isalpha() for each in parts):
        return f'("{bare}"{star} OR {"".join(parts)}{star})'
    if not bare.isalpha() or (len(bare) < 2 * _PART and not bare.lower().startswith("x")):
        return ""
    at = [1] * bare.lower().startswith("x") + [*range(_PART, len(bare) - _PART + 1)]
    split = (f'"{bare[:place]} {bare[place:]}"{star}' for place in at)
    return f"({' OR '.join([f'{bare}{star}', *split])})"


def _expect_operators(query: str) -> None:
    """Refuse signs for NOT, which would be left out, and warn of operators in small letters.

    Raises:
        SearchError: a word begins with such a sign.
    """
    words = [each["word"] for each in _APART.finditer(query) if each["word"]]
    for word in words:
        if _WITHOUT.match(word):
            raise SearchError(query, f"{word}, which is written NOT {word[1:]} after other words")
        if word in _OPERATORS and len(words) > 1:
            message = (
                f"{word}: taken is a word to search for; {word.upper()} is written in capitals"
            )
            warn(message, AmbiguousNameWarning)


def _as_word(found: re.Match[str]) -> str:
    signed = _SIGNED.fullmatch(found["word"] or "")
    return f'"{signed["bare"]}"{signed["star"]}' if signed else found[0]


def _found(hit: Hit) -> Found:
    kept = _densest(hit.found)
    text, first, last = hit.text, kept[0][0], kept[-1][1]
    return Found(
        letter=text.letter,
        case=text.case,
        item=text.item,
        part=text.part,
        start=text.start + first,
        end=text.start + last,
        made_up=text.made_up,
        score=round(hit.score, 6),
        snippet=_snippet(text.text, hit.found, first, last),
    )


def _densest(found: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Return the most words that stand within one window, the first of several that hold as many.

    >>> _densest(((0, 4), (500, 504), (510, 514)))
    ((500, 504), (510, 514))
    """
    best, first = found[:1], 0
    for last in range(len(found)):
        while first < last and found[last][1] - found[first][0] > _WINDOW:
            first += 1
        if last - first + 1 > len(best):
            best = found[first : last + 1]
    return best


def _snippet(text: str, found: tuple[tuple[int, int], ...], first: int, last: int) -> str:
    """Return the text around `first` to `last`, in whole words, all that was found marked."""
    pieces = _around(text, found, first, last)
    told = (f"{_BEFORE}{piece}{_AFTER}" if is_found else piece for piece, is_found in pieces)
    return " ".join("".join(told).split())


def pieces(hit: Hit) -> tuple[tuple[str, bool], ...]:
    """Return the text of a snippet in pieces, each with whether it was searched for."""
    kept = _densest(hit.found)
    return tuple(_around(hit.text.text, hit.found, kept[0][0], kept[-1][1]))


def _around(
    text: str, found: tuple[tuple[int, int], ...], first: int, last: int
) -> Iterator[tuple[str, bool]]:
    """Yield the text around `first` to `last`, in whole words, cut where what was found ends."""
    start, end = max(0, first - _AROUND), min(len(text), last + _AROUND)
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    yield _CUT if start else "", False
    at = start
    for opens, closes in found:
        if start <= opens and closes <= end:
            yield text[at:opens], False
            yield text[opens:closes], True
            at = closes
    yield text[at:end], False
    yield _CUT if end < len(text) else "", False
