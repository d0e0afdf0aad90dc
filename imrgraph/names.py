"""Names: of files, which the system keeps as bytes that need be no text.

In:   a name as Python has it, where a byte that is no text in UTF-8 is half a character.
Out:  the same as text, which can be printed and kept.
From: PEP 383, by which such bytes become half characters.
"""

from __future__ import annotations

__all__ = ["printable"]


def printable(name: str) -> str:
    r"""Return `name` with each byte that is no text written as "\x" and two digits.

    >>> print(printable("letter-\udcff.txt"))
    letter-\xff.txt
    """
    try:
        told = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character that stands for no byte
        told = name.encode("utf-8", "backslashreplace")
    return told.decode("utf-8", "backslashreplace")
