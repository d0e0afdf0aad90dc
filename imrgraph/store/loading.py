"""Loading: a letter becomes what a store keeps of it: N-Quads, and an entry of the catalog.

In:   letters that are to be read.
Out:  for each a `Told`, or the error that says why it was refused.
From: every step is the function of another room; here is only their order. No store is needed, so
      that it is done in any process.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from imrgraph.errors import LetterError
from imrgraph.graph.conclude import conclusions_of, derived_graph
from imrgraph.graph.describe import facts_of
from imrgraph.graph.entries import entry
from imrgraph.graph.values import lines
from imrgraph.knowledge.knowledge import load
from imrgraph.letters.reading import read
from imrgraph.letters.text import files
from imrgraph.names import printable
from imrgraph.reasoning.explaining.explanation import explain
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from imrgraph.graph.entries import Entry
    from imrgraph.store.sources import Source

__all__ = ["Told", "content_of", "told"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter states, and what was derived from it."""

    path: Path
    #: The digest of what it was read from.
    content: str
    #: The digest of its text.
    sha256: str
    #: Its IRI.
    letter: str
    #: Its own graph and the derived one, as N-Quads.
    nquads: bytes
    entry: Entry
    #: What was promised and not found, or is not understood.
    warnings: tuple[str, ...] = ()

    __repr__ = short("letter")


def content_of(source: Source) -> str:
    """Return the digest of what a letter is read from, in hexadecimal."""
    data = source.data
    return sha256(
        data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    ).hexdigest()


def told(
    sources: Iterable[Source], *, unverified: bool, proofs: bool, ocr: bool = False
) -> list[Told | LetterError]:
    """Read and explain letters.

    Args:
        sources: the letters.
        unverified: let also those recommendations decide for which no text was read.
        proofs: write also the steps of every proof.
        ocr: recognise the text of pages that are pictures.

    Returns:
        For each what it states and what was derived from it, or why it was refused.
    """
    return [_told(each, unverified=unverified, proofs=proofs, ocr=ocr) for each in sources]


def _told(source: Source, *, unverified: bool, proofs: bool, ocr: bool) -> Told | LetterError:
    knowledge = load(unverified=unverified)
    try:
        letter = read(files.document(printable(str(source.path)), source.data, ocr=ocr))
        explained = explain(letter, knowledge)
    except LetterError as error:
        return error
    name = letter.name()
    facts, conclusions = facts_of(letter), conclusions_of(explained, proofs=proofs)
    text = lines(facts, name) + lines(conclusions, derived_graph(name))
    return Told(
        path=source.path,
        content=content_of(source),
        sha256=letter.document.sha256,
        letter=name,
        nquads=text.encode(),
        entry=entry(name, (*facts, *conclusions), knowledge),
        warnings=tuple(each.message for each in letter.warnings),
    )
