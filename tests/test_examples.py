"""examples/: what the files that come with imrgraph answer is what it explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imrgraph.explaining import explain
from imrgraph.graph.conclude import conclude
from imrgraph.graph.describe import describe
from imrgraph.graph.rows import Rows
from imrgraph.graph.store import Store
from imrgraph.knowledge.terms import IMRV
from imrgraph.resources import folder
from imrgraph.store.sources import letters_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.explaining.explanation import Explanations

UPHELD = folder("examples") / "upheld.rq"


def answered(explained: list[Explanations], knowledge: Knowledge) -> set[tuple[str, ...]]:
    """Return the rows of examples/upheld.rq over letters."""
    store = Store()
    store.add(knowledge.quads)
    for each in explained:
        store.add((*describe(each.letter), *conclude(each)))
    rows = store.query(UPHELD.read_text(encoding="utf-8"))
    assert isinstance(rows, Rows)
    found = [tuple(map(str, row.values())) for row in rows]
    assert len(set(found)) == len(found)
    return set(found)


def told(explained: list[Explanations], knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    """Yield what `explain` tells first of each denial that was upheld, and what that turns on."""
    for each in explained:
        for item in each.items:
            if item.recorded_outcome == "upheld":
                for condition in item.decisive:
                    codes = (item.verdict, condition.result.criterion, condition.result.status)
                    labels = (knowledge.label(IMRV(code).value) for code in codes)
                    yield (item.item, item.request, *labels)


@pytest.mark.parametrize("letters", ["examples", pytest.param("published", marks=pytest.mark.slow)])
def test_a_denial_is_told_by_what_its_leading_verdict_turns_on(
    letters: str, knowledge: Knowledge, request: pytest.FixtureRequest
) -> None:
    place: Path = request.getfixturevalue(letters)
    explained = [explain(file) for file in letters_in([place])]
    rows = set(told(explained, knowledge))
    assert rows
    assert answered(explained, knowledge) == rows
