"""Alternatives: what the guidelines support in place of a treatment, for the same case.

In:   the explanation of a request.
Out:  an `Alternative` for each other treatment of a like kind that is supported.
From: the same case is decided with the other treatment in it. Limits on the quantity are left open
      and told, since nobody said how much would be asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from imrgraph.knowledge.guidelines import encoded
from imrgraph.knowledge.terms import SKOS
from imrgraph.reasoning.deciding.case import Change
from imrgraph.reasoning.deciding.results import State
from imrgraph.reasoning.deciding.searching import reached, unread
from imrgraph.reasoning.deciding.verdicts import Verdict, decide
from imrgraph.reprs import short

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.results import ConditionResult, WeighedRecommendation
    from imrgraph.reasoning.explaining.explanation import Explanation

__all__ = ["Alternative", "alternatives"]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A treatment that the guidelines support for the same case."""

    treatment: str
    #: The recommendation that supports it.
    weighed: WeighedRecommendation
    #: What limits how much of it there may be.
    limits: tuple[ConditionResult, ...]

    __repr__ = short("treatment", "limits")


def alternatives(item: Explanation) -> tuple[Alternative, ...]:
    """Return the other treatments that are supported for a case, in order of their names.

    Of a like kind are therapies, active or passive, and else what the state counts to the same
    category of service: no drug is offered in place of an exercise.
    """
    know = item.knowledge
    asked = item.treatment
    if asked is None:
        return ()
    named = {treatment for each in encoded(know) if each.supports for treatment in each.treatments}
    alike = [
        each for each in named if not know.are_kin(asked, each) and _are_alike(asked, each, know)
    ]
    found = (_supported(each, item) for each in sorted(alike, key=know.label))
    return tuple(each for each in found if each)


def _supported(treatment: str, item: Explanation) -> Alternative | None:
    """Return a treatment as an alternative, if it would be necessary but for its numbers.

    A lower source supports nothing where a higher one speaks of the complaint, and was not read.
    """
    lead = item.leading
    change = Change(item.item, "requestedTreatment", item.treatment, treatment)
    case = item.case.changed([change])
    every = reached(case, item.knowledge)
    weighed = [each for each in every if each.reading is lead.reading]
    limits = {each.recommendation: tuple(r for r in each.results if r.limits) for each in weighed}
    open_ended = [
        replace(each, results=tuple(r for r in each.results if not r.limits)) for each in weighed
    ]
    verdict = decide(open_ended, lead.basis, lead.reading)
    if verdict.verdict is not Verdict.NECESSARY:
        return None
    above = min((each.rank for each in unread(case, item.knowledge)), default=None)
    about = {each.iri: each.treatments for each in encoded(item.knowledge)}
    for each in verdict.weighed:
        named = treatment in about[each.recommendation]
        doubtful = above is not None and above < each.rank
        if named and each.supports and each.state is State.APPLIES and not doubtful:
            return Alternative(treatment, each, limits[each.recommendation])
    return None


def _are_alike(one: str, other: str, knowledge: Knowledge) -> bool:
    """Say whether both are therapies, active or passive, or both of a category of service."""
    if knowledge.modality(one) and knowledge.modality(other):
        return True
    return bool(_categories(one, knowledge) & _categories(other, knowledge))


def _categories(treatment: str, knowledge: Knowledge) -> frozenset[str]:
    """Return the state's categories of service that a treatment, or a broader one, is of."""
    path = (treatment, *knowledge.broader(treatment))
    broad = SKOS("broadMatch").value
    found = (category for each in path for category in knowledge.facts.values(each, broad))
    return frozenset(found)
