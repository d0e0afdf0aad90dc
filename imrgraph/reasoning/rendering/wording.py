"""Wording: the phrases in which every rendering for people speaks of an explanation.

In:   the parts of an explanation, and the knowledge.
Out:  short texts without layout; nothing reads them again.
From: the sentences and labels of the ontology; nothing is derived here.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.phases import PhaseDefinition
from imrgraph.knowledge.terms import IMR, IMRV, local
from imrgraph.reasoning.auditing.certainty import is_sure
from imrgraph.reasoning.deciding.case import (
    Basis,
    Bound,
    CaseFact,
    CaseFinding,
    CaseGround,
    RequestDay,
)
from imrgraph.reasoning.deciding.results import (
    Assumed,
    ConditionResult,
    ModalityOf,
    Reading,
    Status,
    WeighedRecommendation,
)
from imrgraph.reasoning.deciding.verdicts import Agreement, Verdict, VerdictResult
from imrgraph.reasoning.explaining.proof import (
    Absence,
    Arithmetic,
    Dependence,
    Derivation,
    Entailed,
    InForce,
    Searched,
    UnverifiedDay,
)
from imrgraph.reasoning.places import Evidence, Source
from imrgraph.reasoning.rendering import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Letter
    from imrgraph.reasoning.auditing.discrepancies import Discrepancy
    from imrgraph.reasoning.auditing.grounds import GroundComparison, Parting, UnaddressedFact
    from imrgraph.reasoning.auditing.hearing import Contradiction
    from imrgraph.reasoning.deciding.case import Change
    from imrgraph.reasoning.deciding.counterfactuals import Counterfactual
    from imrgraph.reasoning.deciding.results import Missing
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition, Explanation
    from imrgraph.reasoning.explaining.next_request import NextStep
    from imrgraph.reasoning.explaining.sensitivity import Sensitivity

__all__ = [
    "GUIDELINES",
    "MARKS",
    "TOO_LITTLE",
    "WRITES",
    "answered",
    "beyond",
    "conclusion",
    "condition",
    "contradicted",
    "contradiction",
    "counterfactual",
    "days_later",
    "discrepancy",
    "follows",
    "gap",
    "ground",
    "how",
    "in_favour",
    "leads",
    "mark",
    "meaning",
    "name",
    "next_step",
    "on_page",
    "otherwise",
    "parting",
    "place",
    "printable",
    "quoted",
    "request_day",
    "rule",
    "sentence",
    "source",
    "stands",
    "status",
    "title",
    "unaddressed",
    "without",
    "words",
]

#: Told in place of an outcome that does not follow, where that may be a misreading.
TOO_LITTLE: Final = "too little was understood to say whether the outcome follows"
#: Told before reasons that are told in the reviewer's words alone.
WRITES: Final = "the reviewer writes"
MARKS: Final = {Status.MET: "✓", Status.NOT_MET: "✗", Status.UNKNOWN: "?"}
#: In place of it where a condition need not be met.
_WAIVED: Final = "○"
#: And where the letter is silent on it.
_SILENT: Final = "—"
_WHEN: Final = {Status.MET: "Met", Status.NOT_MET: "NotMet", Status.UNKNOWN: "Unknown"}
_STANDS: Final = {
    "upheld": "upheld, the denial stands",
    "overturned": "overturned, the denial falls",
    "partial": "partial, the denial falls in part",
}
_BASES: Final = {
    Basis.REVIEWER: "on what the reviewer found",
    Basis.RECORD: "on the record alone",
}
GUIDELINES: Final = {
    Reading.STATED: "the guideline as the reviewer states it",
    Reading.ENCODED: "the guideline as encoded",
}
_MEANINGS: Final = {
    (Basis.REVIEWER, Reading.STATED): "what the reviewer found, held against the rule as the "
    "reviewer puts it",
    (Basis.REVIEWER, Reading.ENCODED): "what the reviewer found, held against the guideline "
    "itself, as far as imrgraph has it",
    (Basis.RECORD, Reading.ENCODED): "what the letter tells of the case without the reviewer's "
    "reasons, held against the guideline itself, as far as imrgraph has it",
}
_SEARCHED: Final = {
    Basis.REVIEWER: "header, request, clinical summary, rationale",
    Basis.RECORD: "header, request, clinical summary",
}
#: What is said of a verdict that does not lead; of one that leaves it open, nothing.
_WOULD: Final = {
    Verdict.NECESSARY: "it would be necessary",
    Verdict.NOT_NECESSARY: "it would not be necessary",
    Verdict.PARTLY_NECESSARY: "it would be necessary in part",
}
#: The property that says who could have brought a change about.
_PARTY: Final = "changeableBy"
_AS_STATED: Final = "as-stated"
_STATUSES: Final = {
    _AS_STATED: "as the reviewer states it",
    "verified": "its text was read",
    "secondary": "by two reports of its text",
    "single-report": "by one report of its text",
    "unverified": "recalled, not read",
}
#: What is no character of XML 1.0, and shows nowhere: controls, halves of a pair.
_UNPRINTABLE: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def title(letter: Letter) -> str:
    """Name a letter: its case number, or its file where it has none."""
    return letter.case_number.value if letter.case_number else PurePath(letter.document.name).name


def stands(outcome: str | None) -> str:
    """Say what an outcome on record means for the denial; None is none.

    >>> stands("upheld")
    'upheld, the denial stands'
    """
    return _STANDS.get(outcome, outcome) if outcome else "no outcome"


def name(verdict: VerdictResult, item: Explanation) -> str:
    """Name a verdict, with what can be certified where it is necessary in part."""
    part = f", {verdict.certify} of {item.requested}" if verdict.certify is not None else ""
    return f"{verdict.verdict.replace('-', ' ')}{part}"


def certified(verdict: VerdictResult, item: Explanation) -> str:
    """Say how many of those asked for could have been certified, and how many were anyhow."""
    told = f"{verdict.certify} of the {item.requested} asked for could have been certified"
    return f"{told}{authorized(verdict, item)}"


def authorized(verdict: VerdictResult, item: Explanation) -> str:
    """Say how many of what can be certified were authorized already; "" where none were."""
    quantity = item.of.request.quantity
    granted = quantity.authorized if quantity else None
    if verdict.certify is None or not granted or not granted.value:
        return ""
    return f", {min(int(granted.value), verdict.certify)} of them authorized already"


def how(verdict: VerdictResult) -> str:
    """Say on which basis and by which reading a verdict is given."""
    return f"{_BASES[verdict.basis]}, by {GUIDELINES[verdict.reading]}"


def meaning(verdict: VerdictResult) -> str:
    """Say in plain words what is held against what, where a verdict is given."""
    return _MEANINGS.get((verdict.basis, verdict.reading), "")


def leads(verdicts: Sequence[VerdictResult]) -> str:
    """Say which of several verdicts leads, where another says otherwise; "" where none does.

    One that leaves it open says nothing otherwise.
    """
    first, *others = verdicts
    apart = [
        f"{how(each)}, {_WOULD[each.verdict]}"
        for each in others
        if each.verdict in _WOULD and each.verdict is not first.verdict
    ]
    if not apart:
        return ""
    say = "Others say" if apart[1:] else "Another says"
    return f"The verdict that leads is the one {how(first)}. {say}: {'; '.join(apart)}."


def follows(verdict: VerdictResult, item: Explanation) -> str:
    """Say whether the outcome on record follows; what is missing, where nothing does."""
    if verdict.verdict is Verdict.UNDETERMINED:
        return "; ".join(gap(each, item.knowledge) for each in verdict.missing)
    if item.recorded_outcome is None:
        return "no decision is on record"
    agrees = verdict.agreement(item.recorded_outcome) is Agreement.AGREE
    if not (agrees or item.is_certain(verdict)):
        return TOO_LITTLE
    said = "the outcome follows" if agrees else "the outcome does not follow"
    if not agrees and verdict.reading is Reading.ENCODED and not item.encoding_verified:
        said = f"{said} from an encoding that is not verified"
    return f"{said}; support and opposition both apply" if verdict.conflict else said


def gap(missing: Missing, knowledge: Knowledge) -> str:
    """Name what would have to be known."""
    known = (knowledge.value(missing.gap, name) for name in ("noun", "question"))
    template = next(filter(None, known), knowledge.label(missing.gap))
    return template.format(of=knowledge.label(missing.of) if missing.of else "")


def sentence(result: ConditionResult, knowledge: Knowledge) -> str:
    """Say whether a condition is met, by the sentence of its criterion."""
    criterion = IMRV(result.criterion).value
    own, as_ground = (
        knowledge.value(criterion, f"{kind}When{_WHEN[result.status]}")
        for kind in ("sentence", "ground")
    )
    template = own or f"{result.criterion} is {result.status}"
    if not result.required or ("{actual}" in template and not result.actual):
        template = as_ground or template
    if result.waived:
        template = knowledge.value(criterion, "groundWhenWaived") or template
    wanted = terms.required(result.required, result.criterion, knowledge)
    told = template.format(
        actual=terms.actual(result.actual, result.criterion, knowledge),
        required=wanted,
        since=terms.event(result, knowledge),
    )
    named = knowledge.value(criterion, "asFound") and wanted not in told
    return f"{told} (wanted: {wanted})" if named and wanted != knowledge.label(criterion) else told


def mark(result: ConditionResult) -> str:
    """Return the mark of how a condition came out."""
    if result.is_silent:
        return _SILENT
    return _WAIVED if result.waived else MARKS[result.status]


def beyond(weighed: WeighedRecommendation, knowledge: Knowledge) -> str:
    """Say what a guideline beyond MTUS and ODG recommends, and how it rates that itself."""
    side = "for" if weighed.supports else "against"
    rating = knowledge.value(weighed.recommendation, "rating")
    rated = f"; rated {rating}" if rating else ""
    place = ", ".join(filter(None, (weighed.source.edition, weighed.source.locator)))
    return f"{side} {knowledge.label(weighed.recommendation)} ({place}{rated})"


def condition(explained: ExplainedCondition, knowledge: Knowledge) -> str:
    """Say how a condition came out, and whether it speaks against the request."""
    told = _of_silence(explained.result, knowledge) or (
        f"{sentence(explained.result, knowledge)}{_doubted(explained.result)}"
    )
    return told if explained.weighed.supports else f"against: {told}"


def _of_silence(result: ConditionResult, knowledge: Knowledge) -> str:
    """Say that a letter is silent on a condition, and what that counts as; "" where it is not.

    Nobody said that there is no exception to a guideline where nobody spoke of one.
    """
    if not (result.absence and result.missing) or result.status is Status.UNKNOWN:
        return ""
    counts = result.status.replace("-", " ")
    silent = f"the letter does not give {gap(result.missing, knowledge)}, so it counts as {counts}"
    if result.actual:
        return f"{sentence(result, knowledge)}; {silent}"
    wanted = terms.required(result.required, result.criterion, knowledge)
    named = wanted and wanted != knowledge.label(IMRV(result.criterion).value)
    return f"{silent} (wanted: {wanted})" if named else silent


def _doubted(result: ConditionResult) -> str:
    """Say how surely a condition was read that rests on likeness alone, where it is not sure."""
    grounds = [each for each in result.premises if isinstance(each, CaseGround)]
    likely = [each.likelihood for each in grounds if each.likelihood and not is_sure(each)]
    if not likely or len(likely) < len(result.premises):
        return ""
    best = max(likely)
    return f", as the words may be read; rightly in about {round(best * 10)} of 10 such cases"


def conclusion(step: Derivation, knowledge: Knowledge) -> str:  # noqa: C901, PLR0911, PLR0912 (a line for each kind of value)
    """Say what a step of a proof concludes."""
    label = knowledge.label
    match step.of:
        case Entailed(verdict, recorded):
            return f"{verdict.outcome}; the letter says {recorded or 'nothing'}"
        case VerdictResult() as verdict:
            missing = "; ".join(gap(each, knowledge) for each in verdict.missing)
            named = verdict.verdict.replace("-", " ")
            return f"{named}: {missing}" if missing else named
        case Dependence(number, _, False):
            return f"it goes along with item {number}"
        case Dependence(number, request):
            return f"it goes along with item {number}, {request}, which is not necessary"
        case WeighedRecommendation() as weighed:
            side = "supports" if weighed.supports else "opposes"
            about = f"{side} {label(weighed.treatment)}"
            return f"{weighed.source.guideline} {about}: {weighed.state}"
        case ConditionResult() as result:
            return sentence(result, knowledge)
        case CaseFact() as fact:
            named = label(IMR(fact.property).value)
            return f"{named}: {terms.value(fact.value, knowledge)}"
        case CaseGround() as found:
            return f"the reviewer finds that {_clause(found, knowledge)}"
        case CaseFinding() as told:
            return f"the summary tells: {_finding(told, knowledge)}"
        case RequestDay() as requested:
            return request_day(requested)
        case PhaseDefinition(iri):
            return label(iri)
        case ModalityOf(treatment):
            return _modality(treatment, knowledge)
        case InForce(edition):
            return f"in force: {label(edition)}"
        case Searched() as searched:
            return _searched(searched, knowledge)
        case Assumed(iri):
            return label(iri)
        case UnverifiedDay(amendment):
            return f"in force since the {label(amendment)}, a day that is unverified"
        case Absence() as absence:
            return _absence(absence, knowledge)
        case Arithmetic(result):
            return terms.comparison(result, knowledge)
    message = f"expected a step of a known kind, found {step.of!r}"
    raise TypeError(message)


def request_day(requested: RequestDay) -> str:
    """Say on which day a request was made, or which day is known in its place."""
    if requested.assumption is None:
        return f"date of request: {requested.day}"
    done = "denied by UR" if requested.is_latest else "reported"
    return f"{done} on {requested.day}; the day of the request is not stated"


def _finding(told: CaseFinding, knowledge: Knowledge) -> str:
    finding = told.finding
    return f"{'' if finding.present else 'no '}{knowledge.label(finding.kind.value)}"


def _searched(searched: Searched, knowledge: Knowledge) -> str:
    """Say at which step the search ends, by which law, and what of a higher one is not known."""
    label = knowledge.label
    step = label(searched.step) if searched.step else f"rank {searched.rank} of its order"
    law = f" ({label(searched.standards)})" if searched.standards else ""
    unread = ", ".join(map(label, searched.unread))
    doubt = f"; what {unread} says is not known" if unread else ""
    return f"the search ends with {step}; lower steps are not reached{law}{doubt}"


def _modality(treatment: str, knowledge: Knowledge) -> str:
    path = (treatment, *knowledge.broader(treatment))
    names = ", broader ".join(map(knowledge.label, path))
    modality = knowledge.modality(treatment)
    said = f"modality {knowledge.label(modality)}" if modality else "no modality"
    return f"{names}: {said}"


def _absence(absence: Absence, knowledge: Knowledge) -> str:
    text = f"the letter does not give {gap(absence.missing, knowledge)}"
    if not absence.policy:
        return text
    policy = absence.policy.replace("-", " ")
    return f"{text}; this {policy} (searched: {_SEARCHED[absence.basis]})"


def source(place: Source) -> str:
    """Name a place in a guideline, and how sure it is."""
    parts = [place.edition or place.guideline, place.locator]
    named = ", ".join(filter(None, parts))
    return f"{named} ({status(place.status)})"


def status(code: str) -> str:
    """Say how sure the encoding of a recommendation is.

    >>> status("secondary")
    'by two reports of its text'
    """
    return _STATUSES.get(code, code)


def counterfactual(told: Counterfactual, knowledge: Knowledge) -> str:
    """Tell what would have followed, and who could have brought it about."""
    changes = " and ".join(_change(change, knowledge) for change in told.changes)
    return f"{changes} → {told.verdict.replace('-', ' ')}"


def unmoved(told: Counterfactual, item: Explanation) -> str:
    """Say by which reading changes would have done what they do, where by another they do not."""
    others = " and ".join(f"by {GUIDELINES[each.reading]}" for each in item.unmoved(told))
    return f" by {GUIDELINES[item.leading.reading]}, and not {others}" if others else ""


def otherwise(told: Counterfactual, item: Explanation) -> str:
    """Tell with which date or number the guideline would have been met."""
    changes = " and ".join(_with(change, item) for change in told.changes)
    others = " and ".join(GUIDELINES[each.reading] for each in item.unmoved(told))
    guideline = GUIDELINES[item.leading.reading] if others else "the guideline"
    but = f", and not {others}" if others else ""
    if told.verdict is Verdict.NECESSARY:
        return f"with {changes}, {guideline} would have been met{but}"
    would = told.verdict.replace("-", " ")
    return f"with {changes}, the request would have been {would} by {guideline}{but}"


def place(evidence: Evidence) -> str:
    """Say where words stand: half-open, in characters of the text as read, and the page."""
    return f"{evidence.start}-{evidence.end}, p. {evidence.page}"


def on_page(evidence: Evidence) -> str:
    """Say on which page words stand, where a link leads to them."""
    return f"page {evidence.page}"


def quoted(evidence: Evidence, placed: Callable[[Evidence], str] = place) -> str:
    """Quote words of the letter with their place, told by `placed`."""
    return f"“{words(evidence)}” [{placed(evidence)}]"


def next_step(
    told: NextStep, knowledge: Knowledge, placed: Callable[[Evidence], str] = place
) -> str:
    """Tell what the next request could bring, by the sentence of its kind.

    Args:
        told: the step.
        knowledge: the sentences, and the names of things.
        placed: how the place of a quotation is told.
    """
    template = str(knowledge.value(IMRV(f"next-step-{told.kind}").value, "sentence"))
    values = {
        name: ", ".join(_stepped(each, knowledge, placed) for each in found)
        for name, found in told.values.items()
    }
    criterion = IMRV(told.criterion).value if told.criterion else ""
    shown = "documentsWhenNone" if told.finds_none else "documents"
    return template.format(**values, documents=knowledge.value(criterion, shown))


def _stepped(found: object, knowledge: Knowledge, placed: Callable[[Evidence], str]) -> str:
    if isinstance(found, Evidence):
        return quoted(found, placed)
    if isinstance(found, Source):  # a rule that the reviewer states is the reviewer's
        return status(found.status) if found.status == _AS_STATED else source(found)
    return terms.value(found, knowledge)


def without(told: Sensitivity, knowledge: Knowledge) -> str:
    """Tell what follows without something that the verdict rests on."""
    same = f"it is {told.verdict.replace('-', ' ')} all the same"
    stands = _WOULD.get(told.verdict, "nothing could be said") if told.changes else same
    dropped = conclusion(told.dropped, knowledge)
    return f"without this {told.dropped.kind}, {stands}: {dropped}"


def _change(change: Change, knowledge: Knowledge) -> str:
    """Tell a change, and who could have brought it about."""
    if change.finding:
        return f"{_changed(change, knowledge)} (if a record showed it)"
    later = days_later(change) is not None and not change.finding
    property_ = "authorizationRequestDate" if later else change.property
    party = knowledge.value(IMR(property_).value, _PARTY)
    whose = f" ({knowledge.label(party)} could have changed it)" if party else ""
    return f"{_changed(change, knowledge)}{whose}"


def _changed(change: Change, knowledge: Knowledge) -> str:
    """Tell a change."""
    if change.finding:
        met = bool(change.after)
        return f"a finding that {terms.ground_clause(change.finding, knowledge, met=met)}"
    if (days := days_later(change)) is not None:
        return f"a request at least {days} days later"
    before, after = (terms.value(each, knowledge) for each in (change.before, change.after))
    instead = f" instead of {before}" if change.before is not None else ""
    return f"{knowledge.label(IMR(change.property).value)} {change.bound} {after}{instead}"


def _with(change: Change, item: Explanation) -> str:
    """Name what would have been in the place of what is: a number with what it counts, or a day."""
    know, before, after = item.knowledge, change.before, change.after
    if change.finding or before is None or isinstance(before, date):
        said = _changed(change, know)
        return said if said.startswith("a ") else f"a {said}"
    quantity = item.of.request.quantity
    of = know.label(IMR(change.property).value)
    if change.property == "quantityRequested":
        of = f"{quantity.unit}s" if quantity and quantity.unit else "units"
    return f"{change.bound} {after} {of} in place of {before}"


def days_later(change: Change) -> int | None:
    """Return by how many days an event is put back, which a later request does as well."""
    if change.bound is Bound.ON_OR_BEFORE and isinstance(change.before, date):
        return int((change.before - change.after).days)
    return None


def parting(told: Parting, knowledge: Knowledge) -> str:
    """Tell what the reviewer states and what is encoded instead."""
    stated, encoded = (
        terms.required(each, told.criterion, knowledge) for each in (told.stated, told.encoded)
    )
    named = knowledge.label(IMRV(told.criterion).value)
    instead = f"{encoded} as encoded" if encoded else "no such condition as encoded"
    return f"{named}: {stated} in the guideline as the reviewer states it, {instead}"


def ground(told: GroundComparison, knowledge: Knowledge) -> str:
    """Tell who gives a ground: the reviewer, the derivation, or both."""
    whose = {
        (True, True): "stated and derived",
        (True, False): "stated only",
        (False, True): "derived only",
    }[told.stated, told.derived]
    return f"{_clause(told, knowledge)}: {whose}{_likeness(told)}"


def _clause(found: CaseGround | GroundComparison, knowledge: Knowledge) -> str:
    """Say what is found, by the words of its criterion."""
    return terms.ground_clause(found.criterion, knowledge, met=found.met, waived=found.waived)


def _likeness(told: GroundComparison) -> str:
    """Say by which labelled sentence words were read that no cue tells of, and how surely."""
    if told.reader is not None:
        return f"; read by {told.reader}, of which nobody measured how well it reads"
    if told.likelihood is None:
        return ""
    like = "; ".join(f"“{each.text}” ({each.name})" for each in told.like)
    return f"; read as {like}, rightly in about {round(told.likelihood * 10)} of 10 such cases"


def unaddressed(told: UnaddressedFact, knowledge: Knowledge) -> str:
    """Name a favourable fact that the rationale never mentions."""
    if isinstance(told.fact, CaseFinding):
        return _finding(told.fact, knowledge)
    named = knowledge.label(IMR(told.fact.property).value)
    return f"{knowledge.label(told.fact.value)} ({named})"


def contradiction(told: Contradiction, knowledge: Knowledge) -> str:
    """Tell what the reviewer says of the file, and what the summary tells."""
    is_claim = local(told.claim).startswith("claim-")
    claim = f"{'' if is_claim or told.asserted else 'no '}{knowledge.label(told.claim)}"
    summary = ", ".join(f"{'' if so else 'no '}{knowledge.label(of)}" for of, so in told.told)
    return f"the reviewer says: {claim}; the summary says: {summary}"


def contradicted(said: Evidence, placed: Callable[[Evidence], str] = place) -> str:
    """Tell that the summary has what the reviewer denies, or denies what the reviewer has."""
    return f"the reviewer writes {quoted(said, placed)}; the summary tells otherwise"


def answered(said: Evidence, placed: Callable[[Evidence], str] = place) -> str:
    """Tell that the summary has what the rationale does not mention, and finds too little of."""
    return (
        f"the reviewer writes {quoted(said, placed)}, and does not mention what the summary tells"
    )


def in_favour(told: UnaddressedFact, knowledge: Knowledge) -> str:
    """Tell a fact of the record that the rationale does not mention."""
    return f"{unaddressed(told, knowledge)} is on record; the rationale does not mention it"


def discrepancy(told: Discrepancy, knowledge: Knowledge) -> str:
    """Tell what does not agree, by the sentence of its kind."""
    template = str(knowledge.value(IMRV(f"discrepancy-{told.kind}").value, "sentence"))
    values = {
        name: ", ".join(terms.value(each, knowledge) for each in found)
        for name, found in told.values.items()
    }
    if "party" in told.values:
        values["cites"] = "cites" if len(told.values["party"]) == 1 else "cite"
    for name in {"party", "other"} & set(told.values):
        values[name] = " and the ".join(told.values[name]).replace("-", " ")
    return template.format(**values)


def words(evidence: Evidence) -> str:
    """Return the words of the letter, white space folded."""
    return " ".join(evidence.quote.split())


def rule(step: Derivation) -> str:
    """Name the rule of a step.

    >>> from imrgraph.reasoning.explaining.proof import Kind
    >>> rule(Derivation(Kind.VERDICT, "imrv:rule-verdict", None))
    'rule-verdict'
    """
    return local(step.rule).removeprefix("imrv:")


def printable(text: str) -> str:
    """Put U+FFFD in the place of what no document may hold.

    >>> printable("a\\x00b")
    'a�b'
    """
    return _UNPRINTABLE.sub("\ufffd", text)
