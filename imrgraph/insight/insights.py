"""Insights: what a store of letters answers about many of them at once.

In:   a store that has a catalog.
Out:  rates by group.
From: the modules of this folder, each a question; here they are methods.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from imrgraph.insight.rates import SMALLEST, rates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from imrgraph.graph.catalog import Catalog
    from imrgraph.insight.rates import Rates

__all__ = ["Insights"]


class Insights(ABC):
    """A store that has a catalog."""

    @property
    @abstractmethod
    def catalog(self) -> Catalog:
        """The items and the text of the letters."""

    def rates(
        self,
        by: Sequence[str] = (),
        where: Mapping[str, Iterable[object]] | None = None,
        smallest: int = SMALLEST,
    ) -> Rates:
        """Count in what share of the disputed requests the denial was overturned.

        Args:
            by: names of facets: groups are their combinations.
            where: values to keep, by facet: all of the names, any of the values of one.
            smallest: the rate of a group of fewer items is withheld.

        Raises:
            QuestionError: a name is no facet.
        """
        return rates(self.catalog, by, where, smallest)
