"""The case summary: what the letter tells of the injury and the treatment so far.

In:   a document, and the place of its clinical summary.
Out:  `Summary`; the days that are in no calendar.
From: the clinical summaries of the letters of 2015 to 2017.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Fact, ReadingWarning, Summary
from imrgraph.letters.summary.diagnoses import concepts, diagnoses
from imrgraph.letters.summary.findings import findings
from imrgraph.letters.summary.resolving import resolved
from imrgraph.letters.summary.treatment_mentions import treatment_mentions
from imrgraph.letters.text.anchors import Anchored, Anchors
from imrgraph.letters.text.dates import DAY_OPENS, day, day_pattern
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Document

__all__ = ["authorization_request", "doubts", "injuries", "summary"]

#: What happened on other days than the one that a word belongs to.
_OTHERWISE: Final = (
    r"\b(?:born|birth|D\.?O\.?B|surger\w+|operat\w+|underwent|MRI|CT|EMG|x-?rays?|seen|evaluated"
    r"|visits?"
    r"|reports?|notes?|exam\w*|began|started|returned|treat\w+|denied|request\w*|therapy|since)\b"
)
#: What may stand between a word and the day that belongs to it.
_NEAR: Final = r"(?:(?!\d{1,2}[/-]\d{1,2}[/-]|\.\s).){0,%d}?"
_REPORT: Final = (
    r"\b(?:reports?|notes?|visits?|evaluation|evaluated|examination|exam|assessment|appointment"
    r"|encounter|seen|consultation|follow-up)\b"
)
_REVIEW: Final = r"\b(?:utilization\s+review|UR|claims\s+administrator|reviewer)\b"
_ASKING: Final = r"(?:request\s+for\s+authorization|RFA)\b"
_DAY: Final = day_pattern("date")
_SERVICE: Final = r"(?:date\s+of\s+service|DOS|office\s+visit)\b"
_DATED: Final = {
    # "an industrial injury on 11/14/13", "an occupational claim from 10/23/2016", "DOI 3/15/16"
    "injury": (
        rf"\b(?:injur(?:y|ed|ies)|hurt|accident|claim|date\s+of\s+injury|DOI)\b"
        rf"(?:(?!\d{{1,2}}[/-]\d{{1,2}}[/-]|\.\s|{_OTHERWISE}).){{0,60}}?"
        rf"\b(?:on|of|from|dated|is|was)\s*(?:about\s+)?:?\s*{_DAY}"
        rf"|\b(?:date\s+of\s+injury|DOI|D/I|injured|hurt)\b\s*"
        rf"(?:\(DOI\))?[\s:=-]*{day_pattern('before')}"
    ),
    # "progress report dated 6/10/15", "a November 2, 2016 date of service"
    "report": rf"{_REPORT}{_NEAR % 60}{_DAY}|{day_pattern('before')}\s+{_SERVICE}",
    # "the Request for Authorization is dated 9/30/15", "On 12-8-2016, the RFA requested"
    "authorization-request": (
        rf"\b{_ASKING}{_NEAR % 60}{_DAY}"
        rf"|\bon\s+{day_pattern('before')},?\s+(?:the\s+|an?\s+)?{_ASKING}"
        rf"(?!{_NEAR % 30}\d{{1,2}}[/-]\d)"
    ),
    # "on 10/6/15 Utilization Review denied", "a utilization review report dated 11/3/16"
    "ur-decision": (
        rf"{_REVIEW}{_NEAR % 80}{_DAY}(?!\s+{_SERVICE})"
        rf"|{day_pattern('before')},?\s+(?:the\s+)?{_REVIEW}"
    ),
}
#: How each of these begins.
_OPENINGS: Final = {
    "injury": ("injur", "hurt", "accident", "claim", "date", "doi", "d/i"),
    "report": (
        *("report", "note", "visit", "evaluat", "exam", "assess", "appoint", "encounter", "seen"),
        *("consult", "follow-up", *DAY_OPENS),
    ),
    "authorization-request": ("request", "rfa", "on"),
    "ur-decision": ("utilization", "ur", "claims", "reviewer", *DAY_OPENS),
}
_PATTERNS: Final = {
    name: Anchored(Anchors(_OPENINGS[name]), pattern) for name, pattern in _DATED.items()
}
_ANY_DAY: Final = Anchored(Anchors(DAY_OPENS), _DAY)
# "13/45/2016": meant as a day, as "98-99-10" need not be
_MEANT: Final = re.compile(r"[a-z/]|\d{4}", re.IGNORECASE)


def summary(
    document: Document, section: Span | None, knowledge: Knowledge, latest: date | None = None
) -> Summary:
    """Read the days, the diagnoses and the treatments that the clinical summary names.

    Args:
        document: the letter.
        section: its summary.
        knowledge: whose labels name treatments, diagnoses and findings.
        latest: the day of the letter, which nothing that it tells comes after.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.text.document import Document
    >>> text = "Hurt in an accident on 6/1/15. He is to continue home exercises."
    >>> found = summary(Document("letter", text), Span(0, len(text)), load())
    >>> found.injury.value, [mention.status for mention in found.treatments]
    (datetime.date(2015, 6, 1), ['continued'])
    """
    if section is None:
        return Summary()
    found = {name: tuple(_days(document, section, name, latest)) for name in _PATTERNS}
    taken = {fact.span for name in found if name != "report" for fact in found[name]}
    named = tuple(diagnoses(document, section, knowledge))
    diagnosed = tuple(concepts(document, named, knowledge))
    mentions = treatment_mentions(document, section, knowledge)
    treatments = resolved(document, mentions, diagnosed, knowledge)
    return Summary(
        place=section,
        injury=next(iter(found["injury"]), None),
        reports=tuple(fact for fact in found["report"] if fact.span not in taken),
        authorization_request=next(iter(found["authorization-request"]), None),
        ur_decision=next(iter(found["ur-decision"]), None),
        diagnoses=named,
        diagnosed=diagnosed,
        treatments=treatments,
        findings=findings(document, section, treatments, knowledge),
    )


def injuries(document: Document, section: Span, latest: date | None) -> tuple[Fact[date], ...]:
    """Return the days that a part of a letter gives for the injury."""
    return tuple(_days(document, section, "injury", latest))


def doubts(document: Document, section: Span | None) -> Iterator[ReadingWarning]:
    """Yield a warning for each day that is in no calendar."""
    if section is None:
        return
    for found in _ANY_DAY.finditer(document.text, section.start, section.end):
        if _MEANT.search(found[0]) and day(found[0]) is None:
            told = f"the summary gives a day that is none: {found[0]!r}"
            yield ReadingWarning(told, Span.of(found))


def authorization_request(
    document: Document,
    section: Span | None,
    asked: Collection[str],
    knowledge: Knowledge,
    latest: date | None = None,
) -> Fact[date] | None:
    """Return the day of the first Request for Authorization that is not of something else.

    Args:
        document: the letter.
        section: its summary.
        asked: the treatments that the letter decides on.
        knowledge: whose labels name treatments.
        latest: the day of the letter, which nothing that it tells comes after.
    """
    if section is None:
        return None
    for fact in _days(document, section, "authorization-request", latest):
        at = next(each for each in sentences(document, section) if each.end > fact.span.start)
        named = {
            match.concept for match in knowledge.lexicon("treatments").find(document.quote(at))
        }
        if not (named and asked) or any(knowledge.are_kin(n, a) for n in named for a in asked):
            return fact
    return None


def _days(
    document: Document, section: Span, name: str, latest: date | None
) -> Iterator[Fact[date]]:
    for found in _PATTERNS[name].finditer(document.text, section.start, section.end):
        group = "date" if found["date"] else "before"
        if value := day(found[group], latest):
            yield Fact(value, Span.of(found, group), f"summary-{name}")
