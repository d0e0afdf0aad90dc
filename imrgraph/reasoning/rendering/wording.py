"""Wording: the phrases in which every rendering for people speaks of an explanation.

In:   the parts of an explanation.
Out:  short texts without layout.
From: names come from the labels of the ontology; nothing is derived here.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.verdicts import Agreement, Verdict
from imrgraph.reasoning.weighing import Status, local

if TYPE_CHECKING:
    from imrgraph.graph.store import Value
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Letter
    from imrgraph.reasoning.audit import Ground, Parting
    from imrgraph.reasoning.contradictions import Contradicted
    from imrgraph.reasoning.counterfactuals import Change, Counterfactual
    from imrgraph.reasoning.explanation import Condition, Explanation
    from imrgraph.reasoning.proof import Source, Step
    from imrgraph.reasoning.record import Evidence
    from imrgraph.reasoning.sensitivity import Sensitivity
    from imrgraph.reasoning.verdicts import Decision

__all__ = [
    "MARKS",
    "contradiction",
    "counterfactual",
    "follows",
    "found",
    "ground",
    "how",
    "name",
    "parting",
    "place",
    "printable",
    "quoted",
    "rule",
    "source",
    "stands",
    "title",
    "words",
]

MARKS = {Status.MET: "✓", Status.NOT_MET: "✗", Status.UNKNOWN: "?"}
_STANDS = {
    "upheld": "upheld, the denial stands",
    "overturned": "overturned, the denial falls",
    "partial": "partial, the denial falls in part",
}
_BASES = {"reviewer-basis": "on what the reviewer found", "record-basis": "on the record alone"}
_READINGS = {
    "stated-reading": "by the guideline as the reviewer states it",
    "encoded-reading": "by the guideline as encoded",
}
_STATUSES = {"as-stated": "as the reviewer states it"}
#: What is no character of XML 1.0, and shows nowhere: controls, halves of a pair.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def title(letter: Letter) -> str:
    """Name a letter: its case number, or its file where it has none."""
    return letter.case_number.value if letter.case_number else PurePath(letter.document.name).name


def stands(outcome: str | None) -> str:
    """Say what an outcome on record means for the denial; None is none.

    >>> stands("upheld")
    'upheld, the denial stands'
    """
    return _STANDS.get(outcome, outcome) if outcome else "no outcome"


def name(decision: Decision, item: Explanation) -> str:
    """Name a verdict, with what can be certified where it is necessary in part."""
    part = f", {decision.certify} of {item.requested}" if decision.certify is not None else ""
    return f"{decision.verdict.replace('-', ' ')}{part}"


def how(decision: Decision) -> str:
    """Say on which basis and by which reading a verdict is given."""
    basis = _BASES.get(decision.basis, f"on the basis “{decision.basis}”")
    return f"{basis}, {_READINGS.get(decision.reading, f'by the reading “{decision.reading}”')}"


def follows(decision: Decision, item: Explanation) -> str:
    """Say whether the outcome on record follows; what is missing, where nothing does."""
    if decision.verdict is Verdict.UNDETERMINED:
        return "; ".join(decision.missing)
    if item.recorded_outcome is None:
        return "no decision is on record"
    agrees = decision.agreement(item.recorded_outcome) is Agreement.AGREE
    said = "the outcome follows" if agrees else "the outcome does not follow"
    if not agrees and decision.reading == "encoded-reading" and not item.encoding_verified:
        said = f"{said} from an encoding that is not verified"
    return f"{said}; support and opposition both apply" if decision.conflict else said


def found(condition: Condition) -> str:
    """Say how a condition came out, and whether it speaks against the request."""
    return condition.sentence if condition.supports else f"against: {condition.sentence}"


def source(place: Source) -> str:
    """Name a place in a guideline, and how sure it is."""
    parts = [place.edition or place.guideline, place.locator]
    named = ", ".join(filter(None, parts))
    return f"{named} ({_STATUSES.get(place.status, place.status)})"


def counterfactual(told: Counterfactual, knowledge: Knowledge) -> str:
    """Tell what would have followed, and who could have brought it about."""
    changes = " and ".join(_change(change, knowledge) for change in told.changes)
    return f"{changes} → {told.verdict.replace('-', ' ')}"


def without(told: Sensitivity) -> str:
    """Tell what follows without something that the verdict rests on."""
    verdict = told.verdict.replace("-", " ")
    stands = f"it would be {verdict}" if told.changes else f"it is {verdict} all the same"
    return f"without this {told.kind}, {stands}: {told.what}"


def _change(change: Change, knowledge: Knowledge) -> str:
    party = knowledge.value(change.property, "changeableBy")
    if change.finding:
        found = "met" if change.after else "not met"
        named = knowledge.label(IMRV(change.finding).value)
        return f"{named} found {found} ({knowledge.label(str(party))} could have changed it)"
    before = f" instead of {_value(change.before, knowledge)}" if change.before is not None else ""
    whose = f" ({knowledge.label(party)} could have changed it)" if party else ""
    fact = knowledge.label(change.property)
    return f"{fact} {change.bound} {_value(change.after, knowledge)}{before}{whose}"


def _value(value: Value | None, knowledge: Knowledge) -> str:
    return knowledge.label(value) if isinstance(value, str) and "://" in value else str(value)


def parting(told: Parting) -> str:
    """Tell what the reviewer states and what is encoded instead."""
    encoded = told.encoded if told.encoded is not None else "nothing of the kind"
    return f"{told.criterion}: the reviewer states {told.stated}, the encoding {encoded}"


def ground(told: Ground) -> str:
    """Tell who gives a ground: the reviewer, the derivation, or both."""
    whose = {
        (True, True): "stated and derived",
        (True, False): "stated only",
        (False, True): "derived only",
    }[told.stated, told.derived]
    return f"{told.criterion} {'met' if told.met else 'not met'}: {whose}"


def contradiction(told: Contradicted) -> str:
    """Tell what the reviewer finds, and what the summary tells."""
    found = f"the reviewer finds {told.criterion} {'met' if told.met else 'not met'}, {told.claim}"
    summary = ", ".join(told.told)
    return f"{found}; the summary tells otherwise: {'no ' if told.met else ''}{summary}"


def words(evidence: Evidence) -> str:
    """Return the words of the letter, white space folded."""
    return " ".join(evidence.quote.split())


def place(evidence: Evidence) -> str:
    """Say where words stand: half-open, in characters of the text as read, and the page."""
    return f"{evidence.start}-{evidence.end}, p. {evidence.page}"


def quoted(evidence: Evidence) -> str:
    """Quote words of the letter with their place."""
    return f"“{words(evidence)}” [{place(evidence)}]"


def rule(step: Step) -> str:
    """Name the rule of a step.

    >>> from imrgraph.reasoning.proof import Step
    >>> rule(Step("verdict", "necessary", "imrv:rule-verdict"))
    'rule-verdict'
    """
    return local(step.rule).removeprefix("imrv:")


def printable(text: str) -> str:
    """Put U+FFFD in the place of what no document may hold.

    >>> printable("a\\x00b")
    'a�b'
    """
    return _UNPRINTABLE.sub("\ufffd", text)
