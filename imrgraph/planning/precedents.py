"""Precedents: the decided requests that are most like a planned one, of either outcome.

In:   the explanation of a request, and a store.
Out:  `DecidedRequest`s: those that were granted first, each with its reasons in the letter's words.
From: imrgraph.insight.precedents says what is alike; the letters are explained as ever.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from imrgraph.insight.precedents import held, similar
from imrgraph.letters.reading import read
from imrgraph.reasoning.explaining import explanation
from imrgraph.reasoning.rendering.headline import headline
from imrgraph.reprs import short

if TYPE_CHECKING:
    from imrgraph.graph.catalog import Catalog, Held
    from imrgraph.insight.precedents import Precedent
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.planning.plans import Plan
    from imrgraph.reasoning.explaining.explanation import Explanation
    from imrgraph.reasoning.places import Evidence
    from imrgraph.store.asking import Asking

__all__ = ["DecidedRequest", "Nearest", "as_held", "beside", "nearest"]

#: The outcomes that are looked for, and how many requests of each.
_OUTCOMES: Final = ("overturned", "upheld")
_MOST: Final = 2
#: How many reasons of a letter are quoted.
_QUOTED: Final = 2


@dataclass(frozen=True, slots=True)
class Nearest:
    """The decided requests that are most like a planned one."""

    precedents: tuple[Precedent, ...] = ()
    #: How many of the kind are not looked at, being of made-up letters.
    left_out: int = 0

    __repr__ = short("precedents", "left_out")


@dataclass(frozen=True, slots=True)
class DecidedRequest:
    """A request that was decided, and why."""

    precedent: Precedent
    #: Why it was decided so, in a sentence.
    headline: str
    #: The letter's words for it.
    evidence: tuple[Evidence, ...]

    __repr__ = short("case", "item", "outcome", "headline")

    @property
    def case(self) -> str:
        """The case number."""
        return self.precedent.held.case

    @property
    def item(self) -> int:
        """The number of the item."""
        return self.precedent.held.item.number

    @property
    def outcome(self) -> str:
        """Its outcome."""
        return str(self.precedent.held.item.values["outcome"])

    @property
    def request(self) -> str:
        """What was asked for, in the letter's words."""
        return str(self.precedent.held.item.values["request"])


def as_held(item: Explanation) -> Held:
    """Return a planned request as a catalog would hold it."""
    [asked] = held(explanation.explain(item.letter, item.knowledge, "record"))
    return asked


def nearest(asked: Held, catalog: Catalog) -> Nearest:
    """Return the requests that are most like one, of each outcome the nearest."""
    alike = [similar(catalog, asked, _MOST, {"outcome": [outcome]}) for outcome in _OUTCOMES]
    return Nearest(
        tuple(found for each in alike for found in each.nearest),
        sum(each.left_out for each in alike),
    )


def beside(planned: Plan, alike: Nearest, letters: Asking) -> Plan:
    """Return a plan with the decided requests that are most like it, and why each was decided."""
    found = tuple(_decided(each, planned.knowledge, letters) for each in alike.precedents)
    return replace(planned, precedents=found, left_out=alike.left_out)


def _decided(found: Precedent, knowledge: Knowledge, letters: Asking) -> DecidedRequest:
    """Return a request with why it was decided so, explained from the text of its letter."""
    explained = explanation.explain(read(letters.document(found.held.case)), knowledge)
    [item] = explained.only(found.held.item.number).items
    places = [place for reason in item.reasons for place in reason.places]
    return DecidedRequest(found, headline(item), tuple(places[:_QUOTED]))
