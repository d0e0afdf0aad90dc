"""The determination: a letter and each of its items, explained beside the words of the letter.

In:   a case number, and the number of an item.
Out:  a page; the same as JSON, as Turtle, and the conditions of an item as CSV.
From: what `imrgraph explain` tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

from imrgraph.graph.turtle import as_turtle
from imrgraph.insight.keeping import told_left_out
from imrgraph.insight.precedents import similar
from imrgraph.insight.rates import CAVEAT
from imrgraph.knowledge.naming import case_number
from imrgraph.reasoning.rendering import as_json as explained_json
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.serve.pages.apart import apart
from imrgraph.serve.pages.asked import case_of, explanations, letters, number_of
from imrgraph.serve.pages.layout import shown
from imrgraph.serve.pages.supposing import fields
from imrgraph.serve.pages.telling import telling
from imrgraph.serve.pages.twins import as_csv, as_json, form_of, twin
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.insight.precedents import Precedents
    from imrgraph.reasoning.explaining.explanation import Explanation, Explanations
    from imrgraph.store.opening import Endpoint

__all__ = ["determination", "item"]

#: What an item is told as.
_FORMS: Final = ("html", "json", "ttl", "csv")
#: The columns of the conditions of an item as a table.
_COLUMNS: Final = (
    *("criterion", "status", "told", "arithmetic", "decisive", "basis", "reading"),
    *("guideline", "edition", "locator", "source_status", "quote", "start", "end"),
)


async def determination(request: Request) -> Response:
    """Show a letter: its items, each with the reason in a line, and the text."""
    return await apart(request, _letter)


def _letter(held: LetterStore | Endpoint, request: Request) -> Response:
    form = form_of(request, "html", "json", "ttl")
    found = explanations(held, case_of(request))
    if form != "html":
        return _twin(form, found, wording.title(found.letter))
    return shown(request, "determination.html", twins=("json", "ttl"), **telling(found))


async def item(request: Request) -> Response:
    """Show an item: why its outcome follows, or that it does not."""
    form = form_of(request, *_FORMS)
    alike = await run_in_threadpool(_similar, request) if form == "html" else None
    return await apart(request, _item, alike)


def _item(held: LetterStore | Endpoint, request: Request, alike: Precedents | None) -> Response:
    form = form_of(request, *_FORMS)
    found = explanations(held, case_of(request))
    [explained] = found.only(number_of(request)).items
    name = f"{wording.title(found.letter)}-item-{explained.number}"
    if form == "csv":
        return twin(form, as_csv(_conditions(explained), _COLUMNS), name)
    if form != "html":
        return _twin(form, found.only(explained.number), name)
    return shown(
        request,
        "item.html",
        twins=("json", "ttl", "csv"),
        **telling(found, explained),
        similar=alike,
        fields=fields(explained),
        caveat=CAVEAT,
        left_out=told_left_out,
    )


def _twin(form: str, found: Explanations, name: str) -> Response:
    text = as_turtle(found) if form == "ttl" else as_json(explained_json.as_json(found))
    return twin(form, text, name)


def _conditions(item: Explanation) -> Iterator[Mapping[str, object]]:
    """Yield a row for each condition that was weighed, and each place that it rests on."""
    for each in item.conditions:
        result, source = each.result, each.weighed.source
        row = {
            "criterion": result.criterion,
            "status": result.status.value,
            "told": wording.condition(each, item.knowledge),
            "arithmetic": terms.comparison(result, item.knowledge),
            "decisive": each.decisive,
            "basis": each.weighed.basis.value,
            "reading": each.weighed.reading.value,
            "guideline": source.guideline,
            "edition": source.edition,
            "locator": source.locator,
            "source_status": source.status,
        }
        for words in each.evidence:
            place = {"quote": wording.words(words), "start": words.start, "end": words.end}
            yield {**row, **place}
        if not each.evidence:
            yield row


def _similar(request: Request) -> Precedents | None:
    """Return the requests that are most like an item; None where they cannot be looked for."""
    held = letters(request)
    if not isinstance(held, LetterStore):
        return None
    items = held.catalog.of_case(case_number(case_of(request)))
    asked = next((each for each in items if each.item.number == number_of(request)), None)
    return similar(held.catalog, asked) if asked else None
