"""Synthetic: letters that nobody wrote, made after the examples with other values.

In:   how many letters to make up, and a seed.
Out:  for each its IRI and its quads, as N-Quads.
From: the example letters as they are loaded. Case number, dates, treatments, regions, outcomes,
      specialty, age and text are drawn by chance, everything else repeats; so figures compare ways
      of asking, and say nothing of real letters.
"""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from imrgraph.graph.conclude import conclude
from imrgraph.graph.describe import describe
from imrgraph.graph.store import term
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, IMRD, IMRV
from imrgraph.letters.reading import read
from imrgraph.reasoning.explaining.explanation import explain
from imrgraph.resources import folder
from imrgraph.store.loading import letters_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyoxigraph as ox

__all__ = ["case", "letters"]

#: How many days earlier or later than its example a letter is at most.
_DAYS = 900
_SPECIALTIES = (
    "Physical Medicine & Rehabilitation",
    "Occupational Medicine",
    "Orthopedic Surgery",
    "Chiropractor",
    "Anesthesiology, Pain Management",
    "Neurological Surgery",
    "Family Practice",
)
_REGIONS = ("neck", "shoulder", "lumbar-spine", "knee", "wrist", "elbow", "ankle", "hip")
_WORDS = """
    the of and in patient pain was not documented therapy records treatment request with for
    injury left right weeks exam report no there evidence strength motion visits relief stated
    medication lumbar cervical shoulder knee plan improvement functional home exercise surgery
""".split()  # noqa: SIM905 (words are read best as words)

# "2016-11-28"^^<…#date>: the day
_DATE = re.compile(r'(?<=")(\d{4}-\d\d-\d\d)(?="\^\^<http://www\.w3\.org/2001/XMLSchema#date>)')


def case(number: int) -> str:
    """Return the case number of the letter that is made up as the `number`th.

    >>> case(17)
    'CM99-1000017'
    """
    return f"CM99-{1_000_000 + number}"


def letters(many: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield the IRI and the quads of `many` letters."""
    chance = random.Random(seed)  # noqa: S311 (nobody is to be kept from guessing)
    examples = _examples()
    for number in range(many):
        letter = IMRD(case(number)).value
        example = examples[number % len(examples)]
        yield letter, example.told(letter, chance)


@cache
def _examples() -> tuple[_Example, ...]:
    paths = letters_in([folder("examples") / "letters"])
    letters = (read(path) for path in paths)
    return tuple(_Example((*describe(each), *conclude(explain(each, load())))) for each in letters)


@cache
def _treatments() -> tuple[str, ...]:
    """Return every treatment of the vocabulary, its IRI as N-Quads have it."""
    scheme = IMRV("treatments")
    return tuple(sorted(str(each.subject) for each in load().quads if each.object == scheme))


class _Example:
    """The quads of a letter, with a slot for each value that is drawn."""

    def __init__(self, quads: tuple[ox.Quad, ...]) -> None:
        root = str(quads[0].graph_name)[1:-1]
        #: By the name of a slot: what draws its value.
        self._slots: dict[str, Callable[[random.Random], str]] = {}
        self._days: set[str] = set()
        self._pattern = "".join(self._line(quad, root) for quad in quads)

    def told(self, letter: str, chance: random.Random) -> str:
        """Return the quads of `letter`, as N-Quads."""
        shift = timedelta(chance.randint(-_DAYS, _DAYS))
        values = {day: (date.fromisoformat(day) + shift).isoformat() for day in self._days}
        values |= {name: draw(chance) for name, draw in self._slots.items()}
        values |= {"letter": letter, "case": letter.rpartition("/")[2]}
        return self._pattern % values

    def _line(self, quad: ox.Quad, root: str) -> str:
        value = self._slot(quad) or _escaped(str(quad.object)).replace(root, "%(letter)s")
        self._days.update(_DATE.findall(value))
        value = _DATE.sub(r"%(\1)s", value)
        where, graph = (
            str(each).replace(root, "%(letter)s") for each in (quad.subject, quad.graph_name)
        )
        return f"{where} {quad.predicate} {value} {graph} .\n"

    def _slot(self, quad: ox.Quad) -> str:
        """Return the slot for a value that is drawn, or nothing."""
        draw = _DRAWN.get(quad.predicate.value.removeprefix(IMR.base))
        if quad.predicate == IMR("caseNumber"):
            return '"%(case)s"'
        if draw is None:
            return ""
        name = f"{quad.subject}-{quad.predicate}"
        self._slots[name] = draw
        return f"%({name})s"


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _text(chance: random.Random) -> str:
    return str(term(" ".join(chance.choices(_WORDS, k=500))))


#: By the name of a property of imr:, how its value is drawn.
_DRAWN: dict[str, Callable[[random.Random], str]] = {
    "text": _text,
    "outcome": lambda chance: str(IMRV(chance.choices(["upheld", "overturned"], [9, 1])[0])),
    "requestedTreatment": lambda chance: chance.choice(_treatments()),
    "bodyRegion": lambda chance: str(IMRV(chance.choice(_REGIONS))),
    "reviewerSpecialty": lambda chance: str(term(chance.choice(_SPECIALTIES))),
    "claimantAge": lambda chance: str(term(chance.randint(18, 75))),
}
