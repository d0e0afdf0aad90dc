"""Guidelines: what is encoded for a treatment, as plain values.

In:   a treatment, a part of the body and a day.
Out:  the recommendations with their conditions, places and how sure they are; and the guidelines on
      the complaint of which nothing is encoded.
From: imrgraph.knowledge.guidelines and coverage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.knowledge.coverage import topics
from imrgraph.knowledge.guidelines import encoded_for
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import local
from imrgraph.planning.requests import Vocabulary

if TYPE_CHECKING:
    from datetime import date

    from imrgraph.knowledge.guidelines import Condition, Edition, Recommendation
    from imrgraph.serve.assisting.bounds import Answer

__all__ = ["in_force"]


def in_force(treatment: str, region: str | None, day: date | None) -> Answer:
    """Return what is encoded for a treatment, or what is broader.

    Args:
        treatment: by any of its names.
        region: only what holds for it.
        day: only what was in force for a request of that day.

    Raises:
        PlanError: a name is in no vocabulary.

    >>> from datetime import date
    >>> found = in_force("massage", "neck", date(2015, 6, 10))
    >>> [each["place"] for each in found["recommendations"]]
    ['Chronic Pain Medical Treatment Guidelines, 2009, p. 60']
    """
    know = load()
    names = Vocabulary(know)
    asked = names.treatment("treatment", treatment)
    part = names.region(region) if region else None
    kin = {asked, *know.broader(asked)}
    regions = {part, *know.broader(part)} if part else set()

    def governs(edition: Edition) -> bool:
        return day is None or edition.in_force(day)

    return {
        "treatment": local(asked),
        "region": local(part) if part else None,
        "not_encoded": [
            each.edition.name
            for each in topics(know)
            if not each.is_encoded
            and governs(each.edition)
            and (kin & {*each.treatments} or regions & {*each.regions})
        ],
        "recommendations": [
            _told(each)
            for each in encoded_for(asked, know)
            if governs(each.edition) and (not part or not each.regions or regions & {*each.regions})
        ],
    }


def _told(each: Recommendation) -> Answer:
    ends = each.edition.ends
    return {
        "recommendation": each.name,
        "for": each.supports,
        "place": f"{each.edition.name}, {each.locator}",
        "status": each.status,
        "in_force": [str(each.edition.begins), str(ends) if ends else None],
        "regions": [*map(local, each.regions)],
        "outside_of_these_it_says_nothing": [*map(_condition, each.scope)],
        "conditions": [*map(_condition, each.conditions)],
        "exceptions": [*map(_condition, each.exceptions)],
    }


def _condition(each: Condition) -> Answer:
    return {
        "criterion": each.criterion,
        "says": each.name,
        **{name: ", ".join(values) for name, values in each.parameters.items()},
    }
