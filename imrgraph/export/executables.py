"""Executables: the questions as RDF, so that other tools list and run them.

In:   questions.
Out:  Turtle: each question that SPARQL answers is a `sh:SPARQLExecutable` that runs as it stands,
      with the values of its example.
From: SHACL Advanced Features, W3C 2017, section 5.2; the tags are `schema:keywords`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.graph.formats import as_turtle
from imrgraph.graph.values import term
from imrgraph.knowledge.terms import RDF, RDFS, XSD, Namespace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.graph.questions import Parameter, Question

__all__ = ["executables"]

_SH = Namespace("http://www.w3.org/ns/shacl#")
_SCHEMA = Namespace("https://schema.org/")
_QUESTION = Namespace("https://w3id.org/imrgraph/question/")
_PREFIXES = {
    "imrq": _QUESTION.base,
    "rdfs": RDFS.base,
    "schema": _SCHEMA.base,
    "sh": _SH.base,
    "xsd": XSD.base,
}


def executables(questions: Iterable[Question]) -> str:
    """Return those of `questions` that SPARQL answers, as Turtle.

    >>> from imrgraph.graph.questions import question
    >>> "sh:SPARQLSelectExecutable" in executables([question("why-denied")])
    True
    """
    triples = (triple for asked in questions if asked.query for triple in _question(asked))
    return as_turtle(triples, _PREFIXES)


def _question(asked: Question) -> Iterator[ox.Triple]:
    node = _QUESTION(asked.name)
    yield ox.Triple(node, RDF("type"), _SH("SPARQLExecutable"))
    yield ox.Triple(node, RDF("type"), _SH("SPARQLSelectExecutable"))
    yield ox.Triple(node, RDFS("label"), ox.Literal(asked.summary, language="en"))
    yield ox.Triple(node, RDFS("comment"), ox.Literal(asked.question, language="en"))
    for tag in asked.tags:
        yield ox.Triple(node, _SCHEMA("keywords"), term(tag))
    yield ox.Triple(node, _SH("select"), term(asked.query))
    for parameter in asked.params:
        child = _QUESTION(f"{asked.name}/{parameter.name}")
        yield ox.Triple(node, _SH("parameter"), child)
        yield from _parameter(parameter, child)


def _parameter(parameter: Parameter, node: ox.NamedNode) -> Iterator[ox.Triple]:
    yield ox.Triple(node, RDF("type"), _SH("Parameter"))
    yield ox.Triple(node, _SH("name"), term(parameter.name))
    yield ox.Triple(node, _SH("description"), ox.Literal(parameter.meaning, language="en"))
    yield ox.Triple(node, _SH("path"), node)
    yield ox.Triple(node, _SH("optional"), term(not parameter.required))
    if parameter.type == "iri":
        yield ox.Triple(node, _SH("nodeKind"), _SH("IRI"))
    else:
        yield ox.Triple(node, _SH("datatype"), XSD(parameter.type))
