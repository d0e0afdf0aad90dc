"""Questions: the library of questions, each a form, and its answer.

In:   the name of a question, and values for its parameters.
Out:  the list of questions; a form with a field for each parameter; rows, also as JSON and CSV.
From: `imrgraph questions` and `imrgraph ask`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

from imrgraph.errors import MadeUpWarning, QuestionError
from imrgraph.graph.answers import rows
from imrgraph.graph.formats import FORMATS
from imrgraph.graph.identifying import letters as names_of
from imrgraph.graph.questions import question as question_of
from imrgraph.graph.questions import questions as every_question
from imrgraph.insight.keeping import told_of_mixed
from imrgraph.insight.rates import CHOSEN
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import SCHEMES
from imrgraph.serve.answering import rows_of
from imrgraph.serve.pages.apart import apart
from imrgraph.serve.pages.asked import fewest, letters
from imrgraph.serve.pages.layout import shown
from imrgraph.serve.pages.tabling import table
from imrgraph.serve.pages.twins import as_json, form_of, twin
from imrgraph.serve.served import served
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.graph.questions import Parameter, Question
    from imrgraph.graph.rows import Rows
    from imrgraph.store.opening import Endpoint

__all__ = ["Field", "ask", "questions"]

#: The name of the button, so that a question without parameters is asked only when it is pressed.
_ASKED: Final = "ask"
#: So many case numbers are offered.
_OFFERED: Final = 500


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a field of the form."""

    of: Parameter
    #: "text", "number" or "date".
    kind: str
    value: str
    #: What is offered while somebody types.
    offered: tuple[str, ...] = ()


def questions(request: Request) -> Response:
    """List the questions, those of one kind together."""
    form = form_of(request, "html", "json")
    known = every_question()
    if form == "json":
        told = [
            {
                "name": name,
                "summary": each.summary,
                "question": each.question,
                "tags": each.tags,
                "refusal": each.refusal,
                "params": [
                    {"name": p.name, "type": p.type, "meaning": p.meaning, "required": p.required}
                    for p in each.params
                ],
            }
            for name, each in known.items()
        ]
        return twin(form, as_json(told), "questions")
    groups: dict[str, list[Question]] = {}
    for each in known.values():
        groups.setdefault(each.tags[0], []).append(each)
    return shown(request, "questions.html", twins=("json",), groups=sorted(groups.items()))


async def ask(request: Request) -> Response:
    """Show a question, and its answer once it is asked."""
    form = form_of(request, "html", "json", "csv")
    asked = question_of(str(request.path_params["question"]))
    given = {name: text.strip() for name, text in request.query_params.items()}
    values = {name: text for name, text in given.items() if text and name != _ASKED}
    if form != "html":
        return twin(form, FORMATS[form](await _answer(request, asked, values)), asked.name)
    is_asked = (_ASKED in given or values) and not asked.refusal
    answer = await _answer(request, asked, values) if is_asked else None
    offered = await run_in_threadpool(_fields, asked, values, letters(request))
    return shown(
        request,
        "question.html",
        twins=("json", "csv") if is_asked else (),
        asked=asked,
        fields=offered,
        table=None if answer is None else table(answer, fewest(request)),
        smallest=fewest(request),
        notes=() if answer is None else answer.notes,
        chosen=CHOSEN,
    )


async def _answer(request: Request, asked: Question, values: Mapping[str, str]) -> Rows:
    """Return the answer to a question, within the limits of the server."""
    held, bound = letters(request), asked.bind(values)
    if not asked.query:
        return await apart(request, _asked, asked.name, values)
    await run_in_threadpool(held.expect, bound)
    here = served(request)
    found = rows(await here.pool.run(request, rows_of, asked.text(values), here.limits.rows))
    if isinstance(found, bool):
        message = f"{asked.name}: expected rows, found {found}"
        raise QuestionError(message)
    if not found:
        await run_in_threadpool(held.expect_said, bound)
    told = await run_in_threadpool(_told, held, asked, bound, found)
    return found.only(tuple(asked.returns)).noted(*told)


def _told(
    held: LetterStore | Endpoint, asked: Question, bound: Mapping[str, object], found: Rows
) -> tuple[str, ...]:
    """Return what has to be known to read an answer, without what only a query can use."""
    told = held.told_of(asked, bound, found)
    return tuple(
        told_of_mixed(held.catalog)
        if kind is MadeUpWarning and isinstance(held, LetterStore)
        else note
        for kind, note in told
    )


def _asked(held: LetterStore | Endpoint, _: Request, name: str, values: Mapping[str, str]) -> Rows:
    return held.ask(name, **values)


def _fields(
    asked: Question, values: Mapping[str, str], held: LetterStore | Endpoint
) -> list[Field]:
    return [_field(each, values, held) for each in asked.params]


def _field(parameter: Parameter, values: Mapping[str, str], held: LetterStore | Endpoint) -> Field:
    kind = {"integer": "number", "date": "date"}.get(parameter.type, "text")
    default = "" if parameter.default is None else str(parameter.default)
    value = values.get(parameter.name, default)
    return Field(parameter, kind, value, _offered(parameter, held))


def _offered(parameter: Parameter, held: LetterStore | Endpoint) -> tuple[str, ...]:
    """Return what can be meant: case numbers, or the labels of a vocabulary."""
    if parameter.prefix == "imrd":
        return tuple(sorted(islice(names_of(held), _OFFERED)))
    if parameter.type != "iri":
        return ()
    schemes = [each for each in SCHEMES if each.endswith(f"{parameter.name}s")]
    know = load()
    return tuple(
        sorted({know.label(iri) for scheme in schemes for iri in know.labels(scheme).values()})
    )
