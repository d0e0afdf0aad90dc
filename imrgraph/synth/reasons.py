"""Reasons: a rationale, and the grounds that it gives.

In:   a request, its outcome, the family of wordings, and a source of chance.
Out:  `Rationale`: its text, and its grounds with their words.
From: words/grounds/, a family a file, whose sentences nothing was trained on; and the labelled
      sentences of reading/, on which the reader was.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from imrgraph.resources import folder
from imrgraph.synth.noise import slipped
from imrgraph.synth.vocabulary import names_more
from imrgraph.synth.wording import one_of, sentence, told, words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from imrgraph.synth.requests import Request

__all__ = ["FAMILIES", "TRAINED", "Rationale", "rationale"]

#: The family whose sentences the reader was trained on.
TRAINED: Final = "labelled"
#: Each family of wordings, with how many letters of a hundred are of it.
FAMILIES: Final = {"published": 50, TRAINED: 20, "clinical": 10, "terse": 10, "formal": 10}
# Who it is, or how many, a sentence says of its own letter, and of no other.
_OF_ITS_OWN: Final = re.compile(
    r"\d|\b(?:s?he|his|hers?|him|man|woman|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|fifteen|twenty|thirty|forty|fifty|dozen|once|twice)\b",
    re.IGNORECASE,
)
#: How many words of a reason are quoted.
_QUOTED: Final = 20


@dataclass(frozen=True, slots=True)
class Rationale:
    """Why an item was decided so, as its letter says it."""

    text: str
    #: By the names of the gold labels, with the family of the words.
    grounds: tuple[dict[str, Any], ...]


def rationale(
    asked: Request, outcome: str, family: str, values: Mapping[str, object], chance: Random
) -> Rationale:
    """Draw a rationale.

    Args:
        asked: the request.
        outcome: "upheld" or "overturned".
        family: of the wordings of reasons.
        values: who the patient is, for the sentences that speak of that.
        chance: what draws.
    """
    met = outcome == "overturned"
    own = {**values, "treatment": asked.name, "number": _number(asked)}
    around = words("rationales")
    kind, weights = _told_by(family, asked, outcome)
    chosen: list[str] = []
    while weights and len(chosen) < chance.choice([1, 2, 2, 3]):
        chosen.append(one_of(weights, chance))
        del weights[chosen[-1]]
    told_of = [
        slipped(
            told(chance.choice(_patterns(kind, asked, criterion, met=met)), chance, own), chance
        )
        for criterion in chosen
    ]
    opening, conclusion = (
        told(chance.choice(around[name]), chance, own) for name in ("opening", outcome)
    )
    lead = chance.choice(around["lead"]) if family == "published" else ""
    reasons = [lead + told_of[0], *told_of[1:]] if told_of else []
    text = " ".join(sentence(each) for each in (opening, *reasons, conclusion) if each)
    grounds = tuple(
        {"criterion": criterion, "met": met, "quote": _quote(reason), "family": kind}
        for criterion, reason in zip(chosen, (_found(each, text) for each in told_of), strict=True)
    )
    return Rationale(text, grounds)


def _told_by(family: str, asked: Request, outcome: str) -> tuple[str, dict[str, float]]:
    """Return the criteria of which a family can tell, and that; or those of published letters."""
    known: Mapping[str, float] = words("treatments")[asked.kind][outcome]
    met = outcome == "overturned"
    for each in (family, *FAMILIES):
        weights = {c: w for c, w in known.items() if _patterns(each, asked, c, met=met)}
        if weights:
            return each, weights
    return family, {}


def _number(asked: Request) -> object:
    return (asked.quantity or {}).get("disputed", "six")


def _found(reason: str, text: str) -> str:
    """Return a reason as the text has it, perhaps with a capital."""
    shown = reason.rstrip(".")
    return shown if shown in text else shown[:1].upper() + shown[1:]


def _quote(reason: str) -> str:
    return " ".join(reason.split()[:_QUOTED])


def _patterns(family: str, asked: Request, criterion: str, *, met: bool) -> tuple[str, ...]:
    """Return the wordings of a family for a criterion, of a class where it has its own."""
    if family == TRAINED:
        return _labelled().get((criterion, met, asked.treatment), ())
    table = words(f"grounds/{family}").get(criterion, {}).get("met" if met else "unmet", {})
    return tuple(table.get(asked.kind) or table.get("any", ()))


@cache
def _labelled() -> Mapping[tuple[str, bool, str], tuple[str, ...]]:
    """Return the labelled sentences of one criterion, by that, whether it is met, and treatment."""
    found: defaultdict[tuple[str, bool, str], list[str]] = defaultdict(list)
    for file in sorted((folder("reading") / "sentences").glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            criterion, sign, treatment, text = line.split("\t")
            is_plain = sign in {"+", "-"} and not _OF_ITS_OWN.search(text)
            if is_plain and not names_more(text):
                found[criterion, sign == "+", treatment].append(_escaped(text))
    return {key: tuple(texts) for key, texts in found.items()}


def _escaped(text: str) -> str:
    """Return a text as a pattern that says just that."""
    return text.replace("{", "{{").replace("}", "}}").replace("[", "(").replace("]", ")")
