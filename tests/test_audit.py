"""imrgraph audit: what letters are to be looked at for, item by item and over all.

`pytest tests/test_audit.py --write-golden` writes the files anew; read the diff before it is kept.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from imrgraph.cli import main
from imrgraph.cli.exits import NOT_FOUND, UNREADABLE, USAGE
from imrgraph.store import auditing
from imrgraph.store.opening import LetterStore
from imrgraph.store.opening import open as open_store

if TYPE_CHECKING:
    from click.testing import Result

GOLDEN = Path(__file__).parent / "golden" / "audit"
#: Findings of which the summary tells otherwise, another side, another region, another chapter.
AUDITED = Path(__file__).parent / "examples" / "audited.txt"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["audit", *map(str, words)])


@pytest.fixture(scope="module")
def store() -> LetterStore:
    loaded = open_store()
    loaded.load([AUDITED])
    return loaded


@pytest.mark.parametrize("name", ["examples", "audited"])
def test_letters_give_the_audit_that_they_gave(
    name: str, examples: Path, request: pytest.FixtureRequest
) -> None:
    golden = GOLDEN / f"{name}.txt"
    found = run(examples if name == "examples" else AUDITED).stdout
    if request.config.getoption("--write-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def test_each_kind_of_discrepancy_of_body_parts_is_told_of_its_item(store: LetterStore) -> None:
    kinds = {(row["item"], row["kind"]) for row in auditing.rows(store, "discrepancies")}
    assert kinds >= {(2, "side"), (2, "chapter"), (3, "region")}


def test_both_quotations_of_a_contradiction_are_told(store: LetterStore) -> None:
    first = next(auditing.rows(store, "contradicted"))
    assert "no documentation of neurologic deficits" in str(first["finding"])
    assert "over the right" in str(first["summary"])


def test_what_nothing_encoded_speaks_of_is_a_gap(store: LetterStore) -> None:
    assert [row["treatment"] for row in auditing.rows(store, "gaps")] == ["not stated"]


def test_agreement_can_be_counted_by_specialty(store: LetterStore) -> None:
    groups = {row["group"] for row in auditing.rows(store, "agreement", "specialty")}
    assert groups == {"Orthopedic Surgery"}


def test_a_store_gives_what_its_letters_give(examples: Path, tmp_path: Path) -> None:
    loaded = open_store(tmp_path / "graph")
    loaded.load([examples])
    del loaded
    assert run("--store", tmp_path / "graph").stdout == run(examples).stdout


def test_csv_is_one_table_and_json_one_object() -> None:
    table = list(csv.DictReader(run(AUDITED, "--format", "csv").stdout.splitlines()))
    whole = json.loads(run(AUDITED, "--format", "json").stdout)
    assert [row["item"] for row in table] == ["1", "2", "3", "4"]
    assert whole["schema"] == "imrgraph/audit/1"
    assert whole.keys() - {"schema"} == set(auditing.PARTS)
    assert [{k: str(v) for k, v in row.items()} for row in whole["items"]] == table


def test_csv_of_several_parts_is_refused() -> None:
    result = run(AUDITED, "--format", "csv", "--part", "items", "--part", "gaps")
    assert result.exit_code == USAGE


def test_without_letters_and_store_it_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IMRGRAPH_STORE", raising=False)
    assert run().exit_code == USAGE


def test_a_path_that_is_no_letter_is_named(tmp_path: Path) -> None:
    result = run(tmp_path / "missing.txt")
    assert (result.exit_code, result.stdout) == (UNREADABLE, "")
    assert "missing.txt: expected a file" in result.stderr
    beside = run(tmp_path / "missing.txt", AUDITED, "--part", "items")
    assert beside.exit_code == UNREADABLE
    assert "CM99-0000101" in beside.stdout


def test_a_folder_and_a_store_without_a_letter_are_named(tmp_path: Path) -> None:
    place = tmp_path / "graph"
    LetterStore(place).make()
    for words in ([place], ["--store", place]):
        result = run(*words)
        assert (result.exit_code, result.stdout) == (NOT_FOUND, "")
        assert f"{place}: expected a letter, found none" in result.stderr
