"""Tables: what is found about many letters, as rows.

In:   passages, like requests decided unlike, repeated sentences, precedents, rates.
Out:  rows of plain values, and the names of their columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.graph.values import Value
    from imrgraph.insight.consistency import Repeated, Unlike
    from imrgraph.insight.precedents import Precedents
    from imrgraph.insight.rates import Rates
    from imrgraph.insight.search import Found

    Told = Mapping[str, Value | None]

__all__ = [
    "PASSAGES",
    "PRECEDENTS",
    "SENTENCES",
    "UNLIKE",
    "passages",
    "precedents",
    "rates",
    "rates_columns",
    "sentences",
    "unlike",
]

PASSAGES: Final = ("case", "item", "part", "score", "snippet", "place", "made_up")
SENTENCES: Final = ("sentence", "letters", "items", "overturned")
UNLIKE: Final = ("group", "treatment", "regions", "phase", "outcome", "case", "item", "grounds")
PRECEDENTS: Final = (
    *("case", "item", "request", "treatment", "outcome", "likeness", "in common", "turned on"),
    *("contrary", "made_up"),
)


def passages(found: Iterable[Found]) -> Iterator[Told]:
    """Yield a row for each passage."""
    for each in found:
        yield {
            "case": each.case,
            "item": each.item,
            "part": each.part,
            "score": each.score,
            "snippet": each.snippet,
            "place": each.place,
            "made_up": each.made_up,
        }


def sentences(found: Iterable[Repeated]) -> Iterator[Told]:
    """Yield a row for each sentence."""
    for each in found:
        yield {
            "sentence": each.sentence,
            "letters": each.letters,
            "items": each.items,
            "overturned": each.overturned,
        }


def unlike(found: Iterable[Unlike]) -> Iterator[Told]:
    """Yield a row for each request, those that are alike with the same number of a group."""
    for number, group in enumerate(found, 1):
        for held in (*group.upheld, *group.overturned):
            yield {
                "group": number,
                "treatment": group.treatment,
                "regions": ", ".join(group.regions),
                "phase": group.phase,
                "outcome": held.item.values["outcome"],
                "case": held.case,
                "item": held.item.number,
                "grounds": ", ".join(held.item.all("ground")),
            }


def precedents(found: Precedents) -> Iterator[Told]:
    """Yield a row for each precedent, the nearest that went otherwise last."""
    is_near = found.contrast is None or found.contrast in found.nearest
    for each in (*found.nearest, *(() if is_near else (found.contrast,))):
        values = each.held.item.values
        yield {
            "case": each.held.case,
            "item": each.held.item.number,
            **{name: values[name] for name in ("request", "treatment", "outcome")},
            "likeness": each.likeness,
            "in common": "; ".join(each.why),
            "turned on": each.turning,
            "contrary": each == found.contrast,
            "made_up": each.held.is_made_up,
        }


def rates_columns(found: Rates) -> tuple[str, ...]:
    """Return the names of the columns of rates: what is counted by, then the figures."""
    names = (name.replace("_", "-") for name in found.by)
    return (*names, "items", "overturned", "share", "low", "high", "withheld")


def rates(found: Rates) -> Iterator[Told]:
    """Yield a row for each group; without groups, one for everything."""
    names = rates_columns(found)
    for each in found.rows or (() if found.total is None else (found.total,)):
        low, high = each.interval or (None, None)
        figures = {"items": each.items, "withheld": each.withheld}
        if not each.withheld:
            figures |= {"overturned": each.overturned}
        yield {
            **dict(zip(names, each.group, strict=False)),
            **figures,
            "share": each.share,
            "low": low,
            "high": high,
        }
