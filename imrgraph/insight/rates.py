"""Rates: in what share of the disputed requests the denial was overturned, group by group.

In:   the catalog; by what to count, which items to keep, how few are too few.
Out:  `Rates`: for each group how many items there are, the share with its interval, or that it is
      withheld.
From: the questions about outcome and volume of the yearly reports of the state.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.graph.catalog import Extent
from imrgraph.graph.facets import FACETS, MADE_UP, facets
from imrgraph.graph.tabular import Tabular, rows_of
from imrgraph.insight import tables
from imrgraph.insight.intervals import wilson
from imrgraph.insight.keeping import (
    counted,
    left_out,
    note_of_left_out,
    note_of_overlap,
    note_of_undated,
    told_left_out,
)
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from imrgraph.graph.catalog import Catalog, Count
    from imrgraph.graph.facets import Where
    from imrgraph.graph.rows import Rows

__all__ = ["CAVEAT", "CHOSEN", "DENOMINATOR", "SMALLEST", "Rate", "Rates", "rates"]

#: Goes with every figure.
CAVEAT: Final = (
    "Disputes only: these are requests that were denied or modified and then disputed. "
    "No rate here is a rate of approval, and none says what caused it."
)
#: What a rate is a share of.
DENOMINATOR: Final = "disputed items with an outcome on record"
#: What nobody should take the letters of a store for.
CHOSEN: Final = (
    "These are letters that somebody loaded here, and not a sample of all decisions of "
    "California: the intervals tell of chance alone, not of how the letters were chosen."
)
#: A rate of fewer items is withheld unless another number is asked for.
SMALLEST: Final = 10
_PARTIAL: Final = "An item overturned in part is counted, and not as overturned."


@dataclass(frozen=True, slots=True)
class Rate:
    """One group: how many items, and how many of them overturned."""

    group: tuple[str | int | None, ...]
    items: int
    overturned: int
    #: Too few items for a rate.
    withheld: bool = False

    __repr__ = short("group", "items", "overturned", "withheld")

    @property
    def share(self) -> float | None:
        """The share that was overturned; None where it is withheld."""
        return None if self.withheld else self.overturned / self.items

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of that share, at 95 %."""
        return None if self.withheld else wilson(self.overturned, self.items)


_NOTHING: Final = Extent(0, 0, 0, 0, None, None)


