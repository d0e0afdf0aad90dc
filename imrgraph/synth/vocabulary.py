"""Vocabulary: the names by which a letter may call treatments, drugs and diagnoses.

In:   a code of a treatment, or a region.
Out:  its names.
From: skos:prefLabel and skos:altLabel of ontology/vocab/; hidden labels are slips and fragments.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, IMRV, SKOS, local

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Drug", "diagnoses", "drugs", "names", "names_more", "regions", "surgeries"]

# What says more than the name of a treatment: how much, where, or what for
_MORE: Final = re.compile(
    r"\d|\b(?:visits?|sessions?|rental|purchase|trial|repeat|initial|eval\w*|consult\w*|post\S*"
    r"|follow\S*|re-?exam\w*|tests|studies|scans|injections|blocks|of|for|to|with|without|at|DOS)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug: the name by which it is asked for, and the generic one."""

    name: str
    generic: str


@cache
def names(code: str) -> tuple[str, ...]:
    """Return the names of a treatment that say nothing more; of each the first is preferred.

    >>> names("massage-therapy")
    ('massage therapy', 'massage', 'therapeutic massage', 'soft tissue massage')
    """
    found = _named(code)
    return tuple(each for each in found if not (_MORE.search(each) or regions(each))) or found[:1]


def regions(text: str) -> bool:
    """Say whether a text names a part of the body.

    >>> regions("chest x-ray"), regions("x-ray")
    (True, False)
    """
    return bool(load().lexicon("body-regions").find(text))


def names_more(text: str) -> bool:
    """Say whether a text names a treatment or a part of the body."""
    return regions(text) or bool(load().lexicon("treatments").find(text))


@cache
def surgeries(code: str, part: str) -> tuple[str, ...]:
    """Return the names of operations of a kind that name the part of the body that they are of.

    >>> surgeries("shoulder-surgery", "shoulder")[:2]
    ('shoulder surgery', 'shoulder arthroscopy')
    """
    return tuple(name for name in _named(code) if name.startswith(part))


def _named(code: str) -> tuple[str, ...]:
    """Return the labels of the concept that has a code for its name; others may share the code."""
    return _labels()[IMRV(code).value]


@cache
def drugs(code: str) -> tuple[Drug, ...]:
    """Return the drugs of a class, each by each of its names.

    >>> drugs("h2-blocker")[0]
    Drug(name='cimetidine', generic='cimetidine')
    """
    knowledge, codes = load(), _codes()
    return tuple(
        Drug(name, generic)
        for concept in sorted(_labels())
        if (generic := knowledge.value(concept, "genericName"))
        and next((codes[up] for up in (concept, *knowledge.broader(concept)) if up in codes), "")
        == code
        for name in _labels()[concept]
        if not _MORE.search(name)
    )


@cache
def diagnoses(region: str) -> tuple[tuple[str, ...], ...]:
    """Return the names of each diagnosis of a region.

    >>> diagnoses("hand")
    (('contusion of the hand', 'hand contusion'),)
    """
    affects = IMR("affectsRegion")
    affected = {
        str(quad.subject)[1:-1]
        for quad in load().quads
        if quad.predicate == affects and quad.object == IMRV(region)
    }
    return tuple(_labels()[each] for each in sorted(affected))


@cache
def _codes() -> Mapping[str, str]:
    """Return the codes of treatments, by concept."""
    concepts = set(load().labels("treatments").values())
    return {each: code for each in sorted(concepts) if (code := load().notation(each))}


@cache
def _labels() -> Mapping[str, tuple[str, ...]]:
    """Return the labels by which concepts are shown, the preferred one first."""
    found: defaultdict[str, list[tuple[bool, str]]] = defaultdict(list)
    for concept, name, text in _said():
        found[concept].append((name != "prefLabel", text))
    return {
        concept: tuple(text for _, text in sorted(each, key=lambda label: label[0]))
        for concept, each in found.items()
    }


def _said() -> Iterator[tuple[str, str, str]]:
    shown = {SKOS("prefLabel"), SKOS("altLabel")}
    for quad in load().quads:
        if quad.predicate in shown and isinstance(quad.object, ox.Literal):
            yield str(quad.subject)[1:-1], local(quad.predicate.value), quad.object.value
