"""Anew: why the decisions of a stored letter follow, derived again from its text.

In:   letters that can be asked, and the IRI of one.
Out:  its explanations; its proofs as quads, the same that loading with proofs writes.
From: a store holds what was concluded, and a proof only where it was loaded with proofs: it takes
      no longer to make one than to walk one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import pyoxigraph as ox

from imrgraph.errors import NotFoundError
from imrgraph.graph.conclude import conclude, derived_graph
from imrgraph.graph.describe import describe
from imrgraph.graph.store import Store
from imrgraph.graph.values import shorten
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, IMRD
from imrgraph.letters.reading import read
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.explaining.explanation import explain

if TYPE_CHECKING:
    from imrgraph.graph.rows import Rows
    from imrgraph.graph.store import Quads
    from imrgraph.reasoning.explaining.explanation import Explanations

__all__ = ["Letters", "Proven", "explained", "letter_of", "proofs"]

_TEXT: Final = f"""
SELECT ?text ?unverified {{
  %s {IMR("text")} ?text .
  OPTIONAL {{ %s {IMR("includesUnverified")} ?unverified }}
}}
"""


class Letters(Protocol):
    """What holds letters, and answers SPARQL over them."""

    @property
    def place(self) -> str:
        """Where the letters are."""

    def select(self, query: str) -> Rows:
        """Answer a SELECT query."""


def letter_of(iri: str) -> str | None:
    """Return the letter below which an IRI hangs, or None where it hangs below none.

    >>> letter_of("https://w3id.org/imrgraph/determination/CM99-0000001/item/1")
    'https://w3id.org/imrgraph/determination/CM99-0000001'
    """
    below = iri.removeprefix(IMRD.base)
    if below == iri:
        return None
    return IMRD.base + below.partition("#")[0].partition("/")[0]


def explained(letters: Letters, letter: str) -> Explanations:
    """Return the explanations of a stored letter, by the recommendations it was loaded with.

    Args:
        letters: what holds it.
        letter: its IRI.

    Raises:
        NotFoundError: there is no such letter.
    """
    graphs = ox.NamedNode(letter), ox.NamedNode(derived_graph(letter))
    rows = letters.select(_TEXT % graphs)
    if not rows:
        raise NotFoundError(letters.place, f"a letter {shorten(letter)}")
    document = Document.of(shorten(letter).partition(":")[2], str(rows[0]["text"]))
    return explain(read(document), load(unverified=bool(rows[0].get("unverified"))))


def proofs(letters: Letters, letter: str) -> Quads:
    """Return what is concluded from a stored letter, with the steps of every proof.

    Raises:
        NotFoundError: there is no such letter.
    """
    return conclude(explained(letters, letter), proofs=True)


class Proven(Store):
    """One letter with its proofs, and the guidelines, to be asked in place of what holds it."""

    def __init__(self, letters: Letters, letter: str) -> None:
        """Derive the proofs of a stored letter.

        Raises:
            NotFoundError: there is no such letter.
        """
        super().__init__()
        found = explained(letters, letter)
        #: Where the letter is kept.
        self.place = letters.place
        concluded = conclude(found, proofs=True)
        self.add((*describe(found.letter), *concluded, *found.knowledge.quads))
