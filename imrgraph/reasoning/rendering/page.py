"""The page: what there is to say of one item, on one page, in the order in which it is wanted.

In:   an explanation, or all of a letter.
Out:  a line on whether the outcome follows, and `Section`s with the words that each rests on.
From: why, what on record answers it, what is odd, what the next request would need; whatever
      else there is to tell stands behind the level "full".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.deciding.case import Basis
from imrgraph.reasoning.deciding.results import Reading
from imrgraph.reasoning.deciding.verdicts import Agreement, Verdict
from imrgraph.reasoning.explaining.turning import conceded, hanging_on, reasons_for
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.headline import reason_clauses
from imrgraph.reasoning.rendering.sentence import ground_clause
from imrgraph.reasoning.rendering.telling import Entry, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.reasoning.auditing.discrepancies import Discrepancy
    from imrgraph.reasoning.deciding.verdicts import VerdictResult
    from imrgraph.reasoning.explaining.explanation import Explanation, Explanations
    from imrgraph.reasoning.explaining.turning import Reason

__all__ = ["page", "remarks", "standing"]

#: More entries than this are counted, not told.
_MOST: Final = 4
#: So many steps of the next request are told.
_MOST_STEPS: Final = 6
#: So many quotations an entry has at most.
_QUOTES: Final = 2
#: The kind of next steps whose words stand with the reasons already.
_QUOTED_ABOVE: Final = "document"
_BY: Final = {
    (Basis.REVIEWER, Reading.STATED): "the guideline as this reviewer states and applies it",
    (Basis.REVIEWER, Reading.ENCODED): "the guideline as encoded",
    (Basis.RECORD, Reading.ENCODED): "the record alone",
}
_WOULD: Final = {
    Verdict.NECESSARY: "it would be necessary",
    Verdict.NOT_NECESSARY: "it would not be necessary",
    Verdict.PARTLY_NECESSARY: "{part}",
}


def standing(item: Explanation) -> str:
    """Say whether the outcome on record follows: from what the reviewer found, and otherwise."""
    by: dict[str, list[str]] = {}
    order = list(_BY)
    for each in sorted(item.verdicts, key=lambda each: order.index((each.basis, each.reading))):
        by.setdefault(_stands(each, item), []).append(_BY[each.basis, each.reading])
    told = [said.format(_listed(what)) for said, what in by.items() if said]
    if hanging := hanging_on(item):
        several = "Items" if hanging[1:] else "Item"
        verb = "stand or fall" if hanging[1:] else "stands or falls"
        told.append(f"{several} {_listed([*map(str, hanging)])} {verb} with it.")
    return " ".join(told)


def page(item: Explanation) -> tuple[Section, ...]:
    """Return what the page of an item tells; a section without an entry is left out."""
    told = (
        _section("The reviewer's reasons" if _stated(item) else "The reasons", _reasons(item)),
        _section("On record, and on the other side", _answers(item)),
        _section("What is odd", _odd(item)),
        _section("What the next request would need", _next(item), _MOST_STEPS),
        _section("What was not understood", _not_understood(item)),
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


def _section(title: str, entries: Iterable[Entry], most: int = _MOST) -> Section:
    """Make a section of the first entries, each with its first words, and count the others."""
    every = [Entry(each.text, each.evidence[:_QUOTES]) for each in dict.fromkeys(entries)]
    if len(every) <= most + 1:  # to tell that there is one more takes as much room as to tell it
        return Section(title, tuple(every))
    return Section(title, tuple(every[:most]), len(every) - most)


def _stands(verdict: VerdictResult, item: Explanation) -> str:
    """Say how the outcome on record stands to what follows by one verdict, "" where nothing does.

    An encoding that is not verified makes nobody wrong, nor does what may be a misreading.
    """
    if verdict.verdict is Verdict.UNDETERMINED:
        return "It is open what follows from {}." if verdict is item.leading else ""
    part = f"{verdict.certify} of the {item.requested} asked for could have been certified"
    would = _WOULD[verdict.verdict].format(part=part)
    if item.recorded_outcome is None:
        return f"From {{}}, {would}."
    if verdict.agreement(item.recorded_outcome) is Agreement.AGREE:
        return "The outcome follows from {}."
    if verdict.reading is Reading.ENCODED and not item.encoding_verified:
        return f"From {{}}, {would}; that encoding is not verified."
    if not item.is_certain(verdict):
        return f"Of {{}}, {wording.TOO_LITTLE}."
    return f"The outcome does not follow from {{}}: {would}."


def _listed(parts: list[str]) -> str:
    """Join names.

    >>> _listed(["the guideline", "the letter", "the record"])
    'the guideline, the letter and the record'
    """
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _stated(item: Explanation) -> bool:
    return any(each.stated for each in reasons_for(item))


def _reasons(item: Explanation) -> Iterator[Entry]:
    reasons = reasons_for(item)
    for reason, clause in zip(reasons, reason_clauses(reasons, item), strict=True):
        sum_ = _sum(reason, item)
        evidence = reason.places or (reason.condition.evidence if reason.condition else ())
        yield Entry(f"{clause}{f': {sum_}' if sum_ else ''}", evidence)


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
    favourable = () if item.recorded_outcome == "overturned" else item.unaddressed
    for fact in favourable:
        criterion = know.label(IMRV(fact.criterion).value)
        said = f"{wording.unaddressed(fact, know)}; it speaks for {criterion}"
        yield Entry(f"{said}, and the rationale does not mention it", fact.evidence)
    for ground in conceded(item):
        clause = ground_clause(ground.criterion, know, met=ground.met)
        yield Entry(f"the reviewer finds that {clause}", ground.evidence)


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
    for step in item.next_request:
        said = wording.next_step(step, know)
        if step.kind == _QUOTED_ABOVE:
            yield Entry(" ".join([said, *(f"[{wording.place(e)}]" for e in step.evidence[:1])]))
        else:
            yield Entry(said, step.evidence)
    if item.next_request:
        for found in item.counterfactuals:
            if all(change.finding is None for change in found.changes):
                yield Entry(wording.otherwise(found, know, flips=True))
        for found in item.no_effect:
            [change] = found.changes
            if change.finding is None and change.property == "quantityRequested":
                yield Entry(wording.otherwise(found, know, flips=False))


def _not_understood(item: Explanation) -> Iterator[Entry]:
    """Yield how much of the rationale was not understood, and the first words of it."""
    many = len(item.unread)
    if many:
        among = ", among them" if many > _QUOTES else ""
        yield Entry(
            f"{many} sentence{'' if many == 1 else 's'} of the rationale{among}", item.unread
        )
