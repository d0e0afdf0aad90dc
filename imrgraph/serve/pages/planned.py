"""Planned: what the guidelines in force ask of a request that nobody has decided.

In:   what is asked for, and what is documented; the address holds it.
Out:  a form; what is met, what is missing and what would fit, as a page that prints; as JSON.
From: `imrgraph plan`.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool

from imrgraph.errors import PlanError
from imrgraph.knowledge.criteria import criteria
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMRV
from imrgraph.planning.plans import plan
from imrgraph.planning.precedents import Nearest, as_held, beside, nearest
from imrgraph.planning.telling import ADVICE, opening, sections, title
from imrgraph.serve.negotiating import wants_html
from imrgraph.serve.pages.apart import apart
from imrgraph.serve.pages.asked import letters
from imrgraph.serve.pages.layout import shown
from imrgraph.serve.pages.tabling import called
from imrgraph.serve.pages.twins import form_of, twin
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.graph.catalog import Held
    from imrgraph.planning.plans import Plan
    from imrgraph.store.opening import Endpoint

__all__ = ["planned"]

#: What is one value, and what is several with commas between them, by the names of `plan`.
_ONE: Final = (
    *("region", "request", "injury", "surgery", "visits", "visits_a_week", "earlier_visits", "age"),
)
_SEVERAL: Final = ("diagnoses", "had", "beside", "documented")


async def planned(request: Request) -> Response:
    """Show the form, and the plan once a treatment is named."""
    held = letters(request)
    if not _given(request, "treatment"):
        return await run_in_threadpool(_planned, held, request, Nearest())
    alike = Nearest()
    if isinstance(held, LetterStore) and (asked := await apart(request, _asked)):
        alike = await run_in_threadpool(nearest, asked, held.catalog)
    return await apart(request, _planned, alike)


def _asked(_: LetterStore | Endpoint, request: Request) -> Held | None:
    """Return what is asked for, to be looked for; None where it cannot be planned."""
    try:
        return as_held(_plan(_all_given(request)).explanation)
    except PlanError:
        return None


def _planned(held: LetterStore | Endpoint, request: Request, alike: Nearest) -> Response:
    form, given = form_of(request, "html", "json"), _all_given(request)
    if form == "json":
        return twin(form, beside(_plan(given), alike, held).to_json(), "plan")
    found, problem = None, None
    if given["treatment"]:
        try:
            found = beside(_plan(given), alike, held)
        except PlanError as error:
            if not wants_html(request):
                raise
            problem = error
    return shown(
        request,
        "plan.html" if found is None else "planned.html",
        status=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
        twins=("json",) if found else (),
        given={name: ", ".join(values) for name, values in given.items()},
        ticked=set(given["documented"]),
        problem=problem,
        nearest=list(_nearest(problem, given)) if problem else [],
        found=found,
        **_offered(),
        **(
            {"title": title(found), "opening": opening(found), "sections": sections(found, called)}
            if found
            else {}
        ),
        advice=ADVICE,
    )


def _all_given(request: Request) -> Mapping[str, Sequence[str]]:
    return {name: _given(request, name) for name in ("treatment", *_ONE, *_SEVERAL)}


def _given(request: Request, name: str) -> Sequence[str]:
    """Return what is given under a name, each once."""
    texts = request.query_params.getlist(name)
    parts = (part for text in texts for part in (text.split(",") if name in _SEVERAL else [text]))
    return tuple(dict.fromkeys(filter(None, map(str.strip, parts))))


def _nearest(problem: PlanError, given: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield what can be meant by a name that is not known, each with the query that asks for it.

    Where it is one of several names, the last is the query without it.
    """

    def instead(value: str) -> str:
        told = ((name, _put(each, problem.value, value)) for name in given for each in given[name])
        return urlencode([(name, each) for name, each in told if each])

    know = load()
    for code in problem.nearest:
        label = know.label(IMRV(code).value)
        yield label, instead(label)
    if problem.nearest and problem.value not in given["treatment"]:
        yield "none of these: plan without it", instead("")


def _put(given: str, unknown: str, instead: str) -> str:
    """Put another name in the place of one, also behind the word that denies it; "" for none.

    >>> _put("no muscle spams", "muscle spams", "muscle spasm"), _put("neck", "nek", "neck")
    ('no muscle spasm', 'neck')
    """
    if not (given == unknown or given.endswith(f" {unknown}")):
        return given
    return given.removesuffix(unknown) + instead if instead else ""


def _plan(given: Mapping[str, Sequence[str]]) -> Plan:
    """Plan what is given.

    Raises:
        PlanError: a name is in no vocabulary, or a number or a day is impossible.
    """
    one: dict[str, Any] = {name: next(iter(given[name]), None) for name in _ONE}
    several: dict[str, Any] = {name: given[name] for name in _SEVERAL}
    today = date.today()  # noqa: DTZ011 (the day where the server is)
    return plan(
        next(iter(given["treatment"]), ""),
        **{**one, "request": one["request"] or today},
        **several,
    )


@cache
def _offered() -> Mapping[str, Any]:
    """Return what is offered while somebody fills in the form."""
    know = load()
    judged = [each for each in criteria(know).values() if each.as_found]
    return {
        "treatments": _labels("treatments"),
        "regions": _labels("body-regions"),
        "diagnosed": _labels("diagnoses"),
        "findings": _labels("findings"),
        "judged": [
            (each.code, know.label(each.iri), know.value(each.iri, "documents")) for each in judged
        ],
    }


def _labels(scheme: str) -> list[str]:
    know = load()
    return sorted({know.label(iri) for iri in know.labels(scheme).values()})
