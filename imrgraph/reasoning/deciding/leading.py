"""Leading: by which of its verdicts an item is explained.

In:   the verdicts on an item, one for each basis and reading.
Out:  the same, the one that tells most first.
From: the reviewer's own words come before the encoding, and what decides by what the letter says
      before what decides by its silence.
"""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING

from imrgraph.reasoning.deciding.case import Basis
from imrgraph.reasoning.deciding.results import Reading, Role, Status
from imrgraph.reasoning.deciding.verdicts import Verdict, decide
from imrgraph.reasoning.deciding.weighing import is_applied

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imrgraph.reasoning.deciding.results import ConditionResult
    from imrgraph.reasoning.deciding.verdicts import VerdictResult

__all__ = ["Preference", "leading_first", "preference"]


class Preference(IntEnum):
    """How much a verdict tells; the least comes first."""

    #: It follows from the guideline in the reviewer's words.
    STATED = 0
    #: It follows from the encoded guideline and what the letter says, the reviewer heard.
    SETTLED = 1
    #: It follows from what the reviewer merely finds.
    FOUND = 2
    #: It follows, or does not, from the encoded guideline.
    ENCODED = 3
    #: Nothing was weighed.
    SILENT = 4


def leading_first(verdicts: Iterable[VerdictResult]) -> tuple[VerdictResult, ...]:
    """Return the verdicts on an item, the one by which it is explained first.

    Of two that tell as much, the one given first comes first. An encoded guideline that was not
    read in its source comes after the reviewer's findings, where these come to something else.
    """
    every = tuple(verdicts)
    found = {v.verdict.outcome for v in every if preference(v) is Preference.FOUND} - {None}

    def rank(verdict: VerdictResult) -> Preference:
        told = preference(verdict)
        parts = bool(found) and verdict.verdict.outcome not in found
        unread = any(not weighed.source.is_read for weighed, _ in verdict.decisive)
        return Preference.ENCODED if told is Preference.SETTLED and parts and unread else told

    return tuple(sorted(every, key=rank))


def preference(verdict: VerdictResult) -> Preference:
    """Say how much a verdict tells."""
    if verdict.reading is Reading.ENCODED:
        heard = verdict.basis is Basis.REVIEWER
        return Preference.SETTLED if heard and _is_settled(verdict) else Preference.ENCODED
    if not verdict.weighed:
        return Preference.SILENT
    return Preference.FOUND if all(map(is_applied, verdict.weighed)) else Preference.STATED


def _is_settled(verdict: VerdictResult) -> bool:
    """Whether something follows, and the same where silence counts against no condition."""
    if verdict.verdict is Verdict.UNDETERMINED:
        return False
    weighed = [
        replace(each, results=tuple(map(_unsilenced, each.results))) for each in verdict.weighed
    ]
    return decide(weighed, verdict.basis, verdict.reading).verdict is verdict.verdict


def _unsilenced(result: ConditionResult) -> ConditionResult:
    silenced = result.absence and result.status is Status.NOT_MET and result.role is Role.CONDITION
    return replace(result, status=Status.UNKNOWN) if silenced else result
