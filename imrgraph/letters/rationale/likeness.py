"""Likeness: the labelled sentences that words are likest to, which tell why they are read so.

In:   the words of a ground, its criterion, and whether it is found met.
Out:  `Example`s: labelled sentences of other reviewers that find the same, the likest first.
From: reading/rationales and reading/sentences, which were written for this project.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from imrgraph.letters.rationale.features import words
from imrgraph.letters.text.phrases import fold
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Example", "likest"]

_SIGNS: Final = {"+": True, "-": False}


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled sentence: where it is from, and what it says."""

    name: str
    text: str


def likest(said: str, criterion: str, *, met: bool, most: int = 1) -> tuple[Example, ...]:
    """Return the labelled sentences that find the same in the likest words.

    Args:
        said: the words of a ground.
        criterion: the code of the criterion.
        met: whether it is found met.
        most: how many are wanted.

    >>> [found] = likest("no functional gain was seen", "functional-improvement", met=False)
    >>> bool(found.name and found.text)
    True
    """
    here = frozenset(words(fold(said)))
    known = _labelled().get((criterion, met), ())
    ranked = sorted(known, key=lambda each: (-_alike(here, each[1]), each[0].name))
    return tuple(example for example, _ in ranked[:most])


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


@cache
def _labelled() -> Mapping[tuple[str, bool], Sequence[tuple[Example, frozenset[str]]]]:
    by: dict[tuple[str, bool], list[tuple[Example, frozenset[str]]]] = defaultdict(list)
    for criterion, met, example in (*_of_rationales(), *_sentences()):
        by[criterion, met].append((example, frozenset(words(fold(example.text)))))
    return by


def _of_rationales() -> Iterator[tuple[str, bool, Example]]:
    for file in sorted((folder("reading") / "rationales").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            stated = json.loads(line)
            for sentence in stated["sentences"]:
                for each in sentence.get("findings", ()):
                    example = Example(stated["id"], sentence["text"])
                    yield each["criterion"], each["met"], example


def _sentences() -> Iterator[tuple[str, bool, Example]]:
    for file in sorted((folder("reading") / "sentences").glob("*.tsv")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            criteria, signs, _, text = line.split("\t")
            for criterion, sign in zip(criteria.split("|"), signs.split("|"), strict=False):
                if sign in _SIGNS:
                    yield criterion, _SIGNS[sign], Example(f"{file.stem}:{number}", text)
