"""As text: an explanation told to a person, in three levels of detail.

In:   the explanations of a letter.
Out:  plain text; every conclusion is followed by the words of the letter and a guideline place.
From: the order is that of a reader's questions: what follows, why, what would have changed it.
"""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Literal

from imrgraph.reasoning.verdicts import Agreement, Verdict
from imrgraph.reasoning.weighing import Status, local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.graph.store import Value
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.audit import Ground
    from imrgraph.reasoning.counterfactuals import Change, Counterfactual
    from imrgraph.reasoning.explanation import Condition, Explanation, Explanations
    from imrgraph.reasoning.proof import Source, Step
    from imrgraph.reasoning.record import Evidence
    from imrgraph.reasoning.verdicts import Decision

__all__ = ["LEVELS", "Level", "as_text"]

Level = Literal["verdict", "grounds", "full"]
LEVELS: tuple[Level, ...] = ("verdict", "grounds", "full")

_MARK = {Status.MET: "✓", Status.NOT_MET: "✗", Status.UNKNOWN: "?"}
_BASIS = {"reviewer-basis": "on what the reviewer found", "record-basis": "on the record alone"}
_READING = {
    "stated-reading": "by the guideline as the reviewer states it",
    "encoded-reading": "by the guideline as encoded",
}
_STANDS = {
    "upheld": "upheld, the denial stands",
    "overturned": "overturned, the denial falls",
    "partial": "partial, the denial falls in part",
    None: "no outcome",
}


def as_text(explanations: Explanations, level: Level = "grounds") -> str:
    """Tell the explanations of a letter.

    Args:
        explanations: as `explain` gives them.
        level: "verdict" (what follows), "grounds" (and why), or "full" (and every proof).

    Returns:
        Lines without a newline at the end. A place is `[start-end, page]`: half-open, in
        characters of the text as read.
    """
    items = (_item(item, explanations.knowledge, level) for item in explanations.items)
    return "\n\n\n".join(items)


def _item(item: Explanation, knowledge: Knowledge, level: Level) -> str:
    parts = [_head(item)]
    if level != "verdict":
        parts += [section for section in _sections(item, knowledge) if section]
    if level == "full":
        pairs = zip(item.decisions, item.proofs, strict=True)
        parts += [f"Proof {_how(decision)}\n{_tree(proof)}" for decision, proof in pairs]
    return "\n\n".join(parts)


def _head(item: Explanation) -> str:
    lines = [
        f"{item.number}. {item.request}",
        f"   On record: {_STANDS[item.recorded_outcome]}.  {_quotes(item.outcome_evidence)}",
    ]
    lines += [f"   {_verdict(decision, item)}" for decision in item.decisions]
    return "\n".join(lines)


def _verdict(decision: Decision, item: Explanation) -> str:
    name = decision.verdict.replace("-", " ").upper()
    if decision.verdict is Verdict.UNDETERMINED:
        return f"{name} {_how(decision)}: {'; '.join(decision.missing)}."
    part = f", {decision.certify} of {item.requested}" if decision.certify is not None else ""
    conflict = "; support and opposition both apply" if decision.conflict else ""
    same = decision.agreement(item.recorded_outcome) is Agreement.AGREE
    agrees = "the outcome follows" if same else "the outcome does not follow"
    if not same and decision.reading == "encoded-reading" and not item.encoding_verified:
        agrees = f"{agrees} from an encoding that is not verified"
    return f"{name}{part} {_how(decision)}: {agrees}{conflict}."


def _how(decision: Decision) -> str:
    return f"{_BASIS[decision.basis]}, {_READING[decision.reading]}"


