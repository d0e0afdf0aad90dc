"""Files: a letter in a file of whatever medium becomes a `Document`.

In:   a path, or bytes.
Out:  the text as read, its pages joined by form feeds. A message or a box of them may carry several
      letters: each has the name of its file, "#", and a name of its own.
From: the letters as published, one PDF each or its text; and as they are kept and sent: Word, HTML,
      mail, text in any encoding that can be told for sure.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from imrgraph.errors import (
    DamagedWordError,
    EmptyFileError,
    GarbledError,
    MissingReaderError,
    NoLetterInMailError,
    NotAFileError,
    NotRecognisedError,
    NotTextError,
    OtherFormatError,
    PictureOnlyError,
    SeveralLettersError,
    TooLargeError,
)
from imrgraph.letters.media import word
from imrgraph.letters.media.archives import MOST, WITHIN
from imrgraph.letters.media.encodings import decoded, obstacle
from imrgraph.letters.media.formats import PICTURE, other_format
from imrgraph.letters.media.mail import carried, is_mail
from imrgraph.letters.media.pdf import Pages, is_pdf, pages_of
from imrgraph.letters.media.web import charset, is_html, text_of
from imrgraph.letters.text.document import Document
from imrgraph.letters.text.patterns import later
from imrgraph.names import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from imrgraph.letters.media.mail import Carried

__all__ = [
    "ENDINGS",
    "carried_in",
    "content",
    "document",
    "expect_file",
    "is_there",
    "letters_of",
    "open",
    "recognised",
]

#: The endings of files that are letters, where a folder is given; those of mail last.
ENDINGS: Final = frozenset({".pdf", ".txt", ".docx", ".html", ".htm", ".eml", ".mbox"})
_MAIL: Final = frozenset({".eml", ".mbox"})
# What stands for a letter that nobody knows: lost ones, those of a font's own, controls
_NO_LETTER: Final = later(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1a]")
#: A text is none where it has so many of them for each letter.
_GARBLED: Final = 0.2
#: What has a name and is no file. To open a pipe is to wait for whoever writes into it, and to
#: open a device may set it going.
_KINDS: Final = {
    stat.S_IFDIR: "a folder; give each letter in it, or load it into a store",
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
        TooLargeError: no letter is as large.
        EmptyFileError: it holds nothing but white space.
        NotTextError: it is in no medium that is read, or text in an encoding that is not sure.
        OtherFormatError: it is of a format that is known and not read.
        DamagedPdfError, DamagedWordError: it starts as such a file, and is not a whole one.
        EncryptedPdfError: it wants a password.
        PictureOnlyError: it is a PDF whose pages hold no text.
        GarbledError: most of its letters cannot be told.
        MissingReaderError: it takes a package that is not installed.
        NoLetterInMailError, SeveralLettersError: it is mail that carries none, or more than one.
    """
    return _opened(path, _pages)


def recognised(path: str | Path) -> Document:
    """Open the letter at `path`, recognising the text of pages that are pictures.

    Raises:
        NotRecognisedError: no program is installed that recognises text, or it fails.
        LetterError: as `open` has it.
    """
    return _opened(path, _recognised)


def document(name: str, data: bytes | str, *, ocr: bool = False) -> Document:
    """Return the letter that the bytes of a file are, or the text of a message, as `carried_in`.

    Args:
        name: what it is called.
        data: wherever they come from.
        ocr: recognise the text of pages that are pictures.

    Raises:
        LetterError: they are none, as `open` has it.

    >>> document("-", b"Case Number: CM99-0000001").text
    'Case Number: CM99-0000001'
    """
    if isinstance(data, str):
        return _document(name, Pages(tuple(data.split("\f"))))
    return _document_of(name, data, _recognised if ocr else _pages)


def letters_of(path: str | Path) -> tuple[str, ...]:
    """Return the names of the letters in a file: its own, unless it is mail that carries several.

    What cannot be read has its own name too, so that whoever opens it is told why.
    """
    name = str(path)
    if Path(name).suffix.lower() not in _MAIL or not Path(name).is_file():
        return (name,)
    try:
        return tuple(inner for inner, _ in carried_in(name, content(name)))
    except (NotAFileError, TooLargeError):
        return (name,)


def carried_in(name: str, data: bytes) -> tuple[tuple[str, bytes | str], ...]:
    """Return the letters in the bytes of a file: itself, unless it is mail that carries several.

    Returns:
        Of each its name, and its bytes, or its text where that is of a message.
    """
    if Path(name).suffix.lower() in _MAIL and is_mail(data):
        with suppress(NoLetterInMailError):
            inside = _letters(name, data)
            if len(inside) > 1:
                return tuple((f"{name}{WITHIN}{each.name}", each.data) for each in inside)
    return ((name, data),)


def content(path: str | Path) -> bytes:
    """Return the bytes of the file at `path`.

    Raises:
        NotAFileError: there is none that can be opened.
        TooLargeError: no letter is as large.
    """
    expect_file(path)
    try:
        if (size := Path(path).stat().st_size) > MOST:
            raise TooLargeError(printable(str(path)), f"{size:,} bytes")
        return Path(path).read_bytes()
    except OSError as error:
        raise _unopened(printable(str(path)), Path(path), error) from None


