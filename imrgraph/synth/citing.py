"""Citing: what the claims administrator and the reviewer relied on.

In:   what is asked for, the form of the letter, the year of the decision, and a source of chance.
Out:  for each party the lines below its label, and the citations that they state.
From: words/citing.toml; the forms of ontology/vocab/sources.ttl and of the letters of each year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from imrgraph.synth.wording import one_of, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

    from imrgraph.synth.requests import Part

__all__ = ["CLAIMS", "REVIEWER", "Cited", "Style", "cited"]

CLAIMS: Final = "claims-administrator"
REVIEWER: Final = "reviewer"
#: How often a party cites inside the MTUS, outside it, both, or nothing.
_WHERE: Final = {"inside": 60, "both": 17, "outside": 17, "none": 6}
#: How often it names two parts of the MTUS.
_SECOND: Final = 0.2
#: The year from which letters give the editions of guidelines.
_EDITIONS_SINCE: Final = 2016
_DISORDERS_SINCE: Final = 2018


class Style(NamedTuple):
    """The form of a letter, and the year in which it was decided."""

    layout: str
    year: int


@dataclass(frozen=True, slots=True)
class Cited:
    """What one party relied on."""

    text: str
    #: By the names of the gold labels.
    citations: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class _Work:
    """A part of the MTUS: its name, its edition if it is said, sections and pages."""

    guideline: str
    edition: int | None = None
    sections: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    #: The number of its chapter, where it is one of the ACOEM's book.
    chapter: int | None = None


def cited(by: str, topic: str, place: Part, style: Style, chance: Random) -> Cited:
    """Draw what a party relied on.

    Args:
        by: `CLAIMS` or `REVIEWER`.
        topic: what the request is about, as words/treatments.toml has it.
        place: the part of the body that is hurt.
        style: the form of the letter.
        chance: what draws.
    """
    where = one_of(_WHERE, chance)
    if topic == "none" and chance.random() < 2 / 3:
        where = "none"
    said = _SAID[style.layout]
    works = _works(topic, place, style, chance) if where in {"inside", "both"} else []
    outside = _chapter(place) if where in {"outside", "both"} else None
    found = [_citation(by, "MTUS", each) for each in works]
    if outside:
        found.append(_citation(by, "ODG", _Work(outside)))
    return Cited(said(by, works, outside), tuple(found))


def _citation(by: str, source: str, work: _Work) -> dict[str, Any]:
    return {
        "by": by,
        "source": source,
        "guideline": work.guideline,
        "edition": work.edition,
        "sections": list(work.sections),
        "pages": list(work.pages),
    }


def _chapter(place: Part) -> str:
    return str(words("citing")["odg"]["chapters"][place.chapter])


def _works(topic: str, place: Part, style: Style, chance: Random) -> list[_Work]:
    """Draw one part of the MTUS, or two where letters name several in one sentence."""
    works = [_work(topic, place, style, chance)]
    if works[0].edition and chance.random() < _SECOND:
        works.append(_work("region" if topic != "region" else "pain", place, style, chance))
    names = {work.guideline for work in works}
    return works[: len(names)]


def _work(topic: str, place: Part, style: Style, chance: Random) -> _Work:
    """Draw a part of the MTUS as letters of that year call it."""
    tables = words("citing")
    chapters, disorders = tables["chapters"], tables["disorders"]
    if style.year >= _DISORDERS_SINCE and place.chapter in disorders["names"]:
        name = f"{disorders['names'][place.chapter]} {disorders['suffix']}"
        return _Work(name, disorders["edition"], (chance.choice(disorders["sections"]),))
    is_dated = style.layout in {"2015", "mailed"} and style.year >= _EDITIONS_SINCE
    if topic in {"region", "none"} and place.chapter in chapters["editions"]:
        name = f"{place.chapter} {chapters['suffix']}"
        if is_dated:
            sections = tuple(chance.sample(chapters["sections"], chance.choice([0, 1, 1, 2])))
            return _Work(name, chapters["editions"][place.chapter], sections)
        number, pages = chapters["books"][place.chapter]
        return _Work(name, pages=(pages,), chapter=number)
    booklet = tables["chronic"]
    known = booklet[topic if topic in booklet else "pain"]
    if is_dated:
        sections = tuple(chance.sample(list(known), chance.choice([1, 1, 2])))
        return _Work(booklet["name"], chance.choice(booklet["editions"]), sections)
    section = chance.choice(list(known))
    return _Work(booklet["name"], sections=(section,), pages=(known[section],))


# How each form of letters says it


def _listed(sections: Iterable[str]) -> str:
    listed = ", ".join(sections)
    return f", Section(s): {listed}" if listed else ""


def _by_label(by: str, works: list[_Work], outside: str | None) -> str:
    """Say it as the letters of 2015 and later do."""
    party = "Claims Administrator" if by == CLAIMS else "Expert Reviewer"
    if not works and not outside:
        return f"The {party} did not cite any medical evidence for its decision."
    said = [f"Decision based on MTUS {', and '.join(map(_named, works))}."] if works else []
    if outside and not works:
        said.append(
            f"The {party} based their decision on recommendation(s) outside of the MTUS Guidelines."
        )
    if outside:
        said.append(f"Decision based on Non-MTUS Citation ODG {outside}.")
    return " ".join(said)


def _named(work: _Work) -> str:
    if work.edition:
        return f"{work.guideline} {work.edition}{_listed(work.sections)}"
    if work.chapter:
        return f"ACOEM Chapter {work.chapter} {work.guideline} Page(s): {work.pages[0]}"
    return f"{work.guideline} Guidelines {work.sections[0]} Page(s): {work.pages[0]}"


def _in_words(work: _Work) -> str:
    """Name a work as the sentences of 2013 do."""
    if work.chapter:
        return f"ACOEM Guidelines, Chapter {work.chapter} {work.guideline}, page {work.pages[0]}"
    return f"{work.guideline} Guidelines, {work.sections[0]}, page {work.pages[0]}"


def _in_sentences(by: str, works: list[_Work], outside: str | None) -> str:
    """Say it as the letters of 2014 do."""
    party, its = ("Claims Administrator", "its") if by == CLAIMS else ("Expert Reviewer", "his/her")
    if not works and not outside:
        return f"The {party} did not cite any medical evidence for {its} decision."
    named = [f"the MTUS {_named(work)}" for work in works]
    if outside:
        named.append(f"the Official Disability Guidelines, {outside}")
    return f"The {party} based {its} decision on {' and '.join(named)}."


def _in_notice(by: str, works: list[_Work], outside: str | None) -> str:
    """Say it as the notices of 2013 do."""
    party, its = ("Claims Administrator", "its") if by == CLAIMS else ("Expert Reviewer", "his/her")
    if not works and not outside:
        return f"The {party} did not cite any evidence-based guidelines in {its} decision."
    named = [
        f"the {_in_words(work)}, which is part of the Medical Treatment Utilization Schedule (MTUS)"
        for work in works
    ]
    if outside:
        named.append(f"the Official Disability Guidelines (ODG), {outside} Chapter")
    return f"The {party} based {its} decision on {' and '.join(named)}."


def _in_review(by: str, works: list[_Work], outside: str | None) -> str:
    """Say it as the first reviews of 2013 do, of the reviewer alone."""
    named = [f"MTUS {_in_words(work)}." for work in works]
    if outside:
        named.append(f"Official Disability Guidelines, {outside} Chapter.")
    return " ".join(named) if by == REVIEWER and named else "None."


_SAID: Final[dict[str, Callable[[str, list[_Work], str | None], str]]] = {
    "2015": _by_label,
    "mailed": _by_label,
    "2014": _in_sentences,
    "notice": _in_notice,
    "review": _in_review,
}
