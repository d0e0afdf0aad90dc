"""Finding: decisions by whatever somebody knows of them.

In:   words, a case number, the name of a treatment or a guideline; values of facets; a page.
Out:  the decisions, those of the last year first, with what narrows them further; the same as JSON
      and as CSV.
From: the catalog beside the letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from starlette.responses import RedirectResponse

from imrgraph.graph.facets import FACETS, MADE_UP, YES
from imrgraph.graph.identifying import like_letters
from imrgraph.insight.keeping import counted, note_of_undated, wanted
from imrgraph.insight.precedents import turning
from imrgraph.insight.search import pieces
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import case_number, codes, concept, is_case_number, like
from imrgraph.knowledge.terms import IMRG, IMRV, local
from imrgraph.serve.pages.asked import cataloged, letters
from imrgraph.serve.pages.layout import shown
from imrgraph.serve.pages.meant import as_query, asked_for, numbered, share, taken
from imrgraph.serve.pages.twins import as_csv, as_json, expect_given, form_of, twin
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.graph.catalog import Catalog, Held
    from imrgraph.graph.facets import Where
    from imrgraph.serve.pages.meant import Share
    from imrgraph.store.opening import Endpoint

    #: The values of each facet, with how many items have it.
    Tallies = Mapping[str, Sequence[tuple[str, int]]]

__all__ = ["find", "named", "narrowed_to", "ready", "start"]

#: By what decisions are narrowed on the page, in order.
_SHOWN: Final = (
    *("year", "outcome", "class", "guideline", "specialty", "phase", "agreement", "unread"),
    MADE_UP,
)
#: How many decisions a page has; how many values of a facet; how many decisions a table.
_PAGE, _VALUES, _TABLE = 20, 8, 10_000
#: How many names are offered where nothing is found.
_LIKE: Final = 5
#: What has a page of its own.
_MEANT: Final = ("treatments", "treatment-groups", "guidelines")
_COLUMNS: Final = (
    *("case", "item", "request", "outcome", "year", "class", "treatment", "phase", "quantity"),
    *("unit", "verdict", "agreement", "unread"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for."""

    words: str
    where: Where
    #: From 1.
    page: int = 1
    #: The outcomes that were among the words.
    taken: tuple[str, ...] = ()

    def query(self, **changes: Any) -> str:  # noqa: ANN401 (values by facet, or a page)
        """Return the query of the address, with some of it otherwise; () takes a facet out."""
        where = {**self.where, **{name: v for name, v in changes.items() if name in FACETS}}
        pairs = [("q", self.words)] if self.words else []
        pairs += [(name, value) for name, values in where.items() for value in values]
        pairs += [("page", changes["page"])] if changes.get("page", 1) > 1 else []
        return urlencode(pairs)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A facet, and the values that what was found has of it: value, name, how many."""

    facet: str
    values: tuple[tuple[str, str, int], ...]
    #: How many values more there are.
    more: int


def start(request: Request) -> Response:
    """Show where to begin."""
    held = letters(request)
    told = _overview(held.catalog, held) if isinstance(held, LetterStore) else None
    return shown(request, "start.html", overview=told)


@lru_cache(maxsize=1)
def _overview(catalog: Catalog, held: LetterStore) -> Mapping[str, Any]:
    """Return how many letters there are, and of what."""
    kept = counted(catalog, {})
    items, _ = catalog.find("", kept, 0, 0)
    tallied = catalog.tallies(["class", "year"], kept)
    made_up = catalog.made_up() if kept else 0
    return {
        "items": items,
        "letters": len(held) - made_up,
        "made_up": made_up,
        "years": sorted(year for year, _ in tallied["year"]),
        "classes": [(value, named("class", value)) for value, _ in tallied["class"][:_VALUES]],
    }


def ready(held: LetterStore | Endpoint) -> None:
    """Have at hand by what every search counts, so that who searches first does not wait for it."""
    if isinstance(held, LetterStore):
        _tallies(held.catalog, (), "")


def find(request: Request) -> Response:
    """Show the decisions that are looked for; one whose number is given, at once."""
    form = form_of(request, "html", "json", "csv")
    expect_given(request, "q", "page", *FACETS)
    number = request.query_params.get("q", "").strip()
    if form == "html" and is_case_number(number) and number in letters(request):
        root = request.scope.get("root_path", "")
        return RedirectResponse(
            f"{root}/determination/{quote(case_number(number))}", status_code=303
        )
    held = cataloged(request)
    asked = _asked(request, held.catalog)
    words = as_query(asked.words, held.catalog)
    ahead = asked_for(asked.words, held.catalog)
    if form == "csv":
        _, found = held.catalog.find(words, asked.where, 0, _TABLE, ahead)
        return twin(form, as_csv(map(_row, found), _COLUMNS), "decisions")
    undated = note_of_undated(held.catalog, asked.where)
    first = _PAGE * (asked.page - 1)
    many, found = held.catalog.find(words, asked.where, first, _PAGE, ahead)
    if form == "json":
        return twin(form, as_json(_plain(asked, many, found, undated)), "decisions")
    others = not ahead.keys() & asked.where.keys()
    only = Wanted("", {**asked.where, **ahead}) if ahead and others else None
    tallied = _tallies(held.catalog, tuple(asked.where.items()), words)
    return shown(
        request,
        "find.html",
        twins=("json", "csv"),
        asked=asked,
        many=many,
        undated=undated,
        of_made_up=dict(tallied[MADE_UP]).get(YES, 0) if len(tallied[MADE_UP]) > 1 else 0,
        pages=max(1, ceil(many / _PAGE)),
        found=[(each, _snippet(words, each, held.catalog)) for each in found],
        narrowings=tuple(_narrowings(tallied, asked.where, held.catalog)),
        named=named,
        turning=turning,
        meant=_meant(asked.words),
        taken=asked.taken,
        share=_share(asked, held.catalog),
        asked_for=only,
        asked_for_many=held.catalog.find("", only.where, 0, 0)[0] if only else 0,
        numbered=numbered(asked.words, held.catalog),
        like=() if many else _like(asked.words, held),
        is_bare="q" in request.query_params and not (asked.words or asked.where),
    )


def _asked(request: Request, catalog: Catalog) -> Wanted:
    given = narrowed_to(request)
    page = request.query_params.get("page", "")
    number = min(int(page), 10**6) if page.isdecimal() and page.isascii() else 1
    words, outcomes = taken(" ".join(request.query_params.get("q", "").split()))
    if outcomes:
        given["outcome"] = [*outcomes]
    return Wanted(words, wanted(catalog, given), max(1, number), outcomes)


def narrowed_to(request: Request) -> dict[str, list[str]]:
    """Return the values that the parameters of a page keep, by facet."""
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        facet = name.replace("-", "_") if name != "turned-on" else name
        if facet in FACETS and value.strip():
            given.setdefault(facet, []).append(value.strip())
    return given


def _share(asked: Wanted, catalog: Catalog) -> Share | None:
    """Return how many of the requests that are named have the outcome, if nothing else is asked."""
    outcomes = tuple(asked.where.get("outcome", ()))
    return share(asked.words, outcomes, catalog) if len(asked.where) == 1 else None


def named(facet: str, value: str) -> str:
    """Return what a value of a facet is called.

    >>> named("class", "passive-therapy"), named("year", "2016"), named("guideline", "chronic-pain")
    ('passive therapy', '2016', 'Chronic Pain Medical Treatment Guidelines')
    """
    space = IMRG if facet == "guideline" else IMRV
    if facet in _CONCEPTS and load().facts.said_of(space.base + value):
        return load().label(space.base + value)
    return value.replace("-", " ") if facet not in {"specialty", "section"} else value


#: The facets whose values have a label.
_CONCEPTS: Final = frozenset({"class", "concept", "treatment", "guideline", "phase", "region"})


def _narrowings(tallied: Tallies, where: Where, catalog: Catalog) -> Iterator[Narrowing]:
    """Yield the facets by which what was found can be narrowed."""
    for facet in _SHOWN if catalog.is_mixed() else _SHOWN[:-1]:
        values = [*tallied[facet]]
        if facet == "year":
            values.sort(reverse=True)
        kept = [each for each in values if each[0] not in where.get(facet, ())]
        if kept:
            told = tuple((value, named(facet, value), n) for value, n in kept[:_VALUES])
            yield Narrowing(facet, told, max(0, len(kept) - _VALUES))


@lru_cache(maxsize=64)
def _tallies(
    catalog: Catalog, where: tuple[tuple[str, tuple[str, ...]], ...], words: str
) -> Tallies:
    """Count by each facet; a catalog that is open stays as it was, so that counts can be kept."""
    return catalog.tallies(_SHOWN, dict(where), words)


def _snippet(words: str, held: Held, catalog: Catalog) -> tuple[tuple[str, bool], ...]:
    hit = catalog.best(words, held) if words else None
    return pieces(hit) if hit else ()


def _like(words: str, letters: LetterStore) -> tuple[tuple[str, str], ...]:
    """Return what is called most like what was typed: where its page is, and its name."""
    # Only what has a number in it may be that of a case.
    numbers = like_letters(letters, words) if re.search(r"\d", words) else ()
    found = [(f"determination/{each}", each) for each in numbers]
    alike = (code for part in (words, *words.split()) for code in like(part, *_MEANT))
    for kind, code, name in filter(None, map(_meant, alike)):
        found.append((f"{kind}/{code}", name))
    return tuple(dict.fromkeys(found))[:_LIKE]


def _meant(words: str) -> tuple[str, str, str] | None:
    """Return what of the guidelines has that name: "treatments" or "guidelines", its code, name."""
    found = concept(words, *_MEANT) if words else None
    for kind, schemes in (
        ("treatments", ("treatments", "treatment-groups")),
        ("guidelines", ("guidelines",)),
    ):
        if found and local(found) in codes(*schemes):
            return kind, local(found), load().label(found)
    return None


def _row(held: Held) -> Mapping[str, object]:
    return {"case": held.case, "item": held.item.number, **held.item.values}


def _plain(asked: Wanted, many: int, found: Iterable[Held], undated: str) -> dict[str, Any]:
    rows = ({name: _row(each).get(name) for name in _COLUMNS} for each in found)
    return {
        "schema": "imrgraph/found/1",
        "words": asked.words,
        "where": {name: list(values) for name, values in asked.where.items()},
        "items": many,
        "page": asked.page,
        "notes": [undated] if undated else [],
        "found": list(rows),
    }
