"""Comparing: the values that a comparison compares, and whether it holds, computed anew.

In:   a comparison in the words of a condition query.
Out:  a `Comparison` for each relation in it.
From: ontology/conditions/*.rq, which write "12 + 3 = 15 > 6", "42 days > 30 days", or a subtraction
      of days and "; acute is an injury on or after 2015-05-11".
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Comparison", "comparisons"]

_RELATIONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": operator.eq,
    "≤": operator.le,
    "≥": operator.ge,
    ">": operator.gt,
}
# "12 + 3 = 15 > 6": the relations, with what stands between them
_RELATION = re.compile(r" ([=≤≥>]) ")
_DAY = r"\d{4}-\d\d-\d\d"
# "2015-06-10 - 2013-11-14", with a minus sign
_AGE = re.compile(rf"({_DAY}) \u2212 ({_DAY})")
# "6", "12 + 3", "42 days", "3 a week"
_SUM = re.compile(r"([\d.]+)(?: \+ ([\d.]+))?(?: [a-z ]+)?")
# "on or after 2015-05-11"
_BOUND = re.compile(rf"on or (after|before) ({_DAY})")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values, the relation between them, and whether it holds."""

    left: str
    #: "=", "≤", "≥" or ">".
    operator: str
    right: str
    holds: bool

    __repr__ = short("left", "operator", "right", "holds")


def comparisons(text: str) -> tuple[Comparison, ...]:
    r"""Return what `text` compares, each relation computed by itself.

    A bound is one on the day from which the age before it is counted. What is of another form is
    left out.

    >>> [each.holds for each in comparisons("12 + 3 = 15 > 6")]
    [True, True]
    >>> age = "2015-06-10 \N{MINUS SIGN} 2013-11-14 = 573 days"
    >>> comparisons(f"{age}; acute is an injury on or after 2015-05-11")[1]
    <Comparison left='2013-11-14', operator='≥', right='2015-05-11', holds=False>
    """
    return tuple(each for part in text.split("; ") for each in _relations(part, text))


def _relations(part: str, whole: str) -> Iterator[Comparison]:
    cut = _RELATION.split(part)
    for left, relation, right in zip(cut[::2], cut[1::2], cut[2::2], strict=False):
        yield from _compared(left, relation, right)
    start = _AGE.search(whole)
    for side, bound in _BOUND.findall(part):
        if start:
            yield from _compared(start[2], "≥" if side == "after" else "≤", bound)


def _compared(left: str, relation: str, right: str) -> Iterator[Comparison]:
    one, other = _value(left), _value(right)
    if one and other and one[0] == other[0]:
        yield Comparison(left, relation, right, _RELATIONS[relation](one[1], other[1]))


def _value(text: str) -> tuple[str, Decimal] | None:
    """Return what an expression comes to: a number, or a day.

    >>> _value("2015-06-10"), _value("12 + 3"), _value("about six")
    (('day', Decimal('735759')), ('number', Decimal('15')), None)
    """
    try:
        if age := _AGE.fullmatch(text):
            return "number", _day(age[1]) - _day(age[2])
        if total := _SUM.fullmatch(text):
            return "number", Decimal(total[1]) + Decimal(total[2] or 0)
        return "day", _day(text)
    except (ArithmeticError, ValueError):
        return None


def _day(text: str) -> Decimal:
    return Decimal(date.fromisoformat(text).toordinal())
