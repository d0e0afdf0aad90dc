"""Schema: a letter as a dictionary, for programs and for people who compare readings.

In:   a `Letter`.
Out:  a dictionary that `json.dumps` takes, in the schema "imrgraph/letter/2", with the place of
      every value beside it.
From: the scheme by which readers label letters: codes of treatments, regions and criteria.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from imrgraph.knowledge.knowledge import load
from imrgraph.letters.summary.treatment_mentions import PRESCRIBED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from imrgraph.letters.letter import (
        BodyPart,
        Citation,
        ClinicalFinding,
        Fact,
        Ground,
        Item,
        Letter,
        Quantity,
        ReadingWarning,
    )
    from imrgraph.letters.text.document import Document, Span

__all__ = ["SCHEMA", "as_dict"]

SCHEMA = "imrgraph/letter/2"
Plain = dict[str, Any]
_QUANTITY = ("per_week", "weeks", "requested", "authorized", "disputed")
_DATES = ("assigned", "injury", "decision", "ur_denial", "application_received")


def as_dict(letter: Letter) -> Plain:
    """Return `letter` as plain values.

    Returns:
        The values by name; None where the letter does not say. `spans` gives the place of a value
        by its path ("items[0].outcome"): half-open, in code points of the text as read; `rules`
        gives the rule of extraction, or the cue, that found it, by the same path.
    """
    return _Writer(letter.document).letter(letter)


class _Writer:
    """Writes a letter, and notes the place of every value that it writes."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._spans: dict[str, list[int]] = {}
        self._rules: dict[str, str] = {}
        self._knowledge = load()

    def letter(self, letter: Letter) -> Plain:
        told = letter.summary
        given = (mention for item in letter.items for mention in item.given)
        prior = [
            mention.treatment
            for mention in (*told.treatments, *given)
            if mention.status == "past" or mention.treatment.rule == PRESCRIBED
        ]
        return {
            "schema": SCHEMA,
            "name": letter.document.name,
            "sha256": letter.document.sha256,
            "layout": letter.layout,
            "case_number": self._value("case_number", letter.case_number),
            "dates": {
                name: self._value(f"dates.{name}", getattr(letter.dates, name)) for name in _DATES
            },
            "priority": self._value("priority", letter.priority),
            "reviewer": {
                "licensure": self._values("reviewer.licensure", letter.reviewer.licensure),
                "specialties": self._values("reviewer.specialties", letter.reviewer.specialties),
            },
            "documents": self._values("documents", letter.documents),
            "claimant": {
                "age": self._value("claimant.age", letter.claimant.age),
                "sex": self._value("claimant.sex", letter.claimant.sex),
            },
            "injury": self._value("injury", letter.injury),
            "diagnoses": self._values("diagnoses", told.diagnoses),
            "prior_treatments": self._treatments(prior),
            "findings": [
                self._finding(f"findings[{n}]", each) for n, each in enumerate(told.findings)
            ],
            "items": [self._item(f"items[{n}]", item) for n, item in enumerate(letter.items)],
            "spans": self._spans,
            "rules": self._rules,
            "warnings": list(map(self._warning, letter.warnings)),
        }

    def _warning(self, warning: ReadingWarning) -> Plain:
        line, character = self._document.position(warning.span)
        return {
            "message": warning.message,
            "line": line,
            "character": character,
            "span": [warning.span.start, warning.span.end],
        }

    def _item(self, path: str, item: Item) -> Plain:
        request = item.request
        treatment = request.treatment
        self._note(f"{path}.treatment", treatment)
        return {
            "number": item.number,
            "request": self._value(f"{path}.request", request.text),
            "treatment": self._code(treatment.value) if treatment else None,
            "drug": self._drug(f"{path}.drug", request.drugs),
            "body_parts": [
                self._body_part(f"{path}.body_parts[{n}]", part)
                for n, part in enumerate(request.body_parts)
            ],
            "quantity": self._quantity(f"{path}.quantity", request.quantity),
            "depends_on": self._value(f"{path}.depends_on", item.depends_on),
            "prior_count": self._value(f"{path}.prior_count", item.prior_count),
            "retrospective": bool(self._value(f"{path}.retrospective", request.retrospective)),
            "outcome": self._value(f"{path}.outcome", item.outcome),
            "citations": [
                self._citation(f"{path}.citations[{n}]", each)
                for n, each in enumerate(item.citations)
            ],
            "grounds": [
                self._ground(f"{path}.grounds[{n}]", each) for n, each in enumerate(item.grounds)
            ],
            "conceded": [
                self._ground(f"{path}.conceded[{n}]", each) for n, each in enumerate(item.conceded)
            ],
            "unread": [" ".join(self._document.quote(span).split()) for span in item.unread],
        }

    def _drug(self, path: str, drugs: Sequence[Fact[str]]) -> str | list[str] | None:
        """Return the drug, or the list of the ingredients of a compound."""
        names = self._values(path, drugs)
        return names[0] if len(names) == 1 else names or None

    def _quantity(self, path: str, quantity: Quantity | None) -> Plain | None:
        if quantity is None:
            return None
        numbers = {
            name: self._value(f"{path}.{name}", getattr(quantity, name)) for name in _QUANTITY
        }
        return {**numbers, "unit": quantity.unit}

    def _body_part(self, path: str, part: Fact[BodyPart]) -> Plain:
        self._note(path, part)
        return {"region": self._code(part.value.region), "side": part.value.side}

    def _citation(self, path: str, citation: Citation) -> Plain:
        self._place(path, citation.span, f"citation-{citation.source.lower()}")
        return {
            "by": citation.by,
            "source": citation.source,
            "guideline": citation.guideline,
            "edition": citation.edition,
            "sections": list(citation.sections),
            "pages": list(citation.pages),
        }

    def _ground(self, path: str, ground: Ground) -> Plain:
        self._place(path, ground.span, ground.rule)
        quote = " ".join(self._document.quote(ground.span).split())
        likely = ground.likelihood
        return {
            "criterion": ground.criterion,
            "met": ground.met,
            **({"waived": True} if ground.waived else {}),
            "quote": quote,
            "likelihood": None if likely is None else float(likely),
            "reader": ground.reader,
        }

    def _finding(self, path: str, finding: ClinicalFinding) -> Plain:
        self._note(path, finding.kind)
        treatment = finding.treatment and self._code(finding.treatment)
        return {
            "kind": self._code(finding.kind.value),
            "present": finding.present,
            "value": treatment if finding.score is None else finding.score,
            "regions": [self._code(each) for each in finding.regions],
            "met": {criterion.rpartition("/")[2]: met for criterion, met in finding.leans},
            "quote": " ".join(self._document.quote(finding.kind.span).split()),
        }

    def _treatments(self, mentions: Iterable[Fact[str]]) -> list[str]:
        codes: dict[str, Fact[str]] = {}
        for mention in mentions:
            codes.setdefault(self._code(mention.value), mention)
        for number, mention in enumerate(codes.values()):
            self._note(f"prior_treatments[{number}]", mention)
        return list(codes)

    def _code(self, concept: str) -> str:
        """Return the code of a concept: its notation, or that of the nearest broader one."""
        path = (concept, *self._knowledge.broader(concept))
        codes = filter(None, map(self._knowledge.notation, path))
        return next(codes, concept.rpartition("/")[2])

    def _value(self, path: str, fact: Fact[Any] | None) -> Any:  # noqa: ANN401 (what the fact holds)
        self._note(path, fact)
        value = fact.value if fact else None
        if isinstance(value, Decimal):
            return float(value)
        return value.isoformat() if isinstance(value, date) else value

    def _values(self, path: str, facts: Sequence[Fact[str]]) -> list[str]:
        return [self._value(f"{path}[{number}]", fact) for number, fact in enumerate(facts)]

    def _note(self, path: str, fact: Fact[Any] | None) -> None:
        if fact is not None:
            self._place(path, fact.span, fact.rule)

    def _place(self, path: str, span: Span, rule: str) -> None:
        self._spans[path] = [span.start, span.end]
        self._rules[path] = rule
