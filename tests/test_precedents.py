"""insight.precedents: the nearest come first, and what sets the nearest opposite one apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.cli import main
from imrgraph.cli.exits import NOT_FOUND
from imrgraph.errors import NotFoundError
from imrgraph.explaining import explain
from imrgraph.graph.catalog import Catalog, Held, connect
from imrgraph.graph.entries import Entry, ItemEntry
from imrgraph.graph.facets import COLUMNS
from imrgraph.insight.precedents import WEIGHTS, likeness, similar
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from pathlib import Path

BLANK = dict.fromkeys(COLUMNS)
MASSAGE = {"concept": "massage", "treatment": "massage", "service": "other", "class": "passive"}
ACUPUNCTURE = {"concept": "needles", "treatment": "needles", "service": "acu", "class": "passive"}


def item(outcome: str | None = "upheld", *traits: str, **values: Any) -> ItemEntry:  # noqa: ANN401 (whatever a column holds)
    """Return an item; a trait is "region=neck"."""
    pairs = sorted((kind, value) for kind, _, value in (each.partition("=") for each in traits))
    return ItemEntry(1, {**BLANK, **MASSAGE, "outcome": outcome, **values}, tuple(pairs))


def among(**items: ItemEntry) -> Catalog:
    catalog = Catalog(connect(None), "1")
    for case, each in items.items():
        catalog.put(Entry(f"letter/{case}", case, (each,), ()))
    return catalog


def nearest(asked: ItemEntry, /, **items: ItemEntry) -> list[str]:
    found = similar(among(**items), Held("letter/asked", "asked", asked))
    return [each.held.case for each in found.nearest]


@pytest.mark.parametrize(
    ("near", "far"),
    [
        pytest.param(item(), item(**ACUPUNCTURE), id="the same treatment"),
        pytest.param(
            item("upheld", "region=neck"), item("upheld", "region=knee"), id="the same region"
        ),
        pytest.param(item(phase="acute"), item(phase="chronic"), id="the same phase"),
        pytest.param(
            item(quantity=8, unit="visit"), item(quantity=60, unit="visit"), id="about as many"
        ),
        pytest.param(
            item(quantity=8, unit="visit"), item(quantity=6, unit="week"), id="the same unit"
        ),
        pytest.param(
            item("upheld", "condition=phase:met"),
            item("upheld", "condition=phase:not-met"),
            id="the same condition on the record",
        ),
        pytest.param(
            item("upheld", "ground=adjunct:not-met"),
            item("upheld", "ground=evidence:met"),
            id="the same at issue, found either way",
        ),
    ],
)
def test_the_nearer_comes_first(near: ItemEntry, far: ItemEntry) -> None:
    traits = ("region=neck", "condition=phase:met", "ground=adjunct:met")
    asked = item("upheld", *traits, phase="acute", quantity=6, unit="visit")
    assert nearest(asked, a_far=far, b_near=near) == ["b_near", "a_far"]


def test_of_equals_the_first_case_number_comes_first() -> None:
    assert nearest(item(), c=item(), a=item(), b=item("overturned")) == ["a", "b", "c"]


def test_another_kind_of_treatment_the_own_letter_and_the_undecided_are_no_precedents() -> None:
    found = nearest(item(), other=item(**{"class": "surgery"}), asked=item(), open=item(None))
    assert found == []


def test_a_condition_that_is_unknown_on_the_record_is_no_likeness() -> None:
    unknown = item("upheld", "condition=phase:unknown")
    assert [each.name for each in likeness(unknown, unknown)[1]] == ["treatment"]


def test_the_contrast_tells_what_differs() -> None:
    asked = item("upheld", "ground=adjunct:not-met", "region=neck", phase="chronic")
    reason = ("ground=adjunct:met", "turned-on=adjunct:met")
    granted = item("overturned", *reason, "region=neck", phase="acute")
    found = similar(among(a=item(), b=granted), Held("letter/asked", "asked", asked))
    assert found.contrast is not None
    assert found.contrast.held.case == "b"
    assert found.contrast.turned_on == ("adjunct: met",)
    assert found.differs == ("adjunct: not met here, met there", "phase: chronic here, acute there")


def test_a_planned_request_is_contrasted_through_its_nearest() -> None:
    asked = Held("letter/asked", "asked", item(None, "region=neck"))
    catalog = among(a=item("overturned", "region=neck"), b=item("upheld", "region=knee"))
    found = similar(catalog, asked)
    assert found.contrast is not None
    assert found.contrast.held.case == "b"
    assert found.differs == ("region: neck here, knee there",)


values = st.fixed_dictionaries(
    {
        "phase": st.sampled_from(["acute", "chronic", None]),
        "quantity": st.sampled_from([None, 0, 6, 12]),
        "unit": st.sampled_from(["visit", "tablet"]),
    }
)
traits = st.sets(
    st.sampled_from(
        [
            "region=neck",
            "region=knee",
            "condition=phase:met",
            "ground=adjunct:met",
            "ground=adjunct:x",
        ]
    )
)
items = st.builds(lambda kinds, given: item("upheld", *kinds, **given), traits, values)


@given(items, items)
def test_likeness_is_within_0_and_1_and_the_same_either_way(
    one: ItemEntry, other: ItemEntry
) -> None:
    found = likeness(one, other)[0]
    assert 0 <= found <= 1
    assert found == likeness(other, one)[0]
    assert likeness(one, one)[0] == 1


def test_every_aspect_has_its_weight_and_they_are_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


@pytest.fixture(scope="module")
def store(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store") / "graph"
    LetterStore(folder).load([examples])
    return folder


def test_a_letter_that_was_just_read_is_asked_as_a_stored_one(store: Path, examples: Path) -> None:
    letters = LetterStore(store)
    read = letters.similar(explain(examples / "massage-acute.txt"))
    assert read == letters.similar("CM99-0000002")
    assert read.nearest[0].turned_on == ("active care: not met", "phase: not met")
    with pytest.raises(NotFoundError, match="an item of the number 9"):
        letters.similar("CM99-0000002", item=9)


def test_the_command_tells_why_and_wherein_the_contrast_lies(store: Path, examples: Path) -> None:
    told = run(store, str(examples / "massage-acute.txt"))
    assert "likeness 0.69: massage therapy; neck; 6 visits;" in told
    assert "   differs: phase: met here, not met there" in told
    found = json.loads(run(store, "CM99-0000002", "-n", "1", "--format", "json"))
    assert [each["item"] for each in found["nearest"]] == [1]
    assert found["contrast"]["outcome"] == "upheld"
    of_none = run(store, "CM99-0000002", "--where", "region=knee")
    assert "No decided item of another letter that --where region=knee keeps is of the" in of_none
    missing = CliRunner().invoke(main, ["similar", "CM99-0000099", "--store", str(store)])
    assert missing.exit_code == NOT_FOUND


def run(store: Path, *words: str) -> str:
    found = CliRunner().invoke(main, ["similar", *words, "--store", str(store)])
    assert found.exit_code == 0, found.output
    return found.stdout
