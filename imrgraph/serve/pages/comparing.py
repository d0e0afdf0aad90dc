"""Comparing: two requests side by side.

In:   two letters, each with the number of an item; or words, by which they are looked for.
Out:  wherein they are alike and wherein they differ, as a page, JSON and CSV; or what to choose of.
From: the likeness by which `imrgraph similar` ranks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool

from imrgraph.errors import NotFoundError
from imrgraph.insight.precedents import held, likeness, similar
from imrgraph.knowledge.naming import case_number
from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.explaining.following import turned_on
from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.headline import headline
from imrgraph.reasoning.rendering.page import why
from imrgraph.reasoning.rendering.standing import standing
from imrgraph.serve.negotiating import wants_html
from imrgraph.serve.pages.apart import apart
from imrgraph.serve.pages.asked import explanations, letters
from imrgraph.serve.pages.finding import named
from imrgraph.serve.pages.layout import shown
from imrgraph.serve.pages.meant import Matching, matching
from imrgraph.serve.pages.tabling import called
from imrgraph.serve.pages.twins import as_csv, as_json, form_of, twin
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.graph.catalog import Catalog, Held
    from imrgraph.reasoning.explaining.explanation import Explanation
    from imrgraph.store.opening import Endpoint

__all__ = ["compare"]

#: The names by which the two are given.
_BOTH: Final = ("a", "b")
#: So many requests are offered to choose of.
_OFFERED: Final = 10
_COLUMNS: Final = ("aspect", "a", "b", "in_common")
#: In a row of the table: nothing weighs it, and the reviewer does not mention it.
_NOT_AT_ISSUE: Final = "not at issue"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    held: Held
    explained: Explanation


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be compared, in the place of what was typed."""

    #: "a" or "b", and what is given for the other of the two.
    name: str
    other: str
    #: Of what the requests are: "with massage", "similar to CM99-0000002".
    of: str
    many: int
    #: The first of them.
    offered: tuple[Held, ...]
    #: The nearest request that was decided the other way.
    contrary: Held | None = None
    #: What was typed, as it is meant.
    meant: Matching | None = None

    @property
    def is_answered(self) -> bool:
        """Whether there is something to choose, or it is told why not."""
        return bool(self.many or (self.meant and self.meant.share))


async def compare(request: Request) -> Response:
    """Show two requests side by side; without both, look for them."""
    form = form_of(request, "html", "json", "csv")
    choices = await run_in_threadpool(_choices, request) if form == "html" else ()
    return await apart(request, _compared, choices)


def _names(request: Request) -> list[str]:
    return [" ".join(request.query_params.get(each, "").split()) for each in _BOTH]


def _choices(request: Request) -> tuple[Choice, ...]:
    """Return what to choose of for what is no case number, or was not typed."""
    store = letters(request)
    if not isinstance(store, LetterStore):
        return ()
    names = _names(request)
    held = [_held(each, store.catalog) for each in names]
    found = []
    for place, name in enumerate(_BOTH):
        typed, other = names[place], names[1 - place]
        if typed and not held[place]:
            meant = matching(typed, store.catalog, _OFFERED)
            found.append(Choice(name, other, f"with {typed}", meant.many, meant.first, meant=meant))
        elif not typed and (near := held[1 - place]):
            alike = similar(store.catalog, near, _OFFERED)
            contrary = alike.contrast.held if alike.contrast else None
            offered = [each.held for each in alike.nearest if each.held != contrary]
            of = f"similar to {called(near.case)}, item {near.item.number}"
            many = len(offered) + (contrary is not None)
            found.append(Choice(name, other, of, many, tuple(offered), contrary))
    if any(not each.many for each in found):  # what finds nothing is not asked for again
        found = [replace(each, other="") if each.many else each for each in found]
    return tuple(found) if any(each.is_answered for each in found) else ()


def _held(name: str, catalog: Catalog) -> Held | None:
    """Return the request of a name such as "CM99-0000002/1"; None where there is none."""
    case, number = _parted(name)
    found = catalog.of_case(case_number(case)) if case else []
    return next((each for each in found if str(each.item.number) == number), None)


def _parted(name: str) -> tuple[str, str]:
    """Return the letter and the item of a name; without a number, the first one.

    >>> _parted("CM99-0000002/item/2"), _parted("CM99-0000002")
    (('CM99-0000002', '2'), ('CM99-0000002', '1'))
    """
    case, _, number = name.replace("/item/", "/").partition("/")
    return case, number or "1"


