"""Word: a .docx file becomes pages of text.

In:   the bytes of a package in Office Open XML.
Out:  its text, a page at a time: paragraphs, the rows of tables, the numbers of numbered lists,
      what was inserted and not what was deleted; of the heads of its pages the first.
From: ECMA-376, part 1, chapter 17; python-docx opens the package.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["is_word", "pages_of"]

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: What stands for a character of its own.
_SIGNS: Final = {
    f"{_W}tab": "\t", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011", f"{_W}softHyphen": "\xad",
    f"{_W}lastRenderedPageBreak": "\f",
}  # fmt: skip
#: What is not shown.
_HIDDEN: Final = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", _FALLBACK})
_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "decimal": str,
    "lowerLetter": lambda n: chr(ord("a") + (n - 1) % 26),
    "upperLetter": lambda n: chr(ord("A") + (n - 1) % 26),
    "bullet": lambda _: "\u2022",
}
#: No letter is longer; a package of a few bytes may hold gigabytes.
_LARGEST: Final = 200_000_000


def is_word(data: bytes) -> bool:
    """Say whether the bytes are a package that holds a document of Word."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return "word/document.xml" in package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def pages_of(data: bytes) -> list[str]:
    """Return the pages of a document.

    Raises:
        ImportError: python-docx is not installed.
        ValueError: it is damaged; the message says how.
    """
    import docx  # noqa: PLC0415 (an extra)

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if sum(each.file_size for each in package.infolist()) > _LARGEST:
            message = "more than a letter can be"
            raise ValueError(message)
    document = docx.Document(io.BytesIO(data))
    body = _Body(_formats(document), _styled(document)).text(document.element.body)
    heads = (
        _Body({}, {}).text(section.first_page_header._element)  # noqa: SLF001 (it has no other name)
        if section.different_first_page_header_footer
        else _Body({}, {}).text(section.header._element)  # noqa: SLF001
        for section in list(document.sections)[:1]
    )
    head = "".join(heads).strip()
    pages = (f"{head}\n\n{body}" if head else body).split("\f")
    return pages[1:] if len(pages) > 1 and not pages[0].strip() else pages


def _formats(document: Any) -> dict[tuple[str, str], tuple[str, str]]:  # noqa: ANN401 (ships no types)
    """Return the format and the text of each level of each numbered list."""
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    levels: dict[str | None, dict[str, tuple[str, str]]] = {}
    for abstract in numbering.iter(f"{_W}abstractNum"):
        levels[abstract.get(f"{_W}abstractNumId")] = {
            level.get(f"{_W}ilvl"): (_value(level, "numFmt"), _value(level, "lvlText"))
            for level in abstract.iter(f"{_W}lvl")
        }
    return {
        (str(number.get(f"{_W}numId")), at): level
        for number in numbering.iter(f"{_W}num")
        for at, level in levels.get(_value(number, "abstractNumId"), {}).items()
    }


def _styled(document: Any) -> dict[str, Any]:  # noqa: ANN401 (ships no types)
    """Return the numbering that each style of paragraphs gives, by the name of the style."""
    styles = ((each.element.get(f"{_W}styleId"), each.element) for each in document.styles)
    found = ((name, style.find(f"{_W}pPr/{_W}numPr")) for name, style in styles)
    return {str(name): numbering for name, numbering in found if numbering is not None}


def _value(element: Any, name: str) -> str:  # noqa: ANN401 (an element)
    found = element.find(f"{_W}{name}")
    return "" if found is None else found.get(f"{_W}val") or ""


class _Body:
    """Writes the text of a part, numbering its lists."""

    def __init__(
        self, formats: dict[tuple[str, str], tuple[str, str]], styled: dict[str, Any]
    ) -> None:
        self._formats, self._styled = formats, styled
        self._counts: Counter[tuple[str, str]] = Counter()

    def text(self, part: Any) -> str:  # noqa: ANN401 (an element)
        return "\n".join(self._blocks(part))

    def _blocks(self, part: Any) -> Iterator[str]:  # noqa: ANN401
        """Yield the paragraphs, each with an empty line behind it, and the rows of tables."""
        for child in part:
            if child.tag == f"{_W}p":
                yield f"{self._number(child)}{_words(child)}"
                yield ""
            elif child.tag == f"{_W}tbl":
                for row in child.iter(f"{_W}tr"):
                    yield "\t".join(self._cell(cell) for cell in row.iter(f"{_W}tc"))
                yield ""
            elif child.tag not in _HIDDEN:
                yield from self._blocks(child)

    def _cell(self, cell: Any) -> str:  # noqa: ANN401
        words = (f"{self._number(each)}{_words(each)}" for each in cell.iter(f"{_W}p"))
        return " ".join(" ".join(words).split())

    def _number(self, paragraph: Any) -> str:  # noqa: ANN401
        """Return the number of a paragraph in a list, as it is shown."""
        listed = paragraph.find(f"{_W}pPr/{_W}numPr")
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if listed is None and style is not None:
            listed = self._styled.get(style.get(f"{_W}val") or "")
        if listed is None:
            return ""
        key = _value(listed, "numId"), _value(listed, "ilvl") or "0"
        kind, shown = self._formats.get(key, ("", ""))
        if kind not in _FORMATS:
            return ""
        self._counts[key] += 1
        level = f"%{int(key[1]) + 1}" if key[1].isdigit() else "%1"
        number = _FORMATS[kind](self._counts[key])
        return f"{shown.replace(level, number) if kind != 'bullet' else number} "


def _words(paragraph: Any) -> str:  # noqa: ANN401
    """Return the words of a paragraph with their tabs, ends of lines and of pages."""
    return "".join(_runs(paragraph))


def _runs(element: Any) -> Iterator[str]:  # noqa: ANN401
    for child in element:
        if child.tag in _HIDDEN:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == f"{_W}br":
            yield "\f" if child.get(f"{_W}type") == "page" else "\n"
        elif child.tag == f"{_W}p":  # of a text box
            yield f"\n{_words(child)}\n"
        else:
            yield from _runs(child)
