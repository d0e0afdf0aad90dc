"""Counterfactuals: the smallest changes of fact under which another verdict would have followed.

In:   the decisions on items, the recommendations weighed for them, and the quads of their letters.
Out:  every minimal set of changes that flips a decision, and the single ones that do not.
From: the levers that the condition queries name: the nearest value at which a condition comes out
      otherwise. Nothing here advises to alter a fact; it says what would have followed.

Every change is weighed by itself on a copy of the letter. What several would do together is put
together from that, where no condition looks at two of them; a set that might flip is weighed as
well, so that each one told was verified.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import accumulate, combinations
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from imrgraph.graph.store import graph_of, python, subject_of, term
from imrgraph.knowledge.terms import IMR
from imrgraph.reasoning.verdicts import Verdict, decide
from imrgraph.reasoning.weighing import Lever, weigh
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from imrgraph.graph.store import Quads, Value
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.verdicts import Decision
    from imrgraph.reasoning.weighing import Result, Weighed

__all__ = ["Case", "Change", "Counterfactual", "Found", "counterfactuals", "supposed"]

#: So many sets of changes are looked at for an item, at most: all of them, where twelve facts could
#: be otherwise. Of the items of a hundred published letters none has more than eight.
_MOST_SETS: Final = 4096
#: What no condition looks at, and what need not be copied.
_BULKY: Final = frozenset({IMR("text"), IMR("rationaleText"), IMR("quote")})
#: Of two values of a fact with the same bound the one that asks for less is the greater, or not.
_GREATER_IS_NEARER: Final = {"at most": True, "on or before": True, "on or after": False}


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

    __repr__ = short("property", "before", "after", "finding")


Changes = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What would have followed, had the facts been changed."""

    changes: Changes
    verdict: Verdict

    __repr__ = short("verdict", "changes")


@dataclass(frozen=True, slots=True)
class Case:
    """A decision on an item, and all that it was decided from."""

    item: str
    decision: Decision
    #: Every recommendation weighed on the basis and in the reading of the decision.
    weighed: tuple[Weighed, ...]
    quads: Quads

    __repr__ = short("item", "decision")


@dataclass(frozen=True, slots=True)
class Found:
    """What would have flipped a decision, and what would not."""

    #: Every minimal set of changes after which the outcome is another.
    flips: tuple[Counterfactual, ...] = ()
    #: The single changes after which the verdict is the same.
    same: tuple[Counterfactual, ...] = ()
    #: The most changes at once that were looked at; None where every set was.
    up_to: int | None = None

    __repr__ = short("flips", "same")


def counterfactuals(cases: Sequence[Case], knowledge: Knowledge) -> list[Found]:
    """Search for what would have flipped each decision, all of them together.

    Args:
        cases: the decisions to flip, as weighed on the letters as they are.
        knowledge: the vocabulary and the encoded guidelines.

    Returns:
        For each case the minimal sets of changes that flip it, each weighed on a changed copy of
        the letter: no set that flips is left out, up to the number of changes that is told. A fact
        is changed to a value that some condition names as the nearest at which it comes out
        otherwise; of several that serve alike the nearest is told. An item that falls with another
        has none of its own.
    """
    found = [Found()] * len(cases)
    open_ = {n: _search(case) for n, case in enumerate(cases) if not case.decision.falls_with}
    asked = {number: next(search) for number, search in open_.items()}
    while asked:
        trials = [(cases[number], chosen) for number, sets in asked.items() for chosen in sets]
        results = _weighed(trials, knowledge)
        answers = {number: [next(results) for _ in sets] for number, sets in asked.items()}
        asked = {}
        for number, answer in answers.items():
            try:
                asked[number] = open_[number].send(answer)
            except StopIteration as stop:
                found[number] = stop.value
    return found


def supposed(
    changes: Changes, item: str, decision: Decision, quads: Quads, knowledge: Knowledge
) -> Decision:
    """Decide an item on the basis and in the reading of `decision`, with some facts changed.

    Args:
        changes: the facts, each as it would have been.
        item: the IRI of the item.
        decision: what follows for the item as it is.
        quads: the quads of the letter.
        knowledge: the vocabulary and the encoded guidelines.
    """
    case = Case(item, decision, (), quads)
    [weighed] = _weighed([(case, changes)], knowledge)
    return decide(weighed, decision.basis, decision.reading)


