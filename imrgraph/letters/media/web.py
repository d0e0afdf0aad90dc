"""Web: a page of HTML becomes its text, as a browser would show it.

In:   HTML.
Out:  its text: a line for each block, an empty one between paragraphs, cells apart by tabs.
From: the HTML Living Standard, section 15.3, for what is a block; letters saved or mailed as pages.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

__all__ = ["charset", "is_html", "text_of"]

_OPENS: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE
)
#: The first bytes, in which a page says what it is.
_HEAD: Final = 2048
_HIDDEN: Final = frozenset({"head", "noscript", "script", "style", "svg", "template", "title"})
#: Before and behind these stands an empty line, before and behind the others the end of one.
_APART: Final = frozenset(
    {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "table", "ul"}
)
_BLOCKS: Final = _APART | {
    "address", "article", "aside", "body", "center", "dd", "div", "dl", "dt", "fieldset", "footer",
    "form", "header", "hr", "html", "li", "main", "nav", "pre", "section", "tbody", "tfoot",
    "thead", "tr",
}  # fmt: skip
_CELLS: Final = frozenset({"td", "th"})
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_GAPS: Final = re.compile(r"\n{3,}")


def is_html(data: bytes) -> bool:
    """Say whether the bytes open as a page of HTML does."""
    return bool(_OPENS.match(data[:_HEAD].removeprefix(b"\xef\xbb\xbf")))


def charset(data: bytes) -> str | None:
    """Return the encoding that a page says it is in."""
    found = _CHARSET.search(data[:_HEAD])
    return found[1].decode("ascii") if found else None


def text_of(html: str) -> str:
    r"""Return the text of a page.

    >>> text_of("<p>Massage,<br>6 visits:&nbsp;Upheld</p><td>a<td>b")
    'Massage,\n6 visits:\xa0Upheld\n\na\tb'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (line.strip(" ") for line in "".join(reader.parts).split("\n"))
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects what is shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden: list[str] = []
        self._kept = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _CELLS:
            self._cell()
        else:
            self._block(tag)
        if tag == "pre":
            self._kept += 1
        if tag == "input" and not self._hidden:
            values = dict(attrs)
            if values.get("type", "text") == "text":
                self.parts.append(f" {values.get('value') or ''} ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        elif tag == "pre":
            self._kept = max(0, self._kept - 1)
        self._block(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data if self._kept else _SPACE.sub(" ", data))

    def _block(self, tag: str) -> None:
        if tag in _BLOCKS and tag not in _HIDDEN:
            self.parts.append("\n\n" if tag in _APART else "\n")

    def _cell(self) -> None:
        """Put a cell apart from the one before it in its row."""
        row = "".join(self.parts[-8:])
        if row.rstrip(" ")[-1:] not in ("", "\n"):
            self.parts.append("\t")
