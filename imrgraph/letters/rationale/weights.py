"""Weights: how much what is seen of a sentence speaks for each thing that it may say.

In:   the lines of a file of weights in reading/, a feature each; the features of a sentence.
Out:  what speaks for each thing, added up.
From: weights are stated in hundredths and features counted in tenths, so that sums are whole
      numbers. All weights of a feature are fields of one large number: Python then adds those of a
      feature at once, and a sentence costs a fiftieth of what a loop over its weights does.

>>> weights = Weights(['"no":[[1,-0.5]]', '"pain":[[0,1.25],[1,0.25]]'], places=2)
>>> weights.sums({"no": 10, "pain": 10, "never seen": 10})
(1250, -250)
"""

from __future__ import annotations

import json
from bisect import bisect_left
from functools import lru_cache
from math import sqrt
from operator import mul
from struct import Struct
from typing import TYPE_CHECKING, Any, Final

from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Weights", "stated"]

#: The bits of a field. All 50,000 features together add up to less than a tenth of what it holds.
_BITS: Final = 32
#: In what parts of 1 weights are stated.
_PARTS: Final = 100
#: What stands before the first line of the weights, as they are written.
_WEIGHTS: Final = ', "weights": {\n'

#: So many features are kept as they were read: all that there are, and many that are unknown.
_KEPT: Final = 100_000


def stated(name: str) -> tuple[dict[str, Any], list[str]]:
    """Return what a file of reading/ states beside its weights, and the lines of these.

    Args:
        name: of the file: "weights.json".
    """
    text = (folder("reading") / name).read_text("utf-8")
    rest, _, lines = text.partition(_WEIGHTS)
    return json.loads(f"{rest}}}"), lines.removesuffix("\n}}\n").split(",\n")


class Weights:
    """The weights of every feature, each read when it is first asked for: few ever are.

    Args:
        lines: a feature each, with the places that it speaks for and how much: `"no":[[1,-0.5]]`,
            in their order.
        places: how many places there are.
    """

    def __init__(self, lines: Sequence[str], places: int) -> None:
        self._lines = lines
        self._fields = Struct(f"<{places}i")
        self._signs = sum(1 << (_BITS * (place + 1) - 1) for place in range(places))
        self._packed = lru_cache(_KEPT)(self._read)

    def sums(self, features: Mapping[str, int]) -> tuple[int, ...]:
        """Return for each place the weights of the features, each as often as it counts."""
        whole = sum(map(mul, map(self._packed, features), features.values()))
        # As a processor has them: in a sum, a negative field has borrowed from the one above.
        fields = (whole + self._signs) ^ self._signs
        return self._fields.unpack(fields.to_bytes(self._fields.size, "little"))

    def along(self, features: Mapping[str, int]) -> list[float]:
        """Return the same for a sentence whose features are a row of length one."""
        counts = features.values()
        norm = _PARTS * (sqrt(sum(map(mul, counts, counts))) or 1.0)
        return [each / norm for each in self.sums(features)]

    def __getitem__(self, name: str) -> list[tuple[int, float]]:
        """Return the places that a feature speaks for, and how much; none if it is not known."""
        start = f"{json.dumps(name)}:"
        at = bisect_left(self._lines, start)
        line = self._lines[at] if at < len(self._lines) else ""
        return json.loads(line[len(start) :]) if line.startswith(start) else []

    def _read(self, name: str) -> int:
        return sum(round(weight * _PARTS) << (_BITS * place) for place, weight in self[name])