def _compared(
    held: LetterStore | Endpoint, request: Request, choices: tuple[Choice, ...]
) -> Response:
    form = form_of(request, "html", "json", "csv")
    names = _names(request)
    if choices:
        return _asked(held, request, names, choices)
    try:
        sides = [_side(held, each) for each in names if each]
    except NotFoundError as error:
        if form != "html" or not wants_html(request):
            raise
        return _asked(held, request, names, (), error)
    if not all(names):
        return _asked(held, request, names)
    one, other = sides
    rows = tuple(_rows(one, other))
    if form == "csv":
        return twin(form, as_csv(rows, _COLUMNS), "comparison")
    if form == "json":
        alike, _ = likeness(one.held.item, other.held.item)
        told = {"a": names[0], "b": names[1], "likeness": alike, "aspects": list(rows)}
        return twin(form, as_json(told), "comparison")
    return shown(
        request,
        "compare.html",
        twins=("json", "csv"),
        names=names,
        sides=(one, other),
        rows=rows,
        problem=None,
        choices=(),
        is_searched=isinstance(held, LetterStore),
        headline=headline,
        why=why,
        standing=partial(standing, place=wording.on_page),
    )


def _asked(
    held: LetterStore | Endpoint,
    request: Request,
    names: Sequence[str],
    choices: tuple[Choice, ...] = (),
    problem: NotFoundError | None = None,
) -> Response:
    """Ask for two requests, and offer those that may be meant."""
    return shown(
        request,
        "compare.html",
        status=HTTPStatus.NOT_FOUND if problem else HTTPStatus.OK,
        names=names,
        sides=(),
        rows=(),
        problem=problem,
        choices=choices,
        is_searched=isinstance(held, LetterStore),
        named=named,
    )


def _side(letters: LetterStore | Endpoint, name: str) -> Side:
    """Return the item of a name such as "CM99-0000002/1"; without a number, the first one.

    Raises:
        NotFoundError: there is none.
    """
    case, number = _parted(name)
    found = explanations(letters, case)
    if not (number.isdecimal() and number.isascii() and len(number) < len("10000")):
        raise NotFoundError(case, f"an item of the number {number}")
    [item] = found.only(int(number)).items
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
    if any(_is_by_visit(each.explained) or _earlier(each.explained) for each in sides):
        told = (_earlier(each.explained) or "not stated" for each in sides)
        yield _row("visits before", *told)
    found = [_criteria(each.explained) for each in sides]
    know = one.explained.knowledge
    for criterion in dict.fromkeys((*found[0], *found[1])):
        label = know.label(IMRV(criterion).value)
        yield _row(f"condition: {label}", *(side.get(criterion, _NOT_AT_ISSUE) for side in found))
    yield _row("the reviewer's reasons", *(_reasons(each.explained) for each in sides))


def _earlier(item: Explanation) -> str:
    """Say how many visits were given before, and how many asked for were authorized; or ""."""
    quantity, before = item.of.request.quantity, item.case.earlier_visits
    granted = quantity.authorized if quantity else None
    told = [f"{before.value} given"] if before else []
    told += [f"{granted.value} authorized"] if granted else []
    return "; ".join(told)


def _is_by_visit(item: Explanation) -> bool:
    quantity = item.of.request.quantity
    return quantity is not None and quantity.unit == "visit"


def _row(aspect: str, one: object, other: object) -> Mapping[str, Any]:
    alike = one if one == other else None
    return {"aspect": aspect, "a": one, "b": other, "in_common": alike}


def _criteria(item: Explanation) -> Mapping[str, str]:
    """Return how each criterion came out: as the reviewer says, and as it was derived.

    Those on which the outcome turned come first, and are marked.
    """
    turned = dict(turned_on(item))
    says, weighed = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for ground in item.grounds:
        if ground.stated:
            says[ground.criterion].append(_STATUSES[ground.met])
    for each in item.leading_conditions:
        if not each.silences:
            weighed[each.result.criterion].append(each.result.status.replace("-", " "))
    return {
        criterion: f"{_came_out(says[criterion], weighed[criterion])}"
        f"{': it turned on this' if criterion in turned else ''}"
        for criterion in dict.fromkeys((*turned, *says, *weighed))
    }


_STATUSES: Final = {True: "met", False: "not met"}


def _came_out(says: Sequence[str], weighed: Sequence[str]) -> str:
    """Say how a criterion came out, and who says so.

    >>> _came_out(["met"], ["met"]), _came_out([], ["unknown"])
    ('met, as the reviewer says', 'unknown, as derived')
    >>> _came_out(["not met"], ["met", "unknown"])
    'not met, as the reviewer says; met and unknown, as derived'
    """
    ours, theirs = (" and ".join(dict.fromkeys(each)) for each in (weighed, says))
    told = [f"{theirs}, as the reviewer says"] if theirs else []
    told += [f"{ours}, as derived"] if ours and ours != theirs else []
    return "; ".join(told)


def _reasons(item: Explanation) -> str:
    """Tell the reasons in a line, each with the words of the letter."""
    told = (
        "; ".join([each.text, *(f"“{wording.words(words)}”" for words in each.evidence)])
        for section in why(item)
        for each in (*section.entries, *section.rest)
    )
    return "; ".join(told) or "none was understood"
