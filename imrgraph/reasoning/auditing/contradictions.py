"""Contradictions: findings of the reviewer of which the clinical summary tells otherwise.

In:   the case of an item, the text of its letter, the knowledge.
Out:  `Contradiction`s: the reviewer's words beside those of the summary.
From: Cal. Lab. Code § 4610.6(h)(5), on plainly erroneous findings of fact: this names where to
      look, and calls nothing an error; what tells otherwise is told by ontology/vocab/claims.ttl.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import local
from imrgraph.letters.rationale.claims import claims
from imrgraph.letters.requests.regions import regions
from imrgraph.letters.summary.kinds import kinds
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.scope import scopes
from imrgraph.letters.text.sentences import sentences
from imrgraph.reasoning.auditing.bodyparts import have_to_do
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.rationale.claims import Claim
    from imrgraph.letters.text.document import Document
    from imrgraph.reasoning.deciding.case import Case, CaseGround
    from imrgraph.reasoning.places import Evidence

__all__ = ["Contradiction", "contradictions"]

#: How much of the summary before a finding may name the region that it is of.
_REACH: Final = 400
#: What the words of a finding have that say that something is not there.
_DENIES: Final = ("denies", "is not shown", "is past", "lasts")
#: The criterion on what an earlier course of the treatment came to.
_EARLIER: Final = "functional-improvement"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A finding of the reviewer, and the words of the summary that tell otherwise."""

    #: The IRI of the ground.
    ground: str
    criterion: str
    met: bool
    #: What the reviewer's words say of the file: the IRI of a claim.
    claim: str
    evidence: Evidence
    #: What the summary tells, by the IRIs of the kinds of findings or treatments.
    told: tuple[str, ...]
    places: tuple[Evidence, ...]

    __repr__ = short("criterion", "met", "claim", "evidence.quote")


def contradictions(
    case: Case, document: Document, knowledge: Knowledge
) -> tuple[Contradiction, ...]:
    """Find the findings of the reviewer of which the summary tells otherwise.

    A finding that nothing of a kind is there is held against one that is; a finding that something
    is there, against what denies it, where nothing in the summary bears it out. Signs have to be of
    a region that has to do with the request, effects of the treatment requested or named.
    """
    hearing = _Hearing(case, document, knowledge)
    found = (
        each
        for ground in case.grounds
        if ground.place
        for each in hearing.held(ground, ground.place)
    )
    return tuple({each.ground: each for each in found}.values())


@dataclass(frozen=True, slots=True)
class _Told:
    """Something that the summary tells: a clinical finding, or a treatment that was given."""

    concept: str
    treatment: str | None
    place: Evidence


class _Hearing:
    """Holds the findings on one item against the summary."""

    def __init__(self, case: Case, document: Document, knowledge: Knowledge) -> None:
        self._case, self._document, self._knowledge = case, document, knowledge

    def held(self, ground: CaseGround, place: Evidence) -> Iterator[Contradiction]:
        """Yield what is told otherwise than one ground."""
        words = fold(place.quote)
        denied = scopes(words, Span(0, len(words)), self._knowledge).holds(*_DENIES)
        # of several, the last one counts: one that says of itself what would tell otherwise
        for claim in sorted(claims(self._knowledge), key=lambda each: bool(each.belied_by)):
            on_it = (claim.criterion, claim.met) == (ground.criterion, ground.met)
            if not on_it or not (claim.met or denied) or not claim.pattern.search(words):
                continue
            if claim.hedge and claim.hedge.search(words):
                continue
            if otherwise := tuple(self._otherwise(claim, place)):
                told = tuple(dict.fromkeys(each.concept for each in otherwise))
                places = tuple(sorted({each.place for each in otherwise}))
                yield Contradiction(
                    ground.iri, ground.criterion, ground.met, claim.iri, place, told, places
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
            told = _Told(kind, each.finding.treatment, each.place)
            if self._is_of_it(told, claim, place):
                against = {local(c) for c, met in each.finding.leans if met is False}
                sides[claim.criterion in against or not each.finding.present].append(told)
        return sides

    def _is_of_it(self, told: _Told, claim: Claim, place: Evidence) -> bool:
        """Say whether a clinical finding is of what the claim is about."""
        known = kinds(self._knowledge)[told.concept]
        if known.is_effect or known.treatments:
            return self._is_of_the_treatment(told.treatment, claim, place)
        asked, found = self._asked(place), self._regions(told.place)
        anywhere = not (found or known.results or known.shown_by)
        return not asked or anywhere or have_to_do(asked, found, self._knowledge)

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
            return not wanted
        return not wanted or any(self._knowledge.are_kin(treatment, each) for each in wanted)

    def _given(self, claim: Claim, place: Evidence) -> Iterator[_Told]:
        """Yield the treatments that the summary says were given, of the kinds that are named."""
        case, know = self._case, self._knowledge
        named = {m.concept for m in know.lexicon("treatments").find(place.quote)}
        wanted = [n for n in named if claim.treatments & {n, *know.broader(n)}] or claim.treatments
        for fact in (*case.all("pastTreatment"), *case.all("concurrentTreatment")):
            if any(each in {fact.value, *know.broader(fact.value)} for each in wanted):
                for at in fact.places:
                    yield _Told(fact.value, fact.value, at)

    def _asked(self, place: Evidence) -> tuple[str, ...]:
        """Return the regions that the reviewer's words name, or else the request."""
        named = regions(self._document, Span(place.start, place.end), self._knowledge)
        if named:
            return tuple(part.value.region for part in named)
        return self._case.things("bodyRegion")

    def _regions(self, place: Evidence) -> tuple[str, ...]:
        """Return the regions nearest to a finding in its sentence, or else the last ones before."""
        near = Span(max(0, place.start - _REACH), min(len(self._document.text), place.end + _REACH))
        cut = [each for each in sentences(self._document, near) if each.start < place.end]
        for sentence in reversed(cut):
            if named := regions(self._document, sentence, self._knowledge):
                gaps = [max(n.span.start - place.end, place.start - n.span.end, 0) for n in named]
                nearest = min(gaps)
                pairs = zip(named, gaps, strict=True)
                return tuple(n.value.region for n, gap in pairs if gap == nearest)
        return ()
