"""Kinds: the kinds of clinical findings that the vocabulary knows.

In:   the findings and results of ontology/vocab/findings.ttl.
Out:  `Kind`, by the IRI of its concept; what it says of a criterion.
From: imr:FindingKind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["Kind", "kinds"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of clinical finding.

    Attributes:
        results: the words for a result of which one has to stand with it, where its labels only
            name what is examined.
        is_effect: whether it is what a treatment did, or did not do.
        shown_by: the treatments of which the sentence has to name one.
        treatments: the treatments of which a mention is such a finding by itself.
        told_by: the property that such a mention has.
        speaks_for: the criteria that it helps to meet, being present.
        speaks_against: the criteria that it helps to fail, being present.
        bears_on: all criteria that it has to do with.
    """

    results: tuple[str, ...]
    is_effect: bool
    shown_by: tuple[str, ...]
    treatments: tuple[str, ...]
    told_by: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    bears_on: tuple[str, ...]

    def leans(self, *, present: bool) -> tuple[tuple[str, bool | None], ...]:
        """Return each criterion with whether the finding speaks for it being met, or neither.

        Args:
            present: whether it is so; what is not so speaks the other way.
        """
        directed = {
            **dict.fromkeys(self.speaks_for, present),
            **dict.fromkeys(self.speaks_against, not present),
        }
        return tuple((criterion, directed.get(criterion)) for criterion in self.bears_on)


@cache
def kinds(knowledge: Knowledge) -> Mapping[str, Kind]:
    """Return every kind by its IRI, in order.

    >>> from imrgraph.knowledge.knowledge import load
    >>> sign = kinds(load())["https://w3id.org/imrgraph/vocab/finding-tinel-sign"]
    >>> [(c.rpartition("/")[2], met) for c, met in sign.leans(present=False)]
    [('objective-findings', False)]
    """
    every = sorted(knowledge.facts.of_kind(IMR["FindingKind"]))
    return {iri: _kind(knowledge.facts.said_of(iri)) for iri in every}


def _kind(said: Mapping[str, tuple[str, ...]]) -> Kind:
    def values(name: str) -> tuple[str, ...]:
        return tuple(sorted(said.get(IMR[name], ())))

    return Kind(
        results=values("takesResult"),
        is_effect="true" in values("isEffect"),
        shown_by=values("shownBy"),
        treatments=values("ofTreatment"),
        told_by=next(iter(values("ofProperty")), ""),
        speaks_for=values("speaksFor"),
        speaks_against=values("speaksAgainst"),
        bears_on=tuple(
            dict.fromkeys([*values("speaksFor"), *values("speaksAgainst"), *values("bearsOn")])
        ),
    )