def _sections(item: Explanation, knowledge: Knowledge) -> Iterator[str]:
    yield _section("Why", map(_condition, item.decisive), "")
    passed = [each for each in item.told if not each.decisive and each.state != "silent"]
    yield _section("Weighed, and not the reason", map(_condition, passed), "")
    silent = (
        f"{knowledge.label(each.recommendation)}: {each.sentence}"
        for each in item.told
        if each.silences
    )
    yield _section("Silent on this request", silent)
    flips = [_counterfactual(each, knowledge) for each in item.counterfactuals]
    yield _section("What would have changed it", flips)
    same = [_counterfactual(each, knowledge) for each in item.no_effect]
    yield _section("What would have made no difference", same)
    yield _section("Where the two readings of the guideline part", _partings(item))
    yield _section("The reviewer's grounds beside the derived ones", map(_ground, item.grounds))
    unaddressed = (
        f"{each.fact}; it speaks for {each.criterion}\n{_quotes(each.evidence)}"
        for each in item.unaddressed
    )
    yield _section("In favour, on record, and not addressed in the rationale", unaddressed)
    differing = (f"{each.what}\n{_quotes(each.evidence)}" for each in item.discrepancies)
    yield _section("Discrepancies", differing)
    yield _section("Rests on", (*item.assumptions, *item.absences))


def _section(title: str, entries: Iterable[str], bullet: str = "- ") -> str:
    lines = [indent(f"{bullet}{entry}", "     ")[len(bullet) :] for entry in entries]
    return "\n".join([title, *lines]) if lines else ""


def _condition(condition: Condition) -> str:
    result = condition.result
    side = "" if condition.supports else "against: "
    lines = [f"{_MARK[result.status]} {result.criterion}: {side}{condition.sentence}"]
    if result.comparison:
        lines.append(f"  {result.comparison}")
    words = f"  {_quote(condition.words)}" if condition.words else ""
    lines.append(f"  guideline: {_source(condition.source)}{words}")
    if condition.evidence:
        lines.append(f"  letter:    {'; '.join(map(_quote, condition.evidence))}")
    return "\n".join(lines)


def _source(source: Source) -> str:
    parts = [source.edition or source.guideline, source.locator]
    status = "as the reviewer states it" if source.status == "as-stated" else source.status
    return f"{', '.join(filter(None, parts))} ({status})"


def _counterfactual(found: Counterfactual, knowledge: Knowledge) -> str:
    changes = " and ".join(_change(change, knowledge) for change in found.changes)
    return f"{changes} → {found.verdict.replace('-', ' ')}"


def _change(change: Change, knowledge: Knowledge) -> str:
    party = knowledge.value(change.property, "changeableBy")
    before = f" instead of {_value(change.before, knowledge)}" if change.before is not None else ""
    whose = f" ({knowledge.label(party)} could have changed it)" if party else ""
    name = knowledge.label(change.property)
    return f"{name} {change.bound} {_value(change.after, knowledge)}{before}{whose}"


def _value(value: Value | None, knowledge: Knowledge) -> str:
    return knowledge.label(value) if isinstance(value, str) and "://" in value else str(value)


def _partings(item: Explanation) -> Iterator[str]:
    for each in item.partings:
        encoded = each.encoded if each.encoded is not None else "nothing of the kind"
        quote = f"\n{_quotes([each.evidence])}" if each.evidence else ""
        yield f"{each.criterion}: the reviewer states {each.stated}, the encoding {encoded}{quote}"
    if item.partings and not item.encoding_verified:
        yield "the encoding rests on secondary sources: it does not make the reviewer wrong"


def _ground(ground: Ground) -> str:
    whose = {
        (True, True): "stated and derived",
        (True, False): "stated only",
        (False, True): "derived only",
    }[ground.stated, ground.derived]
    quotes = f"\n{_quotes(ground.evidence)}" if ground.evidence else ""
    return f"{ground.criterion} {'met' if ground.met else 'not met'}: {whose}{quotes}"


def _quotes(evidence: Iterable[Evidence]) -> str:
    return "\n".join(map(_quote, evidence))


def _quote(evidence: Evidence) -> str:
    words = " ".join(evidence.quote.split())
    return f"“{words}” [{evidence.start}-{evidence.end}, p. {evidence.page}]"


def _tree(step: Step) -> str:
    """Draw a proof, premises below their conclusion."""
    place = f"  {_quote(step.evidence)}" if step.evidence else ""
    source = f"  ({_source(step.source)})" if step.source else ""
    line = (
        f"{step.kind}: {step.conclusion}{source}{place}  [{local(step.rule).removeprefix('imrv:')}]"
    )
    return "\n".join([line, *(indent(_tree(premise), "   ") for premise in step.premises)])