def _search(case: Case) -> Generator[list[Changes], list[tuple[Weighed, ...]], Found]:
    """Ask for what follows under sets of changes, and return those that flip the decision."""
    changes = _changes(case)
    decision = case.decision
    alone = yield [(change,) for change in changes]
    effects = _Effects(case.weighed, dict(zip(changes, alone, strict=True)))
    flips: list[Counterfactual] = []
    same: list[Counterfactual] = []
    for change, weighed in zip(changes, alone, strict=True):
        after = decide(weighed, decision.basis, decision.reading)
        if _flipped(decision, after):
            flips.append(Counterfactual((change,), after.verdict))
        elif after.verdict is decision.verdict:
            same.append(Counterfactual((change,), after.verdict))
    facts = Counter(_fact(change) for change in changes)
    up_to = _reach(facts)
    for size in range(2, up_to + 1):
        sets = [each for each in combinations(changes, size) if _worth(each, flips)]
        asked = [each for each in sets if _may_flip(decision, effects.together(each))]
        if not asked:
            continue
        tried = yield asked
        for chosen, weighed in zip(asked, tried, strict=True):
            after = decide(weighed, decision.basis, decision.reading)
            if _flipped(decision, after):
                flips.append(Counterfactual(chosen, after.verdict))
    return Found(tuple(_nearest(flips)), tuple(same), up_to if up_to < len(facts) else None)


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


def _fact(change: Change) -> tuple[str, str]:
    """Return what is changed."""
    return change.subject, change.property


def _changes(case: Case) -> list[Change]:
    """Return the changes that the conditions name, each once."""
    facts = {(subject_of(q), q.predicate.value): q.object for q in case.quads}
    changes = {}
    for result in (result for each in case.weighed for result in each.results):
        for lever in _levers(result):
            before = facts.get((lever.subject, lever.property))
            known = None if before is None or lever.bound == "including" else python(before)
            after = not known if lever.finding else lever.value
            fact = lever.subject, lever.property
            changes[Change(*fact, known, after, lever.bound, lever.finding)] = True
    return list(changes)


def _levers(result: Result) -> Iterator[Lever]:
    """Yield what would change a result: its own lever, else the findings that it rests on."""
    if result.lever:
        yield result.lever
    else:
        for subject, property_, *_ in result.premises:
            if property_ == IMR("Ground").value:
                yield Lever(
                    subject, IMR("met").value, value=True, bound="", finding=result.criterion
                )


def _worth(chosen: Changes, flips: Sequence[Counterfactual]) -> bool:
    """Whether `chosen` changes each fact once and holds no smaller set that flips already."""
    facts = {_fact(change) for change in chosen}
    return len(facts) == len(chosen) and not any(set(f.changes) <= set(chosen) for f in flips)


def _flipped(before: Decision, after: Decision) -> bool:
    if before.verdict is Verdict.UNDETERMINED:
        return after.verdict is not Verdict.UNDETERMINED
    return after.verdict.outcome not in (None, before.verdict.outcome)


def _may_flip(before: Decision, together: tuple[Weighed, ...] | None) -> bool:
    """Whether a decision flips, or nobody knows before it is weighed."""
    if together is None:
        return True
    return _flipped(before, decide(together, before.basis, before.reading))


class _Effects:
    """What each change does to the results of the conditions, by itself and beside others."""

    def __init__(
        self, before: tuple[Weighed, ...], alone: dict[Change, tuple[Weighed, ...]]
    ) -> None:
        self._before = before
        known = _by_condition(before)
        #: By change the results that are otherwise, or that look at the fact that it changes; None
        #: where it changes which recommendations are weighed.
        self._touched: dict[Change, dict[tuple[str, str], Result] | None] = {}
        for change, weighed in alone.items():
            after = _by_condition(weighed)
            self._touched[change] = (
                None
                if after.keys() != known.keys()
                else {
                    key: result
                    for key, result in after.items()
                    if result != known[key] or _looks(known[key], change) or _looks(result, change)
                }
            )

    def together(self, changes: Changes) -> tuple[Weighed, ...] | None:
        """Return what is weighed under several changes; None where a condition looks at two."""
        merged: dict[tuple[str, str], Result] = {}
        for change in changes:
            touched = self._touched[change]
            if touched is None or touched.keys() & merged.keys():
                return None
            merged |= touched
        return tuple(
            replace(
                each,
                results=tuple(
                    merged.get((each.recommendation, result.condition), result)
                    for result in each.results
                ),
            )
            for each in self._before
        )


