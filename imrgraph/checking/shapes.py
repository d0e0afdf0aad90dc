"""Shapes: whether what is said is well formed.

In:   triples.
Out:  a `Problem` for each thing that is not.
From: SHACL, W3C 2017; ontology/shapes.ttl; pyshacl checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import RDF, SH, Graph

from imrgraph.checking.literals import unlogged
from imrgraph.checking.problems import Problem
from imrgraph.errors import MissingPackageError
from imrgraph.graph.values import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["misshapen"]


def misshapen(triples: Iterable[ox.Triple], home: Path) -> tuple[Problem, ...]:
    """Hold triples against the shapes.

    Args:
        triples: what is said, with the classes of all that it speaks of.
        home: the folder of the ontology.

    Raises:
        MissingPackageError: pyshacl is not installed.
    """
    try:
        import pyshacl  # noqa: PLC0415 (an extra)
    except ImportError as error:
        message = "pyshacl: expected it installed, found none; pip install imrgraph[shapes]"
        raise MissingPackageError(message) from error
    data = Graph()
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    with unlogged():
        data.parse(data=text or b"", format="nt")
        _, found, _ = pyshacl.validate(data, shacl_graph=Graph().parse(home / "shapes.ttl"))
    if not isinstance(found, Graph):
        return ()
    problems = []
    for result in found.subjects(RDF.type, SH.ValidationResult):
        node, value = found.value(result, SH.focusNode), found.value(result, SH.value)
        message = str(found.value(result, SH.resultMessage)).removesuffix(".")
        told = shorten(str(value)) if value is not None else "none"
        problems.append(Problem("shape", shorten(str(node)), f"“{message}”", told))
    return tuple(problems)
