"""The next request: what a physician could do about a denial, each with its place.

In:   an explanation of an item that was not granted in full.
Out:  `NextStep`s: what to document, what is on record already, how many visits still fit, from
      which day the phase is right, what was authorized already, what comes first.
From: the conditions that are not met, and the reviewer's grounds; kinds and sentences stand in
      ontology/vocab/next-steps.ttl, what to document with each criterion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from imrgraph.knowledge.criteria import criteria
from imrgraph.knowledge.phases import age, phases
from imrgraph.knowledge.terms import IMRV, local
from imrgraph.letters.rationale.features import words
from imrgraph.letters.text.phrases import fold
from imrgraph.reasoning.deciding.case import CaseFact
from imrgraph.reasoning.deciding.results import Amount, Reading, Role, State, Status
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reasoning.deciding.weighing import conditions_of
from imrgraph.reasoning.explaining.applying import refuses, rules_that_bear
from imrgraph.reasoning.explaining.hints import authorized_already, minds_nothing
from imrgraph.reasoning.explaining.missing import missing
from imrgraph.reasoning.explaining.turning import besides, likeliest, operation_of
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from imrgraph.knowledge.phases import Age, Phase
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition, Explanation
    from imrgraph.reasoning.explaining.turning import Reason
    from imrgraph.reasoning.places import Evidence

__all__ = ["NextStep", "counted_before", "day_that_fits", "next_request", "visits_that_fit"]

_DAY: Final = timedelta(days=1)
#: So many days after a request its phase is looked for; a later day is no plan.
_AHEAD: Final = 730
#: So many days before it the end of a phase is looked for.
_BACK: Final = 20 * 366
_VISITS: Final = "visit-limit"
_PHASE: Final = "phase"
_FROM_DAY: Final = "from-day"
# "would be more appropriate", "has yet to be tried", "would suffice"
_PREFERS: Final = re.compile(
    r"\b(?:more\s+appropriate|prefer(?:red|able)|yet\s+to\s+be\s+tried|tried\s+first|comes?\s+first"
    r"|would\s+(?:not\s+)?(?:be\s+sufficient|suffice))\b"
)
_ARTICLES: Final = frozenset({"a", "an", "the"})
# "6 visits", "10 to 12 sessions", "3-6 treatments", "visits, up to 10"
_COUNTED: Final = re.compile(
    r"\b(\d+)(?=(?:\s*(?:-|to|or|and)\s*\d+)?[\s-]+(?:\w+\s+){0,2}(?:visits?|sessions?|treatments?)\b)"
)
_FIRST_LINE: Final = "first-line-therapy"
_TWICE: Final = "non-duplication"
_SERVICE: Final = "associated-service"


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something that the next request could bring, or has to keep to."""

    #: The notation of a kind of imrv:next-steps: "document", "visits", "from-day", …
    kind: str
    #: The code of the criterion that it is about.
    criterion: str | None
    #: What it says, by the names that the sentence of the kind has for it.
    values: Mapping[str, tuple[Any, ...]] = field(hash=False)
    evidence: tuple[Evidence, ...] = ()
    #: Whether the reviewer finds nothing of the kind of the criterion, so that it is to be shown.
    finds_none: bool = False

    __repr__ = short("kind", "criterion", "values")


def next_request(item: Explanation) -> tuple[NextStep, ...]:
    """Say what the next request for a denied item would need; nothing of one that was granted.

    Nor where nothing speaks against it: there is nothing that it would have to answer.
    """
    denied = item.recorded_outcome in {"upheld", "partial"}
    undecided = item.recorded_outcome is None and item.verdict is not Verdict.NECESSARY
    if item.contrary or not (denied or undecided):
        return ()
    opened = [NextStep("hint", None, {}, item.opened)] if item.opened else []
    if used := tuple(_used(item)):
        return (*used, *opened)
    first = (*_limits(item), *_phases(item))
    counted = {step.criterion for step in first}
    rest = (each for each in _documents(item) if each.criterion not in counted - {None})
    steps = (*first, *opened, *rest, *_alternatives(item), *_rules(item))
    return tuple({_told(each): each for each in steps}.values())


