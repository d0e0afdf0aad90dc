"""Applying: what applied to a treatment, or what a guideline says, from when until when.

In:   the code of a treatment, or of a guideline.
Out:  a line of time, the recommendations with their limits, and how requests were decided; the same
      as JSON, CSV and Turtle.
From: the encoded guidelines, by which explanations decide; the catalog beside the letters.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from starlette.responses import RedirectResponse

from imrgraph.errors import NotFoundError
from imrgraph.export.timelines import Stretch, side_of, timelines
from imrgraph.graph.formats import as_turtle
from imrgraph.graph.values import PREFIXES
from imrgraph.insight.rates import rates
from imrgraph.knowledge.guidelines import editions_of, encoded
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import codes, concept, like
from imrgraph.knowledge.terms import IMRV, local
from imrgraph.serve.pages.asked import letters
from imrgraph.serve.pages.layout import shown
from imrgraph.serve.pages.tabling import path_of
from imrgraph.serve.pages.telling import modality
from imrgraph.serve.pages.twins import as_csv, as_json, form_of, twin
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.graph.facets import Where
    from imrgraph.insight.rates import Rates
    from imrgraph.knowledge.guidelines import Condition, Recommendation
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["guideline", "guidelines", "treatment", "treatments"]


class Bar(NamedTuple):
    """A bar of a line of time."""

    of: Stretch
    #: How many recommendations it stands for.
    many: int


_TREATMENTS: Final = ("treatments", "treatment-groups")
_COLUMNS: Final = ("begins", "ends", "source", "says", "edition", "locator", "limits", "status")
#: Of so many treatments at most the requests are counted by their codes.
_MOST: Final = 200


def treatments(request: Request) -> Response:
    """List the treatments by their group; the one that is named, at once."""
    if named := request.query_params.get("name", "").strip():
        return _at(request, named, "treatments", *_TREATMENTS)
    know = load()
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for iri in {*know.labels("treatments").values()}:
        group = next((each for each in know.broader(iri) if not know.broader(each)), iri)
        groups[group].append((know.label(iri), local(iri)))
    return shown(
        request,
        "treatments.html",
        groups=sorted((know.label(g), local(g), sorted(found)) for g, found in groups.items()),
        names=sorted({know.label(iri) for iri in know.labels("treatments").values()}),
    )


def treatment(request: Request) -> Response:
    """Show what applied to a treatment and when, and how requests for it were decided."""
    iri = _meant(request, "treatments", *_TREATMENTS)
    form = form_of(request, "html", "json", "csv", "ttl")
    know = load()
    lines = [(each, timelines(know).get(each, ())) for each in (iri, *know.broader(iri))]
    found = ((each, about) for about, found in lines for each in found)
    stretches = sorted(found, key=lambda pair: (pair[0].begins, pair[0].source, pair[0].iri))
    rows = [_row(each, know, about if about != iri else None) for each, about in stretches]
    if form != "html":
        return _twin(form, iri, rows, [each.iri for each, _ in stretches])
    narrower = sorted(load().narrower(iri))
    where = {"concept": [local(each) for each in (iri, *narrower)][:_MOST]}
    return shown(
        request,
        "treatment.html",
        twins=("json", "csv", "ttl"),
        name=know.label(iri),
        broader=[(know.label(each), path_of(each)) for each in know.broader(iri)],
        narrower=sorted((know.label(each), path_of(each)) for each in narrower),
        modality=modality(iri, know),
        bars=_bars(each for each, _ in stretches),
        last=max((each.begins for each, _ in stretches), default=None),
        rows=rows,
        **_decided(request, where, "year"),
    )


def guidelines(request: Request) -> Response:
    """List the guidelines; the one that is named, at once."""
    if named := request.query_params.get("name", "").strip():
        return _at(request, named, "guidelines", "guidelines")
    know = load()
    works = {iri: editions_of(iri, know) for iri in know.labels("guidelines").values()}
    listed = [
        (know.label(iri), local(iri), len(found), sum(map(_said, (each.iri for each in found))))
        for iri, found in works.items()
        if found
    ]
    return shown(request, "guidelines.html", works=sorted(listed))


def guideline(request: Request) -> Response:
    """Show the editions of a guideline, what each recommends, and who relies on it."""
    iri = _meant(request, "guidelines", "guidelines")
    form = form_of(request, "html", "json", "csv", "ttl")
    know = load()
    editions = editions_of(iri, know)
    found = [each for each in encoded(know) if each.edition.work == iri]
    rows = [_recommended(each, know) for each in found]
    if form != "html":
        about = [*(each.iri for each in editions), *(each.iri for each in found)]
        return _twin(form, iri, rows, about)
    stretches = [
        Stretch(e.iri, e.name, "in force", know.label(iri), e.name, e.status, e.begins, e.ends)
        for e in editions
        if e.begins
    ]
    return shown(
        request,
        "guideline.html",
        twins=("json", "csv", "ttl"),
        name=know.label(iri),
        editions=editions,
        bars=_bars(stretches),
        rows=rows,
        **_decided(request, {"guideline": [local(iri)]}, "class"),
    )


def _at(request: Request, named: str, kind: str, *schemes: str) -> Response:
    """Lead to the page of what is called so."""
    code = local(_known(named, kind, *schemes))
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/{kind}/{quote(code)}", status_code=303)


def _meant(request: Request, kind: str, *schemes: str) -> str:
    return _known(str(request.path_params["code"]), kind, *schemes)


def _known(named: str, kind: str, *schemes: str) -> str:
    """Return the IRI of what is called so.

    Raises:
        NotFoundError: nothing is.
    """
    found = concept(named, *schemes)
    if found is None or local(found) not in codes(*schemes):
        wanted = f"a {kind.removesuffix('s')} called {named}"
        raise NotFoundError(kind, wanted, like(named, *schemes))
    return found


def _row(stretch: Stretch, knowledge: Knowledge, about: str | None) -> Mapping[str, Any]:
    """Return a stretch of time as a row, with the limits of the recommendation that it is."""
    of = _by_iri(knowledge).get(stretch.iri)
    return {
        "begins": stretch.begins,
        "ends": stretch.ends,
        "source": stretch.source,
        "says": stretch.says,
        "edition": stretch.edition,
        "locator": of.locator if of else "",
        "name": stretch.name,
        "about": knowledge.label(about) if about else None,
        "limits": tuple(_limits(of, knowledge)) if of else (),
        "status": stretch.status,
        "is_seen": stretch.is_seen,
    }


def _bars(stretches: Iterable[Stretch]) -> list[Bar]:
    """Return the bars of a line of time: what an edition says alike, and as long, is one."""
    alike: dict[tuple[str, str, date, date | None], list[Stretch]] = defaultdict(list)
    for each in stretches:
        alike[each.edition, each.says, each.begins, each.ends].append(each)
    return [Bar(found[0], len(found)) for found in alike.values()]


def _recommended(of: Recommendation, knowledge: Knowledge) -> Mapping[str, Any]:
    """Return a recommendation as a row."""
    return {
        "begins": of.edition.begins,
        "ends": of.edition.ends,
        "source": of.edition.guideline,
        "says": side_of(of),
        "edition": of.edition.name,
        "locator": of.locator,
        "name": of.name,
        "about": [(knowledge.label(each), path_of(each)) for each in of.treatments],
        "limits": tuple(_limits(of, knowledge)),
        "status": of.status,
    }


def _limits(of: Recommendation, knowledge: Knowledge) -> Iterator[str]:
    """Yield what a recommendation asks for, and what it says nothing of."""
    is_limit = side_of(of) == "limits"
    if is_limit:  # its name tells the number, and of what
        yield of.name
    for opening, conditions in (
        ("only for ", of.scope),
        ("", () if is_limit else of.conditions),
        ("not for ", of.exceptions),
    ):
        for each in conditions:
            criterion = knowledge.label(IMRV.base + each.criterion)
            called = _called(each, knowledge)
            yield f"{opening}{called}{'' if criterion in called else f' ({criterion})'}"


def _called(condition: Condition, knowledge: Knowledge) -> str:
    """Name a condition, with what is required where its name does not say so."""
    values = (
        (IMRV.base + value, value) for found in condition.parameters.values() for value in found
    )
    said_of, label = knowledge.facts.said_of, knowledge.label
    required = ", ".join(label(iri) if said_of(iri) else value for iri, value in values)
    return condition.name if condition.is_named or not required else f"{condition.name}: {required}"


@cache
def _by_iri(knowledge: Knowledge) -> Mapping[str, Recommendation]:
    return {each.iri: each for each in encoded(knowledge)}


@cache
def _said(edition: str) -> int:
    """Return how many recommendations of an edition are encoded."""
    return sum(each.edition.iri == edition for each in encoded(load()))


def _decided(request: Request, where: Where, by: str) -> dict[str, Any]:
    """Return how the requests that `where` keeps were decided, where they can be counted."""
    held = letters(request)
    found: Rates | None = None
    if isinstance(held, LetterStore):
        known = {name: set(held.catalog.values(name)) for name in where}
        kept = {name: [v for v in values if v in known[name]] for name, values in where.items()}
        found = rates(held.catalog, by, kept, 1) if all(kept.values()) else None
        where = found.where if found else kept
    query = urlencode([(name, value) for name, values in where.items() for value in values])
    return {"rates": found, "found_at": query, "counted_by": by}


def _twin(
    form: str, iri: str, rows: Iterable[Mapping[str, Any]], besides: Iterable[str]
) -> Response:
    name = local(iri)
    if form == "ttl":
        about = {iri, *besides}
        triples = [
            quad.triple
            for quad in load().quads
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value in about
        ]
        return twin(form, as_turtle(triples, PREFIXES), name)
    if form == "csv":
        told = ({**row, "limits": "; ".join(row["limits"])} for row in rows)
        return twin(form, as_csv(told, _COLUMNS), name)
    plain = [{each: row[each] for each in _COLUMNS} for row in rows]
    return twin(form, as_json({"iri": iri, "recommendations": plain}), name)
