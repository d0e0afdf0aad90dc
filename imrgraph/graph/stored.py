"""Stored: an explanation that was written to a file, as claims that can be held against others.

In:   its bytes: JSON as `as_json` gives it, or RDF as `as_turtle` and the store give it.
Out:  a `Stored`: what was explained and how, and every claim; a step has the same name in both.
From: the schema "imrgraph/explanation/2"; RDF 1.1 Turtle, TriG and N-Quads, W3C 2014.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.errors import ProofError
from imrgraph.graph.stored_proof import from_rdf
from imrgraph.reasoning.verifying.stored_json import from_json

if TYPE_CHECKING:
    from imrgraph.reasoning.verifying.claims import Stored

__all__ = ["stored"]


def stored(proof: bytes) -> Stored:
    """Read an explanation, in JSON where it starts as such and else in RDF.

    Raises:
        ProofError: `proof` is no explanation in JSON, Turtle, TriG or N-Quads.
    """
    is_json = proof.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
    try:
        return from_json(proof) if is_json else from_rdf(proof)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        if isinstance(error, ProofError):
            raise
        message = f"proof: expected what an explanation has, found {type(error).__name__}: {error}"
        raise ProofError(" ".join(message.split())) from None
