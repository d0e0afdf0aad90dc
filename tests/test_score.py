"""benchmarks: a field or share that fell is found, and what was gained and lost is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from agreement import fell
from score import Scores, compare

if TYPE_CHECKING:
    from pathlib import Path


def scores(grounds: float, **wrong: int) -> Scores:
    return Scores(2, {"grounds": {"score": grounds}}, wrong)


@pytest.mark.parametrize(
    ("before", "now", "fell"),
    [
        pytest.param(0.80, 0.79, ["grounds"], id="a point less"),
        pytest.param(0.80, 0.796, [], id="within half a point"),
        pytest.param(0.80, 0.90, [], id="better"),
    ],
)
def test_a_field_fell_where_it_lost_more_than_half_a_point(
    before: float, now: float, fell: list[str]
) -> None:
    assert compare(scores(before), scores(now)) == fell


def test_a_field_that_is_gone_fell() -> None:
    assert compare(scores(0.8), Scores(2, {}, {})) == ["grounds"]


def test_facts_gained_and_lost_are_told_where_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    compare(scores(0.8, first=3, second=1), scores(0.8, first=1, third=2))
    told = capsys.readouterr().out.splitlines()
    expected = ["gained 2: first", "gained 1: second", "lost 2: third", "3 facts gained, 2 lost"]
    assert [line.strip() for line in told] == expected


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "scores.json"
    file.write_text(scores(0.8, first=3).text(), encoding="utf-8")
    assert Scores.load(file) == scores(0.8, first=3)


@pytest.mark.parametrize(
    ("share", "fallen"),
    [(0.9, []), (0.796, []), (0.79, ["told determined"]), (None, ["told determined"])],
)
def test_a_share_fell_where_it_lost_more_than_half_a_point(
    share: float | None, fallen: list[str]
) -> None:
    def figures(determined: float | None) -> dict[str, object]:
        shares = {"determined": determined, "agreement": None, "balanced_accuracy": None}
        return {"verdicts": {"told": shares}}

    assert fell(figures(0.8), figures(share)) == fallen
