"""As Markdown: an explanation in the levels of the text, for a page that is written by hand.

In:   the explanations of a letter.
Out:  CommonMark with the tables of GitHub; what the letter says is escaped.
From: CommonMark 0.31, section 2.4: a backslash before punctuation makes it plain.
"""

from __future__ import annotations

import re
from textwrap import indent
from typing import TYPE_CHECKING

from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.headline import headline
from imrgraph.reasoning.rendering.page import page, remarks
from imrgraph.reasoning.rendering.sentence import sentence
from imrgraph.reasoning.rendering.standing import on_record_alone, standing
from imrgraph.reasoning.rendering.telling import in_full, reasons, weighed_besides

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.explaining.explanation import (
        ExplainedCondition,
        Explanation,
        Explanations,
    )
    from imrgraph.reasoning.explaining.proof import Derivation
    from imrgraph.reasoning.places import Evidence
    from imrgraph.reasoning.rendering.as_text import Level
    from imrgraph.reasoning.rendering.telling import Section

__all__ = ["as_markdown", "listed", "safe"]

_SPECIAL = re.compile(r"[\\`*_\[\]<>#|&~$]")
# "- ", "+ ", "12. " and "3) " at the start of an entry, which would open a list; "---" and "==="
_OPENING = re.compile(r"\A(?:\d+(?=[.)](?:\s|\Z))|(?=[-+=]+(?:\s|\Z)))")


def as_markdown(explanations: Explanations, level: Level = "page") -> str:
    """Tell the explanations of a letter.

    Args:
        explanations: as `explain` gives them.
        level: "verdict" (a sentence), "page" (and what is of use), or "full" (and every proof).

    Returns:
        Markdown without a newline at the end. A place is (start-end, page), as in the text.
    """
    parts = [f"# {safe(wording.title(explanations.letter))}"]
    for item in explanations.items:
        parts += _item(item, level)
    if level != "verdict":
        parts += map(listed, remarks(explanations))
    return wording.printable("\n\n".join(filter(None, parts)))


def _item(item: Explanation, level: Level) -> Iterator[str]:
    yield f"## {item.number}. {safe(item.request)}"
    yield safe(headline(item))
    yield safe(on_record_alone(item))
    if level != "verdict":
        yield safe(standing(item))
        yield from map(listed, page(item))
    if level == "full":
        yield from _in_full(item)


def _in_full(item: Explanation) -> Iterator[str]:
    """Yield whatever else there is to tell of an item."""
    yield _section("In full", [safe(sentence(item))])
    recorded = f"On record: {wording.stands(item.recorded_outcome)}."
    yield " ".join([recorded, *map(_quoted, item.outcome_evidence)])
    yield _verdicts(item)
    yield _section("Why", _conditions(reasons(item), item))
    yield _section("Weighed, and not the reason", _conditions(weighed_besides(item), item))
    yield from map(listed, in_full(item))
    for verdict in item.verdicts:
        tree = _tree(item.proof_of(verdict), item.knowledge)
        yield _section(f"Proof {safe(wording.how(verdict))}", [tree])


def listed(section: Section) -> str:
    """Write a section as a list below its title."""
    entries = [_listed(safe(e.text), map(_quoted, e.evidence)) for e in section.entries]
    left = [_listed(f"{section.left} more with --level full", ())] if section.left else []
    return _section(section.title, [*entries, *left])


def _verdicts(item: Explanation) -> str:
    rows = [["Verdict", "How it is decided", "Against the record"], ["---"] * 3]
    for verdict in item.verdicts:
        missing = "missing: " if verdict.missing else ""
        follows = f"{missing}{wording.follows(verdict, item)}"
        told = (wording.name(verdict, item), wording.how(verdict), follows)
        rows.append(list(map(safe, told)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _section(title: str, entries: Iterable[str]) -> str:
    listed = "\n".join(entries)
    return f"### {title}\n\n{listed}" if listed else ""


def _listed(text: str, below: Iterable[str] = ()) -> str:
    """Make an entry of a list, with a list of what is below it."""
    return "\n".join([f"- {text}", *(f"  - {each}" for each in below)])


def _conditions(conditions: Iterable[ExplainedCondition], item: Explanation) -> Iterator[str]:
    return (_condition(each, item.knowledge) for each in conditions)


def _condition(condition: ExplainedCondition, knowledge: Knowledge) -> str:
    result = condition.result
    head = f"{wording.mark(result)} **{safe(result.criterion)}**"
    words = f" {_quoted(condition.words)}" if condition.words else ""
    below = [f"guideline: {safe(wording.source(condition.weighed.source))}{words}"]
    if result.comparisons:
        below.insert(0, safe(terms.comparison(result, knowledge)))
    if condition.evidence:
        below.append(f"letter: {'; '.join(map(_quoted, condition.evidence))}")
    return _listed(f"{head}: {safe(wording.condition(condition, knowledge))}", below)


def _tree(step: Derivation, knowledge: Knowledge) -> str:
    """List a proof, premises below their conclusion."""
    source = f" ({safe(wording.source(step.source))})" if step.source else ""
    place = f" {_quoted(step.evidence)}" if step.evidence else ""
    line = f"- *{safe(step.kind)}*: {safe(wording.conclusion(step, knowledge))}{source}{place}"
    return "\n".join([line, *(indent(_tree(each, knowledge), "  ") for each in step.premises)])


def _quoted(evidence: Evidence) -> str:
    return f"“{safe(wording.words(evidence))}” ({wording.place(evidence)})"


def safe(text: str) -> str:
    r"""Fold white space, and make plain what Markdown would take for markup.

    >>> safe("- a *b*\n<c>")
    '\\- a \\*b\\* \\<c\\>'
    """
    escaped = _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
    return _OPENING.sub(r"\g<0>\\", escaped)
