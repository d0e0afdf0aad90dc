"""PDF: a file becomes pages of text, upright, with what its form fields hold.

In:   the bytes of a PDF; what recognises the text of a picture, if anything shall.
Out:  `Pages`: the text of each page, with an empty line wherever the page leaves the space of a
      paragraph between two lines; which pages are pictures without text.
From: the letters as published and as mailed; ISO 32000-1, sections 8.3 and 12.7.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from imrgraph.errors import DamagedPdfError, EncryptedPdfError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pypdfium2 as pdfium

__all__ = ["Pages", "is_pdf", "pages_of"]

#: A gap is a paragraph's where it is this many times the usual one of the page: lines of the
#: letters stand 11 to 16 points apart, paragraphs 25 to 27.
_PARAGRAPH: Final = 1.5
#: The PDF specification lets the header stand anywhere in the first 1024 bytes.
_HEADER_WITHIN: Final = 1024
#: So many characters of a page tell which way up it is.
_SAMPLE: Final = 100
_QUARTER: Final = math.pi / 2


@dataclass(frozen=True, slots=True)
class Pages:
    """The text of each page, and the numbers of those that are pictures without text."""

    texts: tuple[str, ...]
    pictures: tuple[int, ...] = ()
    #: Whether pages are drawn, and may be pictures, as those of a PDF.
    drawn: bool = False


class _Field(NamedTuple):
    """What a form field holds, and where: its left edge, its lower and its upper one."""

    left: float
    low: float
    high: float
    value: str


def is_pdf(data: bytes) -> bool:
    """Say whether the bytes open as a PDF does."""
    return b"%PDF-" in data[:_HEADER_WITHIN]


def pages_of(
    name: str, data: bytes, recognise: Callable[[pdfium.PdfPage], str] | None = None
) -> Pages:
    """Return the pages of a PDF.

    Args:
        name: what a message calls it.
        data: its bytes.
        recognise: returns the text of a page that is a picture.

    Raises:
        DamagedPdfError: it is not a whole one.
        EncryptedPdfError: it wants a password.
    """
    # Whoever reads a text does not wait for what reads PDF.
    import pypdfium2 as pdfium  # noqa: PLC0415
    import pypdfium2.raw as pdfium_c  # noqa: PLC0415

    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise EncryptedPdfError(name, "one that is encrypted") from None
        raise DamagedPdfError(name, f"one that breaks off or is damaged ({error})") from None
    try:
        if pdf.get_formtype() != pdfium_c.FORMTYPE_NONE:
            pdf.init_forms()
        texts = [_page(pdf, pdf[number]) for number in range(len(pdf))]
        pictures = [n for n, text in enumerate(texts) if not text.strip() and _drawn(pdf[n])]
        if recognise:
            for number in pictures:
                texts[number] = recognise(pdf[number])
            pictures = [n for n in pictures if not texts[n].strip()]
    except pdfium.PdfiumError as error:
        raise DamagedPdfError(name, f"a page that cannot be opened ({error})") from None
    finally:
        pdf.close()
    return Pages(tuple(texts), tuple(number + 1 for number in pictures), drawn=True)


def _drawn(page: pdfium.PdfPage) -> bool:
    """Say whether a page shows anything: a blank one is no picture."""
    return next(iter(page.get_objects(max_depth=2)), None) is not None


def _page(pdf: pdfium.PdfDocument, page: pdfium.PdfPage) -> str:
    """Return the text of `page`, paragraphs set apart by empty lines."""
    from statistics import median  # noqa: PLC0415 (only a PDF waits for it)

    textpage = page.get_textpage()
    turned = _turned(textpage)
    if 90 * turned != page.get_rotation():
        page.set_rotation(90 * turned)
        textpage = page.get_textpage()
    lines = textpage.get_text_range().replace("\r\n", "\n").split("\n")
    heights = list(_heights(textpage, lines, across=turned % 2 == 1))
    if pdf.formenv:
        lines = _filled(textpage, lines, heights, list(_fields(pdf, page)))
    gaps = [abs(b - a) for a, b in pairwise(heights) if a and b]
    usual = median(gaps) if gaps else 0.0
    text = lines[:1]
    for line, above, height in zip(lines[1:], heights, heights[1:], strict=False):
        if above and height and abs(above - height) > _PARAGRAPH * usual:
            text.append("")
        text.append(line)
    return "\n".join((*text, *lines[len(heights) :]))


def _turned(textpage: pdfium.PdfTextPage) -> int:
    """Return by how many quarters a page has to be turned for most of its text to be upright.

    The text of a page is what it is whichever way the page is shown, but the lines come in the
    wrong order where the page lies on its side or its head.
    """
    import pypdfium2.raw as pdfium_c  # noqa: PLC0415

    many = min(textpage.count_chars(), _SAMPLE)
    angles = (pdfium_c.FPDFText_GetCharAngle(textpage, at) for at in range(many))
    quarters = Counter(round(angle / _QUARTER) % 4 for angle in angles if angle >= 0)
    [(most, _)] = quarters.most_common(1) or [(0, 0)]
    return int(4 - most) % 4


def _heights(
    textpage: pdfium.PdfTextPage, lines: list[str], *, across: bool
) -> Iterator[float | None]:
    """Yield at what height each line stands: its first visible character, None if it has none."""
    start = 0
    for line in lines:
        bare = line.lstrip()
        if bare:
            yield textpage.get_charbox(start + len(line) - len(bare))[0 if across else 1]
        else:
            yield None
        start += len(line) + len("\r\n")


def _fields(pdf: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[_Field]:
    """Yield the form fields of a page that hold text."""
    import pypdfium2.raw as pdfium_c  # noqa: PLC0415

    kinds = (
        pdfium_c.FPDF_FORMFIELD_TEXTFIELD,
        pdfium_c.FPDF_FORMFIELD_COMBOBOX,
        pdfium_c.FPDF_FORMFIELD_LISTBOX,
    )
    for number in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        note = pdfium_c.FPDFPage_GetAnnot(page, number)
        box = pdfium_c.FS_RECTF()
        if (
            pdfium_c.FPDFAnnot_GetFormFieldType(pdf.formenv, note) in kinds
            and pdfium_c.FPDFAnnot_GetRect(note, box)
            and (value := _value(pdf, note))
        ):
            yield _Field(box.left, box.bottom, box.top, value)
        pdfium_c.FPDFPage_CloseAnnot(note)


def _value(pdf: pdfium.PdfDocument, note: object) -> str:
    import pypdfium2.raw as pdfium_c  # noqa: PLC0415

    length = pdfium_c.FPDFAnnot_GetFormFieldValue(pdf.formenv, note, None, 0)
    held = ctypes.create_string_buffer(length)
    there = ctypes.cast(held, ctypes.POINTER(pdfium_c.FPDF_WCHAR))
    pdfium_c.FPDFAnnot_GetFormFieldValue(pdf.formenv, note, there, length)
    return " ".join(held.raw[:length].decode("utf-16-le", "replace").rstrip("\0").split())


def _filled(
    textpage: pdfium.PdfTextPage,
    lines: list[str],
    heights: list[float | None],
    fields: list[_Field],
) -> list[str]:
    """Return the lines with what the form fields hold, each in the line that it stands in."""
    filled, start = [], 0
    left_over = list(fields)
    for line, height in zip(lines, heights, strict=True):
        here = [f for f in left_over if height is not None and f.low - 2 <= height <= f.high]
        left_over = [field for field in left_over if field not in here]
        written = line
        for field in sorted(here, reverse=True):  # the last one first, so that places stay true
            lefts = (textpage.get_charbox(start + at)[0] for at in range(len(line)))
            at = next((n for n, left in enumerate(lefts) if left > field.left), len(line))
            written = f"{written[:at].rstrip()} {field.value} {written[at:].lstrip()}".rstrip()
        filled.append(written)
        start += len(line) + len("\r\n")
    return [*filled, *(field.value for field in left_over)]