def _used(item: Explanation) -> Iterator[NextStep]:
    """Yield that what is asked for was authorized before, where that is all there is against it."""
    against = {each.criterion for each in item.grounds if each.stated and not each.met}
    granted = authorized_already(item.passages, item.knowledge) if against == {_TWICE} else ()
    if granted:
        yield NextStep("use", _TWICE, {}, tuple(each.place for each in granted))


def _told(step: NextStep) -> tuple[object, ...]:
    """Return what a step tells, by which it is the same as another."""
    places = tuple((place.start, place.end) for place in step.evidence)
    return step.kind, step.criterion, repr(step.values), places


def _documents(item: Explanation) -> Iterator[NextStep]:
    """Yield what to document on each reason, with what is on record of it already.

    The thing that a sentence misses is named in its own words; of what is not read for certain,
    and names none, the reviewer's words are to be answered.
    """
    answers: list[Evidence] = []
    told: set[int] = set()
    shown: list[set[str]] = []
    reasons = [each for each in item.reasons if not each.met]
    for criterion, place, reason in _wanting(item, reasons):
        on = operation_of(item) if criterion == _SERVICE else None
        thing = _missing(place, item) if place else None
        named = set(words(fold(thing.quote))) if thing else set()
        if thing and any(named <= other or other <= named for other in shown):
            continue
        start = thing.start if thing else place.start if place else -1
        if start in told and not on:
            continue
        told.add(start)
        if on:
            yield NextStep("operation", _SERVICE, {"item": (on,)}, reason.places if reason else ())
        elif thing:
            shown.append(named)
            kind = "missing" if criterion else "lacking"
            none = bool(criterion and reason and reason.finds_none)
            yield NextStep(kind, criterion, {"missing": (thing,)}, (thing,), none)
        elif criterion and reason:
            values = {"criterion": (IMRV(criterion).value,)}
            yield NextStep("document", criterion, values, reason.places, reason.finds_none)
        elif place:
            answers.append(place)
    said = None if reasons or told else likeliest(item)
    yield from _answering((*answers, *filter(None, [said])), reasons, item)
    yield from _on_record(item, reasons)


def _answering(
    words: Sequence[Evidence], reasons: Sequence[Reason], item: Explanation
) -> Iterator[NextStep]:
    """Yield what the reviewer writes against the request, as far as anything is held against it.

    Where that is that an operation is not necessary, the operation comes first.
    """
    falls = [g for g in item.grounds if g.criterion == _SERVICE and g.stated and not g.met]
    on = operation_of(item) if falls else None
    minded = tuple(each for each in words if _is_minded(each, item))
    if on and not any(each.is_named and each.criterion == _SERVICE for each in reasons):
        yield NextStep("operation", _SERVICE, {"item": (on,)}, falls[0].evidence[:1])
    elif minded:
        yield NextStep("answer", None, {}, minded)


def _is_minded(place: Evidence, item: Explanation) -> bool:
    """Say whether words are held against the request, and are not told as what would do."""
    here = item.passages.of(place)
    if here is None:
        return True
    found = any(g.stated and not g.met and any(map(here.holds, g.evidence)) for g in item.grounds)
    told = {each.start for each in item.opened}
    return here.place.start not in told and not minds_nothing(here, item.knowledge, found=found)


def _missing(place: Evidence, item: Explanation) -> Evidence | None:
    """Return the thing that a sentence finds missing.

    What a guideline says of things that are missing names none, nor does what was asked for.
    """
    here = item.passages.of(place)
    if here and here.is_rule:
        return None
    thing = missing(place, item.letter.document, item.knowledge)
    asked = {*words(fold(item.request)), *_ARTICLES}
    return thing if thing and not set(words(fold(thing.quote))) <= asked else None


def _wanting(
    item: Explanation, reasons: Sequence[Reason]
) -> Iterator[tuple[str | None, Evidence | None, Reason | None]]:
    """Yield what was found wanting: its criterion where that is told, its words, and the reason."""
    for reason in reasons:
        told = reason.criterion if reason.is_named else None
        yield told, next(iter(reason.places), None), reason
    for place in besides(item):
        passage = item.passages.of(place)
        if passage and (passage.finds_wanting or not reasons):
            yield None, place, None


