"""Intervals: how far a share that was counted may be from the share that it is a sample of.

In:   how many of how many.
Out:  the interval of Wilson's score, at 95 %.
From: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927), 209; R. G. Newcombe, Statist. Med. 17 (1998),
      857, method 3, of which the tests repeat the examples.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

__all__ = ["wilson"]

#: The quantile of the normal distribution that leaves 2.5 % above it.
_Z: Final = 1.959963984540054


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the interval of the shares that `successes` of `trials` do not speak against.

    Raises:
        ValueError: there are no trials, or more successes than trials, or fewer than none.

    >>> [round(bound, 4) for bound in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    if not 0 <= successes <= trials or trials == 0:
        message = f"expected 0 to n successes of n > 0 trials, found {successes} of {trials}"
        raise ValueError(message)
    share, widened = successes / trials, trials + _Z**2
    middle = (successes + _Z**2 / 2) / widened
    reach = _Z / widened * sqrt(trials * share * (1 - share) + _Z**2 / 4)
    # At either end one bound is the share itself, which rounding would miss.
    low = 0.0 if successes == 0 else middle - reach
    high = 1.0 if successes == trials else middle + reach
    return low, high
