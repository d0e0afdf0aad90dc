"""Files: a letter in a text file or a PDF becomes a `Document`.

In:   a path.
Out:  the text as read. Of a PDF: its pages joined by form feeds, with an empty line wherever the
      page leaves the space of a paragraph between two lines.
From: the letters as published: one PDF each, or its text in UTF-8.
"""

from __future__ import annotations

import os
import stat
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from imrgraph.errors import (
    DamagedPdfError,
    EmptyFileError,
    EncryptedPdfError,
    NotAFileError,
    NotTextError,
    PictureOnlyError,
)
from imrgraph.letters.text.document import Document
from imrgraph.names import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2 as pdfium

__all__ = ["document", "expect_file", "is_there", "open"]

#: A gap is a paragraph's where it is this many times the usual one of the page: lines of the
#: letters stand 11 to 16 points apart, paragraphs 25 to 27.
_PARAGRAPH: Final = 1.5
#: The PDF specification lets the header stand anywhere in the first 1024 bytes.
_HEADER_WITHIN: Final = 1024
#: What has a name and is no file. To open a pipe is to wait for whoever writes into it, and to
#: open a device may set it going.
_KINDS: Final = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe (FIFO)",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def open(path: str | Path) -> Document:  # noqa: A001 (reads as files.open)
    """Open the letter at `path`.

    Returns:
        The document, its name being the path as given; of a name that is no text, the bytes.

    Raises:
        NotAFileError: there is a folder, a pipe, a device, or nothing; or it cannot be opened.
        EmptyFileError: it holds nothing but white space.
        NotTextError: it is neither a PDF nor text in UTF-8.
        DamagedPdfError: it starts as a PDF, and is not a whole one.
        EncryptedPdfError: it wants a password.
        PictureOnlyError: it is a PDF whose pages hold no text.
    """
    expect_file(path)
    return document(printable(str(path)), _bytes(Path(path)))


def document(name: str, data: bytes) -> Document:
    """Return the letter that the bytes of a file are, wherever they come from.

    Raises:
        LetterError: they are none, as `open` has it.

    >>> document("-", b"Case Number: CM99-0000001").text
    'Case Number: CM99-0000001'
    """
    if b"%PDF-" in data[:_HEADER_WITHIN]:
        return _pdf(name, data)
    return _text(name, data)


def is_there(path: str | Path) -> bool:
    """Say whether something has the name `path`, as far as one is allowed to know.

    >>> is_there("CM99-0000001"), is_there("CM" * 5000)
    (False, False)
    """
    try:
        Path(path).lstat()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def expect_file(path: str | Path) -> None:
    """Look whether there is a file at `path`, and leave whatever is there alone.

    Raises:
        NotAFileError: there is something else, or nothing.
    """
    name, place = printable(str(path)), Path(path)
    try:
        kind = stat.S_IFMT(place.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        found = "a link that leads nowhere" if place.is_symlink() else "nothing"
        raise NotAFileError(name, found) from None
    except (OSError, ValueError) as error:
        raise _unopened(name, error) from None
    if kind == stat.S_IFDIR and not os.access(place, os.R_OK | os.X_OK):
        raise NotAFileError(name, "a folder that may not be opened")
    if kind in _KINDS:
        raise NotAFileError(name, _KINDS[kind])


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unopened(printable(str(path)), error) from None


def _unopened(name: str, error: OSError | ValueError) -> NotAFileError:
    why = getattr(error, "strerror", None) or error
    return NotAFileError(name, f"one that cannot be opened ({why})")


def _text(name: str, data: bytes) -> Document:
    if b"\0" in data:
        place = data.index(b"\0")
        raise NotTextError(name, f"a zero byte at byte {place}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"the byte 0x{data[error.start]:02x} at byte {error.start}"
        raise NotTextError(name, found) from None
    if not text.strip():
        raise EmptyFileError(name, "nothing but white space" if text else "0 bytes")
    return _document(name, text.split("\f"))


def _pdf(name: str, data: bytes) -> Document:
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
        pages = [_page(pdf[number]) for number in range(len(pdf))]
    except pdfium.PdfiumError as error:
        raise DamagedPdfError(name, f"a page that cannot be opened ({error})") from None
    finally:
        pdf.close()
    if not any(page.strip() for page in pages):
        raise PictureOnlyError(name, f"{len(pages)} page(s) without any")
    return _document(name, pages)


def _document(name: str, pages: list[str]) -> Document:
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page) + 1)
    return Document(name, "\f".join(pages), tuple(starts))


def _page(page: pdfium.PdfPage) -> str:
    """Return the text of `page`, paragraphs set apart by empty lines."""
    textpage = page.get_textpage()
    lines = textpage.get_text_range().replace("\r\n", "\n").split("\n")
    heights = list(_heights(textpage, lines))
    gaps = [abs(b - a) for a, b in pairwise(heights) if a and b]
    usual = median(gaps) if gaps else 0.0
    text = lines[:1]
    for line, above, height in zip(lines[1:], heights, heights[1:], strict=False):
        if above and height and abs(above - height) > _PARAGRAPH * usual:
            text.append("")
        text.append(line)
    return "\n".join(text)


def _heights(textpage: pdfium.PdfTextPage, lines: list[str]) -> Iterator[float | None]:
    """Yield at what height each line stands: its first visible character, None if it has none."""
    start = 0
    for line in lines:
        bare = line.lstrip()
        if bare:
            yield textpage.get_charbox(start + len(line) - len(bare))[1]
        else:
            yield None
        start += len(line) + len("\r\n")
