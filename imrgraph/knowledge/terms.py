"""Terms: the namespaces in which imrgraph speaks.

In:   the local name of a term.
Out:  its IRI.
From: ontology/imr.ttl, where a test finds every term that the code speaks; SKOS, DCMI Terms,
      OWL, RDF, XSD.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    "Namespace",
]


@dataclass(frozen=True, slots=True)
class Namespace:
    """The start that the IRIs of one vocabulary have in common.

    >>> Namespace("https://w3id.org/imrgraph/ontology#")("outcome")
    <NamedNode value=https://w3id.org/imrgraph/ontology#outcome>
    """

    base: str

    def __call__(self, name: str) -> ox.NamedNode:
        """Return the IRI of the term `name`."""
        return ox.NamedNode(self.base + name)


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
