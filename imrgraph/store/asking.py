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

from imrgraph.arguments import expecting
from imrgraph.errors import (
    LeftOutWarning,
    MadeUpWarning,
    NotFoundError,
    OverlapWarning,
    QuestionError,
)
from imrgraph.graph.anew import explained
from imrgraph.graph.identifying import alike, expect_known, iris, unknown_letter
from imrgraph.graph.questions import question
from imrgraph.graph.rows import Rows
from imrgraph.graph.values import local, shorten, term, written
from imrgraph.insight.keeping import note_of_overlap
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import case_number, vocabularies, warn_of_name
from imrgraph.knowledge.terms import IMR, place
from imrgraph.letters.text.document import Document, Span
from imrgraph.letters.text.sentences import sentences
from imrgraph.reasoning.rendering import wording
from imrgraph.warned import are_left_out, lacking, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from imrgraph.graph.questions import Question
    from imrgraph.graph.values import Row, Value
    from imrgraph.reasoning.deciding.case import Change
    from imrgraph.reasoning.explaining.explanation import Explanation
    from imrgraph.reasoning.explaining.proof import Derivation
    from imrgraph.reasoning.places import Evidence

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

    @expecting
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
        self.expect(bound)
        _tell_taken(given, bound)
        if "item" in bound:
            self._expect_item(bound, is_given="item" in given)
        rows = self._answer_to(asked, given, bound)
        told = tuple(self.told_of(asked, bound, rows))
        for kind, note in told:
            warn(note, kind)
        return rows.noted(*(note for _, note in told))

    def _answer_to(
        self, asked: Question, given: Mapping[str, object], bound: Mapping[str, object]
    ) -> Rows:
        """Answer by the query of a question, or by the function that stands for one."""
        names = tuple(asked.returns)
        if asked.query:
            rows = self.select(asked.text(given)).only(names)
            if not rows:
                self.expect_said(bound)
            return rows
        found = _CALLS[asked.name](self, {key: _plain(value) for key, value in bound.items()})
        solutions = (tuple(term(row[n]) if n in row else None for n in names) for row in found)
        return Rows(names, solutions)

    def told_of(
        self, asked: Question, bound: Mapping[str, object], rows: Rows
    ) -> Iterator[tuple[type[Warning], str]]:
        """Yield what has to be known to read an answer, and as what it is warned of.

        Args:
            asked: the question.
            bound: the values of its parameters.
            rows: the answer.
        """
        if several := asked.overlapping(bound) if len(rows) > 1 else "":
            yield OverlapWarning, f"{asked.name}: {note_of_overlap(several)}"
        if asked.dated:
            yield from ((LeftOutWarning, note) for note in self._undated(asked, bound))
        if asked.outcome:
            yield from ((LeftOutWarning, note) for note in self._others(asked, bound))
        if "letter" not in bound and (mixed := self.mixed()):
            yield MadeUpWarning, mixed

    def mixed(self) -> str:
        """Tell that some of the letters were made up; "" where none or all were.

        Of an endpoint nobody can say so as quickly as it answers.
        """
        return ""

    def _undated(self, asked: Question, bound: Mapping[str, object]) -> Iterator[str]:
        """Tell of the letters that have not the days by which a question goes.

        The letter of which it is asked is not left out.
        """
        letter = bound.get("letter")
        other = f"FILTER(?letter != {written(letter)})" if isinstance(letter, ox.NamedNode) else ""
        without = " UNION ".join(
            f"{{ ?letter a imr:Determination {other} "
            f"FILTER NOT EXISTS {{ ?letter imr:{name} ?day }} }}"
            for name in asked.dated
        )
        [row] = self.select(_UNDATED % without)
        if many := int(str(row["many"])):
            days = " or no ".join(load().label(IMR(name).value) for name in asked.dated)
            yield lacking(many, "letter", days)

    def _others(self, asked: Question, bound: Mapping[str, object]) -> Iterator[str]:
        """Tell of the items of a letter that a question leaves out, since of another outcome."""
        letter = bound.get("letter")
        if not isinstance(letter, ox.NamedNode):
            return
        found = self.select(_OUTCOMES % written(letter))
        others = [row for row in found if local(str(row["outcome"])) != asked.outcome]
        if others:
            each = ", ".join(f"item {row['n']} was {local(str(row['outcome']))}" for row in others)
            only = f"{asked.name} tells of what was {asked.outcome}"
            yield f"{shorten(letter.value)}: {each}, and {are_left_out(len(others))}: {only}"

    def _expect_item(self, bound: Mapping[str, object], *, is_given: bool) -> None:
        """Look whether a letter has the item that is meant, and which is, if it has several.

        Raises:
            QuestionError: it has several, and nobody says which is meant.
            NotFoundError: it has none of that number.
        """
        letter = bound.get("letter")
        if not isinstance(letter, ox.NamedNode):
            return
        numbers = sorted(int(str(row["n"])) for row in self.select(_NUMBERS % written(letter)))
        name = shorten(letter.value)
        if len(numbers) > 1 and not is_given:
            several = f"expected the number of one of 1 to {numbers[-1]}, found none"
            message = f"parameter item: {several}, and {name} has {len(numbers)} items"
            raise QuestionError(message)
        wanted = int(_plain(getattr(bound["item"], "value", bound["item"])))
        if numbers and wanted not in numbers:
            among = tuple(map(str, numbers))
            raise NotFoundError(name, f"an item of the number {wanted}", among)

    def expect(self, bound: Mapping[str, object]) -> None:
        """Look whether what parameters name is known to the ontology.

        Raises:
            NotFoundError: it is not.
        """
        for name, value in bound.items():
            if isinstance(value, ox.NamedNode):
                expect_known(self, name, value.value)

    def expect_said(self, bound: Mapping[str, object]) -> None:
        """Look whether the graph says anything of what parameters name.

        Raises:
            NotFoundError: it says nothing.
        """
        for name, value in bound.items():
            if isinstance(value, ox.NamedNode) and not self.select(_SAID % written(value)):
                wanted = f"a {name} {shorten(value.value)}"
                raise NotFoundError(self.place, wanted, alike(self, value.value))

    @expecting
    def document(self, case: str) -> Document:
        """Return the text of a letter.

        Args:
            case: its case number in any case, or the last part of its IRI where it has none.

        Raises:
            NotFoundError: there is no such letter.
        """
        number = case_number(case)
        named = " ".join(f"<{iri}>" for iri in iris(f"imrd:{number}"))
        rows = self.select(_TEXT % (named, written(term(number))))
        if not rows:
            raise unknown_letter(self, case)
        return Document.of(number, str(rows[0]["text"]))


