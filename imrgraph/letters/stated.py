"""Stated: every fact that a letter states, by what it is a fact of and by which property.

In:   a `Letter`.
Out:  one `Stated` for each place at which the letter states a fact; all places of what it states.
From: the properties of ontology/imr.ttl, by their local names; `imr:Finding` is what this is called
      there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.letter import Voice
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.letter import Fact, Item, Letter, Quantity, Request
    from imrgraph.letters.text.document import Span

__all__ = ["MENTIONS", "PARAMETERS", "THINGS", "Stated", "places", "stated"]

#: The property that says how the record mentions a treatment.
MENTIONS: Final = {
    "continued": "concurrentTreatment",
    "past": "pastTreatment",
    "requested": "plannedTreatment",
    "stated": "mentionedTreatment",
}
#: The property that holds a parameter of a condition as the reviewer states it.
PARAMETERS: Final = {
    ("visit-limit", "maximum"): "maximumVisits",
    ("phase", "phase"): "requiresPhase",
    ("adjunct", "modality"): "requiresModality",
    ("active-care", "modality"): "barsModality",
    ("active-care", "phase"): "barsPhase",
}
#: The properties whose values are things with an IRI, and not texts, numbers or days.
THINGS: Final = frozenset(
    {"outcome", "requestedTreatment", "bodyRegion", "diagnosis", "dependsOn", *MENTIONS.values()}
)


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact at one place.

    Attributes:
        about: what it is a fact of: "" for the letter, else the path of the item, "item/1".
        property: the local name of the property.
        fact: the value, an IRI where the property leads to a thing, with its place.
        held: whether it is what the letter is taken to say; else it is said besides.
    """

    about: str
    property: str
    fact: Fact[Any]
    held: bool = True

    __repr__ = short("about", "property", "fact.value", "held")


def stated(letter: Letter) -> Iterator[Stated]:
    """Yield every fact that `letter` states, those of the letter before those of its items."""
    yield from _of_letter(letter)
    for item in letter.items:
        yield from _of_item(item, letter)


def places(letter: Letter) -> frozenset[Span]:
    """Return where `letter` states anything: a fact, a finding, a citation, a guideline."""
    spans = {each.fact.span for each in stated(letter)}
    spans.update(finding.kind.span for finding in letter.summary.findings)
    for item in letter.items:
        spans.update(citation.span for citation in item.citations)
        spans.update(ground.span for ground in (*item.grounds, *item.conceded))
        spans.update(item.unread)
        for statement in item.statements:
            spans.update((statement.span, *(each.span for each in statement.conditions)))
    return frozenset(spans)


def _of_letter(letter: Letter) -> Iterator[Stated]:
    summary = letter.summary
    for name, fact in (
        ("caseNumber", letter.case_number),
        ("priority", letter.priority),
        ("injuryDate", letter.injury),
        ("surgeryDate", summary.surgery),
        ("decisionDate", letter.dates.decision),
        ("urDenialDate", letter.dates.ur_denial or summary.ur_decision),
        ("assignedDate", letter.dates.assigned),
        ("applicationReceivedDate", letter.dates.application_received),
        ("authorizationRequestDate", summary.authorization_request),
        ("claimantAge", letter.claimant.age),
        ("claimantSex", letter.claimant.sex),
        *(("reportDate", fact) for fact in summary.reports),
        *(("reviewerLicensure", fact) for fact in letter.reviewer.licensure),
        *(("reviewerSpecialty", fact) for fact in letter.reviewer.specialties),
        *(("documentReviewed", fact) for fact in letter.documents),
        *(("diagnosisText", fact) for fact in summary.diagnoses),
        *(("diagnosis", fact) for fact in summary.diagnosed),
        *((MENTIONS[each.status], each.treatment) for each in summary.treatments),
    ):
        if fact is not None:
            yield Stated("", name, fact)
    if letter.dates.injury and summary.injury:
        yield Stated("", "injuryDate", summary.injury, held=False)
    for item in letter.items:
        for given in item.given:
            yield Stated("", "pastTreatment", given.treatment, held=False)


def _of_item(item: Item, letter: Letter) -> Iterator[Stated]:
    path = f"item/{item.number}"
    if item.outcome:
        yield Stated(path, "outcome", _as_thing(item.outcome))
    yield from _of_request(item.request, path)
    if on := item.depends_on:
        operation = letter.name(f"item/{on.value}")
        yield Stated(path, "dependsOn", replace(on, value=operation))  # type: ignore[arg-type]
    if told := item.visits_before(Voice.RECORD):
        yield Stated(path, "priorCount", told)
    if found := item.visits_before(Voice.REVIEWER):
        yield Stated(path, "priorCount", found, held=False)
    if item.request.quantity:
        yield from _of_quantity(item.request.quantity, path)


def _of_request(request: Request, path: str) -> Iterator[Stated]:
    yield Stated(path, "requestText", request.text)
    if request.treatment:
        yield Stated(path, "requestedTreatment", request.treatment)
    for drug in request.drugs:
        yield Stated(path, "requestedDrug", drug)
    if request.retrospective:
        yield Stated(path, "retrospective", request.retrospective)
    for part in request.body_parts:
        region = part.value.region
        yield Stated(path, "bodyRegion", replace(part, value=region))  # type: ignore[arg-type]


def _of_quantity(quantity: Quantity, path: str) -> Iterator[Stated]:
    for name, fact in (
        ("visitsPerWeek", quantity.per_week),
        ("weeks", quantity.weeks),
        ("quantityRequested", quantity.requested),
        ("quantityAuthorized", quantity.authorized),
        ("quantityDisputed", quantity.disputed),
    ):
        if fact is not None:
            yield Stated(path, name, fact)
    if quantity.requested:
        for span in quantity.corroborated_by:
            again = replace(quantity.requested, span=span, rule="quantity-corroborated")
            yield Stated(path, "quantityRequested", again)


def _as_thing(fact: Fact[str]) -> Fact[str]:
    return replace(fact, value=IMRV(fact.value).value)
