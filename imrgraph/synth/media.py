"""Media: a letter as the bytes of a file: text, PDF, Word, HTML or mail.

In:   paragraphs, and the same as pages of lines.
Out:  the bytes of a file, the same for the same letter.
From: ISO 32000-1 for PDF, ECMA-376 for Word, both as little of it as a text needs; RFC 5322.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["MEDIA", "Written"]


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words: its paragraphs, and its lines as they stand on pages."""

    paragraphs: Sequence[str]
    pages: Sequence[Sequence[str]]

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(line for page in self.pages for line in page) + "\n"


def _as_txt(letter: Written) -> bytes:
    return letter.text.encode()


_PARENTHESES: Final = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def _as_pdf(letter: Written) -> bytes:
    """Write pages of Helvetica, with a table of where each object is."""
    kids = range(4, 4 + 2 * len(letter.pages), 2)
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]/Count {len(kids)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for kid, page in zip(kids, letter.pages, strict=True):
        drawn = "\n".join(f"({line.translate(_PARENTHESES)}) '" for line in page)
        stream = f"BT /F 10 Tf 12.5 TL 50 752 Td\n{drawn}\nET"
        size = len(stream.encode("cp1252", "replace"))
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]"
            f"/Resources<</Font<</F 3 0 R>>>>/Contents {kid + 1} 0 R>>"
        )
        objects.append(f"<</Length {size}>>stream\n{stream}\nendstream")
    return _numbered(objects)


def _numbered(objects: Sequence[str]) -> bytes:
    whole = bytearray(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(whole))
        whole += f"{number} 0 obj\n{each}\nendobj\n".encode("cp1252", "replace")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    whole += (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer<</Root 1 0 R/Size {size}>>\nstartxref\n{len(whole)}\n%%EOF\n"
    ).encode()
    return bytes(whole)


def _as_html(letter: Written) -> bytes:
    told = "".join(
        f"<p>{escape(each).replace(chr(10), '<br>' + chr(10))}</p>\n" for each in letter.paragraphs
    )
    head = '<head><meta charset="utf-8"><title>Letter</title></head>'
    return f"<!DOCTYPE html>\n<html>{head}<body>\n{told}</body></html>\n".encode()


def _as_eml(letter: Written) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "review@example.org", "provider@example.org"
    message["Subject"] = "Final determination"
    message.set_content(letter.text)
    return message.as_bytes()


_WORD: Final = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
}
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: The first day that a ZIP can tell.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def _as_docx(letter: Written) -> bytes:
    told = "".join(
        f"<w:p><w:r>{_run(each.split(chr(10)))}</w:r></w:p>" for each in letter.paragraphs
    )
    document = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{told}</w:body></w:document>"
    )
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, part in {**_WORD, "word/document.xml": document}.items():
            parts.writestr(zipfile.ZipInfo(name, _EPOCH), _XML + part)
    return whole.getvalue()


def _run(broken: Iterable[str]) -> str:
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in broken)


#: What writes a letter, by the ending of its file.
MEDIA: Final[dict[str, Callable[[Written], bytes]]] = {
    "txt": _as_txt,
    "pdf": _as_pdf,
    "docx": _as_docx,
    "html": _as_html,
    "eml": _as_eml,
}
