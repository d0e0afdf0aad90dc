"""Cues: the words by which a rationale says that a criterion is met, or not.

In:   the cues of ontology/vocab/cues.ttl.
Out:  `Cue`s, and where a folded text has them.
From: imr:Cue.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from imrgraph.letters.text.finder import FinderOf
from imrgraph.letters.text.phrases import described

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Span

__all__ = ["Cue", "cues", "cues_at"]


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """Words that name a criterion, and may say whether it is met.

    Attributes:
        name: the local name of the cue.
        phrases: those by which it is found.
        criterion: the code of the criterion.
        met: whether the words say that it is met; None where the words around them do.
        only_for: the kinds of treatment of which alone it speaks; empty for all.
        last_resort: whether it counts only where nothing else is found.
        of_requested: whether it counts only where its clause goes on to name the treatment that is
            asked for, or none.
        is_conceded: whether what it finds is granted in its own words, and does not decide.
    """

    name: str
    phrases: tuple[str, ...]
    criterion: str
    met: bool | None
    only_for: frozenset[str]
    last_resort: bool
    of_requested: bool
    is_conceded: bool


@cache
def cues(knowledge: Knowledge) -> tuple[Cue, ...]:
    """Return every cue, in order of name.

    >>> from imrgraph.knowledge.knowledge import load
    >>> {cue.criterion for cue in cues(load())} >= {"phase", "functional-improvement"}
    True
    """
    return tuple(
        Cue(
            name=name,
            phrases=tuple(stated["pattern"]),
            criterion=stated["criterion"][0].rpartition("/")[2],
            met=stated["met"][0] == "true" if stated["met"] else None,
            only_for=frozenset(stated["onlyFor"]),
            last_resort="true" in stated["lastResort"],
            of_requested="true" in stated["ofRequested"],
            is_conceded="true" in stated["isConceded"],
        )
        for name, stated in described(knowledge, "Cue")
    )


def cues_at(
    folded: str, place: Span, among: Callable[[Cue], bool], knowledge: Knowledge
) -> Iterator[tuple[Span, Cue]]:
    """Return the cues at a place of a folded text: of the phrases of each, the first in each place.

    Args:
        folded: the text.
        place: a sentence.
        among: which cues are looked for, `bool` being all; a function that is asked once of each.
        knowledge: whose cues they are.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.text.document import Span
    >>> [cue.name for _, cue in cues_at("due to chronicity", Span(0, 17), bool, load())]
    ['cue-chronicity']
    """
    return _finder(among, knowledge).find(folded, place)


@lru_cache(maxsize=4)
def _finder(among: Callable[[Cue], bool], knowledge: Knowledge) -> FinderOf[Cue]:
    """Return what finds some of the cues."""
    return FinderOf((cue, cue.phrases) for cue in filter(among, cues(knowledge)))
