"""Explanations: everything that there is to say about why a decision follows, in one object.

In:   letters, and the knowledge.
Out:  one `Explanation` an item; its renderings are in `render`.
From: the bases and readings of a verdict are imrv:bases and imrv:readings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from imrgraph.errors import NotFoundError
from imrgraph.graph.describe import describe
from imrgraph.graph.store import graph_of
from imrgraph.knowledge.terms import IMR
from imrgraph.letters.letter import Voice
from imrgraph.reasoning.audit import grounds, partings, unaddressed
from imrgraph.reasoning.bodyparts import misplaced
from imrgraph.reasoning.contradictions import contradicted
from imrgraph.reasoning.counterfactuals import Case, counterfactuals
from imrgraph.reasoning.discrepancies import discrepancies
from imrgraph.reasoning.proof import Prover
from imrgraph.reasoning.record import Record
from imrgraph.reasoning.rendering.as_html import as_fragment
from imrgraph.reasoning.sensitivity import sensitivity, stands_in_silence
from imrgraph.reasoning.verdicts import NO_DATE, NO_GUIDELINE, NO_STATEMENT, Verdict, decide, fall
from imrgraph.reasoning.weighing import Role, Status, as_applied, local, weigh
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from imrgraph.graph.store import Quads, Value
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.document import Document
    from imrgraph.letters.letter import Letter
    from imrgraph.reasoning.audit import Ground, Parting, Unaddressed
    from imrgraph.reasoning.contradictions import Contradicted
    from imrgraph.reasoning.counterfactuals import Counterfactual, Found
    from imrgraph.reasoning.discrepancies import Discrepancy
    from imrgraph.reasoning.proof import Source, Step
    from imrgraph.reasoning.record import Evidence
    from imrgraph.reasoning.sensitivity import Sensitivity
    from imrgraph.reasoning.verdicts import Decision
    from imrgraph.reasoning.weighing import Result, Weighed, Weighing

__all__ = ["BASES", "Basis", "Condition", "Explanation", "Explanations", "explain", "explain_said"]

Basis = Literal["record", "reviewer", "both"]
BASES: tuple[Basis, ...] = ("record", "reviewer", "both")

#: The verdicts given. What the reviewer states is no part of the record.
_VERDICTS = (
    ("reviewer-basis", "stated-reading"),
    ("reviewer-basis", "encoded-reading"),
    ("record-basis", "encoded-reading"),
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of one recommendation, as it came out for the item."""

    recommendation: str
    source: Source
    supports: bool
    state: str
    basis: str
    reading: str
    result: Result
    sentence: str
    evidence: tuple[Evidence, ...]
    words: Evidence | None
    decisive: bool

    __repr__ = short("result.criterion", "result.status", "source.guideline", "decisive")

    @property
    def silences(self) -> bool:
        """Whether it leaves its recommendation with nothing to say."""
        status, role = self.result.status, self.result.role
        outside = role is Role.SCOPE and status is Status.NOT_MET
        return outside or (role is Role.EXCEPTION and status is Status.MET)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the decision on one item follows, or that it does not."""

    item: str
    number: int
    request: str
    treatment: str | None
    recorded_outcome: str | None
    outcome_evidence: tuple[Evidence, ...]
    #: One for each basis and reading; the first is the one that the explanation is told by.
    decisions: tuple[Decision, ...]
    requested: Value | None
    conditions: tuple[Condition, ...]
    counterfactuals: tuple[Counterfactual, ...]
    no_effect: tuple[Counterfactual, ...]
    #: The most changes at once that were looked at; None where every set of them was.
    searched_up_to: int | None
    #: Whether the verdict told stands without each thing that it assumes or makes of silence.
    sensitivity: tuple[Sensitivity, ...]
    grounds: tuple[Ground, ...]
    unaddressed: tuple[Unaddressed, ...]
    contradicted: tuple[Contradicted, ...]
    discrepancies: tuple[Discrepancy, ...]
    partings: tuple[Parting, ...]
    proofs: tuple[Step, ...]

    __repr__ = short("number", "request", "verdict", "recorded_outcome", "conditions")

    @property
    def verdict(self) -> Verdict:
        """The verdict that the explanation is told by."""
        return self.decisions[0].verdict

    @property
    def proof(self) -> Step:
        """The proof of that verdict."""
        return self.proofs[0]

    @property
    def decisive(self) -> tuple[Condition, ...]:
        """The conditions on which that verdict turns."""
        return tuple(each for each in self.told if each.decisive)

    @property
    def told(self) -> tuple[Condition, ...]:
        """The conditions weighed for that verdict."""
        first = self.decisions[0]
        return tuple(
            c for c in self.conditions if (c.basis, c.reading) == (first.basis, first.reading)
        )

    @property
    def encoding_verified(self) -> bool:
        """Whether every encoded recommendation that was weighed was read in its source."""
        encoded = (c.source.status for c in self.conditions if c.reading == "encoded-reading")
        return all(status == "verified" for status in encoded)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What that verdict assumes, each once."""
        return self._concluded("assumption")

    @property
    def absences(self) -> tuple[str, ...]:
        """Where the letter is silent, and what was made of it."""
        return self._concluded("absence")

    def _concluded(self, kind: str) -> tuple[str, ...]:
        steps = (step.conclusion for step in self.proof.walk() if step.kind == kind)
        return tuple(dict.fromkeys(steps))


