"""Changes: what an item was concluded to be, and is concluded to be now, and why that differs.

In:   the entries of a letter before and after.
Out:  for each item whose verdict differs, both, and the conditions and values that differ with it.
From: entries hold what people count by, a verdict on each basis and in each reading among it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.graph.entries import Entry, ItemEntry

__all__ = ["Change", "changes"]

#: What begins the name of a verdict, among the values of an item.
_VERDICT: Final = "verdict"
#: The traits that say which conditions were weighed, and which of them it turned on.
_CONDITIONS: Final = ("condition", "turned-on")


@dataclass(frozen=True, slots=True)
class Change:
    """What differs of one item; of one that is new, or gone, everything on one side is None."""

    item: int
    #: Verdicts by basis and reading, before and after; only those that differ.
    verdicts: Mapping[str, tuple[object, object]]
    #: What else differs: values that were read, and conditions by their status.
    because: Mapping[str, tuple[object, object]]

    __repr__ = short("item", "verdicts")

    def row(self) -> dict[str, Any]:
        """Return it as a part of a report."""
        return {
            "item": self.item,
            "verdicts": _told(self.verdicts),
            "because": _told(self.because),
        }


def changes(before: Entry | None, after: Entry | None) -> tuple[Change, ...]:
    """Return the changes of those items whose verdicts differ, in order."""
    old = {item.number: item for item in before.items} if before else {}
    new = {item.number: item for item in after.items} if after else {}
    found = (_change(each, old.get(each), new.get(each)) for each in sorted({*old, *new}))
    return tuple(each for each in found if each.verdicts)


def _change(number: int, old: ItemEntry | None, new: ItemEntry | None) -> Change:
    names = sorted({*(old.values if old else ()), *(new.values if new else ())})
    verdicts: dict[str, tuple[object, object]] = {}
    because: dict[str, tuple[object, object]] = {}
    for name in names:
        pair = (old.values.get(name) if old else None, new.values.get(name) if new else None)
        if pair[0] != pair[1]:
            (verdicts if name.startswith(_VERDICT) else because)[name] = pair
    because |= dict(_conditions(old, new))
    return Change(number, verdicts, because)


def _conditions(
    old: ItemEntry | None, new: ItemEntry | None
) -> Iterator[tuple[str, tuple[object, object]]]:
    """Yield each criterion whose statuses differ, with those before and after."""
    for kind in _CONDITIONS:
        before, after = _statuses(old, kind), _statuses(new, kind)
        for criterion in sorted({*before, *after}):
            if before.get(criterion) != after.get(criterion):
                yield f"{kind} {criterion}", (before.get(criterion), after.get(criterion))


def _statuses(item: ItemEntry | None, kind: str) -> dict[str, str]:
    """Return the statuses of each criterion, as "met" or "met, unknown"."""
    found: dict[str, list[str]] = {}
    for trait in item.all(kind) if item else ():
        criterion, _, status = trait.partition(":")
        found.setdefault(criterion, []).append(status)
    return {criterion: ", ".join(statuses) for criterion, statuses in found.items()}


def _told(pairs: Mapping[str, tuple[object, object]]) -> dict[str, dict[str, object]]:
    return {
        name: {"before": _plain(before), "after": _plain(after)}
        for name, (before, after) in pairs.items()
    }


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
