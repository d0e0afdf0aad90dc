"""What an explanation tells, in values that two explanations can be compared by.

In:   documents, and the explanations of letters.
Out:  verdicts, conditions and proof steps; without places, whose numbers move with the text.
From: a place is as good as its quotation, white space folded.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from imrgraph.graph.store import graph_of
from imrgraph.knowledge.knowledge import load
from imrgraph.letters.reading import read
from imrgraph.reasoning.explanation import explain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imrgraph.letters.document import Document
    from imrgraph.letters.letter import Letter
    from imrgraph.reasoning.explanation import Explanation, Explanations
    from imrgraph.reasoning.proof import Step
    from imrgraph.reasoning.weighing import Weighed

__all__ = ["explained", "reading", "told"]

Told = dict[str, Any]


@cache
def reading(document: Document) -> Letter:
    """Read `document`, once for all tests that ask for it as it is."""
    return read(document)


def explained(letters: Iterable[Letter]) -> list[Explanations]:
    """Explain `letters` in one batch."""
    return list(explain(letters, load()))


def told(explanations: Explanations, basis: str, *, quoted: bool = True) -> list[Told]:
    """Return what follows for each item on a basis, and by what proof.

    Args:
        explanations: of one letter.
        basis: "record-basis" or "reviewer-basis".
        quoted: whether also the words are compared that each step rests on.
    """
    root = graph_of(explanations.quads)
    return [_item(item, basis, root, quoted) for item in explanations.items]


def _item(item: Explanation, basis: str, root: str, quoted: bool) -> Told:  # noqa: FBT001 (as above)
    return {
        decision.reading: {
            "verdict": decision.verdict.value,
            "rule": decision.rule,
            "missing": decision.missing,
            "certify": decision.certify,
            "conflict": decision.conflict,
            "weighed": [_weighed(each, root) for each in decision.weighed],
            "decisive": [
                (w.recommendation.replace(root, ""), r.criterion, r.status)
                for w, r in decision.decisive
            ],
            "proof": _proof(proof, quoted),
        }
        for decision, proof in zip(item.decisions, item.proofs, strict=True)
        if decision.basis == basis
    }


def _weighed(weighed: Weighed, root: str) -> Told:
    return {
        "recommendation": weighed.recommendation.replace(root, ""),
        "state": weighed.state.value,
        "results": [
            (
                r.condition.replace(root, ""),
                r.criterion,
                r.status.value,
                r.required,
                r.actual,
                r.comparison,
                r.missing,
                r.absence,
            )
            for r in weighed.results
        ],
    }


def _proof(proof: Step, quoted: bool) -> list[tuple[object, ...]]:  # noqa: FBT001 (as above)
    """Return the steps of a proof, below the one that compares with the outcome on record."""
    verdict = proof.premises[0] if proof.kind == "outcome" else proof
    return [
        (step.kind, step.conclusion, step.rule, step.status, _quote(step) if quoted else None)
        for step in verdict.walk()
    ]


def _quote(step: Step) -> str | None:
    return " ".join(step.evidence.quote.split()) if step.evidence else None
