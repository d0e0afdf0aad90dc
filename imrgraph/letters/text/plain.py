r"""Plain: a letter in plain characters, and where each of them stands in the text as read.

In:   a document, whatever program wrote its text; which words the vocabulary knows.
Out:  `Plain`: the document to read from, with line feeds alone at the ends of lines, one empty line
      between paragraphs, a page break being the end of a line or of a paragraph, ligatures in their
      letters, every blank a space, one between two words, every hyphen, minus and short dash the
      plain hyphen, and no character that cannot be seen; without the heads and feet of pages; and
      the way back from its places to those of the text.
From: Unicode 15.1, the categories Zs and Cf and the block of the Latin ligatures; U+FFFE is what
      pdfium has for a hyphen at the end of a line.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from imrgraph.letters.text.asides import asides
from imrgraph.letters.text.document import Document, Span
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["Plain", "plain_of"]

T = TypeVar("T")

#: What is written otherwise in plain text, by the name of its group.
_ODD: Final = later(
    r"(?P<line>\r\n?|[\v\x1c-\x1e\x85\u2028\u2029])"
    r"|(?P<blank>[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000])"
    r"|(?P<unseen>[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\uffff\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff])"
    r"|(?P<ligature>[\ufb00-\ufb06])"
    r"|(?P<hyphen>[\u2010-\u2013\u2212\ufe58\ufe63\uff0d])"
    r"|(?P<broken>\ufffe)"
)
#: Any sign of it; a form feed is one.
_SIGN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u2013\u2028-\u202f\u205f-\u2069\u2212\u3000"
    r"\ufb00-\ufb06\ufe58\ufe63\ufeff\uff0d\ufffe\uffff]"
)
# "…60. \f\nDecision rationale": a page break with all white space around it
_PAGE: Final = re.compile(r"(?P<page>[^\S\f]*+\f\s*+)")
_SPACE: Final = re.compile(r"\s*+")
#: What is always written alike, by the same names.
_INSTEAD: Final = {"line": "\n", "blank": " ", "unseen": "", "hyphen": "-"}
# "electro\ufffediagnostic": the line ended within the word; it leaves more than a letter of it,
# as in "x\uffferay"
_HEAD: Final = re.compile(r"\w{3,}\Z")
_TAIL: Final = re.compile(r"\w+")
#: No word is as long.
_LONGEST: Final = 40
# "two  words", "the end of a line \n"
_WIDE: Final = re.compile(r"[ \t](?<=\S[ \t])(?:[ \t]*(?=\n)|[ \t]+(?=\S)|(?<=\t)(?=\S))")
_LINE_END: Final = re.compile(r"\r\n?|[\v\x1c-\x1e\x85\u2028\u2029]")
_BLANK: Final = re.compile(r"[^\S\n]")
# A page that ends with a sentence ends with its paragraph, if the next one starts like a sentence.
_CLOSED: Final = tuple('.!?"\u201d)')


# An end of a line, with the empty lines after it; or a page that ends a paragraph.
_GAP: Final = re.compile(r"\n(?:[ \t]*+\n)*+|\f")
#: The types of fields that hold no place, as they are written.
_NO_PLACE: Final = re.compile(
    r"(?:str|int|bool|date|Decimal|None|Party|Voice|T_co|tuple|Literal\[.*?\]|Mapping\[.*?\]"
    r"|[\[\]|,. ])*"
)
#: The usual gap between lines is the smallest that more than this share of them has.
_SOME: Final = 0.1


class _WithoutAsides(Document):
    """A document in plain characters: every character of it is the letter's."""

    __slots__ = ()

    def quote(self, span: Span) -> str:
        return self.text[span.start : span.end]


class _Edit(NamedTuple):
    """Characters `start` to `end` of a text are `at` to `until` of the one rewritten from it."""

    at: int
    until: int
    start: int
    end: int

    @property
    def undone(self) -> _Edit:
        """The edit that makes the text of before out of the one rewritten from it."""
        return _Edit(self.start, self.end, self.at, self.until)


class Plain:
    """A document in plain characters.

    >>> plain = Plain(Document("letter", "The o\\ufb03ce\\r\\nopens."))
    >>> plain.document.text
    'The office\\nopens.'
    >>> plain.place(Span(4, 10)), plain.place(Span(11, 17))
    (Span(start=4, end=8), Span(start=10, end=16))
    >>> plain.forth(Span(4, 8))
    Span(start=4, end=10)
    """

    def __init__(
        self,
        document: Document,
        knows: Callable[[str], bool] | None = None,
        mended: Callable[[str], Iterable[tuple[int, int, str]]] | None = None,
    ) -> None:
        """Write `document` plainly.

        Args:
            document: what to write.
            knows: a word that a line broke is joined where it knows the whole.
            mended: says what else is to be written otherwise.
        """
        said = ((aside.start, aside.end, aside.instead) for aside in asides(document.text))
        text, carried = _rewritten(document.text, said)
        odd = ((*each.span(), _written(each, knows)) for each in _odd(text))
        text, characters = _rewritten(text, odd)
        text, lines = _rewritten(text, _set_apart(text))
        text, blanks = _rewritten(text, _narrowed(text))
        text, slips = _rewritten(text, mended(text) if mended else ())
        steps = (slips, blanks, lines, characters, carried)
        self._steps = [([edit.at for edit in edits], edits) for edits in steps if edits]
        self._places: dict[Span, Span] = {}
        #: The document to read from.
        self.document = _WithoutAsides(document.name, text)

    def place(self, span: Span) -> Span:
        """Return where the words at `span` of the plain text stand in the text as read."""
        found = self._places.get(span)
        if found is None:
            start, end = span.start, span.end
            for starts, edits in self._steps:
                start, end = _through(starts, edits, start, end)
            found = self._places[span] = Span(start, end)
        return found

    def forth(self, span: Span) -> Span:
        """Return where the words at `span` of the text as read stand in the plain text."""
        start, end = span.start, span.end
        for _, edits in reversed(self._steps):
            undone = [edit.undone for edit in edits]
            start, end = _through([edit.at for edit in undone], undone, start, end)
        return Span(start, max(start, end))

    def back(self, value: T) -> T:
        """Return `value` with every place in it, however deep, being one of the text as read."""
        return self._back(value) if self._steps else value

    def _back(self, value: Any) -> Any:  # noqa: ANN401 (any value that a letter is made of)
        kind: Any = type(value)
        if kind is Span:
            return self.place(value)
        if kind is tuple:
            return tuple([self._back(each) for each in value])
        if held := _held(kind):
            return kind(
                *[
                    self._back(getattr(value, name)) if holds else getattr(value, name)
                    for name, holds in held
                ]
            )
        return value


