"""Telling: what the pages of a letter show of it, beside its text.

In:   the explanations of a letter, and the item that is shown.
Out:  the values of the templates, and the functions by which they say it.
From: the same functions by which an explanation is told as text.
"""

from __future__ import annotations

from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from imrgraph.insight.precedents import amount
from imrgraph.knowledge.terms import SKOS, local
from imrgraph.letters.layouts.made_up import is_made_up
from imrgraph.letters.letter import Quantity
from imrgraph.reasoning.explaining.understanding import not_understood
from imrgraph.reasoning.explaining.whatif import flips_alone, settings_of
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.headline import headline, headline_parts
from imrgraph.reasoning.rendering.page import page, remarks, why
from imrgraph.reasoning.rendering.sentence import sentence
from imrgraph.reasoning.rendering.standing import standing
from imrgraph.reasoning.rendering.telling import (
    changes_of_outcome,
    in_full,
    reasons,
    weighed_besides,
)
from imrgraph.serve.pages.marking import Quoting
from imrgraph.serve.pages.tabling import called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.explaining.explanation import Explanation, Explanations
    from imrgraph.reasoning.rendering.telling import Entry

__all__ = ["modality", "telling"]


def telling(
    found: Explanations, item: Explanation | None = None, carried: str = ""
) -> dict[str, Any]:
    """Return what the pages of a letter show, and the functions by which they say it.

    Args:
        found: the explanations of the letter.
        item: the item that is shown, where it is one.
        carried: the letter, where it is kept nowhere else than on the page.
    """
    chosen = (item,) if item else found.items
    unread = [place for each in chosen for place in (*each.unread, *not_understood(each))]
    quoting = Quoting(found.letter.document.text, unread)
    return {
        "title": called(wording.title(found.letter)),
        "case": local(found.letter.name()),
        "letter": found.letter,
        "is_made_up": is_made_up(found.letter.document.text),
        "knowledge": found.knowledge,
        "items": found.items,
        "item": item,
        "carried": carried,
        "facts": tuple(_facts(found, item)),
        "remarks": remarks(found),
        "otherwise": tuple(_otherwise(found, item)) if item else (),
        "planned": _planned,
        "anchor": quoting.anchor,
        "placed": quoting.placed,
        "backlink": quoting.backlink,
        "marked": quoting.letter,
        "page": partial(page, place=wording.on_page),
        "why": why,
        "headline": headline,
        "headline_parts": headline_parts,
        "standing": partial(standing, place=wording.on_page),
        "sentence": sentence,
        "reasons": reasons,
        "weighed_besides": weighed_besides,
        "sections": in_full,
    }


def _otherwise(found: Explanations, item: Explanation) -> Iterator[tuple[Entry, str | None]]:
    """Yield what would have changed an outcome, also of what can be set in the form below it.

    Beside each stands the query that supposes it; "" or None where nobody can set it.
    """
    besides = flips_alone(found, item.number)
    changes = (*item.counterfactuals, *besides)
    queries = (urlencode(settings_of(each, found, item.number)) for each in changes)
    return zip_longest(changes_of_outcome(item, besides), queries)


def _planned(item: Explanation) -> str:
    """Return the query by which the next request for the same is planned, its day left open.

    Asked for again is what was denied; earlier visits are those that were had, or authorized.
    """
    label, case = item.knowledge.label, item.case
    regions = case.all("bodyRegion")
    quantity = item.of.request.quantity
    visits = quantity if quantity and quantity.unit == "visit" else Quantity()
    earlier = [each.value for each in (case.earlier_visits, visits.authorized) if each]
    to_come = {item.treatment, *case.things("plannedTreatment")}
    going = [each for each in case.things("concurrentTreatment") if each not in to_come]
    known = {
        "treatment": label(item.treatment) if item.treatment else None,
        "region": label(regions[0].value) if regions else None,
        "injury": case.value("injuryDate"),
        "surgery": case.value("surgeryDate"),
        "visits": visits.disputed.value if visits.disputed else None,
        "earlier_visits": sum(map(int, map(str, earlier))) if earlier else None,
        "diagnoses": _listed(case.things("diagnosis"), item.knowledge),
        "had": _listed((t for t in case.things("pastTreatment") if t not in going), item.knowledge),
        "beside": _listed(going, item.knowledge),
    }
    return urlencode({name: value for name, value in known.items() if value is not None})


def _listed(things: Iterable[str], knowledge: Knowledge) -> str | None:
    """Name things in a list with commas between them, but those with a comma in their names."""
    names = dict.fromkeys(map(knowledge.label, things))
    return ", ".join(each for each in names if "," not in each) or None


def _asked_for(item: Explanation) -> str:
    """Say how much is asked for, and how much of it is in dispute, where that is less."""
    quantity = item.of.request.quantity or Quantity()
    told = amount(item.requested, quantity.unit)
    disputed, authorized = quantity.disputed, quantity.authorized
    if disputed is None or str(disputed.value) == str(item.requested):
        return told
    granted = f", {authorized.value} authorized already" if authorized else ""
    return f"{told}: {disputed.value} in dispute{granted}"


def _facts(found: Explanations, item: Explanation | None) -> Iterator[tuple[str, str]]:
    """Yield what the head of a page says of a letter, or of an item of it."""
    dates, label = found.letter.dates, found.knowledge.label
    if dates.decision:
        yield "Decided", str(dates.decision.value)
    if found.letter.injury:
        yield "Injured", str(found.letter.injury.value)
    if found.items and (asked := found.items[0].case.requested):
        yield "Requested", wording.request_day(asked).removeprefix("date of request: ")
    if specialties := found.letter.reviewer.specialties:
        yield "Reviewer", ", ".join(each.value for each in specialties)
    if item and item.treatment:
        yield "Treatment", label(item.treatment)
        if kind := modality(item.treatment, found.knowledge):
            yield "Kind of treatment", kind
    if item and (regions := item.case.all("bodyRegion")):
        yield "Part of the body", ", ".join(terms.value(e.value, found.knowledge) for e in regions)
    if item and item.requested is not None:
        yield "Asked for", _asked_for(item)


def modality(treatment: str, knowledge: Knowledge) -> str:
    """Say whether a treatment is active or passive, and what that means; "" where it is neither.

    >>> from imrgraph.knowledge.knowledge import load
    >>> modality("https://w3id.org/imrgraph/vocab/massage-therapy", load())
    'passive (done to the patient, who need not make an effort)'
    """
    kind = knowledge.modality(treatment)
    if kind is None:
        return ""
    [meaning] = knowledge.facts.values(kind, SKOS("definition").value)
    return f"{knowledge.label(kind)} ({meaning[:1].lower()}{meaning[1:].rstrip('.')})"
