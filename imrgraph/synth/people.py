"""People: the one who is hurt, the one who reviews, and what the summary tells of both.

In:   days, a part of the body, what is asked for, and a source of chance.
Out:  `Patient`: what a letter states of one; `Reviewer`; the text of the clinical summary.
From: words/people.toml, words/summaries.toml; the diagnoses and treatments of ontology/vocab/.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from imrgraph.synth.noise import slipped
from imrgraph.synth.vocabulary import diagnoses, drugs, names
from imrgraph.synth.wording import joined, sentence, told, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from random import Random

    from imrgraph.synth.requests import Part, Request

__all__ = ["Patient", "Reviewer", "days_told", "patient", "reviewer", "spoken_of", "summary"]

T = TypeVar("T")

#: What was tried before, by code; drugs by the names of their class.
_TRIED: Final = (
    *("physical-therapy", "chiropractic", "acupuncture", "home-exercise", "massage-therapy"),
    *("mri", "xray", "brace", "tens-unit", "epidural-steroid-injection"),
)
_TAKEN: Final = ("nsaid", "muscle-relaxant", "opioid", "anticonvulsant")
#: How often the summary counts the visits that were had of what is asked for.
_COUNTED: Final = 0.25
#: How often two diagnoses are parted by "and" alone.
_AND: Final = 0.05
#: The forms in which a summary gives a day.
_DAYS: Final = ("{0:%m}/{0:%d}/{0:%Y}", "{0.month}-{0.day}-{0:%Y}", "{0:%B} {0.day}, {0:%Y}")


@dataclass(frozen=True, slots=True)
class Patient:
    """The one who is hurt."""

    age: int
    sex: str
    diagnoses: tuple[str, ...]
    #: The names of what was tried, and the codes.
    tried: tuple[str, ...]
    codes: tuple[str, ...]
    #: How many visits there were of what is asked for, if the summary counts them, and its name.
    count: int | None
    counted: str


@dataclass(frozen=True, slots=True)
class Reviewer:
    """The one who decides."""

    licensure: tuple[str, ...]
    specialties: tuple[str, ...]


def spoken_of(sex: str) -> Mapping[str, str]:
    """Return the words that stand for a patient in sentences."""
    male = sex == "male"
    return {
        "worker": "the injured worker",
        "he": "he" if male else "she",
        "He": "He" if male else "She",
        "him": "him" if male else "her",
        "his": "his" if male else "her",
    }


def patient(
    place: Part, sex: str, asked: Request, had: Mapping[str, str], chance: Random
) -> Patient:
    """Draw the one who is hurt.

    Args:
        place: where.
        sex: "male" or "female".
        asked: what is asked for first.
        had: what was had before, by code its name.
        chance: what draws.
    """
    known = _diagnoses(place.region, sided=bool(place.side))
    found = [chance.choice(names) for names in _some(known, chance) or known[:1]]
    sided = [f"{place.side} {name}" if place.side else name for name in found]
    tried = _some([code for code in _TRIED if code not in had], chance)
    taken = _some([code for code in _TAKEN if code not in had], chance)
    is_counted = (
        asked.quantity is not None
        and asked.quantity["unit"] == "visit"
        and chance.random() < _COUNTED
    )
    if is_counted:
        had = {code: name for code, name in had.items() if code != asked.treatment}
        tried = [code for code in tried if code != asked.treatment]
    shown = [(chance.choice(names(code)[:2]), code) for code in tried]
    shown += [(name, code) for code, name in had.items()]
    shown += [(chance.choice(drugs(code)).name, code) for code in taken]
    chance.shuffle(shown)
    codes = [code for _, code in shown]
    return Patient(
        age=chance.randint(19, 68),
        sex=sex,
        diagnoses=tuple(sided),
        tried=tuple(name for name, _ in shown),
        codes=tuple(sorted({*codes, *([asked.treatment] if is_counted else [])})),
        count=chance.choice([4, 6, 8, 10, 12, 18]) if is_counted else None,
        counted=asked.name,
    )


@cache
def _diagnoses(region: str, *, sided: bool) -> tuple[tuple[str, ...], ...]:
    """Return the names of each diagnosis that can stand in a list."""
    found = (
        tuple(name for name in each if _stands(name, sided=sided)) for each in diagnoses(region)
    )
    return tuple(filter(None, found))


def _listed(found: Sequence[str], chance: Random) -> str:
    """List diagnoses, mostly with a comma also before the last one."""
    if len(found) > 1 and chance.random() > _AND:
        return f"{', '.join(found[:-1])}, and {found[-1]}"
    return joined(found)


def _some(known: Sequence[T], chance: Random) -> list[T]:
    """Draw up to three."""
    return chance.sample(known, min(len(known), chance.choice([0, 1, 1, 2, 2, 3])))


#: What would make of a diagnosis two in a list, and what does not go with a side before it.
_PARTS: Final = (" left ", " right ", ",", " and ", "/", " unspecified ", " with ")
_INNER: Final = (" of ", " in ")


def _stands(name: str, *, sided: bool) -> bool:
    """Say whether a diagnosis can stand in a list, with a side before it where there is one."""
    barred = (*_PARTS, *_INNER) if sided else _PARTS
    return not any(part in f" {name} " for part in barred)


def reviewer(chance: Random) -> Reviewer:
    """Draw the one who decides."""
    people = words("people")
    states = chance.sample(people["states"], chance.choice([1, 1, 2, 3]))
    return Reviewer(tuple(states), tuple(chance.choice(people["specialties"]).split(", ")))


def days_told(days: Mapping[str, date], chance: Random) -> dict[str, str]:
    """Return days in words, in the one form that a summary keeps to."""
    form = chance.choice(_DAYS)
    return {name: form.format(day) for name, day in days.items()}


def summary(one: Patient, place: Part, days: Mapping[str, str], chance: Random) -> str:
    """Tell of a patient what a clinical summary does."""
    people = words("people")
    low = chance.randint(3, 6)
    values: dict[str, Any] = {
        **spoken_of(one.sex),
        **days,
        "age": one.age,
        "sex": one.sex,
        "job": chance.choice(people["jobs"]),
        "cause": chance.choice(people["causes"]),
        "part": place.words,
        "low": low,
        "high": low + 1,
        "diagnoses": _listed(one.diagnoses, chance),
        "treatments": joined(one.tried),
        "count": one.count,
        "name": one.counted,
    }
    kinds = ["opening", "diagnosed", "treated", "counted", "complains", "examined", "work"]
    if not one.tried:
        kinds.remove("treated")
    if one.count is None:
        kinds.remove("counted")
    patterns = words("summaries")
    told_of = (
        told(chance.choice(patterns[kind]), chance, values) for kind in (*kinds, "asked", "denied")
    )
    return slipped(
        " ".join(sentence(each) for each in told_of if each), chance, values["diagnoses"]
    )
