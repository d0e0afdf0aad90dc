"""Answers: what a criterion finds in a case, before the absence policy has its say.

In:   nothing; the criteria make them.
Out:  `Answer`, and what several criteria make of what they find.
From: the names are those of `ConditionResult`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.deciding.results import Missing, Status

if TYPE_CHECKING:
    from imrgraph.reasoning.deciding.results import Comparison, Lever, Term

__all__ = ["Answer", "agreed", "either", "gap", "known"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a criterion finds; the names are those of `ConditionResult`."""

    status: Status = Status.UNKNOWN
    required: tuple[Term, ...] = ()
    actual: tuple[Term, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    premises: tuple[Any, ...] = ()
    missing: Missing | None = None
    #: Whether the record says nothing at all, so that the absence policy has its say.
    silent: bool = False
    lever: Lever | None = None


def either(is_met: bool) -> Status:  # noqa: FBT001 (a truth value is all there is)
    """Return met or not met."""
    return Status.MET if is_met else Status.NOT_MET


def agreed(found: set[bool]) -> Status:
    """Return what is so where all findings agree."""
    return either(found.pop()) if len(found) == 1 else Status.UNKNOWN


def gap(name: str, of: str | None = None) -> Missing:
    """Return a gap by its code, and the concept that it is about."""
    return Missing(IMRV(f"gap-{name}").value, of)


def known(*premises: Any) -> tuple[Any, ...]:  # noqa: ANN401 (a `Premise`, or None)
    """Return the premises that there are."""
    return tuple(each for each in premises if each)
