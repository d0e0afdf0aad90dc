"""Steps: which step of the search a source belongs to, by the law of a day.

In:   the rank of a source, a day, the knowledge.
Out:  a `SearchStep`, and the standards of the Labor Code in force.
From: ontology/vocab/search-steps.ttl: 8 CCR § 9792.21.1 since 2015, and what was before; Cal. Lab.
      Code § 4610.5(c)(2), which named an order of its own until 2018.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from imrgraph.knowledge.guidelines import editions_of, effective
from imrgraph.knowledge.terms import IMR, IMRG
from imrgraph.reprs import short

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["SearchStep", "standards", "step_of", "steps"]


@dataclass(frozen=True, slots=True)
class SearchStep:
    """A step of the search: the ranks of the sources that it searches, and since when."""

    iri: str
    name: str
    ranks: frozenset[int]
    begins: date
    ends: date

    __repr__ = short("name", "begins", "ends")


@cache
def steps(knowledge: Knowledge) -> tuple[SearchStep, ...]:
    """Return every step that the law has or had, in order of the IRI.

    >>> from imrgraph.knowledge.knowledge import load
    >>> sorted(rank for step in steps(load()) for rank in step.ranks)
    [1, 2, 2, 3, 3, 4, 4]
    """
    facts = knowledge.facts
    return tuple(
        SearchStep(
            iri=iri,
            name=knowledge.label(iri),
            ranks=frozenset(map(int, facts.all(iri, "searchesRank"))),
            begins=effective(knowledge, facts.one(iri, "begins")) or date.min,
            ends=effective(knowledge, facts.one(iri, "ends")) or date.max,
        )
        for iri in sorted(facts.of_kind(IMR("SearchStep").value))
    )


def step_of(rank: int, day: date, knowledge: Knowledge) -> SearchStep | None:
    """Return the step in which sources of a rank are searched on a day.

    >>> from imrgraph.knowledge.knowledge import load
    >>> [step_of(2, date(year, 1, 1), load()).iri.rpartition("/")[2] for year in (2014, 2016)]
    ['step-other-evidence', 'step-acoem-odg']
    """
    of_the_day = (step for step in steps(knowledge) if step.begins <= day < step.ends)
    return next((step for step in of_the_day if rank in step.ranks), None)


def standards(day: date, knowledge: Knowledge) -> str | None:
    """Return the edition in force of the section on the standards of necessity, by its IRI.

    >>> from imrgraph.knowledge.knowledge import load
    >>> [standards(date(year, 1, 1), load())[-4:] for year in (2017, 2018)]
    ['2013', '2018']
    """
    every = editions_of(IMRG("labor-code-4610-5").value, knowledge)
    return next((each.iri for each in every if each.in_force(day)), None)
