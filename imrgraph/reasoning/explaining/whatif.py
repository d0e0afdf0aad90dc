"""What if: what would have followed, had something been otherwise that a person names.

In:   the explanations of a letter, the number of an item, and settings, each a name and a value.
Out:  the decisions on the item as it is, and as it would have been; what alone would flip them.
From: a setting is a fact (visits, a date), the phase, or a criterion that the reviewer would have
      found met or not met. Nothing here advises to alter a fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.errors import WhatIfError
from imrgraph.knowledge.criteria import criteria
from imrgraph.knowledge.phases import phases
from imrgraph.knowledge.terms import IMRV, local
from imrgraph.letters.text.dates import expected_day, given_day
from imrgraph.nearest import one_of
from imrgraph.reasoning.deciding.case import Bound, CaseGround, Change
from imrgraph.reasoning.deciding.counterfactuals import Counterfactual, is_flipped, supposed
from imrgraph.reasoning.deciding.criteria import looks_at
from imrgraph.reasoning.deciding.results import State, Status
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from imrgraph.reasoning.deciding.verdicts import VerdictResult
    from imrgraph.reasoning.explaining.explanation import Explanation, Explanations

__all__ = ["PHASE", "Supposition", "flips_alone", "judged", "settings_of", "suppose"]

#: The numbers and dates that can be set, each with its property and whether it is the item's.
_NUMBERS: Final = {
    "visits": "quantityRequested",
    "earlier-visits": "priorCount",
    "visits-a-week": "visitsPerWeek",
}
_DAYS: Final = {
    "injury": "injuryDate",
    "surgery": "surgeryDate",
    "request": "authorizationRequestDate",
    "date": "authorizationRequestDate",
}
#: What is set to a phase, and so to no finding.
PHASE: Final = "phase"
_FOUND: Final = {"met": True, "not-met": False}
#: The least that a number can be set to: nothing would be asked for with no visits.
_LEAST: Final = {"visits": 1, "earlier-visits": 0, "visits-a-week": 1}


@dataclass(frozen=True, slots=True)
class Supposition:
    """What follows for an item as it is, and what would have followed.

    Attributes:
        changes: by setting ("phase=acute") the facts that would have been otherwise.
        outcomes: for each basis and reading the decision as it is, and as it would have been.
        kept: the criteria on which the decisions rest by the reviewer's findings, though these are
            of what is otherwise: who knows what the reviewer would have found?
    """

    changes: dict[str, tuple[Change, ...]]
    outcomes: tuple[tuple[VerdictResult, VerdictResult], ...]
    kept: tuple[str, ...] = ()

    __repr__ = short("changes", "outcomes", "kept")


def suppose(explained: Explanations, number: int, settings: Mapping[str, str]) -> Supposition:
    """Decide an item anew, with some facts otherwise.

    Args:
        explained: the explanations of a letter.
        number: the item's.
        settings: by name: "visits", "earlier-visits", "visits-a-week" (a whole number), "injury",
            "surgery", "request" (a date, as 2015-06-10 or 06/10/2015), "phase" (a phase, which
            moves the date that it is counted from to the nearest that fits), or the code of a
            criterion ("met", "not-met").

    Raises:
        NotFoundError: the letter has no such item.
        WhatIfError: nothing of that name can be set, or not to that value; two settings are of the
            same fact; or an injury would be after the request.

    >>> from imrgraph.explaining import explain
    >>> from imrgraph.resources import folder
    >>> letter = folder("examples") / "letters" / "massage-chronic.txt"
    >>> found = suppose(explain(letter), 1, {"phase": "acute"})
    >>> [verdict.verdict.value for verdict in found.outcomes[0]]
    ['not-necessary', 'necessary']
    """
    [item] = explained.only(number).items
    setter = _Setter(explained, item, settings)
    changes = {
        f"{name}={value}": tuple(setter.changes(name, value)) for name, value in settings.items()
    }
    _expect_once(settings, changes)
    every = tuple(change for of_one in changes.values() for change in of_one)
    setter.is_in_order(settings, every)
    outcomes = tuple(
        (each, each if each.falls_with else _supposed(every, item, each)) for each in item.verdicts
    )
    return Supposition(changes, outcomes, tuple(dict.fromkeys(_kept(every, item, outcomes))))


def _kept(
    changes: tuple[Change, ...],
    item: Explanation,
    outcomes: Iterable[tuple[VerdictResult, VerdictResult]],
) -> Iterator[str]:
    """Yield the criteria that stay as the reviewer found them, of what is otherwise."""
    found = {ground.iri for ground in item.case.grounds}
    anew = {change.finding for change in changes if change.finding}
    changed = [change for change in changes if change.before != change.after]
    for result in (r for _, after in outcomes for each in after.weighed for r in each.results):
        is_found = result.condition in found or any(
            isinstance(premise, CaseGround) for premise in result.premises
        )
        looked_at = looks_at(result.criterion)
        of_it = (each for each in changed if each.property in looked_at)
        is_open = any(not _holds_all_the_more(each, result.status) for each in of_it)
        if is_found and is_open and result.criterion not in anew:
            yield result.criterion


def _holds_all_the_more(change: Change, status: Status) -> bool:
    """Say whether what is found of a number holds of another: of more what is too much."""
    if type(change.before) is not int or type(change.after) is not int:
        return False
    return (change.after < change.before) is (status is Status.MET)


def judged(item: Explanation) -> tuple[str, ...]:
    """Return the criteria of which a finding of the reviewer can be supposed, in their order."""
    spoken = (each for each in item.leading_conditions if each.weighed.state is not State.SILENT)
    named = {each.result.criterion for each in spoken}
    named |= {each.criterion for each in item.case.grounds}
    known = criteria(item.knowledge)
    return tuple(c for c, each in known.items() if c in named and each.as_found and c != PHASE)


def flips_alone(explained: Explanations, number: int) -> tuple[Counterfactual, ...]:
    """Return what, supposed alone, would have flipped the verdict that leads.

    Looked at are every finding that can be supposed, every phase, and of numbers the least; what is
    among the counterfactuals of the item already, or below a number that is, is left out. Where
    nothing flips it, what would have left it open is returned.
    """
    [item] = explained.only(number).items
    known = {_facts(each.changes) for each in item.counterfactuals}
    most = {
        each.changes[0].fact()
        for each in item.counterfactuals
        if len(each.changes) == 1 and each.changes[0].bound is Bound.AT_MOST
    }
    found: dict[frozenset[object], Counterfactual] = {}
    opens: dict[frozenset[object], Counterfactual] = {}
    for name, value in _single(item):
        try:
            supposed = suppose(explained, number, {name: value})
        except WhatIfError:
            continue
        [changes] = supposed.changes.values()
        if any(change.fact() in most for change in changes):
            continue
        before, after = supposed.outcomes[0]
        told = found if is_flipped(before.verdict, after.verdict) else opens
        if before.verdict is not after.verdict and _facts(changes) not in known:
            told.setdefault(_facts(changes), Counterfactual(changes, after.verdict))
    return tuple((found if found or known else opens).values())


def settings_of(told: Counterfactual, explained: Explanations, number: int) -> dict[str, str]:
    """Return the settings that suppose what would have changed a verdict.

    Returns:
        None of them, where nobody can set it, or where by the settings another verdict follows.

    >>> from imrgraph.explaining import explain
    >>> from imrgraph.resources import folder
    >>> found = explain(folder("examples") / "letters" / "massage-chronic.txt")
    >>> [settings_of(each, found, 1) for each in flips_alone(found, 1)][:1]
    [{'injury': '2015-06-10'}]
    """
    settings: dict[str, str] = {}
    for change in told.changes:
        name, value = _setting(change)
        if settings.setdefault(name, value) != value:
            return {}
    try:
        _, after = suppose(explained, number, settings).outcomes[0]
    except WhatIfError:
        return {}
    return settings if after.verdict is told.verdict else {}


def _setting(change: Change) -> tuple[str, str]:
    """Return the name of what is changed, if it has one, and what it is set to."""
    if change.finding:
        return change.finding, "met" if change.after else "not-met"
    facts = {fact: name for name, fact in reversed((_NUMBERS | _DAYS).items())}
    return facts.get(change.property, change.property), str(change.after)


def _single(item: Explanation) -> Iterator[tuple[str, str]]:
    """Yield each setting that is looked at by itself: its name and its value."""
    yield from ((code, value) for code in judged(item) for value in _FOUND)
    yield from ((PHASE, local(iri)) for iri in phases(item.knowledge))
    for name, least in _LEAST.items():
        now = item.case.value(_NUMBERS[name])
        if isinstance(now, int) and now > least:
            yield name, str(least)


def _facts(changes: tuple[Change, ...]) -> frozenset[object]:
    return frozenset((each.about, each.property, each.after) for each in changes)


def _supposed(
    changes: tuple[Change, ...], item: Explanation, verdict: VerdictResult
) -> VerdictResult:
    weighed = item.weighed[verdict.basis, verdict.reading]
    return supposed(changes, item.case.on(verdict.basis), weighed, verdict, item.knowledge)


def _expect_once(settings: Mapping[str, str], changes: Mapping[str, tuple[Change, ...]]) -> None:
    """Refuse two settings of the same fact, of which one would not hold.

    Raises:
        WhatIfError: there are two.
    """
    by_fact: dict[tuple[str, str], str] = {}
    for (name, value), (told, of_one) in zip(settings.items(), changes.items(), strict=True):
        for fact in dict.fromkeys((each.about, each.property) for each in of_one):
            if (other := by_fact.setdefault(fact, told)) != told:
                raise WhatIfError(name, value, f"one of it and {other}, which set the same fact")


class _Setter:
    """Turns settings into changes of the facts of one item."""

    def __init__(
        self, explained: Explanations, item: Explanation, settings: Mapping[str, str]
    ) -> None:
        self._knowledge, self._case = explained.knowledge, item.case
        asked = (name for name, fact in _DAYS.items() if fact == _DAYS["request"])
        days = [_day(name, settings[name]) for name in asked if name in settings]
        self._requested = days[0] if days else explained.requested
        asked_for = None if days else self._case.requested
        #: The first day on which it can have been asked for, where only the last is known.
        self._earliest = asked_for.earliest if asked_for else None

    def changes(self, name: str, value: str) -> Iterator[Change]:
        """Yield what has to change for `name` to be `value`."""
        if name in _NUMBERS:
            yield self._change(self._case.item, _NUMBERS[name], _whole(name, value))
        elif name in _DAYS:
            yield self._change(self._case.letter, _DAYS[name], _day(name, value))
        elif name == PHASE:
            yield self._phase(name, value)
        elif name in criteria(self._knowledge):
            yield from self._finding(name, value)
        else:
            known = sorted(criteria(self._knowledge))
            names = [*_NUMBERS, *_DAYS, PHASE]
            raise WhatIfError(name, value, one_of(name, [*names, *known]))

    def is_in_order(self, settings: Mapping[str, str], changes: tuple[Change, ...]) -> None:
        """Refuse a day that is set so that the injury would be after the request."""
        days = {each.property: each.after for each in changes}
        injury = days.get(_DAYS["injury"], self._case.day(_DAYS["injury"]))
        asked = days.get(_DAYS["request"], self._requested)
        for name in ("injury", "request", "date"):
            if name in settings and injury and asked and injury > asked:
                expected = f"a day that leaves the injury ({injury}) before the request ({asked})"
                raise WhatIfError(name, settings[name], expected)

    def _change(self, about: str, name: str, value: date | int) -> Change:
        return Change(about, name, self._case.value(name), value)

    def _phase(self, name: str, code: str) -> Change:
        """Return the nearest day on which the event would have been in a phase."""
        if self._requested is None:
            raise WhatIfError(name, code, "a letter that dates the request")
        every = phases(self._knowledge)
        phase = every.get(IMRV.base + code)
        window = phase.window(self._requested, made=self._earliest) if phase else None
        if phase is None or window is None:
            known = one_of(code, sorted(map(local, every)))
            raise WhatIfError(name, code, f"a phase that ages define on that day, {known}")
        nearest = window.last or self._requested
        return self._change(self._case.letter, phase.counted_from, nearest)

    def _finding(self, criterion: str, value: str) -> Iterator[Change]:
        """Yield the finding of the reviewer on a criterion, in place of those that there are."""
        if value not in _FOUND:
            raise WhatIfError(criterion, value, "met or not-met")
        met = _FOUND[value]
        found = [ground for ground in self._case.grounds if ground.criterion == criterion]
        for ground in found:
            yield Change(ground.iri, "met", ground.met, met, finding=criterion)
        if not found:
            ground_iri = f"{self._case.item}/ground/{criterion}"
            yield Change(ground_iri, "met", None, met, finding=criterion)


def _whole(name: str, value: str) -> int:
    least = 0 if name == "earlier-visits" else 1  # nobody asks for none
    if not value.isdecimal() or int(value) < least:
        raise WhatIfError(name, value, f"a whole number, from {least}")
    return int(value)


def _day(name: str, value: str) -> date:
    if (found := given_day(value)) is None:
        raise WhatIfError(name, value, expected_day(value))
    return found
