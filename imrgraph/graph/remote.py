"""Remote: letters behind a SPARQL endpoint.

In:   the address of an endpoint, and SPARQL.
Out:  rows, as the store gives them.
From: SPARQL 1.1 Protocol, W3C 2013, as SPARQLWrapper writes its requests. An endpoint may do what
      it likes, so that the whole exchange has a deadline, whatever comes instead of an answer is an
      error, and no other server sees a query or a password.
"""

from __future__ import annotations

import re
import time
import warnings
from contextlib import suppress
from http.client import HTTPException
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pyoxigraph as ox

from imrgraph.arguments import expecting
from imrgraph.errors import EndpointError, LimitError, RefusedError
from imrgraph.graph.answers import answered, rows
from imrgraph.graph.deadline import within
from imrgraph.graph.guard import BYTE_ORDER_MARK, Query, checked
from imrgraph.graph.store import TIMEOUT
from imrgraph.graph.values import PROLOGUE, TRIPLE, iri, nquads
from imrgraph.graph.vocabulary import warn_of_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.client import HTTPMessage
    from typing import IO

    from imrgraph.graph.answers import Answer
    from imrgraph.graph.rows import Rows
    from imrgraph.graph.values import Node, Solution

__all__ = ["Redirects", "Remote", "said", "without_password"]

#: How many seconds to wait before each further try, where the endpoint says that it is busy.
_WAITS: Final = (0.5, 2.0)
#: How many seconds to wait at most, whatever the endpoint asks for.
_LONGEST_WAIT: Final = 10.0
_BUSY: Final = frozenset({429, 503})
#: The redirects after which the same is sent again; after the others nothing but the address is.
_SENT_AGAIN: Final = frozenset({307, 308})
#: How much is read of what an endpoint says of its error, in bytes.
_MOST_SAID: Final = 2000
#: The port of an address that names none.
_PORTS: Final = {"http": 80, "https": 443}
_GRAPHS: Final = "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }"
_GRAPH: Final = """
SELECT * { VALUES ?graph { %s } GRAPH %s { ?subject ?predicate ?object } }
"""


class Remote:
    """A SPARQL endpoint, asked over all its graphs at once where it knows how to.

    >>> Remote("http://reader:secret@localhost:7878/query").address
    'http://localhost:7878/query'
    """

    def __init__(self, address: str, *, timeout: float = TIMEOUT) -> None:
        """Take the endpoint at `address`; nothing is sent yet.

        Args:
            address: http:// or https://; a user and a password in it are sent as basic ones.
            timeout: how many seconds each of our own queries may take.

        Raises:
            EndpointError: it is no such address.
        """
        try:
            parts = urlsplit(address)
            _origin(address)
        except ValueError:  # it may quote the password
            found = "no address of an endpoint, such as http://localhost:7878/query"
            raise EndpointError(without_password(address), found) from None
        host = parts.netloc.rpartition("@")[2]
        self.address = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
        self.timeout = timeout
        self._credentials = (unquote(parts.username or ""), unquote(parts.password or ""))

    def select(self, query: str) -> Rows:
        """Answer a SELECT `query` of our own."""
        answer = rows(self._within(self.timeout, Query(query, "select", ()), None))
        if isinstance(answer, bool):
            raise EndpointError(self.address, "the answer to another query")
        return answer

    def stream(self, query: str) -> Iterator[Mapping[str, Node]]:
        """Yield the rows of a SELECT `query` of our own as terms; an answer comes whole."""
        yield from self.select(query).terms

    def nquads(self) -> Iterator[bytes]:
        """Yield every graph as N-Quads, sorted, one graph at a time."""
        for graph in sorted((row["graph"] for row in self.select(_GRAPHS).terms), key=iri):
            yield nquads(self.select(_GRAPH % (graph, graph)).terms)

    @expecting
    def query(
        self, text: str, *, timeout: float | None = TIMEOUT, limit: int | None = None
    ) -> Rows | bool:
        """Answer a query from outside, as `Store.query` does.

        Raises:
            QueryError: it is no query, or one that changes something or reaches out.
            LimitError: it is too long.
            EndpointError: there is no answer in time, or none that can be read.
        """
        asked = checked(text.removeprefix(BYTE_ORDER_MARK))
        answer = self.answer(asked, timeout=timeout, limit=limit)
        warn_of_unknown(self, asked, answer)
        return answer

    def answer(self, asked: Query, *, timeout: float | None, limit: int | None) -> Rows | bool:
        """Answer a query that was checked, as `query` does."""
        for graph in asked.asked:
            known = Query(f"ASK {{ GRAPH {_named(graph)} {{ ?s ?p ?o }} }}", "ask", ())
            if self._within(timeout, known, None) is not True:
                message = f"FROM: expected a graph of this endpoint, found <{graph}>"
                raise RefusedError(message)
        return rows(self._within(timeout, asked, limit))

    def _within(self, timeout: float | None, query: Query, limit: int | None) -> Answer:
        try:
            return within(timeout, lambda: self._answer(query, limit))
        except LimitError as error:
            raise EndpointError(self.address, f"no answer within {timeout:g} s") from error

    def _answer(self, query: Query, limit: int | None) -> Answer:
        kind, body = self._fetch(query)
        try:
            if query.form in {"select", "ask"}:
                form = ox.QueryResultsFormat.from_media_type(kind)
                if form is not None:
                    return answered(ox.parse_query_results(body, form), limit)
            elif graph := ox.RdfFormat.from_media_type(kind):
                return _triples(body, graph, limit)
        except (SyntaxError, ValueError) as error:
            raise EndpointError(self.address, f"a broken answer: {error}") from error
        raise EndpointError(self.address, f"an answer of the type {kind or 'that is not said'}")

    def _fetch(self, query: Query) -> tuple[str, bytes]:
        """Return the type and the body of the answer, trying again where the endpoint is busy."""
        for wait in (*_WAITS, None):
            try:
                return self._once(query)
            except HTTPError as error:
                if error.code not in _BUSY or wait is None:
                    raise EndpointError(self.address, said(error)) from error
                asked = error.headers.get("Retry-After", "")
                time.sleep(min(max(wait, float(asked) if asked.isdigit() else 0), _LONGEST_WAIT))
        raise AssertionError  # the last try returns or raises

    def _once(self, query: Query) -> tuple[str, bytes]:
        import SPARQLWrapper as wrapper  # noqa: N813, PLC0415 (only who asks an endpoint needs it)

        request = wrapper.SPARQLWrapper(self.address, agent="imrgraph")
        request.setMethod(wrapper.POST)
        request.setOnlyConneg(True)
        request.setReturnFormat(wrapper.JSON if query.form in {"select", "ask"} else wrapper.TURTLE)
        if any(self._credentials):
            request.setCredentials(*self._credentials)
        for graph in query.dataset.default if query.dataset else ():
            request.addDefaultGraph(graph)
        for graph in query.dataset.named if query.dataset else ():
            request.addNamedGraph(graph)
        if not query.asked:
            # Oxigraph asks all graphs at once if told to; others do not know the parameter.
            request.addParameter("union-default-graph", "true")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it guesses the form of the query, which is known
            request.setQuery(f"{PROLOGUE} {query.text}")
        request.queryType = query.form.upper()
        exchange = build_opener(Redirects)
        try:
            with exchange.open(request._createRequest()) as response:  # noqa: SLF001 (its own `query` follows any redirect)
                return str(response.headers.get_content_type()), response.read()
        except HTTPError:
            raise
        except URLError as error:
            raise EndpointError(self.address, str(error.reason)) from error
        except (OSError, HTTPException, ValueError) as error:
            raise EndpointError(self.address, f"{type(error).__name__}: {error}") from error


