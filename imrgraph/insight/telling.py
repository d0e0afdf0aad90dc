"""Telling: rates and comparisons as text, CSV and JSON.

In:   `Rates`, or comparisons with published figures.
Out:  text; every form says what the figures are of, and that they are of disputes only.
From: the schema of the JSON is "imrgraph/rates/1".
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from imrgraph.insight.published import SAMPLING
from imrgraph.insight.rates import CAVEAT, DENOMINATOR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from imrgraph.graph.store import Row
    from imrgraph.insight.published import Comparison
    from imrgraph.insight.rates import Rate, Rates

__all__ = [
    "as_csv",
    "as_json",
    "as_rows",
    "comparison_rows",
    "comparisons_as_csv",
    "comparisons_as_json",
    "named",
]

SCHEMA: Final = "imrgraph/rates/1"


def named(value: object) -> str:
    """Return how a group is called.

    >>> named(None), named(2016)
    ('not stated', '2016')
    """
    return "not stated" if value is None else str(value)


def as_rows(found: Rates) -> list[Row]:
    """Return the groups as rows of a table, the rate of everything last, shares in per cent."""
    names = [name.replace("_", "-") for name in found.by]
    rows: list[Row] = [
        {**dict(zip(names, map(named, row.group), strict=True)), **_figures(row)}
        for row in found.rows
    ]
    if found.total:
        rows.append({**({names[0]: "all"} if names else {}), **_figures(found.total)})
    return rows


def _figures(rate: Rate) -> Row:
    if rate.share is None or rate.interval is None:
        return {"items": rate.items, "overturned": "", "percent": "withheld"}
    low, high = rate.interval
    shares = {"percent": rate.share, "low": low, "high": high}
    return {
        "items": rate.items,
        "overturned": rate.overturned,
        **{name: f"{100 * share:.1f}" for name, share in shares.items()},
    }


def as_csv(found: Rates) -> str:
    """Return the groups as CSV; every line carries its denominator, the sample and the caveats."""
    caveat = " ".join(note for note in found.notes if note != found.sample)
    told = {"denominator": found.denominator, "sample": found.sample, "caveat": caveat}
    return _csv(as_rows(found), told)


def _csv(rows: Sequence[Row], constant: Mapping[str, str]) -> str:
    written = StringIO()
    columns = dict.fromkeys(name for row in rows for name in row)
    writer = csv.DictWriter(written, [*columns, *constant], lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, **constant} for row in rows)
    return written.getvalue().rstrip("\n")


def as_json(found: Rates) -> dict[str, Any]:
    """Return the rates as plain values; shares are fractions, None where withheld."""
    return {
        "schema": SCHEMA,
        "by": list(found.by),
        "where": {name: list(values) for name, values in found.where.items()},
        "denominator": found.denominator,
        "sample": found.sample,
        "notes": list(found.notes),
        "smallest": found.smallest,
        "total": found.total and _plain(found.total),
        "groups": [
            {"group": dict(zip(found.by, row.group, strict=True)), **_plain(row)}
            for row in found.rows
        ],
    }


def _plain(rate: Rate) -> dict[str, Any]:
    interval = rate.interval
    return {
        "items": rate.items,
        "overturned": None if rate.withheld else rate.overturned,
        "rate": rate.share,
        "interval": list(interval) if interval else None,
        "withheld": rate.withheld,
    }


_BEYOND: Final = {None: "not compared", False: "within sampling", True: "beyond sampling"}


def comparison_rows(found: Sequence[Comparison]) -> list[Row]:
    """Return comparisons as rows of a table, in per cent."""
    return [
        {
            "year": str(each.published.year),
            "by": each.published.by,
            "published": f"{each.published.percent:g}",
            **({"items": 0} if each.rate is None else _figures(each.rate)),
            "difference": _BEYOND[each.beyond],
            "source": each.published.source,
        }
        for each in found
    ]


def comparisons_as_csv(found: Sequence[Comparison], notes: Sequence[str] = ()) -> str:
    """Return comparisons as CSV; every line carries its denominator and the caveats."""
    told = {"denominator": DENOMINATOR, "caveat": " ".join((CAVEAT, SAMPLING, *notes))}
    return _csv(comparison_rows(found), told)


def comparisons_as_json(found: Sequence[Comparison], notes: Sequence[str] = ()) -> dict[str, Any]:
    """Return comparisons as plain values."""
    return {
        "schema": SCHEMA,
        "denominator": DENOMINATOR,
        "notes": [CAVEAT, SAMPLING, *notes],
        "years": [
            {
                "year": each.published.year,
                "published": each.published.percent / 100,
                "by": each.published.by,
                "source": each.published.source,
                "note": each.published.note,
                "counted": each.rate and _plain(each.rate),
                "beyond_sampling": each.beyond,
            }
            for each in found
        ],
    }