def _on_record(item: Explanation, reasons: Sequence[Reason]) -> Iterator[NextStep]:
    """Yield what is on record of what was found wanting, together."""
    wanting = {each.criterion for each in reasons}
    facts = [each for each in item.unaddressed if each.criterion in wanting]
    if facts:
        values = {"criterion": tuple(dict.fromkeys(IMRV(e.criterion).value for e in facts))}
        places = tuple(place for fact in facts for place in fact.evidence)
        yield NextStep("on-record", facts[0].criterion, values, places)


def _alternatives(item: Explanation) -> Iterator[NextStep]:
    """Yield the treatments that the rationale says come first, or are better, by its words."""
    know = item.knowledge
    asked = item.treatment or ""
    had = item.case.things("pastTreatment", "concurrentTreatment")
    in_request = {m.concept for m in know.lexicon("treatments").find(item.request)}
    kin = {asked, *know.broader(asked), *had, *in_request}
    asked_for = item.request.lower()
    of_first = {
        place.start
        for reason in item.reasons
        if reason.criterion == _FIRST_LINE and not reason.met
        for place in reason.places
    }
    for passage in item.passages.each:
        place = passage.place
        tried_first = any(place.start <= start < place.end for start in of_first)
        if not tried_first and not _PREFERS.search(fold(place.quote)):
            continue
        named = [match.concept for match in know.lexicon("treatments").find(place.quote)]
        first = [
            name
            for name in dict.fromkeys(named)
            if name not in kin
            and asked not in know.broader(name)
            and local(name).removeprefix("topical-") not in asked_for
        ]
        if first:
            yield NextStep("alternative", _FIRST_LINE, {"first": tuple(first)}, (place,))


def _rules(item: Explanation) -> Iterator[NextStep]:
    """Yield the rule that bears most on the reasons and can be met."""
    rules = [*((item.applied.rule,) if item.applied else ()), *rules_that_bear(item)]
    kept = tuple(dict.fromkeys(each for each in rules if not refuses(each)))[:1]
    if kept:
        yield NextStep("rule", None, {}, kept)


def _limits(item: Explanation) -> Iterator[NextStep]:
    """Yield how many visits still fit, and what was authorized of them already."""
    quantity = item.of.request.quantity
    granted = quantity.authorized if quantity else None
    if quantity and granted and quantity.requested:
        values = {"authorized": (granted.value,), "requested": (quantity.requested.value,)}
        places = _places(item, "quantityAuthorized", "quantityRequested")
        yield NextStep("authorized", None, values, places)
    stated = any(_tells_of_limit(reason, item) for reason in item.reasons)
    failing = [each for each in _failing(item, _VISITS) if _is_named(each, item)] if stated else []
    before = int(granted.value) if granted else 0
    for each in failing:
        step = visits_that_fit(each, _earlier(each, item), before)
        if step and _is_known(each, item):
            places = (*counted_before(each), *_places(item, "quantityAuthorized"))
            yield replace(step, evidence=places)
            return


def counted_before(condition: ExplainedCondition) -> tuple[Evidence, ...]:
    """Return where the letter tells how many visits came before: no place that asks for more."""
    told = (each for each in condition.result.premises if isinstance(each, CaseFact))
    return tuple(
        place for fact in told if fact.property == "priorCount" for place in fact.places[:1]
    )


def _places(item: Explanation, *names: str) -> tuple[Evidence, ...]:
    """Return where the letter states facts, the first place of each."""
    found = (fact for name in names for fact in item.case.all(name)[:1])
    return tuple(each for fact in found for each in fact.places[:1])


def _tells_of_limit(reason: Reason, item: Explanation) -> bool:
    """Say whether the words of a reason hold a number of visits against a limit."""
    if reason.criterion != _VISITS:
        return False
    said_by = criteria(item.knowledge)[_VISITS].said_by
    said = [fold(place.quote) for place in reason.places]
    return said_by is None or not said or any(map(said_by.search, said))


def _is_named(condition: ExplainedCondition, item: Explanation) -> bool:
    """Say whether a limit is the reviewer's, or of the number that the rationale names."""
    if condition.weighed.reading is Reading.STATED:
        return True
    limit = next(iter(condition.result.required), None)
    named = set(_COUNTED.findall(fold(item.of.rationale.value)))
    return isinstance(limit, Amount) and str(limit.number) in named


