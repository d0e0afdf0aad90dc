"""The page: what there is to say of one item, on one page, in the order in which it is wanted.

In:   an explanation, or all of a letter.
Out:  a line on whether the outcome follows, and `Section`s with the words that each rests on.
From: why, what on record answers it, what is odd, what the next request would need; whatever
      else there is to tell stands behind the level "full".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.deciding.results import Reading
from imrgraph.reasoning.explaining.applying import application, rules_that_bear
from imrgraph.reasoning.explaining.turning import conceded, reasons_for, untold
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.headline import reason_clauses
from imrgraph.reasoning.rendering.sentence import ground_clause
from imrgraph.reasoning.rendering.standing import cut, listed
from imrgraph.reasoning.rendering.telling import Entry, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.reasoning.auditing.discrepancies import Discrepancy
    from imrgraph.reasoning.auditing.grounds import UnaddressedFact
    from imrgraph.reasoning.explaining.explanation import Explanation, Explanations
    from imrgraph.reasoning.explaining.turning import Reason
    from imrgraph.reasoning.places import Evidence

__all__ = ["not_understood", "page", "remarks"]

#: More entries than this are counted, not told.
_MOST: Final = 4
#: So many steps of the next request are told.
_MOST_STEPS: Final = 6
_GIVEN: Final = "The reviewer's reasons"
_WORKED_OUT: Final = "The reasons, worked out from the numbers"
#: A sentence of more words is not quoted to its end.
_LONG: Final = 30
#: So many sentences are quoted that no reason was read in.
_UNTOLD: Final = 3
#: So many quotations an entry has at most.
_QUOTES: Final = 2
#: The kind of next steps whose words stand with the reasons already.
_QUOTED_ABOVE: Final = "document"
_RULE: Final = "rule"


def page(item: Explanation) -> tuple[Section, ...]:
    """Return what the page of an item tells; a section without an entry is left out."""
    told = (
        _section(_GIVEN if _stated(item) else _WORKED_OUT, _reasons(item)),
        _section("On record, and on the other side", _answers(item)),
        _section("What is odd", _odd(item)),
        _section("What the next request would need", _next(item), _MOST_STEPS),
        _section("What was not understood", _not_understood(item), most_quotes=_UNTOLD),
    )
    return tuple(section for section in told if section.entries)


def remarks(explanations: Explanations) -> tuple[Section, ...]:
    """Return what concerns the whole letter, which is told once."""
    know = explanations.knowledge
    entries = (
        Entry(wording.discrepancy(each, know), each.evidence)
        for item in explanations.items
        for each in item.discrepancies
        if _is_of_letter(each, item)
    )
    found = _section("The letter as a whole", entries)
    return (found,) if found.entries else ()


def _section(
    title: str, entries: Iterable[Entry], most: int = _MOST, most_quotes: int = _QUOTES
) -> Section:
    """Make a section of the first entries, each with its first words, and count the others."""
    kept = dict.fromkeys(entries)
    every = [replace(each, evidence=each.evidence[:most_quotes]) for each in kept]
    if len(every) <= most + 1:  # to tell that there is one more takes as much room as to tell it
        return Section(title, tuple(every))
    return Section(title, tuple(every[:most]), len(every) - most)


def _stated(item: Explanation) -> bool:
    return any(each.stated for each in reasons_for(item))


def _reasons(item: Explanation) -> Iterator[Entry]:
    """Yield the reasons; of what is not read for certain the words come first, told once."""
    reasons = reasons_for(item)
    doubtful: dict[tuple[int, int], tuple[Evidence, list[str]]] = {}
    for reason, clause in zip(reasons, reason_clauses(reasons, item), strict=True):
        sum_ = _sum(reason, item)
        evidence = reason.places or (reason.condition.evidence if reason.condition else ())
        if reason.is_certain:
            yield Entry(f"{clause}{f': {sum_}' if sum_ else ''}", evidence)
        else:
            words = evidence[0]
            doubtful.setdefault((words.start, words.end), (words, []))[1].append(clause)
    for words, clauses in doubtful.values():
        yield Entry(f"in these words, perhaps that {listed(clauses)}", (words,))


def _sum(reason: Reason, item: Explanation) -> str:
    """Write the arithmetic of a reason."""
    if reason.condition is None:
        return ""
    return terms.comparison(reason.condition.result, item.knowledge)


def _answers(item: Explanation) -> Iterator[Entry]:
    """Yield what the record holds against the outcome, and what the reviewer concedes."""
    know = item.knowledge
    for found in item.contradictions:
        yield Entry(wording.contradiction(found, know), (found.evidence, *found.places))
    for fact in _favourable(item):
        criterion = know.label(IMRV(fact.criterion).value)
        said = f"{wording.unaddressed(fact, know)}; it speaks for {criterion}"
        yield Entry(f"{said}; the rationale does not mention it", fact.evidence)
    for ground in conceded(item):
        clause = ground_clause(ground.criterion, know, met=ground.met)
        yield Entry(f"the reviewer finds that {clause}", ground.evidence)


def _favourable(item: Explanation) -> Iterator[UnaddressedFact]:
    """Yield the facts that speak for what the reviewer found wanting, or says is wanted."""
    if item.recorded_outcome == "overturned":
        return
    wanting = {each.criterion for each in reasons_for(item) if each.stated and not each.met}
    wanting |= {
        each.result.criterion
        for each in item.conditions
        if each.weighed.reading is Reading.STATED and each.words
    }
    yield from (each for each in item.unaddressed if each.criterion in wanting)


def _odd(item: Explanation) -> Iterator[Entry]:
    know = item.knowledge
    for each in item.discrepancies:
        if not _is_of_letter(each, item):
            yield Entry(wording.discrepancy(each, know), each.evidence)
    for parting in item.partings:
        words = (parting.evidence,) if parting.evidence else ()
        yield Entry(wording.parting(parting, know), words)


def _is_of_letter(found: Discrepancy, item: Explanation) -> bool:
    kind = IMRV(f"discrepancy-{found.kind}").value
    return bool(item.knowledge.value(kind, "ofLetter"))


def _next(item: Explanation) -> Iterator[Entry]:
    """Yield what the next request would need, and which dates and numbers would have mattered."""
    know = item.knowledge
    above = _told_above(item)
    for step in item.next_request:
        said = wording.next_step(step, know)
        if step.kind == _QUOTED_ABOVE:
            missed = "".join(
                f", to answer “{cut(e)}” [{wording.place(e)}]" for e in step.evidence[:1]
            )
            yield Entry(f"{said}{missed}")
            continue
        left = [each for each in step.evidence if step.kind != _RULE or each.start not in above]
        if left or not step.evidence:
            yield Entry(said, tuple(replace(each, quote=_whole(each)) for each in left))
    if item.next_request:
        yield from _otherwise(item)


def _told_above(item: Explanation) -> set[int]:
    """Return where the sentences begin that stand on the page as a rule or as a reason already."""
    applied = application(item)
    told = [*((applied.rule,) if applied else ())]
    told += [place for reason in reasons_for(item) for place in reason.places]
    found = (item.passages.of(place) for place in told)
    return {each.place.start for each in found if each}


def _otherwise(item: Explanation) -> Iterator[Entry]:
    """Yield the dates and numbers that would have mattered, and those that would not.

    Where the reviewer gives a reason besides, none would have been enough; and what was authorized
    in part could not have been asked for otherwise.
    """
    know = item.knowledge
    turning = {each.result.criterion for each in item.decisive}
    alone = all(each.condition or each.criterion in turning for each in reasons_for(item))
    quantity = item.of.request.quantity
    in_part = quantity is not None and quantity.authorized is not None
    for found, flips in (
        *((e, True) for e in item.counterfactuals),
        *((e, False) for e in item.no_effect),
    ):
        changed = {change.property for change in found.changes}
        numbers = all(change.finding is None for change in found.changes)
        counted = changed == {"quantityRequested"}
        if numbers and (flips or counted) and not (counted and in_part):
            yield Entry(wording.otherwise(found, know, flips=flips, alone=alone))


def not_understood(item: Explanation) -> tuple[Evidence, ...]:
    """Return the sentences that seem to find something and that no reason was read in."""
    applied = application(item)
    rules = [*rules_that_bear(item), *((applied.rule,) if applied else ())]
    return tuple(each for each in untold(item) if each not in rules)  # those are told as rules


def _not_understood(item: Explanation) -> Iterator[Entry]:
    """Yield how many sentences were not understood, with the likeliest."""
    found = not_understood(item)
    kept = tuple(replace(each, quote=_whole(each)) for each in found[:_UNTOLD])
    if found:
        among = ", among them" if len(found) > len(kept) else ""
        said = "1 sentence" if len(found) == 1 else f"{len(found)} sentences"
        yield Entry(
            f"{said} of the rationale may hold a further reason{among}", kept, found[_UNTOLD:]
        )


def _whole(evidence: Evidence) -> str:
    """Return the words of a sentence, as many as two lines hold."""
    words = evidence.quote.split()
    return " ".join(words) if len(words) <= _LONG else f"{' '.join(words[:_LONG])} …"
