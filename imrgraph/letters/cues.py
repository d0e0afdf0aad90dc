"""Cues: the words by which a rationale says that a criterion is met, or not.

In:   the cues and markers of ontology/vocab/cues.ttl, and the claims of claims.ttl.
Out:  `Cue`, `Marker` and `Claim`, their phrases compiled into one pattern each, for a folded text.
From: imr:Cue, imr:Marker and imr:Claim; what a phrase may hold is told by the schemes of the two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMR, IMRV, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["Claim", "Cue", "Marker", "claims", "cues", "fold", "markers"]

# Capitals, typographic quotes, and the hyphen that a PDF has where a word was broken.
_FOLDED: Final = {
    capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)
} | str.maketrans("\u2018\u2019\u201c\u201d\u2010\u2011\u2013\u2014\ufffe", "''\"\"-----")
#: What the signs of a phrase stand for.
_SIGNS: Final = (
    (re.compile(r"\((?!\?)"), "(?:"),
    (re.compile(r"\\w\+"), r"[\\w'/\"]+,?"),
    (re.compile(" "), r"[\\s-]+"),
    (re.compile("…"), "[^.;]{0,60}?"),
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that name a criterion, and may say whether it is met.

    Attributes:
        name: the local name of the cue.
        pattern: finds any of its phrases in a folded text.
        criterion: the code of the criterion.
        met: whether the words say that it is met; None where the words around them do.
        only_for: the kinds of treatment of which alone it speaks; empty for all.
        last_resort: whether it counts only where nothing else is found.
    """

    name: str
    pattern: re.Pattern[str]
    criterion: str
    met: bool | None
    only_for: frozenset[str]
    last_resort: bool


@dataclass(frozen=True, slots=True)
class Marker:
    """Words that deny or affirm what follows them, or what precedes them if they reach back."""

    name: str
    pattern: re.Pattern[str]
    affirms: bool
    reaches_back: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """What a finding says of the file, and what in the file would tell otherwise.

    Attributes:
        label: what is claimed.
        pattern: finds it in the words of a finding.
        hedge: finds words beside which it is not held against the file; None where there are none.
        criterion: the code of the criterion that the finding is on.
        met: whether it is found met.
        belied_by: the kinds of clinical findings that tell otherwise; empty for those that the
            words themselves name.
        treatments: the treatments, or kinds of them, of which the findings have to be; without
            kinds of findings, those whose mention tells otherwise.
    """

    label: str
    pattern: re.Pattern[str]
    hedge: re.Pattern[str] | None
    criterion: str
    met: bool
    belied_by: frozenset[str]
    treatments: frozenset[str]


@lru_cache(maxsize=2)  # a letter is folded once for all of its items
def fold(text: str) -> str:
    r"""Return `text` with small letters and plain marks, every character at its place.

    >>> fold("No “red\u2010flags”")
    'no "red-flags"'
    """
    return text.translate(_FOLDED)


@cache
def cues(knowledge: Knowledge) -> tuple[Cue, ...]:
    """Return every cue, in order of name.

    >>> from imrgraph.knowledge.knowledge import load
    >>> {cue.criterion for cue in cues(load())} >= {"phase", "functional-improvement"}
    True
    """
    return tuple(
        Cue(
            name=name,
            pattern=_pattern(stated["pattern"]),
            criterion=stated["criterion"][0].rpartition("/")[2],
            met=stated["met"][0] == "true" if stated["met"] else None,
            only_for=frozenset(stated["onlyFor"]),
            last_resort="true" in stated["lastResort"],
        )
        for name, stated in _described(knowledge, "Cue")
    )


@cache
def markers(knowledge: Knowledge) -> tuple[Marker, ...]:
    """Return every marker, in order of name."""
    return tuple(
        Marker(
            name=name,
            pattern=_pattern(stated["pattern"]),
            affirms="true" in stated["affirms"],
            reaches_back="back" in stated["reaches"],
        )
        for name, stated in _described(knowledge, "Marker")
    )


@cache
def claims(knowledge: Knowledge) -> tuple[Claim, ...]:
    """Return every claim, in order of name.

    >>> from imrgraph.knowledge.knowledge import load
    >>> {claim.met for claim in claims(load())}
    {False, True}
    """
    return tuple(
        Claim(
            label=knowledge.label(IMRV(name).value),
            pattern=_pattern(stated["pattern"]),
            hedge=_pattern(stated["hedge"]) if stated["hedge"] else None,
            criterion=stated["criterion"][0].rpartition("/")[2],
            met="true" in stated["met"],
            belied_by=frozenset(stated["beliedBy"]),
            treatments=frozenset(stated["ofTreatment"]),
        )
        for name, stated in _described(knowledge, "Claim")
    )


def _described(knowledge: Knowledge, kind: str) -> Iterator[tuple[str, Mapping[str, list[str]]]]:
    """Yield the local name of everything of a kind, and its values by the name of the property."""
    typed = (RDF("type"), IMR(kind))
    found = {quad.subject for quad in knowledge.quads if (quad.predicate, quad.object) == typed}
    stated: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in knowledge.quads:
        if quad.subject in found and quad.predicate.value.startswith(IMR.base):
            name = quad.predicate.value.removeprefix(IMR.base)
            stated[str(quad.subject)][name].append(str(getattr(quad.object, "value", "")))
    for node in sorted(stated):
        yield node.strip("<>").rpartition("/")[2], stated[node]


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    r"""Return what finds any of `phrases`, the first of those that start at one place.

    >>> bool(_pattern(["red flags?"]).search("no red\nflag"))
    True
    """
    whole = "|".join(phrases)
    for sign, meaning in _SIGNS:
        whole = sign.sub(meaning, whole)
    return re.compile(rf"\b(?:{whole})(?!\w)")
