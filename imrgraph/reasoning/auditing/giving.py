"""Giving: how likely a sentence of a rationale gives the reason for what was decided.

In:   what is seen of the sentences of a rationale, what each is likely to be, and the weights that
      reading/train_reasons.py makes.
Out:  how likely each gives the reason of a denial, and how likely that of a grant.
From: reading/README.md. Which way a rationale points is read without the outcome; that is asked
      only here, where the reasons for it are told: a sentence that grants a point gives none for a
      denial, and one that minds a thing gives none for a grant. First each sentence is weighed
      alone, then among the others: what is granted stands before a likelier one.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from math import log, tanh
from operator import mul
from typing import TYPE_CHECKING, Final

from imrgraph.letters.rationale.meaning import KINDS, likely
from imrgraph.letters.rationale.weights import Weights, stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from imrgraph.letters.rationale.meaning import Scores, Seen

__all__ = ["TELLS", "gives_reason", "signs"]

#: A sentence tells the reason from these odds on (their logarithm).
TELLS: Final = 1.5
#: A denial and a grant, in this order.
_OUTCOMES: Final = (False, True)
#: The kinds of which it counts how likely a sentence is one.
_KINDS: Final = tuple(
    map(KINDS.index, ("finding", "claims-administrator", "provider", "conclusion"))
)
#: A word by which a sentence turns to the other side.
_TURNS: Final = frozenset("but however yet though nevertheless nonetheless".split())  # noqa: SIM905
#: By so much at most what stands around a sentence raises its odds: the likeliest of sentences that
#: all tell nothing gives no reason.
_RAISED: Final = 2.0
#: Odds so small stand where there is no other sentence; a larger difference makes none.
_NONE, _WIDEST = -4.0, 6.0
#: More sentences that are likelier, and more sentences at all, make no difference.
_LIKELIER, _MANY = 4, 10


def gives_reason(
    sentences: Sequence[Seen], scores: Sequence[Scores]
) -> tuple[tuple[float, float], ...]:
    """Return the logarithms of the odds that each gives the reason of a denial, of a grant.

    Args:
        sentences: of a rationale, what is seen of each.
        scores: what each is likely to be.
    """
    if not sentences:
        return ()
    weights, bias, _ = _model()
    seen = [weights.along(each.features) for each in sentences]
    denial, grant = (
        _among([bias + odds[met] for odds in seen], sentences, scores, met) for met in _OUTCOMES
    )
    return tuple(zip(denial, grant, strict=True))


def _among(
    alone: Sequence[float],
    sentences: Sequence[Seen],
    scores: Sequence[Scores],
    met: bool,  # noqa: FBT001
) -> list[float]:
    """Return the odds of each sentence of one outcome, as they are among the others."""
    _, _, (added, *counts) = _model()
    weighed = (
        added + sum(map(mul, counts, each)) for each in signs(alone, sentences, scores, met=met)
    )
    return [min(odds, least + _RAISED) for odds, least in zip(weighed, alone, strict=True)]


@cache
def _model() -> tuple[Weights, float, Sequence[float]]:
    rest, lines = stated("reasons.json")
    return Weights(lines, len(_OUTCOMES)), float(rest["bias"]), rest["signs"]


def signs(
    alone: Sequence[float], sentences: Sequence[Seen], scores: Sequence[Scores], *, met: bool
) -> list[list[float]]:
    """Return of each sentence what speaks among the others for its giving the reason.

    Args:
        alone: the logarithms of the odds that each gives it, by what is seen of it.
        sentences: what is seen of each.
        scores: what each is likely to be.
        met: whether the reason is one of a grant.
    """
    many, (best, second, *_) = len(alone), [*sorted(alone, reverse=True), _NONE]
    turns = [not _TURNS.isdisjoint(each.features) for each in sentences]
    earlier = [_NONE, *accumulate(alone, max)]
    later = [_NONE, *accumulate(reversed(alone), max)][-2::-1]
    return [
        [
            odds,
            max(-_WIDEST, min(_WIDEST, odds - (second if odds == best else best))),
            best,
            min(_LIKELIER, sum(other > odds for other in alone)),
            tanh(earlier[at] / 2),
            tanh(later[at] / 2),
            tanh(alone[at + 1] / 2) if at + 1 < many else -1.0,
            at + 1 == many,
            at / max(1, many - 1),
            log(min(_MANY, many)),
            *_says(scores[at], met=met),
            turns[at],
            any(turns[at + 1 : at + 2]),
            any(turns[at + 1 :]),
        ]
        for at, odds in enumerate(alone)
    ]


def _says(scores: Scores, *, met: bool) -> Iterable[float]:
    """Yield what a sentence is likely to be, and how far it speaks for and against an outcome."""
    yield from (scores.kinds[kind] for kind in _KINDS)
    ways = [(about, likely(odds)) for about, odds in zip(scores.about, scores.met, strict=True)]
    yield max(about * (way if met else 1 - way) for about, way in ways)
    yield max(about * (1 - way if met else way) for about, way in ways)
    yield likely(max(scores.decides))
