"""Keeping: which items a user wants, by values that there can be.

In:   the catalog; values by facet, as somebody types them.
Out:  the same as the catalog has them; a value that no item can have is refused.
From: what the catalog holds, and the vocabularies, which know also what no letter asks for yet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.errors import LeftOutWarning, QuestionError
from imrgraph.graph.entries import rolled_up
from imrgraph.graph.facets import FACETS, MADE_UP, NO, YES, parsed
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import concept, concept_of, warn_of_name
from imrgraph.knowledge.terms import IMRV, local
from imrgraph.nearest import one_of
from imrgraph.warned import are_left_out, lacking, warn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.graph.catalog import Catalog
    from imrgraph.graph.facets import Where

__all__ = [
    "counted",
    "left_out",
    "marked",
    "note_of_left_out",
    "note_of_overlap",
    "note_of_undated",
    "note_on_mixed",
    "notes_on",
    "told_left_out",
    "told_of_mixed",
    "wanted",
]

#: The vocabularies in which the values of a facet are, where a vocabulary has them.
_SCHEMES: Final[Mapping[str, tuple[str, ...]]] = {
    "treatment": ("treatments", "treatment-groups"),
    "concept": ("treatments", "treatment-groups"),
    "class": ("treatment-groups",),
    "phase": ("phases",),
    "outcome": ("outcomes",),
    "drug": ("treatments",),
    "drug_class": ("treatments",),
    "region": ("body-regions",),
    "source": ("sources",),
    "guideline": ("guidelines",),
}


def wanted(catalog: Catalog, where: Mapping[str, Iterable[object]] | None) -> Where:
    """Return what `where` keeps, by facets and values as the catalog has them.

    What is broader covers what is narrower: medication every drug, the spine the neck. Items of no
    year, which no year keeps, are warned of (`LeftOutWarning`).

    Raises:
        QuestionError: a name is no facet, or no item can have a value.
    """
    kept: dict[str, tuple[str, ...]] = {}
    for name, values in parsed(where or {}).items():
        found = [_value(catalog, name, value) for value in values]
        # Items are counted by their treatment as it is commonly told, and asked for by any name.
        by = "concept" if name == "treatment" and not all(map(_is_common, found)) else name
        all_of_it = dict.fromkeys(each for value in found for each in _covered(catalog, by, value))
        kept[by] = tuple(each for each in all_of_it if each in kept.get(by, all_of_it))
    if told := note_of_undated(catalog, kept):
        warn(told, LeftOutWarning)
    return kept


def note_of_undated(catalog: Catalog, kept: Where) -> str:
    """Return what is told of items that may be of a year that is kept, and nobody knows; or ""."""
    others = {name: each for name, each in kept.items() if name != "year"}
    many = catalog.undated(others) if "year" in kept else 0
    return f"year: {lacking(many, 'item', 'date of decision')}" if many else ""


def counted(catalog: Catalog, where: Mapping[str, Iterable[object]] | None) -> Where:
    """Return what `where` keeps, to be counted or compared: of real letters, if there are any.

    What was made up is no evidence of how anything is decided. It is counted where nothing else is
    there, and where `where` asks for it.

    Raises:
        QuestionError: a name is no facet, or no item can have a value.
    """
    kept = wanted(catalog, where)
    return {**kept, MADE_UP: (NO,)} if MADE_UP not in kept and catalog.is_mixed() else kept


def left_out(catalog: Catalog, kept: Where) -> int:
    """Return how many decided requests are not kept for being made up, and for nothing else."""
    if kept.get(MADE_UP) != (NO,):
        return 0
    return sum(each.items for each in catalog.counts((), {**kept, MADE_UP: (YES,)}))


def told_left_out(many: int) -> str:
    """Tell how many requests are left out for being made up.

    >>> told_left_out(1)
    '1 request of made-up examples is left out'
    """
    told = "1 request" if many == 1 else f"{many:,} requests"
    return f"{told} of made-up examples {are_left_out(many)}"


def note_of_left_out(many: int) -> str:
    """Tell the same, and how those alone are kept.

    >>> note_of_left_out(7)
    '7 requests of made-up examples are left out; made-up=yes keeps those alone.'
    """
    return f"{told_left_out(many)}; made-up=yes keeps those alone."


def note_of_overlap(several: str) -> str:
    """Tell that an item is in several groups.

    >>> note_of_overlap("source")
    'An item counts once for each source that it has, so that groups overlap and do not add up.'
    """
    counts = f"An item counts once for each {several} that it has"
    return f"{counts}, so that groups overlap and do not add up."


def notes_on(
    catalog: Catalog, where: Mapping[str, Iterable[object]] | None = None
) -> tuple[str, ...]:
    """Tell of what `counted` leaves out of what `where` keeps, if it leaves out anything."""
    many = left_out(catalog, counted(catalog, where))
    return (note_of_left_out(many),) if many else ()


def told_of_mixed(catalog: Catalog) -> str:
    """Tell whoever asks of all letters that some were made up; "" where none or all are."""
    return _told_of_mixed(catalog, "")


def note_on_mixed(catalog: Catalog) -> str:
    """Tell the same, and by which property a query tells them apart."""
    return _told_of_mixed(catalog, " (imr:madeUp)")


def _told_of_mixed(catalog: Catalog, by: str) -> str:
    if not catalog.is_mixed():
        return ""
    of = f"of the {catalog.size():,} letters here are made-up examples{by}"
    return f"{catalog.made_up():,} {of}, and what is asked of all letters is asked of them, too."


def marked(name: str, *, is_made_up: bool) -> str:
    """Return the name of a letter, marked if it was made up.

    >>> marked("CM99-0000001", is_made_up=True), marked("CM16-0232543", is_made_up=False)
    ('CM99-0000001 (made-up example)', 'CM16-0232543')
    """
    return f"{name} ({load().label(IMRV('made-up-letter').value)})" if is_made_up else name


def _is_common(treatment: str) -> bool:
    """Say whether items are counted by a treatment, or by one below it."""
    meant = concept(treatment, *_SCHEMES["treatment"])
    return meant is None or rolled_up(meant, load())["treatment"] == local(meant)


def _covered(catalog: Catalog, name: str, value: str) -> Iterator[str]:
    """Yield a value, and those held that are narrower."""
    yield value
    if name in _SCHEMES and (broad := concept(value, *_SCHEMES[name])):
        for each in catalog.values(name):
            narrow = concept(each, *_SCHEMES[name])
            if narrow and broad in load().broader(narrow):
                yield each


def _value(catalog: Catalog, name: str, value: str) -> str:
    held = {each.casefold(): each for each in catalog.values(name)}
    if not held or value.casefold() in held:
        return held.get(value.casefold(), value)
    if value in _CLOSED.get(name, ()) or (name == "year" and _YEAR.fullmatch(value)):
        return value  # there can be such items, and there are none
    meant = concept_of(value, *_SCHEMES[name]) if name in _SCHEMES else None
    if meant and _is_of(name, meant):
        warn_of_name(value, meant, *_SCHEMES[name])
        return local(meant)
    shown = f"{name.replace('_', '-')}={value}"
    known = sorted({*held.values(), *_CLOSED.get(name, ())})
    is_of = rolled_up(meant, load()).get(name) if meant else None
    told = f", which is of {is_of}" if is_of else ""
    message = f"{shown}{told}: expected {one_of(value, known)}"
    raise QuestionError(message)


def _is_of(name: str, meant: str) -> bool:
    """Say whether a facet can hold a treatment: a class of them, or a drug, is not every one."""
    above = rolled_up(meant, load())
    if name == "drug":
        return above["class"] == "medication"
    return name not in {"class", "drug_class"} or above[name] == local(meant)


#: The years in which letters may be decided.
_YEAR: Final = re.compile(r"20\d\d")
_VERDICTS: Final = ("necessary", "not-necessary", "partly-necessary", "undetermined")
#: All values of those facets that have few.
_CLOSED: Final[Mapping[str, tuple[str, ...]]] = {
    "outcome": ("upheld", "overturned", "partial"),
    **{name: _VERDICTS for name in FACETS if name.startswith("verdict")},
    "agreement": ("agree", "disagree", "undetermined"),
    "unread": ("none", "some", "much", "most"),
    MADE_UP: (YES, NO),
}
