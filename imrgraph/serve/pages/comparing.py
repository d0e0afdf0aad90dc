"""Comparing: two requests side by side.

In:   two letters, each with the number of an item.
Out:  wherein they are alike and wherein they differ, as a page, JSON and CSV.
From: the likeness by which `imrgraph similar` ranks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from imrgraph.errors import NotFoundError
from imrgraph.graph.identifying import letters as names_of
from imrgraph.insight.precedents import held, likeness
from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.headline import headline
from imrgraph.reasoning.rendering.standing import standing
from imrgraph.serve.negotiating import wants_html
from imrgraph.serve.pages.apart import apart
from imrgraph.serve.pages.asked import explanations
from imrgraph.serve.pages.layout import shown
from imrgraph.serve.pages.twins import as_csv, as_json, form_of, twin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.graph.catalog import Held
    from imrgraph.reasoning.explaining.explanation import Explanation
    from imrgraph.store.opening import Endpoint, LetterStore

__all__ = ["compare"]

#: So many case numbers are offered.
_OFFERED: Final = 500
_COLUMNS: Final = ("aspect", "a", "b", "in_common")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    held: Held
    explained: Explanation


async def compare(request: Request) -> Response:
    """Show two requests side by side; without both, ask for them."""
    return await apart(request, _compared)


def _compared(held: LetterStore | Endpoint, request: Request) -> Response:
    form = form_of(request, "html", "json", "csv")
    names = [" ".join(request.query_params.get(each, "").split()) for each in ("a", "b")]
    try:
        sides = [_side(held, each) for each in names if each]
    except NotFoundError as error:
        if form != "html" or not wants_html(request):
            raise
        return _asked(held, request, names, error)
    if not all(names):
        return _asked(held, request, names)
    one, other = sides
    alike, _ = likeness(one.held.item, other.held.item)
    rows = tuple(_rows(one, other))
    if form == "csv":
        return twin(form, as_csv(rows, _COLUMNS), "comparison")
    if form == "json":
        told = {"a": names[0], "b": names[1], "likeness": alike, "aspects": list(rows)}
        return twin(form, as_json(told), "comparison")
    return shown(
        request,
        "compare.html",
        twins=("json", "csv"),
        names=names,
        sides=(one, other),
        rows=rows,
        likeness=alike,
        problem=None,
        offered=(),
        headline=headline,
        standing=partial(standing, place=wording.on_page),
    )


def _asked(
    held: LetterStore | Endpoint,
    request: Request,
    names: Sequence[str],
    problem: NotFoundError | None = None,
) -> Response:
    """Ask for two requests, and offer the letters that there are."""
    return shown(
        request,
        "compare.html",
        status=HTTPStatus.NOT_FOUND if problem else HTTPStatus.OK,
        names=names,
        sides=(),
        rows=(),
        likeness=None,
        problem=problem,
        offered=sorted(islice(names_of(held), _OFFERED)),
    )


def _side(letters: LetterStore | Endpoint, name: str) -> Side:
    """Return the item of a name such as "CM99-0000002/1"; without a number, the first one.

    Raises:
        NotFoundError: there is none.
    """
    case, _, number = name.replace("/item/", "/").partition("/")
    found = explanations(letters, case)
    if number and not (number.isdecimal() and number.isascii() and len(number) < len("10000")):
        raise NotFoundError(case, f"an item of the number {number}")
    [item] = found.only(int(number or "1")).items
    [kept] = [each for each in held(found) if each.item.number == item.number]
    return Side(kept, item)


def _rows(one: Side, other: Side) -> Iterator[Mapping[str, Any]]:
    """Yield the aspects by which they are compared, then what was found on each criterion."""
    sides = (one, other)
    outcomes = [each.held.item.values["outcome"] for each in sides]
    yield _row("outcome", *outcomes)
    for each in likeness(one.held.item, other.held.item)[1]:
        if each.name != "conditions":
            ours, theirs = each.ours or each.common, each.theirs or each.common
            yield _row(each.name, ours, theirs)
    yield _row("visits before", *(_earlier(each.explained) for each in sides))
    found = [_conditions(each.explained) for each in sides]
    know = one.explained.knowledge
    for criterion in dict.fromkeys((*found[0], *found[1])):
        label = know.label(IMRV(criterion).value)
        yield _row(f"condition: {label}", *(side.get(criterion) for side in found))


def _earlier(item: Explanation) -> str:
    """Say how many visits were given before, and how many of those asked for were authorized."""
    quantity, before = item.of.request.quantity, item.case.earlier_visits
    granted = quantity.authorized if quantity else None
    told = [f"{before.value} given"] if before else []
    told += [f"{granted.value} authorized"] if granted else []
    return "; ".join(told) or "not stated"


def _row(aspect: str, one: object, other: object) -> Mapping[str, Any]:
    alike = one if one == other else None
    return {"aspect": aspect, "a": one, "b": other, "in_common": alike}


def _conditions(item: Explanation) -> Mapping[str, str]:
    """Return how each criterion came out that was weighed for the verdict that leads."""
    found: dict[str, dict[str, None]] = {}
    for each in item.leading_conditions:
        if not each.silences:
            status = each.result.status.replace("-", " ")
            found.setdefault(each.result.criterion, {})[status] = None
    return {criterion: " and ".join(statuses) for criterion, statuses in found.items()}
