r"""Plain: a letter in plain characters, and where each of them stands in the text as read.

In:   a document, whatever program wrote its text.
Out:  `Plain`: the document to read from, with line feeds alone at the ends of lines, a page break
      being the end of a line or of a paragraph, ligatures in their letters, every blank a space,
      and no character that cannot be seen; and the way back from its places to those of the text.
From: Unicode 15.1, the categories Zs and Cf and the block of the Latin ligatures.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, NamedTuple, TypeVar

from imrgraph.letters.document import Document, Span

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
_LINE_END: Final = re.compile(r"\r\n?|[\v\x1c-\x1e\x85\u2028\u2029]")
_BLANK: Final = re.compile(r"[^\S\n]")
# A page that ends with a sentence ends with its paragraph, if the next one starts like a sentence.
_CLOSED: Final = tuple('.!?"\u201d)')


class _Edit(NamedTuple):
    """Characters `start` to `end` of the text as read are `at` to `until` of the plain one."""

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
        text, parts, end, at = document.text, [], 0, 0
        self._edits: list[_Edit] = []
        for odd in _ODD.finditer(text):
            written = _written(odd)
            at += odd.start() - end
            parts += [text[end : odd.start()], written]
            self._edits.append(_Edit(at, at + len(written), *odd.span()))
            at, end = at + len(written), odd.end()
        #: The document to read from.
        self.document = Document(document.name, "".join((*parts, text[end:])))

    def place(self, span: Span) -> Span:
        """Return where the words at `span` of the plain text stand in the text as read."""
        start = self._original(span.start)[0]
        return Span(start, self._original(span.end - 1)[1] if span.end > span.start else start)

    def _original(self, at: int) -> tuple[int, int]:
        """Return the characters of the text as read that the plain character `at` stands for."""
        number = bisect_right(self._edits, at, key=lambda edit: edit.at) - 1
        edit = self._edits[number] if number >= 0 else _Edit(0, 0, 0, 0)
        if at < edit.until:
            return edit.start, edit.end
        start = at - edit.until + edit.end
        return start, start + 1

    def back(self, value: T) -> T:
        """Return `value` with every place in it, however deep, being one of the text as read."""
        return self._back(value) if self._edits else value

    def _back(self, value: Any) -> Any:  # noqa: ANN401 (any value that a letter is made of)
        if isinstance(value, Span):
            return self.place(value)
        if isinstance(value, tuple):
            return tuple(map(self._back, value))
        if is_dataclass(value) and not isinstance(value, type):
            held = {field.name: getattr(value, field.name) for field in fields(value)}
            return replace(value, **{name: self._back(each) for name, each in held.items()})
        return value


def _written(odd: re.Match[str]) -> str:
    """Return what plain text has in the place of `odd`."""
    match odd.lastgroup:
        case "line":
            return "\n"
        case "blank":
            return " "
        case "ligature":
            return unicodedata.normalize("NFKC", odd[0])
        case "page":
            return _turned(odd)
    return ""


def _turned(odd: re.Match[str]) -> str:
    """Return what stands between two pages: the end of a line, or of a paragraph."""
    text = odd.string
    opens = text[odd.end() : odd.end() + 1]
    if text.endswith(_CLOSED, 0, odd.start()) and (opens.isupper() or opens.isdigit()):
        return "\n\n"
    spaces = (_BLANK.sub(" ", _LINE_END.sub("\n", space)) for space in odd[0].split("\f"))
    return max(*spaces, "\n", key=lambda space: space.count("\n"))
