"""On record: clinical findings that speak for what the reviewer found wanting.

In:   what hears the case of an item, the case, the text of the rationale, the knowledge.
Out:  `UnaddressedFact`s, of criteria that the reviewer found not met, and that the rationale does
      not mention.
From: what a finding speaks for stands with its kind in ontology/vocab/findings.ttl.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV, local
from imrgraph.letters.summary.kinds import kinds
from imrgraph.reasoning.auditing.grounds import UnaddressedFact, spaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.auditing.hearing import Hearing
    from imrgraph.reasoning.deciding.case import Case, CaseFinding, CaseGround

__all__ = ["on_record"]

#: The criteria on what a treatment came to: of an earlier course, and of milder care.
_EARLIER: Final = "functional-improvement"
_MILDER: Final = "conservative-care"
#: The criteria that a clinical finding alone can answer; what calls for a treatment is its own.
_OF_FACT: Final = frozenset({"objective-findings", _EARLIER, _MILDER})
_THERAPY: Final = frozenset(IMRV(name).value for name in ("active-therapy", "passive-therapy"))


def on_record(
    hearing: Hearing, case: Case, rationale: str, knowledge: Knowledge
) -> tuple[UnaddressedFact, ...]:
    """Find the clinical findings that speak for a criterion that the reviewer found not met.

    They are of the part of the body that is asked about; what a treatment came to, of the treatment
    asked for, or of another one where milder care is wanted.
    """
    words = spaced(rationale)
    found: dict[tuple[str, bool], UnaddressedFact] = {}
    for ground in case.grounds:
        sure = ground.likelihood is None and ground.reader is None
        if ground.met or ground.place is None or not sure or ground.criterion not in _OF_FACT:
            continue
        for told in _speaking(hearing, case, ground, knowledge):
            place = hearing.quoted(told.place)
            if spaced(told.place.quote) not in words and not hearing.is_faint(told.place):
                key = told.finding.kind.value, told.finding.present
                found.setdefault(key, UnaddressedFact(told, ground.criterion, (place,)))
    return tuple(found.values())


def _speaking(
    hearing: Hearing, case: Case, ground: CaseGround, knowledge: Knowledge
) -> Iterator[CaseFinding]:
    """Yield the findings that speak for the criterion of a ground."""
    for told in case.findings:
        leaning = {local(iri): met for iri, met in told.finding.leans}
        if not leaning.get(ground.criterion) or ground.place is None:
            continue
        kind = kinds(knowledge)[told.finding.kind.value]
        if knowledge.value(told.finding.kind.value, "isSoft") and not _is_therapy(case, knowledge):
            continue
        if kind.is_effect or kind.treatments:
            if _is_of_care(told, case, ground.criterion, knowledge):
                yield told
        elif hearing.regions(told.place) and hearing.are_of_one_part(ground.place, told.place):
            yield told


def _is_therapy(case: Case, knowledge: Knowledge) -> bool:
    """Say whether therapy is asked for, which a tender or stiff part calls for by itself."""
    asked = case.treatment
    return asked is not None and not _THERAPY.isdisjoint({asked, *knowledge.broader(asked)})


def _is_of_care(told: CaseFinding, case: Case, criterion: str, knowledge: Knowledge) -> bool:
    """Say whether what a treatment came to is of the treatment that the criterion is about."""
    treatment, asked = told.finding.treatment, case.treatment
    if treatment is None or asked is None:
        return False
    both = ({each, *knowledge.broader(each)} for each in (treatment, asked))
    is_therapy = not any(_THERAPY.isdisjoint(each) for each in both)
    is_own = is_therapy or knowledge.are_kin(treatment, asked)
    return is_own if criterion == _EARLIER else criterion == _MILDER and not is_own
