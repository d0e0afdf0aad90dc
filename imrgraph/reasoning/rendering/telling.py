"""Telling: what there is to say of an item, in the order of a reader's questions.

In:   an explanation.
Out:  `Section`s: a title, and entries with the words of the letter that each rests on.
From: what follows, why, why not the other way, what would have changed it, what it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imrgraph.knowledge.guidelines import BEYOND
from imrgraph.reasoning.deciding.results import Reading, Role, State, Status
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reasoning.explaining.following import is_turned_on
from imrgraph.reasoning.explaining.proof import Kind
from imrgraph.reasoning.rendering import terms, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.counterfactuals import Counterfactual
    from imrgraph.reasoning.deciding.results import ConditionResult, WeighedRecommendation
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition, Explanation
    from imrgraph.reasoning.explaining.proof import Derivation
    from imrgraph.reasoning.places import Evidence

__all__ = [
    "Entry",
    "Section",
    "changes_of_outcome",
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
    #: Further words for it, for which a page that can be unfolded has room.
    more: tuple[Evidence, ...] = ()
    #: The case number and the item of the decided request that it tells of.
    request: tuple[str, int] | None = None
    #: The same of the letter that `evidence` is quoted from, where it is told of many.
    quoted_of: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under a title."""

    title: str
    entries: tuple[Entry, ...]
    #: More of them, for which a page that can be unfolded has room.
    rest: tuple[Entry, ...] = ()
    #: Whether its entries are to be ticked off.
    is_checklist: bool = False

    @property
    def left(self) -> int:
        """How many more there are."""
        return len(self.rest)


def reasons(item: Explanation) -> tuple[ExplainedCondition, ...]:
    """Return the conditions on which the outcome turned, each way of putting one once."""
    turning = (each for each in item.decisive if is_turned_on(each, item))
    return _each_once(turning, item.knowledge)


def weighed_besides(item: Explanation) -> tuple[ExplainedCondition, ...]:
    """Return the other conditions of recommendations that speak of the request."""
    spoken = (c for c in item.leading_conditions if c.weighed.state is not State.SILENT)
    others = (each for each in spoken if not is_turned_on(each, item))
    return _each_once(others, item.knowledge)


def _each_once(
    conditions: Iterable[ExplainedCondition], knowledge: Knowledge
) -> tuple[ExplainedCondition, ...]:
    return tuple({_put(each, knowledge): each for each in conditions}.values())


def _put(condition: ExplainedCondition, knowledge: Knowledge) -> tuple[object, ...]:
    """Return what a reader is told of a condition, by which it is the same as another."""
    result = condition.result
    told = wording.condition(condition, knowledge), terms.comparison(result, knowledge)
    return result.criterion, *told, condition.weighed.source, condition.words


def sections(item: Explanation) -> tuple[Section, ...]:
    """Return what is told beside the conditions; a section without an entry is left out."""
    know = item.knowledge
    told = (
        _section("Why neither way" if _open(item) else "Why not the other way", _contrary(item)),
        _section("Silent on this request", _silent(item)),
        _section("What other guidelines say", _beyond(item)),
        _section("What would have changed it", changes_of_outcome(item)),
        _section("What would have made no difference", _changes(item.no_effect, item)),
        _section("Where the two readings of the guideline part", _partings(item)),
        _section(
            "The reviewer's grounds beside the derived ones",
            (Entry(wording.ground(each, item.knowledge), each.evidence) for each in item.grounds),
        ),
        _section(
            "Sentences of the rationale that were not understood",
            (Entry("the reviewer says", (each,)) for each in item.unread),
        ),
        _section(
            "In favour, on record, and not addressed in the rationale",
            (
                Entry(
                    f"{wording.unaddressed(each, know)}; it speaks for {each.criterion}",
                    each.evidence,
                )
                for each in item.unaddressed
            ),
        ),
        _section("What the reviewer says and the summary tells otherwise", _contradicted(item)),
        _section(
            "Discrepancies",
            (Entry(wording.discrepancy(e, know), e.evidence) for e in item.discrepancies),
        ),
        _section(
            "Rests on",
            (Entry(wording.conclusion(each, know)) for each in (*item.assumptions, *item.absences)),
        ),
    )
    return tuple(section for section in told if section.entries)


