"""Features: what can be seen of a sentence of a rationale, for a model that weighs it.

In:   the folded words of a sentence, those of the sentence before it, and what the rules found.
Out:  the names of its features, each once.
From: words, pairs of them and what negations reach; the shape and place of the sentence; the
      treatment that is asked for, and the concepts that are named; what an anaphor may point at;
      cues with their direction.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["features", "words"]

_TOKEN: Final = re.compile(r"n't\b|[a-z]+(?:'[a-rt-z]+)?|\d[\d.,/:-]*%?|[;:?%$#]")
_NUMBERS: Final = frozenset(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred dozen
    """.split()  # noqa: SIM905 (words are read best as words)
)
_SUFFIX: Final = re.compile(r"(?<=\w{4})(?:ations?|ings?|edly|ed|ies|es|s|ly|ments?)$")
_DATE: Final = re.compile(r"[/-]")
_DENIAL: Final = re.compile(
    r"(?:no|not|never|none|nothing|neither|nor|without|n't|cannot|hardly|scarcely|barely|unable"
    r"|missing|silent|nobody|nowhere|lack\w*|absen\w*|fail\w*|un\w{5,}|insufficient\w*"
    r"|inadequate\w*|incomplete\w*|less|few|too|only|doubt\w*|yet)$"
)
_WORKS: Final = re.compile(
    r"(?:mtus|odg|acoem|guidelin\w*|recommend\w*|formulary|chapter|studi\w*)$"
)
_ANAPHORS: Final = frozenset(
    """
    any none neither all both either same such those these this that it above each former latter so
    nor they
    """.split()  # noqa: SIM905
)
_CONCESSIONS: Final = frozenset(
    """
    although though while even despite granted admittedly true concede albeit notwithstanding
    however but yet still nevertheless nonetheless
    """.split()  # noqa: SIM905
)
_HYPOTHESES: Final = frozenset(
    "if would could may might should unless were when until".split()  # noqa: SIM905
)
_SHAPES: Final = (("~concedes", _CONCESSIONS), ("~supposes", _HYPOTHESES))
#: How many words are remembered.
_REMEMBERED: Final = 2**14
#: How many words a denial reaches.
_REACH: Final = 6
#: An anaphor stands among the first words of a sentence, or in a short one.
_EARLY: Final = 8


def words(folded: str) -> list[str]:
    """Return the words of a folded text: numbers as “#”, dates as “#d”, endings cut off.

    >>> words("she had 24 visits since 3/1/14")
    ['she', 'had', '#', 'visit', 'since', '#d']
    """
    return list(map(_word, _TOKEN.findall(folded)))


def features(
    here: list[str], before: list[str], place: str, known: Iterable[str], hits: Iterable[str]
) -> dict[str, int]:
    """Return what can be seen of a sentence, and how much each counts, in tenths of a word.

    Args:
        here: the words of the sentence.
        before: those of the sentence before it.
        place: where the sentence stands in the rationale: "first", "middle", "last".
        known: what is known of it: the treatment that is asked for, and the concepts that it names.
        hits: what cues say of the sentence.

    >>> found = features(["none", "of", "these"], ["weak", "leg"], "last", [], [])
    >>> "weak" in {name.removeprefix("^") for name in found if name.startswith("^")}
    True
    """
    seen = dict.fromkeys(_seen(here), 10)
    seen |= dict.fromkeys([f"{a}..{b}" for a, b in zip(here, here[2:], strict=False)], 5)
    seen |= dict.fromkeys([f"<{word}" for word in before], 3)
    if len(here) <= _EARLY or _ANAPHORS.intersection(here[:_EARLY]):
        seen |= dict.fromkeys([f"^{word}" for word in before], 5)
    seen |= dict.fromkeys((f"@{place}", *known), 10)
    seen |= dict.fromkeys([f"!{hit}" for hit in hits], 15)
    if any(map(_is_work, before)):
        seen["~after a guideline"] = 10
    return seen


def _seen(here: list[str]) -> list[str]:
    """Return the words of a sentence, their pairs, what denials reach, and its shape."""
    denials = [place for place, word in enumerate(here) if _denies(word)]
    seen = [*here, *[f"{a} {b}" for a, b in pairwise(here)]]
    seen += (f"~denials {min(len(denials), 3)}", f"~length {min(len(here) // 6, 6)}")
    if here:
        seen += (f"~opens {' '.join(here[:2])}", f"~opens {here[0]}")
    for place in denials:
        seen += [f"not {word}" for word in here[place + 1 : place + 1 + _REACH]]
    if denials:
        many = f"no{min(len(denials), 2)}"
        seen += [f"{many} {word}" for word in here]
    if any(map(_is_work, here)):
        seen.append("~of a guideline")
    seen += [shape for shape, said in _SHAPES if said.intersection(here)]
    return seen


@lru_cache(_REMEMBERED)
def _denies(word: str) -> bool:
    return _DENIAL.match(word) is not None


@lru_cache(_REMEMBERED)
def _is_work(word: str) -> bool:
    return _WORKS.match(word) is not None


@lru_cache(_REMEMBERED)
def _word(token: str) -> str:
    if token[0].isdigit() or token in _NUMBERS:
        return "#d" if _DATE.search(token) else "#%" if token.endswith("%") else "#"
    return _SUFFIX.sub("", token)
