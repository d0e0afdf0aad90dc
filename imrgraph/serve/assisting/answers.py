"""Answers: what an assistant may ask, each answer small, with the place of every claim.

In:   the letters of a store; the words of a tool call.
Out:  plain values: what is said, the places that it rests on, and what was left off.
From: the same calls by which people ask; nothing is concluded here. A docstring is what an
      assistant reads of a tool, its "Args" what it reads of the parameters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

import pyoxigraph as ox

from imrgraph.errors import QuestionError, StoreError
from imrgraph.graph.guard import checked
from imrgraph.graph.questions import question, questions
from imrgraph.graph.terminology import called, told_meant
from imrgraph.graph.values import local, written
from imrgraph.graph.vocabulary import finds_nothing, noted
from imrgraph.insight.keeping import wanted
from imrgraph.knowledge.naming import like
from imrgraph.letters.text.dates import expected_day, given_day
from imrgraph.letters.text.document import Document, Span
from imrgraph.nearest import folded
from imrgraph.planning.precedents import Nearest, nearest
from imrgraph.serve.assisting.asking import COUNTED, asked
from imrgraph.serve.assisting.bounds import MOST_ROWS, Answer, Bounds, bounded
from imrgraph.serve.assisting.citing import Citing, place
from imrgraph.serve.assisting.guidelines import in_force
from imrgraph.serve.assisting.telling import told_question
from imrgraph.serve.assisting.working import explanation_of, plan_of, planned_as
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from imrgraph.graph.catalog import Held
    from imrgraph.graph.rows import Rows
    from imrgraph.insight.search import Found
    from imrgraph.serve.assisting.asking import Querying
    from imrgraph.serve.assisting.working import Working
    from imrgraph.store.opening import Endpoint

__all__ = ["Answers"]

T = TypeVar("T")
#: How much is given of what is asked for without a number.
_FEW: Final = 10
_TEXT: Final = "SELECT ?text WHERE { %s <https://w3id.org/imrgraph/ontology#text> ?text }"
#: Where a letter states what is asked for in an item, and what was decided.
_STATED: Final = """
PREFIX imr: <https://w3id.org/imrgraph/ontology#>
SELECT (MIN(?at) AS ?place) WHERE {
  %s imr:hasItem ?item .
  ?item imr:number %d .
  ?finding imr:about ?item ; imr:ofProperty ?property ; imr:statedAt ?at .
  VALUES ?property { imr:requestText imr:outcome }
} GROUP BY ?property ORDER BY DESC(?property)
"""


class Answers:
    """Answers out of a store, or of an endpoint."""

    def __init__(
        self,
        letters: LetterStore | Endpoint,
        bounds: Bounds | None = None,
        query: Querying | None = None,
        work: Working | None = None,
    ) -> None:
        self._letters = letters
        self._bounds = bounds or Bounds()
        self._query = query or self._queried
        self._work = work or self._worked

    def find_determinations(  # noqa: PLR0913, PLR0917 (each is a parameter of the tool)
        self,
        words: str = "",
        treatment: str = "",
        region: str = "",
        outcome: str = "",
        guideline: str = "",
        year: int | None = None,
        limit: int = _FEW,
    ) -> dict[str, Any]:
        """Find decided requests: by words in the letters, or by treatment, region and outcome.

        With words it finds passages, the best first, and cites the words found. Without, it lists
        decided requests, and cites where each letter states the request and its outcome.

        Args:
            words: all are wanted, in any form; "two words" in quotation marks are a phrase.
            treatment: the treatment asked for, by any of its names, such as massage.
            region: the part of the body, such as neck.
            outcome: upheld (the denial stands), overturned (the treatment is necessary) or partial.
            guideline: a guideline that the reviewer cites, such as chronic-pain.
            year: the year of the decision.
            limit: how many at most, up to 100.
        """
        store = self._store()
        given = {"treatment": treatment, "region": region, "outcome": outcome}
        given |= {"guideline": guideline, "year": str(year or "")}
        where = {name: [value] for name, value in given.items() if value}
        most = _most(limit)
        if words:
            hits = store.search(words, None, where, most + 1)
            found = bounded({}, "passages", [*map(self._passage, hits[:most])], self._bounds)
            return _with_more(found, "passages", most) if len(hits) > most else found
        many, items = store.catalog.find("", wanted(store.catalog, where), 0, most)
        return bounded({}, "items", [*map(self._item, items)], self._bounds, of=many)

    def explain_determination(
        self, case: str = "", text: str = "", item: int | None = None
    ) -> dict[str, Any]:
        """Explain why the decision on each disputed request of a letter follows, or does not.

        Of each item it gives the outcome on record, the reason in one sentence, whether the
        outcome follows, and the reasons, contradictions, oddities and what the next request would
        need, each with the words of the letter. Cite the places; what has none is concluded from
        the guideline that is named with it.

        Args:
            case: the case number of a letter in the store, such as CM99-0000002.
            text: or the whole text of a letter, which is read and not kept.
            item: only the item of this number.
        """
        name, document = self._document(case, text)
        return self._work(explanation_of, name, document, item, self._bounds)

    def check_quotation(
        self, start: int, end: int, quote: str = "", case: str = "", text: str = ""
    ) -> dict[str, Any]:
        """Check that words stand at a place of a letter, or read what stands there.

        Args:
            start: the first character of the place, from 0.
            end: the character after its last.
            quote: the words that should stand there; white space does not count.
            case: the case number of a letter in the store.
            text: or the whole text of a letter.
        """
        name, document = self._document(case, text)
        if not 0 <= start < end <= len(document.text):
            expected = f"expected a place within 0 to {len(document.text):,}"
            message = f"start={start}, end={end}: {expected}, the length of the letter"
            raise QuestionError(message)
        found = place(name, document, Span(start, end), self._bounds.characters)
        if not quote:
            return found
        holds = _folded(quote) == _folded(str(found["quote"]))
        elsewhere = document.text.find(quote) if not holds else -1
        also = {"stands_at": [elsewhere, elsewhere + len(quote)]} if elsewhere >= 0 else {}
        return {"holds": holds, **found, **also}

    def list_questions(self, words: str = "", name: str = "") -> dict[str, Any]:
        """List the questions that can be asked of all letters, or say what one needs and returns.

        Args:
            words: only questions that have all of these words in their name, text or tags.
            name: the whole of one question: its parameters, what it returns, and an example.
        """
        if name:
            return told_question(question(name))
        wanted = set(folded(words).split())
        rows = [
            {"name": each.name, "question": each.summary, "tags": [*each.tags]}
            for each in questions().values()
            if wanted <= set(folded(f"{each.name} {each.summary} {' '.join(each.tags)}").split())
        ]
        return bounded({}, "questions", rows, self._bounds)

    def ask_question(
        self, name: str, parameters: dict[str, str | int] | None = None, limit: int = _FEW
    ) -> dict[str, Any]:
        """Ask one of the questions that list_questions tells of, over all letters.

        Args:
            name: the name of the question, such as overturn-rate.
            parameters: its parameters by name, such as {"by": "treatment"}.
            limit: how many rows at most, up to 100.
        """
        of, most = question(name), _most(limit)
        found = asked(self._letters, self._query, self._work, of, parameters or {})
        rows = self._citing.rows(found, most)
        means = {column: each.meaning for column, each in of.returns.items()}
        notes = {"notes": [*found.notes]} if found.notes else {}
        answer: Answer = {"question": of.question, "columns": means, **notes}
        told = bounded(answer, "rows", rows, self._bounds, of=len(found))
        if found.truncated:
            told["left_off"] += f"; beyond {COUNTED:,} they are not counted"
        return told

    def query_sparql(self, query: str, limit: int = _FEW) -> dict[str, Any]:
        """Answer a query in SPARQL 1.1 over all letters: SELECT, ASK, CONSTRUCT or DESCRIBE.

        It only reads: updates and SERVICE are refused, and it has a time limit. The prefixes imr
        (terms), imrv (vocabulary), imrg (guidelines), imrd (letters), skos and rdfs are known.

        Args:
            query: the query.
            limit: how many rows at most, up to 100.
        """
        most = _most(limit)
        found = self._query(query, most)
        notes = noted(self._letters, checked(query), is_none=finds_nothing(found))
        told: Answer = {"notes": [*notes]} if notes else {}
        if isinstance(found, bool):
            return {**told, "answer": found}
        rows = self._citing.rows(found)
        answer = bounded({**told, "columns": [*found.columns]}, "rows", rows, self._bounds)
        return _with_more(answer, "rows", most) if found.truncated else answer

    def look_up(self, words: str, vocabulary: str = "", limit: int = _FEW) -> dict[str, Any]:
        """Look up what treatments, body regions, diagnoses, guidelines and terms are called.

        Args:
            words: all of them are wanted in a name.
            vocabulary: only this one, such as treatments, body-regions, guidelines or terms.
            limit: how many at most, up to 100.
        """
        found = called(words, vocabulary or None)
        told = told_meant(words, found)
        besides: Answer = {"notes": [told]} if told else {}
        if not found:
            besides = {"nearest": [*like(words, *filter(None, [vocabulary]))]}
        rows = [dict(each) for each in found]
        return bounded(besides, "names", rows[: _most(limit)], self._bounds, of=len(rows))

    def find_guidelines(
        self, treatment: str, region: str = "", day: str = "", limit: int = _FEW
    ) -> dict[str, Any]:
        """Tell what is encoded of the guidelines for a treatment, and which were in force on a day.

        Each recommendation has its place in the guideline and how sure the encoding is: verified,
        secondary (two reports or more), single-report. Guideline texts are not in here.

        Args:
            treatment: by any of its names, such as acupuncture.
            region: only what holds for this part of the body.
            day: only what was in force for a request of this day, such as 2016-05-10.
            limit: how many recommendations at most, up to 100.
        """
        on = given_day(day) if day else None
        if day and on is None:
            message = f"day={day}: expected {expected_day(day)}"
            raise QuestionError(message)
        found = in_force(treatment, region or None, on)
        rows = found.pop("recommendations")
        most = _most(limit)
        return bounded(found, "recommendations", rows[:most], self._bounds, of=len(rows))

    def plan_request(  # noqa: PLR0913, PLR0917 (each is a parameter of the tool)
        self,
        treatment: str,
        request_day: str,
        region: str = "",
        injury_day: str = "",
        surgery_day: str = "",
        visits: int | None = None,
        earlier_visits: int | None = None,
        diagnoses: list[str] | None = None,
        had: list[str] | None = None,
        beside: list[str] | None = None,
        documented: list[str] | None = None,
    ) -> dict[str, Any]:
        """Tell what the guidelines in force ask of a request that nobody has decided yet.

        It tells where the request stands, what to show (what guidelines ask for, and what reviewers
        of denied requests found missing, with counts and a quotation), what is met, would fit and
        is not known, each with its place in the guideline and how sure the encoding is, and the
        decided requests that are most like it. Where the text in force is not in imrgraph, it says
        so, and what an earlier guideline asked for.

        Args:
            treatment: what is asked for, by any of its names.
            request_day: the day on which it is asked for, such as 2016-05-10.
            region: the part of the body.
            injury_day: the day of the injury.
            surgery_day: the day of the operation after which it is asked for.
            visits: how many visits are asked for.
            earlier_visits: how many visits there were before.
            diagnoses: what the worker has.
            had: treatments that were tried and are over.
            beside: treatments that go on beside it.
            documented: what the record shows: findings, or criteria such as functional improvement;
                "no muscle spasm" where it shows none.
        """
        given = {
            "treatment": treatment,
            "region": region or None,
            "request": request_day,
            "injury": injury_day or None,
            "surgery": surgery_day or None,
            "visits": visits,
            "earlier_visits": earlier_visits,
            "diagnoses": diagnoses or (),
            "had": had or (),
            "beside": beside or (),
            "documented": documented or (),
        }
        alike = Nearest()
        if isinstance(self._letters, LetterStore):
            alike = nearest(self._work(planned_as, given), self._letters.catalog)
        return self._work(plan_of, given, alike, self._bounds)

    def _queried(self, text: str, limit: int) -> Rows | bool:
        return self._letters.query(text, timeout=self._bounds.seconds, limit=limit)

    def _worked(self, work: Callable[..., T], *given: object) -> T:
        return work(self._letters, *given)

    @property
    def _citing(self) -> Citing:
        return Citing(self._letter, self._bounds)

    def _store(self) -> LetterStore:
        """Return the store; an endpoint has no index of words and requests."""
        if not isinstance(self._letters, LetterStore):
            message = "find_determinations: expected the folder of a store, found an endpoint"
            raise StoreError(message)
        return self._letters

    def _document(self, case: str, text: str) -> tuple[str, Document]:
        """Return a letter, and what it is called."""
        if bool(case) == bool(text):
            message = f"expected case or text, found {'both' if case else 'none'}"
            raise QuestionError(message)
        if case:
            document = self._letters.document(case)
            return document.name, document
        if len(text) > self._bounds.text:
            message = (
                f"text: expected at most {self._bounds.text:,} characters, found {len(text):,}"
            )
            raise QuestionError(message)
        return "the text", Document.of("the text", text)

    def _letter(self, iri: str) -> Document | None:
        """Return the text of a letter by its IRI."""
        rows = self._letters.select(_TEXT % written(ox.NamedNode(iri)))
        return Document.of(local(iri), str(rows[0]["text"])) if rows else None

    def _passage(self, found: Found) -> Answer:
        at = self._citing.place(found.letter, Span(found.start, found.end))
        return {
            "case": found.case,
            "made_up": found.made_up,
            "item": found.item,
            "part": found.part,
            "says": found.snippet,
            "places": [at],
        }

    def _item(self, found: Held) -> Answer:
        letter = written(ox.NamedNode(found.letter))
        places = self._letters.select(_STATED % (letter, found.item.number))
        told = {name: found.item.values[name] for name in ("request", "treatment", "outcome")}
        return {
            "case": found.case,
            "made_up": found.is_made_up,
            "item": found.item.number,
            **told,
            "places": [row["place"] for row in self._citing.rows(places)],
        }


def _with_more(answer: Answer, name: str, most: int) -> Answer:
    """Return an answer of which more is there than was asked for, and not counted."""
    return {"left_off": f"what comes after {most} {name}"} | answer


def _most(limit: int) -> int:
    """Return how many rows are given.

    Raises:
        QuestionError: it is no number of rows.
    """
    if not 1 <= limit <= MOST_ROWS:
        message = f"limit={limit}: expected a number from 1 to {MOST_ROWS}"
        raise QuestionError(message)
    return limit


def _folded(text: str) -> str:
    return " ".join(text.split())