def in_full(item: Explanation) -> tuple[Section, ...]:
    """Return what is told in full: besides, whether the verdict stands without what it rests on."""
    without = (Entry(wording.without(each, item.knowledge)) for each in item.sensitivity)
    last = _section("Without what it rests on", without)
    return (*sections(item), *([last] if last.entries else []))


def considered(item: Explanation) -> tuple[Derivation, ...]:
    """Return the steps of the recommendations considered for the verdict."""
    return tuple(step for step in item.proof.walk() if step.kind is Kind.RECOMMENDATION)


def _section(title: str, entries: Iterable[Entry]) -> Section:
    return Section(title, tuple(dict.fromkeys(entries)))


def _open(item: Explanation) -> bool:
    return item.verdict is Verdict.UNDETERMINED


def _contrary(item: Explanation) -> Iterator[Entry]:
    """Yield what became of the recommendations that speak for another verdict."""
    spoken = False
    for step in considered(item):
        weighed: WeighedRecommendation = step.of
        contrary = _open(item) or weighed.supports is not (item.verdict is Verdict.NECESSARY)
        if contrary and weighed.state is not State.SILENT:
            spoken = True
            words = (step.evidence,) if step.evidence else ()
            prevails = "whether it prevails is open" if _open(item) else "yet it does not prevail"
            since = _since(weighed, item) or f", and {prevails}"
            yield Entry(f"{wording.conclusion(step, item.knowledge)}{since}", words)
    if not spoken and not _open(item):
        side = "against" if item.verdict is Verdict.NECESSARY else "for"
        yield Entry(f"no recommendation {side} the request was found")


def _since(weighed: WeighedRecommendation, item: Explanation) -> str:
    """Say which conditions leave a recommendation blocked or open, if they do."""
    because = (r for r in weighed.results if _leaves(r, weighed))
    told = "; ".join(wording.sentence(each, item.knowledge) for each in because)
    return f", since {told}" if told else ""


def _leaves(result: ConditionResult, weighed: WeighedRecommendation) -> bool:
    """Whether a condition leaves its recommendation blocked, or open."""
    if weighed.state is State.OPEN:
        return result.status is Status.UNKNOWN
    contrary = Status.NOT_MET if weighed.supports else Status.MET
    blocked = weighed.state is State.BLOCKED and result.role is Role.CONDITION
    return blocked and result.status is contrary


def _silent(item: Explanation) -> Iterator[Entry]:
    for each in item.leading_conditions:
        if each.silences:
            named = item.knowledge.label(each.weighed.recommendation)
            yield Entry(f"{named}: {wording.sentence(each.result, item.knowledge)}")


def _beyond(item: Explanation) -> Iterator[Entry]:
    """Yield what guidelines beyond MTUS and ODG say, where they were asked."""
    for each in item.weighed.get((item.leading.basis, Reading.ENCODED), ()):
        if each.rank >= BEYOND and each.state is not State.SILENT:
            yield Entry(wording.beyond(each, item.knowledge))


def changes_of_outcome(
    item: Explanation, besides: Iterable[Counterfactual] = ()
) -> Iterator[Entry]:
    """Yield the fewest changes after which another verdict would have followed.

    Args:
        item: the explanation.
        besides: what else would have flipped it, of what can be supposed.
    """
    for each in (*item.counterfactuals, *besides):
        told = wording.counterfactual(each, item.knowledge)
        yield Entry(f"{told}{wording.unmoved(each, item)}")
    if item.searched_up_to is not None:
        yield Entry(f"more than {item.searched_up_to} changes at once were not looked at")


def _changes(found: Iterable[Counterfactual], item: Explanation) -> Iterator[Entry]:
    return (Entry(wording.counterfactual(each, item.knowledge)) for each in found)


def _contradicted(item: Explanation) -> Iterator[Entry]:
    for each in item.contradictions:
        yield Entry(wording.contradiction(each, item.knowledge), (each.evidence, *each.places))


def _partings(item: Explanation) -> Iterator[Entry]:
    for each in item.partings:
        yield Entry(
            wording.parting(each, item.knowledge), (each.evidence,) if each.evidence else ()
        )
    if item.partings and not item.encoding_verified:
        yield Entry(_SECONDARY)
