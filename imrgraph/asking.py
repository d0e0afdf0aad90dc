"""Asking: questions to letters, wherever they are kept.

In:   the name of a question, and values for its parameters.
Out:  rows.
From: queries/ names the questions; what SPARQL alone cannot answer, a function answers.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.errors import NotFoundError
from imrgraph.graph.questions import question
from imrgraph.graph.rows import Rows
from imrgraph.graph.values import shorten, term, written
from imrgraph.knowledge.knowledge import load
from imrgraph.letters.document import Document, Span
from imrgraph.letters.reading import read
from imrgraph.letters.sentences import sentences
from imrgraph.reasoning.explanation import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from imrgraph.graph.values import Row, Value
    from imrgraph.reasoning.counterfactuals import Change

__all__ = ["Asking"]


class Asking(ABC):
    """Letters that can be asked: those of a store here, or of an endpoint."""

    @property
    @abstractmethod
    def place(self) -> str:
        """The folder or the address where the letters are."""

    @abstractmethod
    def select(self, query: str) -> Rows:
        """Answer a SELECT `query` of our own over the union of all graphs."""

    def ask(self, name: str, /, **given: object) -> Rows:
        """Answer a question of queries/.

        Args:
            name: the name of the question.
            given: values for its parameters.

        Returns:
            One dictionary a row, with the columns that the question says it returns.

        Raises:
            QuestionError: the question or a parameter is unknown, missing or of another type; or,
                as UnanswerableError, the letters cannot answer it.
            NotFoundError: what a parameter names is not there, so that there is no answer.
        """
        asked = question(name)
        bound = asked.bind(given)
        if asked.query:
            rows = self.select(asked.text(given)).only(tuple(asked.returns))
            if not rows:
                self._expect(bound)
            return rows
        found = _CALLS[name](self, {key: _plain(value) for key, value in bound.items()})
        names = tuple(asked.returns)
        solutions = (tuple(term(row[n]) if n in row else None for n in names) for row in found)
        return Rows(names, solutions)

    def _expect(self, bound: Mapping[str, object]) -> None:
        """Raise an error if the graph says nothing of what a parameter names."""
        for name, value in bound.items():
            if isinstance(value, ox.NamedNode) and not self.select(_SAID % written(value)):
                raise NotFoundError(self.place, f"a {name} {shorten(value.value)}")

    def document(self, case: str) -> Document:
        """Return the text of a letter.

        Args:
            case: its case number, or the last part of its IRI where it has none.

        Raises:
            NotFoundError: there is no such letter.
        """
        rows = self.select(_TEXT % written(term(case)))
        if not rows:
            raise NotFoundError(self.place, f"a letter of the case number {case!r}")
        return Document.of(case, str(rows[0]["text"]))


_TEXT = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
SELECT ?text WHERE {
  ?letter imr:text ?text .
  OPTIONAL { ?letter imr:caseNumber ?number }
  FILTER (COALESCE(?number, REPLACE(STR(?letter), "^.*/", "")) = %s)
}
"""
_SAID = "SELECT ?said WHERE { %s ?said ?value } LIMIT 1"
_RATIONALES = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
PREFIX imrv: <https://w3id.org/imrgraph/vocab/>
SELECT ?letter ?item ?text ?fell WHERE {
  ?letter imr:hasItem ?item .
  ?item imr:rationaleText ?text ;
    imr:outcome ?outcome .
  BIND (?outcome = imrv:overturned AS ?fell)
}
"""


def _plain(value: object) -> str:
    return str(getattr(value, "value", value))


def _flips(asked: Asking, given: Mapping[str, str]) -> Iterator[Row]:
    """Say which changes would have flipped an item."""
    letter = read(asked.document(given["letter"].rpartition("/")[2]))
    knowledge = load()
    [explained] = explain([letter], knowledge)
    [item] = explained.only(int(given["item"])).items
    for number, flip in enumerate(item.counterfactuals, 1):
        for change in flip.changes:
            yield {
                "change": number,
                "fact": change.finding or knowledge.label(change.property),
                **_values(change),
                "verdict": flip.verdict.value.replace("-", " "),
            }


def _values(change: Change) -> Row:
    before = {} if change.before is None else {"before": str(change.before)}
    return {**before, "bound": change.bound, "after": str(change.after)}


def _repeated(asked: Asking, given: Mapping[str, str]) -> Iterable[Row]:
    """Count the sentences that rationales share, most shared first."""
    letters: dict[str, set[Value]] = defaultdict(set)
    items: dict[str, dict[Value, bool]] = defaultdict(dict)
    for row in asked.select(_RATIONALES):
        document = Document.of(str(row["item"]), str(row["text"]))
        for place in sentences(document, Span(0, len(document.text))):
            sentence = re.sub(r"\d+", "#", " ".join(document.quote(place).split()))
            if len(sentence) >= int(given["characters"]):
                letters[sentence].add(row["letter"])
                items[sentence][row["item"]] = bool(row["fell"])
    found: list[Row] = [
        {
            "sentence": sentence,
            "letters": len(within),
            "items": len(items[sentence]),
            "overturned": sum(items[sentence].values()),
        }
        for sentence, within in letters.items()
        if len(within) >= int(given["letters"])
    ]
    return sorted(found, key=lambda row: (-int(str(row["letters"])), str(row["sentence"])))


_CALLS: Mapping[str, Callable[[Asking, Mapping[str, str]], Iterable[Row]]] = {
    "repeated-sentences": _repeated,
    "what-would-flip": _flips,
}
