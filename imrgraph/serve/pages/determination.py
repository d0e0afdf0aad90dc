"""The determination: a letter and each of its items, explained beside the words of the letter.

In:   a case number, and the number of an item.
Out:  a page; the same as JSON, as Turtle, and the conditions of an item as CSV.
From: what `imrgraph explain` tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.errors import NotFoundError
from imrgraph.graph.turtle import as_turtle
from imrgraph.insight.rates import CAVEAT
from imrgraph.reasoning.rendering import as_json as explained_json
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.serve.pages.asked import explanations, letters, number_of
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

__all__ = ["determination", "item"]

#: The columns of the conditions of an item as a table.
_COLUMNS: Final = (
    *("criterion", "status", "told", "arithmetic", "decisive", "basis", "reading"),
    *("guideline", "edition", "locator", "source_status", "quote", "start", "end"),
)


def determination(request: Request) -> Response:
    """Show a letter: its items, each with the reason in a line, and the text."""
    form = form_of(request, "html", "json", "ttl")
    found = explanations(request)
    if form != "html":
        return _twin(form, found, wording.title(found.letter))
    return shown(request, "determination.html", twins=("json", "ttl"), **telling(found))


def item(request: Request) -> Response:
    """Show an item: why its outcome follows, or that it does not."""
    form = form_of(request, "html", "json", "ttl", "csv")
    found = explanations(request)
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
        similar=_similar(request, wording.title(found.letter), explained.number),
        fields=fields(explained),
        caveat=CAVEAT,
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


def _similar(request: Request, case: str, number: int) -> Precedents | None:
    """Return the requests that are most like an item; None where they cannot be looked for."""
    held = letters(request)
    if not isinstance(held, LetterStore):
        return None
    try:
        return held.similar(case, number)
    except NotFoundError:  # its letter has no entry in the catalog under that name
        return None