@dataclass(frozen=True, slots=True)
class Explanations:
    """The explanations of one letter, in the order of its items."""

    letter: Letter
    quads: Quads
    knowledge: Knowledge
    basis: Basis
    #: The day taken for the request; None where the letter dates nothing.
    requested: date | None
    items: tuple[Explanation, ...]

    __repr__ = short("letter.case_number.value", "letter.document.name", "items")

    def only(self, number: int) -> Explanations:
        """Return the same, of the item `number` alone.

        Raises:
            NotFoundError: the letter has no such item.
        """
        kept = tuple(item for item in self.items if item.number == number)
        if not kept:
            raise NotFoundError(self.letter.document.name, f"an item of the number {number}")
        return replace(self, items=kept)

    def _repr_html_(self) -> str:
        """Return the explanations as a notebook shows them."""
        return as_fragment(self)


def explain(
    letters: Iterable[Letter], knowledge: Knowledge, basis: Basis = "both"
) -> Iterator[Explanations]:
    """Explain every item of `letters`, weighed in one batch.

    Args:
        letters: as `letters.read` gives them.
        knowledge: the vocabulary and the encoded guidelines.
        basis: "record" to decide on the record alone, "reviewer" to decide on what the reviewer
            found besides, or "both".

    Yields:
        The explanations of each letter, in the order given.
    """
    read = tuple(letters)
    yield from explain_said(read, [describe(letter) for letter in read], knowledge, basis)


def explain_said(
    read: Sequence[Letter], described: Sequence[Quads], knowledge: Knowledge, basis: Basis = "both"
) -> Iterator[Explanations]:
    """Explain every item of letters from the quads that say what each states, as `explain` does."""
    tellers = [
        _Teller(quads, letter.document, weighing, knowledge, basis)
        for letter, quads, weighing in zip(
            read, described, _weighed_apart(described, knowledge), strict=True
        )
    ]
    cases = [case for teller in tellers for case in teller.cases()]
    found = iter(counterfactuals(cases, knowledge))
    for letter, quads, teller in zip(read, described, tellers, strict=True):
        items = tuple(teller.explain(item, next(found)) for item in teller.items())
        yield Explanations(letter, quads, knowledge, basis, teller.requested, items)


def _weighed_apart(described: Sequence[Quads], knowledge: Knowledge) -> Iterator[Weighing]:
    """Weigh letters together, but those of one case number, which would mix, one after another."""
    rounds: list[dict[str, Quads]] = []
    numbers = []
    for quads in described:
        letter = graph_of(quads)
        number = sum(letter in each for each in rounds)
        if number == len(rounds):
            rounds.append({})
        rounds[number][letter] = quads
        numbers.append(number)
    weighings = [weigh(each.values(), knowledge) for each in rounds]
    return (weighings[number] for number in numbers)


