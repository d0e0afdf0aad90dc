"""Syntaxes: the files that describe a letter as a graph, told by how their names end.

In:   the name of a file.
Out:  the syntax of RDF that is in it, as rdflib calls it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["syntax_of"]

_SYNTAXES: Final = {".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld"}


def syntax_of(source: object) -> str | None:
    """Return the syntax of a file that describes a letter, None for anything else.

    >>> syntax_of("massage.ttl"), syntax_of("massage.pdf")
    ('turtle', None)
    """
    return _SYNTAXES.get(Path(source).suffix.lower()) if isinstance(source, str | Path) else None
