"""Document: a letter's text as it was read, and places in it.

In:   a name and a text.
Out:  `Document` and `Span`; a span is a half-open range of Unicode code points of that text.
From: RFC 5147, which counts the characters of a text in this way.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple, Self

from imrgraph.errors import ArgumentError, NotFoundError
from imrgraph.letters.text.asides import without
from imrgraph.reprs import cut, named

__all__ = ["Document", "Span", "stripped"]

#: How much of a value is shown that is no range.
_SHOWN: Final = 60
_LINE_END: Final = re.compile(r"\r\n?|\n")


class _Range(NamedTuple):
    start: int
    end: int


class Span(_Range):
    """The characters from `start` up to, and without, `end`.

    A letter has some hundred places, which are made, compared and looked up over and over: a tuple
    is in a third of the time that a dataclass takes.

    >>> Span(2, 5).shift(10)
    Span(start=12, end=15)
    """

    __slots__ = ()

    def __new__(cls, start: int, end: int) -> Self:  # noqa: D102 (as of the class)
        if not 0 <= start <= end:
            message = f"expected 0 <= start <= end, found {start} and {end}"
            raise ValueError(message)
        return tuple.__new__(cls, (start, end))

    @classmethod
    def of(cls, match: re.Match[str], group: int | str = 0) -> Span:
        """Return where `group` of `match` stands; the group has to be part of the match."""
        return cls(*match.span(group))

    def shift(self, by: int) -> Span:
        """Return the same range, `by` characters further on."""
        return Span(self.start + by, self.end + by)

    def covers(self, other: Span) -> bool:
        """Say whether `other` lies inside this range."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Document:
    """A letter's text as it was read: nothing is cleaned, so that places stay true.

    Attributes:
        name: what a message calls it: a path, or a name that the caller chose.
        text: the text as read.
        pages: where each page starts in the text; the first starts at 0.
        pictures: the numbers of the pages that are pictures without text.
    """

    name: str
    text: str
    pages: tuple[int, ...] = (0,)
    pictures: tuple[int, ...] = ()

    def __repr__(self) -> str:
        return named(self, f"{self.name}: {len(self.text):,} characters")

    @classmethod
    def of(cls, name: str, text: str) -> Document:
        r"""Return the document of `text`, in which a form feed opens a page.

        >>> Document.of("letter", "one\ftwo").pages
        (0, 4)
        """
        breaks = (place for place, character in enumerate(text) if character == "\f")
        return cls(name, text, (0, *(place + 1 for place in breaks)))

    @property
    def sha256(self) -> str:
        """The digest of the text in UTF-8, in hexadecimal."""
        return _sha256(self.text)

    def quote(self, span: Span) -> str:
        """Return the words at `span`, exactly as they stand, without the head or foot of a page.

        >>> Document("letter", "Massage: Upheld").quote(Span(9, 15))
        'Upheld'
        """
        return without(self.text, *self._ends(span))

    def page(self, span: Span) -> int:
        """Return the number of the page on which `span` starts, the first being 1."""
        return bisect_right(self.pages, self._ends(span)[0])

    def position(self, span: Span) -> tuple[int, int]:
        """Return the line, and the character of that line, at which `span` starts, from 1 each.

        >>> Document("letter", "Massage:\\nUpheld").position(Span(9, 15))
        (2, 1)
        """
        starts = _lines(self.text)
        start, _ = self._ends(span)
        line = bisect_right(starts, start)
        return line, start - starts[line - 1] + 1

    def _ends(self, span: Span) -> tuple[int, int]:
        """Return where a range of this text starts and ends.

        Raises:
            ArgumentError: it is none.
            NotFoundError: the text ends before it does.
        """
        start, end = _ends(span)
        if end > len(self.text):
            wanted = f"characters {start:,} to {end:,}, of {len(self.text):,} that it has"
            raise NotFoundError(self.name, wanted)
        return start, end


def _ends(span: Span) -> tuple[int, int]:
    """Return where a range starts and ends.

    Raises:
        ArgumentError: it is none, but perhaps something that has one.
    """
    try:
        return span.start, span.end
    except AttributeError as error:
        has_one = isinstance(getattr(span, "span", None), Span)
        expected = "a Span, which is the .span of it" if has_one else "a Span"
        name = "span"
        raise ArgumentError(name, expected, cut(repr(span), _SHOWN)) from error


def stripped(text: str, start: int, end: int) -> Span:
    """Return the range without the white space at its ends."""
    part = text[start:end]
    bare = part.strip()
    if not bare:
        return Span(start, start)
    start += len(part) - len(part.lstrip())
    return Span(start, start + len(bare))


@lru_cache(maxsize=1)  # a letter without a case number is named by it, over and over
def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=1)
def _lines(text: str) -> list[int]:
    """Return where each line of `text` starts; of many places in one text it is asked in turn."""
    return [0, *(end.end() for end in _LINE_END.finditer(text))]
