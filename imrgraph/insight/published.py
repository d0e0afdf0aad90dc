"""Published: the yearly rates that others give, beside those that are counted here.

In:   the catalog.
Out:  for each figure that was published, what the letters of that year give, and whether the
      difference is more than sampling explains.
From: published.csv: the Division of Workers' Compensation (DWC) and the California Workers'
      Compensation Institute (CWCI), as the sources named there report them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from imrgraph.insight.rates import SMALLEST, Rate, rates
from imrgraph.reprs import short

if TYPE_CHECKING:
    from imrgraph.graph.catalog import Catalog

__all__ = ["SAMPLING", "Comparison", "Published", "compared", "published"]

#: Goes with every comparison.
SAMPLING: Final = (
    "Beyond sampling: the published rate, within its rounding, lies outside the 95 % interval of "
    "the counted one. That supposes a random sample of the year's requests, which letters at hand "
    "seldom are; and about one comparison in twenty is beyond it by chance alone. The two bodies "
    "that publish differ by up to one point."
)


@dataclass(frozen=True, slots=True)
class Published:
    """The share of the requests of one year that were overturned, as one body gives it."""

    year: int
    percent: float
    #: 0.1 where the figure has one decimal.
    rounded_to: float
    by: str
    source: str
    note: str

    __repr__ = short("year", "percent", "by")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published figure beside the rate that is counted here."""

    published: Published
    #: None where no letter is of that year.
    rate: Rate | None

    __repr__ = short("published.year", "published.percent", "rate.share")

    @property
    def beyond(self) -> bool | None:
        """Whether they differ by more than sampling explains; None where that cannot be said."""
        interval = self.rate.interval if self.rate else None
        if interval is None:
            return None
        off = self.published.rounded_to / 2
        low, high = (100 * bound for bound in interval)
        return self.published.percent + off < low or self.published.percent - off > high


@cache
def published() -> tuple[Published, ...]:
    """Return the published figures, by year.

    >>> [(each.year, each.percent) for each in published()][:2]
    [(2013, 16.0), (2014, 9.0)]
    """
    with Path(__file__).with_name("published.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Published(
                year=int(row["year"]),
                percent=float(row["overturned_percent"]),
                rounded_to=float(row["rounded_to"]),
                by=row["by"],
                source=row["source"],
                note=row["note"],
            )
            for row in csv.DictReader(file)
        )


def compared(catalog: Catalog, smallest: int = SMALLEST) -> tuple[Comparison, ...]:
    """Compare every published figure with the letters of its year.

    Args:
        catalog: of the letters.
        smallest: a year of fewer items is not compared.
    """
    counted = {row.group[0]: row for row in rates(catalog, ["year"], smallest=smallest).rows}
    return tuple(Comparison(each, counted.get(each.year)) for each in published())