class Redirects(HTTPRedirectHandler):
    """Sends the same request once more to the same server, and nothing to any other."""

    max_redirections = 5
    inf_msg = "redirect after redirect, the last "

    def redirect_request(  # noqa: PLR0913, PLR0917 (the signature of urllib)
        self,
        req: Request,
        fp: IO[bytes],  # noqa: ARG002
        code: int,
        msg: str,  # noqa: ARG002
        headers: HTTPMessage,  # noqa: ARG002
        newurl: str,
    ) -> Request:
        """Return the request for `newurl`.

        Raises:
            URLError: it is of another server, or the query would not come along.
        """
        if _origin(newurl) != _origin(req.full_url):
            found = f"a redirect to another server, {without_password(newurl)}"
        elif code not in _SENT_AGAIN:
            found = f"a redirect (HTTP status {code}) that drops the query, to {newurl}"
        else:
            return Request(newurl, req.data, req.headers, unverifiable=True)  # noqa: S310 (as before)
        message = f"{found}; give the address of the endpoint itself"
        raise URLError(message)


def without_password(address: str) -> str:
    """Return an address without a user and a password, whether it can be read or not.

    >>> without_password("http://reader:secret@[::1]:7878/query")
    'http://[::1]:7878/query'
    """
    return re.sub(r"//.*@", "//", address, flags=re.DOTALL)


def _origin(address: str) -> tuple[str, str | None, str | None, int | None]:
    """Return what addresses of one server have in common: how it is spoken to, and as whom.

    >>> _origin("https://EXAMPLE.org/sparql") == _origin("https://example.org:443/")
    True
    """
    parts = urlsplit(address)
    port = _PORTS.get(parts.scheme) if parts.port is None else parts.port
    return parts.scheme, parts.username, parts.hostname, port


def said(error: HTTPError) -> str:
    """Return what a server says of its error."""
    words = ""
    with suppress(OSError, HTTPException):
        words = error.read(_MOST_SAID).decode(errors="replace").strip()
    return f"HTTP status {error.code}, {error.reason}{words and f': {words}'}"


def _triples(body: bytes, form: ox.RdfFormat, limit: int | None) -> Answer:
    quads = ox.parse(body, format=form)
    kept: list[Solution] = [tuple(quad.triple) for quad in islice(quads, limit)]
    return TRIPLE, kept, limit is not None and next(quads, None) is not None


def _named(graph: str) -> str:
    try:
        return str(ox.NamedNode(graph))
    except ValueError as error:
        message = f"FROM: expected the IRI of a graph, found <{graph}>"
        raise RefusedError(message) from error
