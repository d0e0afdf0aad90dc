"""Letters: as many as are wanted, each with what it states.

In:   a number or how many, a seed, and the media.
Out:  `Made`: the name of a file, its bytes, and the truth in the shape of the gold labels.
From: the rooms of this one. The letter of a number and a seed is always the same, whatever others
      are made, on any machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, Final

from imrgraph.reprs import short
from imrgraph.synth.cases import case, truth
from imrgraph.synth.layouts import FOOTERS, paragraphs
from imrgraph.synth.media import MEDIA, Written
from imrgraph.synth.noise import lines, pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Made", "letter", "letters"]

#: How the number of a letter is filled up, so that a folder lists letters in their order.
_DIGITS: Final = 7


@dataclass(frozen=True, slots=True)
class Made:
    """A letter that nobody wrote."""

    name: str
    file: bytes
    truth: dict[str, Any]

    __repr__ = short("name")


def letter(number: int, seed: int = 1, media: Sequence[str] = ("txt",)) -> Made:
    """Make the letter of a number.

    Args:
        number: from 0; each has a case number of its own.
        seed: letters of another seed are others, under the same case numbers but for the year.
        media: the endings of files, of which the letter gets one.

    >>> made = letter(0)
    >>> made.name, made.truth["case_number"], len(made.truth["items"]) > 0
    ('0000000.txt', 'CM18-9999999', True)
    """
    chance = Random(f"{seed} {number}")  # noqa: S311 (nobody is to be kept from guessing)
    one = case(number, chance)
    told = paragraphs(one)
    medium = chance.choice(media)
    footer = FOOTERS.get(one.layout, "").replace("{case}", one.number)
    written = Written(told, pages(lines(told, chance), footer))
    name = f"{number:0{_DIGITS}}.{medium}"
    made_of = {"file": name, "layout": one.layout, "medium": medium}
    return Made(name, MEDIA[medium](written), {**made_of, **truth(one)})


def letters(many: int, seed: int = 1, media: Sequence[str] = ("txt",)) -> Iterator[Made]:
    """Yield letters, one after the other; their files have different names."""
    return (letter(number, seed, media) for number in range(many))
