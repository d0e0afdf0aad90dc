"""As supposition: what would have followed, told to a person.

In:   a supposition, and the explanations that it starts from.
Out:  plain text: what would have been otherwise, and each verdict before and after.
From: the words for bases and readings are those of the explanation as text.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMR, IMRV
from imrgraph.reasoning.explaining.whatif import PHASE
from imrgraph.reasoning.rendering.wording import how, leads

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.case import Change
    from imrgraph.reasoning.deciding.verdicts import VerdictResult
    from imrgraph.reasoning.explaining.explanation import Explanations
    from imrgraph.reasoning.explaining.whatif import Supposition

__all__ = ["as_supposition", "told_kept", "told_moved"]


def as_supposition(explained: Explanations, supposition: Supposition) -> str:
    """Tell a supposition.

    Returns:
        A line for what was set, one for each basis and reading, one that says which leads where
        they part, and one for each finding that is kept; without a newline at the end.
    """
    settings = (_setting(*each, explained.knowledge) for each in supposition.changes.items())
    verdicts = (f"{_verdict(*each)} {how(each[0])}" for each in supposition.outcomes)
    leading = leads([after for _, after in supposition.outcomes])
    kept = (told_kept(each, explained.knowledge) for each in supposition.kept)
    first = f"Had it been otherwise: {', '.join(settings)}"
    return "\n".join([first, *verdicts, *filter(None, [leading]), *kept])


def told_kept(criterion: str, knowledge: Knowledge) -> str:
    """Tell that a finding of the reviewer is kept that is of what is otherwise."""
    label = knowledge.label(IMRV(criterion).value)
    told = f"The reviewer's finding on the {label} stays as it was, of facts that are otherwise now"
    return f"{told}." if criterion == PHASE else f"{told}; {criterion} can be set, too."


def told_moved(phase: str, change: Change, knowledge: Knowledge) -> str:
    """Tell which date a phase that is supposed moves, and to which day."""
    date_of = knowledge.label(IMR(change.property).value)
    told = f"A phase is counted from the {date_of}. For the phase “{knowledge.label(phase)}”"
    if change.before == change.after:
        return f"{told} it can stay as it is, {change.after}."
    moved = "moved" if change.before is not None else "set"
    return f"{told} it is {moved} to {change.after}, the last day that leaves the request in it."


def _setting(setting: str, changes: tuple[Change, ...], knowledge: Knowledge) -> str:
    """Say what was set, with the fact that it comes to where that is a number or a date."""
    facts = [_fact(each, knowledge) for each in changes if isinstance(each.after, int | date)]
    told = [fact for fact in facts if fact]
    return f"{setting} ({'; '.join(told)})" if told else setting


def _fact(change: Change, knowledge: Knowledge) -> str | None:
    if isinstance(change.after, bool):
        return None
    label = knowledge.label(IMR(change.property).value)
    if change.before == change.after:
        return f"{label} is {change.after} as it is"
    before = f" instead of {change.before}" if change.before is not None else ""
    return f"{label} {change.after}{before}"


def _verdict(before: VerdictResult, after: VerdictResult) -> str:
    names = [_name(each) for each in (before, after)]
    return names[0] if names[0] == names[1] else " → ".join(names)


def _name(verdict: VerdictResult) -> str:
    certified = f" ({verdict.certify} certified)" if verdict.certify is not None else ""
    return f"{verdict.verdict.replace('-', ' ').upper()}{certified}"
