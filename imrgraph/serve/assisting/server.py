"""Server: the tools and resources of imrgraph in the Model Context Protocol.

In:   letters.
Out:  a server of the protocol's own SDK, for stdio or HTTP.
From: the tools are the methods of `Answers`, their descriptions its docstrings. An error is told in
      one line: what, where, and what would be right.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any, Final

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.mcpserver.resources import TextResource
from mcp.server.mcpserver.tools import Tool
from mcp_types import ToolAnnotations
from pydantic import ValidationError

import imrgraph
from imrgraph.errors import ImrgraphError
from imrgraph.graph.questions import questions
from imrgraph.nearest import one_of
from imrgraph.reprs import cut
from imrgraph.resources import folder
from imrgraph.serve.assisting.answers import Answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mcp.server.mcpserver import Context
    from mcp_types import CallToolResult, InputRequiredResult

    from imrgraph.serve.assisting.asking import Querying
    from imrgraph.serve.assisting.bounds import Bounds
    from imrgraph.serve.assisting.working import Working
    from imrgraph.store.opening import Endpoint, LetterStore

__all__ = ["assistant"]

_INSTRUCTIONS: Final = """\
imrgraph reads determination letters of California's Independent Medical Review and tells why each
decision follows. Every claim of an answer comes with places: case, start, end (half-open, in
characters of the letter), page and quote. Cite them with what you say, and say nothing that has
none; check_quotation confirms a place. What rests on a guideline names its place and how sure the
encoding is (verified, secondary, single-report): pass that on. left_off says what an answer leaves
out. What is open or not known stays so. imrgraph explains past decisions, predicts nothing about a
person, and gives no medical or legal advice.
"""
#: So many characters of a wrong argument are shown.
_SHOWN: Final = 60
_READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
# "    case: the case number of a letter": a parameter in the docstring of a tool
_PARAMETER: Final = re.compile(r"^    (\w+): (.+?)(?=^    \w+: |\Z)", re.MULTILINE | re.DOTALL)


def assistant(
    letters: LetterStore | Endpoint,
    bounds: Bounds | None = None,
    query: Querying | None = None,
    work: Working | None = None,
) -> MCPServer[Any]:
    """Return a server whose tools answer out of `letters`.

    Args:
        letters: a store, or an endpoint; it is only read.
        bounds: how large an answer may be.
        query: what answers SPARQL, where it is not the letters themselves.
        work: what has done what may take long, where it is not done here.

    >>> from imrgraph.store.opening import open
    >>> assistant(open()).name
    'imrgraph'
    """
    answers = Answers(letters, bounds, query, work)
    tools = [_tool(method) for name, method in _methods(answers)]
    return _Assistant(
        "imrgraph",
        title="imrgraph: why did this decision follow?",
        instructions=_INSTRUCTIONS,
        version=imrgraph.__version__,
        tools=tools,
        resources=[*_ontology(), *_questions()],
        log_level="ERROR",
        subscriptions=False,
    )


class _Assistant(MCPServer[Any]):
    """A server that refuses a call in one line."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool.

        Raises:
            ToolError: there is no such tool or argument, or it cannot be answered.
        """
        known = {tool.name: tool for tool in await self.list_tools()}
        if name not in known:
            message = f"{name}: expected {one_of(name, known)}"
            raise ToolError(message)
        named = known[name].input_schema.get("properties", {})
        for given in arguments:
            if given not in named:
                message = f"{name}: {given}: expected {one_of(given, named)}"
                raise ToolError(message)
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError as error:
            if isinstance(error.__cause__, ImrgraphError):
                raise ToolError(" ".join(str(error.__cause__).split())) from error
            raise
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise ToolError(_refused(name, error.__cause__)) from None
            raise


def _refused(name: str, error: ValidationError) -> str:
    """Say which argument is wrong, and what would be right."""
    first = error.errors(include_url=False)[0]
    where = ".".join(map(str, first["loc"][:1]))
    if first["type"] == "missing":
        return f"{name}: {where}: expected a value, found none"
    wrong = f"{first['msg'][:1].lower()}{first['msg'][1:]}"
    return f"{name}: {where}: {wrong}, found {cut(repr(first['input']), _SHOWN)}"


def _methods(answers: Answers) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the tools, in the order in which they are written."""
    for name in vars(Answers):
        if not name.startswith("_"):
            yield name, getattr(answers, name)


def _tool(method: Callable[..., Any]) -> Tool:
    """Return a method as a tool: what it does, and each of its parameters, by its docstring."""
    told, _, parameters = str(inspect.getdoc(method)).partition("\nArgs:\n")
    tool = Tool.from_function(method, description=told.strip(), annotations=_READS)
    described = {name: " ".join(text.split()) for name, text in _PARAMETER.findall(parameters)}
    properties: Mapping[str, dict[str, Any]] = tool.parameters["properties"]
    for name, each in properties.items():
        each["description"] = described[name]
        each.pop("title", None)
    return tool


def _ontology() -> Iterator[TextResource]:
    """Yield the terms, the shapes and the vocabularies, a resource a file."""
    home = folder("ontology")
    for path in (home / "imr.ttl", home / "shapes.ttl", *sorted((home / "vocab").glob("*.ttl"))):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(home).as_posix()
        yield TextResource(
            uri=f"imrgraph://ontology/{name}",
            name=name,
            description=text.partition("\n")[0].removeprefix("# ").removeprefix(f"{path.name}: "),
            mime_type="text/turtle",
            text=text,
        )


def _questions() -> Iterator[TextResource]:
    """Yield each question of the library with the query that answers it."""
    home = folder("queries")
    for each in questions().values():
        [path] = (p for p in (home / f"{each.name}.rq", home / f"{each.name}.yaml") if p.exists())
        is_query = path.suffix == ".rq"
        yield TextResource(
            uri=f"imrgraph://questions/{each.name}",
            name=each.name,
            description=each.summary,
            mime_type="application/sparql-query" if is_query else "application/yaml",
            text=path.read_text(encoding="utf-8"),
        )
