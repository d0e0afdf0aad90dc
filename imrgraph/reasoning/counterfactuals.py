"""Counterfactuals: the smallest changes of fact under which another verdict would have followed.

In:   the quads of a letter, and the decision on one of its items.
Out:  the changes that flip it, each verified by weighing a changed copy, and those that do not.
From: the levers that the condition queries name: the nearest value at which a condition comes out
      otherwise. Nothing here advises to alter a fact; it says what would have followed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.graph.store import graph_of, python, subject_of, term
from imrgraph.knowledge.terms import IMR
from imrgraph.reasoning.verdicts import Verdict, decide
from imrgraph.reasoning.weighing import weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from imrgraph.graph.store import Quads, Value
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.verdicts import Decision

__all__ = ["Change", "Counterfactual", "counterfactuals", "supposed"]

#: More changes than this at once explain nothing to anybody.
_MOST_CHANGES = 2
#: What no condition looks at, and what need not be copied.
_BULKY = frozenset({IMR("text"), IMR("rationaleText"), IMR("quote")})


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One fact that would have been otherwise."""

    subject: str
    property: str
    before: Value | None
    after: Value
    #: "at most", "on or after", …: which values do as well.
    bound: str
    #: The criterion, where the fact is whether the reviewer finds it met.
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What would have followed, had the facts been changed."""

    changes: tuple[Change, ...]
    verdict: Verdict


def counterfactuals(
    item: str, decision: Decision, quads: Quads, knowledge: Knowledge
) -> tuple[tuple[Counterfactual, ...], tuple[Counterfactual, ...]]:
    """Search for what would have flipped `decision`.

    Args:
        item: the IRI of the item.
        decision: the verdict to flip, as weighed on the letter as it is.
        quads: the quads of the letter.
        knowledge: the vocabulary and the encoded guidelines.

    Returns:
        The minimal sets of changes after which the outcome is another, and the single changes
        after which the verdict is the same. Each was weighed on a changed copy of the letter. An
        item that falls with another has none of its own.
    """
    if decision.falls_with:
        return (), ()
    changes = _changes(decision, quads)
    flips: list[Counterfactual] = []
    same: list[Counterfactual] = []
    for size in range(1, _MOST_CHANGES + 1):
        sets = [chosen for chosen in combinations(changes, size) if _worth(chosen, flips)]
        for chosen, after in zip(
            sets, _decided(sets, item, decision, quads, knowledge), strict=True
        ):
            if _flipped(decision, after):
                flips.append(Counterfactual(chosen, after.verdict))
            elif size == 1 and after.verdict is decision.verdict:
                same.append(Counterfactual(chosen, after.verdict))
    return tuple(flips), tuple(same)


def supposed(
    changes: tuple[Change, ...], item: str, decision: Decision, quads: Quads, knowledge: Knowledge
) -> Decision:
    """Decide an item on the basis and in the reading of `decision`, with some facts changed.

    Args:
        changes: the facts, each as it would have been.
        item: the IRI of the item.
        decision: what follows for the item as it is.
        quads: the quads of the letter.
        knowledge: the vocabulary and the encoded guidelines.
    """
    [after] = _decided([changes], item, decision, quads, knowledge)
    return after


def _changes(decision: Decision, quads: Quads) -> list[Change]:
    """Return the changes that the conditions name, each once."""
    facts = {(subject_of(q), q.predicate.value): q.object for q in quads}
    levers = dict.fromkeys(
        result.lever for each in decision.weighed for result in each.results if result.lever
    )
    changes = []
    for lever in levers:
        before = facts.get((lever.subject, lever.property))
        known = None if before is None or lever.bound == "including" else python(before)
        fact = lever.subject, lever.property
        changes.append(Change(*fact, known, lever.value, lever.bound, lever.finding))
    return changes


def _worth(chosen: tuple[Change, ...], flips: Sequence[Counterfactual]) -> bool:
    """Whether `chosen` changes each fact once and holds no smaller set that flips already."""
    facts = {(change.subject, change.property) for change in chosen}
    return len(facts) == len(chosen) and not any(set(f.changes) <= set(chosen) for f in flips)


def _flipped(before: Decision, after: Decision) -> bool:
    if before.verdict is Verdict.UNDETERMINED:
        return after.verdict is not Verdict.UNDETERMINED
    return after.verdict.outcome not in (None, before.verdict.outcome)


def _decided(
    sets: Sequence[tuple[Change, ...]],
    item: str,
    decision: Decision,
    quads: Quads,
    knowledge: Knowledge,
) -> Iterator[Decision]:
    """Decide the item anew under each set of changes, all in one batch."""
    root = graph_of(quads)
    copies = {f"{root}~{number}": chosen for number, chosen in enumerate(sets, 1)}
    weighing = weigh(
        (tuple(_changed(quads, chosen, root, copy)) for copy, chosen in copies.items()), knowledge
    )
    for copy in copies:
        kept = [
            each
            for each in weighing.items.get(item.replace(root, copy, 1), ())
            if (each.basis, each.reading) == (decision.basis, decision.reading)
        ]
        yield decide(kept, decision.basis, decision.reading)


def _changed(quads: Quads, changes: Iterable[Change], root: str, copy: str) -> Iterator[ox.Quad]:
    """Copy a letter under another IRI, with some facts changed."""
    instead = {(change.subject, change.property): change for change in changes}
    for quad in quads:
        change = instead.get((subject_of(quad), quad.predicate.value))
        if quad.predicate not in _BULKY and (change is None or change.bound == "including"):
            yield _moved(quad, root, copy)
    for change in instead.values():
        after = change.after
        is_iri = isinstance(after, str) and "://" in after
        value = ox.NamedNode(str(after)) if is_iri else term(after)
        quad = ox.Quad(ox.NamedNode(change.subject), ox.NamedNode(change.property), value)
        yield _moved(quad, root, copy)


def _moved(quad: ox.Quad, root: str, copy: str) -> ox.Quad:
    """Return `quad` as said of the copy."""
    subject = ox.NamedNode(subject_of(quad).replace(root, copy, 1))
    said = quad.object
    if isinstance(said, ox.NamedNode) and said.value.startswith(root):
        said = ox.NamedNode(said.value.replace(root, copy, 1))
    return ox.Quad(subject, quad.predicate, said)
