"""Graph store: letters put into a server's graphs, over HTTP, two graphs a letter.

In:   names of letters, and the address of a graph store: not that of its SPARQL endpoint.
Out:  graphs on the server, each in place of what it held; what became of each file.
From: SPARQL 1.1 Graph Store HTTP Protocol, W3C 2013: PUT, and the graph named in the address. Each
      graph is an exchange of its own, which is right for some thousands of letters; a corpus is
      loaded as files.
"""

from __future__ import annotations

from base64 import b64encode
from http.client import HTTPException
from typing import TYPE_CHECKING, Final
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit
from urllib.request import Request, build_opener

from imrgraph.errors import GraphStoreError, LetterError
from imrgraph.graph.conclude import derived_graph
from imrgraph.graph.remote import Redirects, said, without_password
from imrgraph.knowledge.knowledge import load
from imrgraph.store.loading import Refused, told
from imrgraph.store.outcomes import Became, Loaded, Status
from imrgraph.store.sources import sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from imrgraph.store.loading import Told
    from imrgraph.store.sources import Source

__all__ = ["GraphStore", "put_letters"]

#: How many seconds one graph may take.
_TIMEOUT: Final = 60.0
_TYPE: Final = "application/n-triples"


class GraphStore:
    """A server that takes graphs.

    >>> GraphStore("http://writer:secret@localhost:7878/store").address
    'http://localhost:7878/store'
    """

    def __init__(self, address: str) -> None:
        """Take the graph store at `address`; nothing is sent yet.

        Raises:
            GraphStoreError: it is no address.
        """
        try:
            parts = urlsplit(address)
            host = parts.netloc.rpartition("@")[2]
            self.address = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
            secret = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        except ValueError:  # it may quote the password
            found = "no address of a graph store, such as http://localhost:7878/store"
            raise GraphStoreError(without_password(address), found) from None
        self._shown = without_password(address)
        self._headers = {"Content-Type": _TYPE, "User-Agent": "imrgraph"}
        if parts.username:
            self._headers["Authorization"] = f"Basic {b64encode(secret.encode()).decode()}"

    def put(self, graph: str, triples: bytes) -> None:
        """Put triples, as N-Triples, in the place of whatever a graph held.

        Raises:
            GraphStoreError: the server does not take them.
        """
        sign = "&" if "?" in self.address else "?"
        address = f"{self.address}{sign}{urlencode({'graph': graph})}"
        request = Request(address, triples, self._headers, method="PUT")  # noqa: S310 (checked)
        try:
            build_opener(Redirects).open(request, timeout=_TIMEOUT).close()
        except HTTPError as error:
            raise GraphStoreError(self._shown, said(error)) from error
        except URLError as error:
            raise GraphStoreError(self._shown, str(error.reason)) from error
        except (OSError, HTTPException, ValueError) as error:
            found = type(error).__name__  # its words may quote a password
            raise GraphStoreError(self._shown, found) from error


def put_letters(  # noqa: PLR0913 (a keyword for each choice)
    paths: Iterable[str | Path],
    address: str,
    *,
    unverified: bool = False,
    proofs: bool = False,
    ocr: bool = False,
    done: Callable[[Became], None] | None = None,
) -> Loaded:
    """Read and explain letters, and put what they state and what follows into a graph store.

    The ontology goes first, into graphs of its own. Of several files of one letter the last one
    counts, as the server does not say what it held before.

    Args:
        paths: files, folders, patterns, archives, lists and stdin, as `sources` takes them.
        address: of the graph store, such as http://localhost:7878/store.
        unverified: let also those recommendations decide for which no text was read.
        proofs: write also the steps of every proof.
        ocr: recognise the text of pages that are pictures.
        done: is told what became of each file.

    Raises:
        GraphStoreError: the server does not take a graph; what came before it is there.
    """
    server, loaded = GraphStore(address), Loaded()
    for graph, triples in _ontology(unverified=unverified).items():
        server.put(graph, triples)
    for source in sources(paths):
        became = _put(server, source, unverified=unverified, proofs=proofs, ocr=ocr)
        loaded.add(became)
        if done:
            done(became)
    return loaded


def _put(
    server: GraphStore, source: Source | LetterError, *, unverified: bool, proofs: bool, ocr: bool
) -> Became:
    """Put one letter, and return what became of its file."""
    if isinstance(source, LetterError):
        return Became(source.where, Status.REFUSED, why=source)
    [found] = told([source], unverified=unverified, proofs=proofs, ocr=ocr)
    if isinstance(found, Refused):
        return Became(source.path, Status.REFUSED, why=found.why)
    for graph, triples in _graphs(found):
        server.put(graph, triples)
    return Became(source.path, Status.READ, found.letter, found.warnings)


def _graphs(letter: Told) -> Iterator[tuple[str, bytes]]:
    """Yield the two graphs of a letter, each as N-Triples."""
    lines = letter.nquads.split(b"\n")
    for graph in (letter.letter, derived_graph(letter.letter)):
        end = f" <{graph}> .".encode()
        told_of = [line.removesuffix(end) + b" .\n" for line in lines if line.endswith(end)]
        yield graph, b"".join(told_of)


def _ontology(*, unverified: bool) -> Mapping[str, bytes]:
    graphs: dict[str, list[str]] = {}
    for quad in load(unverified=unverified).quads:
        graphs.setdefault(str(quad.graph_name)[1:-1], []).append(f"{quad.triple} .\n")
    return {name: "".join(lines).encode() for name, lines in graphs.items()}
