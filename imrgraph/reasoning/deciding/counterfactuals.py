"""Counterfactuals: what would have flipped a decision, and what would not.

In:   a case, what was weighed for it, and what follows.
Out:  `Counterfactuals`: every minimal set of changes after which the outcome is another.
From: the values at which a condition comes out otherwise are named by its result; every set is
      weighed on the changed case, and only the conditions that look at what changed are judged
      anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import accumulate, combinations
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.guidelines import keys
from imrgraph.reasoning.deciding.case import Bound, CaseGround, Change
from imrgraph.reasoning.deciding.criteria import judge, looks_at
from imrgraph.reasoning.deciding.results import Lever, Status
from imrgraph.reasoning.deciding.searching import reached, silence
from imrgraph.reasoning.deciding.verdicts import Verdict, decide
from imrgraph.reasoning.deciding.weighing import conditions_of
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.case import Case
    from imrgraph.reasoning.deciding.results import ConditionResult, Reading, WeighedRecommendation
    from imrgraph.reasoning.deciding.verdicts import VerdictResult

__all__ = ["Counterfactual", "Counterfactuals", "counterfactuals", "is_flipped", "supposed"]

#: So many sets of changes are looked at for an item, at most: all of them, where twelve facts could
#: be otherwise. Of the items of a hundred published letters none has more than eight.
_MOST_SETS: Final = 4096
#: Of two values of a fact with the same bound the greater is the smaller change, or the lesser.
_GREATER_IS_NEARER: Final = {
    Bound.AT_MOST: True,
    Bound.ON_OR_BEFORE: True,
    Bound.ON_OR_AFTER: False,
}

Changes = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What would have followed, had the facts been changed."""

    changes: Changes
    verdict: Verdict

    __repr__ = short("verdict", "changes")


@dataclass(frozen=True, slots=True)
class Counterfactuals:
    """What would have flipped a decision, and what would not."""

    #: Every minimal set of changes after which the outcome is another.
    flips: tuple[Counterfactual, ...] = ()
    #: The single changes after which the verdict is the same.
    same: tuple[Counterfactual, ...] = ()
    #: The most changes at once that were looked at; None where every set was.
    up_to: int | None = None

    __repr__ = short("flips", "same", "up_to")


def counterfactuals(
    case: Case,
    weighed: tuple[WeighedRecommendation, ...],
    verdict: VerdictResult,
    knowledge: Knowledge,
) -> Counterfactuals:
    """Search for what would have flipped a decision.

    Args:
        case: on the basis of the decision.
        weighed: all that was weighed on that basis, in the reading of the decision.
        verdict: what follows.
        knowledge: the vocabulary and the encoded guidelines.

    Returns:
        The minimal sets of changes that flip it: no set that flips is left out, up to the number
        of changes that is told. A fact is changed to a value that some condition names as the
        nearest at which it comes out otherwise; of several that serve alike the nearest is told.
        An item that falls with another has none of its own.
    """
    if verdict.falls_with:
        return Counterfactuals()
    trial = _Trial(case, weighed, verdict.reading, knowledge)
    changes = _changes(case, weighed)
    flips: list[Counterfactual] = []
    same: list[Counterfactual] = []
    facts = Counter(change.fact() for change in changes)
    up_to = _reach(facts)
    for size in range(1, max(up_to, 1) + 1):
        for chosen in combinations(changes, size):
            if not _is_worth_trying(chosen, flips):
                continue
            after = decide(trial.under(chosen), verdict.basis, verdict.reading).verdict
            if is_flipped(verdict.verdict, after):
                flips.append(Counterfactual(chosen, after))
            elif size == 1 and after is verdict.verdict:
                same.append(Counterfactual(chosen, after))
    reached = up_to if up_to < len(facts) else None
    return Counterfactuals(tuple(_nearest(flips)), tuple(same), reached)


def supposed(
    changes: Changes,
    case: Case,
    weighed: tuple[WeighedRecommendation, ...],
    verdict: VerdictResult,
    knowledge: Knowledge,
) -> VerdictResult:
    """Decide a case on the basis and in the reading of `verdict`, with some facts changed."""
    trial = _Trial(case, weighed, verdict.reading, knowledge)
    missing = silence(case.changed(changes), verdict.reading, knowledge)
    return decide(trial.under(changes), verdict.basis, verdict.reading, missing)


