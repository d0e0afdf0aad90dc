"""Names: of files, which the system keeps as bytes that need be no text, and words of letters.

In:   a name as Python has it, where a byte that is no text in UTF-8 is half a character; or a text.
Out:  the same as text, which can be printed and kept, and moves no terminal.
From: PEP 383, by which such bytes become half characters; ECMA-48, by which characters that nobody
      sees colour, move and rename a terminal.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["harmless", "printable"]

# "\x1b[31m", "\x1b]0;title\x07": what a terminal does, and does not show; or one such character
_CONTROLS: Final = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)


def harmless(text: str) -> str:
    r"""Return a text without what a terminal would do and not show.

    >>> harmless("\x1b[31mred\x1b[0m and \x1b]0;a title\x07plain\n")
    'red and plain\n'
    """
    return _CONTROLS.sub("", text)


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
