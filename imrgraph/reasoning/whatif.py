"""What if: what would have followed, had something been otherwise that a person names.

In:   the explanations of a letter, the number of an item, and settings, each a name and a value.
Out:  the decisions on the item as it is, and as it would have been.
From: a setting is a fact (visits, a date), the phase, or a criterion that the reviewer would have
      found met or not met. Nothing here advises to alter a fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from imrgraph.errors import WhatIfError
from imrgraph.graph.store import Store, graph_of
from imrgraph.knowledge.terms import IMR, IMRV
from imrgraph.reasoning.counterfactuals import Change, supposed
from imrgraph.reasoning.record import Record
from imrgraph.reprs import short
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.graph.store import Value
    from imrgraph.reasoning.explanation import Explanation, Explanations
    from imrgraph.reasoning.verdicts import Decision

__all__ = ["Supposition", "suppose"]

#: The numbers and dates that can be set, each with its property and whether it is the item's.
_NUMBERS: Final = {
    "visits": "quantityRequested",
    "earlier-visits": "priorCount",
    "visits-a-week": "visitsPerWeek",
}
_DAYS: Final = {"injury": "injuryDate", "surgery": "surgeryDate"}
_FOUND: Final = {"met": True, "not-met": False}


@dataclass(frozen=True, slots=True)
class Supposition:
    """What follows for an item as it is, and what would have followed.

    Attributes:
        changes: by setting ("phase=acute") the facts that would have been otherwise.
        outcomes: for each basis and reading the decision as it is, and as it would have been.
    """

    changes: dict[str, tuple[Change, ...]]
    outcomes: tuple[tuple[Decision, Decision], ...]

    __repr__ = short("changes", "outcomes")


def suppose(explained: Explanations, number: int, settings: Mapping[str, str]) -> Supposition:
    """Decide an item anew, with some facts otherwise.

    Args:
        explained: the explanations of a letter.
        number: the item's.
        settings: by name: "visits", "earlier-visits", "visits-a-week" (a whole number), "injury",
            "surgery" (a date, as 2015-06-10), "phase" (a phase, which moves the date that it is
            counted from to the nearest that fits), or the code of a criterion ("met", "not-met").

    Raises:
        NotFoundError: the letter has no such item.
        WhatIfError: nothing of that name can be set, or not to that value.

    >>> from imrgraph.pipeline import explain
    >>> letter = folder("examples") / "letters" / "massage-chronic.txt"
    >>> found = suppose(explain(letter), 1, {"phase": "acute"})
    >>> [decision.verdict.value for decision in found.outcomes[0]]
    ['not-necessary', 'necessary']
    """
    [item] = explained.only(number).items
    setter = _Setter(explained, item)
    changes = {
        f"{name}={value}": tuple(setter.changes(name, value)) for name, value in settings.items()
    }
    every = tuple(change for of_one in changes.values() for change in of_one)
    quads, knowledge = explained.quads, explained.knowledge
    outcomes = (
        (each, each if each.falls_with else supposed(every, item.item, each, quads, knowledge))
        for each in item.decisions
    )
    return Supposition(changes, tuple(outcomes))


class _Setter:
    """Turns settings into changes of the facts of one item."""

    def __init__(self, explained: Explanations, item: Explanation) -> None:
        self._knowledge, self._item = explained.knowledge, item.item
        self._requested = explained.requested
        self._letter, self._record = graph_of(explained.quads), Record(explained.quads)

    def changes(self, name: str, value: str) -> Iterator[Change]:
        """Yield what has to change for `name` to be `value`."""
        if name in _NUMBERS:
            yield self._change(self._item, _NUMBERS[name], _whole(name, value))
        elif name in _DAYS:
            yield self._change(self._letter, _DAYS[name], _day(name, value))
        elif name == "phase":
            yield self._phase(name, value)
        elif self._knowledge.value(IMRV(name).value, "sentenceWhenMet"):
            yield from self._finding(name, value)
        else:
            criteria = ", ".join(sorted(self._codes("sentenceWhenMet")))
            names = ", ".join([*_NUMBERS, *_DAYS, "phase"])
            raise WhatIfError(name, value, f"one of {names}, or a criterion: {criteria}")

    def _change(self, subject: str, name: str, value: Value, bound: str = "") -> Change:
        before = self._record.value(subject, name)
        return Change(subject, IMR(name).value, before, value, bound)

    def _phase(self, name: str, code: str) -> Change:
        if self._requested is None:
            raise WhatIfError(name, code, "a letter that dates the request")
        store = Store()
        store.add(self._knowledge.quads)
        query = (folder("ontology") / "phase-day.rq").read_text(encoding="utf-8")
        rows = store.select(query, {"code": code, "asked": self._requested})
        if not rows:
            phases = ", ".join(sorted(self._codes("countedFrom")))
            raise WhatIfError(name, code, f"a phase that ages define on that day: {phases}")
        start = str(rows[0]["start"]).removeprefix(IMR.base)
        return self._change(self._letter, start, rows[0]["day"])

    def _finding(self, criterion: str, value: str) -> Iterator[Change]:
        """Yield the finding of the reviewer on a criterion, in place of those that there are."""
        if value not in _FOUND:
            raise WhatIfError(criterion, value, "met or not-met")
        code = IMRV(criterion).value
        grounds = [str(node) for node in self._record.values(self._item, "hasGround")]
        found = [node for node in grounds if self._record.value(node, "criterion") == code]
        for ground in found:
            yield self._change(ground, "met", _FOUND[value])
        if not found:
            ground = f"{self._item}/ground/{criterion}"
            yield self._change(self._item, "hasGround", ground, "including")
            yield self._change(ground, "criterion", code)
            yield self._change(ground, "met", _FOUND[value])

    def _codes(self, name: str) -> set[str]:
        """Return the codes of the concepts that have a property."""
        every = (quad for quad in self._knowledge.quads if quad.predicate == IMR(name))
        return {str(quad.subject)[1:-1].rpartition("/")[2] for quad in every}


def _whole(name: str, value: str) -> int:
    if not value.isdecimal():
        raise WhatIfError(name, value, "a whole number, from 0")
    return int(value)


def _day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise WhatIfError(name, value, "a date, as 2015-06-10") from None
