"""Kinship: whether parts of the body lie in one another, or one supplies the other.

In:   regions, the knowledge.
Out:  whether some of them have to do with some others.
From: skos:broader and imr:supplies of ontology/vocab/body-regions.ttl.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["are_kin", "have_to_do"]

_WHOLE: Final = IMRV("whole-body").value
_SUPPLYING: Final = (IMRV("neck").value, IMRV("lumbar-spine").value)


def are_kin(some: Iterable[str], others: Iterable[str], knowledge: Knowledge) -> bool:
    """Say whether one of `some` is one of `others`, above or below one.

    >>> from imrgraph.knowledge.knowledge import load
    >>> lumbar, foot, leg = (IMRV(n).value for n in ("lumbar-spine", "foot", "lower-extremity"))
    >>> are_kin([foot], [leg], load()), are_kin([lumbar], [foot], load())
    (True, False)
    """
    above = [(other, {other, *knowledge.broader(other), _WHOLE}) for other in others]
    return any(
        one in over or other in {one, *knowledge.broader(one), _WHOLE}
        for one in some
        for other, over in above
    )


def have_to_do(some: Iterable[str], others: Iterable[str], knowledge: Knowledge) -> bool:
    """Say whether one of `some` is one of `others`, above or below one, or supplies it.

    >>> from imrgraph.knowledge.knowledge import load
    >>> lumbar, foot, hand = (IMRV(name).value for name in ("lumbar-spine", "foot", "hand"))
    >>> have_to_do([lumbar], [foot], load()), have_to_do([lumbar], [hand], load())
    (True, False)
    """
    reached = [(other, _reached(other, knowledge)) for other in others]
    return any(
        one in above or other in _reached(one, knowledge)
        for one in some
        for other, above in reached
    )


@lru_cache(maxsize=256)  # regions are few, and asked for over and over
def _reached(region: str, knowledge: Knowledge) -> frozenset[str]:
    """Return a region, what holds it, and what supplies it."""
    above = frozenset((region, *knowledge.broader(region), _WHOLE))
    return above | {spine for spine in _SUPPLYING if knowledge.value(spine, "supplies") in above}
