"""Searching: how far the search for a recommendation goes.

In:   a `Case`, and the knowledge.
Out:  what is weighed in the sources that are reached; what is missing where none of them speaks.
From: imrv:rule-source-order: a lower source is consulted where the higher one is silent, and one
      that is known to speak is not, also where it is not known what it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.knowledge.coverage import UNKNOWN, coverage_of, topics
from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.deciding.results import Missing, Reading
from imrgraph.reasoning.deciding.verdicts import NO_DATE, NO_GUIDELINE, NO_STATEMENT
from imrgraph.reasoning.deciding.weighing import weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from imrgraph.knowledge.coverage import Coverage, Topic
    from imrgraph.knowledge.guidelines import Edition
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.case import Case
    from imrgraph.reasoning.deciding.results import WeighedRecommendation

__all__ = ["about", "covered", "reached", "silence", "unread"]


def reached(case: Case, knowledge: Knowledge) -> tuple[WeighedRecommendation, ...]:
    """Weigh every recommendation that speaks of a case, down to the source that covers it.

    Returns:
        As `weigh` does, without what a lower source says where a higher one is known to speak of
        the treatment.
    """
    lowest = min((each.edition.rank for each in covered(case, knowledge)), default=None)
    return tuple(
        each
        for each in weigh(case, knowledge)
        if lowest is None or each.reading is not Reading.ENCODED or each.rank <= lowest
    )


def silence(case: Case, reading: Reading, knowledge: Knowledge) -> Missing:
    """Return what is missing where no recommendation speaks of a case.

    A guideline that covers the treatment, or a topic on the complaint of which nothing is encoded,
    is not silent: what it says is what is missing.
    """
    if reading is Reading.STATED and not case.statements:
        return NO_STATEMENT
    if not case.requested:
        return NO_DATE
    for each in covered(case, knowledge):
        return Missing(IMRV("gap-direction").value, each.edition.iri)
    for edition in unread(case, knowledge):
        return Missing(IMRV("gap-content").value, edition.iri)
    return NO_GUIDELINE


def covered(case: Case, knowledge: Knowledge) -> tuple[Coverage, ...]:
    """Return what covers the request in a direction that is not known, the highest source first."""
    if case.treatment is None:
        return ()
    days = case.days
    found = (
        each
        for each in coverage_of(case.treatment, knowledge)
        if each.direction == UNKNOWN and _is_law(each.edition, days, case)
        if not each.regions or {*each.regions} & _regions(case, knowledge)
    )
    return tuple(sorted(found, key=lambda each: each.edition.rank))


def unread(case: Case, knowledge: Knowledge) -> Iterator[Edition]:
    """Yield the editions in force on the complaint, or the treatment, of which none is encoded."""
    return (each.edition for each in about(case, knowledge) if not each.is_encoded)


def about(case: Case, knowledge: Knowledge) -> Iterator[Topic]:
    """Yield the topics of the editions in force that are on the complaint, or the treatment."""
    asked = case.treatment
    kin = {asked, *knowledge.broader(asked)} if asked else set()
    days = case.days
    for topic in topics(knowledge):
        if not _is_law(topic.edition, days, case):
            continue
        if kin & {*topic.treatments} or {*topic.regions} & _regions(case, knowledge):
            yield topic


def _is_law(edition: Edition, days: Mapping[str, date], case: Case) -> bool:
    """Say whether an edition is in force on the days of a case, and in its state."""
    return edition.governs(days) and edition.holds_in(case.jurisdiction)


def _regions(case: Case, knowledge: Knowledge) -> set[str]:
    places = case.things("bodyRegion")
    return {region for each in places for region in (each, *knowledge.broader(each))}
