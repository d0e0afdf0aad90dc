"""benchmarks/growing.py: what a million letters would take is told by how the last figures grew."""

from __future__ import annotations

from pathlib import Path

import pytest
from growing import Size, at_a_million, growth, put_at_end

RESULTS = Path(__file__).parents[1] / "benchmarks" / "results.md"


def sizes(*figures: tuple[int, float]) -> list[Size]:
    return [Size(letters, {"load": figure}) for letters, figure in figures]


@pytest.mark.parametrize(
    ("measured", "times", "million"),
    [
        pytest.param(sizes((1000, 35.0), (10_000, 35.0)), 1.0, 35.0, id="the same for each letter"),
        pytest.param(sizes((1000, 2.0), (10_000, 4.0)), 2.0, 16.0, id="twice for ten times"),
        pytest.param(sizes((10, 9.0), (1000, 2.0), (100_000, 8.0)), 2.0, 16.0, id="by the last"),
    ],
)
def test_a_figure_goes_on_as_it_grew(measured: list[Size], times: float, million: float) -> None:
    assert growth(measured, "load") == pytest.approx(times)
    assert at_a_million(measured, "load") == pytest.approx(million)


def test_what_was_told_before_is_replaced_and_what_stands_above_is_kept() -> None:
    once = put_at_end(RESULTS.read_text("utf-8"), "# How it grows\n\nseven ms\n")
    assert once.startswith("# What loading takes\n")
    assert put_at_end(once, "# How it grows\n\nnine ms\n") == once.replace("seven ms", "nine ms")
