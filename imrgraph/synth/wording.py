"""Wording: sentences made out of words/, where [a|b] is one of the two, and {slot} a value.

In:   the name of a file in words/; a pattern, a source of chance and values.
Out:  the file's tables; a text.
From: words/, written for this project.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

__all__ = ["joined", "one_of", "sentence", "told", "words"]

T = TypeVar("T")

_HOME: Final = Path(__file__).with_name("words")
# "[visits|sessions]", one that holds no other
_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")


@cache
def words(name: str) -> dict[str, Any]:
    """Return the tables of a file.

    >>> words("people")["sexes"]
    ['male', 'female']
    """
    return tomllib.loads((_HOME / f"{name}.toml").read_text(encoding="utf-8"))


def told(pattern: str, chance: Random, values: Mapping[str, object]) -> str:
    """Return a text of a pattern.

    >>> from random import Random
    >>> told("[{count} visits|{count} visits]", Random(1), {"count": 6})
    '6 visits'
    """
    while "[" in pattern:
        pattern = _CHOICE.sub(lambda found: chance.choice(found[1].split("|")), pattern)
    return pattern.format_map(values)


def sentence(text: str) -> str:
    """Return a text with a capital at its head and a full stop at its end.

    >>> sentence("no red flags were found")
    'No red flags were found.'
    """
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', ':')) else '.'}"


def one_of(weights: Mapping[T, float], chance: Random) -> T:
    """Return a key, each as often as its weight says."""
    return chance.choices(list(weights), list(weights.values()))[0]


def joined(names: Sequence[str]) -> str:
    """Return names as a sentence lists them.

    >>> joined(["rest", "ice", "naproxen"])
    'rest, ice and naproxen'
    """
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
