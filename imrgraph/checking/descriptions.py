"""Descriptions: letters that somebody describes as graphs, held against the shapes.

In:   a graph of rdflib, or the file of one.
Out:  the `Letter`.
From: imrgraph.graph.described fills in what follows; ontology/shapes.ttl says what is well formed.
      A description stands by itself: nothing that it names is fetched, from a file or a network.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

import pyoxigraph as ox
from rdflib import Graph

from imrgraph.checking.contexts import written_out
from imrgraph.checking.literals import unlogged
from imrgraph.checking.shapes import misshapen
from imrgraph.checking.syntaxes import syntax_of
from imrgraph.errors import DescriptionError, LimitError, NotAFileError
from imrgraph.graph.deadline import within
from imrgraph.graph.described import described
from imrgraph.graph.lettered import lettered
from imrgraph.graph.store import subject_of
from imrgraph.graph.values import iri, shorten
from imrgraph.knowledge.naming import is_term, like_term
from imrgraph.knowledge.terms import IMR, IMRV, OWL, RDF, RDFS
from imrgraph.letters.text.files import expect_file
from imrgraph.names import printable
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.graph.store import Quads
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Letter

__all__ = ["described_in", "letter_of"]

#: How long a file is at most, in bytes: some hundred times the graph of a long letter.
_LONGEST: Final = 16_000_000
#: How long it may take to put the parts of a letter in order.
_SECONDS: Final = 10.0
_PARTS: Final = "expected a letter, its items and their parts"
#: What may be imported, since it is here.
_ONTOLOGY: Final = IMR.base.removesuffix("#")


def described_in(source: object) -> Graph | None:
    """Return the graph that a file holds, or None where it is no file of a graph.

    Raises:
        DescriptionError: there is no file, or it cannot be read as its ending says, or not without
            fetching something.
    """
    if not isinstance(source, str | Path) or (syntax := syntax_of(source)) is None:
        return None
    path = Path(source)
    try:
        expect_file(path)
        with path.open("rb") as file:
            return _graph(path, file.read(_LONGEST + 1), syntax)
    except DescriptionError:
        raise
    except NotAFileError as error:
        raise _unread(path, error.found) from error
    except Exception as error:  # each parser raises errors of its own
        told = " ".join(str(getattr(error, "strerror", None) or error).split())[:300]
        found = "brackets nested too deep" if isinstance(error, RecursionError) else told
        raise _unread(path, found) from error


def _unread(path: Path, found: str) -> DescriptionError:
    return DescriptionError(str(path), (f"expected a graph that can be read, found {found}",))


def _graph(path: Path, text: bytes, syntax: str) -> Graph:
    """Return the graph that the `text` of a file states, named graphs of JSON-LD included."""
    if len(text) > _LONGEST:
        problem = f"expected a graph of at most {_LONGEST // 10**6} MB, found more"
        raise DescriptionError(str(path), (problem,))
    base = path.absolute().as_uri()
    if syntax == "json-ld":
        # The parser of rdflib can be made to fetch what no text shows; this one cannot fetch.
        json = written_out(text, str(path))
        quads = ox.parse(json, format=ox.RdfFormat.JSON_LD, base_iri=base)
        triples = (quad.triple for quad in quads)
        syntax, text = "nt", ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    graph = Graph(identifier=quote(printable(path.name)))
    with unlogged():
        return graph.parse(data=text, format=syntax, publicID=base)


def letter_of(graph: Graph, knowledge: Knowledge) -> Letter:
    """Return the letter that a graph describes.

    Raises:
        DescriptionError: it describes none, or is not as the shapes want it.
        MissingPackageError: pyshacl is not installed.

    >>> from imrgraph.knowledge.knowledge import load
    >>> told = '''
    ... @prefix imr: <https://w3id.org/imrgraph/ontology#> .
    ... @prefix imrv: <https://w3id.org/imrgraph/vocab/> .
    ... [] imr:hasItem [ imr:requestedTreatment imrv:acupuncture ] .
    ... '''
    >>> letter = letter_of(Graph().parse(data=told), load())
    >>> letter.document.text.splitlines()
    ['request: acupuncture', 'requested treatment: acupuncture']
    """
    name = unquote(str(graph.identifier)) if "." in str(graph.identifier) else "the graph"
    with unlogged():
        triples = _triples(graph, name)
    _expect_terms(triples, name)
    quads = _quads(triples, name, knowledge)
    said = (*(quad.triple for quad in quads), *_undecided(quads), *_classes(quads, knowledge))
    parts = {shorten(subject_of(quad)) for quad in quads}
    problems = dict.fromkeys(
        f"{each.where}: expected {each.expected}, found {each.found}"
        for each in sorted(misshapen(said, folder("ontology")))
        if each.where in parts
    )
    if problems:
        raise DescriptionError(name, tuple(problems))
    return lettered(quads, name, knowledge)


def _expect_terms(triples: Iterable[ox.Triple], name: str) -> None:
    """Raise an error for the terms that the ontology has not, which would be passed over."""
    named = dict.fromkeys(iri(node) for triple in triples for node in triple)
    unknown = [each for each in named if not is_term(each)]
    if unknown:
        problems = (
            f"expected terms of the ontology, found {shorten(each)}; "
            f"the nearest: {', '.join(like_term(each)) or 'none'}"
            for each in unknown
        )
        raise DescriptionError(name, tuple(problems))


def _quads(triples: tuple[ox.Triple, ...], name: str, knowledge: Knowledge) -> Quads:
    """Return what triples describe, in a child: nodes in a long row can take all there is."""
    imports = sorted(iri(each.object) for each in triples if each.predicate == OWL("imports"))
    if other := [each for each in imports if each != _ONTOLOGY]:
        named = ", ".join(f"owl:imports <{each}>" for each in other)
        expected = f"expected no import but <{_ONTOLOGY}>, which is known here"
        raise DescriptionError(name, (f"{expected}, found {named}, which is not fetched",))
    try:
        return within(_SECONDS, partial(_taken, triples, name, knowledge))
    except LimitError as error:
        problem = f"{_PARTS}, found more nodes without a name than can be told apart"
        raise DescriptionError(name, (problem,)) from error


def _taken(triples: tuple[ox.Triple, ...], name: str, knowledge: Knowledge) -> Quads:
    try:
        return described(triples, name, knowledge)
    except RecursionError:
        raise DescriptionError(name, (f"{_PARTS}, found parts of parts without end",)) from None


def _triples(graph: Graph, name: str) -> tuple[ox.Triple, ...]:
    try:
        text = graph.serialize(format="nt", encoding="utf-8")
        return tuple(each.triple for each in ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
    except Exception as error:  # rdflib raises a bare one for what it cannot write
        raise DescriptionError(name, (f"expected triples of RDF, found {error}",)) from error


def _undecided(quads: Quads) -> Iterator[ox.Triple]:
    """Yield an outcome for items that nobody decided, since the shapes are those of letters."""
    decided = {quad.subject for quad in quads if quad.predicate == IMR("outcome")}
    for quad in quads:
        if quad.object == IMR("DisputedItem") and quad.subject not in decided:
            yield ox.Triple(quad.subject, IMR("outcome"), IMRV("partial"))


def _classes(quads: Quads, knowledge: Knowledge) -> Iterable[ox.Triple]:
    """Return of what class everything is that quads speak of."""
    spoken_of = {quad.object for quad in quads}
    return (
        quad.triple
        for quad in knowledge.quads
        if quad.predicate == RDFS("subClassOf")
        or (quad.predicate == RDF("type") and quad.subject in spoken_of)
    )