def visits_that_fit(
    condition: ExplainedCondition, earlier: int | None, authorized: int = 0
) -> NextStep | None:
    """Return how many visits fit within a limit; None where it has no number.

    Args:
        condition: the limit.
        earlier: how many visits there were before; None where nobody says.
        authorized: how many were authorized since.
    """
    limit = next(iter(condition.result.required), None)
    if not isinstance(limit, Amount) or limit.unit != "visit":
        return None
    before = (earlier or 0) + authorized
    fit = max(limit.number - before, 0)
    counts: dict[str, tuple[Any, ...]] = {
        "fit": (fit,),
        "earlier": (before,),
        "limit": (limit.number,),
        "source": (condition.weighed.source,),
    }
    kind = "visits" if earlier is not None or authorized else "visits-unsaid"
    return NextStep(kind if fit else "no-visits", _VISITS, counts, condition.evidence)


def _earlier(condition: ExplainedCondition, item: Explanation) -> int | None:
    """Return how many visits there were before, as far as the condition is decided by it."""
    told = item.case.on(condition.weighed.basis).earlier_visits
    return int(told.value) if told else None


def _is_known(condition: ExplainedCondition, item: Explanation) -> bool:
    """Say whether it is known how many visits there were before, or that there were none."""
    return _earlier(condition, item) is not None or condition.result.lever is not None


def _phases(item: Explanation) -> Iterator[NextStep]:
    """Yield from which day the phase is right, or on which it ended.

    That it is over for good is told where the reviewer says what phase is wanted.
    """
    given = any(reason.criterion == _PHASE for reason in item.reasons)
    failing = ((each, day_that_fits(each, item)) for each in _failing(item, _PHASE))
    condition, step = next((pair for pair in failing if pair[1]), (None, None))
    stated = given or (condition and condition.weighed.reading is Reading.STATED)
    if step and (stated or step.kind == _FROM_DAY):
        yield step


def day_that_fits(condition: ExplainedCondition, item: Explanation) -> NextStep | None:
    """Return from which day the phase of a condition is right, or on which it ended."""
    [concept, *_] = condition.result.required
    phase = phases(item.knowledge).get(str(concept))
    asked = item.case.requested
    event = item.case.one(phase.counted_from) if phase else None
    if not phase or not asked or not event or event.value > asked.day:
        return None
    until = _until(condition, item)
    named = {"phase": (concept,)}
    places = (*event.places[:1], *asked.fact.places[:1])
    if first := _first_day(phase, event.value, asked.day, until):
        return NextStep(_FROM_DAY, _PHASE, {**named, "day": (first,)}, places)
    if last := _last_day(phase, event.value, asked.day, until):
        return NextStep("until-day", _PHASE, {**named, "day": (last,)}, places)
    return None


def _until(condition: ExplainedCondition, item: Explanation) -> Age | None:
    """Return the age at which a condition has its phase end, where it has one of its own."""
    of = conditions_of(condition.weighed, item.case, item.knowledge)
    found = next((each for each in of if each.iri == condition.result.condition), None)
    return age(found.one("untilAge")) if found else None


def _first_day(phase: Phase, event: date, asked: date, until: Age | None) -> date | None:
    found = phase.asked_on(event, asked + _DAY, asked + _DAY * _AHEAD, until)
    return next((first for first, _ in found), None)


def _last_day(phase: Phase, event: date, asked: date, until: Age | None) -> date | None:
    found = phase.asked_on(event, max(event, asked - _DAY * _BACK), asked, until)
    return next((last for _, last in reversed([*found])), None)


def _failing(item: Explanation, criterion: str) -> list[ExplainedCondition]:
    """Return the conditions on a criterion that are not met, as the reviewer states them first.

    Of the encoded ones only those of recommendations that speak of the request.
    """
    failing = [
        each
        for each in item.conditions
        if each.result.criterion == criterion
        and each.result.status is Status.NOT_MET
        and each.result.role is Role.CONDITION
        and each.result.required
        and each.weighed.supports
        and each.weighed.state is not State.SILENT
    ]
    return sorted(failing, key=lambda each: each.weighed.reading is not Reading.STATED)
