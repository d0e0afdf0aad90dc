"""As Markdown: an explanation in the levels of the text, for a page that is written by hand.

In:   the explanations of a letter.
Out:  CommonMark with the tables of GitHub; what the letter says is escaped.
From: CommonMark 0.31, section 2.4: a backslash before punctuation makes it plain.
"""

from __future__ import annotations

import re
from textwrap import indent
from typing import TYPE_CHECKING

from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.sentence import sentence
from imrgraph.reasoning.rendering.telling import in_full, reasons, sections, weighed_besides

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.explanation import Condition, Explanation, Explanations
    from imrgraph.reasoning.proof import Step
    from imrgraph.reasoning.record import Evidence
    from imrgraph.reasoning.rendering.as_text import Level

__all__ = ["as_markdown"]

_SPECIAL = re.compile(r"[\\`*_\[\]<>#|&~$]")
# "- ", "+ ", "12. " and "3) " at the start of an entry, which would open a list; "---" and "==="
_OPENING = re.compile(r"\A(?:\d+(?=[.)](?:\s|\Z))|(?=[-+=]+(?:\s|\Z)))")


def as_markdown(explanations: Explanations, level: Level = "grounds") -> str:
    """Tell the explanations of a letter.

    Args:
        explanations: as `explain` gives them.
        level: "verdict" (a sentence or two), "grounds" (and why), or "full" (and every proof).

    Returns:
        Markdown without a newline at the end. A place is (start-end, page), as in the text.
    """
    knowledge = explanations.knowledge
    parts = [f"# {_safe(wording.title(explanations.letter))}"]
    for item in explanations.items:
        parts += _item(item, knowledge, level)
    return wording.printable("\n\n".join(filter(None, parts)))


def _item(item: Explanation, knowledge: Knowledge, level: Level) -> Iterator[str]:
    yield f"## {item.number}. {_safe(item.request)}"
    yield _safe(sentence(item, knowledge))
    if level != "verdict":
        recorded = f"On record: {wording.stands(item.recorded_outcome)}."
        yield " ".join([recorded, *map(_quoted, item.outcome_evidence)])
        yield _verdicts(item)
        yield _section("Why", map(_condition, reasons(item)))
        yield _section("Weighed, and not the reason", map(_condition, weighed_besides(item)))
        told = in_full if level == "full" else sections
        for section in told(item, knowledge):
            entries = (_listed(_safe(e.text), map(_quoted, e.evidence)) for e in section.entries)
            yield _section(section.title, entries)
    if level == "full":
        for decision, proof in zip(item.decisions, item.proofs, strict=True):
            yield _section(f"Proof {_safe(wording.how(decision))}", [_tree(proof)])


def _verdicts(item: Explanation) -> str:
    rows = [["Verdict", "How it is decided", "Against the record"], ["---"] * 3]
    for decision in item.decisions:
        missing = "missing: " if decision.missing else ""
        follows = f"{missing}{wording.follows(decision, item)}"
        told = (wording.name(decision, item), wording.how(decision), follows)
        rows.append(list(map(_safe, told)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _section(title: str, entries: Iterable[str]) -> str:
    listed = "\n".join(entries)
    return f"### {title}\n\n{listed}" if listed else ""


def _listed(text: str, below: Iterable[str] = ()) -> str:
    """Make an entry of a list, with a list of what is below it."""
    return "\n".join([f"- {text}", *(f"  - {each}" for each in below)])


def _condition(condition: Condition) -> str:
    result = condition.result
    head = f"{wording.MARKS[result.status]} **{_safe(result.criterion)}**"
    words = f" {_quoted(condition.words)}" if condition.words else ""
    below = [f"guideline: {_safe(wording.source(condition.source))}{words}"]
    if result.comparison:
        below.insert(0, _safe(result.comparison))
    if condition.evidence:
        below.append(f"letter: {'; '.join(map(_quoted, condition.evidence))}")
    return _listed(f"{head}: {_safe(wording.found(condition))}", below)


def _tree(step: Step) -> str:
    """List a proof, premises below their conclusion."""
    source = f" ({_safe(wording.source(step.source))})" if step.source else ""
    place = f" {_quoted(step.evidence)}" if step.evidence else ""
    line = f"- *{_safe(step.kind)}*: {_safe(step.conclusion)}{source}{place}"
    return "\n".join([line, *(indent(_tree(premise), "  ") for premise in step.premises)])


def _quoted(evidence: Evidence) -> str:
    return f"“{_safe(wording.words(evidence))}” ({wording.place(evidence)})"


def _safe(text: str) -> str:
    r"""Fold white space, and make plain what Markdown would take for markup.

    >>> _safe("- a *b*\n<c>")
    '\\- a \\*b\\* \\<c\\>'
    """
    escaped = _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
    return _OPENING.sub(r"\g<0>\\", escaped)
