"""Cues: the words by which a rationale says that a criterion is met, or not.

In:   the cues of ontology/vocab/cues.ttl.
Out:  `Cue`, its pattern compiled; a space of it stands for any white space.
From: imr:Cue; what each stands for is imr:criterion and imr:met.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMR, RDF

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["Cue", "cues"]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that state a ground.

    Attributes:
        name: the local name of the cue.
        pattern: finds the words, whatever the white space and the case.
        criterion: the code of the criterion.
        met: whether the words say that it is met.
    """

    name: str
    pattern: re.Pattern[str]
    criterion: str
    met: bool


@cache
def cues(knowledge: Knowledge) -> tuple[Cue, ...]:
    """Return every cue, in order of name.

    >>> from imrgraph.knowledge.knowledge import load
    >>> {cue.criterion for cue in cues(load())} >= {"phase", "functional-improvement"}
    True
    """
    kind = (RDF("type"), IMR("Cue"))
    nodes = (str(q.subject) for q in knowledge.quads if (q.predicate, q.object) == kind)
    return tuple(_cue(node.strip("<>"), knowledge) for node in sorted(nodes))


def _cue(node: str, knowledge: Knowledge) -> Cue:
    pattern = str(knowledge.value(node, "pattern")).replace(" ", r"\s+")
    return Cue(
        name=node.rpartition("/")[2],
        pattern=re.compile(pattern, re.IGNORECASE),
        criterion=str(knowledge.value(node, "criterion")).rpartition("/")[2],
        met=knowledge.value(node, "met") == "true",
    )
