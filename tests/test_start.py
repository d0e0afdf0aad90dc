"""cli, letters: nothing is loaded before it is wanted."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.letters.rationale.meaning import model
from imrgraph.resources import folder

#: What takes long to load.
HEAVY = {
    *("networkx", "owlready2", "pandas", "polars", "pypdfium2", "pyshacl", "rdflib", "rich"),
    *("SPARQLWrapper", "sqlite3", "jinja2"),
}
_STATED = json.loads((folder("reading") / "weights.json").read_text("utf-8"))
_NAMES = st.one_of(st.sampled_from(sorted(_STATED["weights"])), st.text(max_size=9))


def loaded(code: str) -> set[str]:
    """Return the packages that are loaded once `code` ran in a process of its own."""
    told = subprocess.run(  # noqa: S603 (our own)
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules, file=sys.stderr)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in told.stderr.split()}


@pytest.mark.parametrize(
    "code",
    [
        "import imrgraph",
        "from imrgraph.cli import main; main(['--version'], standalone_mode=False)",
        "from imrgraph.cli import main; main(['--help'], standalone_mode=False)",
    ],
)
def test_the_program_begins_with_nothing_that_takes_long(code: str) -> None:
    found = loaded(code)
    assert found.isdisjoint(HEAVY | {"pyoxigraph", "yaml", "tomllib", "difflib"})
    assert "imrgraph" in found


def test_a_letter_is_explained_without_what_only_others_want() -> None:
    letter = folder("examples") / "letters" / "imaging.txt"
    words = ["explain", str(letter), "--level", "verdict"]
    found = loaded(f"from imrgraph.cli import main; main({words!r}, standalone_mode=False)")
    assert "pyoxigraph" in found
    assert found.isdisjoint(HEAVY)


def test_weights_are_read_line_by_line_and_are_those_of_the_file() -> None:
    read = model()
    assert {name: read.weights[name] for name in _STATED["weights"]} == _STATED["weights"]
    assert (read.bias, read.signs) == (_STATED["bias"], _STATED["signs"])
    assert read.weights["no such feature"] == []


@given(st.lists(st.tuples(_NAMES, st.sampled_from([3, 5, 10, 15])), max_size=200).map(dict))
def test_weights_add_up_as_they_do_one_by_one(seen: dict[str, int]) -> None:
    told = [0] * len(model().bias)
    for name, counts in seen.items():
        for place, weight in model().weights[name]:
            told[place] += round(weight * 100) * counts
    assert model().weights.sums(seen) == tuple(told)
