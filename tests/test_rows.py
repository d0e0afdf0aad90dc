"""graph.rows and graph.formats: an answer is a list of dictionaries, a frame, and text."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.errors import MissingPackageError
from imrgraph.graph.formats import FORMATS, as_sparql_json
from imrgraph.graph.rows import Rows
from imrgraph.graph.store import Store, term
from imrgraph.knowledge.terms import IMRV, XSD

if TYPE_CHECKING:
    from collections.abc import Callable

TYPED = Rows(
    ("region", "items", "percent", "decided", "fell", "note"),
    [
        (
            IMRV("neck"),
            term(2),
            term(Decimal("33.3")),
            term(date(2015, 6, 10)),
            term(value=True),
            ox.Literal("a|b\nc", language="en"),
        ),
        (IMRV("knee"), term(1), None, None, None, None),
    ],
)


def test_an_answer_is_a_list_of_dictionaries_with_values() -> None:
    first, second = TYPED
    assert first["decided"] == date(2015, 6, 10)
    assert second == {"region": IMRV("knee").value, "items": 1}


def test_a_frame_of_pandas_has_the_types_of_the_values() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = TYPED.to_pandas()
    kinds = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert kinds["items"] == "Int64"
    assert kinds["percent"] == "Float64"
    assert kinds["decided"].startswith("datetime64")
    assert kinds["fell"] == "boolean"
    assert kinds["region"].startswith("str")
    assert list(frame["items"]) == [2, 1]
    assert pandas.isna(frame["percent"][1])


def test_a_frame_of_polars_has_the_types_of_the_values() -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    frame = TYPED.to_polars()
    assert frame.schema == {
        "region": polars.String,
        "items": polars.Int64,
        "percent": polars.Float64,
        "decided": polars.Date,
        "fell": polars.Boolean,
        "note": polars.String,
    }
    assert frame["decided"].to_list() == [date(2015, 6, 10), None]


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_no_rows_are_a_frame_with_their_columns(name: str) -> None:
    pytest.importorskip(name, reason=f"{name} is not installed")
    empty = Rows(("a", "b"), [])
    frame = empty.to_pandas() if name == "pandas" else empty.to_polars()
    assert list(frame.columns) == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "frame"), [("pandas", Rows.to_pandas), ("polars", Rows.to_polars)]
)
def test_a_package_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, frame: Callable[[Rows], object]
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingPackageError, match=f"pip install {name}"):
        frame(TYPED)


def test_a_notebook_shows_text_and_no_markup_of_it() -> None:
    shown = Rows(("<b>",), [(term("<script>alert(1)</script>"),)])._repr_html_()
    assert "<script>" not in shown
    assert "<th>&lt;b&gt;</th>" in shown


@pytest.mark.parametrize("truncated", [True, False])
def test_a_notebook_says_what_it_does_not_show(*, truncated: bool) -> None:
    rows = Rows(("n",), [(term(n),) for n in range(100)], truncated=truncated)
    shown = rows._repr_html_()
    assert "40 more rows" in shown
    assert ("more rows than were asked for" in shown) is truncated


def test_json_is_that_of_sparql_results() -> None:
    found = json.loads(as_sparql_json(TYPED))
    assert found["head"] == {"vars": list(TYPED.columns)}
    first, second = found["results"]["bindings"]
    assert first["region"] == {"type": "uri", "value": IMRV("neck").value}
    assert first["note"] == {"type": "literal", "value": "a|b\nc", "xml:lang": "en"}
    assert first["items"]["datatype"] == XSD("integer").value
    assert second.keys() == {"region", "items"}


@given(st.text(), st.text())
def test_what_is_written_as_sparql_results_is_read_back(one: str, other: str) -> None:
    rows = Rows(("a", "b"), [(term(one), ox.Literal(other, language="en-us"))])
    read = ox.parse_query_results(as_sparql_json(rows), ox.QueryResultsFormat.JSON)
    assert isinstance(read, ox.QuerySolutions)
    [row] = read
    assert (row["a"], row["b"]) == (rows.terms[0]["a"], rows.terms[0]["b"])


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\x00")), st.text(min_size=1))
def test_what_is_written_as_tsv_is_read_back(one: str, name: str) -> None:
    rows = Rows(("a", "b"), [(term(one), term(name)), (None, term(3))])
    read = ox.parse_query_results(FORMATS["tsv"](rows), ox.QueryResultsFormat.TSV)
    assert isinstance(read, ox.QuerySolutions)
    assert [(row["a"], row["b"]) for row in read] == [
        (term(one), term(name)),
        (None, term(3)),
    ]


@given(st.text())
def test_what_is_written_as_csv_is_read_back(text: str) -> None:
    rows = Rows(("a", "b"), [(term(text), term(1))])
    read = list(csv.reader(io.StringIO(FORMATS["csv"](rows), newline="")))
    assert read == [["a", "b"], [text, "1"]]


@given(st.text())
def test_a_row_of_markdown_is_one_line_with_its_cells(text: str) -> None:
    rows = Rows(("a", "b"), [(term(text), term(1))])
    _, rule, line = FORMATS["markdown"](rows).split("\n")
    assert rule == "| --- | ---: |"
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == rule.count("|")


def test_a_line_of_jsonl_is_a_row() -> None:
    [first, second] = FORMATS["jsonl"](TYPED).split("\n")
    assert json.loads(first)["decided"] == "2015-06-10"
    assert json.loads(second) == {"region": IMRV("knee").value, "items": 1}


def test_a_graph_is_turtle() -> None:
    store = Store()
    store.add([ox.Quad(IMRV("a"), IMRV("b"), IMRV("c"))])
    rows = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(rows, Rows)
    written = FORMATS["turtle"](rows)
    assert written.startswith("@prefix dcterms:")
    assert written.endswith("imrv:a imrv:b imrv:c .")


def test_a_literal_that_is_none_of_its_type_stays_as_it_is_written() -> None:
    wrong = ox.Literal("11/14/13", datatype=XSD("date"))
    assert Rows(("day",), [(wrong,)]) == [{"day": "11/14/13"}]