class _Trial:
    """Weighs a case anew under changes, and of it only what looks at them."""

    def __init__(
        self,
        case: Case,
        weighed: tuple[WeighedRecommendation, ...],
        reading: Reading,
        knowledge: Knowledge,
    ) -> None:
        self._case, self._weighed, self._reading = case, weighed, reading
        self._knowledge, self._keys = knowledge, keys(knowledge)
        self._keyed = self._keyed_on(case)
        self._conditions = {
            condition.iri: condition
            for each in weighed
            for condition in conditions_of(each, case, knowledge)
        }

    def under(self, changes: Changes) -> tuple[WeighedRecommendation, ...]:
        """Return what is weighed, had the facts been changed."""
        changed = self._case.changed(changes)
        if self._keyed_on(changed) != self._keyed or self._is_found_anew(changes):
            every = reached(changed, self._knowledge)
            return tuple(each for each in every if each.reading is self._reading)
        return tuple(
            replace(each, results=tuple(self._again(r, changed, changes) for r in each.results))
            for each in self._weighed
        )

    def _keyed_on(self, case: Case) -> dict[str, date]:
        """Return the days by which an edition, and so a recommendation, speaks of a case."""
        return {name: day for name, day in case.days.items() if name in self._keys}

    def _is_found_anew(self, changes: Changes) -> bool:
        """Whether the reviewer would find what is not found: a recommendation may speak of it."""
        found = {ground.iri for ground in self._case.grounds}
        return any(change.finding and change.about not in found for change in changes)

    def _again(self, result: ConditionResult, changed: Case, changes: Changes) -> ConditionResult:
        """Judge a condition anew, if it looks at what changed."""
        condition = self._conditions.get(result.condition)
        if condition is None:
            met = {c.about: c.after for c in changes if c.finding}.get(result.condition)
            status = Status.MET if met else Status.NOT_MET
            return result if met is None else replace(result, status=status)
        seen = looks_at(result.criterion)
        if any(c.finding == result.criterion or c.property in seen for c in changes):
            return replace(judge(condition, changed, self._knowledge), role=result.role)
        return result


def _reach(facts: Counter[tuple[str, str]]) -> int:
    """Return how many facts can be changed at once, in every way, within the number of sets."""
    #: How many sets there are of each size.
    sizes = [1]
    for values in facts.values():
        longer = [*sizes, 0]
        for size, number in enumerate(sizes, 1):
            longer[size] += number * values
        sizes = longer
    return sum(each <= _MOST_SETS for each in accumulate(sizes)) - 1


def _changes(case: Case, weighed: Sequence[WeighedRecommendation]) -> list[Change]:
    """Return the changes that the conditions name, each once."""
    changes = {}
    for result in (result for each in weighed for result in each.results):
        for lever in _levers(result):
            before = _before(case, lever)
            after = not before if lever.finding else lever.value
            change = Change(lever.about, lever.property, before, after, lever.bound, lever.finding)
            changes[change] = True
    return list(changes)


def _before(case: Case, lever: Lever) -> object:
    if lever.finding:
        return next((each.met for each in case.grounds if each.iri == lever.about), None)
    return None if lever.bound is Bound.INCLUDING else case.value(lever.property)


def _levers(result: ConditionResult) -> Iterator[Lever]:
    """Yield what would change a result: its own lever, else the findings that it rests on."""
    if result.lever:
        yield result.lever
    else:
        for each in result.premises:
            if isinstance(each, CaseGround):
                yield Lever(each.iri, "met", not each.met, Bound.EXACTLY, result.criterion)


def _is_worth_trying(chosen: Changes, flips: Sequence[Counterfactual]) -> bool:
    """Whether `chosen` changes each fact once and holds no smaller set that flips already."""
    facts = {change.fact() for change in chosen}
    return len(facts) == len(chosen) and not any(set(f.changes) <= set(chosen) for f in flips)


def is_flipped(before: Verdict, after: Verdict) -> bool:
    """Say whether another outcome follows after than before."""
    if before is Verdict.UNDETERMINED:
        return after is not Verdict.UNDETERMINED
    return after.outcome not in (None, before.outcome)


def _nearest(flips: list[Counterfactual]) -> Iterator[Counterfactual]:
    """Yield the flips of which no other one asks for less of the same facts."""
    alike = defaultdict(list)
    for flip in flips:
        alike[frozenset((c.fact(), c.bound) for c in flip.changes)].append(flip)
    for flip in flips:
        rivals = alike[frozenset((c.fact(), c.bound) for c in flip.changes)]
        if not any(_asks_less(rival, flip) for rival in rivals if rival is not flip):
            yield flip


def _asks_less(one: Counterfactual, other: Counterfactual) -> bool:
    """Whether no value of `one` is farther than that of `other`, the facts being the same."""
    theirs = {change.fact(): change for change in other.changes}
    return all(_within(theirs[ours.fact()], ours) for ours in one.changes)


def _within(value: Change, of: Change) -> bool:
    """Whether the value of one change is one that another, of the same fact, allows.

    An injury on or after the eleventh is also one on or after the tenth.
    """
    if value.after == of.after:
        return True
    order = _GREATER_IS_NEARER.get(of.bound)
    if order is None:
        return False
    one, other = value.after, of.after
    return bool(one < other if order else one > other)
