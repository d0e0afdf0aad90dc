"""Formats: files that are known by how they open, and are not read.

In:   bytes.
Out:  what they are, and what one may do instead.
From: the first bytes of each format, as its maker gives them.
"""

from __future__ import annotations

from typing import Final

__all__ = ["PICTURE", "other_format"]

PICTURE: Final = "a picture: it needs OCR"
_ODT: Final = b"mimetypeapplication/vnd.oasis.opendocument"
_OPENS: Final = {
    b"\x89PNG\r\n": PICTURE,
    b"\xff\xd8\xff": PICTURE,
    b"II*\0": PICTURE,
    b"MM\0*": PICTURE,
    b"\xd0\xcf\x11\xe0": "a file of an older Office or of Outlook: save it as .docx, .eml or PDF",
    b"{\\rtf": "rich text (RTF): save it as .docx, PDF or text",
    b"\x78\x9f\x3e\x22": "what Outlook packs its attachments in (winmail.dat): save what is in it",
    b"%!PS": "PostScript: print it as PDF",
    b"\x1f\x8b": "an archive: unpack it",
    b"7z\xbc\xaf": "an archive: unpack it",
    b"Rar!": "an archive: unpack it",
    b"\xfd7zXZ\0": "an archive: unpack it",
}
_ZIP: Final = b"PK\x03\x04"


def other_format(data: bytes) -> str | None:
    """Return what the file is, if it is of a format that is known and not read.

    >>> other_format(b"{\\\\rtf1"), other_format(b"Case Number:")
    ('rich text (RTF): save it as .docx, PDF or text', None)
    """
    if data.startswith(_ZIP):
        if _ODT in data[:200]:
            return "a file of LibreOffice: save it as .docx or PDF"
        return "an archive, or a damaged Word file: unpack it"
    return next((kind for opening, kind in _OPENS.items() if data.startswith(opening)), None)