_TEXT = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
SELECT ?text WHERE {
  { VALUES ?letter { %s } } UNION { ?letter imr:caseNumber %s }
  ?letter imr:text ?text .
} LIMIT 1
"""
_NUMBERS = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
SELECT ?n { %s imr:hasItem/imr:number ?n }
"""
_OUTCOMES = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
SELECT ?n ?outcome { %s imr:hasItem ?item . ?item imr:number ?n ; imr:outcome ?outcome } ORDER BY ?n
"""
_UNDATED = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
SELECT (COUNT(DISTINCT ?letter) AS ?many) { %s }
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


def _tell_taken(given: Mapping[str, object], bound: Mapping[str, object]) -> None:
    """Warn of what else the names may mean that were given for parameters."""
    for name, value in given.items():
        taken = bound.get(name)
        if isinstance(taken, ox.NamedNode) and isinstance(value, str) and vocabularies(name):
            warn_of_name(value, taken.value, *vocabularies(name))


def _plain(value: object) -> str:
    return str(getattr(value, "value", value))


def _item(asked: Asking, given: Mapping[str, str]) -> Explanation:
    [item] = explained(asked, given["letter"]).only(int(given["item"])).items
    return item


def _proof(asked: Asking, given: Mapping[str, str]) -> Iterator[Row]:
    """Tell the steps of the proof by which an item is explained."""
    item = _item(asked, given)
    for path, step in _steps(item.proof_of(item.verdicts[0]), "1"):
        yield {
            "step": path,
            "kind": step.kind.value,
            "says": wording.conclusion(step, item.knowledge),
            "rule": step.rule,
            **(_quoted(step.evidence, given["letter"]) if step.evidence else {}),
        }


def _steps(step: Derivation, path: str) -> Iterator[tuple[str, Derivation]]:
    """Yield a step and all below it, each by its place in the tree."""
    yield path, step
    for number, premise in enumerate(step.premises, 1):
        yield from _steps(premise, f"{path}/{number}")


def _quoted(evidence: Evidence, letter: str) -> Row:
    words = " ".join(evidence.quote.split())
    return {"words": words, "place": place(letter, evidence.start, evidence.end)}


def _flips(asked: Asking, given: Mapping[str, str]) -> Iterator[Row]:
    """Say which changes would have flipped an item."""
    item = _item(asked, given)
    for number, flip in enumerate(item.counterfactuals, 1):
        for change in flip.changes:
            yield {
                "change": number,
                "fact": change.finding or item.knowledge.label(IMR(change.property).value),
                **_values(change),
                "verdict": flip.verdict.value.replace("-", " "),
            }


def _values(change: Change) -> Row:
    before = {} if change.before is None else {"before": str(change.before)}
    return {**before, "bound": change.bound.value, "after": str(change.after)}


def _repeated(asked: Asking, given: Mapping[str, str]) -> Iterable[Row]:
    """Count the sentences that rationales share, most shared first."""
    letters: dict[str, set[Value]] = defaultdict(set)
    items: dict[str, dict[Value, bool]] = defaultdict(dict)
    for row in asked.select(_RATIONALES):
        document = Document.of(str(row["item"]), str(row["text"]))
        for span in sentences(document, Span(0, len(document.text))):
            sentence = re.sub(r"\d+", "#", " ".join(document.quote(span).split()))
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
    "proof": _proof,
    "repeated-sentences": _repeated,
    "what-would-flip": _flips,
}
