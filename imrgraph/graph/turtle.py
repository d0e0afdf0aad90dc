"""As Turtle: what a letter states and what was derived from it, as one graph.

In:   the explanations of a letter.
Out:  Turtle, which any RDF tool reads; no blank nodes.
From: RDF 1.1 Turtle, W3C 2014.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.graph.conclude import conclude
from imrgraph.graph.describe import describe
from imrgraph.graph.store import subject_of
from imrgraph.knowledge.terms import IMR, IMRD, IMRG, IMRV, XSD

if TYPE_CHECKING:
    from imrgraph.reasoning.explaining.explanation import Explanations

__all__ = ["as_turtle"]

_PREFIXES = {"imr": IMR, "imrd": IMRD, "imrg": IMRG, "imrv": IMRV, "xsd": XSD}


def as_turtle(explanations: Explanations) -> str:
    """Return the facts of a letter, their findings, the verdicts and the proofs, by subject."""
    quads = (*describe(explanations.letter), *conclude(explanations, proofs=True))
    triples = [quad.triple for quad in sorted(quads, key=subject_of)]
    prefixes = {name: namespace.base for name, namespace in _PREFIXES.items()}
    turtle = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    return bytes(turtle or b"").decode().rstrip("\n")
