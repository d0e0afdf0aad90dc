"""Weighing: which recommendations speak of a case, and how their conditions come out.

In:   a `Case`, and the knowledge.
Out:  a `WeighedRecommendation` for each that speaks of the request.
From: imrv:rule-applicable and imrv:rule-as-applied in ontology/vocab/rules.ttl; ontology/criteria/
      says the same in SPARQL.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from imrgraph.knowledge.criteria import criteria
from imrgraph.knowledge.guidelines import editions_of, encoded_for
from imrgraph.reasoning.deciding.case import Basis, Bound
from imrgraph.reasoning.deciding.criteria import judge
from imrgraph.reasoning.deciding.results import (
    ConditionResult,
    Lever,
    Reading,
    Role,
    Status,
    WeighedRecommendation,
)
from imrgraph.reasoning.places import AS_STATED, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.guidelines import Condition, Edition, Recommendation
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.case import Case, CaseCitation, CaseGround, CaseStatement

__all__ = ["as_applied", "conditions_of", "is_applied", "weigh"]

#: The rank of a guideline that the reviewer states and that is not among the encoded ones.
_FIRST = 1


def as_applied(item: str) -> str:
    """Return the IRI of the guideline as the reviewer applies it to `item`.

    >>> as_applied("https://w3id.org/imrgraph/determination/CM99-0000001/item/1")
    'https://w3id.org/imrgraph/determination/CM99-0000001/item/1/applied'
    """
    return f"{item}/applied"


def is_applied(weighed: WeighedRecommendation) -> bool:
    """Say whether it is what the reviewer applies, and no recommendation that anybody states."""
    return weighed.recommendation == as_applied(weighed.item)


def weigh(case: Case, knowledge: Knowledge) -> tuple[WeighedRecommendation, ...]:
    """Weigh every recommendation that speaks of a case.

    Args:
        case: of one item, on one basis.
        knowledge: the vocabulary and the encoded guidelines.

    Returns:
        Those encoded, in the order of their IRIs; then those that the reviewer states, if the
        basis admits them, in the order of the rationale.
    """
    encoded = tuple(_encoded(case, knowledge))
    stated = tuple(_stated(case, knowledge))
    return (*encoded, *_as_applied(case, stated, knowledge))


def conditions_of(
    weighed: WeighedRecommendation, case: Case, knowledge: Knowledge
) -> Iterator[Condition]:
    """Yield the conditions that are judged of a recommendation; findings applied are none."""
    if weighed.reading is Reading.ENCODED:
        asked = encoded_for(case.treatment or "", knowledge)
        of = next(each for each in asked if each.iri == weighed.recommendation)
        yield from (*of.scope, *of.conditions, *of.exceptions)
    else:
        for statement in case.statements:
            if statement.iri == weighed.recommendation:
                yield from statement.conditions


def _encoded(case: Case, knowledge: Knowledge) -> Iterator[WeighedRecommendation]:
    """Yield what the guidelines in force say of the treatment, or a broader one, and the region."""
    if case.treatment is None:
        return
    regions = {
        region for each in case.things("bodyRegion") for region in (each, *knowledge.broader(each))
    }
    days = case.days
    for each in encoded_for(case.treatment, knowledge):
        fits = not each.regions or regions & {*each.regions}
        if fits and each.edition.governs(days) and each.edition.holds_in(case.jurisdiction):
            yield WeighedRecommendation(
                item=case.item,
                recommendation=each.iri,
                basis=case.basis,
                reading=Reading.ENCODED,
                supports=each.supports,
                treatment=each.treatments[0],
                source=_encoded_source(each),
                rank=each.edition.rank,
                overrides=frozenset(each.overrides),
                results=tuple(_judged(each, case, knowledge)),
            )


def _encoded_source(each: Recommendation) -> Source:
    return Source(
        guideline=each.edition.guideline,
        edition=each.edition.name,
        locator=each.locator,
        status=each.status,
        place=each.provision,
        within=each.edition.iri,
    )


def _judged(each: Recommendation, case: Case, knowledge: Knowledge) -> Iterator[ConditionResult]:
    """Yield the results of the conditions of an encoded recommendation, in order of the IRI."""
    roles = {
        condition.iri: (condition, role)
        for role, conditions in (
            (Role.CONDITION, each.conditions),
            (Role.EXCEPTION, each.exceptions),
            (Role.SCOPE, each.scope),
        )
        for condition in conditions
    }
    for _, (condition, role) in sorted(roles.items(), key=lambda found: found[0]):
        yield judge(condition, case, knowledge, role)


def _stated(case: Case, knowledge: Knowledge) -> Iterator[WeighedRecommendation]:
    """Yield what the reviewer states of the treatment, once for each edition that it rests on."""
    if case.treatment is None:
        return
    path = {case.treatment, *knowledge.broader(case.treatment)}
    cited = case.statements_rest_on()
    for statement in case.statements:
        if statement.treatment in path:
            results = tuple(
                _unless_conceded(judge(each, case, knowledge), case)
                for each in statement.conditions
            )
            for edition in _editions(cited, case, knowledge):
                yield WeighedRecommendation(
                    item=case.item,
                    recommendation=statement.iri,
                    basis=case.basis,
                    reading=Reading.STATED,
                    supports=statement.supports,
                    treatment=statement.treatment,
                    source=_stated_source(cited, edition, statement),
                    rank=edition.rank if edition else _FIRST,
                    results=results,
                )


def _unless_conceded(result: ConditionResult, case: Case) -> ConditionResult:
    """Return a result that holds nothing up where the reviewer grants that it is not met."""
    granted = {each.criterion for each in case.conceded if not each.met}
    if result.status is not Status.NOT_MET or result.criterion not in granted:
        return result
    return replace(result, role=Role.CONCEDED)


def _editions(
    cited: Iterable[CaseCitation], case: Case, knowledge: Knowledge
) -> tuple[Edition | None, ...]:
    """Return the editions in force that are cited; None where no work is that is encoded."""
    days = case.days
    works = [each.citation for each in cited if each.citation.work]
    if not works:
        return (None,)
    found = {
        edition.iri: edition
        for citation in works
        for edition in editions_of(str(citation.work), knowledge)
        if edition.governs(days)
        and edition.holds_in(case.jurisdiction)
        and _is_cited(edition, citation.edition)
    }
    return tuple(found.values())


def _is_cited(edition: Edition, named: int | str | None) -> bool:
    """Whether a citation that names an edition, or none, may mean this one."""
    return named is None or edition.year is None or str(named) == str(edition.year)


def _stated_source(
    cited: tuple[CaseCitation, ...], edition: Edition | None, statement: CaseStatement | None = None
) -> Source:
    """Return the place that the reviewer cites first."""
    first = next(iter(cited), None)
    citation = first.citation if first else None
    source = citation.source.upper() if citation else "the guideline"
    locators = [*citation.sections, *(f"p. {page}" for page in citation.pages)] if citation else []
    return Source(
        guideline=(citation.guideline if citation else None) or source,
        edition=edition.name if edition else None,
        locator=", ".join(locators) or None,
        status=AS_STATED,
        words=statement.place if statement else None,
        place=first.iri if first else None,
        within=edition.iri if edition else None,
    )


def _as_applied(
    case: Case, stated: tuple[WeighedRecommendation, ...], knowledge: Knowledge
) -> tuple[WeighedRecommendation, ...]:
    """Add what the reviewer demands of the case to the guideline as the reviewer states it.

    A finding on a criterion that the reviewer states no condition of is a condition as well: the
    stated support asks for it too. Where the reviewer states no support, the findings are one.
    """
    known = {result.criterion for each in stated for result in each.results}
    asked = tuple(
        _found(ground, knowledge) for ground in case.grounds if ground.criterion not in known
    )
    if any(each.supports for each in stated):
        return tuple(
            replace(each, results=(*each.results, *asked)) if each.supports else each
            for each in stated
        )
    if not asked:
        return stated
    applied = WeighedRecommendation(
        item=case.item,
        recommendation=as_applied(case.item),
        basis=Basis.REVIEWER,
        reading=Reading.STATED,
        supports=True,
        treatment=case.treatment or "",
        source=_stated_source(case.statements_rest_on(), None),
        rank=min((each.rank for each in stated), default=_FIRST),
        results=asked,
    )
    return (*stated, applied)


def _found(ground: CaseGround, knowledge: Knowledge) -> ConditionResult:
    """Return a finding of the reviewer as a condition."""
    criterion = criteria(knowledge).get(ground.criterion)
    return ConditionResult(
        condition=ground.iri,
        criterion=ground.criterion,
        status=Status.MET if ground.met else Status.NOT_MET,
        premises=(ground,),
        limits=bool(criterion and criterion.limits_quantity),
        excuses=bool(criterion and criterion.excuses_limits),
        lever=Lever(ground.iri, "met", not ground.met, Bound.EXACTLY, ground.criterion),
    )
