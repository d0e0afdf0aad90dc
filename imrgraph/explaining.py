"""Explaining: the one way from a letter, or the description of one, to its explanations.

In:   a letter, a document, a file, or a graph.
Out:  the explanations of its items.
From: every step is the function of another room; here is only their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.arguments import expecting
from imrgraph.checking.syntaxes import syntax_of
from imrgraph.errors import ArgumentError, QuestionError
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import warn_of_first
from imrgraph.letters.letter import Letter
from imrgraph.letters.reading import read
from imrgraph.letters.text.document import Document
from imrgraph.nearest import one_of
from imrgraph.reasoning.explaining import explanation
from imrgraph.reasoning.explaining.explanation import BASES, Explanations
from imrgraph.reasoning.explaining.whatif import suppose

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from rdflib import Graph

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.rationale.chat import ChatReader
    from imrgraph.reasoning.explaining.explanation import AskedBasis
    from imrgraph.reasoning.explaining.whatif import Supposition

__all__ = ["explain", "whatif"]


@expecting
def explain(  # noqa: PLR0913 (each may be said by its name)
    letter: Letter | Document | Graph | str | Path,
    basis: AskedBasis = "both",
    *,
    unverified: bool = False,
    least: str | None = None,
    beyond: bool = False,
    reader: ChatReader | None = None,
) -> Explanations:
    """Explain every item of one letter.

    Args:
        letter: a letter as `read` gives it, or the file or document to read it from; or a graph
            that describes one in the terms of ontology/imr.ttl, or the file of it, which ends in
            .ttl, .nt or .jsonld.
        basis: "record", "reviewer" or "both".
        unverified: also apply recommendations that were encoded without reading their source.
        least: how sure the recommendations are at least: "verified", "secondary", "single-report"
            or "unverified".
        beyond: also apply what guidelines beyond MTUS and ODG recommend.
        reader: a model that reads the reasons of a letter besides; a graph has its own.

    Raises:
        QuestionError: there is no such basis.
        LetterError: the file cannot be read as a letter, or nothing is disputed in what was read.
        DescriptionError: the graph describes none, or is not as the shapes want it.
        ReaderError: the model cannot be reached, or does not answer as one.
        MissingPackageError: pyshacl, which holds a graph against the shapes, is not installed.

    >>> from imrgraph.resources import folder
    >>> why = explain(folder("examples") / "letters" / "massage-chronic.txt")
    >>> [item.verdict.value for item in why.items]
    ['not-necessary']
    """
    if basis not in BASES:
        message = f"basis {basis}: expected {one_of(basis, BASES)}"
        raise QuestionError(message)
    knowledge = load(unverified=unverified, least=least, beyond=beyond)
    return explanation.explain(_letter(letter, knowledge, reader), knowledge, basis)


@expecting
def whatif(
    letter: Explanations | Letter | Document | Graph | str | Path,
    item: int | None = None,
    **settings: date | int | str,
) -> Supposition:
    """Say what would have followed for an item of a letter, had something been otherwise.

    Args:
        letter: its explanations, or what `explain` takes.
        item: the item's number; the first without it, of several with a warning.
        settings: what would have been: visits, earlier_visits, visits_a_week, injury, surgery,
            request, phase, or a criterion ("met", "not-met"), as `imrgraph whatif --set` has it.

    Raises:
        ArgumentError: nothing is set.
        NotFoundError: the letter has no such item.
        WhatIfError: nothing of that name can be set, or not to that value.

    >>> from imrgraph.resources import folder
    >>> found = whatif(folder("examples") / "letters" / "massage-chronic.txt", injury="2015-05-12")
    >>> [after.verdict.value for _, after in found.outcomes]
    ['necessary', 'undetermined', 'undetermined']
    """
    if not settings:
        name = "settings"
        raise ArgumentError(name, "something that would be otherwise, such as visits=3", "nothing")
    explained = letter if isinstance(letter, Explanations) else explain(letter)
    given = {name.replace("_", "-"): str(value) for name, value in settings.items()}
    if item is None and explained.items:
        warn_of_first(len(explained.items), explained.items[0].of.request.text.value)
    return suppose(explained, 1 if item is None else item, given)


def _letter(
    source: Letter | Document | Graph | str | Path, knowledge: Knowledge, reader: ChatReader | None
) -> Letter:
    """Return the letter that `source` is, holds or describes."""
    if isinstance(source, Letter):
        return source
    if isinstance(source, Document) or (not _is_graph(source) and syntax_of(source) is None):
        return read(source, reader=reader)  # type: ignore[arg-type]
    # Only who describes a letter needs it, and it takes a while to load.
    from imrgraph.checking.descriptions import described_in, letter_of  # noqa: PLC0415

    return letter_of(source if _is_graph(source) else described_in(source), knowledge)  # type: ignore[arg-type]


def _is_graph(source: object) -> bool:
    """Say whether it is a graph of rdflib, which is not loaded to find that out."""
    return any(each.__module__.startswith("rdflib.") for each in type(source).__mro__)
