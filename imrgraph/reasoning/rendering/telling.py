"""Telling: what there is to say of an item, in the order of a reader's questions.

In:   an explanation.
Out:  `Section`s: a title, and entries with the words of the letter that each rests on.
From: what follows, why, why not the other way, what would have changed it, what it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.verdicts import Verdict
from imrgraph.reasoning.weighing import Role, State, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.counterfactuals import Counterfactual
    from imrgraph.reasoning.explanation import Condition, Explanation
    from imrgraph.reasoning.proof import Step
    from imrgraph.reasoning.record import Evidence
    from imrgraph.reasoning.weighing import Weighed

__all__ = [
    "Entry",
    "Section",
    "considered",
    "in_full",
    "reasons",
    "sections",
    "weighed_besides",
]

_SECONDARY = "the encoding rests on secondary sources: it does not make the reviewer wrong"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something told, and the words of the letter for it."""

    text: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under a title."""

    title: str
    entries: tuple[Entry, ...]


def reasons(item: Explanation) -> tuple[Condition, ...]:
    """Return the conditions on which the verdict turns, each way of putting one once."""
    return tuple({_put(each): each for each in item.decisive}.values())


def weighed_besides(item: Explanation) -> tuple[Condition, ...]:
    """Return the other conditions of recommendations that speak of the request."""
    besides = (each for each in item.told if not each.decisive and each.state != State.SILENT)
    return tuple({_put(each): each for each in besides}.values())


def _put(condition: Condition) -> tuple[object, ...]:
    """Return what a reader is told of a condition, by which it is the same as another."""
    result = condition.result
    told = (result.criterion, wording.found(condition), result.comparison)
    return *told, condition.source, condition.words


def sections(item: Explanation, knowledge: Knowledge) -> tuple[Section, ...]:
    """Return what is told beside the conditions; a section without an entry is left out."""
    told = (
        _section("Why neither way" if _open(item) else "Why not the other way", _contrary(item)),
        _section("Silent on this request", _silent(item, knowledge)),
        _section("What would have changed it", _flips(item, knowledge)),
        _section("What would have made no difference", _changes(item.no_effect, knowledge)),
        _section("Where the two readings of the guideline part", _partings(item)),
        _section(
            "The reviewer's grounds beside the derived ones",
            (Entry(wording.ground(each), each.evidence) for each in item.grounds),
        ),
        _section(
            "In favour, on record, and not addressed in the rationale",
            (
                Entry(f"{each.fact}; it speaks for {each.criterion}", each.evidence)
                for each in item.unaddressed
            ),
        ),
        _section("Findings of which the summary tells otherwise", _contradicted(item)),
        _section("Discrepancies", (Entry(e.what, e.evidence) for e in item.discrepancies)),
        _section("Rests on", map(Entry, (*item.assumptions, *item.absences))),
    )
    return tuple(section for section in told if section.entries)


def in_full(item: Explanation, knowledge: Knowledge) -> tuple[Section, ...]:
    """Return what is told in full: besides, whether the verdict stands without what it rests on."""
    without = (Entry(wording.without(each)) for each in item.sensitivity)
    last = _section("Without what it rests on", without)
    return (*sections(item, knowledge), *([last] if last.entries else []))


def considered(item: Explanation) -> tuple[tuple[Weighed, Step], ...]:
    """Return the recommendations considered for the verdict, each with its step of the proof."""
    steps = (step for step in item.proof.walk() if step.kind == "recommendation")
    return tuple(zip(item.decisions[0].weighed, steps, strict=False))


def _section(title: str, entries: Iterable[Entry]) -> Section:
    return Section(title, tuple(dict.fromkeys(entries)))


def _open(item: Explanation) -> bool:
    return item.verdict is Verdict.UNDETERMINED


def _contrary(item: Explanation) -> Iterator[Entry]:
    """Yield what became of the recommendations that speak for another verdict."""
    spoken = False
    for weighed, step in considered(item):
        contrary = _open(item) or weighed.supports is not (item.verdict is Verdict.NECESSARY)
        if contrary and weighed.state is not State.SILENT:
            spoken = True
            words = (step.evidence,) if step.evidence else ()
            prevails = "whether it prevails is open" if _open(item) else "yet it does not prevail"
            since = _since(weighed, step) or f", and {prevails}"
            yield Entry(f"{step.conclusion}{since}", words)
    if not spoken and not _open(item):
        side = "against" if item.verdict is Verdict.NECESSARY else "for"
        yield Entry(f"no recommendation {side} the request was found")


def _since(weighed: Weighed, step: Step) -> str:
    """Say which conditions leave a recommendation blocked or open, if they do."""
    if weighed.state is State.APPLIES:
        return ""
    contrary = Status.NOT_MET if weighed.supports else Status.MET
    wanted = contrary if weighed.state is State.BLOCKED else Status.UNKNOWN
    because = [
        premise.conclusion
        for result, premise in zip(weighed.results, step.premises, strict=False)
        if result.status is wanted
        and (weighed.state is State.OPEN or result.role is Role.CONDITION)
    ]
    return f", since {'; '.join(because)}" if because else ""


def _silent(item: Explanation, knowledge: Knowledge) -> Iterator[Entry]:
    for each in item.told:
        if each.silences:
            yield Entry(f"{knowledge.label(each.recommendation)}: {each.sentence}")


def _flips(item: Explanation, knowledge: Knowledge) -> Iterator[Entry]:
    yield from _changes(item.counterfactuals, knowledge)
    if item.searched_up_to is not None:
        yield Entry(f"more than {item.searched_up_to} changes at once were not looked at")


def _changes(found: Iterable[Counterfactual], knowledge: Knowledge) -> Iterator[Entry]:
    return (Entry(wording.counterfactual(each, knowledge)) for each in found)


def _contradicted(item: Explanation) -> Iterator[Entry]:
    for each in item.contradicted:
        yield Entry(wording.contradiction(each), (each.evidence, *each.places))


def _partings(item: Explanation) -> Iterator[Entry]:
    for each in item.partings:
        yield Entry(wording.parting(each), (each.evidence,) if each.evidence else ())
    if item.partings and not item.encoding_verified:
        yield Entry(_SECONDARY)
