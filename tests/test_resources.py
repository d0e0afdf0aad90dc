"""resources: the folders that are not Python are found, in a checkout as in a wheel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imrgraph import resources

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "holds"),
    [("ontology", "imr.ttl"), ("queries", "*.rq"), ("examples", "letters/*")],
)
def test_each_folder_holds_what_it_is_for(name: str, holds: str) -> None:
    assert any(resources.folder(name).glob(holds))


@pytest.mark.parametrize("home", ["imrgraph/_shipped", "."], ids=["wheel", "checkout"])
def test_a_folder_is_found_where_it_is(
    home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / home / "ontology").mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "imrgraph")
    assert resources.folder("ontology") == tmp_path / home / "ontology"


def test_what_the_wheel_ships_comes_before_a_folder_that_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for home in ("imrgraph/_shipped", "."):
        (tmp_path / home / "queries").mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "imrgraph")
    assert resources.folder("queries") == tmp_path / "imrgraph/_shipped/queries"


def test_a_folder_that_is_nowhere_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="expected a folder 'letters'"):
        resources.folder("letters")
