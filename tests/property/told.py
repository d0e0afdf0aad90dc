"""What an explanation tells, in values that two explanations can be compared by.

In:   documents, and the explanations of letters.
Out:  verdicts, conditions and proof steps; without places, whose numbers move with the text.
From: a place is as good as its quotation, white space folded.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from imrgraph.knowledge.knowledge import load
from imrgraph.letters.reading import read
from imrgraph.reasoning.explaining.explanation import explain
from imrgraph.reasoning.explaining.proof import Kind
from imrgraph.reasoning.rendering import wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imrgraph.letters.letter import Letter
    from imrgraph.letters.text.document import Document
    from imrgraph.reasoning.deciding.results import WeighedRecommendation
    from imrgraph.reasoning.explaining.explanation import Explanation, Explanations
    from imrgraph.reasoning.explaining.proof import Derivation

__all__ = ["explained", "reading", "told"]

Told = dict[str, Any]


@cache
def reading(document: Document) -> Letter:
    """Read `document`, once for all tests that ask for it as it is."""
    return read(document)


def explained(letters: Iterable[Letter]) -> list[Explanations]:
    """Explain `letters`, one after the other."""
    return [explain(letter, load()) for letter in letters]


def told(explanations: Explanations, basis: str, *, quoted: bool = True) -> list[Told]:
    """Return what follows for each item on a basis, and by what proof.

    Args:
        explanations: of one letter.
        basis: "record-basis" or "reviewer-basis".
        quoted: whether also the words are compared that each step rests on.
    """
    root = explanations.letter.name()
    return [_item(item, basis, root, quoted) for item in explanations.items]


def _item(item: Explanation, basis: str, root: str, quoted: bool) -> Told:  # noqa: FBT001 (as above)
    return {
        each.reading.value: {
            "verdict": each.verdict.value,
            "rule": each.rule,
            "missing": each.missing,
            "certify": each.certify,
            "conflict": each.conflict,
            "weighed": [_weighed(weighed, root) for weighed in each.weighed],
            "decisive": [
                (w.recommendation.replace(root, ""), r.criterion, r.status)
                for w, r in each.decisive
            ],
            "proof": _proof(item.proof_of(each), item, quoted),
        }
        for each in item.verdicts
        if each.basis == basis
    }


def _weighed(weighed: WeighedRecommendation, root: str) -> Told:
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
                r.comparisons,
                r.missing,
                r.absence,
            )
            for r in weighed.results
        ],
    }


def _proof(
    proof: Derivation,
    item: Explanation,
    quoted: bool,  # noqa: FBT001 (as above)
) -> list[tuple[object, ...]]:
    """Return the steps of a proof, below the one that compares with the outcome on record."""
    verdict = proof.premises[0] if proof.kind is Kind.OUTCOME else proof
    return [
        (
            step.kind,
            wording.conclusion(step, item.knowledge),
            step.rule,
            step.status,
            _quote(step) if quoted else None,
        )
        for step in verdict.walk()
    ]


def _quote(step: Derivation) -> str | None:
    return " ".join(step.evidence.quote.split()) if step.evidence else None
