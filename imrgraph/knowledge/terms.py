"""Terms: the namespaces in which imrgraph speaks, and the IRIs of places.

In:   the local name of a term; a place in a letter.
Out:  its IRI, and back.
From: ontology/imr.ttl, where a test finds every term that the code speaks; SKOS, DCMI Terms,
      OWL, RDF, XSD. A place is a fragment as of RFC 5147.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

__all__ = [
    "DCTERMS",
    "IMR",
    "IMRD",
    "IMRG",
    "IMRV",
    "OWL",
    "RDF",
    "RDFS",
    "SKOS",
    "XSD",
    "Iri",
    "Namespace",
    "local",
    "place",
    "range_of",
]

# In "…/determination/CM99-0000001#char=1173,1181": the end of it.
_PLACE: Final = re.compile(r"#char=(\d+),(\d+)$")


class Iri(str):
    """An IRI as plain text, where a text might be meant."""

    __slots__ = ()


class Namespace(dict[str, Iri]):
    """The start that the IRIs of one vocabulary have in common.

    Called, it gives the IRI of a name as the graph engine has it. By index it gives it as plain
    text and remembers it: that is for the terms of a vocabulary, which are few.

    >>> terms = Namespace("https://w3id.org/imrgraph/ontology#")
    >>> terms("outcome"), terms["outcome"]
    (<NamedNode value=https://w3id.org/imrgraph/ontology#outcome>, \
'https://w3id.org/imrgraph/ontology#outcome')
    """

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def __call__(self, name: str) -> ox.NamedNode:
        """Return the IRI of the term `name`."""
        return _node(self.base + name)

    def __missing__(self, name: str) -> Iri:
        iri = self[name] = Iri(self.base + name)
        return iri


@lru_cache(maxsize=4096)  # terms are few and named often; letters are named too, without end
def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


#: The terms of ontology/imr.ttl.
IMR = Namespace("https://w3id.org/imrgraph/ontology#")
#: The concepts of ontology/vocab/.
IMRV = Namespace("https://w3id.org/imrgraph/vocab/")
#: The editions, provisions and recommendations of ontology/guidelines/.
IMRG = Namespace("https://w3id.org/imrgraph/guideline/")
#: Letters, and everything in them.
IMRD = Namespace("https://w3id.org/imrgraph/determination/")

DCTERMS = Namespace("http://purl.org/dc/terms/")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")


def local(iri: str) -> str:
    """Return the last part of an IRI.

    >>> local("https://w3id.org/imrgraph/vocab/not-met"), local(IMR("outcome").value)
    ('not-met', 'outcome')
    """
    return iri.replace("#", "/").rpartition("/")[2]


def place(letter: str, start: int, end: int) -> str:
    """Return the IRI of the characters from `start` up to, and without, `end` of a letter.

    >>> place("https://w3id.org/imrgraph/determination/CM99-0000001", 63, 116)
    'https://w3id.org/imrgraph/determination/CM99-0000001#char=63,116'
    """
    return f"{letter}#char={start},{end}"


def range_of(iri: str) -> tuple[int, int] | None:
    """Return where the place begins and ends that `iri` names; None where it names none.

    >>> range_of("https://w3id.org/imrgraph/determination/CM99-0000001#char=63,116")
    (63, 116)
    """
    found = _PLACE.search(iri)
    return (int(found[1]), int(found[2])) if found else None
