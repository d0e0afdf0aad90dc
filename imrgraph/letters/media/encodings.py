"""Encodings: the bytes of a text become the text, where it can be told for sure how.

In:   bytes.
Out:  the text; None where it cannot be told, and then what is in the way.
From: Unicode 15.1, section 23.8, for the marks at the start; what Windows and the Macintosh wrote
      before, as far as every byte of it is a sign that English letters have.
"""

from __future__ import annotations

import codecs
from typing import Final

__all__ = ["decoded", "obstacle"]

#: The marks of byte order at the start, the longer ones first.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: The encodings of one byte a character, and the signs that letters in English have besides ASCII.
_SINGLE: Final = ("cp1252", "mac_roman")
_SIGNS: Final = frozenset(
    "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\u2122\xa0\xae\xa9\xa7\xb0\xb1\xb7\xbc\xbd\xbe\xd7"
    "\u2264\u2265"
)
#: Half of the bytes of English text in UTF-16 are zero; at least so many are.
_ZEROS: Final = 0.3
_CONTROLS: Final = frozenset(map(chr, range(32))) - set("\t\n\v\f\r\x1b\x1c\x1d\x1e")


def decoded(data: bytes) -> str | None:
    """Return the text that `data` is, if that is sure.

    >>> decoded("Knee".encode("utf-16-le")), decoded(b"\\xff\\xfe\\xff")
    ('Knee', None)
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _as(encoding, data)
    if b"\0" not in data and (text := _as("utf-8", data)) is not None:
        return text
    return _wide(data) if b"\0" in data else _single(data)


def obstacle(data: bytes) -> str:
    """Return what is in the way of reading `data` as text."""
    if b"\0" in data:
        return f"a zero byte at byte {data.index(0)}"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"the byte 0x{data[error.start]:02x} at byte {error.start}"
    return "an encoding that cannot be told"


def _as(encoding: str, data: bytes) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide(data: bytes) -> str | None:
    """Return text in UTF-16 without a mark: of its bytes nearly every other one is zero."""
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros, others = data[first::2].count(0), data[1 - first :: 2].count(0)
        if not others and zeros > _ZEROS * len(data):
            text = _as(encoding, data)
            return text if text is not None and _CONTROLS.isdisjoint(text) else None
    return None


def _single(data: bytes) -> str | None:
    """Return text of one byte a character, if in one encoding only all of it is as letters are."""
    texts = {text for each in _SINGLE if (text := _as(each, data)) is not None}
    fitting = [
        text
        for text in texts
        if all(character.isascii() or character in _SIGNS for character in text)
        and _CONTROLS.isdisjoint(text)
    ]
    return fitting[0] if len(fitting) == 1 else None
