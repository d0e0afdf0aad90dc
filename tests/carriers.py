"""Carriers: a letter in every medium in which it may come, made for tests.

In:   the text of a letter.
Out:  the bytes of a file in Word, HTML, mail or PDF; or the text as recognition may leave it.
"""

from __future__ import annotations

import io
import random
import re
import zlib
from email.message import EmailMessage
from html import escape

import docx

__all__ = ["as_docx", "as_eml", "as_html", "as_mbox", "as_pdf", "as_recognised", "as_scan"]

_PDF = """%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 HEIGHT]/Rotate ROTATE/Contents 5 0 R
/Resources<</Font<</F 4 0 R>>>>>>endobj
4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj
5 0 obj<<>>stream
MATRIX cm BT /F 9 Tf 12 TL 40 START Td
LINES
ET
endstream endobj
trailer<</Root 1 0 R/Size 6>>
%%EOF
"""
_PARENTHESES = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})
#: How often recognition loses a blank, puts one into a word, and takes one sign for another.
_LOST, _SPLIT, _SWAPPED = 0.08, 0.02, 0.03
#: A page ends with a paragraph, or within one.
_PAGE = re.compile(r"(?P<end>[.:]|Upheld|Overturned)\s*\f\s*")
_PAGE_WITHIN = re.compile(r"\s*\f\s*")
_SWAPS = {"l": "1", "1": "l"}


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text that keeps them apart by empty lines."""
    whole = _PAGE.sub(r"\g<end>\n\n", text)
    return [part for part in _PAGE_WITHIN.sub("\n", whole).split("\n\n") if part.strip()]


def as_docx(text: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs(text):
        document.add_paragraph(paragraph)
    return _saved(document)


def _saved(document: object) -> bytes:
    whole = io.BytesIO()
    document.save(whole)  # type: ignore[attr-defined]
    return whole.getvalue()


def as_html(text: str) -> bytes:
    body = "".join(
        f"<p>{escape(paragraph).replace(chr(10), '<br>' + chr(10))}</p>\n"
        for paragraph in paragraphs(text)
    )
    page = f"<!DOCTYPE html>\n<html><head><title>Letter</title></head><body>{body}</body></html>"
    return page.encode()


def as_eml(text: str, attached: bytes | None = None, name: str = "letter.pdf") -> bytes:
    """Return a message with the letter as its text, or attached to it."""
    message = EmailMessage()
    message["From"], message["To"] = "jane@example.org", "john@example.org"
    message["Subject"] = "A determination"
    message.set_content("See what is attached.\n" if attached else text)
    if attached:
        message.add_attachment(
            attached, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes()


def as_mbox(messages: list[bytes]) -> bytes:
    return b"\n".join(b"From jane@example.org Mon Jan  2 10:00:00 2017\n" + m for m in messages)


def as_pdf(text: str, *, rotate: int = 0, matrix: str = "1 0 0 1 0 0") -> bytes:
    """Return a PDF of one page, shown turned, or drawn so."""
    lines = text.splitlines()
    height = 12 * len(lines) + 80
    drawn = "\n".join(f"({line.translate(_PARENTHESES)}) '" for line in lines)
    whole = _PDF.replace("ROTATE", str(rotate)).replace("MATRIX", matrix)
    whole = whole.replace("HEIGHT", str(height)).replace("START", str(height - 40))
    return whole.replace("LINES", drawn).encode("cp1252", "replace")


def as_scan(pdf: bytes, scale: float) -> bytes:
    """Return a PDF whose pages are pictures of those of another one, `scale` dots a point."""
    import pypdfium2 as pdfium  # noqa: PLC0415

    written, kids = b"", []
    for number, page in enumerate(pdfium.PdfDocument(pdf)):
        drawn, first = page.render(scale=scale, grayscale=True), 3 + 3 * number
        dots, (width, height) = bytes(drawn.buffer), (drawn.width, drawn.height)
        rows = b"".join(dots[row * drawn.stride :][:width] for row in range(height))
        size = (width / scale, height / scale)
        kids.append(b"%d 0 R" % first)
        written += b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 %f %f]" % (first, *size)
        written += b"/Contents %d 0 R/Resources<</XObject<</I %d 0 R>>>>>>endobj\n" % (
            first + 1,
            first + 2,
        )
        written += _stream(first + 1, b"", b"%f 0 0 %f 0 0 cm /I Do" % size)
        picture = b"/Type/XObject/Subtype/Image/Width %d/Height %d" % (width, height)
        picture += b"/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
        written += _stream(first + 2, picture, zlib.compress(rows))
    pages = b"2 0 obj<</Type/Pages/Kids[%s]/Count %d>>endobj\n" % (b" ".join(kids), len(kids))
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    many = 3 + 3 * len(kids)
    return head + pages + written + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF\n" % many


def _stream(number: int, told: bytes, data: bytes) -> bytes:
    head = b"%d 0 obj<<%s/Length %d>>stream\n" % (number, told, len(data))
    return head + data + b"\nendstream endobj\n"


def as_recognised(text: str, seed: int) -> str:
    """Return the text as recognition may leave it: glued, split, "l" and "1" swapped."""
    chance = random.Random(seed)  # noqa: S311 (the same letter is spoilt alike every time)
    spoilt = []
    for before, sign in zip(" " + text, text, strict=False):
        if sign == " " and chance.random() < _LOST:
            continue
        if before.isalpha() and sign.isalpha() and chance.random() < _SPLIT:
            spoilt.append(" ")
        spoilt.append(_SWAPS[sign] if sign in _SWAPS and chance.random() < _SWAPPED else sign)
    return "".join(spoilt)
