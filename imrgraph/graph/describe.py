"""Describe: what a letter states, as quads.

In:   a `Letter`.
Out:  quads in the letter's own graph: flat facts to ask by, each with the finding that states it.
From: the terms of ontology/imr.ttl; a place is a fragment as of RFC 5147.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from imrgraph.graph.store import term
from imrgraph.knowledge.terms import IMR, IMRD, IMRV, RDF
from imrgraph.letters.letter import Voice

if TYPE_CHECKING:
    from imrgraph.graph.store import Quads, Value
    from imrgraph.letters.document import Span
    from imrgraph.letters.letter import (
        Citation,
        ClinicalFinding,
        Fact,
        Ground,
        Item,
        Letter,
        Quantity,
        Request,
        StatedCondition,
        Statement,
    )

__all__ = ["describe", "identify"]

Triples: TypeAlias = Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]

#: The property that holds a parameter of a condition as the reviewer states it.
_PARAMETER = {
    ("visit-limit", "maximum"): "maximumVisits",
    ("phase", "phase"): "requiresPhase",
    ("adjunct", "modality"): "requiresModality",
    ("active-care", "modality"): "barsModality",
    ("active-care", "phase"): "barsPhase",
}
#: The property that says how the record mentions a treatment.
_MENTION = {
    "continued": "concurrentTreatment",
    "past": "pastTreatment",
    "requested": "plannedTreatment",
    "stated": "mentionedTreatment",
}


def identify(letter: Letter) -> str:
    """Return the IRI of `letter`: by its case number, or by its text where it has none."""
    number = letter.case_number
    return IMRD(number.value if number else f"sha256-{letter.document.sha256[:16]}").value


def describe(letter: Letter) -> Quads:
    """Say what `letter` states in the terms of the ontology.

    Returns:
        Quads of one named graph whose IRI is the letter's, without blank nodes. The same
        letter gives the same quads in the same order.
    """
    graph = ox.NamedNode(identify(letter))
    triples = dict.fromkeys(_letter(letter, graph))
    return tuple(ox.Quad(subject, name, value, graph) for subject, name, value in triples)


def _letter(letter: Letter, node: ox.NamedNode) -> Triples:
    yield node, RDF("type"), IMR("Determination")
    yield node, IMR("sha256"), term(letter.document.sha256)
    yield node, IMR("text"), term(letter.document.text)
    say = _Sayer(letter, node)
    for name, fact in (
        ("caseNumber", letter.case_number),
        ("priority", letter.priority),
        ("injuryDate", letter.injury),
        ("decisionDate", letter.dates.decision),
        ("urDenialDate", letter.dates.ur_denial or letter.summary.ur_decision),
        ("assignedDate", letter.dates.assigned),
        ("applicationReceivedDate", letter.dates.application_received),
        ("authorizationRequestDate", letter.summary.authorization_request),
        ("claimantAge", letter.claimant.age),
        ("claimantSex", letter.claimant.sex),
        *(("reportDate", fact) for fact in letter.summary.reports),
        *(("reviewerLicensure", fact) for fact in letter.reviewer.licensure),
        *(("reviewerSpecialty", fact) for fact in letter.reviewer.specialties),
        *(("diagnosisText", fact) for fact in letter.summary.diagnoses),
    ):
        if fact is not None:
            yield from say.fact(node, name, fact)
    if letter.dates.injury and (told := letter.summary.injury):
        yield from say.finding(node, "injuryDate", term(told.value), told)
    for diagnosis in letter.summary.diagnosed:
        yield node, IMR("diagnosis"), ox.NamedNode(diagnosis.value)
        yield from say.finding(node, "diagnosis", ox.NamedNode(diagnosis.value), diagnosis)
    for mention in letter.summary.treatments:
        yield from say.fact(node, _MENTION[mention.status], mention.treatment)
    for number, finding in enumerate(letter.summary.findings, 1):
        yield from _clinical(finding, node, _below(node, f"clinical-finding/{number}"), say)
    for item in letter.items:
        yield node, IMR("hasItem"), _below(node, f"item/{item.number}")
        yield from _item(item, _below(node, f"item/{item.number}"), say)
        for mention in item.given:
            treatment = ox.NamedNode(mention.treatment.value)
            yield from say.finding(node, "pastTreatment", treatment, mention.treatment)


def _clinical(
    finding: ClinicalFinding, letter: ox.NamedNode, node: ox.NamedNode, say: _Sayer
) -> Triples:
    """Say one clinical finding, and to which criteria it speaks."""
    yield letter, IMR("hasClinicalFinding"), node
    yield node, RDF("type"), IMR("ClinicalFinding")
    yield node, IMR("ofKind"), ox.NamedNode(finding.kind.value)
    yield node, IMR("present"), term(finding.present)
    if finding.score is not None:
        yield node, IMR("score"), term(finding.score)
    if finding.treatment:
        yield node, IMR("ofTreatment"), ox.NamedNode(finding.treatment)
    for criterion, met in finding.leans:
        yield node, IMR("bearsOn"), ox.NamedNode(criterion)
        if met is not None:
            yield node, IMR("speaksFor" if met else "speaksAgainst"), ox.NamedNode(criterion)
    yield node, IMR("byRule"), term(finding.kind.rule)
    yield node, IMR("attributedTo"), IMRV(finding.kind.voice)
    yield from say.place(node, finding.kind.span)


def _item(item: Item, node: ox.NamedNode, say: _Sayer) -> Triples:
    yield node, RDF("type"), IMR("DisputedItem")
    yield node, IMR("number"), term(item.number)
    if item.outcome:
        yield from _outcome(item.outcome, node, say)
    yield node, IMR("rationaleText"), term(item.rationale.value)
    yield node, IMR("rationaleAt"), say.at(item.rationale.span)
    yield from _request(item.request, node, say)
    if item.depends_on:
        yield from _dependence(item.depends_on, node, say)
    yield from _courses(item, node, say)
    if item.request.quantity:
        yield from _quantity(item.request.quantity, node, say)
    for number, citation in enumerate(item.citations, 1):
        yield from _citation(citation, node, _below(node, f"citation/{number}"), say)
    for number, ground in enumerate(item.grounds, 1):
        yield from _ground(ground, node, _below(node, f"ground/{number}"), say)
    for number, statement in enumerate(item.statements, 1):
        yield from _statement(statement, item, node, _below(node, f"statement/{number}"), say)


def _request(request: Request, node: ox.NamedNode, say: _Sayer) -> Triples:
    yield from say.fact(node, "requestText", request.text)
    if request.treatment:
        yield from say.fact(node, "requestedTreatment", request.treatment)
    for drug in request.drugs:
        yield from say.fact(node, "requestedDrug", drug)
    if request.retrospective:
        yield from say.fact(node, "retrospective", request.retrospective)
    for part in request.body_parts:
        yield node, IMR("bodyRegion"), ox.NamedNode(part.value.region)
        yield from say.finding(node, "bodyRegion", ox.NamedNode(part.value.region), part)


def _dependence(on: Fact[int], node: ox.NamedNode, say: _Sayer) -> Triples:
    operation = _below(say.root, f"item/{on.value}")
    yield node, IMR("dependsOn"), operation
    yield from say.finding(node, "dependsOn", operation, on)


def _courses(item: Item, node: ox.NamedNode, say: _Sayer) -> Triples:
    """Say how much was given before: the record's word is the fact, the reviewer's a finding."""
    if told := item.prior_count(Voice.RECORD):
        yield from say.fact(node, "priorCount", told)
    if found := item.prior_count(Voice.REVIEWER):
        yield from say.finding(node, "priorCount", term(found.value), found)


def _outcome(outcome: Fact[str], node: ox.NamedNode, say: _Sayer) -> Triples:
    yield from say.fact(node, "outcome", outcome)
    if outcome.value != "partial":
        yield node, IMR("necessary"), term(outcome.value == "overturned")


def _quantity(quantity: Quantity, node: ox.NamedNode, say: _Sayer) -> Triples:
    yield node, IMR("quantityUnit"), term(quantity.unit)
    for name, fact in (
        ("visitsPerWeek", quantity.per_week),
        ("weeks", quantity.weeks),
        ("quantityRequested", quantity.requested),
        ("quantityAuthorized", quantity.authorized),
        ("quantityDisputed", quantity.disputed),
    ):
        if fact is not None:
            yield from say.fact(node, name, fact)
    if quantity.requested:
        for span in quantity.corroborated_by:
            again = replace(quantity.requested, span=span, rule="quantity-corroborated")
            yield from say.finding(node, "quantityRequested", term(again.value), again)


def _citation(citation: Citation, item: ox.NamedNode, node: ox.NamedNode, say: _Sayer) -> Triples:
    yield item, IMR("hasCitation"), node
    yield node, RDF("type"), IMR("Citation")
    if citation.by:
        yield node, IMR("citedBy"), IMRV(citation.by)
    yield node, IMR("citedSource"), IMRV(citation.source.lower())
    if citation.work:
        yield node, IMR("cites"), ox.NamedNode(citation.work)
    for name, value in (("citedName", citation.guideline), ("citedEdition", citation.edition)):
        if value is not None:
            yield node, IMR(name), term(str(value))
    for section in citation.sections:
        yield node, IMR("citedSection"), term(section)
    for page in citation.pages:
        yield node, IMR("citedPage"), term(page)
    yield from say.place(node, citation.span)


def _ground(ground: Ground, item: ox.NamedNode, node: ox.NamedNode, say: _Sayer) -> Triples:
    yield item, IMR("hasGround"), node
    yield node, RDF("type"), IMR("Ground")
    yield node, IMR("criterion"), IMRV(ground.criterion)
    yield node, IMR("met"), term(ground.met)
    yield node, IMR("byRule"), term(ground.rule)
    yield node, IMR("attributedTo"), IMRV(Voice.REVIEWER)
    yield from say.place(node, ground.span)


def _statement(
    statement: Statement, item: Item, item_node: ox.NamedNode, node: ox.NamedNode, say: _Sayer
) -> Triples:
    """Say one recommendation as the reviewer states it, in the shape of an encoded one."""
    yield item_node, IMR("hasStatement"), node
    yield node, RDF("type"), IMR(f"{statement.polarity.capitalize()}Recommendation")
    yield node, IMR("inReading"), IMRV("stated-reading")
    yield node, IMR("attributedTo"), IMRV(Voice.GUIDELINE_AS_STATED)
    yield node, IMR("aboutTreatment"), ox.NamedNode(statement.treatment.value)
    yield from say.place(node, statement.span)
    for number, citation in enumerate(item.citations, 1):
        if citation.by == "reviewer":
            yield node, IMR("restsOn"), _below(item_node, f"citation/{number}")
    for number, condition in enumerate(statement.conditions, 1):
        child = _below(node, f"condition/{number}")
        yield node, IMR("hasCondition"), child
        yield from _condition(condition, child, say)


def _condition(condition: StatedCondition, node: ox.NamedNode, say: _Sayer) -> Triples:
    yield node, RDF("type"), IMR("Condition")
    yield node, IMR("criterion"), IMRV(condition.criterion)
    for name, value in condition.parameters.items():
        said = IMRV(value) if isinstance(value, str) else term(value)
        yield node, IMR(_PARAMETER[condition.criterion, name]), said
    yield from say.place(node, condition.span)


def _below(node: ox.NamedNode, path: str) -> ox.NamedNode:
    return ox.NamedNode(f"{node.value}/{path}")


class _Sayer:
    """Says facts of one letter, each beside the finding that states it."""

    def __init__(self, letter: Letter, root: ox.NamedNode) -> None:
        self._document = letter.document
        self.root = root

    def fact(self, subject: ox.NamedNode, name: str, fact: Fact[Value]) -> Triples:
        value = self._node(name, fact.value)
        yield subject, IMR(name), value
        yield from self.finding(subject, name, value, fact)

    def finding(
        self, subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal, fact: Fact[object]
    ) -> Triples:
        below = subject.value.removeprefix(self.root.value).replace("/", "-")
        at = f"{fact.span.start}-{fact.span.end}{below}-{name}"
        node = _below(self.root, f"finding/{at}")
        yield node, RDF("type"), IMR("Finding")
        yield node, IMR("about"), subject
        yield node, IMR("ofProperty"), IMR(name)
        yield node, IMR("value"), value
        yield node, IMR("byRule"), term(fact.rule)
        yield node, IMR("attributedTo"), IMRV(fact.voice)
        yield from self.place(node, fact.span)

    def at(self, span: Span) -> ox.NamedNode:
        return ox.NamedNode(f"{self.root.value}#char={span.start},{span.end}")

    def place(self, node: ox.NamedNode, span: Span) -> Triples:
        yield node, IMR("statedAt"), self.at(span)
        yield node, IMR("quote"), term(self._document.quote(span))
        yield node, IMR("page"), term(self._document.page(span))

    @staticmethod
    def _node(name: str, value: Value) -> ox.NamedNode | ox.Literal:
        if name == "outcome":
            return IMRV(str(value))
        if name.endswith("Treatment"):
            return ox.NamedNode(str(value))
        return term(value)
