"""As text: an explanation told to a person, in three levels of detail.

In:   the explanations of a letter.
Out:  plain text; every conclusion is followed by the words of the letter and a guideline place.
From: the order is that of a reader's questions: what follows, why, what would have changed it.
"""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Literal

from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.sentence import sentence
from imrgraph.reasoning.rendering.telling import in_full, reasons, sections, weighed_besides

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.explanation import Condition, Explanation, Explanations
    from imrgraph.reasoning.proof import Step
    from imrgraph.reasoning.rendering.telling import Entry
    from imrgraph.reasoning.verdicts import Decision

__all__ = ["LEVELS", "Level", "as_text"]

Level = Literal["verdict", "grounds", "full"]
LEVELS: tuple[Level, ...] = ("verdict", "grounds", "full")


def as_text(explanations: Explanations, level: Level = "grounds") -> str:
    """Tell the explanations of a letter.

    Args:
        explanations: as `explain` gives them.
        level: "verdict" (a sentence or two), "grounds" (and why), or "full" (and every proof).

    Returns:
        Lines without a newline at the end. A place is `[start-end, page]`: half-open, in
        characters of the text as read.
    """
    items = (_item(item, explanations.knowledge, level) for item in explanations.items)
    return ("\n\n" if level == "verdict" else "\n\n\n").join(items)


def _item(item: Explanation, knowledge: Knowledge, level: Level) -> str:
    parts = [f"{item.number}. {item.request}\n   {sentence(item, knowledge)}"]
    if level != "verdict":
        parts.append(_verdicts(item))
        parts += [
            _section("Why", map(_condition, reasons(item)), ""),
            _section("Weighed, and not the reason", map(_condition, weighed_besides(item)), ""),
        ]
        told = in_full if level == "full" else sections
        parts += [_section(each.title, map(_entry, each.entries)) for each in told(item, knowledge)]
    if level == "full":
        pairs = zip(item.decisions, item.proofs, strict=True)
        parts += [f"Proof {wording.how(decision)}\n{_tree(proof)}" for decision, proof in pairs]
    return "\n\n".join(filter(None, parts))


def _verdicts(item: Explanation) -> str:
    quotes = "\n".join(map(wording.quoted, item.outcome_evidence))
    recorded = f"On record: {wording.stands(item.recorded_outcome)}.  {quotes}"
    lines = [recorded, *(_verdict(decision, item) for decision in item.decisions)]
    return indent("\n".join(lines), "   ")


def _verdict(decision: Decision, item: Explanation) -> str:
    named = wording.name(decision, item).upper()
    return f"{named} {wording.how(decision)}: {wording.follows(decision, item)}."


def _section(title: str, entries: Iterable[str], bullet: str = "- ") -> str:
    lines = [indent(f"{bullet}{entry}", "     ")[len(bullet) :] for entry in entries]
    return "\n".join([title, *lines]) if lines else ""


def _entry(entry: Entry) -> str:
    return "\n".join([entry.text, *map(wording.quoted, entry.evidence)])


def _condition(condition: Condition) -> str:
    result = condition.result
    lines = [f"{wording.MARKS[result.status]} {result.criterion}: {wording.found(condition)}"]
    if result.comparison:
        lines.append(f"  {result.comparison}")
    words = f"  {wording.quoted(condition.words)}" if condition.words else ""
    lines.append(f"  guideline: {wording.source(condition.source)}{words}")
    if condition.evidence:
        lines.append(f"  letter:    {'; '.join(map(wording.quoted, condition.evidence))}")
    return "\n".join(lines)


def _tree(step: Step) -> str:
    """Draw a proof, premises below their conclusion."""
    place = f"  {wording.quoted(step.evidence)}" if step.evidence else ""
    source = f"  ({wording.source(step.source)})" if step.source else ""
    line = f"{step.kind}: {step.conclusion}{source}{place}  [{wording.rule(step)}]"
    return "\n".join([line, *(indent(_tree(premise), "   ") for premise in step.premises)])
