"""Cutting: where words may be cut off, so that what is left says no other thing.

In:   the words of a text, and how many of them there is room for.
Out:  how many of them to keep.
From: "two attacks a month in place of two" is another measure than "… in place of two a week".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.numerals import NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["completed", "held", "measures", "shortened"]

#: So many words more may complete what was begun.
_MORE: Final = 4
# "at least", "more than six", "over the", "with decreased": what follows completes them
_OPEN: Final = re.compile(
    rf"#?(?:{NUMBER}|a|an|the|this|these|those|his|her|their|its|no|not|without|any|all|each|every"
    r"|per|of|in|on|at|to|for|by|from|with|than|as|that|which|and|or|but|nor|between|over|under"
    r"|least|most|about|approximately|only|up|more|less|fewer|decreased|reduced|limited|diminished"
    r"|positive|negative|is|are|was|were|be|been|has|have|had|does|do|did|will|would|can|could|may"
    r"|should|must)",
    re.IGNORECASE,
)
_ENDS: Final = (",", ";", ":", ",”", '."')
_COUNT: Final = re.compile(rf"#?{NUMBER}", re.IGNORECASE)
# two attacks "a month", 3 visits "per week"
_RATE: Final = re.compile(
    r"(?:an?|per|each|every)\s+(?:other\s+)?(?:hour|day|night|week|month|quarter|year|visit)\b",
    re.IGNORECASE,
)


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


def _is_open(words: Sequence[str], count: int) -> bool:
    """Say whether the last of the first `count` words asks for the next."""
    if not 0 < count < len(words):
        return False
    is_open = _OPEN.fullmatch(words[count - 1].lstrip("(\"'“")) is not None
    return is_open or _RATE.match(" ".join(words[count : count + 3])) is not None
