"""Insights: what a store of letters answers about many of them at once.

In:   a store that has a catalog.
Out:  rates by group, precedents, like requests decided unlike, repeated sentences, passages.
From: the modules of this folder, each a question; here they are methods.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from imrgraph.arguments import expecting
from imrgraph.errors import MadeUpWarning, NotFoundError, OverlapWarning, QuestionError
from imrgraph.graph.entries import PARTS
from imrgraph.graph.tabular import Listing
from imrgraph.insight import tables
from imrgraph.insight.consistency import repeated, unlike
from imrgraph.insight.keeping import (
    counted,
    left_out,
    note_of_left_out,
    note_of_overlap,
    notes_on,
)
from imrgraph.insight.precedents import held, similar
from imrgraph.insight.rates import SMALLEST, rates
from imrgraph.insight.search import search
from imrgraph.knowledge.naming import case_number, warn_of_first
from imrgraph.knowledge.terms import local
from imrgraph.nearest import nearest, one_of
from imrgraph.warned import warn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from imrgraph.graph.catalog import Catalog
    from imrgraph.insight.consistency import Repeated, Unlike
    from imrgraph.insight.precedents import Precedents
    from imrgraph.insight.rates import Rates
    from imrgraph.insight.search import Found
    from imrgraph.reasoning.explaining.explanation import Explanations

__all__ = ["Insights"]


class Insights(ABC):
    """A store that has a catalog."""

    @property
    @abstractmethod
    def catalog(self) -> Catalog:
        """The items and the text of the letters."""

    @expecting
    def rates(
        self,
        by: str | Sequence[str] = (),
        where: Mapping[str, Iterable[object]] | None = None,
        smallest: int = SMALLEST,
    ) -> Rates:
        """Count in what share of the disputed requests the denial was overturned.

        Args:
            by: names of facets, or a text with commas between them: groups are their combinations.
            where: values to keep, by facet: all of the names, any of the values of one.
            smallest: the rate of a group of fewer items is withheld.

        Raises:
            QuestionError: a name is no facet, or no item can have a value of `where`.
        """
        found = rates(self.catalog, by, where, smallest)
        _warn_of_made_up(note_of_left_out(found.left_out) if found.left_out else "")
        if found.total and sum(row.items for row in found.rows) > found.total.items:
            warn(note_of_overlap(found.overlap), OverlapWarning)
        return found

    @expecting
    def similar(
        self,
        letter: str | Explanations,
        item: int | None = None,
        limit: int = 5,
        where: Mapping[str, Iterable[object]] | None = None,
    ) -> Precedents:
        """Find the decided items that are most like one, and the nearest that went otherwise.

        Args:
            letter: a case number, or the explanations of a letter that need not be in the store.
            item: the number of the item; the first without it, of several with a warning.
            limit: how many at most.
            where: only items that it keeps.

        Raises:
            NotFoundError: there is no such letter, or no such item in it.
            QuestionError: a name of `where` is no facet.
        """
        if isinstance(letter, str):
            name, items = letter, self.catalog.of_case(case_number(letter))
        else:
            name, items = letter.letter.document.name, list(held(letter))
        if item is None and items:
            warn_of_first(len(items), str(items[0].item.values["request"]))
        item = 1 if item is None else item
        asked = next((each for each in items if each.item.number == item), None)
        if asked is None:
            numbers = tuple(str(each.item.number) for each in items)
            wanted = f"an item of the number {item}" if items else "a letter of that name"
            letters = (
                () if items else nearest(case_number(name), map(local, self.catalog.letters()))
            )
            raise NotFoundError(name, wanted, numbers or letters)
        found = similar(self.catalog, asked, limit, where)
        _warn_of_made_up(*found.notes)
        return found

    @expecting
    def unlike(self, where: Mapping[str, Iterable[object]] | None = None) -> Listing[Unlike]:
        """Find the requests that are alike and were decided unlike, the largest groups first.

        Raises:
            QuestionError: a name of `where` is no facet.
        """
        kept = counted(self.catalog, where)
        many = left_out(self.catalog, kept)
        notes = (note_of_left_out(many),) if many else ()
        _warn_of_made_up(*notes)
        return Listing(unlike(self.catalog, kept), tables.UNLIKE, tables.unlike, notes)

    @expecting
    def repeated(self, part: str = "rationale", letters: int = 2) -> Listing[Repeated]:
        """Find the sentences of a part that as many letters have, those of the most first.

        Args:
            part: "summary", "request" or "rationale".
            letters: how many have it at least.

        Raises:
            QuestionError: there is no such part.
        """
        _expect_part(part)
        found, notes = repeated(self.catalog, part, letters), notes_on(self.catalog)
        _warn_of_made_up(*notes)
        return Listing(found, tables.SENTENCES, tables.sentences, notes)

    @expecting
    def search(
        self,
        words: str,
        part: str | None = None,
        where: Mapping[str, Iterable[object]] | None = None,
        limit: int = 20,
    ) -> Listing[Found]:
        """Find the passages that hold `words`, the best first, those of made-up letters last.

        Args:
            words: all of them are wanted, in any form of the same stem; "…" makes a phrase of them.
            part: "summary", "request" or "rationale"; all of them if it is None.
            where: only of items that it keeps; a summary is of every item of its letter.
            limit: how many at most.

        Raises:
            SearchError: `words` is no query.
            QuestionError: a name of `where` is no facet, or there is no such part.
        """
        if part is not None:
            _expect_part(part)
        found = search(self.catalog, words, part, where, limit)
        return Listing(found, tables.PASSAGES, tables.passages)


def _warn_of_made_up(*notes: str) -> None:
    """Warn of what is left out for being made up, if anything is."""
    for note in filter(None, notes):
        warn(note, MadeUpWarning)


def _expect_part(part: str) -> None:
    if part not in PARTS:
        message = f"part {part}: expected {one_of(part, PARTS)}"
        raise QuestionError(message)
