"""Explanations: everything that there is to say about why a decision follows, in one object.

In:   letters, and the knowledge.
Out:  one `Explanation` an item; what takes a search or a proof is worked out when it is asked for.
From: the bases and readings of a verdict are imrv:bases and imrv:readings.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from imrgraph.errors import NoItemError, NotFoundError
from imrgraph.knowledge.codes import Code
from imrgraph.knowledge.terms import IMRV, local
from imrgraph.letters.rationale.voices import sentences
from imrgraph.letters.text.phrases import fold
from imrgraph.reasoning.auditing.bodyparts import misplaced
from imrgraph.reasoning.auditing.certainty import is_firm, unread
from imrgraph.reasoning.auditing.contradictions import Claimed, contradictions
from imrgraph.reasoning.auditing.contrary import against_itself, contrary
from imrgraph.reasoning.auditing.dating import dates_that_differ
from imrgraph.reasoning.auditing.discrepancies import discrepancies
from imrgraph.reasoning.auditing.doubts import Doubts
from imrgraph.reasoning.auditing.fit import Told, misfits
from imrgraph.reasoning.auditing.grounds import compare_grounds, partings, unaddressed_facts
from imrgraph.reasoning.auditing.hearing import Hearing
from imrgraph.reasoning.auditing.on_record import on_record
from imrgraph.reasoning.auditing.passages import passages
from imrgraph.reasoning.auditing.quoting import takes_back
from imrgraph.reasoning.deciding.case import Basis, cases
from imrgraph.reasoning.deciding.counterfactuals import Counterfactuals, counterfactuals, supposed
from imrgraph.reasoning.deciding.leading import leading_first
from imrgraph.reasoning.deciding.results import Reading, Role, Status
from imrgraph.reasoning.deciding.searching import reached, silence
from imrgraph.reasoning.deciding.verdicts import (
    decide,
    fall,
)
from imrgraph.reasoning.explaining.applying import application
from imrgraph.reasoning.explaining.following import denied_within_limit
from imrgraph.reasoning.explaining.hints import hints
from imrgraph.reasoning.explaining.next_request import next_request
from imrgraph.reasoning.explaining.proof import Kind, Prover, evidence_of
from imrgraph.reasoning.explaining.sensitivity import sensitivity
from imrgraph.reasoning.explaining.turning import giving, reasons_for
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Item, Letter
    from imrgraph.reasoning.auditing.discrepancies import Discrepancy
    from imrgraph.reasoning.auditing.grounds import GroundComparison, Parting, UnaddressedFact
    from imrgraph.reasoning.auditing.hearing import Contradiction
    from imrgraph.reasoning.auditing.passages import Passage, Passages
    from imrgraph.reasoning.deciding.case import Case
    from imrgraph.reasoning.deciding.counterfactuals import Counterfactual
    from imrgraph.reasoning.deciding.results import ConditionResult, WeighedRecommendation
    from imrgraph.reasoning.deciding.verdicts import Verdict, VerdictResult
    from imrgraph.reasoning.explaining.applying import Application
    from imrgraph.reasoning.explaining.next_request import NextStep
    from imrgraph.reasoning.explaining.proof import Derivation
    from imrgraph.reasoning.explaining.sensitivity import Sensitivity
    from imrgraph.reasoning.explaining.turning import Reason
    from imrgraph.reasoning.places import Evidence

__all__ = [
    "BASES",
    "AskedBasis",
    "ExplainedCondition",
    "Explanation",
    "Explanations",
    "explain",
]

AskedBasis = Literal["record", "reviewer", "both"]
BASES: Final[tuple[AskedBasis, ...]] = ("record", "reviewer", "both")

#: The verdicts given. What the reviewer states is no part of the record.
_STATED: Final = (Basis.REVIEWER, Reading.STATED)
_ENCODED: Final = (Basis.REVIEWER, Reading.ENCODED)
_VERDICTS: Final = (_STATED, _ENCODED, (Basis.RECORD, Reading.ENCODED))


@dataclass(frozen=True, slots=True)
class ExplainedCondition:
    """One condition of one recommendation, as it came out for the item."""

    weighed: WeighedRecommendation
    result: ConditionResult
    #: The words of the letter that it rests on.
    evidence: tuple[Evidence, ...]
    #: The reviewer's words of the condition itself.
    words: Evidence | None
    #: Whether the verdict turns on it.
    decisive: bool

    __repr__ = short("result.criterion", "result.status", "decisive")

    @property
    def silences(self) -> bool:
        """Whether it leaves its recommendation with nothing to say."""
        status, role = self.result.status, self.result.role
        outside = role is Role.SCOPE and status is Status.NOT_MET
        return outside or (role is Role.EXCEPTION and status is Status.MET)


@dataclass(frozen=True)
class Explanation:
    """Why the decision on one item follows, or that it does not."""

    letter: Letter
    knowledge: Knowledge = field(repr=False)
    #: The item as it was read, and its case with the reviewer heard.
    of: Item
    case: Case = field(repr=False)
    #: One for each basis and reading; the first is the one by which the item is explained.
    verdicts: tuple[VerdictResult, ...]
    #: All that was weighed, by basis and reading.
    weighed: Mapping[tuple[Basis, Reading], tuple[WeighedRecommendation, ...]] = field(repr=False)

    __repr__ = short("number", "request", "verdict", "recorded_outcome")

    @property
    def item(self) -> str:
        """The IRI of the item."""
        return self.case.item

    @property
    def number(self) -> int:
        """The number of the item, from 1."""
        return self.of.number

    @property
    def request(self) -> str:
        """What is asked for, in the words of the letter."""
        return self.of.request.text.value

    @property
    def treatment(self) -> str | None:
        """The IRI of the treatment that is asked for."""
        return self.case.treatment

    @property
    def requested(self) -> object:
        """How much of it is asked for."""
        return self.case.value("quantityRequested")

    @property
    def recorded_outcome(self) -> str | None:
        """The outcome on record, by its code."""
        outcome = self.case.value("outcome")
        return Code(local(outcome)) if outcome else None

    @property
    def outcome_evidence(self) -> tuple[Evidence, ...]:
        """The words that state it."""
        outcome = self.case.one("outcome")
        return outcome.places if outcome else ()

    @property
    def leading(self) -> VerdictResult:
        """The verdict by which the item is explained."""
        return self.verdicts[0]

    @property
    def verdict(self) -> Verdict:
        """What follows by it."""
        return self.leading.verdict

    @cached_property
    def proofs(self) -> tuple[Derivation, ...]:
        """The proof of each verdict, in their order."""
        recorded = self.recorded_outcome
        return tuple(self._provers[each.basis].prove(each, recorded) for each in self.verdicts)

    def proof_of(self, verdict: VerdictResult) -> Derivation:
        """Return the proof of one of the verdicts."""
        return self.proofs[self.verdicts.index(verdict)]

    @property
    def proof(self) -> Derivation:
        """The proof of the verdict that leads."""
        return self.proofs[0]

    @cached_property
    def conditions(self) -> tuple[ExplainedCondition, ...]:
        """The conditions of every recommendation weighed, verdict by verdict."""
        return tuple(each for verdict in self.verdicts for each in self._conditions(verdict))

    @property
    def leading_conditions(self) -> tuple[ExplainedCondition, ...]:
        """The conditions weighed for the verdict that leads."""
        basis, reading = self.leading.basis, self.leading.reading
        return tuple(
            each
            for each in self.conditions
            if each.weighed.basis is basis and each.weighed.reading is reading
        )

    @property
    def decisive(self) -> tuple[ExplainedCondition, ...]:
        """The conditions on which that verdict turns."""
        return tuple(each for each in self.leading_conditions if each.decisive)

    @property
    def counterfactuals(self) -> tuple[Counterfactual, ...]:
        """Every smallest set of changes that would have flipped that verdict."""
        return self._searched.flips

    def unmoved(self, flip: Counterfactual) -> tuple[VerdictResult, ...]:
        """Return the verdicts by another reading, on the same basis, that a flip leaves."""
        changes, on = flip.changes, self.leading.basis
        others = (
            each
            for each in self.verdicts
            if each.basis is on
            and each.reading is not self.leading.reading
            and each.verdict is not flip.verdict
        )
        return tuple(
            each
            for each in others
            if each.falls_with
            or each.verdict
            is supposed(
                changes, self.case.on(on), self.weighed[on, each.reading], each, self.knowledge
            ).verdict
        )

    @property
    def no_effect(self) -> tuple[Counterfactual, ...]:
        """The changes that would have made no difference."""
        return self._searched.same

    @property
    def searched_up_to(self) -> int | None:
        """The most changes at once that were looked at; None where every set of them was."""
        return self._searched.up_to

    @cached_property
    def sensitivity(self) -> tuple[Sensitivity, ...]:
        """Whether that verdict stands without each thing that it assumes or makes of silence."""
        return sensitivity(self.leading, self.proof)

    @cached_property
    def grounds(self) -> tuple[GroundComparison, ...]:
        """The reviewer's grounds beside those derived."""
        return compare_grounds(self.case, self.leading)

    @property
    def unaddressed(self) -> tuple[UnaddressedFact, ...]:
        """What is on record in favour of the request, and not addressed in the rationale.

        What its sentence takes back in the next words, "a bulge, without impingement", is none.
        """
        found = (*self.weighed_in_favour, *self.answering)
        return tuple(
            each
            for each in found
            if not any(takes_back(self.letter.document, place) for place in each.evidence)
        )

    @cached_property
    def weighed_in_favour(self) -> tuple[UnaddressedFact, ...]:
        """What of it meets a condition that was weighed."""
        besides = self.weighed.get((self.leading.basis, Reading.ENCODED), ())
        weighed = (*self.leading.weighed, *besides)
        return unaddressed_facts(weighed, self.of.rationale.value, self.knowledge)

    @cached_property
    def answering(self) -> tuple[UnaddressedFact, ...]:
        """What of it speaks for a criterion that the reviewer found not met."""
        hearing = Hearing(self.case, self.of, self.letter, self.knowledge)
        claimed = Claimed(self.case, hearing, self.knowledge)
        rationale = self.of.rationale.value
        found = on_record(claimed, hearing, self.letter, rationale, self.knowledge)
        doubts = Doubts(self.of, self.letter, hearing, self.knowledge)
        told = {place.start for each in self.contradictions for place in each.places}
        return tuple(
            each
            for each in found
            if each.evidence[0].start not in told
            and self._is_own(each.answers)
            and not doubts.are_of(each)
        )

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """What the reviewer says of the file and the summary tells otherwise, either way."""
        found = contradictions(self.case, self.of, self.letter, self.knowledge)
        return tuple(each for each in found if self._is_own(each.evidence))

    def _is_own(self, place: Evidence | None) -> bool:
        """Say whether words are the reviewer's own, and no guideline's or somebody else's."""
        here = self.passages.of(place) if place else None
        if here is None or here.is_of_others:
            return here is None
        return not here.is_rule or here.finds_wanting

    @cached_property
    def contrary(self) -> tuple[Evidence, ...]:
        """What the rationale says against the outcome, where nothing of it speaks for that.

        Nothing where numbers or days give the outcome all the same.
        """
        if any(reason.condition for reason in self.reasons):
            return ()
        said, document = self.passages, self.letter.document
        return contrary(self.of, document, said, self.grounds, self.knowledge)

    @cached_property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """What of the letter does not agree with itself, or with the law."""
        return (
            *against_itself(self.recorded_outcome, self.contrary),
            *denied_within_limit(self),
            *dates_that_differ(self.case, self.of, self.letter),
            *misfits(
                self.case,
                self.weighed.get(_ENCODED, ()),
                Told(self._told_of_case, self._told_of_all),
                self.of.rationale.value,
                self.knowledge,
            ),
            *misplaced(self.case, self.of, self.letter, self.knowledge),
            *discrepancies(self.case, self.knowledge),
        )

    @property
    def misfits(self) -> tuple[Discrepancy, ...]:
        """The discrepancies that are about a guideline that does not fit."""
        return tuple(
            each
            for each in self.discrepancies
            if self.knowledge.value(IMRV(f"discrepancy-{each.kind}").value, "ofFit")
        )

    @cached_property
    def next_request(self) -> tuple[NextStep, ...]:
        """What the next request would need, where the item was denied."""
        return next_request(self)

    @cached_property
    def partings(self) -> tuple[Parting, ...]:
        """Where the two readings of the guideline part."""
        by = {(each.basis, each.reading): each for each in self.verdicts}
        return partings(by.get(_STATED), by.get(_ENCODED), self.case)

    @cached_property
    def passages(self) -> Passages:
        """The sentences of the rationale, and what they are likely to say."""
        return passages(self.of, self.letter, self.treatment, self.knowledge)

    @cached_property
    def opened(self) -> tuple[Evidence, ...]:
        """The sentences by which the reviewer of a denied item says what would do."""
        if self.recorded_outcome == "overturned":
            return ()
        return hints(self.of, self.letter.document, self.passages, self.knowledge)

    @cached_property
    def giving(self) -> tuple[Passage, ...]:
        """The sentences of the rationale that give the reason for what was decided."""
        return giving(self)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons for the outcome: as the reviewer states them, else as they were derived."""
        return reasons_for(self)

    @cached_property
    def applied(self) -> Application | None:
        """The rule that the rationale states, and the finding that it is applied to."""
        return application(self)

    @cached_property
    def unread(self) -> tuple[Evidence, ...]:
        """The sentences of the rationale that seem to find something, and were not understood."""
        return unread(self.of, self.letter)

    def is_certain(self, verdict: VerdictResult) -> bool:
        """Say whether enough was read to tell by a verdict that the outcome does not follow."""
        return not self.unread and is_firm(verdict, self.case, self.letter.document)

    @property
    def encoding_verified(self) -> bool:
        """Whether every encoded recommendation that was weighed was read in its source."""
        encoded = (c.weighed for c in self.conditions if c.weighed.reading is Reading.ENCODED)
        return all(each.source.is_read for each in encoded)

    @property
    def assumptions(self) -> tuple[Derivation, ...]:
        """What that verdict assumes, each once."""
        return self._rests_on(Kind.ASSUMPTION)

    @property
    def absences(self) -> tuple[Derivation, ...]:
        """Where the letter is silent, and what was made of it."""
        return self._rests_on(Kind.ABSENCE)

    def _told_of_case(self) -> str:
        """What the summary tells, and the rationale apart from what it says of guidelines."""
        place = self.letter.summary.place
        summary = [self.letter.document.quote(place)] if place else []
        case = (each.place.quote for each in self.passages.each if not each.is_rule)
        return " ".join([*summary, *case])

    def _told_of_all(self) -> str:
        """The same, and the rationales of the other items."""
        text = self.letter.document.text
        others = (
            sentence.span
            for item in self.letter.items
            if item.number != self.of.number
            for sentence in sentences(text, fold(text), item.rationale.span)
            if sentence.of_case
        )
        return " ".join([self._told_of_case(), *map(self.letter.document.quote, others)])

    @cached_property
    def _searched(self) -> Counterfactuals:
        lead = self.leading
        weighed = self.weighed[lead.basis, lead.reading]
        return counterfactuals(self.case.on(lead.basis), weighed, lead, self.knowledge)

    @cached_property
    def _provers(self) -> Mapping[Basis, Prover]:
        return {basis: Prover(self.case.on(basis), self.letter, self.knowledge) for basis in Basis}

    def _conditions(self, verdict: VerdictResult) -> Iterator[ExplainedCondition]:
        turning = {(w.recommendation, r.condition) for w, r in verdict.decisive}
        prover = self._provers[verdict.basis]
        for weighed in verdict.weighed:
            for result in weighed.results:
                yield ExplainedCondition(
                    weighed=weighed,
                    result=result,
                    evidence=evidence_of(result),
                    words=prover.words(result),
                    decisive=(weighed.recommendation, result.condition) in turning,
                )

    def _rests_on(self, kind: Kind) -> tuple[Derivation, ...]:
        steps = (step for step in self.proof.walk() if step.kind is kind)
        return tuple({step.of: step for step in steps}.values())


@dataclass(frozen=True, slots=True)
class Explanations:
    """The explanations of one letter, in the order of its items."""

    letter: Letter
    knowledge: Knowledge = field(repr=False)
    basis: AskedBasis
    #: The day taken for the request; None where the letter dates nothing.
    requested: date | None
    items: tuple[Explanation, ...]

    __repr__ = short("letter.case_number.value", "basis", "items")

    def only(self, number: int) -> Explanations:
        """Return the same, of the item `number` alone.

        Raises:
            NotFoundError: the letter has no such item.
        """
        kept = tuple(item for item in self.items if item.number == number)
        if not kept:
            numbers = tuple(str(item.number) for item in self.items)
            wanted = f"an item of the number {number}"
            raise NotFoundError(self.letter.document.name, wanted, numbers)
        return replace(self, items=kept)

    def render(self, form: str = "text", level: Literal["verdict", "page", "full"] = "page") -> str:
        """Return the explanations in a format that `imrgraph explain --format` takes.

        >>> from imrgraph.explaining import explain
        >>> from imrgraph.resources import folder
        >>> why = explain(folder("examples") / "letters" / "massage-chronic.txt")
        >>> why.render("text", "verdict").startswith("1. Deep tissue massage therapy")
        True
        """
        # Renderings are built on explanations: that way round only when one is asked for.
        from imrgraph.export.explanations import render  # noqa: PLC0415

        return render(self, form, level)

    def _repr_html_(self) -> str:
        """Return the explanations as a notebook shows them."""
        from imrgraph.reasoning.rendering.as_html import as_fragment  # noqa: PLC0415

        return as_fragment(self)


def explain(letter: Letter, knowledge: Knowledge, basis: AskedBasis = "both") -> Explanations:
    """Explain every item of a letter.

    Args:
        letter: as `letters.read` gives it.
        knowledge: the vocabulary and the encoded guidelines.
        basis: "record" to decide on the record alone, "reviewer" to decide on what the reviewer
            found besides, or "both".

    Raises:
        NoItemError: no item was read; the warnings of the reading say how that may be.
    """
    if not letter.items:
        raise NoItemError(letter.document.name, "; ".join(("none", *letter.told_warnings)))
    wanted = [each for each in _VERDICTS if basis == "both" or each[0].startswith(basis)]
    every = cases(letter)
    weighed = {case.item: _by_reading(case, wanted, knowledge) for case in every}
    decided = {
        case.item: {
            each: _decide(case, each, weighed[case.item][each], knowledge) for each in wanted
        }
        for case in every
    }
    items = (
        Explanation(
            letter=letter,
            knowledge=knowledge,
            of=item,
            case=case,
            verdicts=leading_first(_fallen(case, each, decided) for each in wanted),
            weighed=weighed[case.item],
        )
        for item, case in zip(letter.items, every, strict=True)
    )
    requested = every[0].requested
    return Explanations(
        letter, knowledge, basis, requested.day if requested else None, tuple(items)
    )


def _by_reading(
    case: Case, wanted: Iterable[tuple[Basis, Reading]], knowledge: Knowledge
) -> dict[tuple[Basis, Reading], tuple[WeighedRecommendation, ...]]:
    """Weigh a case on each basis, and sort what was weighed by reading."""
    kinds = tuple(wanted)
    found = {basis: reached(case.on(basis), knowledge) for basis in dict(kinds)}
    return {
        (basis, reading): tuple(each for each in found[basis] if each.reading is reading)
        for basis, reading in kinds
    }


def _decide(
    case: Case,
    kind: tuple[Basis, Reading],
    weighed: tuple[WeighedRecommendation, ...],
    knowledge: Knowledge,
) -> VerdictResult:
    """Decide by what was weighed; where it is nothing, say of what there is none."""
    basis, reading = kind
    return decide(weighed, basis, reading, silence(case, reading, knowledge))


def _fallen(
    case: Case,
    kind: tuple[Basis, Reading],
    decided: Mapping[str, Mapping[tuple[Basis, Reading], VerdictResult]],
) -> VerdictResult:
    """Let the item fall with the operation that it goes along with."""
    verdict = decided[case.item][kind]
    operation = case.value("dependsOn")
    if operation not in decided:
        return verdict
    return fall(verdict, operation, decided[operation][kind])
