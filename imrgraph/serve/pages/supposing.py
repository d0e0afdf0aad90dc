"""Supposing: what would have followed for an item, had something been otherwise.

In:   a letter, an item, and settings, each a name and a value; the address holds them, or of a
      letter that is not kept the form, and the letter with them.
Out:  the form in which they are set; the verdicts, conditions and proof before and after.
From: `imrgraph whatif`, which takes the same names and values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from imrgraph.knowledge.criteria import criteria
from imrgraph.knowledge.phases import phases
from imrgraph.knowledge.terms import IMR, IMRV, local
from imrgraph.reasoning.deciding.results import State
from imrgraph.reasoning.explaining.proof import Prover
from imrgraph.reasoning.explaining.whatif import PHASE, judged, suppose
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.as_supposition import told_kept, told_moved
from imrgraph.serve.pages.apart import apart
from imrgraph.serve.pages.asked import case_of, explanations, number_of
from imrgraph.serve.pages.layout import shown
from imrgraph.serve.pages.telling import telling
from imrgraph.serve.pages.twins import as_json, form_of, twin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.case import Change
    from imrgraph.reasoning.deciding.results import ConditionResult
    from imrgraph.reasoning.deciding.verdicts import VerdictResult
    from imrgraph.reasoning.explaining.explanation import Explanation, Explanations
    from imrgraph.reasoning.explaining.proof import Derivation
    from imrgraph.reasoning.explaining.whatif import Supposition
    from imrgraph.store.opening import Endpoint, LetterStore

__all__ = ["Field", "fields", "supposed", "supposition"]

#: What can be set of an item: the name, the property of the case, and the kind of the field.
_FACTS: Final = (
    ("visits", "quantityRequested", "number"),
    ("earlier-visits", "priorCount", "number"),
    ("visits-a-week", "visitsPerWeek", "number"),
    ("injury", "injuryDate", "date"),
    ("surgery", "surgeryDate", "date"),
    ("request", "authorizationRequestDate", "date"),
)
#: A phase is chosen by its name, and a criterion as well.
_FOUND: Final = (("met", True), ("not-met", False))


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form."""

    name: str
    label: str
    #: "number", "date", or "choice".
    kind: str
    #: What is the case, "" where nobody says.
    now: str
    #: What can be chosen: the value, and what is shown.
    options: tuple[tuple[str, str], ...] = ()
    #: What is supposed, "" where it stays as it is.
    value: str = ""


@dataclass(frozen=True, slots=True)
class Turned:
    """A condition that comes out otherwise, or with other numbers."""

    criterion: str
    before: ConditionResult | None
    after: ConditionResult | None


async def supposition(request: Request) -> Response:
    """Show what would have followed, had what the address says been otherwise."""
    return await apart(request, _supposed)


def _supposed(held: LetterStore | Endpoint, request: Request) -> Response:
    found = explanations(held, case_of(request))
    return supposed(request, found, number_of(request), request.query_params)


def supposed(
    request: Request,
    found: Explanations,
    number: int,
    given: Mapping[str, str],
    carried: str = "",
) -> Response:
    """Return what would have followed for an item of a letter.

    Args:
        request: what it answers.
        found: the explanations of the letter.
        number: the item's.
        given: by name what is supposed; "" of what stays as it is.
        carried: the letter, where it is kept nowhere else than on the page.
    """
    form = form_of(request, "html", "json")
    [item] = found.only(number).items
    stripped = {name: text.strip() for name, text in given.items()}
    settings = {name: text for name, text in stripped.items() if text}
    told = suppose(found, number, settings)
    if form == "json":
        return twin(form, as_json(_plain(told, item)), "what-if")
    return shown(
        request,
        "whatif.html",
        twins=() if carried else ("json",),
        **telling(found, item, carried),
        fields=fields(item, settings),
        changes=tuple(_changes(told, item)) if settings else (),
        moved=tuple(_moved(told, item, settings.get(PHASE, ""))),
        outcomes=told.outcomes,
        leading=wording.leads([after for _, after in told.outcomes]),
        turned=tuple(_turned(*told.outcomes[0])),
        step=_proof(told, item),
        kept=tuple(told_kept(each, item.knowledge) for each in told.kept),
        flips=told.outcomes[0][0].verdict is not told.outcomes[0][1].verdict,
    )


