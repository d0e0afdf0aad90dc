"""The query: an editor for SPARQL, and the answer below it.

In:   a query.
Out:  a page with the query and its rows; the rows as JSON, CSV, TSV or Turtle.
From: `imrgraph query`, within the limits of the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from imrgraph.errors import QueryError
from imrgraph.graph.answers import rows
from imrgraph.graph.formats import FORMATS, as_sparql_json
from imrgraph.graph.questions import questions
from imrgraph.graph.values import PREFIXES
from imrgraph.serve.answering import noted_rows_of
from imrgraph.serve.pages.layout import shown
from imrgraph.serve.pages.tabling import table
from imrgraph.serve.pages.twins import form_of, twin
from imrgraph.serve.problems import problem_of
from imrgraph.serve.served import served

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.graph.rows import Rows

__all__ = ["query"]

#: What is in the editor at first.
_FIRST: Final = """\
PREFIX imr:  <https://w3id.org/imrgraph/ontology#>

SELECT ?case ?request ?outcome WHERE {
  ?letter imr:caseNumber ?case ;
    imr:hasItem ?item .
  ?item imr:requestText ?request ;
    imr:outcome ?outcome .
}
ORDER BY ?case
LIMIT 50
"""
#: The format of rows and that of a graph, by the form of the page.
_WRITTEN: Final = {"json": "json", "csv": "csv", "tsv": "tsv", "ttl": "turtle"}
#: The longest address by which a query is kept.
_LONGEST: Final = 4_000


async def query(request: Request) -> Response:
    """Show the editor, and the answer to what is in it."""
    form = form_of(request, "html", *_WRITTEN)
    given = await request.form() if request.method == "POST" else request.query_params
    text = str(given.get("query", ""))
    if form != "html":
        return twin(form, _written((await _answer(request, text))[0], form), "answer")
    example = questions().get(str(given.get("example", "")))
    answer, problem = None, None
    notes: tuple[str, ...] = ()
    if text.strip():
        try:
            answer, notes = await _answer(request, text)
        except QueryError as error:
            problem = problem_of(error)
    kept = urlencode({"query": text})
    return shown(
        request,
        "query.html",
        status=problem.status if problem else 200,
        text=text or (example.query if example and example.query else _FIRST),
        is_yes=answer if isinstance(answer, bool) else None,
        table=table(answer) if answer is not None and not isinstance(answer, bool) else None,
        is_graph=not isinstance(answer, bool | None) and bool(answer.triples),
        problem=problem,
        notes=notes,
        examples=[each for each in questions().values() if each.query],
        prefixes=PREFIXES,
        kept=kept if answer is not None and len(kept) <= _LONGEST else None,
    )


async def _answer(request: Request, text: str) -> tuple[Rows | bool, tuple[str, ...]]:
    """Return the answer to a query, within the limits of the server, and notes beside it."""
    here = served(request)
    answer, notes = await here.pool.run(request, noted_rows_of, text, here.limits.rows)
    return rows(answer), notes


def _written(answer: Rows | bool, form: str) -> str:  # noqa: FBT001 (the answer of an ASK query)
    if isinstance(answer, bool):
        return as_sparql_json(answer)
    return FORMATS[_WRITTEN[form]](answer)
