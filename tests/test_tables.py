"""letters.tables: the rows of a table are letters in part, and every fact knows row and column."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from imrgraph.cli import main
from imrgraph.cli.exits import USAGE
from imrgraph.errors import TableError
from imrgraph.explaining import explain
from imrgraph.letters.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

TABLE = """Case No,Decided,Hurt,Treatment Requested,Decision,Why
CM99-0000041,01/05/2017,10/23/2016,"Physical therapy, 2 times a week for 6 weeks, lumbar spine",\
Uphold,"There is no documentation of functional improvement from the 12 earlier visits."
CM99-0000041,01/05/2017,10/23/2016,MRI of the lumbar spine,Overturn,"Weakness
of the left foot is documented."
CM99-0000042,n/a,,Acupuncture \u2013 6 visits,Withdrawn,
"""
MAP = """case: Case No
treatment: Treatment Requested
outcome: Decision
rationale: Why
dates: {decision: Decided, injury: Hurt}
outcomes: {upheld: [Uphold], overturned: Overturn}
"""


@pytest.fixture
def table(tmp_path: Path) -> tuple[Path, Path]:
    rows, mapping = tmp_path / "table.csv", tmp_path / "map.yaml"
    rows.write_text(TABLE, encoding="utf-8")
    mapping.write_text(MAP, encoding="utf-8")
    return rows, mapping


def test_rows_of_one_case_are_the_items_of_one_letter(table: tuple[Path, Path]) -> None:
    one, other = read_table(*table)
    letter = one.letter
    assert letter.case_number
    assert letter.case_number.value == "CM99-0000041"
    assert letter.dates.decision
    assert letter.dates.decision.value == date(2017, 1, 5)
    first, second = letter.items
    assert (first.outcome and first.outcome.value) == "upheld"
    assert (second.outcome and second.outcome.value) == "overturned"
    assert first.request.quantity
    assert first.request.quantity.total == 2 * 6
    assert second.rationale.value == "Weakness of the left foot is documented."
    assert len(other.letter.items) == 1


def test_every_fact_points_at_its_row_and_column(table: tuple[Path, Path]) -> None:
    one, _ = read_table(*table)
    where = one.where()
    assert where["case_number"] == {"row": 2, "column": "Case No"}
    assert where["items[0].quantity.per_week"] == {"row": 2, "column": "Treatment Requested"}
    assert where["items[1].outcome"] == {"row": 3, "column": "Decision"}
    assert where["dates.injury"] == {"row": 2, "column": "Hurt"}
    assert where["items[0].grounds[0]"]["column"] == "Why"


def test_what_a_cell_does_not_say_is_warned_of(table: tuple[Path, Path]) -> None:
    _, other = read_table(*table)
    told = [warning.message for warning in other.letter.warnings]
    assert told[:2] == ["item 1 is not decided: 'Withdrawn'", "'n/a' is no day"]
    assert other.letter.items[0].request.text.value == "Acupuncture - 6 visits"


def test_a_letter_of_a_table_can_be_explained(table: tuple[Path, Path]) -> None:
    one, _ = read_table(*table)
    assert [item.recorded_outcome for item in explain(one.letter).items] == ["upheld", "overturned"]


def test_the_command_reads_a_table(table: tuple[Path, Path]) -> None:
    rows, mapping = map(str, table)
    told = CliRunner().invoke(main, ["read", "--table", rows, "--map", mapping])
    one, other = json.loads(told.stdout)
    assert (one["layout"], one["case_number"], len(one["items"])) == ("table", "CM99-0000041", 2)
    assert one["cells"]["items[0].request"] == {"row": 2, "column": "Treatment Requested"}
    assert other["name"] == f"{rows}#CM99-0000042"
    assert CliRunner().invoke(main, ["read", "--table", rows]).exit_code == USAGE


@pytest.mark.parametrize(
    ("mapping", "problem"),
    [
        ("treatment: Nothing", "columns that the table has not: .'Nothing'."),
        ("treatmnt: Why", "'treatmnt'.* where case, claims, outcome"),
        ("case: Case No", "no column for the treatment"),
        ("- a list", "no map of columns"),
        ("a: [", "YAML that is ill formed"),
        ("treatment: Why\ndates: {born: Hurt}", "'born'.* where application_received"),
    ],
)
def test_a_map_that_is_wrong_is_refused_with_what_would_be_right(
    mapping: str, problem: str, table: tuple[Path, Path]
) -> None:
    rows, plan = table
    plan.write_text(mapping, encoding="utf-8")
    with pytest.raises(TableError, match=problem):
        read_table(rows, plan)


@pytest.mark.parametrize("mark", ["\t", ";"])
def test_a_table_may_be_parted_by_other_marks(mark: str, tmp_path: Path) -> None:
    rows, mapping = tmp_path / "table.csv", tmp_path / "map.yaml"
    rows.write_text(f"Asked{mark}Outcome\nMassage, 6 visits{mark}Upheld\n", encoding="utf-16")
    mapping.write_text("treatment: Asked\noutcome: Outcome\n", encoding="utf-8")
    [found] = read_table(rows, mapping)
    assert [item.request.text.value for item in found.letter.items] == ["Massage, 6 visits"]
