"""Modalities: whether a treatment is active or passive, and what it accompanies.

In:   a condition and a case.
Out:  an `Answer`.
From: ontology/criteria/active-care.rq and adjunct.rq.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.phases import phases
from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.deciding.case import Bound
from imrgraph.reasoning.deciding.criteria.answers import Answer, agreed, either, gap, known
from imrgraph.reasoning.deciding.criteria.found import grounds_on
from imrgraph.reasoning.deciding.criteria.timing import INJURY, ONE_DAY, ONSET, Time
from imrgraph.reasoning.deciding.results import Lever, ModalityOf, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.guidelines import Condition
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.case import Case

__all__ = ["active_care", "adjunct"]

_ACTIVE: Final = IMRV("active").value
_HOME_EXERCISE: Final = IMRV("home-exercise").value


def active_care(condition: Condition, case: Case, knowledge: Knowledge) -> Answer:
    """Is the treatment active, or, if it is passive, out of the phase in which that is refused?

    The modality comes from the treatment or a broader one. A condition that names no phase refuses
    the modality in every phase.
    """
    barred, asked_for = condition.concept("barsModality"), case.one("requestedTreatment")
    if barred is None or asked_for is None:
        return Answer()
    modality = knowledge.modality(asked_for.value)
    phase = phases(knowledge).get(condition.concept("barsPhase") or "")
    required = (barred, phase.iri) if phase else (barred,)
    of_it = ModalityOf(asked_for.value)
    premises = (asked_for, of_it)
    if modality is None:
        return Answer(required=required, premises=premises, missing=gap("modality"))
    if modality != barred or phase is None:
        status = either(modality != barred)
        return Answer(status, required, (modality,), premises=premises)
    time = Time.of(case, phase, INJURY)
    missing = time.missing
    return Answer(
        status=Status.UNKNOWN if missing else either(not time.is_within),
        required=required,
        actual=(modality, time.elapsed) if time.elapsed else (modality,),
        comparisons=() if missing else tuple(time.comparisons()),
        premises=known(time.event, time.requested, asked_for, time.definition, of_it, ONSET),
        missing=missing,
        lever=None if missing else _out_of_phase(time),
    )


def _out_of_phase(time: Time) -> Lever | None:
    """Return the nearest day of the event that is too late for the phase, or the last in it."""
    side = time.window if time.is_within else time.early
    last = side.last if side else None
    if last is None or time.event is None:
        return None
    about = time.event.about, time.event.property
    if time.is_within:
        return Lever(*about, last + ONE_DAY, Bound.ON_OR_AFTER)
    return Lever(*about, last, Bound.ON_OR_BEFORE) if time.event.value > last else None


def adjunct(condition: Condition, case: Case, knowledge: Knowledge) -> Answer:
    """Does the treatment accompany another one of the required modality?

    Only a treatment that the record says continues counts; where there is none, what the reviewer
    finds.
    """
    wanted = condition.concept("requiresModality")
    if wanted is None:
        return Answer()
    beside = [
        fact
        for fact in case.all("concurrentTreatment")
        if wanted in _modalities(fact.value, knowledge)
    ]
    if beside:
        return Answer(
            Status.MET,
            (wanted,),
            tuple(fact.value for fact in beside),
            premises=(*beside, *(ModalityOf(fact.value) for fact in beside)),
        )
    if grounds := grounds_on(condition, case):
        status = agreed({ground.met for ground in grounds})
        missing = gap("which-finding", IMRV("adjunct").value) if status is Status.UNKNOWN else None
        return Answer(status, (wanted,), premises=grounds, missing=missing)
    lever = Lever(case.letter, "concurrentTreatment", _HOME_EXERCISE, Bound.INCLUDING)
    return Answer(
        required=(wanted,),
        missing=gap("treatment-beside", wanted),
        silent=True,
        lever=lever if wanted == _ACTIVE else None,
    )


def _modalities(treatment: str, knowledge: Knowledge) -> Iterator[str]:
    """Yield the modalities of a treatment and of its components, own or from broader ones."""
    path = (treatment, *knowledge.broader(treatment))
    parts = (part for each in path for part in knowledge.facts.all(each, "hasComponent"))
    for each in (*path, *(p for part in parts for p in (part, *knowledge.broader(part)))):
        yield from knowledge.facts.all(each, "hasModality")
