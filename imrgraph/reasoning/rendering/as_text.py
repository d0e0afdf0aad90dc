"""As text: an explanation told to a person, in three levels of detail.

In:   the explanations of a letter.
Out:  plain text; every conclusion is followed by the words of the letter and a guideline place.
From: the order is that of a reader's questions: what follows, why, what would have changed it.
"""

from __future__ import annotations

from textwrap import fill, indent
from typing import TYPE_CHECKING, Final, Literal

from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.headline import headline
from imrgraph.reasoning.rendering.page import page, remarks
from imrgraph.reasoning.rendering.sentence import sentence
from imrgraph.reasoning.rendering.standing import on_record_alone, standing
from imrgraph.reasoning.rendering.telling import in_full, reasons, weighed_besides

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.verdicts import VerdictResult
    from imrgraph.reasoning.explaining.explanation import (
        ExplainedCondition,
        Explanation,
        Explanations,
    )
    from imrgraph.reasoning.explaining.proof import Derivation
    from imrgraph.reasoning.rendering.telling import Entry, Section

__all__ = ["LEVELS", "Level", "as_text", "folded", "wrapped"]

Level = Literal["verdict", "page", "full"]
LEVELS: tuple[Level, ...] = ("verdict", "page", "full")
#: So many characters a line of a page has at most.
_WIDTH: Final = 100


def as_text(explanations: Explanations, level: Level = "page") -> str:
    """Tell the explanations of a letter.

    Args:
        explanations: as `explain` gives them.
        level: "verdict" (a sentence), "page" (and what is of use), or "full" (and every proof).

    Returns:
        Lines without a newline at the end. A place is `[start-end, page]`: half-open, in
        characters of the text as read.
    """
    items = [_item(item, level) for item in explanations.items]
    if level == "verdict":
        return "\n\n".join(items)
    return "\n\n\n".join([*items, *map(folded, remarks(explanations))])


def _item(item: Explanation, level: Level) -> str:
    head = [wrapped(item.request, f"{item.number}. "), wrapped(headline(item), "   ")]
    alone = on_record_alone(item)
    head += [wrapped(alone, "   ")] if alone else []
    if level == "verdict":
        return "\n".join(head)
    follows = standing(item)
    head += [wrapped(follows, "   ")] if follows else []
    parts = ["\n".join(head), *map(folded, page(item))]
    return "\n\n".join([*parts, *(_in_full(item) if level == "full" else ())])


def _in_full(item: Explanation) -> Iterator[str]:
    """Yield whatever else there is to tell of an item."""
    told = (
        f"In full\n   {sentence(item)}",
        _verdicts(item),
        _section("Why", _conditions(reasons(item), item), ""),
        _section("Weighed, and not the reason", _conditions(weighed_besides(item), item), ""),
        *(_section(each.title, map(_entry, each.entries)) for each in in_full(item)),
        *(f"Proof {wording.how(each)}\n{_proof(each, item)}" for each in item.verdicts),
    )
    yield from filter(None, told)


def folded(section: Section) -> str:
    """Write a section of a page, its lines no longer than the page is wide."""
    lines = [section.title]
    for entry in section.entries:
        lines.append(wrapped(entry.text, "   - "))
        if entry.evidence:
            lines.append(wrapped("; ".join(map(wording.quoted, entry.evidence)), "     "))
    if section.left:
        lines.append(f"   - {section.left} more with --level full")
    return "\n".join(lines)


def wrapped(text: str, opening: str) -> str:
    """Fold a text to the width of a page, below its opening."""
    #: A page stays beside its number.
    kept = fill(
        text.replace("p. ", "p.\xa0"),
        _WIDTH,
        initial_indent=opening,
        subsequent_indent=" " * len(opening),
        break_on_hyphens=False,
        break_long_words=False,
    )
    return kept.replace("p.\xa0", "p. ")


def _verdicts(item: Explanation) -> str:
    quotes = "\n".join(map(wording.quoted, item.outcome_evidence))
    recorded = f"On record: {wording.stands(item.recorded_outcome)}.  {quotes}"
    lines = [recorded, *(_verdict(each, item) for each in item.verdicts)]
    return indent("\n".join(lines), "   ")


def _verdict(verdict: VerdictResult, item: Explanation) -> str:
    named = wording.name(verdict, item).upper()
    return f"{named} {wording.how(verdict)}: {wording.follows(verdict, item)}."


def _section(title: str, entries: Iterable[str], bullet: str = "- ") -> str:
    lines = [indent(f"{bullet}{entry}", "     ")[len(bullet) :] for entry in entries]
    return "\n".join([title, *lines]) if lines else ""


def _entry(entry: Entry) -> str:
    return "\n".join([entry.text, *map(wording.quoted, entry.evidence)])


def _conditions(conditions: Iterable[ExplainedCondition], item: Explanation) -> Iterator[str]:
    return (_condition(each, item.knowledge) for each in conditions)


def _condition(condition: ExplainedCondition, knowledge: Knowledge) -> str:
    result = condition.result
    told = wording.condition(condition, knowledge)
    lines = [f"{wording.mark(result)} {result.criterion}: {told}"]
    if result.comparisons:
        lines.append(f"  {terms.comparison(result, knowledge)}")
    words = f"  {wording.quoted(condition.words)}" if condition.words else ""
    lines.append(f"  guideline: {wording.source(condition.weighed.source)}{words}")
    if condition.evidence:
        lines.append(f"  letter:    {'; '.join(map(wording.quoted, condition.evidence))}")
    return "\n".join(lines)


def _proof(verdict: VerdictResult, item: Explanation) -> str:
    return _tree(item.proof_of(verdict), item.knowledge)


def _tree(step: Derivation, knowledge: Knowledge) -> str:
    """Draw a proof, premises below their conclusion."""
    place = f"  {wording.quoted(step.evidence)}" if step.evidence else ""
    source = f"  ({wording.source(step.source)})" if step.source else ""
    concluded = wording.conclusion(step, knowledge)
    line = f"{step.kind}: {concluded}{source}{place}  [{wording.rule(step)}]"
    return "\n".join([line, *(indent(_tree(each, knowledge), "   ") for each in step.premises)])
