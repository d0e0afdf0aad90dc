"""The case summary: what the letter tells of the worker, the injury and the treatment so far.

In:   a document, and the place of its clinical summary.
Out:  `Claimant` and `Summary`.
From: the clinical summaries of the letters of 2015 to 2017.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Claimant, Fact, Summary
from imrgraph.letters.summary.diagnoses import concepts, diagnoses
from imrgraph.letters.summary.findings import findings
from imrgraph.letters.summary.treatment_mentions import treatment_mentions
from imrgraph.letters.text.dates import day, day_pattern
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Document

__all__ = ["claimant", "summary"]

# "65-year-old male", "34 year old right-handed woman"
_AGE: Final = re.compile(r"\b(?P<age>\d{1,3})\s*-?\s*years?\s*-?\s*old\b", re.IGNORECASE)
_SEX: Final = re.compile(r"\b(?P<sex>fe)?male\b|\b(?P<word>wo)?man\b", re.IGNORECASE)
#: What may stand between a word and the day that belongs to it.
_NEAR: Final = r"(?:(?!\d{1,2}[/-]\d{1,2}[/-]|\.\s).){0,%d}?"
_REPORT: Final = (
    r"\b(?:reports?|notes?|visits?|evaluation|evaluated|examination|exam|assessment|appointment"
    r"|encounter|seen|consultation|follow-up)\b"
)
_REVIEW: Final = r"\b(?:utilization\s+review|UR|claims\s+administrator|reviewer)\b"
_DAY: Final = day_pattern("date")
_DATED: Final = {
    # "an industrial injury on 11/14/13", "an occupational claim from 10/23/2016"
    "injury": (
        rf"\b(?:injur(?:y|ed|ies)|hurt|accident|claim|date\s+of\s+injury|DOI)\b{_NEAR % 60}"
        rf"\b(?:on|of|from|dated|is|was|:)\s*(?:about\s+)?{_DAY}"
    ),
    # "progress report dated 6/10/15"
    "report": rf"{_REPORT}{_NEAR % 60}{_DAY}",
    # "the Request for Authorization is dated 9/30/15"
    "authorization-request": rf"\b(?:request\s+for\s+authorization|RFA)\b{_NEAR % 60}{_DAY}",
    # "on 10/6/15 Utilization Review denied", "a utilization review report dated 11/3/16"
    "ur-decision": rf"{_REVIEW}{_NEAR % 80}{_DAY}|{day_pattern('before')},?\s+(?:the\s+)?{_REVIEW}",
}
_PATTERNS: Final = {
    name: re.compile(pattern, re.IGNORECASE | re.DOTALL) for name, pattern in _DATED.items()
}


def claimant(document: Document, section: Span | None) -> Claimant:
    """Read the age, in years, and the sex of the worker, as first stated.

    >>> from imrgraph.letters.text.document import Document
    >>> text = "The injured worker is a 65-year-old male."
    >>> found = claimant(Document("letter", text), Span(0, len(text)))
    >>> found.age.value, found.sex.value
    (65, 'male')
    """
    if section is None:
        return Claimant()
    text = document.text[: section.end]
    age, sex = _AGE.search(text, section.start), _SEX.search(text, section.start)
    return Claimant(
        age=Fact(int(age["age"]), Span.of(age), "claimant-age") if age else None,
        sex=Fact("female" if sex["sex"] or sex["word"] else "male", Span.of(sex), "claimant-sex")
        if sex
        else None,
    )


def summary(document: Document, section: Span | None, knowledge: Knowledge) -> Summary:
    """Read the days, the diagnoses and the treatments that the clinical summary names.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.text.document import Document
    >>> text = "Hurt in an accident on 6/1/15. He is to continue home exercises."
    >>> found = summary(Document("letter", text), Span(0, len(text)), load())
    >>> found.injury.value, [mention.status for mention in found.treatments]
    (datetime.date(2015, 6, 1), ['continued'])
    """
    if section is None:
        return Summary()
    found = {name: tuple(_days(document, section, name)) for name in _PATTERNS}
    taken = {fact.span for name in found if name != "report" for fact in found[name]}
    named = tuple(diagnoses(document, section))
    treatments = tuple(treatment_mentions(document, section, knowledge))
    return Summary(
        place=section,
        injury=next(iter(found["injury"]), None),
        reports=tuple(fact for fact in found["report"] if fact.span not in taken),
        authorization_request=next(iter(found["authorization-request"]), None),
        ur_decision=next(iter(found["ur-decision"]), None),
        diagnoses=named,
        diagnosed=tuple(concepts(document, named, knowledge)),
        treatments=treatments,
        findings=findings(document, section, treatments, knowledge),
    )


def _days(document: Document, section: Span, name: str) -> Iterator[Fact[date]]:
    text = document.text[: section.end]
    for found in _PATTERNS[name].finditer(text, section.start):
        group = "date" if found["date"] else "before"
        value = day(found[group])
        if value:
            yield Fact(value, Span.of(found, group), f"summary-{name}")
