"""Layering: where boxes are drawn, from left to right, so that what is related is near.

In:   the size of each box, its layer, and which boxes are linked.
Out:  the upper left corner of each, and the size of it all.
From: Sugiyama, Tagawa and Toda 1981: order within layers by the middle of the neighbours; then each
      box as near to its neighbours as the order leaves room for (isotonic regression).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Layout", "layered"]

#: Between boxes above each other, and between columns, in units of the drawing.
_ROW_GAP, _COLUMN_GAP = 12.0, 120.0
#: A layer that is higher is folded into several columns, unless all would be wider than this many
#: times its height.
_HIGHEST, _WIDER = 1600.0, 1.6
#: How often the order is improved, and how often the heights.
_SWEEPS, _PASSES = 8, 6


@dataclass(frozen=True, slots=True)
class Layout:
    """The upper left corner of each box, in order, and the size of it all."""

    corners: tuple[tuple[float, float], ...]
    width: float
    height: float


def layered(
    sizes: Sequence[tuple[float, float]],
    layers: Sequence[int],
    links: Iterable[tuple[int, int]],
) -> Layout:
    """Place boxes.

    Args:
        sizes: the width and height of each box.
        layers: the layer of each box.
        links: pairs of boxes, by their number.

    >>> layered([(10, 10), (10, 10)], [0, 1], [(0, 1)]).corners
    ((0.0, 0.0), (130.0, 0.0))
    """
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in links:
        if one != other:
            near[one].add(other)
            near[other].add(one)
    area = sum((width + _COLUMN_GAP) * (height + _ROW_GAP) for width, height in sizes)
    highest = max(_HIGHEST, sqrt(area / _WIDER))
    ordered = _ordered(layers, near)
    columns = [column for layer in ordered for column in _folded(layer, sizes, highest)]
    heights = _heights(columns, sizes, near)
    corners: dict[int, tuple[float, float]] = {}
    left = 0.0
    for column in columns:
        for box in column:
            corners[box] = (left, heights[box])
        left += max(sizes[box][0] for box in column) + _COLUMN_GAP
    bottom = max((heights[box] + sizes[box][1] for box in heights), default=0.0)
    return Layout(
        tuple(corners[box] for box in range(len(sizes))), max(0.0, left - _COLUMN_GAP), bottom
    )


def _ordered(layers: Sequence[int], near: Mapping[int, set[int]]) -> list[list[int]]:
    """Return the boxes of each layer, ordered so that few links cross."""
    within: dict[int, list[int]] = defaultdict(list)
    for box, layer in enumerate(layers):
        within[layer].append(box)
    rank = {box: at / len(each) for each in within.values() for at, box in enumerate(each)}
    for sweep in range(_SWEEPS):
        order = sorted(within, reverse=sweep % 2 == 1)
        before: set[int] = set()
        for layer in order:
            middles = {}
            for box in within[layer]:
                ranks = [rank[other] for other in near.get(box, ()) if layers[other] in before]
                middles[box] = fmean(ranks or [rank[box]])
            within[layer].sort(key=middles.__getitem__)
            rank |= {box: at / len(within[layer]) for at, box in enumerate(within[layer])}
            before.add(layer)
    return [within[layer] for layer in sorted(within)]


def _folded(
    layer: Sequence[int], sizes: Sequence[tuple[float, float]], highest: float
) -> list[Sequence[int]]:
    """Return the columns of a layer."""
    high = sum(sizes[box][1] + _ROW_GAP for box in layer)
    most = ceil(len(layer) / ceil(high / highest))
    return [layer[first : first + most] for first in range(0, len(layer), most)]


def _heights(
    columns: Sequence[Sequence[int]],
    sizes: Sequence[tuple[float, float]],
    near: Mapping[int, set[int]],
) -> dict[int, float]:
    """Return how far down each box begins, so that it is level with its neighbours."""
    tops: dict[int, float] = {}
    for column in columns:
        tops |= _stacked(column, [0.0] * len(column), sizes)
    for number in range(_PASSES):
        for column in columns if number % 2 else columns[::-1]:
            wanted = []
            for box in column:
                middles = [tops[other] + sizes[other][1] / 2 for other in near.get(box, ())]
                wanted.append(fmean(middles) - sizes[box][1] / 2 if middles else tops[box])
            tops |= _stacked(column, wanted, sizes)
    highest = min(tops.values(), default=0.0)
    return {box: top - highest for box, top in tops.items()}


def _stacked(
    column: Sequence[int], wanted: Sequence[float], sizes: Sequence[tuple[float, float]]
) -> dict[int, float]:
    """Return the tops that are nearest to those wanted, with no box over another.

    Without the room that boxes take, tops must only not fall: neighbours that would are moved to
    their middle, together, as often as it takes.
    """
    offsets = [0.0]
    for box in column[:-1]:
        offsets.append(offsets[-1] + sizes[box][1] + _ROW_GAP)
    blocks: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        mean, many = want - offset, 1
        while blocks and blocks[-1][0] > mean:
            before, count = blocks.pop()
            mean, many = (before * count + mean * many) / (count + many), count + many
        blocks.append((mean, many))
    levels = [mean for mean, many in blocks for _ in range(many)]
    return {box: level + offset for box, level, offset in zip(column, levels, offsets, strict=True)}