@lru_cache(maxsize=8)  # a letter is read, and then explained
def plain_of(document: Document, knowledge: Knowledge) -> Plain:
    """Return a document in plain characters.

    Args:
        document: what to write plainly.
        knowledge: which words its vocabulary knows, so that they are joined.
    """
    return Plain(document, knowledge.lexicon("treatments").knows)


@cache
def _held(kind: type) -> tuple[tuple[str, bool], ...]:
    """Return the fields of a dataclass, each with whether it may hold places; none if none may."""
    held = fields(kind) if is_dataclass(kind) else ()
    found = tuple((field.name, not _NO_PLACE.fullmatch(str(field.type))) for field in held)
    return found if any(holds for _, holds in found) else ()


def _odd(text: str) -> Iterator[re.Match[str]]:
    """Yield what is written otherwise in plain text, from left to right."""
    at = without = 0
    while sign := _SIGN.search(text, at):
        start, found = sign.start(), None
        if start >= without and text[start].isspace():
            while start > at and text[start - 1].isspace():
                start -= 1
            found = _PAGE.match(text, start)
            # white space that holds no page break need not be gone through for one again
            without = start if found else _end(_SPACE, text, start)
        if found or (found := _ODD.match(text, sign.start())):
            yield found
        at = found.end() if found else sign.end()


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Return where `pattern` ends if it starts at `start`, else `start`."""
    found = pattern.match(text, start)
    return found.end() if found else start


def _through(starts: list[int], edits: list[_Edit], start: int, end: int) -> tuple[int, int]:
    """Return where the words from `start` to `end` of a text stand in the one before the edits."""
    first = _original(starts, edits, start)[0]
    return first, _original(starts, edits, end - 1)[1] if end > start else first


def _original(starts: list[int], edits: list[_Edit], at: int) -> tuple[int, int]:
    """Return the characters of the text before that the character `at` after it stands for."""
    number = bisect_right(starts, at) - 1
    edit = edits[number] if number >= 0 else _Edit(0, 0, 0, 0)
    if at < edit.until:
        return edit.start, edit.end
    start = at - edit.until + edit.end
    return start, start + 1


def _rewritten(text: str, changes: Iterable[tuple[int, int, str]]) -> tuple[str, list[_Edit]]:
    """Return `text` with something else in the place of each range, and where it is."""
    parts: list[str] = []
    edits: list[_Edit] = []
    end = at = 0
    for start, until, written in changes:
        at += start - end
        parts += [text[end:start], written]
        edits.append(_Edit(at, at + len(written), start, until))
        at, end = at + len(written), until
    return "".join((*parts, text[end:])), edits


def _written(odd: re.Match[str], knows: Callable[[str], bool] | None) -> str:
    """Return what plain text has in the place of `odd`."""
    match odd.lastgroup:
        case "ligature":
            return unicodedata.normalize("NFKC", odd[0])
        case "page":
            return _turned(odd)
        case "broken":
            return "" if knows and knows(_whole(odd)) else "-"
    return _INSTEAD[str(odd.lastgroup)]


def _whole(odd: re.Match[str]) -> str:
    """Return the word that the halves around a hyphen make."""
    text, start, end = odd.string, odd.start(), odd.end()
    head = _HEAD.search(text, max(0, start - _LONGEST), start)
    tail = _TAIL.match(text, end, end + _LONGEST)
    return f"{head[0]}{tail[0]}" if head and tail else ""


def _turned(odd: re.Match[str]) -> str:
    """Return what stands between two pages: ends of lines, or a form feed for a paragraph's."""
    spaces = (_BLANK.sub(" ", _LINE_END.sub("\n", space)) for space in odd[0].split("\f"))
    widest = max(*spaces, "\n", key=lambda space: space.count("\n"))
    text = odd.string
    opens = text[odd.end() : odd.end() + 1]
    closed = text.endswith(_CLOSED, 0, odd.start()) and (opens.isupper() or opens.isdigit())
    return "\f" if closed and widest.count("\n") == 1 else widest


def _narrowed(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the blanks that are more than one between two words, or that end a line."""
    for wide in _WIDE.finditer(text):
        yield *wide.span(), "" if text.startswith("\n", wide.end()) else " "


def _set_apart(text: str) -> Iterator[tuple[int, int, str]]:
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
            yield *gap.span(), written
