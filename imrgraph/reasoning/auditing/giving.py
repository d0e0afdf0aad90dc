"""Giving: how likely a sentence of a rationale gives the reason for what was decided.

In:   what is seen of a sentence, and the weights that reading/train_reasons.py makes.
Out:  how likely it gives the reason of a denial, and how likely that of a grant.
From: reading/README.md. Which way a rationale points is read without the outcome; that is asked
      only here, where the reasons for it are told: a sentence that grants a point gives none for a
      denial, and one that minds a thing gives none for a grant.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from imrgraph.letters.rationale.weights import Weights, stated

if TYPE_CHECKING:
    from imrgraph.letters.rationale.meaning import Seen

__all__ = ["gives_reason"]

#: A denial and a grant, in this order.
_OUTCOMES: Final = 2


def gives_reason(sentence: Seen) -> tuple[float, float]:
    """Return the logarithms of the odds that a sentence gives the reason of a denial, of a grant.

    Args:
        sentence: what is seen of it.
    """
    weights, bias = _model()
    denial, grant = weights.along(sentence.features)
    return bias + denial, bias + grant


@cache
def _model() -> tuple[Weights, float]:
    rest, lines = stated("reasons.json")
    return Weights(lines, _OUTCOMES), float(rest["bias"])
