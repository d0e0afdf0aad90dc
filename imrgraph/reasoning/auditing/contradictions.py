"""Contradictions: what the reviewer says of the file and the clinical summary tells otherwise.

In:   the case of an item, the item, its letter, the knowledge.
Out:  `Contradiction`s in both directions: what the reviewer denies and the record shows, and what
      the reviewer asserts and the record denies.
From: Cal. Lab. Code § 4610.6(h)(5), on plainly erroneous findings of fact: this names where to
      look, and calls nothing an error; what tells otherwise is told by ontology/vocab/claims.ttl.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV, local
from imrgraph.letters.letter import Voice
from imrgraph.letters.rationale.claims import claims_at
from imrgraph.letters.summary.kinds import kinds
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.phrases import fold
from imrgraph.reasoning.auditing.by_kind import by_kind
from imrgraph.reasoning.auditing.by_treatment import by_treatment
from imrgraph.reasoning.auditing.certainty import is_sure
from imrgraph.reasoning.auditing.doubts import Doubts
from imrgraph.reasoning.auditing.hearing import Contradiction, Hearing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Item, Letter
    from imrgraph.letters.rationale.claims import Claim
    from imrgraph.reasoning.deciding.case import Case, CaseFinding, CaseGround
    from imrgraph.reasoning.places import Evidence

__all__ = ["Claimed", "contradictions"]

#: The criterion on what goes along with a treatment.
_BESIDE: Final = "adjunct"
#: The criterion on what an earlier course of the treatment came to.
_EARLIER: Final = "functional-improvement"
#: The criteria on what comes first, which the reviewer has to name, and on an operation, which is
#: not the one that is asked for.
_FIRST: Final = "first-line-therapy"
_PLAN: Final = "surgical-plan"
#: The property of which two values may tell of relief, and what gives it.
_SCORE: Final = "score"
_DRUG: Final = IMRV("medication").value
_MEDICATED: Final = re.compile(r"\b(?:medications?|medicines?|meds|drugs?|tablets?|pills?)\b")
# "from 9/10 to 5/10", "8/10 without and 4/10 with", "4/10 with and 8/10 without"
_RATED: Final = r"(?:\d{1,2}\s*-\s*)?(\d{1,2})\s*(?:/|out\s+of)\s*10"
_FELL: Final = re.compile(
    rf"\bfrom\s+(?:an?\s+)?{_RATED}\s+(?:down\s+)?to\s+(?:an?\s+)?{_RATED}"
    rf"|{_RATED}\s+without\b[^.;]{{0,40}}?{_RATED}\s+with\b",
    re.IGNORECASE,
)
_FELL_BACK: Final = re.compile(
    rf"{_RATED}\s+with\b(?!out)[^.;]{{0,40}}?{_RATED}\s+without\b", re.IGNORECASE
)
#: What is of the part that its sentence names.
_TEST: Final = IMRV("diagnostic-test").value
_NONE: Final = (Span(0, 0), None)
#: What is said of things that are not plainly so.
_DOUBTING: Final = frozenset({"denies", "is not shown", "leaves open", "is past", "of another"})
#: The kind of findings that a treatment made the worker do more.
_GAIN: Final = IMRV("finding-functional-gain").value
#: So many sentences back the treatment may be named that made the worker do more.
_NEAR: Final = 2


def contradictions(
    case: Case, item: Item, letter: Letter, knowledge: Knowledge
) -> tuple[Contradiction, ...]:
    """Find what the reviewer says of the file and the summary tells otherwise.

    Only what the reviewer says of the case. That nothing of a kind is there is held against one
    that is; a finding that something is there, against what denies it, where nothing in the summary
    bears it out. Signs have to be of a region that has to do with the request, effects of the
    treatment requested or named. What is qualified ("no significant deficit", "no recent
    examination") contradicts nothing plainly; nor does what there is any doubt about.
    """
    hearing = Hearing(case, item, letter, knowledge)
    claimed = Claimed(case, hearing, knowledge)
    doubts = Doubts(item, letter, hearing, knowledge)
    found: list[Contradiction] = []
    for each in (
        *by_treatment(case, hearing, letter, knowledge),
        *claimed.denied(letter),
        *claimed.asserted(letter),
        *claimed.affirmed(letter),
        *by_kind(hearing, letter, knowledge),
    ):
        doubted = any(
            doubts.are_about(each.evidence, place, each.kind, denied=not each.asserted)
            for place in each.places
        )
        if not doubted and not any(_overlap(each, other) for other in found):
            found.append(each)
    return tuple(found)


def _overlap(one: Contradiction, other: Contradiction) -> bool:
    """Say whether two are told by the same words of the reviewer, or of the summary."""
    same = one.evidence.start < other.evidence.end and other.evidence.start < one.evidence.end
    return same or bool(set(one.places) & set(other.places))


@dataclass(frozen=True, slots=True)
class Told:
    """Something that the summary tells: a clinical finding, or a treatment that was given."""

    concept: str
    treatment: str | None
    place: Evidence
    present: bool = True
    #: The clinical finding, where it is one.
    finding: CaseFinding | None = None


class Claimed:
    """Holds what the reviewer says on one item against the summary, by what it claims."""

    def __init__(self, case: Case, hearing: Hearing, knowledge: Knowledge) -> None:
        self._case, self._hearing, self._knowledge = case, hearing, knowledge

    def denials(self, letter: Letter) -> Iterator[tuple[Claim, Evidence]]:
        """Yield what the reviewer's own sentences deny, by the claims, without what is hedged.

        Of several claims in the same words, the last one counts: one that says of itself what would
        tell otherwise.
        """
        folded = fold(letter.document.text)
        for span, read in self._hearing.own():
            if not read.holds("denies", "is not shown"):
                continue
            found = claims_at(folded, span, self._knowledge, met=False)
            for at, claim in sorted(found, key=lambda each: not each[1].belied_by):
                if not self._hearing.is_denied(at, read):
                    continue
                place = self._hearing.at(at)
                if not (self._is_hedged(claim, place) or self._hearing.is_conditional(at, span)):
                    yield claim, place

    def denied(self, letter: Letter) -> Iterator[Contradiction]:
        """Yield what is denied and told otherwise."""
        for claim, place in self.denials(letter):
            if not self._hearing.is_qualified(place):
                yield from self._held(claim, place)

    def asserted(self, letter: Letter) -> Iterator[Contradiction]:
        """Yield what a sure ground asserts of the case, and the summary denies."""
        folded = fold(letter.document.text)
        own = list(self._hearing.own())
        for ground in self._case.grounds:
            if not ground.met or ground.place is None or not is_sure(ground):
                continue
            start, end = ground.place.start, ground.place.end
            span, read = next((each for each in own if each[0].start <= start < each[0].end), _NONE)
            if read is None or read.says(Span(start, end)) & {"leaves open", "denies"}:
                continue
            if self._hearing.wants_other(ground.place):
                continue
            first: dict[Claim, Span] = {}
            for at, claim in claims_at(folded, Span(start, end), self._knowledge, met=True):
                first.setdefault(claim, at)
            for claim, at in first.items():
                of_it = claim.criterion == ground.criterion
                if of_it and not self._hearing.is_conditional(at, span):
                    yield from self._held(claim, ground.place)

    def affirmed(self, letter: Letter) -> Iterator[Contradiction]:
        """Yield what the reviewer's own sentences affirm, and the summary denies in some words."""
        folded = fold(letter.document.text)
        for span, read in self._hearing.own():
            for at, claim in claims_at(folded, span, self._knowledge, met=True):
                if claim.told_by is None or read.says(at) & _DOUBTING:
                    continue
                place = self._hearing.at(at)
                if self._is_hedged(claim, place) or self._hearing.is_conditional(at, span):
                    continue
                if not (self._hearing.wants_other(place) or self._hearing.is_negated(place)):
                    yield from self._held(claim, place)

    def _is_hedged(self, claim: Claim, place: Evidence) -> bool:
        """Say whether the clause of a claim has words beside which nothing is held against it."""
        return bool(claim.hedge and claim.hedge.search(self._hearing.clause(place)))

    def _held(self, claim: Claim, place: Evidence) -> Iterator[Contradiction]:
        """Yield what is told otherwise than a claim."""
        otherwise = tuple(self.otherwise(claim, place))
        if not otherwise:
            return
        told = tuple(dict.fromkeys((each.concept, each.present) for each in otherwise))
        places = self._hearing.all_quoted(each.place for each in otherwise)
        evidence = self._hearing.quoted(place)
        ground = self._ground(claim, evidence)
        yield Contradiction(
            kind=self._hearing.kind_of(told[0][0]),
            asserted=claim.met,
            claim=claim.iri,
            evidence=evidence,
            told=told,
            places=places,
            ground=ground.iri if ground else None,
            criterion=ground.criterion if ground else None,
        )

    def _ground(self, claim: Claim, said: Evidence) -> CaseGround | None:
        """Return the ground that a claim is made by, where it is one."""
        wanted = claim.criterion, claim.met
        return next(
            (
                each
                for each in self._case.grounds
                if each.place
                and (each.criterion, each.met) == wanted
                and said.start <= each.place.start < said.end
            ),
            None,
        )

    def otherwise(self, claim: Claim, place: Evidence) -> Iterator[Told]:
        """Yield what the summary tells otherwise than a claim."""
        if claim.property:
            yield from self._eased() if claim.property == _SCORE else self._valued(claim)
            return
        if claim.treatments and not claim.belied_by:
            yield from self._given(claim, place)
            return
        for_it, against = self._findings(claim, place)
        if claim.met:
            yield from () if for_it else against
            return
        both = {each.concept for each in for_it} & {each.concept for each in against}
        yield from (each for each in for_it if each.concept not in both)
        if claim.belied_by == {_GAIN}:
            yield from self._regained()

    def is_told_both_ways(self, claim: Claim, place: Evidence) -> bool:
        """Say whether one sentence of the summary bears a claim out, and another does not."""
        for_it, against = (
            {self._hearing.quoted(each.place).start for each in side}
            for side in self._findings(claim, place)
        )
        return bool(for_it and against - for_it)

    def _valued(self, claim: Claim) -> Iterator[Told]:
        """Yield where the record gives a value of the property that a claim is about."""
        for fact in self._case.all(claim.property):
            for place in fact.places:
                if place.voice == Voice.RECORD and not self._hearing.is_faint(place):
                    yield Told(self._case.treatment or claim.iri, None, place)

    def _eased(self) -> Iterator[Told]:
        """Yield where the summary rates the pain lower with the drug that is asked for."""
        asked, find = self._case.treatment, self._knowledge.lexicon("treatments").find
        if asked is None or _DRUG not in {asked, *self._knowledge.broader(asked)}:
            return
        for each in self._case.findings:
            if each.finding.score is None:
                continue
            said = self._hearing.quoted(each.place)
            named = [match.concept for match in find(said.quote)]
            of_it = any(self._knowledge.are_kin(asked, name) for name in named)
            if (of_it or (not named and _MEDICATED.search(fold(said.quote)))) and _falls(
                said.quote
            ):
                yield Told(each.finding.kind.value, asked, each.place, finding=each)

    def _regained(self) -> Iterator[Told]:
        """Yield where the summary says that the worker does more, by the treatment asked for.

        It is the one that the sentence names, or the last one before; a drug has to be named there.
        """
        asked, find = self._case.treatment, self._knowledge.lexicon("treatments").find
        if asked is None:
            return
        is_drug = _DRUG in {asked, *self._knowledge.broader(asked)}
        for place, near in self._hearing.does_again(0 if is_drug else _NEAR, with_it=is_drug):
            each_named = ({match.concept for match in find(said.quote)} for said in near)
            named = next(filter(None, each_named), set())
            of_it = named and all(self._knowledge.are_kin(asked, each) for each in named)
            if of_it or (is_drug and not named and _MEDICATED.search(fold(near[0].quote))):
                yield Told(_GAIN, asked, place)

    def _findings(self, claim: Claim, place: Evidence) -> tuple[list[Told], list[Told]]:
        """Return the clinical findings that speak for the criterion, and those against it."""
        named = {m.concept for m in self._knowledge.lexicon("findings").find(place.quote)}
        sides: tuple[list[Told], list[Told]] = ([], [])
        for each in self._case.findings:
            kind = each.finding.kind.value
            if kind not in (claim.belied_by or named):
                continue
            told = Told(kind, each.finding.treatment, each.place, each.finding.present, each)
            if not self._is_told(each, claim):
                continue
            for_all = claim.met and claim.told_by and each.finding.present
            if self._is_of_it(told, claim, place) and (for_all or not self._is_only_felt(each)):
                leans = {local(c): met for c, met in each.finding.leans if met is not None}
                speaks = leans.get(claim.criterion, each.finding.present)
                sides[not speaks].append(told)
        return sides

    def _is_told(self, each: CaseFinding, claim: Claim) -> bool:
        """Say whether a finding is told in the words that a claim wants.

        What is affirmed is borne out in whatever words; the result of an examination denies it in
        some, a complaint by the worker's own word.
        """
        if not claim.met or claim.told_by is None:
            return self._hearing.tells(each.place, claim.told_by)
        if each.finding.present:
            return True
        if all(kinds(self._knowledge)[kind].results for kind in claim.belied_by):
            return bool(claim.told_by.search(fold(self._hearing.quoted(each.place).quote)))
        return self._hearing.disowns(each.place, claim.told_by)

    def _is_only_felt(self, each: CaseFinding) -> bool:
        """Say whether a finding is none: the worker alone tells of a sign, or it is denied."""
        kind = each.finding.kind.value
        if kinds(self._knowledge)[kind].told_by and self._hearing.is_denied_there(each.place):
            return True
        told = self._hearing.kind_of(kind) == "sign" and self._hearing.is_complained_of(each.place)
        return told or self._hearing.is_faint(each.place)

    def _is_of_it(self, told: Told, claim: Claim, place: Evidence) -> bool:
        """Say whether a clinical finding is of what the claim is about."""
        known = kinds(self._knowledge)[told.concept]
        if known.is_effect or known.treatments:
            return self._is_of_the_treatment(told.treatment, claim, place)
        if known.results or known.shown_by:
            asked, found = self._hearing.asked(place), self._hearing.parts(told.place, told.concept)
            if asked and not found:
                return False
            if not asked and self._knowledge.value(told.concept, "isSoft"):
                return False
        return self._hearing.are_of_one_part(place, told.place, told.concept)

    def _is_of_the_treatment(self, treatment: str | None, claim: Claim, place: Evidence) -> bool:
        """Say whether an effect is of what is named, or else of what the claim is about."""
        named = self._named(place)
        if claim.criterion == _FIRST and not named:
            return False
        if claim.criterion == _PLAN and treatment in self._case.asked:
            return False
        wanted: Iterable[str] = named or claim.treatments
        if claim.criterion == _EARLIER and not wanted:
            wanted = self._case.things("requestedTreatment")
            return treatment is not None and any(
                self._knowledge.are_kin(treatment, w) for w in wanted
            )
        if treatment is None:
            return False
        return not wanted or any(self._knowledge.are_kin(treatment, each) for each in wanted)

    def _named(self, place: Evidence) -> set[str]:
        """Return the treatments that the clause of some words names, or else their sentence."""
        find = self._knowledge.lexicon("treatments").find
        around = self._hearing.in_clause(place), self._hearing.quoted(place)
        named = ({match.concept for match in find(each.quote)} for each in around)
        return next(filter(None, named), set())

    def _given(self, claim: Claim, place: Evidence) -> Iterator[Told]:
        """Yield the treatments that the summary says were given, of the kinds that are named."""
        case, know, named = self._case, self._knowledge, self._named(place)
        wanted = [n for n in named if claim.treatments & {n, *know.broader(n)}] or claim.treatments
        # what has to go along with a treatment has not done so once it is over
        past = () if claim.criterion == _BESIDE else case.all("pastTreatment")
        for fact in (*past, *case.all("concurrentTreatment")):
            above = {fact.value, *know.broader(fact.value)}
            for at in fact.places if not above.isdisjoint(wanted) else ():
                if _TEST not in above or self._is_of_a_part(place, at):
                    yield Told(fact.value, fact.value, at)

    def _is_of_a_part(self, said: Evidence, told: Evidence) -> bool:
        """Say whether the summary names the part of a test, and it is that of the reviewer."""
        return bool(self._hearing.parts(told)) and self._hearing.are_of_one_part(said, told)


def _falls(words: str) -> bool:
    """Say whether words rate the pain lower than it was, or than it is without something.

    >>> _falls("Pain is 8/10 without and 4/10 with Norco"), _falls("7/10, from 6/10 to 7/10")
    (True, False)
    """
    fell = [tuple(map(int, filter(None, each.groups()))) for each in _FELL.finditer(words)]
    fell += [tuple(map(int, each.groups()))[::-1] for each in _FELL_BACK.finditer(words)]
    return bool(fell) and all(before > after for before, after in fell)
