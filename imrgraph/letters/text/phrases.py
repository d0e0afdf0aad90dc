r"""Phrases: the language in which ontology/vocab/ says by which words something is found.

In:   text; phrases as regular expressions in which a space is any white space and hyphens.
Out:  the text folded, a pattern that finds any of some phrases in it, and what the vocabulary says
      of everything that has phrases.
From: imr:pattern; what a phrase may hold is told by the schemes imrv:cues and imrv:markers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMR, IMRV, local
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["described", "fold", "pattern", "phrases"]

#: Typographic quotes, and the hyphen that a PDF has where a word was broken, in plain marks.
_PLAIN: Final = dict(
    zip("\u2018\u2019\u201c\u201d\u2010\u2011\u2013\u2014\ufffe", "''\"\"-----", strict=True)
)
#: No word runs on into a phrase, unless that begins with a sign, or with "n't".
_EDGE: Final = r"(?:(?<!\w)|(?!\w)|(?=n't))"
#: What the signs of a phrase stand for.
_SIGNS: Final = (
    (re.compile(r"(?<![\\\[])\((?!\?)"), "(?:"),
    (re.compile(r"\\w\+"), r"[\\w'/\"]+,?"),
    # "does not": "doesn't" as well
    (re.compile(r" not\b"), r"(?:[\\s-]+not|n't)"),
    (re.compile(r"(?<!\+)\bnot\b"), "(?:not|n't)"),
    (re.compile(r" \?"), r"[\\s-]*"),
    (re.compile(" "), r"[\\s-]+"),
    (re.compile("…"), "[^.;]{0,60}?"),
)


@lru_cache(maxsize=16)  # a letter is folded once for all of its items, whatever is quoted between
def fold(text: str) -> str:
    r"""Return `text` with small letters and plain marks, every character at its place.

    >>> fold("No “red\u2010flags”")
    'no "red-flags"'
    """
    # of other alphabets no letter is folded: some would be two
    small = text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
    for mark, plain in _PLAIN.items() if not text.isascii() else ():
        small = small.replace(mark, plain)
    return small


def described(knowledge: Knowledge, kind: str) -> Iterator[tuple[str, Mapping[str, list[str]]]]:
    """Yield the local name of everything of a kind, and its values by the name of the property."""
    for iri in sorted(knowledge.facts.of_kind(IMR[kind])):
        stated = defaultdict[str, list[str]](list)
        for name, values in knowledge.facts.said_of(iri).items():
            if name.startswith(IMR.base):
                stated[name.removeprefix(IMR.base)] += values
        yield local(iri), stated


def pattern(phrases: list[str], edge: str = _EDGE) -> re.Pattern[str]:
    r"""Return what finds any of `phrases`, the first of those that start at one place.

    Args:
        phrases: in the language that the scheme of the cues tells of.
        edge: what says that no word runs on into a phrase, as a regular expression.

    >>> bool(pattern(["red flags?"]).search("no red\nflag"))
    True
    """
    whole = "|".join(phrases)
    for sign, meaning in _SIGNS:
        whole = sign.sub(meaning, whole)
    return later(rf"{edge}(?:{whole})(?!\w)")


@cache
def phrases(name: str, knowledge: Knowledge) -> re.Pattern[str]:
    """Return what finds the words of a concept of ontology/vocab/, which are its hedges.

    >>> from imrgraph.knowledge.knowledge import load
    >>> bool(phrases("excepted", load()).search("normal apart from the wrist"))
    True
    """
    return pattern([*knowledge.facts.all(IMRV(name).value, "hedge")])
