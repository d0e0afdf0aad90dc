"""Facets: the names by which items are counted and filtered.

In:   the name of a facet.
Out:  what it means, and where the catalog holds it.
From: the questions about outcome and volume that the yearly reports of the state answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from imrgraph.errors import QuestionError
from imrgraph.nearest import one_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "COLUMNS",
    "FACETS",
    "MADE_UP",
    "NO",
    "YES",
    "Facet",
    "Where",
    "called",
    "facets",
    "parsed",
]

#: Values to keep, by the name of their facet: all of the names, any of the values of one.
Where: TypeAlias = "Mapping[str, Sequence[str]]"


@dataclass(frozen=True, slots=True)
class Facet:
    """Something by which items are counted."""

    meaning: str
    #: Whether an item may have several, and so counts in several groups.
    several: bool = False
    #: What people call it, where that is not its name.
    called: str = ""


#: The facet that tells made-up letters apart, and its values.
MADE_UP, YES, NO = "made_up", "yes", "no"
_DERIVED: Final = "the derived verdict, by the guideline as"
FACETS: Final[Mapping[str, Facet]] = {
    "treatment": Facet("the treatment asked for, by its code"),
    "concept": Facet("the treatment in the narrowest term that the request names"),
    "class": Facet(
        "the kind of treatment: active-therapy, medication, surgery, …", called="kind of treatment"
    ),
    "category": Facet("the service category of the state", called="service category of the state"),
    "service": Facet("the subcategory of the state, or the category where there is none"),
    "drug_class": Facet("the class of the drug asked for", called="class of drug"),
    "year": Facet("the year of the decision", called="year decided"),
    "phase": Facet(
        "the phase of the injury on the day taken for the request", called="phase of the injury"
    ),
    "outcome": Facet("upheld, overturned or partial"),
    "verdict": Facet("the verdict that the explanation is told by"),
    "agreement": Facet(
        "whether the outcome on record follows, as the page of the item tells it (imr:standing);"
        " the question agreement counts what follows also where the page does not tell it",
        called="whether the outcome follows",
    ),
    MADE_UP: Facet(f"whether the letter is a made-up example: {YES} or {NO}"),
    "unread": Facet(
        "how much of the rationale was not understood: none, some, much or most",
        called="how much was not understood",
    ),
    "verdict_reviewer_stated": Facet(f"{_DERIVED} the reviewer states it"),
    "verdict_reviewer_encoded": Facet(f"{_DERIVED} encoded, on what the reviewer found"),
    "verdict_record_encoded": Facet(f"{_DERIVED} encoded, on the record alone"),
    "drug": Facet("a drug that the request names", several=True),
    "region": Facet(
        "a region of the body that the request names", several=True, called="part of the body"
    ),
    "source": Facet(
        "a body of guidelines that the reviewer cites", several=True, called="body of guidelines"
    ),
    "guideline": Facet(
        "a guideline that the reviewer cites", several=True, called="guideline relied on"
    ),
    "section": Facet("a section that the reviewer cites, as printed", several=True),
    "specialty": Facet(
        "a specialty of the reviewer, as printed", several=True, called="reviewer's specialty"
    ),
    "ground": Facet("a criterion that the rationale finds met or not-met", several=True),
    "condition": Facet(
        "a condition of an encoded guideline, and its status on the record", several=True
    ),
    "turned-on": Facet(
        "a condition that is told as a reason for the outcome, and its status", several=True
    ),
}

#: What the catalog holds of an item besides: the names and types of its columns.
COLUMNS: Final[Mapping[str, str]] = {
    **{name: "TEXT" for name, facet in FACETS.items() if not facet.several},
    "year": "INTEGER",
    "days": "INTEGER",
    "quantity": "REAL",
    "unit": "TEXT",
    "request": "TEXT",
}


def called(name: str) -> str:
    """Return what people call a facet.

    >>> called("class"), called("made_up")
    ('kind of treatment', 'made up')
    """
    return FACETS[name].called or name.replace("_", " ")


def facets(names: str | Iterable[str]) -> tuple[str, ...]:
    """Return `names`, each once; they may be one text, with commas between them.

    Raises:
        QuestionError: one of them is no facet.

    >>> facets(["year", "drug-class", "year"])
    ('year', 'drug_class')
    """
    known = {name.replace("_", "-"): name for name in FACETS}
    each = names.split(",") if isinstance(names, str) else names
    given = [name.strip().replace("_", "-") for name in each if name.strip()]
    for name in given:
        if name not in known:
            message = f"{name}: expected {one_of(name, known)}"
            raise QuestionError(message)
    return tuple(dict.fromkeys(known[name] for name in given))


def parsed(where: Mapping[str, Iterable[object] | int]) -> Where:
    """Return `where` by the names of facets as the catalog has them; one value needs no list.

    Raises:
        QuestionError: a name is no facet, or has no value, which nothing would match.

    >>> parsed({"drug-class": ["opioid"], "year": 2016})
    {'drug_class': ('opioid',), 'year': ('2016',)}
    """
    found = {facets([name])[0]: tuple(map(str, _listed(each))) for name, each in where.items()}
    if none := [name for name, values in found.items() if not values]:
        message = f"{none[0].replace('_', '-')}: expected one value or more, found none"
        raise QuestionError(message)
    return found


def _listed(values: object) -> Iterable[object]:
    """Return several values as they are, and one as a list of it."""
    return values if isinstance(values, Iterable) and not isinstance(values, str) else [values]
