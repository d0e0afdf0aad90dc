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
from imrgraph.knowledge.terms import IMR
from imrgraph.reasoning.audit import grounds, partings, unaddressed
from imrgraph.reasoning.bodyparts import misplaced
from imrgraph.reasoning.contradictions import contradicted
from imrgraph.reasoning.counterfactuals import counterfactuals
from imrgraph.reasoning.discrepancies import discrepancies
from imrgraph.reasoning.proof import Prover
from imrgraph.reasoning.record import Record
from imrgraph.reasoning.rendering.as_html import as_fragment
from imrgraph.reasoning.verdicts import NO_DATE, NO_GUIDELINE, NO_STATEMENT, Verdict, decide, fall
from imrgraph.reasoning.weighing import Role, Status, as_applied, local, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from imrgraph.graph.store import Quads, Value
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.document import Document
    from imrgraph.letters.letter import Letter
    from imrgraph.reasoning.audit import Ground, Parting, Unaddressed
    from imrgraph.reasoning.contradictions import Contradicted
    from imrgraph.reasoning.counterfactuals import Counterfactual
    from imrgraph.reasoning.discrepancies import Discrepancy
    from imrgraph.reasoning.proof import Source, Step
    from imrgraph.reasoning.record import Evidence
    from imrgraph.reasoning.verdicts import Decision
    from imrgraph.reasoning.weighing import Result, Weighed, Weighing

__all__ = ["BASES", "Basis", "Condition", "Explanation", "Explanations", "explain"]

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
    grounds: tuple[Ground, ...]
    unaddressed: tuple[Unaddressed, ...]
    contradicted: tuple[Contradicted, ...]
    discrepancies: tuple[Discrepancy, ...]
    partings: tuple[Parting, ...]
    proofs: tuple[Step, ...]

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
    described = [(letter, describe(letter)) for letter in letters]
    weighing = weigh((quads for _, quads in described), knowledge)
    for letter, quads in described:
        teller = _Teller(quads, letter.document, weighing, knowledge, basis)
        items = tuple(map(teller.explain, teller.items()))
        yield Explanations(letter, quads, knowledge, basis, teller.requested, items)


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
        self._prover = Prover(self._record, self._request, knowledge)

    @property
    def requested(self) -> date | None:
        """The day taken for the request."""
        return self._request.day if self._request else None

    def items(self) -> tuple[str, ...]:
        return tuple(map(str, self._record.values(self._record.iri, "hasItem")))

    def explain(self, item: str) -> Explanation:
        record, knowledge = self._record, self._knowledge
        decisions = self._decisions(item)
        told = decisions[0]
        outcome = record.value(item, "outcome")
        recorded = local(str(outcome)) if outcome else None
        treatment = record.value(item, "requestedTreatment")
        flips, same = counterfactuals(item, told, self._quads, knowledge)
        by = {(each.basis, each.reading): each for each in decisions}
        parted = by.get(_VERDICTS[0]), by.get(_VERDICTS[1])
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
            counterfactuals=flips,
            no_effect=same,
            grounds=grounds(item, told, record),
            unaddressed=unaddressed(item, told, record, knowledge),
            contradicted=contradicted(item, record, self._document, knowledge),
            discrepancies=(
                *discrepancies(item, record, self.requested, knowledge),
                *misplaced(item, record, self._document, knowledge),
            ),
            partings=partings(*parted, record),
            proofs=tuple(self._prover.prove(item, each, recorded) for each in decisions),
        )

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
        weighed = [
            each
            for each in self._weighing.items.get(item, ())
            if (each.basis, each.reading) == (basis, reading)
        ]
        if reading == "stated-reading" and not self._record.values(item, "hasStatement"):
            return decide(weighed, basis, reading, NO_STATEMENT)
        return decide(weighed, basis, reading, NO_GUIDELINE if self._request else NO_DATE)

    def _conditions(self, decisions: tuple[Decision, ...]) -> Iterator[Condition]:
        for decision in decisions:
            turning = {(w.recommendation, r.condition) for w, r in decision.decisive}
            for weighed in decision.weighed:
                for result in weighed.results:
                    decisive = (weighed.recommendation, result.condition) in turning
                    yield self._condition(weighed, result, decisive=decisive)

    def _condition(self, weighed: Weighed, result: Result, *, decisive: bool) -> Condition:
        step = self._prover.condition(result)
        evidence = {s.evidence for s in step.walk() if s.evidence and s is not step}
        return Condition(
            recommendation=weighed.recommendation,
            source=self._prover.source(weighed),
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

    The guideline in the reviewer's words comes first, then the encoded one where it decides, then
    what the reviewer merely finds; last is a reading that says nothing.
    """
    if decision.reading == "encoded-reading":
        settled = decision.verdict is not Verdict.UNDETERMINED
        return 1 if settled and decision.basis == "reviewer-basis" else 3
    if not decision.weighed:
        return 4
    found_only = all(each.recommendation == as_applied(each.item) for each in decision.weighed)
    return 2 if found_only else 0
