"""Standing: whether the outcome on record follows, and from what.

In:   an explanation.
Out:  a line: the rule that the reviewer states and applies, with both places; where there is one,
      that the outcome follows from the guideline as encoded, and from the record alone.
From: that it follows from a guideline is told only where the reviewer states a rule and applies it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.cutting import shortened
from imrgraph.reasoning.deciding.case import Basis
from imrgraph.reasoning.deciding.results import Reading
from imrgraph.reasoning.deciding.verdicts import Agreement, Verdict
from imrgraph.reasoning.explaining.applying import Application
from imrgraph.reasoning.explaining.following import agreement_told, rule_applied
from imrgraph.reasoning.explaining.turning import hanging_on
from imrgraph.reasoning.places import Evidence
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from imrgraph.reasoning.deciding.verdicts import VerdictResult
    from imrgraph.reasoning.explaining.explanation import Explanation

__all__ = ["cut", "listed", "on_record_alone", "standing"]

#: So many words of a quotation stand in a line.
_FEW: Final = 20
#: So many of the guidelines that the reviewer cites are named.
_CITED: Final = 2
_REVIEWER: Final = "reviewer"
_BY: Final = {
    (Basis.REVIEWER, Reading.STATED): "what this reviewer states and finds",
    (Basis.REVIEWER, Reading.ENCODED): "the guideline as encoded here",
    (Basis.RECORD, Reading.ENCODED): "the record alone",
}
_WOULD: Final = {
    Verdict.NECESSARY: "it would be necessary",
    Verdict.NOT_NECESSARY: "it would not be necessary",
    Verdict.PARTLY_NECESSARY: "{part}",
}


def standing(item: Explanation, place: Callable[[Evidence], str] = wording.place) -> str:
    """Say whether the outcome on record follows: from what the reviewer found, and otherwise.

    Args:
        item: the explanation.
        place: how the place of a quotation is told.
    """
    by: dict[str, list[str]] = {}
    order = list(_BY)
    for each in sorted(item.verdicts, key=lambda each: order.index((each.basis, each.reading))):
        by.setdefault(_stands(each, item), []).append(_BY[each.basis, each.reading])
    told = [said.format(listed(what)) for said, what in by.items() if said]
    told[:0] = filter(None, [_by_rule(item, place) or _cited(item, place)])
    if hanging := hanging_on(item):
        several = "Items" if hanging[1:] else "Item"
        verb = "stand or fall" if hanging[1:] else "stands or falls"
        told.append(f"{several} {listed([*map(str, hanging)])} {verb} with it.")
    return " ".join(told)


def on_record_alone(item: Explanation) -> str:
    """Say what follows on the record alone, where nothing else is asked for; else nothing.

    What the letter says of its outcome is the reviewer's, on whatever basis one asks.
    """
    is_asked = all(each.basis is Basis.RECORD for each in item.verdicts)
    return f"On the record alone: {sentence(item)}" if is_asked else ""


def _by_rule(item: Explanation, place: Callable[[Evidence], str]) -> str:
    """Say that the outcome follows from a rule that the reviewer states and applies."""
    match rule_applied(item):
        case Application() as applied:
            rule, finding = (place(each) for each in applied.parts)
            states = f"“{cut(applied.rule)}” [{rule}]"
            start = f"It follows from a rule that the reviewer states, {states},"
            return f"{start} and applies [{finding}]."
        case Evidence() as both:
            said = f"“{cut(both)}” [{place(both)}]"
            return f"It follows from a rule that the reviewer states and applies at once: {said}."
        case None:
            return ""
        case limit:
            numbers = terms.comparison(limit.result, item.knowledge)
            words = f"“{cut(limit.words)}” [{place(limit.words)}]" if limit.words else ""
            return f"It follows from the limit that the reviewer states, {words}: {numbers}."


def _cited(item: Explanation, place: Callable[[Evidence], str]) -> str:
    """Say on what the reviewer relies, in the words of the letter."""
    document = item.letter.document
    spans = [each.span for each in item.of.citations if each.by == _REVIEWER][:_CITED]
    cited = [Evidence(s.start, s.end, document.quote(s), document.page(s)) for s in spans]
    named = [f"“{' '.join(each.quote.split())}” [{place(each)}]" for each in cited]
    return f"The reviewer relies on {listed(named)}." if named else ""


def _stands(verdict: VerdictResult, item: Explanation) -> str:
    """Say how the outcome on record stands to what follows by one verdict, "" where it is not told.

    That it follows by the reviewer's own rule is told with the words of the rule. A record that
    contradicts what the reviewer finds bears nothing out by itself.
    """
    against_itself = verdict.basis is Basis.RECORD and item.contradictions
    if verdict.verdict is Verdict.UNDETERMINED or against_itself:
        return ""
    would = _WOULD[verdict.verdict].format(part=wording.certified(verdict, item))
    if item.recorded_outcome is None:
        return f"From {{}}, {would}."
    told = agreement_told(verdict, item)
    if told is Agreement.DISAGREE:
        return f"The outcome does not follow from {{}}: {would}."
    agrees = told is Agreement.AGREE and verdict.reading is not Reading.STATED
    return "The outcome follows from {}." if agrees else ""


def cut(evidence: Evidence, most: int = _FEW) -> str:
    """Return the first clauses of a quotation, with a mark where it goes on."""
    words = wording.words(evidence).rstrip(" .").split()
    return shortened(words, most, 2 * most)


def listed(parts: list[str]) -> str:
    """Join names.

    >>> listed(["the guideline", "the letter", "the record"])
    'the guideline, the letter and the record'
    """
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
