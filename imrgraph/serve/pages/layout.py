"""Layout: a page as HTML, from a template and what it shows.

In:   the name of a template, and values.
Out:  HTML in which whatever a letter, a label or a user says is escaped.
From: templates/ beside the parts of an explanation, which its own page has as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse

from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.resources import templates
from imrgraph.serve.pages.tabling import called
from imrgraph.serve.pages.twins import MEDIA
from imrgraph.serve.served import served

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment
    from starlette.requests import Request

__all__ = ["shown"]


def shown(
    request: Request,
    template: str,
    *,
    status: int = 200,
    twins: Sequence[str] = (),
    **values: Any,  # noqa: ANN401 (whatever the template shows)
) -> HTMLResponse:
    """Return a page.

    Args:
        request: what it answers.
        template: a file of templates/.
        status: of the answer.
        twins: the other forms in which it can be had.
        values: what the template shows.
    """
    root = str(request.scope.get("root_path", ""))
    path = str(request.url.path).removesuffix("/") or "/find"
    page = (
        _templates()
        .get_template(template)
        .render(
            root=root,
            here=request.url.path,
            query=request.url.query,
            is_examples=_is_examples(request),
            twins=[(form, MEDIA[form], _address(path, form, request.url.query)) for form in twins],
            **values,
        )
    )
    headers = {"Vary": "Accept"} if twins else {}
    return HTMLResponse(wording.printable(page), status, headers)


def _is_examples(request: Request) -> bool:
    """Return whether the letters of examples/ are served, which a page made apart is told."""
    told = request.scope.get("is_examples")
    return served(request).is_examples if told is None else bool(told)


def _address(path: str, form: str, query: str) -> str:
    """Return where a page can be had in another form.

    >>> _address("/rates", "csv", "by=year")
    '/rates.csv?by=year'
    """
    return f"{path}.{form}{f'?{query}' if query else ''}"


def _templates() -> Environment:
    homes = ("imrgraph.serve", "imrgraph.reasoning.rendering")
    name = load().label(IMRV("made-up-letter").value)
    return templates(*homes, wording=wording, terms=terms, called=called, made_up_name=name)
