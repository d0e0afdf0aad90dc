"""Loading: a letter becomes what a store keeps of it: N-Quads, and an entry of the catalog.

In:   letters that are to be read.
Out:  for each a `Told`, or `Refused` with the error that says why.
From: every step is the function of another room; here is only their order. No store is needed, so
      that it is done in any process.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from imrgraph.errors import FatalLetterError, LetterError
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

__all__ = ["LONGEST", "Refused", "Told", "content_of", "lost", "told"]

#: How many seconds a letter may take, and some together where all are read sooner: two thousand
#: times what a published one takes, so that a slow or busy machine refuses none that would end.
LONGEST: Final = 120.0


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


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of which nothing is told, and why."""

    path: Path
    #: The digest of what was to be read.
    content: str
    why: LetterError

    __repr__ = short("path", "why")


def content_of(source: Source) -> str:
    """Return the digest of what a letter is read from, in hexadecimal."""
    data = source.data
    return sha256(
        data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    ).hexdigest()


def told(
    sources: Iterable[Source], *, unverified: bool, proofs: bool, ocr: bool = False
) -> list[Told | Refused]:
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


def lost(source: Source, code: int | None) -> Refused:
    """Refuse a letter of which a process died, with the exit code, or None where time was up."""
    if code is None:
        return _refused(source, f"that reading it was not done after {LONGEST:g} s")
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return _refused(source, f"that the process that read it died ({how})")


def _refused(source: Source, found: str) -> Refused:
    why = FatalLetterError(printable(str(source.path)), found)
    return Refused(source.path, content_of(source), why)


def _told(source: Source, *, unverified: bool, proofs: bool, ocr: bool) -> Told | Refused:
    try:
        return _explained(source, unverified=unverified, proofs=proofs, ocr=ocr)
    except LetterError as error:
        return Refused(source.path, content_of(source), error)
    except MemoryError:
        return _refused(source, "that reading it takes more memory than there is")
    except Exception as error:
        error.add_note(f"while reading {printable(str(source.path))}")
        raise


def _explained(source: Source, *, unverified: bool, proofs: bool, ocr: bool) -> Told:
    knowledge = load(unverified=unverified)
    letter = read(files.document(printable(str(source.path)), source.data, ocr=ocr))
    explained = explain(letter, knowledge)
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
