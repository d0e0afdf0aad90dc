"""Descriptions: letters that somebody describes as graphs, held against the shapes.

In:   a graph of rdflib, or the file of one.
Out:  the `Letter` and its quads.
From: imrgraph.graph.described fills in what follows; ontology/shapes.ttl says what is well formed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pyoxigraph as ox
from rdflib import Graph

from imrgraph.checking.shapes import misshapen
from imrgraph.errors import DescriptionError, NotAFileError
from imrgraph.graph.described import described
from imrgraph.graph.store import subject_of
from imrgraph.graph.values import shorten
from imrgraph.knowledge.terms import IMR, IMRV, RDF, RDFS
from imrgraph.letters.files import expect_file
from imrgraph.names import printable
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.graph.store import Quads
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Letter

__all__ = ["described_in", "letter_of"]

#: By the ending of a file, in which syntax it describes a letter.
_SYNTAXES = {".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld"}


def described_in(source: object) -> Graph | None:
    """Return the graph that a file holds, or None where it is no file of a graph.

    Raises:
        DescriptionError: there is no file, or it cannot be read as its ending says.
    """
    path = Path(source) if isinstance(source, str | Path) else Path()
    if path.suffix.lower() not in _SYNTAXES:
        return None
    try:
        expect_file(path)
        with path.open("rb") as file:
            return Graph(identifier=quote(printable(path.name))).parse(
                file, format=_SYNTAXES[path.suffix.lower()], publicID=path.absolute().as_uri()
            )
    except NotAFileError as error:
        raise _unread(path, error.found) from error
    except Exception as error:  # each parser of rdflib raises errors of its own
        raise _unread(path, " ".join(str(error).split())[:300]) from error


def _unread(path: Path, found: str) -> DescriptionError:
    return DescriptionError(str(path), (f"expected a graph that can be read, found {found}",))


def letter_of(graph: Graph, knowledge: Knowledge) -> tuple[Letter, Quads]:
    """Return the letter that a graph describes, and what it states.

    Raises:
        DescriptionError: it describes none, or is not as the shapes want it.
        MissingPackageError: pyshacl is not installed.

    >>> from imrgraph.knowledge.knowledge import load
    >>> told = '''
    ... @prefix imr: <https://w3id.org/imrgraph/ontology#> .
    ... @prefix imrv: <https://w3id.org/imrgraph/vocab/> .
    ... [] imr:hasItem [ imr:requestedTreatment imrv:acupuncture ] .
    ... '''
    >>> letter, quads = letter_of(Graph().parse(data=told), load())
    >>> letter.document.text.splitlines()
    ['request: acupuncture', 'requested treatment: acupuncture']
    """
    name = unquote(str(graph.identifier)) if "." in str(graph.identifier) else "the graph"
    letter, quads = described(_triples(graph, name), name, knowledge)
    said = (*(quad.triple for quad in quads), *_undecided(quads), *_classes(quads, knowledge))
    parts = {shorten(subject_of(quad)) for quad in quads}
    problems = dict.fromkeys(
        f"{each.where}: expected {each.expected}, found {each.found}"
        for each in sorted(misshapen(said, folder("ontology")))
        if each.where in parts
    )
    if problems:
        raise DescriptionError(name, tuple(problems))
    return letter, quads


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
