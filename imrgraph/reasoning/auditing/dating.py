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
from imrgraph.letters.text.numerals import NUMBER, number
from imrgraph.letters.text.patterns import later
from imrgraph.letters.text.phrases import fold, phrases
from imrgraph.letters.text.sentences import sentences
from imrgraph.reasoning.auditing.discrepancies import Discrepancy
from imrgraph.reasoning.places import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Fact, Item, Letter
    from imrgraph.reasoning.deciding.case import Case

__all__ = ["dates_before", "dates_that_differ", "speaks_of_older"]

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


# "has been on it for at least 6 months"
_LASTING: Final = later(
    r"\b(?:ha[sd]|have|been|taking|takes|treatment|use|using|pain|symptoms?|complaints?)\b[^.;]{0,60}?"
    rf"\b(?:for|over|least|than|past|last)\s+(?P<many>{NUMBER})[\s-]+(?P<unit>week|month)s?\b",
    re.IGNORECASE,
)
_DAYS: Final = {"week": 7, "month": 30, "year": 365}
_DAY: Final = later(day_pattern("day"), re.IGNORECASE)
# "The patient has been on chronic opioid treatment, at least 6 months"
_TREATED_FOR: Final = later(
    r"\b(?:patient|worker|claimant|applicant|employee|he|she)\s+(?:ha[sd]|was)\s+(?:been\s+)?"
    r"(?:on|using|taking|taken|used|utilizing|receiving|treated\s+with)\b[^.;]{0,60}?"
    r"\b(?:for|over|least|than|past|last)\s+"
    rf"(?P<many>{NUMBER})[\s-]+(?P<unit>week|month|year)s?\b",
    re.IGNORECASE,
)
#: A number of months is a round one, and so many days more are no slip.
_ROUND: Final = 30


def speaks_of_older(text: str, injury: date, until: date, knowledge: Knowledge) -> bool:
    """Say whether a text speaks, or may speak, of complaints from before an injury.

    Args:
        text: what a letter tells of a case.
        injury: the day of the injury.
        until: the day up to which it is told; what lasted for longer began before the injury.
        knowledge: the words for what is older.

    >>> from datetime import date
    >>> from imrgraph.knowledge.knowledge import load
    >>> since = date(2016, 10, 25), date(2016, 12, 20), load()
    >>> speaks_of_older("She has taken it for six months.", *since)
    True
    >>> speaks_of_older("She has taken it for six weeks.", *since)
    False
    """
    if phrases("older-complaint", knowledge).search(fold(text)):
        return True
    lasted = (number(f["many"]) * _DAYS[f["unit"].lower()] for f in _LASTING.finditer(text))
    return any(each > (until - injury).days for each in lasted)


def dates_before(text: str, injury: date) -> bool:
    """Say whether a text has a day before an injury.

    >>> from datetime import date
    >>> dates_before("She was seen on 08/30/2016.", date(2016, 10, 25))
    True
    >>> dates_before("She was seen on 11/04/2016.", date(2016, 10, 25))
    False
    """
    days = (day(found["day"]) for found in _DAY.finditer(text))
    return any(each and each < injury for each in days)


def dates_that_differ(case: Case, item: Item, letter: Letter) -> tuple[Discrepancy, ...]:
    """Find days of the injury and of utilization review that differ, and days that cannot be."""
    return (
        *_injuries(item, letter),
        *_reviews(letter),
        *_slips(case),
        *_lasting(case, item, letter),
    )


def _lasting(case: Case, item: Item, letter: Letter) -> Iterator[Discrepancy]:
    """Yield how long a treatment is said to have lasted, where the injury is not as old."""
    injury, decided = case.one("injuryDate"), case.one("decisionDate")
    if injury is None or decided is None or decided.value < injury.value:
        return
    since = (decided.value - injury.value).days
    document = letter.document
    parts = (part for part in (letter.summary.place, item.rationale.span) if part)
    for found in (f for p in parts for f in _TREATED_FOR.finditer(document.text, p.start, p.end)):
        lasted = number(found["many"]) * _DAYS[found["unit"].lower()]
        if lasted > since + _ROUND:
            span = Span(found.start(), found.end())
            words = Evidence(span.start, span.end, document.quote(span), document.page(span))
            told = " ".join(f"{found['many']} {found['unit'].lower()}s".split())
            values: dict[str, tuple[Any, ...]] = {
                "lasting": (told,),
                "days": (since,),
                "earlier": (injury.value,),
            }
            yield Discrepancy("duration-slip", values, (words, *injury.places[:1]))
            return


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
