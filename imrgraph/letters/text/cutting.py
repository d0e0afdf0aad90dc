"""Cutting: where words may be cut off, so that what is left says no other thing.

In:   the words of a text, and how many of them there is room for.
Out:  how many of them to keep.
From: "two attacks a month in place of two" is another measure than "… in place of two a week".
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.numerals import NUMBER
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["completed", "fitted", "held", "measures", "shortened"]

#: Of the room that there is a clause takes up as much, or as much more where no comma ends it.
_MARKED, _UNMARKED = 0.5, 0.66
#: So many words more may complete what was begun.
_MORE: Final = 4
# "at least", "more than six", "over the", "with decreased": what follows completes them
_OPEN: Final = later(
    rf"#?(?:{NUMBER}|a|an|the|this|these|those|his|her|their|its|no|not|without|any|all|each|every"
    r"|per|of|in|on|at|to|for|by|from|with|than|as|that|which|and|or|but|nor|between|over|under"
    r"|least|most|about|approximately|only|up|more|less|fewer|decreased|reduced|limited|diminished"
    r"|positive|negative|is|are|was|were|be|been|has|have|had|does|do|did|will|would|can|could|may"
    r"|should|must)",
    re.IGNORECASE,
)
_ENDS: Final = (",", ";", ":", ",”", '."')
# "and there is none", "because it": a clause of its own begins; "such as a limp": examples do
_BEGINS: Final = re.compile(
    r"(?:and|but|or)\s+(?:there|no|not|the|this|that|it|he|she|they|his|her|its|then)\b"
    r"|(?:because|since|although|though|while|whereas|unless|until|including)\b"
    r"|(?:such\s+as|so\s+that|as\s+(?:there|he|she|it|the))\b",
    re.IGNORECASE,
)
# "Within the documentation available for review,", "The records indicate that": it decides nothing
_LEADS_IN: Final = re.compile(
    r"(?:(?:however|additionally|further(?:more)?|moreover|also|here|in\s+addition"
    r"|in\s+(?:this|the\s+present)\s+case|in\s+the\s+case\s+of\s+this\s+\w+),\s+)?"
    r"(?:(?:in|within|(?:based\s+)?(?:up)?on|according\s+to|per|from)\s+(?:the\s+|all\s+|these\s+)?"
    r"(?:\w+\s+){0,3}(?:documentation|records?|notes|documents|reports?|information|file)"
    r"(?:\s+(?:available|submitted|provided))*(?:\s+for\s+(?:my\s+)?review)?,\s+"
    r"|(?:the\s+)?(?:\w+\s+){0,2}(?:documentation|documents?|records?|notes?|information|review)"
    r"(?:\s+(?:available|submitted|provided|dated\s+\S+))*(?:\s+for\s+review)?"
    r"\s+(?:indicate[sd]?|state[sd]?|show(?:s|ed)?|reveal(?:s|ed)?|note[sd]?)\s+(?:that\s+)?"
    r"|it\s+is\s+(?:further\s+|also\s+)?noted\s+that\s+)?",
    re.IGNORECASE,
)
_COUNT: Final = later(rf"#?{NUMBER}", re.IGNORECASE)
# two attacks "a month", 3 visits "per week"
_RATE: Final = re.compile(
    r"(?:an?|per|each|every)\s+(?:other\s+)?(?:hour|day|night|week|month|quarter|year|visit)\b",
    re.IGNORECASE,
)


# "is not described", "are nowhere recorded": what denies all that stands before it
_DENIES: Final = re.compile(
    r"\b(?:(?:is|are|was|were|has|have|had|does|do|did|can|could)\s+(?:\w+ly\s+)?(?:not|never|nowhere)"
    r"|cannot|(?:is|are|was|were)\s+(?:absent|lacking|missing|wanting))\b|n't\b",
    re.IGNORECASE,
)
#: What ends a part of a sentence that stands by itself.
_PART: Final = re.compile(r"[;:]\s*")


def completed(words: Sequence[str], count: int) -> int:
    """Return how many words to keep, some more than `count` where these complete what was begun.

    >>> said = "two attacks a month in place of two a week, as he says".split()
    >>> " ".join(said[: completed(said, 8)])
    'two attacks a month in place of two a week,'
    """
    most = min(len(words), count + _MORE)
    return next((n for n in range(count, most) if not _is_open(words, n)), most)


def measures(words: Sequence[str], count: int) -> bool:
    """Say whether the last of the first `count` words is a number, or a rate follows it.

    >>> measures(["two", "attacks", "a", "month"], 1), measures(["two", "attacks", "a", "month"], 2)
    (True, True)
    >>> measures(["tenderness", "with", "spasm"], 2)
    False
    """
    if not 0 < count < len(words):
        return False
    return bool(_COUNT.fullmatch(words[count - 1]) or _RATE.match(" ".join(words[count:])))


def held(words: Sequence[str], count: int) -> int:
    """Return how many of the first `count` words to keep, without those that complete nothing.

    >>> said = "he has failed at least 6 weeks of care".split()
    >>> " ".join(said[: held(said, 6)])
    'he has failed'
    """
    if count >= len(words):
        return len(words)
    kept = (n for n in range(count, count // 2 - 1, -1) if not _is_open(words, n))
    return next(kept, count)


def shortened(words: Sequence[str], count: int, most: int) -> str:
    """Return words, of more than `most` those up to the end of a clause, and a mark.

    It is the clause in which the `count`th word stands, or where that is long the one before; where
    none ends, as many words as complete what they begin. A clause does not end within brackets.

    >>> said = "she may stay on it (if she is seen, say, monthly), but no longer than May".split()
    >>> shortened(said, 8, 12), shortened(said, 5, 6)
    ('she may stay on it (if she is seen, say, monthly) …', 'she may stay on it …')
    """
    if len(words) <= most:
        return " ".join(words)
    ends, depth = [], 0
    for number, word in enumerate(words[:most], 1):
        depth += word.count("(") - word.count(")")
        if depth <= 0 and word.endswith(_ENDS):
            ends.append(number)
    behind = (end for end in ends if end >= count)
    before = (end for end in reversed(ends) if 2 * end >= count)
    end = next(behind, None) or next(before, None) or held(words, count)
    return f"{' '.join(words[:end]).rstrip(',;:')} …"


def fitted(words: Sequence[str], most: int) -> tuple[str, bool]:
    """Return words of which there is room for `most`, cut at the end that says least.

    What only leads into what is found goes first, then what follows the last clause that takes up
    some of the room.

    Returns:
        The words, with a mark where they go on, and whether they end as a clause does.

    >>> said = "The records indicate that there is no brace on file and no injection was tried"
    >>> fitted(said.split(), 12)
    ('there is no brace on file and no injection was tried', True)
    >>> fitted(said.split(), 9)
    ('there is no brace on file …', True)
    >>> fitted("a brace of the left knee of the kind that is worn at night".split(), 9)
    ('a brace of the left knee …', False)
    """
    if len(words) > most:
        whole = " ".join(words)
        found = _LEADS_IN.match(whole)
        words = whole[found.end() if found else 0 :].split()
    if len(words) <= most:
        return " ".join(words), True
    kept, room = words[: most - 1], most - 1
    ends = [n for n in range(1, len(kept) + 1) if n >= _ends_clause(words, n) * most]
    stop = ends[-1] if ends else held(words, room)
    if not ends and _is_denied_behind(words, stop):
        stop = next((n for n in range(stop, 0, -1) if words[n - 1].endswith((";", ":"))), stop)
    return f"{' '.join(kept[:stop]).rstrip(',;:')} …", bool(ends)


def _is_denied_behind(words: Sequence[str], count: int) -> bool:
    """Say whether what the first `count` words name is denied by those that follow.

    >>> said = "there is spasm; a taut band with a twitch response on palpation is not described"
    >>> _is_denied_behind(said.split(), 11), _is_denied_behind(said.split(), 3)
    (True, False)
    """
    begun = _PART.split(" ".join(words[:count]))[-1]
    rest = _PART.split(" ".join(words[count:]))[0]
    return bool(begun) and not _DENIES.search(begun) and bool(_DENIES.search(rest))


def _ends_clause(words: Sequence[str], count: int) -> float:
    """Return how much of a room the first `count` words have to take up to be kept as a clause."""
    said = words[:count]
    is_within = sum(word.count("(") - word.count(")") for word in said) > 0
    if is_within or _is_open(words, count):
        return math.inf
    if said[-1].endswith(_ENDS):
        return _MARKED
    return _UNMARKED if _BEGINS.match(" ".join(words[count : count + 2])) else math.inf


def _is_open(words: Sequence[str], count: int) -> bool:
    """Say whether the last of the first `count` words asks for the next."""
    if not 0 < count < len(words):
        return False
    is_open = _OPEN.fullmatch(words[count - 1].lstrip("(\"'“")) is not None
    return is_open or _RATE.match(" ".join(words[count : count + 3])) is not None
