"""Terms: what is required, and what is the case, in the words of the criterion.

In:   the terms and comparisons of a condition's result.
Out:  short texts: "573 days", "not passive once chronic", "12 + 3 = 15 > 6".
From: the labels of the ontology; a comparison is written as arithmetic is.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from imrgraph.knowledge.terms import IMR, IMRV
from imrgraph.letters.letter import BodyPart
from imrgraph.reasoning.deciding.case import CaseFact
from imrgraph.reasoning.deciding.results import Absent, Amount, ConditionResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.results import Comparison, Term

__all__ = [
    "Filled",
    "actual",
    "compared",
    "comparison",
    "event",
    "ground_clause",
    "required",
    "value",
]

_MINUS: Final = "\N{MINUS SIGN}"
#: What follows the number of an amount, by its unit.
_UNITS: Final = {"visit": "", "visit-a-week": " a week", "day": " days"}
_AT_MOST: Final = "day-at-most"
_EVENTS: Final = frozenset({"injuryDate", "surgeryDate"})


def value(found: Any, knowledge: Knowledge) -> str:  # noqa: ANN401 (whatever a fact holds)
    """Name a value: a thing by its label, a part of the body with its side.

    >>> from imrgraph.knowledge.knowledge import load
    >>> value("https://w3id.org/imrgraph/vocab/not-met", load()), value(6, load())
    ('not met', '6')
    """
    if isinstance(found, Amount):
        if found.unit == _AT_MOST:
            return f"at most {found.number} days"
        return f"{found.number}{_UNITS[found.unit]}"
    if isinstance(found, Absent):
        return f"no {knowledge.label(found.kind)}"
    if isinstance(found, BodyPart):
        return " ".join(filter(None, (found.side, knowledge.label(found.region))))
    is_thing = isinstance(found, str) and knowledge.facts.said_of(found)
    return knowledge.label(found) if is_thing else str(found)


def required(terms: Sequence[Term], criterion: str, knowledge: Knowledge) -> str:
    """Say what a condition on a criterion requires; "" where it is nothing of its own."""
    names = [value(term, knowledge) for term in terms]
    if criterion in _REQUIRED and names:
        return _REQUIRED[criterion](names)
    return ", ".join(names)


_REQUIRED: Final[dict[str, Callable[[list[str]], str]]] = {
    "adjunct": lambda names: f"{names[0]} treatment beside it",
    "active-care": lambda names: f"not {' once '.join(names)}",
}


def actual(terms: Sequence[Term], criterion: str, knowledge: Knowledge) -> str:
    """Say what is the case; "" where that is not known."""
    names = [value(term, knowledge) for term in terms]
    if criterion == "active-care" and len(names) > 1:
        return f"{names[0]}, {names[1]} after the injury"
    return ", ".join(names)


class Filled:
    """What a clause is filled in with; a word after a colon says how it is put.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.knowledge.terms import IMRV
    >>> one, weekly = Amount(1, "visit"), Amount(3, "visit-a-week")
    >>> filled = [Filled([each], "visit-limit", load()) for each in (one, weekly)]
    >>> "{0:visit}, {1:visit}".format(*filled)
    '1 visit, 3 visits a week'
    >>> exercises = [IMRV("home-exercise").value, IMRV("physical-therapy").value]
    >>> "{0:and}".format(Filled(exercises, "adjunct", load()))
    'home exercise and physical therapy'
    """

    def __init__(self, terms: Sequence[Term], criterion: str, knowledge: Knowledge) -> None:
        self._terms, self._criterion, self._knowledge = terms, criterion, knowledge

    def __format__(self, spec: str) -> str:
        names = [value(term, self._knowledge) for term in self._terms]
        if spec == "and":
            return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
        told = actual(self._terms, self._criterion, self._knowledge)
        if not spec:
            return told
        first = self._terms[0]
        if isinstance(first, Amount):
            many = "" if first.number == 1 else "s"
            return f"{first.number} {spec}{many}{told.removeprefix(str(first.number))}"
        return f"{names[0]} {spec}{told.removeprefix(names[0])}"


def ground_clause(
    criterion: str,
    knowledge: Knowledge,
    *,
    met: bool,
    waived: bool = False,
    finds_none: bool = False,
) -> str:
    """Say what a reviewer finds by the words of the criterion, which need no number."""
    named = IMRV(criterion).value
    unmet = "WhenNone" if finds_none else "WhenNotMet"
    when = "WhenWaived" if waived else "WhenMet" if met else unmet
    told = knowledge.value(named, f"ground{when}") or knowledge.value(named, f"sentence{when}")
    if told and "{" not in told:
        return str(told)
    how = "need not be met" if waived else "is met" if met else "is not met"
    return f"the criterion “{knowledge.label(named)}” {how}"


def comparison(result: ConditionResult, knowledge: Knowledge) -> str:
    """Write the arithmetic of a condition, "" where there is none."""
    return "; ".join(_chained(result, knowledge))


def _chained(result: ConditionResult, knowledge: Knowledge) -> Iterator[str]:
    """Yield the steps: what goes on from the step before on one line, bounds on a day together."""
    line, bounds = "", []
    last: object = None
    for each in result.comparisons:
        if isinstance(each.right, date):
            bounds.append(f"on or {'after' if each.relation == '≥' else 'before'} {each.right}")
            continue
        if line and each.left == (last,):
            line = f"{line} {each.relation} {_side((each.right,))}"
        else:
            if line:
                yield line
            line = f"{_side(each.left)} {each.relation} {_side((each.right,))}"
        last = each.right
    if line:
        yield line
    if bounds:
        phase = value(result.required[-1], knowledge)
        event = "operation" if _counted_from(result) == "surgeryDate" else "injury"
        yield f"{phase} is an {event} {' and '.join(bounds)}"


def _side(side: Sequence[Amount | date]) -> str:
    """Write one side of a comparison.

    >>> _side((Amount(12, "visit"), Amount(3, "visit"))), _side((Amount(42, "day"),))
    ('12 + 3', '42 days')
    """
    texts = [
        f"{each.number}{_UNITS[each.unit]}" if isinstance(each, Amount) else str(each)
        for each in side
    ]
    return (f" {_MINUS} " if isinstance(side[0], date) else " + ").join(texts)


def compared(each: Comparison) -> tuple[str, str, str]:
    """Return a comparison as its left side, the relation and the right side.

    >>> from imrgraph.reasoning.deciding.results import Comparison
    >>> compared(Comparison((Amount(12, "visit"), Amount(3, "visit")), ">", Amount(6, "visit")))
    ('12 + 3', '>', '6')
    """
    return _side(each.left), each.relation, _side((each.right,))


def _counted_from(result: ConditionResult) -> str:
    """Return the property of the event from which a condition counts the time."""
    facts = (each for each in result.premises if isinstance(each, CaseFact))
    return next((each.property for each in facts if each.property in _EVENTS), "injuryDate")


def event(result: ConditionResult, knowledge: Knowledge) -> str:
    """Name the event from which a condition counts the time: the injury, or the surgery."""
    return knowledge.label(IMR(_counted_from(result)).value).removeprefix("date of ")