class _Teller:
    """Tells the items of one letter."""

    def __init__(
        self,
        quads: Quads,
        document: Document,
        weighing: Weighing,
        knowledge: Knowledge,
        basis: Basis,
    ) -> None:
        self._verdicts = [each for each in _VERDICTS if basis in ("both", each[0].split("-")[0])]
        self._document = document
        self._quads, self._weighing, self._knowledge = quads, weighing, knowledge
        self._record = Record(quads)
        self._request = weighing.requests.get(self._record.iri)
        on_record = Record(quads, frozenset({Voice.RECORD}))
        self._provers = {
            "record-basis": Prover(on_record, self._request, knowledge),
            "reviewer-basis": Prover(self._record, self._request, knowledge),
        }

    @property
    def requested(self) -> date | None:
        """The day taken for the request."""
        return self._request.day if self._request else None

    def items(self) -> tuple[str, ...]:
        return tuple(map(str, self._record.values(self._record.iri, "hasItem")))

    def cases(self) -> Iterator[Case]:
        """Yield the decision that each item is told by, and what it was decided from."""
        for item in self.items():
            told = self._decisions(item)[0]
            weighed = self._weighed(item, told.basis, told.reading)
            yield Case(item, told, weighed, self._quads)

    def explain(self, item: str, found: Found) -> Explanation:
        record, knowledge = self._record, self._knowledge
        decisions = self._decisions(item)
        told = decisions[0]
        outcome = record.value(item, "outcome")
        recorded = local(str(outcome)) if outcome else None
        treatment = record.value(item, "requestedTreatment")
        by = {(each.basis, each.reading): each for each in decisions}
        parted = by.get(_VERDICTS[0]), by.get(_VERDICTS[1])
        proofs = [self._provers[each.basis].prove(item, each, recorded) for each in decisions]
        return Explanation(
            item=item,
            number=int(str(record.value(item, "number"))),
            request=str(record.value(item, "requestText")),
            treatment=str(treatment) if treatment else None,
            recorded_outcome=recorded,
            outcome_evidence=record.evidence(item, IMR("outcome").value),
            decisions=decisions,
            requested=record.value(item, "quantityRequested"),
            conditions=tuple(self._conditions(decisions)),
            counterfactuals=found.flips,
            no_effect=found.same,
            searched_up_to=found.up_to,
            sensitivity=sensitivity(told, proofs[0]),
            grounds=grounds(item, told, record),
            unaddressed=unaddressed(item, self._favouring(item, told), record, knowledge),
            contradicted=contradicted(item, record, self._document, knowledge),
            discrepancies=(
                *discrepancies(item, record, self.requested, knowledge),
                *misplaced(item, record, self._document, knowledge),
            ),
            partings=partings(*parted, record),
            proofs=tuple(proofs),
        )

    def _favouring(self, item: str, told: Decision) -> Iterator[Weighed]:
        """Yield what is weighed in the reading that the item is told by, then as it is encoded."""
        yield from told.weighed
        yield from self._weighed(item, told.basis, "encoded-reading")

    def _decisions(self, item: str) -> tuple[Decision, ...]:
        """Decide in every basis and reading; the one that tells most comes first."""
        decisions = (self._fallen(item, *each) for each in self._verdicts)
        return tuple(sorted(decisions, key=_precedence))

    def _fallen(self, item: str, basis: str, reading: str) -> Decision:
        """Decide, and let the item fall with the operation that it goes along with."""
        decision = self._decide(item, basis, reading)
        operation = self._record.value(item, "dependsOn")
        if operation is None:
            return decision
        return fall(decision, str(operation), self._decide(str(operation), basis, reading))

    def _decide(self, item: str, basis: str, reading: str) -> Decision:
        weighed = self._weighed(item, basis, reading)
        if reading == "stated-reading" and not self._record.values(item, "hasStatement"):
            return decide(weighed, basis, reading, NO_STATEMENT)
        return decide(weighed, basis, reading, NO_GUIDELINE if self._request else NO_DATE)

    def _weighed(self, item: str, basis: str, reading: str) -> tuple[Weighed, ...]:
        every = self._weighing.items.get(item, ())
        return tuple(each for each in every if (each.basis, each.reading) == (basis, reading))

    def _conditions(self, decisions: tuple[Decision, ...]) -> Iterator[Condition]:
        for decision in decisions:
            turning = {(w.recommendation, r.condition) for w, r in decision.decisive}
            for weighed in decision.weighed:
                for result in weighed.results:
                    decisive = (weighed.recommendation, result.condition) in turning
                    yield self._condition(weighed, result, decisive=decisive)

    def _condition(self, weighed: Weighed, result: Result, *, decisive: bool) -> Condition:
        prover = self._provers[weighed.basis]
        step = prover.condition(result)
        evidence = {s.evidence for s in step.walk() if s.evidence and s is not step}
        return Condition(
            recommendation=weighed.recommendation,
            source=prover.source(weighed),
            supports=weighed.supports,
            state=weighed.state,
            basis=weighed.basis,
            reading=weighed.reading,
            result=result,
            sentence=step.conclusion,
            evidence=tuple(sorted(evidence)),
            words=step.evidence,
            decisive=decisive,
        )


def _precedence(decision: Decision) -> int:
    """Rank a decision by how much it tells.

    The guideline in the reviewer's words comes first, then the encoded one where it decides by what
    the letter says, then what the reviewer merely finds; last is a reading that says nothing.
    """
    if decision.reading == "encoded-reading":
        settled = decision.verdict is not Verdict.UNDETERMINED and stands_in_silence(decision)
        return 1 if settled and decision.basis == "reviewer-basis" else 3
    if not decision.weighed:
        return 4
    found_only = all(each.recommendation == as_applied(each.item) for each in decision.weighed)
    return 2 if found_only else 0
