"""Time lines: what applied to a treatment on which day, by source, and how sure that is.

In:   the knowledge.
Out:  for each treatment its `Stretch`es of time, and the `Sureness` of each source.
From: the editions and their days; nothing is asked of a letter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.coverage import UNKNOWN, Coverage, every_coverage, topics
from imrgraph.knowledge.guidelines import encoded
from imrgraph.knowledge.knowledge import SUREST_FIRST
from imrgraph.knowledge.terms import IMRV

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from imrgraph.knowledge.guidelines import Edition, Recommendation
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["Stretch", "Sureness", "side_of", "sureness", "timelines", "unread_topics"]

#: The years that a time line shows.
_FROM, _TO = date(2004, 1, 1), date(2026, 1, 1)
#: What is said of a source, by how a treatment is spoken of.
_SIDES: Final = {True: "supports", False: "opposes"}
#: The strength of a recommendation that opposes nothing but more than so much.
_LIMIT: Final = "statutory-limit"


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when until when something is said of a treatment, by whom, and how surely."""

    iri: str
    name: str
    #: "supports", "opposes", "limits", or the direction of what is covered only.
    says: str
    source: str
    edition: str
    status: str
    begins: date
    #: None where it is in force still.
    ends: date | None
    #: Whether it is known what is said; `status` is else that of its being spoken of.
    is_seen: bool = True

    @property
    def left(self) -> float:
        """Where it begins on the line, in hundredths of it."""
        return _share(self.begins)

    @property
    def width(self) -> float:
        """How much of the line it takes, in hundredths of it."""
        return max(_share(self.ends or _TO) - self.left, 0.5)


@dataclass(frozen=True, slots=True)
class Sureness:
    """How many recommendations of a source are how sure."""

    source: str
    #: By status, in the order of `SUREST_FIRST`.
    counts: tuple[int, ...]
    #: How many rest on nothing but the letters with which the explanations are compared.
    scored: int


def timelines(knowledge: Knowledge) -> Mapping[str, tuple[Stretch, ...]]:
    """Return for each treatment what is said of it itself, in order of time and source.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.knowledge.terms import IMRV
    >>> [(s.says, s.begins.year) for s in timelines(load())[IMRV["massage-therapy"]]]
    [('opposes', 2007), ('supports', 2009), ('speaks of it, text not in imrgraph', 2017)]
    """
    found = defaultdict[str, list[Stretch]](list)
    said: list[tuple[Recommendation | Coverage, str]] = [
        *((each, side_of(each)) for each in encoded(knowledge)),
        *((each, _direction(each, knowledge)) for each in every_coverage(knowledge)),
    ]
    for each, says in said:
        if stretch := _stretch(each, says, knowledge):
            for treatment in each.treatments:
                found[treatment].append(stretch)
    return {t: tuple(sorted(s, key=_in_order)) for t, s in found.items()}


def side_of(of: Recommendation) -> str:
    """Return what a recommendation does: it "supports", "opposes", or "limits" by statute."""
    return "limits" if of.strength == _LIMIT else _SIDES[of.supports]


def sureness(knowledge: Knowledge) -> tuple[Sureness, ...]:
    """Return how sure the recommendations of each source are, the highest source first."""
    by = defaultdict[tuple[int, str], list[tuple[str, bool]]](list)
    for each in encoded(knowledge):
        key = each.edition.rank, _source(each.edition, knowledge)
        by[key].append((each.status, each.rests_on_scored))
    return tuple(_counted(name, rows) for (_, name), rows in sorted(by.items()))


def unread_topics(knowledge: Knowledge) -> tuple[Edition, ...]:
    """Return the editions of which nothing is encoded, though their topic is known."""
    return tuple(topic.edition for topic in topics(knowledge) if not topic.is_encoded)


def _counted(name: str, rows: Iterable[tuple[str, bool]]) -> Sureness:
    rows = tuple(rows)
    counted = Counter(status for status, _ in rows)
    counts = tuple(counted[status] for status in SUREST_FIRST)
    return Sureness(name, counts, sum(scored for _, scored in rows))


def _stretch(of: Recommendation | Coverage, says: str, knowledge: Knowledge) -> Stretch | None:
    """Return when something holds; None where its edition has no first day."""
    edition = of.edition
    if edition.begins is None:
        return None
    source = _source(edition, knowledge)
    when = edition.begins, edition.ends
    is_seen = not isinstance(of, Coverage) or of.direction != UNKNOWN
    return Stretch(of.iri, of.name, says, source, edition.name, of.status, *when, is_seen)


def _direction(covered: Coverage, knowledge: Knowledge) -> str:
    return knowledge.label(IMRV(covered.direction).value)


def _source(edition: Edition, knowledge: Knowledge) -> str:
    return knowledge.label(str(knowledge.value(edition.work, "belongsTo")))


def _in_order(stretch: Stretch) -> tuple[date, str, str]:
    return stretch.begins, stretch.source, stretch.iri


def _share(day: date) -> float:
    whole = (_TO - _FROM).days
    return round(100 * min(max((day - _FROM).days, 0), whole) / whole, 1)
