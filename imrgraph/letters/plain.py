r"""Plain: a letter in plain characters, and where each of them stands in the text as read.

In:   a document, whatever program wrote its text.
Out:  `Plain`: the document to read from, with line feeds alone at the ends of lines, one empty line
      between paragraphs, a page break being the end of a line or of a paragraph, ligatures in their
      letters, every blank a space, one between two words, and no character that cannot be seen; and
      the way back from its places to those of the text.
From: Unicode 15.1, the categories Zs and Cf and the block of the Latin ligatures.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from imrgraph.letters.document import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Plain"]

T = TypeVar("T")

#: What is written otherwise in plain text, by the name of its group.
_ODD: Final = re.compile(
    # "…60. \f\nDecision rationale": a page break with all white space around it
    r"(?P<page>(?<!\s)[^\S\f]*+\f\s*+)"
    r"|(?P<line>\r\n?|[\v\x1c-\x1e\x85\u2028\u2029])"
    r"|(?P<blank>[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000])"
    r"|(?P<unseen>[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff])"
    r"|(?P<ligature>[\ufb00-\ufb06])"
)
# "two  words", "the end of a line \n"
_WIDE: Final = re.compile(r"(?<=[^\s])(?:[ \t]{2,}|\t)(?=[^\s])|(?<=[^\s])[ \t]+(?=\n)")
_LINE_END: Final = re.compile(r"\r\n?|[\v\x1c-\x1e\x85\u2028\u2029]")
_BLANK: Final = re.compile(r"[^\S\n]")
# A page that ends with a sentence ends with its paragraph, if the next one starts like a sentence.
_CLOSED: Final = tuple('.!?"\u201d)')


# An end of a line, with the empty lines after it; or a page that ends a paragraph.
_GAP: Final = re.compile(r"\n(?:[ \t]*+\n)*+|\f")
#: The usual gap between lines is the smallest that more than this share of them has.
_SOME: Final = 0.1


class _Edit(NamedTuple):
    """Characters `start` to `end` of a text are `at` to `until` of the one rewritten from it."""

    at: int
    until: int
    start: int
    end: int


class Plain:
    """A document in plain characters.

    >>> plain = Plain(Document("letter", "The o\\ufb03ce\\r\\nopens."))
    >>> plain.document.text
    'The office\\nopens.'
    >>> plain.place(Span(4, 10)), plain.place(Span(11, 17))
    (Span(start=4, end=8), Span(start=10, end=16))
    """

    def __init__(self, document: Document) -> None:
        text, characters = _rewritten(document.text, map(_written, _ODD.finditer(document.text)))
        text, lines = _rewritten(text, _set_apart(text))
        text, blanks = _rewritten(text, _narrowed(text))
        self._steps = [edits for edits in (blanks, lines, characters) if edits]
        #: The document to read from.
        self.document = Document(document.name, text)

    def place(self, span: Span) -> Span:
        """Return where the words at `span` of the plain text stand in the text as read."""
        start, end = span.start, span.end
        for edits in self._steps:
            first = _original(edits, start)[0]
            start, end = first, _original(edits, end - 1)[1] if end > start else first
        return Span(start, end)

    def back(self, value: T) -> T:
        """Return `value` with every place in it, however deep, being one of the text as read."""
        return self._back(value) if self._steps else value

    def _back(self, value: Any) -> Any:  # noqa: ANN401 (any value that a letter is made of)
        if isinstance(value, Span):
            return self.place(value)
        if isinstance(value, tuple):
            return tuple(map(self._back, value))
        if is_dataclass(value) and not isinstance(value, type):
            held = {field.name: getattr(value, field.name) for field in fields(value)}
            return replace(value, **{name: self._back(each) for name, each in held.items()})
        return value


def _original(edits: list[_Edit], at: int) -> tuple[int, int]:
    """Return the characters of the text before that the character `at` after it stands for."""
    number = bisect_right(edits, at, key=lambda edit: edit.at) - 1
    edit = edits[number] if number >= 0 else _Edit(0, 0, 0, 0)
    if at < edit.until:
        return edit.start, edit.end
    start = at - edit.until + edit.end
    return start, start + 1


def _rewritten(text: str, changes: Iterable[tuple[re.Match[str], str]]) -> tuple[str, list[_Edit]]:
    """Return `text` with something else in the place of each match, and where it is."""
    parts: list[str] = []
    edits: list[_Edit] = []
    end = at = 0
    for match, written in changes:
        at += match.start() - end
        parts += [text[end : match.start()], written]
        edits.append(_Edit(at, at + len(written), *match.span()))
        at, end = at + len(written), match.end()
    return "".join((*parts, text[end:])), edits


def _written(odd: re.Match[str]) -> tuple[re.Match[str], str]:
    """Return `odd`, and what plain text has in its place."""
    match odd.lastgroup:
        case "line":
            return odd, "\n"
        case "blank":
            return odd, " "
        case "ligature":
            return odd, unicodedata.normalize("NFKC", odd[0])
        case "page":
            return odd, _turned(odd)
    return odd, ""


def _turned(odd: re.Match[str]) -> str:
    """Return what stands between two pages: ends of lines, or a form feed for a paragraph's."""
    spaces = (_BLANK.sub(" ", _LINE_END.sub("\n", space)) for space in odd[0].split("\f"))
    widest = max(*spaces, "\n", key=lambda space: space.count("\n"))
    text = odd.string
    opens = text[odd.end() : odd.end() + 1]
    closed = text.endswith(_CLOSED, 0, odd.start()) and (opens.isupper() or opens.isdigit())
    return "\f" if closed and widest.count("\n") == 1 else widest


def _narrowed(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the blanks that are more than one between two words, or that end a line."""
    for wide in _WIDE.finditer(text):
        yield wide, "" if text.startswith("\n", wide.end()) else " "


def _set_apart(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the gaps between lines that are to be written otherwise, and how.

    Where every line is followed by an empty one, a paragraph ends at a line of mere spaces, or at
    more empty lines than usual where there is none of those. If there is nothing of the kind
    either, what is a paragraph is not known, and every gap is kept.
    """
    gaps = list(_GAP.finditer(text, len(text) - len(text.lstrip()), len(text.rstrip())))
    sizes = Counter(gap[0].count("\n") for gap in gaps if gap[0] != "\f")
    some = _SOME * sizes.total()
    usual = min((size for size, times in sizes.items() if times > some), default=1)
    wide = [gap for gap in gaps if gap[0].count("\n") > max(usual, 1)]
    if usual > 1:
        wide = [gap for gap in gaps if " " in gap[0] or "\t" in gap[0]] or wide or gaps
    ends = {gap.start() for gap in (*wide, *(gap for gap in gaps if gap[0] == "\f"))}
    for gap in gaps:
        written = "\n\n" if gap.start() in ends else "\n"
        if gap[0] != written:
            yield gap, written
