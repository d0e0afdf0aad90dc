"""Discrepancies: what of a letter does not agree with itself, or with the days of the law.

In:   the case of an item, and the knowledge.
Out:  `Discrepancy`s of the item, each with the words that do not agree.
From: 8 CCR § 9792.25.1 on guidelines at variance; ontology/vocab/deadlines.ttl and the editions of
      ontology/guidelines/, each with its authority. How each is told stands with its kind in
      ontology/vocab/discrepancies.ttl.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from imrgraph.knowledge.guidelines import deadlines, editions_of
from imrgraph.knowledge.terms import IMR, local
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.case import Case, CaseCitation
    from imrgraph.reasoning.places import Evidence

__all__ = ["Discrepancy", "cited_as", "discrepancies"]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that does not agree, and where."""

    #: The notation of a kind of imrv:discrepancy-kinds: "injury-date", "late", "side", …
    kind: str
    #: What does not agree, by the names that the sentence of the kind has for it: days, numbers,
    #: texts, things by their IRIs, parts of the body.
    values: Mapping[str, tuple[Any, ...]] = field(hash=False)
    evidence: tuple[Evidence, ...]

    __repr__ = short("kind", "values")


def discrepancies(case: Case, knowledge: Knowledge) -> tuple[Discrepancy, ...]:
    """Find steps that were late, and citations at variance or out of force.

    Args:
        case: of the item, on the reviewer's basis.
        knowledge: the editions and the deadlines.
    """
    return (
        *_late(case, knowledge),
        *_out_of_force(case, knowledge),
        *_variance(case, knowledge),
    )


def _late(case: Case, knowledge: Knowledge) -> Iterator[Discrepancy]:
    for deadline in deadlines(knowledge):
        ends = [case.one(local(name)) for name in (deadline.runs_from, deadline.runs_to)]
        first, last = ends
        if first and last:
            taken = (last.value - first.value).days
            if taken > deadline.within:
                values: dict[str, tuple[Any, ...]] = {
                    "step": (deadline.name,),
                    "taken": (taken,),
                    "allowed": (deadline.within,),
                    "source": (deadline.source,),
                    "effect": (deadline.effect,),
                }
                yield Discrepancy("late", values, (*first.places[:1], *last.places[:1]))


def _variance(case: Case, knowledge: Knowledge) -> Iterator[Discrepancy]:
    cited: dict[str | None, dict[str, Evidence]] = {"claims-administrator": {}, "reviewer": {}}
    for each in case.citations:
        cited.setdefault(each.citation.by, {})[cited_as(each, knowledge)] = each.place
    theirs, reviewers = cited["claims-administrator"], cited["reviewer"]
    if theirs and reviewers and not set(theirs) & set(reviewers):
        values = {"theirs": tuple(theirs), "reviewers": tuple(reviewers)}
        yield Discrepancy("variance", values, (*theirs.values(), *reviewers.values()))


def cited_as(each: CaseCitation, knowledge: Knowledge) -> str:
    """Name what a citation cites: the encoded work, else the name printed, else the source."""
    citation = each.citation
    named = citation.guideline or citation.source.upper()
    return knowledge.label(citation.work) if citation.work else named


def _out_of_force(case: Case, knowledge: Knowledge) -> Iterator[Discrepancy]:
    """Yield the citations of editions that did not govern the request, where another one did."""
    requested, injury = case.requested, case.day("injuryDate")
    if requested and injury and requested.day < injury:
        return  # one of the two days is a slip
    for each in case.citations if requested else ():
        editions = editions_of(str(each.citation.work), knowledge)
        cited = [e for e in editions if str(e.year) == str(each.citation.edition)]
        governing = [e for e in editions if requested and e.in_force(requested.day)]
        if requested and cited and governing and not set(cited) & set(governing):
            values: dict[str, tuple[Any, ...]] = {
                "party": (_party(each),),
                "cited": (cited[0].iri,),
                "day": (requested.day,),
                "dated": (IMR(requested.fact.property).value,),
                "governing": (governing[0].iri,),
            }
            yield Discrepancy("out-of-force", values, (each.place,))


def _party(each: CaseCitation) -> str:
    return each.citation.by or "letter"
