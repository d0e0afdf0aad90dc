"""Requests: what is asked for, in one of the ways in which it is worded.

In:   a class of treatments, a part of the body, and a source of chance.
Out:  `Request`: its words, and what they state.
From: words/treatments.toml, words/requests.toml; the names of ontology/vocab/.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from imrgraph.synth.vocabulary import Drug, drugs, names, surgeries
from imrgraph.synth.wording import joined, one_of, told, words

if TYPE_CHECKING:
    from datetime import date
    from random import Random

__all__ = ["Part", "Request", "part", "request"]

#: How often part of a course was authorized, and how often a request is one for what was done.
_GRANTED, _RETROSPECTIVE = 0.15, 0.04
#: How often what was authorized leaves the whole request in dispute.
_REPLACED: Final = 0.3
#: How often a name has a capital at its head whatever comes before,.
_CAPITAL = 0.7
_SPELLED: Final = (
    *("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"),
    *("Eleven", "Twelve"),
)
_STRENGTHS: Final = (5, 7.5, 10, 15, 20, 25, 40, 50, 75, 100)
_INGREDIENTS: Final = (
    *("Flurbiprofen", "Baclofen", "Gabapentin", "Cyclobenzaprine", "Lidocaine", "Menthol"),
    *("Capsaicin", "Ketoprofen", "Bupivacaine", "Dexamethasone", "Amitriptyline", "Camphor"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the body: the code of its region, its side, and the words for it."""

    region: str
    side: str | None
    words: str
    #: The chapter of guidelines that is about it.
    chapter: str


@dataclass(frozen=True, slots=True)
class Request:
    """What one item asks for."""

    #: As the heading has it, without an outcome.
    text: str
    #: The class of treatments, and the name by which a rationale may call it.
    kind: str
    name: str
    #: What the text states, by the names of the gold labels.
    treatment: str
    parts: tuple[Part, ...] = ()
    quantity: dict[str, Any] | None = None
    drug: str | list[str] | None = None
    is_retrospective: bool = False
    #: Whether the text ends in a verb, so that the outcome follows it.
    is_open: bool = False


def part(chance: Random) -> Part:
    """Draw a part of the body."""
    regions = words("regions")
    region = one_of({name: each["weight"] for name, each in regions.items()}, chance)
    named = chance.choice(regions[region]["words"])
    side = chance.choice(["left", "right", "left", "right", "bilateral"])
    chapter = regions[region]["chapter"]
    if regions[region].get("sided"):
        plural = "s" if side == "bilateral" else ""
        return Part(region, side, f"{side} {named}{plural if named != 'foot' else ''}", chapter)
    return Part(region, None, named, chapter)


def request(kind: str, place: Part, seen: date, chance: Random) -> Request:
    """Draw a request of a class.

    Args:
        kind: the class, as words/treatments.toml has it.
        place: the part of the body that is hurt.
        seen: the day of the visit at which it was asked for.
        chance: what draws.
    """
    drawn = _drawn(kind, place, chance)
    if drawn.quantity and drawn.quantity["unit"] == "visit" and chance.random() < _GRANTED:
        return _granted(drawn, chance)
    if chance.random() < _RETROSPECTIVE:
        dated = f"Retrospective {drawn.text} DOS: {seen:%m/%d/%Y}"
        return replace(drawn, text=dated, is_retrospective=True)
    return drawn


def _drawn(kind: str, place: Part, chance: Random) -> Request:
    table = words("treatments")[kind]
    only = table.get("only", {})
    codes = {
        code: weight
        for code, weight in table["codes"].items()
        if place.region in only.get(code, [place.region])
    }
    code = one_of(codes, chance)
    if table["form"] == "compound":
        return _compound(kind, code, chance)
    if table["form"] == "surgery":
        return _surgery(kind, code, place, chance)
    name, drug = _name(kind, code, chance)
    form = table["form"]
    if form == "equipment" and chance.random() < 1 / 3:
        form = "equipment-rental"
    forms = words("requests")[form]
    whole = code in table.get("whole", ())
    pattern = chance.choice([w for w in forms["wordings"] if not (whole and "{part}" in w)])
    values = _numbers(pattern, chance)
    shown = name if name[:1].isupper() or chance.random() > _CAPITAL else _capital(name)
    text = told(pattern, chance, {**values, "name": shown, "part": place.words})
    return Request(
        text=_capital(text),
        kind=kind,
        name=name,
        treatment=code,
        parts=(place,) if "{part}" in pattern else (),
        quantity=_quantity(pattern, values, forms.get("unit")),
        drug=drug,
    )


