"""Contradictions: what the reviewer says of the file and the clinical summary tells otherwise.

In:   the case of an item, the item, its letter, the knowledge.
Out:  `Contradiction`s in both directions: what the reviewer denies and the record shows, and what
      the reviewer asserts and the record denies.
From: Cal. Lab. Code § 4610.6(h)(5), on plainly erroneous findings of fact: this names where to
      look, and calls nothing an error; what tells otherwise is told by ontology/vocab/claims.ttl.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import local
from imrgraph.letters.rationale.claims import claims
from imrgraph.letters.summary.kinds import kinds
from imrgraph.letters.text.phrases import fold
from imrgraph.reasoning.auditing.by_kind import by_kind
from imrgraph.reasoning.auditing.certainty import is_sure
from imrgraph.reasoning.auditing.hearing import Contradiction, Hearing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Item, Letter
    from imrgraph.letters.rationale.claims import Claim
    from imrgraph.reasoning.deciding.case import Case, CaseGround
    from imrgraph.reasoning.places import Evidence

__all__ = ["contradictions"]

#: The criterion on what goes along with a treatment.
_BESIDE: Final = "adjunct"
#: The criterion on what an earlier course of the treatment came to.
_EARLIER: Final = "functional-improvement"


def contradictions(
    case: Case, item: Item, letter: Letter, knowledge: Knowledge
) -> tuple[Contradiction, ...]:
    """Find what the reviewer says of the file and the summary tells otherwise.

    Only of findings that are surely the reviewer's. A finding that nothing of a kind is there is
    held against one that is; a finding that something is there, against what denies it, where
    nothing in the summary bears it out. Signs have to be of a region that has to do with the
    request, effects of the treatment requested or named. What is qualified ("no significant
    deficit", "no recent examination") contradicts nothing plainly.
    """
    hearing = Hearing(case, letter.document, knowledge)
    claimed = _Claimed(case, hearing, knowledge)
    by_claim = {
        each.ground: each
        for ground in case.grounds
        if ground.place and is_sure(ground)
        for each in claimed.held(ground, ground.place)
    }
    found = list(by_claim.values())
    for each in by_kind(hearing, item, letter, knowledge):
        if not any(_overlap(each, other) for other in found):
            found.append(each)
    return tuple(found)


def _overlap(one: Contradiction, other: Contradiction) -> bool:
    """Say whether two are told by the same words of the reviewer, or of the summary."""
    same = one.evidence.start < other.evidence.end and other.evidence.start < one.evidence.end
    return same or bool(set(one.places) & set(other.places))


@dataclass(frozen=True, slots=True)
class _Told:
    """Something that the summary tells: a clinical finding, or a treatment that was given."""

    concept: str
    treatment: str | None
    place: Evidence
    present: bool = True


class _Claimed:
    """Holds the findings on one item against the summary, by what they claim."""

    def __init__(self, case: Case, hearing: Hearing, knowledge: Knowledge) -> None:
        self._case, self._hearing, self._knowledge = case, hearing, knowledge

    def held(self, ground: CaseGround, place: Evidence) -> Iterator[Contradiction]:
        """Yield what is told otherwise than one ground."""
        words, clause = fold(place.quote), self._hearing.clause(place)
        if self._hearing.is_qualified(place) or not (ground.met or self._hearing.denies(place)):
            return
        # of several, the last one counts: one that says of itself what would tell otherwise
        for claim in sorted(claims(self._knowledge), key=lambda each: bool(each.belied_by)):
            on_it = (claim.criterion, claim.met) == (ground.criterion, ground.met)
            if not on_it or not claim.pattern.search(words):
                continue
            if claim.hedge and claim.hedge.search(clause):
                continue
            if otherwise := tuple(self._otherwise(claim, place)):
                told = tuple(dict.fromkeys((each.concept, each.present) for each in otherwise))
                places = sorted({each.place for each in otherwise})
                yield Contradiction(
                    kind=self._hearing.kind_of(told[0][0]),
                    asserted=ground.met,
                    claim=claim.iri,
                    evidence=place,
                    told=told,
                    places=tuple(map(self._hearing.quoted, places)),
                    ground=ground.iri,
                    criterion=ground.criterion,
                )

    def _otherwise(self, claim: Claim, place: Evidence) -> Iterator[_Told]:
        if claim.treatments and not claim.belied_by:
            yield from self._given(claim, place)
            return
        for_it, against = self._findings(claim, place)
        if claim.met:
            yield from () if for_it else against
            return
        both = {each.concept for each in for_it} & {each.concept for each in against}
        yield from (each for each in for_it if each.concept not in both)

    def _findings(self, claim: Claim, place: Evidence) -> tuple[list[_Told], list[_Told]]:
        """Return the clinical findings that speak for the criterion, and those against it."""
        named = {m.concept for m in self._knowledge.lexicon("findings").find(place.quote)}
        sides: tuple[list[_Told], list[_Told]] = ([], [])
        for each in self._case.findings:
            kind = each.finding.kind.value
            if kind not in (claim.belied_by or named):
                continue
            told = _Told(kind, each.finding.treatment, each.place, each.finding.present)
            if self._is_of_it(told, claim, place):
                leans = {local(c): met for c, met in each.finding.leans if met is not None}
                speaks = leans.get(claim.criterion, each.finding.present)
                sides[not speaks].append(told)
        return sides

    def _is_of_it(self, told: _Told, claim: Claim, place: Evidence) -> bool:
        """Say whether a clinical finding is of what the claim is about."""
        known = kinds(self._knowledge)[told.concept]
        if known.is_effect or known.treatments:
            return self._is_of_the_treatment(told.treatment, claim, place)
        if known.results or known.shown_by:
            asked, found = self._hearing.asked(place), self._hearing.regions(told.place)
            return not asked or (bool(found) and self._hearing.are_of_one_part(place, told.place))
        return self._hearing.are_of_one_part(place, told.place)

    def _is_of_the_treatment(self, treatment: str | None, claim: Claim, place: Evidence) -> bool:
        """Say whether an effect is of what is named, or else of what the claim is about."""
        named = {m.concept for m in self._knowledge.lexicon("treatments").find(place.quote)}
        wanted: Iterable[str] = named or claim.treatments
        if claim.criterion == _EARLIER and not wanted:
            wanted = self._case.things("requestedTreatment")
            return treatment is not None and any(
                self._knowledge.are_kin(treatment, w) for w in wanted
            )
        if treatment is None:
            return False
        return not wanted or any(self._knowledge.are_kin(treatment, each) for each in wanted)

    def _given(self, claim: Claim, place: Evidence) -> Iterator[_Told]:
        """Yield the treatments that the summary says were given, of the kinds that are named."""
        case, know = self._case, self._knowledge
        named = {m.concept for m in know.lexicon("treatments").find(place.quote)}
        wanted = [n for n in named if claim.treatments & {n, *know.broader(n)}] or claim.treatments
        # what has to go along with a treatment has not done so once it is over
        past = () if claim.criterion == _BESIDE else case.all("pastTreatment")
        for fact in (*past, *case.all("concurrentTreatment")):
            if any(each in {fact.value, *know.broader(fact.value)} for each in wanted):
                for at in fact.places:
                    yield _Told(fact.value, fact.value, at)
