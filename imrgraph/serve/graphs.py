"""Graphs: one graph of the store, by its name.

In:   requests to /rdf-graph-store with the name of a graph, or for the default graph.
Out:  all that it holds, in the format that the client likes best.
From: SPARQL 1.1 Graph Store HTTP Protocol, W3C 2013, of which only what reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.routing import Route

from imrgraph.errors import RefusedError
from imrgraph.graph.answers import Room
from imrgraph.graph.guard import Dataset
from imrgraph.serve.answering import Asked, answered
from imrgraph.serve.negotiating import accepted
from imrgraph.serve.replying import reply, zips
from imrgraph.serve.served import served

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["routes"]

_ALL: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


async def _graph(request: Request) -> Response:
    """Return what a graph holds."""
    names = request.query_params.getlist("graph")
    if len(names) + ("default" in request.query_params) != 1:
        raise HTTPException(400, "expected ?default, or ?graph= and the name of one graph")
    dataset = Dataset((names[0],), ()) if names else None
    asked = Asked(_ALL, dataset, accepted(request), zips(request))
    limits = served(request).limits
    room = Room(limits.rows, limits.answer)
    try:
        return reply(request, await served(request).pool.run(request, answered, asked, room))
    except RefusedError as error:
        raise HTTPException(404, "expected the name of a graph that is here") from error


routes: Final = (Route("/rdf-graph-store", _graph, name="graphs"),)
