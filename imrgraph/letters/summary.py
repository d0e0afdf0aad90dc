"""The summary: what the letter tells of the worker, the injury and the treatment so far.

In:   a document, and the place of its clinical summary.
Out:  `Claimant` and `Summary`.
From: the clinical summaries of the letters of 2015 to 2017.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.dates import day, day_pattern
from imrgraph.letters.document import Span
from imrgraph.letters.history import mentions
from imrgraph.letters.letter import Claimant, Fact, Summary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.document import Document

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
# "Diagnoses include: cervical sprain, …", "was diagnosed with …", "is being treated for …"
_DIAGNOSES: Final = re.compile(
    r"\b(?:diagnos[ei]s\s+(?:that\s+)?(?:includes?|included|are|is|was|were|of)\b"
    r"(?:\s+documented\s+as)?|diagnosed\s+(?:with|as(?:\s+having)?)|(?:being|been)\s+treated\s+for"
    r"|undergoing\s+treatments?\s+for|status\s+post)\s*:?\s*"
    r"(?P<list>(?:(?!\.\s|\.\Z|\bwho\b|\bwith\s+complaints).)*)",
    re.IGNORECASE | re.DOTALL,
)
#: What a diagnosis may end with: "and" after it opens another one, as it does not in "neck and back
#: pain" or "sprain and strain".
_ENDS: Final = (
    "sprain", "strain", "pain", "tear", "syndrome", "disorder", "fracture", "contusion", "injury",
    "opathy", "itis", "algia", "neuritis", "spasm", "rupture", "effusion", "anxiety", "depression",
)  # fmt: skip
_SEMICOLON: Final = re.compile(r";\s*(?:and\s+)?", re.IGNORECASE)
_SEPARATOR: Final = re.compile(
    rf"[,;]\s*(?!fascia\b)(?:and\s+)?|(?:{'|'.join(f'(?<={end})' for end in _ENDS)})\s+and\s+"
    r"(?!(?:sprain|strain)\b)|\s+and\s+(?=(?:left|right|bilateral|rule)\b)",
    re.IGNORECASE,
)


def claimant(document: Document, section: Span | None) -> Claimant:
    """Read the age, in years, and the sex of the worker, as first stated.

    >>> from imrgraph.letters.document import Document
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
    >>> from imrgraph.letters.document import Document
    >>> text = "Hurt in an accident on 6/1/15. He is to continue home exercises."
    >>> found = summary(Document("letter", text), Span(0, len(text)), load())
    >>> found.injury.value, [mention.status for mention in found.treatments]
    (datetime.date(2015, 6, 1), ['continued'])
    """
    if section is None:
        return Summary()
    found = {name: tuple(_days(document, section, name)) for name in _PATTERNS}
    taken = {fact.span for name in found if name != "report" for fact in found[name]}
    diagnoses = tuple(_diagnoses(document, section))
    return Summary(
        injury=next(iter(found["injury"]), None),
        reports=tuple(fact for fact in found["report"] if fact.span not in taken),
        authorization_request=next(iter(found["authorization-request"]), None),
        ur_decision=next(iter(found["ur-decision"]), None),
        diagnoses=diagnoses,
        diagnosed=tuple(_concepts(document, diagnoses, knowledge)),
        treatments=tuple(mentions(document, section, knowledge)),
    )


def _days(document: Document, section: Span, name: str) -> Iterator[Fact[date]]:
    text = document.text[: section.end]
    for found in _PATTERNS[name].finditer(text, section.start):
        group = "date" if found["date"] else "before"
        value = day(found[group])
        if value:
            yield Fact(value, Span.of(found, group), f"summary-{name}")


def _diagnoses(document: Document, section: Span) -> Iterator[Fact[str]]:
    text = document.text[: section.end]
    seen = set()
    for listed in _DIAGNOSES.finditer(text, section.start):
        for span in _parted(text, *listed.span("list")):
            value = " ".join(document.quote(span).split()).lower()
            if value and value not in seen:
                seen.add(value)
                yield Fact(value, span, "summary-diagnosis")


def _concepts(
    document: Document, diagnoses: tuple[Fact[str], ...], knowledge: Knowledge
) -> Iterator[Fact[str]]:
    """Yield the diagnoses of the vocabulary that those of the letter name."""
    lexicon = knowledge.lexicon("diagnoses")
    for diagnosis in diagnoses:
        for match in lexicon.find(document.quote(diagnosis.span)):
            span = Span(match.start, match.end).shift(diagnosis.span.start)
            yield Fact(match.concept, span, "summary-diagnosis")


def _parted(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the entries of a list: where mostly semicolons part them, commas belong to entries."""
    mostly = text.count(";", start, end) > text.count(",", start, end)
    separator = _SEMICOLON if mostly else _SEPARATOR
    marks = [mark.span() for mark in separator.finditer(text, start, end)]
    starts = [start, *(mark[1] for mark in marks)]
    ends = [*(mark[0] for mark in marks), end]
    for first, last in zip(starts, ends, strict=True):
        entry = text[first:last]
        bare = entry.strip(" .\n\f\t")
        at = first + (entry.index(bare) if bare else 0)
        yield Span(at, at + len(bare))