def fields(item: Explanation, settings: Mapping[str, str] | None = None) -> tuple[Field, ...]:
    """Return the fields in which something can be supposed of an item."""
    given = settings or {}
    know = item.knowledge
    return (
        *(
            Field(
                name,
                know.label(IMR(property_).value),
                kind,
                _text(item.case.value(property_)),
                value=given.get(name, ""),
            )
            for name, property_, kind in _FACTS
        ),
        Field(PHASE, "phase of the injury", "choice", "", _phases(item), given.get(PHASE, "")),
        *(
            Field(
                code,
                know.label(IMRV(code).value),
                "choice",
                _found(code, item),
                tuple((value, _finds(code, item, met=met)) for value, met in _FOUND),
                given.get(code, ""),
            )
            for code in _judged(item, given)
        ),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _phases(item: Explanation) -> tuple[tuple[str, str], ...]:
    """Return the phases that the day of the request allows to name."""
    asked, know = item.case.requested, item.knowledge
    if asked is None:
        return ()
    every = phases(know).items()
    return tuple((local(iri), know.label(iri)) for iri, each in every if each.window(asked.day))


def _judged(item: Explanation, given: Mapping[str, str]) -> list[str]:
    """Return the criteria of which a finding is supposed or can be, in their order."""
    can_be = judged(item)
    kept = (code for code in criteria(item.knowledge) if code in given or code in can_be)
    return [code for code in kept if code != PHASE]


def _found(code: str, item: Explanation) -> str:
    """Say what the reviewer found on a criterion."""
    found = {each.met for each in item.case.grounds if each.criterion == code}
    return "; and ".join(_finds(code, item, met=met) for met in sorted(found, reverse=True))


def _finds(code: str, item: Explanation, *, met: bool) -> str:
    """Say what a reviewer finds who finds a criterion met, or not."""
    return terms.ground_clause(code, item.knowledge, met=met)


def _changes(supposed: Supposition, item: Explanation) -> Iterator[tuple[str, str, str]]:
    """Yield what is supposed: its name, what is the case, and what would have been."""
    for change in (each for changes in supposed.changes.values() for each in changes):
        name = IMRV(change.finding) if change.finding else IMR(change.property)
        before, after = (_value(change, v, item.knowledge) for v in (change.before, change.after))
        yield item.knowledge.label(name.value), before, after


def _moved(supposed: Supposition, item: Explanation, phase: str) -> Iterator[str]:
    """Yield what the phase that is supposed implies."""
    for change in supposed.changes.get(f"{PHASE}={phase}", ()):
        yield told_moved(IMRV(phase).value, change, item.knowledge)


def _value(change: Change, value: object, knowledge: Knowledge) -> str:
    if value is None:
        return "no such finding" if change.finding else "not stated"
    if change.finding:
        clause = terms.ground_clause(change.finding, knowledge, met=bool(value))
        return f"the reviewer finds that {clause}"
    return str(value) if isinstance(value, int | date) else terms.value(value, knowledge)


def _turned(before: VerdictResult, after: VerdictResult) -> Iterator[Turned]:
    """Yield the conditions that come out otherwise, and those that are weighed on one side only."""
    was, would_be = _results(before), _results(after)
    for key in dict.fromkeys((*was, *would_be)):
        one, other = was.get(key), would_be.get(key)
        if one is None or other is None or _told(one) != _told(other):
            yield Turned((one or other).criterion, one, other)  # type: ignore[union-attr]  # one is


def _results(verdict: VerdictResult) -> dict[tuple[str, str], ConditionResult]:
    return {
        (weighed.recommendation, result.condition): result
        for weighed in verdict.weighed
        if weighed.state is not State.SILENT
        for result in weighed.results
    }


def _told(result: ConditionResult) -> tuple[object, ...]:
    return result.status, result.actual, result.comparisons


def _proof(supposed: Supposition, item: Explanation) -> Derivation:
    """Return the proof of what would have followed, by the verdict that leads."""
    changes = tuple(each for changes in supposed.changes.values() for each in changes)
    before, after = supposed.outcomes[0]
    case = item.case.on(before.basis).changed(changes)
    return Prover(case, item.letter, item.knowledge).prove(after, item.recorded_outcome)


def _plain(supposed: Supposition, item: Explanation) -> dict[str, Any]:
    """Return a supposition as plain values."""
    return {
        "schema": "imrgraph/what-if/1",
        "item": item.item,
        "supposed": {
            name: [
                {"property": c.finding or c.property, "before": c.before, "after": c.after}
                for c in changes
            ]
            for name, changes in supposed.changes.items()
        },
        "verdicts": [
            {
                "basis": before.basis.value,
                "reading": before.reading.value,
                "before": before.verdict.value,
                "after": after.verdict.value,
                "certify": after.certify,
            }
            for before, after in supposed.outcomes
        ],
        "kept": [*supposed.kept],
    }
