"""Cases: a whole letter as values, before it is written: who, when, what, why.

In:   a number, and a source of chance.
Out:  `Case`, and its truth by the names of the gold labels.
From: the other rooms of this one; the shares of outcomes as published, by year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from imrgraph.insight.published import published
from imrgraph.synth.citing import CLAIMS, REVIEWER, Cited, Style, cited
from imrgraph.synth.people import (
    Patient,
    Reviewer,
    days_told,
    patient,
    reviewer,
    spoken_of,
    summary,
)
from imrgraph.synth.reasons import FAMILIES, Rationale, rationale
from imrgraph.synth.requests import Part, Request, part, request
from imrgraph.synth.wording import one_of, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

__all__ = ["Case", "Item", "case", "truth"]

#: How many letters of a hundred are of each year.
_YEARS: Final = {2013: 6, 2014: 12, 2015: 22, 2016: 30, 2017: 18, 2018: 8, 2019: 4}
#: The forms of letters of a year, from that year on.
_LAYOUTS: Final[dict[int, dict[str, float]]] = {
    2013: {"notice": 2, "review": 1},
    2014: {"2014": 1},
    2015: {"2015": 4, "mailed": 1},
}
#: How many items there are, of a hundred letters.
_ITEMS: Final = {1: 58, 2: 21, 3: 6, 4: 5, 5: 3, 6: 4, 8: 2, 12: 1}
#: How often a letter of 2015 has lost its header.
_HEADLESS: Final = 0.02
#: How often what goes with an operation is asked for below it.
_ASSOCIATED: Final = 0.6
#: The criteria of which nothing is found but where the treatment was had before.
_SUPPOSE: Final = {"functional-improvement", "duration-limit", "dose-limit", "monitoring"}
#: Case numbers count down from here, and so are none that was given to a real case.
_LAST: Final = 9_999_999


@dataclass(frozen=True, slots=True)
class Item:
    """One disputed request, what was decided on it, and why."""

    asked: Request
    outcome: str
    claims: Cited
    reviewer: Cited
    rationale: Rationale


@dataclass(frozen=True, slots=True)
class Case:
    """A letter before it is written."""

    number: str
    layout: str
    has_header: bool
    days: Mapping[str, date]
    priority: str
    patient: Patient
    reviewer: Reviewer
    summary: str
    items: tuple[Item, ...]


def case(number: int, chance: Random) -> Case:
    """Draw the letter of a number."""
    year = one_of(_YEARS, chance)
    layout = one_of(_LAYOUTS[min(year, max(_LAYOUTS))], chance)
    style = Style(layout, year)
    days = _days(year, chance)
    place = part(chance)
    kinds = _kinds(1 if layout == "review" else one_of(_ITEMS, chance), chance)
    outcomes = _outcomes(kinds, year, chance)
    asked = [request(kind, place, days["seen"], chance) for kind in kinds]
    family = one_of({name: float(share) for name, share in FAMILIES.items()}, chance)
    sex = chance.choice(words("people")["sexes"])
    month = f"{days['seen'] - timedelta(days=90):%B}"
    values = {**spoken_of(sex), "region": place.words, "month": month}
    reasons = [
        rationale(each, outcome, family, values, chance)
        for each, outcome in zip(asked, outcomes, strict=True)
    ]
    items = tuple(
        Item(
            asked=each,
            outcome=outcome,
            claims=_cited(CLAIMS, each, place, style, chance),
            reviewer=_cited(REVIEWER, each, place, style, chance),
            rationale=reason,
        )
        for each, outcome, reason in zip(asked, outcomes, reasons, strict=True)
    )
    hurt = patient(place, sex, asked[0], _had(items), chance)
    return Case(
        number=f"CM{year % 100}-{_LAST - number:07}",
        layout=layout,
        has_header=layout != "2015" or chance.random() > _HEADLESS,
        days=days,
        priority="expedited" if chance.random() < 1 / 40 else "standard",
        patient=hurt,
        reviewer=reviewer(chance),
        summary=summary(hurt, place, days_told(days, chance), chance),
        items=items,
    )


def _had(items: tuple[Item, ...]) -> dict[str, str]:
    """Return the name of each treatment, by code, that was had, as the reasons suppose."""
    return {
        item.asked.treatment: item.asked.name
        for item in items
        if not {each["criterion"] for each in item.rationale.grounds}.isdisjoint(_SUPPOSE)
    }


def _cited(by: str, asked: Request, place: Part, style: Style, chance: Random) -> Cited:
    return cited(by, words("treatments")[asked.kind]["chapter"], place, style, chance)


def _kinds(many: int, chance: Random) -> list[str]:
    """Draw classes of treatments; what goes with an operation comes after it."""
    weights = {name: float(table["weight"]) for name, table in words("treatments").items()}
    kinds = [one_of(weights, chance) for _ in range(many)]
    if "surgery" in kinds:
        at = kinds.index("surgery")
        after = [
            "associated" if chance.random() < _ASSOCIATED else kind for kind in kinds[at + 1 :]
        ]
        kinds = [*kinds[: at + 1], *after]
    return kinds


def _outcomes(kinds: list[str], year: int, chance: Random) -> list[str]:
    """Draw outcomes, as many denials being overturned as was published of the year."""
    found: dict[str, str] = {}
    drawn = []
    for kind in kinds:
        outcome = "overturned" if 100 * chance.random() < _overturned()[year] else "upheld"
        if kind == "associated":
            outcome = found["surgery"]
        found[kind] = outcome if kind != "surgery" else found.get(kind, outcome)
        drawn.append(outcome)
    return drawn


@cache
def _overturned() -> Mapping[int, float]:
    """Return the first share that was published of each year, in per cent."""
    return {each.year: each.percent for each in reversed(published())}


def _days(year: int, chance: Random) -> dict[str, date]:
    """Draw the days of a case, each after the one before it."""
    decision = date(year, 1, 1) + timedelta(days=chance.randint(0, 364))
    assigned = decision - timedelta(days=chance.randint(20, 45))
    received = assigned - timedelta(days=chance.randint(2, 12))
    denied = received - timedelta(days=chance.randint(5, 28))
    requested = denied - timedelta(days=chance.randint(3, 9))
    seen = requested - timedelta(days=chance.randint(1, 12))
    injured = seen - timedelta(days=int(chance.lognormvariate(5.8, 1.3)) + 3)
    return {
        "injured": injured,
        "seen": seen,
        "requested": requested,
        "denied": denied,
        "received": received,
        "assigned": assigned,
        "decision": decision,
    }


def truth(one: Case) -> dict[str, Any]:
    """Return what a letter states, in the shape of the gold labels."""
    has = _STATED[one.layout] if one.has_header else frozenset()
    days = {
        "assigned": one.days["assigned"],
        "injury": one.days["injured"],
        "decision": one.days["decision"],
        "ur_denial": one.days["denied"],
        "application_received": one.days["received"],
    }
    return {
        "case_number": one.number if one.has_header else None,
        "dates": {name: day.isoformat() if name in has else None for name, day in days.items()},
        "priority": one.priority if "priority" in has else None,
        "reviewer": {
            "licensure": list(one.reviewer.licensure),
            "specialties": list(one.reviewer.specialties),
        },
        "claimant": {"age": one.patient.age, "sex": one.patient.sex},
        "diagnoses": list(one.patient.diagnoses),
        "prior_treatments": list(one.patient.codes),
        "items": list(_items(one)),
    }


#: What the head of a form of letters gives.
_ALL: Final = frozenset({"assigned", "injury", "decision", "ur_denial", "application_received"})
_STATED: Final = {
    "2015": _ALL | {"priority"},
    "2014": _ALL | {"priority"},
    "mailed": (_ALL | {"priority"}) - {"assigned"},
    "notice": _ALL,
    "review": frozenset({"injury", "decision", "ur_denial"}),
}


def _items(one: Case) -> Iterator[dict[str, Any]]:
    for number, item in enumerate(one.items, 1):
        asked = item.asked
        is_counted = (
            one.patient.count is not None and asked.treatment == one.items[0].asked.treatment
        )
        relied = item.reviewer.citations
        citations = relied if one.layout == "review" else (*item.claims.citations, *relied)
        found: dict[str, Any] = {
            "number": number,
            "request": asked.text,
            "treatment": asked.treatment,
            "body_parts": [{"region": each.region, "side": each.side} for each in asked.parts],
            "quantity": asked.quantity,
            "prior_count": one.patient.count if is_counted else None,
            "retrospective": asked.is_retrospective,
            "outcome": item.outcome,
            "citations": list(citations),
            "grounds": list(item.rationale.grounds),
        }
        yield found | ({"drug": asked.drug} if asked.drug else {})