def _name(kind: str, code: str, chance: Random) -> tuple[str, str | None]:
    """Return the name by which it is asked for, and the generic one of a drug."""
    known: tuple[Drug, ...] = drugs(code) if words("treatments")[kind]["form"] == "tablets" else ()
    if known:
        drug = chance.choice(known)
        return drug.name, drug.generic
    found = names(code)
    # The preferred name and the first others are what most letters say.
    return (chance.choice(found[:3]) if chance.random() < 2 / 3 else chance.choice(found)), None


def _numbers(pattern: str, chance: Random) -> dict[str, Any]:
    each, weeks = chance.choice([1, 2, 2, 2, 3, 3]), chance.choice([3, 4, 4, 6, 6, 8])
    if "{less}" in pattern:
        each = chance.choice([2, 3])
    total = each * weeks if "{each}" in pattern else chance.choice([3, 4, 6, 6, 8, 10, 12])
    refills = chance.choice([1, 2, 3])
    if "{strength}" in pattern:
        total = chance.choice([30, 30, 60, 60, 90, 120])
    if "rental" in pattern:
        total = chance.choice([7, 14, 30, 60])
    return {
        "each": each,
        "weeks": weeks,
        "less": each - 1,
        "each_spelled": _SPELLED[each].lower(),
        "weeks_spelled": _SPELLED[weeks].lower(),
        "total": total,
        "spelled": _SPELLED[total] if total < len(_SPELLED) else str(total),
        "strength": chance.choice(_STRENGTHS),
        "count": total,
        "refills": refills,
        "s": "s" if refills > 1 else "",
    }


def _quantity(pattern: str, values: dict[str, Any], unit: str | None) -> dict[str, Any] | None:
    """Return what a wording states of a quantity, by its slots."""
    often = "{each}" in pattern or "{each_spelled}" in pattern
    if often:
        total = values["each"] * values["weeks"]
    elif "{refills}" in pattern:
        total = values["count"] * (1 + values["refills"])
    elif "{total}" in pattern or "{spelled}" in pattern:
        total = values["total"]
    else:
        return None
    return {
        "per_week": values["each"] if often else None,
        "weeks": values["weeks"] if often else None,
        "requested": total,
        "authorized": None,
        "disputed": total,
        "unit": unit,
    }


def _granted(asked: Request, chance: Random) -> Request:
    """Return a request of which part was authorized: the rest is in dispute, or all of it."""
    quantity = asked.quantity or {}
    total = quantity["requested"]
    given = chance.randint(1, total - 1)
    left = total if chance.random() < _REPLACED else total - given
    forms = words("requests")
    granted, rest = (
        _capital(told(forms["visits"]["granted"], chance, {"name": asked.name, "total": many}))
        for many in (given, total - given)
    )
    chain = chance.choice(forms["chain"]["all" if left == total else "rest"])
    text = told(chain, chance, {"asked": asked.text, "granted": granted, "rest": rest})
    return replace(
        asked,
        text=text.removesuffix(" is"),
        is_open=text.endswith(" is"),
        quantity={**quantity, "authorized": given, "disputed": left},
    )


def _compound(kind: str, code: str, chance: Random) -> Request:
    found = chance.sample(_INGREDIENTS, chance.choice([2, 2, 3, 4]))
    listed = ", ".join(f"{name} {chance.choice([2, 4, 5, 10, 15, 20])}%" for name in found)
    pattern = chance.choice(words("requests")["compound"]["wordings"])
    text = told(pattern, chance, {"ingredients": listed})
    drug = [name.lower() for name in found]
    return Request(text, kind, f"a cream of {joined(drug)}", code, drug=drug)


def _surgery(kind: str, code: str, place: Part, chance: Random) -> Request:
    """Draw an operation, which is one on the part of the body that its name says."""
    region = words("treatments")[kind]["regions"][code]
    name = chance.choice(surgeries(code, region))
    side = place.side if place.side in {"left", "right"} else chance.choice(["left", "right"])
    pattern = chance.choice(words("requests")["surgery"]["wordings"])
    text = _capital(told(pattern, chance, {"name": name, "side": side}))
    return Request(text, kind, name, code, (Part(region, side, region, place.chapter),))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
