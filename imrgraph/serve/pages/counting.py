"""Counting: how often denials are overturned, as a chart and a table.

In:   the facets by which to count, and values to keep.
Out:  rates with their intervals; the same as CSV, JSON and SVG.
From: `imrgraph rates`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from markupsafe import Markup

from imrgraph.graph.facets import FACETS
from imrgraph.graph.facets import called as by_name
from imrgraph.insight import telling
from imrgraph.insight.chart import as_svg
from imrgraph.insight.keeping import told_left_out
from imrgraph.insight.rates import rates
from imrgraph.serve.pages.asked import cataloged, fewest
from imrgraph.serve.pages.finding import named, narrowed_to
from imrgraph.serve.pages.layout import shown
from imrgraph.serve.pages.twins import as_json, expect_given, form_of, twin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.insight.rates import Rate, Rates

__all__ = ["counting"]

#: By what is offered to count, and to keep, in order.
_BY: Final = (
    *("class", "treatment", "year", "guideline", "source", "specialty", "phase", "region"),
    *("drug_class", "category", "agreement", "unread"),
)
_KEPT: Final = ("treatment", "class", "year", "guideline", "specialty", "phase", "region")
#: By what is counted where nobody says.
_FIRST: Final = "class"


def counting(request: Request) -> Response:
    """Show how often denials are overturned."""
    form = form_of(request, "html", "json", "csv", "svg")
    expect_given(request, "by", "smallest", *FACETS)
    catalog = cataloged(request).catalog
    given = request.query_params
    by = [name for each in given.getlist("by") for name in each.split(",") if name] or [_FIRST]
    where = narrowed_to(request)
    least = given.get("smallest", "")
    usual = fewest(request)
    smallest = int(least) if least.isdecimal() and len(least) < len("1000000") else usual
    found = rates(catalog, by, where, smallest)
    if form == "csv":
        return twin(form, telling.as_csv(found), "rates")
    if form == "json":
        return twin(form, as_json(telling.as_json(found)), "rates")
    called = _called(found)
    if form == "svg":
        return twin(form, as_svg(called), "rates")
    return shown(
        request,
        "rates.html",
        twins=("csv", "json", "svg"),
        found=found,
        named=named,
        by_name=by_name,
        chart=Markup(as_svg(called)),  # noqa: S704 (what is drawn is escaped there)
        rows=[
            (row, called.rows[number], _query(row, found)) for number, row in enumerate(found.rows)
        ],
        by=[*found.by, ""][:2],
        offered=[name for name in (*_BY, *found.by) if name in FACETS],
        choices=[(name, _choices(catalog.values(name), name)) for name in _KEPT],
        kept={name: values[0] for name, values in found.where.items()},
        smallest=smallest,
        told_left_out=told_left_out,
    )


def _called(found: Rates) -> Rates:
    """Return rates whose groups have the names that people call them by."""

    def row(rate: Rate) -> Rate:
        pairs = zip(found.by, rate.group, strict=True)
        group = tuple(v if v is None or isinstance(v, int) else named(n, v) for n, v in pairs)
        return replace(rate, group=group)

    return replace(found, rows=tuple(map(row, found.rows)))


def _choices(values: Sequence[str], facet: str) -> list[tuple[str, str]]:
    return sorted(((value, named(facet, value)) for value in values), key=lambda pair: pair[1])


def _query(row: Rate, found: Rates) -> str:
    """Return the query that finds the items of a group; "" where one value of it is not stated."""
    if None in row.group:
        return ""
    where: Mapping[str, Sequence[object]] = {
        **found.where,
        **{name: (value,) for name, value in zip(found.by, row.group, strict=True)},
    }
    return urlencode([(name, value) for name, values in where.items() for value in values])