@dataclass(frozen=True, slots=True)
class Rates(Tabular):
    """Rates by group, and the rate of everything that was counted."""

    by: tuple[str, ...]
    where: Where
    smallest: int
    rows: tuple[Rate, ...]
    #: None where nothing was counted.
    total: Rate | None
    #: How many items are left out for being of made-up letters.
    left_out: int = 0
    #: Of how many letters the items are that were counted, and of when.
    extent: Extent = _NOTHING
    #: What is told of items that no year keeps, since they have no date.
    undated: str = ""

    __repr__ = short("by", "total.items", "smallest", "rows", "without_made_up")

    @property
    def without_made_up(self) -> int | None:
        """How many items are left out for being of made-up letters, if any are."""
        return self.left_out or None

    @property
    def overlap(self) -> str:
        """Of what an item may have several, and so be in several rows; "" of nothing."""
        return " and ".join(n.replace("_", "-") for n in self.by if FACETS[n].several)

    def to_rows(self) -> Rows:
        """Return the groups as rows, shares from 0 to 1; `notes` says how to read them."""
        return rows_of(tables.rates_columns(self), tables.rates(self), self.notes)

    @property
    def denominator(self) -> str:
        """What is counted."""
        return _denominator(self.where)

    @property
    def sample(self) -> str:
        """Which letters the figures are of, in plain words."""
        told = [_told_of(self.extent), CHOSEN]
        if self.left_out:
            told.append(f"{told_left_out(self.left_out)}.")
        return " ".join(told)

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be known to read the figures."""
        left_out = (note_of_left_out(self.left_out),) if self.left_out else ()
        return (CAVEAT, f"{_told_of(self.extent)} {CHOSEN}", *left_out, *self.remarks)

    @property
    def remarks(self) -> tuple[str, ...]:
        """How the figures come about, beside what they are of."""
        asked = {
            name: v for name, v in self.where.items() if not (name == MADE_UP and self.left_out)
        }
        notes = [f"Each share is of {_denominator(asked)}. {_PARTIAL}"]
        if self.undated:
            notes.append(f"{self.undated}.")
        if self.overlap:
            notes.append(note_of_overlap(self.overlap))
        if hidden := sum(row.withheld for row in self.rows):
            notes.append(
                f"The rate of {hidden} of {len(self.rows)} groups is withheld: "
                f"fewer than {self.smallest} items."
            )
        return tuple(notes)


def rates(
    catalog: Catalog,
    by: str | Sequence[str] = (),
    where: Mapping[str, Iterable[object]] | None = None,
    smallest: int = SMALLEST,
) -> Rates:
    """Count how often denials are overturned.

    Args:
        catalog: of the letters.
        by: names of facets, or a text with commas between them: groups are their combinations.
        where: values to keep, by facet: all of the names, any of the values of one. Without
            made-up among them, made-up letters are counted where there are no others.
        smallest: the rate of a group of fewer items is withheld.

    Returns:
        The groups, the largest first at every level, years in their order.

    Raises:
        QuestionError: a name is no facet.
    """
    names, only = facets(by), counted(catalog, where)
    [*total] = catalog.counts((), only)
    rows = [_rate(count, smallest) for count in _sorted(catalog.counts(names, only), names)]
    return Rates(
        by=names,
        where=only,
        smallest=smallest,
        rows=tuple(rows) if names else (),
        total=_rate(total[0], smallest) if total else None,
        left_out=left_out(catalog, only),
        extent=catalog.extent(only),
        undated=note_of_undated(catalog, only),
    )


def _denominator(where: Where) -> str:
    """Say what is counted, of what `where` keeps.

    >>> _denominator({"drug_class": ("opioid", "nsaid"), "year": ("2016",)})
    'disputed items with an outcome on record where drug-class=opioid|nsaid, year=2016'
    """
    kept = [f"{name.replace('_', '-')}={'|'.join(v)}" for name, v in where.items()]
    return " ".join([DENOMINATOR, *(["where", ", ".join(kept)] if kept else [])])


def _told_of(of: Extent) -> str:
    """Say in how many letters how many requests were counted, and of when they are.

    >>> print(_told_of(Extent(225, 100, 0, 3, 2013, 2017)))
    Counted: 225 requests in 100 letters, decided from 2013 to 2017 (3 without a date of decision).
    >>> print(_told_of(Extent(1, 1, 1, 0, 2015, 2015)))
    Counted: 1 request in 1 letter, decided in 2015. All are made-up examples.
    """
    items = "1 request" if of.items == 1 else f"{of.items:,} requests"
    letters = "1 letter" if of.letters == 1 else f"{of.letters:,} letters"
    when = f"from {of.first} to {of.last}" if of.first != of.last else f"in {of.first}"
    told = f"Counted: {items} in {letters}{f', decided {when}' if of.first else ''}"
    told += f" ({of.undated:,} without a date of decision)." if of.undated else "."
    if not of.made_up:
        return told
    made_up = "All are" if of.made_up == of.items else f"{of.made_up:,} of the requests are of"
    return f"{told} {made_up} made-up examples."


def _rate(count: Count, smallest: int) -> Rate:
    return Rate(count.group, count.items, count.overturned, withheld=count.items < smallest)


def _sorted(counts: list[Count], names: tuple[str, ...]) -> list[Count]:
    """Sort by the first facet, then by the next; what nobody says comes last."""
    sizes = Counter[tuple[object, ...]]()
    for count in counts:
        for depth in range(1, len(names) + 1):
            sizes[count.group[:depth]] += count.items

    def place(count: Count) -> list[tuple[bool, int, str]]:
        return [
            (
                value is None,
                0 if name == "year" else -sizes[count.group[: depth + 1]],
                str(value),
            )
            for depth, (name, value) in enumerate(zip(names, count.group, strict=True))
        ]

    return sorted(counts, key=place)