def _by_condition(weighed: Iterable[Weighed]) -> dict[tuple[str, str], Result]:
    return {(w.recommendation, r.condition): r for w in weighed for r in w.results}


def _looks(result: Result, change: Change) -> bool:
    """Whether a result rests on the fact that is changed, or names it as what would matter."""
    lever = result.lever
    named = lever and (lever.subject, lever.property) == _fact(change)
    on_finding = change.finding and (change.subject, IMR("Ground").value) in result.premises
    return bool(named or on_finding or any(p[:2] == _fact(change) for p in result.premises))


def _nearest(flips: list[Counterfactual]) -> Iterator[Counterfactual]:
    """Yield the flips of which no other one asks for less of the same facts."""
    alike = defaultdict(list)
    for flip in flips:
        alike[frozenset((_fact(c), c.bound) for c in flip.changes)].append(flip)
    for flip in flips:
        rivals = alike[frozenset((_fact(c), c.bound) for c in flip.changes)]
        if not any(_asks_less(rival, flip) for rival in rivals if rival is not flip):
            yield flip


def _asks_less(one: Counterfactual, other: Counterfactual) -> bool:
    """Whether no value of `one` is farther than that of `other`, the facts being the same."""
    theirs = {_fact(change): change for change in other.changes}
    return all(_within(theirs[_fact(ours)], ours) for ours in one.changes)


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
    return one < other if order else one > other  # type: ignore[operator]


def _weighed(
    trials: Sequence[tuple[Case, Changes]], knowledge: Knowledge
) -> Iterator[tuple[Weighed, ...]]:
    """Weigh each case under a set of changes, each on a copy of its letter."""
    roots = [graph_of(case.quads) for case, _ in trials]
    copies = [f"{root}~{number}" for number, root in enumerate(roots, 1)]
    changed = (
        tuple(_changed(case, changes, root, copy))
        for (case, changes), root, copy in zip(trials, roots, copies, strict=True)
    )
    weighing = weigh(changed, knowledge)
    for (case, _), root, copy in zip(trials, roots, copies, strict=True):
        decision = case.decision
        yield tuple(
            _moved_back(each, copy, root)
            for each in weighing.items.get(case.item.replace(root, copy, 1), ())
            if (each.basis, each.reading) == (decision.basis, decision.reading)
        )


def _changed(case: Case, changes: Changes, root: str, copy: str) -> Iterator[ox.Quad]:
    """Copy of a letter what is weighed of an item, under another IRI, with some facts changed."""
    instead = {_fact(change): change for change in changes}
    others = tuple(f"{root}/{part}/" for part in ("item", "finding"))
    own = f"{case.item}/"
    for quad in case.quads:
        subject = subject_of(quad)
        if quad.predicate in _BULKY or (
            f"{subject}/".startswith(others) and not f"{subject}/".startswith(own)
        ):
            continue
        change = instead.get((subject, quad.predicate.value))
        if change is None or change.bound == "including":
            yield _moved(quad, root, copy)
    for change in changes:
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


def _moved_back(weighed: Weighed, copy: str, root: str) -> Weighed:
    """Return what was weighed of a copy as said of the letter."""

    def back(iri: str) -> str:
        return iri.replace(copy, root, 1)

    def result(each: Result) -> Result:
        lever = each.lever and replace(each.lever, subject=back(each.lever.subject))
        premises = tuple(tuple(map(back, premise)) for premise in each.premises)
        return replace(each, condition=back(each.condition), premises=premises, lever=lever)

    return replace(
        weighed,
        item=back(weighed.item),
        recommendation=back(weighed.recommendation),
        overrides=frozenset(map(back, weighed.overrides)),
        results=tuple(map(result, weighed.results)),
    )