def _opened(path: str | Path, read: Callable[[str, bytes], Pages]) -> Document:
    if not str(path):
        raise NotAFileError(repr(path), "no name")
    box, within, inner = str(path).rpartition(WITHIN)
    if within and not is_there(path) and is_there(box):
        for each in _letters(box, content(box)):
            if each.name == inner:
                return _carried(printable(str(path)), each, read)
    return _document_of(printable(str(path)), content(path), read)


def _document_of(name: str, data: bytes, read: Callable[[str, bytes], Pages]) -> Document:
    if not is_pdf(data) and is_mail(data):
        found = _letters(name, data)
        if len(found) > 1:
            names = ", ".join(f"{name}{WITHIN}{each.name}" for each in found)
            raise SeveralLettersError(name, f"{len(found)}: {names}")
        return _carried(name, found[0], read)
    return _document(name, read(name, data))


def _carried(name: str, each: Carried, read: Callable[[str, bytes], Pages]) -> Document:
    if isinstance(each.data, str):
        return document(name, each.data)
    return _document(name, read(name, each.data))


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
    except (OSError, ValueError) as error:
        raise _unopened(name, place, error) from None
    if kind == stat.S_IFDIR and not os.access(place, os.R_OK | os.X_OK):
        raise NotAFileError(name, "a folder that may not be opened")
    if kind in _KINDS:
        raise NotAFileError(name, _KINDS[kind])


def _unopened(name: str, place: Path, error: OSError | ValueError) -> NotAFileError:
    """Return why there is no file; a letter's text in place of a path is not repeated."""
    if "\n" in str(place):
        return NotAFileError("a path", "lines of text, which Document.of(name, text) takes")
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return NotAFileError(name, "a link that leads nowhere" if place.is_symlink() else "nothing")
    why = getattr(error, "strerror", None) or error
    return NotAFileError(name, f"one that cannot be opened ({why})")


def _pages(name: str, data: bytes) -> Pages:
    """Return the pages of text that the bytes of a file are, by what they open with."""
    if is_pdf(data):
        return pages_of(name, data)
    if word.is_word(data):
        return Pages(tuple(_word(name, data)))
    if kind := other_format(data):
        raise OtherFormatError(name, kind)
    text = _html(name, data) if is_html(data) else _decoded(name, data)
    return Pages(tuple(text.split("\f")))


def _recognised(name: str, data: bytes) -> Pages:
    """Return the same, with the text of what are pictures."""
    # Only who has text recognised waits for what starts other programs.
    from imrgraph.letters.media import recognition  # noqa: PLC0415

    try:
        if is_pdf(data):
            return pages_of(name, data, recognition.recognise_page)
        if other_format(data) == PICTURE:
            return Pages((recognition.recognise_picture(data),))
    except OSError as error:
        raise NotRecognisedError(name, str(error)) from None
    return _pages(name, data)


def _word(name: str, data: bytes) -> list[str]:
    try:
        return word.pages_of(data)
    except ImportError:
        raise MissingReaderError(name, "a Word file") from None
    except Exception as error:  # noqa: BLE001 (whatever a damaged package makes of what opens it)
        raise DamagedWordError(name, f"one that cannot be opened ({error})") from None


def _html(name: str, data: bytes) -> str:
    said = charset(data)
    try:
        page = data.decode(said) if said else _decoded(name, data)
    except (UnicodeDecodeError, LookupError):
        page = _decoded(name, data)
    try:
        return text_of(page)
    except AssertionError as error:  # what html.parser raises where a declaration breaks off
        raise NotTextError(name, f"HTML that breaks off ({error})") from None


def _decoded(name: str, data: bytes) -> str:
    text = decoded(data)
    if text is None:
        raise NotTextError(name, obstacle(data))
    return text


def _letters(name: str, data: bytes) -> tuple[Carried, ...]:
    """Return what a message or a box of messages carries that may be a letter."""
    try:
        found = carried(data)
    except Exception as error:  # noqa: BLE001 (whatever a damaged head makes of what reads it)
        raise NoLetterInMailError(name, f"one that cannot be read ({error})") from None
    if not found:
        raise NoLetterInMailError(name, "one without text and attachments")
    return found


def _document(name: str, pages: Pages) -> Document:
    texts = pages.texts
    if not any(text.strip() for text in texts):
        if pages.drawn:
            raise PictureOnlyError(name, f"no text on {len(texts)} page(s): it needs OCR")
        raise EmptyFileError(name, "nothing but white space" if any(texts) else "0 bytes")
    if _is_garbled("".join(texts)):
        raise GarbledError(name, "signs in the place of most letters: it needs OCR")
    starts = [0]
    for text in texts[:-1]:
        starts.append(starts[-1] + len(text) + 1)
    return Document(name, "\f".join(texts), tuple(starts), pages.pictures)


def _is_garbled(text: str) -> bool:
    """Say whether much of a text is of signs that stand for no letter, as of a font of its own."""
    letters = sum(map(str.isalnum, text))
    return len(_NO_LETTER.findall(text)) > _GARBLED * letters
