"""Noise: slips of the key, and lines as programs that take text from a page leave them.

In:   a text, or paragraphs; a source of chance.
Out:  the text with slips; lines, and pages of lines with their footers.
From: what published letters have of both; a footer as letters that were mailed have it.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from random import Random

__all__ = ["lines", "pages", "slipped"]

#: Of how many long words one has slipped.
_SLIPS: Final = 1 / 500
_LONG: Final = re.compile(r"(?<![\w-])[a-z]{8,}(?![\w-])")
#: How many letters of a hundred have an empty line below each.
_APART: Final = 0.04
_WIDTHS: Final = (84, 92, 98)
#: How many lines a page has.
_PAGE: Final = 54


def slipped(text: str, chance: Random, kept: str = "") -> str:
    """Return a text in which a long word here and there has two letters changed about.

    Args:
        text: any.
        chance: what draws.
        kept: words that do not slip.
    """

    def slip(found: re.Match[str]) -> str:
        word = found[0]
        if word in kept or chance.random() > _SLIPS:
            return word
        at = chance.randint(1, len(word) - 3)
        return f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"

    return _LONG.sub(slip, text)


def lines(paragraphs: Iterable[str], chance: Random) -> list[str]:
    """Break paragraphs into lines, with an empty one between two.

    A letter of a few ends each line with a space, and breaks a word at a hyphen that it has. Some
    have an empty line below every line, and a line of one space between two paragraphs.
    """
    width, ends = chance.choice(_WIDTHS), " " if chance.random() < 1 / 3 else ""
    breaks = chance.random() < 1 / 4
    broken: list[str] = []
    for paragraph in paragraphs:
        if broken:
            broken.append("")
        for line in paragraph.split("\n"):
            wrapped = textwrap.wrap(line, width, break_on_hyphens=breaks) or [""]
            broken += [each + ends for each in wrapped]
    if chance.random() < _APART:
        return [each for line in broken for each in (line or " ", "")]
    return broken


def pages(broken: Sequence[str], footer: str) -> list[list[str]]:
    """Cut lines into pages.

    Args:
        broken: the lines.
        footer: what stands below each page but the last, with slots for {page} and {of}; or "".
    """
    cut = list(_cut(broken))
    if not footer:
        return cut
    told = (footer.format(page=number, of=len(cut)) for number in range(2, len(cut) + 1))
    return [*([*page, "", line, ""] for page, line in zip(cut, told, strict=False)), cut[-1]]


def _cut(broken: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(broken), _PAGE):
        yield list(broken[start : start + _PAGE])
