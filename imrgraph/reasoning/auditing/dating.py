"""Dating: days of a letter that differ from place to place, or that cannot be.

In:   the case of an item, the item and its letter.
Out:  `Discrepancy`s of the days, each with the words that give them.
From: the header, the clinical summary and the rationale each may date the injury and the decision
      of utilization review; nothing that follows from an injury comes before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from imrgraph.knowledge.terms import IMR
from imrgraph.letters.summary.case_summary import injuries
from imrgraph.letters.text.dates import day, day_pattern
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later
from imrgraph.letters.text.sentences import sentences
from imrgraph.reasoning.auditing.discrepancies import Discrepancy
from imrgraph.reasoning.places import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from imrgraph.letters.letter import Fact, Item, Letter
    from imrgraph.reasoning.deciding.case import Case

__all__ = ["dates_that_differ", "speaks_of_older"]

#: How far around a day its sentence is looked for, in characters.
_REACH: Final = 400
# "Utilization Review non-certified the request"
_DECIDED: Final = re.compile(
    r"\b(?:non-?\s?certif\w*|certified|den(?:y|ied|ial)|modif(?:y|ied)|approved|decision"
    r"|determination)\b",
    re.IGNORECASE,
)
#: The days of which the first comes before the second, or on it.
_ORDER: Final = (
    ("injuryDate", "authorizationRequestDate"),
    ("injuryDate", "urDenialDate"),
    ("injuryDate", "applicationReceivedDate"),
    ("injuryDate", "assignedDate"),
    ("injuryDate", "decisionDate"),
    ("assignedDate", "decisionDate"),
)


# "chronic low back pain", "for three years", "status post", "a prior injury": but not "Chronic Pain
# Medical Treatment Guidelines"
_OLDER: Final = later(
    r"\bchronic(?!\s+pain\s+(?:medical\s+)?(?:treatment|guidelines?))|\b(?:for|of|over)\s+(?:\w+\s+){0,3}years?\b"
    r"|\byears?\s+ago\b|\blong-?\s?standing\b|\bpre-?\s?exist\w*|\bcumulative\b|\brepetitive\b|\brecurren\w*"
    r"|\b(?:prior|previous|earlier|old)\s+(?:\w+\s+){0,2}(?:injur\w+|accident|surger\w+|operation|claim)"
    r"|\bre-?injur\w*|\baggravat\w*|\bstatus[\s-]+post\b|\bsince\s+(?:\w+\s+)?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_DAY: Final = later(day_pattern("day"), re.IGNORECASE)


def speaks_of_older(text: str, injury: date) -> bool:
    """Say whether a text speaks, or may speak, of complaints from before an injury.

    >>> from datetime import date
    >>> speaks_of_older("She was seen on 08/30/2016.", date(2016, 10, 25))
    True
    >>> speaks_of_older("She was seen on 11/04/2016.", date(2016, 10, 25))
    False
    """
    days = (day(found["day"]) for found in _DAY.finditer(text))
    return bool(_OLDER.search(text)) or any(each and each < injury for each in days)


def dates_that_differ(case: Case, item: Item, letter: Letter) -> tuple[Discrepancy, ...]:
    """Find days of the injury and of utilization review that differ, and days that cannot be."""
    return (*_injuries(item, letter), *_reviews(letter), *_slips(case))


def _injuries(item: Item, letter: Letter) -> Iterator[Discrepancy]:
    """Yield the days of the injury, where header, summary and rationale give more than one."""
    decided = letter.dates.decision
    latest = decided.value if decided else None
    told = [each for each in (letter.dates.injury, letter.summary.injury) if each]
    told += injuries(letter.document, item.rationale.span, latest)
    yield from _differing("injury-date", told, letter)


def _reviews(letter: Letter) -> Iterator[Discrepancy]:
    """Yield the days of the decision, where the header and the summary give different ones."""
    header, summary = letter.dates.ur_denial, letter.summary.ur_decision
    if header and summary and _is_decided(summary, letter):
        yield from _differing("ur-date", [header, summary], letter)


def _is_decided(told: Fact[date], letter: Letter) -> bool:
    """Say whether the sentence of a day tells of a decision, and not of a report that was read."""
    document = letter.document
    near = Span(max(0, told.span.start - _REACH), min(len(document.text), told.span.end + _REACH))
    whole = (s for s in sentences(document, near) if s.start <= told.span.start < s.end)
    return any(_DECIDED.search(document.quote(sentence)) for sentence in whole)


def _differing(kind: str, told: list[Fact[date]], letter: Letter) -> Iterator[Discrepancy]:
    by_day = {fact.value: fact for fact in reversed(told)}
    if len(by_day) > 1:
        facts = sorted(by_day.values(), key=lambda fact: fact.span.start)
        places = tuple(_evidence(fact, letter) for fact in facts)
        yield Discrepancy(kind, {"days": tuple(fact.value for fact in facts)}, places)


def _evidence(fact: Fact[date], letter: Letter) -> Evidence:
    span, document = fact.span, letter.document
    return Evidence(
        span.start, span.end, document.quote(span), document.page(span), fact.rule, fact.voice
    )


def _slips(case: Case) -> Iterator[Discrepancy]:
    """Yield the first day that comes before each day from which it follows."""
    told = set[str]()
    for before, after in _ORDER:
        first, second = case.one(before), case.one(after)
        if first and second and second.value < first.value and before not in told:
            told.add(before)
            values: dict[str, tuple[Any, ...]] = {
                "step": (IMR(after).value,),
                "day": (second.value,),
                "before": (IMR(before).value,),
                "earlier": (first.value,),
            }
            yield Discrepancy("date-slip", values, (*second.places[:1], *first.places[:1]))
